"""One draw, solved alone: what a person who runs its scenario gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.scenario.run_war import war_of
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.talks.odds import SOURCES
from tradetalks.war.outcome import WarOutcome

Array = np.ndarray
NASH = "Nash"
# An answer that comes after so many years comes never: no lag may be longer.
NEVER = 100.0


def solve_one(scenario: Scenario, plan: StudyPlan) -> dict[str, Array | float]:
    """Everything that a study keeps of one draw.

    Args:
        scenario: of the draw.
        plan: which parts are solved.

    Returns:
        By name, numbers and arrays along the dimensions of the frame.

    Raises:
        TradeTalksError: the values of the draw, or what follows from them, cannot be.
    """
    found: dict[str, Array | float] = {}
    if "talks" in plan.parts:
        run = run_scenario(scenario, parts={"cost", "talks"})
        assert run.talks is not None, "a plan with talks is of a scenario that has them"
        found |= _of_talks(run.talks)
        if "cost" in plan.parts:
            found |= _of_cost(list(policy_dates(scenario)), run.cost.equilibria)
    elif "cost" in plan.parts:
        moments = list(policy_dates(scenario))
        found |= _of_cost(moments, _solved(scenario, moments))
    if "war" in plan.parts:
        found |= _of_war(war_of(scenario), len(scenario.accounts["region"]))
    return found


def _solved(scenario: Scenario, moments: Sequence[PolicyDate]) -> dict[PolicyDate, Equilibrium]:
    """The equilibria of every date and branch, with the model of the scenario."""
    economy = economy_of(scenario)
    return {m: solve(economy, policy_in_force(scenario, m.date, m.branch)) for m in moments}


def _of_cost(moments: Sequence[PolicyDate], equilibria: Mapping[PolicyDate, Equilibrium]) -> dict[str, Array | float]:
    solved = [equilibria[moment] for moment in moments]
    return {
        "real_income_change": np.stack([one.real_income_change.values for one in solved]),
        "real_income_change_busd": np.stack([one.real_income_change_busd.values for one in solved]),
        "tariff_revenue": np.stack([one.tariff_revenue.values for one in solved]),
        "price_level_change": np.stack([one.cost_of_living_change.values for one in solved]),
    }


def _of_war(war: WarOutcome, regions: int) -> dict[str, Array | float]:
    change = np.full(regions, np.nan)
    if war.equilibrium is not None:
        change = war.equilibrium.real_income_change.values
    weighted = [np.nan if own is None else own.weighted for own in war.tariffs.values()]
    gain = np.nan
    if war.certificate is not None:
        gain = war.certificate.largest_gain
    return {
        "nash_real_income_change": change,
        "nash_tariff": np.array(weighted),
        "certificate": gain,
        "certified": float(war.certified),
    }


def _of_talks(talks: TalksRun) -> dict[str, Array | float]:
    bargain = talks.bargain
    found: dict[str, Array | float] = {
        "deal_possible": float(not bargain.closed),
        "nash_gain": np.zeros(len(talks.sides)),
        "deal_kept": 0.0,
        "critical_rivalry": float(np.nan_to_num(bargain.relative_gains.common_impasse, nan=0.0)),
        "zone_surplus": float(bargain.zone.max_min_surplus),
        "nash_rollback": np.zeros(len(talks.sides)),
        "longest_lag": np.zeros(len(talks.sides)),
        "cost_per_day": talks.long_run_per_day,
    }
    if NASH in bargain.deals:
        deal = bargain.deals[NASH]
        found |= {
            "nash_gain": deal.worth,
            "nash_rollback": deal.rollback,
            "longest_lag": np.minimum(deal.verdict.critical_lag, NEVER),
            "deal_kept": float(deal.verdict.self_enforcing),
        }
    if talks.course is not None:
        found["odds"] = talks.course.odds.odds[SOURCES.index("together")]
    return found
