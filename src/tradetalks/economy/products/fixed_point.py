"""The solved map of the product tier: the kernel's mixing on E19 to E22, and what the solved state means."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float

from tradetalks.economy.kernel.fixed_point import anderson
from tradetalks.economy.kernel.implicit import LARGEST_MOVE, Method, Outcomes, Solution, judged_solution, outcomes_of
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import unpack
from tradetalks.economy.products.equations import (
    ProductShares,
    add_up,
    cells_of_flows,
    evaluate_products,
    look_up,
    trade_products,
    weigh_products,
)


class ProductOutcomes(NamedTuple):
    """By sector as the kernel has them, and by flow and row: trade at exporter prices, billion dollars a year; price ratios."""

    by_sector: Outcomes
    flows_f: Float[Array, " f"]
    price_hat_r: Float[Array, " r"]


@partial(jax.jit, static_argnames="method")
def solve_product_state(
    base: Baseline,
    shares: ProductShares,
    old: Instruments,
    new: Instruments,
    tariff_f: Float[Array, " f"],
    precondition: Preconditioner,
    x0: Float[Array, " s"],
    tolerance: float | Float[Array, ""],
    method: Method,
) -> Solution:
    """Solve x = g(x) from ``x0``, as :func:`tradetalks.economy.kernel.implicit.solve_state` does by sector.

    Args:
        base: the calibrated economy by sector, billion dollars a year.
        shares: of flows and rows.
        old: the baseline's own instruments.
        new: levels of every instrument by sector.
        tariff_f: t′ by flow, fractions.
        precondition: approximate inverse of I − g′ of the economy by sector; it changes the number of steps, not the answer.
        x0: (s,) start, logs of new over old values.
        tolerance: on the largest relative error of any equation.
        method: depth and number of steps.

    Source:
        E2, E6 to E10 and E19 to E22, by Anderson mixing (Walker & Ni 2011).
    """
    weights = weigh_products(base, shares, old, new, tariff_f)
    found = anderson(
        lambda x: evaluate_products(x, weights, shares, base, new),
        jnp.asarray(x0),
        precondition=precondition,
        tolerance=jnp.asarray(tolerance),
        max_steps=method.max_steps,
        depth=method.depth,
        largest_move=LARGEST_MOVE,
    )
    return judged_solution(found, tolerance)


@jax.jit
def product_outcomes(
    x: Float[Array, " s"],
    base: Baseline,
    shares: ProductShares,
    old: Instruments,
    new: Instruments,
    tariff_f: Float[Array, " f"],
) -> ProductOutcomes:
    """Levels and welfare of the state ``x`` (E8, E12, E19 to E22); tariffs by sector are averages over the new trade.

    Args:
        x: (s,) solved, logs of new over old values.
        base: the calibrated economy by sector.
        shares: of flows and rows.
        old: the baseline's own instruments.
        new: levels of every instrument by sector.
        tariff_f: t′ by flow, fractions.

    Source:
        Caliendo & Parro (2015, eqs. 10-14) by product.
    """
    state = unpack(x, base)
    weights = weigh_products(base, shares, old, new, tariff_f)
    traded = trade_products(state, weights, shares, base, new)
    n, j = base.sales_ij.shape
    a_f = look_up(traded.flows.a_ij.T.ravel(), shares.seller_f)
    flows_f = weights.V_f * a_f * look_up(traded.b_r, shares.row_f)
    cell_f = cells_of_flows(shares, n)

    def by_cell(values_f: Float[Array, " f"]) -> Float[jax.Array, "j n n"]:
        return add_up(values_f, cell_f, j * n * n, ordered=False).reshape(j, n, n)

    flows_jni, levied_jni = by_cell(flows_f), by_cell(tariff_f * flows_f)
    average_jni = levied_jni / jnp.where(flows_jni > 0, flows_jni, 1.0)
    found = outcomes_of(traded.flows, traded.lP_nj, flows_jni, average_jni, state, base, new)
    return ProductOutcomes(found, flows_f, jnp.exp(traded.lP_r))


@jax.jit
def product_gap(
    x: Float[Array, " s"],
    base: Baseline,
    shares: ProductShares,
    old: Instruments,
    new: Instruments,
    tariff_f: Float[Array, " f"],
) -> Float[jax.Array, " s"]:
    """g(x) − x: by how much each equation fails at ``x``, logs.

    Args:
        x: (s,) logs of new over old values.
        base: the calibrated economy by sector.
        shares: of flows and rows.
        old: the baseline's own instruments.
        new: levels of every instrument by sector.
        tariff_f: t′ by flow, fractions.
    """
    weights = weigh_products(base, shares, old, new, tariff_f)
    return evaluate_products(x, weights, shares, base, new)[0] - x
