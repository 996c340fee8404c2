"""Every key of a scenario file, in order."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from tradetalks.data.label_maps import NAME, OF
from tradetalks.data.mend import RULES
from tradetalks.data.plausibility import DOUBTS
from tradetalks.data.worlds import available_worlds
from tradetalks.inputs import (
    DAY,
    REGION,
    SLUG,
    TEXT,
    Bound,
    Choice,
    KeyedTable,
    Labels,
    Listed,
    OneWord,
    Refusal,
    Several,
    WrittenAs,
    raised,
    record,
    refuse,
)
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.inputs.shapes import Shape
from tradetalks.scenario.sections.branches import Acts, BranchEntry
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.sections.model import ModelOptions
from tradetalks.scenario.sections.objectives import ObjectiveEntry, ObjectiveSpec
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.war.instruments import TIES

_PLAYERS = Listed("players", "player", also=(EVERYBODY,))
_TARIFF_MAX = Bound(above=True, title="number out of range")


@record("limits")
class Limits:
    """What the file allows beyond what is usual."""

    tariff_max: Annotated[
        float,
        _TARIFF_MAX,
        Field(description="largest tariff of an act, a fraction; 5 where absent"),
    ]


class _OldLabels(Shape):
    """A list of old labels stands for what becomes one without a name of its own."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if isinstance(value, Mapping | MergedLabels):
            return value
        return {OF: value}

    def schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, inner]}


@record("the labels that become one", kw_only=True)
class MergedLabels:
    """Old labels that become one, and what to print for it."""

    of: Annotated[
        tuple[Annotated[str, TEXT], ...], Several("labels", alone=True), Field(description="old labels, or `rest`")
    ]
    name: Annotated[
        Annotated[str, TEXT] | None,
        Field(description="to print; where absent that of a group of this label, or the label"),
    ] = None

    @property
    def entry(self) -> dict[str, object] | list[str]:
        """As a map of labels has it."""
        if self.name is None:
            return list(self.of)
        return {NAME: self.name, OF: list(self.of)}


_Merged = Annotated[
    dict[Annotated[str, TEXT], Annotated[MergedLabels, _OldLabels()]], KeyedTable("new labels to lists of old ones")
]


@record("baseline", kw_only=True)
class OwnWorld:
    """Accounts of one's own, in a folder or a file; or a shipped world with fewer regions and sectors."""

    world: Annotated[
        Annotated[str, Choice(tuple(available_worlds()), "world")] | None,
        Field(description="a shipped world, merged as `regions` and `sectors` say"),
    ] = None
    regions: Annotated[
        _Merged,
        Field(
            description="of a shipped world: new labels to lists of old ones, or to {name: TO PRINT, of: [OLD, ...]}; others stay"
        ),
    ] = dataclasses.field(default_factory=dict)
    sectors: Annotated[_Merged, Field(description="the same of sectors")] = dataclasses.field(default_factory=dict)

    folder: Annotated[
        Annotated[str, TEXT] | None,
        Field(description="five tables as `tradetalks show world2017` prints them"),
    ] = None
    file: Annotated[
        Annotated[str, TEXT] | None,
        Field(description="a world that `tradetalks data build` or `tradetalks.save_world` wrote"),
    ] = None
    accept: Annotated[
        tuple[Annotated[str, Choice(tuple(DOUBTS), "doubt")], ...],
        Several("doubts", alone=True),
        Field(description="what is unlikely about the tables, and right here"),
    ] = ()
    repair: Annotated[
        tuple[Annotated[str, Choice(tuple(RULES), "rule of repair")], ...],
        Several("rules", alone=True),
        Field(description="rules for negative entries and gaps"),
    ] = ()

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        merges = bool(self.regions or self.sectors)
        if sum(place is not None for place in (self.folder, self.file, self.world)) != 1:
            title = "the baseline needs one place"
            expected = "a key folder with the path of a folder, file with that of a world, or world with a shipped one"
            raise raised(Refusal(title, expected))
        if merges != (self.world is not None):
            title = "regions and sectors are merged of a shipped world"
            expected = "a key world beside regions or sectors, and one of these beside world"
            advice = "merge a world of your own with tradetalks.aggregate, and name the file"
            raise raised(Refusal(title, expected, advice))
        return self


class _Baseline(Reader):
    """A shipped world, whole or merged, a folder or a file; read first, since it gives the names that a file may use."""

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        return value

    def schema(self) -> JsonSchema:
        also = {
            "accept": {"type": "array", "items": {"enum": list(DOUBTS)}},
            "repair": {"type": "array", "items": {"enum": list(RULES)}},
        }
        places: list[JsonSchema] = [
            {
                "type": "object",
                "properties": {place: {"type": "string"}, **also},
                "required": [place],
                "additionalProperties": False,
            }
            for place in ("folder", "file")
        ]
        old: JsonSchema = {"type": "array", "items": {"type": "string"}}
        named: JsonSchema = {
            "type": "object",
            "properties": {OF: old, NAME: {"type": "string"}},
            "required": [OF],
            "additionalProperties": False,
        }
        merged = {"type": "object", "additionalProperties": {"anyOf": [old, named]}}
        of_world: JsonSchema = {
            "type": "object",
            "properties": {"world": {"enum": sorted(available_worlds())}, "regions": merged, "sectors": merged},
            "required": ["world"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"enum": sorted(available_worlds())}, *places, of_world]}


