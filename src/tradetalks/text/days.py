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
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day of\s+)?(?P<month2>{MONTHS}|{_SHORT})\.?(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))"
)
# A day as it is written, within a longer pattern.
DAY = rf"(?:\d\d?:\d\d on )?(?:(?:{MONTHS}) \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?)"
# The other day of two that share a month: "28 and 29 June", "June 2 to 4".
_SHARED = re.compile(
    rf"\b(?P<first>\d{{1,2}})\s*(?:-|–|to|and)\s*(?=\d{{1,2}}\s+(?P<rest>(?:{MONTHS})(?:,?\s+\d{{4}})?))"
    rf"|\b(?P<month>{MONTHS})\s+\d{{1,2}}\s*(?:-|–|to|and)\s*(?P<second>\d{{1,2}})(?P<year>,?\s+\d{{4}})?(?!\d|\s?%"
    rf"|\s(?:percent|per cent)|[.,]\d)"
)
# The last day of a year or a month that is named, or of that of the text.
_END_OF = re.compile(
    rf"\b(?:the )?end of (?:(?P<this>the|this) (?P<unit>year|month)|(?P<month>{MONTHS})(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<year2>\d{{4}}))\b"
    r"|\b(?P<year_end>year[- ]end)\b"
)
# "In 21 days": so long after the text.
_IN_DAYS = re.compile(rf"\bin (?P<count>{_COUNT}) (?P<unit>days|weeks)\b(?! of\b)(?!’|')", re.IGNORECASE)
# "7 days after the date of this order": counted from the day of the text.
_AFTER_TEXT = re.compile(
    rf"\b(?P<count>{_COUNT}) (?P<unit>days|weeks) (?:after|from|following) the date of (?:this|the present) "
    r"(?:order|notice|notification|proclamation|memorandum|letter|statement|announcement|decision|regulation)\b",
    re.IGNORECASE,
)
# The last day of a quarter by which something is to be done.
_QUARTER = re.compile(
    r"\b(?:by|before|until) (?:the end of )?(?P<quarter>the (?P<nth>first|second|third|fourth|last) quarter of (?P<year>\d{4}))\b"
)
_LAST_MONTHS = {"first": 3, "second": 6, "third": 9, "fourth": 12, "last": 12}
# Words that mean a day only beside the day on which they were written.
RELATIVE = re.compile(
    rf"\b(?:midnight tonight|tonight|today|this (?:morning|afternoon|evening)|tomorrow|yesterday|(?:(?P<which>next"
    rf"|last|this|[Oo]n|[Bb]y|[Uu]ntil|[Bb]efore|[Ff]rom"
    rf"|[Ss]ince|midnight|effect|force|[Ss]tarting"
    rf"|[Ee]ffective)\s+)(?P<weekday>{_WEEKDAYS})|(?P<bare>{_WEEKDAYS}))\b"
)
DURATION = re.compile(
    rf"\b(?P<count>{_COUNT})(?:\s|-)(?:calendar\s+|business\s+)?(?P<unit>days?|weeks?|months?|years?)\b", re.IGNORECASE
)
# What stands before the first day of a measure: "effective", "on or after", "as of", "at 12:01 a.m. eastern time on".
BEGINS = re.compile(
    r"(?:\beffective date(?: of|,)|\beffective(?: on| as of| as from| from)?|\bon or after|\bas of(?: today,)?|\bas from"
    r"|\bretroactive(?:ly)? (?:to|from)|\bstarting(?: on)?"
    r"|\bbeginning(?: on)?|\bfrom(?: the)?"
    r"|\b(?:tak(?:e|es|ing)|took) effect(?: on| from| upon the expir(?:y|ation) of)?|\b(?:enter(?:s|ed)?"
    r"|c[oa]mes?|go(?:es|ne)?|went) into (?:force"
    r"|effect)(?: on| from)?(?: the)?"
    r"|\bkick(?:s|ed)? in(?: on)?|\bmidnight(?: on)?|\b(?:apply|applies|applied|be collected|being collected)(?: on"
    r"| from)?|\bnot take effect until|\bstarts? on"
    r"|\bbeg[iau]ns?(?: on)?|\bat 12:01 a\.m\. [\w ]*?on|\bbec[ao]mes? effective\b[^;,]{0,60}? on|\b(?:in force|in "
    r"effect|in place|applied|applicable) since"
    # "Have faced a 30% tariff since".
    r"|\b(?:face[sd]?|paid|stood)\b[^;,]{0,60}? since)"
    r"\s+(?:\d\d?:\d\d (?:[ap]\.m\. )?[\w ]*?(?:on )?)?$",
    re.IGNORECASE,
)


