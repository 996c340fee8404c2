"""The talks that a solved scenario describes: negotiation, strategies, clock, mandates, deals over the years."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.economy.economy import Economy
from tradetalks.scenario.economies import economies_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.run_war import objective_of
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.deal_path import DealPath, run_deals
from tradetalks.talks.impasse_clock import ImpasseClock, PolicyStep, run_clock
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.strategies import Strategy
from tradetalks.war.objectives import Objective

CLOCK_YEARS = 2.0
CLOCK_DAYS = 5


def negotiation_of(run: CostRun, *, scale: bool = True) -> Negotiation:
    """The negotiation that a solved scenario's ``talks`` section describes, from the last date of its main line.

    ``scale`` False prices everything without scale economies.
    """
    plan = run.scenario.talks_plan
    solved = run.equilibria if scale else run.without_scale
    now = solved[run.now]
    agenda = Agenda(
        now, plan.sides, plan.issues, now.economy.tariff_nij, objectives=objectives_at_the_table(run.scenario)
    )
    end = next(m for m in run.branches if m.branch == plan.escalation)
    escalation = agenda.payoffs_of(solved[end].instruments)
    return Negotiation(agenda, escalation, plan.opening, plan.deadline, plan.assumptions)


def objectives_at_the_table(scenario: Scenario) -> dict[str, Objective]:
    """What the sides maximise, where the ``objectives`` of the scenario say so: the same in talks as in a war."""
    section = scenario.objectives
    stated = [side for side in scenario.talks_plan.sides if side in section or EVERYBODY in section]
    return {side: objective_of(scenario, side) for side in stated}


def strategies_of(run: CostRun) -> tuple[Strategy, ...]:
    """The strategies of the section, sticks with the tariffs of their branch in force."""
    ends = {m.branch: run.equilibria[m].instruments for m in run.branches}
    return tuple(
        Strategy(p.name, p.by, p.grants or 0.0, ends[p.branch] if p.branch else None)
        for p in run.scenario.talks_plan.strategies
    )


def clock_of(run: CostRun, *, years: float = CLOCK_YEARS, days: int = CLOCK_DAYS) -> ImpasseClock:
    """The impasse clock from the first act to ``years`` after the deadline, if nothing else happens."""
    scenario, plan = run.scenario, run.scenario.talks_plan

    steps = _steps(scenario)
    last = plan.deadline + datetime.timedelta(days=int(365 * years))
    ahead = [plan.deadline + (last - plan.deadline) * k / (days - 1) for k in range(days)]
    shown = sorted({*(day for day, _ in steps), *ahead, plan.opening})
    return run_clock(_economy_by_horizon(scenario), steps, shown, plan.sides)


def _steps(scenario: Scenario) -> list[PolicyStep]:
    """The policy in force from every day on which the main line changes."""
    return [(day, policy_in_force(scenario, day)) for day in change_dates(scenario)]


def _economy_by_horizon(scenario: Scenario) -> Callable[[float], Economy]:
    after = economies_of(scenario)
    return lru_cache(lambda horizon: after(round(horizon, 2), share_preconditioner=True))


def levels_of(negotiation: Negotiation, plan: TalksPlan) -> list[tuple[str, float, np.ndarray | None]]:
    """What each negotiating level could sign by itself: (name, share, gains (2,) of its Nash deal or None)."""
    rows: list[tuple[str, float, np.ndarray | None]] = []
    problem = negotiation.problem
    for level in plan.levels:
        upper = level.upper(plan.issues)
        if (upper >= problem.upper).all():
            deal = negotiation.deals.get("Nash")
        elif (upper < problem.lower).any():
            deal = None
        else:
            deal = nash_bargain(problem.restricted(problem.lower, upper), starts=1)
        rows.append((level.name, level.share, deal.u if deal is not None and deal.signed else None))
    return rows


def deal_path_of(run: CostRun, negotiation: Negotiation) -> DealPath:
    """What the deals of ``negotiation`` are worth in the years after the deadline, if they are signed then."""
    a = negotiation.assumptions
    return run_deals(
        negotiation.agenda,
        {name: deal.x for name, deal in negotiation.deals.items()},
        economy_at=_economy_by_horizon(run.scenario),
        steps=_steps(run.scenario),
        signed=negotiation.deadline,
        rates=a.rates,
        mandate_years=a.mandate_years,
    )
