"""The one nonlinear program that every bargaining concept instantiates, solved by SLSQP with exact gradients.

    max_{x, s}  w'u(x) + h(s)   s.t.   P u(x) + Q s >= c,   lower <= x <= upper,   s >= s_min,   problem constraints

Instruments are scaled to the unit box and rows by the range of payoffs, so that tolerances mean the same in every unit.
Each optimum carries its certificate: the violation, the stationarity residual of the KKT conditions and the spread over
starting points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import minimize, nnls

from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction

_ACTIVE = 1e-6


@dataclass(frozen=True)
class Program:
    """Objective and constraints in payoffs u (n,) and slacks s (k,): see the module's equation."""

    weights: np.ndarray
    rows_u: np.ndarray
    rows_s: np.ndarray
    floor: np.ndarray
    slack_value: Callable[[np.ndarray], tuple[float, np.ndarray]] | None = None
    slack_min: np.ndarray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class ProgramOptimum:
    """A solution with its certificate.

    `multipliers` are the shadow values of the rows (in objective units per unit of the row); `bound_prices` (m,) those of
    the instrument bounds (> 0: raising the upper bound helps; < 0: lowering the lower bound helps); `spread` is the
    standard gap between the best and the worst start that reached feasibility, `starts_agreeing` how many found the best.
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
    """`f` that keeps its last few points: value, gradient and constraints are asked at the same x one after the other."""
    memory: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

    def ask(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        key = np.asarray(x, float).tobytes()
        if key not in memory:
            if len(memory) >= 16:
                memory.pop(next(iter(memory)))
            u, jac = f(np.asarray(x, float).copy())
            memory[key] = (np.atleast_1d(np.asarray(u, float)), np.atleast_2d(np.asarray(jac, float)))
        return memory[key]

    return ask


def box_starts(problem: BargainingProblem, count: int, seed: int = 0) -> list[np.ndarray]:
    """The centre of the box, then `count - 1` seeded uniform draws."""
    rng = np.random.default_rng(seed)
    width = problem.upper - problem.lower
    draws = [problem.lower + width * rng.random(problem.m) for _ in range(count - 1)]
    return [problem.lower + 0.5 * width, *draws]


def solve_program(
    problem: BargainingProblem, program: Program, starts: Sequence[np.ndarray], *, tolerance: float = 0.0
) -> ProgramOptimum:
    """The best feasible optimum over `starts`; where none is feasible, the least infeasible point (feasible=False).

    The problem's own inequalities may cost more than its payoffs: what is best without them and meets them is best with them.
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
    agreeing = int((gaps <= 1e-6 * max(1.0, abs(best.value))).sum())
    return ProgramOptimum(**{**best.__dict__, "spread": float(gaps.max()), "starts_agreeing": agreeing})


class _Scaled:
    """The program in scaled variables y = (z, s), z = (x - lower)/width; rows divided by the range of payoffs."""

    def __init__(self, problem: BargainingProblem, program: Program, ask: PayoffFunction, x0: np.ndarray) -> None:
        self.problem, self.program, self.ask = problem, program, ask
        self.width = np.where(problem.upper > problem.lower, problem.upper - problem.lower, 1.0)
        u0, jac0 = ask(np.clip(x0, problem.lower, problem.upper))
        self.unit = np.maximum(
            np.abs(jac0 * self.width).sum(1), np.maximum(np.abs(u0 - problem.disagreement_point), 1e-12)
        )
        self.row_unit = np.maximum(np.abs(program.rows_u) @ self.unit, 1e-12)
        self.slack_unit = self._slack_unit()
        # The objective's unit: a payoff range, or what one unit of slack is worth (1 for logarithms, the slack's own else).
        unit = float(np.abs(program.weights) @ self.unit)
        if program.slack_value is not None:
            _, slope = program.slack_value(self.slack_unit)
            unit = max(unit, float(np.abs(slope * self.slack_unit).max()))
        self.value_unit = max(unit, 1e-12)

    def _slack_unit(self) -> np.ndarray:
        """The range of the tightest row that a slack appears in: with unlike currencies the smaller one limits it."""
        weight = np.abs(self.program.rows_s)
        if not weight.size:
            return np.ones(0)
        return np.min(np.where(weight > 0, self.row_unit[:, None] / np.where(weight > 0, weight, 1.0), np.inf), 0)

    def x(self, y: np.ndarray) -> np.ndarray:
        p = self.problem
        return np.clip(p.lower + self.width * y[: p.m], p.lower, p.upper)

    def s(self, y: np.ndarray) -> np.ndarray:
        return y[self.problem.m :] * self.slack_unit

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
        return (self.program.rows_u @ u + self.program.rows_s @ self.s(y) - self.program.floor) / self.row_unit

    def rows_jac(self, y: np.ndarray) -> np.ndarray:
        _, jac = self.ask(self.x(y))
        left = self.program.rows_u @ jac * self.width
        return np.hstack([left, self.program.rows_s * self.slack_unit]) / self.row_unit[:, None]

    def extra(self, g: PayoffFunction) -> tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]:
        """A constraint of the problem as functions of y."""
        ask, k = remembered(g), len(self.slack_unit)

        def jac(y: np.ndarray) -> np.ndarray:
            block = ask(self.x(y))[1] * self.width
            return np.hstack([block, np.zeros((len(block), k))])

        return (lambda y: ask(self.x(y))[0]), jac

    def solve(self, x0: np.ndarray, tolerance: float) -> ProgramOptimum:
        p = self.problem
        constraints = [{"type": "ineq", "fun": self.rows, "jac": self.rows_jac}] if len(self.program.floor) else []
        for kind, g in (("ineq", p.at_least), ("eq", p.equal)):
            if g is not None:
                fun, jac = self.extra(g)
                constraints.append({"type": kind, "fun": fun, "jac": jac})
        low_s = self.program.slack_min / self.slack_unit if len(self.slack_unit) else np.zeros(0)
        z0 = np.clip((x0 - p.lower) / self.width, 0.0, (p.upper - p.lower) / self.width)
        y0 = np.concatenate([z0, self._slack_start(z0, low_s)])
        bounds = [(0.0, float(b)) for b in (p.upper - p.lower) / self.width] + [(float(b), None) for b in low_s]
        r = minimize(
            lambda y: self.objective(y)[0],
            y0,
            jac=lambda y: self.objective(y)[1],
            bounds=bounds,
            constraints=constraints,
            method="SLSQP",
            options={"ftol": tolerance, "maxiter": 300},
        )
        return self._certified(np.clip(r.x, [b[0] for b in bounds], [np.inf if b[1] is None else b[1] for b in bounds]))

    def _slack_start(self, z0: np.ndarray, low: np.ndarray) -> np.ndarray:
        """Slacks that start where the rows hold with equality, or a little above their minimum."""
        if not len(low):
            return low
        empty = self.rows(np.concatenate([z0, np.zeros(len(low))])) * self.row_unit
        scaled = self.program.rows_s * self.slack_unit
        reach = np.where(scaled < 0, empty[:, None] / np.where(scaled < 0, -scaled, 1.0), np.inf).min(0)
        reach = np.where(np.isfinite(reach), reach, 0.0)
        return np.maximum(reach, np.where(np.isfinite(low), low + 1e-3, reach))

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
        price, residual = nnls(columns.T, grad) if len(columns) else (np.zeros(0), float(np.linalg.norm(grad)))
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
            feasible=violation < 1e-7,
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
