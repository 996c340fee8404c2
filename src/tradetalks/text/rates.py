"""Percentages of a sentence that are rates of tariffs: new ones, and those that they replace."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import ASKED, RANGE, Number, percents_in

# What a measure is, by the words for it.
NOUNS = {
    TARIFF: re.compile(
        r"\b(?<!anti-dumping )(?<!countervailing )(?:import |customs |retaliatory |reciprocal )?"
        r"(?:tariffs?(?! actions?)(?! exclusion)(?! schedule)(?! commission)(?! framework)(?! treatment)"
        r"|(?:additional )?dut(?:y|ies)(?!-free)"
        r"(?! rate\b)|rates? of duty|import tax(?:es)?|lev(?:y|ies)(?= (?:on|of)))\b",
        re.IGNORECASE,
    ),
    "export_control": re.compile(
        r"\bexport controls?\b|\bexport restrictions?\b|\bEnd-User Controls\b|\bexport ban\b", re.IGNORECASE
    ),
    "exclusions": re.compile(r"\btariff exclusions?(?: process)?\b", re.IGNORECASE),
    "non-tariff countermeasures": re.compile(
        r"\bnon-tariff (?:counter)?measures\b|\bmeasures it took in retaliation\b|\bsanctions\b", re.IGNORECASE
    ),
    "countermeasures": re.compile(r"(?<!non-tariff )\bcountermeasures\b(?! of the same)", re.IGNORECASE),
    "responsive actions": re.compile(r"\bresponsive actions?\b|\bport fees\b", re.IGNORECASE),
}
# A rate that only says which goods are meant: "with a duty of less than 15 percent".
_THRESHOLD = re.compile(
    r"\b(?:less than|at least|more than|lower than|higher than|exceed(?:s|ing)?|above|below|under)\s+$", re.IGNORECASE
)
_TARIFF_AFTER = re.compile(
    r"^\s+(?:(?!(?:after|while|when|since|because|as|and|on|in|if|to|from|over|but)\b)\w+[\s-]){0,5}?"
    r"(?:tariffs?|dut(?:y|ies)|rates? of duty|lev(?:y|ies))\b(?! schedule)|^ rate\b",
    re.IGNORECASE,
)
_TARIFF_BEFORE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?|surcharges?)\b(?:\W+(?!(?:percent|growth|prices?|economy|GDP|exports|inflation|unemployment|output|sales|could|would)\b)"
    r"[\w-]+){0,10}?\W+(?:of|at|to|be|by|from"
    r"|is|are|remaining)\s+(?:only\s+|about\s+|an?\s+|initially\s+|currently\s+|still\s+)?$"
    r"|\b(?:tariffs?|dut(?:y|ies)|rates?|they|it|partners)\b[^.;,]{0,40}\b(?:shall|will|to)\s+"
    r"(?:start|begin|rise|fall|increase|be set)\s+(?:at|to|by)\s+$",
    re.IGNORECASE,
)
_NOT_TARIFF_AFTER = re.compile(
    r"^\s+(?:increase|rise|reduction|cut|decline|growth|share|stake|of (?:the|all|its|their|global|total|US|U\.S\.))\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"\b(?:rais|increas|lower|reduc|ris|cut|hik)\w*\b")


# "Lowered to zero percent": what changes is the tariff that the sentence names before.
_CHANGED_TO = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?)\b[^;]{0,80}\b(?:raised|increased|lowered|reduced|cut)\s+to\s+$", re.IGNORECASE
)


# "The duty was 10 percent, and will increase to": the same goes on.
_GOES_ON = re.compile(r",?\s+and\s+(?:shall|will)\s+(?:increase|rise|fall)\s+(?:to|by)\s+$", re.IGNORECASE)


@lru_cache(ASKED)
def rates_in(text: str) -> tuple[Number, ...]:
    """The percentages and points of a sentence that are rates of tariffs, and no others."""
    found = []
    is_change = bool(NOUNS[TARIFF].search(text)) and bool(_CHANGES.search(text))
    ranges = [match.span() for match in RANGE.finditer(text)] if is_change else []
    for number in percents_in(text):
        before, after = text[: number.start], text[number.end :]
        is_share = number.unit == "percent" and _NOT_TARIFF_AFTER.match(after)
        if _THRESHOLD.search(before) or is_share:
            continue
        if any(start <= number.start < end for start, end in ranges):
            found.append(number)
            continue
        if is_change and (_CHANGED_TO.search(before) or _GOES_ON.search(before)):
            found.append(number)
            continue
        if number.unit == "points" or _TARIFF_AFTER.match(after) or _TARIFF_BEFORE.search(before[-110:]):
            found.append(number)
    return tuple(found)


def new_rates(text: str, rates: Sequence[Number]) -> list[Number]:
    """Rates that are set, without those that they replace: "from 10 to 25 percent", "the 10% tariffs are raised "
    "to 25%"."""
    old = old_rate(text, rates)
    return [rate for rate in rates if rate is not old]


def old_rate(text: str, rates: Sequence[Number]) -> Number | None:
    """The rate that another one replaces; None where none does."""
    for one, other in itertools.pairwise(rates):
        between = text[one.end : other.start]
        is_from = re.search(r"\bfrom\s+(?:the\s+(?:current\s+)?)?$", text[: one.start]) and re.match(
            r"\s+(?:percent\s+)?to\s+$", between
        )
        is_raised = re.search(r"\b(?:rais|increas|lower|reduc|ris|cut)\w*\s+to\s+$", between)
        if is_from or is_raised:
            return one
    return None
