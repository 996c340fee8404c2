"""Rates and what each is on, told in two rows: "on cars, wine and tobacco of 20, 30 and 40 percent respectively"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.text.phrases import Number

_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
# The list that the rates belong to: what "on" or "from" opens, up to a verb, a comma before one, or the rates.
_ROW = re.compile(
    r"\b(?:on|for|from)\s+(?P<row>[^.;:%]+?)(?=,?\s+(?:ha(?:s|ve)|had|will|shall|would|are|is|were|was|to|at|of|by"
    r"|respectively)\b|[.;]|$)"
)
_PARTS = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+")


def respective_part(text: str, rates: Sequence[Number], rate: Number) -> tuple[int, int] | None:
    """Where the goods, or countries, of one of several rates stand that a sentence gives "respectively".

    Args:
        text: of the sentence.
        rates: the rates that it sets, in its order.
        rate: one of them.

    Returns:
        Its part of the list; None where the sentence does not say "respectively", or has no list with as many parts as rates.
    """
    word = _RESPECTIVELY.search(text)
    if word is None or rate not in rates or len(rates) < 2:
        return None
    for row in _ROW.finditer(text, 0, word.start()):
        cuts = [row.start("row"), *(cut.end() for cut in _PARTS.finditer(text, *row.span("row")))]
        if len(cuts) == len(rates):
            ends = [*cuts[1:], row.end("row")]
            k = list(rates).index(rate)
            return cuts[k], ends[k]
    return None
