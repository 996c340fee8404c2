"""The one nonlinear program that every bargaining concept instantiates, solved by SLSQP with exact gradients.

    max_{x, s}  w'u(x) + h(s)   s.t.   P u(x) + Q s >= c,   lower <= x <= upper,   s >= s_min,   problem constraints

Instruments are scaled to the unit box and rows by the range of payoffs, so that tolerances mean the same in every unit.
Each optimum carries its certificate: the violation, the stationarity residual of the KKT conditions and the spread over
starting points.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.optimize import Bounds, minimize, nnls

from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.bargaining.stall import Stalled, Watch

# A scaled row or bound nearer to 0 than this binds: the solver meets constraints to about a hundredth of it.
_ACTIVE = 1e-6
# A point that misses a scaled constraint by more than this is not feasible.
_FEASIBLE = 1e-7
# Starts whose values differ by less than this share of the best found the same optimum.
_AGREE = 1e-6
# Units are never smaller than this: a payoff that does not move in the box has none.
_LEAST_UNIT = 1e-12
# Iterations of a search; those that need more have stalled on a kink.
_ITERATIONS = 300
# Slacks start this far above their minimum, where logarithms are finite.
_ABOVE_MINIMUM = 1e-3
# Points that a payoff function remembers: value, gradient and constraints of the few around a line search.
_REMEMBERED = 16


@dataclass(frozen=True)
class Program:
    """Objective and constraints in payoffs u (n,) and slacks s (k,): see the module's equation.

    Args:
        weights: w (n,).
        rows_u: P (r, n).
        rows_s: Q (r, k).
        floor: c (r,).
        slack_value: s -> (h, dh/ds (k,)). Default: 0.
        slack_min: s_min (k,), -inf where there is none.
    """

    weights: np.ndarray
    rows_u: np.ndarray
    rows_s: np.ndarray
    floor: np.ndarray
    slack_value: Callable[[np.ndarray], tuple[float, np.ndarray]] | None = None
    slack_min: np.ndarray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class ProgramOptimum:
    """A solution with its certificate.

    Args:
        x: (m,) instruments; u: (n,) payoffs there; slack: (k,) s.
        value: of the objective.
        violation: worst constraint violation, rows in units of the range of payoffs.
        stationarity: residual of the KKT conditions in scaled variables.
        multipliers: (r,) shadow values of the rows, objective units per unit of the row.
        bound_prices: (m,) those of the instrument bounds (> 0: raising the upper bound helps; < 0: lowering the lower one).
        spread: value of the best start less that of the worst that reached feasibility.
        starts_agreeing: how many found the best.
        feasible: every constraint holds.
    """

    x: np.ndarray
    u: np.ndarray
    slack: np.ndarray
    value: float
    violation: float
    stationarity: float
    multipliers: np.ndarray
    bound_prices: np.ndarray
    spread: float
    starts_agreeing: int
    feasible: bool


def remembered(f: PayoffFunction) -> PayoffFunction:
    """``f`` that keeps its last few points: value, gradient and constraints are asked at the same x one after the other.

    Threads may share it: points are computed side by side, and entered one at a time.
    """
    memory: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
    entering = threading.Lock()

    def ask(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        key = np.asarray(x, float).tobytes()
        found = memory.get(key)
        if found is None:
            u, jac = f(np.asarray(x, float).copy())
            found = np.atleast_1d(np.asarray(u, float)), np.atleast_2d(np.asarray(jac, float))
            with entering:
                if len(memory) >= _REMEMBERED:
                    memory.pop(next(iter(memory)))
                memory[key] = found
        return found

    return ask


def box_starts(problem: BargainingProblem, count: int, seed: int = 0) -> list[Float[np.ndarray, " m"]]:
    """Starting points: where the deal is expected, or the centre of the box, then ``count - 1`` seeded uniform draws."""
    rng = np.random.default_rng(seed)
    width = problem.upper - problem.lower
    draws = [problem.lower + width * rng.random(problem.m) for _ in range(count - 1)]
    first = problem.lower + 0.5 * width
    if problem.near is not None:
        first = np.clip(problem.near, problem.lower, problem.upper)
    return [first, *draws]


def solve_program(
    problem: BargainingProblem, program: Program, starts: Sequence[np.ndarray], *, tolerance: float = 0.0
) -> ProgramOptimum:
    """The best feasible optimum over ``starts``; where none is feasible, the least infeasible point (``feasible`` False).

    Args:
        problem: payoffs, box and constraints of its own. These may cost more than its payoffs: what is best without them and
            meets them is best with them, so that they are tried last.
        program: objective and rows.
        starts: points (m,) to search from.
        tolerance: of the objective, in scaled units; never finer than ``problem.exact``.
    """
    tolerance = max(tolerance, problem.exact)
    if problem.at_least is not None:
        relaxed = solve_program(replace(problem, at_least=None), program, starts, tolerance=tolerance)
        if relaxed.feasible and (problem.at_least(relaxed.x)[0] >= 0).all():
            return relaxed
        starts = [relaxed.x, *starts]
    scaled = _Scaled(problem, program, remembered(problem.payoffs), starts[0])
    found = [scaled.solve(np.asarray(x0, float), tolerance) for x0 in starts]
    feasible = [o for o in found if o.feasible]
    if not feasible:
        return min(found, key=lambda o: o.violation)
    best = max(feasible, key=lambda o: o.value)
    gaps = np.array([best.value - o.value for o in feasible])
    agreeing = int((gaps <= _AGREE * max(1.0, abs(best.value))).sum())
    return replace(best, spread=float(gaps.max()), starts_agreeing=agreeing)


class _Scaled:
    """The program in scaled variables y = (z, s), z = (x - lower)/width; rows divided by the range of payoffs."""

    def __init__(self, problem: BargainingProblem, program: Program, ask: PayoffFunction, x0: np.ndarray) -> None:
        self.problem, self.program, self.ask = problem, program, ask
        self.width = problem.width
        u0, jac0 = ask(np.clip(x0, problem.lower, problem.upper))
        at_stake = np.maximum(np.abs(u0 - problem.disagreement_point), _LEAST_UNIT)
        self.unit = np.maximum(np.abs(jac0 * self.width).sum(1), at_stake)
        self.row_unit = np.maximum(np.abs(program.rows_u) @ self.unit, _LEAST_UNIT)
        self.slack_unit = self._slack_unit()
        # The objective's unit: a payoff range, or what one unit of slack is worth (1 for logarithms, the slack's own else).
        unit = float(np.abs(program.weights) @ self.unit)
        if program.slack_value is not None:
            _, slope = program.slack_value(self.slack_unit)
            unit = max(unit, float(np.abs(slope * self.slack_unit).max()))
        self.value_unit = max(unit, _LEAST_UNIT)

    def _slack_unit(self) -> np.ndarray:
        """The range of the tightest row that a slack appears in: with unlike currencies the smaller one limits it."""
        weight = np.abs(self.program.rows_s)
        if not weight.size:
            return np.ones(0)
        reach = np.divide(self.row_unit[:, None], weight, out=np.full(weight.shape, np.inf), where=weight > 0)
        return np.asarray(reach.min(0))

    def x(self, y: np.ndarray) -> np.ndarray:
        p = self.problem
        return np.asarray(np.clip(p.lower + self.width * y[: p.m], p.lower, p.upper))

    def s(self, y: np.ndarray) -> np.ndarray:
        return np.asarray(y[self.problem.m :] * self.slack_unit)

    def objective(self, y: np.ndarray) -> tuple[float, np.ndarray]:
        u, jac = self.ask(self.x(y))
        value, grad = float(self.program.weights @ u), self.width * (self.program.weights @ jac)
        slack_grad = np.zeros(len(self.slack_unit))
        if self.program.slack_value is not None:
            h, dh = self.program.slack_value(self.s(y))
            value, slack_grad = value + h, dh * self.slack_unit
        return -value / self.value_unit, -np.concatenate([grad, slack_grad]) / self.value_unit

    def rows(self, y: np.ndarray) -> np.ndarray:
        u, _ = self.ask(self.x(y))
        level = self.program.rows_u @ u + self.program.rows_s @ self.s(y)
        return np.asarray((level - self.program.floor) / self.row_unit)

    def rows_jac(self, y: np.ndarray) -> np.ndarray:
        _, jac = self.ask(self.x(y))
        left = self.program.rows_u @ jac * self.width
        return np.asarray(np.hstack([left, self.program.rows_s * self.slack_unit]) / self.row_unit[:, None])

    def extra(self, g: PayoffFunction) -> tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]:
        """A constraint of the problem as functions of y."""
        ask, k = remembered(g), len(self.slack_unit)

        def jac(y: np.ndarray) -> np.ndarray:
            block = ask(self.x(y))[1] * self.width
            return np.hstack([block, np.zeros((len(block), k))])

        return (lambda y: ask(self.x(y))[0]), jac

    def solve(self, x0: np.ndarray, tolerance: float) -> ProgramOptimum:
        p = self.problem
        constraints: list[dict[str, Any]] = []
        if len(self.program.floor):
            constraints.append({"type": "ineq", "fun": self.rows, "jac": self.rows_jac})
        for kind, g in (("ineq", p.at_least), ("eq", p.equal)):
            if g is not None:
                fun, jac = self.extra(g)
                constraints.append({"type": kind, "fun": fun, "jac": jac})
        low_s = np.zeros(0)
        if len(self.slack_unit):
            low_s = self.program.slack_min / self.slack_unit
        top = (p.upper - p.lower) / self.width
        z0 = np.clip((x0 - p.lower) / self.width, 0.0, top)
        y0 = np.concatenate([z0, self._slack_start(z0, low_s)])
        low = np.concatenate([np.zeros(p.m), low_s])
        high = np.concatenate([top, np.full(len(low_s), np.inf)])
        watch = Watch(self._meets_constraints, tolerance)

        def value(y: np.ndarray) -> float:
            found = self.objective(y)[0]
            watch.see(y, found)
            return found

        try:
            end = minimize(
                value,
                y0,
                jac=lambda y: self.objective(y)[1],
                bounds=Bounds(low, high),
                constraints=constraints,
                method="SLSQP",
                options={"ftol": tolerance, "maxiter": _ITERATIONS},
            ).x
        except Stalled as stalled:
            end = stalled.best
        return self._certified(np.clip(end, low, high))

    def _meets_constraints(self, y: np.ndarray) -> bool:
        """Whether rows and the problem's own constraints hold at ``y``."""
        return -float(self.rows(y).min(initial=0.0)) < _FEASIBLE and self._extra_normals(y)[1] < _FEASIBLE

    def _slack_start(self, z0: np.ndarray, low: np.ndarray) -> np.ndarray:
        """Slacks that start where the rows hold with equality, or a little above their minimum."""
        if not len(low):
            return low
        empty = self.rows(np.concatenate([z0, np.zeros(len(low))])) * self.row_unit
        scaled = self.program.rows_s * self.slack_unit
        reach = np.divide(empty[:, None], -scaled, out=np.full(scaled.shape, np.inf), where=scaled < 0).min(0)
        reach = np.where(np.isfinite(reach), reach, 0.0)
        return np.maximum(reach, np.where(np.isfinite(low), low + _ABOVE_MINIMUM, reach))

    def _certified(self, y: np.ndarray) -> ProgramOptimum:
        """The point with its violation and the KKT multipliers: the non-negative combination of active normals nearest -∇f."""
        m, top = self.problem.m, (self.problem.upper - self.problem.lower) / self.width
        value, grad = self.objective(y)
        rows, normals = self.rows(y), self.rows_jac(y)
        active = np.flatnonzero(rows < _ACTIVE)
        extra, worst = self._extra_normals(y)
        low, high = np.flatnonzero(y[:m] < _ACTIVE), np.flatnonzero(y[:m] > top - _ACTIVE)
        eye = np.eye(len(y))
        columns = np.vstack([normals[active], eye[low], -eye[high], *extra])
        price, residual = np.zeros(0), float(np.linalg.norm(grad))
        if len(columns):
            price, residual = nnls(columns.T, grad)
        rows_price, low_price, high_price, _ = np.split(price, np.cumsum([len(active), len(low), len(high)]))
        multipliers, bounds = np.zeros(len(rows)), np.zeros(m)
        multipliers[active] = rows_price * self.value_unit / self.row_unit[active]
        bounds[low] -= low_price * self.value_unit / self.width[low]
        bounds[high] += high_price * self.value_unit / self.width[high]
        violation = max(worst, -float(rows.min(initial=0.0)))
        return ProgramOptimum(
            x=self.x(y),
            u=self.ask(self.x(y))[0],
            slack=self.s(y),
            value=-value * self.value_unit,
            violation=violation,
            stationarity=float(residual),
            multipliers=multipliers,
            bound_prices=bounds,
            spread=0.0,
            starts_agreeing=1,
            feasible=violation < _FEASIBLE,
        )

    def _extra_normals(self, y: np.ndarray) -> tuple[list[np.ndarray], float]:
        """Active normals (rows) of the problem's own constraints, equalities in both directions, and the worst violation."""
        normals, worst = [np.zeros((0, len(y)))], 0.0
        if self.problem.at_least is not None:
            level, block = (f(y) for f in self.extra(self.problem.at_least))
            normals.append(block[level < _ACTIVE])
            worst = max(worst, -float(level.min()))
        if self.problem.equal is not None:
            level, block = (f(y) for f in self.extra(self.problem.equal))
            normals += [block, -block]
            worst = max(worst, float(np.abs(level).max()))
        return normals, worst
