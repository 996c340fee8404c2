"""One item on the table, and what can be wrong with it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from tradetalks.bargaining.discounting import year_fraction
from tradetalks.errors import TalksError
from tradetalks.inputs import (
    BOOLEAN,
    DAY,
    KEY,
    NUMBER,
    REGION,
    SECTOR,
    SHARE,
    TEXT,
    Bound,
    Choice,
    Fraction,
    InFiles,
    KeyedTable,
    Labels,
    Refusal,
    Several,
    raised,
    record,
)
from tradetalks.talks.issue_amount import AMOUNTS, BILLIONS, KINDS, Amount, amount_in_words

YEARS = Bound(high=100.0, means="years")
_AMOUNT = Amount()
_STAGE = Fraction(0.0, 1.0, "share in force")
_ITS_UNIT = "in the unit of its kind"


class _Sectors(Several):
    """Sectors, or the word goods, which is also what a file means that names none."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and (value in ("goods", ())):
            return labels.goods
        return super().shaped(value, labels)


def _said(refusal: Refusal, given: Mapping[str, object]) -> str:
    """The sentence to somebody who wrote an issue in Python."""
    name = f"issue {given.get('name')!r}"
    if refusal.said:
        return refusal.said
    if refusal.place == ("kind",):
        return f"{name} has an unknown kind {refusal.given!r}; choose from {', '.join(KINDS)}."
    text = f"{name}: {refusal.title}; expected {refusal.expected}"
    if refusal.given is None:
        return f"{text}."
    came = repr(refusal.given)
    if isinstance(refusal.given, float):
        came = f"{refusal.given:g}"
    where = ".".join(str(step) for step in refusal.place if step != KEY)
    return f"{text}, got {where} = {came}."


