"""Gradients at a solved equilibrium, one adjoint solve per row (implicit function theorem, reverse).

    du/dp = ∂u/∂p + (∂g/∂p)ᵀ λ   with   (I − ∂g/∂x)ᵀ λ = (∂u/∂x)ᵀ,   where x = g(x, p) is the equilibrium (E2 to E10)

The chain is cut at the solved state: the map is differentiated once, whatever is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from tradetalks.economy.kernel.equations import TINY, Baseline, Instruments, evaluate, weigh
from tradetalks.economy.kernel.fixed_point import anderson
from tradetalks.economy.kernel.implicit import Outcomes, outcomes

TOLERANCE = 1e-11
STEPS = 80
DEPTH = 16
# Few rows are solved one after the other, each for as long as it takes; many share matrix products.
FEW = 8


def pull_back(
    base: Baseline,
    policy: Callable[[Any], Instruments],
    levers: Any,
    precondition: Callable,
    state: Float[Array, " s"],
    weights: Outcomes,
    guesses: Float[Array, "r s"],
) -> tuple[Any, Float[Array, "r s"]]:
    """Derivatives of numbers Σ weights · outcomes with respect to ``levers``, at the equilibrium ``state``.

    Args:
        policy: levers → instruments, differentiable. levers: where; any tree of arrays.
        precondition: approximate inverse of I − ∂g/∂x.
        weights: ∂(number r)/∂outcomes, a leading row axis on every array.
        guesses: of λ, one row each (zeros, or those of a nearby equilibrium).

    Returns:
        The derivatives, a leading row axis on every array of ``levers``, and λ (r, s).
    """

    def settle(x, levers):
        new = policy(levers)
        return evaluate(x, weigh(base, new), base, new)[0], outcomes(x, base, new)

    (_, values), pull = jax.vjp(settle, state, levers)
    nothing = jax.tree.map(jnp.zeros_like, values)
    transposed = jax.linear_transpose(precondition, state)

    def one(row: Outcomes, guess):
        on_state = pull((jnp.zeros_like(state), row))[0]
        size = jnp.maximum(jnp.max(jnp.abs(on_state)), TINY)
        found = anderson(
            lambda z: on_state / size + pull((z, nothing))[0],
            guess / size,
            precondition=lambda r: transposed(r)[0],
            tolerance=TOLERANCE,
            max_steps=STEPS,
            depth=DEPTH,
        )
        return pull((size * found.x, row))[1], size * found.x

    if len(guesses) > FEW:
        return jax.vmap(one)(weights, guesses)
    return jax.lax.map(lambda row: one(*row), (weights, guesses))
