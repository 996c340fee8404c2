"""What industries that become more productive pass on: by how much prices fall at given wages and taxes.

    z_ij = −g_ij + Σ_k γ_i,kj/(1 − μ_j) Σ_m π_imk z_mk

with g the growth of productivity (logs): a price falls by what its own industry saves and by what its inputs, from wherever they
come, have become cheaper (E2 and E3 at given wages and wedges). With A = D + F of inputs from home and from abroad it is the sum

    z = −(I − D)⁻¹ Σ_l [F (I − D)⁻¹]ˡ g

over chains that cross a border l times. What is bought at home is most of what is bought, so that chains of borders end after a
third of the links of chains of inputs. All terms have one sign where g has.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Bool, Float, Int

from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.kernel.problem import Array, Baseline

# Of the largest price change: chains of borders are followed until what they add is this small.
LEAST_ADDED = 1e-14
# Links of a chain. Twenty reach LEAST_ADDED; where inputs are 99 percent of sales and all come from abroad, 3,000 do.
MOST_LINKS = 10_000


def prices_passed_on(base: Baseline, level: Outcomes, growth_ijk: Float[Array, "n j k"]) -> Float[jax.Array, "n j k"]:
    """Log changes of factory prices that follow from growth of productivity at given wages and taxes.

    Args:
        base: the calibrated economy.
        level: the outcomes at which inputs and their sources have their shares.
        growth_ijk: log change of the productivity of industry j of region i, one column k for each case asked for.

    Returns:
        z_ij of the module's equation for each column.

    Source:
        E2 and E3 of ``docs/model.md``, differentiated.
    """
    spent_jni = (1 + level.applied_tariff_jni) * level.flows_jni
    total_jn = jnp.sum(spent_jni, axis=2, keepdims=True)
    share_jni = spent_jni / jnp.where(total_jn > 0, total_jn, 1.0)
    input_ikj = base.gamma_ikj / (1 - base.markup_j)
    n, j = base.sales_ij.shape
    own = jnp.arange(n)
    at_home_jn, abroad_jni = share_jni[:, own, own], share_jni * (1 - jnp.eye(n))
    home_njk = jnp.swapaxes(input_ikj * at_home_jn.T[:, :, None], 1, 2)
    through_home_njk = jnp.linalg.inv(jnp.eye(j) - home_njk)
    # Dearer inputs from abroad, and what they do to all that is made of what is made of them at home.
    dearer_njk = jnp.einsum("njl,nkl->njk", through_home_njk, input_ikj)

    def across_a_border(price: Float[Array, "n j k"]) -> Float[jax.Array, "n j k"]:
        bought = jnp.einsum("jni,ijk->njk", abroad_jni, price)
        return jnp.einsum("njl,nlk->njk", dearer_njk, bought)

    def goes_on(at: _Chain) -> Bool[Array, ""]:
        small = jnp.max(jnp.abs(at.added)) <= LEAST_ADDED * jnp.max(jnp.abs(at.price))
        return ~small & (at.links < MOST_LINKS)

    def next_link(at: _Chain) -> _Chain:
        added = across_a_border(at.added)
        return _Chain(at.price + added, added, at.links + 1)

    saved = -jnp.einsum("njl,nlk->njk", through_home_njk, jnp.asarray(growth_ijk))
    return jax.lax.while_loop(goes_on, next_link, _Chain(saved, saved, jnp.zeros((), int))).price


class _Chain(NamedTuple):
    """Prices after some links of the chain of borders, and what the last link added."""

    price: Float[jax.Array, "n j k"]
    added: Float[jax.Array, "n j k"]
    links: Int[jax.Array, ""]


def worth_abroad(level: Outcomes, price_ijk: Float[Array, "n j k"]) -> Float[jax.Array, "n k"]:
    """What changes of factory prices are worth to each region as a seller and a buyer: Σ M_mnj z_nj − Σ M_nij z_ij.

    Args:
        level: whose flows count, billion dollars a year.
        price_ijk: log changes of factory prices, a column k for each case.

    Source:
        The terms of trade of E13 of ``docs/model.md``.
    """
    sold_ij = jnp.sum(level.flows_jni, axis=1).T
    earned = jnp.einsum("nj,njk->nk", sold_ij, price_ijk)
    paid = jnp.einsum("jni,ijk->nk", level.flows_jni, price_ijk)
    return earned - paid