# ", and on 1 January that rate shall rise": the day of what follows.
AND_THEN = re.compile(r"\band\s+(?:then\s+)?(?:on|from|as of|effective(?: on)?|starting(?: on)?|beginning(?: on)?)\s+$")


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
        words = _with_year(text, match)
        parsed = _parsed(words, written)
        if parsed is not None:
            has_year = bool(match["year"] or match["year2"] or match["iso"])
            if not has_year and written is not None and parsed > written and _SINCE.search(text[: match.start()]):
                # What has gone on since a day began before the text.
                parsed = parsed.replace(year=parsed.year - 1)
            how = _how(has_year) if words == match.group() else "the year of the day that it goes on to"
            found.append(NamedDay(parsed, match.start(), match.end(), how))
    found += _shared_months(text, written)
    if written is not None:
        found += [
            day for day in _relative_days(text, written) if not any(one.start <= day.start < one.end for one in found)
        ]
    return tuple(sorted(found, key=lambda day: day.start))


# "Since 6 July", "since 6 July and 23 August".
_SINCE = re.compile(rf"\bsince\s+(?:\d{{1,2}} (?:{MONTHS}),?(?: and)? |(?:{MONTHS}) \d{{1,2}},?(?: and)? )*$")
# "From January 1 to March 31, 2019": the year of the second day is that of the first, or the one after.
_TO_A_DAY = re.compile(r"\s+(?:to|through|until|and ending(?: on)?)\s+(?:\d\d?:\d\d on )?")


def _with_year(text: str, match: re.Match[str]) -> str:
    """A day as it is written, with the year of the day that a span from it ends on, where it has none of its own."""
    if match["year"] or match["year2"] or match["iso"]:
        return match.group()
    to = _TO_A_DAY.match(text, match.end())
    last = WRITTEN.match(text, to.end()) if to else None
    year = (last["year"] or last["year2"]) if last else None
    if last is None or not year:
        return match.group()
    months = [MONTHS.split("|").index(month) for one in (match, last) if (month := _long_month(one))]
    if len(months) == len((match, last)) and months[0] > months[1]:
        year = str(int(year) - 1)
    return f"{match.group()} {year}"


def _long_month(match: re.Match[str]) -> str:
    """The month of a day as its full name; empty where it is shortened."""
    name = match["month"] or match["month2"] or ""
    return name if name in MONTHS.split("|") else ""


def _how(has_year: bool) -> str:
    """How a day follows from its words."""
    return "" if has_year else "the year nearest to the date of the text"


def _shared_months(text: str, written: datetime.date | None) -> list[NamedDay]:
    """Days whose month stands beside another day: the first of "11-13 October", the second of "June 2 to 4"."""
    found = []
    for match in _SHARED.finditer(text):
        name = "second"
        words = f"{match['month']} {match['second']}{match['year'] or ''}"
        if match["first"]:
            name, words = "first", f"{match['first']} {match['rest']}"
        parsed = _parsed(words, written)
        if parsed is not None:
            found.append(NamedDay(parsed, *match.span(name), _how(bool(re.search(r"\d{4}", words)))))
    return found