@record("the issue", error=TalksError, say=_said)
class Issue:
    """One item on the table; x = 0 is the status quo, x = 1 the whole ``amount``.

    Args:
        name: label.
        kind: one of :data:`~tradetalks.talks.issue_amount.KINDS`.
        by: who grants it.
        to: who asked for it.
        amount: rollback: share of the increase withdrawn; tariff: rate that tariffs above it fall to, a fraction; access,
            export_access: fraction off trade costs; purchases, payment: billion dollars a year; technology: fraction added to
            the asker's technology level; subsidies: fraction of sales given up; stated: billion dollars a year to the asker.
        sectors: where; empty for all goods.
        cost: what granting costs ``by`` beyond what the model prices, billion dollars a year (stated items and politics).
        worth: what all of it is worth to ``to`` beyond what the model prices, billion dollars a year: the twin of ``cost``.
        worth_low, worth_high: the ends of the range of ``worth``, taken where amounts are at their low and high ends.
        low: lower end of the range of ``amount`` for sensitivity, in its unit.
        high: upper end of that range, in its unit.
        judgement: the amount is an analyst's.
        source: who says so.
        mfn: a cut of tariffs that every exporter gets (most-favoured-nation); the asker is who bargained for it.
        delivered: share of what would be bought in all (purchases now and promised) that the record makes one expect.
        offer: share that the granting side has put on the table.
        demand: share below which the asker signs nothing.
        red_line: share above which the granting side signs nothing. A deal lies between the three.
        phase_in_years: years from the signing until the whole grant is in force, evenly.
        phase_in: stages, as agreements write them: date -> share of the grant in force from then on, rising to 1.

    Raises:
        TalksError: a value that is no number or out of range, an unknown kind, a demand that nobody can grant.
    """

    name: Annotated[str, TEXT, Field(description="label of the issue, its own")]
    kind: Annotated[str, Choice(KINDS, "kind of issue"), Field(description="what is granted")]
    by: Annotated[str, REGION, Field(description="who grants it, one of the sides")]
    to: Annotated[str, REGION, Field(description="who asked for it, another side")]
    amount: Annotated[
        float, _AMOUNT, Field(description="all that is asked for, x = 1", json_schema_extra={"unit": _ITS_UNIT})
    ]
    sectors: Annotated[
        tuple[Annotated[str, SECTOR], ...],
        _Sectors("sectors", alone=True),
        Field(validate_default=True, description="where: a sector, a list, or goods (the default)"),
    ] = ()
    cost: Annotated[
        float,
        NUMBER,
        Field(
            description="what granting all of it costs `by` beyond what the model prices",
            json_schema_extra={"unit": BILLIONS},
        ),
    ] = 0.0
    worth: Annotated[
        float,
        NUMBER,
        Field(
            description="what all of it is worth to `to` beyond what the model prices, an analyst's value",
            json_schema_extra={"unit": BILLIONS},
        ),
    ] = 0.0
    worth_low: Annotated[
        Annotated[float, NUMBER] | None,
        Field(description="lower end of the range of worth", json_schema_extra={"unit": BILLIONS}),
    ] = None
    worth_high: Annotated[
        Annotated[float, NUMBER] | None,
        Field(description="upper end of that range", json_schema_extra={"unit": BILLIONS}),
    ] = None
    low: Annotated[
        Annotated[float, _AMOUNT] | None,
        Field(
            description="lower end of the range of the amount; deals are valued at both",
            json_schema_extra={"unit": _ITS_UNIT},
        ),
    ] = None
    high: Annotated[
        Annotated[float, _AMOUNT] | None,
        Field(description="upper end of that range", json_schema_extra={"unit": _ITS_UNIT}),
    ] = None
    judgement: Annotated[bool, BOOLEAN, Field(description="false where the amount is on record")] = True
    source: Annotated[
        str, TEXT, InFiles(required=True), Field(description="a document, a file of the record, or the word judgement")
    ] = ""
    mfn: Annotated[bool, BOOLEAN, InFiles(hidden=True)] = False
    delivered: Annotated[
        Annotated[float, SHARE] | None,
        Field(description="purchases: share of all that was to be bought (now and promised) that one may expect"),
    ] = None
    offer: Annotated[float, SHARE, Field(description="share that `by` has put on the table")] = 0.0
    demand: Annotated[float, SHARE, Field(description="share below which `to` signs nothing")] = 0.0
    red_line: Annotated[float, SHARE, Field(description="share above which `by` signs nothing")] = 1.0
    phase_in_years: Annotated[float, YEARS, Field(description="from the signing until the whole grant is in force")] = (
        0.0
    )
    phase_in: Annotated[
        dict[Annotated[datetime.date, DAY], Annotated[float, _STAGE]],
        KeyedTable("dates to shares"),
        Field(
            description="stages, in place of phase_in_years: the share of the grant in force from each date on, rising to 1"
        ),
    ] = dataclasses.field(default_factory=dict)

    @model_validator(mode="after")
    def _coherent(self) -> Issue:
        found = list(_faults(self))
        if found:
            raise raised(*found)
        return self

    @property
    def per_unit(self) -> Callable[[float], float]:
        """amount → size of the move in the instrument, in logs where the instrument is a hat."""
        if self.kind in ("access", "export_access"):
            return lambda amount: float(np.log1p(-amount))
        if self.kind == "technology":
            return lambda amount: float(np.log1p(amount))
        return float

    @property
    def most(self) -> float:
        """The largest x that means something: 1, or more where the range of the amount reaches further."""
        if self.high is None:
            return 1.0
        return max(1.0, self.per_unit(self.high) / self.per_unit(self.amount))

    def ratio(self, end: str) -> float:
        """How much of x the amount at an ``end`` of its range, low or high, is; 1 where it has none."""
        other = getattr(self, end)
        if other is None:
            return 1.0
        return self.per_unit(other) / self.per_unit(self.amount)

    def valued(self, end: str) -> Issue:
        """The same with ``worth`` such that a deal with amounts at an ``end`` of their ranges holds it at that end of its own."""
        other = getattr(self, f"worth_{end}")
        if other is None or self.ratio(end) == 0:
            return self
        return dataclasses.replace(self, worth=other / self.ratio(end), worth_low=None, worth_high=None)

    def share_in_force(self, day: datetime.date, signed: datetime.date) -> float:
        """Of what was agreed, the share that is in force on ``day``, phased in since the deal was ``signed``; in [0, 1]."""
        if day < signed:
            return 0.0
        if self.phase_in:
            return max((share for start, share in self.phase_in.items() if start <= day), default=0.0)
        if self.phase_in_years == 0:
            return 1.0
        return min(1.0, year_fraction(signed, day) / self.phase_in_years)

    @property
    def amount_with_unit(self) -> str:
        """The amount as it is told: "25 bn a year"."""
        return amount_in_words(self.kind, self.amount)

    @property
    def range_with_unit(self) -> str:
        """The range of the amount as it is told: "20 to 30 bn a year"; empty where there is none."""
        if self.low is None and self.high is None:
            return ""
        ends = (end if end is not None else self.amount for end in (self.low, self.high))
        return amount_in_words(self.kind, *ends)

    @property
    def has_range(self) -> bool:
        """Whether its amount, or its worth, is known within a range alone."""
        return any(end is not None for end in (self.low, self.high, self.worth_low, self.worth_high))

    @property
    def beyond_the_model(self) -> str:
        """What is stated of it that the model does not price: "worth 3 (1 to 5) bn a year to USA, costs CHN 1 bn a year"."""
        parts = []
        if self.worth:
            ends = [end if end is not None else self.worth for end in (self.worth_low, self.worth_high)]
            between = f" ({ends[0]:g} to {ends[1]:g})" if ends[0] < ends[1] else ""
            parts.append(f"worth {self.worth:g}{between} bn a year to {self.to}")
        if self.cost:
            parts.append(f"costs {self.by} {self.cost:g} bn a year")
        return ", ".join(parts)

    def __repr__(self) -> str:
        where = ", ".join(self.sectors) or "all goods"
        return f"Issue({self.name!r}: {self.kind} by {self.by} for {self.to}, {self.amount_with_unit}, {where})"

    def fault(self, field: str, title: str, expected: str, said: str = "") -> Refusal:
        """What is wrong with one field of it."""
        return Refusal(title, expected, place=(field,), given=getattr(self, field), said=said)

    def error(self, refusal: Refusal) -> TalksError:
        """What to raise where an agenda cannot take this issue, in the words of the issue itself."""
        return TalksError(_said(refusal, {"name": self.name}))


