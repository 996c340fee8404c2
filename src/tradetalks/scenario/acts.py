"""Acts of a scenario: from their YAML record to dated cells of tariffs."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import xarray as xr
import yaml

from tradetalks.data.record import load_tariff_increase
from tradetalks.scenario import schema as s
from tradetalks.scenario.model import Act
from tradetalks.scenario.policy_path import INSTRUMENTS
from tradetalks.scenario.positions import Source
from tradetalks.scenario.tariff_table import COLUMNS, Cell, Reach, TableError, read_tariff_table

KINDS = ("add", "set", "multiply", "remove")
PROFILES = ("tariff_increase_2018_2019",)
WAYS = ("rate", "profile", "tariffs_from")


@dataclasses.dataclass(frozen=True)
class Names:
    """Labels that acts may use."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    goods: tuple[str, ...]

    @classmethod
    def of(cls, accounts: xr.Dataset) -> Names:
        sectors = tuple(str(v) for v in accounts["sector"].values)
        goods = tuple(name for name, t in zip(sectors, accounts["tradable"].values, strict=True) if t)
        return cls(tuple(str(v) for v in accounts["region"].values), sectors, goods)


def act_parser(names: Names, folder: Path, tariff_max: float | None = None) -> s.Parser:
    """Parser of one act; returns an :class:`Act`, its cells spelled out. ``tariff_max`` is the file's limits.tariff_max."""
    sector = s.choice(names.sectors, "sector")
    region = s.choice(names.regions, "region")
    everyone = s.constant(names.regions)
    every_sector = s.either(s.is_word("all"), s.constant(names.sectors), s.one_or_many(sector))
    share = s.bounded(-1, 1, "share of the profile")

    def rates(item: s.Parser) -> s.Field:
        return s.Field(s.either(s.is_mapping, s.table(sector, item, "sectors to rates"), item))

    fields = {
        "id": s.Field(s.text, required=True),
        "by": s.Field(s.either(s.is_word("all"), s.constant("all"), region), required=True),
        "on": s.Field(s.either(s.is_word("all"), everyone, s.one_or_many(region)), default=names.regions),
        "sectors": s.Field(
            s.either(s.is_word("goods"), s.constant(names.goods), every_sector),
            default=names.goods,
        ),
        "kind": s.Field(s.choice(KINDS, "kind of act"), default="add"),
        "instrument": s.Field(s.choice(INSTRUMENTS, "instrument"), default="import_tariff"),
        "rate": rates(s.rate_of(tariff_max)),
        "profile": s.Field(s.choice(PROFILES, "profile")),
        "share": s.Field(share, default=1.0),
        "tariffs_from": s.Field(s.text),
        "of": s.Field(s.text),
        "from": s.Field(s.date, required=True),
        "until": s.Field(s.date),
        "source": s.Field(s.text, required=True),
        "note": s.Field(s.text, default=""),
    }  # fmt: skip
    usual = s.record(fields, "the act")
    multiplying = s.record(fields | {"rate": rates(s.bounded(0, s.LARGEST_FACTOR, "factor"))}, "the act")
    says_multiply = s.is_word("multiply")

    def parse(node, source: Source):
        kind = next((v for k, v in node.value if k.value == "kind"), None) if s.is_mapping(node) else None
        values = (multiplying if kind is not None and says_multiply(kind) else usual)(node, source)
        if (
            values is s.WRONG
            or any(v is s.WRONG for v in values.values())
            or values["from"] is None
            or values["by"] is None
        ):
            return s.WRONG
        if not _coherent(values, names, source):
            return s.WRONG
        for key in ("id", "of"):
            if values[key] is not None:
                source.places[key, values["id"]] = _value(node, key)
        return Act(
            id=values["id"] or "", by=values["by"], kind=values["kind"], instrument=values["instrument"],
            start=values["from"], until=values["until"], cells=_cells(values, source, folder, names, tariff_max),
            of=values["of"], source=values["source"] or "", note=values["note"],
            profile=values["profile"] or "", table=values["tariffs_from"] or "",
        )  # fmt: skip

    return parse


def _coherent(values: dict, names: Names, source: Source) -> bool:
    """One way of saying the rate, dates in order, a target for a removal, something that the act reaches."""
    node = values["node"]
    before = len(source.problems)
    if values["until"] is not None and values["until"] < values["from"]:
        source.wrong(_value(node, "until"), "the act ends before it begins", f"a date of {values['from']} or later")
    given = [w for w in WAYS if values[w] is not None]
    if values["kind"] == "remove":
        if values["of"] is None:
            source.wrong(node.value[0][0], "nothing to remove", "a key of: the id of an earlier act")
        return len(source.problems) == before
    if len(given) != 1:
        source.wrong(
            node.value[0][0],
            "one rate is needed",
            f"exactly one of {', '.join(WAYS)}; got {', '.join(given) or 'none'}",
        )
    if values["instrument"] == "production_subsidy":
        if values["rate"] is None and len(given) == 1:
            source.wrong(_value(node, given[0]), "a production subsidy is not a tariff", "a rate: it has no partner")
        return len(source.problems) == before
    if not _partners(values, names):
        source.wrong(
            _value(node, "on"), "this act reaches nobody", f"another region than {values['by']}", "by sets, on is hit"
        )
    beyond = [name for name in _sectors(values) if name not in names.goods]
    if values["instrument"] == "import_tariff" and beyond:
        key = "rate" if isinstance(values["rate"], dict) else "sectors"
        source.wrong(
            _value(node, key), f"tariffs do not reach {', '.join(beyond)}", f"sectors among {', '.join(names.goods)}",
            "write `sectors: goods` for all of them",
        )  # fmt: skip
    if not _sectors(values):
        source.wrong(_value(node, "sectors"), "this act reaches nothing", "at least one sector")
    return len(source.problems) == before


