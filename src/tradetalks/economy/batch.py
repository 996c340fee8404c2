"""Many policies at once: one compiled call, a result code per policy."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import jax
import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import BUSD, PERCENT_OF_BASELINE, Equilibrium
from tradetalks.economy.kernel.equations import Instruments, size
from tradetalks.economy.kernel.implicit import outcomes, solve_state
from tradetalks.economy.policy import Policy, economy_given, instruments, stacked_instruments
from tradetalks.economy.solve import Anderson, Result, solve_instruments
from tradetalks.errors import PolicyError, SolveError

# Policies solved side by side: enough to share matrix products, few enough that their history stays in cache.
CHUNK = 64


@dataclasses.dataclass(frozen=True, eq=False)
class Batch:
    """Outcomes of many policies; a policy without equilibrium keeps its code in ``results`` and NaN in the numbers."""

    economy: Economy
    results: tuple[Result, ...]
    residual: np.ndarray
    evaluations: np.ndarray
    real_income_change: xr.DataArray
    tariff_revenue: xr.DataArray

    def __repr__(self) -> str:
        solved = sum(r is Result.SOLVED for r in self.results)
        return f"Batch({len(self.results)} policies, {solved} solved)"


def solve_many(
    economy: Economy, policies: Policy | Sequence[Policy | Instruments], *, method: Anderson | None = None
) -> Batch:
    """The equilibria of many policies in one compiled call; those that fail directly are retried one by one.

    Args:
        policies: one :class:`Policy` whose arrays carry a leading dimension ``policy`` (the fast way: labels are checked
            once), or a list of policies, all with the same purchase commitments' cells.

    Returns:
        :class:`Batch` with dimensions (policy, region): real income in percent of baseline, revenue in billion dollars.

    Raises:
        PolicyError: no policy, or policies that do not fit the economy.
    """
    economy_given(economy, "solve_many")
    method = Anderson() if method is None else method
    stacked = _stack_of(economy, policies)
    count = len(stacked.transfer_n)
    x0 = np.zeros(size(economy.baseline, stacked.quantity_c.shape[1]))
    residual, steps, income, revenue = _solve_in_threads(economy, stacked, x0, method)
    results = []
    for k in range(count):
        code = Result.SOLVED if residual[k] <= method.tolerance else Result.STALLED
        if code is not Result.SOLVED:
            code, found = _retry(economy, jax.tree.map(lambda leaf, k=k: leaf[k], stacked), method)
            income[k] = found.values.real_income_hat_n if found else np.nan
            revenue[k] = found.values.tariff_revenue_n if found else np.nan
            residual[k] = found.residual if found else residual[k]
        results.append(code)
    coords = {"region": list(economy.regions)}

    def table(values, units, long_name):
        return xr.DataArray(values, coords, ("policy", "region"), attrs={"units": units, "long_name": long_name})

    return Batch(
        economy=economy,
        results=tuple(results),
        residual=residual,
        evaluations=steps.astype(int) + 1,
        real_income_change=table(100 * (income - 1), PERCENT_OF_BASELINE, "change of real income"),
        tariff_revenue=table(revenue, BUSD, "tariff revenue"),
    )


def _stack_of(economy: Economy, policies: Policy | Sequence[Policy | Instruments]) -> Instruments:
    """The kernel's arrays with a leading policy dimension."""
    if isinstance(policies, Policy):
        return stacked_instruments(economy, policies)
    if not policies:
        raise PolicyError("no policies to solve\nexpected at least one")
    news = [p if isinstance(p, Instruments) else instruments(economy, p) for p in policies]
    if len({len(new.cell_owner) for new in news}) > 1:
        raise PolicyError(
            "the policies commit to different purchases\ndo       solve policies with the same commitments together"
        )
    return jax.tree.map(lambda *leaves: np.stack(leaves), *news)


def _solve_in_threads(economy: Economy, stacked: Instruments, x0, method: Anderson) -> list[np.ndarray]:
    """One compiled call per processor, side by side: compiled code does not hold Python's lock."""
    count = len(stacked.transfer_n)
    workers = max(1, min(os.cpu_count() or 1, count // CHUNK))
    edges = np.linspace(0, count, workers + 1).astype(int)

    def part(first: int, last: int):
        piece = jax.tree.map(lambda leaf: leaf[first:last], stacked)
        found = _solve_stack(economy.baseline, piece, economy.preconditioner, x0, method.tolerance, method.method)
        return [np.asarray(value) for value in found]

    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(part, edges[:-1], edges[1:]))
    return [np.concatenate(values) for values in zip(*parts, strict=True)]


def _retry(economy: Economy, new: Instruments, method: Anderson) -> tuple[Result, Equilibrium | None]:
    try:
        return Result.SOLVED, solve_instruments(economy, new, method=method)
    except SolveError:
        return Result.STALLED, None


@partial(jax.jit, static_argnames="method")
def _solve_stack(base, stacked, precondition, x0, tolerance, method):
    def one(new):
        solution = solve_state(base, new, precondition, x0, tolerance, method)
        found = outcomes(solution.x, base, new)
        return solution.residual, solution.steps, found.real_income_hat_n, found.tariff_revenue_n

    return jax.lax.map(one, stacked, batch_size=CHUNK)
