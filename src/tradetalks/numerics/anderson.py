"""Anderson mixing: a fixed-point step made better by what the last few steps have shown.

A plain iteration of x = g(x) moves by f = g(x) − x. With the last m changes of x and of f in the rows of ΔX and ΔF, the mixed
step is f − (ΔX + ΔF)ᵀ γ, where γ = argmin ‖f − ΔFᵀ γ‖ says which combination of past steps would have made f vanish.

The formula stands here once. Two loops use it: :mod:`tradetalks.economy.kernel.fixed_point`, compiled by JAX, with thousands
of unknowns and a history of fixed size; and :mod:`tradetalks.games.mixing`, in numpy, with a few hundred controls, a history
that is forgotten when a bound is met, and distances that are weighted.

Source: Anderson (1965); Walker & Ni (2011, SIAM Journal on Numerical Analysis 49, eq. 3.1).
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

Array = TypeVar("Array")


def mixing_weights(
    gram_mm: Array,
    along_m: Array,
    *,
    regularisation: float,
    xp: ModuleType,
    solve: Callable[[Any, Any], Any],
) -> Array:
    """γ = argmin ‖f − ΔFᵀ γ‖, by the normal equations with the rows of ΔF scaled to unit length.

    Args:
        gram_mm: ΔF ΔFᵀ (m, m); a loop that adds one row a step changes one row and column of it.
        along_m: ΔF f (m,), with f the plain step at the current point.
        regularisation: added to the unit diagonal of the normal equations, so that parallel rows do not cancel.
        xp: ``numpy`` or ``jax.numpy``, whichever the arrays belong to.
        solve: (matrix, right-hand side) → solution, for a symmetric positive definite matrix.

    Returns:
        γ (m,), zeros where the equations have no finite solution; rows of ΔF that are zero (not yet filled) get weight 0.
    """
    norm_m = xp.sqrt(xp.diagonal(gram_mm))
    filled_m = norm_m > 0
    scale_m = xp.where(filled_m, 1 / xp.where(filled_m, norm_m, 1.0), 0.0)
    # A unit diagonal in the rows not yet filled leaves their weight at zero.
    unit_mm = scale_m[:, None] * gram_mm * scale_m + xp.diag(xp.where(filled_m, regularisation, 1.0))
    gamma_m = solve(unit_mm, scale_m * along_m) * scale_m
    weights: Array = xp.where(xp.all(xp.isfinite(gamma_m)), gamma_m, 0.0)
    return weights
