"""What is found in a text: values, each with the sentences and the words that support it."""

from __future__ import annotations

import dataclasses
import datetime
from typing import NamedTuple


class TextSpan(NamedTuple):
    """Characters of the whole text, from ``start`` up to and without ``end``."""

    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Value:
    """One value with what supports it.

    Args:
        value: what was found; None where the text leaves it open.
        at: the sentence, or the sentences, that say so.
        words: the words inside them.
        derived: how it follows from the words, where they do not say it themselves; empty where they do.
        note: what a person should know of it.
    """

    value: object
    at: tuple[TextSpan, ...] = ()
    words: tuple[TextSpan, ...] = ()
    derived: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return self.value is not None


OPEN = Value(None)
# The note of a rate to which a higher one comes down: an addition would raise it.
LOWERED = "lowered to this rate"
# The note of a rate that is left open, as a text gives a range of several, or a choice of two.
RANGE_ONLY = "one of a range"
# The note of a status of what a text only keeps: it began before.
KEPT = "it stands already"
# The note of a status of what somebody will do: without a day it is a promise.
UNDATED = "promised, unless a day is said"
# The note of a rate that a text gives as the highest of several: which one holds is not said.
AT_MOST = "up to this rate"


@dataclasses.dataclass(frozen=True)
class Negotiator:
    """Somebody who is named as taking part in the talks, or a level at which they are held."""

    side: Value
    name: Value
    role: Value
    level: Value
    leads: Value


@dataclasses.dataclass(frozen=True)
class DateFound:
    """A day, and what it is: announced, effective, expires, deadline, opening, past."""

    value: Value
    what: str


@dataclasses.dataclass(frozen=True)
class TariffMeasure:
    """What a text does with a tariff, or says of it.

    Args:
        by: codes of those whose measure it is.
        on: codes of those whom it hits, or ``all``.
        goods: the words for the goods.
        sectors: ``goods`` for all of them, or the words' sectors of both shipped worlds.
        instrument: import_tariff, export_control, or the words of the text.
        kind: add, set, change, remove, floor (the least that is paid) or cap (the most).
        rate: a fraction.
        rate_before: a fraction.
        change: in points, as a fraction.
        basis: additional (on top of the ordinary duty) or total (with it).
        start: first day in force.
        until: last day in force.
        suspended_from: first day of a suspension.
        suspended_until: last day of a suspension, or of what goes on until then.
        status: in_force, scheduled, threatened, suspended, withdrawn, promised or conditional.
        condition: the words of a condition.
    """

    by: Value = OPEN
    on: Value = OPEN
    goods: Value = OPEN
    sectors: Value = OPEN
    instrument: Value = OPEN
    kind: Value = OPEN
    rate: Value = OPEN
    rate_before: Value = OPEN
    change: Value = OPEN
    basis: Value = OPEN
    start: Value = OPEN
    until: Value = OPEN
    suspended_from: Value = OPEN
    suspended_until: Value = OPEN
    status: Value = OPEN
    condition: Value = OPEN


@dataclasses.dataclass(frozen=True)
class Promise:
    """What one side grants, or is asked to grant, to another: an item on the table.

    Args:
        name: a few words for it.
        kind: purchases, access, export_access, stated.
        by: who grants it.
        to: to whom.
        asked_by: who asks for it, where it is not granted yet.
        goods: the words for the goods.
        sectors: as in :class:`TariffMeasure`.
        amount: a number; ``unit`` says of what.
        unit: of the amount.
        status: agreed, promised, offered, begun, demanded, conditional (it waits for somebody), or open (to be talked about, and
            nobody is said to grant it).
    """

    name: str
    kind: Value
    by: Value = OPEN
    to: Value = OPEN
    asked_by: Value = OPEN
    goods: Value = OPEN
    sectors: Value = OPEN
    amount: Value = OPEN
    unit: str = ""
    status: Value = OPEN


@dataclasses.dataclass(frozen=True)
class SaidThreat:
    """What somebody says will follow if."""

    by: Value
    on: Value
    condition: Value
    consequence: Value


@dataclasses.dataclass(frozen=True)
class Claim:
    """What is said and is no act: a fact, a forecast, an opinion or an intention."""

    who: str
    kind: str
    about: Value


@dataclasses.dataclass(frozen=True)
class Findings:
    """All that was found in a text, in the order of the text; ``unread`` are sentences with a tariff and a percentage of which
    no rule made anything."""

    issuers: tuple[str, ...]
    date: datetime.date | None
    parties: tuple[Value, ...]
    levels: tuple[Negotiator, ...]
    dates: tuple[DateFound, ...]
    measures: tuple[TariffMeasure, ...]
    promises: tuple[Promise, ...]
    threats: tuple[SaidThreat, ...]
    claims: tuple[Claim, ...]
    unread: tuple[Value, ...] = ()
