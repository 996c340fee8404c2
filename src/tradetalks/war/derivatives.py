"""Payoffs and their exact derivatives in the players' own instruments (implicit function theorem, one adjoint each).

The chain is cut at the outcomes of the economy: the adjoint solve is compiled once per shape of economy and serves
every objective; an objective adds only its own small derivative.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import NamedTuple

import jax
from jaxtyping import Array, Float, Int

from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.equations import Baseline, Instruments
from tradetalks.economy.kernel.implicit import Method, Outcomes, solve_outcomes

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
    """W14: ∂u_p/∂(own instruments) at the solved ``state``, one adjoint solve per player
    (:func:`tradetalks.economy.kernel.adjoint.pull_back`).

    Args:
        weights_p: ∂u_p/∂outcomes, a leading player axis on every array.
        adjoint_ps: a guess of λ (zeros, or that of a nearby point); the solved one is returned.
        members_pm: positions of each player's regions; short players repeat their first member.
        kinds: instruments to differentiate in, of ``tariff``, ``export_tax``, ``subsidy``.
    """
    slopes, adjoint_ps = pull_back(
        base, partial(with_levers, new), levers_of(new, kinds), precondition, state, weights_p, adjoint_ps
    )

    def own(slope, members_m):
        return OwnGradient(
            slope["tariff"][:, members_m, :].swapaxes(0, 1) if "tariff" in kinds else None,
            slope["export_tax"][:, :, members_m].transpose(2, 0, 1) if "export_tax" in kinds else None,
            slope["subsidy"][members_m] if "subsidy" in kinds else None,
        )

    return jax.vmap(own)(slopes, members_pm), adjoint_ps


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
