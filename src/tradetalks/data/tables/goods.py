"""Which industries make goods, which tariffs reach, by the codes of each format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.data.industry_codes import divisions_of
from tradetalks.data.tables.codes import INDUSTRIES

# Divisions 1 to 33 of ISIC revision 4 are agriculture, mining and manufacturing; divisions 1 to 37 of revision 3.
LAST_GOOD, LAST_GOOD_EARLIER = 33, 37
# Codes of the OECD's edition of 2016, as C15T16FOD: revision 3, with a name at the end.
EARLIER = re.compile(r"C(\d\d)(T\d\d)?[A-Z]{3,4}")
# Formats with codes of their own, and how many of them, the first, are goods.
GOODS_FIRST = {"wiod2013": 16, "eora": 12, "gtap": 45}
# Eora's rest of the world has one industry, which trades goods and services.
WHOLE_ECONOMY = "TOTAL"


def goods_of(industries: Sequence[str]) -> tuple[list[str], str]:
    """The industries that make goods, and how they were told.

    Args:
        industries: labels of a table.

    Returns:
        The goods in order, and a sentence; every industry where codes are none of ISIC revision 4, of the OECD's edition of 2016,
        of WIOD 2013, of Eora26 or of GTAP.
    """
    if all(divisions_of(code) for code in industries):
        goods = [code for code in industries if max(divisions_of(code)) <= LAST_GOOD]
        return goods, "divisions 1 to 33 of ISIC revision 4"
    earlier = {code: EARLIER.fullmatch(code) for code in industries}
    if all(earlier.values()):
        goods = [code for code, found in earlier.items() if found and int(found[1]) <= LAST_GOOD_EARLIER]
        return goods, "divisions 1 to 37 of ISIC revision 3"
    for format, count in GOODS_FIRST.items():
        known = INDUSTRIES[format]
        if all(code in known or code == WHOLE_ECONOMY for code in industries):
            goods = [code for code in industries if code in known[:count] or code == WHOLE_ECONOMY]
            return goods, f"the goods of {format}"
    return list(industries), "every industry: its codes do not say which are goods"
