"""The certificate of a Nash equilibrium: what each player could still gain, found by looking for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import Search, optimal_step
from tradetalks.games.optima import Optimum, find_best
from tradetalks.games.second_order import NEGLIGIBLE, largest_eigenvalue

Array = np.ndarray
LARGEST_GAIN = 1e-4
FIRST_ORDER = 1e-4
LARGEST_RESIDUAL = 1e-3
HERE = 1e-4
BOUND = 1e-9


@dataclasses.dataclass(frozen=True)
class PlayerCheck:
    """One player at a candidate equilibrium.

    ``deviation_gain`` is the best deviation found from ``starts`` (in the game's unit), ``first_order`` the gain that the
    first-order conditions still promise, ``residual`` the largest move they ask for of a control that moves trade (W10),
    ``eigenvalue`` the second-order condition there (W12, below 0), ``optima`` distinct local optima seen, ``at_bounds`` the
    controls held by a bound.
    """

    player: str
    deviation_gain: float
    first_order: float
    residual: float
    eigenvalue: float
    optima: int
    starts: tuple[str, ...]
    at_bounds: tuple[str, ...]

    def holds(self, tolerance: float) -> bool:
        """No deviation gains; first-order conditions promise no gain and ask for no move; the point is no saddle.

        Small flows move payoffs little: a rate five points off can cost less than ``tolerance``. The first-order
        conditions still see it, so they are held to a ten-thousandth of it, and every rate to a tenth of a point.
        """
        return bool(
            self.deviation_gain <= tolerance
            and self.first_order <= FIRST_ORDER * tolerance
            and self.residual <= LARGEST_RESIDUAL
            and self.eigenvalue < LARGEST_GAIN
        )


@dataclasses.dataclass(frozen=True)
class Certificate:
    """All players' checks; ``tolerance`` on deviation gains is 1e-6 of real income (1e-4 percent), in closed form 1e-6 of the
    range of payoffs; ``unit`` is the game's."""

    checks: tuple[PlayerCheck, ...]
    tolerance: float = LARGEST_GAIN
    unit: str = "percent of real income"

    @property
    def holds(self) -> bool:
        """Every player's checks hold."""
        return all(c.holds(self.tolerance) for c in self.checks)

    @property
    def largest_gain(self) -> float:
        """The largest deviation gain of any player, in the game's unit."""
        return max(c.deviation_gain for c in self.checks)

    @property
    def residual(self) -> float:
        """The largest move that any player's first-order conditions ask for, fractions."""
        return max(c.residual for c in self.checks)

    def __repr__(self) -> str:
        word = "holds" if self.holds else "FAILS"
        return (
            f"Certificate({word}: largest deviation gain {self.largest_gain:.1e} {self.unit}, "
            f"first-order conditions ask for moves of {self.residual:.1e})"
        )


def certify(
    game: Game,
    x: Array,
    search: Search,
    near: Point | None = None,
    watch: Callable[[str], None] = lambda text: None,
) -> tuple[Certificate, list[Optimum | None]]:
    """Look for every player's best deviation from ``x``; also returns the best replies found. ``watch`` hears of each player."""
    checks: list[PlayerCheck] = []
    replies: list[Optimum | None] = []
    near = game.at(x, range(len(game.names)), near)
    game = game.recentred(near)
    for player, name in enumerate(game.names):
        watch(f"certificate: best deviation of {name}, player {player + 1} of {len(game.names)}")
        check, reply = _check(game, x, player, search, near)
        checks.append(check)
        replies.append(reply)
    return Certificate(tuple(checks), LARGEST_GAIN * game.scale, game.unit), replies


def _check(game: Game, x: Array, player: int, search: Search, near: Point) -> tuple[PlayerCheck, Optimum | None]:
    """One player's check, and its best reply (None: the economy found no equilibrium anywhere)."""
    part = game.slices[player]
    point = game.at(x, [player], near)
    found = find_best(game, x, player, search, point)
    best = found.best if found.optima else None
    if point.solved:
        step = optimal_step(game, point, player)
        first_order = step.gap
        moves_trade = step.d_c > NEGLIGIBLE * step.d_c.max(initial=0)
        residual = float(np.max(np.abs(step.r_c[moves_trade]), initial=0.0))
    else:
        first_order = residual = np.inf
    if best is not None and np.max(np.abs(best.x_c - x[part]), initial=0.0) <= HERE:
        eigenvalue = best.eigenvalue
    else:
        eigenvalue, _ = largest_eigenvalue(game, point, player)
    gain = best.payoff - point.payoffs[player] if best is not None and point.solved else np.inf
    check = PlayerCheck(
        player=game.names[player],
        deviation_gain=max(gain, 0.0),
        first_order=first_order,
        residual=residual,
        eigenvalue=eigenvalue,
        optima=len(found.optima),
        starts=found.starts,
        at_bounds=bounds_hit(game, x[part], player),
    )
    return check, best


def bounds_hit(game: Game, x_c: Array, player: int) -> tuple[str, ...]:
    """Labels of the controls that sit at a bound."""
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
