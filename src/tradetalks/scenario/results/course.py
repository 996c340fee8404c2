"""How some talks may go: odds at the deadline from the record and the game, how they would go without one, and every shock."""

from __future__ import annotations

import dataclasses

import xarray as xr

from tradetalks.bargaining.deadlines.attrition import Attrition
from tradetalks.data.deadlines import OUTCOMES
from tradetalks.scenario.results.described import described
from tradetalks.talks.game_odds import BAND
from tradetalks.talks.odds import SOURCES, TalksOdds
from tradetalks.talks.shocks import ShockEffect


@dataclasses.dataclass(frozen=True, eq=False)
class Course:
    """How the talks may go.

    Args:
        odds: of the five outcomes at the deadline, by source, with bands.
        attrition: who would give way without a deadline, at the stated assumptions (None where nothing is left to wait for).
        shocks: what each event of the section does to the odds.
    """

    odds: TalksOdds
    attrition: Attrition | None
    shocks: tuple[ShockEffect, ...]

    def __repr__(self) -> str:
        return f"Course({self.odds!r}; {len(self.shocks)} shocks)"

    @property
    def labels(self) -> dict[str, list[str] | list[float]]:
        """Labels of the odds."""
        return {"source": list(SOURCES), "outcome": list(OUTCOMES), "quantile": list(BAND)}

    @property
    def variables(self) -> dict[str, xr.Variable]:
        """Odds by source and outcome, and the range of eight draws of ten."""
        both, what = ("source", "outcome"), "probability at the deadline"
        return {
            "odds": described(both, self.odds.odds, "1", what),
            "odds_band": described((*both, "quantile"), self.odds.band, "1", f"10 and 90 percent points of the {what}"),
        }
