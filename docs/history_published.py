"""Published estimates of the trade wars beside ours, under low, middle and high scale effects."""

from __future__ import annotations

import math
from functools import cache

from docs.history_trade import FULL_INCREASE, SCENARIO, scenario, scenario_with

import tradetalks as tt
from tradetalks.data.elasticities import with_elasticities
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import TRADE
from tradetalks.report.format import without_zero_sign
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.published import Beside, published_beside
from tradetalks.scenario.run import run_scenario

# Scale effects none, half of the published and as published.
SCALE_SETS = ("LL2023_psi_zero", "LL2023_psi_half", "LL2023")
# The scenarios whose tariffs the estimates are about: the war of 2018 to 2020, and the spring of 2025.
SCENARIOS = (SCENARIO, "geneva-2025")
HORIZONS = {"now": "on the day", "long_run": "long run", "none": "–"}

HEAD = """| source | measure | tariffs of | their horizon | ours | published | status | none | half | full | why they differ |
|---|---|---|---|---|---|---|---|---|---|---|
"""


@cache
def beside(name: str) -> tuple[Beside, ...]:
    """Every published number beside ours under a named set."""
    found: tuple[Beside, ...] = ()
    for which in SCENARIOS:
        found += published_beside(run_scenario(scenario_with(name, which), parts={"cost"}).cost)
    return found


def table() -> str:
    """A row for every published number."""
    rows = []
    for each in zip(*(beside(name) for name in SCALE_SETS), strict=True):
        estimate = each[0].estimate
        ours = " | ".join(number(row.ours) for row in each)
        at = horizon(estimate.at, each[0].moment.date.year)
        rows.append(
            f"| {estimate.short} | {estimate.measure}, {estimate.country}, {estimate.unit} | {each[0].moment} "
            f"| {estimate.horizon} | {at} | {estimate.value:g} | {estimate.status} | {ours} | {estimate.why} |"
        )
    return HEAD + "\n".join(rows)


def horizon(at: str, year: int) -> str:
    """When ours is: the scenario of 2025 is solved one year after each change."""
    if at == "long_run" and year >= 2025:
        return "one year"
    return HORIZONS[at]


def number(value: float) -> str:
    """Two digits; nothing where the model has no such measure."""
    if math.isnan(value):
        return "–"
    return without_zero_sign(f"{value:+.2f}")


def ours(paper: str, unit: str, country: str, name: str, *, duty: bool = False) -> float:
    """Our number beside a paper's of a unit and a country: its cost, or the duty paid."""
    return next(
        row.ours
        for row in beside(name)
        if row.estimate.paper.startswith(paper)
        and (row.estimate.unit, row.estimate.country) == (unit, country)
        and row.estimate.compare.startswith("tariff_revenue") == duty
        and not math.isnan(row.ours)
    )


@cache
def end_of_2018(name: str) -> Equilibrium:
    """The tariffs of 2018 on the first day of 2019, at their age."""
    run = run_scenario(scenario_with(name), parts={"cost"}).cost
    return run.on_the_day[next(moment for moment in run.dates if str(moment) == "2019-01-01")]


def income_on(region: str, name: str) -> float:
    """Change of real income at the end of 2018, billion dollars a year."""
    return end_of_2018(name).real_income_change_busd.sel(region=region).item()


def wages_on(name: str) -> float:
    """Change of China's wage over that of the United States at the end of 2018, percent."""
    change = end_of_2018(name).wage_change
    return change.sel(region="CHN").item() - change.sel(region="USA").item()


def parts_on(region: str, name: str) -> dict[str, float]:
    """Where that change comes from, billion dollars a year."""
    solved = end_of_2018(name)
    income = solved.economy.income_n[solved.economy.regions.index(region)]
    shares = tt.decompose(solved).sel(region=region)
    return {str(part): float(shares.sel(part=part)) * income / 100 for part in shares["part"].values}


def costs_of_the_full_increase(name: str, scale_share: float) -> dict[str, float]:
    """Change of real income under the tariffs of September 2019, long run, percent, with a share of the scale elasticities."""
    accounts = with_elasticities(scenario().accounts, name)
    accounts["scale_elasticity"] = scale_share * accounts["scale_elasticity"]
    tariff = tariffs_in_force(scenario(), FULL_INCREASE).transpose(*TRADE)
    income = tt.solve(tt.calibrate(accounts), tt.Policy(tariff=tariff)).real_income_change
    return {region: income.sel(region=region).item() for region in ("USA", "CHN")}
