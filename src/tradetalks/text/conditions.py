"""What will follow if: threats and offers; and what is said and is no act: opinions, forecasts, intentions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tradetalks.text.clauses import condition_in, condition_words
from tradetalks.text.findings import OPEN, Claim, SaidThreat, TextSpan, Value
from tradetalks.text.parties import ALL, EVERYBODY
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

_FOLLOWS = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|countermeasures|measures|necessary steps|retaliat\w+|respond|action"
    r"|suspension|truce|pause|lev(?:y|ies))\b",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b(?:may|will|shall|would|could)\b")
_OPINION = re.compile(
    r"\b(?:victory|historic|unlike any other|unprecedented|constitutes? an?(?! legally)|landmark|tremendous|unfair\w*|unjustified"
    r"|(?:deeply )?regrets?|harm(?:ful|ed|s)|(?:great|substantial|good) progress|amazing|wonderful"
    r"|productive meeting|great honou?r"
    r"|lack of progress|in (?:my|our) (?:judgment|view|opinion)|I (?:found|have found|(?:have )?determined) that"
    r"|necessary and appropriate"
    r"|essential to|unsustainable|undercut|level(?:ing|s) the playing field|retreat from|forced (?:response"
    r"|to respond)|bullying|unilateralism"
    r"|protectionism|(?:not |in)consistent with|maintains? that|bad for|serious(?:ly)? (?:threat\w*|violat\w*)"
    r"|escalation|firmly opposes?"
    r"|neither fair|no winners?|in essence|plays? a central role|we (?:doubt|treat|read|think|reckon)|complains?"
    r"|under the pretext"
    r"|in disregard of|speculation|I (?:really )?think"
    r"|successful|wins? for|believ\w+|in recognition|further time is needed"
    r"|importance of|designed to alleviate|means the de facto)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\bwill (?:\w+ly )?(?:help|generate|create|secure|lead|boost|restore|expand|improve|strengthen|go up"
    r"|provide \w+ [^.]*openings)\b"
    r"|\bis expected to\b|(?<!that it )(?<!that they )(?<!it )(?<!they )\bwould (?!increase on|impose)\b"
    r"|\bat stake\b|\bcould therefore\b"
    r"|\b(?:we|she|he|the (?:Commission|bank|fund)) (?:expects?|reckons?(?= that)|forecasts?)\b|\bthe odds of\b"
    r"|\bour (?:guess|baseline)\b",
    re.IGNORECASE,
)
# What those who only look on say of what will come.
_ONLOOKERS = re.compile(
    r"\b(?:(?i:analysts?|economists?|experts|traders|investors|observers|forecasters|strategists|(?:think )?tank|models?"
    r"|studies|study|simulations?)|[A-Z]\w+ Economics)\b[^.;]{0,60}?"
    r"\b(?:expects?|forecasts?|predicts?|believes?|reckons?|estimates?|thinks?|sees?|says?|said|warns?|warned|calculates?|finds?|suggests?|assumes?)\b",
)
_INTENTION = re.compile(
    r"\bit is the policy of\b|\bintends? (?:to|for)\b|\baims? (?:to|for)\b|\bhopes? (?:that|to)\b"
    r"|\bremains? (?:ready|open|committed)\b"
    r"|\bshares? (?:a|the) desire\b|\b(?:their|its) intention to\b|\bstands? ready\b",
    re.IGNORECASE,
)


# What is told of others who are named, and not known to be so.
_TOLD = re.compile(
    r"\baccording to (?!the (?:terms|law|procedures|provisions))|\bis said to\b|\bone hears\b", re.IGNORECASE
)
_KINDS = (
    ("forecast", _ONLOOKERS),
    ("intention", _INTENTION),
    ("forecast", _FORECAST),
    ("opinion", _OPINION),
    ("fact", _TOLD),
)


def is_onlookers(text: str) -> bool:
    """Whether a sentence tells what analysts and others who decide nothing expect: nothing is done in it."""
    return bool(_ONLOOKERS.search(text))


def threats_of(
    sentences: Sequence[Sentence], taken: Collection[Sentence], issuer: str, sides: Sequence[str]
) -> tuple[SaidThreat, ...]:
    """What a text says will follow on a condition, but for what is a conditional measure, as it states a rate (``taken``)."""
    found = []
    for sentence in sentences:
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
    if len(others) == 1 and others != [ALL] and issuer:
        return Value(others[0], (sentence.span,), derived="the other side of the text")
    if ALL in others:
        return Value(ALL, (sentence.span,), derived="everybody whom the text speaks of")
    return OPEN


def claims_of(sentences: Sequence[Sentence], who: str, granted: Collection[TextSpan] = ()) -> tuple[Claim, ...]:
    """Opinions, forecasts and intentions, which feed no field of a scenario.

    Args:
        sentences: of the text.
        who: speaks in it.
        granted: places of sentences that state measures or items: what is intended in them is one of those.
    """
    found = []
    for sentence in sentences:
        for kind, pattern in _KINDS:
            match = pattern.search(sentence.text)
            is_grant = kind == "intention" and sentence.span in granted
            if sentence.text.endswith("?") or (is_grant and match and not match.group().casefold().startswith("it is")):
                continue
            if match and condition_in(sentence.text) is None:
                about = Value(match.group(), (sentence.span,), (sentence.at(*match.span()),))
                found.append(Claim(who, kind, about))
                break
    return tuple(found)
