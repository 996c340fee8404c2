"""Reciprocity: a deal adds as much to a country's imports as to its exports, valued at the world prices before it.

    (T40)  h_i(x) = [Σ_k p^w_0,k ΔM_ik(x) − Σ_k p^w_0,k ΔX_ik(x)] / T_i = 0

One equality per country, or, between two countries, one for what each buys from the other (balanced concessions). T is the
trade in question before the deal, so that h is a share. The world price of a flow is what the buyer pays before the tariff:

    p̂^w_nij = ĉ_ij L̂_ij^−ψ d̂_nij (1 + e′_nij)(1 − s′_ij)

Bagwell and Staiger (1999). Over all countries the numerators add up to 0: where all are at the table, one row is redundant.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.bargaining.problem import PayoffFunction
from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.policy import known
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.pricing import AnyArray, DealModel, settle_deal


def reciprocity_constraint(agenda: Agenda) -> PayoffFunction:
    """(T40) x (m,) -> (h (r,), dh/dx (r, m)), one row per side, less the redundant one: for ``equal=`` of a problem.

    h is a share of the side's trade before the deal.

    Reference:
        Bagwell and Staiger (1999).
    """
    regions = agenda.status_quo.economy.regions
    sides = [known(side, regions, "region") for side in agenda.sides]
    rows = np.zeros((len(sides), len(regions), len(regions)))
    for r, i in enumerate(sides):
        rows[r, i, :] += 1.0
        rows[r, :, i] -= 1.0
    return _balance(agenda, rows[: len(regions) - 1], own=None)


def balanced_concessions(agenda: Agenda, first: str, second: str) -> PayoffFunction:
    """(T40) between two sides: what ``first`` buys more from ``second`` less the reverse, (1,) with its derivatives.

    The change is over having no agreement of their own (their issues at 0), the other pairs' deals in x given; a share of the
    trade between the two.

    Reference:
        Bagwell and Staiger (1999).
    """
    regions = agenda.status_quo.economy.regions
    i, j = (known(side, regions, "region") for side in (first, second))
    rows = np.zeros((1, len(regions), len(regions)))
    rows[0, i, j], rows[0, j, i] = 1.0, -1.0
    own = np.array([{issue.by, issue.to} == {first, second} for issue in agenda.issues])
    return _balance(agenda, rows, own=own)


def _balance(agenda: Agenda, rows_rni: np.ndarray, own: np.ndarray | None) -> PayoffFunction:
    flows_ni = agenda.status_quo.values.flows_jni.sum(0)
    unit_r = (np.abs(rows_rni) * flows_ni * (1 - np.eye(len(flows_ni)))).sum((1, 2)) / 2
    rows = rows_rni / unit_r[:, None, None]
    apart = np.ones(len(agenda.issues), bool)
    if own is not None:
        apart = own

    def gap(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        h, jac = _gap(np.asarray(x, float), apart, rows, agenda.model)
        return np.asarray(h), np.asarray(jac)

    return gap


def world_price(policy: Instruments, outcomes: Outcomes) -> jax.Array:
    """log p̂^w_nij (j, n, n), sector first: over the baseline's, in units of the numéraire (T40)."""
    factory = (outcomes.log_factory_price_ij + jnp.log(1 - policy.subsidy_ij)).T[:, None, :]
    return jnp.asarray(factory + jnp.log(1 + policy.export_tax_jni) + jnp.log(policy.trade_cost_hat_jni))


@jax.jit
def _gap(x: AnyArray, apart: AnyArray, rows_rni: AnyArray, model: DealModel) -> tuple[jax.Array, jax.Array]:
    """h and its Jacobian; the prices and volumes before are those at x with the instruments ``apart`` at 0."""

    def gap(x: AnyArray) -> jax.Array:
        policy, after = settle_deal(x, model)
        # The others' instruments are part of both situations.
        policy_0, before = settle_deal(jnp.where(apart, 0.0, x), model)
        inflation = world_price(policy, after) - world_price(policy_0, before)
        volume_ni = jnp.sum(after.flows_jni * jnp.exp(-inflation) - before.flows_jni, axis=0)
        return jnp.asarray(jnp.einsum("rni,ni->r", rows_rni, volume_ni))

    h, pull = jax.vjp(gap, x)
    jacobian: jax.Array = jax.lax.map(lambda row: pull(row)[0], jnp.eye(len(rows_rni)))
    return h, jacobian
