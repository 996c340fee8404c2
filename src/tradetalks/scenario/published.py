"""What others found of the same tariffs, beside what a run says: matched by who raised tariffs on whom, by day and by size."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tradetalks.data.history import load_published_estimates
from tradetalks.data.record import load_average_tariffs
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import PERCENT
from tradetalks.scenario.results.cost import CostRun, PolicyDate, SolvedPolicies

# A rise of the average tariff is another shock where it is less than half or more than twice what the record says of that day.
SAME_SIZE = 2.0
MONTHS = 12
# Columns of the recorded averages, by who taxes whom.
RECORDED = {("USA", "CHN"): "us_on_china", ("CHN", "USA"): "china_on_us"}


class Estimate(NamedTuple):
    """A row of the shipped table of published estimates.

    ``short``: authors and year; ``flows``: (importer, exporter) that the tariffs fall on; ``start``, ``end``: days
    between which those tariffs were in force; ``compare``: our measure to put beside it (``none``: nothing the model
    says is the same); ``at``: now or long_run.
    """

    short: str
    paper: str
    year: int
    shock: str
    flows: tuple[tuple[str, str], ...]
    start: pd.Timestamp
    end: pd.Timestamp
    horizon: str
    measure: str
    unit: str
    country: str
    value: float
    status: str
    compare: str
    at: str
    why: str


@dataclasses.dataclass(frozen=True)
class Beside:
    """A published estimate beside ours.

    Args:
        estimate: theirs.
        moment: the policy of the run that has the same tariffs.
        ours: in their unit; nan where no number of ours is of the same measure.
        by_case: the same under every assumption about elasticities that the run is solved under, the file's own first; empty
            where there is one alone, or no number of ours.
    """

    estimate: Estimate
    moment: PolicyDate
    ours: float
    by_case: Mapping[str, float]


@cache
def published_estimates() -> tuple[Estimate, ...]:
    """The shipped table, row by row."""
    return tuple(_estimate(row) for _, row in load_published_estimates().iterrows())


def _estimate(row: pd.Series[Any]) -> Estimate:
    pairs = [pair.split(">") for pair in row["by_on"].split()]
    return Estimate(
        short=row["short"],
        paper=row["paper"],
        year=int(row["year"]),
        shock=row["shock"],
        flows=tuple((importer, exporter) for importer, exporter in pairs),
        start=row["from"],
        end=row["to"],
        horizon=row["horizon"],
        measure=row["measure"],
        unit=row["unit"],
        country=row["country"],
        value=row["value"],
        status=row["status"],
        compare=row["compare"],
        at=row["at"],
        why=row["why"],
    )


def published_beside(run: CostRun) -> tuple[Beside, ...]:
    """Every published estimate of tariffs that the main line of a run has, beside the run's own number.

    A row matches on the last day of the main line on which the tariffs it is about were in force, if the run raises the tariffs
    of the same countries on each other by about as much as the record says of that day.

    Args:
        run: solved; nothing is solved here.

    Returns:
        In the order of the table; empty where no row matches.
    """
    found = []
    for estimate in published_estimates():
        days = [moment for moment in run.dates if _same_tariffs(run, moment, estimate)]
        if days:
            moment = days[-1]
            found.append(Beside(estimate, moment, _ours(run, moment, estimate), dict(_by_case(run, moment, estimate))))
    return tuple(found)


def _same_tariffs(run: CostRun, moment: PolicyDate, estimate: Estimate) -> bool:
    day = pd.Timestamp(moment.date)
    if not estimate.start <= day <= estimate.end:
        return False
    if not {estimate.country, *sum(estimate.flows, ())} <= set(run.economy.regions):
        return False
    for flow in estimate.flows:
        recorded = recorded_rise(day, flow)
        rise = average_rise(run.equilibria[moment], flow)
        if not recorded / SAME_SIZE <= rise <= recorded * SAME_SIZE:
            return False
    return True


def recorded_rise(day: pd.Timestamp, flow: tuple[str, str]) -> float:
    """By how much the published average tariff was above that of January 2018 on a day, a fraction."""
    table = load_average_tariffs()
    averages = table.loc[table["date"] <= day, RECORDED[flow]]
    return float(averages.iloc[-1] - averages.iloc[0]) / PERCENT


def average_rise(solved: Equilibrium, flow: tuple[str, str]) -> float:
    """By how much tariffs on the goods of a flow (importer, exporter) are above the baseline's: a fraction, weighted by trade."""
    economy = solved.economy
    n, i = (economy.regions.index(region) for region in flow)
    goods = economy.goods_index
    rise = solved.tariff.values[n, i, goods] - economy.tariff_nij[n, i, goods]
    weight = economy.flows_nij[n, i, goods]
    if not weight.sum() > 0:
        return 0.0
    return float(np.average(rise, weights=weight))


