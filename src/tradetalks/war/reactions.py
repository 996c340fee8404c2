"""Reaction curves of two players through a Nash equilibrium.

Each player's choice variables are scaled together: s = 1 is its Nash policy, s = 0 none. At a Nash equilibrium the two curves
of best scales cross at (1, 1), whatever the instruments.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.errors import TradeTalksError, message
from tradetalks.games.game import Game, Point
from tradetalks.inputs import Bound, checked
from tradetalks.result import Result
from tradetalks.war.outcome import WarOutcome

Array = np.ndarray

# Curves are drawn up to twice the Nash policy, so that they cross in the middle.
LARGEST_SCALE = 2.0
# Regula falsi halves the bracket at least: six steps on a grid of a fifth leave an error that no picture shows.
SECANT_STEPS = 6
# A picture shows no finer grid, and every point of its square is an equilibrium to solve.
MOST_POINTS = 201


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ReactionCurves(Result):
    """Payoffs and best replies (W10, in one scale each) around a Nash equilibrium of two.

    Args:
        players: their names.
        unit: of payoffs.
        scale_g: grid of scales, 1 is the Nash policy.
        payoff_pgg: payoffs (player, first's scale, second's scale), not a number where the economy has no equilibrium.
        best_pg: the best scale of each to every scale of the other, not a number where none was found.
        unit_p: each player's mean choice variable at scale 1 (a fraction).
    """

    players: tuple[str, ...]
    unit: str
    scale_g: Float[Array, " g"]
    payoff_pgg: Float[Array, "2 g g"]
    best_pg: Float[Array, "2 g"]
    unit_p: Float[Array, " 2"]

    def to_dataset(self) -> xr.Dataset:
        """``payoff`` by player and both scales, ``best_scale`` by player and the other's scale, ``mean_rate`` at scale 1."""
        grid = list(map(float, self.scale_g))
        coords = {"player": list(self.players), "first_scale": grid, "second_scale": grid, "other_scale": grid}
        return xr.Dataset(
            {
                "payoff": (
                    ("player", "first_scale", "second_scale"),
                    self.payoff_pgg,
                    {"units": self.unit, "long_name": "objective"},
                ),
                "best_scale": (
                    ("player", "other_scale"),
                    self.best_pg,
                    {"units": "1", "long_name": "best reply, Nash policy = 1"},
                ),
                "mean_rate": ("player", self.unit_p, {"units": "1", "long_name": "mean rate at scale 1"}),
            },
            coords,
        )

    def summary(self) -> str:
        """Plain text: how steep the curves are at the equilibrium."""
        lines = [
            f"Reaction curves of {' and '.join(self.players)}: best scale where the other does nothing, Nash, twice Nash"
        ]
        middle = len(self.scale_g) // 2
        for name, best_g in zip(self.players, self.best_pg, strict=True):
            lines.append(f"  {name:<12} {best_g[0]:.3f}  {best_g[middle]:.3f}  {best_g[-1]:.3f}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            f"ReactionCurves({' and '.join(self.players)}; {len(self.scale_g)} scales from 0 to {self.scale_g[-1]:g})"
        )


@checked(TradeTalksError, points=Bound(low=2, high=MOST_POINTS, whole=True, means="points of a grid"))
def reaction_curves(war: WarOutcome, points: int = 11) -> ReactionCurves:
    """Payoffs (the war's unit) and best scales (W10 in one scale each) around the equilibrium of a war of two.

    Args:
        war: a certified war of two players.
        points: of the grid of scales from 0 to 2; an odd number has the equilibrium on it.

    Raises:
        TradeTalksError: the war has not two players, or its end is not certified.
    """
    _check_two_certified(war)
    scale_g = np.linspace(0, LARGEST_SCALE, points)
    payoff, slope = np.full((2, points, points), np.nan), np.full((2, points, points), np.nan)
    near: Point | None = None
    for a, own in enumerate(scale_g):
        for b, other in enumerate(scale_g):
            here = _at(war.game, war.x, (own, other), (0, 1), near)
            if not here.solved:
                continue
            near = here
            payoff[:, a, b] = [here.payoffs[k] for k in (0, 1)]
            slope[:, a, b] = [_slope(war.game, war.x, here, k) for k in (0, 1)]
    best = np.full((2, points), np.nan)
    for g, other in enumerate(scale_g):
        best[0, g] = _best_scale(war, 0, other, scale_g, slope[0, :, g])
        best[1, g] = _best_scale(war, 1, other, scale_g, slope[1, g, :])
    mean = np.array([war.x[part].mean() for part in war.game.slices])
    return ReactionCurves(war.players, war.unit, scale_g, payoff, best, mean)


def _check_two_certified(war: WarOutcome) -> None:
    if len(war.players) != 2:
        raise TradeTalksError(
            message(
                "reaction curves need two players",
                expected="2",
                got=f"{len(war.players)}: {', '.join(war.players)}",
                do='plot "gains" or "cost" instead',
            )
        )
    if not war.certified:
        why = "a search that was interrupted" if war.interrupted else "a point that is not certified"
        raise TradeTalksError(
            message(
                "reaction curves are drawn through a Nash equilibrium",
                expected="a certified war",
                got=why,
                do='let the search end, or plot "gains" or "cost"',
            )
        )


def _at(game: Game, x: Array, scales: Sequence[float], players: Sequence[int], near: Point | None) -> Point:
    """The game where each player's Nash policy is scaled."""
    scaled = x.copy()
    for part, scale in zip(game.slices, scales, strict=True):
        scaled[part] = np.clip(scale * x[part], game.lower[part], game.upper[part])
    return game.at(scaled, players, near)


def _slope(game: Game, x: Array, point: Point, player: int) -> float:
    """Derivative of the player's payoff in its own scale."""
    return float(point.gradients[player] @ x[game.slices[player]])


def _best_scale(war: WarOutcome, player: int, other: float, scale_g: Array, slope_g: Array) -> float:
    """Where the slope in the own scale turns from + to −, bracketed on the grid and refined (regula falsi).

    At an end of the grid where it does not turn; not a number where the economy has no equilibrium on the way.
    """
    if np.isnan(slope_g).any():
        return np.nan
    turns = np.flatnonzero((slope_g[:-1] > 0) & (slope_g[1:] <= 0))
    if len(turns) == 0:
        return float(scale_g[0] if slope_g[0] <= 0 else scale_g[-1])
    low, high = scale_g[turns[0]], scale_g[turns[0] + 1]
    at_low, at_high = slope_g[turns[0]], slope_g[turns[0] + 1]
    middle = low
    for _ in range(SECANT_STEPS):
        middle = low + (high - low) * at_low / (at_low - at_high)
        scales = (middle, other) if player == 0 else (other, middle)
        there = _at(war.game, war.x, scales, [player], war.point)
        if not there.solved:
            return np.nan
        at_middle = _slope(war.game, war.x, there, player)
        # The slope kept at the other end is halved, so that the bracket shrinks from both sides.
        if at_middle > 0:
            low, at_low, at_high = middle, at_middle, at_high / 2
        else:
            high, at_high, at_low = middle, at_middle, at_low / 2
    return float(middle)
