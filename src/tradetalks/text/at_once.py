"""What begins at once: "effective immediately" is the day of the text."""

from __future__ import annotations

import datetime
import re

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.sentences import Sentence

# "Effective immediately".
_AT_ONCE = re.compile(
    r"\beffective (?:as of )?(?:immediately|today|forthwith)\b|\bwith immediate effect\b|\btak(?:e|es|ing) effect immediately\b"
    r"|\bimmediately effective\b"
)


def at_once(sentence: Sentence, written: datetime.date, start: int) -> Value:
    """The day of a text, as the first one of what it says to begin at once; open where it does not say so.

    Args:
        sentence: to read.
        written: the day of the text.
        start: where the verb of what begins stands.
    """
    match = _AT_ONCE.search(sentence.text, start)
    if match is None:
        return OPEN
    return Value(written, (sentence.span,), (sentence.at(*match.span()),), derived="the day of the text")
