"""What odds rest on: how far they follow each assumption when all of them move at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

# Rank correlations of 256 unrelated draws reach about 0.12 in one case of twenty; below that nothing is said to move anything.
NOTICEABLE = 0.12


@dataclasses.dataclass(frozen=True)
class Driver:
    """How odds follow one assumption while all the others move too.

    Args:
        name: coordinate of the draws, ``committed 1`` for that of side 1.
        correlation: rank correlation with the odds, in [-1, 1].
        low: mean odds in the third of the draws in which the assumption is lowest.
        high: mean odds in the third in which it is highest.
    """

    name: str
    correlation: float
    low: float
    high: float

    @property
    def noticeable(self) -> bool:
        """Whether the correlation is more than draws show by chance."""
        return abs(self.correlation) >= NOTICEABLE


def drivers_of(odds: Float[np.ndarray, " d"], quantiles: Mapping[str, np.ndarray]) -> tuple[Driver, ...]:
    """What the odds follow, most first.

    Args:
        odds: (d,) in every draw; nan where a draw was not solved, which is left out.
        quantiles: by coordinate, where in its distribution (d,) each draw stands.

    Returns:
        A driver for each coordinate; none where fewer than three draws are solved.
    """
    # Loaded where it is needed, as by the draws.
    from scipy.stats import spearmanr

    known = np.isfinite(odds)
    if known.sum() < 3:
        return ()
    found = []
    for name, place in quantiles.items():
        share, at = odds[known], place[known]
        correlation = 0.0
        if np.ptp(share) > 0:
            correlation = float(spearmanr(at, share).statistic)
        low, high = (float(share[third].mean()) for third in _outer_thirds(at))
        found.append(Driver(name, correlation, low, high))
    return tuple(sorted(found, key=lambda driver: -abs(driver.correlation)))


def _outer_thirds(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the third of the draws with the lowest and of that with the highest values."""
    order = np.argsort(place, kind="stable")
    third = max(1, len(order) // 3)
    return order[:third], order[-third:]
