"""From a start to a local optimum of one player: the optimal-tariff step, mixed, and never downhill.

W10: x is a best response where r = clip(x + Q⁻¹ ∂u/∂x) − x vanishes. ½ Σ d r² is the gain still expected, in percent of
real income: the measure of convergence, beside the largest component of r.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.games.game import Game, Point
from tradetalks.games.mixing import Mixer

Array = np.ndarray
SLACK = 1e-8
SHRINK = 0.25
IDLE = 1e-3
LARGE = 0.1
SHARES = (0.3, 3.0)


class SearchError(TradeTalksError):
    """Settings with which nothing can be found."""


@dataclasses.dataclass(frozen=True)
class Search:
    """How to search.

    Args:
        gain: stop where the gain still expected is below this, percent of real income.
        move: and no control wants to move further than this.
        steps: per climb, before the quasi-Newton method of scipy takes over.
        depth: past steps mixed.
        starts: points from which each best response is looked for.
        seed: of the random starts.
    """

    gain: float = 1e-9
    move: float = 1e-7
    steps: int = 60
    depth: int = 8
    starts: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        for name, least in (("steps", 1), ("depth", 1), ("starts", 1)):
            if not getattr(self, name) >= least:
                raise SearchError(
                    f"a search needs {name} of at least {least}\nexpected {least} or more\ngot      {getattr(self, name)}\n"
                    f"do       leave {name} out, or raise it"
                )
        for name in ("gain", "move"):
            if not 0 < getattr(self, name) < np.inf:
                raise SearchError(
                    f"a search cannot end at {name} {getattr(self, name):g}\nexpected a small positive number\n"
                    f"got      {getattr(self, name):g}\ndo       leave {name} out"
                )

    def scaled(self, scale: float) -> Search:
        """For payoffs of which ``scale`` counts as one percent."""
        return self if scale == 1.0 else dataclasses.replace(self, gain=scale * self.gain)

    def satisfied(self, gap: float, move: float) -> bool:
        """Converged: nothing to gain, and no control moves (or a thousandth of the gain: only idle controls move)."""
        return gap <= self.gain and (move <= self.move or gap <= IDLE * self.gain)


class Climb(NamedTuple):
    """Where a climb ended; ``gap`` is the gain still expected (percent of real income), ``move`` the largest step."""

    point: Point
    gap: float
    move: float
    evaluations: int
    converged: bool


class Step(NamedTuple):
    r_c: Float[Array, " c"]
    d_c: Float[Array, " c"]
    gap: float
    move: float


def optimal_step(game: Game, point: Point, player: int) -> Step:
    """W10: the projected quasi-Newton step of one player's controls."""
    part = game.slices[player]
    x, low, high = point.x[part], game.lower[part], game.upper[part]
    gradient = point.gradients[player]
    free = ~(((x <= low) & (gradient < 0)) | ((x >= high) & (gradient > 0)))
    curvature = game.curvature(point, player)
    step = curvature.newton(gradient, free)
    step = np.clip(step, -1 - np.abs(x), 1 + np.abs(x))
    r = np.clip(x + step, low, high) - x
    return Step(r, curvature.d_c, float(0.5 * np.sum(curvature.d_c * r**2)), float(np.max(np.abs(r), initial=0)))


def climb(game: Game, x: Array, player: int, search: Search, near: Point | None = None) -> Climb:
    """A local optimum of ``player``'s payoff near ``x``, the others' controls fixed."""
    part = game.slices[player]
    low, high = game.lower[part], game.upper[part]
    mixer = Mixer(search.depth)
    point = game.at(x, [player], near)
    evaluations = 1
    if not point.solved:
        return Climb(point, np.inf, np.inf, evaluations, False)
    for _ in range(search.steps):
        step = optimal_step(game, point, player)
        if search.satisfied(step.gap, step.move):
            return Climb(point, step.gap, step.move, evaluations, True)
        mixed = mixer.next(point.x[part], step.r_c, np.sqrt(step.d_c))
        mixed = guarded(mixed, point.x[part], step.r_c, low, high)
        trial, used = _never_downhill(game, player, point, mixed, step, mixer)
        evaluations += used
        if trial is None:
            break
        point = trial
    step = optimal_step(game, point, player)
    return Climb(point, step.gap, step.move, evaluations, search.satisfied(step.gap, step.move))


def guarded(mixed, x, r, low, high):
    """Mixed controls inside the bounds, with the plain step x + r where it ends at a bound, and where it is still large
    while mixing would reverse or stretch it: a prohibitive tariff creeps up where payoffs are not yet concave."""
    target = x + r
    share = (mixed - x) / np.where(r != 0, r, 1.0)
    wild = (np.abs(r) > LARGE) & ((share < SHARES[0]) | (share > SHARES[1]))
    return np.where(wild | (target <= low) | (target >= high), target, np.clip(mixed, low, high))


def _never_downhill(game, player, point, mixed, step, mixer):
    """The mixed point, else ever shorter plain steps; None where no step gains."""
    part = game.slices[player]
    candidates = [mixed] + [point.x[part] + share * step.r_c for share in (1.0, SHRINK, SHRINK**2, SHRINK**3)]
    for used, own in enumerate(candidates, 1):
        x = point.x.copy()
        x[part] = own
        trial = game.at(x, [player], point)
        if trial.solved and trial.payoffs[player] >= point.payoffs[player] - SLACK * game.scale:
            return trial, used
        mixer.forget()
    return None, len(candidates)
