"""Solve the talks of a scenario: could a deal be signed, which, when, with what odds, and would it be kept."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.bargaining.linkage import Linkage
from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.scenario.beside import started
from tradetalks.scenario.negotiate import (
    clock_of,
    negotiation_of,
    rollback_without_scale,
    strategies_of,
    worth_of_levels,
)
from tradetalks.scenario.results.bargain import Bargain
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.possible_deals import PossibleDeals
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import (
    Delivery,
    IssueWorth,
    LevelWorth,
    RelativeGains,
)
from tradetalks.scenario.solved_deals import any_deal, solve_deals, worth_at_end
from tradetalks.scenario.talks_notes import notes_on_talks, why_no_deal
from tradetalks.talks.bargaining_set import critical_weights
from tradetalks.talks.dated_agenda import DatedAgenda
from tradetalks.talks.impasse_clock import MILLIONS
from tradetalks.talks.issue_linkage import by_kind, linkage_of
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.pair_deals import deals_of_two
from tradetalks.talks.shocks import play_shocks
from tradetalks.talks.strategies import StrategyPath, compare_strategies

# Weights of the first side at which the frontiers of rivalry are computed: from a quarter of the other's gain to four times
# it, and, with the threat as a way out, below one, where it closes.
RIVALRY = (0.25, 1.0, 4.0)
THREAT = (0.1, 0.3, 0.5, 0.7)
# Independent starts of each bargain: payoffs are close to concave, and one start beside the best known has always agreed.
STARTS = 2
Found = TypeVar("Found")


def solve_talks(cost: CostRun, tell: Callable[[str], None] | None = None) -> TalksRun:
    """The talks that a scenario's ``talks`` section describes, over the tariffs of the last date of its main line.

    Deals, for which the economy is solved over and over, odds, which are games of beliefs, and the cost of waiting are found
    side by side.

    Args:
        cost: the scenario's policies, solved.
        tell: called with a line of text before each step.

    Raises:
        ScenarioError: the scenario has no talks.
        TalksError: talks that cannot be analysed, or a search that failed.
    """
    say = tell or (lambda text: None)
    say("talks: deals, odds and the cost of waiting")
    seconds: dict[str, float] = {}
    waiting = started(_timed, clock_of, cost, name="clock")
    talks = negotiation_of(cost)
    # What both halves ask of the talks (the zone, each side's text) is found once, by whichever asks first.
    deals = started(_timed, solve_bargain, cost, talks, name="deals")
    odds = started(_timed, solve_course, cost, talks, name="odds")
    bargain, seconds["deals"] = deals.result()
    course, seconds["odds"] = odds.result()
    clock, seconds["clock"] = waiting.result()
    last = time.perf_counter()
    rounds = None
    if course is not None and not bargain.closed:
        rounds = talks.rounds
    strategies = solve_strategies(cost, talks)
    seconds["rounds"] = time.perf_counter() - last
    notes = notes_on_talks(talks, bargain.issues, bargain.reason)
    return TalksRun(
        cost.scenario, talks, bargain, course, rounds, strategies, clock, seconds, _long_run_per_day(cost), notes
    )


def _long_run_per_day(cost: CostRun) -> np.ndarray:
    """(n,) million dollars that a day of what the sides levy on each other on the last date costs each in the long run."""
    quarrel = cost.quarrel or cost
    change = quarrel.equilibria[cost.now].real_income_change_busd.sel(region=list(cost.scenario.talks_plan.sides))
    return np.asarray(-MILLIONS * change.values / DAYS_PER_YEAR)


def _timed(solve: Callable[..., Found], *given: object) -> tuple[Found, float]:
    """What ``solve`` finds, and the seconds it took."""
    began = time.perf_counter()
    return solve(*given), time.perf_counter() - began


def solve_bargain(cost: CostRun, talks: Negotiation) -> Bargain:
    """What could be signed and would be kept; what hangs on no single deal is found beside the deals."""
    plan, agenda, closed = cost.scenario.talks_plan, talks.priced, talks.closed
    beside = started(_what_deals_share, cost, talks, name="linkage, rivalry, keeping")
    deals, years = ({}, np.zeros(0)) if closed else solve_deals(talks)
    items = tuple(_issue_worth(agenda, k) for k in range(len(agenda.issues)))
    levels = () if closed else tuple(LevelWorth(*row) for row in worth_of_levels(talks, plan))
    frontier = None
    if not closed and len(talks.sides) == 2:
        frontier = talks.frontier
    begin = deals.get("Nash")
    if begin is None:
        begin = any_deal(talks, np.zeros(len(agenda.issues)))
    shared = beside.result()
    return Bargain(
        zone=talks.zone,
        closed=closed,
        frontier=frontier,
        deals=deals,
        deal_years=years,
        linkage=shared.linkage,
        delivery=_delivery(agenda, talks.deals.get("Nash")) if not closed else None,
        full_rollback=talks.bargaining_set.full_rollback,
        issues=items,
        levels=levels,
        self_enforcing_surplus=shared.self_enforcing_surplus,
        price_of_delay=shared.price_of_delay,
        relative_gains=shared.relative_gains,
        begin=begin,
        possible=_possible(talks),
        without_others=deals_of_two(talks.bargaining_set),
        reason=why_no_deal(talks, items),
    )


def _possible(talks: Negotiation) -> PossibleDeals | None:
    """The deals of two sides that may be efficient whatever their rivalry; None of more sides."""
    if len(talks.sides) > 2:
        return None
    agenda, rivalry = talks.priced, np.array(talks.assumptions.rivalry, float)
    worth = np.array([agenda.payoffs(x)[0] for x in talks.efficient]).reshape(-1, 2)
    return PossibleDeals(talks.sides, talks.efficient, worth, talks.threat, agenda.incomes, rivalry, talks.flows)


class _Shared(NamedTuple):
    """What hangs on no single deal, as :class:`Bargain` has it."""

    linkage: Linkage | None
    self_enforcing_surplus: float
    price_of_delay: float
    relative_gains: RelativeGains


def _what_deals_share(cost: CostRun, talks: Negotiation) -> _Shared:
    rivalry = _relative_gains(cost, talks)
    if talks.closed:
        return _Shared(None, np.nan, np.nan, rivalry)
    keeping = talks.compliance
    delay = keeping.price_of_delay(talks.assumptions.lag_years)
    return _Shared(_linkage(talks), keeping.self_enforcing_surplus(), delay, rivalry)


def _issue_worth(agenda: DatedAgenda, k: int) -> IssueWorth:
    alone = np.eye(len(agenda.issues))[k]
    low, high = (worth_at_end(agenda, alone, end) for end in ("low", "high"))
    return IssueWorth(agenda.issues[k], agenda.payoffs(alone)[0], low, high, worthless=bool(agenda.worthless[k]))


def _linkage(talks: Negotiation) -> Linkage | None:
    """One package against a deal for each kind of issue; None where there is one kind."""
    groups = by_kind(talks.priced)
    if len(groups) < 2:
        return None
    return linkage_of(
        talks.priced, groups, concept=partial(nash_bargain, starts=STARTS, certify=False), step=talks.threat
    )


def _delivery(agenda: DatedAgenda, deal: Deal | None) -> Delivery | None:
    """The Nash deal as the record of purchases makes one expect it; None where nothing is known or promised."""
    bought = [k for k, i in enumerate(agenda.issues) if i.kind == "purchases" and i.delivered is not None]
    if deal is None or not bought:
        return None
    x = agenda.as_delivered(deal.x)
    extra, promised = (float(sum(agenda.issues[k].amount * y[k] for k in bought)) for y in (x, deal.x))
    return Delivery(extra, promised, agenda.payoffs(x)[0]) if promised > 0 else None


def _relative_gains(cost: CostRun, talks: Negotiation) -> RelativeGains:
    """How much rivalry the talks bear; with and without scale economies on the same dates."""
    share = rollback_without_scale(cost.scenario, talks) / talks.priced.incomes
    found = RelativeGains(None, None, talks.bargaining_set.rollback_relative_gains, critical_weights(share))
    if talks.closed:
        return found
    priced = talks.bargaining_set
    found = dataclasses.replace(
        found,
        common_impasse=priced.common_relative_gains(),
        common_threat=priced.common_relative_gains(threat=True),
    )
    if len(talks.sides) > 2:
        return found
    return dataclasses.replace(
        found,
        impasse=priced.relative_gains_frontier(RIVALRY),
        threat=priced.relative_gains_frontier(THREAT, threat=True),
    )


def solve_course(cost: CostRun, talks: Negotiation) -> Course | None:
    """How talks of two sides may go, and what every shock of the section does to them; None of more sides."""
    if len(talks.sides) > 2:
        return None
    effects = play_shocks(talks.drawn, cost.scenario.talks_plan.shocks)
    return Course(odds=talks.odds, attrition=talks.attrition, shocks=effects)


def solve_strategies(cost: CostRun, talks: Negotiation) -> tuple[StrategyPath, ...]:
    """Carrots and sticks of the section on their way to the Nash deal, after just waiting; none without such a deal, and none of
    more than two sides."""
    if len(talks.sides) > 2 or not cost.scenario.talks_plan.strategies or talks.closed or "Nash" not in talks.deals:
        return ()
    return compare_strategies(talks, strategies_of(cost), talks.deals["Nash"].x)
