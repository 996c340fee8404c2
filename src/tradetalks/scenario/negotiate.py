"""The talks that a solved scenario describes: negotiation, strategies, clock, mandates, deals over the years."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection

import numpy as np

from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.data.elasticities import SCALE_SHARES
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.solve import solve
from tradetalks.scenario.economies import (
    clock_economies,
    economies_of,
    economy_by_age,
    has_scale_economies,
    stated_scale_effects,
)
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.quarrel import measures_of_others, measures_of_sides
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.war_sides import objective_of
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.bargaining_set import SCHEDULED_STEP
from tradetalks.talks.dated_agenda import DatedAgenda
from tradetalks.talks.deal_path import DealPath, path_of_deals
from tradetalks.talks.elasticity_sets import ElasticitySet
from tradetalks.talks.impasse_clock import ImpasseClock, run_clock
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.spells import date_agenda, status_quo_on
from tradetalks.talks.strategies import Strategy
from tradetalks.talks.tariff_age import PolicyStep
from tradetalks.war.objectives import Objective

# Share of the published scale elasticities that stands for none where deals are priced: its effect is a millionth, and the code
# that is compiled for the others serves.
NEXT_TO_NONE = 1e-6
# How far past the deadline the clock goes unless asked, and on how many days it is read: one every half year.
CLOCK_YEARS = 2.0
CLOCK_DAYS = 5


def negotiation_of(run: CostRun, *, scale: bool = True) -> Negotiation:
    """The negotiation that a solved scenario's ``talks`` section describes, on its calendar.

    ``scale`` False prices everything without scale economies.
    """
    plan = run.scenario.talks_plan
    economy_at = economy_by_age(run.scenario)
    if not scale:
        economy_at = economy_by_age(run.scenario, scale_share=0.0)
    agenda, step = agenda_on_calendar(run.scenario, economy_at), _escalation(run)
    weaker: tuple[ElasticitySet, ...] = ()
    stronger: tuple[ElasticitySet, ...] = ()
    # Other elasticities are for the odds, which are those of two sides.
    if scale and len(plan.sides) == 2 and has_scale_economies(run.scenario):
        weaker, stronger = other_elasticities(run.scenario, step, solved=run.by_scale)
    return Negotiation(
        agenda, agenda.flows_of(step), plan.opening, plan.deadline, plan.assumptions, plan.threat, weaker, stronger
    )


def other_elasticities(
    scenario: Scenario, escalation: Instruments, *, solved: Collection[str]
) -> tuple[tuple[ElasticitySet, ...], tuple[ElasticitySet, ...]]:
    """The agenda with weaker and with stronger scale effects than the file's: those of low, middle and high that it is not.

    Args:
        scenario: what is talked about.
        escalation: the policy of the step that the deadline brings.
        solved: scale effects at which the tariffs of the scenario have an equilibrium; at others nothing is priced.
    """

    def priced(name: str) -> ElasticitySet:
        share = SCALE_SHARES[name] or NEXT_TO_NONE
        agenda = agenda_on_calendar(scenario, economy_by_age(scenario, scale_share=share))
        return ElasticitySet(agenda, agenda.flows_of(escalation))

    # Elasticities of the file's own, by sector, take the place of the middle.
    stated = stated_scale_effects(scenario) or "middle"
    levels = [name for name in SCALE_SHARES if name in solved or name == stated]
    here = levels.index(stated)
    return tuple(map(priced, levels[:here])), tuple(map(priced, levels[here + 1 :]))


def agenda_on_calendar(scenario: Scenario, economy_at: Callable[[float], Economy]) -> DatedAgenda:
    """(T47) The issues of the ``talks`` section on every date that counts, if a deal is signed on the deadline.

    Args:
        scenario: whose acts are the path without a deal: those that start after the opening come into force on their dates.
        economy_at: years after a change -> an economy with its elasticities; another set of elasticities gives other flows of
            the same deals.
    """
    plan, steps = scenario.talks_plan, _steps(scenario)
    wants = objectives_at_the_table(scenario)

    def over(status_quo: Equilibrium) -> Agenda:
        return Agenda(status_quo, plan.sides, plan.issues, status_quo.economy.tariff_nij, objectives=wants)

    return date_agenda(over, economy_at=economy_at, steps=steps, opening=plan.opening, signed=plan.deadline)


def _escalation(run: CostRun) -> Instruments:
    """The policy of the step that the deadline brings."""
    plan = run.scenario.talks_plan
    end = next(m for m in run.branches if m.branch == plan.escalation)
    return run.equilibria[end].instruments


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
    """The impasse clock from the first act to ``years`` after the deadline, if nothing else happens.

    It is the clock of what the sides levy on each other: the rest stands with or without a deal.
    """
    scenario, plan = run.scenario, run.scenario.talks_plan
    steps = [(day, measures_of_sides(scenario, policy)) for day, policy in _steps(scenario)]
    last = plan.deadline + datetime.timedelta(days=int(365 * years))
    ahead = [plan.deadline + (last - plan.deadline) * k / (days - 1) for k in range(days)]
    shown = sorted({*(day for day, _ in steps), *ahead, plan.opening})
    return run_clock(clock_economies(scenario, economies_of(scenario)), steps, shown, plan.sides)


def _steps(scenario: Scenario) -> list[PolicyStep]:
    """The policy in force from every day on which the main line changes, and from the opening."""
    days = sorted({*change_dates(scenario), scenario.talks_plan.opening})
    return [(day, policy_in_force(scenario, day)) for day in days]


def rollback_without_scale(scenario: Scenario, talks: Negotiation) -> np.ndarray:
    """(n,) mean gains if every increase is withdrawn and there are no scale economies, billion dollars a year (T60).

    A full rollback withdraws what the sides levy on each other; what they and others levy on third countries stands. Where
    only the sides act it is the return to the world before the first act, and saves what the impasse costs on every date.
    """
    economy_at, steps = economy_by_age(scenario, scale_share=0.0), _steps(scenario)
    days = [spell.day for spell in talks.priced.spells if spell.day is not None]
    solved = [status_quo_on(day, economy_at, steps, signed=talks.deadline) for day in days]
    gains = []
    for day, stands in zip(days, solved, strict=True):
        last = [policy for start, policy in steps if start <= day][-1]
        withdrawn = solve(stands.economy, measures_of_others(scenario, last))
        gain = withdrawn.real_income_change_busd - stands.real_income_change_busd
        gains.append(gain.sel(region=list(talks.sides)).values)
    return talks.priced.mean(gains)


def worth_of_levels(negotiation: Negotiation, plan: TalksPlan) -> list[tuple[str, float, np.ndarray | None]]:
    """What each negotiating level could sign by itself: (name, share, gains (n,) of its Nash deal or None)."""
    rows: list[tuple[str, float, np.ndarray | None]] = []
    problem = negotiation.bargaining_set.problem_under(SCHEDULED_STEP)
    for level in plan.levels:
        upper = level.upper(plan.issues)
        if (upper >= problem.upper).all():
            deal = negotiation.deals.get("Nash")
        elif (upper < problem.lower).any():
            deal = None
        else:
            deal = nash_bargain(problem.restricted(problem.lower, upper), starts=1, certify=False)
        rows.append((level.name, level.share, deal.u if deal is not None and deal.signed else None))
    return rows


def deal_path_of(negotiation: Negotiation) -> DealPath:
    """What the deals of ``negotiation`` are worth in the years after the deadline, if they are signed then."""
    return path_of_deals(negotiation, {name: deal.x for name, deal in negotiation.deals.items()})
