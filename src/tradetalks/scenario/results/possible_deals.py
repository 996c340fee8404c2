"""The deals of two sides that may be efficient, whatever rivalry there is between them, and the zone along them.

They are found once (T3). Rivalry (T35) is a linear transformation of what they are worth, so that the zone and the even-handed
deal under another rivalry, or with something else to come without a deal, are arithmetic: a hand that drags sees them at once.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.talks.drawn_stakes import PricedFlows

# Points on the straight line between two neighbouring deals at which the even-handed one is looked for: a thousandth of a line.
FINE = 1000


# What :meth:`PossibleDeals.picks` calls the deal that is best for the side that is worst off.
FAIREST = "fairest"


class ZoneAlong(NamedTuple):
    """The part of the possible deals that suits both sides.

    Args:
        closed: whether there is none.
        ends: (2, 2) what the first and the last deal that suit both are worth as the sides see it, the one that is best for the
            second side first; nan where closed.
        nash: (2,) the even-handed deal among them, as the sides see it; nan where closed.
    """

    closed: bool
    ends: Float[np.ndarray, "2 2"]
    nash: Float[np.ndarray, " 2"]


@dataclasses.dataclass(frozen=True, eq=False)
class PossibleDeals:
    """Deals of two sides that may be efficient, whatever rivalry there is between them.

    Args:
        sides: labels.
        shares: (p, m) share of each item, in order from the second side's best to the first side's.
        worth: (p, 2) what they are worth above the war as it stands, billion dollars a year on average to each mandate's end.
        threat: (2,) what the step that comes without a deal is worth, in the same unit.
        incomes: (2,) real incomes, billion dollars a year: rivalry is percent of income on percent of income.
        rivalry: (2,) as the scenario has it.
        flows: what the same deals bring, by elasticity set and spell: what odds are played for.
    """

    sides: tuple[str, ...]
    shares: Float[np.ndarray, "p m"]
    worth: Float[np.ndarray, "p 2"]
    threat: Float[np.ndarray, " 2"]
    incomes: Float[np.ndarray, " 2"]
    rivalry: Float[np.ndarray, " 2"]
    flows: PricedFlows

    def as_seen(self, worth: Float[np.ndarray, "*p 2"], rivalry: Float[np.ndarray, " 2"]) -> Float[np.ndarray, "*p 2"]:
        """(T35) `u_i - k_i (I_i/I_j) u_j`: what is worth ``worth``, as sides see it that mind the other's gain.

        Args:
            worth: (..., 2) billion dollars a year.
            rivalry: (2,) percent of own income on percent of the other's.
        """
        weights = np.asarray(rivalry, float) * self.incomes / self.incomes[::-1]
        return np.asarray(worth - weights * np.asarray(worth)[..., ::-1])

    def picks(
        self, rivalry: Float[np.ndarray, " 2"], threat: Float[np.ndarray, " 2"]
    ) -> dict[str, Float[np.ndarray, " m"]]:
        """Shares of the deals that the bargaining solutions pick, near enough to search from, with straight lines between deals.

        Args:
            rivalry: (2,) percent of own income on percent of the other's.
            threat: (2,) what comes without a deal, billion dollars a year above the war as it stands.

        Returns:
            By name of the solution; :data:`FAIREST` alone where no deal along the line suits both, nothing without a line.
        """
        if not len(self.shares):
            return {}
        shares = _line_through(self.shares)
        seen = self.as_seen(_line_through(self.worth), rivalry)
        without = self.as_seen(threat, rivalry)
        floor = np.maximum(without, 0.0)
        found = {FAIREST: shares[(seen - floor).min(axis=1).argmax()]}
        suits = (seen > floor).all(axis=1)
        if suits.any():
            inside, gains = shares[suits], (seen - without)[suits]
            found["Nash"] = inside[np.log(gains).sum(axis=1).argmax()]
            found["Kalai-Smorodinsky"] = inside[(gains / gains.max(axis=0)).min(axis=1).argmax()]
            found["equal gains"] = inside[gains.min(axis=1).argmax()]
            found["largest sum"] = inside[gains.sum(axis=1).argmax()]
        return found

    def zone(
        self, rivalry: Float[np.ndarray, " 2"] | None = None, threat: Float[np.ndarray, " 2"] | None = None
    ) -> ZoneAlong:
        """The deals that suit both, with straight lines between neighbouring deals.

        A deal must beat the war as it stands and the threat, as each side sees them; bargaining counts from the threat.

        Args:
            rivalry: (2,) that of the scenario where None.
            threat: (2,) what comes without a deal, billion dollars a year above the war as it stands; the scenario's where None.
        """
        weights, step = self.rivalry, self.threat
        if rivalry is not None:
            weights = np.asarray(rivalry, float)
        if threat is not None:
            step = np.asarray(threat, float)
        seen, without = self.as_seen(self.worth, weights), self.as_seen(step, weights)
        line = _line_through(seen)
        suits = (line > np.maximum(without, 0.0)).all(axis=1)
        if not suits.any():
            return ZoneAlong(True, np.full((2, 2), np.nan), np.full(2, np.nan))
        inside = line[suits]
        best = np.log(inside - without).sum(axis=1).argmax()
        return ZoneAlong(False, inside[[0, -1]], inside[best])


def _line_through(points: Float[np.ndarray, "p c"]) -> Float[np.ndarray, "q c"]:
    """Many points on the straight lines between neighbouring ones."""
    count = len(points)
    if count < 2:
        return points
    at = np.linspace(0, count - 1, (count - 1) * FINE + 1)
    along = np.arange(count)
    return np.column_stack([np.interp(at, along, column) for column in points.T])
