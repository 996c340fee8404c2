"""From economy and policy to equilibrium: one call, a result code, never half an answer."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.equations import Instruments, evaluate, size, unpack, weigh
from tradetalks.economy.kernel.implicit import Method, Solution, solve_state_jit
from tradetalks.economy.path import between, departure
from tradetalks.economy.policy import Policy, instruments
from tradetalks.errors import SolveError

TOLERANCE = 1e-10
SMALLEST_STRIDE = 1 / 256


class Result(enum.Enum):
    """How a solve ended; the value is its message."""

    SOLVED = "solved: every equation holds to the tolerance"
    STALLED = "stalled: the residual stopped above the tolerance"
    NOT_FINITE = "not finite: a price or a quantity overflowed"


@dataclasses.dataclass(frozen=True)
class Anderson:
    """Preconditioned Anderson mixing.

    Args:
        tolerance: on the largest relative error of E3, E6, E7 and E9.
        depth: past steps mixed.
        max_steps: per attempt; after a failed attempt the shock is walked in strides, each from the last solution.
    """

    tolerance: float = TOLERANCE
    depth: int = 7
    max_steps: int = 150

    @property
    def method(self) -> Method:
        return Method(self.depth, self.max_steps)


def solve(economy: Economy, policy: Policy | None = None, *, method: Anderson | None = None) -> Equilibrium:
    """The equilibrium of ``economy`` under ``policy`` (equations E1 to E12 of ``docs/model.md``).

    Args:
        economy: from :func:`tradetalks.calibrate`.
        policy: new levels of the instruments; None is the baseline itself (zero steps).
        method: solver settings.

    Raises:
        PolicyError: the policy does not fit the economy.
        SolveError: no equilibrium was reached; says residual, place and what to try.

    Notes:
        Where a direct solve fails, the policy is reached in strides along the straight line (in logs) from the baseline,
        so with strong scale economies the answer is the one connected with the baseline.
    """
    method = Anderson() if method is None else method
    new = instruments(economy, Policy() if policy is None else policy)
    return solve_instruments(economy, new, policy=policy, method=method)


def solve_instruments(
    economy: Economy,
    new: Instruments,
    *,
    policy: Policy | None = None,
    method: Anderson | None = None,
    start=None,
) -> Equilibrium:
    """As :func:`solve`, from the kernel's own arrays; ``start`` is the state of a nearby equilibrium."""
    method = Anderson() if method is None else method
    x0 = np.zeros(size(economy.baseline, len(new.quantity_c))) if start is None else start
    solution = attempt(economy, new, x0, method)
    evaluations = int(solution.steps) + 1
    if classify(solution, method) is not Result.SOLVED:
        solution, more = _walk(economy, new, method)
        evaluations += more
    result = classify(solution, method)
    if result is not Result.SOLVED:
        raise SolveError(_failure(economy, new, solution, result, method))
    return Equilibrium(
        economy=economy,
        policy=policy,
        instruments=new,
        state=np.asarray(solution.x),
        residual=float(solution.residual),
        walras=float(solution.walras),
        evaluations=evaluations,
    )


def attempt(economy: Economy, new: Instruments, x0, method: Anderson) -> Solution:
    """One run of the kernel; the caller reads the residual."""
    return solve_state_jit(economy.baseline, new, economy.preconditioner, x0, method.tolerance, method.method)


def classify(solution: Solution, method: Anderson) -> Result:
    """The result code of a run of the kernel."""
    if not np.isfinite(solution.residual):
        return Result.NOT_FINITE
    return Result.SOLVED if solution.residual <= method.tolerance else Result.STALLED


def _walk(economy: Economy, new: Instruments, method: Anderson) -> tuple[Solution, int]:
    """Strides from the baseline to ``new``, halved on failure and doubled on success."""
    x = np.zeros(size(economy.baseline, len(new.quantity_c)))
    start = departure(economy, new)
    done, stride, evaluations = 0.0, 0.25, 0
    while True:
        target = min(1.0, done + stride)
        solution = attempt(economy, between(start, new, target) if target < 1 else new, x, method)
        evaluations += int(solution.steps) + 1
        if classify(solution, method) is Result.SOLVED:
            x, done, stride = np.asarray(solution.x), target, 2 * stride
            if done == 1.0:
                return solution, evaluations
        else:
            stride /= 2
            if stride < SMALLEST_STRIDE:
                return solution, evaluations


def _failure(economy: Economy, new: Instruments, solution: Solution, result: Result, method: Anderson) -> str:
    where = _worst_equation(economy, new, np.asarray(solution.x))
    return (
        f"no equilibrium was found ({result.value})\n"
        f"residual {float(solution.residual):.2e}, tolerance {method.tolerance:.0e}\n"
        f"worst    {where}\n"
        "do       look for a country or an industry that the policy shuts down; with theta*psi near 1 an industry can "
        "vanish: lower scale_elasticity there, or approach the policy in smaller steps"
    )


def _worst_equation(economy: Economy, new: Instruments, x: np.ndarray) -> str:
    gx, _ = evaluate(jnp.asarray(x), weigh(economy.baseline, new), economy.baseline, new)
    gap = unpack(jnp.nan_to_num(jnp.abs(gx - x), nan=jnp.inf), economy.baseline)
    names = {
        "lw_n": "E7 wages",
        "lP_nj": "E3 prices",
        "lX_nj": "E9 expenditure",
        "lS_ij": "E6 scale",
        "u_c": "commitment",
    }
    kind, values = max(zip(gap._fields, map(np.asarray, gap), strict=True), key=lambda kv: kv[1].max(initial=0))
    at = np.unravel_index(int(values.argmax()), values.shape)
    labels: Sequence = (economy.regions, economy.sectors) if values.ndim == 2 else (economy.regions,)
    place = ", ".join(str(lab[k]) for lab, k in zip(labels, at, strict=True)) if kind != "u_c" else str(at[0])
    return f"{names[kind]} in {place}"
