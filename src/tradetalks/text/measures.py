"""What a text does with tariffs: who, on whom, on what goods, at which rate, from when until when, and whether "
"it is in force."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.asides import asides_with_rates, without_asides
from tradetalks.text.batches import in_batches
from tradetalks.text.continuing import filled
from tradetalks.text.findings import OPEN, UNDATED, TariffMeasure, Value
from tradetalks.text.goods import taxed_goods
from tradetalks.text.grants import is_asked
from tradetalks.text.initial_rates import as_begun, initial_rate
from tradetalks.text.measure_fields import (
    amounts_of,
    basis_of,
    condition_value,
    is_promised_without_day,
    kind_of,
    measure_status,
)
from tradetalks.text.measure_times import Context, noun_of, on_day, times_of
from tradetalks.text.nominal import standing_rate
from tradetalks.text.old_rates import old_rate
from tradetalks.text.parties import ALL, TARIFF, codes_of
from tradetalks.text.phrases import Number
from tradetalks.text.rate_parts import new_rates
from tradetalks.text.rates import EXPORT_TAX, NOUNS, is_said_of_goods, rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action, actions_in
from tradetalks.text.who import who_and_whom

# What a list is called in the sentence after the one that says what is done with it.
_LIST_BEFORE = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:The|These|Those|Such|Its|Their|Both)\s+(?:\w+\s+)?"
    r"(?:counter-?measures|measures|lists?|tariffs|duties|levies|package|counter-?tariffs)\b|^(?:They|It|This|These)\b"
)
# "On the same date": that of the measure before.
_IS_APPLIED = re.compile(r"appl|lev|collect|charg|impos", re.IGNORECASE)
_BOTH = re.compile(r"(?:Both|The two|The) sides\b|Both (?:countries|governments)\b|Each side\b")
_SAME_DAY = re.compile(r"\b(?:on|from|as of) the same (?:date|day|time)\b", re.IGNORECASE)
_UNTIL_SAME = re.compile(r"\b(?:until|through) the same (?:date|day|time)\b", re.IGNORECASE)
_STANDS = re.compile(r"^\(?The (?:current|existing|remaining|present)\b")
# "Section 201 authorizes the President to impose": what a law allows is done by nobody.
_LAW_ALLOWS = re.compile(
    r"\b[Ss]ection \d+\w* (?:of [^,;]{3,60} )?(?:authori[sz]es|empowers|allows|permits)\b[^.;]*\bto\b"
)
# The one that was spoken of: "we will lower the rate to".
_THE_RATE = re.compile(r"\b(?:the|this|that) rate\b(?! of (?!duty))")
_THE_DUTY_RATE = re.compile(r"\bthe (?:total |combined |additional )?(?:duty|tariff)(?: rate\b| (?=shall |will ))")
# Measures before a sentence that such a rate may be of.
_RECENT = 3
_THESE = re.compile(r"(?:for |on |of |to )?(?:these|those|such)\b", re.IGNORECASE)
_WHICH_BEGAN = re.compile(
    r",?\s+(?:which|that)\s+(?:\w+\s+)?(?:took effect|(?:came|entered|comes?|enters?) into (?:force|effect)|takes? effect)$"
    r"|,\s+to\s+(?:take effect|enter into (?:force|effect)|come into (?:force|effect))$"
    r"|,\s+with the (?:\w+\s+){1,3}?(?:(?:set|due|scheduled|expected) to\s+)?(?:t[ao]k(?:e|es|ing) effect"
    r"|(?:go|enter|com)\w* into (?:force|effect))$",
    re.IGNORECASE,
)


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
    found = _begun_at(plain, context, earlier)
    rates = [rate for rate in rates if rate != initial_rate(text, rates)]
    held: set[Number] = set()
    actions = actions_in(text)
    if context.leader:
        # "China will do the following: - Remove its tariffs": an item without a subject is its promise.
        actions = tuple(_promised(action) for action in actions)
    if context.is_agreed:
        actions = tuple(_agreed(action) for action in actions)
    extends = False
    setting = [action for action in actions if action.mood != "replaced"]
    if not any(action.does == "suspend" for action in setting):
        setting = list(actions)
    is_denied = not rates and any(action.denied for action in actions)
    for k, action in enumerate(actions):
        own = [rate for rate in rates if _holder(text, rate, setting) is action and _sets(text, action, rate)]
        noun = noun_of(text, action)
        if extends and action.does == "keep" and noun in (None, "exclusions"):
            continue
        if noun is None and not (own and _is_tariff(text, own[0], earlier)):
            continue
        held.update(own)
        if action.mood in ("replaced", "imperative") or is_asked(text, action.start):
            continue
        if _LAW_ALLOWS.search(text, 0, action.start):
            continue
        if is_denied and action.does in ("impose", "keep") and not action.denied:
            # "They do not apply to what is subject to other duties": the others are only named.
            continue
        if action.denied and _IS_APPLIED.match(text, action.start) and "until" in text[action.end : action.before]:
            # "Is not being applied from March until May".
            action = dataclasses.replace(action, does="suspend", denied=False)
        if action.denied and "until" not in text[action.end : action.end + 20]:
            continue
        if not own and _is_means(text, action, actions[k + 1 :], rates):
            continue
        if not own and action.does == "remove" and _is_exchanged(text, action, actions[k + 1 :], rates):
            continue
        if found and not own and _WHICH_BEGAN.search(text[: action.end]):
            # "A duty of 12 percent, which took effect on 1 May": the day is that of the duty.
            found[-1] = filled(found[-1], times_of(plain, action, TARIFF, context))
            found += in_batches(plain, context, action, found[-1])
            continue
        set_by: list[Number | None] = [*own] or [None]
        extends = extends or action.does == "extend"
        stated = [_measure(plain, context, action, noun or TARIFF, rate, earlier) for rate in set_by]
        if action.does == "describe":
            stated = [_described(measure, text, earlier[-1] if earlier else None) for measure in stated if measure.rate]
        if _is_same_verb(text, action, actions[k - 1] if k else None):
            # "The one rises to 30% and the other rises to 50% on 1 May": the day at the end is that of both.
            found = [filled(measure, {"start": stated[-1].start}) for measure in found]
        found += stated
    found += _standing(plain, context, [rate for rate in rates if rate not in held], earlier)
    found += [old for measure in found if (old := old_rate(plain, measure, context))]
    found = _with_asides(sentence, context, earlier, found)
    stated = [measure for measure in found if measure.status]
    return _of_both(context, stated) if _BOTH.match(text) else stated


def _begun_at(sentence: Sentence, context: Context, earlier: Sequence[TariffMeasure]) -> list[TariffMeasure]:
    """The measure of a rate that a duty had at first, from the day on which it began."""
    rate = initial_rate(sentence.text, rates_in(sentence.text))
    if rate is None:
        return []
    action, day = as_begun(sentence.text, rate, context.date)
    measure = _measure(sentence, context, action, TARIFF, rate, earlier)
    if day is None:
        return [measure]
    return [dataclasses.replace(measure, start=on_day(sentence, day))]


def _with_asides(
    sentence: Sentence, context: Context, earlier: Sequence[TariffMeasure], found: Sequence[TariffMeasure]
) -> list[TariffMeasure]:
    """The measures found, and those of asides that have rates of their own."""
    every = list(found)
    for aside in asides_with_rates(sentence.text):
        # "Except energy, on which the rate is 10 percent": by and on those of whom the sentence speaks.
        spoken = next(((measure.by, measure.on) for measure in reversed(every) if measure.by), context.spoken)
        told = dataclasses.replace(sentence, text=aside)
        every += measures_in(told, dataclasses.replace(context, spoken=spoken), [*earlier, *every])
    return every


def _of_both(context: Context, stated: Sequence[TariffMeasure]) -> list[TariffMeasure]:
    """What both sides do, as that of each on the other; as it is where the text spoke of no two before."""
    by, on = context.spoken
    if len(codes_of(by)) != 1 or len(codes_of(on)) != 1 or on.value == ALL:
        return list(stated)
    pairs = [(by, on), (on, by)]
    return [
        dataclasses.replace(measure, by=_mutual(one), on=_mutual(other)) for measure in stated for one, other in pairs
    ]


def _mutual(value: Value) -> Value:
    return dataclasses.replace(value, derived="one of both sides")


# What is left undone, or hangs on something, by its status; letters below it in which a rate is one of it.
_NOT_IN_FORCE, _BELOW = ("suspended", "conditional", "threatened", "withdrawn"), 400


def _is_close(sentence: Sentence, before: TariffMeasure) -> bool:
    at = before.instrument.at
    return bool(at) and sentence.start - at[-1].end < _BELOW


def _standing(
    sentence: Sentence, context: Context, rates: Sequence[Number], earlier: Sequence[TariffMeasure]
) -> list[TariffMeasure]:
    """The measures of rates that no verb sets, where the sentence says on whom, or on what."""
    text = sentence.text
    found = []
    for rate in rates:
        action = None
        if not is_asked(text, rate.start):
            action = standing_rate(text, rate)
        is_of_tariff = (
            NOUNS[TARIFF].search(text) or is_said_of_goods(text, rate) or (earlier and _THE_RATE.search(text))
        )
        if action is None or not is_of_tariff:
            continue
        measure = _measure(sentence, context, action, TARIFF, rate, earlier)
        if not measure.by or not (measure.goods or measure.start or sentence.span in measure.on.at):
            continue
        if earlier and earlier[-1].status.value in _NOT_IN_FORCE and _is_close(sentence, earlier[-1]):
            # "The countermeasures are suspended. For wine the rate is 25 percent".
            measure = _described(measure, text, earlier[-1])
        found.append(measure)
    return found


def _is_same_verb(text: str, action: Action, before: Action | None) -> bool:
    """Whether a verb is said again of something else: "and the duty on tires rises"."""
    if before is None or (before.does, before.mood) != (action.does, action.mood):
        return False
    words = [text[verb.start : verb.end].casefold() for verb in (before, action)]
    return words[0] == words[1] and bool(
        re.search(
            r"\band\s+(?:the|its|that|those|[a-z-]+(?:\s[a-z-]+){0,3}\s(?:shall|will))\b",
            text[before.end : action.start],
        )
    )


def _sets(text: str, action: Action, rate: Number) -> bool:
    """Whether a verb can set a rate that stands where it does: "a duty of 9 percent would raise prices" sets none."""
    is_object = re.search(r"\b(?:which|that)\b", text[rate.end : action.start])
    return action.passive or rate.start >= action.start or bool(is_object)


def _agreed(action: Action) -> Action:
    return dataclasses.replace(action, mood="plan") if action.mood in ("future", "imperative") else action


def _promised(action: Action) -> Action:
    return dataclasses.replace(action, mood="plan") if action.mood == "imperative" else action


def _is_tariff(text: str, rate: Number, earlier: Sequence[TariffMeasure]) -> bool:
    """Whether a rate without the word beside it is one of a tariff: the sentence has the word, or the rate stood before."""
    known = {value.value for measure in earlier for value in (measure.rate, measure.rate_before)}
    is_rate = _THE_RATE.search(text) or re.match(r"\s+rate\b", text[rate.end :])
    is_named = NOUNS[TARIFF].search(text) or (earlier and is_rate)
    return bool(is_named) or is_said_of_goods(text, rate) or rate.unit == "points" or round(rate.value, 6) in known


_ANOTHER = re.compile(r"[,;]?\s+(?:and|while|but)\s+(?:the|its|their|those|that|an?)\s+(?:\w+\s+){0,5}$")


def _holder(text: str, rate: Number, actions: Sequence[Action]) -> Action | None:
    """The action that sets a rate: an active verb before it, or the nearest passive one."""
    holders = [action for action in actions if action.after <= rate.start < action.before]
    nexts = [action for action in holders if action.passive and action.start >= rate.end]
    befores = [action for action in holders if action.end <= rate.start]
    if nexts and befores and befores[-1].passive and _ANOTHER.search(text, befores[-1].end, rate.start):
        # "The one shall be suspended, and the other rate of 10 percent shall be retained".
        return nexts[0]
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


def _is_exchanged(text: str, action: Action, later: Sequence[Action], rates: Sequence[Number]) -> bool:
    """Whether what is removed only makes room for a rate: "remove the higher duty and instead impose one of 25 percent"."""
    following = next(iter(later), None)
    if following is None or following.does != "impose" or not any(rate.start > following.start for rate in rates):
        return False
    return bool(re.search(r"\binstead\b", text[action.end : following.start]))


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
    by, on = who_and_whom(sentence, context, action, noun, rate, before)
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
    if measure.rate_before and measure.kind.value in ("add", "set") and measure.basis.value != "total":
        measure = dataclasses.replace(measure, kind=dataclasses.replace(measure.kind, value="change"))
    if noun in (TARIFF, EXPORT_TAX, "export_control"):
        measure = dataclasses.replace(measure, **taxed_goods(sentence, action, rate))
    if measure.sectors.value == "goods" and _of_some_goods(earlier) and _THE_DUTY_RATE.search(text):
        # "For products of Japan the total duty rate shall be": of which of the goods named before is not said.
        measure = dataclasses.replace(measure, sectors=OPEN)
    if _THESE.match(str(measure.goods.value)) and before.goods and not before.sectors:
        # "The rate for these products": of which goods the sentence before does not say.
        measure = dataclasses.replace(measure, sectors=OPEN)
    measure = dataclasses.replace(measure, **times_of(sentence, action, noun, context, rate))
    if _SAME_DAY.search(text) and not measure.start and before.start:
        measure = dataclasses.replace(measure, start=before.start)
    if _UNTIL_SAME.search(text) and not measure.suspended_until and action.does == "suspend":
        measure = dataclasses.replace(measure, suspended_until=before.suspended_until)
    if noun == TARIFF and earlier and _STANDS.match(text) and not measure.goods:
        # "The current 10% tariff will remain": of the goods that the sentence before speaks of.
        measure = filled(measure, {"on": before.on, "goods": before.goods, "sectors": before.sectors})
    status = measure_status(sentence, action, noun, measure, context)
    note = ""
    # What a government announces in a text of its own is set by it.
    if status == "scheduled" and codes_of(measure.by) != context.issuers and is_promised_without_day(text, action):
        note = UNDATED
    return dataclasses.replace(measure, status=Value(status, (sentence.span,), (words,), note=note) if status else OPEN)


def _of_some_goods(earlier: Sequence[TariffMeasure]) -> bool:
    """Whether what was stated last is on goods that are named."""
    return any(isinstance(measure.sectors.value, dict) for measure in earlier[-_RECENT:])


def _described(measure: TariffMeasure, text: str, before: TariffMeasure | None) -> TariffMeasure:
    """What a list carries ("the countermeasures cover") is done, or left undone, as the sentence before says of it."""
    if before is None or not (_LIST_BEFORE.match(text) or _THE_RATE.search(text)):
        return measure
    more = {name: getattr(before, name) for name in ("by", "on", "start", "until", "suspended_from", "suspended_until")}
    return dataclasses.replace(filled(measure, more), status=before.status, condition=before.condition)
