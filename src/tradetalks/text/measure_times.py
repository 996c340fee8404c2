"""From when until when a measure is in force, or suspended."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence

from tradetalks.text.at_once import at_once
from tradetalks.text.context import Context
from tradetalks.text.days import AND_THEN, BEGINS, DAY, Duration, NamedDay, days_in, durations_in
from tradetalks.text.days_beside import COUNTED, is_day_of_something_else
from tradetalks.text.days_of_rates import days_of_rate
from tradetalks.text.findings import Value
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import Number
from tradetalks.text.rates import NOUNS
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import PAPERS, Action, actions_in

ON_DAY = re.compile(r"\bon\s+$", re.IGNORECASE)
UNTIL = re.compile(
    rf"\bfrom {DAY} (?P<to>to)\s+(?:\d\d?:\d\d on )?$"
    r"|\b(?P<word>until|till|through|before|prior to|expir\w+ on|up to"
    r"|(?:postponed|delayed|deferred|moved|put off|pushed back) to)\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?on )?$",
    re.IGNORECASE,
)
# "Goods loaded before May 10" are an exception, no last day.
_IN_TRANSIT = re.compile(
    r"\b(?:loaded|exported|shipped|entered|in transit|executed|ordered|purchased|concluded)\b[^,;]{0,60}\b(?:before"
    r"|prior to)\s+[^,;]{0,60}$",
    re.IGNORECASE,
)
# "For three months from January 1".
_FOR = re.compile(r"\bfor (?:a period of |an initial |a further )?$", re.IGNORECASE)
# Verbs with which something begins on a day; what is kept on a day has begun before.
_BEGIN = ("impose", "raise", "lower", "set")
# "Has charged 10 percent since 5 April": what goes on since a day began on it.
_GONE_ON, _SINCE = ("impose", "keep", "set"), re.compile(r"\bsince\s+$", re.IGNORECASE)
# "August 7, 2025: a duty of 25 percent": a line of a calendar.
_AT_THE_TOP = re.compile(r"^\W*$")
# "The duties, which were due to enter into force on 7 August": what was to be.
WAS_TO = re.compile(
    r"\b(?:was|were|had been|is|are) (?:\w+ )?(?:scheduled|due|set|supposed|expected|planned)\b[^;,]*$"
    r"|\bdue (?:on|from)\s+$"
    r"|\b(?:previously|originally) (?:scheduled|due|set|planned) (?:for|to|on)\b[^;,]*$",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:postpon|delay|deferr?|moved|put off|pushed back)\w*\s+(?:to|until|till)\s+$", re.IGNORECASE
)
# "On April 2 he signed an order and imposed": the day of the order, which is not always that of the duties.
_ANNOUNCED = re.compile(
    r"\b(?:declar|sign|order|adopt|publish|issu|proclaim|announc|propos|threaten|vot|approv|endors|back)ed\b",
    re.IGNORECASE,
)
# "And expires on 30 June": begins nothing.
_ENDS_ON = re.compile(r"\b(?:expir|end|laps|terminat)\w* on\s+$")
_OF_OTHERS = re.compile(r";|\bexempt\w*")
_LETTERED = re.compile(r"\(b\)")
# Words before a last day that opens a sentence: "From 1 May 2026 until 31 August".
_WORDS_BEFORE_A_DAY = 6
_OPENS_WITH_SPAN = re.compile(
    r"^\W*(?:\(\w+\)\s+)?(?:Effective|From|As of|Beginning|Starting)\b[^;%]{0,60}\d[^;%]{0,40}\b(?:and )?(?:until"
    r"|through)\s+[^;%,]*$"
)
ONE_DAY = datetime.timedelta(days=1)


# "These countermeasures, in the form of additional customs duties".
_AS_DUTIES = re.compile(r"\bin the form of (?:\w+ ){0,3}?(?:duties|tariffs|surtax(?:es)?)\b")


def noun_of(text: str, action: Action) -> str | None:
    """What the action acts on; None where it is no measure."""
    begin = action.after if action.passive else action.end
    ends = action.before
    places = {name: match.start() for name, pattern in NOUNS.items() if (match := pattern.search(text, begin, ends))}
    if not places:
        return None
    noun = min(places, key=lambda name: places[name])
    is_duty = noun == "countermeasures" and _AS_DUTIES.search(text)
    return TARIFF if is_duty else noun


def times_of(
    sentence: Sentence, action: Action, noun: str, context: Context, rate: Number | None = None
) -> dict[str, Value]:
    """From when until when it is in force, or suspended; of several rates each has the days beside it."""
    text, found = sentence.text, {}
    goes_on = action.does == "extend"
    days = [
        day
        for day in days_in(text, context.date)
        if not _was_to(text, day, action) and not is_day_of_something_else(text, day, action)
    ]
    if rate is not None:
        days = days_of_rate(text, days, rate)
    others = [
        other
        for other in actions_in(text)
        if other.start != action.start and other.mood != "replaced" and noun_of(text, other)
    ]
    if goes_on:
        # "Will extend ... and remain valid until": one measure, whose end stands with its second verb.
        others = [other for other in others if other.does != "keep"]
    ends_on = _day_after(text, days, UNTIL, action, others)
    begins_on = _first_of(text, days, action, others, context.date)
    is_pause = action.does == "suspend" or bool(
        re.search(r"\bsuspension of\b(?! concessions)", text[action.start : action.before])
    )
    not_yet = re.search(r"\bnot take effect until\b", text)
    if (
        not begins_on
        and not days
        and context.date is not None
        and (now := at_once(sentence, context.date, action.start))
    ):
        found["start"] = now
    if begins_on and not goes_on:
        name = "suspended_from" if is_pause and not not_yet else "start"
        found[name] = on_day(sentence, begins_on)
    if ends_on and not not_yet:
        found["suspended_until" if is_pause or goes_on else "until"] = last_day(sentence, ends_on)
    if not ends_on and (is_pause or not goes_on):
        found |= _spanned(sentence, action, context, begins_on, is_pause=is_pause)
    if action.does == "remove" and noun != "exclusions" and "start" not in found and context.begins:
        found["start"] = context.begins
    if (
        action.does in ("impose", "set", "raise", "lower")
        and not found
        and not days
        and context.begins
        and not context.begins.note
    ):
        # An item of a list whose head says from when all of it applies.
        found["start"] = context.begins
    return found


# "The duty imposed on May 1": the day of what is ended.
_OF_ITS_OBJECT = re.compile(
    r"\b(?:imposed|levied|announced|introduced|adopted|applied|set|notified|published|declared|in force|signed|began|dated)\b"
)


def _first_of(
    text: str, days: Sequence[NamedDay], action: Action, others: Sequence[Action], written: datetime.date | None
) -> NamedDay | None:
    """The first day of what a verb does: what is said after the verb counts before what opens the sentence."""
    is_to_come = action.mood in ("plan", "future", "threat", "power")
    # "Will increase to 25 percent on March 2".
    patterns = [BEGINS]
    is_end = action.does == "remove" and not _OF_ITS_OBJECT.search(text, action.end)
    if action.does in _BEGIN or is_end:
        patterns.append(ON_DAY)
    if action.does in _GONE_ON:
        patterns.append(_SINCE)
    if action.does in _BEGIN:
        patterns.append(_AT_THE_TOP)
    # "As of 10 November, the one is suspended and the other is retained": what is kept does not begin then.
    for fronted in (False,) if action.does == "keep" else (False, True):
        for pattern in patterns:
            day = _day_after(text, days, pattern, action, others, fronted=fronted)
            if day is not None and _ENDS_ON.search(text[: day.start]):
                continue
            is_of_the_news = fronted and is_to_come and pattern is ON_DAY and _is_before(day, written)
            if day is not None and fronted and pattern is ON_DAY:
                is_of_the_news = is_of_the_news or bool(_ANNOUNCED.search(text, day.end, action.start))
            if day is not None and not is_of_the_news:
                return day
    return None


def _is_before(day: NamedDay | None, written: datetime.date | None) -> bool:
    """Whether a day lies before the text: "on 27 July they agreed on a ceiling" is no first day of the ceiling."""
    return day is not None and written is not None and day.day < written


def _spanned(
    sentence: Sentence, action: Action, context: Context, begins_on: NamedDay | None, *, is_pause: bool
) -> dict[str, Value]:
    """The last day of what lasts for so long, counted from its own first day, or from that of the list that it is in."""
    text = sentence.text
    span = next((span for span in durations_in(text) if action.start <= span.start), None)
    if span is None or not (is_pause or (begins_on and _FOR.search(text[: span.start]))):
        return {}
    due = None if begins_on else _due_day(text, context, action)
    begin = begins_on or due
    first = begin.day if begin else context.begins.value
    last = span.after(first) if isinstance(first, datetime.date) else None
    if last is None:
        return {}
    end = derived_end(sentence, span, last - ONE_DAY, context, begin is not None, of=due)
    if not is_pause:
        return {"until": end}
    return {"suspended_until": end} if begin else {"suspended_from": context.begins, "suspended_until": end}


def first_day(sentence: Sentence, context: Context) -> Value:
    """The day that "effective" or "from" announces in a sentence, whatever its verb; open where none does."""
    for day in days_in(sentence.text, context.date):
        head = sentence.text[: day.start]
        if COUNTED.search(head):
            continue
        if (BEGINS.search(head) or ON_DAY.search(head)) and not _IN_TRANSIT.search(head):
            return on_day(sentence, day)
    return context.begins


def _due_day(text: str, context: Context, action: Action) -> NamedDay | None:
    """The day on which what is postponed was due; None where no day is said, or it is suspended only."""
    if not re.match(r"postpon|defer|delay", text[action.start : action.end], re.IGNORECASE):
        return None
    return next((day for day in days_in(text, context.date) if _was_to(text, day, action)), None)


def _was_to(text: str, day: NamedDay, action: Action) -> bool:
    """Whether a day is the one on which something was to begin that a suspension puts off."""
    return action.does == "suspend" and bool(WAS_TO.search(text[: day.start]))


def derived_end(
    sentence: Sentence, span: Duration, last: datetime.date, context: Context, has_day: bool, of: NamedDay | None = None
) -> Value:
    at = (sentence.span,) if has_day else (sentence.span, *context.begins.at)
    words = [sentence.at(span.start, span.end), *(() if has_day else context.begins.words)]
    derived = f"{span.count} {span.unit}s, the last day of them"
    if of is not None:
        words.append(sentence.at(of.start, of.end))
        derived += ", from the day on which it was due"
    return Value(last, at, tuple(words), derived=derived)


def _day_after(
    text: str,
    days: Sequence[NamedDay],
    pattern: re.Pattern[str],
    action: Action,
    others: Sequence[Action],
    *,
    fronted: bool = True,
) -> NamedDay | None:
    """The day that words such as "effective" or "until" announce for an action: the last that no other verb is nearer to.

    Args:
        text: of the sentence.
        days: it names.
        pattern: of the words before the day.
        action: whose day is asked for.
        others: the other verbs that act on a tariff.
        fronted: whether a day before all verbs counts, which is that of all of them.
    """
    fitting = [day for day in days if pattern.search(text[: day.start]) and not _IN_TRANSIT.search(text[: day.start])]
    verbs = sorted([action, *others], key=lambda verb: verb.start)
    own = [day for day in fitting if _holder(text, day, verbs) is action]
    if pattern is UNTIL:
        # "...; imports of others are exempt until 1 June": the last day of the exemption.
        own = [day for day in own if not _OF_OTHERS.search(text, action.end, day.start)]
        # "A bill renewed it until the end of the year, but the tariff applies": not until that day.
        fitting = [
            day
            for day in fitting
            if len(text[: day.start].split()) <= _WORDS_BEFORE_A_DAY or _OPENS_WITH_SPAN.search(text[: day.start])
        ]
    # A day before a semicolon is that of something else.
    before_all = [
        day
        for day in fitting
        if day.start < verbs[0].start and ";" not in PAPERS.sub(",", text[day.end : verbs[0].start])
    ]
    chosen = own or (before_all if fronted else [])
    if chosen and _LETTERED.search(text, chosen[0].end, chosen[-1].start):
        # "(a) from 1 March on all but Peru; (b) from 1 May on all but Chile": it began on the first.
        return chosen[0]
    return chosen[-1] if chosen else None


def _holder(text: str, day: NamedDay, verbs: Sequence[Action]) -> Action | None:
    """The verb whose day it is: the last before it, or the next where the day begins what is said of that."""
    following = next((verb for verb in verbs if verb.start > day.start), None)
    if following is not None and AND_THEN.search(text[: day.start]):
        return following
    before = [verb for verb in verbs if verb.start <= day.start]
    return before[-1] if before else None


def on_day(sentence: Sentence, day: NamedDay) -> Value:
    """A day by its words."""
    return Value(day.day, (sentence.span,), (sentence.at(day.start, day.end),), derived=day.derived)


def last_day(sentence: Sentence, day: NamedDay) -> Value:
    """ "Before 1 June" ends on 31 May; "through 12:01 a.m. on 24 July" on 23 July."""
    head = sentence.text[: day.start]
    value = on_day(sentence, day)
    if re.search(r"\b(?:before|prior to)\s+(?:\d\d?:\d\d [ap]\.m\. [\w ]*?on )?$", head) or re.search(
        r"\b(?:through|until)\s+12:0\d a\.m\. [\w ]*?on\s+$", head
    ):
        return dataclasses.replace(value, value=day.day - ONE_DAY, derived="the day before")
    if _PUT_OFF.search(head):
        # What is postponed to a day begins on it.
        return dataclasses.replace(
            value, value=day.day - ONE_DAY, derived="the day before the one to which it is postponed"
        )
    return value
