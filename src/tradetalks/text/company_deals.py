"""Deals of companies that a joint statement takes note of: "commercial deals between U.S. and Peruvian companies, including:"."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.text.findings import Promise, Value
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

_BETWEEN = re.compile(r"\bdeals between (?P<whose>[^.;:]*(?:U\.S\.|[A-Z])[^;:]{3,60}?) companies\b[^;]*:\s*$")
# An item of such a list: what is bought.
BOUGHT = re.compile(r"(?:Purchases?|Procurement) of\b|[\w ]{0,30}\b[Ii]nvestments? (?:in|of)\b")
_AMERICAN = "USA"


def buyer_in(sentence: Sentence) -> Value | None:
    """Whose companies buy what stands below a sentence: those of the partner of the United States, which takes note of such deals
    in its own statements; None where it announces no such list.

    Args:
        sentence: to read.
    """
    match = _BETWEEN.search(sentence.text)
    codes = list(dict.fromkeys(place.code for place in places_in(match["whose"]))) if match else []
    if match is None or len(codes) != 2 or _AMERICAN not in codes:
        return None
    partner = next(code for code in codes if code != _AMERICAN)
    words = (sentence.at(*match.span("whose")),)
    return Value(partner, (sentence.span,), words, derived="the partner of the United States, whose companies buy")


def bought_by(item: Promise, buyer: Value) -> Promise:
    """A purchase of a list of deals, with who buys and who sells.

    Args:
        item: the purchase.
        buyer: of :func:`buyer_in`.
    """
    seller = dataclasses.replace(buyer, value=_AMERICAN, derived="whose companies sell")
    status = dataclasses.replace(buyer, value="promised", derived="deals to come")
    return dataclasses.replace(item, by=buyer, to=seller, status=status)
