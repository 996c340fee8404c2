"""Ranges of the numbers of a run: from the lowest to the highest over every assumption about elasticities that is solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.band import NumberBand, band_of, signed_middle
from tradetalks.report.cost.numbers import income_busd, income_percent
from tradetalks.report.format import format_billions
from tradetalks.scenario.results.cost import CostRun, PolicyDate, SolvedPolicies
from tradetalks.scenario.results.per_head import REAL_INCOME


def cases_of(run: CostRun) -> list[SolvedPolicies]:
    """Every assumption about elasticities under which a run is solved, the file's own first."""
    return list(run.cases.values())


def has_range(run: CostRun) -> bool:
    """Whether there is more than one."""
    return len(run.cases) > 1


def range_of(run: CostRun, moment: PolicyDate, number: Callable[[Equilibrium], float]) -> NumberBand:
    """A number of the world under a policy; between the ends the file's own."""
    return band_of([number(case.equilibria[moment]) for case in cases_of(run)])


def busd_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """Change of a region's real income, billion dollars a year."""
    return range_of(run, moment, lambda solved: income_busd(solved, region))


def percent_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """The same, percent of the baseline."""
    return range_of(run, moment, lambda solved: income_percent(solved, region))


def step_band(run: CostRun, start: PolicyDate, end: PolicyDate, region: str) -> NumberBand:
    """By how much more a region's real income changes under one policy than under another, billion dollars a year."""
    steps = [
        income_busd(case.equilibria[end], region) - income_busd(case.equilibria[start], region)
        for case in cases_of(run)
    ]
    return band_of(steps)


def today_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """Change of a region's real income on the day of a policy, billion dollars a year."""
    return band_of([income_busd(case.on_the_day[moment], region) for case in cases_of(run)])


def years_band(run: CostRun, number: Callable[[xr.Dataset], float]) -> NumberBand:
    """A number of the costs by year."""
    return band_of([number(years) for years in run.by_year_in_cases])


def sum_band(run: CostRun, moment: PolicyDate, regions: Sequence[str]) -> NumberBand:
    """Change of the real income of several regions together, billion dollars a year."""
    return range_of(run, moment, lambda solved: sum(income_busd(solved, region) for region in regions))


def household_band(run: CostRun, moment: PolicyDate, region: str, outcome: str = REAL_INCOME) -> NumberBand:
    """Change of a region's real income, or of another outcome in billion dollars, for each household, dollars a year.

    Args:
        run: whose accounts count households.
        moment: one of its policies.
        region: whose households.
        outcome: name of an outcome of :class:`tradetalks.Equilibrium`.
    """

    def dollars(solved: Equilibrium) -> float:
        found = run.per_household(solved, outcome)
        assert found is not None
        return float(found.sel(region=region).item())

    return range_of(run, moment, dollars)


def told_change(band: NumberBand) -> str:
    """A change in billion dollars with its range: ``-39 (-93 to -12)``; where it has none the number alone, a digit more."""
    if not band.is_wide:
        return format_billions(band.middle)
    return signed_middle(band)
