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
        r"\b(?<!anti-dumping )(?<!countervailing )(?<!non-)(?<!non )(?:import |customs |retaliatory |reciprocal )?"
        r"(?:tariffs?(?! actions?)(?! exclusion)(?! schedule)(?! commission)(?! framework)(?! treatment)"
        r"|(?:additional )?dut(?:y|ies)(?!-free)|increase (?=for (?:products|goods|imports|articles) )"
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
    r"\b(?:less than|at least|(?<!no )(?<!not )more than|lower than|higher than|(?<!not )exceed(?:s|ing)?|above|below|under)\s+$",
    re.IGNORECASE,
)
_TARIFF_AFTER = re.compile(
    r"^\s+(?:(?!(?:after|while|when|since|because|as|and|on|in|if|to|from|over|but)\b)\w+[\s-]){0,5}?"
    r"(?:tariffs?|dut(?:y|ies)|rates? of duty|lev(?:y|ies))\b(?! schedule)|^ rate\b",
    re.IGNORECASE,
)
_TARIFF_BEFORE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?|surcharges?|lev(?:y|ies))\b(?:\W+(?!(?:percent|growth|prices?|economy|GDP|exports|inflation|unemployment|output|sales|could|would)\b)"
    r"[\w-]+){0,10}?\W+(?:of|at|to|be|by|from"
    r"|is|are|remaining)\s+(?:only\s+|about\s+|an?\s+|initially\s+|currently\s+|still\s+)?$"
    r"|\b(?:tariffs?|dut(?:y|ies)|rates?|they|it|partners)\b[^.;,]{0,40}\b(?:shall|will|to)\s+"
    r"(?:start|begin|rise|fall|increase|be set)\s+(?:at|to|by)\s+$",
    re.IGNORECASE,
)
_NOT_TARIFF_AFTER = re.compile(
    r"^\s+(?:increase|rise|reduction|cut|decline|growth|share|stake|of (?!(?:the )?(?:customs )?(?:value|dut)))\b",
    re.IGNORECASE,
)
# What changes by points: a tariff, or something that tariffs act on.
_CHANGING = re.compile(
    r"\b(?:(?P<tariff>tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|(?<!interest )(?<!exchange )(?<!growth )rates?)"
    r"|growth|inflation|GDP|output|unemployment|employment|prices?|economy|share|shares|wages|demand|deficit"
    r"|margins?|trade volumes?)\b",
    re.IGNORECASE,
)
# "A ceiling of 15 percent", in a sentence about tariffs.
_CEILING = re.compile(
    r"\b(?:ceiling|cap|maximum|not exceed|capped|not? more than|at most)\s+(?:rate\s+)?(?:of|at)?\s*$", re.IGNORECASE
)
_CHANGES = re.compile(r"\b(?:rais|increas|lower|reduc|ris|cut|hik)\w*\b")


# "Lowered to zero percent": what changes is the tariff that the sentence names before.
_CHANGED_TO = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?)\b[^;]{0,80}\b(?:raised|increased|lowered|reduced|cut|goes? down|went down)\s+to\s+$",
    re.IGNORECASE,
)


# "The duty was 10 percent, and will increase to": the same goes on.
_GOES_ON = re.compile(r",?\s+and\s+(?:shall|will)\s+(?:increase|rise|fall)\s+(?:to|by)\s+$", re.IGNORECASE)


