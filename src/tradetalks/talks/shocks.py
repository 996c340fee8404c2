"""Events that change talks while they go on: an incident, an arrest, a ship. Before and after.

A shock moves what is assumed of the sides (rivalry, resolve, mandates, ...) or the deadline. Before and after are both seen on
the day of the shock, with what silence until then has taught each side about the other's resolve (T23, T25).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tradetalks.bargaining.errors import TalksError
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.negotiation import Negotiation


@dataclasses.dataclass(frozen=True)
class Shock:
    """What happened on ``day``, and what it changes.

    Args:
        changes: new values of fields of :class:`~tradetalks.talks.assumptions.Assumptions`.
        deadline: the new deadline, None where it stands. source: who says that it happened; what it changes is judgement.
    """

    name: str
    day: date
    changes: Mapping[str, object] = dataclasses.field(default_factory=dict)
    deadline: date | None = None
    source: str = ""

    def __post_init__(self) -> None:
        known = [f.name for f in dataclasses.fields(Assumptions)]
        for name in self.changes:
            if name not in known:
                raise TalksError(
                    f"the shock {self.name!r} changes {name!r}, which is not assumed anywhere; choose from {', '.join(known)}."
                )
        if not self.changes and self.deadline is None:
            raise TalksError(
                f"the shock {self.name!r} changes nothing. Give it changes of assumptions or a new deadline."
            )


@dataclasses.dataclass(frozen=True, eq=False)
class Turn:
    """The talks on the day of a shock, without it and with it."""

    shock: Shock
    before: Negotiation
    after: Negotiation

    def summary(self) -> str:
        """What the shock does to the odds and to the deal, in a line each."""
        lines = [f"{self.shock.day}: {self.shock.name}"]
        for word, talks in (("before", self.before), ("after", self.after)):
            odds, zone = talks.outcome_odds, talks.zone
            room = (
                "no zone of agreement"
                if talks.closed
                else f"each can gain {zone.max_min_surplus:.1f} billion dollars a year"
            )
            lines.append(
                f"  {word}: {room}; by {talks.deadline} deal {odds['deal']:.0%}, extension {odds['extend']:.0%}, "
                f"escalation {odds['escalate']:.0%}"
            )
        return "\n".join(lines)


def play_shocks(talks: Negotiation, shocks: Sequence[Shock]) -> tuple[Turn, ...]:
    """The turns that ``shocks`` give to ``talks``, in order of their days; each starts from where the last one left off.

    Raises TalksError for a shock outside the talks.
    """
    turns = []
    for shock in sorted(shocks, key=lambda s: s.day):
        if not talks.opening <= shock.day < talks.deadline:
            raise TalksError(
                f"the shock {shock.name!r} of {shock.day} falls outside the talks, {talks.opening} to {talks.deadline}. "
                "Give a day between the opening and the deadline, or move the deadline by an earlier shock."
            )
        before = talks.on(shock.day)
        changed = dataclasses.replace(before.assumptions, **dict[str, Any](shock.changes))
        talks = before.replace(assumptions=changed, deadline=shock.deadline or before.deadline)
        turns.append(Turn(shock, before, talks))
    return tuple(turns)
