"""Gradients at a solved equilibrium, one adjoint solve per row (implicit function theorem, reverse).

    du/dp = ∂u/∂p + (∂g/∂p)ᵀ λ   with   (I − ∂g/∂x)ᵀ λ = (∂u/∂x)ᵀ,   where x = g(x, p) is the equilibrium (E2 to E10)

The chain is cut at the solved state: the map is differentiated once, whatever is asked of it. That is why these gradients do
not go through the rule of :mod:`tradetalks.economy.kernel.implicit`, which solves the state again, takes one number at a time
and knows no guess: a search asks for the gradients of all players at every point, close to those of the last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from tradetalks.economy.kernel.equations import evaluate
from tradetalks.economy.kernel.fixed_point import solve_linear
from tradetalks.economy.kernel.implicit import Outcomes, outcomes, transpose
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.kernel.weights import weigh

# Relative; ten times tighter than a solve, so that gradients add no error to that of the state.
TOLERANCE = 1e-11
# Few rows are solved one after the other, each for as long as it takes; many share matrix products.
FEW = 8

# Any tree of arrays: what the derivatives are taken with respect to.
Tree = TypeVar("Tree")


def pull_back(
    base: Baseline,
    policy: Callable[[Tree], Instruments],
    levers: Tree,
    precondition: Preconditioner,
    state: Float[Array, " s"],
    weights: Outcomes,
    guesses: Float[Array, "r s"],
) -> tuple[Tree, Float[Array, "r s"]]:
    """Derivatives of numbers Σ weights · outcomes with respect to ``levers``, at the equilibrium ``state``.

    Args:
        base: the calibrated economy.
        policy: levers → instruments, differentiable.
        levers: where; any tree of arrays.
        precondition: approximate inverse of I − ∂g/∂x.
        state: (s,) solved, logs of new over old values.
        weights: ∂(number r)/∂outcomes, a leading row axis on every array; per billion dollars a year, per ratio.
        guesses: (r, s) of λ, one row a number (zeros, or those of a nearby equilibrium).

    Returns:
        The derivatives, a leading row axis on every array of ``levers``, per unit of each lever; and λ (r, s).

    Source:
        Implicit function theorem at E2 to E10.
    """

    def settle(x: Array, levers: Tree) -> tuple[Array, Outcomes]:
        new = policy(levers)
        return evaluate(x, weigh(base, new), base, new)[0], outcomes(x, base, new)

    (_, values), pull = jax.vjp(settle, state, levers)
    nothing = jax.tree.map(jnp.zeros_like, values)
    transposed = transpose(precondition, state)

    def one(row: Outcomes, guess: Float[Array, " s"]) -> tuple[Tree, Float[Array, " s"]]:
        on_state = pull((jnp.zeros_like(state), row))[0]
        adjoint = solve_linear(
            lambda z: pull((z, nothing))[0], on_state, guess, precondition=transposed, tolerance=TOLERANCE
        )
        return pull((adjoint, row))[1], adjoint

    if len(guesses) > FEW:
        together: tuple[Tree, Array] = jax.vmap(one)(weights, guesses)
        return together
    in_turn: tuple[Tree, Array] = jax.lax.map(lambda row: one(*row), (weights, guesses))
    return in_turn
