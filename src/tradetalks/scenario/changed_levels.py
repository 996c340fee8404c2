"""Levels everywhere as acts in force change them in turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.scenario.act_steps import ActStep, ActSteps, LevelGrid
from tradetalks.scenario.levels import Array, Level, ProductLevel, applied, product_level_after
from tradetalks.scenario.sections.acts import Act


@dataclasses.dataclass(frozen=True, eq=False)
class Change:
    """What a step does to levels.

    Args:
        step: of an act.
        before: (cells,) what the sectors pay before it, fractions.
        after: (cells,) what they pay then.
        of_products: where products have levels of their own, by position among the cells: the level before and after.
    """

    step: ActStep
    before: Array
    after: Array
    of_products: Mapping[int, tuple[Level, ProductLevel]]

    @property
    def lowest(self) -> Array:
        """(cells,) the least that any product pays afterwards."""
        if not self.of_products:
            return self.after
        least = self.after.copy()
        for k, (_, level) in self.of_products.items():
            least[k] = level.rates.min()
        return least


class Levels:
    """The level of every place of a grid.

    Args:
        start: (places,) fractions.
    """

    def __init__(self, start: Array) -> None:
        # What sectors pay.
        self.sector = start.copy()
        self._products: dict[int, ProductLevel] = {}
        self._has_products: NDArray[np.bool_] = np.zeros(len(start), dtype=bool)

    def apply(self, step: ActStep) -> Change:
        """Change the levels as a step does."""
        before = self.sector[step.at]
        after = np.array(applied(step.act.kind, before, step.rate))
        of_products: dict[int, tuple[Level, ProductLevel]] = {}
        for k in self._positions_of_products(step):
            place = int(step.at[k])
            old = self._products.get(place, float(before[k]))
            new = product_level_after(old, step.act.kind, float(step.rate[k]), step.products.get(k))
            of_products[k] = (old, new)
            after[k] = new.mean
            self._put(place, new)
        self.sector[step.at] = after
        return Change(step, before, after, of_products)

    def undo(self, change: Change) -> None:
        """Have the places of a change be as they were before it."""
        at = change.step.at
        self.sector[at] = change.before
        for k, (old, _) in change.of_products.items():
            self._put(int(at[k]), old)

    def _positions_of_products(self, step: ActStep) -> list[int]:
        """Where products have levels of their own, or are given them by the step."""
        if not self._products:
            return list(step.products)
        there = self._has_products[step.at]
        there[list(step.products)] = True
        found: list[int] = np.flatnonzero(there).tolist()
        return found

    def _put(self, place: int, level: Level) -> None:
        if isinstance(level, ProductLevel):
            self._products[place] = level
        else:
            self._products.pop(place, None)
        self._has_products[place] = isinstance(level, ProductLevel)


def levels_after(grid: LevelGrid, acts: Sequence[Act]) -> Array:
    """(instrument, importer, exporter, sector) what sectors pay while acts are in force.

    Args:
        grid: of the accounts; of its exporters the last is nobody, whom production subsidies are on.
        acts: in the order in which they apply.
    """
    levels = Levels(grid.start)
    for step in ActSteps(grid).in_turn(acts):
        levels.apply(step)
    return levels.sector.reshape(grid.shape)
