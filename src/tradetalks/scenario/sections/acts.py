"""Dated acts: what a file says of one, and the cells of tariffs that it comes to."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, SkipValidation, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tradetalks.inputs import (
    DAY,
    FACTOR,
    REGION,
    SECTOR,
    TEXT,
    Choice,
    Day,
    Fraction,
    KeyedTable,
    Labels,
    Several,
    read_inside,
    record,
    refuse,
)
from tradetalks.inputs.numbers import PERCENTAGE
from tradetalks.inputs.rates import BadRate, read_rate
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.scenario.sections.product_rates import Cell, CellColumns, ProductRates, Where, cell_columns
from tradetalks.scenario.sections.products import SECTOR_OR_PRODUCT
from tradetalks.scenario.sections.tariff_table import COLUMNS, PRODUCT

KINDS = ("add", "set", "multiply", "floor", "cap", "remove")
INSTRUMENTS = ("import_tariff", "export_tax", "production_subsidy")
PROFILES = ("tariff_increase_2018_2019",)
# The ways of saying by how much; an act uses one.
WAYS = ("rate", "profile", "tariffs_from")
ALL, GOODS = "all", "goods"
# Between those who act together.
AND = ", "


@record("the act")
class Act:
    """One dated, sourced act, spelled out.

    Args:
        id: its name, for removals.
        by: who acts, or all; several stand side by side, with commas.
        kind: add, set, multiply (by ``rate``), floor (at least ``rate``), cap (at most ``rate``) or remove (the act ``of``).
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
        instead_of: acts that do not apply to what this one covers, while it is in force.
        answers: the act that this one answers in kind; empty for none.
        products: by (importer, exporter, sector) of cells that are on some products of the sector alone, the rates on these; the
            rate of such a cell is their average.
        assumes: what was assumed about the products that it names; empty where it names none.
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
    instead_of: Annotated[tuple[Annotated[str, TEXT], ...], Several("acts")] = ()
    answers: Annotated[str, TEXT] = ""
    products: SkipValidation[Mapping[Where, ProductRates]] = dataclasses.field(default_factory=dict)
    assumes: Annotated[str, TEXT] = ""

    @cached_property
    def columns(self) -> CellColumns:
        """The cells as arrays take them, found once."""
        return cell_columns(self.cells)

    def is_by(self, region: str) -> bool:
        """Whether ``region`` acts."""
        return self.by == ALL or region in self.by.split(AND)

    def with_rates(self, change: Callable[[float], float], covers: Callable[[Cell], bool]) -> Act:
        """The act with other rates on the cells that are covered, and on the products there."""
        cells = tuple((*cell[:3], change(cell[3])) if covers(cell) else cell for cell in self.cells)
        if cells == self.cells:
            return self
        covered = {cell[:3] for cell in self.cells if covers(cell)}
        products = {
            where: rates.changed(change) if where in covered else rates for where, rates in self.products.items()
        }
        return dataclasses.replace(self, cells=cells, products=products)

    def in_force(self, day: datetime.date) -> bool:
        """Whether the act is in force on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclasses.dataclass(frozen=True)
class _Rate(Reader):
    """The rate of an act, as the file's limits allow it; of a ``change``, which may be a deep cut."""

    change: bool = False

    def read(self, value: object, labels: Labels | None, field: str) -> float:
        highest = None if labels is None else labels.tariff_max
        try:
            return read_rate(value, highest, change=self.change)
        except BadRate as bad:
            raise refuse(bad.title, bad.expected, bad.do) from None

    def schema(self) -> JsonSchema:
        return {"anyOf": [{"type": "number"}, PERCENTAGE], "unit": "a fraction"}


def is_word(value: object, word: str) -> bool:
    """Whether a value is a word such as ``all``, in any case, alone or as the only entry of a list."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return isinstance(value, str) and value.strip().casefold() == word


class _Regions(Several):
    """Regions, or the word all."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and is_word(value, ALL):
            return labels.regions
        return super().shaped(value, labels)


