"""The days of one of several rates of a sentence: "to 50 percent on May 1, and to 75 percent on June 1"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from tradetalks.text.days import AND_THEN, NamedDay
from tradetalks.text.phrases import Number, percents_in
from tradetalks.text.rates import rates_in

_NOW = re.compile(r"\s+(?:ad valorem\s+)?(?:now|today|currently|at present|initially|at first|already)\b")
_BRACKETS = re.compile(r"\([^()]*\)")


def days_of_rate(text: str, days: Sequence[NamedDay], rate: Number) -> list[NamedDay]:
    """The days of one of several rates: "to 50 percent on May 1, and to 75 percent on June 1" has two; a day after the last rate,
    or before the first, is that of all that have none."""
    days = [day for day in days if not _in_brackets(text, day, rate)]
    rates = rates_in(text)
    if len(rates) < 2:
        return list(days)
    last = max((other.end for other in rates if other.end <= rate.start), default=0)
    led = [day for day in days if last <= day.start < rate.start and AND_THEN.search(text[: day.start])]
    if last and led:
        # "To 25 percent, and on 1 January it shall rise to 30": the day stands before the second.
        return led
    days = [day for day in days if day.start < rate.start or not AND_THEN.search(text[: day.start])]
    following = next((other.start for other in rates if other.start > rate.start), len(text))
    if _NOW.match(text[rate.end : following]):
        # "Is 10 percent now and will be 25 percent from 1 January".
        return []
    starts = [other.start for other in rates if other.start > rate.start]
    for start, end in itertools.pairwise([rate.start, *starts, len(text)]):
        own = [day for day in days if start < day.start < end]
        if own:
            return [*(day for day in days if day.start < rates[0].start), *own]
    return [day for day in days if day.start < rates[0].start]


def _in_brackets(text: str, day: NamedDay, rate: Number) -> bool:
    """Whether a day stands in brackets with a rate of their own: "25 percent (in place of the 10 percent paid since May 5)"."""
    for match in _BRACKETS.finditer(text):
        if match.start() < day.start < match.end():
            return not match.start() < rate.start < match.end() and bool(percents_in(match.group()))
    return False
