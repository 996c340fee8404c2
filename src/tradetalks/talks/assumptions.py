"""What the record of talks cannot pin down: behaviour, stated by the analyst, with ranges."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, model_validator

from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.errors import TalksError, message
from tradetalks.inputs import KEY, REGION, Bound, BySide, Choice, Labels, Refusal, raised, record, refuse
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.talks.spread import Spread

# A year's rates above 300 percent, a mandate of more than a century and a step of more than one are slips, not beliefs.
_RATE = Bound(high=3.0, fraction=True, means="a year: 5 % is 0.05")
_LAG = Bound(high=100.0, above=True, means="years")
_DAYS = Bound(low=1.0, high=36500.0, whole=True, means="days")
# Resolve is never certain: with a side that never concedes, talks are no talks.
_RESOLVE = Bound(high=0.9999, below=True, fraction=True, means="a probability: 5 % is 0.05")
_TEXT = Bound(high=1.0, above=True, fraction=True, means="a share: 90 % is 0.9")
# The prize is what winning is worth over conceding. Costs and dispersions of ten prizes are slips, not beliefs.
_COST = Bound(low=-10.0, high=10.0, fraction=True, means="a share of the prize: 5 % is 0.05")
_OWN_COST = dataclasses.replace(_COST, low=0.0)
_DISPERSION = dataclasses.replace(_OWN_COST, above=True)
_OF_THREAT = dataclasses.replace(_OWN_COST, means="a share of the threat: 5 % is 0.05")


class _Rivalry(Bound):
    """The weight of a side on every other side's gain; at a table of three and more also one weight for each side, in order."""

    def read(self, value: object, labels: Labels | None, field: str) -> object:  # type: ignore[override]  # a row of numbers too
        if not isinstance(value, list | tuple):
            return super().read(value, labels, field)
        sides = max(len(value), 3)
        if labels is not None and labels.sides:
            sides = len(labels.sides)
        if sides == 2 or len(value) != sides:
            raise refuse(
                "a weight expected", f"a number, or a row of {max(sides, 3)} of these at a table of as many sides"
            )
        return tuple(super(_Rivalry, self).read(weight, labels, field) for weight in value)

    def schema(self) -> JsonSchema:
        number = super().schema()
        row = {"type": "array", "items": number, "minItems": 3, "names": "a list of weights, one for each side"}
        return {"anyOf": [number, row], "unit": number["unit"]}


_RIVALRY = _Rivalry(high=1000.0, means="a weight on another's percent gain")
# A number of each side.
_Rates = Annotated[tuple[Annotated[float, _RATE], ...], BySide()]
_BREACH = dataclasses.replace(_RATE, above=True)
_BreachRates = Annotated[tuple[Annotated[float, _BREACH], ...], BySide()]
_Years = Annotated[tuple[Annotated[float, _LAG], ...], BySide()]
_Resolve = Annotated[tuple[Annotated[float, _RESOLVE], ...], BySide()]
_Texts = Annotated[tuple[Annotated[float, _TEXT], ...], BySide()]
_Costs = Annotated[tuple[Annotated[float, _COST], ...], BySide()]
_Dispersions = Annotated[tuple[Annotated[float, _DISPERSION], ...], BySide()]
_Weights = Annotated[tuple[Annotated[float | tuple[float, ...], _RIVALRY], ...], BySide()]
PUNISHMENTS = ("proportional", "impasse", "escalation", "snap-back")


# Nobody can follow talks of more; a larger number is a slip.
MOST_SIDES = 50
# Years that a side at a table of three and more looks ahead where nothing is said: a usual term of office. The two of the pair
# below are those of Washington and Beijing in January 2019, and no guide to other tables.
USUAL_TERM = 4.0
# Keys that files of earlier formats have, and what says the same now.
REPLACED = {
    "noise": "write conceding_dispersion (how unsure private costs are) and choice_dispersion (how unsure the choice at the "
    "deadline is)",
    "selection": "leave it out: the game has one equilibrium, or the run says that it has several",
    "extension_cost": "write extending_cost, which is no longer in billion dollars but a share of the prize of who threatens",
}


