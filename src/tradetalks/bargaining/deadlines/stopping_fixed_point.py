"""Best replies of both sides and of the threatener in turn, as one map G, and the derivative of that map.

    (T56)  x = (plans of side 2, e),   G(x) = (side 2's best plans against side 1's against x,  the choice that follows)

An equilibrium is x = G(x).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from tradetalks.bargaining.deadlines.stopping_contest import Contest
from tradetalks.bargaining.deadlines.stopping_derivatives import Boundaries, reply_moves
from tradetalks.bargaining.deadlines.stopping_replies import BestReply, best_reply, worth_of_extending


class Replies(NamedTuple):
    """Best replies to (plans of side 2, e): side 1's, side 2's to those, and the choice that follows.

    Args:
        first, second: best replies of side 1 and side 2.
        extends: (D,) the probability with which a flexible threatener would extend.
    """

    first: BestReply
    second: BestReply
    extends: np.ndarray


def replies(contest: Contest, second_plans: np.ndarray, extends: np.ndarray) -> Replies:
    """Best replies in turn: side 1's to side 2's plans, side 2's to those, the threatener's choice.

    Args:
        contest: D games.
        second_plans: (n, D) plan probabilities of side 2's flexible types.
        extends: (D,) e.
    """
    one, two = contest.sides
    first = best_reply(one, second_plans, extends)
    second = best_reply(two, first.probability, extends)
    if not contest.extendable:
        return Replies(first, second, np.zeros_like(extends))
    worth = worth_of_extending(contest.sides[contest.threatener], (first, second)[contest.threatener])
    gain = worth - contest.extension_cost - contest.no_extension
    return Replies(first, second, expit(gain / contest.choice_dispersion))


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solutions (D, r) of ``matrix`` (D, r, r) against ``right`` (D, r); least squares where a matrix is singular.

    Where hardly any type is left an edge moves nothing, and its row may vanish to the last digit.
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        return np.array([np.linalg.lstsq(m, r, rcond=None)[0] for m, r in zip(matrix, right, strict=True)])


class Tangent(NamedTuple):
    """G'(x) of :func:`replies` in x = (plans of side 2, e), as a product U V of few columns and few rows.

    A boundary between two plans of side 2 is a row: what it moves goes from the plan above it to the one below. The last is e.

    Args:
        edges: boundaries between side 2's plans.
        rows: V (r, n+1, D).
    """

    edges: Boundaries
    rows: np.ndarray

    def across(self, values: np.ndarray) -> np.ndarray:
        """`values U` (..., r, D) of ``values`` (..., n+1, D)."""
        moved = _difference(values[..., :-1, :], self.edges)
        return np.concatenate([moved, values[..., -1:, :]], axis=-2)

    def reduced(self) -> np.ndarray:
        """V U (D, r, r), whose eigenvalues are those of G' that are not 0."""
        return np.ascontiguousarray(self.across(self.rows).transpose(2, 0, 1))

    def step(self, residual: np.ndarray, pace: np.ndarray) -> np.ndarray:
        """(T58) Δx (n+1, D) for residuals G(x) - x (n+1, D) and δ (D,)."""
        a = 1 + 1 / pace
        reduced = self.reduced()
        pressed = np.einsum("rmd,md->dr", self.rows, residual)
        matrix = a[:, None, None] * np.eye(len(self.rows)) - reduced
        shift = _solved(matrix, pressed).T
        total = residual.copy()
        total[-1] += shift[-1]
        everywhere = np.arange(len(pace))
        for edge in range(len(shift) - 1):
            # No two boundaries share the plan below or the plan above, so one edge adds once to a place.
            total[self.edges.below[edge], everywhere] += shift[edge]
            total[self.edges.above[edge], everywhere] -= shift[edge]
        return total / a


def tangent(contest: Contest, second_plans: np.ndarray, extends: np.ndarray, found: Replies) -> Tangent:
    """G'(x) of :func:`replies`.

    Args:
        contest: D games.
        second_plans, extends: x.
        found: the replies at x.
    """
    one, two = contest.sides
    edges_1, moved_1, worth_1 = reply_moves(one, found.first, second_plans, extends)
    edges_2, moved_2, worth_2 = reply_moves(two, found.second, found.first.probability, extends)
    chance = found.extends * (1 - found.extends) / contest.choice_dispersion
    worth = worth_1
    if contest.threatener == 1:
        worth = _through(worth_2[None], edges_1, moved_1)[0]
    return Tangent(edges_2, np.concatenate([_through(moved_2, edges_1, moved_1), (chance * worth)[None]]))


def _through(moved: np.ndarray, edges: Boundaries, before: np.ndarray) -> np.ndarray:
    """What ``moved`` (rows, n+1, D), with respect to side 1's plans and e, is with respect to side 2's plans and e."""
    chained = np.zeros_like(moved)
    weights = _difference(moved[:, :-1], edges)
    for edge, row in enumerate(before):
        chained += weights[:, edge, None] * row
    chained[:, -1] += moved[:, -1]
    return chained


def _difference(values: np.ndarray, edges: Boundaries) -> np.ndarray:
    """Value of the plan below each boundary less that of the plan above, (..., edges, D) of ``values`` (..., n, D)."""
    shape = (*values.shape[:-2], *edges.below.shape)
    below, above = (np.broadcast_to(plan, shape) for plan in (edges.below, edges.above))
    return np.asarray(np.take_along_axis(values, below, axis=-2) - np.take_along_axis(values, above, axis=-2))
