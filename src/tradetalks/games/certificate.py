"""The certificate of a Nash equilibrium: what each player could still gain, found by looking for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.games.game import Game, Point, choices_at_bounds
from tradetalks.games.interrupt import side_by_side
from tradetalks.games.local_ascent import projected_step
from tradetalks.games.optima import LocalOptimum, local_optima
from tradetalks.games.search import Search, unwatched
from tradetalks.games.second_order import NEGLIGIBLE, largest_eigenvalue
from tradetalks.inputs import checked

Array = np.ndarray

# A deviation may gain 1e-4 percent, one millionth of real income: less than any policy maker sees. The same number serves
# for the scaled eigenvalue, of which differences of gradients know about seven digits.
LARGEST_GAIN = 1e-4
# First-order conditions may promise a ten-thousandth of that: small flows move payoffs little, and a rate five points off
# can cost less than LARGEST_GAIN.
FIRST_ORDER = 1e-4
# And they may ask no choice variable to move by more than a thousandth, a tenth of a percentage point.
LARGEST_RESIDUAL = 1e-3
# A best reply within 1e-4 of the candidate is the candidate, and its second-order check serves for both.
HERE = 1e-4


@dataclasses.dataclass(frozen=True)
class PlayerCheck:
    """One player at a candidate equilibrium.

    Args:
        player: its name.
        deviation_gain: what the best deviation found gains, in the game's unit.
        predicted_improvement: the gain that first-order conditions still promise, same unit.
        residual: the largest move they ask for of a choice variable that matters (W10), its unit.
        eigenvalue: second-order condition at the candidate (W12), below 0 at a strict maximum.
        optima: how many distinct local optima were seen.
        starts: from where deviations were looked for.
        at_bounds: the choice variables held by a bound, in words.
    """

    player: str
    deviation_gain: float
    predicted_improvement: float
    residual: float
    eigenvalue: float
    optima: int
    starts: tuple[str, ...]
    at_bounds: tuple[str, ...]

    def holds(self, tolerance: float) -> bool:
        """No deviation gains more than ``tolerance``; first-order conditions promise next to nothing; this is no saddle."""
        return bool(
            self.deviation_gain <= tolerance
            and self.predicted_improvement <= FIRST_ORDER * tolerance
            and self.residual <= LARGEST_RESIDUAL
            and self.eigenvalue < LARGEST_GAIN
        )


@dataclasses.dataclass(frozen=True)
class Certificate:
    """All players' checks at a candidate equilibrium: deviations, W10 and W12.

    Args:
        checks: one per player, in order.
        tolerance: on deviation gains, in ``unit``: 1e-4 percent of real income, in closed form 1e-6 of the range of payoffs.
        unit: what payoffs are measured in.
    """

    checks: tuple[PlayerCheck, ...]
    tolerance: float = LARGEST_GAIN
    unit: str = "percent of real income"

    @property
    def holds(self) -> bool:
        """Every player's checks hold."""
        return all(c.holds(self.tolerance) for c in self.checks)

    @property
    def status(self) -> str:
        """``holds``, or which check fails first: deviation, first order, second order."""
        if self.holds:
            return "holds"
        if self.largest_gain > self.tolerance:
            return "a player could still gain by deviating"
        first_order = all(
            c.predicted_improvement <= FIRST_ORDER * self.tolerance and c.residual <= LARGEST_RESIDUAL
            for c in self.checks
        )
        if first_order:
            return "a player sits on a saddle"
        return "first-order conditions still ask for moves"

    @property
    def largest_gain(self) -> float:
        """The largest deviation gain of any player, in the game's unit."""
        return max(c.deviation_gain for c in self.checks)

    @property
    def residual(self) -> float:
        """The largest move that any player's first-order conditions ask for, fractions."""
        return max(c.residual for c in self.checks)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per player; gains in the game's unit, the residual in that of the choice variables."""
        rows = [
            {
                "player": c.player,
                "deviation_gain": c.deviation_gain,
                "predicted_improvement": c.predicted_improvement,
                "residual": c.residual,
                "eigenvalue": c.eigenvalue,
                "optima": c.optima,
                "starts": len(c.starts),
                "at_bounds": len(c.at_bounds),
                "holds": c.holds(self.tolerance),
            }
            for c in self.checks
        ]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        word = "holds" if self.holds else "FAILS"
        return (
            f"Certificate({word}: largest deviation gain {self.largest_gain:.1e} {self.unit}, "
            f"first-order conditions ask for moves of {self.residual:.1e})"
        )


@checked(TradeTalksError)
def certify(
    game: Game,
    x: Float[Array, " c"],
    search: Search,
    near: Point | None = None,
    watch: Callable[[str], None] = unwatched,
) -> tuple[Certificate, list[LocalOptimum | None]]:
    """Look for every player's best deviation from ``x``.

    Args:
        game: any game.
        x: (choice variables of all players,) the candidate, each in its own unit (tariffs: fractions).
        search: from how many starts, and how exactly.
        near: a point already evaluated, for speed alone.
        watch: told of each player, a line of text.

    Returns:
        The certificate, and each player's best reply (None where the game has no payoffs anywhere).

    Reference: the check of every player's best deviation is what Nashpy does for matrix games.
    """
    names = game.names
    here = game.at(x, range(len(names)), near)
    centred = game.recentred(here)
    found = side_by_side(
        lambda player: _check(centred, x, player, search, here),
        len(names),
        lambda player: watch(f"certificate: best deviation of {names[player]}, player {player + 1} of {len(names)}"),
    )
    checks = tuple(check for check, _ in found)
    return Certificate(checks, LARGEST_GAIN * game.scale, game.unit), [reply for _, reply in found]


def _check(game: Game, x: Array, player: int, search: Search, near: Point) -> tuple[PlayerCheck, LocalOptimum | None]:
    """One player's check and its best reply."""
    part = game.slices[player]
    point = game.at(x, [player], near)
    found = local_optima(game, x, player, search, point)
    best = found.best if found.optima else None
    improvement = residual = gain = np.inf
    if point.solved:
        step = projected_step(game, point, player)
        matters = step.d_c > NEGLIGIBLE * step.d_c.max(initial=0)
        improvement = step.predicted_improvement
        residual = float(np.max(np.abs(step.r_c[matters]), initial=0.0))
        if best is not None:
            gain = best.payoff - point.payoffs[player]
    if best is not None and np.max(np.abs(best.x_c - x[part]), initial=0.0) <= HERE:
        eigenvalue = best.eigenvalue
    else:
        eigenvalue, _ = largest_eigenvalue(game, point, player)
    check = PlayerCheck(
        player=game.names[player],
        deviation_gain=max(gain, 0.0),
        predicted_improvement=improvement,
        residual=residual,
        eigenvalue=eigenvalue,
        optima=len(found.optima),
        starts=found.starts,
        at_bounds=choices_at_bounds(game, x[part], player),
    )
    return check, best
