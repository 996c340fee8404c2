"""What a policy costs every country: bars, largest loss first, in dollars, in percent or for a household; and a tile map."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pandas as pd

from tradetalks.report.answer.chart import signed_band
from tradetalks.report.answer.cost import horizon_words
from tradetalks.report.band import NumberBand
from tradetalks.report.chapter import Table
from tradetalks.report.cost.measures import with_measures
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band, household_band, percent_band
from tradetalks.report.format import format_label, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.web.charts.band_columns import HIGH_END, LOW_END, band_note
from tradetalks.web.charts.bars import Bar, bars_spec
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import colours_of

# Countries shown where a world has more: so many at either end.
EITHER_END = 12


@dataclasses.dataclass(frozen=True)
class CountryMeasure:
    """A number of every country.

    Args:
        name: in links.
        title: what it is called where it is chosen.
        unit: of it, on axes.
        form: how it is written in a table.
        small: what is too small to be told: half of the last digit.
        band: the number with its band.
    """

    name: str
    title: str
    unit: str
    form: str
    small: float
    band: Callable[[CostRun, PolicyDate, str], NumberBand]


MEASURES = {
    found.name: found
    for found in (
        CountryMeasure("dollars", "billion dollars", "billion dollars a year", "{:+.2f}", 0.05, busd_band),
        CountryMeasure("percent", "percent", "percent of real income", "{:+.2f}", 0.005, percent_band),
        CountryMeasure("household", "a household", "dollars a year and household", "{:+,.0f}", 0.5, household_band),
    )
}


def measures_of(run: CostRun) -> tuple[CountryMeasure, ...]:
    """The measures that a run has: dollars a household only where the accounts count households."""
    counted = run.per_household(next(iter(run.equilibria.values()))) is not None
    return tuple(found for name, found in MEASURES.items() if counted or name != "household")


def country_bands(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> dict[str, NumberBand]:
    """A number of every country under a policy, the largest loss first; countries without one are left out.

    Args:
        run: every policy, solved.
        moment: one of them.
        measure: which number.
    """
    found = {region: measure.band(run, moment, region) for region in run.economy.regions}
    there = {region: band for region, band in found.items() if band.middle == band.middle}
    return dict(sorted(there.items(), key=lambda item: item[1].middle))


def countries_drawing(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> Drawing:
    """Bars of what a policy costs every country, with bands.

    Args:
        run: every policy, solved.
        moment: one of them.
        measure: in which unit.

    Returns:
        The largest loss first.
    """
    bands, names = country_bands(run, moment, measure), country_names(run.scenario.accounts)
    colours = colours_of(list(bands), shown_players(run))
    shown = list(bands)
    if len(shown) > 2 * EITHER_END:
        shown = shown[:EITHER_END] + shown[-EITHER_END:]
    bars = [Bar(names[code], bands[code], _told(bands[code], measure), colours[code]) for code in shown]
    finding = countries_finding(run, moment, measure)
    players = format_list([names.said(code) for code in shown_players(run)])
    under = f"{policy_label(run, moment)}, {horizon_words(run)}"
    caption = with_measures(
        run,
        f"change of real income from before the first act, {measure.unit}, {under}; bars: {_estimates(run)}, thin lines"
        f"{range_words(run).removeprefix('; in brackets')}. In colour: {players}.",
    )
    spec = bars_spec(bars, finding, measure.unit)
    return Drawing("countries", finding, (ChartPanel(spec),), _opened(caption), country_numbers(run, moment, measure))


def _estimates(run: CostRun) -> str:
    """What bars are of: the set of elasticities that the file, or the reader, has chosen."""
    named = str(run.scenario.accounts.attrs.get("elasticities", ""))
    return " ".join(filter(None, ["the file's estimates of how trade answers prices (elasticities", named])) + ")"


def _told(band: NumberBand, measure: CountryMeasure) -> str:
    """A band as it is written beside a bar."""
    if measure.name == "dollars":
        return signed_band(band)
    middle, *ends = (format_label(end, measure.form) for end in (band.middle, band.low, band.high))
    said = " to ".join(dict.fromkeys(ends))
    if band.is_outside and middle not in ends:
        return f"{middle}, most draws {said}"
    return said


def countries_finding(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> str:
    """Who pays most and who gains most, in the order that the file's own elasticities give."""
    bands, names = country_bands(run, moment, measure), country_names(run.scenario.accounts)
    codes = list(bands)
    parts = [_verb_of(names, codes[0], bands[codes[0]], measure)]
    if bands[codes[-1]].middle > 0 and len(codes) > 1:
        parts.append(_verb_of(names, codes[-1], bands[codes[-1]], measure))
    parts = [part for part in parts if part]
    if not parts:
        return _opened(with_measures(run, f"nobody's real income changes noticeably ({policy_label(run, moment)})"))
    losing = sum(_loses_noticeably(run, moment, code) for code in bands)
    under = f"{policy_label(run, moment)}, {horizon_words(run)}"
    said = f"{format_list(parts)}: {losing} of {len(bands)} lose, {measure.unit} ({under})"
    return _opened(with_measures(run, said))


def _loses_noticeably(run: CostRun, moment: PolicyDate, code: str) -> bool:
    """Whether a country loses what would be seen in dollars or in percent: the same count whatever a chart is measured in."""
    shown = (MEASURES["dollars"], MEASURES["percent"])
    return any(found.band(run, moment, code).middle < -found.small for found in shown)


def _opened(said: str) -> str:
    return said[:1].upper() + said[1:]


def _verb_of(names: CountryNames, code: str, band: NumberBand, measure: CountryMeasure) -> str:
    """What the country at an end of the order does; one whose band has either sign may gain or lose."""
    if abs(band.middle) < measure.small:
        return ""
    if min(band.low, band.middle) < -measure.small and max(band.high, band.middle) > measure.small:
        return f"{names.said(code)} may gain or lose"
    if band.middle < 0:
        return f"{names.said(code)} pays most"
    return f"{names.said(code)} gains most"


def country_numbers(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> Table:
    """The numbers of bars and of the map."""
    bands, names = country_bands(run, moment, measure), country_names(run.scenario.accounts)
    rows = [
        {"country": for_chart(names[code]), measure.title: band.middle, LOW_END: band.low, HIGH_END: band.high}
        for code, band in bands.items()
    ]
    formats = dict.fromkeys((measure.title, LOW_END, HIGH_END), measure.form)
    note = with_measures(run, f"{measure.unit}, {policy_label(run, moment)}, {horizon_words(run)}{band_note(run)}")
    return Table("countries", "The numbers of this chart", pd.DataFrame(rows), formats, note)
