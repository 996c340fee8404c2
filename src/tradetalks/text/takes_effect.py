"""The day that a document says once for all that it sets: "this Decree shall enter into force on the day following its
publication", "the relevant matters are as follows"."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Sequence

from tradetalks.text.context import Context
from tradetalks.text.days import MONTHS, days_in
from tradetalks.text.findings import OPEN, TariffMeasure, TextSpan, Value
from tradetalks.text.measure_times import first_day
from tradetalks.text.parties import TARIFF, codes_of
from tradetalks.text.phrases import SMALL_NUMBERS, number_of
from tradetalks.text.rates import EXPORT_TAX, NOUNS, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

_KINDS = (
    r"(?:Order|Regulation|Decision|Notice|Announcement|Act|Decree|Directive|Communiqu[ée]|Law|Resolution|Proclamation"
    r"|Notification|notification|Circular|Declaration)"
)
_BEGINS = (
    r"[^;]{0,40}?\b(?:enters? into force|enter(?:s|ed)? into effect|comes? into (?:force|effect)|takes? effect"
    r"|(?:is|are|be) effective|appl(?:y|ies))\b"
)
_NUMBER = r"^(?:\(?[A-Za-z0-9]+[.)]\s+|(?:ARTICLE|Article|Art\.)\s+\d+\.?\s*)?"
# "This Decree shall enter into force", of all that it sets.
_OF_TEXT = re.compile(rf"{_NUMBER}(?:The provisions of this|This) {_KINDS}\b{_BEGINS}")
# "The Decision enters into force", of what its own paragraph tells of it.
_OF_PARAGRAPH = re.compile(rf"{_NUMBER}The {_KINDS}\b{_BEGINS}")
# "The duties shall be collected as from the date of publication", of those stated right before.
_OF_DUTIES = re.compile(
    rf"{_NUMBER}The (?:\w+ )?(?:dut(?:y|ies)|tariffs?|rates?)\b[^;]{{0,60}}?\b(?:collected|levied|appl\w+)\b"
)
# Letters before such a sentence within which they stand.
_NEAR = 900
# "Additional tariffs shall be imposed from April 28. The relevant matters are as follows:"
_AS_FOLLOWS = re.compile(r"\bas follows\W*$")
# A day that is counted from the publication.
_PUBLISHED = re.compile(
    r"\bon the (?:(?P<nth>\w+) )?day (?:following|after) (?:its|the|their) (?:date of )?publication\b"
    r"|\b(?P<count>\d{1,3}|[a-z-]+) days (?:following|after|from) (?:its|the|their) (?:date of )?publication\b"
    r"|\b(?:as from|from|on|as of) the (?:date|day) of (?:its |their )?publication\b|\bupon (?:its |their )?publication\b"
)
# Where a text says that it is published on its own day, or on which.
_PUBLISHED_TODAY = re.compile(r"\bpublished\b[^;]{0,60}?\bof today\b|\bpublished today\b")
_PUBLISHED_ON = re.compile(r"^(?:Publication date|Date of publication|Published(?: on)?)\W{1,3}(?=.)", re.MULTILINE)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
]
_LATER_ORDINALS = {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "forty-fifth": 45, "sixtieth": 60, "ninetieth": 90}
# "With the exception of Article 5, which shall enter into force on 1 June".
_EXCEPT = re.compile(
    r",?\s+with the exception of Articles?\s+(?P<articles>\d+(?:(?:,| and|, and) \d+)*),\s+which\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"^\s*(?:ARTICLE|Article|Art\.)\s+(?P<number>\d+)\b", re.MULTILINE)
# What was in force before, or has days of its own.
_HAS_OWN = re.compile(
    rf"\b(?:currently|existing|current|since|continu\w+|remains?|already|has been|have been|was|were|{MONTHS})\b"
)


def with_first_days(
    measures: Sequence[TariffMeasure], sentences: Sequence[Sentence], source: SourceText, context: Context
) -> list[TariffMeasure]:
    """Measures of whose text it is, those without a first day with the one that the text says once for them.

    Args:
        measures: in the order of the text.
        sentences: of the text.
        source: the text.
        context: of the text; where nobody says whose it is, it is of the only one who acts in it, else nothing is done.
    """
    found = list(measures)
    doers = {codes_of(measure.by) for measure in found if measure.by}
    if not context.issuers and len(doers) == 1:
        context = dataclasses.replace(context, issuers=doers.pop())
    if len(context.issuers) != 1:
        return found
    frame = _Frame(source, context)
    is_open = [_is_open(measure, frame) for measure in found]
    for start, is_of in _said_once(sentences, frame):
        for k, measure in enumerate(found):
            if is_open[k] and not measure.start and is_of(measure):
                found[k] = dataclasses.replace(measure, start=start)
    return found


class _Frame:
    """What is asked of a text for many sentences: its articles and the day of its publication, each looked for once."""

    def __init__(self, source: SourceText, context: Context) -> None:
        self.text = source.text
        self.context = context
        heads = list(_ARTICLE.finditer(source.text))
        self.starts = [head.start() for head in heads]
        self.numbers = ["", *(head["number"] for head in heads)]
        self.published = _published(source)

    def article_of(self, measure: TariffMeasure) -> str:
        """The number of the article that a measure stands in; empty before the first."""
        return self.numbers[bisect.bisect(self.starts, measure.instrument.at[0].start)]


_Said = tuple[Value, Callable[[TariffMeasure], bool]]


def _said_once(sentences: Sequence[Sentence], frame: _Frame) -> Iterator[_Said]:
    """The sentences that say a first day for several measures, with the day, and a test of whether a measure is of them."""
    paragraphs = {sentence.paragraph: sentence.start for sentence in reversed(sentences)}
    for k, sentence in enumerate(sentences):
        text = sentence.text
        excepted = _EXCEPT.search(text)
        if _OF_TEXT.match(text) and excepted:
            head = dataclasses.replace(sentence, text=text[: excepted.start()])
            tail = dataclasses.replace(sentence, text=" " * excepted.end() + text[excepted.end() :])
            articles = set(re.findall(r"\d+", excepted["articles"]))
            yield _day_said(tail, frame), _in_articles(frame, articles, is_in=True)
            yield _day_said(head, frame), _in_articles(frame, articles, is_in=False)
        elif clauses := _OF_CLAUSES.match(text):
            yield _day_said(sentence, frame), _of_clauses(sentences, clauses["numbers"])
        elif _OF_TEXT.match(text) or _OF_THIS.match(text):
            yield _day_said(sentence, frame), lambda measure: True
        elif _OF_PARAGRAPH.match(text):
            yield _day_said(sentence, frame), _within(paragraphs[sentence.paragraph], sentence)
        elif _OF_DUTIES.match(text) and _PUBLISHED.search(text):
            yield _day_said(sentence, frame), _within(sentence.start - _NEAR, sentence)
        elif k and _AS_FOLLOWS.search(text):
            before = sentences[k - 1]
            if NOUNS[TARIFF].search(before.text) and not rates_in(before.text):
                yield first_day(before, dataclasses.replace(frame.context, begins=OPEN)), _after(sentence)


# "The duties in clauses (1) and (2) shall be effective on or after", "the duties imposed by this order shall apply from".
_OF_CLAUSES = re.compile(
    rf"{_NUMBER}The (?:\w+ )?(?:duties|duty|tariffs?|rates?|surcharges?)[^;]{{0,40}}?\b(?:in|by|under) clauses? "
    rf"(?P<numbers>\(\w+\)"
    r"(?:(?:,| and|, and) \(\w+\))*)[^;]{0,60}?\bshall (?:be effective|apply|take effect|enter into force)\b"
)
_OF_THIS = re.compile(
    rf"{_NUMBER}The (?:\w+ ){{0,3}}?(?:duties|duty|tariffs?|rates? of duty|surcharges?) (?:and [\w ]{{3,30}} )?(?:imposed"
    rf"|proclaimed|established"
    rf"|set|provided for)"
    rf" (?:by|in|under|pursuant to) this {_KINDS}[^;]{{0,60}}?\b(?:shall be effective|shall apply|appl(?:y|ies)|(?:is"
    rf"|are) effective"
    r"|shall take effect)\b",
    re.IGNORECASE,
)


def _of_clauses(sentences: Sequence[Sentence], numbers: str) -> Callable[[TariffMeasure], bool]:
    """Whether a measure stands in one of the clauses that are named by their numbers in brackets."""
    named = set(re.findall(r"\(\w+\)", numbers))
    heads: dict[int, str] = {}
    for sentence in sentences:
        heads.setdefault(sentence.paragraph, sentence.text.partition(" ")[0])
    starts = {sentence.start: heads[sentence.paragraph] for sentence in sentences}
    return lambda measure: starts.get(measure.instrument.at[0].start, "") in named


def _within(first: int, sentence: Sentence) -> Callable[[TariffMeasure], bool]:
    return lambda measure: first <= measure.instrument.at[0].start < sentence.start


def _after(sentence: Sentence) -> Callable[[TariffMeasure], bool]:
    return lambda measure: measure.instrument.at[0].start > sentence.start


def _in_articles(frame: _Frame, articles: set[str], *, is_in: bool) -> Callable[[TariffMeasure], bool]:
    return lambda measure: (frame.article_of(measure) in articles) == is_in


def _is_open(measure: TariffMeasure, frame: _Frame) -> bool:
    """Whether a measure is set by the text, and no day is said with it."""
    if measure.instrument.value not in (TARIFF, EXPORT_TAX) or not measure.instrument.at or measure.start:
        return False
    if codes_of(measure.by) != frame.context.issuers or measure.status.value not in ("in_force", "scheduled"):
        return False
    is_preamble = bool(frame.starts) and not frame.article_of(measure)
    return not is_preamble and not _HAS_OWN.search(frame.text[slice(*measure.instrument.at[0])])


def _day_said(sentence: Sentence, frame: _Frame) -> Value:
    """The day that a sentence says, or that follows from the publication; open where it is not said when that is."""
    match = _PUBLISHED.search(sentence.text)
    if match is None:
        return first_day(sentence, dataclasses.replace(frame.context, begins=OPEN))
    published, steps = frame.published, _steps(match)
    if not published or steps is None:
        return OPEN
    day = published.value
    if not isinstance(day, datetime.date):
        return OPEN
    try:
        first = day + datetime.timedelta(days=steps)
    except OverflowError:
        return OPEN
    words = (sentence.at(*match.span()), *published.words)
    derived = f"{steps} days after {day}, on which it is published"
    return Value(first, (sentence.span, *published.at), words, derived=derived)


def _steps(match: re.Match[str]) -> int | None:
    """Days after the publication; None where the number is no word that is known."""
    if match["count"]:
        count = match["count"].casefold()
        return int(number_of(count)) if count.isdigit() or count in SMALL_NUMBERS else None
    if match["nth"]:
        nth = match["nth"].casefold()
        known = {**{word: k + 1 for k, word in enumerate(_ORDINALS)}, **_LATER_ORDINALS}
        return known.get(nth)
    return int("day following" in match.group() or "day after" in match.group())


def _published(source: SourceText) -> Value:
    """The day on which a text is published, where it says so; open where it does not."""
    said = _PUBLISHED_ON.search(source.text)
    if said:
        line = source.text[said.end() :].partition("\n")[0]
        days = days_in(line, None)
        if days and days[0].start == 0:
            return _value(days[0].day, said.start(), said.end() + days[0].end)
    today = _PUBLISHED_TODAY.search(source.text)
    if today and source.date is not None:
        return _value(source.date, *today.span())
    return OPEN


def _value(day: datetime.date, start: int, end: int) -> Value:
    return Value(day, (TextSpan(start, end),), (TextSpan(start, end),))