class _Threatener(Reader):
    """A side: its place in Python, counted from 0, its region in a file."""

    def read(self, value: object, labels: Labels | None, field: str) -> int:
        if labels is None:
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_SIDES:
                return value
            raise refuse("not a side", "0 (side 1), 1 (side 2), and so on")
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
    if name in REPLACED:
        advice = f" In its place: {REPLACED[str(name)]}."
    whose = "".join(f" for side {int(k) + 1}" for k in side)
    came = refusal.given
    if not side:
        came = given.get(str(name), came)
    return f"the assumption {name} is {came!r}{whose}; expected {refusal.expected}.{advice}"


@record("assumptions", error=TalksError, say=said, replaced=REPLACED)
class Assumptions:
    """What the record cannot pin down; every number is an analyst's, and those with a :class:`Spread` are drawn around it.

    The prize of a side is what winning is worth to it over conceding, at the date in question. What has a value a side has two,
    for the two sides of most talks; :meth:`of_sides` makes those of a larger table.

    Args:
        rates: discount rates of the sides, a year.
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
        rivalry: weight of each side on every other side's percent gain; at a table of three and more a side may have a row of
            weights, one for each side in order, with 0 for itself.
        signing_cost: what signing anything costs a government, share of what the deadline threatens it with: a deal that gains
            the worse off no more than this is signed in one case of two, and one that gains much more nearly always.
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
        Field(
            description="how much every other side's gain hurts: percent of own income per percent of theirs; of three sides and "
            "more a side may have a list, one weight for each side"
        ),
    ] = (0.0, 0.0)
    signing_cost: Annotated[
        float,
        _OF_THREAT,
        Spread("log", 0.5, "judgement"),
        Field(description="what signing anything costs; a deal that gains no more is signed in one case of two"),
    ] = 0.05
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

    def of_sides(self, count: int) -> Assumptions:
        """The same for a table of so many sides; what nobody stated is the same for all sides of three and more.

        Raises:
            TalksError: values for another number of sides, or a side that threatens and is not there.
        """
        usual = Assumptions()
        changes: dict[str, Any] = {}
        for name in BY_SIDE:
            values = getattr(self, name)
            if len(values) == count:
                continue
            if values != getattr(usual, name):
                raise TalksError(
                    message(
                        f"the assumption {name} has {len(values)} values",
                        expected=f"{count}, one for each side",
                        got=str(values),
                    )
                )
            changes[name] = (values[0],) * count
            if name == "mandate_years":
                changes[name] = (USUAL_TERM,) * count
        if self.threatener >= count:
            raise TalksError(
                message(f"side {self.threatener + 1} threatens at a table of {count}", do="name one that sits there")
            )
        if not changes:
            return self
        return dataclasses.replace(self, **changes)

    @property
    def rivalry_by_pair(self) -> np.ndarray:
        """(n, n) weight of each side (row) on each other side's percent gain (column), 0 on the diagonal."""
        found = np.zeros((len(self.rivalry), len(self.rivalry)))
        for k, weights in enumerate(self.rivalry):
            found[k] = weights
        np.fill_diagonal(found, 0.0)
        return found

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        sides = len(self.rivalry)
        for k, weights in enumerate(self.rivalry):
            if isinstance(weights, tuple) and (len(weights) != sides or weights[k] != 0):
                expected = f"a number, or {sides} of these in the order of the sides, with 0 for itself"
                raise raised(
                    Refusal("weights on the others' gains expected", expected, place=("rivalry", k), given=weights)
                )
        return self


def _stated(kind: type) -> dict[str, object]:
    """The reader of ``kind`` of every assumption that has one; that of a side where each has a value."""
    hints = typing.get_type_hints(Assumptions, include_extras=True)
    found: dict[str, object] = {}
    for field in dataclasses.fields(Assumptions):
        kinds, *readers = typing.get_args(hints[field.name])
        if any(isinstance(reader, BySide) for reader in readers):
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
BY_SIDE = tuple(f.name for f in dataclasses.fields(Assumptions) if isinstance(f.default, tuple))


def mandate_end(opening: date, years: float) -> date:
    """The day on which a mandate of so many years from the opening ends (ACT/365)."""
    return opening + timedelta(days=round(DAYS_PER_YEAR * years))
