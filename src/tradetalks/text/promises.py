"""What is on the table: purchases, access to markets, licences, and what else one side grants, or is asked to grant."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from typing import Any

from tradetalks.text.claims import is_onlookers
from tradetalks.text.company_deals import BOUGHT, bought_by, buyer_in
from tradetalks.text.discussed import discussed_in
from tradetalks.text.findings import OPEN, Promise, Value
from tradetalks.text.goods import goods_values
from tradetalks.text.grant_parts import own_sentences
from tradetalks.text.grants import Grant, grant_of
from tradetalks.text.item_cuts import (
    AND_DO,
    AND_DOING,
    AND_HAS,
    AND_TO,
    AND_WILL,
    AND_ZERO,
    PART,
    is_idle,
    is_item,
    listed_amounts,
    said_amounts,
)
from tradetalks.text.item_kinds import PURCHASE, kind_of_item
from tradetalks.text.leaders import is_head_of_list, leaders_of
from tradetalks.text.parties import ALL, codes_of
from tradetalks.text.phrases import goods_in, places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.sought import sought_in
from tradetalks.text.topics import topics_in

_EVERYBODY = re.compile(r"\brest of the world\b|\baround the world\b", re.IGNORECASE)
_PER_YEAR = re.compile(r"\b(?:per year|a year|annually|each year|per annum|in each of)\b", re.IGNORECASE)
# "$3 billion per year through 2030": so much in each of them.
_YEARLY = re.compile(r"\s+(?:per year|a year|annually|each year|per annum)\b", re.IGNORECASE)
_OVER_YEARS = re.compile(r"\b(?:through|by|until|over(?: the next)?) (?:\d{4}|\w+ years)\b", re.IGNORECASE)
_AT_LEAST = re.compile(r"\bat least\s+$", re.IGNORECASE)
# Why it is bought: what stands behind is not what is.
_PURPOSE = re.compile(r"\b(?:in order )?to (?:diversify|reduce|ease|balance|support|strengthen|rebalance|replace)\b")
_WORTH = re.compile(
    r"\b(?:estimated|valued) at (?:about |some |up to |approximately )?$|\b(?:worth|value of|totall?ing) (?:about |some "
    r"|up to )?$"
)
# "With respect to automobiles, both intend to": what the sentence is about.
_TOPIC = re.compile(r"(?:\d+\. )?(?:With (?:respect|regard) to|Regarding|As regards|As for|For|On)\s[^;]*?,")
# "Commit to take the following actions:".
_FOLLOWING = re.compile(r"\bfollowing\b[^:]*:\s*$")
# "Key terms of the Agreement will include:".
_TERMS = re.compile(r"\b(?:terms|elements)\b[^:]*\binclud\w+\b[^:]{0,30}:\s*$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:purchases?|procurement|sales?) of [^;.$€£]{3,90}?\b(?:valued at|estimated at|totaling|worth|(?:an? |the "
    r")?(?:[\w-]+ )*value of)"
    r" (?:about |some |up to )?(?:(?:[$€£]|USD)\s?[\d.,]+ (?:billion|million|trillion)\b|[\d.,]+ (?:billion|million) USD\b)",
    re.IGNORECASE,
)


def promises_of(
    sentences: Sequence[Sentence], taken: Collection[Sentence], issuer: str, joint: Sequence[str] = ()
) -> tuple[Promise, ...]:
    """The items of a text, in its order.

    Args:
        sentences: of the text.
        taken: those that state measures, which are no items.
        issuer: whose text it is; empty where it is several governments'.
        joint: those whom the title of a joint statement names, who are its "we".
    """
    found: list[Promise] = []
    buyer: Value | None = None
    for k, (sentence, leader) in enumerate(zip(sentences, leaders_of(sentences), strict=True)):
        buyer = buyer_in(sentence) or (buyer if sentence.item else None)
        if buyer is not None and BOUGHT.match(sentence.text):
            bought = _item(
                sentence, Grant(OPEN, OPEN, OPEN, 0), 0, len(sentence.text), kind_of_item(sentence.text), OPEN
            )
            found.append(bought_by(bought, buyer))
            continue
        if k + 1 < len(sentences) and _is_specified(sentences[k + 1]):
            continue
        if re.match(r"Specifically\b", sentence.text) and not _specifies(sentence.text):
            continue
        if is_head_of_list(sentence) or _TERMS.search(sentence.text) or _FOLLOWING.search(sentence.text):
            continue
        is_taken = sentence in taken
        own: list[Promise] = []
        for part in own_sentences(sentence, is_taken):
            grant = grant_of(part, issuer, leader, joint)
            own += [
                item
                for item in (_items(part, grant) if grant else [])
                if not is_taken or item.kind.value != "stated" or item.amount
            ]
        own = [item for item in own if not _is_own_business(item, issuer)]
        found += (
            discussed_in(sentence)
            or sought_in(sentence, issuer)
            or own
            or _named_purchases(sentence, is_taken)
            or topics_in(sentence, is_taken)
        )
    return _without_summaries(found)


def _is_own_business(item: Promise, issuer: str) -> bool:
    """Whether a government only says in its own text what it will do next, which gives nobody anything: "will issue a notice"."""
    is_idle = item.kind.value == "stated" and not item.to and not item.amount and not item.asked_by
    return is_idle and bool(issuer) and item.by.value == issuer


def _named_purchases(sentence: Sentence, is_taken: bool) -> list[Promise]:
    """Purchases that a sentence only names with what they are worth: "the procurement of aircraft valued at $3 billion"."""
    if is_taken or is_onlookers(sentence.text):
        return []
    grant = Grant(OPEN, OPEN, OPEN, 0)
    found = []
    for match in _NAMED.finditer(sentence.text):
        found.append(_item(sentence, grant, match.start(), match.end(), "purchases", OPEN))
    return found


def _is_specified(following: Sentence) -> bool:
    """Whether the next sentence says the same with numbers."""
    return bool(re.match(r"Specifically\b", following.text)) and _specifies(following.text)


def _specifies(text: str) -> bool:
    """Whether a sentence says what is granted: how much of it, or by words of a promise."""
    return bool(said_amounts(text)) or bool(
        re.search(r"\b(?:has|have) (?:\w+ly )?(?:committed|agreed|pledged) to\b", text)
    )


def _items(sentence: Sentence, frame: Grant) -> list[Promise]:
    """The items of one sentence: it is parted where it promises twice, buys twice, or buys goods "as well as" others."""
    text = sentence.text
    own = [match.end() for match in AND_WILL.finditer(text, frame.start)]
    idle = {match.end() for match in AND_WILL.finditer(text, frame.start) if is_idle(text, match)}
    own += [match.end() for match in AND_TO.finditer(text, frame.start)]
    own += [match.end() for match in AND_ZERO.finditer(text, frame.start)]
    own += [match.end() for match in AND_DOING.finditer(text, frame.start)]
    own += [match.end() for match in AND_HAS.finditer(text, frame.start)]
    own += [
        match.end()
        for match in AND_DO.finditer(text, frame.start)
        if said_amounts(text[match.end() :]) and len(text[frame.start : match.start()].split()) > 1
    ]
    cuts = [frame.start, *own]
    cuts += listed_amounts(text, frame.start)
    if PURCHASE.search(text):
        cuts += [match.end() for match in PART.finditer(text, frame.start) if is_item(text, match.start(), match.end())]
    cuts = sorted(set(cuts))
    ends = [*cuts[1:], _end_of(text, cuts[-1])]
    to = _receiver(sentence, frame)
    items = []
    for start, end in zip(cuts, ends, strict=True):
        if start in idle:
            continue
        # Parts of one promise are of one kind, that of the whole of it.
        first = max(begin for begin in (frame.start, *own) if begin <= start)
        last = min([begin for begin in own if begin > start], default=len(text))
        items.append(_item(sentence, frame, start, end, kind_of_item(text[first:last]), to))
    return items


def _end_of(text: str, start: int) -> int:
    """Where what is promised ends: at a semicolon, but for one between goods."""
    for mark in re.finditer(";", text):
        if mark.start() > start and not goods_in(text[mark.end() :]):
            return mark.start()
    return len(text)


def _receiver(sentence: Sentence, frame: Grant) -> Value:
    """To whom something is granted, where the sentence says so."""
    text = sentence.text
    everybody = _EVERYBODY.search(text)
    if everybody and not re.search(r"\bfor the benefit of\b", text):
        return Value(ALL, (sentence.span,), (sentence.at(*everybody.span()),))
    for place in places_in(text):
        if place.code not in codes_of(frame.by) and place.start >= frame.start:
            return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
    return OPEN


def with_receivers(items: Sequence[Promise], issuer: str, sides: Sequence[str]) -> tuple[Promise, ...]:
    """Items, each granted to whom its words say, else to whose text it is, else to the other of two sides."""
    found = []
    for item in items:
        if not item.by:
            asked = [side for side in sides if side not in codes_of(item.asked_by)]
            if item.asked_by and len(asked) == 1:
                by = dataclasses.replace(item.asked_by, value=asked[0], derived="the other side")
                item = dataclasses.replace(item, by=by, to=item.asked_by)
            found.append(item)
            continue
        others = [side for side in sides if side not in codes_of(item.by)]
        if not others and len(codes_of(item.by)) > 1:
            mutual = dataclasses.replace(item.by, derived="each to the other")
            found.append(dataclasses.replace(item, to=mutual))
            continue
        is_known = item.to.value in (*sides, ALL)
        if not is_known and item.asked_by:
            item = dataclasses.replace(item, to=dataclasses.replace(item.asked_by, derived="who asks for it"))
        elif not is_known and issuer and issuer not in codes_of(item.by):
            item = dataclasses.replace(item, to=dataclasses.replace(item.by, value=issuer, derived="whose text it is"))
        elif not is_known and len(others) == 1 and item.kind.value != "stated":
            # Of what is only stated, a joint statement says for whom, or it is for nobody.
            item = dataclasses.replace(item, to=dataclasses.replace(item.by, value=others[0], derived="the other side"))
        found.append(item)
    return tuple(found)


def _item(sentence: Sentence, frame: Grant, start: int, end: int, kind: str, to: Value) -> Promise:
    text = re.sub(r"\(including for [^)]*\)", lambda match: " " * len(match.group()), sentence.text)
    purpose = _PURPOSE.search(text, start, end) if kind == "purchases" else None
    last = purpose.start() if purpose else end
    goods = [good for good in goods_in(text) if start <= good.start < last]
    topic = _TOPIC.match(text)
    if not goods and topic:
        goods = [good for good in goods_in(text) if good.start < topic.end()]
    amounts = [amount for amount in said_amounts(text) if start <= amount.start < end]
    words = (sentence.at(start, end),)
    item = Promise(
        name=_name(text[start:end]),
        kind=Value(kind, (sentence.span,), words),
        by=frame.by,
        to=to,
        asked_by=frame.asked_by,
        status=frame.status,
    )
    if goods and kind != "stated":
        item = dataclasses.replace(item, **dict[str, Any](goods_values(sentence, goods)))
    if not amounts:
        return item
    # "Up to 5 million tons, estimated at $3 billion a year": what it is worth.
    amount = next((amount for amount in amounts if _WORTH.search(text, 0, amount.start)), amounts[0])
    least = ", at least" if _AT_LEAST.search(text[: amount.start]) else ""
    years = _OVER_YEARS.search(text[start:end])
    period = ""
    if _YEARLY.match(text, amount.end, end):
        period = " a year"
    elif years:
        period = f", {years.group()}"
    elif _PER_YEAR.search(text[start:end]):
        period = " a year"
    value = Value(round(amount.value, 6), (sentence.span,), (sentence.at(amount.start, amount.end),))
    return dataclasses.replace(item, amount=value, unit=f"{amount.unit}{period}{least}")


def _name(text: str) -> str:
    words = re.findall(r"[\w$%.,’'-]+", text)
    return " ".join(words[:7]).strip(" ,.")


def _without_summaries(items: Sequence[Promise]) -> tuple[Promise, ...]:
    """Items, but for those that a later one of the same side says again with more."""
    kept = []
    for k, item in enumerate(items):
        later = [other for other in items[k + 1 :] if other.by.value == item.by.value and not _is_bare(other)]
        if _is_bare(item) and not item.amount and later:
            continue
        kept.append(item)
    return tuple(kept)


def _is_bare(item: Promise) -> bool:
    """Whether an item has no verb of a promise of its own: it is one of a list of what somebody does."""
    return bool(item.status.words) and item.status.words[0].end - item.status.words[0].start == 1
