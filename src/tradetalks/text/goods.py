"""Goods that a sentence names, or a part of it: their words, and their sectors in both shipped worlds."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.clauses import condition_in
from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import WORLDS, Good, Number, goods_in, places_in
from tradetalks.text.rate_parts import is_joined, new_rates, own_part
from tradetalks.text.rates import rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import Action

_ALL_GOODS = re.compile(
    r"\b(?:(?:nearly )?all |any |most )?(?:(?P<which>[\w.-]+) )?(?P<noun>goods|articles?(?! \d)|imports|products?|items"
    r"|exports|everything)\b(?! subject to)",
    re.IGNORECASE,
)
# An adjective that says which goods, but for those that leave it open.
_KIND = re.compile(
    r"(?!(?:all|any|most|every|its|their|our|your|his|the|these|those|such|imported|foreign|originating|finished|of|on"
    r"|for|to|from|and|or|other|remaining|said"
    r"|certain|some|selected|various|specific|various|these|which|what|more|many|covered|affected|targeted|listed|into"
    r"|more|whose|new)\b)"
    r"[a-z][a-z-]{2,}"
)
# Goods of which the text does not say which: a part of all that cannot be told.
_SOME = re.compile(
    r"\b(?:above|over|within|outside|in excess of) (?:the|its|their|these|an?) (?:\w+ ){0,2}?quotas?\b|\btran(?:s|ss)hipped\b"
    r"|\b(?:do(?:es)? not qualify|not qualifying|certain|some|selected|several|various|specific|that (?:qualify|comply"
    r"|meet|contain|do not)|worth|valued at|with an? (?:annual )?(?:aggregate )?(?:trade )?value of)\b"
    r"|\b(?:goods|articles?|imports|products?|items)\s+(?:(?:listed|set (?:out|forth)|specified|described|identified"
    r"|enumerated|contained|included|covered)\b|(?:in|of|under)\s+(?:the\s+)?(?:Annex|Schedule|Appendix|Lists?)\b)"
    # "Goods on which a duty has been levied".
    r"|\b(?:goods|articles?|imports|products?|items)\s+(?:on|for|to) which\b"
    # "The products of China covered by the September action".
    r"|\b(?:goods|articles?|imports|products?|items)\s+(?:of|from"
    r"|originating in)\s+(?:the\s+)?(?-i:[A-Z])[\w.]*(?:\s+(?-i:[A-Z])\w+){0,3}\s+"
    r"(?:(?:that|which) are\s+)?(?:covered|listed|specified|enumerated|identified|classified|(?:in|on|under)\s+(?:the\s+)?"
    r"(?:Annex|Schedule|Appendix|Lists?)\b)",
    re.IGNORECASE,
)
_SOME_BEFORE = re.compile(
    r"\b(?:\d+(?:,\d{3})*(?!,|\s*(?:%|percent|per cent))|certain|covered|some|selected|several|various|specific|many"
    r"|a number of|(?:a )?lists? of|a (?:wide |broad )?(?:range|array) of)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
# Goods of so much trade: a list, not all of them.
_WORTH = re.compile(
    r"(?:[$€£¥]|\b[A-Z]{3})\s?[\d.,]+\s*(?:billion|million|trillion|bn|m)?\s+(?:worth\s+)?(?:of|in)\s+(?:the\s+)?(?:\w+\s+)?$"
    r"|\b(?:billion|million|trillion|bn)\s+(?:U\.?S\.?\s+)?(?:dollars|euros?|yuan|RMB|pounds|yen)(?:\s+worth)?\s+(?:of|in)\s+"
    r"(?:the\s+)?(?:\w+\s+)?$|\b(?:tariff lines|lines|categories|kinds|types)\s+of\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
# Why it is done: what stands behind is not what is taxed.
_REASON = re.compile(
    r"\b(?:on the grounds? that|because|in (?:response|retaliation|reply) (?:to|for)|for (?:its"
    r"|their) (?:purchases?|imports?|use) of"
    r"|as (?:a )?(?:punishment|penalty) for)\b|,\s+which(?=,)"
)
# What a duty is on, by a word that the list does not have: "a duty of 25 percent on widgets".
_NAMED = re.compile(
    r"\b(?:on|for|under(?= (?:sub)?headings?\b))\s+(?:the\s+)?(?:[A-Z][A-Za-z.]*\s+)?"
    r"(?P<what>[a-z][a-z-]+(?:\s+(?!and\b|or\b)[a-z-]+ies\b)?)"
)
# Where a list of goods begins, its parts, and one more after the last that is known.
_LIST_BEGINS = re.compile(r"\bon\s+(?:the\s+)?(?=[^;%]*$|[a-z])")
_CONJUNCT = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+")
_ONE_MORE = re.compile(r"(?:,\s+|,?\s+and\s+)(?!and\b)[a-z-]+(?=\s+(?:from|of|originating)\b)")
_STRANGE = re.compile(r"[a-z][a-z-]{2,}(?: [a-z-]+)?")
# Words after "on" that name no goods.
_NO_GOODS = re.compile(
    r"(?:a|all|an|and|any|at|by|from|in|into|to|with|behalf|both|certain|condition|conditions|consumers|countries|country|each"
    r"|every|everything|exports|foreign|goods|grounds|imported|imports|it|its|levels|most|nations|nearly"
    r"|of|on|or|other|our|partners|products|some|such|that|their|them|these|they"
    r"|this|those|top|trade|trading|us|what|which|whose|within|years|days|months|weeks|time|now|instance|example"
    r"|purposes|first|second|period|moment)"
)


def goods_values(sentence: Sentence, goods: Sequence[Good]) -> dict[str, Value]:
    """The words for goods and their sectors; open where the list of words knows them, and no sector is theirs.

    Args:
        sentence: that names them.
        goods: of the list of words, at least one.
    """
    spans = tuple(sentence.at(good.start, good.end) for good in goods)
    found = {"goods": Value(", ".join(good.word for good in goods), (sentence.span,), spans)}
    sectors = {
        world: list(dict.fromkeys(sector for good in goods for sector in getattr(good, world))) for world in WORLDS
    }
    note = ""
    if any(good.how != "clear" for good in goods):
        note = "part of these sectors"
    strangers = _strangers(sentence.text, goods)
    if strangers:
        note = "; ".join(
            filter(None, [note, f"the text also names {', '.join(strangers)}, of no sector that is known"])
        )
    if sectors[WORLDS[0]]:
        found["sectors"] = Value(sectors, (sentence.span,), spans, note=note)
    return found


_ANOTHER = re.compile(r",?\s+(?:and|while|but)\s+(?:the|an?|its|their)\s+[^,;]*$")
# Verbs of goods that bear a rate.
_BORNE = re.compile(r"(?:pay|paid|fac(?:e|ing)|bear|bore|attract|incur)", re.IGNORECASE)


def _rate_between(text: str, action: Action, rate: Number) -> bool:
    """Whether another rate stands between a verb and a rate, or the rate before the verb."""
    return rate.start < action.start or any(action.start < other.start < rate.start for other in rates_in(text))


def _last_rate(text: str, before: int) -> int:
    return max((other.end for other in rates_in(text) if other.end <= before), default=0)


def taxed_goods(sentence: Sentence, action: Action, rate: Number | None) -> dict[str, Value]:
    """The words for the goods, and their sectors by the shipped word list."""
    text, (start, end) = sentence.text, (action.after, action.before)
    if rate is not None and (found := _shared_goods(sentence, rate)):
        return found
    own = own_part(text, rate) if rate is not None else None
    if own is not None and (found := goods_between(sentence, *own) or _unknown_goods(sentence, *own)):
        return found
    if action.passive and (rate is None or rate.start > action.start):
        # "All goods of Canada are subject to 25 percent": what is taxed stands before the verb.
        parts = [(start, action.start), (action.end, end)]
    elif rate is not None and _BORNE.match(text, action.start) and not _rate_between(text, action, rate):
        # "Steel still pays 50 percent and cars 25 percent": the goods of the first stand before the verb.
        parts = [(_last_rate(text, action.start), action.start), (action.end, end)]
    elif rate is not None:
        # Of two rates in one breath each has the goods beside it: "25 percent, and 10 percent as to energy".
        following = [other.start for other in rates_in(text) if other.start > rate.start]
        before = [other.end for other in rates_in(text) if other.end <= rate.start]
        first = max([start, *before])
        another = _ANOTHER.search(text, first, rate.start) if before else None
        if another:
            # "15 percent on hats, and a duty of 10 percent shall be levied on shoes": the hats are those of the first.
            first = another.start()
        parts = [(first, min([end, *following]))]
    else:
        parts = [(start, end)]
    for first, last in parts:
        found = goods_between(sentence, first, last) or _unknown_goods(sentence, first, last)
        if found:
            return found
    anything = goods_between(sentence, 0, len(text))
    if len(rates_in(text)) > 1 and not action.passive and anything.get("sectors", OPEN).value == "goods":
        return anything
    rates = rates_in(text)
    # "5 percent, 10 percent and 15 percent on toys": of several rates in a row all are on the same.
    is_row = len(rates) < 2 or (
        own_part(text, rates[-1]) is None and not goods_between(sentence, rates[0].start, rates[-1].end)
    )
    return anything if is_row else {}


def _shared_goods(sentence: Sentence, rate: Number) -> dict[str, Value]:
    """The goods of several rates in a row, "5, 10 and 15 percent on toys": which of them is on which is not said, so without
    sectors."""
    text, rates = sentence.text, new_rates(sentence.text, rates_in(sentence.text))
    if rate not in rates:
        return {}
    first = last = rates.index(rate)
    while last + 1 < len(rates) and is_joined(text, rates[last], rates[last + 1]):
        last += 1
    while first and is_joined(text, rates[first - 1], rates[first]):
        first -= 1
    own = own_part(text, rates[last]) if last > first else None
    if own is None or own[0] != rates[last].end:
        return {}
    found = goods_between(sentence, *own) or _unknown_goods(sentence, *own)
    return {"goods": found["goods"]} if found else {}


def _strangers(text: str, named: Sequence[Good]) -> list[str]:
    """Words of a list of goods that the list of words does not have: "cars, widgets and steel"."""
    first = max((match.end() for match in _LIST_BEGINS.finditer(text, 0, named[0].start)), default=named[0].start)
    last = named[-1].end
    more = _ONE_MORE.match(text, last)
    pieces = _CONJUNCT.split(text[first : more.end() if more else last])
    return [piece for piece in pieces if _STRANGE.fullmatch(piece) and not goods_in(piece)]


def _unknown_goods(sentence: Sentence, start: int, end: int) -> dict[str, Value]:
    """Goods by a word that the list does not have, without sectors: they are never taken for all goods."""
    for match in _NAMED.finditer(sentence.text, start, end):
        first = match["what"].split()[0]
        if not _NO_GOODS.fullmatch(first) and not first.endswith("ly"):
            return {"goods": Value(match["what"], (sentence.span,), (sentence.at(*match.span("what")),))}
    return {}


def goods_between(sentence: Sentence, start: int, end: int) -> dict[str, Value]:
    """The goods that a part of a sentence names; what its condition speaks of is not taxed.

    Args:
        sentence: the sentence.
        start, end: the part.
    """
    text = sentence.text
    condition = condition_in(text) or (0, 0)
    if condition[0] <= start and end <= condition[1]:
        return {}
    if start < condition[0] < end:
        end = condition[0]
    reason = _REASON.search(text, start, end)
    if reason:
        end = reason.start()
    named = [good for good in goods_in(text) if start <= good.start < end]
    if named:
        return goods_values(sentence, named)
    everything = _ALL_GOODS.search(text, start, end)
    if not everything:
        return {}
    if _KIND.fullmatch(everything["which"] or "") and not places_in(everything["which"]):
        # "Luxury goods": of a kind that the list does not have.
        return {"goods": Value(everything.group(), (sentence.span,), (sentence.at(*everything.span()),))}
    goods = Value(everything.group(), (sentence.span,), (sentence.at(*everything.span()),))
    # "Goods of China, and certain others": what is said after a comma is of others.
    comma = text.find(",", everything.end(), end)
    last = comma if comma >= 0 else end
    heads = (text[: everything.start()], text[: everything.start("noun")])
    is_some = any(_SOME_BEFORE.search(head) for head in heads) or _SOME.search(text, everything.start(), last)
    if is_some or _WORTH.search(text[: everything.start("noun")]):
        return {"goods": goods}
    return {"goods": goods, "sectors": dataclasses.replace(goods, value="goods")}
