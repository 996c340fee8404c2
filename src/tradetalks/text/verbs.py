"""What a sentence does with a tariff: its verbs, whether they are denied, and what belongs to each."""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache

from tradetalks.text.clauses import condition_in, undone_in
from tradetalks.text.moods import PERFECT, UNFIT, mood_of
from tradetalks.text.phrases import ASKED
from tradetalks.text.verb_forms import is_noun, is_participle
from tradetalks.text.verb_stems import VERB

# A semicolon in a list of papers parts nothing: "Proclamation 1, as amended; Proclamation 2".
PAPERS = re.compile(r";(?= (?:and )?(?:Proclamation|Executive Order|Regulation|Announcement|Notice)\b)")
# What makes a clause of its own.
BOUNDARY = re.compile(
    rf"(?!{PAPERS.pattern});"
    r"|(?<!section )(?<!paragraph )\((?:i|ii|iii|iv|v|vi|a|b|c|d|e)\)\s|,\s+while\b|,\s+and\s+(?=will|shall|would"
    r"|remov|retain)"
    r"|\band to (?=provide|purchase|procure|buy|invest|work|address|negotiate)"
    # Somebody else who will do something else.
    r"|,\s+and\s+(?=(?:the\s+)?[A-Z][^,;]{1,40}?\s(?:will|shall|would)\b)"
)
# Letters before a verb in which what belongs to it stands.
_BEFORE = 45
_NO_OBJECT = re.compile(r"\s+(?:to|from|since|on|as of)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no longer|refrain(?:s|ed)? from|without|rather than|\w+n['’]t)\b", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+(?:\w+ly\s+)?", re.IGNORECASE)
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|stays?|stayed|remains?|remained)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Action:
    """A verb of a sentence that does something with a tariff.

    Args:
        does: suspend, keep, remove, lower, raise, impose, set, extend or describe.
        start, end: its letters in the sentence.
        mood: ``now`` (present or past), ``future``, ``power`` (may), ``plan`` (agreed to), ``threat``, ``replaced`` (was to) or
            ``imperative`` (what a reader is told to do).
        denied: whether a "not" stands before it.
        passive: whether its object stands before it ("duties shall be paused").
        after: where what it speaks of begins.
        before: where what it speaks of ends.
    """

    does: str
    start: int
    end: int
    mood: str
    denied: bool
    passive: bool
    after: int
    before: int


@lru_cache(ASKED)
def actions_in(text: str) -> tuple[Action, ...]:
    """The verbs of a sentence that can act on a tariff, each with the words that belong to it."""
    condition = condition_in(text) or (0, 0)
    undone = [condition, *undone_in(text)]
    verbs = [
        match
        for match in VERB.finditer(text)
        # What a condition speaks of is not done.
        if not any(first <= match.start() < last for first, last in undone)
        and not is_participle(text, match)
        and not is_noun(text, match)
    ]
    marks = sorted({*(match.start() for match in BOUNDARY.finditer(text)), *condition} - {0})
    found: list[Action] = []
    for k, match in enumerate(verbs):
        clause = max([mark for mark in marks if mark <= match.start()], default=0)
        last = verbs[k - 1].end() if k else 0
        head = text[max(clause, last, match.start() - _BEFORE) : match.start()]
        passive = _is_passive(text, match, head)
        after = max(clause, last) if passive else match.start()
        if passive and found and found[-1].mood == "replaced":
            # "The duty, which was to rise on March 1, is postponed": what was to be done to it is what is postponed.
            after = found[-1].after
        before = min([mark for mark in marks if mark > match.start()], default=len(text))
        if k + 1 < len(verbs):
            before = min(before, verbs[k + 1].start())
        mood = mood_of(text, head, match)
        if mood == "now" and found and found[-1].mood == "future" and _OR.fullmatch(head):
            # "Will remove or reduce": whichever it is, it is done later.
            mood = found[-1].mood
        if mood == "imperative" and found and re.search(r"(?:\band|,)\s+(?:\w+ly\s+)?$", head):
            # "Will suspend the one and remove the other": the second verb is in the mood of the first.
            mood = found[-1].mood
        found.append(
            Action(
                str(match.lastgroup),
                match.start(),
                match.end(),
                mood,
                _is_denied(text, head, match),
                passive,
                after,
                before,
            )
        )
    return tuple(found)


def _is_denied(text: str, head: str, match: re.Match[str]) -> bool:
    return bool(_NOT.search(head) or UNFIT.search(text[: match.start()]))


# What is done stands before these verbs.
_OF_ITS_OBJECT = re.compile(
    r"take|took|cease"
    r"|expired|lapsed|enter|com(?!pris|bin)|came|remain|subject|no longer|hit with|hit by|struck|start|shall be|will be"
    r"|not exceed|kick"
    r"|(?:go|went|going|gone)\b|rise|rose|climb|fall|fell|drop|jump"
)


def _is_passive(text: str, match: re.Match[str], head: str) -> bool:
    word = match.group().casefold()
    if _OF_ITS_OBJECT.match(word) or (word.startswith("appl") and "lieu" in word):
        return True
    if word in ("apply", "applies", "increase", "increases", "continue") and not re.search(
        r"^\s+(?:an?|the|its|their|additional|such)\s", text[match.end() : match.end() + 14]
    ):
        return True
    if word == "applied" and PERFECT.search(head[-20:]) and _NO_OBJECT.match(text, match.end()):
        # "The tariffs have applied since 1 June".
        return True
    return (word == "set" or word.endswith(("ed", "wn", "cut"))) and bool(_BE.search(head[-20:]))
