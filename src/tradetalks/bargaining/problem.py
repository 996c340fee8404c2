"""A bargaining problem: what can be signed, what each side gets, and what each gets without a deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import ArrayLike

from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result

# x (m,) -> values (n,) and their derivatives (n, m).
PayoffFunction = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
# Walking away is worth less than anything: no constraint.
NO_OUTSIDE_OPTION = np.array(-np.inf)


@checked(TalksError)
@dataclass(frozen=True, repr=False, eq=False)
class BargainingProblem(Result):
    """Payoffs over a box of instruments, a disagreement point and an outside option.

    Args:
        payoffs: x (m,) -> (u (n,), du/dx (n, m)); the unit of u is the caller's (billion dollars a year, percent of income,
            ...).
        lower: (m,) the mandate: least value of each instrument that may be signed.
        upper: (m,) its greatest.
        disagreement_point: (n,) d, the value of the impasse, in the unit of u.
        outside_option: (n,) o, the value of walking away; a constraint u >= o that moves no deal it does not bind. Default:
            none.
        at_least: optional x -> (g (k,), dg/dx (k, m)) with g >= 0, e.g. self-enforcement.
        equal: optional x -> (h (k,), dh/dx (k, m)) with h = 0, e.g. reciprocity.
        sides: n labels.
        instruments: m labels.
        possible: (m, 2) what each instrument can be at all, whatever the mandate. Default: anything.
        exact: how exactly payoffs are known, a share of their range; programs search no digit beyond it.
        gaining: (n,) whether a deal is to give each side a gain; the others must only not lose. Default: all are to gain.
        near: (m,) where the deal that is sought is expected, from which searches begin. Default: the middle of the box.

    Raises:
        TalksError: crossing or infinite bounds, or sizes that do not match.

    Reference:
        Nash (1950); the impasse as disagreement point and walking away as constraint: Binmore, Rubinstein and Wolinsky (1986).
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
    # Arithmetic alone loses about this much in payoffs that are written out in closed form.
    exact: float = 1e-12
    gaining: np.ndarray | None = None
    near: np.ndarray | None = None

    def __post_init__(self) -> None:
        lower = np.atleast_1d(np.asarray(self.lower, float))
        upper = np.atleast_1d(np.asarray(self.upper, float))
        d = np.atleast_1d(np.asarray(self.disagreement_point, float))
        outside = np.asarray(self.outside_option, float)
        if not outside.ndim:
            outside = np.full(d.shape, float(outside))
        sides = tuple(self.sides) or tuple(f"side {i + 1}" for i in range(len(d)))
        names = tuple(self.instruments) or tuple(f"x{k + 1}" for k in range(len(lower)))
        _check_sizes(lower, upper, names, d, outside, sides)
        _check_bounds(lower, upper, names)
        given = {
            "lower": lower,
            "upper": upper,
            "disagreement_point": d,
            "outside_option": outside,
            "sides": sides,
            "instruments": names,
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<BargainingProblem: {', '.join(self.sides)} over {self.m} instruments>"

    @property
    def n(self) -> int:
        """Number of sides."""
        return len(self.disagreement_point)

    @property
    def m(self) -> int:
        """Number of instruments."""
        return len(self.lower)

    @property
    def seeking(self) -> Bool[np.ndarray, " n"]:
        """(n,) the sides that a deal is to give a gain."""
        if self.gaining is None:
            return np.ones(self.n, bool)
        return np.asarray(self.gaining, bool)

    @property
    def reservation(self) -> Float[np.ndarray, " n"]:
        """(n,) max(d, o): below it a side does not sign."""
        return np.asarray(np.maximum(self.disagreement_point, self.outside_option))

    @property
    def width(self) -> Float[np.ndarray, " m"]:
        """(m,) upper less lower bound; 1 for an instrument that is fixed, so that shares of it are 0."""
        width = self.upper - self.lower
        return np.where(width > 0, width, 1.0)

    @property
    def mandate_slack(self) -> Float[np.ndarray, "m 2"]:
        """(m, 2) how far the lower bound of each instrument could fall and the upper one rise; inf: without end."""
        if self.possible is None:
            return np.full((self.m, 2), np.inf)
        down, up = self.lower - self.possible[:, 0], self.possible[:, 1] - self.upper
        return np.asarray(np.maximum(np.column_stack([down, up]), 0.0))

    def reservation_rows(self) -> tuple[Float[np.ndarray, "k n"], Float[np.ndarray, " k"]]:
        """Rows and floors of ``u_i >= reservation_i`` for the k sides that have one."""
        bound = np.isfinite(self.reservation)
        return np.eye(self.n)[bound], self.reservation[bound]

    def restricted(self, lower: ArrayLike, upper: ArrayLike) -> BargainingProblem:
        """The same problem inside the smaller box (m,), (m,) of a mandate."""
        return replace(
            self,
            lower=np.maximum(np.asarray(lower, float), self.lower),
            upper=np.minimum(np.asarray(upper, float), self.upper),
        )

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

        def restrict_given(f: PayoffFunction | None) -> PayoffFunction | None:
            return None if f is None else restrict(f)

        possible = self.possible
        if possible is not None:
            possible = possible[mine]
        return replace(
            self,
            payoffs=restrict(self.payoffs),
            lower=self.lower[mine],
            upper=self.upper[mine],
            at_least=restrict_given(self.at_least),
            equal=restrict_given(self.equal),
            instruments=tuple(self.instruments[k] for k in mine),
            possible=possible,
        )

    def among(self, sides: Sequence[int]) -> BargainingProblem:
        """The same deals with the payoffs of these sides alone, by place: the others are not asked."""
        own = list(sides)

        def payoffs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            u, jac = self.payoffs(x)
            return u[own], jac[own]

        return replace(
            self,
            payoffs=payoffs,
            disagreement_point=self.disagreement_point[own],
            outside_option=self.outside_option[own],
            sides=tuple(self.sides[k] for k in own),
            gaining=None,
        )

    def rescaled(self, slope: ArrayLike, intercept: ArrayLike) -> BargainingProblem:
        """Payoffs in other units, `slope_i u_i + intercept_i` with slope (n,) > 0: the same game in another currency."""
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


def _check_sizes(
    lower: np.ndarray,
    upper: np.ndarray,
    names: tuple[str, ...],
    d: np.ndarray,
    outside: np.ndarray,
    sides: tuple[str, ...],
) -> None:
    if lower.shape != upper.shape or len(names) != len(lower):
        raise TalksError(
            message(
                "bounds and instruments must have one entry each",
                got=f"{len(lower)} lower, {len(upper)} upper, {len(names)} names",
                do="give arrays of the same length",
            )
        )
    if outside.shape != d.shape or len(sides) != len(d):
        raise TalksError(
            message(
                "disagreement point, outside option and sides must have one entry each",
                got=f"{len(d)}, {len(outside)}, {len(sides)}",
                do="give one value per side",
            )
        )


def _check_bounds(lower: np.ndarray, upper: np.ndarray, names: tuple[str, ...]) -> None:
    for name, low, high in zip(names, lower, upper, strict=True):
        if not (np.isfinite(low) and np.isfinite(high)):
            raise TalksError(
                message(
                    f"instrument {name} needs finite bounds",
                    got=f"[{low:g}, {high:g}]",
                    do="bound it by what could ever be signed: the starting points are drawn from the box",
                )
            )
        if low > high:
            raise TalksError(
                message(
                    f"instrument {name} has crossing bounds",
                    got=f"lower {low:g} > upper {high:g}",
                    do="swap them, or widen the mandate",
                )
            )
