"""Sentences that tell of what is not done: history, claims that are disputed, scenarios that somebody computes."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence

from tradetalks.text.sentences import Sentence

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Years before the text from which on a year that stands alone is history.
_LONG_AGO = 3
# The same before the last year that a text without a day names, which may be one to come.
_LONG_BEFORE = 15
# "The Trade Expansion Act of 1962", "the Treaty of 29 March 1923": a year that names a paper dates nothing.
_OF_A_PAPER = re.compile(
    r"\b(?:Acts?|Laws?|Codes?|Treaty|Agreement|Orders?|Regulations?|Proclamations?|Announcements?|Decisions?|Title|Tariff"
    r"|Protocol|Convention|Schedules?|Nos?\.)\b[^;,]{0,40}?\b(?:of|in|for)\s+(?:[A-Z]\w+ \d{1,2},? "
    r"|\d{1,2} [A-Z]\w+ )?(?:19|20)\d\d\b"
)
_GOES_ON = re.compile(r"\b(?:since|still|remain\w*|continu\w*|stay\w*|in force|in place|in effect)\b", re.IGNORECASE)
# "Last year, when we were facing a tariff of 36 percent", "used to pay 20 percent".
_ONCE_WAS = re.compile(
    r"\b(?:last (?:year|month|spring|summer|autumn|winter)|years? ago|back then|in (?:19|20)\d\d),? when [^;,]*?"
    r"\b(?:was|were|had been) (?:still )?(?:facing|paying|subject to|under|at)\b"
    r"|\bused to (?:pay|face|be|charge|levy)\b",
    re.IGNORECASE,
)
_WAS_SET = re.compile(r"\b(?:was|were|had been) (?:set|fixed|established|imposed|increased|reduced|raised|lowered)\b")
_CLAIMED = re.compile(
    r"\b(?:some|critics|others|people|many) (?:claim|allege|assert|believe)\b|\b(?:is|are) (?:simply |plainly )?"
    r"(?:wrong|false|untrue|a myth)\b"
    r"|\b(?:had|has|have) (?:sought|requested|demanded|asked for|called for)\b|\b(?:was|were) (?:turned down"
    r"|rejected|refused)\b|\bit is not true\b|\brumou?rs?\b|\bhypothetical\w*"
    # What everybody pays who has no agreement is no measure of the text.
    r"|^\W*(?:The )?(?:ordinary|normal|MFN|most-favou?red-nation) (?:dut(?:y|ies)|tariffs?|rates?) (?:is|are) (?:low|high)\b"
    # A sum that is worked out for the reader.
    r"|\bFor (?:example|instance), (?:on|if|where|when|an?)\b",
    re.IGNORECASE,
)
_SCENARIO = re.compile(r"\b(?:simulat\w+|scenarios?|suppose|what if|experiments?|we use an? model)\b", re.IGNORECASE)
# "Question (news agency): The tariffs go to zero, is that true?"
_QUESTION = re.compile(r"(?:Question|Q|Reporter|Journalist)\b[^.:]{0,40}:")
_CASE = re.compile(r"(?:[A-Z1-9] ?[(:–-]|(?:Case|Variant|Option)\b)")


def is_history(text: str, written: datetime.date | None, latest: int = 0) -> bool:
    """Whether the only years that a sentence names are long past, and nothing of it goes on: "the tariffs of 1930"; or it says
    itself what once was.

    Args:
        text: of the sentence.
        written: the day of the text.
        latest: the last year that a text without a day names; 0 where it names none.
    """
    if _ONCE_WAS.search(text):
        return True
    years = [int(match.group()) for match in _YEAR.finditer(_OF_A_PAPER.sub(" ", text))]
    if not years or _GOES_ON.search(text):
        return False
    if written is None:
        return max(years) <= latest - _LONG_BEFORE
    return max(years) <= written.year - _LONG_AGO


def is_recital(sentence: Sentence) -> bool:
    """Whether a sentence of a preamble tells what was set before: "Whereas ... the duty was set at 24 percent"."""
    return sentence.heading.upper().startswith("WHEREAS") and bool(_WAS_SET.search(sentence.text))


def latest_year(sentences: Sequence[Sentence]) -> int:
    """The last year that a text names; 0 where it names none."""
    return max((int(match.group()) for sentence in sentences for match in _YEAR.finditer(sentence.text)), default=0)


def is_disputed(text: str) -> bool:
    """Whether a sentence only says what others claim, or that it is false."""
    return bool(_CLAIMED.search(text))


def computed_paragraphs(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The paragraphs that tell of scenarios which somebody computes, or that ask: what they say of tariffs is assumed."""
    asked = {sentence.paragraph for sentence in sentences if _QUESTION.match(sentence.text)}
    found = {sentence.paragraph for sentence in sentences if _SCENARIO.search(sentence.text)}
    for before, sentence in itertools.pairwise(sentences):
        # The cases stand below the sentence that announces them, each behind its letter.
        if before.paragraph in found and _CASE.match(sentence.text):
            found.add(sentence.paragraph)
    return frozenset(found | asked)
