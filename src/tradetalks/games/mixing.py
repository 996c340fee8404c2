"""Anderson mixing outside JAX, for the few hundred controls of a game (Walker & Ni 2011, eq. 3.1)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

Array = np.ndarray
REGULARISATION = 1e-12


class Mixer:
    """Remembers the last ``depth`` points x and steps r = g(x) − x; distances are weighted."""

    def __init__(self, depth: int):
        self.depth = depth
        self.x: list[Array] = []
        self.r: list[Array] = []

    def forget(self) -> None:
        """Drop the history: the map has changed its shape (a bound was met, a step was cut)."""
        self.x, self.r = [], []

    def next(self, x: Float[Array, " c"], r: Float[Array, " c"], weight: Float[Array, " c"]) -> Float[Array, " c"]:
        """The mixed point after ``x`` with plain step ``r``."""
        self.x, self.r = [*self.x, x][-self.depth - 1 :], [*self.r, r][-self.depth - 1 :]
        if len(self.x) < 2:
            return x + r
        dx = np.diff(np.array(self.x), axis=0)
        dr = np.diff(np.array(self.r), axis=0)
        scaled = dr * weight
        norm = np.linalg.norm(scaled, axis=1)
        norm = np.where(norm > 0, norm, 1.0)
        unit = scaled / norm[:, None]
        gram = unit @ unit.T + REGULARISATION * np.eye(len(unit))
        gamma = np.linalg.solve(gram, unit @ (r * weight)) / norm
        return x + r - gamma @ (dx + dr)
