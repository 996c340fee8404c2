"""Measures that begin in batches, each on a day of its own."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.text.context import Context
from tradetalks.text.days import days_in
from tradetalks.text.findings import TariffMeasure, Value
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action

_BATCHES = re.compile(r"\s+in (?:two|three|four|several) (?:batches|stages|tranches|lists|steps)\b", re.IGNORECASE)


def in_batches(sentence: Sentence, context: Context, action: Action, first: TariffMeasure) -> list[TariffMeasure]:
    """The further batches of a measure, each from a day of its own: "to take effect in two batches on 1 May and 1 June"."""
    if not _BATCHES.match(sentence.text, action.end):
        return []
    days = [day for day in days_in(sentence.text, context.date) if action.end <= day.start < action.before]
    words = [
        Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),), derived=day.derived)
        for day in days
        if day.day != first.start.value
    ]
    return [dataclasses.replace(first, start=start) for start in words]
