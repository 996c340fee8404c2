"""The rate that a change replaces, where a sentence says since when it stood: "in force since 1 September, is lowered from"."""

from __future__ import annotations

import dataclasses
import datetime
import re

from tradetalks.text.context import Context
from tradetalks.text.days import days_in
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.sentences import Sentence

_STOOD = re.compile(
    r"\b(?:in force|in effect|in place|levied|applied|imposed|charged|collected|paid|effective)\s+since\s+$",
    re.IGNORECASE,
)
# "Levied since that day": the last that was named.
_SINCE_THEN = re.compile(
    r"\b(?:levied|applied|imposed|charged|collected|paid|in force|in effect)\s+since (?:that|the same) (?:day|date|time)\b"
)


def old_rate(sentence: Sentence, measure: TariffMeasure, context: Context) -> TariffMeasure | None:
    """The measure that another changes, with its own rate and first day; None where the sentence does not say since when it has
    stood, or the change is already in force.

    Args:
        sentence: that states the change.
        measure: the change, with the rate before it.
        context: of the text.
    """
    if not measure.rate_before or measure.status.value not in ("scheduled", "promised", "in_force"):
        return None
    since = _since(sentence, measure, context)
    if not since or since.value == measure.start.value:
        return None
    return dataclasses.replace(
        measure,
        kind=dataclasses.replace(measure.kind, value="add"),
        rate=measure.rate_before,
        rate_before=OPEN,
        start=since,
        until=OPEN,
        status=dataclasses.replace(since, value="in_force", derived="it has stood since then"),
        condition=OPEN,
    )


def _since(sentence: Sentence, measure: TariffMeasure, context: Context) -> Value:
    """Since when the rate before a change has stood: of several such days the one nearest to it."""
    text, old = sentence.text, measure.rate_before.words[0].start - sentence.start
    said = [(day.start, day) for day in days_in(text, context.date) if _STOOD.search(text[: day.start])]
    for again in _SINCE_THEN.finditer(text):
        before = [
            day for day in days_in(text, context.date) if day.start < again.start() and _STOOD.search(text[: day.start])
        ]
        said += [(again.start(), day) for day in before[-1:]]
    if not said:
        return OPEN
    _, day = min(said, key=lambda one: abs(one[0] - old))
    if not isinstance(context.date, datetime.date) or day.day > context.date:
        return OPEN
    return Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),), derived=day.derived)
