"""Jumps out of a local optimum: whole sectors closed or opened.

With weights on a sector's profits a payoff can have two peaks in that sector's tariffs, one interior and one where the
market is closed. Climbs from random starts seldom find the right combination over sectors; trying them one by one does.
"""

from __future__ import annotations

import numpy as np

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import Climb, Search

Array = np.ndarray
LEVELS = (0.0, 3.0)
WORTHWHILE = 1e-6
ROUNDS = 3


def jump(game: Game, point: Point, player: int, search: Search, climb_from) -> tuple[Climb | None, int]:
    """The optimum reached by the jumps that pay, or None; and the number of evaluations.

    Each group of controls (a sector's, or a single control) goes to 0 and to 300 percent, within bounds; ``climb_from``
    climbs from all the jumps that pay together, else from the best of them alone.
    """
    best, evaluations = None, 0
    for _ in range(ROUNDS):
        paying, used = _paying(game, point, player)
        evaluations += used
        if not paying:
            break
        together = _moved(game, point.x, player, paying)
        ends = [climb_from(game, together, player, search, point)]
        if _gain(ends[0], point, player) <= WORTHWHILE * game.scale and len(paying) > 1:
            ends.append(climb_from(game, _moved(game, point.x, player, paying[:1]), player, search, point))
        evaluations += sum(e.evaluations for e in ends)
        end = max(ends, key=lambda e: _gain(e, point, player))
        if _gain(end, point, player) <= WORTHWHILE * game.scale:
            break
        best, point = end, end.point
    return best, evaluations


def _gain(end: Climb, point: Point, player: int) -> float:
    return end.point.payoffs[player] - point.payoffs[player] if end.point.solved else -np.inf


def _paying(game: Game, point: Point, player: int) -> tuple[list[tuple[float, Array, float]], int]:
    """(gain, controls, level) of the jumps that pay by themselves, best first, at most one per group."""
    part = game.slices[player]
    own, low, high = point.x[part], game.lower[part], game.upper[part]
    found, used = [], 0
    for group in game.groups(player):
        tries = []
        for level in LEVELS:
            target = np.clip(level, low[group], high[group])
            if np.allclose(target, own[group], atol=0.05) or (level > 0 and np.all(own[group] >= target)):
                continue
            payoff = game.payoff(_moved(game, point.x, player, [(0.0, group, level)]), player, point)
            used += 1
            tries.append((payoff - point.payoffs[player], group, level))
        found += [t for t in tries if t[0] == max(x[0] for x in tries) and t[0] > WORTHWHILE * game.scale]
    return sorted(found, key=lambda t: -t[0]), used


def _moved(game: Game, x: Array, player: int, jumps) -> Array:
    part = game.slices[player]
    moved = x.copy()
    own = moved[part]
    for _, group, level in jumps:
        own[group] = np.clip(level, game.lower[part][group], game.upper[part][group])
    return moved
