"""E1 and the policy-dependent factor of E3 and E4: what a policy makes of the trade shares, once per solve."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Bool, Float

from tradetalks.economy.kernel.logarithm import log
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments


class Weights(NamedTuple):
    """Policy-laden weights: ``K`` = π κ̂^−θ T̂ over its row maximum, ``V`` = K/(1+t′), ``F`` = V/(1+e′).

    ``taxed`` says whether any export is taxed: where none is, F is V.
    """

    K_jni: Float[Array, "j n n"]
    V_jni: Float[Array, "j n n"]
    F_jni: Float[Array, "j n n"]
    log_max_nj: Float[Array, "n j"]
    taxed: Bool[Array, ""]


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
    return Weights(K, V, V / (1 + new.export_tax_jni), log_max[:, :, 0].T, jnp.any(new.export_tax_jni != 0))
