"""What a text does with tariffs: who, on whom, on what goods, at which rate, from when until when, and whether "
"it is in force."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence

from tradetalks.text.findings import LOWERED, OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_between, taxed_goods
from tradetalks.text.measure_times import Context, noun_of, times_of
from tradetalks.text.parties import TARIFF, codes_of, doer_of, hit_in
from tradetalks.text.phrases import RANGE, Number, number_of
from tradetalks.text.rates import NOUNS, new_rates, old_rate, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import CONDITION, Action, actions_in, without_asides

_SUM = re.compile(
    r"\bthe sum of\b|\binclusive of\b|\ball-inclusive\b|\bceiling\b|\bcomprised of\b|\bhigher of\b"
    r"|\bincluding (?:the )?(?:MFN|ordinary|most)",
    re.IGNORECASE,
)
_ADDITIONAL = re.compile(r"\badditional\b|\bin addition to\b|\bon top of\b|\bextra\b|\bfurther \d", re.IGNORECASE)
# "That rate", "the remaining rate": the one that the sentence named before.
_POINTS_BACK = re.compile(r"\b(?:that rate|those articles|remaining|said)\b", re.IGNORECASE)
_ANNEX = re.compile(r"\brates? (?:of duty )?(?:specified|set forth|listed) in (?:the )?Annex\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:presently|currently|current|already|existing)\b", re.IGNORECASE)
# Sentences that go on about the measure before them.
CONTINUES = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:Such|These|This|Those|The (?:tariffs|duties|rates)(?: of duty)? (?:set forth"
    r"|described|in)|They|It)\b"
)
_STANDS = re.compile(r"^\(?The (?:current|existing|remaining|present)\b")
_INCLUDES = re.compile(r"^(?:This|These|They|It) includes?\b", re.IGNORECASE)


def measures_in(sentence: Sentence, context: Context, earlier: Sequence[TariffMeasure]) -> list[TariffMeasure]:
    """The measures that one sentence states, in its order.

    Args:
        sentence: to read.
        context: of the text.
        earlier: measures of the sentences before, whose subject and goods this one may go on about.
    """
    text = without_asides(sentence.text)
    plain = dataclasses.replace(sentence, text=text)
    if re.search(r"\bat least \d+ (?:percent|per cent)", text) and re.search(r"\bzero percent\b", text):
        # The other half of a ceiling: goods that pay more already pay nothing on top.
        return []
    rates = new_rates(text, rates_in(text))
    found: list[TariffMeasure] = []
    actions = actions_in(text)
    extends = False
    for k, action in enumerate(actions):
        own = [rate for rate in rates if _holder(rate, actions) is action]
        noun = noun_of(text, action)
        if extends and action.does == "keep" and noun in (None, "exclusions"):
            continue
        if noun is None and not (own and (NOUNS[TARIFF].search(text) or own[0].unit == "points")):
            continue
        if action.mood in ("replaced", "imperative"):
            continue
        if action.denied and "until" not in text[action.end : action.end + 20]:
            continue
        if not own and _is_means(text, action, actions[k + 1 :], rates):
            continue
        set_by: list[Number | None] = [*own] or [None]
        extends = extends or action.does == "extend"
        found += [_measure(plain, context, action, noun or TARIFF, rate, earlier) for rate in set_by]
    return [measure for measure in found if measure.status]


def _holder(rate: Number, actions: Sequence[Action]) -> Action | None:
    """The action that sets a rate: an active verb before it, or the nearest passive one."""
    holders = [action for action in actions if action.after <= rate.start < action.before]
    active = [action for action in holders if not action.passive]
    if active or holders:
        return (active or holders)[-1 if active else 0]
    return min(
        actions, key=lambda action: min(abs(rate.start - action.end), abs(action.start - rate.end)), default=None
    )


def _is_means(text: str, action: Action, later: Sequence[Action], rates: Sequence[Number]) -> bool:
    """Whether a verb without a rate only announces the next one: "lower the tariffs by removing 10 points"."""
    if action.does == "set" and not action.passive:
        return bool(later)
    if not later:
        return False
    following = later[0]
    is_by = re.search(r"\bby\s+(?:\w+ing\s+)?$", text[action.end : following.start])
    return bool(is_by) and any(following.start <= rate.start for rate in rates)


def _measure(
    sentence: Sentence,
    context: Context,
    action: Action,
    noun: str,
    rate: Number | None,
    earlier: Sequence[TariffMeasure],
) -> TariffMeasure:
    text = sentence.text
    before = earlier[-1] if earlier else TariffMeasure()
    by = doer_of(sentence, action.start, context.issuers, before.by if CONTINUES.match(text) or sentence.item else OPEN)
    subject = OPEN
    if text[action.start : action.end].casefold().startswith("subject") and not by.derived:
        # "China shall be subject to 34 percent": who stands before it is hit.
        subject, by = by, OPEN
    is_issuer = not by and len(context.issuers) == 1 and noun == TARIFF
    if is_issuer:
        by = Value(context.issuers[0], derived="whose text it is (first line)")
    window = (min(action.after, action.start), action.before)
    on = hit_in(sentence, *window, codes_of(by)) or hit_in(sentence, 0, len(text), codes_of(by))
    if codes_of(subject) != codes_of(by):
        on = on or subject
    if is_issuer and not on and hit_in(sentence, 0, len(text), ()):
        # "The tariff on UK steel will be cut", in a British text: somebody else's.
        by, on = OPEN, hit_in(sentence, 0, len(text), ())
    words = sentence.at(action.start, max(action.end, action.before if rate is None else rate.end))
    words = sentence.at(min(action.start, rate.start if rate else action.start), words.end - sentence.start)
    measure = TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF if noun == "exclusions" else noun, (sentence.span,), (words,)),
        kind=_kind(sentence, action, noun, rate, words_of=words),
        basis=_basis(sentence, action),
        condition=_condition(sentence, action),
    )
    measure = dataclasses.replace(measure, **_amounts(sentence, action, rate))
    if noun in (TARIFF, "export_control"):
        measure = dataclasses.replace(measure, **taxed_goods(sentence, action, rate))
    measure = dataclasses.replace(measure, **times_of(sentence, action, noun, context))
    if noun == TARIFF and earlier and _STANDS.match(text) and not measure.on:
        # "The current 10% tariff will remain": of the goods that the sentence before speaks of.
        measure = _filled(measure, {"on": before.on, "goods": before.goods, "sectors": before.sectors})
    status = _status(sentence, action, noun, measure, context)
    return dataclasses.replace(measure, status=Value(status, (sentence.span,), (words,)) if status else OPEN)


def _kind(sentence: Sentence, action: Action, noun: str, rate: Number | None, words_of: object) -> Value:
    words = (sentence.at(action.start, action.end),)
    if noun not in (TARIFF, "non-tariff countermeasures"):
        return OPEN
    kinds = {"impose": "add", "keep": "add", "raise": "change", "lower": "change", "remove": "remove", "set": "set"}
    kind = kinds.get(action.does, "add")
    if noun != TARIFF:
        kind = "remove"
    elif rate is not None and rate.unit == "points" and action.does != "suspend":
        kind = "change"
    elif _SUM.search(sentence.text):
        kind = "set"
    elif action.does == "suspend" and rate is None and re.search(r"\ball of (?:the|its)\b", sentence.text):
        kind = "remove"
    elif action.does == "impose" and _ANNEX.search(sentence.text):
        kind = "change"
    return Value(kind, (sentence.span,), words)


def _amounts(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """Rate, rate before and change in points."""
    if rate is None:
        return {}
    words = (sentence.at(rate.start, rate.end),)
    if rate.unit == "points" and action.does in ("remove", "lower", "raise"):
        change = rate.value if action.does == "raise" else -rate.value
        return {"change": Value(round(change, 6), (sentence.span,), words)}
    lowered = ""
    if action.does == "lower":
        lowered = LOWERED
    found = {"rate": Value(round(rate.value, 6), (sentence.span,), words, note=lowered)}
    for match in RANGE.finditer(sentence.text):
        if match.start() <= rate.start < match.end():
            first = round(number_of(match.group(1)) / 100, 6)
            found["rate_before"] = Value(first, (sentence.span,), (sentence.at(*match.span(1)),))
    old = old_rate(sentence.text, rates_in(sentence.text))
    if old is not None and old.end <= rate.start:
        found["rate_before"] = Value(round(old.value, 6), (sentence.span,), (sentence.at(old.start, old.end),))
    return found


def _basis(sentence: Sentence, action: Action) -> Value:
    text, window = sentence.text, (action.after, action.before)
    total = _SUM.search(text)
    if total:
        return Value("total", (sentence.span,), (sentence.at(*total.span()),))
    extra = _ADDITIONAL.search(text, *window)
    if extra is None and _POINTS_BACK.search(text, *window):
        extra = _ADDITIONAL.search(text)
    if extra:
        return Value("additional", (sentence.span,), (sentence.at(*extra.span()),))
    return OPEN


def _condition(sentence: Sentence, action: Action) -> Value:
    match = CONDITION.search(sentence.text)
    if match:
        return Value(match.group().strip(" ,"), (sentence.span,), (sentence.at(*match.span()),))
    if action.mood == "power":
        words = sentence.at(max(0, action.start - 30), action.end)
        return Value("somebody may decide so", (sentence.span,), (words,))
    return OPEN


def _status(sentence: Sentence, action: Action, noun: str, measure: TariffMeasure, context: Context) -> str:
    """What the text does with the measure; empty where it does nothing with it."""
    text = sentence.text
    if action.mood == "threat":
        return "threatened"
    if CONDITION.search(text) and not re.search(r"\bprovided in\b", text):
        return "conditional" if measure.rate or measure.change else ""
    if action.mood == "power":
        return "conditional"
    if action.does == "suspend" or re.search(r"\bsuspension of\b", text[action.start : action.before]):
        return "suspended"
    if action.does == "remove" and not measure.change:
        return "promised" if action.mood == "plan" else "withdrawn"
    if action.does == "extend":
        return "scheduled"
    start = measure.start.value
    if isinstance(start, datetime.date) and context.date is not None:
        return "scheduled" if start > context.date else "in_force"
    if action.does == "keep" or _NOW.search(text):
        return "in_force"
    if action.mood in ("future", "plan"):
        return "promised" if action.mood == "plan" else "scheduled"
    return "in_force"


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
    if not measures or rates_in(text) or re.search(r"\bin lieu of\b", text):
        return False
    if _INCLUDES.match(text):
        on = hit_in(plain, 0, len(text), codes_of(measures[-1].by))
        measures[-1] = _filled(measures[-1], {"on": on, **goods_between(plain, 0, len(text))})
        return True
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
        measures[k] = _filled(measures[k], times)
    return True


def _filled(measure: TariffMeasure, more: dict[str, Value]) -> TariffMeasure:
    """A measure whose open fields a later sentence fills."""
    return dataclasses.replace(
        measure, **{name: value for name, value in more.items() if value and not getattr(measure, name)}
    )
