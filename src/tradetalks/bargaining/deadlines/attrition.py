"""The war of attrition between two sides whose resolve is not known: delay, no deal, who blinks first.

    (T21)  Λ_j(τ) = ∫_0^τ λ_j,   T_j: Λ_j(T_j) = -ln z_j,   T° = min(T_1, T_2),   c_j = z_j e^{Λ_j(T°)}
    (T22)  P(no deal by τ) = c_1 c_2 e^{-(Λ_1+Λ_2)(τ)},   P(i blinks first) = 1-c_i + c_1 c_2 ∫ λ_i e^{-(Λ_1+Λ_2)}
    (T23)  posterior μ_i(τ) = z_i/(c_i e^{-Λ_i}),   value of a side of the rational type B_i(0) + (1-c_j)(A_i - B_i)(0)

z_j is the probability that j never concedes; 1-c_j is j's atom of concession at the opening; only the weak side, the one with
T_j > T°, has one. The construction is that of Abreu and Gul (2000) for general hazards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tradetalks.bargaining.deadlines.stakes import Stakes
from tradetalks.bargaining.discounting import annuity
from tradetalks.bargaining.errors import TalksError, pair, probability
from tradetalks.result import Result

# Survival below this is no survival: it stands in for z = 0, where the war has no last date.
_NEVER_COMMITTED = 1e-30
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


class _Clock:
    """Integrates along τ = end (1 - e^{-s}), in which hazards that explode at the end are bounded; τ = s without an end."""

    def __init__(self, stakes: Stakes) -> None:
        self.stakes, self.end = stakes, stakes.end
        self.endless = bool(np.isinf(self.end))

    def tau(self, s: np.ndarray) -> np.ndarray:
        return s if self.endless else -self.end * np.expm1(-s)

    def s(self, tau: np.ndarray) -> np.ndarray:
        return tau if self.endless else -np.log1p(-np.minimum(tau / self.end, 1 - 1e-16))

    def pace(self, s: np.ndarray) -> np.ndarray:
        """dτ/ds, which is also the time left to the end; kept above the smallest number, where ratios have converged."""
        return np.ones_like(s) if self.endless else self.end * np.exp(-np.minimum(s, 690.0))

    def hazard(self, s: np.ndarray) -> np.ndarray:
        """λ dτ/ds (..., 2), with the prize that vanishes at the end divided by the time left before it underflows."""
        if self.endless:
            return self.stakes.hazard(s)
        k, tau, left = self.stakes, self.tau(s), self.pace(s)[..., None]
        last = k.mandate_end <= self.end
        vanishing = np.where(last, k.prize_flow * annuity(k.rates, left) / left, 0.0)
        lasting = replace(k, prize_flow=np.where(last, 0.0, k.prize_flow)).prize_at(tau)
        return (np.maximum(k.cost_at(tau), 0.0) / (vanishing + lasting / left))[..., ::-1]

    def edges(self, stop: float, count: int) -> np.ndarray:
        """Panels on [0, stop], short at the start: hazards settle early, on a long clock most of it is tail."""
        return stop * np.linspace(0.0, 1.0, count + 1) ** 3

    def panels(self, stop: float, count: int = 32) -> tuple[np.ndarray, np.ndarray]:
        """Gauss-Legendre nodes and weights, (count, 16)."""
        edges = self.edges(stop, count)
        half = np.diff(edges)[:, None] / 2
        return (edges[:-1, None] + half) + half * _NODES, half * _WEIGHTS

    def cumulative(self, s: float) -> np.ndarray:
        """Λ (2,) at s."""
        nodes, weights = self.panels(s)
        return np.einsum("pk,pkj->j", weights, self.hazard(nodes))

    def reaches(self, level: float, side: int) -> float:
        """s at which Λ_side = level, inf where it never does."""
        if level <= 0:
            return 0.0
        top = 1.0 / max(float(self.hazard(np.zeros(1))[0, side]), 1e-12)
        while self.cumulative(top)[side] < level:
            top *= 2.0
            if top > 1e9:
                return np.inf
        return float(brentq(lambda s: self.cumulative(s)[side] - level, 0.0, top, xtol=1e-14, rtol=1e-14))


@dataclass(frozen=True, repr=False, eq=False)
class Attrition(Result):
    """A solved war of attrition (sides are 0 and 1; times in years, values in the unit of the stakes).

    Args:
        ends: (2,) T_j, the date at which side j's doubts would be exhausted; `end` = T° the last date of concessions.
        start_survival: (2,) c_j; the atom of concession at the opening is 1 - c_j.
        blinks_first: (3,) side 0, side 1, never. At the opening only one side has an atom, so ties have probability 0.
        expected_delay: E[min(T, T°)]: years of waiting, those that never agree counted to T°.
        delay_if_deal: expected delay given a deal.
        waiting_cost: (2,) E ∫_0^min(T,T°) e^{-r s} cost(s) ds.
        gain: (2,) value of the game to a side of the rational type over conceding at once; `value` adds B(0).
    """

    stakes: Stakes
    commitment_probability: np.ndarray
    ends: np.ndarray
    end: float
    start_survival: np.ndarray
    blinks_first: np.ndarray
    expected_delay: float
    delay_if_deal: float
    waiting_cost: np.ndarray
    gain: np.ndarray

    @cached_property
    def _clock(self) -> _Clock:
        return _Clock(self.stakes)

    @property
    def atom(self) -> np.ndarray:
        """(2,) probability of conceding at the opening."""
        return 1.0 - self.start_survival

    @property
    def value(self) -> np.ndarray:
        """(2,) payoff of each side of the rational type, in levels."""
        return self.stakes.concede_value + self.gain

    @property
    def never(self) -> float:
        """Probability that both are of the commitment type and no deal is ever made."""
        return float(self.blinks_first[2])

    def cumulative_hazard(self, tau: ArrayLike) -> np.ndarray:
        """Λ(min(τ, T°)) (T, 2)."""
        s = self._clock.s(np.minimum(np.atleast_1d(np.asarray(tau, float)), self.end))
        return np.array([self._clock.cumulative(v) if v > 0 else np.zeros(2) for v in s])

    def no_deal_by(self, tau: ArrayLike) -> np.ndarray:
        """(T22) probability (T,) that nobody has conceded by τ, the opening's atom included."""
        return self.start_survival.prod() * np.exp(-self.cumulative_hazard(tau).sum(1))

    def deal_by(self, tau: ArrayLike) -> np.ndarray:
        """Probability (T,) of agreement by τ."""
        return 1.0 - self.no_deal_by(tau)

    def hazard(self, tau: ArrayLike) -> np.ndarray:
        """Concession rates (T, 2) per year, 0 after T°."""
        t = np.atleast_1d(np.asarray(tau, float))
        return np.where((t < self.end)[:, None], self.stakes.hazard(np.minimum(t, self.end)), 0.0)

    def posterior(self, tau: ArrayLike) -> np.ndarray:
        """Probability (T, 2) that a side still silent at τ is committed: `z_i / (c_i e^{-Λ_i})`."""
        return np.minimum(
            self.commitment_probability / (self.start_survival * np.exp(-self.cumulative_hazard(tau))), 1.0
        )

    def summary(self) -> str:
        """Who blinks, when, and what the wait costs."""
        first, second, never = self.blinks_first
        lines = [
            f"side 1 blinks first with probability {first:.4f}, side 2 with {second:.4f}, neither ever with {never:.4f}",
            f"  expected wait {self.expected_delay:.4g} yr (given a deal {self.delay_if_deal:.4g}), "
            f"last concession at {self.end:.4g} yr",
        ]
        lines += [
            f"  side {i + 1}: concedes at once with probability {self.atom[i]:.4f}, expected cost of waiting "
            f"{self.waiting_cost[i]:.4g}, value over conceding now {self.gain[i]:.4g}"
            for i in range(2)
        ]
        return "\n".join(lines)


