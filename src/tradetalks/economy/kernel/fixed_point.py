"""A preconditioned fixed point x = g(x) by Anderson mixing; the same routine solves the linear systems of derivatives.

The formula of a step is :func:`tradetalks.numerics.anderson.mixing_weights`; here it runs inside a compiled loop with a
history of fixed size. On a linear map Anderson mixing is equivalent to GMRES (Walker & Ni 2011).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from tradetalks.economy.kernel.problem import TINY
from tradetalks.numerics.anderson import mixing_weights

# Of the unit diagonal of the normal equations, for each past step: fifty times the rounding of a double.
REGULARISATION = 1e-14
# Past steps mixed in linear systems: those of the published models take 5 to 16 steps, so that none is forgotten.
LINEAR_DEPTH = 16
# Five times what any published model needs: a system that takes longer is near singular.
LINEAR_STEPS = 80

Vector = Float[Array, " s"]
Map = Callable[[Vector], Vector]
# Any tree of arrays: what is found beside the map.
Beside = TypeVar("Beside")


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class FixedPoint(Generic[Beside]):
    """``steps`` counts moves (0 if the start solves the problem); evaluations of the map are ``steps + 1``.

    ``beside`` is what the map found at ``x`` besides g(x).
    """

    x: Float[Array, " s"]
    residual: Float[Array, ""]
    steps: Int[Array, ""]
    beside: Beside


class History(NamedTuple):
    """The last m changes of the point and of the step: ΔY = ΔX + ΔF and ΔF, a row each, and the Gram matrix ΔF ΔFᵀ."""

    dy_ms: Float[Array, "m s"]
    df_ms: Float[Array, "m s"]
    gram_mm: Float[Array, "m m"]


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class _Loop(Generic[Beside]):
    """What is carried from step to step: point, map there and what it found beside, history, the last point and step, residual
    and count."""

    x: Float[Array, " s"]
    g: Float[Array, " s"]
    beside: Beside
    history: History
    x_old: Float[Array, " s"]
    f_old: Float[Array, " s"]
    residual: Float[Array, ""]
    steps: Int[Array, ""]


def remember_and_mix(c: _Loop[Beside], f: Float[Array, " s"]) -> tuple[Float[Array, " s"], History]:
    """The Anderson step f − ΔYᵀγ, after the last change of point and step has taken the oldest place in the history.

    The new row of ΔF and the step meet the history in a product each: XLA takes three times as long for both at once.
    """
    rows = len(c.history.df_ms)
    place = (c.steps - 1) % rows
    replace = partial(jax.lax.dynamic_update_index_in_dim, index=place, axis=0)
    keep = (c.steps > 0).astype(f.dtype)
    df = keep * (f - c.f_old)
    dy_ms = replace(c.history.dy_ms, keep * (c.x - c.x_old) + df)
    df_ms = replace(c.history.df_ms, df)
    with_df_m = df_ms @ df
    gram_mm = replace(replace(c.history.gram_mm, with_df_m).T, with_df_m)
    gamma_m = mixing_weights(
        gram_mm,
        df_ms @ f,
        regularisation=REGULARISATION * rows,
        xp=jnp,
        solve=partial(jax.scipy.linalg.solve, assume_a="pos"),
    )
    return f - gamma_m @ dy_ms, History(dy_ms, df_ms, gram_mm)


def anderson(
    g: Callable[[Vector], tuple[Vector, Beside]],
    x0: Float[Array, " s"],
    *,
    precondition: Map,
    tolerance: float | Float[Array, ""],
    max_steps: int,
    depth: int,
    largest_move: float = jnp.inf,
) -> FixedPoint[Beside]:
    """Iterate until max |g(x) − x| ≤ tolerance.

    Args:
        g: the map (s,) → (s,), and any arrays that it finds beside.
        x0: (s,) start; logs of new over old values, without unit.
        precondition: approximate inverse of I − g′, applied to the residual g(x) − x.
        tolerance: on the largest component of g(x) − x (logs, so relative errors).
        max_steps: give up after so many steps; the caller reads ``residual``.
        depth: number of past steps mixed; 0 is the plain preconditioned fixed point.
        largest_move: no component of x moves further in one step.

    Returns:
        Where it stopped, the residual there, the number of steps and what the map found there.

    Source:
        Anderson (1965); Walker & Ni (2011, eq. 3.1).
    """
    rows = max(depth, 1)
    nothing = jnp.zeros((rows, x0.shape[0]))
    history = History(nothing, nothing, jnp.zeros((rows, rows)))
    g0, beside = g(x0)
    r0 = jnp.max(jnp.abs(g0 - x0))
    start = _Loop(x0, g0, beside, history, x0, jnp.zeros_like(x0), r0, jnp.zeros((), int))

    def unfinished(c: _Loop[Beside]) -> Bool[Array, ""]:
        return (c.residual > tolerance) & (c.steps < max_steps) & jnp.isfinite(c.residual)

    def step(c: _Loop[Beside]) -> _Loop[Beside]:
        f = precondition(c.g - c.x)
        move, history = f, c.history
        if depth:
            move, history = remember_and_mix(c, f)
        move = move * jnp.minimum(1.0, largest_move / jnp.maximum(jnp.max(jnp.abs(move)), TINY))
        x = c.x + move
        gx, beside = g(x)
        residual = jnp.max(jnp.abs(gx - x))
        return _Loop(x, gx, beside, history, c.x, f, residual, c.steps + 1)

    end = jax.lax.while_loop(unfinished, step, start)
    return FixedPoint(end.x, end.residual, end.steps, end.beside)


def solve_linear(
    times: Map, b: Float[Array, " s"], guess: Float[Array, " s"], *, precondition: Map, tolerance: float
) -> Float[Array, " s"]:
    """The z with z = b + A z, by Anderson mixing; relative to the size of b.

    Args:
        times: z → A z, (s,) → (s,).
        b: (s,) right-hand side.
        guess: (s,) where to start.
        precondition: approximate inverse of I − A.
        tolerance: on the largest error of an equation, over the largest component of b.
    """
    size = jnp.max(jnp.abs(b))
    size = jnp.where(size > 0, size, 1.0)
    unit = b / size
    found = anderson(
        lambda z: (unit + times(z), ()),
        guess / size,
        precondition=precondition,
        tolerance=tolerance,
        max_steps=LINEAR_STEPS,
        depth=LINEAR_DEPTH,
    )
    return found.x * size
