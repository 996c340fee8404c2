"""Many policies at once: one compiled call, a status per policy."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

import jax
import numpy as np
import xarray as xr
from jaxtyping import Float, Int

from tradetalks.economy.economy import Economy
from tradetalks.economy.failure import SolveStatus
from tradetalks.economy.instruments import instruments_of, stacked_instruments
from tradetalks.economy.kernel.implicit import Method, outcomes, solve_state
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.labels import BUSD, PERCENT_OF_BASELINE
from tradetalks.economy.policy import Policy, economy_given
from tradetalks.economy.side_by_side import in_lanes, lanes_of
from tradetalks.economy.solve import Anderson, find_equilibrium, method_given
from tradetalks.errors import PolicyError, SolveError, message
from tradetalks.result import Result


@dataclasses.dataclass(frozen=True, eq=False)
class Batch(Result):
    """Outcomes of many policies; one without equilibrium keeps its status in ``statuses`` and NaN in the numbers.

    Args:
        economy: the baseline.
        statuses: how the solve of each policy ended.
        residual: (p,) the largest relative error of any equation.
        evaluations: (p,) how often E2 to E9 were evaluated.
        real_income_change: (policy, region), percent of baseline.
        tariff_revenue: (policy, region), billion dollars a year.

    Source:
        E8 and E12 of ``docs/model.md``.
    """

    economy: Economy
    statuses: tuple[SolveStatus, ...]
    residual: Float[np.ndarray, " p"]
    evaluations: Int[np.ndarray, " p"]
    real_income_change: xr.DataArray
    tariff_revenue: xr.DataArray

    @property
    def solved(self) -> int:
        """How many policies have an equilibrium."""
        return sum(status.solved for status in self.statuses)

    def failure(self) -> SolveError | None:
        """Which policies have no equilibrium; None where all have."""
        failed = [k for k, status in enumerate(self.statuses) if not status.solved]
        if not failed:
            return None
        first = failed[0]
        return SolveError(
            message(
                f"{len(failed)} of {len(self.statuses)} policies have no equilibrium",
                details=[f"the first is policy {first}: {self.statuses[first].value}, {self.residual[first]:.2e}"],
                do="solve it alone (tradetalks.solve) to see which equation fails, or go on with those solved",
            )
        )

    def to_dataset(self) -> xr.Dataset:
        """Real income, revenue, residual, evaluations and status by policy, units as attributes."""
        per_policy = {
            "residual": (self.residual, "1", "largest relative error of any equation"),
            "evaluations": (self.evaluations, "1", "evaluations of E2 to E9"),
            "status": ([status.name for status in self.statuses], "", "how the solve ended"),
        }
        tables = {
            "real_income_change": self.real_income_change,
            "tariff_revenue": self.tariff_revenue,
        }
        tables |= {
            name: xr.DataArray(values, dims="policy", attrs={"units": units, "long_name": long_name})
            for name, (values, units, long_name) in per_policy.items()
        }
        return xr.Dataset(tables)

    def __repr__(self) -> str:
        return f"Batch({len(self.statuses)} policies, {self.solved} solved)"


def solve_many(
    economy: Economy, policies: Policy | Sequence[Policy | Instruments], *, method: Anderson | None = None
) -> Batch:
    """The equilibria of many policies in one compiled call; those that fail directly are retried one by one.

    Args:
        economy: from :func:`tradetalks.calibrate`.
        policies: one :class:`Policy` whose arrays carry a leading dimension ``policy`` (the fast way: labels are checked
            once), or a list of policies, all with the same purchase commitments' cells.
        method: solver settings.

    Returns:
        :class:`Batch` with dimensions (policy, region): real income in percent of baseline, revenue in billion dollars a
        year. Nothing is raised for a policy without equilibrium: its status says so and its numbers are NaN.

    Raises:
        PolicyError: no policy, or policies that do not fit the economy.

    Source:
        E1 to E12 of ``docs/model.md``, as :func:`tradetalks.solve`.
    """
    economy_given(economy, "solve_many")
    method_given(method, "solve_many")
    if method is None:
        method = Anderson()
    stacked = _stack_of(economy, policies)
    x0 = np.zeros(size(economy.baseline, stacked.quantity_c.shape[1]))
    lanes = lanes_of(economy.baseline, method.method)

    def solve(piece: Instruments) -> tuple[Array, ...]:
        found: tuple[Array, ...] = _solve_stack(
            economy.baseline, piece, economy.preconditioner, x0, method.tolerance, method.method
        )
        return found

    count = len(stacked.transfer_n)
    residual, steps, income, revenue = in_lanes(solve, stacked, count, lanes)
    statuses = [SolveStatus.SOLVED] * len(residual)
    for k in np.flatnonzero(~(residual <= method.tolerance)):
        found = find_equilibrium(economy, jax.tree.map(lambda leaf, k=k: leaf[k], stacked), method=method)
        statuses[k] = found.status
        income[k], revenue[k] = np.nan, np.nan
        if found.status.solved:
            residual[k] = found.residual
            income[k] = found.values.real_income_hat_n
            revenue[k] = found.values.tariff_revenue_n
    return Batch(
        economy=economy,
        statuses=tuple(statuses),
        residual=residual,
        evaluations=steps.astype(int) + 1,
        real_income_change=_table(economy, 100 * (income - 1), PERCENT_OF_BASELINE, "change of real income"),
        tariff_revenue=_table(economy, revenue, BUSD, "tariff revenue"),
    )


def _table(economy: Economy, values: Float[np.ndarray, "p n"], units: str, long_name: str) -> xr.DataArray:
    """One number a policy and region, labelled."""
    coords = {"region": list(economy.regions)}
    return xr.DataArray(values, coords, ("policy", "region"), attrs={"units": units, "long_name": long_name})


def _stack_of(economy: Economy, policies: Policy | Sequence[Policy | Instruments]) -> Instruments:
    """The kernel's arrays with a leading policy dimension."""
    if isinstance(policies, Policy):
        return stacked_instruments(economy, policies)
    if not isinstance(policies, Sequence):
        raise PolicyError(
            message(
                "solve_many: these are not policies",
                expected="a Policy with a dimension policy, or a list of policies",
                got=type(policies).__name__,
            )
        )
    if not policies:
        raise PolicyError(message("no policies to solve", expected="at least one"))
    news = [p if isinstance(p, Instruments) else instruments_of(economy, p) for p in policies]
    if len({len(new.cell_owner) for new in news}) > 1:
        raise PolicyError(
            message(
                "the policies commit to different purchases",
                do="solve policies with the same commitments together",
            )
        )
    stacked: Instruments = jax.tree.map(lambda *leaves: np.stack(leaves), *news)
    return stacked


@partial(jax.jit, static_argnames="method")
def _solve_stack(
    base: Baseline,
    stacked: Instruments,
    precondition: Preconditioner,
    x0: Float[Array, " s"],
    tolerance: Float[Array, ""],
    method: Method,
) -> tuple[Array, Array, Array, Array]:
    def one(new: Instruments) -> tuple[Array, Array, Array, Array]:
        solution = solve_state(base, new, precondition, x0, tolerance, method)
        found = outcomes(solution.x, base, new)
        return solution.residual, solution.steps, found.real_income_hat_n, found.tariff_revenue_n

    found: tuple[Array, Array, Array, Array] = jax.vmap(one)(stacked)
    return found
