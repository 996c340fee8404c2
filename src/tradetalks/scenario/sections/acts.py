"""Dated acts: what a file says of one, and the cells of tariffs that it comes to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tradetalks.data.record import load_tariff_increase
from tradetalks.inputs import (
    BEGINNING,
    DAY,
    FACTOR,
    REGION,
    SECTOR,
    TEXT,
    Choice,
    Fraction,
    Labels,
    Listed,
    Refusal,
    Several,
    Table,
    WrittenAs,
    raised,
    read_inside,
    record,
    refuse,
)
from tradetalks.inputs.rates import HIGHEST_RATE, PERCENTAGE, BadRate, read_rate
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.scenario.reading.tariff_table import COLUMNS, Cell, Reach, TableError, read_tariff_table

KINDS = ("add", "set", "multiply", "remove")
INSTRUMENTS = ("import_tariff", "export_tax", "production_subsidy")
PROFILES = ("tariff_increase_2018_2019",)
# The ways of saying by how much; an act uses one.
WAYS = ("rate", "profile", "tariffs_from")
ALL = "all"


@record("the act")
class Act:
    """One dated, sourced act, spelled out.

    Args:
        id: its name, for removals.
        by: who acts, or all.
        kind: add, set, multiply (by ``rate``) or remove (the act ``of``).
        instrument: import_tariff, export_tax or production_subsidy.
        start: first day in force.
        until: last day in force; None for open.
        cells: (importer, exporter, sector, rate), rates as fractions; for a production subsidy the importer is the paying
            country and the exporter is empty.
        of: the act that a removal ends.
        source: who says so.
        note: what it is.
        profile: the recorded profile that the rates came from; empty for none.
        table: the file that the rates came from; empty for none.
    """

    id: Annotated[str, TEXT]
    by: Annotated[str, TEXT]
    kind: Annotated[str, Choice(KINDS, "kind of act")]
    instrument: Annotated[str, Choice(INSTRUMENTS, "instrument")]
    start: Annotated[datetime.date, DAY]
    until: Annotated[datetime.date, DAY] | None
    cells: Annotated[tuple[Cell, ...], Several("cells")]
    of: Annotated[str, TEXT] | None
    source: Annotated[str, TEXT]
    note: Annotated[str, TEXT] = ""
    profile: Annotated[str, TEXT] = ""
    table: Annotated[str, TEXT] = ""

    def in_force(self, day: datetime.date) -> bool:
        """Whether the act is in force on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


class _Rate(Reader):
    """The rate of an act, as the file's limits allow it."""

    def read(self, value: object, labels: Labels | None, field: str) -> float:
        try:
            return read_rate(value, None if labels is None else labels.tariff_max)
        except BadRate as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None

    def schema(self) -> JsonSchema:
        return {"anyOf": [{"type": "number"}, PERCENTAGE], "unit": "a fraction"}


class _Regions(Several):
    """Regions, or the word all."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and value == ALL:
            return labels.regions
        return super().shaped(value, labels)


class _Sectors(Several):
    """Sectors, or one of the words goods and all."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and value == ALL:
            return labels.sectors
        if labels is not None and value == "goods":
            return labels.goods
        return super().shaped(value, labels)


class _By(Listed):
    """A region, or the word all."""

    def read(self, value: object, labels: Labels | None, field: str) -> str:
        return ALL if value == ALL else super().read(value, labels, field)


_RateTable = Annotated[dict[Annotated[str, SECTOR], Annotated[float, _Rate()]], Table("sectors to rates")]
_FactorTable = Annotated[dict[Annotated[str, SECTOR], Annotated[float, FACTOR]], Table("sectors to rates")]


