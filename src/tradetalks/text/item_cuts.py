"""Where one promise of a sentence ends and the next begins: another verb, another amount, goods "as well as" others."""

from __future__ import annotations

import itertools
import re

from tradetalks.text.grants import SUBJECT
from tradetalks.text.idle_verbs import gives_nothing
from tradetalks.text.item_kinds import BUY, DOES
from tradetalks.text.phrases import Number, amounts_in, goods_in, percents_in

# A verb of its own is a promise of its own: "will invest $550 billion and will buy $8 billion a year".
AND_WILL = re.compile(r",?\s+and (?:also )?(?:will|shall)\b", re.IGNORECASE)
# "To end its subsidies and to buy more": asked for, or promised, twice.
AND_TO = re.compile(
    r"(?:,|,?\s+and)(?: also)? to\s+(?=[a-z])(?!(?:be|the|an?|create|strengthen|diversify"
    r"|promote|support|help|reduce|address|ensure|reflect|this|that)\b)",
    re.IGNORECASE,
)
# "By accepting vehicles; streamlining licences; and addressing": each is an item of its own.
AND_DOING = re.compile(rf";\s+(?:and\s+)?(?:to\s+)?(?=[a-z]+ing\b|{DOES}\b)")
# "Zero tariffs, zero non-tariff barriers, and zero subsidies".
AND_ZERO = re.compile(r",\s+(?:and\s+)?(?=zero\b)")
# "Has committed to stop that, has represented that it will buy more".
AND_HAS = re.compile(
    r",\s+(?:and\s+)?(?:committed|agreed|pledged|undertaken) (?:not )?to\s+|"
    r",\s+(?:and\s+)?(?:has|have)\s+(?:\w+ly\s+)?(?:represented|committed|agreed|pledged|promised)\s+(?:to"
    r"|that)\s+(?:it\s+will\s+)?"
)
# "Will buy $75 billion of gas and make investments of $60 billion".
AND_DO = re.compile(
    r",?\s+and (?:also )?(?=(?:make|invest|open|lift|accept|provide|grant|end|stop|facilitate)\b)", re.IGNORECASE
)
# "$3 billion of gas, and 2 million tons of wheat": another amount has goods of its own.
_AND_MORE = re.compile(r",\s+and\s+$")
_NEXT_AMOUNT = re.compile(r"^\s+(?:of|for)\s+[^,;]{2,60}?(?:,|,?\s+and)\s+$")
PART = re.compile(rf"\bas well as\b|\band also\b|\band (?=(?:{BUY}))", re.IGNORECASE)


def is_idle(text: str, next_will: re.Match[str]) -> bool:
    """Whether a second "will" of a sentence promises nothing: "and will hold talks on it"."""
    verb = SUBJECT.search(text, next_will.start())
    return verb is None or gives_nothing(text, verb)


def listed_amounts(text: str, start: int) -> list[int]:
    """Where the second amount of a list begins, and the third: "500 tons of beef, 1,000 tons of pork and"."""
    amounts = [amount for amount in amounts_in(text) if amount.start >= start]
    return [
        other.start
        for one, other in itertools.pairwise(amounts)
        if (one.unit == other.unit and _NEXT_AMOUNT.match(text[one.end : other.start]))
        or (one.unit != other.unit and _AND_MORE.search(text[one.end : other.start]))
    ]


def is_item(text: str, start: int, end: int) -> bool:
    """Whether something is bought on both sides of a cut: goods or an amount stand there."""
    halves = (text[:start], text[end:])
    if re.match(r"\s*other\b", text[end:]):
        return False
    return all(goods_in(half) or said_amounts(half) for half in halves)


def said_amounts(text: str) -> list[Number]:
    shares = [
        Number(number.value, "increase over what is bought now", number.start, number.end)
        for number in percents_in(text)
        if re.match(r"\s+(?:increase|more|rise)\b", text[number.end :])
    ]
    return sorted([*amounts_in(text), *shares], key=lambda number: number.start)
