"""What the ``talks`` section says: who sits down when, what is on the table, and what is assumed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

import numpy as np

from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.issue import Issue
from tradetalks.talks.shocks import Shock


@dataclasses.dataclass(frozen=True)
class StrategyPlan:
    """A carrot (``grants``, a share of what the side has to give) or a stick (``branch``, tariffs put in force at once)."""

    name: str
    by: str
    grants: float | None = None
    branch: str | None = None


@dataclasses.dataclass(frozen=True)
class Level:
    """A mandate: the ``share`` of every issue that may be signed there, and other shares of some issues by name."""

    name: str
    share: float
    limits: dict[str, float] = dataclasses.field(default_factory=dict)

    def upper(self, issues: Sequence[Issue]) -> np.ndarray:
        """(m,) the largest share of each issue."""
        return np.array([self.limits.get(issue.name, self.share) for issue in issues])


@dataclasses.dataclass(frozen=True)
class TalksPlan:
    """What the section says; ``levels`` rise."""

    sides: tuple[str, str]
    opening: datetime.date
    deadline: datetime.date
    escalation: str
    issues: tuple[Issue, ...]
    assumptions: Assumptions
    levels: tuple[Level, ...] = ()
    shocks: tuple[Shock, ...] = ()
    strategies: tuple[StrategyPlan, ...] = ()
