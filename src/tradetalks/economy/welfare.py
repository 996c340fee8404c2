"""Where a change of real income comes from: an exact decomposition, and the first-order formula of Caliendo & Parro.

Differentiating E12 and using E2-E9 (``docs/model.md``, E13), with q_nij the exporter price, p_ij the factory price, Q_nij the
quantity of a flow and z(g) the log change of factory prices that growth g of productivity passes on at given wages and taxes
(:mod:`tradetalks.economy.passed_on`), real income moves by

    I_n d ln W_n =  Σ M_mnj (d ln q_mnj − z_nj) − Σ M_nij (d ln q_nij − z_ij)     terms of trade
                  + Σ t_nij M_nij d ln Q_nij + Σ_m (M_mnj − R_mnj) d ln Q_mnj     volume of trade
                  + Σ_j (1 − μ_j) R_nj ψ_j d ln L_nj + V_n(z(ψ d ln L_n))         scale at home
                  + V_n(z(ψ d ln L of all others))                                scale abroad
                  + Σ_j μ_j R_nj d ln(R_nj/p_nj)                                  profits
                  + Σ_j (1 − μ_j) R_nj d ln T_nj/θ_j + V_n(z(d ln T/θ))           technology
                  − Σ (1 + t_nij) M_nij d ln d_nij                                trade costs
                  + d D_n + d G_n                                                 transfers

    z = z(ψ d ln L + d ln T/θ),   V_n(z) = Σ M_mnj z_nj − Σ M_nij z_ij

The terms of trade are those at given productivity everywhere (double factoral, Viner 1937): what a region's wages, inputs and
taxes make foreigners pay, against what theirs make it pay. What an industry loses with its size its foreign buyers pay for in
part; that is part of what scale costs them (scale abroad), not a better bargain for the seller. Integrated along the straight
path of the policy with weight W_n, the parts add up to the exact change Ŵ_n − 1.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium, equilibrium_given
from tradetalks.economy.kernel.implicit import Outcomes, solve_outcomes
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.labels import PERCENT_OF_BASELINE, coordinates
from tradetalks.economy.passed_on import prices_passed_on, worth_abroad
from tradetalks.economy.path import between, departure
from tradetalks.errors import PolicyError, SolveError, message
from tradetalks.inputs import Bound, argument

PARTS = (
    "terms of trade",
    "volume of trade",
    "scale at home",
    "scale abroad",
    "profits",
    "technology",
    "trade costs",
    "transfers",
)
# Gauss-Legendre nodes: with ten the parts of NAFTA's tariff cuts miss the exact change by 3e-10 percent; six fail CLOSURE.
NODES = 10
# A node is an equilibrium: ten times what any policy needed.
MOST_NODES = 100
# How far the parts may miss the exact change, of it or of a percent: below what any table shows.
CLOSURE = 1e-6
# Ten times tighter than a solve: the parts are derivatives at the solved path.
TOLERANCE = 1e-11


def decompose(equilibrium: Equilibrium, *, nodes: int = NODES) -> xr.DataArray:
    """The exact change of real income by source; parts add up to the change.

    Args:
        equilibrium: solved from the baseline.
        nodes: Gauss-Legendre nodes on the path; each is an equilibrium of its own.

    Returns:
        (part, region), percent of baseline.

    Raises:
        SolveError: the parts miss the exact change by more than 1e-6 of it or of a percent (raise ``nodes``).

    Source:
        E13 of ``docs/model.md``, after the first-order formula of Caliendo & Parro (2015, eq. 15); Viner (1937) for terms of
        trade at given productivity.
    """
    equilibrium_given(equilibrium, "decompose")
    nodes = argument("decompose", "nodes", nodes, Bound(low=1, high=MOST_NODES, whole=True), PolicyError)
    economy, new = equilibrium.economy, equilibrium.instruments
    at, weight = np.polynomial.legendre.leggauss(nodes)
    x0 = np.zeros(size(economy.baseline, len(new.quantity_c)))
    parts_spn = _parts_along(economy.baseline, departure(economy, new), new, economy.preconditioner, x0, (at + 1) / 2)
    parts_pn = 100 * np.einsum("s,spn->pn", weight / 2, np.asarray(parts_spn))
    exact_n = equilibrium.real_income_change.values
    gap_n = parts_pn.sum(axis=0) - exact_n
    allowed_n = CLOSURE * np.maximum(1.0, np.abs(exact_n))
    if not np.all(np.abs(gap_n) <= allowed_n):
        worst = int(np.nanargmax(np.where(np.isfinite(gap_n), np.abs(gap_n) / allowed_n, np.inf)))
        raise SolveError(
            message(
                f"the parts of {economy.regions[worst]}'s change do not add up",
                details=[f"sum {parts_pn[:, worst].sum():.6f}, exact {exact_n[worst]:.6f} percent"],
                do=f"raise nodes above {nodes}, or decompose the policy in two steps (rebase between them)",
            )
        )
    return xr.DataArray(
        parts_pn,
        {"part": list(PARTS), **coordinates(economy, ("region",))},
        ("part", "region"),
        name="real_income_change_by_source",
        attrs={"units": PERCENT_OF_BASELINE, "long_name": "change of real income by source, exact"},
    )


@jax.jit
def _parts_along(
    base: Baseline,
    old: Instruments,
    new: Instruments,
    precondition: Preconditioner,
    x0: Float[Array, " s"],
    shares: Float[Array, " k"],
) -> Float[jax.Array, "k p n"]:
    """The parts at every ``share`` of the way from ``old`` to ``new``."""

    def solved(share: Float[jax.Array, ""]) -> tuple[Outcomes, Instruments]:
        policy = between(old, new, share)
        found: Outcomes = solve_outcomes(base, policy, precondition, x0, TOLERANCE)[1]
        return found, policy

    def parts(share: Float[jax.Array, ""]) -> Float[jax.Array, "p n"]:
        (level, policy), (change, dpolicy) = jax.jvp(solved, (share,), (jnp.ones(()),))
        return local_parts(base, level, change, policy, dpolicy)

    found: jax.Array = jax.lax.map(parts, shares)
    return found


def local_parts(
    base: Baseline, level: Outcomes, change: Outcomes, policy: Instruments, dpolicy: Instruments
) -> Float[jax.Array, "p n"]:
    """The parts of d W_n at one point of the path (see the module's equation), as W_n times fractions of income.

    Args:
        base: the calibrated economy.
        level: outcomes at the point.
        change: their derivatives along the path.
        policy: the policy at the point.
        dpolicy: its derivative along the path.
    """
    M, dM = level.flows_jni, change.flows_jni
    sales, dsales = level.sales_ij, change.sales_ij
    wedge = (1 + policy.export_tax_jni) * (1 - policy.subsidy_ij).T[:, None, :]
    dwedge = dpolicy.export_tax_jni / (1 + policy.export_tax_jni)
    dwedge = dwedge - (dpolicy.subsidy_ij / (1 - policy.subsidy_ij)).T[:, None, :]
    dlog_q = change.log_factory_price_ij.T[:, None, :] + dwedge
    M_dlog_Q = dM - M * dlog_q
    R_dlog_Q = M_dlog_Q / wedge
    tariff_n = jnp.sum(level.applied_tariff_jni * M_dlog_Q, axis=(0, 2))
    own_price = change.log_factory_price_ij
    productive = _productivity(base, level, change, policy, dpolicy)
    parts = (
        jnp.sum(M * dlog_q, axis=(0, 1)) - jnp.sum(M * dlog_q, axis=(0, 2)) - productive.passed_on_n,
        tariff_n + jnp.sum(M_dlog_Q - R_dlog_Q, axis=(0, 1)),
        productive.scale_at_home_n,
        productive.scale_abroad_n,
        jnp.sum(base.markup_j * (dsales - sales * own_price), axis=1),
        productive.technology_n,
        -jnp.sum(
            (1 + level.applied_tariff_jni) * M * dpolicy.trade_cost_hat_jni / policy.trade_cost_hat_jni, axis=(0, 2)
        ),
        change.deficit_n + dpolicy.transfer_n,
    )
    return jnp.stack(parts) * level.real_income_hat_n / level.income_n


class _Productivity(NamedTuple):
    """What changes of productivity are worth to each region; ``passed_on_n`` is all that prices at the border carry of them."""

    scale_at_home_n: Float[jax.Array, " n"]
    scale_abroad_n: Float[jax.Array, " n"]
    technology_n: Float[jax.Array, " n"]
    passed_on_n: Float[jax.Array, " n"]


def _productivity(
    base: Baseline, level: Outcomes, change: Outcomes, policy: Instruments, dpolicy: Instruments
) -> _Productivity:
    """Scale and technology of E13: what industries save, and what prices at the border carry of it, by whose industries."""
    sales = level.sales_ij
    dlog_L = change.sales_ij / _positive(sales) - (change.wage_hat_n / level.wage_hat_n)[:, None]
    scale_ij = base.psi_j * dlog_L
    technology_ij = dpolicy.technology_hat_ij / policy.technology_hat_ij / base.theta_j
    n = len(sales)
    # A column for the scale of each region's industries, and a last one for technology everywhere.
    by_region = jnp.eye(n)[:, None, :] * scale_ij[:, :, None]
    growth_ijk = jnp.concatenate([by_region, technology_ij[:, :, None]], axis=2)
    worth_nk = worth_abroad(level, prices_passed_on(base, level, growth_ijk))
    of_scale, own = worth_nk[:, :n], jnp.diagonal(worth_nk)
    cost_ij = (1 - base.markup_j) * sales
    return _Productivity(
        scale_at_home_n=jnp.sum(cost_ij * scale_ij, axis=1) + own,
        scale_abroad_n=jnp.sum(of_scale, axis=1) - own,
        technology_n=jnp.sum(cost_ij * technology_ij, axis=1) + worth_nk[:, n],
        passed_on_n=jnp.sum(worth_nk, axis=1),
    )


def _positive(x: Float[Array, "n j"]) -> Float[jax.Array, "n j"]:
    """``x``, with 1 where there is nothing: a denominator."""
    return jnp.where(x > 0, x, 1.0)


def first_order_welfare(equilibrium: Equilibrium) -> xr.Dataset:
    """The one-step formula of Caliendo & Parro (2015, eq. 15): published in their tables as "welfare", not exact.

        terms of trade   (1/I_n) Σ_ij [M_inj (q̂_nj − 1) − M_nij (q̂_ij − 1)]
        volume of trade  (1/I_n) Σ_ij t_nij M_nij [(M̂_nij − 1) − (q̂_ij − 1)]

    with baseline flows, tariffs and income, and percent changes (not logs) of flows and exporter prices between the
    baseline and ``equilibrium``. For large shocks it can have the wrong size: in their own case it gives Mexico +1.31
    percent where the exact change (``equilibrium.real_income_change``) is +0.007.

    Args:
        equilibrium: solved from the baseline.

    Returns:
        ``welfare_first_order``, ``terms_of_trade_first_order``, ``volume_of_trade_first_order`` (region), percent of
        baseline.

    Source:
        Caliendo & Parro (2015, eq. 15).
    """
    equilibrium_given(equilibrium, "first_order_welfare")
    economy, values = equilibrium.economy, equilibrium.values
    M_nij = economy.flows_nij
    M_new_nij = np.moveaxis(np.asarray(values.flows_jni), 0, 2)
    dq_ij = np.expm1(values.log_factory_price_ij)
    dM_nij = np.where(M_nij > 0, M_new_nij / np.where(M_nij > 0, M_nij, 1.0) - 1, 0.0)
    earned_n = (M_nij * dq_ij).sum(axis=(0, 2)) - (M_nij * dq_ij).sum(axis=(1, 2))
    volume_n = (economy.tariff_nij * M_nij * (dM_nij - dq_ij)).sum(axis=(1, 2))
    parts = {
        "welfare_first_order": earned_n + volume_n,
        "terms_of_trade_first_order": earned_n,
        "volume_of_trade_first_order": volume_n,
    }
    attrs = {"units": PERCENT_OF_BASELINE, "long_name": "first-order formula of Caliendo & Parro (2015), not exact"}
    coords = coordinates(economy, ("region",))
    return xr.Dataset(
        {k: xr.DataArray(100 * v / economy.income_n, coords, ("region",), attrs=attrs) for k, v in parts.items()}
    )
