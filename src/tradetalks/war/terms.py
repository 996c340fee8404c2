"""Objectives as JAX sees them: pytrees whose arrays are data, so that one compilation serves every government.

Objectives of one structure are evaluated together: then every array has a leading player axis, ``*p`` in the shapes below,
which ``vmap`` takes off again before a term is called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from tradetalks.economy.kernel.implicit import Outcomes


@runtime_checkable
class Term(Protocol):
    """An objective of one player in one economy, in percent of its baseline real income."""

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        """Its value at the outcomes of an equilibrium."""


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Gain:
    """W1, W3: 100 Σ_n weight_n (Ŵ_n − 1)."""

    weight_n: Float[Any, "*p n"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        return 100 * jnp.sum(self.weight_n * (out.real_income_hat_n - 1))


def government_income(
    lambda_mj: Float[Any, "m j"],
    labour_mj: Float[Any, "m j"],
    markup_j: Float[Any, " j"],
    sales_mj: Float[Any, "m j"],
    income_m: Float[Any, " m"],
) -> Float[Any, " m"]:
    """Σ_j λ_mj Y_mj with Y_mj = wL_mj + profits_mj + (L_mj/L_m)·(income − wages − profits), billion dollars a year."""
    wages_mj = labour_mj * sales_mj
    profits_mj = markup_j * sales_mj
    other_m = income_m - (wages_mj + profits_mj).sum(axis=1)
    earned_mj = wages_mj + profits_mj + wages_mj / wages_mj.sum(axis=1)[:, None] * other_m[:, None]
    return (lambda_mj * earned_mj).sum(axis=1)


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Political:
    """W2: 100 Σ_m share_m (Ĝ_m − 1)."""

    index_m: Int[Any, "*p m"]
    share_m: Float[Any, "*p m"]
    lambda_mj: Float[Any, "*p m j"]
    labour_mj: Float[Any, "*p m j"]
    markup_j: Float[Any, "*p j"]
    baseline_m: Float[Any, "*p m"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        new_m = government_income(
            self.lambda_mj, self.labour_mj, self.markup_j, out.sales_ij[self.index_m], out.income_n[self.index_m]
        )
        hat_m = new_m / self.baseline_m / out.price_index_hat_n[self.index_m]
        return 100 * jnp.sum(self.share_m * (hat_m - 1))


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Revenue:
    """W5: Σ_n weight_n (TR′_n / P̂_n − TR_n)."""

    weight_n: Float[Any, "*p n"]
    baseline_n: Float[Any, "*p n"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        return jnp.sum(self.weight_n * (out.tariff_revenue_n / out.price_index_hat_n - self.baseline_n))


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class WorldShare:
    """W4: 100 (share of world sales − baseline share)."""

    own_n: Float[Any, "*p n"]
    mask_j: Float[Any, "*p j"]
    baseline: Float[Any, "*p"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        sales_n = out.sales_ij @ self.mask_j
        points: Float[Array, ""] = 100 * (jnp.sum(self.own_n * sales_n) / jnp.sum(sales_n) - self.baseline)
        return points


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Balance:
    """W6: scale · (exports to the partner − imports from it − baseline)."""

    own_n: Float[Any, "*p n"]
    partner_n: Float[Any, "*p n"]
    baseline: Float[Any, "*p"]
    scale: Float[Any, "*p"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        flow_ni = jnp.sum(out.flows_jni, axis=0)
        balance = self.partner_n @ flow_ni @ self.own_n - self.own_n @ flow_ni @ self.partner_n
        value: Float[Array, ""] = self.scale * (balance - self.baseline)
        return value


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Labour:
    """W6′: Σ_nj weight_nj (R′_nj/ŵ_n − R_nj): labour at baseline wages (E6)."""

    weight_nj: Float[Any, "*p n j"]
    baseline_nj: Float[Any, "*p n j"]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        return jnp.sum(self.weight_nj * (out.sales_ij / out.wage_hat_n[:, None] - self.baseline_nj))


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Sum:
    """W7: Σ_k weight_k term_k."""

    weight_k: Float[Any, "*p k"]
    terms: tuple[Term, ...]

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        total = jnp.zeros(())
        for k, term in enumerate(self.terms):
            total = total + self.weight_k[k] * term(out)
        return total


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class UserFunction:
    """W8: the user's own function of the outcomes and of the position of the player's first region."""

    index: Int[Any, "*p"]
    function: Callable[[Outcomes, Any], Any] = dataclasses.field(metadata={"static": True})

    def __call__(self, out: Outcomes) -> Float[Array, ""]:
        value: Float[Array, ""] = self.function(out, self.index)
        return value
