"""What a product pays on a day, line by line: each law with its rate, its list, its source, and how the number is known."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from tradetalks.data.partners import read_country
from tradetalks.data.products.codes import CHAPTER, BadCode, read_code
from tradetalks.data.products.concordance import ProductPlace, place_product
from tradetalks.data.tariffs.averages import (
    IMPORTER,
    chapter_addition,
    chapter_rate,
    chapter_rate_without_metals,
    collected,
    sector_additions,
    table_region,
)
from tradetalks.data.tariffs.base_rates import base_of_table
from tradetalks.data.tariffs.doubts import averages_of_chapter, doubts, metals_reach
from tradetalks.data.tariffs.explanation import Layer, TariffExplanation
from tradetalks.data.tariffs.laws import ALL, Law, OnList, load_tariff_laws, on_list
from tradetalks.data.tariffs.reach import stacks
from tradetalks.data.tariffs.stacking import BASE
from tradetalks.data.tariffs.unclaimed import unclaimed
from tradetalks.errors import TariffError, message
from tradetalks.inputs import checked

# The days whose laws are held: from 24 July 2026 on section 301 on forced labour is not, from 19 August section 338 on Canada.
FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2026, 7, 23)
# What the caller knows better than the tables.
STATED = "stated by the caller"
# A rate above is taken for a percentage: no tariff schedule has a base of 500 percent.
HIGHEST_BASE = 5.0


@checked(TariffError)
def explain_tariff(
    by: str,
    on: str,
    product: str,
    date: str | datetime.date,
    *,
    base: float | None = None,
    usmca_share: float | None = None,
    base_from: pd.DataFrame | None = None,
) -> TariffExplanation:
    """What a product pays on a day: every law that reaches it, as the law stacks them.

    Each number says how it is known: for every good of the country, by a code of a list, as an average of the chapter or of the
    sector over the trade of 2024, or as stated by the caller. Where only some lines of the product are on a list, the rate is a
    range.

    Args:
        by: the importer: USA, or CHN for its answers to the United States.
        on: the exporter, a country by code or name; EU for the European Union.
        product: a code of the Harmonized System, 4 to 10 digits, as text.
        date: a day of 2025-01-01 to 2026-07-23.
        base: the base rate (MFN or preference) of the product, a fraction, instead of the chapter's average.
        usmca_share: share of imports from Canada or Mexico that claims USMCA, instead of the sector's average.
        base_from: a tidy table of MFN and preferential rates, as :func:`tradetalks.read_wits` gives it, to take the base from.

    Returns:
        The lines and their sum; printed, the explanation.

    Raises:
        TariffError: no such country, product or day, a pair for which no laws are held, a base or a share out of range.

    Source:
        The laws of ``files/tariffs/laws.csv``, each with its source; averages over United States imports of 2024.
    """
    importer, partner, day = read_country(by, "by"), read_country(on, "on"), _day(date)
    if importer == partner:
        title = f"on: {partner} is the importer itself"
        raise TariffError(message(title, expected="another country: nobody levies a tariff on itself"))
    code, place = _product(product)
    _check_numbers(base, usmca_share)
    stated = STATED
    if base is None and base_from is not None:
        base, stated = base_of_table(base_from, importer, partner, code, day)
    laws = [law for law in load_tariff_laws() if law.by == importer and law.reaches(partner) and law.in_force(day)]
    if not any(law.by == importer and law.reaches(partner) for law in load_tariff_laws()):
        title = f"no laws of {importer} on {partner} are held"
        raise TariffError(message(title, expected="by USA on any country, or by CHN on USA"))
    known = {law.id: _rate(law, laws, partner, place, day, usmca_share) for law in laws}
    if base is not None:
        laws = [_stated(law, stated) for law in laws]
        known |= {law.id: (base, stated) for law in laws if law.kind == BASE}
    rates = {key: rate for key, (rate, _) in known.items()}
    cases = list(stacks(laws, rates, code, partner))
    if metals_reach(laws, code):
        # A duty on metals of today stands in the place of that of 2018, which averages of 2024 hold: from without it to whole.
        rates |= {law.id: _without_metals(law, partner, code) for law in averages_of_chapter(laws, base)}
        cases += stacks(laws, rates, code, partner)
    totals = [sum(found.values()) for found, _ in cases]
    return TariffExplanation(
        by=importer,
        on=partner,
        product=code,
        sector=place.sector,
        date=day,
        layers=tuple(_layers(laws, known, cases, code)),
        total=(min(totals), max(totals)),
        beside=tuple(_beside(importer, partner, code, place.sector, day)),
        notes=tuple(doubts(laws, place, code, partner, day, base)),
    )


def _stated(law: Law, stated: str) -> Law:
    """A base that is not the average of the chapter; every other law as it is."""
    if law.kind != BASE:
        return law
    return dataclasses.replace(law, law="base rate: MFN or preference", note="", source=stated)


def _day(date: str | datetime.date) -> datetime.date:
    day: object = date
    if isinstance(date, str):
        try:
            day = datetime.date.fromisoformat(date)
        except ValueError:
            raise TariffError(message(f"date: {date!r} is no date", expected="year-month-day, as 2025-11-14")) from None
    if not isinstance(day, datetime.date) or not FIRST <= day <= LAST:
        later = "from 24 July 2026 on section 301 on forced labour, from 19 August section 338 on Canada are not held"
        raise TariffError(
            message(f"date: no laws are held for {date}", expected=f"a day from {FIRST} to {LAST}; {later}")
        )
    return day


def _product(product: str) -> tuple[str, ProductPlace]:
    try:
        code = read_code(product)
    except BadCode as bad:
        raise TariffError(message(f"product: {bad.title}", expected=bad.expected, do=bad.do)) from None
    if len(code) <= CHAPTER:
        raise TariffError(message(f"product: {code} is a whole chapter", expected="4 to 10 digits, as 8542 or 854231"))
    return code, place_product(code)


def _check_numbers(base: float | None, usmca_share: float | None) -> None:
    if base is not None and not 0 <= base <= HIGHEST_BASE:
        expected = f"a fraction from 0 to {HIGHEST_BASE:g}: 0.025 is 2.5 percent"
        raise TariffError(message("base is out of range", expected=expected, got=str(base)))
    if usmca_share is not None and not 0 <= usmca_share <= 1:
        raise TariffError(
            message("usmca_share is out of range", expected="a fraction from 0 to 1", got=str(usmca_share))
        )


def _rate(
    law: Law, laws: list[Law], partner: str, place: ProductPlace, day: datetime.date, usmca_share: float | None
) -> tuple[float, str]:
    """The rate of a law where it reaches the product, and how it is known where that is not by the law itself."""
    chapter = place.code[:CHAPTER]
    name = law.goods[0].partition(":")[2]
    if law.average == "chapter":
        return chapter_rate(name, partner, chapter), f"average of chapter {chapter}"
    if law.average == "sector":
        return _sector_average(law, partner, place.sector, name, day)
    assert law.rate is not None, "a law without an average has a rate"
    if law.form != "claim":
        return law.rate, ""
    if usmca_share is not None:
        return law.rate * (1 - usmca_share), STATED
    return unclaimed(law, laws, partner, place, day)


def _sector_average(law: Law, partner: str, sector: str, kind: str, day: datetime.date) -> tuple[float, str]:
    found = sector_additions(law.by, partner, sector, day)
    return found.get(kind, 0.0), f"average of sector {sector or 'none'}"


def _without_metals(law: Law, partner: str, code: str) -> float:
    return chapter_rate_without_metals(law.goods[0].partition(":")[2], partner, code[:CHAPTER])


def _layers(
    laws: list[Law],
    known: Mapping[str, tuple[float, str]],
    cases: list[tuple[dict[str, float], dict[str, str]]],
    code: str,
) -> Iterator[Layer]:
    """A line for every law that the product could pay; left out are those whose lists, or whose sector, do not have it."""
    for law in laws:
        where = {name: on_list(code, name) for name in law.lists}
        goods = [name for name in law.goods if name in where and where[name][0] is not OnList.NO]
        if not law.average and law.goods != (ALL,) and not goods:
            continue
        if law.average == "sector" and known[law.id][0] == 0:
            continue
        added = [found[law.id] for found, _ in cases]
        gave_way = {way[law.id] for _, way in cases if law.id in way}
        freed = [name for name in law.free if where[name][0] is not OnList.NO]
        own_rate = {name for other in laws if other.kind == law.kind for name in other.goods}
        yield Layer(
            law=law,
            low=min(added),
            high=max(added),
            known=known[law.id][1] or _by_list(goods, where) or "every good of the country",
            why="; ".join([*_replaced(gave_way), *_freed(own_rate, freed, where)]),
        )


def _by_list(names: list[str], where: Mapping[str, tuple[OnList, tuple[str, ...]]]) -> str:
    """By which codes of which list a law reaches a product."""
    return ", ".join(f"list {name}: {_codes(where[name])}" for name in names)


def _codes(found: tuple[OnList, tuple[str, ...]]) -> str:
    on, codes = found
    shown = ", ".join(codes[:2])
    if len(codes) > 2:
        shown += f" and {len(codes) - 2} more"
    if on is OnList.PART:
        return f"{shown}, only some of it"
    return shown


def _replaced(kinds: set[str]) -> Iterator[str]:
    for kind in sorted(kinds):
        yield f"{kind.replace('_', ' ')} stands in its place"


def _freed(
    own_rate: Collection[str], names: list[str], where: Mapping[str, tuple[OnList, tuple[str, ...]]]
) -> Iterator[str]:
    """By which lists a law does not reach a product; on goods of those in ``own_rate`` another law of its kind is in force."""
    for name in names:
        word = "free by"
        if name in own_rate:
            word = "has its own rate by"
        yield f"{word} list {name}: {_codes(where[name])}"


def _beside(importer: str, partner: str, code: str, sector: str, day: datetime.date) -> Iterator[str]:
    """What is known of the chapter and of the sector that day, on the trade of 2024."""
    chapter = code[:CHAPTER]
    if importer == IMPORTER:
        since, added = chapter_addition(partner, chapter, day)
        before = f"chapter {chapter} from {table_region(partner)}: {collected(partner, chapter):.1%} collected in 2024"
        if since:
            yield f"{before}, {added:.1%} added as of {since}"
        else:
            yield f"{before}, nothing added yet"
    found = sector_additions(importer, partner, sector, day)
    if found:
        parts = ", ".join(f"{kind.replace('_', ' ')} {rate:.1%}" for kind, rate in found.items())
        yield f"sector {sector}: added {sum(found.values()):.1%} ({parts})"
