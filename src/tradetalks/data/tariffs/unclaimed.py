"""What a duty on goods that claim no USMCA preference adds on average: of the chapter where it is known, else of the sector."""

from __future__ import annotations

import datetime

from tradetalks.data.products.codes import CHAPTER
from tradetalks.data.products.concordance import ProductPlace
from tradetalks.data.tariffs.averages import chapter_addition, dates_of_additions, sector_additions
from tradetalks.data.tariffs.laws import ALL, Law, load_product_lists
from tradetalks.data.tariffs.stacking import BASE

# Cars and their parts are most of what USMCA frees of section 232: the average of their sector stands for it.
OF_CARS = "MVH"


def unclaimed(law: Law, laws: list[Law], partner: str, place: ProductPlace, day: datetime.date) -> tuple[float, str]:
    """The average that a law adds on a product, whether it claims the preference or not.

    Tables of chapters have all laws together. Where no other law reaches a chapter its number is this law's, and nearer than that
    of the sector; where others do, it is the most that this one adds.

    Args:
        law: on what claims no preference.
        laws: all that are in force, that reach the partner.
        partner: Canada or Mexico.
        place: of the product.
        day: which.

    Returns:
        A fraction, no more than the law's rate, and how it is known.
    """
    assert law.rate is not None, "a law on what claims no preference has a rate"
    chapter = place.code[:CHAPTER]
    held = _when_held(law, day)
    if law.goods != (ALL,) and law.kind == "section_232":
        return _of_sector(law, partner, OF_CARS, held)
    of_sector, known = _of_sector(law, partner, place.sector, held)
    _, of_chapter = chapter_addition(partner, chapter, held)
    if not _others_reach(law, laws, chapter):
        return min(law.rate, of_chapter), f"average of chapter {chapter}"
    if of_chapter < of_sector:
        return of_chapter, f"all that was added in chapter {chapter}, less than the average of sector {place.sector}"
    return of_sector, known


def _of_sector(law: Law, partner: str, sector: str, day: datetime.date) -> tuple[float, str]:
    assert law.rate is not None, "a law on what claims no preference has a rate"
    found = sector_additions(law.by, partner, sector, day).get(law.kind, 0.0)
    return min(law.rate, found), f"average of sector {sector or 'none'}"


def _when_held(law: Law, day: datetime.date) -> datetime.date:
    """The day whose averages hold the law: those that began before it was in force are of other rates."""
    dates = [datetime.date.fromisoformat(date) for date in dates_of_additions()]
    if law.start is None or any(law.start <= date <= day for date in dates):
        return day
    return min((date for date in dates if date >= day), default=day)


def _others_reach(law: Law, laws: list[Law], chapter: str) -> bool:
    """Whether laws of another kind add something in a chapter."""
    others = [other for other in laws if other.kind not in (BASE, law.kind)]
    return any(_reaches_chapter(other, chapter) for other in others)


def _reaches_chapter(law: Law, chapter: str) -> bool:
    """Whether a law may add something on some good of a chapter; an average may anywhere."""
    if law.average or ALL in law.goods:
        return True
    lists = load_product_lists()
    return any(code.startswith(chapter) for name in law.goods for code in lists[name])
