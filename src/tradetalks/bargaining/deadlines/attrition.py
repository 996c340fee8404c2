"""The war of attrition between two sides whose resolve is not known: delay, no deal, who blinks first.

    (T21)  Λ_j(τ) = ∫_0^τ λ_j,   T_j: Λ_j(T_j) = -ln z_j,   T° = min(T_1, T_2),   c_j = z_j e^{Λ_j(T°)}
    (T22)  P(no deal by τ) = c_1 c_2 e^{-(Λ_1+Λ_2)(τ)},   P(i blinks first) = 1-c_i + c_1 c_2 ∫ λ_i e^{-(Λ_1+Λ_2)}
    (T23)  posterior μ_i(τ) = z_i/(c_i e^{-Λ_i}),   value of a side of the rational type B_i(0) + (1-c_j)(A_i - B_i)(0)

z_j is the probability that j never concedes; 1-c_j is j's atom of concession at the opening; only the weak side, the one with
T_j > T°, has one. The construction is that of Abreu and Gul (2000) for general hazards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability, two_sided
from tradetalks.bargaining.deadlines.hazard_integrals import HazardIntegrals
from tradetalks.bargaining.deadlines.stakes import Stakes
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result, Status

if TYPE_CHECKING:
    import xarray as xr

# Survival below this is no survival: it stands in for z = 0, where the war has no last date.
_NEVER_COMMITTED = 1e-30


class AttritionStatus(Status):
    """How a war of attrition was solved."""

    SOLVED = "concessions end at a date"
    NO_LAST_DATE = "no last date of concession: the hazards die out before either side's doubts are exhausted"


@dataclass(frozen=True, repr=False, eq=False)
class Attrition(Result):
    """A war of attrition (sides are 0 and 1; times in years, values in the unit of the stakes).

    Args:
        stakes: what each side stands to win and pays.
        commitment_probability: (2,) z.
        ends: (2,) T_j, the date at which side j's doubts would be exhausted.
        end: T°, the last date of concessions; nan where there is none (see ``status``).
        start_survival: (2,) c_j; the atom of concession at the opening is 1 - c_j.
        blinks_first: (3,) side 0, side 1, never. At the opening only one side has an atom, so ties have probability 0.
        expected_delay: E[min(T, T°)]: years of waiting, those that never agree counted to T°.
        delay_if_deal: expected delay given a deal.
        waiting_cost: (2,) E ∫_0^min(T,T°) e^{-r s} cost(s) ds.
        gain: (2,) value of the game to a side of the rational type over conceding at once; ``value`` adds B(0).
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

    @property
    def status(self) -> AttritionStatus:
        """Whether there is a last date of concession."""
        if np.isnan(self.end):
            return AttritionStatus.NO_LAST_DATE
        return AttritionStatus.SOLVED

    def failure(self) -> TalksError | None:
        """Why there is no solution; None where there is one."""
        if self.status.solved:
            return None
        return TalksError(
            message(
                AttritionStatus.NO_LAST_DATE.value,
                do="give a mandate end or lower the audience costs, which outgrow the cost of waiting",
            )
        )

    @property
    def atom(self) -> Float[np.ndarray, "sides=2"]:
        """(2,) probability of conceding at the opening."""
        return np.asarray(1.0 - self.start_survival)

    @property
    def value(self) -> Float[np.ndarray, "sides=2"]:
        """(2,) payoff of each side of the rational type, in levels."""
        return np.asarray(self.stakes.concede_value + self.gain)

    @property
    def never(self) -> float:
        """Probability that both are of the commitment type and no deal is ever made."""
        return float(self.blinks_first[2])

    def cumulative_hazard(self, tau: ArrayLike) -> Float[np.ndarray, "times sides=2"]:
        """Λ(min(τ, T°)) (T, 2)."""
        integrals = HazardIntegrals(self.stakes)
        s = integrals.s(np.minimum(np.atleast_1d(np.asarray(tau, float)), self.end))
        found = np.zeros((len(s), 2))
        for k, v in enumerate(s):
            if v > 0:
                found[k] = integrals.cumulative(float(v))
        return found

    def no_deal_by(self, tau: ArrayLike) -> Float[np.ndarray, " times"]:
        """(T22) probability (T,) that nobody has conceded by τ, the opening's atom included."""
        return np.asarray(self.start_survival.prod() * np.exp(-self.cumulative_hazard(tau).sum(1)))

    def deal_by(self, tau: ArrayLike) -> Float[np.ndarray, " times"]:
        """Probability (T,) of agreement by τ."""
        return np.asarray(1.0 - self.no_deal_by(tau))

    def hazard(self, tau: ArrayLike) -> Float[np.ndarray, "times sides=2"]:
        """Concession rates (T, 2) per year, 0 after T°."""
        t = np.atleast_1d(np.asarray(tau, float))
        return np.where((t < self.end)[:, None], self.stakes.hazard(np.minimum(t, self.end)), 0.0)

    def posterior(self, tau: ArrayLike) -> Float[np.ndarray, "times sides=2"]:
        """Probability (T, 2) that a side still silent at τ never concedes: `z_i / (c_i e^{-Λ_i})`."""
        silent = self.start_survival * np.exp(-self.cumulative_hazard(tau))
        return np.asarray(np.minimum(self.commitment_probability / silent, 1.0))

    def to_dataset(self) -> xr.Dataset:
        """Odds, costs and values by side."""
        side = ("side",)
        return labelled_dataset(
            {"side": (1, 2)},
            {
                "blinks_first": LabelledArray(side, self.blinks_first[:2], "1", "probability of conceding first"),
                "atom": LabelledArray(side, self.atom, "1", "probability of conceding at the opening"),
                "waiting_cost": LabelledArray(side, self.waiting_cost, PAYOFF_UNIT, "expected cost of waiting"),
                "value": LabelledArray(side, self.value, PAYOFF_UNIT, "value of the rational type"),
                "never": LabelledArray((), self.never, "1", "probability that nobody ever concedes"),
                "expected_delay": LabelledArray((), self.expected_delay, "years", "expected wait"),
            },
        )

    def summary(self) -> str:
        """Who blinks, when, and what the wait costs."""
        if not self.status.solved:
            return self.status.value
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
    """(T21, T22) The war of attrition between two sides.

    Args:
        stakes: what each side stands to win and pays per year.
        commitment_probability: z (2,), the probability that each side never concedes; 0 is complete information.

    Returns:
        The solution; ``status`` says so where waiting becomes free before any side's doubts are exhausted.

    Raises:
        TalksError: probabilities outside [0, 1].

    Reference:
        Abreu and Gul (2000); with a last date and general hazards.
    """
    name = "the probability of being committed"
    z = check_probability(name, two_sided(name, commitment_probability))
    floor = np.maximum(z, _NEVER_COMMITTED)
    integrals = HazardIntegrals(stakes)
    reach = np.array([integrals.reaches(-np.log(floor[j]), j) for j in range(2)])
    stop = float(reach.min())
    if np.isinf(stop):
        return _unsolved(stakes, z)
    end_hazard = np.zeros(2)
    if stop > 0:
        end_hazard = integrals.cumulative(stop)
    # At T° the strong side's survival is exactly z; the weak side's atom makes up the difference.
    c = np.where(reach <= stop, 1.0, np.minimum(floor * np.exp(end_hazard), 1.0))
    nodes, weights = integrals.panels(stop)
    hazard, tau = integrals.hazard(nodes), integrals.tau(nodes)
    survival = c.prod() * np.exp(-integrals.running(stop).sum(-1))
    density = np.einsum("pk,pkj->j", weights * survival, hazard)
    deal_time = float(np.sum(weights * survival * hazard.sum(-1) * tau))
    discounted = np.exp(-stakes.rates * tau[..., None]) * stakes.cost_at(tau)
    wait = weights * survival * integrals.pace(nodes)
    never = float(np.prod(c * np.exp(-end_hazard)))
    delay_if_deal = np.nan
    if never < 1.0:
        delay_if_deal = deal_time / (1.0 - never)
    # A side whose doubts are never exhausted would hold out to the end of the mandates.
    ends = [float(integrals.tau(np.array(v))) if np.isfinite(v) else stakes.end for v in reach]
    return Attrition(
        stakes=stakes,
        commitment_probability=z,
        ends=np.array(ends),
        end=float(integrals.tau(np.array(stop))),
        start_survival=c,
        blinks_first=np.append((1 - c) + density, never),
        expected_delay=float(wait.sum()),
        delay_if_deal=delay_if_deal,
        waiting_cost=np.einsum("pk,pkj->j", wait, discounted),
        gain=(1 - c)[::-1] * stakes.prize_at(np.zeros(1))[0],
    )


def _unsolved(stakes: Stakes, z: np.ndarray) -> Attrition:
    """A war without a last date: nothing is known of it."""
    none = np.full(2, np.nan)
    return Attrition(
        stakes=stakes,
        commitment_probability=z,
        ends=none,
        end=np.nan,
        start_survival=none,
        blinks_first=np.full(3, np.nan),
        expected_delay=np.nan,
        delay_if_deal=np.nan,
        waiting_cost=none,
        gain=none,
    )
