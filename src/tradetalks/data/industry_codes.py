"""What codes of industries (ISIC revision 4, NACE revision 2) have in common with the sectors of a shipped world."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd

from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, listed, message

# The shipped world whose goods are single industries of the OECD.
WORLD = "world2022"
# Divisions of each section of ISIC revision 4.
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
# Sections of the six services of the world.
SERVICES = {"UTL": "DE", "CON": "F", "TRD": "GI", "TRN": "H", "BUS": "JKLMN", "PUB": "OPQRSTU"}
# One end of a code: a letter, a division or group, perhaps a letter that splits it, as "C24A", "301", "R".
END = re.compile(r"([A-U])?(\d{2,3})?[AB]?")
# Labels that a message lists.
SHOWN = 10


def parts_of_industries(codes: Sequence[str]) -> dict[str, dict[str, float]]:
    """Of which sectors of ``world2022`` each industry is a part or consists, with weights that add up to 1.

    An industry that covers several sectors (``B``, mining, of Eurostat) is all of them in equal parts.

    Args:
        codes: of industries, as the OECD (``C10T12``, ``01T02``), Eurostat (``C31_32``) and WIOD 2016 (``C10-C12``) write them.

    Returns:
        Weights (fractions) by sector, by code.

    Raises:
        AccountsError: codes that are none of ISIC revision 4.
    """
    found, unknown = {}, []
    for code in codes:
        covered = divisions_of(code)
        shared = [sector for sector, divisions in _world_divisions().items() if covered & divisions]
        if not shared:
            unknown.append(f"  {code}")
            continue
        found[code] = {sector: 1 / len(shared) for sector in shared}
    if unknown:
        raise AccountsError(
            message(
                "named sets of elasticities are matched to industries of ISIC revision 4",
                details=["other codes:", *listed(unknown, SHOWN, indent="")],
                do="give elasticities by industry, or one number for all",
            )
        )
    return found


def divisions_of(code: str) -> frozenset[int]:
    """The divisions of ISIC revision 4 that a code covers; none where it is no such code."""
    ends = [END.fullmatch(end) for end in re.split(r"[T_-](?!$)", code.strip())]
    if not code.strip() or len(ends) > 2 or any(end is None or not (end[1] or end[2]) for end in ends):
        return frozenset()
    spans = [_span(end[1], end[2]) for end in ends if end is not None]
    return frozenset(range(spans[0][0], spans[-1][1] + 1))


def _span(letter: str | None, number: str | None) -> tuple[int, int]:
    """First and last division of one end of a code."""
    if number is None:
        return SECTIONS[letter or ""]
    # Three digits are a group of the division that the first two name.
    division = int(number[:2])
    return division, division


@cache
def _world_divisions() -> dict[str, frozenset[int]]:
    """Divisions by sector of the world."""
    table = pd.read_csv(FILES / WORLD / "sectors.csv", dtype=str)
    found = {}
    for sector, code in zip(table["sector"], table["icio_code"], strict=True):
        if sector in SERVICES:
            spans = [SECTIONS[letter] for letter in SERVICES[sector]]
            found[sector] = frozenset(k for first, last in spans for k in range(first, last + 1))
        else:
            found[sector] = divisions_of(code)
    return found
