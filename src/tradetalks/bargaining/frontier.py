"""The Pareto frontier between two sides, by an ε-constraint sweep with exact gradients.

    (T3)  φ(c) = max_x { u_1(x) : u_2(x) >= c },   c from side 2's reservation to its ideal point

Weighted sums would miss the parts where the frontier is not concave; the sweep keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator
from scipy.optimize import brentq

from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, ProgramOptimum, box_starts, solve_program
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result, Status

if TYPE_CHECKING:
    import xarray as xr

# How near (share of the box) a sweep heads for a known deal to end there: much nearer than two points of a sweep are apart.
_NEAR = 0.02
# Points whose payoffs differ by less than this share of the frontier's range are one point of its curve.
_DISTINCT = 1e-10
# A payoff beyond the other side's best by less than this share of the range is its best, in a program's arithmetic.
_BEYOND = 1e-9
# Second differences of a concave frontier may rise by this share of its steepest slope: samples are exact to about 1e-7.
_CONCAVE = 1e-6
# An improvement below this share of the range, and a violation below this, certify a frontier.
_IMPROVEMENT, _VIOLATION = 1e-6, 1e-7
# Reservations of minus infinity, as a number that programs can take, and how far below the worst payoff a floor may lie.
_NO_FLOOR, _FAR_BELOW = -1e300, 1e6
# How far, relative to payoffs, the ends of a frontier may miss the reservations: programs are solved to about this.
_END_SLACK = 1e-9
# A payoff below its floor by less than this share of the total is on it but for rounding.
_ROUNDING = 1e-12


@runtime_checkable
class Possibilities(Protocol):
    """What rounds of offers need of a frontier."""

    def best(self, side: int, other: float) -> float:
        """The best that ``side`` (0 or 1) can get when the other gets at least ``other``; -inf: nothing."""
        ...


@checked(TalksError)
@dataclass(frozen=True)
class LinearFrontier:
    """Transferable payoffs: `u_1 + u_2 <= total`, each at least its ``floor``, in one unit."""

    total: float
    floor: tuple[float, float] = (-np.inf, -np.inf)

    def best(self, side: int, other: float) -> float:
        """`total - max(other, floor_other)`, or -inf below the own floor."""
        own = self.total - max(other, self.floor[1 - side])
        if own < self.floor[side] - _ROUNDING * max(1.0, abs(self.total)):
            return -np.inf
        return own


class FrontierStatus(Status):
    """How the search for a frontier ended."""

    SOLVED = "there are deals that give both sides their reservation"
    CLOSED = "no deal gives both sides their reservation"


@dataclass(frozen=True, repr=False, eq=False)
class Frontier(Result):
    """Sampled frontier of two sides, payoffs in the unit of the problem.

    Args:
        u: (P, 2) efficient payoffs, ordered by rising u_2; no rows where the zone is empty.
        x: (P, m) the deals that give them.
        slope: (P,) dφ/dc, minus the multiplier of side 2's floor; nan where unknown.
        shortfall: (P,) how much the certificate's independent starts improved on the sweep; 0: nothing found.
        violation: worst constraint violation, in units of the range of payoffs.
        sides: labels of the sides; instruments: m labels.
        reservation: (2,) what the two sides must have.
    """

    u: np.ndarray
    x: np.ndarray
    slope: np.ndarray
    shortfall: np.ndarray
    violation: float
    sides: tuple[str, ...]
    instruments: tuple[str, ...]
    reservation: np.ndarray

    @property
    def status(self) -> FrontierStatus:
        """Whether there is a frontier; how good its points are says :attr:`certified`."""
        if len(self.u):
            return FrontierStatus.SOLVED
        return FrontierStatus.CLOSED

    def failure(self) -> TalksError | None:
        """Why there is no frontier; None where there is one."""
        if len(self.u):
            return None
        return TalksError(
            message(
                f"there is no frontier: {FrontierStatus.CLOSED.value} ({self.reservation[0]:g}, {self.reservation[1]:g})",
                do="ask find_zone(problem) how much is missing and what would open it",
            )
        )

    @computed_once
    def _curve(self) -> CubicHermiteSpline:
        """φ as a monotone cubic through the samples with the slopes of the programs' multipliers."""
        keep = self._distinct()
        if len(keep) < 2:
            raise TalksError(
                message(
                    f"the frontier has {len(keep)} distinct efficient point(s): there is nothing to trade off",
                    do="sign that point, or widen the mandate",
                )
            )
        u1, u2 = self.u[keep].T
        secant = np.diff(u1) / np.diff(u2)
        # Slopes beyond three times a neighbouring secant would break monotonicity (Fritsch and Carlson 1980).
        limit = 3 * np.maximum(np.append(secant[0], secant), np.append(secant, secant[-1]))
        fitted = PchipInterpolator(u2, u1).derivative()(u2)
        slope = np.where(np.isfinite(self.slope[keep]), self.slope[keep], fitted)
        return CubicHermiteSpline(u2, u1, np.clip(slope, limit, 0.0))

    def _distinct(self) -> list[int]:
        """Strictly monotone points: on a vertical or flat piece one payoff buys nothing of the other."""
        # The smallest positive range keeps a frontier of one point from asking for steps of 0.
        step = _DISTINCT * np.maximum(np.ptp(self.u, 0), 1e-300)
        keep = [0]
        for k in range(1, len(self.u)):
            rise, fall = self.u[k, 1] - self.u[keep[-1], 1], self.u[keep[-1], 0] - self.u[k, 0]
            if rise > step[1] and fall > step[0]:
                keep.append(k)
        return keep

    @property
    def ends(self) -> Float[np.ndarray, "2 2"]:
        """(2, 2): side 1's best and side 2's best efficient points."""
        return self.u[[0, -1]]

    def best(self, side: int, other: float) -> float:
        """The most ``side`` (0 or 1) gets when the other gets at least ``other``; -inf beyond the other's best."""
        start, stop = np.sort(self.ends[:, 1 - side])
        if other > stop + _BEYOND * (stop - start):
            return -np.inf
        curve, level = self._curve, float(np.clip(other, start, stop))
        first, last = curve.x[0], curve.x[-1]
        if side == 0:
            return float(curve(np.clip(level, first, last)))
        if curve(first) <= level:
            return float(first)
        if curve(last) >= level:
            return float(last)
        # As exact as doubles are at this size.
        return float(brentq(lambda c: curve(c) - level, first, last, xtol=1e-15 * max(1.0, stop - start)))

    def deal(self, c: float) -> Float[np.ndarray, " m"]:
        """The sampled instruments (m,) whose u_2 is closest to c."""
        return np.asarray(self.x[int(np.argmin(np.abs(self.u[:, 1] - c)))])

    def rescaled(self, factor: np.ndarray) -> Frontier:
        """The same frontier with payoffs in other units, times ``factor`` (2,) > 0."""
        slope = self.slope * factor[0] / factor[1]
        return replace(
            self,
            u=self.u * factor,
            slope=slope,
            shortfall=self.shortfall * factor[0],
            reservation=self.reservation * factor,
        )

    @property
    def concave(self) -> bool:
        """Whether the sampled frontier is concave: then weighted sums would find it too."""
        u1, u2 = self.u[:, 0], self.u[:, 1]
        slope = np.diff(u1) / np.maximum(np.diff(u2), 1e-300)  # samples on one level have a slope without bound
        return bool((np.diff(slope) <= _CONCAVE * max(1.0, float(np.abs(slope).max()))).all())

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
        allowed = _IMPROVEMENT * max(1.0, float(np.ptp(self.u, 0).max()))
        return bool(self.shortfall.max() <= allowed and self.violation < _VIOLATION)

    def to_dataset(self) -> xr.Dataset:
        """Payoffs and deals point by point."""
        first, second = self.sides[:2]
        return labelled_dataset(
            {"point": range(len(self.u)), "side": (first, second), "instrument": self.instruments},
            {
                "payoff": LabelledArray(("point", "side"), self.u, PAYOFF_UNIT, "efficient payoffs"),
                "value": LabelledArray(("point", "instrument"), self.x, "unit of the instrument", "value signed"),
                "slope": LabelledArray(
                    ("point",), self.slope, f"payoff of {first} per {second}", "slope of the frontier"
                ),
                "shortfall": LabelledArray(
                    ("point",), self.shortfall, PAYOFF_UNIT, "improvement found by other starts"
                ),
            },
        )

    def summary(self) -> str:
        """Ends, shape and certificate."""
        if not len(self.u):
            return f"there is no frontier: {FrontierStatus.CLOSED.value}"
        (a1, b1), (a2, b2) = self.ends
        first, second = self.sides[:2]
        shape = "with non-concave parts"
        if self.concave:
            shape = "concave"
        return "\n".join(
            [
                f"frontier of {len(self.u)} deals, {shape}",
                f"  best for {first}: {a1:.6g} against {b1:.6g}; best for {second}: {b2:.6g} against {a2:.6g}",
                f"  certificate: best improvement by other starts {self.shortfall.max():.1e}, "
                f"violation {self.violation:.1e}",
            ]
        )


