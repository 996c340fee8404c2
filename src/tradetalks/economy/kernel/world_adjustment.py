"""E11 with deficits that are shares of income: the one number that lets them add up over the world."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

# Shares of the baseline come as numpy arrays outside compiled code.
Array = jax.Array | np.ndarray

# Of world income: rounding of a sum of doubles over some hundred countries.
ROUNDING = 1e-14
# Newton doubles its distance from the pole until errors square, so that sixty steps resolve an income of 1e-16 of the world's.
MOST_STEPS = 60


@jax.custom_jvp
def world_adjustment(y_n: Float[Array, " n"], share_n: Float[Array, " n"]) -> Float[jax.Array, ""]:
    """The τ with Σ_n y_n/(1 − δ_n + τ) = Σ_n y_n that leaves every income positive.

    The left side falls and is convex in τ right of its last pole, so Newton from the left of the root is monotone. A term alone
    is at most the sum: τ ≥ δ_n − 1 + y_n/Σy for every n, a bound right of every pole from which it may always start. It starts
    from 0, the answer at the baseline and where nobody has a share, wherever 0 lies left of the root.

    Args:
        y_n: (n,) what countries earn and their constant deficits, billion dollars a year. Negative ones count as 0: such a
            country has no income whatever τ is.
        share_n: (n,) δ, deficits over income, fractions below 1.

    Source:
        E11 of ``docs/model.md``.
    """
    y_n = jnp.maximum(y_n, 0.0)
    share_n = jnp.asarray(share_n)
    total = jnp.sum(y_n)
    lowest = jnp.max(jnp.where(y_n > 0, share_n - 1 + y_n / jnp.where(total > 0, total, 1.0), -jnp.inf))
    # A country that earns nothing has a pole too; a share of 1 or more stays left of it until something is earned.
    lowest = jnp.where(jnp.isfinite(lowest), lowest, 0.0)

    def excess(tau: Float[jax.Array, ""]) -> Float[jax.Array, ""]:
        return jnp.sum(jnp.where(y_n > 0, y_n / (1 - share_n + tau) - y_n, 0.0))

    def unfinished(at: tuple[jax.Array, jax.Array, jax.Array]) -> Bool[jax.Array, ""]:
        _, gap, steps = at
        return (jnp.abs(gap) > ROUNDING * total) & (steps < MOST_STEPS)

    def newton(at: tuple[jax.Array, jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array, jax.Array]:
        tau, gap, steps = at
        slope = jnp.sum(jnp.where(y_n > 0, y_n / (1 - share_n + tau) ** 2, 0.0))
        tau = jnp.maximum(lowest, tau + gap / slope)
        return tau, excess(tau), steps + 1

    start = jnp.maximum(0.0, lowest)
    found: tuple[jax.Array, jax.Array, jax.Array] = jax.lax.while_loop(
        unfinished, newton, (start, excess(start), jnp.zeros((), int))
    )
    return found[0]


@world_adjustment.defjvp
def _world_adjustment_jvp(
    primals: tuple[Array, Array], tangents: tuple[Array, Array]
) -> tuple[Float[jax.Array, ""], Float[jax.Array, ""]]:
    """Implicit function theorem: dτ Σ y/s² = Σ (1/s − 1) dy + Σ y/s² dδ, with s = 1 − δ + τ."""
    y_n, share_n = primals
    dy_n, dshare_n = tangents
    tau = world_adjustment(y_n, share_n)
    spread_n = 1 - share_n + tau
    weight_n = y_n / spread_n**2
    change = jnp.sum((1 / spread_n - 1) * dy_n) + jnp.sum(weight_n * dshare_n)
    return tau, change / jnp.sum(weight_n)
