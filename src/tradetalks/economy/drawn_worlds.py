"""One world at many elasticities and under many policies: each draw balanced, moved to its horizon and solved, many at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.calibrate import purge_deficits
from tradetalks.economy.economy import Economy
from tradetalks.economy.failure import NO_TRADE
from tradetalks.economy.final_use import rounding_of
from tradetalks.economy.kernel.elasticities import BaselineShares, balanced_baseline, with_elasticities_of
from tradetalks.economy.kernel.feedback import DIRECTIONS, feedback_matrix, strongest
from tradetalks.economy.kernel.implicit import Method, Outcomes, outcomes, solve_state
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.kernel.weights import policy_wedge
from tradetalks.economy.side_by_side import in_lanes, lanes_of
from tradetalks.economy.solve import Anderson
from tradetalks.errors import SolveError

# The baseline's own instruments that a policy may move; all others stay.
MOVED = ("tariff_jni", "export_tax_jni", "subsidy_ij")
# Beside levels, where policies are of several ages: the shares of the elasticities that count for each of them (E14).
AGES = ("trade_ratio", "scale_ratio")


class DrawnElasticities(NamedTuple):
    """Elasticities of the long run by draw, and the shares of them that count at the horizon (E14).

    ``theta_dj`` and ``psi_dj`` (d, j), ``trade_ratio_d`` and ``scale_ratio_d`` (d,); 1 for the long run.
    """

    theta_dj: Float[np.ndarray, "d j"]
    psi_dj: Float[np.ndarray, "d j"]
    trade_ratio_d: Float[np.ndarray, " d"]
    scale_ratio_d: Float[np.ndarray, " d"]


class DrawnOutcomes(NamedTuple):
    """What each draw came to; nan or a large residual where it was not solved directly.

    Args:
        residual_d: (d,) the largest relative error of any equation of any of its solves.
        feedback_d: (d,) an estimate of λ of the baseline (:mod:`tradetalks.economy.stability`); 0 without scale economies.
        real_income_hat_dmn: (d, m, n) E12 by draw, policy and country, ratios.
        price_index_hat_dmn, wage_hat_dmn: (d, m, n) ratios.
        tariff_revenue_dmn: (d, m, n) billion dollars a year.
        income_dn: (d, n) of the baseline of the draw, billion dollars a year.
        revenue_change_dmn: (d, m, n) E16, billion dollars a year; None unless outcomes are asked for in full.
        jobs_change_dmij: (d, m, i, j) E17, percent of the workforce of country i; None likewise.
    """

    residual_d: Float[np.ndarray, " d"]
    feedback_d: Float[np.ndarray, " d"]
    real_income_hat_dmn: Float[np.ndarray, "d m n"]
    price_index_hat_dmn: Float[np.ndarray, "d m n"]
    wage_hat_dmn: Float[np.ndarray, "d m n"]
    tariff_revenue_dmn: Float[np.ndarray, "d m n"]
    income_dn: Float[np.ndarray, "d n"]
    revenue_change_dmn: Float[np.ndarray, "d m n"] | None = None
    jobs_change_dmij: Float[np.ndarray, "d m i j"] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnWorld:
    """A world whose elasticities are drawn.

    Args:
        economy: calibrated at elasticities in the middle of the draws, those of the long run, imbalances as in the accounts.
        balanced: whether trade imbalances are purged first, at the elasticities of each draw.
        trade_ratio, scale_ratio: shares of them at a horizon in the middle of the draws.
        asks_feedback: whether the elasticities that make a world stable or not differ by draw.
        in_full: whether revenue and jobs are wanted too.

    Notes:
        One approximate inverse, made in the middle, serves every draw: it decides how many steps a solve takes, never where it
        ends.
    """

    economy: Economy
    balanced: bool
    trade_ratio: float = 1.0
    scale_ratio: float = 1.0
    asks_feedback: bool = False
    in_full: bool = False

    @cached_property
    def before(self) -> Economy:
        """The world before any policy, in the middle of the draws."""
        if self.balanced:
            return purge_deficits(self.economy)
        return self.economy

    @cached_property
    def preconditioner(self) -> Preconditioner:
        """Of the world before any policy at the horizon in the middle; with its imbalances where they cannot be purged."""
        try:
            before = self.before
        except SolveError:
            before = self.economy
        at = before.replace(theta_j=self.trade_ratio * before.theta_j, psi_j=self.scale_ratio * before.psi_j)
        if at.has_scale != before.has_scale:
            return before.preconditioner
        return at.preconditioner

    @cached_property
    def case(self) -> _Case:
        """What all draws share, as compiled code takes it."""
        base, unchanged = self.economy.baseline, self.economy.unchanged
        with np.errstate(divide="ignore"):
            log_pi_jni = np.log(np.ascontiguousarray(np.moveaxis(self.economy.pi_nij, 2, 0)))
        shares = BaselineShares(log_pi_jni, np.log(np.asarray(policy_wedge(base, unchanged))))
        purge = self.preconditioner
        if self.balanced:
            purge = self.economy.preconditioner
        return _Case(
            base, shares, unchanged, purge, self.preconditioner, self.asks_feedback, self.balanced, self.in_full
        )


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class _Case:
    base: Baseline
    shares: BaselineShares
    unchanged: Instruments
    purge: Preconditioner
    precondition: Preconditioner
    asks_feedback: bool = dataclasses.field(metadata={"static": True})
    balanced: bool = dataclasses.field(metadata={"static": True})
    in_full: bool = dataclasses.field(metadata={"static": True})


def solve_drawn(
    world: DrawnWorld,
    drawn: DrawnElasticities,
    levels: Mapping[str, Float[np.ndarray, ...]],
    drawn_levels: Mapping[str, Float[np.ndarray, "d ..."]],
    *,
    method: Anderson | None = None,
) -> DrawnOutcomes:
    """Every policy at the elasticities of every draw, in compiled calls of many draws each.

    Args:
        world: what the draws are of.
        drawn: elasticities by draw.
        levels: of the instruments of :data:`MOVED`, by name, (m, ...) for m policies, the same for every draw; fractions. With
            those of :data:`AGES`, (m,) each, every policy is solved at such shares of the elasticities of its draw.
        drawn_levels: the same where they differ by draw, (d, m, ...).
        method: solver settings.

    Returns:
        Outcomes by draw; the caller reads ``residual_d``. A draw's numbers do not depend on which others are solved with it, but
        for the last digits of matrix products.

    Source:
        E1 to E12 and E14 of ``docs/model.md``.
    """
    if method is None:
        method = Anderson()
    # Neighbours take about as many steps, and those side by side wait for the slowest.
    order = np.argsort(np.log(drawn.theta_dj).mean(axis=1), kind="stable")
    stacked = jax.tree.map(lambda leaf: np.asarray(leaf)[order], (drawn, dict(drawn_levels)))

    def solve(piece: tuple[DrawnElasticities, dict[str, Array]]) -> tuple[Array, ...]:
        found: tuple[Array, ...] = _solve_stack(world.case, piece, dict(levels), method.tolerance, method.method)
        return found

    found = in_lanes(solve, stacked, len(order), lanes_of(world.economy.baseline, method.method))
    back = np.argsort(order)
    residual_d, matrix_dkk, *rest = (values[back] for values in found)
    return DrawnOutcomes(residual_d, strongest(matrix_dkk), *rest)


@partial(jax.jit, static_argnames="method")
def _solve_stack(
    case: _Case,
    piece: tuple[DrawnElasticities, dict[str, Array]],
    levels: dict[str, Array],
    tolerance: Float[Array, ""],
    method: Method,
) -> tuple[Array, ...]:
    def one(draw: tuple[DrawnElasticities, dict[str, Array]]) -> tuple[Array, ...]:
        return _solve_one(case, draw[0], {**levels, **draw[1]}, tolerance, method)

    found: tuple[Array, ...] = jax.vmap(one)(piece)
    return found


def _solve_one(
    case: _Case, drawn: DrawnElasticities, levels: dict[str, Array], tolerance: Float[Array, ""], method: Method
) -> tuple[Array, ...]:
    """As :class:`DrawnOutcomes`, of one draw: the world before, its feedback, and every policy at its horizon."""
    theta_j, psi_j = drawn.theta_dj, drawn.psi_dj
    x0 = jnp.zeros(size(case.base, 0))
    base, shares = with_elasticities_of(case.base, case.shares, theta_j, psi_j), case.shares
    unchanged, worst = case.unchanged, jnp.zeros(())
    if case.balanced:
        unchanged = dataclasses.replace(unchanged, deficit_n=jnp.zeros_like(case.base.income_n))
        level = dataclasses.replace(base, deficit_share_n=jnp.zeros_like(base.deficit_share_n))
        purged = solve_state(level, unchanged, case.purge, x0, tolerance, method)
        found = outcomes(purged.x, level, unchanged)
        base, shares = balanced_baseline(level, unchanged, found)
        is_refused = _cut_off(level, base, shares) | _overdrawn(level, base, found)
        worst = jnp.where(is_refused, jnp.inf, purged.residual)
    feedback = jnp.zeros((DIRECTIONS, DIRECTIONS))
    if case.asks_feedback:
        feedback = feedback_matrix(base, unchanged)
    at = with_elasticities_of(base, shares, drawn.trade_ratio_d * theta_j, drawn.scale_ratio_d * psi_j)
    before = outcomes(x0, at, unchanged)

    def policy(moved: dict[str, Array]) -> tuple[Array, ...]:
        here, levels_here = at, {name: level for name, level in moved.items() if name not in AGES}
        if set(AGES) <= set(moved):
            here = with_elasticities_of(base, shares, moved[AGES[0]] * at.theta_j, moved[AGES[1]] * at.psi_j)
        new = dataclasses.replace(unchanged, **levels_here)
        solution = solve_state(here, new, case.precondition, x0, tolerance, method)
        found = outcomes(solution.x, here, new)
        hats = found.real_income_hat_n, found.price_index_hat_n, found.wage_hat_n, found.tariff_revenue_n
        if not case.in_full:
            return (solution.residual, *hats)
        return (solution.residual, *hats, _revenue_change(before, found), _jobs_change(base, before, found))

    residual_m, hat_mn, price_mn, wage_mn, revenue_mn, *full = jax.lax.map(policy, levels)
    worst = jnp.maximum(worst, jnp.max(residual_m))
    return (worst, feedback, hat_mn, price_mn, wage_mn, revenue_mn, base.income_n, *full)


def _revenue_change(before: Outcomes, found: Outcomes) -> Float[jax.Array, " n"]:
    """(E16) What the change of the government's revenue buys at the consumer prices of the baseline, billion dollars a year."""
    then_n, now_n = (one.tariff_revenue_n + one.export_tax_revenue_n - one.subsidy_cost_n for one in (before, found))
    return jnp.asarray(now_n / found.price_index_hat_n - then_n)


