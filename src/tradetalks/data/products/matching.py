"""Which sectors of accounts products belong to: of worlds that ship, of what is merged from them, and of industries of ISIC."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pandas as pd
import xarray as xr

from tradetalks.data.countries import find_country, find_group
from tradetalks.data.history import load_concordance
from tradetalks.data.industry_codes import divisions_of
from tradetalks.data.partners import MEMBERS, UNION, region_of
from tradetalks.data.products.concordance import (
    FOLDER,
    PRODUCT_WORLDS,
    sectors_of_industries,
    six_digit_industries,
)
from tradetalks.data.products.weights import KNOWN_IMPORTER, us_imports_by_chapter
from tradetalks.errors import TariffError, message
from tradetalks.inputs import ProductLabels

# In the table of parts: an industry that makes no products, as repair.
NO_PRODUCTS = "none"
# Labels that a sentence lists.
SHOWN = 3


@dataclasses.dataclass(frozen=True)
class _Part:
    """A part of an industry of the OECD's earlier editions, with its divisions of ISIC revision 4."""

    name: str
    divisions: frozenset[int]


@cache
def products_of_world(world: str) -> ProductLabels:
    """The sectors of a world that ships to which products belong.

    Args:
        world: ``world2022`` or ``world2017``.

    Raises:
        TariffError: another world.
    """
    sectors = six_digit_industries().map(sectors_of_industries(world))
    partners: dict[str, tuple[str, ...]] = {str(region): (str(region),) for region in us_imports_by_chapter()}
    if world == "world2017":
        regions = load_concordance().query("dimension == 'region'")["world2017"]
        partners = {
            str(region): tuple(str(name) for name in names if name in us_imports_by_chapter())
            for region, names in regions.groupby(regions).groups.items()
        }
    by_code = {str(code): str(sector) for code, sector in sectors.items()}
    return ProductLabels(sectors=by_code, importer=KNOWN_IMPORTER, partners=partners)


def products_of_accounts(accounts: xr.Dataset) -> ProductLabels:
    """The sectors of accounts to which products belong, from what their sectors were made of.

    Args:
        accounts: a world that ships; one that :func:`tradetalks.aggregate` made of it; or one whose sectors are industries of
            ISIC revision 4, as the OECD and Eurostat write them, or were merged from such.

    Raises:
        TariffError: sectors that are neither, by name.
    """
    made_of, regions, first = _composition(accounts)
    if _ships(accounts):
        return products_of_world(str(accounts.attrs["name"]))
    covered = _industries_covered(made_of, first)
    sectors: dict[str, str] = {}
    torn: dict[str, str] = {}
    for code, part in _parts_of_codes().items():
        reached = [sector for sector, parts in covered.items() if part in parts]
        if len(reached) == 1:
            sectors[code] = reached[0]
        elif reached:
            torn[code] = f"{', '.join(reached[:-1])} or {reached[-1]}"
        else:
            torn[code] = "no sector of these accounts"
    importer = [region for region, members in regions.items() if set(map(_country, members)) == {KNOWN_IMPORTER}]
    partners, stand_in = _partners(regions)
    return ProductLabels(sectors, torn, "".join(importer[:1]), partners, stand_in)


def _ships(accounts: xr.Dataset) -> bool:
    """Whether these are the accounts of a world that ships, which have the hash of its tables and no file of one's own."""
    attrs = accounts.attrs
    shipped = "sha256" in attrs and "folder" not in attrs and "file" not in attrs
    if not shipped or attrs.get("name") not in PRODUCT_WORLDS:
        return False
    labels = {str(label) for label in accounts["sector"].values}
    return set(sectors_of_industries(str(attrs["name"])).values()) <= labels


def _composition(accounts: xr.Dataset) -> tuple[dict[str, list[str]], dict[str, list[str]], str]:
    """Goods sectors and regions, each with the labels that it was made of, and the world that those are of, if it ships."""
    goods = [str(v) for v, t in zip(accounts["sector"].values, accounts["tradable"].values, strict=True) if t]
    sectors = {label: [label] for label in goods}
    regions = {str(label): [str(label)] for label in accounts["region"].values}
    if "aggregation" not in accounts.attrs:
        return sectors, regions, ""
    told = json.loads(str(accounts.attrs["aggregation"]))
    sectors = {label: told["sectors"].get(label, [label]) for label in goods}
    regions = {label: told["regions"].get(label, [label]) for label in regions}
    first = str(accounts.attrs.get("aggregated_from", ""))
    if first in PRODUCT_WORLDS and accounts.attrs.get("aggregated_from_sha256"):
        return sectors, regions, first
    return sectors, regions, ""


