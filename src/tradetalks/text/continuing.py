"""Sentences that go on about a measure before them: "such duties shall apply from", "the suspension lasts until"."""

from __future__ import annotations

import dataclasses
import datetime
import re

from tradetalks.text.asides import without_asides
from tradetalks.text.context import Context
from tradetalks.text.days import days_in
from tradetalks.text.findings import LOWERED, TariffMeasure, Value
from tradetalks.text.goods import goods_between
from tradetalks.text.measure_times import first_day, noun_of, times_of
from tradetalks.text.parties import TARIFF, codes_of, hit_in
from tradetalks.text.pauses import pause_times
from tradetalks.text.rates import rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import actions_in

# Sentences that go on about the measure before them.
CONTINUES = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:Subject to [^,;]{3,60},\s+(?=this|these|such))?(?:[Ss]uch|[Tt]hese|[Tt]his|Those|All|Both"
    r"|The (?:surtax(?:es)?|surcharges?)"
    r"|The (?:tariffs|duties|rates|measures)(?: of duty)? (?:set forth"
    r"|described|in|begin|start|take|took|will|come|came|enter|go|went|apply)|The (?:new|additional|Turkish"
    r"|higher) \w+|The (?:tariff )?(?:suspension|pause|postponement|deferral|reduction|increase)|They|It)\b"
)
# "The tariffs begin on 1 November".
_THEY_BEGIN = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:Subject to [^,;]{3,60},\s+)?(?:(?:The|[Tt]his|[Tt]hese|Those|[Ss]uch|All|Both) (?:\w+ "
    r"){0,2}?(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surtax"
    r"|surcharge|measures|increases?)|They|It)\s+"
    r"(?:(?:will|shall|would|are to|is to)\s+)?(?:all\s+)?(?:beg[iau]ns?|starts?|started|t[ao]kes? effect|took effect"
    r"|(?:is|are|be) effective|c[oa]mes?|enter(?:s|ed)?|go(?:es)?|went"
    r"|appl(?:y|ies)|kick(?:s|ed)?)\b"
)
_CHANGE = re.compile(r"^(?:The|This|Such) (?:tariff |duty )?(?:reduction|increase)\b")
# Letters of a sentence within which what it goes on about is named: "From 1 May the reduction".
_TOP_OF_A_SENTENCE = 30
_PAUSE = re.compile(
    r"^(?:The|This|That|Such an?|Such) (?:\w+ )?(?:suspension|pause|postponement|deferral)\b", re.IGNORECASE
)
_INCLUDES = re.compile(r"^(?:This|These|They|It) includes?\b", re.IGNORECASE)


def continuation(sentence: Sentence, context: Context, measures: list[TariffMeasure], first: int) -> bool:
    """Give earlier measures what a sentence that goes on about them says: "Such duties shall apply from ...".

    Args:
        sentence: to read.
        context: of the text.
        measures: so far; those that the sentence speaks of are replaced.
        first: position of the first measure of the same section.

    Returns:
        Whether the sentence says no more than that.
    """
    text = without_asides(sentence.text)
    plain = dataclasses.replace(sentence, text=text)
    if measures and _IN_ADDITION.match(text) and rates_in(text):
        # "The duties are in addition to others, such as the existing tariff of 18 percent": that one is read as well.
        _on_top(plain, measures)
        return False
    if not measures or rates_in(text) or re.search(r"\bin lieu of\b", text):
        return False
    if _IN_ADDITION.match(text):
        return _on_top(plain, measures)
    had = _HAD_BEEN.search(text)
    if had:
        return _resumed(plain, context, measures)
    if _CHANGE.match(text):
        return _changed(plain, context, measures)
    if _PAUSE.match(text):
        return _paused(plain, context, measures)
    if _ARE_PAUSED.match(text) and measures[-1].status.value in ("in_force", "scheduled"):
        return _suspended(plain, context, measures)
    if _INCLUDES.match(text):
        on = hit_in(plain, 0, len(text), codes_of(measures[-1].by))
        measures[-1] = filled(measures[-1], {"on": on, **goods_between(plain, 0, len(text))})
        return True
    if _THEY_BEGIN.match(text):
        return _begun(plain, context, measures)
    actions = [
        action for action in actions_in(text) if action.does in ("impose", "keep") and noun_of(text, action) == TARIFF
    ]
    if not actions:
        return False
    times = times_of(plain, actions[0], TARIFF, context)
    # "The tariffs set forth in subsection (a)" are all of the section, "such duties" those of the sentence before.
    is_section = bool(re.search(r"\b(?:set forth|described) in\b", text))
    chosen = range(first, len(measures)) if is_section else range(len(measures) - 1, len(measures))
    for k in chosen:
        measures[k] = filled(measures[k], times)
    return True


# "The surtaxes are in addition to the customs duties otherwise payable".
_IN_ADDITION = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:The|These|Such) (?:\w+ ){0,3}?(?:surtax(?:es)?|surcharges?|tariffs|duties|rates of "
    r"duty)\b[^;]{0,60}?"
    r"\b(?:is|are|shall be) in addition to\b"
)


