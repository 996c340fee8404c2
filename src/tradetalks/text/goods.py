"""Goods that a sentence names, or a part of it: their words, and their sectors in both shipped worlds."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import Good, Number, goods_in
from tradetalks.text.rates import own_part, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action

WORLDS = ("world2017", "world2022")
_ALL_GOODS = re.compile(
    r"\b(?:(?:nearly )?all |any |most )?(?:\w+ )?(?:goods|articles?|imports|products?|items)\b(?! subject to)",
    re.IGNORECASE,
)
# Goods of which the text does not say which: a part of all that cannot be told.
_SOME = re.compile(r"\b(?:do(?:es)? not qualify|not qualifying|certain|some|that qualify|worth of)\b", re.IGNORECASE)
# Goods of so much trade: a list, not all of them.
_WORTH = re.compile(
    r"[$€£]\s?[\d.,]+\s*(?:billion|million|trillion)?\s+(?:worth\s+)?(?:of|in)\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE
)


def goods_values(sentence: Sentence, goods: Sequence[Good]) -> dict[str, Value]:
    """The words for goods and their sectors; open where the list of words knows them, and no sector is theirs.

    Args:
        sentence: that names them.
        goods: of the list of words, at least one.
    """
    spans = tuple(sentence.at(good.start, good.end) for good in goods)
    found = {"goods": Value(", ".join(good.word for good in goods), (sentence.span,), spans)}
    sectors = {
        world: list(dict.fromkeys(sector for good in goods for sector in getattr(good, world))) for world in WORLDS
    }
    note = ""
    if any(good.how != "clear" for good in goods):
        note = "part of these sectors"
    if sectors[WORLDS[0]]:
        found["sectors"] = Value(sectors, (sentence.span,), spans, note=note)
    return found


def taxed_goods(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """The words for the goods, and their sectors by the shipped word list."""
    text, (start, end) = sentence.text, (action.after, action.before)
    own = own_part(text, rate) if rate is not None else None
    if own is not None and (found := goods_between(sentence, *own)):
        return found
    if action.passive and (rate is None or rate.start > action.start):
        # "All goods of Canada are subject to 25 percent": what is taxed stands before the verb.
        parts = [(start, action.start), (action.end, end)]
    elif rate is not None:
        # Of two rates in one breath each has the goods beside it: "25 percent, and 10 percent as to energy".
        following = [other.start for other in rates_in(text) if other.start > rate.start]
        before = [other.end for other in rates_in(text) if other.end <= rate.start]
        parts = [(max([start, *before]), min([end, *following]))]
    else:
        parts = [(start, end)]
    for first, last in parts:
        found = goods_between(sentence, first, last)
        if found:
            return found
    anything = goods_between(sentence, 0, len(text))
    if len(rates_in(text)) > 1 and not action.passive and anything.get("sectors", OPEN).value == "goods":
        return anything
    rates = rates_in(text)
    # "5 percent, 10 percent and 15 percent on toys": of several rates in a row all are on the same.
    is_row = len(rates) < 2 or (
        own_part(text, rates[-1]) is None and not goods_between(sentence, rates[0].start, rates[-1].end)
    )
    return anything if is_row else {}


def goods_between(sentence: Sentence, start: int, end: int) -> dict[str, Value]:
    text = sentence.text
    named = [good for good in goods_in(text) if start <= good.start < end]
    if named:
        return goods_values(sentence, named)
    everything = _ALL_GOODS.search(text, start, end)
    if not everything:
        return {}
    goods = Value(everything.group(), (sentence.span,), (sentence.at(*everything.span()),))
    # "Goods of China, and certain others": what is said after a comma is of others.
    comma = text.find(",", everything.end(), end)
    last = comma if comma >= 0 else end
    if _SOME.search(text, everything.start(), last) or _WORTH.search(text[: everything.start()]):
        return {"goods": goods}
    return {"goods": goods, "sectors": dataclasses.replace(goods, value="goods")}
