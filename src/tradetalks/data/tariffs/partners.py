"""Countries by their codes of three letters, and the regions in which averages are known."""

from __future__ import annotations

from functools import cache

import pandas as pd

from tradetalks.data.paths import FILES
from tradetalks.errors import TariffError, message
from tradetalks.inputs.places import countries, label_of, meant

FOLDER = FILES / "tariffs"
# A customs union that tables of tariffs name as one.
UNION = "EU"
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
    known = {**countries(), UNION: "European Union"}
    word = str(name).strip()
    if word in SEVERAL:
        title = f"{what}: {word} is several countries with different rates"
        raise TariffError(message(title, expected="one country, as THA", do="name one of them"))
    label = label_of(word, list(known), known)
    if label is None:
        advice = meant(word, list(known), known, places=False)
        raise TariffError(message(f"{what}: unknown country {name!r}", expected="a code of ISO 3166, or EU", do=advice))
    return label


@cache
def _regions() -> dict[str, str]:
    table = pd.read_csv(FOLDER / "partners.csv", dtype=str)
    return dict(zip(table["country"], table["region"], strict=True))


def groups_of(country: str) -> frozenset[str]:
    """What a law may name a country by: itself, and the European Union where it is a member."""
    if _regions().get(country) == UNION:
        return frozenset({country, UNION})
    return frozenset({country})


def members_of_union() -> tuple[str, ...]:
    """The 27 members of the European Union."""
    return tuple(country for country, region in _regions().items() if region == UNION)


def region_of(country: str, known: frozenset[str]) -> str:
    """The region in which averages of a country are known: its own, that of its group, or the rest of the world."""
    region = _regions().get(country, country)
    if region in known:
        return region
    return "ROW"