def _ours(run: CostRun, moment: PolicyDate, estimate: Estimate) -> float:
    """The run's number of the same measure, in the same unit."""
    if estimate.compare not in MEASURES:
        return math.nan
    return _in_case(run.stated, moment, estimate)


def _by_case(run: CostRun, moment: PolicyDate, estimate: Estimate) -> Iterator[tuple[str, float]]:
    """The run's numbers under every assumption about elasticities, where there are several."""
    if estimate.compare in MEASURES and len(run.cases) > 1:
        for name, case in run.cases.items():
            yield name, _in_case(case, moment, estimate)


def _in_case(case: SolvedPolicies, moment: PolicyDate, estimate: Estimate) -> float:
    """The number of the horizon that the estimate is of."""
    solved = case.equilibria[moment]
    if estimate.at == "now":
        solved = case.on_the_day[moment]
    return MEASURES[estimate.compare](solved, estimate)


def _real_income_percent(solved: Equilibrium, estimate: Estimate) -> float:
    return float(solved.real_income_change.sel(region=estimate.country))


def _real_income_busd(solved: Equilibrium, estimate: Estimate) -> float:
    return float(solved.real_income_change_busd.sel(region=estimate.country))


def _real_income_busd_month(solved: Equilibrium, estimate: Estimate) -> float:
    return _real_income_busd(solved, estimate) / MONTHS


def _tariff_revenue_busd_month(solved: Equilibrium, estimate: Estimate) -> float:
    """What buyers pay more in duty: negative, as a cost is."""
    economy = solved.economy
    n = economy.regions.index(estimate.country)
    before = float((economy.tariff_nij[n] * economy.flows_nij[n]).sum())
    return (before - float(solved.tariff_revenue.values[n])) / MONTHS


def _exports_percent(solved: Equilibrium, estimate: Estimate) -> float:
    """Goods that the country sells to the other."""
    return _trade_percent(solved, next(flow for flow in estimate.flows if flow[1] == estimate.country))


def _imports_percent(solved: Equilibrium, estimate: Estimate) -> float:
    """Goods that the country buys from the other."""
    return _trade_percent(solved, next(flow for flow in estimate.flows if flow[0] == estimate.country))


def _trade_percent(solved: Equilibrium, flow: tuple[str, str]) -> float:
    economy = solved.economy
    n, i = (economy.regions.index(region) for region in flow)
    before = economy.flows_nij[n, i, economy.goods_index].sum()
    return float(PERCENT * (solved.flows.values[n, i, economy.goods_index].sum() / before - 1))


# Our measures by the word that the table uses.
MEASURES: dict[str, Callable[[Equilibrium, Estimate], float]] = {
    "real_income_percent": _real_income_percent,
    "real_income_busd": _real_income_busd,
    "real_income_busd_month": _real_income_busd_month,
    "tariff_revenue_busd_month": _tariff_revenue_busd_month,
    "exports_percent": _exports_percent,
    "imports_percent": _imports_percent,
}
