"""The days of a text and what each is: announced, effective, expires, deadline, opening, past."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from tradetalks.text.announced import OF_THE_TEXT, is_of_others, own_date
from tradetalks.text.days import NamedDay, days_in, durations_in
from tradetalks.text.findings import DateFound, TariffMeasure, TextSpan, Value
from tradetalks.text.moods import tells_its_reader
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText
from tradetalks.text.verbs import actions_in
from tradetalks.text.what_days_are import NO_DEAL, what_day_is

_WITHIN = re.compile(
    r"\bwithin (?:the )?(?:next |further |following )?$|\bover the next $|\ba further $", re.IGNORECASE
)
_NEGOTIATES = re.compile(
    r"\b(?:negotiat\w*|talks|conclud\w*|deal|agreement|consult\w*|transaction|complet\w*)\b", re.IGNORECASE
)
_AGREED = re.compile(r"\b(?:This|Last|Earlier this) (?:week|month)\b(?=[^.]*\b(?:reached|agreed|signed|concluded)\b)")
_WILL_TALK = re.compile(
    r"\b(?:will|shall|agreed to|intend to) (?:immediately )?(?:establish a mechanism to |further )?(?:continue"
    r"|hold|begin|start|launch|negotiate and finali[sz]e"
    r"|enter into|resume) (?:\w+ ){0,2}?(?:discussions|talks|negotiations|consultations|(?:Agreement|agreement))\b"
    r"|\b(?:discussions|talks|negotiations|consultations) (?:will|shall|are to) (?:continue|resume|be held|take place|begin)\b",
    re.IGNORECASE,
)
# Of two things that a text says of one day, the one that a scenario needs.
_ORDER = (
    "effective",
    "expires",
    "deadline",
    "opening",
    "closing",
    "announced",
    "expiry replaced",
    "signed",
    "agreed",
    "past",
)


def dates_of(
    sentences: Sequence[Sentence], source: SourceText, begins: Value, measures: Sequence[TariffMeasure] = ()
) -> tuple[DateFound, ...]:
    """Every day of a text, once, with what it is.

    Args:
        sentences: of the text.
        source: the text, whose own date counts.
        begins: the day on which all that it promises begins, where it says so of all at once.
        measures: that it states; their days are what they are there.
    """
    found: list[DateFound] = []
    of_measures = _days_of(measures)
    for sentence in sentences:
        if _only_orders(sentence.text):
            continue
        for day in days_in(sentence.text, source.date):
            what = what_day_is(sentence, day, source.date)
            is_old = bool(source.issuer) and source.date is not None and source.date - day.day > OF_THE_TEXT
            if what == "announced" and (is_old or is_of_others(sentence, day, source.issuer)):
                what = "past"
            if what in ("", "opening", "past"):
                what = of_measures.get(sentence.at(day.start, day.end), what)
            if what:
                found.append(DateFound(_value(sentence, day), what))
        found += [*_derived(sentence, begins), *_within(sentence, source.date)]
        week = _AGREED.search(sentence.text)
        if week:
            words = (sentence.at(*week.span()),)
            found.append(DateFound(Value(None, (sentence.span,), words, note="the day is not said"), "agreed"))
    by_day: dict[tuple[object, str], DateFound] = {}
    for date in found:
        # A day may both end talks and begin a tariff.
        key = (date.value.value, date.what if date.what == "deadline" or not date.value else "")
        known = by_day.get(key)
        if known is None or _rank(date) < _rank(known):
            by_day[key] = date
    dates = list(by_day.values())
    for what, pattern in (("opening", _WILL_TALK), ("deadline", _WILL_TALK)):
        said = next((sentence for sentence in sentences if _is_to_come(sentence, pattern, source.date)), None)
        if said is None or any(date.what == what for date in dates):
            continue
        at_once = _AT_ONCE.search(said.text)
        if what == "opening" and at_once and source.date:
            words = (said.at(*at_once.span()),)
            derived = f"{at_once.group()}, counted from {source.date}"
            dates.append(DateFound(Value(source.date, (said.span,), words, derived), what))
        elif not at_once:
            dates.append(DateFound(Value(None, (said.span,), note="talks are spoken of; the day is not said"), what))
    own = own_date(dates, sentences, source)
    return (*filter(None, [own]), *dates)


# "Agreed to immediately begin negotiations".
_AT_ONCE = re.compile(r"\b(?:immediately|at once|with immediate effect)\b")


def _is_to_come(sentence: Sentence, pattern: re.Pattern[str], written: datetime.date | None) -> bool:
    """Whether a sentence speaks of talks that are to come: no day of it is past."""
    is_past = any(written is not None and day.day < written for day in days_in(sentence.text, written))
    return bool(pattern.search(sentence.text)) and not is_past


def _only_orders(text: str) -> bool:
    """Whether a sentence only tells its reader to do something: nothing begins then."""
    actions = actions_in(text)
    return tells_its_reader(text) or (bool(actions) and all(action.mood == "imperative" for action in actions))


def _days_of(measures: Sequence[TariffMeasure]) -> dict[TextSpan, str]:
    """By the place of its words what a day is in a measure: its first day, or its last."""
    found: dict[TextSpan, str] = {}
    for measure in measures:
        is_last = measure.status.value == "threatened" and NO_DEAL.search(str(measure.condition.value))
        begins = "deadline" if is_last else "effective"
        for names, what in ((("until", "suspended_until"), "expires"), (("start", "suspended_from"), begins)):
            days = [getattr(measure, name) for name in names]
            found |= {
                day.words[0]: what for day in days if day and day.words and not day.derived.startswith("the day before")
            }
    return found


def _rank(date: DateFound) -> int:
    return _ORDER.index(date.what.partition(",")[0])


def _value(sentence: Sentence, day: NamedDay) -> Value:
    return Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),), derived=day.derived)


def _derived(sentence: Sentence, begins: Value) -> list[DateFound]:
    """The end of "a period of 90 days" that begins on a day said before of all that follows."""
    if not isinstance(begins.value, datetime.date) or not re.search(r"\bsuspend|\bpaus", sentence.text):
        return []
    found = []
    for span in durations_in(sentence.text):
        end = span.after(begins.value)
        if end is not None and re.search(r"\bperiod of\s+$", sentence.text[: span.start]):
            words = (*begins.words, sentence.at(span.start, span.end))
            derived = f"{begins.value} plus {span.count} {span.unit}s"
            found.append(DateFound(Value(end, (*begins.at, sentence.span), words, derived), "expires"))
    return found


def _within(sentence: Sentence, written: datetime.date | None) -> list[DateFound]:
    """The deadline of talks that are to end "within the next 90 days", counted from the date of the text."""
    found: list[DateFound] = []
    if written is None or not _NEGOTIATES.search(sentence.text):
        return found
    for span in durations_in(sentence.text):
        end = span.after(written)
        if end is not None and _WITHIN.search(sentence.text[: span.start]):
            words = (sentence.at(span.start, span.end),)
            derived = f"{written} plus {span.count} {span.unit}s"
            found.append(DateFound(Value(end, (sentence.span,), words, derived), "deadline"))
    return found
