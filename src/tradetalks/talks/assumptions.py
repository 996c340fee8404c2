"""What the record of talks cannot pin down: behaviour, stated by the analyst, with ranges."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Assumptions:
    """What the record cannot pin down; every number is an analyst's, with ``RANGES`` for sensitivity.

    Args:
        rates: discount rates per year. mandate_years: how far each side looks (to its next election or congress).
        committed: probability that each side never concedes. demand: share of its best deal that each side's public text
            asks for. noise: logit noise at the deadline, share of the larger prize.
        round_days: days between rounds. extension_days: length of an extension; extension_cost: what extending costs the
            side that threatened, billion dollars. threatener: who decides at the deadline (0, 1) .
        rivalry: weight of each side on the other's percent gain (relative gains: Grieco 1988).
        lag_years: from a breach to the response (Phase One: about 0.25 for rules, 1 for purchases).
        breach_rates: discount rates that govern keeping a deal, per year (short political horizons).
    """

    rates: tuple[float, float] = (0.05, 0.05)
    mandate_years: tuple[float, float] = (1.8, 4.0)
    committed: tuple[float, float] = (0.1, 0.1)
    demand: tuple[float, float] = (0.9, 0.9)
    noise: float = 0.05
    round_days: int = 7
    extension_days: int = 90
    extension_cost: float = 0.5
    threatener: int = 0
    selection: str = "logit"
    rivalry: tuple[float, float] = (0.0, 0.0)
    lag_years: float = 0.25
    breach_rates: tuple[float, float] = (0.5, 0.5)


RANGES: dict[str, tuple[object, object]] = {
    "committed": ((0.02, 0.02), (0.3, 0.3)),
    "demand": ((0.85, 0.85), (0.97, 0.97)),
    "noise": (0.02, 0.1),
    "mandate_years": ((1.0, 2.0), (4.0, 8.0)),
    "extension_cost": (0.0, 2.0),
    "selection": ("favour_1", "favour_2"),
}
