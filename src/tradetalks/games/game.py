"""What a search needs to know of a game: players, choice variables within bounds, payoffs with exact gradients.

:class:`~tradetalks.games.analytic_game.AnalyticGame` wraps a game in closed form; ``tradetalks.war`` makes one of an economy.
Both go through the same searches. All players' choice variables are joined into one vector x, in the order of players.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from tradetalks.games.curvature import Curvature

Array = np.ndarray

# A choice variable this close to its bound sits at it: searches stop at 1e-7, and clipping puts it exactly there.
AT_BOUND = 1e-9


class Point(NamedTuple):
    """The game at the choice variables ``x``: u and ∂u_k/∂x_k of W10.

    Args:
        x: all players' choice variables.
        payoffs: by player, in the game's unit; at least those of the players asked for.
        gradients: by player asked for, with respect to its own choice variables.
        solved: False where the game has no payoffs (an economy without equilibrium); the dictionaries are then empty.
        memory: what the game keeps for its own next evaluation. Nobody else looks inside.
    """

    x: Float[Array, " c"]
    payoffs: dict[int, float]
    gradients: dict[int, Float[Array, " k"]]
    solved: bool
    memory: object = None


@runtime_checkable
class Game(Protocol):
    """A game as the searches see it (W10 to W13), payoffs in any one unit.

    ``start``, ``lower`` and ``upper`` join the players' choice variables in order.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Players in order."""

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where each player's choice variables are in x."""

    @property
    def start(self) -> Array:
        """Choices in force before the game."""

    @property
    def lower(self) -> Array:
        """Lower bounds."""

    @property
    def upper(self) -> Array:
        """Upper bounds."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of every choice variable."""

    @property
    def unit(self) -> str:
        """What payoffs are measured in."""

    @property
    def scale(self) -> float:
        """What counts as one percent in that unit; every tolerance on payoffs is multiplied by it."""

    def at(self, x: Array, players: Sequence[int], near: Point | None = None) -> Point:
        """Payoffs and own gradients of ``players`` at x; ``near`` is a point from which a solve may start."""

    def payoff(self, x: Array, player: int, near: Point | None = None) -> float:
        """One player's payoff alone; minus infinity where the game has none."""

    def recentred(self, point: Point) -> Game:
        """The same game, tuned to be evaluated fast around ``point``."""

    def groups(self, player: int) -> list[Array]:
        """Positions of own choice variables that belong together (those of one sector, say)."""

    def curvature(self, point: Point, player: int) -> Curvature:
        """An approximation of minus the second derivative of the player's payoff in its own choice variables."""

    def in_force(self) -> dict[int, float]:
        """Every player's payoff before the game; not a number where it has none."""


def choices_at_bounds(game: Game, x_c: Float[Array, " k"], player: int) -> tuple[str, ...]:
    """Which of a player's choice variables sit at a bound, in words; variables fixed by equal bounds are left out."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    found = []
    for label, value, bottom, top in zip(game.labels[part], x_c, low, high, strict=True):
        if bottom >= top:
            continue
        if value <= bottom + AT_BOUND:
            found.append(f"{label} at its lower bound {bottom:g}")
        elif value >= top - AT_BOUND:
            found.append(f"{label} at its upper bound {top:g}")
    return tuple(found)
