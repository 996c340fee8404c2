"""What the ``war`` section says: who fights, from where, in which coalitions and unions, and which moves are played."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Field, model_validator

from tradetalks.inputs import (
    BOOLEAN,
    PLAYER,
    REGION,
    TEXT,
    Choice,
    KeyedTable,
    Labels,
    Refusal,
    Several,
    WrittenAs,
    raised,
    record,
    refuse,
)
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.scenario.sections.moves import LadderStep
from tradetalks.war.coalitions import Coalition

# From the baseline's tariffs, or from those in force on the scenario's last date.
STARTS = ("baseline", "now")


@record("the group")
class _Group:
    """The members of a coalition or a union."""

    members: Annotated[tuple[Annotated[str, REGION], ...], Several("regions"), Field(description="two regions or more")]
    zero_tariffs: Annotated[
        bool, BOOLEAN, Field(description="no tariffs among members, whatever happens (a free-trade area)")
    ] = False
    common_tariff: Annotated[bool, BOOLEAN, Field(description="the same tariffs on outsiders (a customs union)")] = (
        False
    )


@dataclasses.dataclass(frozen=True)
class _NewName(Reader):
    """A name that no region has."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        word = TEXT.read(value, labels, field)
        if labels is not None and word in (*labels.regions, "all"):
            raise refuse("this name is taken", "a name that is no region's, and not all", "choose another name")
        return word

    def schema(self) -> JsonSchema:
        return {"type": "string"}


_Groups = Annotated[dict[Annotated[str, _NewName()], _Group], KeyedTable("names to groups of regions")]


def _coalitions(what: str) -> Callable[[dict[str, _Group], Labels], tuple[Coalition, ...]]:
    """What makes coalitions of the groups of a file."""

    def convert(groups: dict[str, _Group], labels: Labels) -> tuple[Coalition, ...]:
        for name, group in groups.items():
            if len(set(group.members)) < max(2, len(group.members)):
                title, expected = f"{what} {name} is no group", "two regions or more, each once"
                raise raised(Refusal(title, expected, "correct its members", (name,)))
        return tuple(
            Coalition(name, group.members, zero_tariffs=group.zero_tariffs, common_tariff=group.common_tariff)
            for name, group in groups.items()
        )

    return convert


@record("war")
class WarPlan:
    """Who fights over what.

    Args:
        players: regions or coalitions; empty for the scenario's players.
        start: baseline, or now (the tariffs in force on the scenario's last date).
        coalitions: regions that fight as one.
        unions: groups that are in force whether their members fight or not.
        ladder: moves to play from the same start.
    """

    players: Annotated[
        tuple[Annotated[str, PLAYER], ...],
        Several("players"),
        Field(description="who fights: regions or coalitions; the scenario's players where absent"),
    ] = ()
    start: Annotated[
        str,
        Choice(STARTS, "start of a war"),
        Field(description="from the baseline's tariffs, or those in force on the last date (now)"),
    ] = "baseline"
    coalitions: Annotated[
        tuple[Coalition, ...],
        WrittenAs(_Groups, _coalitions("the coalition")),
        Field(description="names to groups of regions that fight as one player"),
    ] = ()
    unions: Annotated[
        tuple[Coalition, ...],
        WrittenAs(_Groups, _coalitions("the union")),
        Field(description="names to groups that are in force whether their members fight or not"),
    ] = ()
    ladder: Annotated[
        tuple[LadderStep, ...], Several("moves"), Field(description="moves and reactions, played from the same start")
    ] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        twice = sorted({p for p in self.players if self.players.count(p) > 1})
        if twice:
            raise raised(Refusal(f"{twice[0]} plays twice", "each player once", place=("players",), given=self.players))
        return self