def _industries_covered(made_of: Mapping[str, Sequence[str]], first: str) -> dict[str, set[str]]:
    """The parts of industries that each sector covers, wholly or in part.

    Raises:
        TariffError: labels that are neither sectors of a shipped world nor industries.
    """
    covered: dict[str, set[str]] = {}
    unknown: list[str] = []
    for sector, labels in made_of.items():
        covered[sector] = set()
        for label in labels:
            covered[sector] |= set(_covered_by(label, first))
            if not first and not divisions_of(_plain(label)):
                unknown.append(label)
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        title = f"products have no place in {', '.join(unknown[:SHOWN])}{more}: no industry of ISIC revision 4"
        expected = f"sectors made of industries as A01_02, C24 or C29, or of {' and '.join(PRODUCT_WORLDS)}"
        raise TariffError(message(title, expected=expected, do="give rates by sector"))
    return covered


def _covered_by(label: str, first: str) -> Iterator[str]:
    """The parts of industries that a label of the first table covers, wholly or in part."""
    if first:
        of_world = sectors_of_industries(first)
        for industry, parts in _parts_of_industries().items():
            if of_world.get(industry) == label:
                yield from (part.name for part in parts)
        return
    named = [part.name for parts in _parts_of_industries().values() for part in parts if part.name == label]
    if named:
        yield from named
        return
    divisions = divisions_of(_plain(label))
    for parts in _parts_of_industries().values():
        yield from (part.name for part in parts if part.divisions & divisions)


def _plain(label: str) -> str:
    """A code of industries as the OECD writes it: Eurostat has C31_C32 and C31_32 of the same."""
    return re.sub(r"(?<=[_T-])[A-U](?=[0-9])", "", label)


@cache
def _parts_of_industries() -> dict[str, tuple[_Part, ...]]:
    """Every industry with its parts; one that no edition splits is its own."""
    table = _table_of_parts()
    found: dict[str, tuple[_Part, ...]] = {}
    for industry in sectors_of_industries(PRODUCT_WORLDS[0]):
        rows = table[table["icio"] == industry]
        found[industry] = tuple(
            _Part(str(name), frozenset(map(int, str(divisions).split())))
            for name, divisions in zip(rows["part"], rows["divisions"], strict=True)
        ) or (_Part(industry, divisions_of(industry)),)
    return found


@cache
def _parts_of_codes() -> dict[str, str]:
    """The part of an industry that makes each six-digit code: by the codes named, else the one for the rest."""
    table = _table_of_parts()
    by_code: dict[str, str] = {}
    for industry, codes in six_digit_industries().groupby(six_digit_industries()).groups.items():
        rows = table[(table["icio"] == industry) & (table["codes"] != NO_PRODUCTS)]
        named = {prefix: str(part) for part, codes_ in rows[["part", "codes"]].values for prefix in codes_.split()}
        rest = next((str(part) for part, codes_ in rows[["part", "codes"]].values if not codes_), str(industry))
        for code in codes:
            by_code[str(code)] = next((part for prefix, part in named.items() if str(code).startswith(prefix)), rest)
    return by_code


@cache
def _table_of_parts() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "industry_parts.csv", dtype=str, keep_default_na=False)


def _country(label: str) -> str:
    """The code of a country; the label itself where it is none."""
    return find_country(label) or label


def _partners(
    regions: Mapping[str, Sequence[str]],
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """By region the exporters of the tables of imports that its countries belong to, and those that only stand for it."""
    known = frozenset(str(name) for name in us_imports_by_chapter())
    union = find_group(MEMBERS)
    assert union is not None, "the European Union is among the groups"
    partners: dict[str, tuple[str, ...]] = {}
    stand_in: dict[str, str] = {}
    for region, members in regions.items():
        countries = {_country(label) for label in members}
        found = dict.fromkeys(region_of(country, known) for country in sorted(countries) if country != KNOWN_IMPORTER)
        partners[region] = tuple(name for name in found if name in known)
        wider = [
            name
            for name in partners[region]
            if name not in countries and not (name == UNION and set(union.members) <= countries)
        ]
        if wider:
            verb = "stands" if len(wider) == 1 else "stand"
            stand_in[region] = f"their {' and '.join(wider)} {verb} for {region}"
    return partners, stand_in
