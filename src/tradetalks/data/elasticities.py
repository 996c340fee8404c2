"""What the elasticities of a sector must satisfy together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def scale_is_bounded(theta: ArrayLike, psi: ArrayLike) -> NDArray[np.bool_]:
    """θψ < 1: whether economies of scale are weak enough for an industry to have one size.

    By E3 and E4 an industry that grows by 1 percent gets cheaper by ψ percent and its sales rise by θψ percent. At θψ = 1
    any size supports itself; above, the industry ends in one country or vanishes.

    Args:
        theta: trade elasticities, 1; a number or one a sector.
        psi: scale elasticities, 1; a number or one a sector.

    Returns:
        One truth a sector, False where a number is missing.

    Source:
        E3 and E4 of ``docs/model.md``; θψ → 1 from below is the multi-sector Krugman model of Costinot &
        Rodríguez-Clare (2014).
    """
    product = np.multiply(theta, psi, dtype=float)
    return np.asarray(product < 1)
