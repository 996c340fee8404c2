"""The talks, put together: zone, deals, odds, rivalry and enforcement of one agenda under stated assumptions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from tradetalks.bargaining.deadlines.attrition import Attrition, solve_attrition
from tradetalks.bargaining.deadlines.belief_grid import BeliefGame
from tradetalks.bargaining.deadlines.continuation import (
    ContinuationOption,
    ContinuationTalks,
    Phase,
    solve_continuations,
)
from tradetalks.bargaining.deadlines.stakes import from_flows
from tradetalks.bargaining.discounting import DAYS_PER_YEAR, annuity, year_fraction
from tradetalks.bargaining.errors import TalksError
from tradetalks.bargaining.frontier import Frontier, best_given, find_frontier
from tradetalks.bargaining.offers.rounds import Rounds, round_of, solve_rounds
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.relative_gains import RelativeGainsFrontier, critical_relative_gains, with_relative_gains
from tradetalks.bargaining.solutions import (
    NEGLIGIBLE_GAIN,
    Deal,
    egalitarian,
    kalai_smorodinsky,
    nash_bargain,
    utilitarian,
)
from tradetalks.bargaining.zone import Zone, find_zone
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.assumptions import RANGES, Assumptions
from tradetalks.talks.compliance import Compliance

GRID = 31


@dataclasses.dataclass(frozen=True)
class Swing:
    """The outlook with one assumption at the ``ends`` of its range (or at every choice), everything else as stated."""

    name: str
    ends: tuple[object, ...]
    outlooks: tuple[dict[str, float], ...]

    def values(self, quantity: str) -> list[float]:
        """The quantity at the ends; those where it does not apply, or was not solved, are left out."""
        return [o[quantity] for o in self.outlooks if np.isfinite(o.get(quantity, np.nan))]

    def width(self, quantity: str) -> float:
        """How far the quantity moves."""
        return float(np.ptp(self.values(quantity))) if self.values(quantity) else 0.0


@dataclasses.dataclass(frozen=True, eq=False)
class Negotiation:
    """Talks over ``agenda`` from ``opening`` to ``deadline``.

    ``escalation`` (2,) are the flows if it passes without a deal or an extension, ``impasse`` (2,) those while the talks last
    where a side moves ahead of them (a carrot, a stick); both in billion dollars a year above the status quo.
    """

    agenda: Agenda
    escalation: np.ndarray
    opening: date
    deadline: date
    assumptions: Assumptions = dataclasses.field(default_factory=Assumptions)
    disagreement_flow: np.ndarray | None = None

    def __post_init__(self) -> None:
        if len(self.agenda.sides) != 2:
            raise TalksError(
                f"odds, rivalry and enforcement are those of two sides; got {', '.join(self.agenda.sides)}. "
                "For more sides ask the agenda's problem() for its zone and deals."
            )
        if self.deadline <= self.opening:
            raise TalksError(
                f"the deadline {self.deadline} does not come after the opening {self.opening}. Give a later deadline."
            )

    @property
    def sides(self) -> tuple[str, ...]:
        return self.agenda.sides

    @cached_property
    def problem(self) -> BargainingProblem:
        """The bargaining problem: the impasse as threat point, escalation as outside option, rivalry in the payoffs."""
        return self._with_rivalry(self.agenda.problem(outside_option=self.escalation))

    @property
    def _rival_weights(self) -> np.ndarray:
        """(2,) weights on the other's gain in billion dollars: those of the assumptions are on percent of income."""
        income = self.agenda.incomes
        return np.array(self.assumptions.rivalry) * income / income[::-1]

    @property
    def _flows_of_escalation(self) -> np.ndarray:
        """(2,) as the sides see them, rivalry counted."""
        assert self.problem.outside_option is not None
        return self.problem.outside_option

    def _with_rivalry(self, problem: BargainingProblem) -> BargainingProblem:
        return with_relative_gains(problem, self._rival_weights) if self._rival_weights.any() else problem

    @cached_property
    def zone(self) -> Zone:
        """Is there a deal that both prefer to the impasse, and how much is in it."""
        return find_zone(self.problem, starts=1, box=False)

    @cached_property
    def frontier(self) -> Frontier:
        """The efficient deals, 21 points, every tenth checked from independent starts."""
        return find_frontier(self.problem, points=21, starts=2, certify_every=10)

    @cached_property
    def deals(self) -> dict[str, Deal]:
        """What each bargaining solution picks."""
        found = {
            "Nash": nash_bargain(self.problem, starts=2),
            "Kalai-Smorodinsky": kalai_smorodinsky(self.problem, starts=2),
            "equal gains": egalitarian(self.problem, starts=2),
            "largest sum": utilitarian(self.problem, starts=2),
        }
        return {name: deal for name, deal in found.items() if deal.signed}

    @cached_property
    def full_rollback(self) -> np.ndarray:
        """(2,) gains if both withdraw every increase and nothing else is agreed."""
        return self.agenda.payoffs(np.array([float(i.kind == "rollback") for i in self.agenda.issues]))[0]

    @cached_property
    def rollback_relative_gains(self) -> np.ndarray:
        """(2,) weight on the other's percent gain above which a side prefers the tariffs to a full rollback (percent units)."""
        share = self.full_rollback / self.agenda.incomes
        return np.where(share[::-1] > 0, share / np.where(share[::-1] > 0, share[::-1], 1.0), np.inf)

    def rivalry(self, k1: Sequence[float], *, threat: bool = False) -> RelativeGainsFrontier:
        """(T35) Rivalry weights, in percent of income on percent of income, at which the zone of this agenda closes.

        With ``threat`` a deal must also beat carrying it out, which a rival may prefer to the impasse: it harms the other more.
        """
        percent = 100 / self.agenda.incomes
        problem = self.agenda.problem(outside_option=self.escalation if threat else None)
        return critical_relative_gains(problem.rescaled(percent, np.zeros(2)), k1, starts=2)

    @cached_property
    def stakes(self) -> dict[str, np.ndarray]:
        """Flows of winning, splitting, conceding and escalating, billion dollars a year above the impasse.

        Each side's text asks for the share ``demand`` of its best deal; conceding is the best deal under the other's text
        (T3); a split lies half way.
        """
        win = self.zone.ideal * np.array(self.assumptions.demand)
        concede = np.array([best_given(self.problem, k, win[1 - k], [self.zone.deal]).u[k] for k in range(2)])
        return {"win": win, "split": (win + concede) / 2, "concede": concede, "escalate": self._flows_of_escalation}

    @property
    def waiting(self) -> np.ndarray:
        """(2,) flows while the talks last, billion dollars a year above the status quo, rivalry counted."""
        flows = np.zeros(2) if self.disagreement_flow is None else np.asarray(self.disagreement_flow, float)
        weights = self._rival_weights
        return flows - weights * flows[::-1]

    @property
    def closed(self) -> bool:
        """No deal makes both better off: the zone is empty, or holds nothing but the impasse."""
        return self.zone.max_min_surplus <= NEGLIGIBLE_GAIN * float(
            np.abs(self.zone.payoffs).max(initial=1.0) + abs(self.zone.potential)
        )

    @property
    def settled(self) -> bool:
        """Nothing is left to wait for: both public texts can be met by one deal, or no deal suits both."""
        return self.closed or self.compatible

    @property
    def compatible(self) -> bool:
        """Both public texts can be met by one deal."""
        return not self.closed and bool((self.stakes["win"] <= self.stakes["concede"]).any())

    @cached_property
    def attrition(self) -> Attrition | None:
        """Who would blink first if there were no deadline, only the cost of waiting; None where nothing is left to wait for, or
        where waiting costs a side nothing."""
        a, s = self.assumptions, self.stakes if not self.settled else {}
        if not s or (s["concede"] <= self.waiting).any():
            return None
        stakes = from_flows(
            win=s["win"],
            concede=s["concede"],
            disagreement_flow=self.waiting,
            rates=a.rates,
            mandate_end=a.mandate_years,
        )
        return solve_attrition(stakes, a.committed)

    @cached_property
    def odds(self) -> ContinuationTalks | None:
        """Deal, extension or escalation by the deadline, as equilibrium odds; None where nothing is left to wait for."""
        if self.settled:
            return None
        a, worth = self.assumptions, self._worth
        days = (self.deadline - self.opening).days
        threatener = f"side {a.threatener + 1}"
        cost = np.where(np.arange(2) == a.threatener, a.extension_cost, 0.0)
        extend = ContinuationOption("extend", to="extension", cost=cost)
        escalate = ContinuationOption("escalate", value=worth["escalate"])
        phases = {
            "talks": Phase(self._clock(days, worth), (extend, escalate), threatener),
            "extension": Phase(self._clock(a.extension_days, worth), (escalate,), threatener),
        }
        return solve_continuations(phases, "talks", a.committed, grid=GRID)

    @property
    def _worth(self) -> dict[str, np.ndarray]:
        """The stakes up to each side's mandate end, billion dollars."""
        a = self.assumptions
        return {name: flow * annuity(a.rates, np.array(a.mandate_years)) for name, flow in self.stakes.items()}

    def _gaps(self, days: int) -> np.ndarray:
        """(K,) years before each round of a clock of so many days."""
        rounds = max(1, round(days / self.assumptions.round_days))
        return np.full(rounds, days / DAYS_PER_YEAR / rounds)

    def _clock(self, days: int, worth: dict[str, np.ndarray]) -> BeliefGame:
        a, gaps = self.assumptions, self._gaps(days)
        return BeliefGame(
            gaps=gaps, win=worth["win"], split=worth["split"], concede=worth["concede"], disagreement_flow=self.waiting,
            rates=np.array(a.rates), breakdown=worth["escalate"],
            dispersion=dispersion_of_rounds(a.noise * (worth["win"] - worth["concede"]), gaps), selection=a.selection,
        )  # fmt: skip

    @cached_property
    def outcome_odds(self) -> dict[str, float]:
        """Probability of a deal by the deadline, of an extension, and of escalation at the deadline; they add up to 1.

        Where no deal suits both, the side that threatened does at the deadline what leaves it better off. All are nan where the
        game at the deadline was not solved (``odds.residual`` says how far it is from it).
        """
        if self.closed:
            a = self.assumptions
            worth = self._flows_of_escalation[a.threatener] * annuity(a.rates, np.array(a.mandate_years))[a.threatener]
            return {
                "deal": 0.0,
                "extend": float(worth < -a.extension_cost),
                "escalate": float(worth >= -a.extension_cost),
            }
        if self.odds is None:
            return {"deal": 1.0, "extend": 0.0, "escalate": 0.0}
        if not self.odds.converged:
            return dict.fromkeys(("deal", "extend", "escalate"), np.nan)
        first = self.odds.phases[0]
        left = 1 - first.deal
        taken = dict(zip(first.options, first.odds, strict=True))
        return {
            "deal": first.deal,
            "extend": left * float(taken.get("extend", 0.0)),
            "escalate": left * float(taken.get("escalate", 0.0)),
        }

    @cached_property
    def compliance(self) -> Compliance:
        """Would a deal be kept (T30): what breaking it pays, and what the answer takes."""
        return Compliance(self.agenda, self.problem, self._flows_of_escalation, self.assumptions)

    def on(self, day: date) -> Negotiation:
        """The talks as they stand on ``day`` if nobody has given way: less time, shorter mandates, and the beliefs that silence
        leaves."""
        a, passed = self.assumptions, year_fraction(self.opening, day)
        committed = a.committed
        if self.odds is not None:
            path = self.odds.phases[0].path
            past = int(np.sum(path.dates <= passed + 1e-9))
            committed = (float(path.posterior[past - 1, 0]), float(path.posterior[past - 1, 1])) if past else committed
        left = (a.mandate_years[0] - passed, a.mandate_years[1] - passed)
        return self.replace(opening=day, assumptions=dataclasses.replace(a, committed=committed, mandate_years=left))

    def replace(self, **changes) -> Negotiation:
        """A copy with some fields changed; what does not depend on them is kept."""
        new = dataclasses.replace(self, **changes)
        same_game = {"assumptions", "opening", "deadline", "disagreement_flow"}
        if set(changes) <= same_game and new.assumptions.rivalry == self.assumptions.rivalry:
            kept = ["problem", "zone", "frontier", "deals", "full_rollback"]
            kept += ["stakes"] if new.assumptions.demand == self.assumptions.demand else []
            new.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        return new

    @cached_property
    def outlook(self) -> dict[str, float]:
        """How the talks may go, by name: odds in [0, 1], days, years, and billion dollars. What does not apply is absent.

        "deal", "extension", "escalation": at the deadline. "deal in the end": extension included. "days to a deal": expected,
        given one. "X blinks first", "years of waiting", "waiting costs X": without a deadline. "extension for X": its worth
        over escalation at the deadline.
        """
        odds = self.outcome_odds
        found = {"deal": odds["deal"], "extension": odds["extend"], "escalation": odds["escalate"]}
        if self.odds is not None and self.odds.converged:
            found |= {"deal in the end": self.odds.deal, "days to a deal": 365 * self.odds.mean_date}
            worth = self.odds.phases[0].worth("extend", instead_of="escalate")
            found |= {f"extension for {s}": float(w) for s, w in zip(self.sides, worth, strict=True)}
        if self.attrition is not None:
            a = self.attrition
            found |= {f"{s} blinks first": float(p) for s, p in zip(self.sides, a.blinks_first, strict=False)}
            found |= {"years of waiting": a.expected_delay}
            found |= {f"waiting costs {s}": float(c) for s, c in zip(self.sides, a.waiting_cost, strict=True)}
        return found

    def sensitivity(self) -> list[Swing]:
        """The outlook with each assumption at the ends of its range; what moves the odds of a deal most comes first."""
        swings = [Swing(name, ends, tuple(self._with(name, v).outlook for v in ends)) for name, ends in RANGES.items()]
        return sorted(swings, key=lambda swing: -swing.width("deal"))

    def _with(self, name: str, value) -> Negotiation:
        if value == getattr(self.assumptions, name):
            return self
        return self.replace(assumptions=dataclasses.replace(self.assumptions, **{name: value}))

    @cached_property
    def rounds(self) -> Rounds:
        """(T14) Round by round to the deadline if nothing were hidden: either side proposes with equal odds, and without a
        deal the escalation follows. Values in billion dollars up to each side's mandate end."""
        a, gaps = self.assumptions, self._gaps((self.deadline - self.opening).days)
        left = np.array(a.mandate_years) - np.append(0.0, np.cumsum(gaps))[:, None]
        scale = annuity(a.rates, np.maximum(left, 0.0))
        steps = [
            round_of(self.frontier.rescaled(scale[k]), rates=a.rates, gap=float(gap), flow=self.waiting)
            for k, gap in enumerate(gaps)
        ]
        return solve_rounds(steps, scale[-1] * self._flows_of_escalation)

    def summary(self) -> str:
        """The answer in a dozen lines."""
        return "\n".join(_lines(self))


