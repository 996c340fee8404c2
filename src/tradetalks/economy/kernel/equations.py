"""Equations E1 to E10 in changes, as one map whose fixed point is the equilibrium.

State (all logs of new over old): wages ``lw_n``, price indices ``lP_nj``, expenditures ``lX_nj``, the scale term
``lS_ij = θ_j ψ_j log L̂_ij`` (absent when no sector has scale economies) and the wedges ``u_c = log(1 − z_c)`` of purchase
commitments. With the policy-laden weights ``K`` built once per solve, an evaluation is four matrix products per sector (three
where no export is taxed), two per country and no transcendental function of an (n, i, j) array.

Sources: Caliendo & Parro (2015) eqs. 10-14 for E2-E9; Costinot & Rodríguez-Clare (2014) for scale; Ossa (2014)
for profits.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Bool, Float

from tradetalks.economy.kernel.commitments import commit, committed_wedge
from tradetalks.economy.kernel.logarithm import log
from tradetalks.economy.kernel.problem import TINY, Array, Baseline, Instruments
from tradetalks.economy.kernel.state import Flows, State, pack, unpack
from tradetalks.economy.kernel.weights import Weights
from tradetalks.economy.kernel.world_adjustment import world_adjustment

# How far the redundant market may be from clearing, relative: a hundred times the residual that a solve is held to.
WALRAS_TOLERANCE = 1e-8
# Of its income in the baseline, in units of world wages: below, a country's accounts are rounding of the world's. It vanishes
# where it must pay for imports and sells nothing abroad.
LEAST_INCOME = 1e-12


def over_exporters(weight_jni: Float[Array, "j n n"], a_ij: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_i weight_nij a_ij."""
    return jnp.einsum("jni,ji->jn", weight_jni, a_ij.T).T


def over_importers(weight_jni: Float[Array, "j n n"], b_nj: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_n weight_nij b_nj."""
    return jnp.einsum("jni,jn->ji", weight_jni, b_nj.T).T


@jax.custom_jvp
def over_importers_at_factory(
    F_jni: Float[Array, "j n n"], b_nj: Float[Array, "n j"], at_border_ij: Float[Array, "n j"], taxed: Bool[Array, ""]
) -> Float[Array, "n j"]:
    """Σ_n F_nij b_nj, which is Σ_n V_nij b_nj (``at_border_ij``) where no export is taxed: F need not be read then.

    Derivatives are those of the sum in both cases: an export tax of 0 can be moved.
    """
    found: Array = jax.lax.cond(taxed, lambda: over_importers(F_jni, b_nj), lambda: jnp.asarray(at_border_ij))
    return found


@over_importers_at_factory.defjvp
def _over_importers_at_factory_jvp(
    primals: tuple[Array, Array, Array, Array], tangents: tuple[Array, Array, Array, Array]
) -> tuple[Array, Array]:
    """d(F b) = dF b + F db."""
    F_jni, b_nj, _, _ = primals
    dF_jni, db_nj, _, _ = tangents
    return over_importers_at_factory(*primals), over_importers(dF_jni, b_nj) + over_importers(F_jni, db_nj)


def over_inputs(gamma_ikj: Float[Array, "n j j"], price_ik: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_k gamma_i,kj price_ik."""
    return jnp.einsum("ikj,ik->ij", gamma_ikj, price_ik)


def over_users(gamma_njk: Float[Array, "n j j"], sales_nk: Float[Array, "n j"]) -> Float[Array, "n j"]:
    """Σ_k gamma_n,jk sales_nk."""
    return jnp.einsum("njk,nk->nj", gamma_njk, sales_nk)


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
    at_border_ij = over_importers(weights.V_jni, b_nj)
    at_factory_ij = a_ij * over_importers_at_factory(weights.F_jni, b_nj, at_border_ij, weights.taxed)
    sales_ij = at_factory_ij / (1 - new.subsidy_ij)
    tariff_revenue_n = jnp.sum(jnp.where(traded, X_nj, 0.0) - net_of_tariff_nj, axis=1)
    export_tax_revenue_n = jnp.sum(a_ij * at_border_ij - at_factory_ij, axis=1)
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
