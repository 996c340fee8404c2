"""What every search needs to know of a game: players, controls and bounds, payoffs with exact derivatives.

:class:`~tradetalks.war.trade_game.TradeGame` is an economy; :class:`~tradetalks.games.closed_form.AnalyticGame` wraps a game in
closed form with ``payoffs(tau) → (u, jac, hess)``. Both go through the same searches. ``unit`` names what
payoffs are measured in, ``scale`` is what counts as one percent there, ``in_force`` gives every payoff before the game.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from jaxtyping import Float

from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.games.curvature import Curvature

Array = np.ndarray


class State(NamedTuple):
    """Where the next solve starts: the economy's state and each player's adjoint."""

    x: Float[Array, " s"]
    adjoints: dict[int, Float[Array, " s"]]


class Point(NamedTuple):
    """The game at controls ``x``: payoffs of all asked players, their own gradients, and what a next point needs.

    ``gradients`` is keyed by player. ``solved`` is False where the economy found no equilibrium.
    """

    x: Float[Array, " c"]
    payoffs: dict[int, float]
    gradients: dict[int, Float[Array, " k"]]
    state: Any
    solved: bool
    outcomes: Outcomes | None


class Game(Protocol):
    """What the searches need to know. ``start``, ``lower`` and ``upper`` join the players' controls in order."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def slices(self) -> tuple[slice, ...]: ...
    @property
    def start(self) -> Array: ...
    @property
    def lower(self) -> Array: ...
    @property
    def upper(self) -> Array: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    def at(self, x: Array, players: Sequence[int], near: Point | None = None) -> Point: ...
    def recentred(self, point: Point) -> Game: ...
    def payoff(self, x: Array, player: int, near: Point | None = None) -> float: ...
    def groups(self, player: int) -> list[Array]: ...
    def curvature(self, point: Point, player: int) -> Curvature: ...
    def incomes(self) -> Array | None: ...
    def in_force(self) -> dict[int, float]: ...
    @property
    def unit(self) -> str: ...
    @property
    def scale(self) -> float: ...
