"""Goods that go from one country into another, and countries that are named in one breath."""

from __future__ import annotations

import dataclasses
import itertools
import re

from tradetalks.text.findings import Value
from tradetalks.text.owners import place_value
from tradetalks.text.parties import NEXT
from tradetalks.text.phrases import CountryWord, places_in
from tradetalks.text.sentences import Sentence

# "Goods imported to the United States from China", "Japan's cars when they enter the United States".
_FROM_AFTER = re.compile(r"\b(?:imported|shipped|exported|sent|sold|entering)\s+(?:in)?(?:to\s+)?(?:the\s+)?$")
_FROM = re.compile(r"\s+(?:originating (?:from|in)|coming from|from)\s+(?:the\s+)?")
# "EU exports to the United States", "goods shipped from China into the Union": the second taxes what comes from the first.
_SENT = re.compile(
    r"\s+(?:[\w-]+\s+){0,3}?(?:exports?|goods|products|shipments)\s+(?:\w+\s+)?(?:to|into|entering|bound for)\s+(?:the\s+)?$"
    r"|\s+(?:[\w-]+\s+){0,3}?(?:exports?|goods|products|shipments)\s+[^;,]{0,60}\bwhen\s+(?:they\s+)?(?:enter"
    r"|arriv\w+ in|reach)\w*\s+(?:the\s+)?$"
)
# "EU goods have entered the United States".
_ENTER = re.compile(
    r"\s+(?:[\w-]+\s+){1,4}?(?:(?:have|has|had|still)\s+){0,2}enter(?:s|ed|ing)?\s+(?:the\s+)?$"
    # "Australian beef going into China".
    r"|\s+(?:[\w-]+\s+){1,4}?(?:going|sold|shipped|sent|imported|exported)\s+(?:in)?to\s+(?:the\s+)?$"
)
_SHIPPED = re.compile(r"\b(?:exported|shipped|sent|imported) from (?:the )?$")
_INTO = re.compile(r"(?:\s+to|\s+into)\s+(?:the\s+)?")


def flow_in(sentence: Sentence) -> tuple[Value, Value] | None:
    """Whose goods go where, where a sentence says both: who may tax them, and who is hit."""
    text = sentence.text
    places = places_in(text)
    for one, other in itertools.pairwise(places):
        between = text[one.end : other.start]
        is_shipped = _SHIPPED.search(text[: one.start]) and _INTO.fullmatch(between)
        if one.code == other.code:
            continue
        sent = between.removeprefix("’s").removeprefix("'s")
        if _SENT.fullmatch(sent) or _ENTER.fullmatch(sent) or is_shipped:
            return place_value(sentence, other), place_value(sentence, one)
        if _FROM_AFTER.search(text[: one.start]) and _FROM.fullmatch(between):
            return place_value(sentence, one), listed_after(sentence, other)
    return None


def listed_after(sentence: Sentence, first: CountryWord) -> Value:
    """A country with those that are named after it in one breath."""
    found = [first]
    for place in places_in(sentence.text):
        if place.start > found[-1].end and NEXT.match(sentence.text[found[-1].end : place.start]):
            found.append(place)
    codes = list(dict.fromkeys(place.code for place in found))
    words = sentence.at(first.start, found[-1].end)
    return Value(codes[0] if len(codes) == 1 else codes, (sentence.span,), (words,))


def listed_with(sentence: Sentence, value: Value) -> Value:
    """A country with those that are named before it in one breath: "Canada, Mexico and the European Union"."""
    places = places_in(sentence.text)
    last = next((k for k, place in enumerate(places) if sentence.at(place.start, place.end) in value.words), None)
    if last is None:
        return value
    first = last
    while first and NEXT.match(sentence.text[places[first - 1].end : places[first].start]):
        first -= 1
    codes = list(dict.fromkeys(place.code for place in places[first : last + 1]))
    words = (sentence.at(places[first].start, places[last].end),)
    return dataclasses.replace(value, value=codes[0] if len(codes) == 1 else codes, words=words)
