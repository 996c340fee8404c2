"""From when until when something is suspended, and what stands as long."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tradetalks.text.context import Context
from tradetalks.text.days import BEGINS, days_in, durations_in
from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.measure_times import ON_DAY, ONE_DAY, UNTIL, derived_end, last_day, on_day
from tradetalks.text.sentences import Sentence


def pause_times(sentence: Sentence, context: Context) -> dict[str, Value]:
    """First and last day of a suspension that a sentence speaks of by its name."""
    text, found = sentence.text, {}
    days = days_in(text, context.date)
    first = next((day for day in days if BEGINS.search(text[: day.start]) or ON_DAY.search(text[: day.start])), None)
    last = next((day for day in days if UNTIL.search(text[: day.start])), None)
    span = next(iter(durations_in(text)), None)
    if first:
        found["suspended_from"] = on_day(sentence, first)
    if last and last is not first:
        found["suspended_until"] = last_day(sentence, last)
    elif first and span:
        end = span.after(first.day)
        if end is not None:
            found["suspended_until"] = derived_end(sentence, span, end - ONE_DAY, context, True)
    return found


def during_pause(measures: Sequence[TariffMeasure], pause: Sentence, context: Context) -> list[TariffMeasure]:
    """Measures that stand as long as a pause: from its first day to its last, where they say no day of their own."""
    times = pause_times(pause, context)
    first, last = times.get("suspended_from", OPEN), times.get("suspended_until", OPEN)
    return [
        dataclasses.replace(one, start=one.start or first, until=one.until or last) if not one.until else one
        for one in measures
    ]
