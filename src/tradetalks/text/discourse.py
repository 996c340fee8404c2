"""Who is meant where a sentence does not say so: whose tariffs on whose goods the title, or a sentence before it, spoke of."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.text.findings import OPEN, TariffMeasure, Value
from tradetalks.text.parties import ALL, codes_of, doer_of, hit_in
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

Pair = tuple[Value, Value]
_TARIFFS = re.compile(
    r"\b(?:counter-?)?(?:(?:tariffs?|duties|duty)(?![- ]free)|levies|levy|countermeasures|surtax(?:es)?|surcharges?"
    r"|retaliat\w+|concessions|measures)\b",
    re.IGNORECASE,
)
DERIVED = "of a sentence before"


def spoken_of(sentence: Sentence, issuers: tuple[str, ...]) -> Pair:
    """Whose tariffs on whose goods a sentence speaks of; what it does not say of it is open."""
    word = _TARIFFS.search(sentence.text)
    if word is None:
        return OPEN, OPEN
    by = doer_of(sentence, word.start(), issuers)
    return by, hit_in(sentence, 0, len(sentence.text), codes_of(by))


# The first verb after a subject.
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|shall|may|[a-z]{3,}(?:ed|es|s))\b")


def first_subject(sentence: Sentence, issuers: tuple[str, ...]) -> Value:
    """The country that is the subject of a sentence, by its first verb; open where it has none of its own."""
    verb = _VERB.search(sentence.text)
    if verb is None:
        return OPEN
    subject = doer_of(sentence, verb.start(), issuers)
    is_own = bool(subject.words) and subject.words[0].end <= sentence.start + verb.start()
    return dataclasses.replace(subject, derived=DERIVED) if is_own else OPEN


# "On the United States, nothing has changed": from here on somebody else is spoken of.
_TURNS_TO = re.compile(r"(?:On|As for|As to|Turning to|Regarding|With regard to)\s+(?P<whom>[^,.;:]{2,40}),")
# "Annex B provides that the rate shall increase": the annex of the text itself.
_OWN_ANNEX = re.compile(
    r"(?:The )?Annex(?:es)?(?: \w{1,3}\b)?(?: (?:to|of) this \w+)? (?:provid|specif|set|list|modif|establish)\w*\b"
)
# "HAS ADOPTED THIS REGULATION:", "Article 2": what stands below is enacted.
ENACTS = re.compile(r"(?:HAS|HAVE) (?:ADOPTED|DECIDED)\b|(?:Article|ARTICLE) 1\W*$")
# "(5) The Secretary shall": a provision of its own, which goes on about no target of the one before.
_PROVISION = re.compile(r"(?:\(\d{1,2}\)|ARTICLE \d+\.?|Article \d+\.)\s")


def still_spoken(sentence: Sentence, spoken: Pair) -> Pair:
    """What was spoken of before a sentence, as far as the sentence may still go on about it."""
    if ENACTS.match(sentence.text):
        # From here on it is whose text it is that acts.
        return OPEN, OPEN
    if _OWN_ANNEX.match(sentence.text):
        return OPEN, OPEN
    turn = _TURNS_TO.match(sentence.text)
    if turn and places_in(turn["whom"]):
        return OPEN, OPEN
    is_new = _PROVISION.match(sentence.text) or (sentence.text.isupper() and not sentence.text.endswith("."))
    return (spoken[0], OPEN) if is_new else spoken


def next_spoken(said: Pair, measures: list[TariffMeasure], spoken: Pair) -> Pair:
    """What is spoken of after a sentence: its last measure, else its words, else what was spoken of before.

    Args:
        said: of :func:`spoken_of`, from the sentence.
        measures: that it states.
        spoken: before it.
    """
    last = next((measure for measure in reversed(measures) if measure.by and measure.on), None)
    if last is not None:
        targets = {tuple(codes_of(measure.on)) for measure in measures if measure.on}
        return last.by, last.on if len(targets) == 1 else OPEN
    by, on = said
    if by and (on or not spoken[0]):
        return by, on
    answer = next((measure.by for measure in reversed(measures) if measure.by and not measure.on), OPEN)
    if answer and _is_one(spoken[0]) and set(codes_of(answer)) == set(codes_of(spoken[1])):
        # Who was hit does something in turn: from here on the text is about that.
        return answer, spoken[0]
    return spoken


def who_is_meant(sentence: Sentence, by: Value, on: Value, spoken: Pair) -> Pair:
    """Whose tariff it is, and on whom, with what was spoken of before where the sentence leaves it open.

    Who answers one that was spoken of is hit by it in turn: "China retaliates with 10 percent on wine".
    """
    said_by, said_on = (_before(value, sentence, reach) for value, reach in zip(spoken, _REACH, strict=True))
    if not said_by or (by and on):
        return by, on
    if not by and not on:
        return said_by, said_on
    if not by and on.value == ALL and _is_one(said_on):
        # What was spoken of is on one country: who taxes goods of all is not said.
        return by, on
    if not by:
        is_answer = set(codes_of(on)) == set(codes_of(said_by))
        if not is_answer:
            return said_by, on
        return (said_on, on) if _is_one(said_on) else (OPEN, on)
    if codes_of(by) == codes_of(said_by):
        return by, said_on
    if set(codes_of(by)) <= set(codes_of(said_on)) and _is_one(said_by):
        return by, said_by
    return by, on


# Letters over which a sentence still goes on about whose tariffs, and about whom they hit.
_REACH = (2500, 900)


def _before(value: Value, sentence: Sentence, reach: int) -> Value:
    if value.at and sentence.start - value.at[-1].end > reach:
        return OPEN
    return dataclasses.replace(value, derived=value.derived or DERIVED) if value else OPEN


def _is_one(value: Value) -> bool:
    return len(codes_of(value)) == 1 and value.value != ALL
