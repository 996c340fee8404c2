"""Local optima of one player against the others: several starts, a second-order check, every optimum kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.games.basin_hopping import basin_hopping
from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import LocalAscent
from tradetalks.games.robust_ascent import robust_ascent
from tradetalks.games.search import Search, unwatched
from tradetalks.games.second_order import largest_eigenvalue
from tradetalks.inputs import checked

Array = np.ndarray

# Two optima are one where payoffs are less than 1e-6 percent apart (a hundredth of what a certificate lets pass) ...
SAME_PAYOFF = 1e-6
# ... and moving from one to the other would, by the curvature, cost less than 1e-5 percent.
SAME_PLACE = 1e-5
# Best tariffs are mostly below 150 percent, so every other random start is drawn from there.
NEAR = 1.5
# A saddle is left at most twice: every time costs two ascents.
ESCAPES = 2
# To either side of its rising direction, by five points: beyond it the ascent knows where to go.
ESCAPE_MOVE = 0.05


class LocalOptimum(NamedTuple):
    """A local optimum of one player.

    Args:
        x_c: own choice variables.
        payoff: in the game's unit.
        predicted_improvement: what first-order conditions still promise, the same unit.
        residual: largest component of the first-order residual (W10).
        eigenvalue: W12, below 0 at a strict maximum; not a number where it was not looked at.
        converged: the ascent met its tolerance.
        start: the name of the start that led here.
    """

    x_c: Float[Array, " c"]
    payoff: float
    predicted_improvement: float
    residual: float
    eigenvalue: float
    converged: bool
    start: str


class LocalOptima(NamedTuple):
    """What a search for a best response found.

    Args:
        optima: distinct ones, best first; empty where no start could be evaluated.
        point: the game at the best, or at the start where there is none.
        evaluations: of payoffs and gradients.
        starts: where the search began.
        failed: starts at which the game has no payoffs.
    """

    optima: tuple[LocalOptimum, ...]
    point: Point
    evaluations: int
    starts: tuple[str, ...]
    failed: tuple[str, ...] = ()

    @property
    def best(self) -> LocalOptimum:
        """The best of them."""
        return self.optima[0]


# Optima known so far with their points, best first.
Known = list[tuple[LocalOptimum, Point]]


@checked(TradeTalksError)
def local_optima(
    game: Game,
    x: Float[Array, " n"],
    player: int,
    search: Search,
    near: Point | None = None,
    watch: Callable[[LocalOptima], None] = unwatched,
) -> LocalOptima:
    """Local optima (W10, W12) of ``player`` against the others' choices in ``x``, from several starts and by basin hopping.

    Args:
        game: any game.
        x: all players' choice variables (in a war rates, fractions); the player's own are one of the starts.
        player: its position in ``game.names``.
        search: tolerances and starts.
        near: a point already evaluated, for speed alone.
        watch: sees what is known after each start (what is left after an interruption).
    """
    part = game.slices[player]
    known: Known = []
    evaluations = 0
    names: list[str] = []
    failed: list[str] = []
    search = search.scaled(game.scale)
    for name, own in starting_points(game, x, player, search):
        start = x.copy()
        start[part] = own
        end = robust_ascent(game, start, player, search, near)
        evaluations += end.evaluations
        if not end.point.solved:
            failed.append(name)
            continue
        names.append(name)
        near = end.point
        _keep(known, game, player, _optimum(end, part, player, name), end.point)
        watch(LocalOptima((known[0][0],), known[0][1], evaluations, tuple(names)))
    if not known:
        return LocalOptima((), game.at(x, [player], near), evaluations, (), tuple(failed))
    known[0], used = _off_saddles(game, player, *known[0], search)
    hopped, more = basin_hopping(game, known[0][1], player, search)
    evaluations += used + more
    names.append("basin hopping")
    if hopped is not None:
        _keep(known, game, player, _optimum(hopped, part, player, names[-1]), hopped.point)
        known[0], used = _off_saddles(game, player, *known[0], search)
        evaluations += used
    known.sort(key=lambda pair: -pair[0].payoff)
    return LocalOptima(tuple(o for o, _ in known), known[0][1], evaluations, tuple(names), tuple(failed))


def _optimum(end: LocalAscent, part: slice, player: int, start: str) -> LocalOptimum:
    """Where an ascent ended, second-order condition not yet looked at."""
    return LocalOptimum(
        x_c=end.point.x[part],
        payoff=end.point.payoffs[player],
        predicted_improvement=end.predicted_improvement,
        residual=end.residual,
        eigenvalue=np.nan,
        converged=end.converged,
        start=start,
    )


def starting_points(game: Game, x: Array, player: int, search: Search) -> list[tuple[str, Array]]:
    """Where to look from, with names: here, no intervention, and random choices."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    rng = np.random.default_rng(search.seed + player)
    points = [("here", x[part]), ("zero", np.clip(0.0, low, high))]
    points += [(f"random {k + 1}", random_point(low, high, rng, k)) for k in range(search.starts - 2)]
    return points[: search.starts]


def random_point(
    low: Float[Array, " c"], high: Float[Array, " c"], rng: np.random.Generator, k: int
) -> Float[Array, " c"]:
    """Random choices: the first, third ... within 1.5 of the lower bounds, where tariffs are; the others anywhere."""
    reach = high - low
    if k % 2 == 0:
        reach = np.minimum(high, low + NEAR) - low
    drawn: Array = low + rng.uniform(size=len(low)) * reach
    return drawn


def _keep(known: Known, game: Game, player: int, optimum: LocalOptimum, point: Point) -> None:
    """Add an optimum unless it is one already known (then keep the better of the two); best first."""
    d = game.curvature(point, player).d_c
    for k, (other, _) in enumerate(known):
        apart = 0.5 * np.sum(d * (other.x_c - optimum.x_c) ** 2)
        if abs(other.payoff - optimum.payoff) < SAME_PAYOFF * game.scale and apart < SAME_PLACE * game.scale:
            closer = optimum.predicted_improvement < other.predicted_improvement
            if optimum.payoff > other.payoff and closer:
                known[k] = (optimum._replace(start=other.start), point)
            break
    else:
        known.append((optimum, point))
    known.sort(key=lambda pair: -pair[0].payoff)


def _off_saddles(
    game: Game, player: int, optimum: LocalOptimum, point: Point, search: Search
) -> tuple[tuple[LocalOptimum, Point], int]:
    """The optimum with its W12; where that is a saddle, the optimum beyond it. And the number of evaluations."""
    evaluations = 0
    part = game.slices[player]
    for _ in range(ESCAPES + 1):
        value, direction = largest_eigenvalue(game, point, player)
        optimum = optimum._replace(eigenvalue=value)
        if value < 0 or not np.isfinite(value):
            break
        ends = []
        for sign in (1, -1):
            x = point.x.copy()
            x[part] = np.clip(x[part] + sign * ESCAPE_MOVE * direction, game.lower[part], game.upper[part])
            ends.append(robust_ascent(game, x, player, search, point))
        evaluations += sum(end.evaluations for end in ends)
        least = optimum.payoff + SAME_PAYOFF * game.scale
        higher = [end for end in ends if end.point.solved and end.point.payoffs[player] > least]
        if not higher:
            break
        best = max(higher, key=lambda end: end.point.payoffs[player])
        point, optimum = best.point, _optimum(best, part, player, optimum.start)
    return (optimum, point), evaluations
