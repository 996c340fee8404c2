"""What the sides could sign over an agenda: zone, frontier and deals, which hang on no behaviour.

A negotiation has one and hands it on where only behaviour changes (beliefs, dates, patience), so that nothing is searched for
twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.frontier import Frontier, best_given, find_frontier
from tradetalks.bargaining.gaining import seeking_gains
from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.relative_gains import (
    RelativeGainsFrontier,
    critical_common_weight,
    critical_relative_gains,
    rivalry_matrix,
    with_relative_gains,
)
from tradetalks.bargaining.solutions import (
    NEGLIGIBLE_GAIN,
    egalitarian,
    kalai_smorodinsky,
    nash_bargain,
    utilitarian,
)
from tradetalks.bargaining.zone import Zone, find_zone
from tradetalks.errors import TalksError, message
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.dated_agenda import NOTHING, DatedAgenda
from tradetalks.talks.two_sides import check_two_sides

# Points of a frontier: enough for its picture, and for a spline within one percent between them.
FRONTIER_POINTS = 21
# Every tenth point is searched for again from independent starts: two checks inside, on 21 points.
CERTIFY_EVERY = 10
# Payoffs of an agenda are close to linear in the deal: the middle of the box and one draw; ``spread`` says where they disagree.
STARTS_OF_DEALS = 2
# The middle of the box alone, where the same payoffs have just been searched from both.
STARTS_OF_OTHERS = 1
# The middle of the box alone: what every side can gain at once has one peak where payoffs are close to linear.
STARTS_OF_ZONE = 1

# The bargaining solutions (T7 to T10), by the names that answers have for them.
SOLUTIONS = {
    "Nash": nash_bargain,
    "Kalai-Smorodinsky": kalai_smorodinsky,
    "equal gains": egalitarian,
    "largest sum": utilitarian,
}
# What happens without a deal: the step that the calendar holds for the deadline, which is what is scheduled, or nothing new.
SCHEDULED_STEP, WAR_AS_IT_STANDS = "scheduled step", "war as it stands"
THREATS = (SCHEDULED_STEP, WAR_AS_IT_STANDS)


@dataclass(frozen=True, eq=False, repr=False)
class BargainingSet:
    """The bargaining set of all sides; every part is computed when first asked for, and once.

    Args:
        agenda: the issues between them, on the calendar, counted as the sides do.
        escalation: (n,) mean flows if the threat is carried out, billion dollars a year above the status quo.
        relative_gains: (n,) weight of each side on every other side's gain, or (n, n) by pair, percent of income on percent of
            income (Grieco 1988); a single number for all.
    """

    agenda: DatedAgenda
    escalation: np.ndarray
    relative_gains: ArrayLike = 0.0

    def __repr__(self) -> str:
        return f"<BargainingSet: {', '.join(self.agenda.sides)}, {len(self.agenda.issues)} issues>"

    @property
    def money_weights(self) -> np.ndarray:
        """(n, n) weights on the others' gains in dollars: those on percent of income, times the ratio of incomes."""
        income = self.agenda.incomes
        return np.asarray(rivalry_matrix(self.relative_gains, len(income)) * income[:, None] / income)

    @computed_once
    def as_seen(self) -> BargainingProblem:
        """All sides' payoffs from the impasse, escalation as outside option, relative gains counted, whoever can gain."""
        absolute = self.agenda.problem(outside_option=self.escalation)
        if self.money_weights.any():
            return with_relative_gains(absolute, self.money_weights)
        return absolute

    @computed_once
    def problem(self) -> BargainingProblem:
        """The bargaining problem as the sides see it; at a table of three and more, of those that can gain there."""
        return seeking_gains(self.as_seen, NOTHING * self.agenda.incomes)

    @property
    def escalation_as_seen(self) -> np.ndarray:
        """(n,) flows of escalation as the sides judge them, relative gains counted, billion dollars a year.

        Arithmetic alone, without the bargaining problem: a report that is drawn again reads it and solves nothing.
        """
        escalation = np.asarray(self.escalation, float)
        return np.asarray(escalation - self.money_weights @ escalation)

    @computed_once
    def zone(self) -> Zone:
        """(T4) Is there a deal that all prefer to the impasse, and how much is in it."""
        return find_zone(self.problem, starts=STARTS_OF_ZONE, box=False)

    @property
    def closed(self) -> bool:
        """No deal makes all better off: the zone is empty, or holds nothing but the impasse."""
        return no_gain(self.zone.max_min_surplus, self.zone.payoffs)

    @computed_once
    def frontier(self) -> Frontier:
        """(T3) The efficient deals of two sides.

        Raises:
            TalksError: more than two sides.
        """
        if self.problem.n != 2:
            raise TalksError(
                message(
                    "a frontier is a curve between two sides",
                    got=", ".join(self.agenda.sides),
                    do="take the deals, each of which lies on the frontier, and each side's best from the zone",
                )
            )
        return find_frontier(self.problem, points=FRONTIER_POINTS, starts=STARTS_OF_DEALS, certify_every=CERTIFY_EVERY)

    def problem_under(self, threat: str) -> BargainingProblem:
        """The same deals, with what happens without one as the disagreement point.

        Args:
            threat: one of :data:`THREATS`. Where the scheduled step comes a deal must also beat the war as it stands, which goes
                on where the step is put off; both are counted above the war as it stands.
        """
        if threat == WAR_AS_IT_STANDS:
            return self.problem
        step = self.escalation_as_seen
        counted = dataclasses.replace(self.as_seen, disagreement_point=step, outside_option=np.zeros(len(step)))
        return seeking_gains(counted, NOTHING * self.agenda.incomes)

    @computed_once
    def deals(self) -> dict[str, Deal]:
        """What each bargaining solution picks (T7 to T10) if the scheduled step comes without a deal; those without one left
        out."""
        return bargained_deals(self.problem_under(SCHEDULED_STEP), STARTS_OF_DEALS)

    @computed_once
    def deals_by_threat(self) -> dict[str, dict[str, Deal]]:
        """The same under each of the threat points."""
        return {
            SCHEDULED_STEP: self.deals,
            WAR_AS_IT_STANDS: bargained_deals(self.problem_under(WAR_AS_IT_STANDS), STARTS_OF_OTHERS, certify=False),
        }

    @computed_once
    def full_rollback(self) -> np.ndarray:
        """(n,) gains if all withdraw every increase and nothing else is agreed, billion dollars a year."""
        rollbacks = np.array([float(issue.kind == "rollback") for issue in self.agenda.issues])
        return self.agenda.payoffs(rollbacks)[0]

    @property
    def rollback_relative_gains(self) -> np.ndarray:
        """(n,) weight on the others' percent gains above which a side prefers the tariffs to a full rollback; inf: none."""
        return critical_weights(self.full_rollback / self.agenda.incomes)

    def relative_gains_frontier(self, k1: Sequence[float], *, threat: bool = False) -> RelativeGainsFrontier:
        """(T35) Weights on the other's gain, in percent of income on percent of income, at which the zone closes.

        Args:
            k1: weights of side 1 at which that of side 2 is sought.
            threat: a deal must also beat carrying the threat out, which a side may prefer to the impasse where it harms the
                other more.
        """
        return critical_relative_gains(self._in_percent(threat), k1, starts=STARTS_OF_OTHERS)

    def common_relative_gains(self, *, threat: bool = False) -> float:
        """(T35) The weight on the others' gains, the same for all, from which on no deal is left; percent on percent of income.

        ``threat`` as in :meth:`relative_gains_frontier`.
        """
        return critical_common_weight(self._in_percent(threat), starts=STARTS_OF_OTHERS)

    def _in_percent(self, threat: bool) -> BargainingProblem:
        """The problem without rivalry, in percent of each side's income; with the threat as outside option, or none."""
        outside_option = None
        if threat:
            outside_option = self.escalation
        percent = 100 / self.agenda.incomes
        absolute = self.agenda.problem(outside_option=outside_option).rescaled(percent, np.zeros(len(percent)))
        return seeking_gains(absolute, percent * NOTHING * self.agenda.incomes)


