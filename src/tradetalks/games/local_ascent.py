"""From a start to a local optimum of one player: quasi-Newton steps, mixed, and never downhill.

W10: x is a best response where the first-order residual r = clip(x + Q⁻¹ ∂u/∂x) − x vanishes. ½ Σ d r², the predicted
improvement, is how much a step is expected to gain: the measure of convergence, beside the largest component of r.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.games.game import Game, Point
from tradetalks.games.mixing import Mixer
from tradetalks.games.search import Search

Array = np.ndarray

# An economy counts as solved at a residual of 1e-9, so a payoff that falls by less than ten times that has not fallen.
ROUNDING = 1e-8
# A step that loses is cut to a quarter, up to three times: a 64th of a step that still loses means that there is no gain.
CUTS = (1.0, 0.25, 0.25**2, 0.25**3)
# A residual above a tenth (ten percentage points) is far from the optimum, where mixing extrapolates too boldly.
FAR = 0.1
# There a mixed move is kept only between 0.3 and 3 times the plain one.
PLAUSIBLE = (0.3, 3.0)


class ProjectedStep(NamedTuple):
    """A player's quasi-Newton step within its bounds.

    Args:
        r_c: first-order residual of every choice variable, its unit.
        d_c: diagonal of the curvature, payoff per squared unit.
        predicted_improvement: ½ Σ d r², unit of payoff.
        residual: largest component of r, absolute.
    """

    r_c: Float[Array, " c"]
    d_c: Float[Array, " c"]
    predicted_improvement: float
    residual: float


class LocalAscent(NamedTuple):
    """Where a local ascent ended, by the measures of :class:`ProjectedStep`."""

    point: Point
    predicted_improvement: float
    residual: float
    evaluations: int
    converged: bool


def projected_step(game: Game, point: Point, player: int) -> ProjectedStep:
    """W10 at a solved point: the step Q⁻¹ ∂u/∂x of one player, within its bounds."""
    part = game.slices[player]
    x, low, high = point.x[part], game.lower[part], game.upper[part]
    gradient = point.gradients[player]
    pressed_down = (x <= low) & (gradient < 0)
    pressed_up = (x >= high) & (gradient > 0)
    curvature = game.curvature(point, player)
    step = curvature.newton_step(gradient, ~(pressed_down | pressed_up))
    # No further than 100 percentage points beyond the present size at a time: payoffs are far from quadratic there.
    step = np.clip(step, -1 - np.abs(x), 1 + np.abs(x))
    r = np.clip(x + step, low, high) - x
    improvement = float(0.5 * np.sum(curvature.d_c * r**2))
    return ProjectedStep(r, curvature.d_c, improvement, float(np.max(np.abs(r), initial=0)))


def local_ascent(game: Game, x: Array, player: int, search: Search, near: Point | None = None) -> LocalAscent:
    """A local optimum of ``player``'s payoff near ``x``, the others' choice variables fixed."""
    part = game.slices[player]
    mixer = Mixer(search.depth)
    point = game.at(x, [player], near)
    evaluations = 1
    if not point.solved:
        return LocalAscent(point, np.inf, np.inf, evaluations, False)
    for _ in range(search.steps):
        step = projected_step(game, point, player)
        if search.satisfied(step.predicted_improvement, step.residual):
            return LocalAscent(point, step.predicted_improvement, step.residual, evaluations, True)
        mixed = mixer.next(point.x[part], step.r_c, np.sqrt(step.d_c))
        mixed = guarded(mixed, point.x[part], step.r_c, game.lower[part], game.upper[part])
        trial, used = _point_not_below(game, player, point, mixed, step, mixer)
        evaluations += used
        if trial is None:
            break
        point = trial
    step = projected_step(game, point, player)
    converged = search.satisfied(step.predicted_improvement, step.residual)
    return LocalAscent(point, step.predicted_improvement, step.residual, evaluations, converged)


def guarded(
    mixed: Float[Array, " c"],
    x: Float[Array, " c"],
    r: Float[Array, " c"],
    low: Float[Array, " c"],
    high: Float[Array, " c"],
) -> Float[Array, " c"]:
    """The mixed point within the bounds; the plain step x + r where mixing is not to be trusted.

    That is where the plain step ends at a bound, and where it is large and mixing would reverse or stretch it: a prohibitive
    tariff creeps up where payoffs are not yet concave.
    """
    target = x + r
    share = (mixed - x) / np.where(r != 0, r, 1.0)
    implausible = (share < PLAUSIBLE[0]) | (share > PLAUSIBLE[1])
    distrusted = ((np.abs(r) > FAR) & implausible) | (target <= low) | (target >= high)
    kept: Array = np.where(distrusted, target, np.clip(mixed, low, high))
    return kept


def _point_not_below(
    game: Game, player: int, point: Point, mixed: Array, step: ProjectedStep, mixer: Mixer
) -> tuple[Point | None, int]:
    """The mixed point, else ever shorter plain steps, else None; and the number of evaluations."""
    part = game.slices[player]
    candidates = [mixed, *(point.x[part] + share * step.r_c for share in CUTS)]
    for used, own in enumerate(candidates, 1):
        x = point.x.copy()
        x[part] = own
        trial = game.at(x, [player], point)
        if trial.solved and trial.payoffs[player] >= point.payoffs[player] - ROUNDING * game.scale:
            return trial, used
        mixer.forget()
    return None, len(candidates)
