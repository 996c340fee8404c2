"""Second-order condition: the largest eigenvalue of a payoff's scaled Hessian in the player's free controls.

W12: Σ⁻¹ H Σ⁻¹ with Σ = √d, d the curvature of W11; below 0 the point is a strict local maximum. Lanczos on central
differences of exact gradients: no second derivative has to be compiled for it.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.war.game import Game, Point

Array = np.ndarray
LARGEST_MOVE = 1e-3
NEGLIGIBLE = 1e-8
LANCZOS_STEPS = 8
MARGIN = 1e-7


def largest_eigenvalue(game: Game, point: Point, player: int, seed: int = 0) -> tuple[float, Float[Array, " k"]]:
    """W12: the eigenvalue and the direction in controls (largest component 1).

    Controls at a bound are left out, and those whose curvature is below 1e-8 of the largest (they move no trade).
    Returns (−inf, zeros) when nothing is free.
    """
    part = game.slices[player]
    x, low, high = point.x[part], game.lower[part], game.upper[part]
    d = game.curvature(point, player).d_c
    free = (x > low + MARGIN) & (x < high - MARGIN) & (d > NEGLIGIBLE * d.max(initial=0))
    direction = np.zeros_like(x)
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
            gradients.append(game.at(shifted, [player], point).gradients[player][free])
        return (gradients[0] - gradients[1]) / (2 * h) / scale

    value, vector = _lanczos(product, int(free.sum()), seed)
    direction[free] = vector / scale
    return value, direction / np.abs(direction).max()


def _lanczos(product, size: int, seed: int) -> tuple[float, Array]:
    """Largest Ritz value and vector, basis kept orthogonal."""
    q = np.random.default_rng(seed).standard_normal(size)
    basis = [q / np.linalg.norm(q)]
    images: list[Array] = []
    while True:
        images.append(product(basis[-1]))
        Q = np.array(basis)
        rest = images[-1] - Q.T @ (Q @ images[-1])
        rest -= Q.T @ (Q @ rest)
        if len(basis) == min(size, LANCZOS_STEPS) or np.linalg.norm(rest) < 1e-8:
            break
        basis.append(rest / np.linalg.norm(rest))
    T = Q @ np.array(images).T
    value, vector = np.linalg.eigh((T + T.T) / 2)
    return float(value[-1]), Q.T @ vector[:, -1]
