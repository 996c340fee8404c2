"""What a solve is given: a baseline, and new levels of every instrument.

Arrays with trade partners are held sector first (``_jni``: importer n, exporter i) so that each sector is one contiguous
matrix.
"""

from __future__ import annotations

import dataclasses

import jax
import numpy as np
from jaxtyping import Float, Shaped

# Baselines and instruments come as numpy arrays and become JAX's inside compiled code.
Array = jax.Array | np.ndarray

# Stands in for 0 under a logarithm or a division: a positive double far below anything economic.
TINY = 1e-300


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Baseline:
    """What the kernel knows of an economy (``docs/notation.md``); ``scale`` says whether the state carries ``lS``.

    Values are billion dollars a year, shares and elasticities fractions; ``log_pi_free_jni`` is the log of trade shares before
    the baseline's own wedge. Source: calibration of Caliendo & Parro (2015).
    """

    log_pi_free_jni: Float[Array, "j n n"]
    sales_ij: Float[Array, "n j"]
    expenditure_nj: Float[Array, "n j"]
    wage_bill_n: Float[Array, " n"]
    income_n: Float[Array, " n"]
    beta_ij: Float[Array, "n j"]
    gamma_ikj: Float[Array, "n j j"]
    alpha_nj: Float[Array, "n j"]
    theta_j: Float[Array, " j"]
    psi_j: Float[Array, " j"]
    markup_j: Float[Array, " j"]
    deficit_share_n: Float[Array, " n"]
    scale: bool = dataclasses.field(metadata={"static": True})


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Instruments:
    """New levels of every instrument. The cells of commitment c are the entries of ``cell_*`` (integers) whose
    ``cell_owner`` is c; derivatives hold placeholders there. Many policies at once have a leading axis p on every array.

    ``beyond_c`` is 0 where ``quantity_c`` is all that must be bought, and 1 where it comes on top of what would be bought at the
    prices and incomes of the equilibrium without the wedge.

    Taxes and subsidies are fractions, hats ratios of new over old, transfers, deficits and quantities billion dollars a year.
    Source: E1 of ``docs/model.md``.
    """

    tariff_jni: Float[Array, "*p j n n"]
    export_tax_jni: Float[Array, "*p j n n"]
    subsidy_ij: Float[Array, "*p n j"]
    trade_cost_hat_jni: Float[Array, "*p j n n"]
    technology_hat_ij: Float[Array, "*p n j"]
    transfer_n: Float[Array, "*p n"]
    deficit_n: Float[Array, "*p n"]
    quantity_c: Float[Array, "*p c"]
    beyond_c: Float[Array, "*p c"]
    cell_sector: Shaped[Array, "*p m"]
    cell_importer: Shaped[Array, "*p m"]
    cell_exporter: Shaped[Array, "*p m"]
    cell_owner: Shaped[Array, "*p m"]
