"""What will follow if: threats and offers; and what is said and is no act: opinions, forecasts, intentions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Claim, SaidThreat, Value
from tradetalks.text.parties import ALL, EVERYBODY
from tradetalks.text.phrases import places_in
from tradetalks.text.rates import rates_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.verbs import CONDITION

_FOLLOWS = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|countermeasures|measures|necessary steps|retaliat\w+|respond|action)\b", re.IGNORECASE
)
_WILL = re.compile(r"\b(?:may|will|shall|would|could)\b")
_OPINION = re.compile(
    r"\b(?:victory|historic|unlike any other|unprecedented|constitutes? an?|landmark|tremendous|unfair\w*"
    r"|successful|wins? for|believ\w+|in recognition|further time is needed"
    r"|importance of|designed to alleviate|means the de facto)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\bwill (?:help|generate|create|secure|lead|boost|restore|expand|provide \w+ [^.]*openings)\b"
    r"|\bis expected to\b|\bwould\b",
    re.IGNORECASE,
)
_INTENTION = re.compile(r"\bit is the policy of\b|\bintends? to\b|\baims? to\b", re.IGNORECASE)


def threats_of(sentences: Sequence[Sentence], issuer: str, sides: Sequence[str]) -> tuple[SaidThreat, ...]:
    """What a text says will follow on a condition, where it says no rate (with a rate it is a conditional measure)."""
    found = []
    for sentence in sentences:
        condition = CONDITION.search(sentence.text)
        if condition is None or rates_in(sentence.text):
            continue
        rest = (
            sentence.text[: condition.start()]
            + " " * (condition.end() - condition.start())
            + sentence.text[condition.end() :]
        )
        whole = sentence.text
        if not _FOLLOWS.search(whole) or not _WILL.search(whole) or not _acts(whole):
            continue
        at = (sentence.span,)
        words = (sentence.at(*condition.span()),)
        by = Value(issuer, at, words, derived="whose text it is") if issuer else OPEN
        found.append(
            SaidThreat(
                by,
                _on(sentence, issuer, sides),
                Value(condition.group().strip(" ,"), at, words),
                Value(rest.strip() or whole, at),
            )
        )
    return tuple(found)


def _acts(text: str) -> bool:
    """Whether somebody who can act does so in the sentence: "I may", "the President shall", "China will"."""
    return bool(
        re.search(
            r"\b(?:I|we|the President|the Secretary|the Commission|the Ministry)\s+(?:may|will|shall|would|could)\b",
            text,
        )
        or re.search(r"\b(?:tariffs?|duties|countermeasures)\b[^.;]*\b(?:will|shall|would)\b", text)
        or any(_WILL.match(text[place.end :].lstrip()) for place in places_in(text))
    )


def _on(sentence: Sentence, issuer: str, sides: Sequence[str]) -> Value:
    everybody = EVERYBODY.search(sentence.text)
    if everybody:
        return Value(ALL, (sentence.span,), (sentence.at(*everybody.span()),))
    for place in places_in(sentence.text):
        if place.code != issuer:
            return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
    others = [side for side in sides if side != issuer]
    if ALL in others:
        return Value(ALL, (sentence.span,), derived="everybody whom the text speaks of")
    return OPEN


def claims_of(sentences: Sequence[Sentence], who: str) -> tuple[Claim, ...]:
    """Opinions, forecasts and intentions, which feed no field of a scenario."""
    found = []
    for sentence in sentences:
        for kind, pattern in (("intention", _INTENTION), ("forecast", _FORECAST), ("opinion", _OPINION)):
            match = pattern.search(sentence.text)
            if match and not CONDITION.search(sentence.text):
                about = Value(match.group(), (sentence.span,), (sentence.at(*match.span()),))
                found.append(Claim(who, kind, about))
                break
    return tuple(found)