def no_gain(surplus: float, payoffs: np.ndarray) -> bool:
    """Whether what every side can have at once is nothing beside the payoffs (n,) of the deal that gives it."""
    return bool(surplus <= NEGLIGIBLE_GAIN * np.abs(payoffs).max(initial=1.0))


def critical_weights(gains: np.ndarray) -> np.ndarray:
    """(n,) weight on the gains of all others, in percent of income, at which a side's own ``gains`` (n,) are nothing to it;
    inf where the others do not gain."""
    others = gains @ (1 - np.eye(len(gains)))
    return np.asarray(np.divide(gains, others, out=np.full(len(gains), np.inf), where=others > 0))


def bargained_deals(
    problem: BargainingProblem, starts: int, *, certify: bool = True, near: Mapping[str, np.ndarray] | None = None
) -> dict[str, Deal]:
    """What each bargaining solution picks (T7 to T10); those without a deal left out.

    Args:
        problem: any number of sides.
        starts: from how many points each is searched.
        certify: whether the distance of each to the frontier is computed.
        near: (m,) by name of the solution, where its deal is expected; searched from the middle of the box where absent.

    Returns:
        Deals by name of the solution, payoffs in the unit of the problem.
    """
    expected = near or {}
    found = {
        name: solve(dataclasses.replace(problem, near=expected.get(name)), starts=starts, certify=certify)
        for name, solve in SOLUTIONS.items()
    }
    return {name: deal for name, deal in found.items() if deal.signed}


