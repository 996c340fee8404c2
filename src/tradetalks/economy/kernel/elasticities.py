"""The same world at other elasticities, and balanced: a new baseline in compiled code, where many are solved at once.

Shares of trade are data: whatever θ is, they stay. What moves with θ is the weight of each share before the baseline's own
wedge, and, where imbalances are purged first, the balanced world that the purge leads to.
"""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
from jaxtyping import Float

from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class BaselineShares:
    """What stays of a baseline whatever its elasticities are: logs of its trade shares and of its own wedge (E1).

    Values are logs, without unit; −inf where nothing is bought. Source: E1 and E4 of ``docs/model.md``.
    """

    log_pi_jni: Float[Array, "j n n"]
    log_wedge_jni: Float[Array, "j n n"]


def with_elasticities_of(
    base: Baseline, shares: BaselineShares, theta_j: Float[Array, " j"], psi_j: Float[Array, " j"]
) -> Baseline:
    """The baseline with the same shares at other elasticities.

    Args:
        base: whose flows and shares count, billion dollars a year.
        shares: of the same baseline.
        theta_j: (j,) trade elasticities.
        psi_j: (j,) scale elasticities.

    Returns:
        A baseline whose weights before its own wedge are π κ^θ.

    Source:
        E1 and E3 of ``docs/model.md``; Caliendo & Parro (2015).
    """
    free_jni = shares.log_pi_jni + theta_j[:, None, None] * shares.log_wedge_jni
    return dataclasses.replace(base, log_pi_free_jni=free_jni, theta_j=theta_j, psi_j=psi_j)


def balanced_baseline(base: Baseline, new: Instruments, found: Outcomes) -> tuple[Baseline, BaselineShares]:
    """The equilibrium ``found`` as a baseline without deficits: :func:`tradetalks.economy.calibrate.rebase` on bare arrays.

    Args:
        base: the world that was solved, billion dollars a year.
        new: the instruments under which it was, no commitments among them.
        found: its outcomes, with balanced trade.

    Returns:
        The new baseline, in the units of the old one, and its shares.

    Notes:
        Inputs above purchases by more than rounding are refused by :func:`tradetalks.economy.final_use.split_purchases` where an
        economy is made; here they are scaled down all the same, and whoever calls looks for them.

    Source:
        Exact hat algebra: Dekle, Eaton & Kortum (2008); the calibration of Caliendo & Parro (2015).
    """
    spent_jni = (1 + new.tariff_jni) * found.flows_jni
    expenditure_nj = jnp.sum(spent_jni, axis=2).T
    sales_ij = jnp.sum(found.flows_jni / (1 + new.export_tax_jni), axis=1).T / (1 - new.subsidy_ij)
    use_nkj = base.gamma_ikj * found.sales_ij[:, None, :]
    # Where rounding leaves inputs above purchases they are scaled down to them, as in accounts.
    inputs_nj = jnp.sum(use_nkj, axis=2)
    short_nj = inputs_nj > expenditure_nj
    kept_nj = jnp.where(short_nj, expenditure_nj / jnp.where(short_nj, inputs_nj, 1.0), 1.0)
    use_nkj = use_nkj * kept_nj[:, :, None]
    gamma_ikj = use_nkj / jnp.where(sales_ij > 0, sales_ij, 1.0)[:, None, :]
    beta_ij = 1 - jnp.sum(gamma_ikj, axis=1)
    final_nj = jnp.where(short_nj, 0.0, expenditure_nj - inputs_nj)
    income_n = jnp.sum(final_nj, axis=1)
    pi_jni = spent_jni / jnp.where(expenditure_nj > 0, expenditure_nj, 1.0).T[:, :, None]
    wedge_jni = (1 + new.tariff_jni) * (1 + new.export_tax_jni) * (1 - new.subsidy_ij).T[:, None, :]
    shares = BaselineShares(jnp.log(pi_jni), jnp.log(wedge_jni))
    made = dataclasses.replace(
        base,
        sales_ij=sales_ij,
        expenditure_nj=expenditure_nj,
        wage_bill_n=jnp.sum((beta_ij - base.markup_j) * sales_ij, axis=1),
        income_n=income_n,
        beta_ij=beta_ij,
        gamma_ikj=gamma_ikj,
        alpha_nj=final_nj / income_n[:, None],
        deficit_share_n=jnp.zeros_like(base.deficit_share_n),
    )
    return with_elasticities_of(made, shares, base.theta_j, base.psi_j), shares
