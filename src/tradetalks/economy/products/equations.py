"""Equations E19 to E22: demand over the products of a sector and over the exporters of a product, in changes.

The state is that of :mod:`tradetalks.economy.kernel.state`, by country and sector. What differs is how trade is found: one
pass over a sparse list of flows stands in place of the trade shares. Everything else of the kernel is called, not repeated.

Flows are in the order sector, importer, product, exporter. A row r is one product that one importer buys, a market is one
sector of one importer (position j·N + n), a seller is one sector of one exporter (j·N + i), so that flows of a row, rows of a
market and all that belongs to a sector lie together. Sources: Caliendo & Parro (2015) for what is unchanged; the nest of
products is that of Fajgelbaum, Goldberg, Kennedy & Khandelwal (2020), without their separate nest of domestic goods.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from tradetalks.economy.kernel.equations import Accounts, closing_accounts, earn, next_state, spend, unit_cost
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import Flows, State, unpack
from tradetalks.economy.kernel.weights import policy_wedge

# Positions are sound by construction.
IN_BOUNDS = "promise_in_bounds"


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class ProductShares:
    """What the kernel knows of flows f and rows r (``docs/product_tier.md``).

    ``pi_f`` is the share of an exporter in what an importer spends on a product, ``share_r`` that of the product in what it
    spends on the sector; ``rho_j`` is (σ_j − 1)/θ_j.
    """

    pi_f: Float[Array, " f"]
    tariff_f: Float[Array, " f"]
    row_f: Int[Array, " f"]
    seller_f: Int[Array, " f"]
    share_r: Float[Array, " r"]
    market_r: Int[Array, " r"]
    rho_j: Float[Array, " j"]


class ProductWeights(NamedTuple):
    """Policy-laden weights of flows: ``K`` = π κ̂^−θ T̂ over the maximum of its row, ``V`` = K/(1+t′), ``F`` = V/(1+e′)."""

    K_f: Float[Array, " f"]
    V_f: Float[Array, " f"]
    F_f: Float[Array, " f"]
    log_max_r: Float[Array, " r"]


def cells_of_flows(shares: ProductShares, n: int) -> Int[jax.Array, " f"]:
    """Position j·N² + n·N + i of every flow among the cells (j, n, i) of the sectors."""
    market_f = jnp.asarray(shares.market_r)[shares.row_f]
    return market_f * n + shares.seller_f % n


def weigh_products(
    base: Baseline, shares: ProductShares, old: Instruments, new: Instruments, tariff_f: Float[Array, " f"]
) -> ProductWeights:
    """The policy-dependent factor of E19 and E21, once per solve; the maximum of a row keeps prohibitive tariffs finite.

    log K = log π_f + θ_j log[(1+t)(1+e)(1−s)] − θ_j log[d̂ (1+t′)(1+e′)(1−s′)] + log T̂_ij

    Args:
        base: the calibrated economy by sector.
        shares: of flows and rows.
        old: the baseline's own instruments.
        new: levels of every instrument by sector; its tariffs are not read.
        tariff_f: t′ by flow, fractions.

    Source:
        E1 of ``docs/model.md``, by product.
    """
    n = len(base.sales_ij)
    cell_f = cells_of_flows(shares, n)
    sector_f = jnp.asarray(shares.seller_f) // n
    old_jni, new_jni = (_beside_tariffs(base, instruments) for instruments in (old, new))
    log_hat_f = (jnp.log(new_jni) - jnp.log(old_jni)).ravel()[cell_f]
    log_hat_f = log_hat_f + jnp.log1p(tariff_f) - jnp.log1p(shares.tariff_f)
    log_T_f = jnp.log(new.technology_hat_ij).T.ravel()[shares.seller_f]
    log_K_f = jnp.log(shares.pi_f) - jnp.asarray(base.theta_j)[sector_f] * log_hat_f + log_T_f
    rows = len(shares.share_r)
    log_max_r = jax.ops.segment_max(log_K_f, shares.row_f, rows, indices_are_sorted=True)
    K_f = jnp.exp(log_K_f - log_max_r[shares.row_f])
    V_f = K_f / (1 + tariff_f)
    tax_f = jnp.asarray(new.export_tax_jni).ravel()[cell_f]
    return ProductWeights(K_f, V_f, V_f / (1 + tax_f), log_max_r)


def _beside_tariffs(base: Baseline, instruments: Instruments) -> Float[jax.Array, "j n n"]:
    """d̂ (1+e)(1−s): the wedge of E1 without tariffs."""
    untaxed = dataclasses.replace(instruments, tariff_jni=jnp.zeros_like(instruments.tariff_jni))
    return jnp.asarray(policy_wedge(base, untaxed))


def add_up(
    values: Float[Array, " f"], group: Int[Array, " f"], groups: int, *, ordered: bool = True
) -> Float[jax.Array, " g"]:
    """Sums of ``values`` over flows or rows of the same group, one pass.

    Args:
        values: of flows or rows.
        group: positions.
        groups: how many there are.
        ordered: whether ``group`` never falls.
    """
    return jax.ops.segment_sum(values, group, groups, indices_are_sorted=ordered, mode=IN_BOUNDS)


def look_up(table: Float[Array, " g"], at: Int[Array, " f"]) -> Float[jax.Array, " f"]:
    """``table[at]`` without a check of every position: they are made once, where the economy is built."""
    return _made(jnp.asarray(table)).at[at].get(mode=IN_BOUNDS)


def _made(values: Float[Array, " f"]) -> Float[jax.Array, " f"]:
    """The values, written to memory before they are used.

    XLA would make them anew for every flow that looks them up, logarithms and all: on a processor a pass over the flows would
    take twice as long. A scatter is never made part of the loop that reads it.
    """
    return jnp.zeros_like(values).at[jnp.arange(len(values))].set(values, unique_indices=True, mode=IN_BOUNDS)


class ProductTrade(NamedTuple):
    """Flows by sector (E22), log price indices (E20), and by row log price indices (E19) and spending over the sum of weights."""

    flows: Flows
    lP_nj: Float[Array, "n j"]
    lP_r: Float[Array, " r"]
    b_r: Float[Array, " r"]


def trade_products(
    state: State, weights: ProductWeights, shares: ProductShares, base: Baseline, new: Instruments
) -> ProductTrade:
    """E19 to E22 and E8: the flows that a state implies, and the new log price indices.

    E19 P̂_np = (Σ_i π_nip T̂_ij L̂_ij^(θψ) (κ̂_nip ĉ_ij)^−θ)^(−1/θ)
    E20 P̂_nj = (Σ_p s_np P̂_np^(1−σ))^(1/(1−σ)), the product of P̂_np^s_np where σ = 1
    E21 s′_np = s_np (P̂_np/P̂_nj)^(1−σ),  π′_nip = K_nip a_ij / Σ_i K_nip a_ij
    E22 R′_ij = Σ_n Σ_p π′_nip s′_np X′_nj / [(1+t′)(1+e′)(1−s′)]

    Args:
        state: wages, prices, expenditures and scale by country and sector.
        weights: from :func:`weigh_products`.
        shares: of flows and rows.
        base: the calibrated economy by sector.
        new: levels of every instrument by sector.

    Source:
        Caliendo & Parro (2015, eqs. 10-14), with the nest of products of ``docs/product_tier.md``.
    """
    n, j = base.sales_ij.shape
    rows, markets = len(shares.share_r), n * j
    log_a = state.lS_ij - base.theta_j * unit_cost(state, base)
    shift_j = jnp.max(log_a, axis=0)
    a_ij = jnp.exp(log_a - shift_j)
    a_f = look_up(a_ij.T.ravel(), shares.seller_f)
    sum_r = add_up(weights.K_f * a_f, shares.row_f, rows)
    log_sum_r = jnp.log(sum_r) + weights.log_max_r + look_up(jnp.repeat(shift_j, n), shares.market_r)
    mean_m, log_share_r = product_shares(log_sum_r, shares, base, n)
    theta_m = jnp.repeat(jnp.asarray(base.theta_j), n)
    X_nj = base.expenditure_nj * jnp.exp(state.lX_nj)
    b_r = look_up(X_nj.T.ravel(), shares.market_r) * jnp.exp(log_share_r) / sum_r

    paid_f = a_f * look_up(b_r, shares.row_f)
    net_f = weights.V_f * paid_f
    net_m = add_up(add_up(net_f, shares.row_f, rows), shares.market_r, markets)
    at_border_ij = add_up(net_f, shares.seller_f, markets, ordered=False).reshape(j, n).T
    at_factory_ij = add_up(weights.F_f * paid_f, shares.seller_f, markets, ordered=False).reshape(j, n).T
    tariff_revenue_n = jnp.sum(X_nj - net_m.reshape(j, n).T, axis=1)
    export_tax_revenue_n = jnp.sum(at_border_ij - at_factory_ij, axis=1)
    sales_ij = at_factory_ij / (1 - new.subsidy_ij)
    lP_nj = -(mean_m / theta_m).reshape(j, n).T
    flows = earn(a_ij, X_nj, sales_ij, tariff_revenue_n, export_tax_revenue_n, state, base, new)
    return ProductTrade(flows, lP_nj, -log_sum_r / look_up(theta_m, shares.market_r), b_r)


def product_shares(
    log_sum_r: Float[Array, " r"], shares: ProductShares, base: Baseline, n: int
) -> tuple[Float[jax.Array, " m"], Float[jax.Array, " r"]]:
    """E20 and E21: of each market −θ_j log P̂_nj, and of each row log s′_np.

    With ℓ_r = −θ log P̂_np the sector's is the power mean ℓ̄ + log(Σ s e^(ρ(ℓ−ℓ̄)))/ρ of power ρ = (σ−1)/θ around the average ℓ̄
    = Σ s ℓ, which is what is left where σ = 1: written so, it loses no digits near there. Then log s′ = log s + ρ(ℓ − sector's).

    Args:
        log_sum_r: ℓ of every row.
        shares: of flows and rows.
        base: the calibrated economy by sector.
        n: countries.

    Source:
        Dixit & Stiglitz (1977), American Economic Review 67(3), in changes.
    """
    markets = n * len(base.theta_j)

    rho_m = jnp.repeat(jnp.asarray(shares.rho_j), n)
    average_m = add_up(shares.share_r * log_sum_r, shares.market_r, markets)
    away_r = look_up(rho_m, shares.market_r) * (log_sum_r - look_up(average_m, shares.market_r))
    spread_m = jnp.log1p(add_up(shares.share_r * jnp.expm1(away_r), shares.market_r, markets))
    even_m = rho_m == 0
    mean_m = average_m + jnp.where(even_m, 0.0, spread_m / jnp.where(even_m, 1.0, rho_m))
    return mean_m, jnp.log(shares.share_r) + away_r - look_up(spread_m, shares.market_r)


def evaluate_products(
    x: Float[Array, " s"], weights: ProductWeights, shares: ProductShares, base: Baseline, new: Instruments
) -> tuple[Float[jax.Array, " s"], Accounts]:
    """One evaluation of E2, E19 to E22 and E6 to E10: the map x → g(x), and the accounts at x.

    Args:
        x: (s,) the state, logs of new over old values.
        weights: from :func:`weigh_products`.
        shares: of flows and rows.
        base: the calibrated economy by sector, billion dollars a year.
        new: levels of every instrument by sector.

    Source:
        As :func:`tradetalks.economy.kernel.equations.evaluate`.
    """
    state = unpack(x, base)
    traded = trade_products(state, weights, shares, base, new)
    found = spend(traded.flows, traded.lP_nj, base)
    return next_state(found, state, state.u_c, base), closing_accounts(found, base)
