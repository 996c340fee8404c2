"""How old the tariffs in force are: what of every step still stands, and how long ago the step was taken.

    (T39)  h(day) = Σ_s w_s (day − date_s) / Σ_s w_s,   w_s = Σ_c X_c (v⁺_cs + v⁻_cs)
           v⁺_cs = m⁺_cs − m⁺_c,s−1,   m⁺_cs = min_{s ≤ r ≤ now} max(x_cr, 0),   v⁻_cs the same with −x_cr

c is a cell (importer, exporter, sector), X_c its trade in the baseline, x_cs the change of its tariff from the baseline that is
in force from step s on; before the first step it is 0. m⁺_cs is the part of today's rise that has been in force without a break
since step s, so that v⁺_cs is what step s opened and nothing has taken back: last in, first out. Days count ACT/365.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from tradetalks.bargaining.discounting import year_fraction
from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.policy import Policy
from tradetalks.errors import TalksError
from tradetalks.inputs import checked

# A day, and the policy in force from then on.
PolicyStep = tuple[date, Policy]
# Tariffs on the mean of all trade below which nothing is in force: what rounding leaves of a rise that was taken back.
NOTHING_IN_FORCE = 1e-12


class TariffAge(NamedTuple):
    """Tariffs in force on a day.

    Args:
        weight: how far they are from the baseline's, summed over trade: a fraction times the unit of trade.
        years: their mean age; 0 where nothing is in force.
    """

    weight: float
    years: float


@dataclass(frozen=True, eq=False)
class TariffHistory:
    """The tariffs in force from each of some days on.

    Args:
        steps: a day and the tariffs from then on, fractions of any one shape, in order of the days.
        baseline: tariffs before the first step, of that shape.
        trade: of every cell in the baseline, of that shape, in any unit.
    """

    steps: tuple[tuple[date, np.ndarray], ...]
    baseline: np.ndarray
    trade: np.ndarray

    def before(self, day: date) -> TariffHistory:
        """What had been taken by the eve of a day."""
        return replace(self, steps=tuple(step for step in self.steps if step[0] < day))

    def age_on(self, day: date) -> TariffAge:
        """(T39) How far the tariffs in force on a day are from the baseline's, and their mean age.

        Returns:
            Years, and the weight in the unit of trade: means over several days weigh each with it.
        """
        begun = [(start, tariff - self.baseline) for start, tariff in self.steps if start <= day]
        standing = weights_standing([change for _, change in begun], self.trade)
        weight = float(standing.sum())
        if weight <= NOTHING_IN_FORCE * float(self.trade.sum()):
            return TariffAge(0.0, 0.0)
        ages = np.array([year_fraction(start, day) for start, _ in begun])
        return TariffAge(weight, float(standing @ ages) / weight)


def weights_standing(changes: Sequence[np.ndarray], trade: np.ndarray) -> np.ndarray:
    """(s,) w_s of T39: what of every step nothing has taken back, as a sum over the cells' trade.

    Args:
        changes: x_cs, the change from the baseline that is in force from each step on, the last one now.
        trade: X_c.
    """
    found = np.zeros(len(changes))
    for sign in (1.0, -1.0):
        since = np.full(trade.shape, np.inf)
        # Backwards in time: what stands since a step, less what has stood since the one before.
        for s in reversed(range(len(changes))):
            since = np.minimum(since, np.maximum(sign * changes[s], 0.0))
            found[s] += float((since * trade).sum())
    return np.diff(found, prepend=0.0)


@checked(TalksError)
def tariff_history(economy: Economy, steps: Sequence[PolicyStep]) -> TariffHistory:
    """The tariffs of some policies, weighted with the trade of an economy's baseline.

    Args:
        economy: whose labels, baseline and trade.
        steps: the policies in force from a day on, in order; who solves them checks them in full.
    """
    tariffs = []
    for start, policy in steps:
        tariff = economy.tariff_nij
        if policy.tariff is not None:
            tariff = unlabel(economy, policy.tariff, TRADE, "tariff")
        tariffs.append((start, tariff))
    return TariffHistory(tuple(tariffs), economy.tariff_nij, economy.flows_nij)


def mean_age(economy_at: Callable[[float], Economy], steps: Sequence[PolicyStep], day: date) -> float:
    """(T39) Mean age in years of the tariff changes in force on a day, weighted by baseline trade.

    Args:
        economy_at: years after a change -> the economy with its elasticities.
        steps: the policies in force from a day on, in order.
        day: those that start later do not count.

    Returns:
        Years; 0 where the tariffs in force are the baseline's.
    """
    begun = [step for step in steps if step[0] <= day]
    return tariff_history(economy_at(0.0), begun).age_on(day).years
