"""The preconditioner of the searches: what is known beforehand about the second derivative of a payoff in own choices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

Array = np.ndarray


class Curvature(NamedTuple):
    """Q = diag(d) − V Vᵀ, positive definite, near minus the Hessian of a payoff in own choice variables.

    Args:
        d_c: the diagonal; 0 for choice variables that change nothing.
        V_cr: the columns of the low-rank part.
    """

    d_c: Float[Array, " c"]
    V_cr: Float[Array, "c r"]

    def newton_step(self, gradient_c: Float[Array, " c"], free_c: Bool[Array, " c"]) -> Float[Array, " c"]:
        """Q⁻¹ gradient on the free choice variables (Woodbury identity), 0 elsewhere."""
        use = free_c & (self.d_c > 0)
        step: Array = np.zeros_like(gradient_c)
        inverse = 1 / self.d_c[use]
        V = self.V_cr[use]
        diagonal_step = inverse * gradient_c[use]
        small = np.eye(V.shape[1]) - V.T @ (inverse[:, None] * V)
        step[use] = diagonal_step + inverse * (V @ np.linalg.solve(small, V.T @ diagonal_step))
        return step
