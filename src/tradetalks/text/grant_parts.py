"""The parts of a sentence of which each promises something of its own, or has a subject of its own."""

from __future__ import annotations

import dataclasses
import itertools
import re

from tradetalks.text.grants import SUBJECT
from tradetalks.text.parties import TARIFF
from tradetalks.text.rates import NOUNS
from tradetalks.text.sentences import Sentence

# Where somebody else begins to promise: "..., and the United Kingdom will".
_SOMEBODY_ELSE = re.compile(
    r"(?:,?\s+and|;|,\s+while)\s+(?=(?:the\s+)?[A-Z][^,;]{1,40}?\s(?:will|shall|has|have|intends|agreed|plans|undertakes)\b)"
)
# Where a sentence goes on to something else that the same side does.
_GOES_ON = re.compile(
    r",?\s+and\s+(?:also\s+)?(?=to\b|will\b|shall\b|cut\b|lower|suspend|rais|remov|reduc|eliminat)|;\s+", re.IGNORECASE
)


def own_sentences(sentence: Sentence, is_taken: bool) -> list[Sentence]:
    """A sentence in parts of which each has its own subject; in each all letters keep their places.

    Args:
        sentence: to part.
        is_taken: whether it states measures; then what it says of tariffs is left out, and parts with nothing else.
    """
    cuts = [0, *(match.end() for match in _SOMEBODY_ELSE.finditer(sentence.text)), len(sentence.text)]
    parts = []
    for start, end in itertools.pairwise(cuts):
        text = sentence.text[start:end].rjust(end)
        if is_taken:
            text = _without_tariffs(text)
        if text.strip():
            parts.append(dataclasses.replace(sentence, text=text.ljust(len(sentence.text))))
    return parts


def _without_tariffs(text: str) -> str:
    """What a part says of other things than tariffs, with its subject; empty where there is nothing."""
    verb = SUBJECT.search(text)
    if verb is None:
        return ""
    cuts = [0, *(match.end() for match in _GOES_ON.finditer(text, verb.end())), len(text)]
    pieces = []
    for start, end in itertools.pairwise(cuts):
        piece = text[start:end]
        if NOUNS[TARIFF].search(piece):
            kept = text[start : verb.end()] if start == 0 else ""
            piece = kept.ljust(end - start)
        pieces.append(piece)
    is_other = (len(pieces) > 1 and any(piece.strip() for piece in pieces[1:])) or not NOUNS[TARIFF].search(text)
    return "".join(pieces) if is_other or pieces[0].strip() != text[: verb.end()].strip() else ""
