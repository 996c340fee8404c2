"""Odds at a deadline from the stopping game: who concedes when, what the threatener does, how many equilibria there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.deadlines.stopping_contest import Contest, contest_of
from tradetalks.bargaining.deadlines.stopping_fixed_point import replies
from tradetalks.bargaining.deadlines.stopping_game import StoppingGame
from tradetalks.bargaining.deadlines.stopping_replies import BestReply, SideStakes, costs_borne
from tradetalks.bargaining.deadlines.stopping_search import Found, search_from, usual_starts
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# As many as there are usual starts.
STARTS = 5
# Two equilibria are one where no probability differs by more: far above the tolerance, far below what anybody would print.
_SAME_EQUILIBRIUM = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class StoppingOutcome(Result):
    """Equilibrium of a :class:`StoppingGame`, for every draw. Of several equilibria the first that a start leads to.

    Args:
        game: what was solved.
        plans: (..., R+E+1, 2) probability of each plan, over a side's flexible types; the last is never to concede.
        extends, escalates, lets_lapse: (...) choice of a flexible threatener at the deadline.
        deal_by_round: (..., R+E, 3) probability that side 1 alone, side 2 alone, both concede in that round.
        deal, extension, escalation, lapse: (...) at the deadline; they add up to 1.
        deal_in_the_end, escalation_in_the_end, lapse_in_the_end: (...) after an extension; they add up to 1.
        values: (..., 2) mean present value at the opening to the flexible types of each side, private costs included.
        commitment: (..., R+E, 2) probability that a side never concedes, as the other sees it when a round begins.
        residual: (...) greatest difference between a probability and its best reply.
        converged: (...) whether it is within tolerance.
        equilibria: (...) how many different equilibria the starts lead to.
        starts_solved: (...) how many of the starts lead to one.
        deals_by_start: (..., starts) odds of a deal by the deadline, nan where a start did not lead to an equilibrium.
    """

    game: StoppingGame
    plans: np.ndarray
    extends: np.ndarray
    escalates: np.ndarray
    lets_lapse: np.ndarray
    deal_by_round: np.ndarray
    deal: np.ndarray
    extension: np.ndarray
    escalation: np.ndarray
    lapse: np.ndarray
    deal_in_the_end: np.ndarray
    escalation_in_the_end: np.ndarray
    lapse_in_the_end: np.ndarray
    values: np.ndarray
    commitment: np.ndarray
    residual: np.ndarray
    converged: np.ndarray
    equilibria: np.ndarray
    starts_solved: np.ndarray
    deals_by_start: np.ndarray

    def failure(self) -> TalksError | None:
        """An equilibrium that was not found."""
        if self.converged.all():
            return None
        return TalksError(
            message(
                f"no equilibrium of the deadline game was found in {int((~self.converged).sum())} of {self.converged.size} draws",
                got=f"a residual of {float(self.residual.max()):.2g}",
                do="raise the dispersion of private costs: where it is small best replies jump from round to round",
            )
        )

    def equilibrium_deals(self) -> list[list[float]]:
        """Odds of a deal by the deadline in each different equilibrium, for every draw in turn."""
        every = self.deals_by_start.reshape(-1, self.deals_by_start.shape[-1])
        found = []
        for deals in every:
            different: list[float] = []
            for deal in deals[np.isfinite(deals)]:
                if all(abs(deal - other) > _SAME_EQUILIBRIUM for other in different):
                    different.append(float(deal))
            found.append(different)
        return found

    def to_dataset(self) -> xr.Dataset:
        """Odds and values, on ``draw`` (all leading dimensions in one), ``round`` and ``side``."""
        draws = self.deal.size
        odds = {
            "deal": "a deal by the deadline",
            "extension": "the deadline is extended",
            "escalation": "the threat is carried out at the deadline",
            "lapse": "the threatened step lapses at the deadline",
            "deal_in_the_end": "a deal by the deadline or in the extension",
        }
        variables: dict[str, LabelledArray] = {
            name: LabelledArray(("draw",), getattr(self, name).reshape(draws), "1", f"probability that {text}")
            for name, text in odds.items()
        }
        by_round = self.deal_by_round.reshape(draws, -1, 3)
        variables["concession"] = LabelledArray(
            ("draw", "round", "who"), by_round, "1", "probability of conceding then"
        )
        variables["value"] = LabelledArray(
            ("draw", "side"), self.values.reshape(draws, 2), PAYOFF_UNIT, "value at the opening"
        )
        variables["equilibria"] = LabelledArray(
            ("draw",), self.equilibria.reshape(draws), "1", "different equilibria found"
        )
        rounds = np.concatenate([self.game.dates, self.game.extension_dates])
        labels: dict[str, ArrayLike] = {
            "draw": np.arange(draws),
            "round": rounds,
            "who": ("side 1", "side 2", "both"),
            "side": (1, 2),
        }
        return labelled_dataset(labels, variables)

    def summary(self) -> str:
        """The mean odds over draws, and whether there is one equilibrium."""
        several = int((self.equilibria > 1).sum())
        lines = [
            f"deal by the deadline {self.deal.mean():.3f}, extension {self.extension.mean():.3f}, "
            f"escalation {self.escalation.mean():.3f}, lapse {self.lapse.mean():.3f}",
            f"  deal in the end {self.deal_in_the_end.mean():.3f}",
        ]
        if self.deal.size > 1:
            lines.append(
                f"  means over {self.deal.size} draws; deal from {self.deal.min():.3f} to {self.deal.max():.3f}"
            )
        if several:
            first = int(np.argmax(np.ravel(self.equilibria) > 1))
            deals = ", ".join(f"{deal:.3f}" for deal in self.equilibrium_deals()[first])
            lines.append(
                f"  several equilibria in {several} of {self.deal.size} draws (deal {deals}): none of them is the answer"
            )
        else:
            lines.append("  all starts lead to one equilibrium")
        if not self.converged.all():
            lines.append(f"  NOT SOLVED in {int((~self.converged).sum())} of {self.deal.size} draws")
        return "\n".join(lines)


def solve_stopping_game(game: StoppingGame, *, tolerance: float = 1e-10, starts: int = STARTS) -> StoppingOutcome:
    """(T53-T59) The equilibrium at a deadline, in every draw.

    Args:
        game: what is at stake.
        tolerance: on every probability; 1e-9 or less leaves no trace in odds.
        starts: from how many the search begins; one finds an equilibrium and does not say whether it is the only one.

    Returns:
        odds of the draws; ``equilibria`` above 1 says that there are several and that the odds of none should be quoted.
    """
    contest = contest_of(game)
    found = search_from(contest, usual_starts(contest)[:starts], tolerance)
    ends = [_ending(contest, one) for one in found]
    solved = np.array([one.residual <= tolerance for one in found])
    first = np.argmax(solved, axis=0)
    # Where no start leads to an equilibrium, what came nearest is shown.
    nearest = np.argmin([one.residual for one in found], axis=0)
    taken = np.where(solved.any(axis=0), first, nearest)
    draws = np.arange(len(taken))
    ending = _Ending(*(np.stack(values, axis=-1)[..., draws, taken] for values in zip(*ends, strict=True)))
    residual = np.stack([one.residual for one in found])[taken, draws]
    deals = np.where(solved, np.stack([one.deal for one in ends]), np.nan)

    def shaped(values: np.ndarray) -> np.ndarray:
        moved = np.moveaxis(values, -1, 0)
        return np.ascontiguousarray(moved).reshape((*game.draws, *moved.shape[1:]))

    return StoppingOutcome(
        game=game,
        residual=shaped(residual),
        converged=shaped(residual <= tolerance),
        equilibria=shaped(_count(ends, solved)),
        starts_solved=shaped(solved.sum(axis=0)),
        deals_by_start=shaped(deals),
        **{name: shaped(values) for name, values in ending._asdict().items()},
    )


class _Ending(NamedTuple):
    """The fields of :class:`StoppingOutcome` that follow from one equilibrium, draws last."""

    plans: np.ndarray
    extends: np.ndarray
    escalates: np.ndarray
    lets_lapse: np.ndarray
    deal_by_round: np.ndarray
    deal: np.ndarray
    extension: np.ndarray
    escalation: np.ndarray
    lapse: np.ndarray
    deal_in_the_end: np.ndarray
    escalation_in_the_end: np.ndarray
    lapse_in_the_end: np.ndarray
    values: np.ndarray
    commitment: np.ndarray


def _ending(contest: Contest, found: Found) -> _Ending:
    """(T59) What follows from plans."""
    played = replies(contest, found.plans, found.extends)
    plans = np.stack([played.first.probability, found.plans], axis=1)
    R, t, extends = contest.sides[0].rounds, contest.threatener, found.extends
    committed = np.stack([contest.sides[1].other_committed, contest.sides[0].other_committed])
    mass = (1 - committed) * plans
    flexible = np.cumsum(mass[::-1], axis=0)[::-1]
    left = flexible + committed
    # In the extension the threatener is known to be flexible.
    present = left.copy()
    present[R:, t] = flexible[R:, t]
    weight = np.ones_like(mass[:-1, 0])
    weight[R:] = extends
    gives_way, stays = mass[:-1], present[:-1] - mass[:-1]
    deals = weight[:, None] * np.stack(
        [gives_way[:, 0] * stays[:, 1], gives_way[:, 1] * stays[:, 0], gives_way[:, 0] * gives_way[:, 1]], axis=1
    )
    deal, deal_later = deals[:R].sum(axis=(0, 1)), deals[R:].sum(axis=(0, 1))

    choice = (1 - extends) * contest.escalates
    chooses, acts = flexible[R, t] * left[R, 1 - t], committed[t] * left[R, 1 - t]
    escalation, lapse = acts + chooses * choice, chooses * (1 - extends - choice)
    ends = chooses * extends - deal_later
    return _Ending(
        plans=plans,
        extends=extends,
        escalates=choice,
        lets_lapse=1 - extends - choice,
        deal_by_round=deals,
        deal=deal,
        extension=chooses * extends,
        escalation=escalation,
        lapse=lapse,
        deal_in_the_end=deal + deal_later,
        escalation_in_the_end=escalation + ends * contest.escalates_at_end,
        lapse_in_the_end=lapse + ends * (1 - contest.escalates_at_end),
        values=np.stack([_value(stakes, reply) for stakes, reply in zip(contest.sides, played[:2], strict=True)]),
        commitment=_posterior(committed, present, R, t),
    )


def _value(stakes: SideStakes, reply: BestReply) -> np.ndarray:
    """Mean value (D,) of the flexible types."""
    lines = reply.lines
    of_plans = lines.intercept * reply.probability - lines.slope * costs_borne(stakes, reply)
    return np.asarray(lines.offset + (lines.scale * of_plans).sum(axis=0))


def _posterior(committed: np.ndarray, present: np.ndarray, rounds: int, threatener: int) -> np.ndarray:
    """Probability (R+E, 2, D) of the commitment type when a round begins; where nobody can be left, 1."""
    stays = np.broadcast_to(committed, present[:-1].shape).copy()
    stays[rounds:, threatener] = 0.0
    there = present[:-1]
    return np.asarray(np.divide(stays, there, out=np.ones_like(there), where=there > 0))


def _count(ends: list[_Ending], solved: np.ndarray) -> np.ndarray:
    """How many different equilibria (D,) the starts lead to."""
    number = np.zeros(solved.shape[1], dtype=int)
    for i, one in enumerate(ends):
        new = solved[i].copy()
        for j, other in enumerate(ends[:i]):
            apart = np.abs(one.plans - other.plans).max(axis=(0, 1)) > _SAME_EQUILIBRIUM
            new &= apart | ~solved[j]
        number += new
    return number
