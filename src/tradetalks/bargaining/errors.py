"""The error that the talks raise, and the checks that several layers share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import TradeTalksError


class TalksError(TradeTalksError):
    """Talks that cannot be analysed: impossible dates, mandates, probabilities or stakes, or a solver that failed."""


def probability(name: str, value: ArrayLike) -> np.ndarray:
    """`value` as floats in [0, 1]; raises TalksError naming `name`, what came and where."""
    p = np.asarray(value, float)
    bad = ~((p >= 0.0) & (p <= 1.0))
    if bad.any():
        where = f" at position {int(np.argmax(bad))}" if p.ndim else ""
        raise TalksError(
            f"{name} must be a probability in [0, 1]; got {p[bad].flat[0]:g}{where}. "
            "Write 5 % as 0.05; for a weight that is not a probability use another argument."
        )
    return p


def pair(name: str, value: ArrayLike) -> np.ndarray:
    """`value` as two finite floats, one per side (a single number serves both)."""
    v = np.asarray(value, float)
    if v.ndim > 1 or (v.ndim == 1 and v.shape != (2,)) or not np.isfinite(v).all():
        raise TalksError(f"{name} must be two finite numbers, one per side; got {value!r}. Give (side 1, side 2).")
    return np.broadcast_to(v, (2,)).astype(float)


def ordered_stakes(*, win: ArrayLike, split: ArrayLike, concede: ArrayLike, breakdown: ArrayLike) -> np.ndarray:
    """Stack A, M, B, G as (4, 2) after checking A > M > B > G for each side (the order that makes waiting a contest)."""
    stakes = np.stack([pair("win", win), pair("split", split), pair("concede", concede), pair("breakdown", breakdown)])
    for side in range(2):
        if not (np.diff(stakes[:, side]) < 0).all():
            a, m, b, g = stakes[:, side]
            raise TalksError(
                f"side {side + 1}: expected win > split > concede > breakdown; got {a:g}, {m:g}, {b:g}, {g:g}. "
                "If breakdown beats conceding this side never concedes (raise its committed probability to 1); "
                "if conceding beats winning the two texts are swapped."
            )
    return stakes
