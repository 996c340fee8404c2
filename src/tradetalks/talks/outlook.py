"""How talks may go, in numbers by name, and how far each assumption moves them."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.talks.assumptions import RANGES
from tradetalks.talks.negotiation import Negotiation


def outlook_of(talks: Negotiation) -> dict[str, float]:
    """How the talks may go, by name; what does not apply, or was not solved, is absent.

    Returns:
        ``deal``, ``extension``, ``escalation``: odds in [0, 1] at the deadline. ``deal in the end``: odds, extension included.
        ``days to a deal``: expected, given one. ``extension for X``: its worth over escalation at the deadline, billion
        dollars up to the mandate's end. ``X blinks first`` (odds), ``years of waiting`` and ``waiting costs X`` (billion
        dollars): without a deadline.
    """
    odds = talks.outcome_odds
    found = {"deal": odds["deal"], "extension": odds["extend"], "escalation": odds["escalate"]}
    played = talks.odds
    if played is not None and played.converged:
        found |= {"deal in the end": played.deal, "days to a deal": DAYS_PER_YEAR * played.mean_date}
        worth = played.phases[0].worth("extend", instead_of="escalate")
        found |= {f"extension for {side}": float(w) for side, w in zip(talks.sides, worth, strict=True)}
    war = talks.attrition
    if war is not None:
        # The third of the odds is that neither ever blinks.
        found |= {f"{side} blinks first": float(p) for side, p in zip(talks.sides, war.blinks_first[:2], strict=True)}
        found |= {"years of waiting": war.expected_delay}
        found |= {f"waiting costs {side}": float(c) for side, c in zip(talks.sides, war.waiting_cost, strict=True)}
    return found


@dataclasses.dataclass(frozen=True)
class Swing:
    """The outlook with one assumption at the ends of its range (or at every choice), everything else as stated.

    Args:
        name: the assumption, a field of :class:`~tradetalks.talks.assumptions.Assumptions`.
        ends: its values.
        outlooks: what :func:`outlook_of` gives at each.
    """

    name: str
    ends: tuple[object, ...]
    outlooks: tuple[dict[str, float], ...]

    def values(self, quantity: str) -> list[float]:
        """The quantity at the ends; those where it does not apply, or was not solved, are left out."""
        return [o[quantity] for o in self.outlooks if np.isfinite(o.get(quantity, np.nan))]

    def width(self, quantity: str) -> float:
        """How far the quantity moves."""
        values = self.values(quantity)
        if not values:
            return 0.0
        return float(np.ptp(values))


def sensitivity_of(talks: Negotiation) -> list[Swing]:
    """The outlook with each assumption at the ends of its range, one at a time; what moves the odds of a deal most is first."""
    swings = [
        Swing(name, ends, tuple(outlook_of(_with(talks, name, value)) for value in ends))
        for name, ends in RANGES.items()
    ]
    return sorted(swings, key=lambda swing: -swing.width("deal"))


def _with(talks: Negotiation, name: str, value: Any) -> Negotiation:
    if value == getattr(talks.assumptions, name):
        return talks
    return talks.replace(assumptions=dataclasses.replace(talks.assumptions, **{name: value}))
