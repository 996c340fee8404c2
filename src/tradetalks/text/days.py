"""Days and spans of time: as they are written, and as they follow from the text's own date."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import re
import warnings
from functools import lru_cache

from tradetalks.text.phrases import ASKED, SMALL_NUMBERS, number_of

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_UNITS = {"day": 1, "week": 7}
_COUNT = rf"\d{{1,4}}|{'|'.join(sorted(SMALL_NUMBERS, key=len, reverse=True))}|a|an"
# Days written out, in the orders of American and British English and of ISO 8601.
WRITTEN = re.compile(
    rf"\b(?:(?:{_WEEKDAYS}),?\s+)?(?:(?P<month>{MONTHS}|{_SHORT})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{MONTHS}|{_SHORT})\.?(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))"
)
# Words that mean a day only beside the day on which they were written.
RELATIVE = re.compile(
    rf"\b(?:today|tomorrow|yesterday|(?:(?P<which>next|last|this|on|by|until|before"
    rf"|from)\s+)(?P<weekday>{_WEEKDAYS}))\b"
)
DURATION = re.compile(
    rf"\b(?P<count>{_COUNT})(?:\s|-)(?:calendar\s+|business\s+)?(?P<unit>days?|weeks?|months?|years?)\b", re.IGNORECASE
)
# What stands before the first day of a measure: "effective", "on or after", "as of", "at 12:01 a.m. eastern time on".
BEGINS = re.compile(
    r"(?:\beffective(?: on| as of| from)?|\bon or after|\bas of|\bstarting(?: on)?|\bbeginning(?: on)?|\bfrom"
    r"|\btak(?:e|es|ing) effect(?: on| from)?|\benters? into force(?: on)?|\bnot take effect until|\bstarts? on"
    r"|\bto begin(?: on)?|\bat 12:01 a\.m\. [\w ]*?on|\b(?:in force|in effect|applied|applicable) since)"
    r"\s+(?:\d\d?:\d\d (?:[ap]\.m\. )?[\w ]*?(?:on )?)?$",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True)
class NamedDay:
    """A day in a sentence, and how it follows where it is not written out."""

    day: datetime.date
    start: int
    end: int
    derived: str = ""


@dataclasses.dataclass(frozen=True)
class Duration:
    """A span of time in a sentence: a number of days, weeks, months or years."""

    count: int
    unit: str
    start: int
    end: int

    def after(self, day: datetime.date) -> datetime.date | None:
        """The day on which it is over, where it begins on ``day``; None where that is no day of the calendar."""
        try:
            if self.unit in _UNITS:
                return day + datetime.timedelta(days=self.count * _UNITS[self.unit])
            months = self.count * (12 if self.unit == "year" else 1)
            year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
            return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
        except (ValueError, OverflowError):
            return None


@lru_cache(ASKED)
def days_in(text: str, written: datetime.date | None) -> tuple[NamedDay, ...]:
    """Every day that a sentence names, in its order.

    Args:
        text: of the sentence.
        written: the day on which the text was written, from which weekdays and days without a year are counted; None where
            nobody says, and then those are left out.
    """
    found = []
    for match in WRITTEN.finditer(text):
        parsed = _parsed(match.group(), written)
        if parsed is not None:
            has_year = bool(match["year"] or match["year2"] or match["iso"])
            derived = "" if has_year else "the year nearest to the date of the text"
            found.append(NamedDay(parsed, match.start(), match.end(), derived))
    if written is not None:
        for match in RELATIVE.finditer(text):
            start = match.start("weekday") if match["weekday"] else match.start()
            parsed = _relative(match, written, text[: match.start()])
            # The weekday of a day that is written out is that day.
            if parsed is not None and not any(day.start <= start < day.end for day in found):
                found.append(NamedDay(parsed, start, match.end(), f"{match.group()}, counted from {written}"))
    return tuple(sorted(found, key=lambda day: day.start))


@lru_cache(ASKED)
def durations_in(text: str) -> tuple[Duration, ...]:
    """Every span of time that a sentence names, in its order."""
    found = []
    for match in DURATION.finditer(text):
        count = match["count"].casefold()
        number = 1.0 if count in ("a", "an") else number_of(count)
        found.append(Duration(int(number), match["unit"].casefold().rstrip("s"), match.start(), match.end()))
    return tuple(found)


@lru_cache(ASKED)
def _parsed(words: str, written: datetime.date | None) -> datetime.date | None:
    """A day that is written out; one without a year lies nearest to the date of the text."""
    # Of the extra `text`, and slow to load.
    import dateparser

    has_year = re.search(r"\d{4}", words)
    if not has_year and written is None:
        return None
    base = datetime.datetime.combine(written or datetime.date(2000, 1, 1), datetime.time())
    settings = {"RELATIVE_BASE": base, "REQUIRE_PARTS": ["day", "month"], "DATE_ORDER": "MDY"}
    plain = re.sub(r"\bSept\b", "Sep", words)
    with warnings.catch_warnings():
        # It warns of days without a year, which are given one below.
        warnings.simplefilter("ignore")
        found = dateparser.parse(plain, languages=["en"], settings=settings)
    if found is None:
        return None
    day: datetime.date = found.date()
    if has_year or written is None:
        return day
    years = [day.replace(year=written.year + step) for step in (-1, 0, 1) if (day.month, day.day) != (2, 29)]
    return min(years or [day], key=lambda other: abs(other - written))


# What has begun "on Monday" did so on the last one.
_HAS_BEGUN = re.compile(
    r"\b(?:took effect|(?:came|went|entered) into (?:force|effect)|began|in (?:force|effect) since)\s+$", re.IGNORECASE
)


def _relative(match: re.Match[str], written: datetime.date, before: str) -> datetime.date | None:
    word = match.group().casefold()
    steps = {"today": 0, "tomorrow": 1, "yesterday": -1}
    if word in steps:
        return written + datetime.timedelta(days=steps[word])
    weekday = _WEEKDAYS.split("|").index(match["weekday"])
    ahead = (weekday - written.weekday()) % 7
    if match["which"] == "last":
        return written - datetime.timedelta(days=(7 - ahead) % 7 or 7)
    if match["which"] == "next":
        return written + datetime.timedelta(days=ahead or 7)
    if match["which"] == "on":
        # "On Monday" in a report of another day is as often past as to come.
        if ahead and _HAS_BEGUN.search(before):
            return written - datetime.timedelta(days=7 - ahead)
        return None if ahead else written
    return written + datetime.timedelta(days=ahead)
