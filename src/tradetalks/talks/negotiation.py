"""The talks, put together: zone, deals, odds and compliance of one agenda under stated assumptions."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import numpy as np

from tradetalks.bargaining.deadlines.attrition import Attrition, solve_attrition
from tradetalks.bargaining.deadlines.stakes import from_flows
from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.discounting import annuity, year_fraction
from tradetalks.bargaining.frontier import Frontier
from tradetalks.bargaining.offers.rounds import Rounds, round_of, solve_rounds
from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.zone import Zone
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.bargaining_set import BargainingSet, PublicTexts, texts_of
from tradetalks.talks.compliance import Compliance
from tradetalks.talks.dated_agenda import DatedAgenda, at_one_date
from tradetalks.talks.drawn_game import clock_from
from tradetalks.talks.drawn_stakes import PricedFlows
from tradetalks.talks.drawn_talks import DrawnTalks, draw_talks
from tradetalks.talks.efficient_deals import efficient_deals
from tradetalks.talks.elasticity_sets import ElasticitySet, price_flows
from tradetalks.talks.odds import TalksOdds, odds_of
from tradetalks.talks.record.features import DeadlineFeatures
from tradetalks.talks.threat import Threat
from tradetalks.talks.two_sides import check_two_sides, why_no_odds


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Negotiation(Result):
    """Talks over ``agenda``; build one with :func:`tradetalks.talks.negotiate.negotiate`.

    Every part is computed when first asked for, and once, also where several threads ask. Zone, deals and compliance are those
    of any number of sides; frontier, texts, attrition, rounds and odds are those of two: they raise a TalksError for more.

    Args:
        agenda: the issues on the table, on the calendar or over one equilibrium whose flows never change. It is counted as the
            sides do (T61): a deal signed on the deadline, up to the day on which each mandate ends.
        escalation: flows if the deadline passes without a deal or an extension, billion dollars a year above the status quo:
            (n,), or (K, n) by spell after the deadline.
        opening, deadline: days.
        assumptions: what the record cannot pin down.
        threatened: what the record of deadlines needs to know of this one.
        weaker_scale: the same agenda over economies of weaker scale effects, the weakest first.
        stronger_scale: the same over economies of stronger ones; all these elasticities and those of ``agenda`` are equally
            likely.
        disagreement_flow: (n,) flows while the talks last where a side moves ahead of them (a carrot, a stick), billion
            dollars a year above the status quo; None: nothing moves.
        known: public texts of a negotiation that this one is a variant of: what is the same is not searched for again.

    Raises:
        TalksError: assumptions for another number of sides, or a deadline that does not come after the opening.
    """

    agenda: Agenda | DatedAgenda
    escalation: np.ndarray
    opening: date
    deadline: date
    assumptions: Assumptions = dataclasses.field(default_factory=Assumptions)
    threatened: Threat = dataclasses.field(default_factory=Threat)
    weaker_scale: tuple[ElasticitySet, ...] = ()
    stronger_scale: tuple[ElasticitySet, ...] = ()
    disagreement_flow: np.ndarray | None = None
    known: PublicTexts | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "assumptions", self.assumptions.of_sides(len(self.agenda.sides)))
        if self.deadline <= self.opening:
            raise TalksError(
                message(
                    f"the deadline {self.deadline} does not come after the opening {self.opening}",
                    do="give a later deadline",
                )
            )
        left = np.array(self.assumptions.mandate_years) - self.wait
        object.__setattr__(
            self, "agenda", at_one_date(self.agenda).weighted(rates=self.assumptions.rates, years_left=left)
        )

    def __repr__(self) -> str:
        *others, last = self.sides
        who, when = f"{', '.join(others)} and {last}", f"{self.opening} to {self.deadline}"
        return f"<Negotiation: {who}, {len(self.agenda.issues)} issues, {when}>"

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides, in the order of every array of numbers by side."""
        return self.agenda.sides

    @property
    def wait(self) -> float:
        """Years from the opening to the deadline, on which a deal is signed."""
        return year_fraction(self.opening, self.deadline)

    @property
    def priced(self) -> DatedAgenda:
        """The agenda as the sides count it: its payoffs are the one price of a deal."""
        return at_one_date(self.agenda)

    @property
    def threat(self) -> np.ndarray:
        """(n,) escalation in the same unit, (T61): its flows on average to each mandate's end."""
        return self.priced.mean(self.escalation)

    @property
    def years_counted(self) -> np.ndarray:
        """(n,) what a dollar a year is worth at the opening, from the deadline to the end of each side's mandate (T1, T2)."""
        a = self.assumptions
        whole, before = annuity(np.array(a.rates), np.array(a.mandate_years)), annuity(np.array(a.rates), self.wait)
        return np.asarray(np.maximum(whole - before, 0.0))

    def present_value(self, u: np.ndarray) -> np.ndarray:
        """(n,) mean flows as present values at the opening, signed on the deadline, up to the mandates' ends, billion dollars."""
        return np.asarray(self.years_counted * u)

    @computed_once
    def texts(self) -> PublicTexts:
        """The public texts of both sides, over the bargaining set."""
        return texts_of(self.priced, self.threat, self.assumptions, known=self.known)

    @property
    def bargaining_set(self) -> BargainingSet:
        """What could be signed, whatever the sides believe."""
        return self.texts.bargaining_set

    @property
    def problem(self) -> BargainingProblem:
        """The bargaining problem, in billion dollars a year above the status quo."""
        return self.bargaining_set.problem

    @property
    def zone(self) -> Zone:
        """(T4) Is there a deal that all prefer to the impasse, and how much is in it."""
        return self.bargaining_set.zone

    @property
    def frontier(self) -> Frontier:
        """(T3) The efficient deals of two sides."""
        return self.bargaining_set.frontier

    @property
    def deals(self) -> dict[str, Deal]:
        """(T7 to T10) What each bargaining solution picks if the scheduled step comes without a deal."""
        return self.bargaining_set.deals

    @property
    def stakes(self) -> dict[str, np.ndarray]:
        """(2,) flows of winning, splitting, conceding and escalating, billion dollars a year above the impasse."""
        return self.texts.stakes

    @property
    def closed(self) -> bool:
        """No deal makes all better off."""
        return self.bargaining_set.closed

    @property
    def compatible(self) -> bool:
        """Both public texts can be met by one deal."""
        return self.texts.compatible

    @property
    def settled(self) -> bool:
        """Nothing is left to wait for: both public texts can be met by one deal, or no deal suits both."""
        return self.closed or self.compatible

    @property
    def waiting(self) -> np.ndarray:
        """(n,) flows while the talks last, billion dollars a year above the status quo, relative gains counted."""
        if self.disagreement_flow is None:
            return np.zeros(len(self.sides))
        flows = np.asarray(self.disagreement_flow, float)
        return np.asarray(flows - self.bargaining_set.money_weights @ flows)

    @computed_once
    def attrition(self) -> Attrition | None:
        """(T21) Who would blink first without a deadline; None where nothing is left to wait for, or waiting costs nothing."""
        check_two_sides(self.sides)
        if self.settled or (self.stakes["concede"] <= self.waiting).any():
            return None
        flows = from_flows(
            win=self.stakes["win"],
            concede=self.stakes["concede"],
            disagreement_flow=self.waiting,
            rates=self.assumptions.rates,
            mandate_end=self.assumptions.mandate_years,
        )
        return solve_attrition(flows, self.assumptions.committed)

    @computed_once
    def efficient(self) -> np.ndarray:
        """(p, m) deals that may be efficient to two sides of any rivalry, in order from side 2's best to side 1's."""
        check_two_sides(self.sides)
        return efficient_deals(self._without_rivalry)

    @computed_once
    def flows(self) -> PricedFlows:
        """What the deals that may be efficient, the threat and the talks themselves bring, by elasticity set and spell."""
        deals = self.efficient
        stated = ElasticitySet(self.priced, np.broadcast_to(self.escalation, (len(self.priced.spells), 2)))
        waiting = np.zeros(2)
        if self.disagreement_flow is not None:
            waiting = np.asarray(self.disagreement_flow, float)
        # In order of their scale economies, so that odds are seen to rise or fall with them.
        sets = (*self.weaker_scale, stated, *self.stronger_scale)
        return price_flows(sets, deals, stated=len(self.weaker_scale), wait=self.wait, waiting=waiting)

    @property
    def _without_rivalry(self) -> BargainingSet:
        """What could be signed against the war as it stands if nobody minded the other's gain: draws choose from all of it."""
        priced, least = self.bargaining_set, np.minimum(self.threat, 0.0)
        if not priced.money_weights.any() and (self.threat <= 0).all():
            return priced
        return BargainingSet(priced.agenda, least)

    @computed_once
    def drawn(self) -> DrawnTalks:
        """The talks in every joint draw of what is assumed, from their opening."""
        return draw_talks(self.flows, self.opening, self.deadline, self.assumptions)

    @computed_once
    def odds(self) -> TalksOdds:
        """(T48 to T52, T53 to T60) What becomes of the deadline: the record's odds, the game's, and both together, with bands."""
        return odds_of(self.drawn.odds, self.features, self.opening)

    @property
    def features(self) -> DeadlineFeatures:
        """The deadline as the record of deadlines sees it."""
        return self.threatened.as_of(self.deadline, self.sides[self.assumptions.threatener])

    @computed_once
    def compliance(self) -> Compliance:
        """(T30) Would a deal be kept: what breaking it pays, and what the answer takes."""
        return Compliance(self.priced, self.problem, self.bargaining_set.escalation_as_seen, self.assumptions)

    @computed_once
    def rounds(self) -> Rounds:
        """(T14) Round by round to the deadline if nothing were hidden: either side proposes with equal odds, and without a
        deal the escalation follows. Values in billion dollars up to each side's mandate end."""
        check_two_sides(self.sides)
        a = self.assumptions
        clock = clock_from((self.deadline - self.opening).days, a)
        gaps = np.diff(clock.rounds, prepend=0.0)
        left = np.array(a.mandate_years) - np.append(0.0, clock.rounds)[:, None]
        scale = annuity(np.array(a.rates), np.maximum(left, 0.0))
        steps = [
            round_of(self.frontier.rescaled(scale[k]), rates=a.rates, gap=float(gap), flow=self.waiting)
            for k, gap in enumerate(gaps)
        ]
        return solve_rounds(steps, scale[-1] * self.bargaining_set.escalation_as_seen)

    def replace(self, **changes: Any) -> Negotiation:
        """A copy with some fields changed; what does not hang on them is not searched for again."""
        return dataclasses.replace(self, **{"known": self.texts, **changes})

    def summary(self) -> str:
        """The answer in a dozen lines."""
        lines = [self.zone.summary().splitlines()[0]]
        for name, deal in self.deals.items():
            verdict = self.compliance.enforcement(deal.x)
            said = "kept"
            if not verdict.self_enforcing:
                said = f"{self.sides[verdict.binding_side]} would not keep it"
            gains = ", ".join(f"{side} {gain:+.1f}" for side, gain in zip(self.sides, deal.u, strict=True))
            lines.append(f"  {name}: {gains} billion dollars a year; {said}")
        if why_no_odds(self.sides):
            return "\n".join([*lines, why_no_odds(self.sides)])
        lines += self.odds.summary().splitlines()
        lines.append(self._who_waits())
        (a, b), weights = self.sides, self.bargaining_set.rollback_relative_gains
        lines.append(
            f"with tariffs alone on the table, {a} prefers to keep them if it weighs {b}'s gains at more than "
            f"{weights[0]:.3f} of its own ({b}: {weights[1]:.1f}), percent of income on percent of income"
        )
        return "\n".join(lines)

    def _who_waits(self) -> str:
        """Who would give way first without a deadline, or why nobody waits."""
        if self.closed:
            return "no deal suits both: there is nothing to wait for"
        if self.compatible:
            return "both public texts fit into one deal: there is nothing to wait for"
        if self.attrition is None:
            return "waiting costs a side nothing: without a deadline it would never give way"
        first = self.attrition.blinks_first
        return (
            f"who blinks first, at the assumptions as stated: {self.sides[0]} {first[0]:.0%}, {self.sides[1]} {first[1]:.0%}, "
            f"neither {first[2]:.0%}"
        )
