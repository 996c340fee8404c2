"""Integrals of concession hazards, along a variable in which they stay bounded.

Hazards explode where a mandate ends, so integrals run along s with τ = end (1 - e^{-s}); without an end τ = s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from tradetalks.bargaining.deadlines.stakes import Stakes
from tradetalks.bargaining.discounting import annuity

# Gauss-Legendre nodes per panel, and panels: integrals of smooth hazards are then exact to rounding.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
# See above: with 16 nodes each.
_PANELS = 32
# Panels shrink towards the opening like this power: hazards settle early, on a long clock most of it is tail.
_CROWDING = 3
# e^-690 is about the smallest number that doubles hold with all their digits.
_DEEPEST = 690.0
# The nearest to 1 that a double comes from below.
_BELOW_ONE = 1 - 1e-16
# A hazard that small starts the search for a level this far out; a level not reached by the last s never is.
_LEAST_HAZARD, _LAST_S = 1e-12, 1e9
# Dates are found to the last digits of a double.
_EXACT = 1e-14


@dataclass(frozen=True)
class HazardIntegrals:
    """Hazards and their integrals for the ``stakes`` of two sides, as functions of s."""

    stakes: Stakes

    @property
    def end(self) -> float:
        """Years after which nobody waits, inf where there is no end."""
        return self.stakes.end

    @property
    def endless(self) -> bool:
        """Whether there is no end."""
        return bool(np.isinf(self.end))

    def tau(self, s: np.ndarray) -> np.ndarray:
        """Years from the opening."""
        if self.endless:
            return s
        return np.asarray(-self.end * np.expm1(-s))

    def s(self, tau: np.ndarray) -> np.ndarray:
        """The inverse of :meth:`tau`."""
        if self.endless:
            return tau
        return np.asarray(-np.log1p(-np.minimum(tau / self.end, _BELOW_ONE)))

    def pace(self, s: np.ndarray) -> np.ndarray:
        """dτ/ds, which is also the time left to the end; kept above the smallest number, where ratios have converged."""
        if self.endless:
            return np.ones_like(s)
        return np.asarray(self.end * np.exp(-np.minimum(s, _DEEPEST)))

    def hazard(self, s: np.ndarray) -> np.ndarray:
        """λ dτ/ds (..., 2), with the prize that vanishes at the end divided by the time left before it underflows."""
        if self.endless:
            return self.stakes.hazard(s)
        k, tau, left = self.stakes, self.tau(s), self.pace(s)[..., None]
        last = k.mandate_end <= self.end
        vanishing = np.where(last, k.prize_flow * annuity(k.rates, left) / left, 0.0)
        lasting = replace(k, prize_flow=np.where(last, 0.0, k.prize_flow)).prize_at(tau)
        return np.asarray((np.maximum(k.cost_at(tau), 0.0) / (vanishing + lasting / left))[..., ::-1])

    def panels(self, stop: float) -> tuple[np.ndarray, np.ndarray]:
        """Gauss-Legendre nodes and weights on [0, stop], (panels, nodes)."""
        edges = _edges(stop)
        half = np.diff(edges)[:, None] / 2
        return (edges[:-1, None] + half) + half * _NODES, half * _WEIGHTS

    def cumulative(self, s: float) -> np.ndarray:
        """Λ (2,) at s."""
        nodes, weights = self.panels(s)
        return np.asarray(np.einsum("pk,pkj->j", weights, self.hazard(nodes)))

    def running(self, stop: float) -> np.ndarray:
        """Λ (panels, nodes, 2) at every node: whole panels before it, and a Gauss rule inside its own."""
        edges, (nodes, weights) = _edges(stop), self.panels(stop)
        whole = np.einsum("pk,pkj->pj", weights, self.hazard(nodes))
        before = np.vstack([np.zeros(2), np.cumsum(whole, 0)[:-1]])
        inner_half = (nodes - edges[:-1, None]) / 2
        inner = (edges[:-1, None] + inner_half)[..., None] + inner_half[..., None] * _NODES
        own = np.einsum("pkq,pkqj->pkj", inner_half[..., None] * _WEIGHTS, self.hazard(inner))
        return np.asarray(before[:, None] + own)

    def reaches(self, level: float, side: int) -> float:
        """s at which Λ_side = level, inf where it never does."""
        if level <= 0:
            return 0.0
        top = 1.0 / max(float(self.hazard(np.zeros(1))[0, side]), _LEAST_HAZARD)
        while self.cumulative(top)[side] < level:
            top *= 2.0
            if top > _LAST_S:
                return np.inf
        return float(brentq(lambda s: self.cumulative(s)[side] - level, 0.0, top, xtol=_EXACT, rtol=_EXACT))


def _edges(stop: float) -> np.ndarray:
    return np.asarray(stop * np.linspace(0.0, 1.0, _PANELS + 1) ** _CROWDING)
