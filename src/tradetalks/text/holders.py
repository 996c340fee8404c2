"""Which verb of a sentence sets which rate, and verbs that only announce what the next one does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.text.findings import TariffMeasure
from tradetalks.text.one_measure import THE_RATE
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import Number
from tradetalks.text.rates import NOUNS, is_said_of_goods
from tradetalks.text.verbs import Action


def is_same_verb(text: str, action: Action, before: Action | None) -> bool:
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


def sets(text: str, action: Action, rate: Number) -> bool:
    """Whether a verb can set a rate that stands where it does: "a duty of 9 percent would raise prices" sets none."""
    is_object = re.search(r"\b(?:which|that)\b", text[rate.end : action.start])
    return action.passive or rate.start >= action.start or bool(is_object)


def is_tariff(text: str, rate: Number, earlier: Sequence[TariffMeasure]) -> bool:
    """Whether a rate without the word beside it is one of a tariff: the sentence has the word, or the rate stood before."""
    known = {value.value for measure in earlier for value in (measure.rate, measure.rate_before)}
    is_rate = THE_RATE.search(text) or re.match(r"\s+rate\b", text[rate.end :])
    of_quota = re.search(r"\bquota\b", text) and re.match(r"\s+(?:tariff |duty )?rate\b", text[rate.end :])
    is_named = of_quota or NOUNS[TARIFF].search(text) or (earlier and is_rate)
    return bool(is_named) or is_said_of_goods(text, rate) or rate.unit == "points" or round(rate.value, 6) in known


_ANOTHER = re.compile(r"[,;]?\s+(?:and|while|but)\s+(?:the|its|their|those|that|an?)\s+(?:\w+\s+){0,5}$")


def holder_of(text: str, rate: Number, actions: Sequence[Action]) -> Action | None:
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


def is_only_said(text: str, action: Action, later: Sequence[Action], rates: Sequence[Number]) -> bool:
    """Whether a verb without a rate only announces what the next one does, or makes room for it.

    Args:
        text: of the sentence.
        action: the verb.
        later: the verbs after it.
        rates: of the sentence.
    """
    is_room = action.does == "remove" and _is_exchanged(text, action, later, rates)
    return is_room or _is_means(text, action, later, rates)
