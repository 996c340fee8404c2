"""Anderson mixing outside JAX, for the few hundred choice variables of a game (:mod:`tradetalks.numerics.anderson`)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.numerics.anderson import mixing_weights

Array = np.ndarray

# Past steps that are parallel to within a millionth (the square root of this) count as one direction.
REGULARISATION = 1e-12


class Mixer:
    """Remembers the last ``depth`` points x and steps r = g(x) − x; distances are weighted."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.x: list[Array] = []
        self.r: list[Array] = []

    def forget(self) -> None:
        """Drop the history: the map has changed its shape (a bound was met, a step was cut)."""
        self.x, self.r = [], []

    def next(self, x: Float[Array, " c"], r: Float[Array, " c"], weight: Float[Array, " c"]) -> Float[Array, " c"]:
        """The mixed point after ``x`` with plain step ``r``."""
        self.x = [*self.x, x][-self.depth - 1 :]
        self.r = [*self.r, r][-self.depth - 1 :]
        plain: Array = x + r
        if len(self.x) < 2:
            return plain
        dx = np.diff(np.array(self.x), axis=0)
        dr = np.diff(np.array(self.r), axis=0)
        changes = dr * weight
        gamma = mixing_weights(
            changes @ changes.T, changes @ (r * weight), regularisation=REGULARISATION, xp=np, solve=np.linalg.solve
        )
        mixed: Array = plain - gamma @ (dx + dr)
        return mixed
