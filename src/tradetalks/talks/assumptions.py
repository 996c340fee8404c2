"""What the record of talks cannot pin down: behaviour, stated by the analyst, with ranges."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.errors import TalksError
from tradetalks.inputs import KEY, REGION, Bound, Choice, Labels, Pair, Refusal, record, refuse
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.talks.spread import Spread

# A year's rates above 300 percent, a mandate of more than a century and a step of more than one are slips, not beliefs.
_RATE = Bound(high=3.0, means="a year: 5 % is 0.05")
_LAG = Bound(high=100.0, above=True, means="years")
_DAYS = Bound(low=1.0, high=36500.0, whole=True, means="days")
# Resolve is never certain: with a side that never concedes, talks are no talks.
_RESOLVE = Bound(high=0.9999, below=True, means="a probability: 5 % is 0.05")
_TEXT = Bound(high=1.0, above=True, means="a share: 90 % is 0.9")
_RIVALRY = Bound(high=1000.0, means="a weight on the other's percent gain")
# The prize is what winning is worth over conceding. Costs and dispersions of ten prizes are slips, not beliefs.
_COST = Bound(low=-10.0, high=10.0, means="a share of the prize: 5 % is 0.05")
_OWN_COST = dataclasses.replace(_COST, low=0.0)
_DISPERSION = dataclasses.replace(_OWN_COST, above=True)
# A number of each side.
_Rates = Annotated[tuple[Annotated[float, _RATE], Annotated[float, _RATE]], Pair()]
_BREACH = dataclasses.replace(_RATE, above=True)
_BreachRates = Annotated[tuple[Annotated[float, _BREACH], Annotated[float, _BREACH]], Pair()]
_Years = Annotated[tuple[Annotated[float, _LAG], Annotated[float, _LAG]], Pair()]
_Resolve = Annotated[tuple[Annotated[float, _RESOLVE], Annotated[float, _RESOLVE]], Pair()]
_Texts = Annotated[tuple[Annotated[float, _TEXT], Annotated[float, _TEXT]], Pair()]
_Costs = Annotated[tuple[Annotated[float, _COST], Annotated[float, _COST]], Pair()]
_Dispersions = Annotated[tuple[Annotated[float, _DISPERSION], Annotated[float, _DISPERSION]], Pair()]
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
    """What the record cannot pin down; every number is an analyst's, and those with a :class:`Spread` are drawn around it.

    The prize of a side is what winning is worth to it over conceding, at the date in question.

    Args:
        rates: discount rates of the two sides, a year.
        mandate_years: how far each side looks (to its next election or congress), years from the opening.
        committed: probability that each side never concedes, and, if it threatened, carries its threat out.
        demand: share of its best deal that each side's public text asks for.
        conceding_cost: mean of the private cost of conceding, share of the prize; negative for a side that wants to be done.
        conceding_dispersion: dispersion (of a logistic distribution) of that cost, share of the prize.
        extending_cost: what extending costs the side that threatened, share of its prize.
        backing_down_cost: what letting its own threat lapse costs it, share of its prize.
        choice_dispersion: dispersion of the threatener's choice at the deadline, share of its prize.
        round_days: days between rounds.
        extension_days: length of an extension, days.
        threatener: who decides at the deadline (0 or 1).
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
        rivalry: relative gains of Grieco (1988). backing_down_cost: audience costs of Fearon (1994).
    """

    rates: Annotated[_Rates, Spread("log", 0.4, "judgement"), Field(description="discount rates")] = (0.05, 0.05)
    mandate_years: Annotated[
        _Years,
        Spread("log", 0.3, "judgement: elections are dated, how far a government looks is not"),
        Field(
            description="how far each side looks from the opening (to an election, a congress); not short of the deadline"
        ),
    ] = (1.8, 4.0)
    committed: Annotated[
        _Resolve,
        Spread("logit", 0.7, "judgement"),
        Field(description="probability that a side never concedes, and carries out its threat"),
    ] = (0.1, 0.1)
    demand: Annotated[
        _Texts,
        Spread("logit", 0.5, "judgement"),
        Field(description="share of its best deal that a side's public text asks for"),
    ] = (0.9, 0.9)
    conceding_cost: Annotated[
        _Costs,
        Spread("plain", 0.25, "judgement"),
        Field(description="mean private cost of conceding, beyond what the model prices"),
    ] = (1.25, 1.25)
    conceding_dispersion: Annotated[
        _Dispersions,
        Spread("log", 0.15, "judgement"),
        Field(description="dispersion of that cost, as an outsider sees it"),
    ] = (0.8, 0.8)
    extending_cost: Annotated[
        float,
        _OWN_COST,
        Spread("log", 0.5, "judgement"),
        Field(description="what extending costs the side that threatened"),
    ] = 0.02
    backing_down_cost: Annotated[
        float,
        _OWN_COST,
        Spread("log", 0.3, "judgement"),
        Field(description="what it costs that side to let its threat lapse"),
    ] = 1.0
    choice_dispersion: Annotated[
        float,
        _DISPERSION,
        Spread("log", 0.3, "judgement"),
        Field(description="dispersion of its choice at the deadline"),
    ] = 0.3
    round_days: Annotated[int, _DAYS, Field(description="time between rounds")] = 7
    extension_days: Annotated[
        int, _DAYS, Spread("log", 0.3, "judgement"), Field(description="length of an extension")
    ] = 90
    threatener: Annotated[
        int, _Threatener(), Field(description="the side that decides at the deadline; the first where absent")
    ] = 0
    rivalry: Annotated[
        _Weights,
        Spread("plain", 0.02, "judgement", low=0.0),
        Field(description="how much the other's gain hurts: percent of own income per percent of the other's"),
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
            _, *of_a_side = typing.get_args(typing.get_args(kinds)[0])
            readers = [*readers, *of_a_side]
        for reader in readers:
            if isinstance(reader, kind):
                found[field.name] = reader
    return found


# What may be assumed, by name, from the fields above.
BOUNDS = typing.cast(dict[str, Bound], _stated(Bound))
CHOICES = {name: typing.cast(Choice, choice).names for name, choice in _stated(Choice).items()}
SPREADS = typing.cast(dict[str, Spread], _stated(Spread))
PAIRS = tuple(f.name for f in dataclasses.fields(Assumptions) if isinstance(f.default, tuple))


def mandate_end(opening: date, years: float) -> date:
    """The day on which a mandate of so many years from the opening ends (ACT/365)."""
    return opening + timedelta(days=round(DAYS_PER_YEAR * years))
