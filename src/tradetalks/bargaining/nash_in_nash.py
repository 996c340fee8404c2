"""Nash-in-Nash: many bilateral bargains at once, each a Nash bargain given all the others.

    (T12)  x_p = argmax β_p log gain_first(x_p, x_-p) + (1-β_p) log gain_second(x_p, x_-p)    for every pair p

Horn and Wolinsky (1988); for tariffs Bagwell, Staiger and Yurukoglu (2021). Damped Gauss-Seidel over the pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.errors import TalksError, probability
from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.bargaining.program import remembered
from tradetalks.bargaining.solutions import NEGLIGIBLE_GAIN, nash_bargain, payoff_range
from tradetalks.result import Result


@dataclass(frozen=True)
class Bilateral:
    """One bargain: the instruments it sets and what its two sides gain over having no agreement of their own.

    Args:
        name: for reports.
        instruments: positions in x that this pair sets.
        gains: x (m,) -> (gain (2,), Jacobian (2, m)), the others' instruments given.
        power: β, the weight of the first side.
        apart: values of the instruments without an agreement; the pair returns to them where nothing can be gained (by
            default it stays where it is).
        equal: optional x (m,) -> (h (k,), dh/dx (k, m)) with h = 0, e.g. balanced concessions.
    """

    name: str
    instruments: tuple[int, ...]
    gains: PayoffFunction
    power: float = 0.5
    apart: tuple[float, ...] | None = None
    equal: PayoffFunction | None = None

    def __post_init__(self) -> None:
        probability(f"the bargaining power in {self.name}", self.power)


def pairs_of_countries(
    payoffs: PayoffFunction,
    pairs: Sequence[tuple[int, int]],
    instruments: Sequence[tuple[int, ...]],
    without: ArrayLike,
    *,
    sides: Sequence[str] | None = None,
) -> tuple[Bilateral, ...]:
    """One bargain per pair (i, j): gains are `u(x) - u(x with the pair's instruments at their values in without)`.

    `sides` names the players; they are numbered otherwise.
    """
    ask, x0 = remembered(payoffs), np.asarray(without, float)

    def gains_of(sides: tuple[int, int], own: tuple[int, ...]) -> PayoffFunction:
        def gains(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            apart = x.copy()
            apart[list(own)] = x0[list(own)]
            (u, jac), (v, slope) = ask(x), ask(apart)
            slope = slope.copy()
            slope[:, list(own)] = 0.0
            return (u - v)[list(sides)], (jac - slope)[list(sides)]

        return gains

    return tuple(
        Bilateral(
            f"{i + 1} with {j + 1}" if sides is None else f"{sides[i]} with {sides[j]}",
            tuple(own),
            gains_of((i, j), tuple(own)),
            apart=tuple(x0[list(own)]),
        )
        for (i, j), own in zip(pairs, instruments, strict=True)
    )


@dataclass(frozen=True, repr=False, eq=False)
class NashInNash(Result):
    """Simultaneous bargains x (m,), each pair's gains (P, 2), and how far the last sweep still moved."""

    x: np.ndarray
    gains: np.ndarray
    names: tuple[str, ...]
    residual: float
    sweeps: int
    converged: bool

    def raise_if_failed(self) -> NashInNash:
        """Self, or TalksError when the bargains did not settle."""
        if not self.converged:
            raise TalksError(
                f"Nash-in-Nash bargains did not settle in {self.sweeps} sweeps: the last one still moved an instrument by "
                f"{self.residual:.2g} of its range. Lower the damping, start elsewhere or allow more sweeps."
            )
        return self

    def summary(self) -> str:
        """Gains of each pair and the residual."""
        state = "settled" if self.converged else "NOT settled"
        lines = [f"Nash-in-Nash {state} after {self.sweeps} sweeps, last move {self.residual:.1e}"]
        lines += [f"  {n}: gains {g[0]:.6g} and {g[1]:.6g}" for n, g in zip(self.names, self.gains, strict=True)]
        return "\n".join(lines)


def _bargain(pair: Bilateral, x: np.ndarray, lower: np.ndarray, upper: np.ndarray, starts: int) -> np.ndarray:
    """The pair's instruments at their Nash bargain given x elsewhere."""
    whole = BargainingProblem(remembered(pair.gains), lower, upper, np.zeros(2), equal=pair.equal)
    problem = whole.part(pair.instruments, x)
    deal = nash_bargain(problem, weights=(pair.power, 1.0 - pair.power), starts=starts)
    if deal.signed and (deal.gains > NEGLIGIBLE_GAIN * payoff_range(problem)).all():
        return deal.x
    return x[list(pair.instruments)] if pair.apart is None else np.asarray(pair.apart)


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
    """(T12) by damped Gauss-Seidel: each pair in turn moves `damping` of the way to its bargain (from `starts` points).

    Returns the last iterate with its residual; `.raise_if_failed()` turns non-convergence into an error.
    """
    low, high = np.asarray(lower, float), np.asarray(upper, float)
    x = (low + high) / 2 if start is None else np.asarray(start, float).copy()
    width, residual, sweep = np.where(high > low, high - low, 1.0), np.inf, 0
    while residual > tolerance and sweep < sweeps:
        before, sweep = x.copy(), sweep + 1
        for pair in pairs:
            own = list(pair.instruments)
            x[own] += damping * (_bargain(pair, x, low, high, starts) - x[own])
        residual = float(np.abs((x - before) / width).max())
    gains = np.array([pair.gains(x)[0] for pair in pairs])
    return NashInNash(x, gains, tuple(p.name for p in pairs), residual, sweep, residual <= tolerance)
