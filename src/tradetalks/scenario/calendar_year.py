"""A calendar year of a scenario: its tariffs averaged over the days, and the age that they had on average.

    t̄_nij = Σ_d t_nij(d) / days of the year
    h̄ = Σ_d w(d) h(d) / Σ_d w(d)     h(d) the age of T39, w(d) the tariffs in force, both weighted by baseline trade

Statistics of trade come by year, tariffs by day: what is predicted for a year is trade under its average tariffs, at the
elasticities (E14) of their average age.
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Iterator

import xarray as xr

from tradetalks.bargaining.discounting import year_fraction
from tradetalks.economy.labels import TRADE
from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import Bound, argument
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.policy_path import change_dates, tariffs_in_force
from tradetalks.talks.tariff_age import TariffHistory

# Years that a date can have.
YEARS = Bound(1, datetime.MAXYEAR - 1, whole=True, means="a calendar year")


@dataclasses.dataclass(frozen=True, eq=False)
class CalendarYear:
    """What was in force in a year.

    Args:
        year: of the calendar.
        tariff: (importer, exporter, sector) average over the days of the year, fractions.
        age: years, of the changes in force; 0 where there are none.
    """

    year: int
    tariff: xr.DataArray
    age: float


def calendar_year(scenario: Scenario, year: int) -> CalendarYear:
    """The main line of a scenario in a year.

    Args:
        scenario: whose acts change import tariffs only.
        year: of the calendar.

    Raises:
        ScenarioError: no calendar year, or an act on another instrument.
    """
    year = argument("calendar_year", "year", year, YEARS, ScenarioError)
    others = sorted({act.instrument for act in scenario.acts} - {"import_tariff"})
    if others:
        raise ScenarioError(
            message(f"{scenario.name}: a year is averaged over import tariffs", got=f"acts on {', '.join(others)}")
        )
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    total = 0 * scenario.accounts["tariff"]
    for start, end in _spans(scenario, first, after):
        total = total + (end - start).days * tariffs_in_force(scenario, start)
    return CalendarYear(year, total / (after - first).days, _mean_age(scenario, first, after))


def _spans(scenario: Scenario, first: Date, after: Date) -> Iterator[tuple[Date, Date]]:
    """Stretches of the year, each to before its last day, in which nothing changes."""
    inside = [day for day in change_dates(scenario) if first < day < after]
    edges = [first, *inside, after]
    yield from itertools.pairwise(edges)


def _mean_age(scenario: Scenario, first: Date, after: Date) -> float:
    """h̄ in years."""
    baseline, trade = (scenario.accounts[name].transpose(*TRADE).values for name in ("tariff", "flows"))
    steps = [(day, tariffs_in_force(scenario, day).transpose(*TRADE).values) for day in change_dates(scenario)]
    history = TariffHistory(tuple(steps), baseline, trade)
    weight, years = 0.0, 0.0
    for start, end in _spans(scenario, first, after):
        found = history.age_on(start)
        length = year_fraction(start, end)
        weight += found.weight * length
        # From the first day of a span to its last the age grows evenly.
        years += found.weight * length * (found.years + length / 2)
    if not weight > 0:
        return 0.0
    return years / weight
