"""What acts do on any day of the main line and the branches: whether they move levels, cover trade, subsidise, pile up."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.economy.labels import TRADE
from tradetalks.scenario.act_steps import ActStep, LevelGrid, Numbers
from tradetalks.scenario.changed_levels import Change, Levels
from tradetalks.scenario.level_course import LevelCourse, lines_of
from tradetalks.scenario.levels import Array
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.rest_of_day import RestOfDay
from tradetalks.scenario.sections.product_rates import Where

# Rates are sums of what files write with a few digits; a smaller change of a level is rounding.
SMALLEST_CHANGE = 1e-12
# Instrument, importer, exporter, sector.
LevelCell = tuple[str, str, str, str]


@dataclasses.dataclass
class ActEffect:
    """What an act does.

    Args:
        moves: whether on any day a level would be other without it.
        trades: whether it covers trade.
        subsidised: imports that it comes to subsidise, with the tariff before it and after it, fractions.
        beside: those of the acts it stands in for that are in force beside it.
        highest: the highest level that it raises anything to; the place where that is above the limit, else None.
        first: its changes on its own first day, each with the levels there before any act, fractions.
    """

    moves: bool = False
    trades: bool = False
    subsidised: dict[Where, tuple[float, float]] = dataclasses.field(default_factory=dict)
    beside: set[str] = dataclasses.field(default_factory=set)
    highest: tuple[float, LevelCell | None] = (0.0, None)
    first: Sequence[tuple[Change, Array]] = ()


def effects_of(scenario: Scenario, *, limit: float) -> dict[str, ActEffect]:
    """What each act does, by id, over all days of the main line and the branches; none of acts that are never in force.

    Args:
        scenario: whose acts count.
        limit: a level, a fraction: where acts bring one above it, it is told where.
    """
    grid = LevelGrid(scenario.accounts)
    found: dict[str, ActEffect] = {}
    trade = _trade(scenario, grid)
    for line, days in lines_of(scenario):
        ledger = _Ledger(found, LevelCourse(grid, line), grid, trade, limit)
        for day in days:
            held = ledger.course.go_to(day)
            ledger.book(held)
            ledger.book_first(day, held)
    return found


def _trade(scenario: Scenario, grid: LevelGrid) -> NDArray[np.bool_]:
    """Where anything is traded; a production subsidy has no partner, and covers what is sold anywhere."""
    flows = scenario.accounts["flows"].transpose(*TRADE).values
    found = np.ones(grid.shape, dtype=bool)
    found[:, :, :-1] = flows > 0
    return found.ravel()


class _Ledger:
    """Effects as they are found along a line of acts."""

    def __init__(
        self, found: dict[str, ActEffect], course: LevelCourse, grid: LevelGrid, trade: NDArray[np.bool_], limit: float
    ) -> None:
        self.course = course
        self._found, self._grid, self._trade, self._limit = found, grid, trade, limit
        # Of the changes of the day, by their positions: those that cut below zero, with where; and those of acts that have not
        # been seen to move anything.
        self._cuts: dict[int, Numbers] = {}
        self._idle: list[int] = []
        # How many changes there were when it was last seen what they move.
        self._seen = 0

    def book(self, held: int) -> None:
        """Note what the changes of a day do.

        Args:
            held: how many of them are those of the day before.
        """
        changes = self.course.changes
        self._cuts = {k: at for k, at in self._cuts.items() if k < held}
        self._idle = [k for k in self._idle if k < held]
        for k in range(held, len(changes)):
            self._book_new(k, changes[k])
        standing_in = [change.step.act for change in changes if change.step.act.instead_of]
        if standing_in:
            ids = {change.step.act.id for change in changes}
            for act in standing_in:
                self._found[act.id].beside |= ids.intersection(act.instead_of)
        for k, at in self._cuts.items():
            self._book_subsidies(changes[k], at)
        self._book_moves(held)

    def book_first(self, day: Date, held: int) -> None:
        """Note what acts do on their own first day."""
        firsts = [change for change in self.course.changes[held:] if change.step.act.start == day]
        for change in firsts:
            act = change.step.act
            if not self._found[act.id].first:
                own = [other for other in firsts if other.step.act is act]
                self._found[act.id].first = [(other, self._grid.start[other.step.at]) for other in own]

    def _book_new(self, k: int, change: Change) -> None:
        """What a change does whatever comes after it, and what is to be seen to."""
        step, before, after = change.step, change.before, change.after
        effect = self._found.setdefault(step.act.id, ActEffect())
        effect.trades = effect.trades or bool(self._trade[step.at].any())
        if step.act.instrument != "production_subsidy":
            self._book_highest(effect, change)
        if step.act.instrument == "import_tariff" and step.act.kind == "add":
            cuts = np.flatnonzero((before >= 0) & (after < -SMALLEST_CHANGE))
            if len(cuts):
                self._cuts[k] = cuts
        if not effect.moves and bool((np.abs(after - before) > SMALLEST_CHANGE).any()):
            self._idle.append(k)

    def _book_highest(self, effect: ActEffect, change: Change) -> None:
        rising = change.after > change.before
        if not rising.any():
            return
        most = float(change.after[rising].max())
        if most <= effect.highest[0]:
            return
        cell = None
        if most > self._limit:
            there = change.step.at[rising & (change.after == most)]
            place = int(min(there, key=self._order().__getitem__))
            cell = (change.step.act.instrument, *self._grid.where(place))
        effect.highest = (most, cell)

    def _book_subsidies(self, change: Change, cuts: Numbers) -> None:
        """Imports that are subsidised by a cut, and at the end of the day too."""
        subsidised = self._found[change.step.act.id].subsidised
        at = change.step.at
        below = [k for k in cuts if self.course.levels.sector[at[k]] < -SMALLEST_CHANGE]
        new = {int(k): self._grid.where(at[k]) for k in below}
        new = {k: where for k, where in new.items() if where not in subsidised}
        if new:
            order = self._order()
            for k in sorted(new, key=lambda k: int(order[at[k]])):
                subsidised[new[k]] = (float(change.before[k]), float(change.after[k]))

    def _order(self) -> Numbers:
        """By place, its rank among those that the acts of the day touch: by the first that does."""
        order = np.zeros(len(self.course.levels.sector), dtype=np.intp)
        rank = 0
        for change in reversed(self.course.changes):
            at = change.step.at
            rank -= len(at)
            order[at] = np.arange(rank, rank + len(at))
        return order

    def _book_moves(self, held: int) -> None:
        """Whether levels would be other at the end of the day without a change: a later act may put them where they would be in
        any case."""
        changes = self.course.changes
        self._idle = [k for k in self._idle if not self._found[changes[k].step.act.id].moves]
        if not self._idle or len(changes) == held == self._seen:
            return
        rest, plain = RestOfDay(len(self.course.levels.sector)), True
        idle = set(self._idle)
        for k in reversed(range(min(idle), len(changes))):
            change = changes[k]
            # Products have levels of their own, and a factor below zero turns levels round: such days are gone through again.
            plain = plain and not change.of_products and not _turns_round(change.step)
            effect = self._found[change.step.act.id]
            if k in idle and not effect.moves:
                effect.moves = _makes_a_difference(change, rest) if plain else _without(changes, k, self.course.levels)
            if plain:
                rest.put_before(change.step)
        self._seen = len(changes)


def _turns_round(step: ActStep) -> bool:
    return step.act.kind == "multiply" and bool((step.rate < 0).any())


def _makes_a_difference(change: Change, rest: RestOfDay) -> bool:
    """Whether what a change does is seen at the end of the day."""
    moved = np.abs(change.after - change.before) > SMALLEST_CHANGE
    at = change.step.at[moved]
    end = np.abs(rest.of(at, change.after[moved]) - rest.of(at, change.before[moved]))
    return bool((end > SMALLEST_CHANGE).any())


def _without(changes: Sequence[Change], k: int, levels: Levels) -> bool:
    """Whether the levels that change ``k`` changes would be others at the end without it: the rest of the day gone through."""
    own = changes[k]
    at = own.step.at
    # What other levels there come to does not count.
    other = Levels(levels.sector)
    other.undo(own)
    for later in changes[k + 1 :]:
        other.apply(later.step)
    moved = np.abs(own.after - own.before) > SMALLEST_CHANGE
    end = np.abs(other.sector[at] - levels.sector[at])
    return bool((end[moved] > SMALLEST_CHANGE).any())
