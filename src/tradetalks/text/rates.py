"""Percentages of a sentence that are rates of tariffs: new ones, and those that they replace."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from tradetalks.text.days import MONTHS
from tradetalks.text.no_rates import CHANGES, FROM, NOT_TARIFF_AFTER, THRESHOLD, is_no_rate
from tradetalks.text.parties import TARIFF
from tradetalks.text.phrases import ASKED, RANGE, Number, goods_in, percents_in, places_in

# What is levied on what leaves a country.
EXPORT_TAX = "export_tax"
# What a measure is, by the words for it.
NOUNS = {
    TARIFF: re.compile(
        r"\b(?<!anti-dumping )(?<!countervailing )(?<!electricity )(?<!transport )(?<!water )(?<!power )"
        r"(?<!telephone )(?<!feed-in )(?<!export )(?<!free of )(?<!free from )"
        r"(?<!non-)(?<!non )(?:import |customs |retaliatory |reciprocal )?"
        r"(?:reciprocal rates?|(?:in|out-of|over)-quota (?:rates?|dut(?:y|ies))|tariffs?(?![- ]free)(?![- ]rate "
        r"quota)(?! actions?)(?! exclusion)(?! schedule)(?! commission)"
        r"(?! framework)(?! agreements?)(?! treatment)(?! and non-tariff)"
        r"|BCD|(?:additional )?dut(?:y|ies)(?![- ]free)(?! (?:relief|drawback) )"
        r"|increase (?=for (?:products|goods|imports|articles) )"
        r"(?! rate\b)|rates? of duty|import tax(?:es)?|lev(?:y|ies)|surtax(?:es)?|surcharges?"
        r"|tax(?:es)? on (?:\w+ )?imports|taxed(?= at))\b",
        re.IGNORECASE,
    ),
    EXPORT_TAX: re.compile(r"\bexport (?:tax(?:es)?|dut(?:y|ies)|tariffs?|lev(?:y|ies))\b", re.IGNORECASE),
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
_TARIFF_AFTER = re.compile(
    r"^\s+(?:(?!(?:after|while|when|since|because|as|and|on|in|if|to|from|over|but)\b)[“\"‘']?[\w.]+[\s-]){0,5}?[“\"‘']?"
    r"(?:tariffs?|dut(?:y|ies)|rates? of duty|lev(?:y|ies)|charges?(?= on)|surtax(?:es)?|surcharges?"
    r"|tax(?:es)?)\b(?! schedule)(?![- ]free)|^ rate\b"
    r"|^\s+to (?:(?:the|its|their)\s+)?(?:(?:existing|current|ordinary|usual|basic|normal)\s+)?(?:\w+\s+)?(?:tariffs?"
    r"|dut(?:y|ies))\b",
    re.IGNORECASE,
)
_TARIFF_BEFORE = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|BCD|rates?|surcharges?|surtax(?:es)?|import tax(?:es)?|lev(?:y|ies))\b(?:\W+(?!"
    r"(?:percent|growth|prices?|economy|GDP|exports|inflation|unemployment|output|sales|could|would)\b)"
    r"[\w-]+){0,10}?\W+(?:of|at|to|be|by|from"
    r"|is|are|remains?|remaining|stays?|(?:was|were)(?= initially| originally| first))\s+(?:only\s+|about\s+|an?\s+"
    r"|initially\s+|originally\s+|first\s+|currently\s+|still\s+)?(?:set at\s+)?$"
    r"|\b(?:the|this|that|their|its) (?:rate|tariff|duty|levy)\s+(?:will|would|shall|could|may)\s+(?:\w+\s+){1,3}?to\s+$"
    r"|\b(?:tariffs?|dut(?:y|ies)|rates?|they|it|partners)\b[^;,]{0,40}\b(?:shall|will|to)\s+"
    r"(?:start|begin|rise|fall|increase|be set)\s+(?:at|to|by)\s+$",
    re.IGNORECASE,
)
# What changes by points: a tariff, or something that tariffs act on.
CHANGING = re.compile(
    r"\b(?:(?P<tariff>tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax(?:es)?|tax(?:es)?|(?<!interest )"
    r"(?<!exchange )(?<!growth )rates?)"
    r"|growth|inflation|GDP|output|unemployment|employment|prices?|economy|share|shares|wages|demand|deficit"
    r"|margins?|trade volumes?|sales|profits?|revenues?|costs?|stocks?|index|yields?|probability|turnout|orders|investment"
    r"|value added|content)\b",
    re.IGNORECASE,
)
# "A ceiling of 15 percent", in a sentence about tariffs.
_CEILING = re.compile(
    r"\b(?:ceiling|cap|maximum|not (?:to )?exceed|capped|not? (?:more|greater|higher) than|at most)\s+(?:rate\s+)?(?:of|at)?\s*$",
    re.IGNORECASE,
)


# "Lowered to zero percent": what changes is the tariff that the sentence names before.
_CHANGED_TO = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?)\b[^;]{0,80}\b(?:raised|increased|lowered|reduced|cut|goes? down|went down)\s+to\s+$"
    r"|\b(?:rais|increas|lower|reduc|cut|halv|doubl|slash|trim)\w*\b[^;]{0,40}\b(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies))\b"
    r"[^;%]{0,110}\bto\s+$",
    re.IGNORECASE,
)


# "The duty was 10 percent, and will increase to": the same goes on.
_GOES_ON = re.compile(r",?\s+and\s+(?:shall|will)\s+(?:increase|rise|fall)\s+(?:to|by)\s+$", re.IGNORECASE)


# "15 percent on coal, 10 percent on oil and 5 percent on wine", "25 percent, 20 percent and 10 percent": a list goes on.
_SEPARATOR = (
    r"\s*(?:,|;|/|,?\s+and|,?\s+or)\s+(?:an?\s+)?"
    r"(?:additional\s+)?(?:(?:dut(?:y|ies)|tariffs?|rates?) of\s+|at\s+|of\s+)?"
)
NEXT_IN_LIST = re.compile(rf"^(?:\s+ad valorem)?(?:\s+(?:tariffs?|dut(?:y|ies)))?{_SEPARATOR}$", re.IGNORECASE)
_NEXT_WITH_GOODS = re.compile(
    rf"^(?:\s+ad valorem)?(?:\s+(?:tariffs?|dut(?:y|ies)))?\s+(?:on|for|as to|in respect of)\s+[^;%]{{2,120}}?{_SEPARATOR}$",
    re.IGNORECASE,
)
_NO_DAY = rf"(?!(?:{MONTHS}|\w+day\b|\d{{1,2}} (?:{MONTHS}))\b)"
ITS_OWN = re.compile(
    rf"^(?:\s+ad valorem)?(?:\s+(?:rates? of )?(?:tariffs?|dut(?:y|ies)))?\s+(?:on|for|as to|in respect of)\s{_NO_DAY}",
    re.IGNORECASE,
)
# "The duty on hats is set at 22%, and that on shoes at 20%".
_NEXT_OF_THAT = re.compile(r"^,?\s+and\s+(?:that|those)\s+on\s+[^;,%]{2,80}?\s+at\s+$")
# "For wine the rate is 25 percent, for hats 30 percent".
_NEXT_BEHIND_GOODS = re.compile(r"^,?\s+(?:and\s+)?(?:for|on)\s+(?:\w+\s+){1,4}$")
# "Steel pays 50 percent and cars of Peru 25 percent".
_NEXT_BEARS = re.compile(
    r"^,?\s+(?:and|while)\s+(?:[a-z][\w-]*\s+){1,5}(?:(?:of|from)\s+(?:the\s+)?(?:[\w-]+\s+){1,3})?$"
)
# "10 percent now, 25 percent from 1 January": steps of one rate.
_NEXT_STEP = re.compile(
    r"^\s+(?:now|initially|at first|until|for|from|on|as of|starting|in)\b[^;%]{0,60}?(?:,|,?\s+and"
    r"|,?\s+then)\s+(?:then\s+)?(?:to\s+)?$",
    re.IGNORECASE,
)
_IS_STEP = re.compile(
    rf"^\s+(?:now|from|on|as of|starting|after|thereafter|in)\b(?=[^;%]*(?:{MONTHS}|\d{{4}}|thereafter|after))"
)
# "25 percent on steel", "at 20 percent when they enter": a percentage that is linked to what stands around it as a rate is.
_LINK_BEFORE = re.compile(
    r"(?:\b(?:at|to|of|is|are|be|an?|the|additional|further|extra|another|flat|pays?|paid|charg\w+|impos\w+|lev(?:y|ies"
    r"|ied)|fac(?:e|es|ed|ing)"
    r"|puts?|putting|plac\w+|set|setting|keeps?|attracts?|bears?|and|than|only|currently|now|add|adds|total\w*|as|or)|^"
    r"|[,(:–—-])\s*$",
    re.IGNORECASE,
)
_LINK_AFTER = re.compile(
    r"^\s*(?:ad valorem\b|on\b|for\b|from\b|in respect of\b|as of\b|as from\b|start\w+|begin\w+|effective\b|until\b"
    r"|rate\b|respectively\b|under\b|now\b|initially\b|at first\b"
    r"|down\b|up\b|against\b|and\b|when\b|while\b|if\b|unless\b|but\b|to (?:existing|current|the existing|its)\b|[.,;:)|]|$)",
    re.IGNORECASE,
)
_BEARS = re.compile(
    r"\b(?:fac(?:e|es|ed|ing)|pays?|paid|bears?|attracts?|charg(?:e|es|ed)|lev(?:y|ies|ied)|enter(?:s|ed)? "
    r"(?:the )?[A-Z][\w. ]{1,25}? at)\s+(?:(?:an?|all-in|combined|rate of|only|now|up to|at most|no more than|additional"
    r"|extra|(?:tariff |duty )?(?:ceiling|cap|maximum)(?: rate)? of)\s+)*$",
    re.IGNORECASE,
)
_POINTS_OF = re.compile(r"\s+of\s+[^;,]{0,60}?\b(?:tariffs?|dut(?:y|ies))\b")
_TAXED = re.compile(r"\btaxed\b", re.IGNORECASE)
_ON = re.compile(r"\s+on\s+")
_GOODS = re.compile(r"(?:[\w.-]+\s+){0,3}?(?:goods|imports|products|articles|exports)\b|everything\b")
# Letters after "on" within which the goods begin: after an adjective or two.
_NEAR = 25
# "An additional 20 percent will be added".
_EXTRA = re.compile(r"\b(?:additional|extra|further|another)\s+$", re.IGNORECASE)
_IS_ADDED = re.compile(
    r"^\s+(?:will|shall|would|may|is to) be (?:added|imposed|charged|levied|applied)\b", re.IGNORECASE
)


TO = re.compile(
    r"\s+(?:percent\s+)?(?:ad valorem\s+)?to\s+(?:(?:an?|the)\s+)?(?:\w+\s+)?"
    r"(?:rate of|maximum of|ceiling of|cap of|level of)?\s*$",
    re.IGNORECASE,
)
UP_FROM = re.compile(
    r"^(?:\s+ad valorem)?(?:\s+(?:\w+\s+){0,2}?(?:tariffs?|dut(?:y|ies)|rates?"
    r"|levy))?(?: since [\w ,]{4,20}?)?,?\s+\(?(?:for (?:an? )?(?:annual )?quotas? of [^;%]{3,60}?,\s+)?(?:up |down "
    r")?from\s+(?:the\s+)?"
    r"(?:current\s+|present\s+|previous\s+)?$",
    re.IGNORECASE,
)


# "Could bring the share of exports subject to tariffs to 97 percent".
_SHARE = re.compile(r"\bshare of\b[^;%]{0,90}?\b(?:to|at|of|is|was)\s+(?:about |over |some )?$", re.IGNORECASE)


@lru_cache(ASKED)
def rates_in(text: str) -> tuple[Number, ...]:
    """The percentages and points of a sentence that are rates of tariffs, and no others."""
    found: list[Number] = []
    is_change = bool(NOUNS[TARIFF].search(text)) and bool(CHANGES.search(text))
    ranges = _changes_in(text) if is_change else []
    for number in percents_in(text):
        before = text[: number.start]
        if is_no_rate(text, number) or _SHARE.search(before):
            continue
        if any(start <= number.start < end for start, end in ranges):
            found.append(number)
            continue
        if is_change and (_CHANGED_TO.search(before) or _GOES_ON.search(before)):
            found.append(number)
            continue
        if _is_rate(text, number) or (found and _follows(text, found[-1], number)):
            found.append(number)
    return tuple(sorted([*found, *_joined_before(text, found)], key=lambda number: number.start))


def _is_rate(text: str, number: Number) -> bool:
    """Whether the words around a percentage say that it is a rate of a tariff."""
    before, after = text[: number.start], text[number.end :]
    is_of_points = number.unit == "points" and (_POINTS_OF.match(after) or not is_of_something_else(before))
    is_beside = _TARIFF_AFTER.match(after) or _TARIFF_BEFORE.search(before[-110:])
    is_ceiling = _CEILING.search(before) and NOUNS[TARIFF].search(before)
    is_added = _EXTRA.search(before) and _IS_ADDED.match(after) and NOUNS[TARIFF].search(text)
    said = (is_of_points, is_beside, is_ceiling, is_added)
    return any(said) or _is_linked(text, number) or is_on_goods(text, number)


def _changes_in(text: str) -> list[tuple[int, int]]:
    """Where a rate is said to go "from 10 to 25 percent"; of volumes, or of anything else, is no rate."""
    return [match.span() for match in RANGE.finditer(text) if not NOT_TARIFF_AFTER.match(text[match.end() :])]


def _joined_before(text: str, rates: Sequence[Number]) -> list[Number]:
    """Percentages that nothing but a comma or an "and" parts from a rate after them: "the 10% and 5% tariffs"."""
    found: list[Number] = []
    for one, other in reversed(list(itertools.pairwise(percents_in(text)))):
        is_next = NEXT_IN_LIST.match(text[one.end : other.start])
        if one not in rates and other in [*rates, *found] and is_next and not THRESHOLD.search(text[: one.start]):
            found.append(one)
    return found


def _is_linked(text: str, number: Number) -> bool:
    """Whether a percentage is linked as a rate is, and the last thing before it that changes by percentages is a tariff."""
    before = text[: number.start]
    if not (_LINK_BEFORE.search(before) and _LINK_AFTER.match(text[number.end :])):
        return False
    if _TAXED.search(before) or _BEARS.search(before):
        return True
    governed = CHANGING.search(before) is not None
    return bool(NOUNS[TARIFF].search(text)) and governed and not is_of_something_else(before)


def is_said_of_goods(text: str, number: Number) -> bool:
    """Whether a percentage is a rate without the word for one: goods face it, or it is on goods: "25 percent on steel"."""
    if _BEARS.search(text[: number.start]):
        return any(places_in(text)) or _is_of_goods(text)
    return is_on_goods(text, number)


def _is_of_goods(text: str) -> bool:
    return bool(_GOODS.search(text) or goods_in(text))


def is_on_goods(text: str, number: Number) -> bool:
    """Whether a percentage is "on" goods that are known, which is said of tariffs alone: "25 percent on steel"."""
    on = _ON.match(text, number.end) if number.unit == "percent" else None
    if on is None:
        return False
    following = text[on.end() :]
    is_known = _GOODS.match(following) or any(good.start <= _NEAR for good in goods_in(following))
    return bool(is_known) and not CHANGING.search(text[: number.start])


def is_of_something_else(before: str) -> bool:
    """Whether what changes by so many points is growth, prices or the like: the last noun before it is no tariff."""
    last = next(reversed(list(CHANGING.finditer(before))), None)
    return last is None or last["tariff"] is None


def _follows(text: str, last: Number, number: Number) -> bool:
    """Whether a percentage is the next of a list of rates, or the one that a rate replaces."""
    between = text[last.end : number.start]
    if NEXT_IN_LIST.match(between) or UP_FROM.match(between) or (FROM.search(text[: last.start]) and TO.match(between)):
        return True
    if _BEARS.search(text[: last.start]) and _NEXT_BEARS.match(between) and _LINK_AFTER.match(text[number.end :]):
        return True
    if _NEXT_STEP.match(between) and _IS_STEP.match(text[number.end :]):
        return True
    if _NEXT_BEHIND_GOODS.match(between) or _NEXT_OF_THAT.match(between):
        return True
    return bool(_NEXT_WITH_GOODS.match(between)) and bool(ITS_OWN.match(text[number.end :]))
