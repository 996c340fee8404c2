"""Goods that a sentence names, as values: their words, and their sectors in both shipped worlds."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.text.findings import Value
from tradetalks.text.phrases import Good
from tradetalks.text.sentences import Sentence

WORLDS = ("world2017", "world2022")


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
