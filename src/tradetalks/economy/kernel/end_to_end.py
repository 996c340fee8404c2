"""Vectors laid end to end, each written by a loop of its own.

XLA makes what is concatenated anew, number by number, inside every loop that reads the whole: on a processor the equations of a
step were computed again for its residual, its size and its history. Written in place, the parts are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

# Parts of a state may be numpy's.
Array = jax.Array | np.ndarray


def end_to_end(parts: Sequence[Array]) -> Float[jax.Array, " s"]:
    """The vectors one after the other, in doubles.

    Args:
        parts: vectors of any length, in any unit.
    """
    whole = jnp.zeros(sum(len(part) for part in parts))
    start = 0
    for part in parts:
        whole = jax.lax.dynamic_update_slice(whole, jnp.asarray(part, whole.dtype), (start,))
        start += len(part)
    return whole