class _Sectors(Several):
    """Sectors, or one of the words goods and all."""

    def shaped(self, value: object, labels: Labels | None) -> object:
        if labels is not None and is_word(value, ALL):
            return labels.sectors
        if labels is not None and is_word(value, GOODS):
            return labels.goods
        return super().shaped(value, labels)


_RateTable = Annotated[dict[Annotated[str, SECTOR], Annotated[float, _Rate()]], KeyedTable("sectors to rates")]
_ChangeTable = Annotated[
    dict[Annotated[str, SECTOR], Annotated[float, _Rate(change=True)]], KeyedTable("sectors to rates")
]
_FactorTable = Annotated[dict[Annotated[str, SECTOR], Annotated[float, FACTOR]], KeyedTable("sectors to rates")]


class _Rates:
    """Annotate the rate of an act with this: one rate, or one by sector; factors where the act multiplies."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        rate = _Rate().schema()
        table = {"type": "object", "additionalProperties": {"anyOf": rate["anyOf"]}}
        return {"anyOf": [*rate["anyOf"], table], "unit": rate["unit"]}

    def _read(self, value: object, info: ValidationInfo[Labels | None]) -> float | dict[str, float]:
        reader: Reader = _Rate()
        shape: object = _RateTable
        if info.data.get("kind") == "multiply":
            reader, shape = FACTOR, _FactorTable
        elif info.data.get("kind") == "add":
            reader, shape = _Rate(change=True), _ChangeTable
        if isinstance(value, Mapping):
            table: dict[str, float] = read_inside(shape, value, info.context)
            return table
        rate = reader.read(value, info.context, "rate")
        assert isinstance(rate, float), "readers of rates give numbers"
        return rate


@record("the act", kw_only=True)
class ActEntry:
    """An act as a file writes it."""

    id: Annotated[str, TEXT, Field(description="its name, its own; removals and messages use it")]
    by: Annotated[
        tuple[Annotated[str, REGION], ...],
        _Regions("regions", alone=True),
        Field(description="who acts: a region, a list, or all"),
    ]
    on: Annotated[
        Annotated[tuple[Annotated[str, REGION], ...], _Regions("regions", alone=True)] | None,
        Field(description="who is hit: a region, a list, or all (where absent)"),
    ] = None
    sectors: Annotated[
        Annotated[tuple[Annotated[str, SECTOR_OR_PRODUCT], ...], _Sectors("sectors", alone=True)] | None,
        Field(
            description="where: a sector, a list, goods (where absent), or all; or product codes (HS) as 7208, which "
            "are a share of the sector's trade"
        ),
    ] = None
    kind: Annotated[
        str,
        Choice(KINDS, "kind of act"),
        Field(
            description="what the rate does to the one in force: adds to it, replaces it, multiplies it, or is the least (floor) "
            "or the most (cap) that it may be; remove ends the act `of`"
        ),
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
        Annotated[float, Fraction(-1.0, 1.0, "share of the profile")] | None,
        Field(description="how much of the profile; all of it where absent"),
    ] = None
    tariffs_from: Annotated[
        Annotated[str, TEXT] | None,
        Field(
            description=f"instead of rate: a csv file beside this one, with the columns {', '.join(COLUMNS)}; product codes "
            f"in a column {PRODUCT} in place of sector"
        ),
    ] = None
    of: Annotated[Annotated[str, TEXT] | None, Field(description="the act that a removal ends")] = None
    instead_of: Annotated[
        tuple[Annotated[str, TEXT], ...],
        Several("acts", alone=True),
        Field(description="acts (ids) that do not apply to what this one covers, while it is in force"),
    ] = ()
    start: Annotated[datetime.date, DAY, Field(validation_alias="from", description="first day in force")]
    until: Annotated[
        datetime.date | None, Day(open=True), Field(description="last day in force; open where absent, or after 2200")
    ] = None
    source: Annotated[str, TEXT, Field(description="who says so")]
    note: Annotated[str, TEXT, Field(description="what it is")] = ""
