"""Days beside a verb that are none of its own: of a paper, a vote, a comment period, or of what is changed."""

from __future__ import annotations

import re

from tradetalks.text.days import NamedDay
from tradetalks.text.verbs import Action

# "The tariff, in force since 1 May, will be lowered": the day of what is changed.
_STOOD_SINCE = re.compile(r"\b(?:in force|in effect|in place|levied|applied|imposed|charged|collected)\s+since\s+$")
_CHANGES = ("raise", "lower", "suspend", "remove")
# "21 days after the comment period, which ends on March 30": counted from that day, it is no first day.
COUNTED = re.compile(
    r"\b(?:days?|weeks?|months?|years?) (?:after|following|before|from the (?:publication|end|close|adoption))\b"
    r"(?! the date of this)[^;]{0,90}$",
    re.IGNORECASE,
)
# "Are to vote on September 25 on duties of": the day of the vote.
_MEETS = re.compile(r"\b(?:vote|meet|decide|rule|report)s?\s+on\s+$", re.IGNORECASE)
# "Covered by Annex A of the August 20 notice": the day is a part of the paper's name.
_OF_PAPER = re.compile(r",?\s+(?:notice|Notice|action|Order|order|announcement|proclamation)\b")
_PUBLISHED_ON = re.compile(r"\b(?:published|announced|issued|signed|proposed|notified|declared|voted|dated)\s+on\s+$")


def is_day_of_something_else(text: str, day: NamedDay, action: Action) -> bool:
    """Whether a day is no first or last one of what a verb does.

    Args:
        text: of the sentence.
        day: in it.
        action: the verb.
    """
    head = text[: day.start]
    if COUNTED.search(head) or _MEETS.search(head) or _PUBLISHED_ON.search(head) or _OF_PAPER.match(text, day.end):
        return True
    return action.does in _CHANGES and bool(_STOOD_SINCE.search(head))
