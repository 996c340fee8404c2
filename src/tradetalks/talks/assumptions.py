"""What the record of talks cannot pin down: behaviour, stated by the analyst, with ranges."""

from __future__ import annotations

import dataclasses
import difflib
from datetime import date, timedelta
from numbers import Real

from tradetalks.bargaining.deadlines.concession_stage import SELECTIONS
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.bargaining.errors import TalksError
from tradetalks.talks.bounds import Bound


@dataclasses.dataclass(frozen=True)
class Assumptions:
    """What the record cannot pin down; every number is an analyst's, with ``RANGES`` for sensitivity.

    Args:
        rates: discount rates per year. mandate_years: how far each side looks (to its next election or congress).
        committed: probability that each side never concedes. demand: share of its best deal that each side's public text
            asks for. noise: logit noise at the deadline, share of each side's own prize.
        round_days: days between rounds. extension_days: length of an extension; extension_cost: what extending costs the
            side that threatened, billion dollars. threatener: who decides at the deadline (0, 1) .
        rivalry: weight of each side on the other's percent gain (relative gains: Grieco 1988).
        lag_years: from a breach to the response (Phase One: about 0.25 for rules); purchase_lag_years: from a shortfall of
            purchases to the response (annual targets, so about 1).
        breach_rates: discount rates that govern keeping a deal, per year (short political horizons).
        punishment: "proportional" (what the breach took is taken back), "impasse" (both withdraw everything), "escalation", or
            "snap-back" (the impasse for ``snap_back_years``).

    Raises TalksError for what ``BOUNDS`` and ``CHOICES`` exclude.
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
    purchase_lag_years: float = 1.0
    breach_rates: tuple[float, float] = (0.5, 0.5)
    punishment: str = "proportional"
    snap_back_years: float = 1.0

    def __post_init__(self) -> None:
        for name, bound in BOUNDS.items():
            value = getattr(self, name)
            if name not in PAIRS:
                _check(name, value, bound)
                continue
            if not isinstance(value, tuple) or len(value) != 2:
                raise TalksError(f"the assumption {name} is {value!r}; expected two numbers, (side 1, side 2).")
            for side, one in enumerate(value):
                _check(name, one, bound, f" for side {side + 1}")
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                near = difflib.get_close_matches(str(value), choices, n=1)
                advice = f" Did you mean {near[0]}?" if near else ""
                raise TalksError(f"the assumption {name} is {value!r}; expected one of {', '.join(choices)}.{advice}")
        if self.threatener not in (0, 1):
            raise TalksError(f"the assumption threatener is {self.threatener!r}; expected 0 (side 1) or 1 (side 2).")


_RATE = Bound(high=3.0, means="a year: 5 % is 0.05")
_LAG = Bound(high=100.0, above=True, means="years")
_DAYS = Bound(low=1.0, high=36500.0, whole=True, means="days")
# The one place that says what may be assumed; a belief at an end of the grid would never move, so resolve is never certain.
BOUNDS = {
    "rates": _RATE,
    "mandate_years": _LAG,
    "committed": Bound(high=0.9999, above=True, below=True, means="a probability: 5 % is 0.05"),
    "demand": Bound(high=1.0, above=True, means="a share: 90 % is 0.9"),
    "noise": Bound(high=1.0, above=True, means="a share of the prize: 5 % is 0.05"),
    "round_days": _DAYS,
    "extension_days": _DAYS,
    "extension_cost": Bound(means="billion dollars"),
    "rivalry": Bound(high=1000.0, means="a weight on the other's percent gain"),
    "lag_years": _LAG,
    "purchase_lag_years": _LAG,
    "breach_rates": dataclasses.replace(_RATE, above=True),
    "snap_back_years": _LAG,
}
PAIRS = ("rates", "mandate_years", "committed", "demand", "rivalry", "breach_rates")
CHOICES = {"selection": SELECTIONS, "punishment": ("proportional", "impasse", "escalation", "snap-back")}


def _check(name: str, value: object, bound: Bound, whose: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, Real) or not bound.holds(float(value)):
        raise TalksError(f"the assumption {name} is {value!r}{whose}; expected {bound.words}.")


def mandate_end(opening: date, years: float) -> date:
    """The day on which a mandate of so many years from the opening ends (ACT/365)."""
    return opening + timedelta(days=round(DAYS_PER_YEAR * years))


RANGES: dict[str, tuple[object, ...]] = {
    "committed": ((0.02, 0.02), (0.3, 0.3)),
    "demand": ((0.85, 0.85), (0.97, 0.97)),
    "noise": (0.02, 0.1),
    "mandate_years": ((1.0, 2.0), (4.0, 8.0)),
    "extension_cost": (0.0, 2.0),
    "selection": ("mixed", "favour_1", "favour_2"),
    "round_days": (3, 14),
    "rates": ((0.02, 0.02), (0.15, 0.15)),
    "rivalry": ((0.0, 0.0), (0.1, 0.1)),
}
