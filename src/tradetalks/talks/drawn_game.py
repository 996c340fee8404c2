"""The deadline game of two sides in every joint draw: from flows and dates to what is at stake in each round."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.bargaining.deadlines.stopping_game import StoppingGame
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.drawn_stakes import DrawnStakes, PricedFlows, stakes_of
from tradetalks.talks.joint_draws import JointDraws

# Where no deal suits both, signing is made worse than carrying the threat out by this many times the threat: nobody signs.
_RUINOUS = 1e3
# Threats and prizes of less than this (billion dollars) are nothing; scales of nothing would be divided by.
_NOTHING = 1e-9


# Rounds up to the deadline, and of an extension: half a year of weekly ones. Work grows with their cube and the search stops
# short of an answer (54 rounds: 85 seconds, unsolved), while odds hardly hang on them (a deal in January 2019: 0.424 with 8
# rounds, 0.426 with 27).
MOST_ROUNDS = 26


@dataclasses.dataclass(frozen=True)
class TalksClock:
    """When the sides meet: (r,) and (e,) years from the opening, the last the deadline and the end of an extension."""

    rounds: Float[np.ndarray, " r"]
    extension: Float[np.ndarray, " e"]


def clock_from(days: int, assumptions: Assumptions) -> TalksClock:
    """Rounds about every ``round_days``, evenly, the last on the deadline ``days`` after the opening; then an extension.

    No more than :data:`MOST_ROUNDS` in either.
    """
    deadline, extension = (length / DAYS_PER_YEAR for length in (days, assumptions.extension_days))
    rounds, more = (rounds_within(length, assumptions.round_days) for length in (days, assumptions.extension_days))
    return TalksClock(
        deadline * np.arange(1, rounds + 1) / rounds, deadline + extension * np.arange(1, more + 1) / more
    )


def rounds_within(days: float, round_days: float) -> int:
    """How many rounds the odds are computed with, where a length of time holds one about every ``round_days``."""
    return min(max(1, round(days / round_days)), MOST_ROUNDS)


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnGame:
    """The game in every draw, with the stakes that it is played for.

    Args:
        game: over a deal that is worth signing.
        without_a_deal: the same where signing is ruinous, so that the threatener alone chooses.
        stakes: what both are played for.
        worth_signing: (d,) probability that it is the first, given what silence has taught.
    """

    game: StoppingGame
    without_a_deal: StoppingGame
    stakes: DrawnStakes
    worth_signing: Float[np.ndarray, " d"]


def drawn_game(flows: PricedFlows, draws: JointDraws, clock: TalksClock, threatener: int) -> DrawnGame:
    """What is at stake in every round of every draw.

    Args:
        flows: what deals along the frontier bring, by spell.
        draws: what is assumed in each draw; the length of an extension is drawn too, its number of rounds is the clock's.
        clock: when the sides meet.
        threatener: 0 or 1.
    """
    deadline = clock.rounds[-1]
    length = draws["extension_days"][:, None] / DAYS_PER_YEAR
    share = (clock.extension - deadline) / (clock.extension[-1] - deadline)
    dates = np.hstack([np.broadcast_to(clock.rounds, (len(draws), len(clock.rounds))), deadline + length * share])
    stakes = stakes_of(flows, draws, dates, dates[:, [len(clock.rounds) - 1, -1]])
    prize = stakes.prize[:, len(clock.rounds) - 1, threatener]
    threats = np.abs(stakes.escalate - stakes.lapse).max(axis=1) + _NOTHING
    threat = threats[:, threatener]
    ruin = np.broadcast_to(-_RUINOUS * threats[:, None], stakes.win.shape)
    nothing = {
        "win": ruin,
        "split": ruin,
        "concede": ruin,
        "cost_scale": np.broadcast_to(threats[:, None], ruin.shape),
    }
    deal = {"win": stakes.win, "split": stakes.split, "concede": stakes.concede, "cost_scale": stakes.prize}
    shut = stakes.closed[:, None, None]
    open_ = {name: np.where(shut, nothing[name], value) for name, value in deal.items()}

    def game(signing: Mapping[str, np.ndarray], scale: np.ndarray) -> StoppingGame:
        # Costs and dispersion of the choice at the deadline are shares of the threatener's prize; with none, of the threat.
        return StoppingGame(
            dates=clock.rounds,
            extension_dates=clock.extension,
            **signing,
            escalate=stakes.escalate,
            lapse=stakes.lapse,
            cost_mean=draws["conceding_cost"],
            cost_dispersion=draws["conceding_dispersion"],
            committed=draws["committed"],
            threatener=threatener,
            extension_cost=scale * draws["extending_cost"],
            backing_down_cost=scale * draws["backing_down_cost"],
            choice_dispersion=scale * draws["choice_dispersion"],
            cost_floor=draws["cost_floor"],
        )

    likely = stakes.worth_signing * draws["signing_odds"]
    total = likely + 1 - stakes.worth_signing
    worth = np.divide(likely, total, out=np.zeros_like(likely), where=total > 0)
    return DrawnGame(
        game(open_, np.where(stakes.closed, threat, prize + _NOTHING)), game(nothing, threat), stakes, worth
    )
