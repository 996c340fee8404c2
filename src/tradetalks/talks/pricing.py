"""A deal, priced: its policy, the equilibrium under it, and the payoffs of the sides with exact derivatives (T37).

Pure functions of arrays for JAX; :mod:`~tradetalks.talks.agenda` names the arrays.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.implicit import Outcomes, solve_outcomes
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.war.terms import Term

AnyArray = jax.Array | np.ndarray
# Largest relative error of any equation under a deal: gains are differences of incomes a hundred million times as large.
_TOLERANCE = 1e-11
# ... and a deal counts as solved at a hundred times that, as a point of the war does.
_SOLVED = 1e-9


class Moves(NamedTuple):
    """What a whole unit of each of m issues does to each instrument: differences of levels, and of logs of hats."""

    tariff: Float[AnyArray, "m j n n"]
    log_cost: Float[AnyArray, "m j n n"]
    log_technology: Float[AnyArray, "m n j"]
    subsidy: Float[AnyArray, "m n j"]
    transfer: Float[AnyArray, "m n"]
    quantity: Float[AnyArray, "m c"]


class DealModel(NamedTuple):
    """What solving a deal needs: the economy, the status quo's instruments, moves from it, and where the solver starts."""

    baseline: Baseline
    start: Instruments
    moves: Moves
    preconditioner: Preconditioner
    state: Float[AnyArray, " s"]


class Worth(NamedTuple):
    """What payoffs of n sides need beside the equilibrium.

    Args:
        wants: n terms, what each side maximises, in percent of its baseline real income.
        scale: (n,) billion dollars a year that a percent of baseline real income is.
        before: (n,) value of each term in the status quo, percent.
        income: (n,) real income in the status quo, billion dollars a year at baseline prices.
        stated: (n, m) what a whole unit of each issue is worth beyond the model, billion dollars a year.
    """

    wants: tuple[Term, ...]
    scale: Float[AnyArray, " sides"]
    before: Float[AnyArray, " sides"]
    income: Float[AnyArray, " sides"]
    stated: Float[AnyArray, "sides m"]


def worth_of(values: Outcomes, worth: Worth) -> Float[jax.Array, " sides"]:
    """What an equilibrium is worth to every side above the status quo, billion dollars a year, stated values left out."""
    reached = jnp.stack([want(values) for want in worth.wants])
    return (reached - worth.before) * worth.scale


def policy_at(x: Float[AnyArray, " m"], start: Instruments, moves: Moves) -> Instruments:
    """The instruments of a deal x (m,): levels add up, hats multiply."""

    def shift(move: AnyArray) -> jax.Array:
        return jnp.tensordot(x, move, 1)

    return dataclasses.replace(
        start,
        tariff_jni=start.tariff_jni + shift(moves.tariff),
        trade_cost_hat_jni=start.trade_cost_hat_jni * jnp.exp(shift(moves.log_cost)),
        technology_hat_ij=start.technology_hat_ij * jnp.exp(shift(moves.log_technology)),
        subsidy_ij=start.subsidy_ij + shift(moves.subsidy),
        transfer_n=start.transfer_n + shift(moves.transfer),
        quantity_c=start.quantity_c + shift(moves.quantity),
    )


def settle_deal(x: Float[AnyArray, " m"], model: DealModel) -> tuple[Instruments, Outcomes]:
    """The policy of a deal x (m,) and the outcomes of its equilibrium, differentiable in x."""
    policy = policy_at(x, model.start, model.moves)
    return policy, solve_outcomes(model.baseline, policy, model.preconditioner, model.state, _TOLERANCE)[1]


@jax.jit
def price_deal(
    x: Float[AnyArray, " m"], model: DealModel, worth: Worth
) -> tuple[Float[AnyArray, " sides"], Float[AnyArray, "sides m"], Float[AnyArray, " n"]]:
    """(T37) u (sides,) in billion dollars a year, its Jacobian, and real income of every country over the baseline's (n,).

    One solve of the economy, and one adjoint solve per side. A deal under which the economy has no equilibrium is worth the loss
    of all income, whatever its terms: no search takes it. Its real incomes are nan.
    """
    base, precondition = model.baseline, model.preconditioner

    def policy(deal: AnyArray) -> Instruments:
        return policy_at(deal, model.start, model.moves)

    solution, values = solve_outcomes(base, policy(x), precondition, model.state, _TOLERANCE)
    sides = len(worth.wants)
    weights = jax.jacrev(lambda out: worth_of(out, worth))(values)
    nothing_known = jnp.zeros((sides, len(solution.x)))
    slopes, _ = pull_back(base, policy, x, precondition, solution.x, weights, nothing_known)
    u = worth_of(values, worth) + worth.stated @ x
    solved = solution.residual <= _SOLVED
    return (
        jnp.where(solved, u, -worth.income),
        jnp.where(solved, slopes + worth.stated, 0.0),
        jnp.where(solved, values.real_income_hat_n, jnp.nan),
    )
