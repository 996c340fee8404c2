"""Search for equilibria of the stopping game: damped best replies from several starts.

Damped best replies, `x ← x + δ (G(x) - x)`, lead to an equilibrium where δ is small. Where rounds lie close to each other δ would
have to be very small: that a few types wait a week longer tempts many of the other side to wait too. So each step is implicit,

    (T58)  [(1 + 1/δ) I - G'(x)] Δx = G(x) - x,

which is the damped step for small δ and Newton's for large δ. δ grows as long as the residual falls. G has kinks where a plan
comes into play; the factors by which δ grows and shrinks vary, so that no search goes round in a circle of kinks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradetalks.bargaining.deadlines.stopping_contest import Contest
from tradetalks.bargaining.deadlines.stopping_fixed_point import Replies, replies, tangent
from tradetalks.bargaining.deadlines.stopping_replies import best_reply

# Between these δ is kept: below the first nothing would move, above the second the step is Newton's to all digits.
_LEAST_PACE, _MOST_PACE = 1e-3, 1e8
# Irrational numbers, whose multiples modulo 1 spread evenly and never repeat.
_GOLDEN, _SILVER = 0.6180339887498949, 0.4142135623730951
# Games that are solved side by side: more do not fit the caches of a processor, fewer leave it waiting for Python.
_SIDE_BY_SIDE = 1024


class Pace(NamedTuple):
    """How δ moves in a search.

    Args:
        first: δ of the first step.
        growth: least and greatest factor where the residual fell.
        retreat: least and greatest factor where it rose.
        steps: after which a search is given up.
    """

    first: float
    growth: tuple[float, float]
    retreat: tuple[float, float]
    steps: int


# Found by trial on 8,000 searches: the first solves 99 in 100, the second, from the start again, all but 1 in 1,000.
PACES = (
    Pace(first=0.1, growth=(1.5, 2.5), retreat=(0.2, 0.3), steps=100),
    Pace(first=0.03, growth=(1.2, 1.5), retreat=(0.5, 0.8), steps=300),
)


class Found(NamedTuple):
    """Where searches ended.

    Args:
        plans: (n, D) of side 2's flexible types.
        extends: (D,) e.
        residual: (D,) greatest difference between a probability and its best reply.
    """

    plans: np.ndarray
    extends: np.ndarray
    residual: np.ndarray


def starts_of(contest: Contest) -> list[tuple[np.ndarray, np.ndarray]]:
    """Starts (plans of side 2, e): all wait, side 1 gives in at once, side 2 does, plans spread evenly; e is one half."""
    plans, draws = len(contest.sides[0].win) + 1, len(contest.no_extension)
    even = np.full(draws, 0.5 * contest.extendable)

    def only(plan: int) -> np.ndarray:
        return np.eye(plans)[:, [plan]] * np.ones(draws)

    answer = best_reply(contest.sides[1], only(0), even).probability
    return [(only(plans - 1), even), (answer, even), (only(0), even), (np.full((plans, draws), 1 / plans), even)]


def search_from_all_starts(contest: Contest, tolerance: float) -> list[Found]:
    """One search from each start, for every game.

    Args:
        contest: D games.
        tolerance: on every probability.
    """
    starts = starts_of(contest)
    draws = len(contest.no_extension)
    everything = contest.part(np.tile(np.arange(draws), len(starts)))
    plans, extends = np.hstack([start[0] for start in starts]), np.hstack([start[1] for start in starts])
    found = Found(plans.copy(), extends.copy(), np.full(len(extends), np.inf))
    for pace in PACES:
        (open_,) = np.nonzero(~(found.residual <= tolerance))
        for first in range(0, len(open_), _SIDE_BY_SIDE):
            chosen = open_[first : first + _SIDE_BY_SIDE]
            part = _search(everything.part(chosen), plans[:, chosen], extends[chosen], pace, tolerance)
            found.plans[:, chosen], found.extends[chosen], found.residual[chosen] = part
    split = (np.split(values, len(starts), axis=-1) for values in found)
    return [Found(*one) for one in zip(*split, strict=True)]


def _search(contest: Contest, plans: np.ndarray, extends: np.ndarray, pace: Pace, tolerance: float) -> Found:
    """(T58) from one start for each game; games that are solved leave the search."""
    n, draws = plans.shape
    state = np.vstack([plans, extends])
    ended, residual = state.copy(), np.full(draws, np.inf)
    open_ = np.arange(draws)
    delta, before = np.full(draws, pace.first), np.full(draws, np.inf)
    for step in range(pace.steps):
        found = replies(contest, state[:n], state[n])
        gap = np.vstack([found.second.probability, found.extends]) - state
        size = np.abs(gap).max(axis=0)
        ended[:, open_], residual[open_] = state, size
        going = size > tolerance
        if not going.any():
            break
        if not going.all():
            open_, contest, found = open_[going], contest.part(going), _part(found, going)
            state, gap, size, delta, before = state[:, going], gap[:, going], size[going], delta[going], before[going]
        delta = _next_pace(pace, step, delta, size > before)
        before = size
        state = _inside(state + tangent(contest, state[:n], state[n], found).step(gap, delta))
    return Found(ended[:n], ended[n], residual)


def _next_pace(pace: Pace, step: int, delta: np.ndarray, rose: np.ndarray) -> np.ndarray:
    """δ after a step, by whether the residual rose."""
    growth = pace.growth[0] + (pace.growth[1] - pace.growth[0]) * (step * _GOLDEN % 1)
    retreat = pace.retreat[0] + (pace.retreat[1] - pace.retreat[0]) * (step * _SILVER % 1)
    return np.clip(np.where(rose, delta * retreat, delta * growth), _LEAST_PACE, _MOST_PACE)


def _inside(state: np.ndarray) -> np.ndarray:
    """The nearest probabilities."""
    plans = np.maximum(state[:-1], 0.0)
    return np.vstack([plans / plans.sum(axis=0), np.clip(state[-1:], 0.0, 1.0)])


def _part(found: Replies, chosen: np.ndarray) -> Replies:
    first, second = (
        reply._replace(
            lines=type(reply.lines)(*(values[..., chosen] for values in reply.lines)),
            lower=reply.lower[:, chosen],
            upper=reply.upper[:, chosen],
            probability=reply.probability[:, chosen],
        )
        for reply in (found.first, found.second)
    )
    return Replies(first, second, found.extends[chosen])
