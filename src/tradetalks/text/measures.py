"""What a text does with tariffs: who, on whom, on what goods, at which rate, from when until when, and whether "
"it is in force."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import LOWERED, OPEN, TariffMeasure, Value
from tradetalks.text.goods import goods_between, taxed_goods
from tradetalks.text.grants import is_asked
from tradetalks.text.measure_fields import amounts_of, basis_of, condition_value, kind_of, measure_status
from tradetalks.text.measure_times import Context, noun_of, pause_times, times_of
from tradetalks.text.owners import agent_of, owner_of
from tradetalks.text.parties import TARIFF, codes_of, doer_of, flow_in, hit_in, listed_with
from tradetalks.text.phrases import Number
from tradetalks.text.rates import NOUNS, new_rates, own_part, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action, actions_in, without_asides

# Sentences that go on about the measure before them.
CONTINUES = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:Such|These|This|Those|The (?:tariffs|duties|rates)(?: of duty)? (?:set forth"
    r"|described|in)|The (?:tariff )?(?:suspension|pause|postponement|deferral|reduction|increase)|They|It)\b"
)
# What a list is called in the sentence after the one that says what is done with it.
_LIST_BEFORE = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:The|These|Those|Such|Its|Their|Both)\s+(?:\w+\s+)?"
    r"(?:counter-?measures|measures|lists?|tariffs|duties|levies|package|counter-?tariffs)\b|^(?:They|It|This|These)\b"
)
_STANDS = re.compile(r"^\(?The (?:current|existing|remaining|present)\b")
_CHANGE = re.compile(r"^(?:The|This|Such) (?:tariff |duty )?(?:reduction|increase)\b")
_TOP_OF_A_SENTENCE = 30
# The one that was spoken of: "we will lower the rate to".
_THE_RATE = re.compile(r"\b(?:the|this|that) rate\b(?! of (?!duty))")
# What a sentence goes on about without a name: "The levies would come into force".
_OF_BEFORE = re.compile(
    r"^(?:The|These|Those|Such|They)\s+(?:(?:new|additional|retaliatory)\s+)?(?:levies|tariffs|duties|measures|surcharges)?\b"
)
_PAUSE = re.compile(
    r"^(?:The|This|That|Such an?|Such) (?:\w+ )?(?:suspension|pause|postponement|deferral)\b", re.IGNORECASE
)
_WHICH_BEGAN = re.compile(
    r",?\s+(?:which|that)\s+(?:\w+\s+)?(?:took effect|(?:came|entered|comes?|enters?) into (?:force|effect)|takes? effect)$",
    re.IGNORECASE,
)
# Letters between two sentences of a paragraph.
_GAP = 2
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
    if context.leader:
        # "China will do the following: - Remove its tariffs": an item without a subject is its promise.
        actions = tuple(_promised(action) for action in actions)
    extends = False
    setting = [action for action in actions if action.mood != "replaced"]
    if not any(action.does == "suspend" for action in setting):
        setting = list(actions)
    for k, action in enumerate(actions):
        own = [rate for rate in rates if _holder(rate, setting) is action]
        noun = noun_of(text, action)
        if extends and action.does == "keep" and noun in (None, "exclusions"):
            continue
        if noun is None and not (own and _is_tariff(text, own[0], earlier)):
            continue
        if action.mood in ("replaced", "imperative") or is_asked(text, action.start):
            continue
        if action.denied and "until" not in text[action.end : action.end + 20]:
            continue
        if not own and _is_means(text, action, actions[k + 1 :], rates):
            continue
        if found and not own and _WHICH_BEGAN.search(text[: action.end]):
            # "A duty of 12 percent, which took effect on 1 May": the day is that of the duty.
            found[-1] = _filled(found[-1], times_of(plain, action, TARIFF, context))
            continue
        set_by: list[Number | None] = [*own] or [None]
        extends = extends or action.does == "extend"
        stated = [_measure(plain, context, action, noun or TARIFF, rate, earlier) for rate in set_by]
        if action.does == "describe":
            stated = [_described(measure, text, earlier[-1] if earlier else None) for measure in stated if measure.rate]
        if _is_same_verb(text, action, actions[k - 1] if k else None):
            # "The one rises to 30% and the other rises to 50% on 1 May": the day at the end is that of both.
            found = [_filled(measure, {"start": stated[-1].start}) for measure in found]
        found += stated
    return [measure for measure in found if measure.status]


def _is_same_verb(text: str, action: Action, before: Action | None) -> bool:
    """Whether a verb is said again of something else: "and the duty on tires rises"."""
    if before is None or (before.does, before.mood) != (action.does, action.mood):
        return False
    words = [text[verb.start : verb.end].casefold() for verb in (before, action)]
    return words[0] == words[1] and bool(
        re.search(r"\band\s+(?:the|its|that|those)\b", text[before.end : action.start])
    )


def _promised(action: Action) -> Action:
    return dataclasses.replace(action, mood="plan") if action.mood == "imperative" else action


def _is_tariff(text: str, rate: Number, earlier: Sequence[TariffMeasure]) -> bool:
    """Whether a rate without the word beside it is one of a tariff: the sentence has the word, or the rate stood before."""
    known = {value.value for measure in earlier for value in (measure.rate, measure.rate_before)}
    is_named = NOUNS[TARIFF].search(text) or (earlier and _THE_RATE.search(text))
    return bool(is_named) or rate.unit == "points" or round(rate.value, 6) in known


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
    by, on = _who_and_whom(sentence, context, action, noun, rate, before)
    words = sentence.at(action.start, max(action.end, action.before if rate is None else rate.end))
    words = sentence.at(min(action.start, rate.start if rate else action.start), words.end - sentence.start)
    measure = TariffMeasure(
        by=by,
        on=on,
        instrument=Value(TARIFF if noun == "exclusions" else noun, (sentence.span,), (words,)),
        kind=kind_of(sentence, action, noun, rate),
        basis=basis_of(sentence, action),
        condition=condition_value(sentence, action),
    )
    measure = dataclasses.replace(measure, **amounts_of(sentence, action, rate))
    if noun in (TARIFF, "export_control"):
        measure = dataclasses.replace(measure, **taxed_goods(sentence, action, rate))
    measure = dataclasses.replace(measure, **times_of(sentence, action, noun, context))
    if noun == TARIFF and earlier and _STANDS.match(text) and not measure.on:
        # "The current 10% tariff will remain": of the goods that the sentence before speaks of.
        measure = _filled(measure, {"on": before.on, "goods": before.goods, "sectors": before.sectors})
    status = measure_status(sentence, action, noun, measure, context)
    return dataclasses.replace(measure, status=Value(status, (sentence.span,), (words,)) if status else OPEN)


def _who_and_whom(
    sentence: Sentence, context: Context, action: Action, noun: str, rate: Number | None, before: TariffMeasure
) -> tuple[Value, Value]:
    """Whose measure it is, and whom it hits."""
    text = sentence.text
    flow = flow_in(sentence) if noun == TARIFF else None
    if flow:
        return flow
    goes_on = CONTINUES.match(text) or sentence.item
    by = owner_of(sentence, action.start) or doer_of(
        sentence, action.start, context.issuers, before.by if goes_on and not context.leader else context.leader
    )
    if not by and _OF_BEFORE.match(text) and not hit_in(sentence, 0, len(text), ()):
        return context.spoken
    subject = OPEN
    if _is_borne(text, action) and not by.derived:
        # "China shall be subject to 34 percent": who stands before it is hit.
        subject, by = listed_with(sentence, by), agent_of(sentence, action.end)
    is_issuer = not by and len(context.issuers) == 1 and noun == TARIFF and subject.value != context.issuers[0]
    if is_issuer and _goes_on_about_another(sentence, before, context.issuers[0]):
        is_issuer = False
    if is_issuer:
        by = Value(context.issuers[0], derived="whose text it is (first line)")
    window = (min(action.after, action.start), action.before)
    own = own_part(text, rate) if rate is not None else None
    on = hit_in(sentence, *own, codes_of(by)) if own else OPEN
    if codes_of(subject) != codes_of(by):
        on = on or subject
    on = on or hit_in(sentence, *window, codes_of(by)) or hit_in(sentence, 0, len(text), codes_of(by))
    if is_issuer and not on and hit_in(sentence, 0, len(text), ()):
        # "The tariff on UK steel will be cut", in a British text: somebody else's.
        by, on = OPEN, hit_in(sentence, 0, len(text), ())
    return by, on


def _goes_on_about_another(sentence: Sentence, before: TariffMeasure, issuer: str) -> bool:
    """Whether a sentence without a subject stands right after one about somebody else's measure: it may be of that one."""
    at = before.instrument.at
    is_next = bool(at) and 0 < sentence.start - at[-1].end <= _GAP
    return is_next and bool(before.by) and issuer not in codes_of(before.by)


