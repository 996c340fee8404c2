"""A game in closed form seen as a :class:`~tradetalks.games.game.Game`: the oracles run through the same searches."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from tradetalks.games.curvature import Curvature
from tradetalks.games.game import Point
from tradetalks.games.interrupt import poll

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class AnalyticGame:
    """``source.payoffs(tau) → (u (p,), jac (p, c), hess (p, c, c))``.

    ``source`` may also say ``size`` (number of controls), ``owner`` (player of each), ``players`` and ``labels`` (names);
    else control k belongs to player k. Controls start at 0.

    Args:
        source: the game in closed form.
        lower_bounds, upper_bounds: one number or one per control of ``tau``; equal bounds fix a control.
    """

    source: Any
    lower_bounds: Any = 0.0
    upper_bounds: Any = 10.0

    @cached_property
    def owner(self) -> Array:
        """The player of each control of ``tau``."""
        if hasattr(self.source, "owner"):
            return np.asarray(self.source.owner, int)
        return np.arange(int(getattr(self.source, "size", len(getattr(self.source, "players", (1, 2))))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        n = int(self.owner.max()) + 1
        return tuple(map(str, getattr(self.source, "players", range(1, n + 1))))

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        ends = np.cumsum([0, *np.bincount(self.owner, minlength=len(self.names))])
        return tuple(slice(int(a), int(b)) for a, b in itertools.pairwise(ends))

    @cached_property
    def _order(self) -> Array:
        """Where the searches' controls (joined by player) sit in ``tau``."""
        return np.argsort(self.owner, kind="stable")

    @cached_property
    def start(self) -> Array:
        return np.clip(0.0, self.lower, self.upper)

    @cached_property
    def lower(self) -> Array:
        return np.broadcast_to(self.lower_bounds, self.owner.shape).astype(float)[self._order]

    @cached_property
    def upper(self) -> Array:
        return np.broadcast_to(self.upper_bounds, self.owner.shape).astype(float)[self._order]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        names = getattr(self.source, "labels", tuple(f"tariff {k + 1}" for k in range(len(self.owner))))
        return tuple(names[k] for k in self._order)

    unit = "units of payoff"

    @cached_property
    def scale(self) -> float:
        """A hundredth of the range of payoffs, at random controls within the bounds (as far as starts are drawn from)."""
        rng = np.random.default_rng(0)
        reach = np.minimum(self.upper, self.lower + 1.5) - self.lower
        points = [self.start, *(self.lower + rng.uniform(size=(64, len(reach))) * reach)]
        u = np.array([list(self.at(x, ()).payoffs.values()) for x in points])
        spread = float(np.max(np.ptp(u, axis=0), initial=0.0))
        return spread / 100 if spread > 0 else 1.0

    def in_force(self) -> dict[int, float]:
        """Payoffs at the start."""
        return self.at(self.start, range(len(self.names))).payoffs

    def incomes(self) -> None:
        """Closed forms have no income: payoffs stay in their own units."""

    def at(self, x: Array, players: Sequence[int], near: Point | None = None) -> Point:
        """Payoffs and own gradients; the state is the full Hessian at ``x``."""
        poll()
        tau = np.empty_like(x)
        tau[self._order] = x
        u, jac, hess = (np.asarray(v) for v in self.source.payoffs(tau))
        jac, hess = jac[:, self._order], hess[:, self._order][:, :, self._order]
        gradients = {k: jac[k, self.slices[k]] for k in players}
        return Point(np.asarray(x), {k: float(u[k]) for k in range(len(u))}, gradients, hess, True, None)

    def recentred(self, point: Point) -> AnalyticGame:
        """Itself: nothing is solved."""
        return self

    def payoff(self, x: Array, player: int, near: Point | None = None) -> float:
        """A player's payoff alone."""
        return self.at(x, [player], near).payoffs[player]

    def groups(self, player: int) -> list[Array]:
        """Every control by itself."""
        return [np.array([c]) for c in range(self.slices[player].stop - self.slices[player].start)]

    def curvature(self, point: Point, player: int) -> Curvature:
        """Minus the Hessian in own controls (the size of its diagonal where that is not concave)."""
        part = self.slices[player]
        own = -point.state[player][part, part]
        d_c = np.maximum(np.abs(np.diag(own)), 1e-9 * (np.abs(own).max(initial=0) or 1.0))
        excess = np.diag(d_c) - own
        value, vector = np.linalg.eigh(excess)
        if value.min() < -1e-12 * d_c.max() or np.linalg.eigvalsh(own).min() <= 0:
            return Curvature(d_c, np.zeros((len(d_c), 1)))
        return Curvature(d_c, vector * np.sqrt(np.maximum(value, 0.0)))
