"""What talks were about, item by item: "the talks covered: (1) barriers in Peru; (2) subsidies"."""

from __future__ import annotations

import re

from tradetalks.text.findings import OPEN, Promise, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.item_kinds import kind_of_item
from tradetalks.text.phrases import goods_in, places_in
from tradetalks.text.sentences import Sentence

_ABOUT = re.compile(
    r"\b(?:talks|negotiations|meetings?|discussions|consultations|agenda|sides|parties|countries|governments)\b[^;]{0,60}?"
    r"\b(?:cover(?:ed|s)?|discussed|address(?:ed)?|includ(?:ed|es?)|focus(?:ed|es)? on|exchanged views on|dealt with)\b"
)
_NUMBERED = re.compile(r"\(\w{1,3}\)\s+")
# "The barriers faced in Peru", "Peru's subsidies": in whose country what is talked about lies.
_WHOSE = re.compile(r"\b(?:in|of|by|from)\s+(?:the\s+)?$")


def discussed_in(sentence: Sentence) -> list[Promise]:
    """The numbered items of a sentence that says what was talked about, each open; none where it numbers none.

    Args:
        sentence: to read.
    """
    text = sentence.text
    about = _ABOUT.search(text)
    marks = list(_NUMBERED.finditer(text, about.end())) if about else []
    if about is None or len(marks) < 2:
        return []
    codes = list(dict.fromkeys(place.code for place in places_in(text)))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = []
    for start, end in zip((mark.end() for mark in marks), ends, strict=True):
        words = (sentence.at(start, end),)
        by = _whose(sentence, start, end)
        others = [code for code in codes if code != by.value]
        item = Promise(
            name=" ".join(text[start:end].split()[:7]).strip(" ,;."),
            kind=Value(_kind(text[start:end]), (sentence.span,), words),
            by=by,
            to=Value(others[0], (sentence.span,), words, derived="the other side") if by and len(codes) == 2 else OPEN,
            status=Value("open", (sentence.span,), (sentence.at(*about.span()),)),
        )
        goods = [good for good in goods_in(text) if start <= good.start < end]
        if goods and item.kind.value != "stated":
            item = Promise(**{**vars(item), **goods_values(sentence, goods)})
        found.append(item)
    return found


def _kind(text: str) -> str:
    """The kind of what is named as talked about: barriers and subsidies by their names."""
    if re.search(r"\bbarriers?\b", text):
        return "access"
    return "subsidies" if re.search(r"\bsubsid", text) else kind_of_item(text)


def _whose(sentence: Sentence, start: int, end: int) -> Value:
    """In whose country something lies: the last that is named after "in" or with a possessive; open where none is."""
    for place in reversed(places_in(sentence.text)):
        is_possessive = sentence.text[place.end : place.end + 1] in ("’", "'")
        if start <= place.start < end and (is_possessive or _WHOSE.search(sentence.text[: place.start])):
            return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
    return OPEN
