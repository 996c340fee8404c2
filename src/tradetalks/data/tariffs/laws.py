"""Dated laws and the product lists that they reach or free: data, read once (``files/tariffs/README.md``)."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from enum import Enum
from functools import cache

import pandas as pd

from tradetalks.data.partners import FOLDER, groups_of
from tradetalks.data.products.codes import SUBHEADING

# A law on all goods; on all partners but those with a hyphen.
ALL = "all"
# Lists of section 232 on steel and aluminium, which stand in the place of those of 2018.
METALS = frozenset({"steel", "aluminium", "metals_ia", "metals_ib"})
# Goods whose rate is an average of the chapter or of the sector: `chapter:NAME`, `sector:NAME`.
AVERAGES = ("chapter", "sector")


class OnList(Enum):
    """Whether a product is on a list: all of it, none of it, or some of its tariff lines."""

    WHOLE = "whole"
    PART = "part"
    NO = "no"


@dataclasses.dataclass(frozen=True)
class Law:
    """One dated duty.

    Args:
        id: its name.
        kind: what it stacks as: base, section_301, section_232, reciprocal, emergency, fentanyl, section_122 and others.
        law: what it is, in words.
        by: the importer.
        on: exporters: codes of countries, EU, or all; with a hyphen those left out.
        rate: a fraction; None where only an average is known.
        form: ``add``, ``inclusive`` (fills up to the rate, base included), or ``claim`` (on what claims no preference).
        rank: among laws of one kind of which only one applies, the lowest rank does; None where all apply.
        goods: all, names of lists, or an average.
        free: names of lists that it does not reach.
        start: first day; None for always.
        until: last day; None for open.
        source: who says so.
        note: what to know.
    """

    id: str
    kind: str
    law: str
    by: str
    on: tuple[str, ...]
    rate: float | None
    form: str
    rank: int | None
    goods: tuple[str, ...]
    free: tuple[str, ...]
    start: datetime.date | None
    until: datetime.date | None
    source: str
    note: str

    def reaches(self, partner: str) -> bool:
        """Whether goods of a country are meant."""
        names = groups_of(partner)
        if any(f"-{name}" in self.on for name in names):
            return False
        return ALL in self.on or bool(names & set(self.on))

    def in_force(self, day: datetime.date) -> bool:
        """Whether the law is in force on ``day``."""
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)

    @property
    def average(self) -> str:
        """``chapter`` or ``sector`` where the rate is an average, else empty."""
        kind, colon, _ = self.goods[0].partition(":")
        if colon and kind in AVERAGES:
            return kind
        return ""

    @property
    def is_on_metals(self) -> bool:
        """Whether it is section 232 on steel or aluminium."""
        return bool(METALS & set(self.goods))

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that decide whether it reaches a product."""
        reached = () if self.average or ALL in self.goods else self.goods
        return (*reached, *self.free)


@cache
def load_tariff_laws() -> tuple[Law, ...]:
    """The dated duties of the United States, 2025 to July 2026, and China's answers.

    Returns:
        In the order of ``files/tariffs/laws.csv``; rates are fractions.

    Source:
        ``files/tariffs/README.md``; each law names its own.
    """
    table = pd.read_csv(FOLDER / "laws.csv", dtype=str, keep_default_na=False)
    return tuple(_law(row) for row in table.to_dict("records"))


def _law(row: Mapping[object, str]) -> Law:
    rate = float(row["rate"]) if row["rate"] else None
    rank = int(row["rank"]) if row["rank"] else None
    return Law(
        id=row["id"],
        kind=row["kind"],
        law=row["law"],
        by=row["by"],
        on=tuple(row["on"].split()),
        rate=rate,
        form=row["form"],
        rank=rank,
        goods=tuple(row["goods"].split()),
        free=tuple(row["free"].split()),
        start=_day(row["from"]),
        until=_day(row["until"]),
        source=row["source"],
        note=row["note"],
    )


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    return datetime.date.fromisoformat(text)


@cache
def load_product_lists() -> dict[str, tuple[str, ...]]:
    """Product codes by list, as the annexes of the laws have them: 4 to 10 digits."""
    table = pd.read_csv(FOLDER / "product_lists.csv.gz", dtype=str)
    return {str(name): tuple(codes) for name, codes in table.groupby("list")["product"]}


@cache
def about_lists() -> pd.DataFrame:
    """What each list is: title, whether the whole of it is held, whether it reaches all goods of its codes, and a note."""
    return pd.read_csv(FOLDER / "product_lists_about.csv", dtype=str, keep_default_na=False).set_index("list")


def on_list(product: str, name: str) -> tuple[OnList, tuple[str, ...]]:
    """Whether a product is on a list, and by which of its codes.

    Args:
        product: digits, 2 to 10.
        name: of the list.

    Returns:
        WHOLE where a code of the list covers it; PART where codes of the list are within it, or where the list reaches only some
        goods of its codes (``reaches`` in the table about lists). A line of eight digits that ends
        in 00 is the whole of its six: the United States' schedule divides it no further.
    """
    codes = load_product_lists()[name]
    covering = tuple(code for code in codes if product.startswith(_undivided(code)))
    if covering and about_lists().at[name, "reaches"] == "some":
        return OnList.PART, covering
    if covering:
        return OnList.WHOLE, covering
    within = tuple(code for code in codes if code.startswith(product))
    if within:
        return OnList.PART, within
    return OnList.NO, ()


def _undivided(code: str) -> str:
    if len(code) == SUBHEADING + 2 and code.endswith("00"):
        return code[:SUBHEADING]
    return code
