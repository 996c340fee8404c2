"""Which deals would be kept: the gain from cheating against the loss of being punished after the lag of the response.

    (T30)  self-enforcing for i  ⇔  e^{-r_i ℓ} >= δ_i*,   δ_i* = (u^D - u^C)/(u^D - u^P)
    (T31)  detected with p per period:  δ* = (u^D - u^C)/[(u^D - u^C) + p (u^C - u^P)]
    (T32)  punished for K periods:      u^D - u^C = (u^C - u^P) δ (1 - δ^K)/(1 - δ)

u^C is a side's flow when both keep the deal, u^D when it deviates at its best, u^P under punishment. The base game is Dixit's
(1987). With u^P the withdrawal of equivalent concessions the same formulas give proportional retaliation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# A gain from cheating below this share of the payoffs at stake is none: deals are found to no more digits than that.
NEGLIGIBLE_TEMPTATION = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class Enforcement(Result):
    """Verdict per side on one deal: is it self-enforcing, and by how much.

    Args:
        critical_discount: (n,) δ*, over the lag; above 1 punishment does not hurt enough at any patience, 0 nothing tempts.
        critical_lag: (n,) longest lag in years at which the side keeps the deal; 0 where none is short enough, inf where no
            answer is ever too late.
        critical_rate: (n,) highest discount rate per year; 0 where none is low enough, inf where any is.
        slack: (n,) `e^{-rℓ} - δ*`.
        lag: ℓ, years from breach to response.
        rates: (n,) discount rates per year.
    """

    critical_discount: np.ndarray
    critical_lag: np.ndarray
    critical_rate: np.ndarray
    slack: np.ndarray
    lag: float
    rates: np.ndarray

    @property
    def tempted(self) -> np.ndarray:
        """(n,) whether the side gains from breaking the deal by more than ``NEGLIGIBLE_TEMPTATION`` of what is at stake."""
        return np.asarray(self.critical_discount > 0)

    @property
    def self_enforcing_by_side(self) -> np.ndarray:
        """(n,) whether each side keeps the deal."""
        return np.asarray(self.slack >= 0)

    @property
    def self_enforcing(self) -> bool:
        """Every side keeps it."""
        return bool(self.self_enforcing_by_side.all())

    @property
    def binding_side(self) -> int:
        """The side (0-based) with the least slack."""
        return int(np.argmin(self.slack))

    def to_dataset(self) -> xr.Dataset:
        """Thresholds by side."""
        side = ("side",)
        return labelled_dataset(
            {"side": range(1, len(self.rates) + 1)},
            {
                "critical_discount": LabelledArray(side, self.critical_discount, "1", "discount factor that is needed"),
                "critical_lag": LabelledArray(side, self.critical_lag, "years", "longest lag of the response"),
                "critical_rate": LabelledArray(side, self.critical_rate, "1/year", "highest discount rate"),
                "slack": LabelledArray(side, self.slack, "1", "discount factor above the one needed"),
                "self_enforcing": LabelledArray(
                    side, self.self_enforcing_by_side, "1", "whether the side keeps the deal"
                ),
            },
        )

    def summary(self) -> str:
        """Verdict and thresholds per side."""
        lines = ["the deal is self-enforcing"]
        if not self.self_enforcing:
            lines = [f"side {self.binding_side + 1} would not keep the deal"]
        stay = np.exp(-self.rates * self.lag)
        lines += [
            f"  side {i + 1}: needs a discount factor of {self.critical_discount[i]:.4f}, has {stay[i]:.4f}; critical "
            f"lag {self.critical_lag[i]:.4g} yr, critical rate {self.critical_rate[i]:.4g} per yr"
            for i in range(len(self.rates))
        ]
        return "\n".join(lines)


@checked(TalksError)
def critical_discount(
    comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike, *, detection: ArrayLike = 1.0
) -> Float[np.ndarray, " n"]:
    """(T30, T31) δ* (n,): the discount factor over the response lag at which a side just keeps the deal; > 1 or inf: never.

    Args:
        comply: u^C (n,) flow per year when all keep the deal.
        deviate: u^D (n,) at the best deviation.
        punished: u^P (n,) under punishment, all in one unit per side.
        detection: probability per period that a breach is seen.

    Raises:
        TalksError: a best deviation that is worse than compliance.

    Reference:
        Dixit (1987).
    """
    gain, loss = _flows(comply, deviate, punished)
    p = check_probability("the probability of detection", detection)
    spread = gain + p * loss
    never = (spread <= 0) & (gain > 0)
    return np.where(never, np.inf, np.divide(gain, spread, out=np.zeros_like(gain), where=spread > 0))


@checked(TalksError)
def critical_discount_for_spell(
    comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike, periods: int
) -> Float[np.ndarray, " n"]:
    """(T32) δ* (n,) when concessions are withdrawn for some periods only (snap-back); nan where no δ < 1 is enough.

    Args:
        comply, deviate, punished: (n,) flows per year, as in :func:`critical_discount`.
        periods: K, each as long as the lag of the response.

    Raises:
        TalksError: a best deviation that is worse than compliance.
    """
    gain, loss = _flows(comply, deviate, punished)

    def threshold(g: float, w: float) -> float:
        if g == 0:
            return 0.0
        # At δ = 1 the spell costs K·w: if that is not enough, nothing is.
        if w * periods <= g:
            return np.nan
        return float(brentq(lambda d: w * (d ** np.arange(1, periods + 1)).sum() - g, 0.0, 1.0, xtol=1e-15))

    return np.array([threshold(g, w) for g, w in zip(gain, loss, strict=True)])


@checked(TalksError)
def enforce(
    *,
    comply: ArrayLike,
    deviate: ArrayLike,
    punished: ArrayLike,
    rates: ArrayLike,
    lag: float,
    detection: ArrayLike = 1.0,
) -> Enforcement:
    """(T30) The verdict on a deal.

    Args:
        comply, deviate, punished: (n,) flows per year, as in :func:`critical_discount`.
        rates: (n,) discount rates per year.
        lag: years from a breach to the response.
        detection: probability per period that a breach is seen (T31).

    Raises:
        TalksError: rates or a lag that are not positive, or a best deviation that is worse than compliance.

    Reference:
        Dixit (1987).
    """
    delta = critical_discount(comply, deviate, punished, detection=detection)
    r = np.broadcast_to(np.asarray(rates, float), delta.shape)
    if not ((r > 0).all() and lag > 0):
        raise TalksError(
            message(
                "discount rates and the response lag must be positive",
                got=f"rates {r.tolist()} per yr and a lag of {lag:g} yr",
                do="take the lags of Phase One: 0.25 yr for rules, 1 yr for purchases",
            )
        )
    return verdict_at(delta, rates=r, lag=lag)


def verdict_at(critical: Float[np.ndarray, " n"], *, rates: Float[np.ndarray, " n"], lag: float) -> Enforcement:
    """The verdict where a discount factor ``critical`` (n,) over ``lag`` years is needed; ``rates`` (n,) per year."""
    with np.errstate(divide="ignore"):  # the logarithm of 0: where nothing tempts no answer is ever too late
        patience = -np.log(np.minimum(critical, 1.0))
    return Enforcement(
        critical_discount=critical,
        critical_lag=patience / rates,
        critical_rate=patience / lag,
        slack=np.exp(-rates * lag) - critical,
        lag=lag,
        rates=rates,
    )


@checked(TalksError)
def pooled_discount(comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike) -> Float[np.ndarray, " n"]:
    """δ* (n,) when issues are tied: a breach of one ends all, and slack is pooled.

    Args:
        comply, deviate, punished: (k, n) flows per year of k issues, as in :func:`critical_discount`.

    Reference:
        Bernheim and Whinston (1990).
    """
    return critical_discount(*(np.atleast_2d(np.asarray(u, float)).sum(0) for u in (comply, deviate, punished)))


@checked(TalksError)
def partial_reversion(comply: ArrayLike, war: ArrayLike, share: ArrayLike) -> Float[np.ndarray, " n"]:
    """u^P (n,) when the answer goes back a ``share`` of the way from compliance to the trade war.

    The answer is a fixed share, whatever the breach took; with share 1 it is reversion to the war. It is not the proportional
    retaliation of :mod:`tradetalks.talks.compliance` (T46), which takes back from a side what its breach took from the other.

    Args:
        comply, war: (n,) flows per year when all keep the deal, and in the trade war.
        share: in [0, 1], of the concessions that are withdrawn.

    Raises:
        TalksError: a share outside [0, 1].
    """
    c, w = np.asarray(comply, float), np.asarray(war, float)
    return np.asarray(c + check_probability("the share of concessions withdrawn", share) * (w - c))


@checked(TalksError)
def delivered_amount(commitment: ArrayLike, capacity: float) -> Float[np.ndarray, "*shape"]:
    """(T33) `min(m, m̄)`, billion dollars a year: over-promising lowers the rate of implementation, not the amount.

    Args:
        commitment: m, purchases promised, billion dollars a year.
        capacity: m̄, what can be delivered, in the same unit.
    """
    return np.asarray(np.minimum(np.asarray(commitment, float), capacity))


@checked(TalksError)
def implementation_rate(commitment: ArrayLike, capacity: float) -> Float[np.ndarray, "*shape"]:
    """(T33) `e(m) = min(1, m̄/m)`: share of a promise that is kept.

    Args:
        commitment: m > 0, purchases promised, billion dollars a year.
        capacity: m̄ >= 0, what can be delivered, in the same unit.

    Raises:
        TalksError: a commitment that is not positive or a capacity below 0.
    """
    m = np.asarray(commitment, float)
    if not ((m > 0).all() and capacity >= 0):
        raise TalksError(
            message(
                "a commitment must be positive and its capacity at least 0",
                got=f"{m.min():g} and {capacity:g}",
                do="use bn $ per year for both",
            )
        )
    return np.asarray(np.minimum(1.0, capacity / m))


@checked(TalksError)
def delivery_capacity(hazard: float, loss: float, cost: float) -> float:
    """(T33) `m̄ = h L/κ`, billion dollars a year.

    Args:
        hazard: h, probability per year of snap-back, per billion dollars of shortfall.
        loss: L, what snap-back costs the buyer, billion dollars.
        cost: κ, convexity of the buyer's cost of buying.
    """
    return hazard * loss / cost


@checked(TalksError)
def self_enforcing_set(
    problem: BargainingProblem,
    *,
    deviate: PayoffFunction,
    punished: PayoffFunction,
    rates: ArrayLike,
    lag: float,
    tempted: ArrayLike = True,
) -> BargainingProblem:
    """The problem restricted to deals that would be kept, `u^C - (1-Δ) u^D - Δ u^P >= 0`, Δ = e^{-rℓ} (T30 as a constraint).

    Args:
        deviate: x -> (best deviation flow (n,), its Jacobian (n, m)), in the unit of the problem's payoffs.
        punished: the same for the punishment flow.
        rates: (n,) discount rates per year.
        lag: years from a breach to the response.
        tempted: (n,) the sides that could break a deal; of the others nothing is asked. Default: all.
    """
    asked = np.flatnonzero(np.broadcast_to(tempted, (problem.n,)))
    stay = np.exp(-np.broadcast_to(np.asarray(rates, float), (problem.n,)) * lag)
    former = problem.at_least

    def slack(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        (c, dc), (d, dd), (p, dp) = problem.payoffs(x), deviate(x), punished(x)
        g = c - (1 - stay) * d - stay * p
        jac = dc - (1 - stay)[:, None] * dd - stay[:, None] * dp
        if former is None:
            return g[asked], jac[asked]
        g0, jac0 = former(x)
        return np.concatenate([g0, g[asked]]), np.vstack([jac0, jac[asked]])

    return replace(problem, at_least=slack)


def _flows(comply: ArrayLike, deviate: ArrayLike, punished: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """(temptation u^D - u^C >= 0, loss u^C - u^P), each (n,); a temptation that is negligible is 0."""
    c, d, p = (np.atleast_1d(np.asarray(u, float)) for u in (comply, deviate, punished))
    if not (d >= c).all():
        i = int(np.argmax(d < c))
        raise TalksError(
            message(
                f"side {i + 1}: the best deviation cannot be worse than compliance",
                expected=f"at least {c[i]:g}",
                got=f"{d[i]:g}",
                do="give a best response: compliance is always available",
            )
        )
    gain, stakes = d - c, np.maximum(np.maximum(np.abs(c), np.abs(d)), np.abs(p))
    return np.where(gain > NEGLIGIBLE_TEMPTATION * stakes, gain, 0.0), c - p
