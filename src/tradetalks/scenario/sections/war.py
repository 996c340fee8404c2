"""What the ``war`` section says: who fights, from where, in which coalitions and unions, and which moves are played."""

from __future__ import annotations

import dataclasses

from tradetalks.scenario.sections.moves import Rung
from tradetalks.war.coalitions import Coalition

# From the baseline's tariffs, or from those in force on the scenario's last date.
STARTS = ("baseline", "now")


@dataclasses.dataclass(frozen=True)
class WarPlan:
    """Who fights (empty: the scenario's players), from the baseline's tariffs or those in force on the last date, which of
    them as coalitions, with what unions in force; ``ladder`` are moves to play from the same start."""

    players: tuple[str, ...] = ()
    start: str = "baseline"
    coalitions: tuple[Coalition, ...] = ()
    unions: tuple[Coalition, ...] = ()
    ladder: tuple[Rung, ...] = ()
