"""Second-order condition: the largest eigenvalue of a payoff's scaled Hessian in the player's free controls.

W12: Σ⁻¹ H Σ⁻¹ with Σ = √d, d the curvature of W11; below 0 the point is a strict local maximum. Lanczos until the largest
Ritz pair has converged, on central differences of exact gradients. They agree with the exact products of
:meth:`tradetalks.war.trade_game.TradeGame.hessian_product` to seven digits and, unlike these, need no compilation of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from tradetalks.games.game import Game, Point

Array = np.ndarray
LARGEST_MOVE = 1e-3
NEGLIGIBLE = 1e-8
LANCZOS_STEPS = 80
RESOLUTION = 2e-3
MARGIN = 1e-7


def largest_eigenvalue(game: Game, point: Point, player: int, seed: int = 0) -> tuple[float, Float[Array, " k"]]:
    """W12: the eigenvalue and the direction in controls (largest component 1).

    Controls at a bound are left out, and those whose curvature is below 1e-8 of the largest (they move no trade).
    Returns (−inf, zeros) when nothing is free, (nan, zeros) when the economy is not solved at the point.
    """
    part = game.slices[player]
    x, low, high = point.x[part], game.lower[part], game.upper[part]
    direction = np.zeros_like(x)
    if not point.solved:
        return np.nan, direction
    d = game.curvature(point, player).d_c
    free = (x > low + MARGIN) & (x < high - MARGIN) & (d > NEGLIGIBLE * d.max(initial=0))
    if not free.any():
        return -np.inf, direction
    scale = np.sqrt(d[free])
    room = np.minimum(x - low, high - x)[free]

    def product(v):
        move = v / scale
        h = min(LARGEST_MOVE, float(np.min(room / np.maximum(np.abs(move) / np.abs(move).max(), 1e-12))))
        h /= np.abs(move).max()
        gradients = []
        for sign in (1, -1):
            shifted = point.x.copy()
            shifted[np.arange(len(point.x))[part][free]] += sign * h * move
            there = game.at(shifted, [player], point)
            if not there.solved:
                return np.full_like(v, np.nan)
            gradients.append(there.gradients[player][free])
        return (gradients[0] - gradients[1]) / (2 * h) / scale

    value, vector = lanczos(product, int(free.sum()), seed)
    if not np.isfinite(value):
        return np.nan, direction
    direction[free] = vector / scale
    return value, direction / np.abs(direction).max()


def lanczos(product: Callable[[Array], Array], size: int, seed: int = 0) -> tuple[float, Array]:
    """Largest eigenvalue and vector of a symmetric operator, basis kept orthogonal.

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
        rest -= Q.T @ (Q @ rest)
        beta = float(np.linalg.norm(rest))
        T = Q @ np.array(images).T
        value, vector = np.linalg.eigh((T + T.T) / 2)
        residual = beta * abs(vector[-1, -1])
        converged = residual <= RESOLUTION * np.abs(value).max()
        if converged or len(basis) == min(size, LANCZOS_STEPS):
            doubt = 0.0 if converged or len(basis) == size else residual
            return float(value[-1]) + doubt, Q.T @ vector[:, -1]
        basis.append(rest / beta)