def _is_borne(text: str, action: Action) -> bool:
    """Whether the verb is said of those who bear a duty: "is subject to", "faces", "will be charged"."""
    word = text[action.start : action.end].casefold()
    is_passive = word.startswith(("charg", "slap", "hit")) and action.passive
    return word.startswith(("subject", "fac", "pay", "paid", "hit with", "struck")) or is_passive


def _described(measure: TariffMeasure, text: str, before: TariffMeasure | None) -> TariffMeasure:
    """What a list carries ("the countermeasures cover") is done, or left undone, as the sentence before says of it."""
    if before is None or not _LIST_BEFORE.match(text):
        return measure
    more = {name: getattr(before, name) for name in ("by", "on", "start", "until", "suspended_from", "suspended_until")}
    return dataclasses.replace(_filled(measure, more), status=before.status, condition=before.condition)


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
    if _CHANGE.match(text):
        return _changed(plain, context, measures)
    if _PAUSE.match(text):
        return _paused(plain, context, measures)
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


def _changed(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give the reduction, or the increase, that was stated last the days of a sentence about it: "it applies from 1 May"."""
    is_cut = bool(re.search(r"\breduction\b", sentence.text[:_TOP_OF_A_SENTENCE], re.IGNORECASE))
    actions = [action for action in actions_in(sentence.text) if action.does in ("impose", "keep")]
    last = next((k for k in reversed(range(len(measures))) if _is_change(measures[k], is_cut)), None)
    if last is None or not actions:
        return False
    measures[last] = _filled(measures[last], times_of(sentence, actions[0], TARIFF, context))
    return True


def _is_change(measure: TariffMeasure, is_cut: bool) -> bool:
    if measure.change:
        return (float(str(measure.change.value)) < 0) == is_cut
    return measure.kind.value in ("change", "set") and (measure.rate.note == LOWERED) == is_cut


def _paused(sentence: Sentence, context: Context, measures: list[TariffMeasure]) -> bool:
    """Give what was suspended last the days of a sentence about the suspension: "it lasts until 6 February"."""
    times = pause_times(sentence, context)
    last = next((k for k in reversed(range(len(measures))) if measures[k].status.value == "suspended"), None)
    if last is None or not times:
        return False
    measures[last] = _filled(measures[last], times)
    return True


def _filled(measure: TariffMeasure, more: dict[str, Value]) -> TariffMeasure:
    """A measure whose open fields a later sentence fills."""
    return dataclasses.replace(
        measure, **{name: value for name, value in more.items() if value and not getattr(measure, name)}
    )
