"""Whom a tariff hits by the law that it rests on, and what became of tariffs under a paper that the text has just ended."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.parties import ALL, TARIFF
from tradetalks.text.phrases import goods_in, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

# Laws of the United States by which tariffs are set on goods from everywhere (safety, safeguards, the balance of payments).
_OF_ALL = re.compile(r"\b[Ss]ection (?:122|201|232)\b")
# What such a tariff is set by, or on: "The Proclamation imposes a 25% tariff on imports of trucks".
_ITS_WORDS = re.compile(r"\b(?:[Tt]his|[Tt]he|a) [Pp]roclamation\b|\b[Ss]ection (?:122|201|232)\b")
# "(1) Imports of lumber shall be subject to": a clause of a proclamation that adjusts imports.
_CLAUSE = re.compile(r"(?:\(\w{1,3}\) )?(?:All )?[Ii]mports of\b[^.;]*?\bshall be subject to\b")
# "Under that Announcement, a tariff of 15 percent had been levied": before it was ended.
_UNDER_IT = re.compile(
    r"^(?:Under|Pursuant to|By) (?:that|this|the said|those)"
    r" (?:Announcement|Order|Notice|Decree|Regulation|Decision|Proclamation)s?\b"
)
_HAD_BEEN = re.compile(r"\bhad (?:also )?been\b|\bhad \w+ed\b")


def on_everybody(
    measures: Sequence[TariffMeasure], sentences: Sequence[Sentence], source: SourceText
) -> list[TariffMeasure]:
    """Measures, each on all countries where its own sentence names none and rests on a law of the United States that names none.

    Args:
        measures: as the sentences state them.
        sentences: of the text.
        source: the text, which says on which law it rests.
    """
    law = _OF_ALL.search(source.text)
    if law is None or source.issuer != "USA":
        return list(measures)
    texts = {sentence.span: sentence for sentence in sentences}
    found = []
    for measure in measures:
        said = texts.get(measure.instrument.at[0]) if measure.instrument.at else None
        words = (_ITS_WORDS.search(said.text) or _CLAUSE.match(said.text, 0)) if said else None
        if words and words.re is _CLAUSE and not _OF_THE_GOODS.search(source.title):
            words = None
        is_open = measure.instrument.value == TARIFF and measure.rate and measure.by.value == "USA" and not measure.on
        if _OF_THE_GOODS.search(source.text) and said and measure.sectors.value == "goods" and not measure.change:
            measure = _of_title(measure, source)
        if said and words and is_open and all(place.code == "USA" for place in places_in(said.text)):
            on = Value(ALL, (said.span,), (said.at(*words.span()),), derived="its law is one on goods from everywhere")
            measure = dataclasses.replace(measure, on=on)
        found.append(measure)
    return found


# A law by which one kind of goods is taxed: "all articles" of it are those in the title.
_OF_THE_GOODS = re.compile(r"\b[Aa]djust(?:ing)? (?:the )?[Ii]mports of\b")


def _of_title(measure: TariffMeasure, source: SourceText) -> TariffMeasure:
    """A measure on "such articles" of a paper on imports of some goods, on the goods of its title."""
    named = _OF_THE_GOODS.search(source.title)
    start = source.text.find(source.title)
    goods = goods_in(source.title) if named and start >= 0 else ()
    if not goods:
        return measure
    title = Sentence(source.title, start, 0, item=False, heading="")
    more = {
        name: dataclasses.replace(value, derived="the goods in the title")
        for name, value in goods_values(title, goods).items()
    }
    return dataclasses.replace(measure, **more)


def under_what_ended(
    sentence: Sentence, stated: Sequence[TariffMeasure], earlier: list[TariffMeasure]
) -> list[TariffMeasure]:
    """What had been levied under a paper is withdrawn with it, from the day on which the sentence before ends it.

    Args:
        sentence: that states measures.
        stated: those measures.
        earlier: those of the sentences before; the end of the paper, which says no rate, gives its place to them.
    """
    ended = earlier[-1] if earlier else TariffMeasure()
    is_end = ended.status.value == "withdrawn" and not ended.rate and not ended.change
    if not (is_end and stated and _UNDER_IT.match(sentence.text) and _HAD_BEEN.search(sentence.text)):
        return list(stated)
    earlier.pop()
    is_rated = any(one.rate for one in stated)
    return [
        dataclasses.replace(
            one, by=one.by or ended.by, kind=ended.kind, start=ended.start, until=OPEN, status=ended.status
        )
        for one in stated
        if one.rate or not is_rated
    ]
