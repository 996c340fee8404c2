"""What acts do on any day of the main line and the branches: whether they move levels, cover trade, subsidise, pile up."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.economy.labels import TRADE
from tradetalks.scenario.act_steps import LevelGrid, Numbers
from tradetalks.scenario.changed_levels import Change, Levels
from tradetalks.scenario.level_course import LevelCourse, lines_of
from tradetalks.scenario.levels import Array
from tradetalks.scenario.model import Date, Scenario
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
        # been seen to move anything, with the position of the change after which it makes no difference whether they are there.
        self._cuts: dict[int, Numbers] = {}
        self._idle: dict[int, int | None] = {}

    def book(self, held: int) -> None:
        """Note what the changes of a day do.

        Args:
            held: how many of them are those of the day before.
        """
        changes = self.course.changes
        self._cuts = {k: at for k, at in self._cuts.items() if k < held}
        self._idle = {k: end for k, end in self._idle.items() if k < held}
        for k in range(held, len(changes)):
            self._book_new(k, changes[k])
        standing_in = [change.step.act for change in changes if change.step.act.instead_of]
        if standing_in:
            ids = {change.step.act.id for change in changes}
            for act in standing_in:
                self._found[act.id].beside |= ids.intersection(act.instead_of)
        for k, at in self._cuts.items():
            self._book_subsidies(changes[k], at)
        for k in list(self._idle):
            self._book_moves(k, held)

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
            self._idle[k] = None

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

    def _book_moves(self, k: int, held: int) -> None:
        """Whether levels would be other at the end of the day without a change: a later act may put them where they would be in
        any case."""
        changes, absorbed = self.course.changes, self._idle[k]
        effect = self._found[changes[k].step.act.id]
        if effect.moves:
            del self._idle[k]
        elif absorbed is None or absorbed >= held:
            effect.moves, self._idle[k] = _without(changes, k, self.course.levels)


def _without(changes: Sequence[Change], k: int, levels: Levels) -> tuple[bool, int | None]:
    """Whether the levels that change ``k`` changes would be others at the end without it, and after which later change, if after
    any, they are the same whether it is there or not."""
    own = changes[k]
    at = own.step.at
    # What other levels there come to does not count.
    other = Levels(levels.sector)
    other.undo(own)
    differs = np.zeros(len(levels.sector), dtype=bool)
    differs[at] = own.before != own.after
    for position in list(own.of_products):
        differs[at[position]] = True
    for j in range(k + 1, len(changes)):
        later = changes[j]
        same = _same(other.apply(later.step), later)
        differs[later.step.at] &= ~same
        if not differs.any():
            return False, j
    moved = np.abs(own.after - own.before) > SMALLEST_CHANGE
    end = np.abs(other.sector[at] - levels.sector[at])
    return bool((end[moved] > SMALLEST_CHANGE).any()), None


def _same(one: Change, two: Change) -> NDArray[np.bool_]:
    """(cells,) where two changes of a step come to the same, product by product."""
    same: NDArray[np.bool_] = one.after == two.after
    for k in {*one.of_products, *two.of_products}:
        of_one, of_two = one.of_products.get(k), two.of_products.get(k)
        same[k] = of_one is not None and of_two is not None and np.array_equal(of_one[1].rates, of_two[1].rates)
    return same
