"""Relative gains: how much weight on the other's gain closes the zone of agreement.

    (T35)  transferable pie S, payoffs v_i - k_i Σ_{j≠i} v_j: a zone exists iff Σ_i k_i/(1+k_i) <= 1; every side needs the
           share k_i/(1+k_i), and Nash bargaining divides what is left equally. Of two sides: iff k_1 k_2 <= 1; side 1's
           share lies in [k_1/(1+k_1), 1/(1+k_2)] and Nash bargaining takes the midpoint

Grieco (1988), Snidal (1991), Powell (1991). For other payoffs the critical weights are found numerically. At a table of three and
more a side may mind every other side's gain alike, or each by a weight of its own (a matrix k_ij).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import two_sided
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, box_starts, solve_program
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# Ratios converge faster than any geometric series (Dinkelbach 1967): what is not settled after these never will be.
_ITERATIONS = 50
# A sweep over k_1 begins a little below the product of weights that closed the zone at the point before.
_HEAD_START = 0.9


@dataclass(frozen=True, repr=False, eq=False)
class Shares(Result):
    """Side 1's admissible shares of a transferable pie and its Nash share, in [0, 1]; nan when there are none."""

    least: float
    greatest: float
    nash: float

    @property
    def empty(self) -> bool:
        """Relative gains leave no zone."""
        return bool(np.isnan(self.nash))

    def summary(self) -> str:
        """One line."""
        if self.empty:
            return "rivalry leaves no division that both sides prefer to none"
        return f"side 1 gets between {self.least:.4f} and {self.greatest:.4f} of the pie, {self.nash:.4f} by Nash bargaining"


@checked(TalksError)
def shares_under_relative_gains(weights: ArrayLike) -> Shares:
    """(T35) Admissible shares of a transferable pie.

    Args:
        weights: k (2,) >= 0, weight of each side on the other's gain.

    Raises:
        TalksError: a negative weight.

    Reference:
        Grieco (1988), Snidal (1991).
    """
    k = _weights(weights)
    if k[0] * k[1] > 1:
        return Shares(np.nan, np.nan, np.nan)
    least, greatest = float(k[0] / (1 + k[0])), float(1 / (1 + k[1]))
    return Shares(least, greatest, (least + greatest) / 2)


@checked(TalksError)
def rivalry_matrix(weights: ArrayLike, n: int) -> Float[np.ndarray, "n n"]:
    """k (n, n) with a diagonal of 0: how much each side (row) minds the gain of each other side (column).

    Args:
        weights: k >= 0, pure numbers: one for all, (n,) of each side on every other side's gain, or (n, n) by pair.
        n: number of sides.

    Raises:
        TalksError: another number of weights, one that is negative or not finite, or a weight of a side on its own gain.
    """
    k = np.asarray(weights, float)
    if k.shape not in ((), (n,), (n, n)) or not np.isfinite(k).all():
        raise TalksError(
            message(
                f"rivalry among {n} sides is one weight, {n} of these, one per side, or {n} by {n}, by pair",
                got=repr(weights),
                do="give the weight of each side on the others' gains",
            )
        )
    if (k < 0).any():
        raise _altruism(k)
    if k.ndim < 2:
        return np.asarray(np.broadcast_to(k, (n,))[:, None] * (1 - np.eye(n)))
    if np.diag(k).any():
        raise TalksError(
            message(
                "a side cannot be its own rival",
                expected="0 on the diagonal, the weight of a side on its own gain",
                got=str(np.diag(k).tolist()),
            )
        )
    return k


@checked(TalksError)
def with_relative_gains(problem: BargainingProblem, weights: ArrayLike) -> BargainingProblem:
    """The problem in payoffs `u_i - Σ_j k_ij (u_j - d_j)`: the same deals, judged by relative gains as well.

    Args:
        problem: payoffs in one unit.
        weights: k >= 0, weight of each side on the gain of every other, or by pair: see :func:`rivalry_matrix`.

    Raises:
        TalksError: a negative weight, or outside options of some sides alone.

    Reference:
        Grieco (1988), Powell (1991).
    """
    mix, d = np.eye(problem.n) - rivalry_matrix(weights, problem.n), problem.disagreement_point

    def payoffs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u, jac = problem.payoffs(x)
        return mix @ (u - d) + d, mix @ jac

    if np.isneginf(problem.outside_option).all():
        return replace(problem, payoffs=payoffs)
    if not np.isfinite(problem.outside_option).all():
        raise TalksError(
            message(
                "rivalry needs every side's outside option or none: a side judges walking away by what the others get",
                do="give all payoffs of the trade war",
            )
        )
    return replace(problem, payoffs=payoffs, outside_option=mix @ (problem.outside_option - d) + d)


