"""Which deals would be kept: the gain from cheating against the loss of being punished after the lag of the response.

    (T30)  self-enforcing for i  ⇔  e^{-r_i ℓ} >= δ_i*,   δ_i* = (u^D - u^C)/(u^D - u^P)
    (T31)  detected with p per period:  δ* = (u^D - u^C)/[(u^D - u^C) + p (u^C - u^P)]
    (T32)  punished for K periods:      u^D - u^C = (u^C - u^P) δ (1 - δ^K)/(1 - δ)

u^C is a side's flow when both keep the deal, u^D when it deviates at its best, u^P under punishment. The base game is Dixit's
(1987). With u^P the withdrawal of equivalent concessions the same formulas give proportional retaliation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tradetalks.bargaining.errors import TalksError, probability
from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class Enforcement(Result):
    """Verdict per side (n,): critical discount factor, lag (yr) and discount rate (per yr), and whether the deal is kept.

    `critical_discount` > 1: punishment does not hurt enough at any patience; `critical_lag` is then 0 and `critical_rate` 0.
    `slack` = e^{-rℓ} - δ*.
    """

    critical_discount: np.ndarray
    critical_lag: np.ndarray
    critical_rate: np.ndarray
    slack: np.ndarray
    lag: float
    rates: np.ndarray

    @property
    def self_enforcing_by_side(self) -> np.ndarray:
        """(n,) whether each side keeps the deal."""
        return self.slack >= 0

    @property
    def self_enforcing(self) -> bool:
        """Every side keeps it."""
        return bool(self.self_enforcing_by_side.all())

    @property
    def binding_side(self) -> int:
        """The side (0-based) with the least slack."""
        return int(np.argmin(self.slack))

    def summary(self) -> str:
        """Verdict and thresholds per side."""
        lines = [
            "the deal is self-enforcing"
            if self.self_enforcing
            else f"side {self.binding_side + 1} would not keep the deal"
        ]
        stay = np.exp(-self.rates * self.lag)
        lines += [
            f"  side {i + 1}: needs a discount factor of {self.critical_discount[i]:.4f}, has {stay[i]:.4f}; critical "
            f"lag {self.critical_lag[i]:.4g} yr, critical rate {self.critical_rate[i]:.4g} per yr"
            for i in range(len(self.rates))
        ]
        return "\n".join(lines)


def _flows(comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """(temptation u^D - u^C >= 0, loss u^C - u^P), each (n,)."""
    c, d, p = (np.atleast_1d(np.asarray(u, float)) for u in (comply, deviate, punished))
    if not (d >= c).all():
        i = int(np.argmax(d < c))
        raise TalksError(
            f"side {i + 1}: the best deviation ({d[i]:g}) cannot be worse than compliance ({c[i]:g}). "
            "The deviation must be a best response; compliance is always available."
        )
    return d - c, c - p


def critical_discount(
    comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike, *, detection: ArrayLike = 1.0
) -> np.ndarray:
    """(T30)-(T31) δ* (n,): the discount factor over the response lag at which a side just keeps the deal; > 1 or inf: never."""
    gain, loss = _flows(comply, deviate, punished)
    p = probability("the probability of detection", detection)
    spread = gain + p * loss
    never = (spread <= 0) & (gain > 0)
    return np.where(never, np.inf, np.divide(gain, spread, out=np.zeros_like(gain), where=spread > 0))


def critical_discount_for_spell(comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike, periods: int) -> np.ndarray:
    """(T32) δ* (n,) when concessions are withdrawn for `periods` periods only (snap-back); nan where no δ < 1 is enough."""
    gain, loss = _flows(comply, deviate, punished)

    def threshold(g: float, w: float) -> float:
        if g == 0:
            return 0.0
        if w * periods <= g:  # at δ = 1 the spell costs K·w
            return np.nan
        return float(brentq(lambda d: w * (d ** np.arange(1, periods + 1)).sum() - g, 0.0, 1.0, xtol=1e-15))

    return np.array([threshold(g, w) for g, w in zip(gain, loss, strict=True)])


def enforce(
    *,
    comply: ArrayLike,
    deviate: ArrayLike,
    punished: ArrayLike,
    rates: ArrayLike,
    lag: float,
    detection: ArrayLike = 1.0,
) -> Enforcement:
    """(T30) The verdict for flows per year (n,), discount rates (n,) per year and a response lag in years."""
    delta = critical_discount(comply, deviate, punished, detection=detection)
    r = np.broadcast_to(np.asarray(rates, float), delta.shape)
    if not ((r > 0).all() and lag > 0):
        raise TalksError(
            f"discount rates and the response lag must be positive; got rates {r.tolist()} per yr and a lag of {lag:g} yr. "
            "Phase One: 0.25 yr for rules, 1 yr for purchases."
        )
    patience = -np.log(np.clip(delta, 1e-300, 1.0))
    return Enforcement(delta, patience / r, patience / lag, np.exp(-r * lag) - delta, lag, r)


def pooled_discount(comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike) -> np.ndarray:
    """δ* (n,) when issues (k, n) are tied: a breach of one ends all. Linkage pools slack (Bernheim and Whinston 1990)."""
    return critical_discount(*(np.atleast_2d(np.asarray(u, float)).sum(0) for u in (comply, deviate, punished)))


def partial_reversion(comply: ArrayLike, war: ArrayLike, share: ArrayLike) -> np.ndarray:
    """u^P (n,) when the answer goes back a `share` of the way from compliance to the trade war.

    The answer is a fixed share, whatever the breach took; with share 1 it is reversion to the war. It is not the proportional
    retaliation of :mod:`tradetalks.talks.compliance` (T46), which takes back from a side what its breach took from the other.

    Args:
        comply, war: (n,) flows per year when all keep the deal, and in the trade war.
        share: in [0, 1], of the concessions that are withdrawn.
    """
    c, w = np.asarray(comply, float), np.asarray(war, float)
    return c + probability("the share of concessions withdrawn", share) * (w - c)


def delivered_amount(commitment: ArrayLike, capacity: float) -> np.ndarray:
    """(T33) `min(m, m̄)`: over-promising lowers the rate of implementation, not the amount."""
    return np.minimum(np.asarray(commitment, float), capacity)


def implementation_rate(commitment: ArrayLike, capacity: float) -> np.ndarray:
    """(T33) `e(m) = min(1, m̄/m)` for a purchase commitment m > 0 and the capacity m̄, in one unit."""
    m = np.asarray(commitment, float)
    if not ((m > 0).all() and capacity >= 0):
        raise TalksError(
            f"a commitment must be positive and its capacity at least 0; got {m.min():g} and {capacity:g}. "
            "Use bn $ per year for both."
        )
    return np.minimum(1.0, capacity / m)


def delivery_capacity(hazard: float, loss: float, cost: float) -> float:
    """(T33) `m̄ = h L/κ`: snap-back hazard per bn $ of shortfall, its loss to the buyer, convexity of the buyer's cost."""
    return hazard * loss / cost


def self_enforcing_set(
    problem: BargainingProblem,
    *,
    deviate: PayoffFunction,
    punished: PayoffFunction,
    rates: ArrayLike,
    lag: float,
) -> BargainingProblem:
    """The problem restricted to deals that would be kept, `u^C - (1-Δ) u^D - Δ u^P >= 0`, Δ = e^{-rℓ}: the feedback to L1.

    Args:
        deviate: x -> (best deviation flow (n,), its Jacobian (n, m)); punished: the same for the punishment flow.
    """
    stay = np.exp(-np.broadcast_to(np.asarray(rates, float), (problem.n,)) * lag)
    former = problem.at_least

    def slack(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        (c, dc), (d, dd), (p, dp) = problem.payoffs(x), deviate(x), punished(x)
        g = c - (1 - stay) * d - stay * p
        jac = dc - (1 - stay)[:, None] * dd - stay[:, None] * dp
        if former is None:
            return g, jac
        g0, jac0 = former(x)
        return np.concatenate([g0, g]), np.vstack([jac0, jac])

    return replace(problem, at_least=slack)
