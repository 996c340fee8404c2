"""The natural logarithm of doubles, several at a time.

XLA takes the logarithm of a double on a processor with one call to the C library for each number: done for every pair of
countries, that costs more than all equations together. This one is made of additions, products and one division, which XLA
compiles to vector instructions. Its relative error is at most four units in the last place.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

# Arrays of the baseline come as numpy's.
Array = jax.Array | np.ndarray

# A double is m · 2^k: 52 bits of m, above them k.
FRACTION_BITS = 52
# √½ as the integer of its bits: subtracted, it leaves the k for which m lies in [√½, √2), symmetric around 1 in logs.
ROOT_OF_HALF = 0x3FE6A09E667F3BCD
LOG_2 = 0.6931471805599453
# log(1 + f) = f − f²/2 + f³ P(f)/Q(f) for 1 + f in [√½, √2], to the precision of a double; highest powers first.
P = (
    1.01875663804580931796e-4,
    4.97494994976747001425e-1,
    4.70579119878881725854e0,
    1.44989225341610930846e1,
    1.79368678507819816313e1,
    7.70838733755885391666e0,
)
Q = (
    1.0,
    1.12873587189167450590e1,
    4.52279145837532221105e1,
    8.29875266912776603211e1,
    7.11544750618563894466e1,
    2.31251620126765340583e1,
)


@jax.custom_jvp
def log(x: Float[Array, "*d"]) -> Float[jax.Array, "*d"]:
    """The natural logarithm; −∞ at 0, ∞ at ∞, not a number below 0. Denormal numbers count as 0.

    Args:
        x: doubles of any shape, without unit.

    Source:
        Cephes Mathematical Library (Moshier), ``log.c``: reduction of the argument and coefficients.
    """
    x = jnp.asarray(x)
    bits = jax.lax.bitcast_convert_type(x, jnp.int64)
    k = (bits - ROOT_OF_HALF) >> FRACTION_BITS
    f = jax.lax.bitcast_convert_type(bits - (k << FRACTION_BITS), x.dtype) - 1
    square = f * f
    bottom = polynomial(Q, f)
    # Over one denominator: what ends in a division is computed once, however many of XLA's loops read it.
    value = ((f - square / 2 + k.astype(x.dtype) * LOG_2) * bottom + f * square * polynomial(P, f)) / bottom
    at_edge = jnp.where(x == 0, -jnp.inf, jnp.where(x > 0, x, jnp.nan))
    return jnp.where((x > 0) & (x < jnp.inf), value, at_edge)


def polynomial(coefficients: tuple[float, ...], x: Float[Array, "*d"]) -> Float[jax.Array, "*d"]:
    """Horner's rule, the coefficient of the highest power first."""
    value = jnp.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * x + coefficient
    return value


@log.defjvp
def _log_jvp(
    primals: tuple[Float[Array, "*d"]], tangents: tuple[Float[Array, "*d"]]
) -> tuple[Float[jax.Array, "*d"], Float[jax.Array, "*d"]]:
    """d log x = dx/x."""
    (x,), (dx,) = primals, tangents
    return log(x), jnp.asarray(dx / x)