class _Rates:
    """Annotate the rate of an act with this: one rate, or one by sector; factors where the act multiplies."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        rate = _Rate().schema()
        table = {"type": "object", "additionalProperties": {"anyOf": rate["anyOf"]}}
        return {"anyOf": [*rate["anyOf"], table], "unit": rate["unit"]}

    def _read(self, value: object, info: ValidationInfo[Labels | None]) -> float | dict[str, float]:
        multiplies = info.data.get("kind") == "multiply"
        if isinstance(value, Mapping):
            table: dict[str, float] = read_inside(_FactorTable if multiplies else _RateTable, value, info.context)
            return table
        if multiplies:
            return FACTOR.read(value, info.context, "rate")
        return _Rate().read(value, info.context, "rate")


@record("the act", kw_only=True)
class ActEntry:
    """An act as a file writes it."""

    id: Annotated[str, TEXT, Field(description="its name, its own; removals and messages use it")]
    by: Annotated[str, _By("regions", "region"), Field(description="who acts: a region, or all")]
    on: Annotated[
        Annotated[tuple[Annotated[str, REGION], ...], _Regions("regions", alone=True)] | None,
        Field(description="who is hit: a region, a list, or all (where absent)"),
    ] = None
    sectors: Annotated[
        Annotated[tuple[Annotated[str, SECTOR], ...], _Sectors("sectors", alone=True)] | None,
        Field(description="where: a sector, a list, goods (where absent), or all"),
    ] = None
    kind: Annotated[
        str,
        Choice(KINDS, "kind of act"),
        Field(description="what the rate does to the one in force; remove ends the act `of`"),
    ] = "add"
    instrument: Annotated[
        str,
        Choice(INSTRUMENTS, "instrument"),
        Field(description="what is raised: of the importer, the exporter, the producer"),
    ] = "import_tariff"
    rate: Annotated[
        float | dict[str, float] | None,
        _Rates(),
        Field(
            description="how much: a fraction, a percentage, or sectors to these; a factor up to 10 where the act multiplies"
        ),
    ] = None
    profile: Annotated[
        Annotated[str, Choice(PROFILES, "profile")] | None,
        Field(description="instead of rate: a recorded increase by sector, times `share`"),
    ] = None
    share: Annotated[
        float, Fraction(-1.0, 1.0, "share of the profile"), Field(description="how much of the profile")
    ] = 1.0
    tariffs_from: Annotated[
        Annotated[str, TEXT] | None,
        Field(description=f"instead of rate: a csv file beside this one, with the columns {', '.join(COLUMNS)}"),
    ] = None
    of: Annotated[Annotated[str, TEXT] | None, Field(description="the act that a removal ends")] = None
    start: Annotated[datetime.date, DAY, Field(validation_alias="from", description="first day in force")]
    until: Annotated[
        Annotated[datetime.date, DAY] | None, Field(description="last day in force; open where absent")
    ] = None
    source: Annotated[str, TEXT, Field(description="who says so")]
    note: Annotated[str, TEXT, Field(description="what it is")] = ""


def act_of(entry: ActEntry, labels: Labels) -> Act:
    """The act that an entry of a file comes to.

    Raises:
        ValidationError: it says too little, too much, or reaches nobody.
    """
    reach = _Reach(entry, labels)
    found = list(_faults(entry, reach, labels))
    if found:
        raise raised(*found)
    return Act(
        id=entry.id,
        by=entry.by,
        kind=entry.kind,
        instrument=entry.instrument,
        start=entry.start,
        until=entry.until,
        cells=_cells(entry, reach, labels),
        of=entry.of,
        source=entry.source,
        note=entry.note,
        profile=entry.profile or "",
        table=entry.tariffs_from or "",
    )


class _Reach:
    """Who and what an act touches: ``pairs`` (importer, exporter) and ``sectors``."""

    def __init__(self, entry: ActEntry, labels: Labels) -> None:
        self.setters = labels.regions if entry.by == ALL else (entry.by,)
        self.sectors = labels.goods if entry.sectors is None else entry.sectors
        if isinstance(entry.rate, dict):
            self.sectors = tuple(entry.rate)
        partners = labels.regions if entry.on is None else entry.on
        pairs = [(by, on) for by in self.setters for on in partners if by != on]
        if entry.instrument == "export_tax":
            # Who taxes its exports is the exporter.
            pairs = [(on, by) for by, on in pairs]
        self.pairs = pairs

    def rates(self, entry: ActEntry) -> dict[str, float]:
        """The rate by sector."""
        if isinstance(entry.rate, dict):
            return entry.rate
        assert entry.rate is not None, "an act without a rate takes it from a profile or a table"
        return dict.fromkeys(self.sectors, entry.rate)


def _faults(entry: ActEntry, reach: _Reach, labels: Labels) -> Iterator[Refusal]:
    """Dates in order, a target for a removal, one way of saying the rate, something that the act reaches."""
    if entry.until is not None and entry.until < entry.start:
        yield Refusal("the act ends before it begins", f"a date of {entry.start} or later", place=("until",))
    if entry.kind == "remove":
        if entry.of is None:
            expected = "a key of: the id of an earlier act"
            yield Refusal("nothing to remove", expected, place=(BEGINNING,))
        return
    given = [way for way in WAYS if getattr(entry, way) is not None]
    if len(given) != 1:
        expected = f"exactly one of {', '.join(WAYS)}; got {', '.join(given) or 'none'}"
        yield Refusal("one rate is needed", expected, place=(BEGINNING,))
    if entry.instrument == "production_subsidy":
        if entry.rate is None and len(given) == 1:
            expected = "a rate: it has no partner"
            yield Refusal("a production subsidy is not a tariff", expected, place=(given[0],))
        return
    if not reach.pairs:
        expected = f"another region than {entry.by}"
        yield Refusal("this act reaches nobody", expected, "by sets, on is hit", ("on",))
    beyond = [name for name in reach.sectors if name not in labels.goods]
    if entry.instrument == "import_tariff" and beyond:
        key = "rate" if isinstance(entry.rate, dict) else "sectors"
        expected = f"sectors among {', '.join(labels.goods)}"
        advice = "write `sectors: goods` for all of them"
        yield Refusal(f"tariffs do not reach {', '.join(beyond)}", expected, advice, (key,))
    if not reach.sectors:
        yield Refusal("this act reaches nothing", "at least one sector", place=("sectors",))


def _cells(entry: ActEntry, reach: _Reach, labels: Labels) -> tuple[Cell, ...]:
    """(importer, exporter, sector, rate) of everything that the act touches."""
    if entry.kind == "remove":
        return ()
    if entry.instrument == "production_subsidy":
        return tuple((by, "", sector, rate) for by in reach.setters for sector, rate in reach.rates(entry).items())
    if entry.tariffs_from is not None:
        return _table(entry.tariffs_from, reach, labels)
    if entry.profile is not None:
        return tuple(_profile(entry, reach))
    rates = reach.rates(entry).items()
    return tuple((importer, exporter, sector, rate) for importer, exporter in reach.pairs for sector, rate in rates)


@cache
def _increase() -> dict[tuple[str, str], dict[str, float]]:
    """The recorded increase by pair (importer, exporter) and sector."""
    table = load_tariff_increase()
    pairs = [("USA", "CHN"), ("CHN", "USA")]
    return {p: dict(zip(table["sector"].values, table.loc[p].values.tolist(), strict=True)) for p in pairs}


def _profile(entry: ActEntry, reach: _Reach) -> Iterator[Cell]:
    for pair in reach.pairs:
        if pair not in _increase():
            raise raised(Refusal("the profile has no such pair", "USA on CHN, or CHN on USA", place=("profile",)))
        for sector, increase in _increase()[pair].items():
            if sector in reach.sectors:
                yield *pair, sector, entry.share * increase


def _table(name: str, reach: _Reach, labels: Labels) -> tuple[Cell, ...]:
    """The cells of ``tariffs_from``, each within what ``by``, ``on`` and ``sectors`` say."""
    importers, exporters = ([*dict.fromkeys(pair[k] for pair in reach.pairs)] for k in (0, 1))
    highest = HIGHEST_RATE if labels.tariff_max is None else labels.tariff_max
    try:
        return read_tariff_table(labels.folder / name, Reach(importers, exporters, reach.sectors, highest))
    except TableError as error:
        columns = ", ".join(COLUMNS)
        expected = f"a csv file with columns {columns}, rows that by, on and sectors reach, rates as 0.1 or 10%"
        raise raised(Refusal("this table cannot be used", expected, str(error), ("tariffs_from",))) from None


_Acts = Annotated[
    tuple[Annotated[Act, WrittenAs(ActEntry, act_of)], ...],
    Several("acts"),
    Field(description="dated and sourced acts; they apply by date, and as written on the same day"),
]


@record("the branch")
class BranchEntry:
    """A branch as a file writes it, under its name."""

    title: Annotated[str, TEXT, Field(description="what the way forward is, in a line")]
    note: Annotated[str, TEXT, Field(description="what would happen on it")] = ""
    acts: _Acts = ()


@record("the branch")
class Branch:
    """What would happen on one way forward: acts added to those already in force.

    Args:
        name: what the talks and the strategies call it.
        title: what it is, in a line.
        acts: what is done on it.
        note: what would happen.
    """

    name: Annotated[str, TEXT]
    title: Annotated[str, TEXT]
    acts: Annotated[tuple[Act, ...], Several("acts")]
    note: Annotated[str, TEXT] = ""


def branches_of(entries: dict[str, BranchEntry], labels: Labels) -> tuple[Branch, ...]:
    """Branches in the order of the file."""
    return tuple(Branch(name, entry.title, entry.acts, entry.note) for name, entry in entries.items())
