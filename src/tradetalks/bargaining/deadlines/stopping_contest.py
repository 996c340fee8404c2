"""Many stopping games side by side, in the layout that their solver takes, and what a threatener does where nothing is extended.

    (T55)  P(extend, escalate, let lapse) ∝ exp(V/ψ),   V = (V_extension - cost, X, L - backing down)

ψ is the dispersion of the choice. At the end of an extension there is nothing left to extend: escalate or let lapse.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from tradetalks.bargaining.deadlines.stopping_game import StoppingGame
from tradetalks.bargaining.deadlines.stopping_replies import SideStakes


class Contest(NamedTuple):
    """D games side by side, ready to be solved.

    Args:
        sides: stakes of the two sides.
        threatener: 0 or 1.
        extension_cost, choice_dispersion: (D,) as in :class:`StoppingGame`.
        no_extension: (D,) what the threatener's choice is worth without an extension, dispersion included.
        escalates: (D,) probability that a flexible threatener that does not extend escalates.
        escalates_at_end: (D,) the same at the end of the extension.
    """

    sides: tuple[SideStakes, SideStakes]
    threatener: int
    extension_cost: np.ndarray
    choice_dispersion: np.ndarray
    no_extension: np.ndarray
    escalates: np.ndarray
    escalates_at_end: np.ndarray

    @property
    def extendable(self) -> bool:
        """Whether there is an extension."""
        return self.sides[0].rounds < len(self.sides[0].win)

    def part(self, chosen: np.ndarray) -> Contest:
        """The games ``chosen`` (indices or a mask)."""
        first, second = (side.part(chosen) for side in self.sides)
        arrays = {name: value[chosen] for name, value in self._asdict().items() if name not in ("sides", "threatener")}
        return Contest(sides=(first, second), threatener=self.threatener, **arrays)


def contest_of(game: StoppingGame) -> Contest:
    """The games of all draws, side by side."""
    flat = {
        name: np.reshape(getattr(game, name), (-1, *getattr(game, name).shape[len(game.draws) :]))
        for name in (
            "win",
            "split",
            "concede",
            "cost_scale",
            "escalate",
            "lapse",
            "cost_mean",
            "cost_dispersion",
            "cost_floor",
            "committed",
        )
    }
    t = game.threatener
    extension_cost, backing_down, dispersion = (
        np.ravel(v) for v in (game.extension_cost, game.backing_down_cost, game.choice_dispersion)
    )
    escalate, lapse = flat["escalate"], flat["lapse"].copy()
    lapse[:, :, t] -= backing_down[:, None]
    escalates = expit((escalate[:, :, t] - lapse[:, :, t]) / dispersion[:, None])
    stop = escalates[..., None] * escalate + (1 - escalates[..., None]) * lapse
    no_extension = dispersion * np.logaddexp(escalate[:, 0, t] / dispersion, lapse[:, 0, t] / dispersion)

    def side(i: int) -> SideStakes:
        rounds = {name: np.ascontiguousarray(flat[name][..., i].T) for name in ("win", "split", "concede")}
        return SideStakes(
            rounds=game.rounds,
            threatens=i == t,
            cost=np.ascontiguousarray(flat["cost_scale"][..., i].T),
            stop=stop[:, 0, i],
            stop_committed=escalate[:, 0, i],
            end=stop[:, 1, i],
            extension_cost=extension_cost * (i == t),
            other_committed=flat["committed"][:, 1 - i],
            mean=flat["cost_mean"][:, i],
            dispersion=flat["cost_dispersion"][:, i],
            floor=flat["cost_floor"][:, i],
            **rounds,
        )

    return Contest((side(0), side(1)), t, extension_cost, dispersion, no_extension, escalates[:, 0], escalates[:, 1])
