"""What a text does with tariffs: who, on whom, on what goods, at which rate, from when until when, and whether "
"it is in force."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.asides import asides_with_rates, without_asides
from tradetalks.text.batches import in_batches
from tradetalks.text.context import Context
from tradetalks.text.continuing import filled
from tradetalks.text.findings import TariffMeasure, Value
from tradetalks.text.grants import is_asked
from tradetalks.text.holders import holder_of, is_only_said, is_same_verb, is_tariff, sets
from tradetalks.text.initial_rates import initial_rate
from tradetalks.text.measure_times import noun_of, times_of
from tradetalks.text.old_rates import old_rate
from tradetalks.text.one_measure import as_the_list, measure_of
from tradetalks.text.parties import ALL, TARIFF, codes_of
from tradetalks.text.phrases import Number
from tradetalks.text.rate_parts import new_rates
from tradetalks.text.rates import rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.unset_rates import begun_at, standing_measures
from tradetalks.text.verbs import Action, actions_in

# "On the same date": that of the measure before.
_IS_APPLIED = re.compile(r"appl|lev|collect|charg|impos", re.IGNORECASE)
_BOTH = re.compile(r"(?:Both|The two|The) sides\b|Both (?:countries|governments)\b|Each side\b")
# "Section 201 authorizes the President to impose": what a law allows is done by nobody.
_LAW_ALLOWS = re.compile(
    r"\b[Ss]ection \d+\w* (?:of [^,;]{3,60} )?(?:authori[sz]es|empowers|allows|permits)\b[^;]*\bto\b"
)
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
    found = begun_at(plain, context, earlier)
    rates = [rate for rate in rates if rate != initial_rate(text, rates)]
    held: set[Number] = set()
    actions = actions_in(text)
    actions = _as_said_above(actions, context)
    extends, batch = False, 0
    setting = [action for action in actions if action.mood != "replaced"]
    if not any(action.does == "suspend" for action in setting):
        setting = list(actions)
    is_denied = not rates and any(action.denied for action in actions)
    for k, action in enumerate(actions):
        own = [rate for rate in rates if holder_of(text, rate, setting) is action and sets(text, action, rate)]
        noun = noun_of(text, action)
        if extends and action.does == "keep" and noun in (None, "exclusions"):
            continue
        if noun is None and not (own and is_tariff(text, own[0], earlier)):
            continue
        held.update(own)
        action = _paused(text, action)
        if _does_nothing(text, action, is_denied=is_denied):
            continue
        if not own and is_only_said(text, action, actions[k + 1 :], rates):
            continue
        if found and not own and _WHICH_BEGAN.search(text[: action.end]):
            # "A duty of 12 percent, which took effect on 1 May": the day is that of the duty.
            times = times_of(plain, action, TARIFF, context)
            found[batch:] = [filled(measure, times) for measure in found[batch:]]
            found += in_batches(plain, context, action, found[-1])
            continue
        set_by: list[Number | None] = [*own] or [None]
        extends = extends or action.does == "extend"
        stated = [measure_of(plain, context, action, noun or TARIFF, rate, earlier) for rate in set_by]
        if action.does == "describe":
            stated = [
                as_the_list(measure, text, earlier[-1] if earlier else None) for measure in stated if measure.rate
            ]
        if is_same_verb(text, action, actions[k - 1] if k else None):
            # "The one rises to 30% and the other rises to 50% on 1 May": the day at the end is that of both.
            found = [filled(measure, {"start": stated[-1].start}) for measure in found]
        batch = len(found)
        found += stated
    found += standing_measures(plain, context, [rate for rate in rates if rate not in held], earlier)
    found += [old for measure in found if (old := old_rate(plain, measure, context))]
    found = _with_asides(sentence, context, earlier, found)
    stated = [measure for measure in found if measure.status]
    return _of_both(context, stated) if _BOTH.match(text) else stated


def _as_said_above(actions: Sequence[Action], context: Context) -> tuple[Action, ...]:
    """The verbs of a sentence, in the mood of the list that it is an item of."""
    if context.leader:
        # "China will do the following: - Remove its tariffs": an item without a subject is its promise.
        actions = tuple(_promised(action) for action in actions)
    if context.is_agreed:
        actions = tuple(_agreed(action) for action in actions)
    return tuple(actions)


def _paused(text: str, action: Action) -> Action:
    """A verb as it is; "is not being applied from March until May" is a pause."""
    is_pause = action.denied and _IS_APPLIED.match(text, action.start) and "until" in text[action.end : action.before]
    return dataclasses.replace(action, does="suspend", denied=False) if is_pause else action


# Letters after a verb in which "until" stands that takes its "not" back: "will not take effect until".
_NEAR_UNTIL = 20


def _does_nothing(text: str, action: Action, *, is_denied: bool) -> bool:
    """Whether a verb does nothing with a tariff: it is ordered, asked for, allowed by a law, or denied."""
    if action.mood in ("replaced", "imperative") or is_asked(text, action.start):
        return True
    if _LAW_ALLOWS.search(text, 0, action.start):
        return True
    if is_denied and action.does in ("impose", "keep") and not action.denied:
        # "They do not apply to what is subject to other duties": the others are only named.
        return True
    return action.denied and "until" not in text[action.end : action.end + _NEAR_UNTIL]


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


def _agreed(action: Action) -> Action:
    return dataclasses.replace(action, mood="plan") if action.mood in ("future", "imperative") else action


def _promised(action: Action) -> Action:
    return dataclasses.replace(action, mood="plan") if action.mood == "imperative" else action