class _Extends(Reader):
    """A shipped scenario; read before everything else."""

    def read(self, value: object, labels: Labels | None, field: str) -> object:
        return value

    def schema(self) -> JsonSchema:
        return {"type": "string"}


def _wants(entry: ObjectiveEntry, labels: Labels) -> tuple[ObjectiveSpec, ...]:
    return entry.wants(labels)


_Branches = Annotated[dict[Annotated[str, TEXT], BranchEntry], KeyedTable("branch names to branches")]


class _Players(Several):
    """Two regions or more, each once."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        players = super().shaped(value, labels)
        if isinstance(players, tuple) and (len(players) == 1 or len(set(players)) < len(players)):
            raise refuse(
                "players are those who face each other",
                "two regions or more, each once",
                "leave players out to see those who act and are hit",
            )
        return players


class _Dates:
    """Annotate a tuple of dates with this, and they stand from first to last, each once."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._ordered, handler(source))

    def _ordered(self, dates: tuple[datetime.date, ...]) -> tuple[datetime.date, ...]:
        if not dates:
            advice = "leave dates out, and every day on which the policy changes is solved"
            raise refuse("no day is named", "at least one date", advice)
        advice = "list the dates from first to last, each once"
        found = [
            Refusal("dates out of order", f"a date after {dates[k - 1]}", advice, (k,), dates[k])
            for k in range(1, len(dates))
            if dates[k] <= dates[k - 1]
        ]
        if found:
            raise raised(*found)
        return dates


@record("the scenario", kw_only=True)
class ScenarioFile:
    """A scenario file, read; :mod:`tradetalks.scenario.read` makes a scenario of it."""

    name: Annotated[str, SLUG, Field(description="name of the scenario and of the folder of its run")]
    title: Annotated[str, TEXT, Field(description="what it is, in a line")]
    question: Annotated[str, TEXT, Field(description="what is asked, above the answer; the title where absent")] = ""
    about: Annotated[
        str,
        TEXT,
        Field(
            description="the branch that the question is about: the answer says what it changes; the only one where absent"
        ),
    ] = ""
    description: Annotated[str, TEXT, Field(description="why it is worth computing")] = ""
    extends: Annotated[
        object, _Extends(), Field(description="a shipped scenario whose model and acts are taken over")
    ] = None
    cut: Annotated[
        Annotated[datetime.date, DAY] | None, Field(description="last day of the acts that are taken over")
    ] = None
    baseline: Annotated[
        object,
        _Baseline(),
        Field(
            description="accounts: a shipped world, {folder: PATH}, {file: PATH}, or a shipped world merged, {world: NAME, "
            "regions: {NEW: [OLD, ...]}, sectors: ...}; where absent that of the extended scenario, else world2022"
        ),
    ] = None
    model: Annotated[ModelOptions | None, Field(description="how the economy is calibrated")] = None
    limits: Annotated[Limits | None, Field(description="what is allowed beyond the usual")] = None
    players: Annotated[
        Annotated[tuple[Annotated[str, REGION], ...], _Players("regions")] | None,
        Field(description="those who face each other, two regions or more; those who act and are hit where absent"),
    ] = None
    dates: Annotated[
        Annotated[tuple[Annotated[datetime.date, DAY], ...], _Dates(), Several("dates")] | None,
        Field(description="days to solve, in order; every day on which the policy changes where absent"),
    ] = None
    acts: Acts = ()
    branches: Annotated[_Branches, Field(description="names to ways forward from the last date")] = dataclasses.field(
        default_factory=dict
    )
    objectives: Annotated[
        Annotated[
            dict[Annotated[str, _PLAYERS], Annotated[tuple[ObjectiveSpec, ...], WrittenAs(ObjectiveEntry, _wants)]],
            KeyedTable("players to objectives"),
        ]
        | None,
        Field(description="what each player, or all, maximises in a war; own real income where absent"),
    ] = None
    instruments: Annotated[
        Annotated[
            dict[Annotated[str, _PLAYERS], Annotated[InstrumentSpec, OneWord("rates", TIES)]],
            KeyedTable("players to instruments"),
            OneWord(EVERYBODY, TIES),
        ]
        | None,
        Field(description="what each player, or all, sets in a war: a word for everybody, or by player"),
    ] = None
    war: Annotated[WarPlan | None, Field(description="who fights over what")] = None
    talks: Annotated[TalksPlan | None, Field(description="who talks about what")] = None
    study: Annotated[StudyPlan | None, Field(description="what is drawn where the scenario is run many times")] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.cut is not None and self.extends is None:
            advice = "write `extends: NAME`, or leave cut out"
            raise raised(Refusal("there is nothing to cut", "a key extends beside cut", advice, ("cut",)))
        return self
