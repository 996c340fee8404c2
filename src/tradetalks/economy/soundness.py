"""What an economy must satisfy for E1 to E12 to have a meaning: checked whenever one is made or replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.errors import AccountsError

if TYPE_CHECKING:
    from tradetalks.economy.economy import Economy

# A share of value added this far below 0 is rounding in published tables.
ROUNDING = 1e-4
SHOWN = 10


def check_elasticities(economy: Economy) -> None:
    """θ > 0, ψ ≥ 0, θψ < 1 and 0 ≤ μ < 1, all finite: outside, E3 has no solution or several that mean nothing."""
    theta, psi, markup = economy.theta_j, economy.psi_j, economy.markup_j
    for name, values in (("theta_j", theta), ("psi_j", psi), ("markup_j", markup)):
        if np.shape(values) != (len(economy.sectors),):
            raise AccountsError(
                f"{name} has the wrong shape\nexpected {len(economy.sectors)} numbers, one a sector\n"
                f"got      an array of shape {np.shape(values)}"
            )
    with np.errstate(invalid="ignore", over="ignore"):
        product = theta * psi
        good = (theta > 0) & (psi >= 0) & (product < 1) & (markup >= 0) & (markup < 1) & np.isfinite(theta)
    if good.all():
        return
    wrong = [
        f"  {economy.sectors[k]}: theta {theta[k]:g}, psi {psi[k]:g}, theta*psi {product[k]:g}, mark-up {markup[k]:g}"
        for k in np.flatnonzero(~good)
    ]
    raise AccountsError(
        "\n".join(
            [
                "elasticities out of range in",
                *wrong,
                "expected finite numbers with theta above 0, psi of at least 0, theta*psi below 1, mark-up in [0, 1)",
                "do       lower psi below 1/theta there; values up to theta*psi = 0.95 are tested",
            ]
        )
    )


def check_labour_shares(economy: Economy) -> None:
    """β_ij − μ_j, the wages in a dollar of sales (E7), must not be negative, nor 0 where profits are taken."""
    beta, markup = economy.beta_ij, economy.markup_j
    short = np.where(markup > 0, beta <= markup, beta < -ROUNDING) & (economy.sales_ij > 0)
    if not short.any():
        return
    cells = [
        f"  {economy.regions[i]}, {economy.sectors[k]}: value added {beta[i, k]:.4g} of sales, mark-up {markup[k]:.4g}"
        for i, k in np.argwhere(short)
    ]
    raise AccountsError(
        "\n".join(
            [
                "no wages are left in",
                *cells[:SHOWN],
                *([f"  and {len(cells) - SHOWN} more"] if len(cells) > SHOWN else []),
                "expected value added above the mark-up: what is left of it after profits pays labour",
                "do       lower the mark-up of these sectors, or check their input use",
            ]
        )
    )
