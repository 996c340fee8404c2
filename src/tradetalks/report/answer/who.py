"""Who pays and who gains: countries and industries."""

from __future__ import annotations

from tradetalks.report.answer.cost import bands_of_losses, horizon_words, told_policy, under_policy
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.band import (
    NEXT_TO_NONE,
    NumberBand,
    format_band,
    format_middle,
    format_size,
    gains,
    is_nothing,
    loses,
    may_change,
    said_change,
)
from tradetalks.report.cost.measures import with_measures
from tradetalks.report.cost.numbers import jobs_moved, sector_titles
from tradetalks.report.cost.players import others, shown_players
from tradetalks.report.cost.ranges import jobs_band, sum_band
from tradetalks.report.names import CountryNames, country_names
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# Jobs moved that are worth a word, billion dollars of wages a year.
SMALL_JOBS = 0.5
# What is said where nobody gains, and where somebody does that is not worth a name.
NOBODY_GAINS = {False: "no country gains", True: "no country gains much"}


def who_line(run: CostRun, chosen: PolicyDate | None = None) -> AnswerLine:
    """Who pays and who gains under all measures: players, the others, and the industries.

    Args:
        run: every policy, solved.
        chosen: the policy that is asked about, which is then named; the one that the answer is about where None.
    """
    moment, names, when = told_policy(run), country_names(run.scenario.accounts), horizon_words(run)
    if chosen is not None:
        moment, when = chosen, f"{when}, {under_policy(run, chosen)}"
    bands = bands_of_losses(run, moment, run.economy.regions)
    detail = [_together(run, moment), _industries(run, moment, names)]
    # Beside a line that counts the sides' own measures alone, the sign of a side may be another.
    said = with_measures(run, who_answer(bands, names, when))
    return AnswerLine("who", "Who pays, and who gains?", f"{said}.", " ".join(filter(None, detail)))


def who_answer(bands: dict[str, NumberBand], names: CountryNames, when: str) -> str:
    """Who pays most and who gains most, of countries with the largest loss first; without a full stop."""
    if all(is_nothing(band) for band in bands.values()):
        return f"Nobody noticeably, {when}"
    if len(bands) == 1:
        (region,) = bands
        return f"{names.opening(region)} alone, the only country: it {said_change(bands[region])} billion dollars a year, {when}"
    worst = next((region for region, band in bands.items() if loses(band)), None)
    gaining = [region for region, band in bands.items() if gains(band)]
    best = max(gaining, key=lambda region: bands[region].middle, default=None)
    if worst and best and bands[best].high < NEXT_TO_NONE * -bands[worst].low:
        # Next to what is lost this is not worth a name.
        best = None
    either = _may_be_more(bands, worst, best)
    numbers = []
    if worst is not None:
        numbers.append(f"{names.said(worst)} pays most, {format_middle(bands[worst])}")
    if best is not None:
        numbers.append(f"{names.said(best)} gains most, {format_middle(bands[best])}")
    if either is not None:
        # A band on either side of zero is neither a payment nor a gain: both ends are said.
        numbers.append(f"{names.said(either)} {may_change(bands[either])}")
    first, *more = [f"{number} billion dollars a year" for number in numbers]
    parts = [f"{first}, {when}", *more]
    if either is None and worst is None:
        parts.insert(0, "nobody pays")
    if either is None and best is None:
        parts.append(NOBODY_GAINS[bool(gaining)])
    return _opened("; ".join(parts))


def _may_be_more(bands: dict[str, NumberBand], worst: str | None, best: str | None) -> str | None:
    """The country whose gain or loss is uncertain and may be more than the most that anybody surely has; None of no such."""
    most_loss = min((bands[region].low for region in (worst,) if region), default=0.0)
    most_gain = max((bands[region].high for region in (best,) if region), default=0.0)
    unsure = {
        region: band.high - band.low
        for region, band in bands.items()
        if not (loses(band) or gains(band) or is_nothing(band))
        and (band.whole.low < most_loss or band.whole.high > most_gain)
    }
    return max(unsure, key=lambda region: unsure[region], default=None)


def _together(run: CostRun, moment: PolicyDate) -> str:
    """What all those who are no players come to."""
    regions = others(run)
    if not regions:
        return ""
    return f"All other countries together: {_signed_change(sum_band(run, moment, regions))}."


def _signed_change(band: NumberBand) -> str:
    """A change of several countries: ``a gain of 1 to 3 billion``."""
    if is_nothing(band):
        return "hardly any change"
    if loses(band):
        return f"a loss of {format_band(band)} billion"
    if gains(band):
        return f"a gain of {format_band(band)} billion"
    return f"from a loss of {format_size(band.low)} to a gain of {format_size(band.high)} billion"


def _industries(run: CostRun, moment: PolicyDate, names: CountryNames) -> str:
    """The industries of players that lose and gain most jobs, weighed by wages."""
    moved, titles = jobs_moved(run, moment), sector_titles(run)
    rows = [run.economy.regions.index(player) for player in shown_players(run)]
    found = [(float(moved[n, j]), run.economy.regions[n], titles[j]) for n in rows for j in range(len(titles))]
    low, high = min(found), max(found)
    parts = []
    if low[0] < -SMALL_JOBS:
        parts.append(f"most jobs lost: {low[2]} in {names.said(low[1])}, {_jobs_size(run, moment, low)}")
    if high[0] > SMALL_JOBS:
        parts.append(f"most won: {high[2]} in {names.said(high[1])}, {_jobs_size(run, moment, high)}")
    if not parts:
        return ""
    return f"{_opened('; '.join(parts))} (billion dollars of wages a year, {horizon_words(run)})."


def _jobs_size(run: CostRun, moment: PolicyDate, found: tuple[float, str, str]) -> str:
    """The size of the jobs that an industry gains or loses, with its range."""
    _, region, title = found
    band = jobs_band(run, moment, region, sector_titles(run).index(title))
    if loses(band) or gains(band):
        return format_middle(band)
    return f"{format_size(band.middle)} (from a loss of {format_size(band.low)} to a gain of {format_size(band.high)})"


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]
