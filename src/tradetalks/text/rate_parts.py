"""Rates of a sentence beside each other: which replaces which, which are joined, and what each is on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from tradetalks.text.no_rates import FROM
from tradetalks.text.phrases import Number
from tradetalks.text.rates import ITS_OWN, NEXT_IN_LIST, TO, UP_FROM, rates_in
from tradetalks.text.respective import respective_part

_AT = re.compile(r"\bat\s+$", re.IGNORECASE)
# "The duty on cars to 30 percent and that on steel to": goods before each rate.
_OWN_BEFORE = re.compile(
    r"(?:\b(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surcharges?|that|those)\s+(?:of\s+)?(?:\w+\s+)?(?:on|for|under)"
    r"|[;,]\s+(?:and\s+)?(?:on|for))\s+[^;%]{2,120}?\s"
    r"(?:to|at|by|from|is|be|of)\s+$",
    re.IGNORECASE,
)
# "For wine the rate is", ", for hats".
_BEHIND = re.compile(
    r"(?:^|[;,]\s+(?:and\s+)?)[Ff]or\s+(?:\w+\s+){1,5}?(?:(?:the|its) (?:rate|duty|tariff) (?:is|was|will be)\s+)?$"
)
_RAISED = re.compile(
    r"\b(?:(?:rais|increas|lower|reduc|ris|cut|doubl|tripl|halv|hik|slash|trim)\w*|(?:go|goes|went) (?:up|down)"
    r"|falls?|fell|drop\w*"
    r"|jump\w*|climb\w*|(?:go|goes|went)|rolled back)\s+to\s+"
    r"(?:(?:an?|the)\s+)?(?:(?:total|combined|maximum|new)\s+(?:rate\s+)?(?:of\s+)?)?$"
)
# "Lower its current 27.5% tariff on cars to": the verb stands before the rate that it replaces.
_LOWERS = re.compile(
    r"\b(?:rais|increas|lower|reduc|cut|doubl|tripl|halv|hik|slash|trim|roll)\w*\s+(?:back\s+)?(?:the|its|their|his)\s+"
    r"(?:(?:current|existing|present|additional|flat)\s+)*$",
    re.IGNORECASE,
)
_ON_TO = re.compile(r"^[^;%]{0,90}\bto\s+(?:an?\s+|only\s+)?$")
# "Goods on which a duty of 10 percent has been levied since May will be subject to 5 percent".
_LEVIED_TILL_NOW = re.compile(
    r"\b(?:has|have) been (?:levied|imposed|applied|collected|charged)\b[^;%]*?\b(?:will|shall|would) (?:instead )?be"
    r" (?:subject to|levied at|taxed at|charged)\b[^;%,]*$"
)
# "The rate on hats rises to 20% and the rate on shoes rises to": the second replaces nothing of the first.
_ANOTHER_RATE = re.compile(r"(?:\b(?:and|while|but)|;)\s+(?:the|its|their|that|those)\b", re.IGNORECASE)


# "Shall be subject to a duty of 25 percent, which shall increase to 50": the first of two steps is set as well.
_STEP = re.compile(r"\b(?:shall|will) (?:be (?:subject to|levied at|taxed at)|bear)\s[^;%]{0,40}$")


# "A tariff of 25 percent, which will increase to 50".
_STEP_TO = re.compile(
    r",\s+which (?:will|shall) (?:then )?(?:increase|rise|fall|be (?:increased|raised|reduced|lowered)) to\b"
)


def is_joined(text: str, one: Number, other: Number) -> bool:
    """Whether nothing but a comma or an "and" stands between two rates: "10 percent and 25 percent"."""
    return bool(NEXT_IN_LIST.match(text[one.end : other.start]))


_ONLY_FROM = re.compile(r"\b(?:raised|increased|lowered|reduced|cut|up|down) from\s+(?:an?\s+)?$")


def new_rates(text: str, rates: Sequence[Number]) -> list[Number]:
    """Rates that are set, without those that they replace: "from 10 to 25 percent", "the 10% tariffs are raised to 25%"."""
    old = [
        one
        for other, one in replaced_rates(text, rates).items()
        if not (_STEP.search(text[: one.start]) or _STEP_TO.search(text[one.end : other.start]))
    ]
    # "The rate was raised from 10 percent on May 10": to which is not said.
    old += [rate for rate in rates if _ONLY_FROM.search(text[: rate.start]) and rate not in replaced_rates(text, rates)]
    return [rate for rate in rates if rate not in old]


def replaced_rates(text: str, rates: Sequence[Number]) -> dict[Number, Number]:
    """By every rate that replaces another the one that it replaces: "from 10 to 25 percent", "to 25 percent, up from 10"."""
    found: dict[Number, Number] = {}
    for one, other in itertools.pairwise(rates):
        between = text[one.end : other.start]
        is_from = FROM.search(text[: one.start]) and TO.match(between)
        is_lowered = _LOWERS.search(text[: one.start]) and _ON_TO.search(between)
        is_raised = (_RAISED.search(between) or is_lowered) and not _ANOTHER_RATE.search(between) and ";" not in between
        if one in found.values():
            continue
        if is_from or is_raised or _LEVIED_TILL_NOW.search(between):
            found[other] = one
        elif UP_FROM.match(between):
            found[one] = other
    return found


def own_part(text: str, rate: Number) -> tuple[int, int] | None:
    """Where the goods and countries of one of several rates stand: "10 percent on A, 15 percent on B"; None where that cannot be
    told.

    Args:
        text: of the sentence.
        rate: one of its rates.
    """
    rates = rates_in(text)
    if len(rates) < 2:
        return None
    respective = respective_part(text, new_rates(text, rates), rate)
    if respective:
        return respective
    old = replaced_rates(text, rates)
    if rate in old and ITS_OWN.match(text[old[rate].end :]):
        # "Cut its 19 percent duty on wine to 5 percent".
        return old[rate].end, rate.start
    following = min((other.start for other in rates if other.start > rate.start), default=len(text))
    if text[: rate.start].endswith("(") and text[rate.end :].startswith(")"):
        # "Steel (25%), aluminum (10%)": the goods stand before the brackets.
        return max((other.end for other in rates if other.end <= rate.start), default=0), rate.start
    if ITS_OWN.match(text[rate.end :]):
        return rate.end, following
    before = max((other.end for other in rates if other.end <= rate.start), default=0)
    first = min(rate.start, old.get(rate, rate).start)
    earlier = max((other.end for other in new_rates(text, rates) if other.end <= first), default=0)
    beside = _OWN_BEFORE.search(text, earlier, first) or _BEHIND.search(text, earlier, first)
    if beside and _has_own_goods(text, rates):
        return beside.start(), first
    if all(_AT.search(text[: other.start]) for other in rates):
        return before, rate.start
    return None


def _has_own_goods(text: str, rates: Sequence[Number]) -> bool:
    """Whether every new rate of a sentence has what it is on before it, since the last one."""
    start = 0
    for rate in new_rates(text, rates):
        first = replaced_rates(text, rates).get(rate, rate).start
        last = min(first, rate.start)
        if not (_OWN_BEFORE.search(text, start, last) or _BEHIND.search(text, start, last)):
            return False
        start = rate.end
    return True