def _relative_days(text: str, written: datetime.date) -> list[NamedDay]:
    """Days that are counted from that of the text: weekdays, "in 21 days", "the end of the year"."""
    found = []
    for match in RELATIVE.finditer(text):
        is_of_preposition = match["weekday"] and match["which"] not in ("this", "next", "last")
        start = match.start("weekday") if is_of_preposition else match.start()
        parsed = _relative(match, written, text[: match.start()], text[match.end() :])
        if parsed is not None:
            found.append(NamedDay(parsed, start, match.end(), f"{match.group()}, counted from {written}"))
    for match in [*_IN_DAYS.finditer(text), *_AFTER_TEXT.finditer(text)]:
        span = next(iter(durations_in(match.group())), None)
        day = span.after(written) if span else None
        if day is not None:
            found.append(NamedDay(day, match.start(), match.end(), f"{match.group()}, counted from {written}"))
    for match in _QUARTER.finditer(text):
        month = _LAST_MONTHS[match["nth"]]
        end = datetime.date(int(match["year"]), month, calendar.monthrange(int(match["year"]), month)[1])
        found.append(NamedDay(end, *match.span("quarter"), f"the end of {match['quarter']}"))
    for match in _END_OF.finditer(text):
        last = _last_of(match, written)
        if last is not None:
            found.append(NamedDay(last, *match.span(), f"{match.group()}, counted from {written}"))
    return found


def _last_of(match: re.Match[str], written: datetime.date) -> datetime.date | None:
    """The last day of a year, or of a month."""
    if match["month"]:
        first = _parsed(f"{match['month']} 1 {match['year'] or ''}".strip(), written)
    elif match["unit"] == "month":
        first = written
    else:
        first = datetime.date(int(match["year2"] or written.year), 12, 1)
    return first and first.replace(day=calendar.monthrange(first.year, first.month)[1])


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
    plain = re.sub(r"\bday of\b", "", re.sub(r"\bSept\b", "Sep", words))
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


# By the last word about time before a weekday: it is to come, or has been.
_TENSE = re.compile(
    r"\b(?:(?P<coming>will|would|shall|may|might|could|(?:is|are) to|to|starting|beginning|effective|by|until|before|due"
    r"|takes? effect|begins?|starts?)"
    r"|(?P<past>took|came|went|entered|began|since|was|were|had|has|have|said|told|put|cut|met|kicked|slapped|hit|gone"
    r"|[a-z]+ed))\b"
)
# Before the first word of a sentence: nothing, or a dateline.
_OPENS_SENTENCE = re.compile(r"(?:^|[–—•*-]\s)[\s\"“]*$")
# The day on which something is only said.
_SAID = re.compile(r"\b(?:said|told|added|warned|confirmed)\s+(?:on\s+)?$")
# Letters before a weekday in which its verb stands.
_CLAUSE = 90


def _relative(match: re.Match[str], written: datetime.date, before: str, after: str) -> datetime.date | None:
    """The day of a relative word; None where it is as often past as to come."""
    word = match.group().casefold()
    steps = {"tonight": 0, "midnight tonight": 1, "today": 0, "tomorrow": 1, "yesterday": -1}
    if word.startswith("this ") and not match["weekday"]:
        return written
    if word in steps:
        return written + datetime.timedelta(days=steps[word])
    if _SAID.search(before):
        return None
    weekday = _WEEKDAYS.split("|").index(match["weekday"] or match["bare"])
    ahead = (weekday - written.weekday()) % 7
    which = (match["which"] or "").casefold()
    if which == "last":
        return written - datetime.timedelta(days=(7 - ahead) % 7 or 7)
    if which == "next":
        return written + datetime.timedelta(days=ahead or 7)
    if which in ("this", "by", "until", "before"):
        return written + datetime.timedelta(days=ahead)
    tense = next(reversed(list(_TENSE.finditer(f"{before[-_CLAUSE:]}{which}"))), None)
    if tense is None and _OPENS_SENTENCE.search(before):
        # "On Wednesday it began to charge": the first verb after a weekday that opens a sentence.
        tense = _TENSE.search(after[:_CLAUSE])
    if ahead and tense is None:
        return None
    if ahead and tense is not None and tense["past"]:
        return written - datetime.timedelta(days=7 - ahead)
    return written + datetime.timedelta(days=ahead)
