"""The straight path from the baseline to a policy, along which hard solves walk and welfare is integrated."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments


def departure(economy: Economy, new: Instruments) -> Instruments:
    """Where the path to ``new`` starts: the baseline's instruments, and commitments to what is bought already."""
    cells = (new.cell_importer, new.cell_exporter, new.cell_sector)
    bought_c = np.bincount(new.cell_owner, economy.flows_nij[cells], len(new.quantity_c)).astype(float)
    return dataclasses.replace(economy.unchanged, quantity_c=bought_c)


def between(old: Instruments, new: Instruments, share) -> Instruments:
    """The policy a ``share`` (0 to 1) of the way from ``old`` to ``new``: wedges in logs, the rest linearly."""

    def wedge(a, b, sign=1):
        return sign * jnp.expm1((1 - share) * jnp.log1p(sign * a) + share * jnp.log1p(sign * b))

    return dataclasses.replace(
        new,
        tariff_jni=wedge(old.tariff_jni, new.tariff_jni),
        export_tax_jni=wedge(old.export_tax_jni, new.export_tax_jni),
        subsidy_ij=wedge(old.subsidy_ij, new.subsidy_ij, sign=-1),
        trade_cost_hat_jni=new.trade_cost_hat_jni**share,
        technology_hat_ij=new.technology_hat_ij**share,
        transfer_n=(1 - share) * old.transfer_n + share * new.transfer_n,
        deficit_n=(1 - share) * old.deficit_n + share * new.deficit_n,
        quantity_c=(1 - share) * old.quantity_c + share * new.quantity_c,
    )
