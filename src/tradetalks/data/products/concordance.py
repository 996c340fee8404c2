"""The sector that a product belongs to, with the level at which it was found and how sure that is."""

from __future__ import annotations

import dataclasses
from functools import cache

import pandas as pd

from tradetalks.data.paths import FILES
from tradetalks.data.products.codes import CHAPTER, HEADING, SUBHEADING, BadCode, read_code
from tradetalks.errors import TariffError, message, suggestion
from tradetalks.inputs import checked

FOLDER = FILES / "products"
# The shipped worlds whose sectors are made of industries of the OECD's tables.
PRODUCT_WORLDS = ("world2022", "world2017")
# Share of United States imports of 2024 that each level places right, chapters 98 and 99 left out; by the finest level used.
COVERAGE = {"six digits": 1.0, "heading": 0.977, "chapter": 0.751}
# Returned goods and temporary provisions: what is in them is of every industry and of none.
UNCOVERED = ("98", "99")


@dataclasses.dataclass(frozen=True)
class ProductPlace:
    """Where a product belongs.

    Args:
        code: its digits.
        sector: of the world; empty where no industry makes it (chapters 98 and 99).
        industry: of the OECD's inter-country tables; empty as ``sector`` is.
        level: ``six digits``, ``heading``, ``chapter`` or ``none``: where it was found.
        right: share of what the code covers that belongs to the sector, a fraction of imports or of six-digit codes.
        note: what was assumed; empty for nothing.
    """

    code: str
    sector: str
    industry: str
    level: str
    right: float
    note: str = ""


@checked(TariffError)
def place_product(code: object, world: str = "world2022") -> ProductPlace:
    """The sector of a product.

    Args:
        code: of the Harmonized System (HS 2022), 2 to 10 digits, as text.
        world: ``world2022`` or ``world2017``.

    Returns:
        The sector with the level at which it was found: six digits where the code has them, else its heading, else its chapter.

    Raises:
        TariffError: no product code, no such chapter, or a world whose sectors are not matched to products.

    Source:
        Crosswalk of The Budget Lab at Yale from ten-digit codes to GTAP sectors, which are industries of the OECD's tables one
        to one (``files/products/README.md``).
    """
    sectors = sectors_of_industries(world)
    try:
        digits = read_code(code)
    except BadCode as bad:
        raise TariffError(message(bad.title, expected=bad.expected, do=bad.do)) from None
    if digits[:CHAPTER] in UNCOVERED:
        note = f"chapter {digits[:CHAPTER]} has no industry: returned goods and temporary provisions"
        return ProductPlace(digits, "", "", "none", 0.0, note)
    industry, level, right, note = _found(digits)
    return ProductPlace(digits, sectors[industry], industry, level, right, note)


def _found(digits: str) -> tuple[str, str, float, str]:
    """Industry, level, share that is right, note."""
    chapter, heading, subheading = digits[:CHAPTER], digits[:HEADING], digits[:SUBHEADING]
    if chapter not in _chapters().index:
        known = f"01 to {_chapters().index[-1]}, 98 and 99"
        raise TariffError(message(f"there is no chapter {chapter} of products", expected=known))
    if len(digits) >= SUBHEADING and subheading in six_digit_industries().index:
        return str(six_digit_industries()[subheading]), "six digits", 1.0, ""
    note = ""
    if len(digits) >= SUBHEADING:
        note = f"{subheading} is no code of HS 2022, perhaps of an earlier revision"
    if len(digits) >= HEADING:
        inside = six_digit_industries()[list(six_digit_codes(heading))]
        if inside.empty:
            note = f"{heading} is no heading of HS 2022: placed by its chapter"
        else:
            return _by_heading(heading, inside, note and f"{note}: placed by heading {heading}")
    table = _chapters()
    return str(table["icio"][chapter]), "chapter", float(table["share_within_chapter"][chapter]), note


def _by_heading(heading: str, inside: pd.Series[str], note: str) -> tuple[str, str, float, str]:
    """All of a heading where its codes are of one industry, else where most of its trade or of its codes is."""
    if inside.nunique() == 1:
        return str(inside.iloc[0]), "heading", 1.0, note
    if heading in _headings().index:
        table = _headings()
        return str(table["icio"][heading]), "heading", float(table["share_within_heading"][heading]), note
    default = str(_chapters()["icio"][heading[:CHAPTER]])
    return default, "heading", float((inside == default).mean()), note


def six_digit_codes(code: str) -> tuple[str, ...]:
    """The six-digit codes of HS 2022 that a code covers, or of which it is a part; none where HS 2022 has none.

    Args:
        code: 2 to 10 digits.
    """
    return _by_prefix().get(code[:SUBHEADING], ())


def sectors_of_industries(world: str) -> dict[str, str]:
    """The sector of a world to which each industry of the OECD's tables belongs.

    Raises:
        TariffError: sectors of that world are not matched to products.
    """
    if world not in PRODUCT_WORLDS:
        title = f"the sectors of {world!r} are not matched to products"
        advice = "; ".join(filter(None, [suggestion(world, PRODUCT_WORLDS), "or give rates by sector"]))
        raise TariffError(message(title, expected=f"one of {', '.join(PRODUCT_WORLDS)}", do=advice))
    table = _table("icio_to_world.csv", "icio")
    return dict(zip(table.index, table[world], strict=True))


@cache
def six_digit_industries() -> pd.Series[str]:
    """The industry of each six-digit code of HS 2022, by code."""
    return _table("hs6_2022_to_icio.csv.gz", "hs6")["icio"]


@cache
def _by_prefix() -> dict[str, tuple[str, ...]]:
    """Six-digit codes by chapter, heading and code."""
    found: dict[str, list[str]] = {}
    for code in six_digit_industries().index:
        for length in (CHAPTER, HEADING, SUBHEADING):
            found.setdefault(code[:length], []).append(code)
    return {prefix: tuple(codes) for prefix, codes in found.items()}


@cache
def _table(name: str, index: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False).set_index(index)


def _chapters() -> pd.DataFrame:
    return _table("hs2_to_icio.csv", "hs2")


def _headings() -> pd.DataFrame:
    return _table("hs4_exceptions_to_icio.csv", "hs4")
