"""A local ascent that does not give up: where quasi-Newton steps stall, scipy's L-BFGS-B takes over for a while."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import LocalAscent, local_ascent
from tradetalks.games.search import Search

Array = np.ndarray

# A bound on what the fallback may cost, in steps and in evaluations.
FALLBACK_STEPS = 300
# Its own tolerances are out of the way: the local ascent that follows judges convergence.
FALLBACK_OPTIONS = {"maxiter": FALLBACK_STEPS, "maxfun": FALLBACK_STEPS, "ftol": 1e-15, "gtol": 1e-9}
# Variables of no curvature are scaled as if they had 1e-12 of the largest, so that they are no division by zero.
LEAST_CURVATURE = 1e-12
# Worse than any payoff, in percent: a line search turns back from where the game has no payoffs.
UNSOLVED_LOSS = 1e6


def robust_ascent(game: Game, x: Array, player: int, search: Search, near: Point | None = None) -> LocalAscent:
    """:func:`local_ascent`; where it does not converge, L-BFGS-B in scaled variables, then once more."""
    first = local_ascent(game, x, player, search, near)
    enough = first.predicted_improvement <= search.improvement_tolerance
    if first.converged or enough or not first.point.solved:
        return first._replace(converged=enough)
    second = local_ascent(game, _quasi_newton(game, first.point, player), player, search, first.point)
    better = first
    if second.point.solved and second.predicted_improvement < first.predicted_improvement:
        better = second
    return better._replace(
        evaluations=first.evaluations + second.evaluations,
        converged=better.predicted_improvement <= search.improvement_tolerance,
    )


def _quasi_newton(game: Game, point: Point, player: int) -> Float[Array, " c"]:
    """L-BFGS-B in choice variables scaled by the square root of their curvature; all players' choices, the player's moved."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    d = game.curvature(point, player).d_c
    scale = np.sqrt(np.maximum(d, LEAST_CURVATURE * d.max(initial=1.0)))
    origin = point.payoffs[player]

    def loss(z: Array) -> tuple[float, Array]:
        x = point.x.copy()
        x[part] = np.clip(z / scale, low, high)
        here = game.at(x, [player], point)
        if not here.solved:
            return UNSOLVED_LOSS, np.zeros_like(z)
        return origin - here.payoffs[player], -here.gradients[player] / scale

    bounds = np.stack([low * scale, high * scale], axis=1)
    end = minimize(loss, point.x[part] * scale, jac=True, method="L-BFGS-B", bounds=bounds, options=FALLBACK_OPTIONS)
    x: Array = point.x.copy()
    x[part] = np.clip(end.x / scale, low, high)
    return x