# "15 percent on coal, 10 percent on oil and 5 percent on wine", "25 percent, 20 percent and 10 percent": a list goes on.
_SEPARATOR = (
    r"\s*(?:,|;|/|,?\s+and|,?\s+or)\s+(?:an?\s+)?"
    r"(?:additional\s+)?(?:(?:dut(?:y|ies)|tariffs?|rates?) of\s+|at\s+|of\s+)?"
)
_NEXT_IN_LIST = re.compile(rf"^(?:\s+ad valorem)?(?:\s+(?:tariffs?|dut(?:y|ies)))?{_SEPARATOR}$", re.IGNORECASE)
_NEXT_WITH_GOODS = re.compile(
    rf"^(?:\s+ad valorem)?(?:\s+(?:tariffs?|dut(?:y|ies)))?\s+(?:on|for|as to|in respect of)\s+[^;%]{{2,120}}?{_SEPARATOR}$",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"^(?:\s+ad valorem)?(?:\s+(?:rates? of )?(?:tariffs?|dut(?:y|ies)))?\s+(?:on|for|as to|in respect of)\s",
    re.IGNORECASE,
)
_AT = re.compile(r"\bat\s+$", re.IGNORECASE)
# "The duty on cars to 30 percent and that on steel to": goods before each rate.
_OWN_BEFORE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|surcharges?|that|those)\s+(?:\w+\s+)?(?:on|for|under)\s+[^;%]{2,120}?\s"
    r"(?:to|at|by|from|is|be|of)\s+$",
    re.IGNORECASE,
)
# Between a rate and the one that it replaces, or that replaces it.
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?(?:current\s+|present\s+|previous\s+)?$", re.IGNORECASE)
_TO = re.compile(
    r"\s+(?:percent\s+)?(?:ad valorem\s+)?to\s+(?:(?:an?|the)\s+)?(?:\w+\s+)?"
    r"(?:rate of|maximum of|ceiling of|cap of|level of)?\s*$",
    re.IGNORECASE,
)
_RAISED = re.compile(r"\b(?:(?:rais|increas|lower|reduc|ris|cut)\w*|(?:go|goes|went) (?:up|down))\s+to\s+$")
# "The rate on hats rises to 20% and the rate on shoes rises to": the second replaces nothing of the first.
_ANOTHER_RATE = re.compile(r"(?:\b(?:and|while|but)|;)\s+(?:the|its|their|that|those)\b", re.IGNORECASE)
_UP_FROM = re.compile(
    r"^(?:\s+ad valorem)?,?\s+\(?(?:for (?:an? )?(?:annual )?quotas? of [^;%]{3,60}?,\s+)?(?:up |down )?from\s+(?:the\s+)?"
    r"(?:current\s+|present\s+|previous\s+)?$",
    re.IGNORECASE,
)
# "They will pay 25 percent on steel".
_PAYS = re.compile(r"\b(?:pay|pays|paid|paying)\s+(?:an?\s+|only\s+)?$", re.IGNORECASE)
# "An additional 20 percent will be added".
_EXTRA = re.compile(r"\b(?:additional|extra|further|another)\s+$", re.IGNORECASE)
_IS_ADDED = re.compile(
    r"^\s+(?:will|shall|would|may|is to) be (?:added|imposed|charged|levied|applied)\b", re.IGNORECASE
)
# "Ranging from 5 to 25 percent": which rate is on what is not said.
_BETWEEN = re.compile(
    r"\b(?:rang\w+ (?:from|between)|var\w+ (?:from|between)|(?<!trade )between(?= (?:\d|zero)))\s+\d+(?:\.\d+)?"
    r"\s?(?:percent|per cent|%)?\s+(?:and|to)\s+\d+(?:\.\d+)?\s?(?:percent|per cent|%)",
    re.IGNORECASE,
)
# "Instead of the 30 percent that was planned": not done.
_INSTEAD = re.compile(r"\b(?:instead of|rather than|in place of)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?$", re.IGNORECASE)


@lru_cache(ASKED)
def rates_in(text: str) -> tuple[Number, ...]:
    """The percentages and points of a sentence that are rates of tariffs, and no others."""
    found: list[Number] = []
    is_change = bool(NOUNS[TARIFF].search(text)) and bool(_CHANGES.search(text))
    between = [match.span() for match in _BETWEEN.finditer(text)]
    ranges = [match.span() for match in RANGE.finditer(text)] if is_change else []
    for number in percents_in(text):
        before, after = text[: number.start], text[number.end :]
        is_share = number.unit == "percent" and _NOT_TARIFF_AFTER.match(after)
        if _THRESHOLD.search(before) or _INSTEAD.search(before) or is_share:
            continue
        if any(start <= number.start < end for start, end in between):
            continue
        if any(start <= number.start < end for start, end in ranges):
            found.append(number)
            continue
        if is_change and (_CHANGED_TO.search(before) or _GOES_ON.search(before)):
            found.append(number)
            continue
        is_rate = (
            (number.unit == "points" and not _of_something_else(before))
            or _TARIFF_AFTER.match(after)
            or _TARIFF_BEFORE.search(before[-110:])
        )
        is_rate = is_rate or (_CEILING.search(before) and NOUNS[TARIFF].search(before))
        is_rate = is_rate or (_PAYS.search(before) and _ITS_OWN.match(after) and NOUNS[TARIFF].search(before))
        is_rate = is_rate or (_EXTRA.search(before) and _IS_ADDED.match(after) and NOUNS[TARIFF].search(text))
        if is_rate or (found and _follows(text, found[-1], number)):
            found.append(number)
    return tuple(found)


