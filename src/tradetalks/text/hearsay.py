"""Sentences that tell of what is not done: history, claims that are disputed, scenarios that somebody computes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from tradetalks.text.sentences import Sentence

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Years before the text from which on a year that stands alone is history.
_LONG_AGO = 3
_GOES_ON = re.compile(r"\b(?:since|still|remain\w*|continu\w*|stay\w*|in force|in place|in effect)\b", re.IGNORECASE)
_CLAIMED = re.compile(
    r"\b(?:some|critics|others|people|many) (?:claim|allege|assert|believe)\b|\b(?:is|are) (?:simply |plainly )?"
    r"(?:wrong|false|untrue|a myth)\b"
    r"|\b(?:had|has|have) (?:sought|requested|demanded|asked for|called for)\b|\b(?:was|were) (?:turned down"
    r"|rejected|refused)\b|\bit is not true\b|\brumou?rs?\b",
    re.IGNORECASE,
)
_SCENARIO = re.compile(r"\b(?:simulat\w+|scenarios?|hypothetical\w*|suppose|what if)\b", re.IGNORECASE)


def is_history(text: str, written: datetime.date | None) -> bool:
    """Whether the only years that a sentence names are long past, and nothing of it goes on: "the tariffs of 1930".

    Args:
        text: of the sentence.
        written: the day of the text.
    """
    years = [int(match.group()) for match in _YEAR.finditer(text)]
    if written is None or not years or _GOES_ON.search(text):
        return False
    return max(years) <= written.year - _LONG_AGO


def is_disputed(text: str) -> bool:
    """Whether a sentence only says what others claim, or that it is false."""
    return bool(_CLAIMED.search(text))


def computed_paragraphs(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The paragraphs that tell of scenarios which somebody computes: what they say of tariffs is assumed."""
    return frozenset(sentence.paragraph for sentence in sentences if _SCENARIO.search(sentence.text))
