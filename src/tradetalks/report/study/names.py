"""What the numbers of a study are called, and how they are written."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Mapping

import numpy as np

from tradetalks.ensemble.summary.quantiles import QUANTILES
from tradetalks.ensemble.summary.reading import Draws
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.elasticity_choices import called_sets
from tradetalks.report.format import format_day, format_label, format_short_day
from tradetalks.report.names import CountryNames
from tradetalks.report.talks.odds_tables import OUTCOME_HEADS
from tradetalks.scenario.results.cost import BRANCH
from tradetalks.scenario.results.described import TO_MANDATES

# The median, the ends of four in five draws, and those of nine in ten, by position among the quantiles.
LOWEST, LOW, MIDDLE, HIGH, HIGHEST = range(len(QUANTILES))
# Whiskers are two standard errors long on either side, 95 in 100; what is told as known is beyond as many.
ERRORS = 2
# More decimals than this are noise of the solver.
MOST_DECIMALS = 6
# Digits that a band supports: those that its width has, to two places.
BAND_DIGITS = 2


@dataclasses.dataclass(frozen=True)
class Words:
    """How an outcome is called.

    Args:
        noun: within a sentence.
        unit: after a number.
        of: after the unit, where the number is told without its noun.
        spell: over which time; None where that is the horizon of the costs.
    """

    noun: str
    unit: str
    of: str = ""
    spell: str | None = None


VARIABLES = {
    "real_income_change": Words("real income", "percent", "of real income"),
    "real_income_change_busd": Words("real income", "billion dollars a year"),
    "tariff_revenue": Words("tariff revenue", "billion dollars a year"),
    "price_level_change": Words("consumer prices", "percent"),
    "nash_real_income_change": Words(
        "real income where the trade war ends (Nash tariffs)", "percent", "of real income where the trade war ends"
    ),
    "nash_tariff": Words("tariffs where the trade war ends (Nash), weighted by trade", ""),
    "certificate": Words("largest gain that any player could still have from another tariff", "percent"),
    "nash_gain": Words(
        "gain from the even-handed deal (Nash)",
        "billion dollars a year",
        "from the even-handed deal (Nash)",
        TO_MANDATES,
    ),
    "zone_surplus": Words("what every side gets at the fairest deal", "billion dollars a year", spell=TO_MANDATES),
    "nash_rollback": Words("share of its tariffs that a side withdraws in the even-handed deal (Nash)", ""),
    "longest_lag": Words("longest time to an answer at which a side keeps the deal", "years"),
    "certified": Words("whether nobody gains by changing course where the trade war ends", ""),
    "odds": Words("odds", ""),
    "critical_rivalry": Words("how much the sides may mind each other's gain before no deal suits both", ""),
    "cost_per_day": Words("cost of a day without a deal", ""),
    "deal_possible": Words("whether there is a deal both prefer", ""),
    "deal_kept": Words("whether the deal would be kept", ""),
}


# Outcomes of the talks as the report calls them elsewhere; by themselves, without a head of a column, two need more words.
ENDING_NAMES = OUTCOME_HEADS | {"partial_deal": "part of a deal", "escalation": "the threat carried out"}


def words_of(variable: str, unit: str = "") -> Words:
    """The words for a variable; one that has none is called what it is.

    Args:
        variable: of a study.
        unit: as the study gives it, for variables without words.
    """
    known = VARIABLES.get(variable)
    if known is None:
        return Words(variable.replace("_", " "), unit)
    if unit and not known.unit:
        return dataclasses.replace(known, unit=unit)
    return known


def plain_ending(text: str) -> str:
    """The name of an outcome of the talks in plain words, after whatever stands before its colon."""
    before, colon, name = text.rpartition(": ")
    return f"{before}{colon}{ENDING_NAMES.get(name, name)}"


def party_names(summary: StudySummary) -> CountryNames:
    """The names of the countries of a study."""
    return CountryNames(summary.region_names)


def moment_words(summary: StudySummary, moment: str, *, short: bool = False) -> str:
    """A date as ``1 September 2019``, a way forward by its title, or by its name where there is none; nothing of no moment.

    Args:
        summary: of a study.
        moment: a label of it.
        short: for an axis: ``1 Sep 2019``, and no quotation marks.
    """
    if not moment:
        return ""
    try:
        day = datetime.date.fromisoformat(moment)
    except ValueError:
        words = summary.ways.get(moment) or moment.removeprefix(BRANCH)
        if short:
            return words[:1].upper() + words[1:]
        return f"“{words}”"
    if short:
        return format_short_day(day)
    return format_day(day)


def alternative_words(draws: Draws, parameter: str, label: str) -> str:
    """An alternative as it is called everywhere: sets of elasticities by their authors.

    Args:
        draws: of a study.
        parameter: whose alternative it is.
        label: as the plan has it.
    """
    return called_sets(draws.alternatives.get(parameter, ())).get(label, label)


def headline_unit(summary: StudySummary) -> str:
    """The unit of the headline, in words."""
    if summary.headline is None:
        return ""
    return words_of(summary.headline.outcome.variable, summary.headline.unit).unit


def headline_horizon(summary: StudySummary) -> str:
    """Of which time the headline is: the horizon of the costs, or that of a deal."""
    if summary.headline is None:
        return ""
    spell = words_of(summary.headline.outcome.variable).spell
    if spell is None:
        return summary.horizon
    return spell


def headline_axis(summary: StudySummary) -> str:
    """What the headline is and in which unit, as an axis has it: ``change of real income, percent``."""
    if summary.headline is None:
        return ""
    outcome = summary.headline.outcome.variable
    words = words_of(outcome, summary.headline.unit)
    said = words.noun
    if "_change" in outcome:
        said = f"change of {said}"
    return ", ".join(filter(None, [said, words.unit]))


def headline_band(summary: StudySummary) -> tuple[np.ndarray, np.ndarray]:
    """The quantiles of the headline and their standard errors, in order of the quantiles."""
    if summary.headline is None:
        return np.full(len(QUANTILES), np.nan), np.full(len(QUANTILES), np.nan)
    outcome = summary.headline.outcome
    found = [
        summary.bands[name].sel(outcome.labels).values
        for name in (outcome.variable, f"{outcome.variable}_standard_error")
    ]
    return found[0], found[1]


def decimals_of(low: float, high: float) -> int:
    """How many decimals a number deserves whose band has these ends: two digits of the band's width."""
    width = high - low
    if not width > 0:
        width = max(abs(low), abs(high))
    if not (width > 0 and math.isfinite(width)):
        return 0
    return min(MOST_DECIMALS, max(0, BAND_DIGITS - 1 - math.floor(math.log10(width))))


