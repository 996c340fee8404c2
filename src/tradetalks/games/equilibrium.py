"""Nash equilibrium of a game: all first-order conditions at once, else rounds of best responses.

W13: x = clip(x + Q_k⁻¹ ∂u_k/∂x_k) for every player k together, mixed (Anderson). It is the simultaneous form of the
optimal-tariff formula. Where it fails, players answer one after the other until nobody moves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradetalks.games.game import Game, Point
from tradetalks.games.local_ascent import Search, guarded, optimal_step
from tradetalks.games.mixing import Mixer
from tradetalks.games.optima import polished

Array = np.ndarray
STEPS = 120
ROUNDS = 40
GROWTH = 100.0
DAMPING = 0.5
ROUND_DEPTH = 4


class Candidate(NamedTuple):
    """A candidate equilibrium: ``gap`` the largest gain that first-order conditions still promise any player (percent of
    real income), ``move`` the largest move they ask for, ``method`` how it was found."""

    point: Point
    gap: float
    move: float
    steps: int
    converged: bool
    method: str


def simultaneous(game: Game, x: Array, search: Search, watch=lambda candidate: None) -> Candidate:
    """W13 from ``x``; ``watch`` sees every candidate (progress, and what is left after an interruption)."""
    everyone = range(len(game.names))
    mixer = Mixer(search.depth)
    point, damping = game.at(x, everyone), 1.0
    best = Candidate(point, np.inf, np.inf, 0, False, "first-order conditions")
    for steps in range(STEPS):
        if not point.solved:
            if not best.point.solved:
                return best
            damping *= DAMPING
            mixer.forget()
            point = best.point
        here, r, weight = _all_steps(game, point, steps)
        best = here if here.gap < best.gap else best
        watch(here)
        if search.satisfied(here.gap, here.move):
            return here._replace(converged=True)
        if here.gap > GROWTH * best.gap:
            damping *= DAMPING
            mixer.forget()
            here, r, weight = _all_steps(game, best.point, steps)
            best = best._replace(gap=np.inf)
        mixed = mixer.next(here.point.x, damping * r, weight)
        mixed = guarded(mixed, here.point.x, r, game.lower, game.upper)
        point = game.at(mixed, everyone, here.point)
    return best._replace(converged=best.gap <= search.gain)


def _all_steps(game: Game, point: Point, steps: int):
    found = [optimal_step(game, point, k) for k in range(len(game.names))]
    r = np.concatenate([s.r_c for s in found])
    weight = np.sqrt(np.concatenate([s.d_c for s in found]))
    gap, move = max(s.gap for s in found), max(s.move for s in found)
    return Candidate(point, gap, move, steps, False, "first-order conditions"), r, weight


def rounds(game: Game, x: Array, search: Search, watch=lambda candidate: None) -> Candidate:
    """Best responses one after the other, the rounds mixed, until nobody gains."""
    everyone = range(len(game.names))
    mixer = Mixer(ROUND_DEPTH)
    point = game.at(x, everyone)
    best = Candidate(point, np.inf, np.inf, 0, False, "best-response rounds")
    if not point.solved:
        return best
    for steps in range(ROUNDS):
        here, _, weight = _all_steps(game, point, steps)
        here = here._replace(method="best-response rounds")
        best = here if here.gap < best.gap else best
        watch(here)
        if search.satisfied(here.gap, here.move):
            return here._replace(converged=True)
        x = point.x.copy()
        for player in everyone:
            x = polished(game, x, player, search, point).point.x
        mixed = mixer.next(point.x, x - point.x, weight)
        mixed = guarded(mixed, point.x, x - point.x, game.lower, game.upper)
        trial = game.at(mixed, everyone, point)
        if not trial.solved:
            mixer.forget()
            trial = game.at(x, everyone, point)
        point = trial
    return best._replace(converged=best.gap <= search.gain)
