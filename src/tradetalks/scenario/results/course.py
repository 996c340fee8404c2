"""How some talks may go: odds at the deadline, with every assumption over its range and every shock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from tradetalks.bargaining.deadlines.continuation import ContinuationTalks
from tradetalks.scenario.results.described import described
from tradetalks.scenario.results.talks_records import ShockEffect
from tradetalks.talks.outlook import Swing

# The outcomes at the deadline, as the game and as people name them.
OUTCOMES = {"deal": "deal", "extend": "extension", "escalate": "escalation"}


@dataclasses.dataclass(frozen=True, eq=False)
class Course:
    """How the talks may go.

    Args:
        odds: of a deal, an extension and escalation at the deadline, in [0, 1].
        game: the deadline game they come from (None where nothing is left to wait for).
        outlook: every number of how the talks may go, as in :func:`tradetalks.talks.outlook.outlook_of`.
        swings: the outlook with one assumption at a time moved over its range (none where closed).
        shocks: what each event of the section changes.
    """

    odds: dict[str, float]
    game: ContinuationTalks | None
    outlook: dict[str, float]
    swings: tuple[Swing, ...]
    shocks: tuple[ShockEffect, ...]

    def __repr__(self) -> str:
        odds = ", ".join(f"{OUTCOMES[name]} {share:.0%}" for name, share in self.odds.items())
        return f"Course({odds}; {len(self.shocks)} shocks)"

    def range_of(self, quantity: str) -> tuple[float, float, float]:
        """Least, stated and greatest value of a quantity of the outlook, one assumption moved at a time."""
        stated = self.outlook[quantity]
        values = [stated, *(v for swing in self.swings for v in swing.values(quantity))]
        return min(values), stated, max(values)

    @property
    def variables(self) -> dict[str, xr.Variable]:
        """Odds with what they become as one assumption at a time moves."""
        along, moved = ("outcome",), "probability as one assumption at a time moves"
        least, greatest = ([self._extreme(name, which) for name in OUTCOMES.values()] for which in (min, max))
        stated = [self.odds[name] for name in OUTCOMES]
        return {
            "odds": described(along, stated, "1", "probability by the deadline"),
            "odds_least": described(along, least, "1", f"least {moved}"),
            "odds_greatest": described(along, greatest, "1", f"greatest {moved}"),
        }

    def _extreme(self, outcome: str, which: Callable[[Sequence[float]], float]) -> float:
        """The least or the greatest probability of an outcome; nan where the game is unsolved."""
        values = [value for value in self.range_of(outcome) if np.isfinite(value)]
        if not values:
            return np.nan
        return float(which(values))
