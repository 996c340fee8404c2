"""Percentages that are no new rate of a tariff, whatever stands beside them: thresholds, sums, shares, what is only compared."""

from __future__ import annotations

import re

from tradetalks.text.phrases import Number

# A rate that only says which goods are meant: "with a duty of less than 15 percent".
THRESHOLD = re.compile(
    r"\b(?:less than|at least|(?<!no )(?<!not )more than|lower than|(?<!no )(?<!not )higher than|(?<!not )(?<!not to "
    r")exceed(?:s|ing)?|above"
    r"|below|under|applied to)\s+$",
    re.IGNORECASE,
)
NOT_TARIFF_AFTER = re.compile(
    r"^\s+(?:increase|rise|reduction|cut|decline|growth|share|stake|more|less|fewer|higher|lower|chance|probability|majority"
    r"|in an? (?:\w+ )?(?:poll|survey)"
    r"|of (?!(?:the )?(?:customs )?(?:value|dut))(?!its value))\b",
    re.IGNORECASE,
)
# "0.4 percentage point off growth".
_OFF_GROWTH = re.compile(
    r"\s+(?:off|of|to|from|in)\s+(?:[\w’'-]+\s+){0,3}?(?:growth|inflation|GDP|output|unemployment|prices|wages|productivity)\b"
)
# "Before that date, cars were charged 27.5 percent": no longer.
_FORMER = re.compile(
    r"\b(?:before that date|before then|until then|until now|previously|formerly)\b[^;]{0,60}$"
    r"|\bhad (?:faced|paid|charged|been (?:subject to|charged|paying|facing))\b[^;%]{0,40}$",
    re.IGNORECASE,
)
# "An average tariff of 9 percent": of many goods, and set by nobody.
_AVERAGE = re.compile(
    r"\b(?:average|mean|weighted|effective) (?:[\w.-]+ ){0,2}?(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies))\b[^;%]{0,70}$",
    re.IGNORECASE,
)
# "Many goods will thus face 50 percent", "for a total of 45 percent": what several duties add up to.
_IS_SUM = re.compile(
    r"\b(?:(?:thus|together|combined|all told|in sum) (?:fac(?:e|es|ing)|pay|pays|bears?|attract|amount to|add up to)"
    r"|bring\w* (?:the |its |their )?(?:total|combined|overall|cumulative|effective)\b[^;%]{0,60}?\bto"
    r"|(?:for|to|making|reaching|giving) an? (?:total|combined|cumulative|overall|effective)(?: \w+)? (?:of"
    r"|rate of))\s+(?:about\s+|some\s+|an?\s+)?$",
    re.IGNORECASE,
)
# "Instead of the 30 percent that was planned": not done.
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|in place of|exempt(?:ed)? from|exemption from|spared|relief from|compared (?:to"
    r"|with)|(?<!no more )(?<!not more )(?<!no greater )(?<!not greater )(?<!no higher )(?<!not higher )than)\s+"
    r"(?:an?\s+|the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\b(?:(?:rais|increas|lower|reduc|ris|cut|hik|doubl|tripl|halv|slash|trim|fall|fell|drop|climb|jump)\w*|go|goes"
    r"|went|rolled)\b"
)
# Letters before "in addition to" in which the rate stands that is only a part of the combined one.
_COMPONENT = 40
# Between a rate and the one that it replaces, or that replaces it.
FROM = re.compile(r"\bfrom\s+(?:an?\s+|the\s+)?(?:current\s+|present\s+|previous\s+|additional\s+)?$", re.IGNORECASE)
# Letters before two rates in which a verb makes the second replace the first.
_VERB_BEFORE = 25
# "Ranging from 5 to 25 percent": which rate is on what is not said.
_BETWEEN = re.compile(
    r"\b(?P<said>rang\w+ (?:from|between)|var\w+ (?:from|between)|(?<!trade )between(?= (?:\d|zero)))\s+\d+(?:\.\d+)?"
    r"\s?(?:percent|per cent|%)?\s+(?:and|to)\s+\d+(?:\.\d+)?\s?(?:percent|per cent|%)"
    r"|(?<!Section )(?<!section )(?<!heading )(?<!note )\b(?!(?:19|20)\d\d\b)\d+(?:\.\d+)?\s?(?:percent|per cent|%)?\s+to\s+"
    r"\d+(?:\.\d+)?\s?(?:percent|per cent|%)",
    re.IGNORECASE,
)
# "Cut to 20 or 30 percent": which of them is not said.
_EITHER = re.compile(
    r"(?:\bfrom\s+[\d.]+\s?(?:percent|per cent|%)\s+)?\bto\s+[\d.]+\s?(?:percent|per cent"
    r"|%)?\s+or\s+[\d.]+\s?(?:percent|per cent|%)"
    # "Duties of 5 or 10 percent on others".
    r"|\bof\s+[\d.]+\s?(?:percent|per cent|%)?\s+or\s+[\d.]+\s?(?:percent|per cent|%)",
    re.IGNORECASE,
)

# "The duty that would be owed when a 25 percent tariff is applied": an example.
_EXAMPLE = re.compile(r"\bwould be (?:owed|due|payable) (?:when|if|where)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
# "In addition to the most-favored-nation rate for cars of 2.5 percent": what is paid already.
_ORDINARY = re.compile(
    r"\bin addition to the (?:MFN|most[- ]favou?red[- ]nation|ordinary|base|bound|general|Column 1\S*) (?:customs "
    r")?(?:tariff |duty )?(?:rates?|dut(?:y|ies)|tariffs?)"
    r"(?: (?:for|on) [\w -]{3,40}?)? of\s+$",
    re.IGNORECASE,
)
# "7.5 percent, in addition to the ordinary rate of 2.5 percent, for a combined tariff of 10 percent": the one that is paid.
_COMBINED = re.compile(
    r"\bin addition to the (?:MFN|most[- ]favou?red[- ]nation|ordinary|base|general)\b[^;]*?"
    r"\bfor an? (?:total|combined) (?:tariff|duty|rate|tariff rate|duty rate|rate of duty) "
    r"of\s+(?P<number>\d[\d.]*)\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)


def is_no_rate(text: str, number: Number) -> bool:
    """Whether the words around a percentage say that it sets no tariff.

    Args:
        text: of the sentence.
        number: in it.
    """
    before, after = text[: number.start], text[number.end :]
    combined = _COMBINED.search(text)
    if combined and number.end > combined.start() - _COMPONENT:
        return number.start != combined.start("number")
    if _ORDINARY.search(before):
        return True
    if _OFF_GROWTH.match(after) or (number.unit == "percent" and NOT_TARIFF_AFTER.match(after)):
        return True
    if any(pattern.search(before) for pattern in (THRESHOLD, _INSTEAD, _FORMER, _AVERAGE, _IS_SUM, _EXAMPLE)):
        return True
    return any(start <= number.start < end for start, end in undecided_rates(text))


def undecided_rates(text: str) -> list[tuple[int, int]]:
    """Where two rates stand of which the text does not say which it is."""
    return [*_between_rates(text), *(match.span() for match in _EITHER.finditer(text))]


def _between_rates(text: str) -> list[tuple[int, int]]:
    """Where two rates stand of which goods bear one or the other: "from 5 to 25 percent", "duties of 25 to 40 percent"."""
    return [
        match.span()
        for match in _BETWEEN.finditer(text)
        if match["said"]
        or not (FROM.search(text[: match.start()]) or CHANGES.search(text[: match.start()][-_VERB_BEFORE:]))
    ]