@dataclass(frozen=True, eq=False, repr=False)
class PublicTexts:
    """What each side's public text asks for, and what it leaves to the other; texts of two sides.

    Args:
        bargaining_set: what could be signed.
        demand: (n,) share of its best deal that each side's text asks for, in (0, 1].
    """

    bargaining_set: BargainingSet
    demand: tuple[float, ...]

    def __repr__(self) -> str:
        return f"<PublicTexts: {', '.join(f'{share:g}' for share in self.demand)} of the best deal>"

    @computed_once
    def stakes(self) -> dict[str, np.ndarray]:
        """(2,) flows of ``win``, ``split``, ``concede`` and ``escalate``, billion dollars a year above the impasse.

        Conceding is the best deal under the other's text (T3); a split lies half way.

        Raises:
            TalksError: more than two sides.
        """
        check_two_sides(self.bargaining_set.agenda.sides)
        priced = self.bargaining_set
        win = priced.zone.ideal * np.array(self.demand)
        start = [priced.zone.deal]
        concede = np.array([best_given(priced.problem, k, win[1 - k], start).u[k] for k in range(2)])
        return {"win": win, "split": (win + concede) / 2, "concede": concede, "escalate": priced.escalation_as_seen}

    @property
    def compatible(self) -> bool:
        """Both texts can be met by one deal; never where no deal suits both sides."""
        if self.bargaining_set.closed:
            return False
        return bool((self.stakes["win"] <= self.stakes["concede"]).any())


def texts_of(
    agenda: DatedAgenda, escalation: np.ndarray, assumptions: Assumptions, *, known: PublicTexts | None = None
) -> PublicTexts:
    """The public texts over the bargaining set of ``agenda``.

    Args:
        escalation: (n,) mean flows of escalation, billion dollars a year above the status quo.
        assumptions: their ``rivalry`` and ``demand`` count here, nothing else.
        known: texts that may be the same, or lie over the same bargaining set: what is the same is used again.
    """
    priced = BargainingSet(agenda, escalation, assumptions.rivalry_by_pair)
    if known is not None and _the_same(known.bargaining_set, priced):
        if known.demand == assumptions.demand:
            return known
        priced = known.bargaining_set
    return PublicTexts(priced, assumptions.demand)


def _the_same(one: BargainingSet, other: BargainingSet) -> bool:
    return (
        one.agenda.same_as(other.agenda)
        and np.array_equal(one.escalation, other.escalation)
        and np.array_equal(one.relative_gains, other.relative_gains)
    )