def _faults(issue: Issue) -> Iterator[Refusal]:
    """What is wrong with an issue whose values are each of the right kind."""
    if not issue.name.strip():
        yield issue.fault("name", "an issue without a name", "a name of its own", "an issue has no name; give it one.")
    if issue.mfn and issue.kind not in ("rollback", "tariff"):
        said = (
            f"issue {issue.name!r} of the kind {issue.kind} is granted to every exporter; only a cut of tariffs can be. "
            "Write one issue per asker, or leave mfn out."
        )
        yield issue.fault("mfn", "only a cut of tariffs is granted to every exporter", "no mfn", said)
    yield from _amount_faults(issue)
    yield from _worth_faults(issue)
    yield from _stage_faults(issue)
    if issue.delivered is not None and issue.kind != "purchases":
        expected = f"no key delivered in an issue of the kind {issue.kind}"
        yield issue.fault("delivered", "only purchases are delivered in part", expected)
    least = max(issue.offer, issue.demand)
    if least > issue.red_line:
        asked = "is offered"
        if issue.demand > issue.red_line:
            asked = "demands"
        said = (
            f"issue {issue.name!r}: {issue.to} {asked} {least:g} of it and {issue.by}'s red line "
            f"is {issue.red_line:g}. Nobody can grant that: lower the demand or move the red line."
        )
        expected = f"at least {least:g}, what is offered or demanded"
        yield issue.fault("red_line", "a demand that nobody can grant", expected, said)


def _amount_faults(issue: Issue) -> Iterator[Refusal]:
    """An amount out of the bounds of its kind, and a range that does not hold it."""
    bound = AMOUNTS[issue.kind]
    if not bound.holds(issue.amount):
        yield issue.fault("amount", "the amount is out of range", bound.words)
    if issue.kind == "tariff":
        for field in ("low", "high"):
            if getattr(issue, field) is not None:
                expected = f"no key {field} in an issue of the kind tariff: a rate is agreed, not estimated"
                yield issue.fault(field, "tariffs fall to one rate", expected)
        return
    outside = "the range does not hold the amount"
    if issue.low is not None and not 0 <= issue.low <= issue.amount:
        yield issue.fault("low", outside, f"a number from 0 to the amount, {issue.amount:g}")
    if issue.high is not None and not (issue.high >= issue.amount and bound.holds(issue.high)):
        yield issue.fault("high", outside, f"at least the amount, {issue.amount:g}, and {bound.words}")


def _worth_faults(issue: Issue) -> Iterator[Refusal]:
    """A value beyond the model of an item that is nothing else, and a range that does not hold the value."""
    stated = [name for name in ("worth", "worth_low", "worth_high") if getattr(issue, name)]
    if issue.kind == "stated" and stated:
        expected = f"no key {stated[0]} in an issue of the kind stated: its amount is what it is worth"
        yield issue.fault(stated[0], "this item is worth its amount", expected)
        return
    outside = "the range does not hold the worth"
    if issue.worth_low is not None and issue.worth_low > issue.worth:
        yield issue.fault("worth_low", outside, f"at most the worth, {issue.worth:g}")
    if issue.worth_high is not None and issue.worth_high < issue.worth:
        yield issue.fault("worth_high", outside, f"at least the worth, {issue.worth:g}")


def _stage_faults(issue: Issue) -> Iterator[Refusal]:
    """Stages that do not rise to the whole, or that stand beside a number of years."""
    if not issue.phase_in:
        return
    days, shares = list(issue.phase_in), list(issue.phase_in.values())
    if issue.phase_in_years:
        expected = "one of phase_in (dates) and phase_in_years (evenly)"
        yield issue.fault("phase_in_years", "a grant is phased in one way", expected)
    for k in range(1, len(days)):
        at = ("phase_in", str(days[k]))
        if days[k] <= days[k - 1]:
            expected = f"a date after {days[k - 1]}"
            yield Refusal("the stages are not in the order of their dates", expected, place=(*at, KEY), given=days[k])
        if shares[k] <= shares[k - 1]:
            expected = f"more than {shares[k - 1]:g}, the share of {days[k - 1]}"
            yield Refusal("the stages do not rise", expected, place=at, given=shares[k])
    if shares[-1] != 1:
        at = ("phase_in", str(days[-1]))
        yield Refusal("the last stage is not the whole", "1 at the last date", place=at, given=shares[-1])
