"""What an economy must satisfy for E1 to E12 to have a meaning: checked whenever one is made or replaced."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.data.elasticities import scale_is_bounded
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray

# A share of value added this far below 0 is rounding in published tables.
ROUNDING = 1e-4
# Industries that a message lists: a screenful.
SHOWN = 10


def check_elasticities(*, sectors: Sequence[str], theta_j: Array, psi_j: Array, markup_j: Array) -> None:
    """θ > 0, ψ ≥ 0, θψ < 1 and 0 ≤ μ < 1, all finite: outside, E3 has no solution or several that mean nothing.

    Args:
        sectors: (j,) labels.
        theta_j: (j,) trade elasticities.
        psi_j: (j,) scale elasticities.
        markup_j: (j,) shares of sales kept as profit, fractions.

    Raises:
        AccountsError: arrays of another shape, or the sectors where a condition fails.
    """
    for name, values in (("theta_j", theta_j), ("psi_j", psi_j), ("markup_j", markup_j)):
        if np.shape(values) != (len(sectors),):
            raise AccountsError(
                message(
                    f"{name} has the wrong shape",
                    expected=f"{len(sectors)} numbers, one a sector",
                    got=f"an array of shape {np.shape(values)}",
                )
            )
    with np.errstate(invalid="ignore", over="ignore"):
        product = theta_j * psi_j
        positive = (theta_j > 0) & np.isfinite(theta_j) & (psi_j >= 0)
        good = positive & scale_is_bounded(theta_j, psi_j) & (markup_j >= 0) & (markup_j < 1)
    if good.all():
        return
    wrong = [
        f"  {sectors[k]}: theta {theta_j[k]:g}, psi {psi_j[k]:g}, theta*psi {product[k]:g}, mark-up {markup_j[k]:g}"
        for k in np.flatnonzero(~good).tolist()
    ]
    raise AccountsError(
        message(
            "elasticities out of range in",
            details=wrong,
            expected="finite numbers with theta above 0, psi of at least 0, theta*psi below 1, mark-up in [0, 1)",
            do="lower psi below 1/theta there (values up to theta*psi = 0.95 are tested), or switch scale economies off: "
            "calibrate(accounts, scale=False)",
        )
    )


def check_labour_shares(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    beta_ij: Float[Array, "n j"],
    markup_j: Float[Array, " j"],
    sales_ij: Float[Array, "n j"],
) -> None:
    """β_ij − μ_j, the wages in a dollar of sales (E7), must not be negative, nor 0 where profits are taken.

    Args:
        regions: (n,) labels.
        sectors: (j,) labels.
        beta_ij: (n, j) value added over sales, fractions.
        markup_j: (j,) profits over sales, fractions.
        sales_ij: (n, j) receipts of producers, billion dollars a year; industries that sell nothing may have any share.

    Raises:
        AccountsError: the industries without wages, at most ten.
    """
    short = np.where(markup_j > 0, beta_ij <= markup_j, beta_ij < -ROUNDING) & (sales_ij > 0)
    if not short.any():
        return
    cells = [
        f"{regions[i]}, {sectors[k]}: value added {beta_ij[i, k]:.4g} of sales, mark-up {markup_j[k]:.4g}"
        for i, k in np.argwhere(short).tolist()
    ]
    raise AccountsError(
        message(
            "no wages are left in",
            details=listed(cells, SHOWN),
            expected="value added above the mark-up: what is left of it after profits pays labour",
            do="lower the mark-up of these sectors, or check their input use",
        )
    )
