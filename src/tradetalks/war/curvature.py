"""The searches' preconditioner for an economy: what theory says about the second derivative of a payoff in own instruments.

W11: at fixed world prices −∂M_nij/∂t_nkj = (1+θ_j) M_nij/(1+t_nij)·δ_ik − θ_j M_nij M_nkj / X_nj, and real income falls
by that times the distance of a tariff from the best one: the optimal-tariff formula (Lashkaripour 2021, JIE) as a step
x ← x + Q⁻¹ ∂u/∂x. What general equilibrium adds has low rank; Anderson mixing finds it in a few steps.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.games.curvature import Curvature
from tradetalks.war.strategy_space import StrategySpace

Array = np.ndarray


def trade_curvature(economy: Economy, space: StrategySpace, outcomes: Outcomes, x_c: Float[Array, " c"]) -> Curvature:
    """W11 at the flows of ``outcomes``, in percent of the player's real income per squared unit of choice variable.

    Args:
        economy: elasticities and baseline incomes.
        space: the player's choice variables.
        outcomes: flows, sales and incomes, billion dollars a year.
        x_c: own choices, fractions.
    """
    worth_m = _worth_of_a_dollar(economy, space, outcomes)
    flows_jni = np.asarray(outcomes.flows_jni)
    theta = economy.theta_j
    rate_l = space.rates(x_c)
    d_l = np.zeros(len(space.kind_l))
    for kind in space.kinds:
        at, places = space.cells(kind)
        m, j = space.member_l[at], space.sector_l[at]
        if kind == "subsidy":
            fall = theta[j] * np.asarray(outcomes.sales_ij)[places] / (1 - rate_l[at])
        else:
            fall = (1 + theta[j]) * flows_jni[places] / (1 + rate_l[at])
        d_l[at] = worth_m[m] * fall
    d_c = np.bincount(space.choice_l, space.weight_l**2 * d_l, space.size)
    return Curvature(d_c, _demand_shift(economy, space, outcomes, worth_m, flows_jni))


def _worth_of_a_dollar(economy: Economy, space: StrategySpace, outcomes: Outcomes) -> Float[Array, " m"]:
    """Percent of the player's real income that a billion dollars more is for each of its members."""
    members = np.asarray(space.members)
    income_m = economy.income_n[members]
    real_m = np.asarray(outcomes.real_income_hat_n)[members] / np.asarray(outcomes.income_n)[members]
    worth_m: Array = 100 * income_m / income_m.sum() * real_m
    return worth_m


def _demand_shift(
    economy: Economy,
    space: StrategySpace,
    outcomes: Outcomes,
    worth_m: Float[Array, " m"],
    flows_jni: Float[Array, "j n n"],
) -> Float[Array, "c r"]:
    """V: dearer imports of a sector from one partner raise demand for those from the others; one column per market."""
    at, places = space.cells("tariff")
    n_sectors = len(economy.sectors)
    market, column = np.unique(space.member_l[at] * n_sectors + space.sector_l[at], return_inverse=True)
    m, j = market // n_sectors, market % n_sectors
    own = np.asarray(space.members)[m]
    spent = np.asarray(outcomes.expenditure_nj)[own, j]
    unit = np.sqrt(economy.theta_j[j] * worth_m[m] / np.where(spent > 0, spent, 1.0))
    V_cr = np.zeros((space.size, len(market)))
    np.add.at(V_cr, (space.choice_l[at], column), space.weight_l[at] * flows_jni[places] * unit[column])
    return V_cr
