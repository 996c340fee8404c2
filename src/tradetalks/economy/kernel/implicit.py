"""The solved map policy → equilibrium as one differentiable function (implicit function theorem, forward and reverse).

The rule below serves whatever is written in JAX on top of a solve: ``jax.jvp``, ``jax.grad`` and their compositions, one
direction or one number at a time. :mod:`tradetalks.economy.kernel.adjoint` takes the same theorem for many numbers at once at
a state that is solved already, with a guess for every adjoint. Both solve their systems with
:func:`tradetalks.economy.kernel.fixed_point.solve_linear`.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float

from tradetalks.economy.kernel.commitments import commit
from tradetalks.economy.kernel.equations import Accounts, evaluate, evaluate_with_accounts, trade, unit_cost
from tradetalks.economy.kernel.fixed_point import FixedPoint, Map, anderson, solve_linear
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import Flows, State, unpack
from tradetalks.economy.kernel.weights import weigh

# Tighter than any solve (1e-10), so that derivatives are known better than the equilibrium they belong to.
LINEAR_TOLERANCE = 1e-12
# In logs: no price or quantity changes by more than a factor of seven in one step, so that none overflows.
LARGEST_MOVE = 2.0


class Method(NamedTuple):
    """How to solve: ``depth`` past steps are mixed (0 = plain), at most ``max_steps`` steps.

    Good values: seven past steps solve the published models in 5 to 13 evaluations, and deeper histories save none. A solve
    that has not ended after 150 steps, ten times that, will not. Source: Walker & Ni (2011).
    """

    depth: int = 7
    max_steps: int = 150


DEFAULT_METHOD = Method()


class Solution(NamedTuple):
    """Where a solve stopped: the state (logs of new over old), its largest relative error, the steps taken, Walras' residual.

    The error is infinite where every equation holds and the state is no equilibrium all the same: an income or an expenditure
    is not above 0, or the redundant market does not clear (:class:`tradetalks.economy.kernel.equations.Accounts`).
    """

    x: Float[Array, " s"]
    residual: Float[Array, ""]
    steps: Float[Array, ""]
    walras: Float[Array, ""]


class Outcomes(NamedTuple):
    """What an equilibrium means, differentiable in every instrument. Values in billion dollars a year.

    ``real_income_hat_n`` is E12, Î_n / Π_j P̂_nj^α_nj; ``price_index_hat_n`` its denominator. Hats are ratios of new over old.
    Source: E4, E5, E8 and E12 of ``docs/model.md``.
    """

    real_income_hat_n: Float[Array, " n"]
    income_n: Float[Array, " n"]
    price_index_hat_n: Float[Array, " n"]
    wage_hat_n: Float[Array, " n"]
    tariff_revenue_n: Float[Array, " n"]
    export_tax_revenue_n: Float[Array, " n"]
    subsidy_cost_n: Float[Array, " n"]
    profit_n: Float[Array, " n"]
    deficit_n: Float[Array, " n"]
    sales_ij: Float[Array, "n j"]
    expenditure_nj: Float[Array, "n j"]
    price_hat_nj: Float[Array, "n j"]
    flows_jni: Float[Array, "j n n"]
    applied_tariff_jni: Float[Array, "j n n"]
    log_factory_price_ij: Float[Array, "n j"]


def judged_solution(found: FixedPoint[Accounts], tolerance: float | Float[Array, ""]) -> Solution:
    """The solution where the iteration stopped, refused where its accounts are those of no world."""
    mock = (found.residual <= tolerance) & ~found.beside.sound
    residual = jnp.where(mock, jnp.inf, found.residual)
    return Solution(found.x, residual, found.steps.astype(float), found.beside.walras)


@partial(jax.custom_jvp, nondiff_argnums=(5,))
def solve_state(
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    x0: Float[Array, " s"],
    tolerance: float | Float[Array, ""],
    method: Method,
) -> Solution:
    """Solve x = g(x) from ``x0``; the caller judges ``residual`` against ``tolerance``.

    Args:
        base: the calibrated economy, billion dollars a year.
        new: levels of every instrument.
        precondition: approximate inverse of I − g′.
        x0: (s,) start, logs of new over old values.
        tolerance: on the largest relative error of any equation.
        method: depth and number of steps.

    Source:
        E2 to E10 of ``docs/model.md``, by Anderson mixing (Walker & Ni 2011).
    """
    weights = weigh(base, new)
    found = anderson(
        lambda x: evaluate_with_accounts(x, weights, base, new),
        jnp.asarray(x0),
        precondition=precondition,
        tolerance=jnp.asarray(tolerance),
        max_steps=method.max_steps,
        depth=method.depth,
        largest_move=LARGEST_MOVE,
    )
    return judged_solution(found, tolerance)


@solve_state.defjvp
def _solve_state_jvp(
    method: Method,
    primals: tuple[Baseline, Instruments, Preconditioner, Array, Array],
    tangents: tuple[Baseline, Instruments, Preconditioner, Array, Array],
) -> tuple[Solution, Solution]:
    """dx = (I − ∂g/∂x)⁻¹ (∂g/∂p) dp, by the same accelerated iteration; its transpose is the adjoint solve."""
    base, new, precondition, x0, tolerance = primals
    solution = solve_state(base, new, precondition, x0, tolerance, method)
    x = solution.x

    def g(x: Array, base: Baseline, new: Instruments) -> jax.Array:
        return evaluate(x, weigh(base, new), base, new)[0]

    _, dg = jax.jvp(lambda b, p: g(x, b, p), (base, new), (tangents[0], tangents[1]))
    _, tangent = jax.linearize(lambda x: g(x, base, new), x)
    dx = jax.lax.custom_linear_solve(
        lambda z: z - tangent(z),
        dg,
        solve=partial(_solve_tangent, precondition=precondition),
        transpose_solve=partial(_solve_tangent, precondition=transpose(precondition, x)),
    )
    zero = jnp.zeros_like(solution.residual)
    return solution, Solution(dx, zero, zero, zero)


def _solve_tangent(matvec: Map, b: Float[jax.Array, " s"], *, precondition: Map) -> Float[jax.Array, " s"]:
    """The z with ``matvec``(z) = b, where ``matvec`` is I − ∂g/∂x or its transpose."""
    nothing_known = jnp.zeros_like(b)
    return solve_linear(
        lambda z: z - matvec(z), b, nothing_known, precondition=precondition, tolerance=LINEAR_TOLERANCE
    )


def transpose(linear: Map, x: Float[Array, " s"]) -> Map:
    """The transpose of a linear map (s,) → (s,)."""
    transposed = jax.linear_transpose(linear, x)

    def apply(r: Float[jax.Array, " s"]) -> Float[jax.Array, " s"]:
        result: jax.Array = transposed(r)[0]
        return result

    return apply


def apply_wedges(new: Instruments, u_c: Float[Array, " c"]) -> Float[Array, "j n n"]:
    """Tariffs as buyers meet them: (1 + t′)(1 − z) − 1 in the cells of a purchase commitment with wedge z."""
    at = (new.cell_sector, new.cell_importer, new.cell_exporter)
    return (1 + jnp.asarray(new.tariff_jni)).at[at].multiply(jnp.exp(u_c[new.cell_owner]), unique_indices=True) - 1


def outcomes(x: Float[Array, " s"], base: Baseline, new: Instruments) -> Outcomes:
    """Levels and welfare of the state ``x`` (E4, E5, E8, E12).

    Args:
        x: (s,) solved, logs of new over old values.
        base: the calibrated economy.
        new: levels of every instrument.

    Returns:
        Values in billion dollars a year, hats as ratios of new over old.

    Source:
        Caliendo & Parro (2015, eqs. 10-14).
    """
    state = unpack(x, base)
    weights = commit(weigh(base, new), state.u_c, base, new)
    flows, lP_nj = trade(state, weights, base, new)
    flows_jni = weights.V_jni * flows.a_ij.T[:, None, :] * flows.b_nj.T[:, :, None]
    return outcomes_of(flows, lP_nj, flows_jni, apply_wedges(new, state.u_c), state, base, new)


def outcomes_of(
    flows: Flows,
    lP_nj: Float[Array, "n j"],
    flows_jni: Float[Array, "j n n"],
    applied_tariff_jni: Float[Array, "j n n"],
    state: State,
    base: Baseline,
    new: Instruments,
) -> Outcomes:
    """Outcomes from flows by sector, however finely trade was told apart to get them (E8, E12).

    Args:
        flows: at ``state``, billion dollars a year.
        lP_nj: log price indices.
        flows_jni: trade at exporter prices, billion dollars a year.
        applied_tariff_jni: tariffs as buyers meet them, fractions.
        state: solved.
        base: the calibrated economy.
        new: levels of every instrument.

    Source:
        E8 and E12 of ``docs/model.md``.
    """
    log_price_n = jnp.sum(base.alpha_nj * lP_nj, axis=1)
    return Outcomes(
        real_income_hat_n=flows.income_n / base.income_n * jnp.exp(-log_price_n),
        income_n=flows.income_n,
        price_index_hat_n=jnp.exp(log_price_n),
        wage_hat_n=jnp.exp(state.lw_n),
        tariff_revenue_n=flows.tariff_revenue_n,
        export_tax_revenue_n=flows.export_tax_revenue_n,
        subsidy_cost_n=flows.subsidy_cost_n,
        profit_n=flows.profit_n,
        deficit_n=flows.deficit_n,
        sales_ij=flows.sales_ij,
        expenditure_nj=base.expenditure_nj * jnp.exp(state.lX_nj),
        price_hat_nj=jnp.exp(lP_nj),
        flows_jni=flows_jni,
        applied_tariff_jni=applied_tariff_jni,
        log_factory_price_ij=unit_cost(state, base) - (state.lS_ij + jnp.log(new.technology_hat_ij)) / base.theta_j,
    )


solve_state_jit = jax.jit(solve_state, static_argnums=5)
outcomes_jit = jax.jit(outcomes)


@partial(jax.jit, static_argnames="method")
def solve_outcomes(
    base: Baseline,
    new: Instruments,
    precondition: Preconditioner,
    x0: Float[Array, " s"],
    tolerance: float | Float[Array, ""],
    method: Method = DEFAULT_METHOD,
) -> tuple[Solution, Outcomes]:
    """Solve and read off the outcomes; differentiable in ``new`` and in the parameters of ``base``.

    Args:
        base: the calibrated economy.
        new: levels of every instrument.
        precondition: approximate inverse of I − g′; it changes the number of steps, not the answer.
        x0: (s,) start, logs of new over old values.
        tolerance: on the largest relative error of any equation.
        method: depth and number of steps.

    Returns:
        The state with its residual, and the outcomes in billion dollars a year, ratios and fractions.

    Source:
        Caliendo & Parro (2015, eqs. 10-14); implicit function theorem for the derivatives.
    """
    solution = solve_state(base, new, precondition, x0, tolerance, method)
    return solution, outcomes(solution.x, base, new)
