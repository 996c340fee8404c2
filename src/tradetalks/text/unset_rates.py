"""Measures of rates that no verb sets: what a duty was at first, and what stands by the words around it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tradetalks.text.context import Context
from tradetalks.text.findings import TariffMeasure
from tradetalks.text.grants import is_asked
from tradetalks.text.initial_rates import as_begun, initial_rate
from tradetalks.text.measure_times import on_day
from tradetalks.text.nominal import standing_rate
from tradetalks.text.one_measure import THE_RATE, as_the_list, measure_of
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import Number
from tradetalks.text.rates import NOUNS, is_said_of_goods, rates_in
from tradetalks.text.sentences import Sentence


def begun_at(sentence: Sentence, context: Context, earlier: Sequence[TariffMeasure]) -> list[TariffMeasure]:
    """The measure of a rate that a duty had at first, from the day on which it began."""
    rate = initial_rate(sentence.text, rates_in(sentence.text))
    if rate is None:
        return []
    action, day = as_begun(sentence.text, rate, context.date)
    measure = measure_of(sentence, context, action, TARIFF, rate, earlier)
    if day is None:
        return [measure]
    return [dataclasses.replace(measure, start=on_day(sentence, day))]


# What is left undone, or hangs on something, by its status; letters below it in which a rate is one of it.
_NOT_IN_FORCE, _BELOW = ("suspended", "conditional", "threatened", "withdrawn"), 400


def _is_close(sentence: Sentence, before: TariffMeasure) -> bool:
    at = before.instrument.at
    return bool(at) and sentence.start - at[-1].end < _BELOW


def standing_measures(
    sentence: Sentence, context: Context, rates: Sequence[Number], earlier: Sequence[TariffMeasure]
) -> list[TariffMeasure]:
    """The measures of rates that no verb sets, where the sentence says on whom, or on what."""
    text = sentence.text
    found = []
    for rate in rates:
        action = None
        if not is_asked(text, rate.start):
            action = standing_rate(text, rate)
        is_of_tariff = NOUNS[TARIFF].search(text) or is_said_of_goods(text, rate) or (earlier and THE_RATE.search(text))
        if action is None or not is_of_tariff:
            continue
        measure = measure_of(sentence, context, action, TARIFF, rate, earlier)
        if not measure.by or not (measure.goods or measure.start or sentence.span in measure.on.at):
            continue
        if earlier and earlier[-1].status.value in _NOT_IN_FORCE and _is_close(sentence, earlier[-1]):
            # "The countermeasures are suspended. For wine the rate is 25 percent".
            measure = as_the_list(measure, text, earlier[-1])
        found.append(measure)
    return found
