"""Rates that no verb sets: "the 25 percent duty on steel is two years old", "- 10% tariff on energy from Canada"."""

from __future__ import annotations

import re

from tradetalks.text.clauses import condition_in, undone_in
from tradetalks.text.moods import VOTE
from tradetalks.text.phrases import Number
from tradetalks.text.verbs import BOUNDARY, Action

# Said of what may come, or of what others expect: a rate beside it is nobody's.
_MAY = re.compile(
    r"\b(?:may|might|could|would|can|should|if|whether|avoid\w*|avert\w*|stave\w*|escape\w*"
    r"|prevent\w*|(?:talk|talked|spoke|spoken|speaks|idea|dreams?)(?: \w+){0,2} of)\b"
)
# What is not decided.
_UNDECIDED = re.compile(r"\bunder (?:review|consideration|discussion)\b|\bproposal\b")
_THREAT = re.compile(r"\bthreat(?:en|ens|ened|ening|s)?\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:propos\w+|recommend\w+|possible|potential|draft)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,5}$", re.IGNORECASE
)
_WILL = re.compile(
    r"\b(?:will|shall|is to|are to|(?:is|are|be|now) (?:set|due|scheduled|slated) (?:to|for)|upcoming|coming|new"
    r"|announc\w+|agree\w*)\b",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"\b(?:existing|current|remain\w*|stay\w*|stand\w*|in place|in force|in effect|still|already|continu\w+|today’s|today's)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no|without|instead of|exempt\w*|spared?|free (?:of|from))\b|n['’]t\b", re.IGNORECASE)
# The same after the rate, as its verb.
_MAY_AFTER = re.compile(
    r"[^;,]*?\b(?:may|might|could|would|can)\b"
    r"|[^;,]*?\b(?:was|were|is|are|been|being)\s+(?:\w+\s+)?(?:proposed|considered|discussed|floated|mooted|threatened"
    r"|rejected|dropped)\b"
)
# Letters around a rate that say of it whether it stands.
_AROUND = 70


def standing_rate(text: str, rate: Number) -> Action | None:
    """A rate as what is done with its tariff, by the words around it alone; None where they leave it doubtful.

    Args:
        text: of the sentence.
        rate: that no verb of the sentence sets.
    """
    hidden = [condition_in(text) or (0, 0), *undone_in(text)]
    if any(first <= rate.start < last for first, last in hidden):
        return None
    marks = [mark.start() for mark in BOUNDARY.finditer(text)]
    start = max([mark for mark in marks if mark <= rate.start], default=0)
    end = min([mark for mark in marks if mark > rate.start], default=len(text))
    head, tail = text[max(start, rate.start - _AROUND) : rate.start], text[rate.end : min(end, rate.end + _AROUND)]
    if _MAY.search(head) or _NOT.search(head) or _MAY_AFTER.match(tail) or _UNDECIDED.search(tail):
        return None
    does, mood = "impose", "now"
    if _THREAT.search(head):
        mood = "threat"
    elif _PLANNED.search(head) or VOTE.search(text[start : rate.start]):
        mood = "power"
    elif _STANDS.search(head) or _STANDS.search(tail):
        does = "keep"
    elif _WILL.search(head) or re.search(r"\bwill\b", tail):
        mood = "future"
    return Action(does, rate.start, rate.end, mood, denied=False, passive=False, after=rate.start, before=end)
