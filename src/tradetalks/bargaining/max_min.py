"""The largest gain common to all sides, with thousands of instruments: a method of multipliers with one gradient a step.

    max_x min_i g_i(x),   lower <= x <= upper

The minimum has a kink where gains are equal, which is where the answer lies. It is smoothed around weights λ (T45):

    φ(x; λ) = min_{μ ∈ Δ} { Σ_i μ_i g_i(x) + |μ - λ|²/(2c) },   ∇φ = Σ_i μ_i ∇g_i,   λ ← μ

For given λ the problem is smooth and has bounds alone: L-BFGS-B solves it, in instruments scaled by their curvature, with one
weighted gradient per evaluation whatever the number of sides. Where μ = λ the first-order conditions of the problem hold: the
weights of those that gain more than the least are 0. The update of λ is the proximal point method (Rockafellar 1976). If gains
must be equal, nobody may have more than the least: weights may be negative, and Δ becomes {Σ μ = 1}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result, Status

# μ (n,) -> Σ μ_i ∇g_i (m,).
Pull = Callable[[np.ndarray], np.ndarray]
# x (m,) -> gains (n,) and the pull of their gradients.
Gains = Callable[[np.ndarray], tuple[np.ndarray, Pull]]
# Scales of instruments differ by a thousandfold at most: a curvature below this share of the largest counts as this share.
_SMALLEST_CURVATURE = 1e-6
# A side whose weight is 0 today may bind tomorrow: curvatures are weighted by at least this.
_LEAST_WEIGHT = 0.02
# A search stops where its objective moves by less than this share of the tolerance on what is still to be gained.
_OBJECTIVE_SHARE = 1e-6
# The solver's own test of the gradient is set so strict that the one on the objective decides.
_GRADIENT = 1e-9
# What a point is worth where gains cannot be computed: worse than any gain in percent.
_WORST = 1e6


@checked(TalksError)
@dataclass(frozen=True)
class Ascent:
    """How the weights are updated and how long is searched for each.

    Args:
        tolerance: on what is still to be gained, in units of g.
        sharpness: c of the smoothing, weight per unit of g.
        rounds: of weights.
        steps: of L-BFGS-B in each.
        memory: its past gradients.
        equal: nobody may gain more than the others.
    """

    tolerance: float = 1e-6
    sharpness: float = 5.0
    rounds: int = 12
    steps: int = 400
    memory: int = 30
    equal: bool = False


class MaxMinStatus(Status):
    """How the search for the largest common gain ended."""

    SOLVED = "first-order conditions hold to the tolerance"
    NOT_CONVERGED = "rounds of weights ran out before first-order conditions held"


@dataclass(frozen=True, eq=False, repr=False)
class MaxMin(Result):
    """A local optimum with its certificate, in units of g.

    Args:
        x: (m,) instruments; g: (n,) gains there.
        weights: (n,) μ, the multipliers: Σ μ = 1.
        unequal: Σ μ_i g_i - min g, what sides with weight gain beyond the least (0: complementary slackness).
        left: ½ Σ r²d over free instruments, what a Newton step of Σ μ_i g_i would still gain (0: stationarity).
        rounds: of weights; evaluations: of g.
        converged: both are within the tolerance.
    """

    x: np.ndarray
    g: np.ndarray
    weights: np.ndarray
    unequal: float
    left: float
    rounds: int
    evaluations: int
    converged: bool

    @property
    def least(self) -> float:
        """min_i g_i."""
        return float(self.g.min())

    @property
    def status(self) -> MaxMinStatus:
        """Whether first-order conditions hold."""
        if self.converged:
            return MaxMinStatus.SOLVED
        return MaxMinStatus.NOT_CONVERGED

    def failure(self) -> TalksError | None:
        """Why this is no optimum; None where it is one."""
        if self.converged:
            return None
        return TalksError(
            message(
                f"the largest common gain was not found: {MaxMinStatus.NOT_CONVERGED.value}",
                got=f"{self.left:.1e} still to gain, binding gains {self.unequal:.1e} apart",
                do="give ascent=Ascent(rounds=...) more rounds, or narrower bounds",
            )
        )

    def summary(self) -> str:
        """The common gain and its certificate."""
        return (
            f"all gain at least {self.least:.6g}: still to gain {self.left:.0e}, binding gains apart {self.unequal:.0e}, "
            f"{self.rounds} rounds, {self.evaluations} evaluations"
        )


def onto_simplex(v: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """The nearest point of {μ >= 0, Σ μ = 1} to v (n,)."""
    u = np.sort(v)[::-1]
    excess = (np.cumsum(u) - 1) / np.arange(1, len(v) + 1)
    return np.asarray(np.maximum(v - excess[np.flatnonzero(u > excess)[-1]], 0.0))


def smoothed_minimum(
    g: Float[np.ndarray, " n"], weights: Float[np.ndarray, " n"], sharpness: float, *, equal: bool = False
) -> tuple[float, Float[np.ndarray, " n"]]:
    """(T45) `min_{μ ∈ Δ} { μ·g + |μ - λ|²/(2c) }` and its μ (n,).

    Args:
        g: gains (n,); weights: λ (n,); sharpness: c, weight per unit of g.
        equal: μ may be negative.

    Reference:
        Proximal point method: Rockafellar (1976).
    """
    mu = np.asarray(weights - sharpness * (g - g.mean()))
    if not equal:
        mu = onto_simplex(mu)
    return float(mu @ g + ((mu - weights) ** 2).sum() / (2 * sharpness)), mu


@checked(TalksError)
def solve_max_min(
    gains: Gains,
    x: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    curvature: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
    weights: np.ndarray | None = None,
    ascent: Ascent | None = None,
) -> MaxMin:
    """(T45) A local optimum of `max_x min_i g_i(x)` near ``x``.

    Args:
        gains: x -> g (n,), in any one unit, and pull: μ (n,) -> Σ μ_i ∇g_i (m,); concave or not.
        x: (m,) where to begin.
        lower, upper: (m,) bounds.
        curvature: x, μ -> d (m,), roughly minus the second derivatives of Σ μ_i g_i; the instruments' scales. Default: 1.
        weights: λ (n,) to begin with. Default: equal.
        ascent: how. Default: ``Ascent()``.

    Returns:
        The last iterate with its certificate; ``status`` says whether first-order conditions hold.

    Reference:
        Rockafellar (1976).
    """
    how = ascent or Ascent()
    x = np.clip(np.asarray(x, float), lower, upper)
    g = gains(x)[0]
    evaluations, rounds = 1, 0
    if weights is None:
        weights = np.full(len(g), 1 / len(g))
    while True:
        d = np.ones(len(x))
        if curvature is not None:
            d = curvature(x, np.maximum(weights, _LEAST_WEIGHT))
        scale = 1 / np.sqrt(np.maximum(d, _SMALLEST_CURVATURE * d.max()))
        x, used = _ascend(gains, x, lower, upper, scale, weights, how)
        g, pull = gains(x)
        evaluations, rounds = evaluations + used + 1, rounds + 1
        weights = smoothed_minimum(g, weights, how.sharpness, equal=how.equal)[1]
        unequal = float(weights @ g - g.min())
        if how.equal:
            unequal = float(np.ptp(g))
        left = _left(x, pull(weights), lower, upper, scale)
        converged = max(unequal, left) <= how.tolerance
        if converged or rounds == how.rounds:
            return MaxMin(x, g, weights, unequal, left, rounds, evaluations, converged)


def _ascend(
    gains: Gains,
    x: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    scale: np.ndarray,
    weights: np.ndarray,
    how: Ascent,
) -> tuple[np.ndarray, int]:
    """The maximum of φ(·; weights) near x, and the evaluations it took."""

    def loss(z: np.ndarray) -> tuple[float, np.ndarray]:
        g, pull = gains(np.clip(z * scale, lower, upper))
        if not np.isfinite(g).all():
            return _WORST, np.zeros_like(z)
        value, mu = smoothed_minimum(g, weights, how.sharpness, equal=how.equal)
        return -value, -scale * pull(mu)

    bounds = np.column_stack([lower / scale, upper / scale])
    options = {
        "maxcor": how.memory,
        "maxiter": how.steps,
        "ftol": _OBJECTIVE_SHARE * how.tolerance,
        "gtol": _GRADIENT,
    }
    found = minimize(loss, x / scale, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.clip(found.x * scale, lower, upper), int(found.nfev)


def _left(x: np.ndarray, slope: np.ndarray, lower: np.ndarray, upper: np.ndarray, scale: np.ndarray) -> float:
    """½ r'd r with r the step d⁻¹·slope inside the bounds."""
    r = np.clip(x + scale**2 * slope, lower, upper) - x
    return float(0.5 * ((r / scale) ** 2).sum())
