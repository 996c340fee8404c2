"""Whose tariff it is, where that stands elsewhere than before the verb: "the tariff of Peru", "by which", "by Peru"."""

from __future__ import annotations

import re

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import CountryWord, places_in
from tradetalks.text.sentences import Sentence

# "The tariff of Peru on hats": whose it is.
_TARIFF_OF = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|measures?)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
# "The measure of Peru on hats, by which duties are levied": whose duties they are.
_BY_WHICH = re.compile(
    r"\b(?:measures?|tariffs?|duties|decisions?|orders?|actions?)\s+(?:of|by|taken by|imposed by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def owner_of(sentence: Sentence, before: int) -> Value:
    """Whose measure it is "by which" something is levied; open where no such clause stands before a verb.

    Args:
        sentence: of the verb.
        before: where the verb begins.
    """
    which = next(reversed(list(re.finditer(r"\b(?:by|under|through|with) which\b", sentence.text[:before]))), None)
    if which is None:
        return OPEN
    for place in reversed(places_in(sentence.text[: which.start()])):
        if _BY_WHICH.search(sentence.text[: place.start]):
            return place_value(sentence, place)
    return OPEN


def agent_of(sentence: Sentence, after: int) -> Value:
    """Who does what a passive verb says: "was hit with a duty of 20 percent by Peru"; open where nobody is said to."""
    for place in places_in(sentence.text):
        if place.start > after and re.search(r"\bby\s+(?:the\s+)?$", sentence.text[: place.start]):
            return place_value(sentence, place)
    return OPEN


def is_owner(text: str, place: CountryWord) -> bool:
    """Whether a country is the one whose tariff it is: "the tariff of Peru on hats"."""
    return bool(_TARIFF_OF.search(text[: place.start])) and bool(re.match(r"\s+(?:on|against)\b", text[place.end :]))


def place_value(sentence: Sentence, place: CountryWord) -> Value:
    """A country by its words."""
    return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
