"""Events that change talks while they go on: an incident, an arrest, a ship. Before and after.

A shock moves what is assumed of the sides (rivalry, resolve, mandates, ...) or the deadline. Before and after are both seen on
the day of the shock, with what silence until then has taught each side about the other's resolve, in the same joint draws:
an effect is one only where its sign holds in nearly all of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from tradetalks.errors import TalksError, message
from tradetalks.inputs import BEGINNING, DAY, KEY, TEXT, InFiles, Refusal, checked, raised, record
from tradetalks.result import Result
from tradetalks.talks.assumptions import REPLACED, Assumptions
from tradetalks.talks.assumptions import said as assumptions_said
from tradetalks.talks.drawn_talks import DrawnTalks
from tradetalks.talks.game_odds import Banded, Effect, banded, effect_of


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
            if refusal.given in REPLACED:
                return f"{name} changes {refusal.given!r}, a key of an earlier format: {REPLACED[str(refusal.given)]}."
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
        TalksError: it changes nothing, or something that is not assumed or out of range; a new deadline that is over on its day.
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
        if self.deadline is not None and self.deadline <= self.day:
            said = f"the shock {self.name!r} of {self.day} sets a deadline that is then over, {self.deadline}; give a later one."
            title, expected = "the new deadline is over on the day of the shock", f"a date after {self.day}"
            raise raised(Refusal(title, expected, place=("deadline",), given=self.deadline, said=said))
        return self


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ShockEffect(Result):
    """The odds of an agreement on the day of a shock, without it and with it, over the same draws.

    Args:
        shock: what happened.
        deadline, new_deadline: days by which an agreement is sought, without it and with it.
        before, after: odds of an agreement by those days, given that nobody gave way until then; nan where not quoted.
        effect: whether it raises or lowers the odds.
    """

    shock: Shock
    deadline: date
    new_deadline: date
    before: Banded
    after: Banded
    effect: Effect

    def __repr__(self) -> str:
        return f"ShockEffect({self.shock.name}: {self.effect.value})"

    def summary(self) -> str:
        """The odds before and after, in a line."""
        return (
            f"{self.shock.day}: {self.shock.name}: {self.effect.value} (agreement by {self.deadline} "
            f"{self.before.mean:.0%}, by {self.new_deadline} {self.after.mean:.0%})"
        )


@checked(TalksError)
def play_shocks(talks: DrawnTalks, shocks: Sequence[Shock]) -> tuple[ShockEffect, ...]:
    """What ``shocks`` do to the odds, in order of their days; each starts from where the last one left the talks.

    Args:
        talks: from their opening.
        shocks: each between the opening and the deadline.

    Raises:
        TalksError: a shock outside the talks.
    """
    effects = []
    talks = talks.for_comparisons
    for shock in sorted(shocks, key=lambda s: s.day):
        if not talks.opening <= shock.day < talks.deadline:
            raise TalksError(
                message(
                    f"the shock {shock.name!r} of {shock.day} falls outside the talks",
                    expected=f"a day from {talks.opening} to before {talks.deadline}",
                    do="move the deadline by an earlier shock, or change the day",
                )
            )
        before = talks.on(shock.day)
        talks = before.with_changes(shock.changes, shock.deadline)
        was, now = before.odds, talks.odds
        effect = effect_of(was.agreement, now.agreement)
        effects.append(
            ShockEffect(shock, before.deadline, talks.deadline, banded(was.agreement), banded(now.agreement), effect)
        )
    return tuple(effects)