def _value(node, key: str):
    """Where the value of ``key`` stands, or the first key of the record where it is not written."""
    return next((value for k, value in node.value if k.value == key), node.value[0][0])


def _sectors(values: dict) -> Sequence[str]:
    return tuple(values["rate"]) if isinstance(values["rate"], dict) else values["sectors"]


def _setters(values: dict, names: Names) -> tuple[str, ...]:
    return names.regions if values["by"] == "all" else (values["by"],)


def _partners(values: dict, names: Names) -> list[tuple[str, str]]:
    """Pairs (importer, exporter): ``by`` is the importer, or the exporter where it taxes its exports."""
    pairs = [(b, o) for b in _setters(values, names) for o in values["on"] if b != o]
    return [(o, b) for b, o in pairs] if values["instrument"] == "export_tax" else pairs


def _cells(
    values: dict, source: Source, folder: Path, names: Names, tariff_max: float | None
) -> tuple[tuple[str, str, str, float], ...]:
    if values["kind"] == "remove":
        return ()
    if values["instrument"] == "production_subsidy":
        return tuple(
            (by, "", sector, rate) for by in _setters(values, names) for sector, rate in _rates(values).items()
        )
    pairs = _partners(values, names)
    if values["tariffs_from"] is not None:
        return _table(values, source, folder, pairs, tariff_max)
    if values["profile"] is not None:
        return tuple(_profile(values, pairs, source))
    return tuple((b, o, sector, rate) for b, o in pairs for sector, rate in _rates(values).items())


def _rates(values: dict) -> dict[str, float]:
    rate = values["rate"]
    return rate if isinstance(rate, dict) else dict.fromkeys(values["sectors"], rate)


@cache
def _increase() -> dict[tuple[str, str], dict[str, float]]:
    """The recorded increase by pair (importer, exporter) and sector."""
    table = load_tariff_increase()
    pairs = [("USA", "CHN"), ("CHN", "USA")]
    return {p: dict(zip(table["sector"].values, table.loc[p].values.tolist(), strict=True)) for p in pairs}


def _profile(values: dict, pairs, source: Source) -> Iterator[Cell]:
    for pair in pairs:
        if pair not in _increase():
            source.wrong(_value(values["node"], "profile"), "the profile has no such pair", "USA on CHN, or CHN on USA")
            return
        for sector, increase in _increase()[pair].items():
            if sector in values["sectors"]:
                yield *pair, sector, values["share"] * increase


def _table(values: dict, source: Source, folder: Path, pairs, tariff_max: float | None) -> tuple[Cell, ...]:
    """The cells of ``tariffs_from``, each within what ``by``, ``on`` and ``sectors`` say."""
    importers, exporters = ([*dict.fromkeys(p[k] for p in pairs)] for k in (0, 1))
    reach = Reach(importers, exporters, values["sectors"], s.HIGHEST_RATE if tariff_max is None else tariff_max)
    try:
        return read_tariff_table(folder / values["tariffs_from"], reach)
    except TableError as error:
        source.wrong(
            _value(values["node"], "tariffs_from"),
            "this table cannot be used",
            f"a csv file with columns {', '.join(COLUMNS)}, rows that by, on and sectors reach, rates as 0.1 or 10%",
            str(error),
        )
        return ()


def cut(acts: Sequence[Act], last: datetime.date | None) -> tuple[Act, ...]:
    """The acts that began by ``last`` (all where it is None)."""
    return tuple(a for a in acts if last is None or a.start <= last)


def at(source: Source, word: str, title: str, expected: str, do: str = "") -> None:
    """Record a problem at the last place where ``word`` stands, as a word of its own, in the file."""
    if any(p.title == title for p in source.problems):
        return
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    places = [(k, match.start()) for k, line in enumerate(source.lines) for match in whole.finditer(line)]
    line, column = places[-1] if places else (0, 0)
    mark = yaml.Mark("", 0, line, column, None, 0)
    end = yaml.Mark("", 0, line, column + max(len(word), 1), None, 0)
    source.wrong(yaml.ScalarNode("", word, mark, end), title, expected, do)
