"""The Pareto frontier between two sides, by an ε-constraint sweep with exact gradients.

    (T3)  φ(c) = max_x { u_1(x) : u_2(x) >= c },   c from side 2's reservation to its ideal point

Weighted sums would miss the parts where the frontier is not concave; the sweep keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator
from scipy.optimize import brentq

from tradetalks.bargaining.errors import TalksError
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, ProgramOptimum, box_starts, solve_program
from tradetalks.result import Result

# How near (share of the box) a sweep heads for a known deal to end there.
_NEAR = 0.02


class Possibilities(Protocol):
    """What rounds need of a frontier: the best side `side` can get when the other gets at least c (-inf: nothing)."""

    def best(self, side: int, other: float) -> float: ...


@dataclass(frozen=True)
class LinearFrontier:
    """Transferable payoffs: `u_1 + u_2 <= total`, each at least its `floor`."""

    total: float
    floor: tuple[float, float] = (-np.inf, -np.inf)

    def best(self, side: int, other: float) -> float:
        """`total - max(other, floor_other)`, or -inf below the own floor."""
        own = self.total - max(other, self.floor[1 - side])
        return own if own >= self.floor[side] - 1e-12 * max(1.0, abs(self.total)) else -np.inf


@dataclass(frozen=True, repr=False, eq=False)
class Frontier(Result):
    """Sampled frontier of two sides: efficient payoffs `u` (P, 2) ordered by rising u_2, with the deals `x` (P, m).

    `slope` (P,): dφ/dc, minus the multiplier of side 2's floor (nan where unknown).
    `shortfall` (P,): how much the certificate's independent starts improved on the sweep at that point (0: nothing found);
    `violation`: the worst constraint violation.
    """

    u: np.ndarray
    x: np.ndarray
    slope: np.ndarray
    shortfall: np.ndarray
    violation: float
    sides: tuple[str, ...]

    @cached_property
    def _curve(self) -> CubicHermiteSpline:
        """φ as a monotone cubic through the samples with the slopes of the programs' multipliers."""
        # Keep strictly monotone points only: on a vertical or flat piece one payoff buys nothing of the other.
        step = 1e-10 * np.maximum(np.ptp(self.u, 0), 1e-300)
        keep = [0]
        for k in range(1, len(self.u)):
            if (self.u[k] - self.u[keep[-1]])[1] > step[1] and (self.u[keep[-1]] - self.u[k])[0] > step[0]:
                keep.append(k)
        if len(keep) < 2:
            raise TalksError(
                f"the frontier has {len(keep)} distinct efficient point(s): there is nothing to trade off. "
                "Sign that point, or widen the mandate."
            )
        u1, u2 = self.u[keep].T
        secant = np.diff(u1) / np.diff(u2)
        # Slopes beyond three times a neighbouring secant would break monotonicity (Fritsch and Carlson 1980).
        limit = 3 * np.maximum(np.append(secant[0], secant), np.append(secant, secant[-1]))
        fitted = PchipInterpolator(u2, u1).derivative()(u2)
        slope = np.where(np.isfinite(self.slope[keep]), self.slope[keep], fitted)
        return CubicHermiteSpline(u2, u1, np.clip(slope, limit, 0.0))

    @property
    def ends(self) -> np.ndarray:
        """(2, 2): side 1's best and side 2's best efficient points."""
        return self.u[[0, -1]]

    def best(self, side: int, other: float) -> float:
        """The most `side` (0 or 1) gets when the other gets at least `other`; -inf beyond the other's best."""
        start, stop = np.sort(self.ends[:, 1 - side])
        if other > stop + 1e-9 * (stop - start):
            return -np.inf
        curve, level = self._curve, float(np.clip(other, start, stop))
        if side == 0:
            return float(curve(np.clip(level, curve.x[0], curve.x[-1])))
        low, high = curve(curve.x[0]) - level, curve(curve.x[-1]) - level
        if low <= 0 or high >= 0:
            return float(curve.x[0] if low <= 0 else curve.x[-1])
        return float(brentq(lambda c: curve(c) - level, curve.x[0], curve.x[-1], xtol=1e-15 * max(1.0, stop - start)))

    def phi(self, c: float) -> float:
        """(T3) `φ(c)`: side 1's best payoff when side 2 gets at least c."""
        return self.best(0, c)

    def deal(self, c: float) -> np.ndarray:
        """The sampled instruments (m,) whose u_2 is closest to c."""
        return self.x[int(np.argmin(np.abs(self.u[:, 1] - c)))]

    def rescaled(self, factor: np.ndarray) -> Frontier:
        """The same frontier with payoffs in other units, times `factor` (2,) > 0."""
        slope = self.slope * factor[0] / factor[1]
        return replace(self, u=self.u * factor, slope=slope, shortfall=self.shortfall * factor[0])

    @property
    def concave(self) -> bool:
        """Whether the sampled frontier is concave (within 1e-6 of its range): then weighted sums would find it too."""
        u1, u2 = self.u[:, 0], self.u[:, 1]
        slope = np.diff(u1) / np.maximum(np.diff(u2), 1e-300)
        return bool((np.diff(slope) <= 1e-6 * max(1.0, float(np.abs(slope).max()))).all())

    @property
    def length(self) -> float:
        """Arc length of the frontier in payoff space."""
        return float(np.hypot(*np.diff(self.u, axis=0).T).sum())

    @property
    def area(self) -> float:
        """Area between the frontier and the corner of both sides' least efficient payoffs."""
        u1, u2 = self.u[:, 0], self.u[:, 1]
        return float(np.trapezoid(u1 - u1.min(), u2))

    @property
    def certified(self) -> bool:
        """No independent start found a better point and every constraint holds."""
        return bool(self.shortfall.max() <= 1e-6 * max(1.0, float(np.ptp(self.u, 0).max())) and self.violation < 1e-7)

    def summary(self) -> str:
        """Ends, shape and certificate."""
        (a1, b1), (a2, b2) = self.ends
        first, second = self.sides[:2]
        return "\n".join(
            [
                f"frontier of {len(self.u)} deals, {'concave' if self.concave else 'with non-concave parts'}",
                f"  best for {first}: {a1:.6g} against {b1:.6g}; best for {second}: {b2:.6g} against {a2:.6g}",
                f"  certificate: best improvement by other starts {self.shortfall.max():.1e}, "
                f"violation {self.violation:.1e}",
            ]
        )


