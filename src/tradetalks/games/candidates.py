"""Candidates for a Nash equilibrium: all first-order conditions at once, else rounds of best responses.

W13: x = clip(x + Q_k⁻¹ ∂u_k/∂x_k) for every player k together, mixed (Anderson): the simultaneous form of W10. Where it
fails, players answer one after the other until nobody moves.

A trial at which the game has no payoffs is a point that is not taken: both methods go on from the last one that has them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import guarded, projected_step
from tradetalks.games.mixing import Mixer
from tradetalks.games.robust_ascent import robust_ascent
from tradetalks.games.search import Search, unwatched

Array = np.ndarray

# Where simultaneous steps converge they take 5 to 30; beyond 120 rounds of best responses are the better use of time.
STEPS = 120
# A round costs an ascent per player; they converge in a few rounds, or not at all.
ROUNDS = 40
# Steps that run away: a predicted improvement a hundred times the best one's means to go back there and to damp.
GROWTH = 100.0
# Every damping halves the steps.
DAMPING = 0.5
# Answers that leave the game without payoffs are played in part: all, a half, a quarter of the way.
SHARES = (1.0, 0.5, 0.25)
# Past rounds that are mixed: rounds are few, and old ones were answers to other policies.
ROUND_DEPTH = 4

FIRST_ORDER = "first-order conditions"
IN_TURNS = "best-response rounds"


class Candidate(NamedTuple):
    """A candidate equilibrium.

    Args:
        point: the game there; ``point.solved`` is False where not even the start has payoffs.
        predicted_improvement: the largest gain that first-order conditions still promise any player, the game's unit.
        residual: the largest move they ask for, in the unit of the choice variable.
        steps: taken to get here.
        converged: whether the search's tolerance is met.
        method: how it was found.
    """

    point: Point
    predicted_improvement: float
    residual: float
    steps: int
    converged: bool
    method: str


Watch = Callable[[Candidate], None]


def simultaneous(game: Game, x: Float[Array, " c"], search: Search, watch: Watch = unwatched) -> Candidate:
    """W13 from ``x``; ``watch`` sees every candidate (progress, and what is left after an interruption)."""
    everyone = range(len(game.names))
    mixer = Mixer(search.depth)
    point, damping = game.at(x, everyone), 1.0
    best = Candidate(point, np.inf, np.inf, 0, False, FIRST_ORDER)
    for steps in range(STEPS):
        if not point.solved:
            if not best.point.solved:
                return best
            damping *= DAMPING
            mixer.forget()
            point = best.point
        here, r, weight = _all_steps(game, point, steps, FIRST_ORDER)
        if here.predicted_improvement < best.predicted_improvement:
            best = here
        watch(here)
        if search.satisfied(here.predicted_improvement, here.residual):
            return here._replace(converged=True)
        if here.predicted_improvement > GROWTH * best.predicted_improvement:
            damping *= DAMPING
            mixer.forget()
            here, r, weight = _all_steps(game, best.point, steps, FIRST_ORDER)
            best = best._replace(predicted_improvement=np.inf)
        mixed = mixer.next(here.point.x, damping * r, weight)
        mixed = guarded(mixed, here.point.x, r, game.lower, game.upper)
        point = game.at(mixed, everyone, here.point)
    return best._replace(converged=best.predicted_improvement <= search.improvement_tolerance)


def _all_steps(game: Game, point: Point, steps: int, method: str) -> tuple[Candidate, Array, Array]:
    """The point as a candidate, every player's step joined, and the weights of the distances between steps."""
    found = [projected_step(game, point, k) for k in range(len(game.names))]
    r = np.concatenate([s.r_c for s in found])
    weight = np.sqrt(np.concatenate([s.d_c for s in found]))
    candidate = Candidate(
        point=point,
        predicted_improvement=max(s.predicted_improvement for s in found),
        residual=max(s.residual for s in found),
        steps=steps,
        converged=False,
        method=method,
    )
    return candidate, r, weight


def rounds(game: Game, x: Float[Array, " c"], search: Search, watch: Watch = unwatched) -> Candidate:
    """Best responses one after the other, the rounds mixed, until nobody gains."""
    everyone = range(len(game.names))
    mixer = Mixer(ROUND_DEPTH)
    point = game.at(x, everyone)
    best = Candidate(point, np.inf, np.inf, 0, False, IN_TURNS)
    if not point.solved:
        return best
    for steps in range(ROUNDS):
        here, _, weight = _all_steps(game, point, steps, IN_TURNS)
        if here.predicted_improvement < best.predicted_improvement:
            best = here
        watch(here)
        if search.satisfied(here.predicted_improvement, here.residual):
            return here._replace(converged=True)
        answers = _in_turns(game, point, search)
        mixed = mixer.next(point.x, answers - point.x, weight)
        mixed = guarded(mixed, point.x, answers - point.x, game.lower, game.upper)
        trial = game.at(mixed, everyone, point)
        if not trial.solved:
            mixer.forget()
            trial = _solved_on_the_way(game, point, answers)
        if not trial.solved:
            break
        point = trial
    return best._replace(converged=best.predicted_improvement <= search.improvement_tolerance)


def _solved_on_the_way(game: Game, point: Point, answers: Array) -> Point:
    """The game at the answers, or where it has no payoffs there, part of the way; the last trial where it has none at all."""
    everyone = range(len(game.names))
    for share in SHARES:
        trial = game.at(point.x + share * (answers - point.x), everyone, point)
        if trial.solved:
            break
    return trial


def _in_turns(game: Game, point: Point, search: Search) -> Float[Array, " c"]:
    """Every player's answer to those before it; a player that finds no payoffs stays where it is."""
    x = point.x
    for player in range(len(game.names)):
        end = robust_ascent(game, x, player, search, point)
        if end.point.solved:
            x = end.point.x
    return x
