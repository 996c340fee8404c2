"""Events that change talks while they go on: an incident, an arrest, a ship. Before and after.

A shock moves what is assumed of the sides (rivalry, resolve, mandates, ...) or the deadline. Before and after are both seen on
the day of the shock, with what silence until then has taught each side about the other's resolve (T23, T25).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from tradetalks.errors import TalksError
from tradetalks.inputs import BEGINNING, DAY, KEY, TEXT, InFiles, Refusal, raised, record
from tradetalks.result import Result
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.assumptions import said as assumptions_said
from tradetalks.talks.negotiation import Negotiation


class _Changes:
    """Annotate a mapping with this and it holds some of the assumptions, each read as :class:`Assumptions` reads it."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._read, handler.generate_schema(Assumptions))

    def _read(self, value: object, read: Callable[[object], Assumptions]) -> dict[str, object]:
        assumed = read(value)
        given = value if isinstance(value, Mapping) else {}
        return {str(name): getattr(assumed, name) for name in given}


def _said(refusal: Refusal, given: Mapping[str, object]) -> str:
    """The sentence to somebody who wrote a shock in Python."""
    name = f"the shock {given.get('name')!r}"
    if refusal.said:
        return refusal.said
    if refusal.place[:1] == ("changes",) and len(refusal.place) > 1:
        if KEY in refusal.place:
            known = refusal.expected.removeprefix("one of ")
            return f"{name} changes {refusal.given!r}, which is not assumed anywhere; choose from {known}."
        inner = dataclasses.replace(refusal, place=refusal.place[1:])
        stated: Any = given.get("changes")
        return assumptions_said(inner, stated)
    where = ".".join(str(step) for step in refusal.place if step != KEY)
    return f"{name}: {refusal.title} ({where}); expected {refusal.expected}, got {refusal.given!r}."


@record("the shock", error=TalksError, say=_said)
class Shock:
    """What happened on ``day``, and what it changes.

    Args:
        name: label.
        day: when it happened, between the opening of the talks and their deadline.
        changes: new values of fields of :class:`~tradetalks.talks.assumptions.Assumptions`, in their units.
        deadline: the new deadline, None where it stands.
        source: who says that it happened; what it changes is judgement.

    Raises:
        TalksError: it changes nothing, or something that is not assumed or out of range.
    """

    name: Annotated[str, TEXT, Field(description="what happened")]
    day: Annotated[date, DAY, Field(validation_alias="date", description="day of the shock, while the talks last")]
    changes: Annotated[Mapping[str, object], _Changes(), Field(description="assumptions that it sets anew")] = (
        dataclasses.field(default_factory=dict)
    )
    deadline: Annotated[Annotated[date, DAY] | None, Field(description="new deadline of the talks")] = None
    source: Annotated[
        str, TEXT, InFiles(required=True), Field(description="who says that it happened; what it changes is judgement")
    ] = ""

    @model_validator(mode="after")
    def _coherent(self) -> Shock:
        if not self.changes and self.deadline is None:
            said = f"the shock {self.name!r} changes nothing. Give it changes of assumptions or a new deadline."
            expected = "a key changes or deadline"
            raise raised(Refusal("the shock changes nothing", expected, place=(BEGINNING,), said=said))
        return self


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Turn(Result):
    """The talks on the day of a ``shock``, without it (``before``) and with it (``after``)."""

    shock: Shock
    before: Negotiation
    after: Negotiation

    def summary(self) -> str:
        """What the shock does to the odds and to the deal, in a line each."""
        lines = [f"{self.shock.day}: {self.shock.name}"]
        for word, talks in (("before", self.before), ("after", self.after)):
            odds, zone = talks.outcome_odds, talks.zone
            room = (
                "no zone of agreement"
                if talks.closed
                else f"each can gain {zone.max_min_surplus:.1f} billion dollars a year"
            )
            lines.append(
                f"  {word}: {room}; by {talks.deadline} deal {odds['deal']:.0%}, extension {odds['extend']:.0%}, "
                f"escalation {odds['escalate']:.0%}"
            )
        return "\n".join(lines)


def play_shocks(talks: Negotiation, shocks: Sequence[Shock]) -> tuple[Turn, ...]:
    """The turns that ``shocks`` give to ``talks``, in order of their days; each starts from where the last one left off.

    Raises TalksError for a shock outside the talks.
    """
    turns = []
    for shock in sorted(shocks, key=lambda s: s.day):
        if not talks.opening <= shock.day < talks.deadline:
            raise TalksError(
                f"the shock {shock.name!r} of {shock.day} falls outside the talks, {talks.opening} to {talks.deadline}. "
                "Give a day between the opening and the deadline, or move the deadline by an earlier shock."
            )
        before = talks.on(shock.day)
        changed = dataclasses.replace(before.assumptions, **dict[str, Any](shock.changes))
        talks = before.replace(assumptions=changed, deadline=shock.deadline or before.deadline)
        turns.append(Turn(shock, before, talks))
    return tuple(turns)