@checked(TalksError)
def best_given(problem: BargainingProblem, favoured: int, c: float, starts: list[np.ndarray]) -> ProgramOptimum:
    """(T3) One point: `max u_favoured` such that the other of the first two sides gets at least c.

    Args:
        problem: the first two sides are meant.
        favoured: 0 or 1.
        c: the other's least payoff, in the unit of the problem's payoffs.
        starts: points (m,) to search from.
    """
    n = problem.n
    others = [j for j in range(n) if j not in (0, 1) and np.isfinite(problem.reservation[j])]
    rows = np.eye(n)[[1 - favoured, *others]]
    floor = np.concatenate([[c], problem.reservation[others]])
    program = Program(np.eye(n)[favoured], rows, np.zeros((len(floor), 0)), floor)
    return solve_program(problem, program, starts)


@checked(TalksError)
def find_frontier(
    problem: BargainingProblem, *, points: int = 41, starts: int = 4, whole: bool = False, certify_every: int = 10
) -> Frontier:
    """(T3) Sweep over values of c, warm-started from both ends; sides beyond the second keep their reservation.

    Args:
        problem: the first two sides are those of the frontier; payoffs in any one unit, which is that of the frontier.
        points: values of c.
        starts: independent points from which the ends, and one in ``certify_every`` of the points between them, are also
            searched.
        whole: drop the two sides' reservations and trace the frontier from one's best to the other's.

    Returns:
        The frontier; where no deal gives both sides their reservation its ``status`` says so and it has no points.
    """
    fresh = box_starts(problem, starts)
    floor = _floor(problem, fresh, whole)
    best_1, best_2 = (best_given(problem, i, floor[1 - i], fresh) for i in range(2))
    slack = _END_SLACK * np.maximum(1.0, np.abs(best_1.u[:2]))
    if not (best_1.feasible and best_2.feasible and best_1.u[0] >= floor[0] - slack[0]):
        none = np.zeros(0)
        return Frontier(
            np.zeros((0, 2)), np.zeros((0, problem.m)), none, none, 0.0, problem.sides, problem.instruments, floor
        )
    levels = np.linspace(best_1.u[1], best_2.u[1], points)
    up, down = _swept(problem, levels, best_1, best_2)
    chosen, shortfall = [], np.zeros(points)
    for k, (a, b) in enumerate(zip(up, reversed(down), strict=True)):
        best = max((o for o in (a, b) if o.feasible), key=lambda o: float(o.u[0]), default=None)
        certified = k % certify_every == certify_every // 2 and 0 < k < points - 1
        if best is None or certified:
            best, shortfall[k] = _searched_again(problem, float(levels[k]), fresh, best)
        chosen.append(best)
    slope = np.array([np.nan if o is best_2 else -o.multipliers[0] for o in chosen])
    return Frontier(
        u=np.array([o.u[:2] for o in chosen]),
        x=np.array([o.x for o in chosen]),
        slope=slope,
        shortfall=shortfall,
        violation=max(o.violation for o in chosen),
        sides=problem.sides,
        instruments=problem.instruments,
        reservation=floor,
    )


