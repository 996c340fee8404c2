"""Goods by their place in a schedule of tariffs: "heading 7208", "chapters 72 and 73", "tariff item 87.03"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tradetalks.data.products.concordance import place_product
from tradetalks.errors import TariffError

_CODE = r"\d{2}(?:\.?\d{2}(?:\.?\d{2}){0,3})?(?![.\d]*\d)"
_CODES = re.compile(
    r"\b(?:(?:sub)?headings?|chapters?|(?:tariff )?(?:items?|lines?|codes?)|HTS(?:US)?(?: codes?)?|HS"
    r"(?: codes?)?)\s+(?:Nos?\.?\s+)?"
    rf"(?P<codes>{_CODE}(?:\s*(?:,|,?\s+(?:and|or)|to|-|–)\s*{_CODE})*)",
    re.IGNORECASE,
)
_THROUGH = re.compile(r"\s*(?:to|-|–)\s*")
# Digits of a chapter of the Harmonized System.
CHAPTER = 2


class ScheduledGoods(NamedTuple):
    """Goods named by codes: their words, their sectors by world, whether the codes hold nothing else, and their place."""

    words: str
    sectors: dict[str, tuple[str, ...]]
    whole: bool
    start: int
    end: int


@lru_cache(256)
def scheduled_goods(text: str, worlds: tuple[str, ...]) -> tuple[ScheduledGoods, ...]:
    """Every place of a sentence that names goods by codes of the Harmonized System, but for chapters 98 and 99, which hold none.

    Args:
        text: of the sentence.
        worlds: whose sectors are looked up.
    """
    found = []
    for match in _CODES.finditer(text):
        sectors: dict[str, tuple[str, ...]] = {}
        whole = True
        for world in worlds:
            places = [place for code in _codes_of(match["codes"]) if (place := _place(code, world))]
            sectors[world] = tuple(dict.fromkeys(sector for sector, _ in places))
            whole = whole and all(right == 1 for _, right in places)
        if all(sectors.values()):
            found.append(ScheduledGoods(match.group(), sectors, whole, *match.span()))
    return tuple(found)


def _codes_of(text: str) -> Iterator[str]:
    """The digits of a list of codes; "chapters 72 to 76" are five."""
    codes = list(re.finditer(_CODE, text))
    for one, other in itertools.zip_longest(codes, codes[1:]):
        first = one.group().replace(".", "")
        yield first
        if other is None or not _THROUGH.fullmatch(text[one.end() : other.start()]):
            continue
        last = other.group().replace(".", "")
        if len(first) == len(last) == CHAPTER:
            yield from (f"{chapter:02}" for chapter in range(int(first) + 1, int(last)))


def _place(code: str, world: str) -> tuple[str, float] | None:
    """The sector of a code and how much of it is right; None where no industry makes it."""
    try:
        place = place_product(code, world)
    except TariffError:
        return None
    return (place.sector, place.right) if place.sector else None
