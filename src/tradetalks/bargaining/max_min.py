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
from scipy.optimize import minimize

Array = np.ndarray
Pull = Callable[[Array], Array]
Gains = Callable[[Array], tuple[Array, Pull]]
SMALLEST_CURVATURE = 1e-6
LEAST_WEIGHT = 0.02


@dataclass(frozen=True)
class Ascent:
    """How to climb.

    `tolerance` on what is still to be gained, in units of g; `sharpness` c of the smoothing, weight per unit of g; `rounds` of
    weights; `steps` of L-BFGS-B in each; `memory` its past gradients. `equal`: nobody may gain more than the others.
    """

    tolerance: float = 1e-6
    sharpness: float = 5.0
    rounds: int = 12
    steps: int = 400
    memory: int = 30
    equal: bool = False


@dataclass(frozen=True, eq=False)
class MaxMin:
    """A local optimum with its certificate, in units of g.

    g (n,) gains, `least` their minimum; `weights` (n,) μ, the multipliers: Σ μ = 1.
    `unequal`: Σ μ_i g_i - min g, what sides with weight gain beyond the least (0: complementary slackness).
    `left`: ½ Σ r²d over free instruments, what a Newton step of Σ μ_i g_i would still gain (0: stationarity).
    """

    x: Array
    g: Array
    weights: Array
    unequal: float
    left: float
    rounds: int
    evaluations: int
    converged: bool

    @property
    def least(self) -> float:
        """min_i g_i."""
        return float(self.g.min())


def onto_simplex(v: Array) -> Array:
    """The nearest point of {μ >= 0, Σ μ = 1}."""
    u = np.sort(v)[::-1]
    excess = (np.cumsum(u) - 1) / np.arange(1, len(v) + 1)
    return np.maximum(v - excess[np.flatnonzero(u > excess)[-1]], 0.0)


def smoothed_minimum(g: Array, weights: Array, sharpness: float, *, equal: bool = False) -> tuple[float, Array]:
    """(T45) `min_{μ ∈ Δ} { μ·g + |μ - λ|²/(2c) }` and its μ; `equal` drops μ >= 0."""
    mu = weights - sharpness * (g - g.mean())
    mu = mu if equal else onto_simplex(mu)
    return float(mu @ g + ((mu - weights) ** 2).sum() / (2 * sharpness)), mu


def solve_max_min(
    gains: Gains,
    x: Array,
    lower: Array,
    upper: Array,
    *,
    curvature: Callable[[Array, Array], Array] | None = None,
    weights: Array | None = None,
    ascent: Ascent | None = None,
) -> MaxMin:
    """A local optimum near `x` (m,).

    Args:
        gains: x -> g (n,) and pull: μ (n,) -> Σ μ_i ∇g_i (m,), concave or not.
        curvature: x, μ -> d (m,), roughly minus the second derivatives of Σ μ_i g_i; the instruments' scales. Default: 1.
        weights: λ to begin with. Default: equal.
    """
    how = Ascent() if ascent is None else ascent
    x = np.clip(np.asarray(x, float), lower, upper)
    g = gains(x)[0]
    evaluations, rounds = 1, 0
    weights = np.full(len(g), 1 / len(g)) if weights is None else weights
    while True:
        d = np.ones(len(x)) if curvature is None else curvature(x, np.maximum(weights, LEAST_WEIGHT))
        scale = 1 / np.sqrt(np.maximum(d, SMALLEST_CURVATURE * d.max()))
        x, used = _climb(gains, x, lower, upper, scale, weights, how)
        g, pull = gains(x)
        evaluations, rounds = evaluations + used + 1, rounds + 1
        weights = smoothed_minimum(g, weights, how.sharpness, equal=how.equal)[1]
        unequal = float(np.ptp(g) if how.equal else weights @ g - g.min())
        left = _left(x, pull(weights), lower, upper, scale)
        converged = max(unequal, left) <= how.tolerance
        if converged or rounds == how.rounds:
            return MaxMin(x, g, weights, unequal, left, rounds, evaluations, converged)


def _climb(gains: Gains, x, lower, upper, scale, weights, how: Ascent) -> tuple[Array, int]:
    """The maximum of φ(·; weights) near x, and the evaluations it took."""

    def loss(z: Array) -> tuple[float, Array]:
        g, pull = gains(np.clip(z * scale, lower, upper))
        if not np.isfinite(g).all():
            return 1e6, np.zeros_like(z)
        value, mu = smoothed_minimum(g, weights, how.sharpness, equal=how.equal)
        return -value, -scale * pull(mu)

    bounds = np.column_stack([lower / scale, upper / scale])
    options = {"maxcor": how.memory, "maxiter": how.steps, "ftol": 1e-6 * how.tolerance, "gtol": 1e-9}
    found = minimize(loss, x / scale, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.clip(found.x * scale, lower, upper), int(found.nfev)


def _left(x: Array, slope: Array, lower: Array, upper: Array, scale: Array) -> float:
    """½ r'd r with r the step d⁻¹·slope inside the bounds."""
    r = np.clip(x + scale**2 * slope, lower, upper) - x
    return float(0.5 * ((r / scale) ** 2).sum())
