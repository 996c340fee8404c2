"""The game at the deadline of a negotiation (T28, T29): rounds of silence, then extension or escalation, as equilibrium odds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tradetalks.bargaining.deadlines.belief_grid import BeliefGame
from tradetalks.bargaining.deadlines.continuation import (
    ContinuationOption,
    ContinuationTalks,
    Phase,
    solve_continuations,
)
from tradetalks.bargaining.discounting import DAYS_PER_YEAR, annuity
from tradetalks.talks.assumptions import Assumptions

# Points of the grid of beliefs on each side. On grids of 31 to 81 the odds of a deal of January 2019 lie between 0.36 and 0.42.
_BELIEF_POINTS = 31
_OUTCOMES = ("deal", "extend", "escalate")


def up_to_mandate_ends(flow: np.ndarray, passed: np.ndarray, assumptions: Assumptions) -> np.ndarray:
    """(T2) A flow (2,) a year as its value (K, 2) on days ``passed`` (K,) years after the opening, billion dollars.

    A mandate ends on a date, so what is left of it, and with it what a deal is worth, shrinks with every wait."""
    left = np.maximum(np.array(assumptions.mandate_years) - passed[:, None], 0.0)
    return np.asarray(flow * annuity(assumptions.rates, left))


def waits_between_rounds(days: int, round_days: int) -> np.ndarray:
    """(K,) years before each round of a clock of ``days`` with a round about every ``round_days``, the last at the deadline."""
    rounds = max(1, round(days / round_days))
    return np.full(rounds, days / DAYS_PER_YEAR / rounds)


def dispersion_of_rounds(deadline: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """(K, 2) dispersion of private resolve in every round, from that of the last one (2,), in the unit of the payoffs.

    A round before the deadline decides over a part of the clock, and its dispersion is that part of the deadline's. Odds then
    hang neither on a side's currency nor on how many rounds are held.
    """
    dispersion = np.tile(deadline, (len(gaps), 1))
    dispersion[:-1] *= (gaps[:-1] / gaps.sum())[:, None]
    return dispersion


def play_deadline(
    stakes: Mapping[str, np.ndarray], waiting: np.ndarray, days: int, assumptions: Assumptions
) -> ContinuationTalks:
    """(T28, T29) Play ``days`` of talks, one extension that the side which threatened may choose, and escalation.

    Args:
        stakes: (2,) flows of ``win``, ``split``, ``concede``, ``escalate``, billion dollars a year above the impasse.
        waiting: (2,) flows while the talks last.
        days: until the deadline.
    """

    def clock(starts: int, length: int) -> BeliefGame:
        gaps = waits_between_rounds(length, assumptions.round_days)
        passed = starts / DAYS_PER_YEAR + np.cumsum(gaps)
        worth = {name: up_to_mandate_ends(flow, passed, assumptions) for name, flow in stakes.items()}
        prize = (worth["win"] - worth["concede"])[-1]
        return BeliefGame(
            gaps=gaps,
            win=worth["win"],
            split=worth["split"],
            concede=worth["concede"],
            disagreement_flow=waiting,
            rates=np.array(assumptions.rates),
            breakdown=worth["escalate"][-1],
            dispersion=dispersion_of_rounds(assumptions.noise * prize, gaps),
            selection=assumptions.selection,
        )

    threatener = f"side {assumptions.threatener + 1}"
    cost = np.where(np.arange(2) == assumptions.threatener, assumptions.extension_cost, 0.0)
    extend = ContinuationOption("extend", to="extension", cost=cost)
    first, second = clock(0, days), clock(days, assumptions.extension_days)
    escalate, escalate_later = (ContinuationOption("escalate", value=game.breakdown) for game in (first, second))
    phases = {
        "talks": Phase(first, (extend, escalate), threatener),
        "extension": Phase(second, (escalate_later,), threatener),
    }
    return solve_continuations(phases, "talks", assumptions.committed, grid=_BELIEF_POINTS)


def odds_by_deadline(played: ContinuationTalks) -> dict[str, float]:
    """Probability of a deal by the deadline, of an extension and of escalation at it; all nan where the game is not solved."""
    if not played.converged:
        return dict.fromkeys(_OUTCOMES, np.nan)
    first = played.phases[0]
    taken = dict(zip(first.options, first.odds, strict=True))
    left = 1 - first.deal
    return {
        "deal": first.deal,
        "extend": left * float(taken.get("extend", 0.0)),
        "escalate": left * float(taken.get("escalate", 0.0)),
    }


def odds_without_a_deal(escalation: np.ndarray, assumptions: Assumptions) -> dict[str, float]:
    """Odds where no deal suits both: the side that threatened does at the deadline what leaves it better off, for certain.

    Args:
        escalation: (2,) flows of escalation, billion dollars a year.
    """
    side = assumptions.threatener
    worth = up_to_mandate_ends(escalation, np.zeros(1), assumptions)[0, side]
    extends = bool(worth < -assumptions.extension_cost)
    return {"deal": 0.0, "extend": float(extends), "escalate": float(not extends)}
