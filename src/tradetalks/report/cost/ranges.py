"""Ranges of the numbers of a run: eight of ten joint draws where it has them, else every assumption that is solved.

With a band the ends are quantiles over draws of what is least known, all at once; without one the least and the greatest over
elasticities that have a name. Between the ends, or beside them, stands the number of the file's own model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.band import MOST_DRAWS, NumberBand, band_of, signed_middle
from tradetalks.report.cost.numbers import income_busd, jobs_in
from tradetalks.report.format import PERCENT_FORMAT, format_billions, format_number
from tradetalks.scenario.results.by_year import AHEAD, IN_YEAR
from tradetalks.scenario.results.cost import CostRun, PolicyDate, SolvedPolicies
from tradetalks.scenario.results.drawn_costs import QUANTILES
from tradetalks.scenario.results.per_head import HOUSEHOLD, REAL_INCOME, THOUSAND

BUSD, PERCENT = "real_income_change_busd", "real_income_change"


def cases_of(run: CostRun) -> list[SolvedPolicies]:
    """Every assumption about elasticities under which a run is solved, the file's own first."""
    return list(run.cases.values())


def band_around(middle: float, draws: Float[np.ndarray, " d"]) -> NumberBand:
    """The file's own number with the range in which eight of ten draws lie."""
    low, high = np.quantile(draws, [QUANTILES[0], QUANTILES[-1]])
    return NumberBand(float(low), middle, float(high))


def outcome_band(run: CostRun, moment: PolicyDate, name: str, region: str) -> NumberBand:
    """A number of a region under a policy, of the horizon of the run.

    Args:
        run: solved.
        moment: one of its policies.
        name: an outcome of :data:`~tradetalks.scenario.results.drawn_costs.DRAWN_OUTCOMES`.
        region: whose.
    """

    def number(solved: Equilibrium) -> float:
        return float(getattr(solved, name).sel(region=region).item())

    if run.band is None:
        return _over_cases(run, moment, number)
    return band_around(number(run.equilibria[moment]), run.band.values(name, moment.label, region))


def _over_cases(run: CostRun, moment: PolicyDate, number: Callable[[Equilibrium], float]) -> NumberBand:
    """A number of the world under a policy, from the least to the greatest over every assumption that is solved."""
    return band_of([number(case.equilibria[moment]) for case in cases_of(run)])


def busd_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """Change of a region's real income, billion dollars a year."""
    return outcome_band(run, moment, BUSD, region)


def percent_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """The same, percent of the baseline."""
    return outcome_band(run, moment, PERCENT, region)


def step_band(run: CostRun, start: PolicyDate, end: PolicyDate, region: str) -> NumberBand:
    """By how much more a region's real income changes under one policy than under another, billion dollars a year."""
    if run.band is None:
        steps = [
            income_busd(case.equilibria[end], region) - income_busd(case.equilibria[start], region)
            for case in cases_of(run)
        ]
        return band_of(steps)
    own = income_busd(run.equilibria[end], region) - income_busd(run.equilibria[start], region)
    first, last = (run.band.values(BUSD, moment.label, region) for moment in (start, end))
    return band_around(own, last - first)


def today_band(run: CostRun, moment: PolicyDate, region: str) -> NumberBand:
    """Change of a region's real income on the day of a policy, billion dollars a year."""
    if run.band is None:
        return band_of([income_busd(case.on_the_day[moment], region) for case in cases_of(run)])
    draws = run.band.values(BUSD, moment.label, region, today=True)
    return band_around(income_busd(run.on_the_day[moment], region), draws)


def years_band(run: CostRun, regions: Sequence[str], chosen: slice) -> NumberBand:
    """Change of the real income of some regions together in some calendar years, the last of which is the year ahead.

    Args:
        run: with something in force.
        regions: whose.
        chosen: which of the years, billion dollars added up.
    """
    if run.band is None:
        return band_of([float(changes_by_year(years, regions)[chosen].sum()) for years in run.by_year_in_cases])
    own = float(changes_by_year(run.by_year_in_cases[0], regions)[chosen].sum())
    return band_around(own, run.band.in_years(regions)[:, chosen].sum(axis=1))


def changes_by_year(years: xr.Dataset, regions: Sequence[str]) -> Float[np.ndarray, " y"]:
    """(k + 1,) what every year, then the year ahead, costs some regions together."""
    part = years.sel(region=list(regions))
    return np.append(part[IN_YEAR].sum("region").values, float(part[AHEAD].sum()))


def sum_band(run: CostRun, moment: PolicyDate, regions: Sequence[str]) -> NumberBand:
    """Change of the real income of several regions together, billion dollars a year."""

    def number(solved: Equilibrium) -> float:
        return sum(income_busd(solved, region) for region in regions)

    if run.band is None:
        return _over_cases(run, moment, number)
    draws = np.sum([run.band.values(BUSD, moment.label, region) for region in regions], axis=0)
    return band_around(number(run.equilibria[moment]), draws)


def household_band(run: CostRun, moment: PolicyDate, region: str, outcome: str = REAL_INCOME) -> NumberBand:
    """Change of a region's real income, or of another outcome in billion dollars, for each household, dollars a year.

    Args:
        run: whose accounts count households.
        moment: one of its policies.
        region: whose households.
        outcome: name of an outcome of :class:`tradetalks.Equilibrium`.
    """
    households = float(run.scenario.accounts[HOUSEHOLD.variable].sel(region=region).item())
    band = outcome_band(run, moment, outcome, region)
    return NumberBand(*(THOUSAND * end / households for end in (band.low, band.middle, band.high)))


def jobs_band(run: CostRun, moment: PolicyDate, region: str, j: int) -> NumberBand:
    """Jobs that industry ``j`` gains or loses, billion dollars a year of wages as they were before the first act."""
    n = run.economy.regions.index(region)
    if run.band is None:
        return _over_cases(run, moment, lambda solved: float(jobs_in(run, solved)[n, j]))
    wages = float(run.economy.wage_bill_n[n]) / 100
    ends = run.band.jobs.sel(moment=moment.label, region=region).isel(sector=j).values
    return NumberBand(
        float(ends[0]) * wages, float(jobs_in(run, run.equilibria[moment])[n, j]), float(ends[-1]) * wages
    )


def case_ends(name: str, values: Sequence[float]) -> dict[str, float]:
    """The least and the greatest of a number over named elasticities, as columns of a csv file."""
    return {f"{name}_lowest": min(values), f"{name}_highest": max(values)}


def quantile_columns(name: str, draws: Float[np.ndarray, " d"]) -> dict[str, float]:
    """A number in joint draws, as columns of a csv file: ``_p10``, ``_p50``, ``_p90``."""
    ends = np.quantile(draws, QUANTILES)
    return {f"{name}_p{100 * share:.0f}": float(end) for share, end in zip(QUANTILES, ends, strict=True)}


def told_percent(band: NumberBand) -> str:
    """A change in percent with its range: ``-0.56 (-1.10 to -0.30)``; where it has none the number alone, a digit more."""
    low, middle, high = (format_number(value, "{:+.2f}") for value in (band.low, band.middle, band.high))
    if low == high:
        return format_number(band.middle, PERCENT_FORMAT)
    if band.is_outside and middle not in (low, high):
        return f"{middle} ({MOST_DRAWS}{low} to {high})"
    return f"{middle} ({low} to {high})"


def told_change(band: NumberBand) -> str:
    """A change in billion dollars with its range: ``-39 (-93 to -12)``; where it has none the number alone, a digit more."""
    if not band.is_wide:
        return format_billions(band.middle)
    return signed_middle(band)