@dataclass(frozen=True, repr=False, eq=False)
class RelativeGainsFrontier(Result):
    """For each k1 (p,) the greatest k2 (p,) at which some deal leaves both sides as well off as the impasse; inf: any.

    Weights are pure numbers: a unit of one's own payoff per unit of the other's.
    """

    k1: np.ndarray
    k2: np.ndarray

    def to_dataset(self) -> xr.Dataset:
        """k2 by k1."""
        variable = LabelledArray(("k1",), self.k2, "1", "greatest weight of side 2 that leaves a zone of agreement")
        return labelled_dataset({"k1": self.k1}, {"k2": variable})

    def summary(self) -> str:
        """One line per point."""
        lines = ["greatest rivalry of side 2 that leaves a zone of agreement"]
        lines += [f"  k1 = {a:.3f}: k2 = {b:.4f}" for a, b in zip(self.k1, self.k2, strict=True)]
        return "\n".join(lines)


@checked(TalksError)
def critical_relative_gains(
    problem: BargainingProblem, k1: Sequence[float], *, tolerance: float = 1e-7, starts: int = 3
) -> RelativeGainsFrontier:
    """(T35) For any payoffs: `k_2 = max gain_2/gain_1  s.t.  gain_1 >= k_1 gain_2`, gains >= 0.

    k_2 is 0 where even a side 2 without weight on the other finds nothing, inf where side 2 can gain at no gain to side 1.
    `k_1 k_2 <= 1` always; it binds wherever gains can be split in the ratio 1 : k_1. Where the problem has outside options o, a
    deal must also beat walking away as each side judges it, `u_i - k_i u_j >= o_i - k_i o_j`: a side may prefer a war that harms
    the other more. Deals that harm both, which sides with k_1 k_2 > 1 may prefer, are not counted as agreement.

    Args:
        problem: two sides, payoffs in units that make the weights meaningful (percent of income on both).
        k1: weights of side 1, pure numbers.
        tolerance: on the gain of side 2 that is still to be found, a share of the payoffs.
        starts: points of the box to search from.

    Raises:
        TalksError: more than two sides.

    Reference:
        Dinkelbach (1967); several ratios: Crouzeix, Ferland and Schaible (1985).
    """
    _check_two_sides(problem)
    anchors = _anchors(problem)
    points, found, guess = box_starts(problem, starts), [], 0.0
    for weight in k1:
        start = 0.0
        if weight > 0:
            start = guess / weight
        k2, x = _greatest_k2(problem, float(weight), anchors, tolerance, points, start)
        found.append(k2)
        # Where gains can be split freely k_1 k_2 stays as it is: a little less is a good place to start from.
        points, guess = [x], 0.0
        if np.isfinite(k2):
            guess = _HEAD_START * k2 * weight
    return RelativeGainsFrontier(np.asarray(k1, float), np.array(found))


@checked(TalksError)
def critical_common_weight(problem: BargainingProblem, *, tolerance: float = 1e-7, starts: int = 3) -> float:
    """(T35) `max k  s.t.  u_i - k Σ_{j≠i} u_j >= a_i - k Σ_{j≠i} a_j` for all sides and a = d, o: from there on no deal is left.

    All weigh each other's gains alike. It is at most 1/(n-1), for two sides 1; below that where gains cannot be split evenly, or
    where the outside option o harms the sides unequally. It is solved for, by the steps of Dinkelbach for the least of several
    ratios.

    Args:
        problem: payoffs in units that make the weights meaningful (percent of income of each side).
        tolerance: on what all can still gain at the weight found, a share of the payoffs.
        starts: points of the box to search from.

    Returns:
        The weight; 0 where no deal suits all even without rivalry.

    Reference:
        Dinkelbach (1967); several ratios: Crouzeix, Ferland and Schaible (1985).
    """
    anchors, seeking = _anchors(problem), problem.seeking
    # Where a deal gives all the same, a larger weight than this would harm everybody.
    highest = 1 / (seeking.sum() - 1)
    points, weight = box_starts(problem, starts), 0.0
    for _ in range(_ITERATIONS):
        optimum = solve_program(problem, _all_gain(problem, anchors, weight), points)
        if not optimum.feasible or optimum.slack[0] <= tolerance * max(1.0, float(np.abs(optimum.u).max())):
            return weight
        gain = optimum.u - anchors
        others = gain @ (1 - np.eye(problem.n))
        ratios = np.divide(gain, others, out=np.full_like(gain, np.inf), where=others > 0)
        weight, points = min(highest, float(ratios[:, seeking].min())), [optimum.x]
    return weight


