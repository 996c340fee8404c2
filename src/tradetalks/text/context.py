"""What is known of a text before a sentence is read."""

from __future__ import annotations

import dataclasses
import datetime

from tradetalks.text.findings import OPEN, Value


@dataclasses.dataclass(frozen=True)
class Context:
    """What is known of a text before a sentence is read.

    Args:
        issuers: whose text it is.
        date: the day it bears.
        begins: the day on which all that follows begins, where the text says so of all at once.
        leader: who does what a list says, for an item of it.
        spoken: whose tariffs on whose goods the last sentence about tariffs spoke of.
        subject: the country that the last sentence that has one as its subject is about.
        is_agreed: whether it is an item of what an agreement will contain: promised, whatever its verbs say.
    """

    issuers: tuple[str, ...]
    date: datetime.date | None
    begins: Value = OPEN
    leader: Value = OPEN
    spoken: tuple[Value, Value] = (OPEN, OPEN)
    subject: Value = OPEN
    is_agreed: bool = False
