"""Many policies at once: one compiled call, a result code per policy."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.economy.equations import Instruments, size
from tradetalks.economy.equilibrium import BUSD, PERCENT_OF_BASELINE, Equilibrium
from tradetalks.economy.kernel import outcomes, solve_state
from tradetalks.economy.model import Economy
from tradetalks.economy.policy import Policy, instruments
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


def solve_many(economy: Economy, policies: Sequence[Policy | Instruments], *, method: Anderson | None = None) -> Batch:
    """The equilibria of many policies in one compiled call; those that fail directly are retried one by one.

    Args:
        policies: as for :func:`tradetalks.solve`; all with the same purchase commitments' cells.

    Returns:
        :class:`Batch` with dimensions (policy, region): real income in percent of baseline, revenue in billion dollars.

    Raises:
        PolicyError: no policy, or policies that do not fit the economy.
    """
    method = Anderson() if method is None else method
    if not policies:
        raise PolicyError("no policies to solve\nexpected at least one")
    news = [p if isinstance(p, Instruments) else instruments(economy, p) for p in policies]
    if len({len(new.cell_owner) for new in news}) > 1:
        raise PolicyError(
            "the policies commit to different purchases\ndo       solve policies with the same commitments together"
        )
    stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *news)
    x0 = jnp.zeros(size(economy.kernel, len(news[0].quantity_c)))
    residual, steps, income, revenue = (
        np.array(part)
        for part in _solve_stack(economy.kernel, stacked, economy.preconditioner, x0, method.tolerance, method.method)
    )
    results = []
    for k, new in enumerate(news):
        code = Result.SOLVED if residual[k] <= method.tolerance else Result.STALLED
        if code is not Result.SOLVED:
            code, found = _retry(economy, new, method)
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