def is_joined(text: str, one: Number, other: Number) -> bool:
    """Whether nothing but a comma or an "and" stands between two rates: "10 percent and 25 percent"."""
    return bool(_NEXT_IN_LIST.match(text[one.end : other.start]))


# A percentage without a word for a tariff beside it: "face 10 percent", "the 15 percent on hats", a row that ends in one.
_MAY_BE_AFTER = re.compile(r"^\s+(?:rate\b|on\s|applies\b)", re.IGNORECASE)
_MAY_BE_BEFORE = re.compile(
    r"\b(?:fac(?:e|es|ed|ing)|pay|pays|paid|keep|keeping|kept|add|adds|(?:rate|limit|ceiling|cap) of|rates?"
    r"|go(?:es)?(?: down| up)? to|went (?:down |up )?to|(?:those|ones) at)\s+(?:the\s+|an?\s+|an additional\s+)?$",
    re.IGNORECASE,
)
_ROW_END = re.compile(r"^[\s|.;]*$")
# Words of a row: more is a sentence.
_ROW_LENGTH = 120


def may_be_rate(text: str) -> bool:
    """Whether a sentence has a percentage that may be a tariff, in a text about tariffs, though no word for one stands beside it.

    Args:
        text: of the sentence.
    """
    for number in percents_in(text):
        before, after = text[: number.start], text[number.end :]
        if _NOT_TARIFF_AFTER.match(after) or (_CHANGING.search(before) and _of_something_else(before)):
            continue
        is_row = len(text) < _ROW_LENGTH and _ROW_END.match(after) and re.search(r"(?:\s{2,}|\t|[|:])\s*$", before)
        if is_row or _MAY_BE_AFTER.match(after) or _MAY_BE_BEFORE.search(before):
            return True
    return False


def _of_something_else(before: str) -> bool:
    """Whether what changes by so many points is growth, prices or the like: the last noun before it is no tariff."""
    last = next(reversed(list(_CHANGING.finditer(before))), None)
    return last is None or last["tariff"] is None


def _follows(text: str, last: Number, number: Number) -> bool:
    """Whether a percentage is the next of a list of rates, or the one that a rate replaces."""
    between = text[last.end : number.start]
    if (
        _NEXT_IN_LIST.match(between)
        or _UP_FROM.match(between)
        or (_FROM.search(text[: last.start]) and _TO.match(between))
    ):
        return True
    return bool(_NEXT_WITH_GOODS.match(between)) and bool(_ITS_OWN.match(text[number.end :]))


def new_rates(text: str, rates: Sequence[Number]) -> list[Number]:
    """Rates that are set, without those that they replace: "from 10 to 25 percent", "the 10% tariffs are raised to 25%"."""
    old = list(replaced_rates(text, rates).values())
    return [rate for rate in rates if rate not in old]


def replaced_rates(text: str, rates: Sequence[Number]) -> dict[Number, Number]:
    """By every rate that replaces another the one that it replaces: "from 10 to 25 percent", "to 25 percent, up from 10"."""
    found: dict[Number, Number] = {}
    for one, other in itertools.pairwise(rates):
        between = text[one.end : other.start]
        is_from = _FROM.search(text[: one.start]) and _TO.match(between)
        is_raised = _RAISED.search(between) and not _ANOTHER_RATE.search(between)
        if one in found.values():
            continue
        if is_from or is_raised:
            found[other] = one
        elif _UP_FROM.match(between):
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
    following = min((other.start for other in rates if other.start > rate.start), default=len(text))
    if _ITS_OWN.match(text[rate.end :]):
        return rate.end, following
    before = max((other.end for other in rates if other.end <= rate.start), default=0)
    old = replaced_rates(text, rates)
    first = min(rate.start, old.get(rate, rate).start)
    earlier = max((other.end for other in new_rates(text, rates) if other.end <= first), default=0)
    beside = _OWN_BEFORE.search(text, earlier, first)
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
        if not _OWN_BEFORE.search(text, start, min(first, rate.start)):
            return False
        start = rate.end
    return True
