"""What both sides of a joint statement grant: "we agreed to", and what one of them owes where both work on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.text.findings import OPEN, Value
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence

# Who grants, who asks for it, how surely, and from where on.
Granted = tuple[Value, Value, Value, int]
# "Will work together to address Peru's non-tariff barriers".
_WORK_ON = re.compile(
    r"\bwill work together to (?:address|lower|reduce|remove|resolve) (?P<whose>[A-Z][\w. ]{2,40})['’]s?"
    r" (?:[\w-]+ ){0,3}(?=barriers)"
)
# Letters after a verb in which the next one of its chain stands: "agreed to work together toward".
_NEXT_WORDS = 12
# Who speaks in a joint statement, and what is only worked toward.
_WE = re.compile(
    r"(?:\b[Ww]e|\b[Bb]oth (?:sides|countries|governments|leaders|parties)|\b[Tt]he (?:two )?(?:sides|countries|governments"
    r"|Participants|Parties|parties))\s+(?:\w+\s+){0,2}$"
)
_SIDES = re.compile(
    r"(?:\b[Bb]oth (?:sides|countries|governments|leaders|parties)|\b[Tt]he (?:two )?(?:sides|countries|governments|parties))\s+"
    r"(?:\w+\s+){0,2}$"
)
_TOWARD = re.compile(
    r"\b(?:work|works|working) (?:\w+ )?(?:toward|to)\b|\bwants? to\b|\bidentify\w* (?:tools|ways|areas|opportunities)\b"
    r"|\b(?:consider|explore|seek)\b(?: \w+){0,3} to\b"
)


def of_both(
    sentence: Sentence, verb: re.Match[str], joint: Sequence[str], *, speaks: bool, from_start: int | None = None
) -> Granted | None:
    """What both sides of a joint statement grant each other: agreed or promised, or open where they only work toward it.

    Args:
        sentence: that says so.
        verb: of what they grant.
        joint: those whose statement it is, or the two sides of a text.
        speaks: whether "we" are all of them.
        from_start: where their names begin, where it names them all; None where "we" speaks.
    """
    we = (_WE if speaks else _SIDES).search(sentence.text, 0, verb.start())
    start = from_start if from_start is not None else we and we.start()
    if start is None or len(joint) < 2:
        return None
    words = (sentence.at(start, verb.end()),)
    toward = _TOWARD.search(sentence.text, verb.start())
    is_toward = toward is not None and toward.start() - verb.end() < _NEXT_WORDS
    granted = "promised" if from_start is not None and verb.lastgroup in ("will", "promised") else "agreed"
    by = Value(list(joint), (sentence.span,), words, derived="those whose joint statement it is")
    status = Value("open" if is_toward else granted, (sentence.span,), (sentence.at(*verb.span()),))
    return by, OPEN, status, verb.end()


def owed_by(sentence: Sentence) -> Granted | None:
    """What one side is to lower where both "will work together to address" its barriers."""
    owed = _WORK_ON.search(sentence.text)
    if owed is None or not places_in(owed["whose"]):
        return None
    words = (sentence.at(*owed.span()),)
    by = Value(places_in(owed["whose"])[0].code, (sentence.span,), words)
    return by, OPEN, Value("promised", (sentence.span,), words), owed.start("whose")
