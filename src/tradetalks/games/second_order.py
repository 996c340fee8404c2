"""Second-order condition: the largest eigenvalue of a payoff's scaled Hessian in the player's free choice variables.

W12: Σ⁻¹ H Σ⁻¹ with Σ = √d, d the diagonal of the curvature; below 0 the point is a strict local maximum. Lanczos iteration on
central differences of exact gradients. For an economy they agree with its exact Hessian products to seven digits and, unlike
these, need no compilation of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from tradetalks.games.game import Game, Point

Array = np.ndarray

# Differences move the most moved variable by a thousandth (a tenth of a percentage point); they err by the square of that.
DIFFERENCE = 1e-3
# Variables whose curvature is below 1e-8 of the largest change nothing (tariffs on trade that does not exist).
NEGLIGIBLE = 1e-8
# A variable closer to its bound than 1e-7, the searches' tolerance on choices, is held by it.
MARGIN = 1e-7
# Small moves are not divided by less than this when the room to the bounds is measured.
LEAST_MOVE = 1e-12
# The Ritz pair has converged where its residual is below 0.002 of the spectrum; the sign needs no more.
RESOLUTION = 2e-3
# Without convergence after 80 products the remaining doubt is added to the value.
LANCZOS_STEPS = 80


def largest_eigenvalue(game: Game, point: Point, player: int, seed: int = 0) -> tuple[float, Float[Array, " k"]]:
    """W12: the eigenvalue and the direction in own choice variables (largest component 1).

    Variables at a bound are left out, and those that change nothing.
    Returns (−inf, zeros) when nothing is free, (nan, zeros) when the game has no payoffs at the point.
    """
    part = game.slices[player]
    x, low, high = point.x[part], game.lower[part], game.upper[part]
    direction: Array = np.zeros_like(x)
    if not point.solved:
        return np.nan, direction
    d = game.curvature(point, player).d_c
    free = (x > low + MARGIN) & (x < high - MARGIN) & (d > NEGLIGIBLE * d.max(initial=0))
    if not free.any():
        return -np.inf, direction
    scale = np.sqrt(d[free])
    room = np.minimum(x - low, high - x)[free]
    places = np.arange(len(point.x))[part][free]

    def product(v: Array) -> Array:
        move = v / scale
        largest = np.abs(move).max()
        within_bounds = float(np.min(room / np.maximum(np.abs(move) / largest, LEAST_MOVE)))
        h = min(DIFFERENCE, within_bounds) / largest
        gradients = []
        for sign in (1, -1):
            shifted = point.x.copy()
            shifted[places] += sign * h * move
            there = game.at(shifted, [player], point)
            if not there.solved:
                return np.full_like(v, np.nan)
            gradients.append(there.gradients[player][free])
        second: Array = (gradients[0] - gradients[1]) / (2 * h) / scale
        return second

    value, vector = lanczos(product, int(free.sum()), seed)
    if not np.isfinite(value):
        return np.nan, direction
    direction[free] = vector / scale
    direction /= np.abs(direction).max()
    return value, direction


def lanczos(product: Callable[[Array], Array], size: int, seed: int = 0) -> tuple[float, Float[Array, " k"]]:
    """Largest eigenvalue and vector of a symmetric operator, the basis kept orthogonal.

    Stops where the residual of the largest Ritz pair is below 0.002 of the spectrum; short of that, after 80 steps,
    the residual is added to the value: what is not known to be negative does not pass as negative.
    """
    q = np.random.default_rng(seed).standard_normal(size)
    basis = [q / np.linalg.norm(q)]
    images: list[Array] = []
    while True:
        images.append(product(basis[-1]))
        if not np.all(np.isfinite(images[-1])):
            return np.nan, basis[0]
        Q = np.array(basis)
        rest = images[-1] - Q.T @ (Q @ images[-1])
        # Twice is enough: the second pass removes what rounding left of the first.
        rest -= Q.T @ (Q @ rest)
        beta = float(np.linalg.norm(rest))
        T = Q @ np.array(images).T
        value, vector = np.linalg.eigh((T + T.T) / 2)
        residual = beta * abs(vector[-1, -1])
        converged = residual <= RESOLUTION * np.abs(value).max()
        whole = len(basis) == size
        if converged or whole or len(basis) == LANCZOS_STEPS:
            largest = float(value[-1])
            if not converged and not whole:
                largest += float(residual)
            return largest, Q.T @ vector[:, -1]
        basis.append(rest / beta)
