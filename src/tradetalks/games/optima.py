"""Local optima of one player against the others: several starts, a second-order check, every optimum kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from tradetalks.games.basin_hopping import jump
from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import Climb, Search, climb
from tradetalks.games.second_order import largest_eigenvalue

Array = np.ndarray
SAME_PAYOFF = 1e-6
SAME_PLACE = 1e-5
NEAR = 1.5
ESCAPES = 2
ESCAPE_MOVE = 0.05
FALLBACK_STEPS = 300


class Optimum(NamedTuple):
    """A local optimum of one player. ``eigenvalue`` is W12 (below 0: a strict maximum); ``gap`` the gain still expected
    and ``payoff`` in percent of real income; ``move`` the largest component of the first-order residual (W10)."""

    x_c: Float[Array, " c"]
    payoff: float
    gap: float
    move: float
    eigenvalue: float
    converged: bool
    start: str


class Found(NamedTuple):
    """Distinct optima, best first, and the point of the best; ``starts`` says where the search began, ``failed`` from where
    it could not: the economy found no equilibrium there."""

    optima: tuple[Optimum, ...]
    point: Point
    evaluations: int
    starts: tuple[str, ...]
    failed: tuple[str, ...] = ()

    @property
    def best(self) -> Optimum:
        return self.optima[0]


def find_best(
    game: Game, x: Array, player: int, search: Search, near: Point | None = None, watch=lambda found: None
) -> Found:
    """Local optima of ``player`` against the others' controls in ``x``, from ``search.starts`` starts.

    ``watch`` sees what is known after each start (what is left after an interruption).
    """
    part = game.slices[player]
    known: list[tuple[Optimum, Point]] = []
    evaluations = 0
    names: list[str] = []
    failed: list[str] = []
    search = search.scaled(game.scale)
    for name, own in starting_points(game, x, player, search):
        start = x.copy()
        start[part] = own
        end = polished(game, start, player, search, near)
        evaluations += end.evaluations
        (names if end.point.solved else failed).append(name)
        if end.point.solved:
            near = end.point
            _keep(known, game, player, _optimum(end, part, player, name), end.point)
            watch(Found((known[0][0],), known[0][1], evaluations, tuple(names)))
    if not known:
        return Found((), game.at(x, [player], near), evaluations, (), tuple(failed))
    known[0], used = _settle(game, player, *known[0], search)
    jumped, more = jump(game, known[0][1], player, search, polished)
    evaluations += used + more
    names.append("jumps by sector")
    if jumped is not None:
        _keep(known, game, player, _optimum(jumped, part, player, names[-1]), jumped.point)
        known[0], used = _settle(game, player, *known[0], search)
        evaluations += used
    known.sort(key=lambda pair: -pair[0].payoff)
    return Found(tuple(o for o, _ in known), known[0][1], evaluations, tuple(names), tuple(failed))


def _optimum(end: Climb, part: slice, player: int, start: str) -> Optimum:
    """Where a climb ended, second-order condition not yet looked at."""
    return Optimum(end.point.x[part], end.point.payoffs[player], end.gap, end.move, np.nan, end.converged, start)


def starting_points(game: Game, x: Array, player: int, search: Search) -> list[tuple[str, Array]]:
    """Where to look from: here, no intervention, and random rates."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    rng = np.random.default_rng(search.seed + player)
    points = [("here", x[part]), ("zero", np.clip(0.0, low, high))]
    points += [(f"random {k + 1}", random_point(low, high, rng, k)) for k in range(search.starts - 2)]
    return points[: search.starts]


def random_point(low: Array, high: Array, rng: np.random.Generator, k: int) -> Array:
    """Random controls: the first, third ... within 1.5 of the lower bounds, where tariffs are; the others anywhere."""
    reach = np.minimum(high, low + NEAR) - low if k % 2 == 0 else high - low
    return low + rng.uniform(size=len(low)) * reach


def polished(game: Game, x: Array, player: int, search: Search, near: Point | None = None) -> Climb:
    """:func:`climb`; where it does not converge, scipy's L-BFGS-B in scaled controls, then once more."""
    first = climb(game, x, player, search, near)
    if first.converged or first.gap <= search.gain or not first.point.solved:
        return first._replace(converged=first.gap <= search.gain)
    second = climb(game, _fallback(game, first.point, player), player, search, first.point)
    better = second if second.point.solved and second.gap < first.gap else first
    return better._replace(evaluations=first.evaluations + second.evaluations, converged=better.gap <= search.gain)


def _fallback(game: Game, point: Point, player: int) -> Array:
    """L-BFGS-B in controls scaled by the square root of their curvature."""
    part = game.slices[player]
    d = game.curvature(point, player).d_c
    scale = np.sqrt(np.maximum(d, 1e-12 * d.max(initial=1.0)))
    origin = point.payoffs[player]

    def value(z):
        x = point.x.copy()
        x[part] = np.clip(z / scale, game.lower[part], game.upper[part])
        here = game.at(x, [player], point)
        if not here.solved:
            return 1e6, np.zeros_like(z)
        return origin - here.payoffs[player], -here.gradients[player] / scale

    bounds = np.stack([game.lower[part] * scale, game.upper[part] * scale], axis=1)
    options = {"maxiter": FALLBACK_STEPS, "maxfun": FALLBACK_STEPS, "ftol": 1e-15, "gtol": 1e-9}
    end = minimize(value, point.x[part] * scale, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    x = point.x.copy()
    x[part] = np.clip(end.x / scale, game.lower[part], game.upper[part])
    return x


def _keep(known, game, player, optimum: Optimum, point: Point) -> None:
    """Add an optimum unless it is one already known (then keep the better of the two); best first."""
    d = game.curvature(point, player).d_c
    for k, (other, _) in enumerate(known):
        apart = 0.5 * np.sum(d * (other.x_c - optimum.x_c) ** 2)
        if abs(other.payoff - optimum.payoff) < SAME_PAYOFF * game.scale and apart < SAME_PLACE * game.scale:
            if optimum.payoff > other.payoff and optimum.gap < other.gap:
                known[k] = (optimum._replace(start=other.start), point)
            break
    else:
        known.append((optimum, point))
    known.sort(key=lambda pair: -pair[0].payoff)


def _settle(game, player, optimum: Optimum, point: Point, search: Search):
    """W12 at an optimum; a saddle is left along its rising direction, on the better side."""
    evaluations = 0
    for _ in range(ESCAPES + 1):
        value, direction = largest_eigenvalue(game, point, player)
        optimum = optimum._replace(eigenvalue=value)
        if value < 0 or not np.isfinite(value):
            break
        part = game.slices[player]
        ends = []
        for sign in (1, -1):
            x = point.x.copy()
            x[part] = np.clip(x[part] + sign * ESCAPE_MOVE * direction, game.lower[part], game.upper[part])
            ends.append(polished(game, x, player, search, point))
        evaluations += sum(e.evaluations for e in ends)
        ends = [
            e for e in ends if e.point.solved and e.point.payoffs[player] > optimum.payoff + SAME_PAYOFF * game.scale
        ]
        if not ends:
            break
        best = max(ends, key=lambda e: e.point.payoffs[player])
        point, optimum = best.point, _optimum(best, part, player, optimum.start)
    return (optimum, point), evaluations
