"""Final use is what purchases leave after inputs: where inputs are more than all that is bought, there is no such economy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from tradetalks.data.checks import NEGLIGIBLE, RELATIVE_TOLERANCE
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray
# Cells that a message lists: a screenful.
SHOWN = 10


def split_purchases(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    expenditure_nj: Float[Array, "n j"],
    use_ikj: Float[Array, "n j j"],
) -> tuple[Float[Array, "n j j"], Float[Array, "n j"]]:
    """Input use and final use that add up to purchases exactly (E8).

    Where rounding of the accounts leaves inputs above purchases, inputs are scaled down to them and final use is 0; what the
    industries do not pay for inputs is value added. Every identity then holds, and the economy is an equilibrium.

    Args:
        regions: (n,) labels.
        sectors: (j,) labels.
        expenditure_nj: (n, j) purchases at buyer prices, billion dollars a year.
        use_ikj: (n, j, j) purchases of input k by sector j at buyer prices, billion dollars a year.

    Returns:
        Input use and final use, billion dollars a year.

    Raises:
        AccountsError: inputs above purchases by more than rounding.
    """
    inputs_nj = use_ikj.sum(axis=2)
    short = inputs_nj > expenditure_nj
    if not short.any():
        return use_ikj, expenditure_nj - inputs_nj
    _refuse(regions, sectors, expenditure_nj, inputs_nj)
    kept_nj = np.where(short, expenditure_nj / np.where(inputs_nj > 0, inputs_nj, 1.0), 1.0)
    return use_ikj * kept_nj[:, :, None], np.where(short, 0.0, expenditure_nj - inputs_nj)


def rounding_of(inputs_nj: Float[Any, "n j"], largest: Float[Any, ""] | float) -> Float[Any, "n j"]:
    """By how much inputs may exceed purchases: as in the checks of accounts a share of them, and cells that are rounding.

    Args:
        inputs_nj: (n, j) input use, in any unit.
        largest: of them.

    Returns:
        In the same unit.
    """
    return RELATIVE_TOLERANCE * inputs_nj + RELATIVE_TOLERANCE * NEGLIGIBLE * largest


def _refuse(
    regions: Sequence[str],
    sectors: Sequence[str],
    expenditure_nj: Float[Array, "n j"],
    inputs_nj: Float[Array, "n j"],
) -> None:
    """Raise where inputs exceed purchases by more than accounts may be rounded.

    Raises:
        AccountsError: the cells, the largest gap first.
    """
    gap_nj = inputs_nj - expenditure_nj
    wrong = np.argwhere(gap_nj > rounding_of(inputs_nj, float(inputs_nj.max()))).tolist()
    if not wrong:
        return
    wrong.sort(key=lambda cell: -gap_nj[cell[0], cell[1]])
    cells = [
        f"{regions[n]}, {sectors[j]}: inputs {inputs_nj[n, j]:.4g}, purchases {expenditure_nj[n, j]:.4g}, "
        f"gap {gap_nj[n, j]:.4g} billion dollars a year"
        for n, j in wrong
    ]
    raise AccountsError(
        message(
            "more is used as input than is bought in",
            details=listed(cells, SHOWN),
            expected="purchases at buyer prices of at least the input use: what is left is final use",
            do="give input use at the buyer prices of these tariffs",
        )
    )
