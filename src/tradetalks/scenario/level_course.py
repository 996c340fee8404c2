"""Levels day by day along a line of acts: of what was worked out for one day, what still holds on the next is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tradetalks.scenario.act_steps import ActSteps, LevelGrid
from tradetalks.scenario.changed_levels import Change, Levels
from tradetalks.scenario.model import Act, Date, Scenario
from tradetalks.scenario.policy_path import change_dates, in_force


class LevelCourse:
    """The changes of levels on a day, and then on another; those that are the same on both are not worked out again.

    Args:
        grid: of the accounts.
        line: acts, of which those in force on a day apply.

    Attributes:
        levels: after all changes of the day.
        changes: of the day, in turn.
    """

    def __init__(self, grid: LevelGrid, line: Sequence[Act]) -> None:
        self.levels = Levels(grid.start)
        self.changes: list[Change] = []
        self._line, self._steps = line, ActSteps(grid)

    def go_to(self, day: Date) -> int:
        """Come to a day.

        Returns:
            How many changes are those of the day before; the others are new.
        """
        steps = list(self._steps.in_turn(in_force(self._line, day)))
        held = 0
        for step, change in zip(steps, self.changes, strict=False):
            if change.step is not step:
                break
            held += 1
        while len(self.changes) > held:
            self.levels.undo(self.changes.pop())
        self.changes += [self.levels.apply(step) for step in steps[held:]]
        return held


def lines_of(scenario: Scenario) -> Iterator[tuple[tuple[Act, ...], tuple[Date, ...]]]:
    """The main line and each branch, with the days on which what is in force changes; of a branch those since its first act,
    before which it is the main line."""
    yield scenario.acts, change_dates(scenario)
    for branch in scenario.branches:
        if branch.acts:
            begins = min(act.start for act in branch.acts)
            days = tuple(day for day in change_dates(scenario, branch.name) if day >= begins)
            yield scenario.acts + branch.acts, days
