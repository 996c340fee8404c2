"""Basin hopping: out of a local optimum by closing or opening whole groups of choice variables.

With weights on a sector's profits a payoff can have two peaks in that sector's tariffs, one interior and one where the
market is closed. Ascents from random starts seldom find the right combination over sectors; trying them one by one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import LocalAscent
from tradetalks.games.robust_ascent import robust_ascent
from tradetalks.games.search import Search

Array = np.ndarray

# A group is opened (a tariff of 0) or closed (300 percent leaves 4^-θ of trade, a thousandth at θ = 5).
LEVELS = (0.0, 3.0)
# A hop that does not change the group by more than five points leads to where one is already.
HERE = 0.05
# Less gain than 1e-6 percent is within what distinct optima are told apart by (optima.SAME_PAYOFF).
WORTHWHILE = 1e-6
# After hops others may pay; every round tries every group, so their number bounds the cost.
ROUNDS = 3


class Hop(NamedTuple):
    """One group of own choice variables set to one level, and what the player gains by that alone."""

    gain: float
    group: Array
    level: float


def basin_hopping(game: Game, point: Point, player: int, search: Search) -> tuple[LocalAscent | None, int]:
    """The optimum reached by hops that pay, or None where none does; and the number of evaluations.

    An ascent starts from all paying hops together; where that gains nothing, from the best of them alone.
    """
    best, evaluations = None, 0
    least = WORTHWHILE * game.scale
    for _ in range(ROUNDS):
        hops, used = _paying_hops(game, point, player)
        evaluations += used
        if not hops:
            break
        end = robust_ascent(game, _after(game, point.x, player, hops), player, search, point)
        evaluations += end.evaluations
        if _gain(end, point, player) <= least and len(hops) > 1:
            alone = robust_ascent(game, _after(game, point.x, player, hops[:1]), player, search, point)
            evaluations += alone.evaluations
            if _gain(alone, point, player) > _gain(end, point, player):
                end = alone
        if _gain(end, point, player) <= least:
            break
        best, point = end, end.point
    return best, evaluations


def _gain(end: LocalAscent, point: Point, player: int) -> float:
    """Rise of the player's payoff; minus infinity where the ascent ended nowhere."""
    if not end.point.solved:
        return -np.inf
    return end.point.payoffs[player] - point.payoffs[player]


def _paying_hops(game: Game, point: Point, player: int) -> tuple[list[Hop], int]:
    """Hops that pay by themselves, best first, at most one per group; and the number of evaluations."""
    paying, evaluations = [], 0
    for group in game.groups(player):
        hops = [Hop(0.0, group, level) for level in LEVELS if _changes(game, point, player, group, level)]
        tried = []
        for hop in hops:
            payoff = game.payoff(_after(game, point.x, player, [hop]), player, point)
            tried.append(hop._replace(gain=payoff - point.payoffs[player]))
        evaluations += len(tried)
        most = max((hop.gain for hop in tried), default=-np.inf)
        if most > WORTHWHILE * game.scale:
            paying += [hop for hop in tried if hop.gain == most]
    return sorted(paying, key=lambda hop: -hop.gain), evaluations


def _changes(game: Game, point: Point, player: int, group: Array, level: float) -> bool:
    """Whether a hop goes anywhere: away from here, and upward where it is to close the group."""
    part = game.slices[player]
    own = point.x[part][group]
    target = np.clip(level, game.lower[part][group], game.upper[part][group])
    closed_already = level > 0 and bool(np.all(own >= target))
    return not closed_already and not np.allclose(target, own, atol=HERE)


def _after(game: Game, x: Array, player: int, hops: Sequence[Hop]) -> Float[Array, " c"]:
    """All choice variables after some hops, within bounds."""
    part = game.slices[player]
    moved: Array = x.copy()
    own = moved[part]
    for hop in hops:
        own[hop.group] = np.clip(hop.level, game.lower[part][hop.group], game.upper[part][hop.group])
    return moved
