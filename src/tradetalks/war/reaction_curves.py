"""Reaction curves of two players through a Nash equilibrium.

Each player's controls are scaled together: s = 1 is its Nash policy, s = 0 none. At a Nash equilibrium the two curves of
best scales cross at (1, 1), whatever the instruments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.games.game import Game, Point
from tradetalks.war.outcome import WarOutcome

Array = np.ndarray
LARGEST_SCALE = 2.0
SECANT_STEPS = 6


class Reactions(NamedTuple):
    """Grid of scales, payoffs (p, first's scale, second's scale) and the best scale of each to every scale of the
    other. ``unit_p`` is each player's mean control at scale 1 (a fraction)."""

    scale_g: Float[Array, " g"]
    payoff_pgg: Float[Array, "2 g g"]
    best_pg: Float[Array, "2 g"]
    unit_p: Float[Array, " 2"]


def reactions(war: WarOutcome, points: int = 11) -> Reactions:
    """Payoffs and best scales around the equilibrium of a war of two.

    Raises:
        TradeTalksError: the war has not two players, or its end is not certified.
    """
    if len(war.players) != 2:
        raise TradeTalksError(
            f"reaction curves need two players\nexpected 2\ngot      {len(war.players)}: {', '.join(war.players)}\n"
            'do       plot "gains" or "cost" instead'
        )
    if not war.certified:
        raise TradeTalksError(
            "reaction curves are drawn through a Nash equilibrium\nexpected a certified war\n"
            f"got      {'a search that was interrupted' if war.interrupted else 'a point that is not certified'}\n"
            'do       let the search end, or plot "gains" or "cost"'
        )
    scale_g = np.linspace(0, LARGEST_SCALE, points)
    payoff, slope = np.zeros((2, points, points)), np.zeros((2, points, points))
    near: Point | None = None
    for a, own in enumerate(scale_g):
        for b, other in enumerate(scale_g):
            near = _at(war.game, war.x, (own, other), (0, 1), near)
            payoff[:, a, b] = [near.payoffs[k] for k in (0, 1)]
            slope[:, a, b] = [_slope(war.game, war.x, near, k) for k in (0, 1)]
    best = np.array(
        [
            [_best_scale(war, k, other, scale_g, slope[k, :, g] if k == 0 else slope[k, g, :])
             for g, other in enumerate(scale_g)]
            for k in (0, 1)
        ]
    )  # fmt: skip
    unit = np.array([war.x[part].mean() for part in war.game.slices])
    return Reactions(scale_g, payoff, best, unit)


def _at(game: Game, x: Array, scales, players, near) -> Point:
    scaled = x.copy()
    for part, scale in zip(game.slices, scales, strict=True):
        scaled[part] = np.clip(scale * x[part], game.lower[part], game.upper[part])
    return game.at(scaled, players, near)


def _slope(game: Game, x: Array, point: Point, player: int) -> float:
    """Derivative of the player's payoff in its own scale."""
    return float(point.gradients[player] @ x[game.slices[player]])


def _best_scale(war: WarOutcome, player: int, other: float, scale_g: Array, slope_g: Array) -> float:
    """Where the slope in the own scale turns from + to −, bracketed on the grid and refined (regula falsi)."""
    turns = np.flatnonzero((slope_g[:-1] > 0) & (slope_g[1:] <= 0))
    if len(turns) == 0:
        return float(scale_g[0] if slope_g[0] <= 0 else scale_g[-1])
    low, high = scale_g[turns[0]], scale_g[turns[0] + 1]
    at_low, at_high = slope_g[turns[0]], slope_g[turns[0] + 1]
    middle = low
    for _ in range(SECANT_STEPS):
        middle = low + (high - low) * at_low / (at_low - at_high)
        scales = (middle, other) if player == 0 else (other, middle)
        at_middle = _slope(war.game, war.x, _at(war.game, war.x, scales, [player], war.point), player)
        if at_middle > 0:
            low, at_low, at_high = middle, at_middle, at_high / 2
        else:
            high, at_high, at_low = middle, at_middle, at_low / 2
    return float(middle)
