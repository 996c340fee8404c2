"""The rate at which a duty began, beside what was to become of it: "was initially 10 percent, effective 24 September"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from tradetalks.text.days import BEGINS, NamedDay, days_in
from tradetalks.text.phrases import Number
from tradetalks.text.verbs import Action

_INITIALLY = re.compile(r"\b(?:was|were)\s+(?:initially|originally|first)\s+(?:set\s+at\s+)?$", re.IGNORECASE)


def initial_rate(text: str, rates: Sequence[Number]) -> Number | None:
    """The rate of a sentence that a duty is said to have had at first; None where it says so of none."""
    return next((rate for rate in rates if _INITIALLY.search(text[: rate.start])), None)


def as_begun(text: str, rate: Number, written: datetime.date | None) -> tuple[Action, NamedDay | None]:
    """What was done with such a rate, and from which day: the first of the sentence that words such as "effective" announce.

    Args:
        text: of the sentence.
        rate: of :func:`initial_rate`.
        written: the day of the text.
    """
    action = Action("impose", rate.start, rate.end, "now", denied=False, passive=False, after=0, before=rate.end)
    days = [day for day in days_in(text, written) if BEGINS.search(text[: day.start])]
    return action, next(iter(days), None)
