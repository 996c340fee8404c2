"""Equations E1 to E10 in changes, as one map whose fixed point is the equilibrium.

State (all logs of new over old): wages ``lw_n``, price indices ``lP_nj``, expenditures ``lX_nj``, the scale term
``lS_ij = θ_j ψ_j log L̂_ij`` (absent when no sector has scale economies) and the wedges ``u_c = log(1 − z_c)`` of purchase
commitments. With the policy-laden weights ``K`` built once per solve, an evaluation is five matrix products per sector or
country and no transcendental function of an (n, i, j) array: it costs little more than reading the trade shares.

Arrays with trade partners are held sector first (``_jni``: importer n, exporter i) so that each sector is one contiguous
matrix. Sources: Caliendo & Parro (2015) eqs. 10-14 for E2-E9; Costinot & Rodríguez-Clare (2014) for scale; Ossa (2014)
for profits.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Shaped

from tradetalks.economy.kernel.end_to_end import end_to_end
from tradetalks.economy.kernel.logarithm import log
from tradetalks.economy.kernel.world_adjustment import world_adjustment

# Baselines and instruments come as numpy arrays and become JAX's inside compiled code.
Array = jax.Array | np.ndarray

# Stands in for 0 under a logarithm or a division: a positive double far below anything economic.
TINY = 1e-300
# How far the redundant market may be from clearing, relative: a hundred times the residual that a solve is held to.
WALRAS_TOLERANCE = 1e-8
# Of its income in the baseline, in units of world wages: below, a country's accounts are rounding of the world's. It vanishes
# where it must pay for imports and sells nothing abroad.
LEAST_INCOME = 1e-12


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Baseline:
    """What the kernel knows of an economy (``docs/notation.md``); ``scale`` says whether the state carries ``lS``.

    Values are billion dollars a year, shares and elasticities fractions; ``log_pi_free_jni`` is the log of trade shares before
    the baseline's own wedge. Source: calibration of Caliendo & Parro (2015).
    """

    log_pi_free_jni: Float[Array, "j n n"]
    sales_ij: Float[Array, "n j"]
    expenditure_nj: Float[Array, "n j"]
    wage_bill_n: Float[Array, " n"]
    income_n: Float[Array, " n"]
    beta_ij: Float[Array, "n j"]
    gamma_ikj: Float[Array, "n j j"]
    alpha_nj: Float[Array, "n j"]
    theta_j: Float[Array, " j"]
    psi_j: Float[Array, " j"]
    markup_j: Float[Array, " j"]
    deficit_share_n: Float[Array, " n"]
    scale: bool = dataclasses.field(metadata={"static": True})


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Instruments:
    """New levels of every instrument. The cells of commitment c are the entries of ``cell_*`` (integers) whose
    ``cell_owner`` is c; derivatives hold placeholders there. Many policies at once have a leading axis p on every array.

    ``beyond_c`` is 0 where ``quantity_c`` is all that must be bought, and 1 where it comes on top of what would be bought at the
    prices and incomes of the equilibrium without the wedge.

    Taxes and subsidies are fractions, hats ratios of new over old, transfers, deficits and quantities billion dollars a year.
    Source: E1 of ``docs/model.md``.
    """

    tariff_jni: Float[Array, "*p j n n"]
    export_tax_jni: Float[Array, "*p j n n"]
    subsidy_ij: Float[Array, "*p n j"]
    trade_cost_hat_jni: Float[Array, "*p j n n"]
    technology_hat_ij: Float[Array, "*p n j"]
    transfer_n: Float[Array, "*p n"]
    deficit_n: Float[Array, "*p n"]
    quantity_c: Float[Array, "*p c"]
    beyond_c: Float[Array, "*p c"]
    cell_sector: Shaped[Array, "*p m"]
    cell_importer: Shaped[Array, "*p m"]
    cell_exporter: Shaped[Array, "*p m"]
    cell_owner: Shaped[Array, "*p m"]


class Weights(NamedTuple):
    """Policy-laden weights: ``K`` = π κ̂^−θ T̂ over its row maximum, ``V`` = K/(1+t′), ``F`` = V/(1+e′)."""

    K_jni: Float[Array, "j n n"]
    V_jni: Float[Array, "j n n"]
    F_jni: Float[Array, "j n n"]
    log_max_nj: Float[Array, "n j"]


class State(NamedTuple):
    """The unknowns of E2 to E10, logs of new over old; ``u_c`` is log(1 − z_c). Source: Caliendo & Parro (2015, eqs. 10-14)."""

    lw_n: Float[Array, " n"]
    lP_nj: Float[Array, "n j"]
    lX_nj: Float[Array, "n j"]
    lS_ij: Float[Array, "n j"]
    u_c: Float[Array, " c"]


class Flows(NamedTuple):
    """Levels implied by a state, in billion dollars a year (E4, E5, E8)."""

    a_ij: Float[Array, "n j"]
    b_nj: Float[Array, "n j"]
    sales_ij: Float[Array, "n j"]
    income_n: Float[Array, " n"]
    tariff_revenue_n: Float[Array, " n"]
    export_tax_revenue_n: Float[Array, " n"]
    subsidy_cost_n: Float[Array, " n"]
    profit_n: Float[Array, " n"]
    deficit_n: Float[Array, " n"]


def over_exporters(weight_jni: Float[Array, "j n n"], a_ij: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_i weight_nij a_ij."""
    return jnp.einsum("jni,ji->jn", weight_jni, a_ij.T).T