def _anchors(problem: BargainingProblem) -> np.ndarray:
    """(a, n) payoffs that a deal must beat: the impasse, and walking away where that is an option."""
    anchors = np.array([problem.disagreement_point, problem.outside_option])
    found: np.ndarray = anchors[np.isfinite(anchors).all(1)]
    return found


def _all_gain(problem: BargainingProblem, anchors: np.ndarray, weight: float) -> Program:
    """`max s  s.t.  (u_i - a_i) - k Σ_{j≠i} (u_j - a_j) >= s` for all sides and anchors, own gains over the impasse >= 0.

    Sides that are not to gain weigh nobody's gains.
    """
    n = problem.n
    mix = (np.eye(n) - rivalry_matrix(weight, n))[problem.seeking]
    return Program(
        weights=np.zeros(n),
        rows_u=np.vstack([np.eye(n), *[mix] * len(anchors)]),
        rows_s=-np.append(np.zeros(n), np.ones(len(mix) * len(anchors)))[:, None],
        floor=np.append(problem.disagreement_point, (anchors @ mix.T).ravel()),
        slack_value=lambda s: (float(s[0]), np.ones(1)),
        slack_min=np.array([-np.inf]),
    )


def _weights(value: ArrayLike) -> Float[np.ndarray, "sides=2"]:
    k = two_sided("rivalry", value)
    if (k < 0).any():
        raise _altruism(k)
    return k


def _altruism(weights: np.ndarray) -> TalksError:
    return TalksError(
        message(
            "rivalry is the weight on the other's gains and at least 0",
            got=str(weights.tolist()),
            do="altruism is another model",
        )
    )


def _check_two_sides(problem: BargainingProblem) -> None:
    if problem.n != 2:
        raise TalksError(
            message(
                "a curve of two weights is that of two sides",
                got=str(problem.n),
                do="for more sides ask critical_common_weight",
            )
        )


def _greatest_k2(
    problem: BargainingProblem, k1: float, anchors: np.ndarray, tolerance: float, starts: list[np.ndarray], guess: float
) -> tuple[float, np.ndarray]:
    """The greatest k_2 and the deal that bears it.

    ``anchors`` (a, 2) are the payoffs that a deal must beat; ``guess`` is a k_2 to start from, 0 where it proves too high: no
    deal at all then beats the impasse itself.
    """
    n_anchors, k2, best = len(anchors), guess, starts[0]
    own = np.vstack([[1.0, -k1], np.eye(2)])
    floor = np.append((anchors @ own[0]).max(), problem.disagreement_point)
    for _ in range(_ITERATIONS):
        other = np.array([-k2, 1.0])
        program = Program(
            weights=np.zeros(2),
            rows_u=np.vstack([own, np.tile(other, (n_anchors, 1))]),
            rows_s=-np.append(np.zeros(3), np.ones(n_anchors))[:, None],
            floor=np.append(floor, anchors @ other),
            slack_value=lambda s: (float(s[0]), np.ones(1)),
            slack_min=np.array([-np.inf]),
        )
        optimum = solve_program(problem, program, starts)
        if not optimum.feasible:
            if k2 > guess:
                return k2, best
            return 0.0, best
        gain = optimum.u - anchors
        if optimum.slack[0] <= tolerance * max(1.0, float(np.abs(optimum.u).max())):
            if k2 == guess > 0:
                guess, k2 = 0.0, 0.0
                continue
            return k2, best
        best = optimum.x
        if (gain[:, 0] <= tolerance * np.abs(gain[:, 1])).any():
            return np.inf, best
        k2, starts = float((gain[:, 1] / gain[:, 0]).min()), [best]
    return k2, best
