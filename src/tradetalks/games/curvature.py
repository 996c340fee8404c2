"""The metric of the searches: what theory says about the second derivative of a payoff in own instruments.

W11: at fixed world prices −∂M_nij/∂t_nkj = (1+θ_j) M_nij/(1+t_nij)·δ_ik − θ_j M_nij M_nkj / X_nj, and real income falls
by that times the distance of a tariff from the best one: the optimal-tariff formula (Lashkaripour 2021, JIE) as a step
x ← x + Q⁻¹ ∂u/∂x. What general equilibrium adds has low rank; Anderson mixing finds it in a few steps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

Array = np.ndarray


class Curvature(NamedTuple):
    """Q = diag(d) − V Vᵀ, positive definite; controls that move no trade have d = 0."""

    d_c: Float[Array, " c"]
    V_cr: Float[Array, "c r"]

    def newton(self, gradient_c: Float[Array, " c"], free_c: Bool[Array, " c"]) -> Float[Array, " c"]:
        """Q⁻¹ gradient on the free controls (Woodbury), 0 elsewhere."""
        use = free_c & (self.d_c > 0)
        step = np.zeros_like(gradient_c)
        inverse = 1 / self.d_c[use]
        V = self.V_cr[use]
        plain = inverse * gradient_c[use]
        small = np.eye(V.shape[1]) - V.T @ (inverse[:, None] * V)
        step[use] = plain + inverse * (V @ np.linalg.solve(small, V.T @ plain))
        return step


def trade_curvature(economy, block, outcomes, x_c) -> Curvature:
    """W11 in percent of the player's real income, at the flows of ``outcomes``."""
    members = np.asarray(block.members)
    income_m = economy.income_n[members]
    real = np.asarray(outcomes.real_income_hat_n)[members] / np.asarray(outcomes.income_n)[members]
    worth_m = 100 * income_m / income_m.sum() * real
    flows_jni = np.asarray(outcomes.flows_jni)
    theta = economy.theta_j
    rate_l = block.levers(x_c)
    d_l = np.zeros(len(block.kind_l))
    for kind in block.kinds:
        at, cells = block.cells(kind)
        m, j = block.member_l[at], block.sector_l[at]
        if kind == "subsidy":
            size = theta[j] * np.asarray(outcomes.sales_ij)[members[m], j] / (1 - rate_l[at])
        else:
            size = (1 + theta[j]) * flows_jni[cells] / (1 + rate_l[at])
        d_l[at] = worth_m[m] * size
    d_c = np.bincount(block.control_l, block.weight_l**2 * d_l, block.size)
    return Curvature(d_c, _demand_shift(economy, block, outcomes, worth_m, flows_jni))


def _demand_shift(economy, block, outcomes, worth_m, flows_jni) -> Float[Array, "c r"]:
    """V: dearer imports of a sector from one partner raise demand for those from the others; one column per market."""
    at, cells = block.cells("tariff")
    n_sectors = len(economy.sectors)
    market, column = np.unique(block.member_l[at] * n_sectors + block.sector_l[at], return_inverse=True)
    m, j = market // n_sectors, market % n_sectors
    own = np.asarray(block.members)[m]
    spent = np.asarray(outcomes.expenditure_nj)[own, j]
    unit = np.sqrt(economy.theta_j[j] * worth_m[m] / np.where(spent > 0, spent, 1.0))
    V_cr = np.zeros((block.size, len(market)))
    np.add.at(V_cr, (block.control_l[at], column), block.weight_l[at] * flows_jni[cells] * unit[column])
    return V_cr