def _jobs_change(base: Baseline, before: Outcomes, found: Outcomes) -> Float[jax.Array, "i j"]:
    """(E17) Jobs gained and lost by an industry, percent of the workforce of its country, counted at their wages."""
    sold_ij = jnp.where(before.sales_ij > 0, before.sales_ij, 1.0)
    hat_ij = jnp.where(before.sales_ij > 0, found.sales_ij / sold_ij / found.wage_hat_n[:, None], 1.0)
    wages_ij = (base.beta_ij - base.markup_j) * base.sales_ij
    return jnp.asarray(100 * wages_ij * (hat_ij - 1) / base.wage_bill_n[:, None])


def _cut_off(before: Baseline, balanced: Baseline, shares: BaselineShares) -> Float[jax.Array, ""]:
    """Whether a country lost its trade to the purge, which is refused by name where the draw is solved alone."""
    foreign_jni = jnp.exp(shares.log_pi_jni) * (1 - jnp.eye(before.income_n.shape[0]))
    bought_n = jnp.sum(foreign_jni * balanced.expenditure_nj.T[:, :, None], axis=(0, 2))
    return jnp.any(bought_n <= NO_TRADE * balanced.income_n)


def _overdrawn(before: Baseline, balanced: Baseline, found: Outcomes) -> Float[jax.Array, ""]:
    """Whether industries use more of an input than is bought, by more than rounding; refused by name where solved alone."""
    inputs_nj = jnp.sum(before.gamma_ikj * found.sales_ij[:, None, :], axis=2)
    return jnp.any(inputs_nj - balanced.expenditure_nj > rounding_of(inputs_nj, jnp.max(inputs_nj)))
