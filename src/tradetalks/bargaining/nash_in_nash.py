"""Nash-in-Nash: many bilateral bargains at once, each a Nash bargain given all the others.

    (T12)  x_p = argmax β_p log gain_first(x_p, x_-p) + (1-β_p) log gain_second(x_p, x_-p)    for every pair p

Horn and Wolinsky (1988); for tariffs Bagwell, Staiger and Yurukoglu (2021). Damped Gauss-Seidel over the pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.bargaining.program import remembered
from tradetalks.bargaining.solutions import NEGLIGIBLE_GAIN, nash_bargain, payoff_range
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result, Status

if TYPE_CHECKING:
    import xarray as xr


@checked(TalksError)
@dataclass(frozen=True)
class Bilateral:
    """One bargain: the instruments it sets and what its two sides gain over having no agreement of their own.

    Args:
        name: for reports.
        instruments: positions in x that this pair sets.
        gains: x (m,) -> (gain (2,), Jacobian (2, m)), the others' instruments given; in any unit of each side.
        power: β in [0, 1], the weight of the first side.
        apart: values of the instruments without an agreement; the pair returns to them where nothing can be gained. Default:
            it stays where it is.
        equal: optional x (m,) -> (h (k,), dh/dx (k, m)) with h = 0, e.g. balanced concessions.

    Raises:
        TalksError: a power that is no probability.
    """

    name: str
    instruments: tuple[int, ...]
    gains: PayoffFunction
    power: float = 0.5
    apart: tuple[float, ...] | None = None
    equal: PayoffFunction | None = None

    def __post_init__(self) -> None:
        check_probability(f"the bargaining power in {self.name}", self.power)


class NashInNashStatus(Status):
    """How the bargains ended."""

    SOLVED = "every bargain is a Nash bargain given the others"
    NOT_SETTLED = "Nash-in-Nash bargains did not settle"


@dataclass(frozen=True, repr=False, eq=False)
class NashInNash(Result):
    """Simultaneous bargains.

    Args:
        x: (m,) instruments.
        gains: (P, 2) of each pair, in the units of its sides.
        names: P labels.
        residual: how far the last sweep still moved an instrument, a share of its range.
        sweeps: how many there were.
        converged: the residual is within the tolerance.
    """

    x: np.ndarray
    gains: np.ndarray
    names: tuple[str, ...]
    residual: float
    sweeps: int
    converged: bool

    @property
    def status(self) -> NashInNashStatus:
        """Whether the bargains settled."""
        if self.converged:
            return NashInNashStatus.SOLVED
        return NashInNashStatus.NOT_SETTLED

    def failure(self) -> TalksError | None:
        """How far the bargains are from settled; None where they are."""
        if self.converged:
            return None
        return TalksError(
            message(
                f"{NashInNashStatus.NOT_SETTLED.value} in {self.sweeps} sweeps",
                got=f"the last one still moved an instrument by {self.residual:.2g} of its range",
                do="lower the damping, start elsewhere or allow more sweeps",
            )
        )

    def to_dataset(self) -> xr.Dataset:
        """Gains by pair and instruments by position."""
        return labelled_dataset(
            {"pair": self.names, "side": ("first", "second"), "instrument": range(len(self.x))},
            {
                "gain": LabelledArray(
                    ("pair", "side"), self.gains, PAYOFF_UNIT, "gain over having no agreement of their own"
                ),
                "value": LabelledArray(("instrument",), self.x, "unit of the instrument", "value signed"),
            },
        )

    def summary(self) -> str:
        """Gains of each pair and the residual."""
        state = "NOT settled"
        if self.converged:
            state = "settled"
        lines = [f"Nash-in-Nash {state} after {self.sweeps} sweeps, last move {self.residual:.1e}"]
        lines += [f"  {n}: gains {g[0]:.6g} and {g[1]:.6g}" for n, g in zip(self.names, self.gains, strict=True)]
        return "\n".join(lines)


@checked(TalksError)
def pairs_of_countries(
    payoffs: PayoffFunction,
    pairs: Sequence[tuple[int, int]],
    instruments: Sequence[tuple[int, ...]],
    without: ArrayLike,
    *,
    sides: Sequence[str] | None = None,
) -> tuple[Bilateral, ...]:
    """One bargain per pair (i, j): gains are `u(x) - u(x with the pair's instruments at their values in without)`.

    Args:
        payoffs: x (m,) -> (u (n,), Jacobian (n, m)) of n countries, each in its own unit.
        pairs: positions of the two countries of each bargain.
        instruments: positions in x that each pair sets.
        without: (m,) values where nobody agrees.
        sides: n names. Default: numbers.

    Reference:
        Horn and Wolinsky (1988); Bagwell, Staiger and Yurukoglu (2021).
    """
    ask, x0 = remembered(payoffs), np.asarray(without, float)

    def gains_of(players: tuple[int, int], own: tuple[int, ...]) -> PayoffFunction:
        mine, both = list(own), list(players)

        def gains(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            apart = x.copy()
            apart[mine] = x0[mine]
            (u, jac), (v, slope) = ask(x), ask(apart)
            slope = slope.copy()
            slope[:, mine] = 0.0
            return (u - v)[both], (jac - slope)[both]

        return gains

    def name_of(i: int) -> str:
        if sides is None:
            return str(i + 1)
        return sides[i]

    return tuple(
        Bilateral(
            f"{name_of(i)} with {name_of(j)}",
            tuple(own),
            gains_of((i, j), tuple(own)),
            apart=tuple(x0[list(own)].tolist()),
        )
        for (i, j), own in zip(pairs, instruments, strict=True)
    )


@checked(TalksError)
def solve_nash_in_nash(
    pairs: Sequence[Bilateral],
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    start: ArrayLike | None = None,
    damping: float = 1.0,
    tolerance: float = 1e-9,
    sweeps: int = 200,
    starts: int = 3,
) -> NashInNash:
    """(T12) by damped Gauss-Seidel: each pair in turn moves to its bargain.

    Args:
        pairs: the bargains.
        lower, upper: (m,) bounds of the instruments.
        start: (m,) where to begin. Default: the middle of the box.
        damping: share of the way that a pair moves, in (0, 1].
        tolerance: on the last move of any instrument, a share of its range.
        sweeps: at most so many rounds over all pairs.
        starts: points from which each pair's program searches.

    Returns:
        The last iterate with its residual; ``status`` says whether the bargains settled.

    Reference:
        Horn and Wolinsky (1988).
    """
    low, high = np.asarray(lower, float), np.asarray(upper, float)
    x = (low + high) / 2
    if start is not None:
        x = np.asarray(start, float).copy()
    width, residual, sweep = np.where(high > low, high - low, 1.0), np.inf, 0
    while residual > tolerance and sweep < sweeps:
        before, sweep = x.copy(), sweep + 1
        for pair in pairs:
            own = list(pair.instruments)
            x[own] += damping * (_bargain(pair, x, low, high, starts) - x[own])
        residual = float(np.abs((x - before) / width).max())
    gains = np.array([pair.gains(x)[0] for pair in pairs])
    return NashInNash(x, gains, tuple(p.name for p in pairs), residual, sweep, residual <= tolerance)


def _bargain(pair: Bilateral, x: np.ndarray, lower: np.ndarray, upper: np.ndarray, starts: int) -> np.ndarray:
    """The pair's instruments at their Nash bargain given x elsewhere."""
    whole = BargainingProblem(remembered(pair.gains), lower, upper, np.zeros(2), equal=pair.equal)
    problem = whole.part(pair.instruments, x)
    deal = nash_bargain(problem, weights=(pair.power, 1.0 - pair.power), starts=starts)
    if deal.signed and (deal.gains > NEGLIGIBLE_GAIN * payoff_range(problem)).all():
        return deal.x
    if pair.apart is None:
        return np.asarray(x[list(pair.instruments)])
    return np.asarray(pair.apart)
