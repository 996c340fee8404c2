"""Forms that look like verbs of a sentence and are none: participles, nouns, and verbs in the names of papers."""

from __future__ import annotations

import re

# Nouns that look like verbs: "the increase of tariffs", "a tariff cut".
_NOUN_FORMS = re.compile(r"(?:increases?|cuts?|hikes?|rises?|delays?|pauses?)$", re.IGNORECASE)
_BEFORE_NOUN = re.compile(
    r"\b(?:the|an?|its|their|this|that|planned|proposed|scheduled|further|tariff|duty|rate)\s+$", re.IGNORECASE
)
_OBJECT = re.compile(r"\s+(?:the|its|their|all|tariffs?|dut(?:y|ies)|rates?)\b")
# A paper that the verb behind it only describes.
_PAPER_BEFORE = re.compile(r"\b(?:legal act|regulation|act|bill|draft|decree|law)\s+$", re.IGNORECASE)
_PART_OF = re.compile(r"\b(?:share|part|value|number|proportion) of [^;,]{0,60}$")
_NAME_OF_PAPER = re.compile(
    r"\b(?:Announcement|Notice|Decision|Regulation|Order|Proclamation|Decree|Law|Act)\b[^;,]{0,90}\b(?:on|for|[Cc]oncerning)\s+$"
)


def is_participle(text: str, match: re.Match[str]) -> bool:
    """Whether a form in -ed only describes what stands before it: "duties imposed by the order of April 9"."""
    word = match.group().casefold()
    if word.startswith("subject") and _PART_OF.search(text, 0, match.start()):
        # "The share of exports subject to tariffs".
        return True
    if word.endswith("ing") and _PAPER_BEFORE.search(text, 0, match.start()):
        # "Have the legal act imposing the duties in place by April".
        return True
    if match.group()[0].isupper() and _NAME_OF_PAPER.search(text, 0, match.start()):
        # "Announcement on Imposing Tariffs": how a paper is called.
        return True
    if not word.endswith("ed") and word not in ("cut", "withdrawn", "remaining"):
        return False
    before = text[max(0, match.start() - 25) : match.start()]
    if re.search(r"\b(?:the|an?|any|such|its|those|these)\s+$", before):
        return True
    has_help = re.search(
        r"\b(?:is|are|was|were|be|been|being|stays?|stayed|remains?|remained|has|have|had|it|they|he|she|we"
        r"|I)\s+(?:\w+ly\s+|also\s+|not\s+)?$",
        before,
    )
    follows_noun = re.search(
        r"(?:dut(?:y|ies)|tariffs?|rates?|measures?|articles|products|goods|imports|surcharges?|previously|\d\s?(?:%"
        r"|percent|per cent))\s+$",
        before,
    )
    # "Its duty on cars imposed under the act of".
    is_under = re.match(
        r"\s+(?:under|pursuant to|by (?:(?:the|its) (?:announcement|order|notice|regulation|decree|decision)"
        r"|Proclamation|Executive Order|Announcement|Implementing|Regulation|Order|[Ss]ection))\b",
        text[match.end() :],
    )
    return not has_help and bool(follows_noun or is_under)


def is_noun(text: str, match: re.Match[str]) -> bool:
    """Whether a form is a noun where it stands."""
    before = text[max(0, match.start() - 15) : match.start()]
    if before.endswith("that ") and _OBJECT.match(text, match.end()):
        # "An order that increases the duty".
        return False
    return bool(_NOUN_FORMS.match(match.group())) and bool(_BEFORE_NOUN.search(before))