def over_importers(weight_jni: Float[Array, "j n n"], b_nj: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_n weight_nij b_nj."""
    return jnp.einsum("jni,jn->ji", weight_jni, b_nj.T).T


def over_inputs(gamma_ikj: Float[Array, "n j j"], price_ik: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_k gamma_i,kj price_ik."""
    return jnp.einsum("ikj,ik->ij", gamma_ikj, price_ik)


def over_users(gamma_njk: Float[Array, "n j j"], sales_nk: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_k gamma_n,jk sales_nk."""
    return jnp.einsum("njk,nk->nj", gamma_njk, sales_nk)


def kinds_of(base: Baseline) -> int:
    """How many (country, sector) blocks the state has: prices, expenditures and, with scale economies, the scale term."""
    if base.scale:
        return 3
    return 2


def size(base: Baseline, n_commitments: int) -> int:
    """Length s of the state: a wage a country, a number a country, sector and kind, a wedge a commitment."""
    n, j = map(int, base.sales_ij.shape)
    return n + kinds_of(base) * n * j + n_commitments


def unpack(x: Float[Array, " s"], base: Baseline) -> State:
    """Cut the flat state vector into its blocks."""
    n, j = base.sales_ij.shape
    nj = n * j
    blocks = [x[n + k * nj : n + (k + 1) * nj].reshape(n, j) for k in range(kinds_of(base))]
    end = n + len(blocks) * nj
    if not base.scale:
        blocks.append(jnp.zeros((n, j)))
    lP_nj, lX_nj, lS_ij = blocks
    return State(x[:n], lP_nj, lX_nj, lS_ij, x[end:])


def pack(state: State, base: Baseline) -> Float[jax.Array, " s"]:
    """The flat state vector of the blocks."""
    parts = [state.lw_n, state.lP_nj.ravel(), state.lX_nj.ravel()]
    if base.scale:
        parts.append(state.lS_ij.ravel())
    return end_to_end([*parts, state.u_c])


def border_wedge(new: Instruments) -> Float[Array, "j n n"]:
    """The part of E1 between two countries, d̂_nij (1+t′)(1+e′); the baseline's own wedge is part of ``log_pi_free_jni``."""
    return new.trade_cost_hat_jni * ((1 + new.tariff_jni) * (1 + new.export_tax_jni))


def policy_wedge(base: Baseline, new: Instruments) -> Float[Array, "j n n"]:
    """E1 over its baseline: d̂_nij · (1+t′)(1+e′)(1−s′)."""
    return border_wedge(new) * (1 - new.subsidy_ij).T[:, None, :]


def weigh(base: Baseline, new: Instruments) -> Weights:
    """The policy-dependent factor of E3 and E4, once per solve; the row maximum keeps prohibitive tariffs finite.

    log K = log π_nij + θ_j log[(1+t)(1+e)(1−s)] − θ_j (log[d̂ (1+t′)(1+e′)] + log[(1−s′) T̂_ij^(−1/θ_j)])

    Args:
        base: the calibrated economy.
        new: levels of every instrument; taxes are fractions, hats ratios.

    Source:
        Caliendo & Parro (2015, eqs. 11 and 12).
    """
    theta_j = base.theta_j[:, None]
    # XLA keeps what ends in a logarithm of its own, and would work the rest out anew for every importer.
    at_home_ji = jnp.log((1 - new.subsidy_ij.T) * jnp.exp(-jnp.log(new.technology_hat_ij.T) / theta_j))
    log_wedge = log(border_wedge(new)) + at_home_ji[:, None, :]
    log_K = base.log_pi_free_jni - theta_j[:, :, None] * log_wedge
    log_max = jnp.max(log_K, axis=2, keepdims=True)
    log_max = jax.lax.stop_gradient(jnp.where(jnp.isfinite(log_max), log_max, 0.0))
    K = jnp.exp(log_K - log_max)
    V = K / (1 + new.tariff_jni)
    return Weights(K, V, V / (1 + new.export_tax_jni), log_max[:, :, 0].T)


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


def unit_cost(state: State, base: Baseline) -> Float[Array, "n j"]:
    """E2: log ĉ_ij = [(β_ij − μ_j) log ŵ_i + Σ_k γ_i,kj log P̂_ik] / (1 − μ_j)."""
    wages = (base.beta_ij - base.markup_j) * state.lw_n[:, None]
    inputs = over_inputs(base.gamma_ikj, state.lP_nj)
    return (wages + inputs) / (1 - base.markup_j)


def income(
    earned_n: Float[Array, " n"], deficit_n: Float[Array, " n"], share_n: Float[Array, " n"]
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """E8 and E11: I′ = earned + D′, where the proportional part of D′ is (δ_n − τ) I′_n with τ such that ΣD′ = ΣD.

    τ is solved for (:func:`~tradetalks.economy.kernel.world_adjustment.world_adjustment`). With δ = 0, τ = 0.
    """
    y_n = earned_n + deficit_n
    tau = world_adjustment(y_n, share_n)
    income_n = y_n / (1 - share_n + tau)
    return income_n, income_n - earned_n


def trade(state: State, weights: Weights, base: Baseline, new: Instruments) -> tuple[Flows, Float[Array, "n j"]]:
    """E3, E4, E5 and E8: the flows that a state implies, and the new log price indices.

    E3  P̂_nj = (Σ_i π_nij T̂_ij L̂_ij^(θψ) (κ̂_nij ĉ_ij)^−θ)^(−1/θ)
    E4  π′_nij = K_nij a_ij / Σ_i K_nij a_ij
    E5  R′_ij = Σ_n π′_nij X′_nj / [(1+t′)(1+e′)(1−s′)]
    """
    log_a = state.lS_ij - base.theta_j * unit_cost(state, base)
    shift_j = jax.lax.stop_gradient(jnp.max(log_a, axis=0))
    a_ij = jnp.exp(log_a - shift_j)
    sum_nj = over_exporters(weights.K_jni, a_ij)
    traded = sum_nj > 0
    safe_nj = jnp.where(traded, sum_nj, 1.0)
    lP_nj = jnp.where(traded, -(log(safe_nj) + weights.log_max_nj + shift_j) / base.theta_j, 0.0)
    X_nj = base.expenditure_nj * jnp.exp(state.lX_nj)
    b_nj = jnp.where(traded, X_nj / safe_nj, 0.0)

    net_of_tariff_nj = b_nj * over_exporters(weights.V_jni, a_ij)
    at_border_ij = a_ij * over_importers(weights.V_jni, b_nj)
    at_factory_ij = a_ij * over_importers(weights.F_jni, b_nj)
    sales_ij = at_factory_ij / (1 - new.subsidy_ij)
    tariff_revenue_n = jnp.sum(jnp.where(traded, X_nj, 0.0) - net_of_tariff_nj, axis=1)
    export_tax_revenue_n = jnp.sum(at_border_ij - at_factory_ij, axis=1)
    return earn(a_ij, b_nj, sales_ij, tariff_revenue_n, export_tax_revenue_n, state, base, new), lP_nj


def earn(
    a_ij: Float[Array, "n j"],
    b_nj: Float[Array, "n j"],
    sales_ij: Float[Array, "n j"],
    tariff_revenue_n: Float[Array, " n"],
    export_tax_revenue_n: Float[Array, " n"],
    state: State,
    base: Baseline,
    new: Instruments,
) -> Flows:
    """E8: incomes from what is sold and levied, however finely trade is told apart.

    Args:
        a_ij: weights of exporters' costs, of no unit.
        b_nj: spending over the sum of weights.
        sales_ij: R′, receipts of producers, billion dollars a year.
        tariff_revenue_n: billion dollars a year.
        export_tax_revenue_n: billion dollars a year.
        state: whose wages.
        base: the calibrated economy.
        new: levels of every instrument.

    Source:
        E8 and E11 of ``docs/model.md``.
    """
    subsidy_cost_n = jnp.sum(new.subsidy_ij * sales_ij, axis=1)
    profit_n = jnp.sum(base.markup_j * sales_ij, axis=1)
    wages_n = base.wage_bill_n * jnp.exp(state.lw_n)
    earned_n = wages_n + profit_n + tariff_revenue_n + export_tax_revenue_n - subsidy_cost_n + new.transfer_n
    income_n, deficit_n = income(earned_n, new.deficit_n, base.deficit_share_n)
    return Flows(
        a_ij,
        b_nj,
        sales_ij,
        income_n,
        tariff_revenue_n,
        export_tax_revenue_n,
        subsidy_cost_n,
        profit_n,
        deficit_n,
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


def log_ratio(new: Float[Array, "n j"], old: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """log(new/old), 0 where the baseline is 0 (a market or an industry that does not exist)."""
    return jnp.where(old > 0, log(jnp.maximum(new, TINY) / jnp.where(old > 0, old, 1.0)), 0.0)


class Implied(NamedTuple):
    """What a state implies: the next state's prices, spending and wages, Walras' residual, and the flows between them."""

    flows: Flows
    lP_nj: Float[Array, "n j"]
    wage_bill_n: Float[Array, " n"]
    X_nj: Float[Array, "n j"]
    walras: Float[jax.Array, ""]


class Accounts(NamedTuple):
    """What a fixed point must have besides to be an equilibrium: Walras' residual (a log), and whether the flows are a world's.

    They are where incomes and expenditures are above 0 and the redundant market clears. A country that would have to pay more
    than it earns has a fixed point of the map too, for logs stop at :data:`TINY`; no world is in it. Source: E8 to E10.
    """

    walras: Float[jax.Array, ""]
    sound: Bool[jax.Array, ""]


def implied(state: State, weights: Weights, base: Baseline, new: Instruments) -> Implied:
    """E3 to E9 at ``state``; ``weights`` with the wedges of commitments."""
    flows, lP_nj = trade(state, weights, base, new)
    return spend(flows, lP_nj, base)


def spend(flows: Flows, lP_nj: Float[Array, "n j"], base: Baseline) -> Implied:
    """E7  ŵ_i w_iL_i = Σ_j (β_ij − μ_j) R′_ij;  E9  X′_nj = α_nj I′_n + Σ_k γ_n,jk R′_nk."""
    wage_bill_n = jnp.sum((base.beta_ij - base.markup_j) * flows.sales_ij, axis=1)
    walras = jnp.log(jnp.sum(wage_bill_n) / jnp.sum(base.wage_bill_n))
    X_nj = base.alpha_nj * flows.income_n[:, None] + over_users(base.gamma_ikj, flows.sales_ij)
    return Implied(flows, lP_nj, wage_bill_n, X_nj, walras)


def next_state(found: Implied, state: State, u_c: Float[Array, " c"], base: Baseline) -> Float[jax.Array, " s"]:
    """g(x): what ``state`` implies, as logs of new over old; E6  L̂_ij = R̂_ij/ŵ_i;  E10  Σ_n ŵ_n w_nL_n is constant.

    Args:
        found: from :func:`spend`.
        state: where it was found.
        u_c: the wedges of commitments that it asks for.
        base: the calibrated economy.

    Source:
        Caliendo & Parro (2015, eqs. 10-14); Costinot & Rodríguez-Clare (2014) for scale.
    """
    larger = log_ratio(found.flows.sales_ij, base.sales_ij) - state.lw_n[:, None]
    following = State(
        lw_n=jnp.log(found.wage_bill_n / base.wage_bill_n) - found.walras,
        lP_nj=found.lP_nj,
        lX_nj=log_ratio(found.X_nj, base.expenditure_nj),
        lS_ij=base.theta_j * base.psi_j * larger,
        u_c=u_c,
    )
    return pack(following, base)


def evaluate(
    x: Float[Array, " s"], weights: Weights, base: Baseline, new: Instruments
) -> tuple[Float[jax.Array, " s"], Float[jax.Array, ""]]:
    """One evaluation of E2 to E10: the map x → g(x) whose fixed point is the equilibrium, and Walras' residual.

    Since one market is redundant, the rescaling of wages that E10 needs is 0 at a solution: it is returned as Walras' residual.

    Args:
        x: (s,) the state, logs of new over old values.
        weights: from :func:`weigh`.
        base: the calibrated economy, billion dollars a year.
        new: levels of every instrument.

    Returns:
        g(x) (s,) and the residual, both in logs.

    Source:
        Caliendo & Parro (2015, eqs. 10-14); Costinot & Rodríguez-Clare (2014) for scale; Ossa (2014) for profits.
    """
    following, accounts = evaluate_with_accounts(x, weights, base, new)
    return following, accounts.walras


def evaluate_with_accounts(
    x: Float[Array, " s"], weights: Weights, base: Baseline, new: Instruments
) -> tuple[Float[jax.Array, " s"], Accounts]:
    """As :func:`evaluate`, with whether the flows at ``x`` are those of a world."""
    state = unpack(x, base)
    weights = commit(weights, state.u_c, base, new)
    found = implied(state, weights, base, new)
    u_c = committed_wedge(found.flows, weights, state.u_c, base, new)
    return next_state(found, state, u_c, base), closing_accounts(found, base)


def closing_accounts(found: Implied, base: Baseline) -> Accounts:
    """Walras' residual, and whether it is none and incomes and expenditures are above 0."""
    spent = jnp.where(base.expenditure_nj > 0, found.X_nj, 1.0)
    positive = jnp.all(found.flows.income_n > LEAST_INCOME * base.income_n) & jnp.all(spent > TINY)
    return Accounts(found.walras, positive & (jnp.abs(found.walras) <= WALRAS_TOLERANCE))
