"""A game in closed form seen as a :class:`~tradetalks.games.game.Game`: the oracles run through the same searches."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError
from tradetalks.games.curvature import Curvature
from tradetalks.games.game import Point
from tradetalks.games.interrupt import poll
from tradetalks.inputs import checked

Array = np.ndarray

# The range of payoffs is measured at 64 random points: enough to know its size, which is all that a tolerance needs.
SAMPLE = 64
# As far as random starts are drawn from (optima.NEAR).
REACH = 1.5
# A hundredth of that range counts as one percent.
PERCENT = 100
# Curvatures below 1e-9 of the largest are raised to it: a step along a straight line would be endless.
LEAST_CURVATURE = 1e-9
# An excess of curvature below zero by more than rounding means that the low-rank part would not be real.
ROUNDING = 1e-12


@runtime_checkable
class ClosedForm(Protocol):
    """What :class:`AnalyticGame` needs; ``size``, ``owner``, ``players`` and ``labels`` are optional."""

    def payoffs(self, tau: Float[Array, " m"]) -> tuple[Float[Array, " p"], Float[Array, "p m"], Float[Array, "p m m"]]:
        """Payoffs, their first and their second derivatives."""


@checked(TradeTalksError)
@dataclasses.dataclass(frozen=True, eq=False)
class AnalyticGame:
    """A game whose payoffs are known in closed form: ``source.payoffs(tau) → (u (p,), jac (p, m), hess (p, m, m))``.

    ``source`` may also say ``size`` (number of choice variables), ``owner`` (player of each), ``players`` and ``labels``
    (names); else choice variable k belongs to player k. They start at 0.

    Args:
        source: the game in closed form, payoffs in any one unit.
        lower_bounds: one number or one per choice variable of ``tau``, in their unit.
        upper_bounds: the same; equal bounds fix a variable.
    """

    source: ClosedForm
    lower_bounds: float | Sequence[float] = 0.0
    upper_bounds: float | Sequence[float] = 10.0

    @cached_property
    def owner(self) -> Array:
        """The player of each choice variable of ``tau``."""
        if hasattr(self.source, "owner"):
            return np.asarray(self.source.owner, int)
        players = getattr(self.source, "players", (1, 2))
        return np.arange(int(getattr(self.source, "size", len(players))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Players in order: those of the source, else 1, 2, ..."""
        n = int(self.owner.max()) + 1
        return tuple(map(str, getattr(self.source, "players", range(1, n + 1))))

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each player's choice variables are in x."""
        ends = np.cumsum([0, *np.bincount(self.owner, minlength=len(self.names))])
        return tuple(slice(int(a), int(b)) for a, b in itertools.pairwise(ends))

    @cached_property
    def _order(self) -> Array:
        """Where the choice variables of x (joined by player) sit in ``tau``."""
        return np.argsort(self.owner, kind="stable")

    @cached_property
    def start(self) -> Array:
        """0, or the bound nearest to it."""
        nearest: Array = np.clip(0.0, self.lower, self.upper)
        return nearest

    @cached_property
    def lower(self) -> Array:
        """Lower bounds, in the order of x."""
        return self._bounds(self.lower_bounds)

    @cached_property
    def upper(self) -> Array:
        """Upper bounds, in the order of x."""
        return self._bounds(self.upper_bounds)

    def _bounds(self, given: float | Sequence[float]) -> Array:
        return np.asarray(np.broadcast_to(given, self.owner.shape).astype(float)[self._order])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The name of every choice variable, in the order of x."""
        names = getattr(self.source, "labels", tuple(f"tariff {k + 1}" for k in range(len(self.owner))))
        return tuple(names[k] for k in self._order)

    @property
    def unit(self) -> str:
        """Closed forms have no money: payoffs stay in their own unit."""
        return "units of payoff"

    @cached_property
    def scale(self) -> float:
        """A hundredth of the range of payoffs, at random choices within the bounds."""
        rng = np.random.default_rng(0)
        reach = np.minimum(self.upper, self.lower + REACH) - self.lower
        places = [self.start, *(self.lower + rng.uniform(size=(SAMPLE, len(reach))) * reach)]
        points = [self.at(x, ()) for x in places]
        u = np.array([list(point.payoffs.values()) for point in points if point.solved])
        spread = float(np.max(np.ptp(u, axis=0), initial=0.0)) if len(u) else 0.0
        return spread / PERCENT if spread > 0 else 1.0

    def in_force(self) -> dict[int, float]:
        """Payoffs at the start."""
        return self.at(self.start, range(len(self.names))).payoffs

    def at(self, x: Array, players: Sequence[int], near: Point | None = None) -> Point:
        """All payoffs, own gradients of ``players``; the point remembers the full Hessian at x."""
        poll()
        tau = np.empty_like(x)
        tau[self._order] = x
        u, jac, hess = (np.asarray(v) for v in self.source.payoffs(tau))
        jac, hess = jac[:, self._order], hess[:, self._order][:, :, self._order]
        gradients = {k: jac[k, self.slices[k]] for k in players}
        return Point(np.asarray(x), {k: float(u[k]) for k in range(len(u))}, gradients, True, hess)

    def recentred(self, point: Point) -> AnalyticGame:
        """Itself: nothing is solved."""
        return self

    def payoff(self, x: Array, player: int, near: Point | None = None) -> float:
        """A player's payoff alone; −inf where the game has none."""
        point = self.at(x, [player], near)
        return point.payoffs[player] if point.solved else -np.inf

    def groups(self, player: int) -> list[Array]:
        """Every choice variable by itself."""
        return [np.array([c]) for c in range(self.slices[player].stop - self.slices[player].start)]

    def curvature(self, point: Point, player: int) -> Curvature:
        """Minus the Hessian in own choices (the size of its diagonal where that is not concave)."""
        part = self.slices[player]
        own = -np.asarray(point.memory)[player][part, part]
        largest = np.abs(own).max(initial=0) or 1.0
        d_c = np.maximum(np.abs(np.diag(own)), LEAST_CURVATURE * largest)
        excess = np.diag(d_c) - own
        value, vector = np.linalg.eigh(excess)
        not_real = value.min() < -ROUNDING * d_c.max()
        not_concave = np.linalg.eigvalsh(own).min() <= 0
        if not_real or not_concave:
            return Curvature(d_c, np.zeros((len(d_c), 1)))
        return Curvature(d_c, vector * np.sqrt(np.maximum(value, 0.0)))
