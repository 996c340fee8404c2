"""Payoffs and their exact derivatives in the players' own instruments (implicit function theorem, one adjoint each).

The chain is cut at the outcomes of the economy: the adjoint solve is compiled once per shape of economy and serves
every objective; an objective adds only its own small derivative.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from tradetalks.economy.equations import TINY, Baseline, Instruments, evaluate, weigh
from tradetalks.economy.fixed_point import anderson
from tradetalks.economy.kernel import Method, Outcomes, outcomes, solve_outcomes

ADJOINT_TOLERANCE = 1e-11
ADJOINT_STEPS = 80
ADJOINT_DEPTH = 16

FIELDS = {"tariff": "tariff_jni", "export_tax": "export_tax_jni", "subsidy": "subsidy_ij"}


class OwnGradient(NamedTuple):
    """∂u_p/∂instruments of player p's members m; None for instruments nobody uses."""

    tariff_pmjn: Float[Array, "p m j n"] | None
    export_tax_pmjn: Float[Array, "p m j n"] | None
    subsidy_pmj: Float[Array, "p m j"] | None


def with_levers(new: Instruments, levers: dict[str, Array]) -> Instruments:
    """``new`` with some instruments replaced, by kind."""
    return dataclasses.replace(new, **{FIELDS[kind]: value for kind, value in levers.items()})


def levers_of(new: Instruments, kinds: tuple[str, ...]) -> dict[str, Array]:
    """The arrays of some kinds of instruments."""
    return {kind: getattr(new, FIELDS[kind]) for kind in kinds}


@jax.jit
def payoffs_and_weights(terms, values: Outcomes) -> tuple[Float[Array, " p"], Outcomes]:
    """u_p and ∂u_p/∂outcomes; ``terms`` are alike and carry a leading player axis on every array."""
    return jax.vmap(lambda term: jax.value_and_grad(lambda out: term(out))(values))(terms)


@partial(jax.jit, static_argnames="kinds")
def own_gradients(
    base: Baseline,
    new: Instruments,
    precondition,
    state: Float[Array, " s"],
    weights_p: Outcomes,
    adjoint_ps: Float[Array, "p s"],
    members_pm: Int[Array, "p m"],
    kinds: tuple[str, ...],
) -> tuple[OwnGradient, Float[Array, "p s"]]:
    """∂u_p/∂(own instruments) at the solved ``state`` x: one adjoint solve per player.

    W14: du/dv = ∂u/∂v + (∂g/∂v)ᵀ λ with (I − ∂g/∂x)ᵀ λ = (∂u/∂x)ᵀ, where x = g(x, v) is the equilibrium (E2 to E10).

    Args:
        weights_p: ∂u_p/∂outcomes, a leading player axis on every array.
        adjoint_ps: a guess of λ (zeros, or that of a nearby point); the solved one is returned.
        members_pm: positions of each player's regions; short players repeat their first member.
        kinds: instruments to differentiate in, of ``tariff``, ``export_tax``, ``subsidy``.
    """
    levers = levers_of(new, kinds)

    def settle(x, levers):
        moved = with_levers(new, levers)
        return evaluate(x, weigh(base, moved), base, moved)[0], outcomes(x, base, moved)

    (_, values), pullback = jax.vjp(settle, state, levers)
    nothing = jax.tree.map(jnp.zeros_like, values)
    transposed = jax.linear_transpose(precondition, state)

    def own(weights, guess, members_m):
        on_state = pullback((jnp.zeros_like(state), weights))[0]
        size = jnp.maximum(jnp.max(jnp.abs(on_state)), TINY)
        adjoint = (
            size
            * anderson(
                lambda z: on_state / size + pullback((z, nothing))[0],
                guess / size,
                precondition=lambda r: transposed(r)[0],
                tolerance=ADJOINT_TOLERANCE,
                max_steps=ADJOINT_STEPS,
                depth=ADJOINT_DEPTH,
            ).x
        )
        gradient = pullback((adjoint, weights))[1]
        own = OwnGradient(
            gradient["tariff"][:, members_m, :].swapaxes(0, 1) if "tariff" in kinds else None,
            gradient["export_tax"][:, :, members_m].transpose(2, 0, 1) if "export_tax" in kinds else None,
            gradient["subsidy"][members_m] if "subsidy" in kinds else None,
        )
        return own, adjoint

    return jax.vmap(own)(weights_p, adjoint_ps, members_pm)


@partial(jax.jit, static_argnames=("kinds", "method"))
def hessian_product(
    base: Baseline,
    new: Instruments,
    precondition,
    state: Float[Array, " s"],
    tolerance: Float[Array, ""],
    term,
    direction: dict[str, Array],
    kinds: tuple[str, ...],
    method: Method,
) -> dict[str, Array]:
    """Exact ∂²u/∂instruments² · ``direction`` of one player (forward over reverse)."""

    def payoff(levers):
        return term(solve_outcomes(base, with_levers(new, levers), precondition, state, tolerance, method)[1])

    return jax.jvp(jax.grad(payoff), (levers_of(new, kinds),), (direction,))[1]