def solve_attrition(stakes: Stakes, commitment_probability: ArrayLike) -> Attrition:
    """(T21)-(T22) for z (2,), the probability that each side never concedes; z = 0 is complete information.

    Raises TalksError for probabilities outside [0, 1], and where no side's doubts are ever exhausted (waiting becomes free).
    """
    z = probability(
        "the probability of being committed", pair("the probability of being committed", commitment_probability)
    )
    floor = np.maximum(z, _NEVER_COMMITTED)
    clock = _Clock(stakes)
    reach = np.array([clock.reaches(-np.log(floor[j]), j) for j in range(2)])
    stop = float(reach.min())
    if np.isinf(stop):
        raise TalksError(
            "no last date of concession: the hazards die out before either side's doubts are exhausted, because audience "
            "costs outgrow the cost of waiting. Give a mandate end or lower the audience costs."
        )
    end_hazard = clock.cumulative(stop) if stop > 0 else np.zeros(2)
    # At T° the strong side's survival is exactly z; the weak side's atom makes up the difference.
    c = np.where(reach <= stop, 1.0, np.minimum(floor * np.exp(end_hazard), 1.0))
    nodes, weights = clock.panels(stop)
    hazard, tau = clock.hazard(nodes), clock.tau(nodes)
    survival = c.prod() * np.exp(-_running(clock, nodes, stop).sum(-1))
    density = np.einsum("pk,pkj->j", weights * survival, hazard)
    deal_time = float(np.sum(weights * survival * hazard.sum(-1) * tau))
    end = float(clock.tau(np.array(stop)))
    discounted = np.exp(-stakes.rates * tau[..., None]) * stakes.cost_at(tau)
    wait = weights * survival * clock.pace(nodes)
    blink = np.append((1 - c) + density, 0.0)
    blink[2] = float(np.prod(c * np.exp(-end_hazard))) if stop > 0 else float(c.prod())
    dealt = 1.0 - blink[2]
    return Attrition(
        stakes=stakes,
        commitment_probability=z,
        ends=np.array([clock.tau(np.array(v)) if np.isfinite(v) else stakes.end for v in reach]),
        end=end,
        start_survival=c,
        blinks_first=blink,
        expected_delay=float(wait.sum()),
        delay_if_deal=deal_time / dealt if dealt > 0 else np.nan,
        waiting_cost=np.einsum("pk,pkj->j", wait, discounted),
        gain=(1 - c)[::-1] * stakes.prize_at(np.zeros(1))[0],
    )


def _running(clock: _Clock, nodes: np.ndarray, stop: float) -> np.ndarray:
    """Λ (panels, 16, 2) at every node: whole panels before it, and a Gauss rule inside its own."""
    edges = clock.edges(stop, len(nodes))
    half = np.diff(edges)[:, None] / 2
    whole = np.einsum("pk,pkj->pj", half * _WEIGHTS, clock.hazard(nodes))
    before = np.vstack([np.zeros(2), np.cumsum(whole, 0)[:-1]])
    inner_half = (nodes - edges[:-1, None]) / 2
    inner = (edges[:-1, None] + inner_half)[..., None] + inner_half[..., None] * _NODES
    return before[:, None] + np.einsum("pkq,pkqj->pkj", inner_half[..., None] * _WEIGHTS, clock.hazard(inner))
