"""The certificate of a Nash equilibrium: what each player could still gain, found by looking for it."""

from __future__ import annotations

import dataclasses

import numpy as np

from tradetalks.war.climb import Search, optimal_step
from tradetalks.war.game import Game, Point
from tradetalks.war.optima import Optimum, find_best

Array = np.ndarray
LARGEST_GAIN = 1e-4
BOUND = 1e-9


@dataclasses.dataclass(frozen=True)
class PlayerCheck:
    """One player at a candidate equilibrium.

    ``deviation_gain`` is the best deviation found from ``starts`` (percent of real income, the player's objective),
    ``first_order`` the gain that the first-order conditions still promise, ``residual`` the largest move they ask for
    (W10), ``eigenvalue`` the second-order condition (W12, below 0), ``optima`` distinct local optima seen,
    ``at_bounds`` the controls held by a bound.
    """

    player: str
    deviation_gain: float
    first_order: float
    residual: float
    eigenvalue: float
    optima: int
    starts: tuple[str, ...]
    at_bounds: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Certificate:
    """All players' checks; ``tolerance`` on deviation gains is 1e-6 of real income (1e-4 percent)."""

    checks: tuple[PlayerCheck, ...]
    tolerance: float = LARGEST_GAIN

    @property
    def holds(self) -> bool:
        """No player gains more than the tolerance, and no player sits on a saddle."""
        return all(c.deviation_gain <= self.tolerance and c.eigenvalue < self.tolerance for c in self.checks)

    @property
    def largest_gain(self) -> float:
        """The largest deviation gain of any player, percent of real income."""
        return max(c.deviation_gain for c in self.checks)

    def __repr__(self) -> str:
        word = "holds" if self.holds else "FAILS"
        return f"Certificate({word}: largest deviation gain {self.largest_gain:.1e} percent of real income)"


def certify(
    game: Game, x: Array, search: Search, near: Point | None = None
) -> tuple[Certificate, list[Optimum | None]]:
    """Look for every player's best deviation from ``x``; also returns the best replies found."""
    checks: list[PlayerCheck] = []
    replies: list[Optimum | None] = []
    near = game.at(x, range(len(game.names)), near)
    game = game.recentred(near)
    for player, name in enumerate(game.names):
        part = game.slices[player]
        point = game.at(x, [player], near)
        step = optimal_step(game, point, player)
        found = find_best(game, x, player, search, point)
        gain = found.best.payoff - point.payoffs[player] if found.optima else np.inf
        checks.append(
            PlayerCheck(
                player=name,
                deviation_gain=max(gain, 0.0),
                first_order=step.gap,
                residual=step.move,
                eigenvalue=found.best.eigenvalue if found.optima else np.inf,
                optima=len(found.optima),
                starts=found.starts,
                at_bounds=bounds_hit(game, x[part], player),
            )
        )
        replies.append(found.best if found.optima else None)
    return Certificate(tuple(checks)), replies


def bounds_hit(game: Game, x_c: Array, player: int) -> tuple[str, ...]:
    """Labels of the controls that sit at a bound other than 0."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    labels = game.labels[part]
    at_low = (x_c <= low + BOUND) & (low < high)
    at_high = (x_c >= high - BOUND) & (low < high)
    return tuple(
        f"{label} at its {'lower' if a else 'upper'} bound {b:g}"
        for label, a, z, b in zip(labels, at_low, at_high, np.where(at_low, low, high), strict=True)
        if a or z
    )
