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
_SIDE_BY_SIDE = 1536


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


# By trial on 8,000 searches: the first solves 98 in 100, and the second, from the start again, all but 1 in 1,000.
PACES = (
    Pace(first=0.1, growth=(1.5, 2.5), retreat=(0.2, 0.3), steps=80),
    Pace(first=0.03, growth=(1.2, 1.5), retreat=(0.5, 0.8), steps=300),
)
# So many starts must lead to an equilibrium before one is believed to be the only one; else the slower pace is tried as well.
ENOUGH_STARTS = 3


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


class Start(NamedTuple):
    """Where a search begins: one side's plans, to which the other replies, and the odds of an extension.

    Args:
        side: 0 or 1, whose plans are given.
        plan: that all its types follow; None: all plans are equally probable.
        extends: e.
    """

    side: int
    plan: int | None
    extends: float


def usual_starts(contest: Contest) -> list[Start]:
    """All wait, side 1 gives in at once, side 2 does, side 2 does in the last round, plans spread evenly."""
    last = contest.sides[0].rounds - 1
    never = len(contest.sides[0].win)
    return [Start(1, never, 0.0), Start(0, 0, 1.0), Start(1, 0, 1.0), Start(1, last, 0.5), Start(1, None, 1.0)]


def every_start(contest: Contest) -> list[Start]:
    """Each side following each plan, with an extension certain and impossible."""
    plans = range(len(contest.sides[0].win) + 1)
    chances: tuple[float, ...] = (0.0, 1.0)
    if not contest.extendable:
        chances = (0.0,)
    return [Start(side, plan, extends) for side in (0, 1) for plan in plans for extends in chances]


def search_from(contest: Contest, starts: list[Start], tolerance: float) -> list[Found]:
    """One search from each start, for every game.

    Args:
        contest: D games.
        starts: where to begin.
        tolerance: on every probability.
    """
    draws = len(contest.no_extension)
    begun = [_begin(contest, start) for start in starts]
    plans, extends = np.hstack([one[0] for one in begun]), np.hstack([one[1] for one in begun])
    found = Found(plans.copy(), extends.copy(), np.full(len(extends), np.inf))
    for pace in PACES:
        solved = (found.residual <= tolerance).reshape(len(starts), draws)
        doubtful = ~solved & (solved.sum(axis=0) < min(ENOUGH_STARTS, len(starts)))
        (open_,) = np.nonzero(doubtful.ravel())
        for first in range(0, len(open_), _SIDE_BY_SIDE):
            chosen = open_[first : first + _SIDE_BY_SIDE]
            part = _search(contest.part(chosen % draws), plans[:, chosen], extends[chosen], pace, tolerance)
            found.plans[:, chosen], found.extends[chosen], found.residual[chosen] = part
    split = (np.split(values, len(starts), axis=-1) for values in found)
    return [Found(*one) for one in zip(*split, strict=True)]


def _begin(contest: Contest, start: Start) -> tuple[np.ndarray, np.ndarray]:
    """Plans of side 2 (n, D) and e (D,) at a start."""
    n, draws = len(contest.sides[0].win) + 1, len(contest.no_extension)
    extends = np.full(draws, start.extends * contest.extendable)
    plans = np.full((n, draws), 1 / n)
    if start.plan is not None:
        plans = np.eye(n)[:, [start.plan]] * np.ones(draws)
    if start.side == 0:
        plans = best_reply(contest.sides[1], plans, extends).probability
    return plans, extends


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
