"""Acts of a scenario: from their YAML record to dated cells of tariffs."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import xarray as xr

from tradetalks.data.record import load_tariff_increase
from tradetalks.scenario import schema as s
from tradetalks.scenario.force import INSTRUMENTS
from tradetalks.scenario.model import Act, Branch
from tradetalks.scenario.source import Source, nearest

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


def act_parser(names: Names, folder: Path) -> s.Parser:
    """Parser of one act; returns an :class:`Act`, its cells spelled out."""
    sector = s.choice(names.sectors, "sector")
    region = s.choice(names.regions, "region")
    everyone = s.constant(names.regions)
    every_sector = s.either(s.is_word("all"), s.constant(names.sectors), s.one_or_many(sector))
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
        "rate": s.Field(s.either(s.is_mapping, s.table(sector, s.rate, "sectors to rates"), s.rate)),
        "profile": s.Field(s.choice(PROFILES, "profile")),
        "share": s.Field(s.number, default=1.0),
        "tariffs_from": s.Field(s.text),
        "of": s.Field(s.text),
        "from": s.Field(s.date, required=True),
        "until": s.Field(s.date),
        "source": s.Field(s.text, required=True),
        "note": s.Field(s.text, default=""),
    }  # fmt: skip
    read = s.record(fields, "the act")

    def parse(node, source: Source):
        values = read(node, source)
        if (
            values is s.WRONG
            or any(v is s.WRONG for v in values.values())
            or values["from"] is None
            or values["by"] is None
        ):
            return s.WRONG
        if not _coherent(values, source):
            return s.WRONG
        return Act(
            id=values["id"] or "", by=values["by"], kind=values["kind"], instrument=values["instrument"],
            start=values["from"], until=values["until"], cells=_cells(values, source, folder, names),
            of=values["of"], source=values["source"] or "", note=values["note"],
            profile=values["profile"] or "", table=values["tariffs_from"] or "",
        )  # fmt: skip

    return parse


def _coherent(values: dict, source: Source) -> bool:
    """One way of saying the rate, dates in order, a target for a removal."""
    node = values["node"]
    before = len(source.problems)
    if values["until"] is not None and values["until"] < values["from"]:
        source.wrong(_value(node, "until"), "the act ends before it begins", f"a date of {values['from']} or later")
    given = [w for w in WAYS if values[w] is not None]
    if values["kind"] == "remove":
        if values["of"] is None:
            source.wrong(node.value[0][0], "nothing to remove", "a key of: the id of an earlier act")
    elif len(given) != 1:
        source.wrong(
            node.value[0][0],
            "one rate is needed",
            f"exactly one of {', '.join(WAYS)}; got {', '.join(given) or 'none'}",
        )
    return len(source.problems) == before


def _value(node, key: str):
    return next(value for k, value in node.value if k.value == key)


def _cells(values: dict, source: Source, folder: Path, names: Names) -> tuple[tuple[str, str, str, float], ...]:
    if values["kind"] == "remove":
        return ()
    if values["tariffs_from"] is not None:
        return tuple(_table(values, source, folder, names))
    if values["instrument"] == "production_subsidy":
        return tuple((values["by"], "", sector, rate) for sector, rate in _rates(values).items())
    buyers = names.regions if values["by"] == "all" else (values["by"],)
    pairs = [(b, o) for b in buyers for o in values["on"] if b != o]
    if values["instrument"] == "export_tax":
        pairs = [(o, b) for b, o in pairs]
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


def _profile(values: dict, pairs, source: Source) -> Iterator[tuple[str, str, str, float]]:
    for pair in pairs:
        if pair not in _increase():
            source.wrong(_value(values["node"], "profile"), "the profile has no such pair", "USA on CHN, or CHN on USA")
            return
        for sector, increase in _increase()[pair].items():
            if sector in values["sectors"]:
                yield *pair, sector, values["share"] * increase


def _table(values: dict, source: Source, folder: Path, names: Names) -> Iterator[tuple[str, str, str, float]]:
    node, path = _value(values["node"], "tariffs_from"), folder / values["tariffs_from"]
    columns = ["importer", "exporter", "sector", "tariff"]
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        source.wrong(node, "this table cannot be read", f"a csv file with columns {', '.join(columns)}", str(error))
        return
    if not set(columns) <= set(table.columns):
        source.wrong(node, "this table lacks columns", f"columns {', '.join(columns)}; got {', '.join(table.columns)}")
        return
    for line, row in enumerate(table[columns].itertuples(index=False), start=2):
        known = (row.importer in names.regions, row.exporter in names.regions, row.sector in names.sectors)
        if not all(known) or not s.LOWEST_RATE <= row.tariff <= s.HIGHEST_RATE:
            source.wrong(
                node, f"line {line} of this table cannot be used", "known regions and sector, a tariff as a fraction"
            )
            return
        yield row.importer, row.exporter, row.sector, float(row.tariff)


def cut(acts: Sequence[Act], last: datetime.date | None) -> tuple[Act, ...]:
    """The acts that began by ``last`` (all where it is None)."""
    return tuple(a for a in acts if last is None or a.start <= last)


def check_acts(acts: Sequence[Act], branches: Sequence[Branch], source: Source) -> None:
    """Unique ids, removals that find their act, no two acts that set the same rate from the same day."""
    for line in [tuple(acts), *(tuple(acts) + b.acts for b in branches)]:
        ids = [a.id for a in line]
        for name in (i for i, count in Counter(ids).items() if count > 1):
            at(source, name, f"two acts are called {name}", "an id of its own for each act")
        for act in (a for a in line if a.kind == "remove"):
            target = next((a for a in line if a.id == act.of), None)
            if target is None:
                at(
                    source,
                    str(act.of),
                    f"act {act.id} removes an unknown act",
                    "the id of an act",
                    nearest(str(act.of), [i for i in ids if i != act.id]),
                )
            elif not target.in_force(act.start):
                at(
                    source,
                    str(act.of),
                    f"act {act.id} removes {act.of}, which is not in force on {act.start}",
                    "an act in force",
                )
        setters: dict = {}
        for act in (a for a in line if a.kind == "set"):
            for importer, exporter, sector, rate in act.cells:
                key = (act.instrument, importer, exporter, sector, act.start)
                other, value = setters.setdefault(key, (act.id, rate))
                if other != act.id and value != rate:
                    at(
                        source,
                        act.id,
                        f"acts {other} and {act.id} contradict each other",
                        f"one rate for {importer} on {exporter}, {sector}, from {act.start}",
                    )
                    break


def at(source: Source, word: str, title: str, expected: str, do: str = "") -> None:
    """Record a problem at the last place where ``word`` stands in the file."""
    if any(p.title == title for p in source.problems):
        return
    places = [(k, line.rfind(word)) for k, line in enumerate(source.lines) if word in line]
    line, column = places[-1] if places else (0, 0)
    source._add(line, column, max(len(word), 1), title, f"got {word}", expected, do)
