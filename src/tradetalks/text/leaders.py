"""Whose list it is: "China will do the following:", "WHAT PERU WILL DO"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

# The head of a list of what somebody will do: "China will do the following:".
_LIST_OF = re.compile(
    r"\b(?:commitments? to|(?:will|shall|agrees? to|agreed to|undertakes? to|commits? to|intends? to|pledge[sd]? to)"
    r"(?: (?:do|take|implement|adopt|carry out))?(?: all)?(?: of)?"
    r"(?: the following(?: (?:actions|steps|measures|commitments))?)?)\s*:\s*$"
)
# The same as a heading: "WHAT PERU WILL DO", "Commitments of Peru".
_HEAD_LINE = re.compile(
    r"(?:what )?(?:the )?[A-Za-z. ]{3,40}? (?:will do|shall do|will|shall|commits to|agrees to|has agreed to|commitments|actions)"
    r"|(?:commitments|actions|obligations) (?:of|by) (?:the )?[A-Za-z. ]{3,40}",
    re.IGNORECASE,
)


def first_place(sentence: Sentence) -> Value:
    """The first country that a sentence names; open where it names none."""
    for place in places_in(sentence.text):
        return Value(place.code, (sentence.span,), (sentence.at(place.start, place.end),))
    return OPEN


def is_head_of_list(sentence: Sentence) -> bool:
    """Whether a sentence only says whose list follows: "China will do the following:"."""
    return bool(_LIST_OF.search(sentence.text)) or _is_heading(sentence)


def _is_heading(sentence: Sentence) -> bool:
    """Whether a line without a full stop says whose list stands below it."""
    is_line = _HEAD_LINE.fullmatch(sentence.text.strip()) is not None
    return is_line and len({place.code for place in places_in(_in_small_letters(sentence.text))}) == 1


def _in_small_letters(text: str) -> str:
    """A heading in capitals as names are written; other text as it is."""
    if not text.isupper():
        return text
    return text.title()


def leaders_of(sentences: Sequence[Sentence]) -> list[Value]:
    """For every sentence who the list that it is an item of says will do it ("China will do the following:"); open where none."""
    found, leader = [], OPEN
    for k, sentence in enumerate(sentences):
        is_new = k > 0 and sentence.heading != sentences[k - 1].heading
        goes_on = k > 0 and sentence.paragraph == sentences[k - 1].paragraph
        if is_head_of_list(sentence):
            sentence = dataclasses.replace(sentence, text=_in_small_letters(sentence.text))
            places = {place.code for place in places_in(sentence.text)}
            leader = first_place(sentence) if len(places) == 1 or "commitment" in sentence.text else OPEN
            found.append(OPEN)
            continue
        if not (sentence.item or goes_on) or is_new:
            leader = OPEN
        found.append(leader)
    return found
