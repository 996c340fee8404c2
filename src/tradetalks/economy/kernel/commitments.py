"""Purchase commitments: the wedge that buyers see in their cells, and the one that just meets the quantity."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Float

from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import Flows
from tradetalks.economy.kernel.weights import Weights


def commit(weights: Weights, u_c: Float[Array, " c"], base: Baseline, new: Instruments) -> Weights:
    """Put the commitments' wedges in: buyers pay (1 − z) of the tariff-laden price in the cells of each commitment."""
    if u_c.shape[0] == 0:
        return weights
    at = (new.cell_sector, new.cell_importer, new.cell_exporter)
    u = u_c[new.cell_owner]
    gain = jnp.exp(-base.theta_j[new.cell_sector] * u)
    net = gain * jnp.exp(-u)
    return weights._replace(
        K_jni=jnp.asarray(weights.K_jni).at[at].multiply(gain, unique_indices=True),
        V_jni=jnp.asarray(weights.V_jni).at[at].multiply(net, unique_indices=True),
        F_jni=jnp.asarray(weights.F_jni).at[at].multiply(net, unique_indices=True),
    )


def committed_wedge(
    flows: Flows, weights: Weights, u_c: Float[Array, " c"], base: Baseline, new: Instruments
) -> Float[Array, " c"]:
    """u_c ← min(0, u_c + log(M_c/Q_c)/(1 + θ_c)): zero where the market buys enough, else the subsidy that just meets Q_c.

    Where Q_c comes on top of what would be bought without the wedge (``beyond_c``), M_c is held against M_c° + Q_c and there is
    no minimum: with Q_c = 0 the wedge is zero whatever else is in force, and it moves smoothly with Q_c.

    1 + θ_c, the largest elasticity of purchases at exporter prices in the cells of c, damps the step: it does not overshoot.
    """
    if u_c.shape[0] == 0:
        return u_c
    bought_c, without_c = bought(flows, weights, u_c, base, new)
    theta_c = jax.ops.segment_max(base.theta_j[new.cell_sector], new.cell_owner, u_c.shape[0])
    wanted_c = new.quantity_c + new.beyond_c * without_c
    moved = u_c + jnp.log(bought_c / wanted_c) / (1 + theta_c)
    return jnp.where(new.beyond_c > 0, moved, jnp.minimum(0.0, moved))


def bought(
    flows: Flows, weights: Weights, u_c: Float[Array, " c"], base: Baseline, new: Instruments
) -> tuple[Float[Array, " c"], Float[Array, " c"]]:
    """M_c and M_c°: purchases in the cells of each commitment, and what they would be without its wedge at the same prices,
    incomes and other wedges, billion dollars a year.

    M°_nij = V_nij e^((1+θ)u) a_ij X_nj / (Σ_i K_nij a_ij − (1 − e^(θu)) K_nij a_ij),   K and V with the wedge in

    Args:
        flows: of the state.
        weights: with the wedges of commitments.
        u_c: log(1 − z) of each.
        base: the calibrated economy.
        new: levels of every instrument.

    Source:
        E4 of ``docs/model.md``.
    """
    at = (new.cell_sector, new.cell_importer, new.cell_exporter)
    theta, u = base.theta_j[new.cell_sector], u_c[new.cell_owner]
    a = flows.a_ij[new.cell_exporter, new.cell_sector]
    all_sellers = jnp.asarray(weights.K_jni)[new.cell_sector, new.cell_importer] * flows.a_ij.T[new.cell_sector]
    sum_m = jnp.sum(all_sellers, axis=1)
    subsidised = (1 - jnp.exp(theta * u)) * weights.K_jni[at] * a
    bought_m = weights.V_jni[at] * a * flows.b_nj[new.cell_importer, new.cell_sector]
    without_m = bought_m * jnp.exp((1 + theta) * u) * sum_m / (sum_m - subsidised)
    count = u_c.shape[0]
    return (
        jax.ops.segment_sum(bought_m, new.cell_owner, count),
        jax.ops.segment_sum(without_m, new.cell_owner, count),
    )
