"""Payoffs and their exact derivatives in the players' own instruments (implicit function theorem, one adjoint each).

The chain is cut at the outcomes of the economy: the adjoint solve is compiled once per shape of economy and serves
every objective; an objective adds only its own small derivative.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any, NamedTuple

import jax
from jaxtyping import Array, Float, Int

from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.implicit import Method, Outcomes, solve_outcomes
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.war.terms import Term

# The economy's array of every kind of instrument.
ARRAY_OF = {"tariff": "tariff_jni", "export_tax": "export_tax_jni", "subsidy": "subsidy_ij"}


class OwnGradient(NamedTuple):
    """∂u_p/∂instruments of player p's members m; None for instruments nobody uses."""

    tariff_pmjn: Float[Array, "p m j n"] | None
    export_tax_pmjn: Float[Array, "p m j n"] | None
    subsidy_pmj: Float[Array, "p m j"] | None


def with_instruments(new: Instruments, arrays: dict[str, Array]) -> Instruments:
    """``new`` with the arrays of some kinds of instruments replaced."""
    return dataclasses.replace(new, **{ARRAY_OF[kind]: values for kind, values in arrays.items()})


def instrument_arrays(new: Instruments, kinds: tuple[str, ...]) -> dict[str, Array]:
    """The arrays of some kinds of instruments."""
    return {kind: getattr(new, ARRAY_OF[kind]) for kind in kinds}


@jax.jit
def payoffs_and_weights(terms: Term, values: Outcomes) -> tuple[Float[Array, " p"], Outcomes]:
    """u_p and ∂u_p/∂outcomes; ``terms`` are several of one structure, with a leading player axis on every array."""

    def of_one(term: Term) -> tuple[Float[Array, ""], Outcomes]:
        payoff, weights = jax.value_and_grad(lambda out: term(out))(values)
        return payoff, weights

    payoff_p, weights_p = jax.vmap(of_one)(terms)
    return payoff_p, weights_p


@partial(jax.jit, static_argnames="kinds")
def own_gradients(
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    state: Float[Array, " s"],
    weights_p: Outcomes,
    adjoint_ps: Float[Array, "p s"],
    members_pm: Int[Array, "p m"],
    kinds: tuple[str, ...],
) -> tuple[OwnGradient, Float[Array, "p s"]]:
    """W14: ∂u_p/∂(own instruments) at the solved ``state``, one adjoint solve per player.

    Args:
        base: the economy's shares.
        new: instruments there.
        precondition: approximate inverse of I − ∂g/∂x.
        state: the solved equilibrium.
        weights_p: ∂u_p/∂outcomes, a leading player axis on every array.
        adjoint_ps: a guess of λ (zeros, or that of a nearby point); the solved one is returned.
        members_pm: positions of each player's regions; short players repeat their first member.
        kinds: instruments to differentiate in, of ``tariff``, ``export_tax``, ``subsidy``.
    """
    slopes, adjoint_ps = pull_back(
        base,
        partial(with_instruments, new),
        instrument_arrays(new, kinds),
        precondition,
        state,
        weights_p,
        adjoint_ps,
    )

    def own(slope: dict[str, Array], members_m: Int[Array, " m"]) -> OwnGradient:
        tariff = export_tax = subsidy = None
        if "tariff" in kinds:
            tariff = slope["tariff"][:, members_m, :].swapaxes(0, 1)
        if "export_tax" in kinds:
            export_tax = slope["export_tax"][:, :, members_m].transpose(2, 0, 1)
        if "subsidy" in kinds:
            subsidy = slope["subsidy"][members_m]
        return OwnGradient(tariff, export_tax, subsidy)

    found: OwnGradient = jax.vmap(own)(slopes, members_pm)
    return found, adjoint_ps


@partial(jax.jit, static_argnames=("kinds", "method"))
def hessian_product(
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    state: Float[Array, " s"],
    tolerance: Float[Array, ""] | float,
    term: Term,
    direction: dict[str, Any],
    kinds: tuple[str, ...],
    method: Method,
) -> dict[str, Array]:
    """Exact ∂²u/∂instruments² · ``direction`` of one player (forward over reverse)."""

    def payoff(arrays: dict[str, Array]) -> Float[Array, ""]:
        moved = with_instruments(new, arrays)
        return term(solve_outcomes(base, moved, precondition, state, tolerance, method)[1])

    product: dict[str, Array] = jax.jvp(jax.grad(payoff), (instrument_arrays(new, kinds),), (direction,))[1]
    return product