def _on_top(sentence: Sentence, measures: list[TariffMeasure]) -> bool:
    """Give the measures of whoever acted last their basis: on top of the ordinary duty."""
    words = Value("additional", (sentence.span,), (sentence.span,))
    by = measures[-1].by.value
    for k, measure in enumerate(measures):
        if measure.instrument.value == TARIFF and measure.by.value == by and measure.kind.value == "add":
            measures[k] = filled(measure, {"basis": words})
    return True


# "The tariffs on these goods had been suspended since 1 May": until they are resumed, as the sentence before says.
_HAD_BEEN = re.compile(r"\bhad been (?:suspended|paused) (?:since|from)\b")
_DAY_BEFORE = datetime.timedelta(days=1)


def _resumed(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give what the sentence before resumes the suspension that ends with it."""
    days = [day for day in days_in(sentence.text, context.date) if _HAD_BEEN.search(sentence.text[: day.start])]
    last = measures[-1]
    if not days or not isinstance(last.start.value, datetime.date):
        return False
    since = Value(days[0].day, (sentence.span,), (sentence.at(days[0].start, days[0].end),), derived=days[0].derived)
    end = dataclasses.replace(last.start, value=last.start.value - _DAY_BEFORE, derived="the day before it is resumed")
    for k, measure in enumerate(measures):
        if measure.instrument.at == last.instrument.at:
            measures[k] = filled(measure, {"suspended_from": since, "suspended_until": end})
    return True


def _begun(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give the measures of the sentence before their first day."""
    start = first_day(sentence, context)
    last = measures[-1]
    for k, measure in enumerate(measures):
        is_meant = measure.instrument.at == last.instrument.at
        if start and is_meant and not measure.start and measure.status.value in ("in_force", "scheduled"):
            measures[k] = filled(measure, {"start": start})
    return bool(start)


def _changed(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give the reduction, or the increase, that was stated last the days of a sentence about it: "it applies from 1 May"."""
    is_cut = bool(re.search(r"\breduction\b", sentence.text[:_TOP_OF_A_SENTENCE], re.IGNORECASE))
    actions = [action for action in actions_in(sentence.text) if action.does in ("impose", "keep")]
    last = next((k for k in reversed(range(len(measures))) if _is_change(measures[k], is_cut)), None)
    if last is None:
        return False
    times = times_of(sentence, actions[0], TARIFF, context) if actions else {"start": first_day(sentence, context)}
    measures[last] = filled(measures[last], times)
    return bool(actions or times["start"])


def _is_change(measure: TariffMeasure, is_cut: bool) -> bool:
    if measure.change:
        return (float(str(measure.change.value)) < 0) == is_cut
    return measure.kind.value in ("change", "set", "cap", "floor") and (measure.rate.note == LOWERED) == is_cut


# "These countermeasures are suspended until 14 July".
_ARE_PAUSED = re.compile(
    r"^(?:(?:These|Those|All|Both|The) (?:\w+ ){0,2}?(?:countermeasures|measures|tariffs|duties|surtaxes)|They|It)\s+"
    r"(?:is|are|remains?|(?:has|have) been)\s+(?:currently\s+|now\s+)?(?:suspended|paused)\b"
)


def _suspended(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """What is said to be suspended of the measures of the sentence before: no first day of theirs is one of a vote on them."""
    words = Value("suspended", (sentence.span,), (sentence.span,))
    last = measures[-1]
    for k, measure in enumerate(measures):
        if measure.instrument.at == last.instrument.at:
            measures[k] = dataclasses.replace(filled(measure, pause_times(sentence, context)), status=words)
    return True


def _paused(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give what was suspended last the days of a sentence about the suspension: "it lasts until 6 February"."""
    times = pause_times(sentence, context)
    last = next((k for k in reversed(range(len(measures))) if measures[k].status.value == "suspended"), None)
    if last is None or not times:
        return False
    measures[last] = filled(measures[last], times)
    return True


def filled(measure: TariffMeasure, more: dict[str, Value]) -> TariffMeasure:
    """A measure whose open fields a later sentence fills."""
    return dataclasses.replace(
        measure, **{name: value for name, value in more.items() if value and not getattr(measure, name)}
    )