def dispersion_of_rounds(deadline: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """(K, 2) noise of every round, from that of the last one (2,): a round before it decides over a part of the clock, and its
    noise is that part of the deadline's. Odds then hang neither on a side's currency nor on how many rounds are held."""
    noise = np.tile(deadline, (len(gaps), 1))
    noise[:-1] *= (gaps[:-1] / gaps.sum())[:, None]
    return noise


def _lines(n: Negotiation):
    a, b = n.sides
    yield n.zone.summary().splitlines()[0]
    for name, deal in n.deals.items():
        kept = n.compliance.enforcement(deal.x)
        verdict = "kept" if kept.self_enforcing else f"{n.sides[kept.binding_side]} would not keep it"
        yield f"  {name}: {a} {deal.u[0]:+.1f}, {b} {deal.u[1]:+.1f} billion dollars a year; {verdict}"
    odds = n.outcome_odds
    yield f"by {n.deadline}: deal {odds['deal']:.0%}, extension {odds['extend']:.0%}, escalation {odds['escalate']:.0%}"
    if n.attrition is None:
        yield "both public texts fit into one deal: there is nothing to wait for"
    else:
        first = n.attrition.blinks_first
        yield f"who blinks first: {a} {first[0]:.0%}, {b} {first[1]:.0%}, neither {first[2]:.0%}"
    rivals = n.rollback_relative_gains
    yield (
        f"with tariffs alone on the table, {a} prefers to keep them if it weighs {b}'s gains at more than {rivals[0]:.3f} "
        f"of its own ({b}: {rivals[1]:.1f}), percent of income on percent of income"
    )