def headline_decimals(summary: StudySummary) -> int:
    """How many decimals the band of the headline supports."""
    band, _ = headline_band(summary)
    return decimals_of(float(band[LOW]), float(band[HIGH]))


def headline_values(summary: StudySummary) -> np.ndarray:
    """The headline in the draws that stand for what was assumed and have one."""
    if summary.headline is None:
        return np.array([])
    values = summary.headline.values[summary.draws.sample]
    there: np.ndarray = values[np.isfinite(values)]
    return there


def number(value: float, decimals: int) -> str:
    """A change with its sign, the minus of typography."""
    return format_label(value, f"{{:+.{decimals}f}}")


def plain_number(value: float) -> str:
    """The value of a parameter, two digits: ``0.096``, ``1.4``, ``1200``."""
    return f"{float(f'{value:.2g}'):g}".replace("-", "−")


def error(value: float) -> str:
    """A standard error, one digit; two where it begins with a one, of which rounding would take half."""
    if not value > 0:
        return "0"
    digits = 1
    if f"{value:e}".startswith("1"):
        digits = 2
    places = max(0, digits - 1 - math.floor(math.log10(value)))
    return f"{value:.{min(places, MOST_DECIMALS)}f}"


def percent(share: float) -> str:
    """A share of the variance in whole percent; below none by chance is none."""
    return f"{100 * min(max(share, 0.0), 1.0):.0f}"


def shares_by_name(summary: StudySummary) -> Mapping[str, float]:
    """First-order shares of the headline by parameter, the first driver first."""
    found = summary.headline_drivers
    if not len(found):
        return {}
    return {str(name): float(share) for name, share in found["first_order"].items()}
