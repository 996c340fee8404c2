"""Whose text it is where several speak, and who is the other side of a text about two."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.discourse import spoken_of
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.parties import ELSEWHERE, TARIFF, codes_of
from tradetalks.text.phrases import people_in, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

# Sentences at the top of a text that say who it is about.
_LEAD = 6


def is_of_two(sentences: Sequence[Sentence], codes: set[str], source: SourceText) -> bool:
    """Whether a text is about two countries: neither is named for the first time far below its beginning."""
    top = " ".join([source.title, *(sentence.text for sentence in sentences[:_LEAD])])
    return codes - {source.issuer} <= {place.code for place in [*places_in(top), *people_in(top)]}


def spoken_in_title(source: SourceText, issuers: tuple[str, ...]) -> tuple[Value, Value]:
    """Whose tariffs on whose goods the title speaks of; of a joint statement it names the two who talk."""
    start = source.text.find(source.title)
    if is_joint(source) or start < 0:
        return OPEN, OPEN
    return spoken_of(Sentence(source.title, start, 0, item=False, heading=""), issuers)


def bilateral(measures: Sequence[TariffMeasure], sides: Sequence[str], text: str) -> tuple[TariffMeasure, ...]:
    """Between two sides, a tariff that names nobody whom it hits hits the other, and one that nobody is said to impose is the
    other's; partners that an annex lists are not named in the text.

    Args:
        measures: of the text.
        sides: of it.
        text: the whole of it.
    """
    if len(sides) != 2:
        return tuple(measures)
    found = []
    for measure in measures:
        for named, missing in (("by", "on"), ("on", "by")):
            one, other = getattr(measure, named), getattr(measure, missing)
            others = [side for side in sides if side not in codes_of(one)]
            is_of_annex = missing == "on" and any(ELSEWHERE.search(text[slice(*at)]) for at in measure.instrument.at)
            if measure.instrument.value == TARIFF and not is_of_annex and one and not other and len(others) == 1:
                value = dataclasses.replace(measure.instrument, value=others[0], derived="the other side of the text")
                measure = dataclasses.replace(measure, **{missing: value})
        found.append(measure)
    return tuple(found)


def speakers_of(source: SourceText) -> tuple[str, ...]:
    """Those whom the title of a joint statement names; nobody of another text."""
    if not is_joint(source):
        return ()
    return tuple(sorted({place.code for place in places_in(source.title)}))


def is_joint(source: SourceText) -> bool:
    return bool(
        re.search(r"\bjoint (?:[\w.–-]+ ){0,2}?(?:statement|declaration|communiqu|press)", source.title, re.IGNORECASE)
    )
