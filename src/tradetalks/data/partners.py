"""Countries by their codes of three letters, the Union as one of them, and the regions in which averages are known."""

from __future__ import annotations

from functools import cache

import pandas as pd

from tradetalks.data.countries import country_code, find_group
from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, TariffError, message, parts

FOLDER = FILES / "tariffs"
# A customs union that tables of tariffs name as one.
UNION, MEMBERS = "EU", "EU27"
# Regions of several countries with different rates: an average is known, and no rate.
SEVERAL = ("SEA", "ROW")


def read_country(name: str, what: str) -> str:
    """The code of a country, or EU, from its code or its name in words.

    Args:
        name: as written.
        what: the argument, for the message.

    Raises:
        TariffError: no country.
    """
    word = str(name).strip()
    group = find_group(word)
    if word in SEVERAL:
        title = f"{what}: {word} is several countries with different rates"
        raise TariffError(message(title, expected="one country, as THA", do="name one of them"))
    if group is not None and group.label == MEMBERS:
        return UNION
    try:
        return country_code(word)
    except AccountsError as error:
        found = parts(str(error))
        raise TariffError(message(f"{what}: {found['title']}", expected="a country, or EU", do=found["do"])) from None


@cache
def _regions() -> dict[str, str]:
    table = pd.read_csv(FOLDER / "partners.csv", dtype=str)
    return {**dict.fromkeys(members_of_union(), UNION), **dict(zip(table["country"], table["region"], strict=True))}


def groups_of(country: str) -> frozenset[str]:
    """What a law may name a country by: itself, and the European Union where it is a member."""
    if _regions().get(country) == UNION:
        return frozenset({country, UNION})
    return frozenset({country})


def members_of_union() -> tuple[str, ...]:
    """The 27 members of the European Union."""
    group = find_group(MEMBERS)
    assert group is not None, "the European Union is among the groups"
    return group.members


def members_of_region(region: str) -> frozenset[str]:
    """The countries of a region of :data:`SEVERAL` of which all are known; none of any other."""
    if region not in SEVERAL:
        return frozenset()
    return frozenset(country for country, group in _regions().items() if group == region)


def region_of(country: str, known: frozenset[str]) -> str:
    """The region in which averages of a country are known: its own, that of its group, or the rest of the world."""
    region = _regions().get(country, country)
    if region in known:
        return region
    return "ROW"
