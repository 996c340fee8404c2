"""Percentages that may be rates of tariffs, though nothing beside them says so: they are told, and nothing is made of them."""

from __future__ import annotations

import re

from tradetalks.text.no_rates import NOT_TARIFF_AFTER
from tradetalks.text.phrases import percents_in
from tradetalks.text.rates import CHANGING, is_of_something_else

# A percentage without a word for a tariff beside it: "face 10 percent", "the 15 percent on hats", a row that ends in one.
_MAY_BE_AFTER = re.compile(r"^\s+(?:rate\b|on\s|applies\b)", re.IGNORECASE)
_MAY_BE_BEFORE = re.compile(
    r"\b(?:fac(?:e|es|ed|ing)|pay|pays|paid|keep|keeping|kept|add|adds|(?:rate|limit|ceiling|cap) of|rates?"
    r"|go(?:es)?(?: down| up)? to|went (?:down |up )?to|(?:those|ones) at)\s+(?:the\s+|an?\s+|an additional\s+)?$",
    re.IGNORECASE,
)
_ROW_END = re.compile(r"^[\s|.;]*$")
# Words of a row: more is a sentence.
_ROW_LENGTH = 120


def may_be_rate(text: str) -> bool:
    """Whether a sentence has a percentage that may be a tariff, in a text about tariffs, though no word for one stands beside it.

    Args:
        text: of the sentence.
    """
    for number in percents_in(text):
        before, after = text[: number.start], text[number.end :]
        if NOT_TARIFF_AFTER.match(after) or (CHANGING.search(before) and is_of_something_else(before)):
            continue
        is_row = len(text) < _ROW_LENGTH and _ROW_END.match(after) and re.search(r"(?:\s{2,}|\t|[|:])\s*$", before)
        if is_row or _MAY_BE_AFTER.match(after) or _MAY_BE_BEFORE.search(before):
            return True
    return False
