"""What is solved for, as one vector: logs of wages, prices, expenditures, the scale term and wedges of commitments; and the
flows that a state implies.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float

from tradetalks.economy.kernel.end_to_end import end_to_end
from tradetalks.economy.kernel.problem import Array, Baseline


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
