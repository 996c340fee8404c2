"""Whether a world with scale economies holds by itself, or an industry that grows a little grows on.

The equilibrium is the fixed point x = g(x) of E2 to E10 in logs of new over old; the baseline is x = 0. The feedback is

    λ = the largest real part of the eigenvalues of g′(0)

Without scale economies λ < 1. As ψ rises, λ reaches 1 where I − g′ is singular: other equilibria cross the baseline there, the
response (I − g′)⁻¹ to a small policy grows without bound, and beyond it changes its sign. θψ < 1 in every sector rules this
out where inputs are labour alone, not where industries buy from each other: a larger industry makes its own inputs cheaper.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from scipy.sparse.linalg import LinearOperator, eigs

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Array, Baseline, Instruments, evaluate, size, unpack, weigh
from tradetalks.errors import SolveError, message

# Eigenvalues asked for: the first may be one of a complex pair.
ASKED = 2
# On eigenvalues; whether they are above 1 needs three digits.
PRECISION = 1e-6


class Feedback(NamedTuple):
    """How much of a small change of industries' sizes comes back, and the industry that it moves most.

    ``strength`` is λ (1 of the change comes back in full; above, it feeds on itself).
    """

    strength: float
    region: str
    sector: str


def scale_feedback(economy: Economy) -> Feedback:
    """λ of the baseline, and the industry with the largest part in it.

    Args:
        economy: from :func:`tradetalks.calibrate`.

    Returns:
        Strength 0 and no industry where there are no scale economies.

    Source:
        Samuelson (1947), Foundations of Economic Analysis, for comparative statics and stability; Kucheryavyy, Lyn &
        Rodríguez-Clare (2023) for θψ ≤ 1 without input-output links.
    """
    if not economy.has_scale:
        return Feedback(0.0, "", "")
    base, new = economy.baseline, economy.unchanged
    length = size(base, 0)
    times = partial(_derivative_times, base, new)
    # One direction after another: the matrix itself takes a thousand.
    operator = LinearOperator((length, length), matvec=lambda v: np.asarray(times(jnp.asarray(v))), dtype=float)
    values, vectors = eigs(operator, k=ASKED, which="LR", tol=PRECISION, v0=np.ones(length))
    first = int(np.argmax(values.real))
    moved_ij = np.asarray(unpack(jnp.asarray(np.abs(vectors[:, first])), base).lS_ij)
    i, j = np.unravel_index(int(moved_ij.argmax()), moved_ij.shape)
    return Feedback(float(values[first].real), economy.regions[i], economy.sectors[j])


@jax.jit
def _derivative_times(base: Baseline, new: Instruments, v: Float[Array, " s"]) -> Float[jax.Array, " s"]:
    """g′(0) v."""
    weights = weigh(base, new)
    moved: jax.Array = jax.jvp(lambda x: evaluate(x, weights, base, new)[0], (jnp.zeros(v.shape[0]),), (v,))[1]
    return moved


def refuse_unstable(economy: Economy) -> None:
    """Raise where the baseline does not hold by itself: what a policy does to it then means nothing.

    Args:
        economy: from :func:`tradetalks.calibrate`, at the elasticities of the long run, in which its baseline came about.

    Raises:
        SolveError: names the industry, its θψ and the feedback.
    """
    found = scale_feedback(economy)
    if found.strength < 1:
        return
    j = economy.sectors.index(found.sector)
    raise SolveError(
        message(
            f"with these scale elasticities {economy.name} is no stable equilibrium: growth of {found.sector} in {found.region} "
            f"(theta*psi {economy.theta_j[j] * economy.psi_j[j]:.2f}) feeds on itself",
            expected=f"a feedback below 1; got {found.strength:.2f}",
            do="take weaker scale effects (model.elasticities LL2023_psi_half, or lower scale_elasticity there)",
        )
    )