def best_given(problem: BargainingProblem, favoured: int, c: float, starts: list[np.ndarray]) -> ProgramOptimum:
    """(T3) One point: `max u_favoured` such that the other of the first two sides gets at least c."""
    n = problem.n
    others = [j for j in range(n) if j not in (0, 1) and np.isfinite(problem.reservation[j])]
    rows = np.eye(n)[[1 - favoured, *others]]
    floor = np.concatenate([[c], problem.reservation[others]])
    program = Program(np.eye(n)[favoured], rows, np.zeros((len(floor), 0)), floor)
    return solve_program(problem, program, starts)


def _ahead(sweep: list[ProgramOptimum]) -> np.ndarray:
    """Where the next point of a sweep is likely to be: along the line through the last two."""
    return sweep[-1].x if len(sweep) < 2 else 2 * sweep[-1].x - sweep[-2].x


def find_frontier(
    problem: BargainingProblem, *, points: int = 41, starts: int = 4, whole: bool = False, certify_every: int = 10
) -> Frontier:
    """Sweep (T3) over `points` values of c, warm-started from both ends; sides beyond the second keep their reservation.

    `whole=True` drops the first two sides' reservations and traces the frontier from one's best to the other's. The ends, and
    of the points between them one in `certify_every`, are also searched from `starts` independent points.
    Raises TalksError when the zone is empty: :func:`find_zone` says by how much.
    """
    fresh = box_starts(problem, starts)
    worst = np.min([problem.payoffs(x)[0][:2] for x in fresh], 0)
    floor = np.full(2, -1e300) if whole else np.maximum(problem.reservation[:2], -1e300)
    floor = np.maximum(floor, worst - 1e6)
    best_1, best_2 = (best_given(problem, i, floor[1 - i], fresh) for i in range(2))
    slack = 1e-9 * np.maximum(1.0, np.abs(best_1.u[:2]))
    if not (best_1.feasible and best_2.feasible and (best_1.u[0] >= floor[0] - slack[0])):
        raise TalksError(
            "there is no frontier: no deal gives both sides their reservation "
            f"({floor[0]:g}, {floor[1]:g}). Ask find_zone(problem) how much is missing and what would open it."
        )
    levels = np.linspace(best_1.u[1], best_2.u[1], points)
    up, down = [best_1], [best_2]
    for c in levels[1:]:
        up.append(best_given(problem, 0, c, [_ahead(up)]))
    for c, risen in zip(levels[-2::-1], up[-2::-1], strict=True):
        ahead = _ahead(down)
        known = _same_deal(problem, risen, ahead)
        down.append(risen if known else best_given(problem, 0, c, [ahead]))
    chosen, shortfall, violation = [], np.zeros(points), 0.0
    for k, (a, b) in enumerate(zip(up, reversed(down), strict=True)):
        best = max((o for o in (a, b) if o.feasible), key=lambda o: o.u[0], default=None)
        if best is None or (k % certify_every == certify_every // 2 and 0 < k < points - 1):
            again = best_given(problem, 0, levels[k], fresh)
            if best is None or (again.feasible and again.u[0] > best.u[0]):
                shortfall[k] = again.u[0] - best.u[0] if best else 0.0
                best = max(
                    (again, best_given(problem, 0, levels[k], [again.x])),
                    key=lambda o: (o.feasible, o.u[0]),
                )
        chosen.append(best)
        violation = max(violation, best.violation)
    slope = np.array([np.nan if o is best_2 else -o.multipliers[0] for o in chosen])
    u, x = np.array([o.u[:2] for o in chosen]), np.array([o.x for o in chosen])
    return Frontier(u, x, slope, shortfall, violation, problem.sides)


def _same_deal(problem: BargainingProblem, known: ProgramOptimum, ahead: np.ndarray) -> bool:
    """Whether the sweep down heads for the deal that the sweep up found: it would climb to the same optimum."""
    width = np.where(problem.upper > problem.lower, problem.upper - problem.lower, 1.0)
    near = np.clip(ahead, problem.lower, problem.upper) - known.x
    return known.feasible and bool(np.abs(near / width).max() <= _NEAR)
