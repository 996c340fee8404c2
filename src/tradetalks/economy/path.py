"""The straight path from the baseline to a policy: hard solves continue along it and welfare is integrated over it."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Array, Instruments


def departure(economy: Economy, new: Instruments) -> Instruments:
    """Where the path to ``new`` starts: the baseline's instruments, and commitments to what is bought already, nothing more."""
    cells = (new.cell_importer, new.cell_exporter, new.cell_sector)
    bought_c = np.bincount(new.cell_owner, economy.flows_nij[cells], len(new.quantity_c)).astype(float)
    beyond_c = np.asarray(new.beyond_c)
    return dataclasses.replace(economy.unchanged, quantity_c=(1 - beyond_c) * bought_c, beyond_c=beyond_c)


def between(old: Instruments, new: Instruments, share: float | Float[Array, ""]) -> Instruments:
    """The policy a ``share`` (0 to 1) of the way from ``old`` to ``new``: wedges in logs, the rest linearly."""

    def wedge(a: Array, b: Array, sign: int = 1) -> jax.Array:
        """1 + ``sign`` times the rate moves in logs."""
        return sign * jnp.expm1((1 - share) * jnp.log1p(sign * a) + share * jnp.log1p(sign * b))

    def line(a: Array, b: Array) -> Array:
        return (1 - share) * a + share * b

    return dataclasses.replace(
        new,
        tariff_jni=wedge(old.tariff_jni, new.tariff_jni),
        export_tax_jni=wedge(old.export_tax_jni, new.export_tax_jni),
        subsidy_ij=wedge(old.subsidy_ij, new.subsidy_ij, sign=-1),
        trade_cost_hat_jni=new.trade_cost_hat_jni**share,
        technology_hat_ij=new.technology_hat_ij**share,
        transfer_n=line(old.transfer_n, new.transfer_n),
        deficit_n=line(old.deficit_n, new.deficit_n),
        quantity_c=line(old.quantity_c, new.quantity_c),
    )
