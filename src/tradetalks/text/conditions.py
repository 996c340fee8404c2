"""What will follow if: threats and offers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tradetalks.text.clauses import condition_in, condition_words
from tradetalks.text.findings import OPEN, SaidThreat, Value
from tradetalks.text.parties import ALL, EVERYBODY
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

_FOLLOWS = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|countermeasures|measures|necessary steps|retaliat\w+|respond|action"
    r"|suspension|truce|pause|lev(?:y|ies))\b",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b(?:may|will|shall|would|could)\b")


# "The tariffs will remain in place until Norway eliminates its own": what stands waits for what another does.
_UNTIL_ENDED = re.compile(
    r"\bremain in (?:place|force|effect) until (?P<what>(?:the )?[A-Z][\w. ]+? (?:eliminates?|removes?|lifts?|withdraws?|ends?"
    r"|repeals?)\b[^;]*)"
)


def threats_of(
    sentences: Sequence[Sentence], taken: Collection[Sentence], issuer: str, sides: Sequence[str]
) -> tuple[SaidThreat, ...]:
    """What a text says will follow on a condition, but for what is a conditional measure, as it states a rate (``taken``)."""
    found = []
    for sentence in sentences:
        waits = _UNTIL_ENDED.search(sentence.text)
        if waits and issuer:
            at = (sentence.span,)
            until = Value(f"until {waits['what']}", at, (sentence.at(*waits.span("what")),))
            by = Value(issuer, at, derived="whose text it is")
            found.append(SaidThreat(by, _on(sentence, issuer, sides), until, Value(sentence.text, at)))
            continue
        span = condition_in(sentence.text)
        if span is None or sentence in taken:
            continue
        whole = sentence.text
        rest = f"{whole[: span[0]]} {whole[span[1] :]}".strip(" ,")
        if not _FOLLOWS.search(whole) or not _WILL.search(whole) or not _acts(whole):
            continue
        at = (sentence.span,)
        words = (sentence.at(*span),)
        by = Value(issuer, at, words, derived="whose text it is") if issuer else OPEN
        found.append(
            SaidThreat(
                by,
                _on(sentence, issuer, sides),
                Value(condition_words(whole), at, words),
                Value(rest or whole, at),
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
        or re.search(r"\b(?:tariffs?|duties|countermeasures)\b[^;]*\b(?:will|shall|would)\b", text)
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
    if len(others) == 1 and others != [ALL] and issuer:
        return Value(others[0], (sentence.span,), derived="the other side of the text")
    if ALL in others:
        return Value(ALL, (sentence.span,), derived="everybody whom the text speaks of")
    return OPEN
