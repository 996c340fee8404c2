"""A bargaining problem: what can be signed, what each side gets, and what each gets without a deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tradetalks.bargaining.errors import TalksError
from tradetalks.result import Result

PayoffFunction = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
# Walking away is worth less than anything: no constraint.
NO_OUTSIDE_OPTION = np.array(-np.inf)


@dataclass(frozen=True, repr=False, eq=False)
class BargainingProblem(Result):
    """Payoffs over a box of instruments, an inside option and an outside option.

    Args:
        payoffs: x (m,) -> (u (n,), du/dx (n, m)); the unit of u is the caller's (bn $ per year, % of income, ...).
        lower, upper: (m,) the mandate: the instruments that may be signed.
        disagreement_point: (n,) d, the value of the impasse; the threat point (Binmore-Rubinstein-Wolinsky 1986).
        outside_option: (n,) o, the value of walking away; a constraint u >= o, never a threat point. Default: none.
        at_least: optional x -> (g (k,), dg/dx (k, m)) with g >= 0, e.g. self-enforcement.
        equal: optional x -> (h (k,), dh/dx (k, m)) with h = 0, e.g. reciprocity.
        exact: how exactly payoffs are known, a share of their range; programs search no digit beyond it.
        sides, instruments: labels. possible: (m, 2) what each instrument can be at all, whatever the mandate; default: anything.

    Raises TalksError for crossing or infinite bounds and for sizes that do not match.
    """

    payoffs: PayoffFunction
    lower: np.ndarray
    upper: np.ndarray
    disagreement_point: np.ndarray
    outside_option: np.ndarray = field(default_factory=lambda: NO_OUTSIDE_OPTION)
    at_least: PayoffFunction | None = None
    equal: PayoffFunction | None = None
    sides: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    possible: np.ndarray | None = None
    exact: float = 1e-12

    def __post_init__(self) -> None:
        lower, upper = np.atleast_1d(np.asarray(self.lower, float)), np.atleast_1d(np.asarray(self.upper, float))
        d = np.atleast_1d(np.asarray(self.disagreement_point, float))
        outside = np.asarray(self.outside_option, float)
        if not outside.ndim:
            outside = np.full(d.shape, float(outside))
        sides = tuple(self.sides) or tuple(f"side {i + 1}" for i in range(len(d)))
        names = tuple(self.instruments) or tuple(f"x{k + 1}" for k in range(len(lower)))
        if lower.shape != upper.shape or len(names) != len(lower):
            raise TalksError(
                f"bounds and instruments must have one entry each; got {len(lower)} lower, {len(upper)} upper, "
                f"{len(names)} names. Give arrays of the same length."
            )
        if outside.shape != d.shape or len(sides) != len(d):
            raise TalksError(
                f"disagreement, outside option and sides must have one entry each; got {len(d)}, {len(outside)}, "
                f"{len(sides)}. Give one value per side."
            )
        for k, (low, high) in enumerate(zip(lower, upper, strict=True)):
            if not (np.isfinite(low) and np.isfinite(high)):
                raise TalksError(
                    f"instrument {names[k]} needs finite bounds; got [{low:g}, {high:g}]. "
                    "Bound it by what could ever be signed: the starting points are drawn from the box."
                )
            if low > high:
                raise TalksError(
                    f"instrument {names[k]} has crossing bounds: lower {low:g} > upper {high:g}. "
                    "Swap them, or widen the mandate."
                )
        for name, value in (("lower", lower), ("upper", upper), ("disagreement_point", d), ("outside_option", outside)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "sides", sides)
        object.__setattr__(self, "instruments", names)

    @property
    def n(self) -> int:
        """Number of sides."""
        return len(self.disagreement_point)

    @property
    def m(self) -> int:
        """Number of instruments."""
        return len(self.lower)

    @property
    def reservation(self) -> np.ndarray:
        """(n,) max(d, o): below it a side does not sign."""
        return np.maximum(self.disagreement_point, self.outside_option)

    @property
    def mandate_slack(self) -> np.ndarray:
        """(m, 2) how far the lower bound of each instrument could fall and the upper one rise."""
        if self.possible is None:
            return np.full((self.m, 2), np.inf)
        return np.maximum(np.column_stack([self.lower - self.possible[:, 0], self.possible[:, 1] - self.upper]), 0.0)

    def restricted(self, lower: np.ndarray, upper: np.ndarray) -> BargainingProblem:
        """The same problem inside the smaller box of a mandate."""
        return replace(self, lower=np.maximum(lower, self.lower), upper=np.minimum(upper, self.upper))

    def part(self, own: Sequence[int], x: np.ndarray) -> BargainingProblem:
        """The same problem in the instruments ``own`` alone, all others fixed at their values in ``x`` (m,)."""
        mine = list(own)

        def restrict(f: PayoffFunction) -> PayoffFunction:
            def inner(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
                y = np.array(x, float)
                y[mine] = z
                value, jac = f(y)
                return value, jac[:, mine]

            return inner

        return replace(
            self,
            payoffs=restrict(self.payoffs),
            lower=self.lower[mine],
            upper=self.upper[mine],
            at_least=None if self.at_least is None else restrict(self.at_least),
            equal=None if self.equal is None else restrict(self.equal),
            instruments=tuple(self.instruments[k] for k in mine),
            possible=None if self.possible is None else self.possible[mine],
        )

    def rescaled(self, slope: np.ndarray, intercept: np.ndarray) -> BargainingProblem:
        """Payoffs in other units, `slope_i u_i + intercept_i` with slope > 0: the same game in another currency."""
        a, b = np.asarray(slope, float), np.asarray(intercept, float)

        def payoffs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            u, jac = self.payoffs(x)
            return a * u + b, a[:, None] * jac

        return replace(
            self,
            payoffs=payoffs,
            disagreement_point=a * self.disagreement_point + b,
            outside_option=a * self.outside_option + b,
        )

    def summary(self) -> str:
        """The sides with d and o, the instruments with their bounds."""
        lines = [
            f"{s}: impasse {d:.6g}, outside option {o:.6g}"
            for s, d, o in zip(self.sides, self.disagreement_point, self.outside_option, strict=True)
        ]
        lines += [
            f"{k}: from {low:.6g} to {high:.6g}"
            for k, low, high in zip(self.instruments, self.lower, self.upper, strict=True)
        ]
        return "\n".join(lines)
