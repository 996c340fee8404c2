"""What the record of talks cannot pin down: behaviour, stated by the analyst, with ranges."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from tradetalks.bargaining.deadlines.concession_stage import SELECTIONS
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.errors import TalksError
from tradetalks.inputs import KEY, REGION, Bound, Choice, Labels, Pair, Refusal, record, refuse
from tradetalks.inputs.reader import JsonSchema, Reader

# A year's rates above 300 percent, a mandate of more than a century and a step of more than one are slips, not beliefs.
_RATE = Bound(high=3.0, means="a year: 5 % is 0.05")
_LAG = Bound(high=100.0, above=True, means="years")
_DAYS = Bound(low=1.0, high=36500.0, whole=True, means="days")
# A belief at an end of the grid would never move, so resolve is never certain.
_RESOLVE = Bound(high=0.9999, above=True, below=True, means="a probability: 5 % is 0.05")
_TEXT = Bound(high=1.0, above=True, means="a share: 90 % is 0.9")
_RIVALRY = Bound(high=1000.0, means="a weight on the other's percent gain")
_PRIZE = Bound(high=1.0, above=True, means="a share of the prize: 5 % is 0.05")
# A number of each side.
_Rates = Annotated[tuple[Annotated[float, _RATE], Annotated[float, _RATE]], Pair()]
_BREACH = dataclasses.replace(_RATE, above=True)
_BreachRates = Annotated[tuple[Annotated[float, _BREACH], Annotated[float, _BREACH]], Pair()]
_Years = Annotated[tuple[Annotated[float, _LAG], Annotated[float, _LAG]], Pair()]
_Resolve = Annotated[tuple[Annotated[float, _RESOLVE], Annotated[float, _RESOLVE]], Pair()]
_Texts = Annotated[tuple[Annotated[float, _TEXT], Annotated[float, _TEXT]], Pair()]
_Weights = Annotated[tuple[Annotated[float, _RIVALRY], Annotated[float, _RIVALRY]], Pair()]
PUNISHMENTS = ("proportional", "impasse", "escalation", "snap-back")


class _Threatener(Reader):
    """A side: 0 or 1 in Python, its region in a file."""

    def read(self, value: object, labels: Labels | None, field: str) -> int:
        if labels is None:
            if isinstance(value, int) and not isinstance(value, bool) and value in (0, 1):
                return value
            raise refuse("not a side", "0 (side 1) or 1 (side 2)")
        region = REGION.read(value, labels, field)
        if not labels.sides:
            # What is wrong with the sides is told where they are written.
            return 0
        if region not in labels.sides:
            raise refuse("not at the table", f"one of {', '.join(labels.sides)}")
        return labels.sides.index(region)

    def schema(self) -> JsonSchema:
        return REGION.schema()


def said(refusal: Refusal, given: Mapping[str, object]) -> str:
    """The sentence to somebody who stated an assumption in Python."""
    name, *side = (step for step in refusal.place if step != KEY)
    advice = ""
    if refusal.do.startswith("did you mean"):
        advice = f" D{refusal.do[1:]}"
    whose = "".join(f" for side {int(k) + 1}" for k in side)
    came = refusal.given
    if not side:
        came = given.get(str(name), came)
    return f"the assumption {name} is {came!r}{whose}; expected {refusal.expected}.{advice}"


@record("assumptions", error=TalksError, say=said)
class Assumptions:
    """What the record cannot pin down; every number is an analyst's, with ``RANGES`` for sensitivity.

    Args:
        rates: discount rates of the two sides, a year.
        mandate_years: how far each side looks (to its next election or congress), years.
        committed: probability that each side never concedes.
        demand: share of its best deal that each side's public text asks for.
        noise: logit noise at the deadline, share of each side's own prize.
        round_days: days between rounds.
        extension_days: length of an extension, days.
        extension_cost: what extending costs the side that threatened, billion dollars.
        threatener: who decides at the deadline (0 or 1).
        selection: which equilibrium of the last round.
        rivalry: weight of each side on the other's percent gain.
        lag_years: years from a breach to the response (Phase One: about 0.25 for rules).
        purchase_lag_years: years from a shortfall of purchases to the response (annual targets, so about 1).
        breach_rates: discount rates that govern keeping a deal, a year (short political horizons).
        punishment: "proportional" (what the breach took is taken back), "impasse" (both withdraw everything), "escalation", or
            "snap-back" (the impasse for ``snap_back_years``).
        snap_back_years: length of a snap-back, years.

    Raises:
        TalksError: a value out of range, of the wrong kind, or none of its choices.

    Source:
        rivalry: relative gains of Grieco (1988).
    """

    rates: Annotated[_Rates, Field(description="discount rates")] = (0.05, 0.05)
    mandate_years: Annotated[
        _Years,
        Field(
            description="how far each side looks from the opening (to an election, a congress); not short of the deadline"
        ),
    ] = (1.8, 4.0)
    committed: Annotated[_Resolve, Field(description="probability that a side never concedes")] = (0.1, 0.1)
    demand: Annotated[_Texts, Field(description="share of its best deal that a side's public text asks for")] = (
        0.9,
        0.9,
    )
    noise: Annotated[float, _PRIZE, Field(description="noise of choices at the deadline")] = 0.05
    round_days: Annotated[int, _DAYS, Field(description="time between rounds")] = 7
    extension_days: Annotated[int, _DAYS, Field(description="length of an extension")] = 90
    extension_cost: Annotated[
        float, Bound(means="billion dollars"), Field(description="what extending costs the side that threatened")
    ] = 0.5
    threatener: Annotated[
        int, _Threatener(), Field(description="the side that decides at the deadline; the first where absent")
    ] = 0
    selection: Annotated[
        str, Choice(tuple(SELECTIONS), "selection"), Field(description="which equilibrium of the last round")
    ] = "logit"
    rivalry: Annotated[
        _Weights, Field(description="how much the other's gain hurts: percent of own income per percent of the other's")
    ] = (0.0, 0.0)
    lag_years: Annotated[float, _LAG, Field(description="from a breach to the answer")] = 0.25
    purchase_lag_years: Annotated[float, _LAG, Field(description="from a shortfall of purchases to the answer")] = 1.0
    breach_rates: Annotated[_BreachRates, Field(description="discount rates that govern keeping a deal")] = (0.5, 0.5)
    punishment: Annotated[
        str,
        Choice(PUNISHMENTS, "punishment"),
        Field(
            description="of a breach: what it took is taken back, or all is (impasse; snap-back: for a time), or escalation"
        ),
    ] = "proportional"
    snap_back_years: Annotated[float, _LAG, Field(description="length of a snap-back")] = 1.0


def _stated(kind: type) -> dict[str, object]:
    """The reader of ``kind`` of every assumption that has one; that of either side for a pair."""
    hints = typing.get_type_hints(Assumptions, include_extras=True)
    found: dict[str, object] = {}
    for field in dataclasses.fields(Assumptions):
        kinds, *readers = typing.get_args(hints[field.name])
        if any(isinstance(reader, Pair) for reader in readers):
            _, *readers = typing.get_args(typing.get_args(kinds)[0])
        for reader in readers:
            if isinstance(reader, kind):
                found[field.name] = reader
    return found


# What may be assumed, by name, from the fields above.
BOUNDS = typing.cast(dict[str, Bound], _stated(Bound))
CHOICES = {name: typing.cast(Choice, choice).names for name, choice in _stated(Choice).items()}
PAIRS = tuple(f.name for f in dataclasses.fields(Assumptions) if isinstance(f.default, tuple))


def mandate_end(opening: date, years: float) -> date:
    """The day on which a mandate of so many years from the opening ends (ACT/365)."""
    return opening + timedelta(days=round(DAYS_PER_YEAR * years))


# Ends between which the report moves an assumption; other choices where it is one of several.
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
