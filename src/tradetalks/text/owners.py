"""Whose tariff it is, where that stands elsewhere than before the verb: "the tariff of Peru", "by which", "by Peru"."""

from __future__ import annotations

import re

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import CountryWord, Number, goods_in, percents_in, places_in
from tradetalks.text.sentences import Sentence

# "The tariff of Peru on hats": whose it is.
_TARIFF_OF = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|measures?|surcharges?|surtax|tariff rates?|rates? of duty)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
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


# "US tariffs", "China's additional 10 percent duty": a country in the name of a tariff.
_ITS_TARIFF = re.compile(
    r"(?:['’]s)?\s+(?:(?!(?:goods|products|exports|imports|articles|steel|cars)\b)[\w%.-]+\s+){0,5}?"
    r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax(?:es)?|measures|countermeasures)\b",
)
# Between that name and a rate of it: "US tariffs on goods from Peru are set at".
_UP_TO_RATE = re.compile(r"(?:(?!,|\bfrom \w+ on\b)[^;%]){0,90}?\b(?:of|at|to|from|is|are|by)\s+(?:only\s+|an?\s+)?")


def owner_beside(sentence: Sentence, rate: Number) -> Value:
    """Whose tariff a rate is, where its name says so: "a 15% US tariff on hats", "Peru's duties of 20%"; open where it does not.

    Args:
        sentence: of the rate.
        rate: in it.
    """
    text = sentence.text
    for place in places_in(text):
        is_possessive = text[place.end : place.end + 2] in ("'s", "’s")
        if not (is_possessive or place.form == "adjective" or place.word.isupper()):
            continue
        name = _ITS_TARIFF.match(text, place.end)
        if name is None or any(place.end < good.start < name.end() for good in goods_in(text)):
            continue
        is_inside = place.start < rate.start < name.end() or re.fullmatch(r"\s+", text[rate.end : place.start])
        if is_inside or (rate.start > name.end() and _UP_TO_RATE.fullmatch(text, name.end(), rate.start)):
            return place_value(sentence, place)
    return OPEN


# "..., and Peru its own to 10 percent": somebody else does the same.
_AND_ANOTHER = re.compile(r"(?:,|;)?\s+(?:and|while|but|with)\s+(?:the\s+)?$")
_ITS_OWN = re.compile(r"\s+(?:its|theirs|their|will|would|by|to|at|with)\b")


def subject_beside(sentence: Sentence, rate: Number) -> Value:
    """Who sets one of several rates, where a part of the sentence has a subject of its own; open where it has none.

    Args:
        sentence: of the rate.
        rate: in it.
    """
    text = sentence.text
    last = max((other.end for other in percents_in(text) if other.end <= rate.start), default=None)
    for place in reversed(places_in(text[: rate.start])):
        is_beside = last is not None and last < place.start and place.form in ("name", "capital")
        if is_beside and _AND_ANOTHER.search(text[: place.start]) and _ITS_OWN.match(text, place.end):
            return place_value(sentence, place)
    return OPEN


def is_owner(text: str, place: CountryWord) -> bool:
    """Whether a country is the one whose tariff it is: "the tariff of Peru on hats"."""
    return bool(_TARIFF_OF.search(text[: place.start])) and bool(
        re.match(r"\s+(?:on\b|against\b|for\b|of\s+\d)", text[place.end :])
    )


def place_value(sentence: Sentence, place: CountryWord) -> Value:
    """A country by its words."""
    return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
