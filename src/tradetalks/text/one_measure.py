"""One measure of a verb and its rate: who, on whom, on what goods, at which rate, from when until when, how it stands."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.context import Context
from tradetalks.text.continuing import filled
from tradetalks.text.findings import KEPT, OPEN, UNDATED, TariffMeasure, Value
from tradetalks.text.goods import taxed_goods
from tradetalks.text.measure_fields import (
    amounts_of,
    basis_of,
    condition_value,
    is_promised_without_day,
    kind_of,
    measure_status,
    was_proposed,
)
from tradetalks.text.measure_times import times_of
from tradetalks.text.parties import TARIFF, codes_of
from tradetalks.text.phrases import Number
from tradetalks.text.rates import EXPORT_TAX
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action
from tradetalks.text.who import who_and_whom

# What a list is called in the sentence after the one that says what is done with it.
_LIST_BEFORE = re.compile(
    r"^(?:\([a-z0-9]+\)\s+)?(?:The|These|Those|Such|Its|Their|Both)\s+(?:\w+\s+)?"
    r"(?:counter-?measures|measures|lists?|tariffs|duties|levies|package|counter-?tariffs)\b|^(?:They|It|This|These)\b"
)
_SAME_DAY = re.compile(r"\b(?:on|from|as of) the same (?:date|day|time)\b", re.IGNORECASE)
_UNTIL_SAME = re.compile(r"\b(?:until|through) the same (?:date|day|time)\b", re.IGNORECASE)
_STANDS = re.compile(r"^\(?The (?:current|existing|remaining|present)\b")
# The one that was spoken of: "we will lower the rate to".
THE_RATE = re.compile(r"\b(?:the|this|that) rate\b(?! of (?!duty))")
_THE_DUTY_RATE = re.compile(r"\bthe (?:total |combined |additional )?(?:duty|tariff)(?: rate\b| (?=shall |will ))")
# Measures before a sentence that such a rate may be of.
_RECENT = 3
_THESE = re.compile(r"(?:for |on |of |to )?(?:these|those|such)\b", re.IGNORECASE)


def measure_of(
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
    if was_proposed(text, action, measure, context):
        status = ""
    note = KEPT if action.does == "keep" else ""
    # What "will be levied", in a text of whoever levies it, is set by it.
    is_set = action.passive and codes_of(measure.by) == context.issuers
    if status in ("scheduled", "withdrawn") and not is_set and is_promised_without_day(text, action):
        note = UNDATED
    return dataclasses.replace(measure, status=Value(status, (sentence.span,), (words,), note=note) if status else OPEN)


def _of_some_goods(earlier: Sequence[TariffMeasure]) -> bool:
    """Whether what was stated last is on goods that are named."""
    return any(isinstance(measure.sectors.value, dict) for measure in earlier[-_RECENT:])


def as_the_list(measure: TariffMeasure, text: str, before: TariffMeasure | None) -> TariffMeasure:
    """What a list carries ("the countermeasures cover") is done, or left undone, as the sentence before says of it."""
    if before is None or not (_LIST_BEFORE.match(text) or THE_RATE.search(text)):
        return measure
    more = {name: getattr(before, name) for name in ("by", "on", "start", "until", "suspended_from", "suspended_until")}
    return dataclasses.replace(filled(measure, more), status=before.status, condition=before.condition)
