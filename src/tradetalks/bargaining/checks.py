"""What several modules ask of their arguments: probabilities, one number for each of two sides, the order of stakes."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import TalksError, message


def check_probability(name: str, value: ArrayLike) -> Float[np.ndarray, "*shape"]:
    """``value`` as floats in [0, 1].

    Args:
        name: what it is, for the message.
        value: a number or an array.

    Raises:
        TalksError: an entry outside [0, 1]; names it, what came and where.
    """
    p = np.asarray(value, float)
    bad = ~((p >= 0.0) & (p <= 1.0))
    if bad.any():
        where = ""
        if p.ndim:
            where = f" at position {int(np.argmax(bad))}"
        raise TalksError(
            message(
                f"{name} must be a probability",
                expected="a number in [0, 1]",
                got=f"{p[bad].flat[0]:g}{where}",
                do="write 5 % as 0.05; for a weight that is not a probability use another argument",
            )
        )
    return p


def two_sided(name: str, value: ArrayLike) -> Float[np.ndarray, "sides=2"]:
    """``value`` as two finite floats, one per side; a single number serves both.

    Raises:
        TalksError: another number of entries, or one that is not finite.
    """
    v = np.asarray(value, float)
    right_shape = v.ndim == 0 or v.shape == (2,)
    if not right_shape or not np.isfinite(v).all():
        raise TalksError(
            message(f"{name} must be two finite numbers, one per side", got=repr(value), do="give (side 1, side 2)")
        )
    return np.broadcast_to(v, (2,)).astype(float)


def ordered_stakes(
    *, win: ArrayLike, split: ArrayLike, concede: ArrayLike, breakdown: ArrayLike
) -> Float[np.ndarray, "4 2"]:
    """The values A, M, B, D of each side, stacked, after checking A > M > B > D: the order that makes waiting a contest.

    Args:
        win: A, (2,) the other side concedes.
        split: M, (2,) both concede.
        concede: B, (2,) this side concedes.
        breakdown: D, (2,) nobody concedes.

    Raises:
        TalksError: another order.
    """
    stakes = np.stack(
        [
            two_sided("win", win),
            two_sided("split", split),
            two_sided("concede", concede),
            two_sided("breakdown", breakdown),
        ]
    )
    for side in range(2):
        if not (np.diff(stakes[:, side]) < 0).all():
            a, m, b, d = stakes[:, side]
            raise TalksError(
                message(
                    f"side {side + 1}: the stakes are in another order",
                    expected="win > split > concede > breakdown",
                    got=f"{a:g}, {m:g}, {b:g}, {d:g}",
                    do="if breakdown beats conceding this side never concedes: raise its commitment probability to 1; "
                    "if conceding beats winning the two texts are swapped",
                )
            )
    return stakes
