"""How a solve can end, and what is told where it did not end well."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Array, Instruments, evaluate, unpack, weigh
from tradetalks.errors import SolveError, labelled, message
from tradetalks.result import Status

# Which equation sets each part of the state.
EQUATIONS = {
    "lw_n": "E7 wages",
    "lP_nj": "E3 prices",
    "lX_nj": "E9 expenditure",
    "lS_ij": "E6 scale",
    "u_c": "commitment",
}


class SolveStatus(Status):
    """How a solve ended; the value is its message. Residuals are relative errors, 1e-10 allowed unless asked otherwise."""

    SOLVED = "solved: every equation holds to the tolerance"
    STALLED = "stalled: the residual stopped above the tolerance"
    NOT_FINITE = "not finite: a price or a quantity overflowed"


def status_of(residual: float, tolerance: float) -> SolveStatus:
    """The ending that a residual means: the largest relative error of any equation, against what is allowed."""
    if not np.isfinite(residual):
        return SolveStatus.NOT_FINITE
    if residual > tolerance:
        return SolveStatus.STALLED
    return SolveStatus.SOLVED


def solve_error(
    *, economy: Economy, new: Instruments, state: Array, residual: float, tolerance: float, status: SolveStatus
) -> SolveError:
    """The error of a solve that ended with ``status``: residual, the worst equation and its place, and advice."""
    return SolveError(
        message(
            f"no equilibrium was found ({status.value})",
            details=[
                f"residual {residual:.2e}, tolerance {tolerance:.0e}",
                labelled("worst", worst_equation(economy, new, state)),
            ],
            do="look for a country or an industry that the policy shuts down; with theta*psi near 1 an industry can "
            "vanish: lower scale_elasticity there, or approach the policy in smaller steps",
        )
    )


def worst_equation(economy: Economy, new: Instruments, state: Array) -> str:
    """The equation with the largest residual at ``state``, and where: ``E3 prices in USA, ELE``."""
    g, _ = evaluate(jnp.asarray(state), weigh(economy.baseline, new), economy.baseline, new)
    gap = unpack(jnp.nan_to_num(jnp.abs(g - state), nan=jnp.inf), economy.baseline)._asdict()
    kind = max(gap, key=lambda name: np.asarray(gap[name]).max(initial=0))
    values = np.asarray(gap[kind])
    at = np.unravel_index(int(values.argmax()), values.shape)
    if kind == "u_c":
        return f"{EQUATIONS[kind]} in {at[0]}"
    labels = (economy.regions, economy.sectors)[: values.ndim]
    place = ", ".join(names[k] for names, k in zip(labels, at, strict=True))
    return f"{EQUATIONS[kind]} in {place}"
