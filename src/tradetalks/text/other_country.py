"""The only other country of a sentence, where it says of nobody whom a tariff hits."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import OPEN, Value
from tradetalks.text.owners import place_value
from tradetalks.text.parties import EVERYBODY, codes_of
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

# Before a country that is only named beside: "like Peru", "talks in Peru".
_BESIDE = re.compile(
    r"\b(?:like|as|than|with|unlike|including|in|by|via|through|between|except|excluding|outside)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def only_other(sentence: Sentence, by: Value) -> Value:
    """The only country that a sentence names beside the one that acts, unless it is only compared, or the place of talks; open
    where there are several, or none."""
    text = sentence.text
    condition = condition_in(text) or (0, 0)
    others = [
        place
        for place in places_in(text)
        if place.code not in codes_of(by)
        and place.form in ("name", "adjective")
        and not condition[0] <= place.start < condition[1]
        and not _BESIDE.search(text[: place.start])
    ]
    if not by or len({place.code for place in others}) != 1 or EVERYBODY.search(text):
        return OPEN
    return dataclasses.replace(place_value(sentence, others[0]), derived="the only other country of the sentence")
