"""How strongly growth of industries feeds on itself, estimated inside compiled code for many worlds at once.

The feedback λ of a baseline is the largest real part of the eigenvalues of g′(0), g being the map of E2 to E10
(:mod:`tradetalks.economy.stability`). A few steps of Arnoldi's method give a small matrix whose own largest eigenvalue is near λ:
near enough to tell worlds that are surely stable from those that are to be looked at one by one.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.kernel.equations import evaluate
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.kernel.weights import weigh

# Directions looked along: with sixteen, estimates for the shipped worlds are within a few hundredths.
DIRECTIONS = 16


def feedback_matrix(base: Baseline, unchanged: Instruments) -> Float[jax.Array, "k k"]:
    """(k, k) g′(0) on the space that it spans from one direction in k steps.

    Args:
        base: a calibrated economy with scale economies.
        unchanged: its own instruments.

    Returns:
        An upper Hessenberg matrix; see :func:`strongest`.

    Source:
        Arnoldi (1951), Quarterly of Applied Mathematics 9, with the Gram-Schmidt step taken twice.
    """
    weights = weigh(base, unchanged)
    length = size(base, 0)
    _, times = jax.linearize(lambda x: evaluate(x, weights, base, unchanged)[0], jnp.zeros(length))
    first = jnp.full(length, 1 / np.sqrt(length))
    rows = jnp.zeros((DIRECTIONS + 1, length)).at[0].set(first)

    def step(k: int, found: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        rows, upper = found
        moved = times(rows[k])
        once = rows @ moved
        moved = moved - once @ rows
        again = rows @ moved
        moved = moved - again @ rows
        left = jnp.linalg.norm(moved)
        upper = upper.at[:, k].set(once + again).at[k + 1, k].set(left)
        return rows.at[k + 1].set(moved / jnp.where(left > 0, left, 1.0)), upper

    start = (rows, jnp.zeros((DIRECTIONS + 1, DIRECTIONS)))
    _, upper = jax.lax.fori_loop(0, DIRECTIONS, step, start)
    return jnp.asarray(upper[:DIRECTIONS])


def strongest(matrix_dkk: Float[np.ndarray, "d k k"]) -> Float[np.ndarray, " d"]:
    """(d,) the largest real part of the eigenvalues of each; infinite where a world has numbers that are none."""
    known = np.isfinite(matrix_dkk).all(axis=(1, 2))
    found = np.full(len(matrix_dkk), np.inf)
    if known.any():
        found[known] = np.linalg.eigvals(matrix_dkk[known]).real.max(axis=1)
    return found
