"""A step of the ladder in a ``war`` section: a move, or a reaction to the last move."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from tradetalks.war.coalitions import Coalition
from tradetalks.war.moves import Action, Move, Retaliation


@dataclasses.dataclass(frozen=True)
class Rung:
    """A move (``on``, ``rate``, ``sectors``) or, with ``rule``, a reaction to the last move against ``by``."""

    by: str
    on: str = ""
    rate: float | None = None
    sectors: tuple[str, ...] | None = None
    rule: str = ""
    share: float = 1.0

    def step(self, coalitions: Mapping[str, Coalition]) -> Action:
        """As the war layer takes it."""
        by = coalitions.get(self.by, self.by)
        if self.rule:
            return Retaliation(by, self.rule, self.share, self.rate)
        return Move(by, coalitions.get(self.on, self.on), self.rate or 0.0, self.sectors)
