"""Anderson acceleration of a preconditioned fixed point x = g(x); the same routine solves the linear adjoint systems.

Anderson (1965); Walker & Ni (2011, SIAM J. Numer. Anal. 49, eq. 3.1). On a linear map it is equivalent to GMRES.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

REGULARISATION = 1e-14


class FixedPoint(NamedTuple):
    """``steps`` counts moves (0 if the start solves the problem); evaluations of the map are ``steps + 1``."""

    x: Float[Array, " s"]
    residual: Float[Array, ""]
    steps: Int[Array, ""]


class _Loop(NamedTuple):
    x: Array
    g: Array
    dy_ms: Array
    df_ms: Array
    x_old: Array
    f_old: Array
    residual: Array
    steps: Array


def mix(f: Float[Array, " s"], dy_ms: Float[Array, "m s"], df_ms: Float[Array, "m s"]) -> Float[Array, " s"]:
    """The Anderson step: f − ΔYγ with γ = argmin ‖f − ΔFγ‖ and ΔY = ΔX + ΔF, columns of ΔF scaled to unit length."""
    norm_m = jnp.sqrt(jnp.sum(df_ms**2, axis=1))
    scale_m = jnp.where(norm_m > 0, 1 / jnp.where(norm_m > 0, norm_m, 1.0), 0.0)
    unit_ms = df_ms * scale_m[:, None]
    gram = unit_ms @ unit_ms.T
    # Columns not yet filled are zero: a unit diagonal there leaves their coefficient at zero.
    gram = gram + jnp.diag(jnp.where(norm_m > 0, REGULARISATION * len(norm_m), 1.0))
    gamma_m = jax.scipy.linalg.solve(gram, unit_ms @ f, assume_a="pos") * scale_m
    gamma_m = jnp.where(jnp.all(jnp.isfinite(gamma_m)), gamma_m, 0.0)
    return f - gamma_m @ dy_ms


def anderson(
    g: Callable[[Float[Array, " s"]], Float[Array, " s"]],
    x0: Float[Array, " s"],
    *,
    precondition: Callable[[Float[Array, " s"]], Float[Array, " s"]],
    tolerance: float | Float[Array, ""],
    max_steps: int,
    depth: int,
    largest_move: float = jnp.inf,
) -> FixedPoint:
    """Iterate until max |g(x) − x| ≤ tolerance.

    Args:
        g: the map.
        x0: start (s,).
        precondition: approximate inverse of I − g′, applied to the residual g(x) − x.
        tolerance: on the largest component of g(x) − x (logs, so relative errors).
        max_steps: give up after so many steps; the caller reads ``residual``.
        depth: number of past steps mixed; 0 is the plain preconditioned fixed point.
        largest_move: no component of x moves further in one step.
    """
    rows = max(depth, 1)
    history = jnp.zeros((rows, x0.shape[0]))
    g0 = g(x0)
    r0 = jnp.max(jnp.abs(g0 - x0))
    start = _Loop(x0, g0, history, history, x0, jnp.zeros_like(x0), r0, jnp.zeros((), int))

    def unfinished(c: _Loop) -> Bool[Array, ""]:
        return (c.residual > tolerance) & (c.steps < max_steps) & jnp.isfinite(c.residual)

    def step(c: _Loop) -> _Loop:
        f = precondition(c.g - c.x)
        if depth:
            row = (c.steps - 1) % rows
            keep = (c.steps > 0).astype(f.dtype)
            df = keep * (f - c.f_old)
            dy_ms = c.dy_ms.at[row].set(keep * (c.x - c.x_old) + df)
            df_ms = c.df_ms.at[row].set(df)
            move = mix(f, dy_ms, df_ms)
        else:
            dy_ms, df_ms, move = c.dy_ms, c.df_ms, f
        move = move * jnp.minimum(1.0, largest_move / jnp.maximum(jnp.max(jnp.abs(move)), 1e-300))
        x = c.x + move
        gx = g(x)
        residual = jnp.max(jnp.abs(gx - x))
        return _Loop(x, gx, dy_ms, df_ms, c.x, f, residual, c.steps + 1)

    end = jax.lax.while_loop(unfinished, step, start)
    return FixedPoint(end.x, end.residual, end.steps)