def _floor(problem: BargainingProblem, fresh: list[np.ndarray], whole: bool) -> np.ndarray:
    """(2,) what each side must have, not so far below its worst payoff that arithmetic suffers."""
    floor = np.full(2, _NO_FLOOR)
    if not whole:
        floor = np.maximum(problem.reservation[:2], _NO_FLOOR)
    worst = np.min([problem.payoffs(x)[0][:2] for x in fresh], 0)
    return np.asarray(np.maximum(floor, worst - _FAR_BELOW))


def _swept(
    problem: BargainingProblem, levels: np.ndarray, best_1: ProgramOptimum, best_2: ProgramOptimum
) -> tuple[list[ProgramOptimum], list[ProgramOptimum]]:
    """Side 1's best at every level of c, swept up from its own best and down from side 2's (in that order)."""
    up, down = [best_1], [best_2]
    for c in levels[1:]:
        up.append(best_given(problem, 0, float(c), [_ahead(up)]))
    for c, risen in zip(levels[-2::-1], up[-2::-1], strict=True):
        ahead = _ahead(down)
        if _same_deal(problem, risen, ahead):
            down.append(risen)
        else:
            down.append(best_given(problem, 0, float(c), [ahead]))
    return up, down


def _searched_again(
    problem: BargainingProblem, c: float, fresh: list[np.ndarray], best: ProgramOptimum | None
) -> tuple[ProgramOptimum, float]:
    """The best at c from independent starts, polished, and by how much it beats the sweep's ``best``."""
    again = best_given(problem, 0, c, fresh)
    if best is not None and not (again.feasible and again.u[0] > best.u[0]):
        return best, 0.0
    improvement = 0.0
    if best is not None:
        improvement = float(again.u[0] - best.u[0])
    polished = best_given(problem, 0, c, [again.x])
    return max((again, polished), key=lambda o: (o.feasible, float(o.u[0]))), improvement


def _ahead(sweep: list[ProgramOptimum]) -> np.ndarray:
    """Where the next point of a sweep is likely to be: along the line through the last two."""
    if len(sweep) < 2:
        return sweep[-1].x
    return np.asarray(2 * sweep[-1].x - sweep[-2].x)


def _same_deal(problem: BargainingProblem, known: ProgramOptimum, ahead: np.ndarray) -> bool:
    """Whether the sweep down heads for the deal that the sweep up found: it would climb to the same optimum."""
    step = np.clip(ahead, problem.lower, problem.upper) - known.x
    return known.feasible and bool(np.abs(step / problem.width).max() <= _NEAR)
