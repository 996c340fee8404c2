"""What an act sets: a rate in a cell (importer, exporter, sector), or rates on some of the products of the sector."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Importer, exporter, sector, rate (a fraction, or a factor); for a production subsidy who pays it, nobody, sector and rate.
Cell = tuple[str, str, str, float]
# Importer, exporter and sector of a cell.
Where = tuple[str, str, str]


class CellColumns(NamedTuple):
    """Cells column by column, for arrays.

    Args:
        labels: of importers, exporters and sectors, each once, in the order in which they come.
        which: (3, cells) of these, that of each cell.
        rate: (cells,) fractions, or factors.
    """

    labels: tuple[tuple[str, ...], ...]
    which: NDArray[np.intp]
    rate: NDArray[np.float64]


def cell_columns(cells: Sequence[Cell]) -> CellColumns:
    """The columns of some cells."""
    labels: list[tuple[str, ...]] = []
    which = np.zeros((3, len(cells)), dtype=np.intp)
    for k in range(3):
        position: dict[str, int] = {}
        which[k] = [position.setdefault(str(cell[k]), len(position)) for cell in cells]
        labels.append(tuple(position))
    return CellColumns(tuple(labels), which, np.array([cell[3] for cell in cells], dtype=np.float64))


@dataclasses.dataclass(frozen=True)
class ProductRates:
    """Rates on products of one sector, in what one country buys from another.

    Args:
        weight: of every product (six-digit code of HS 2022) of the sector in that trade, fractions that add up to 1.
        named: positions of the products that the rates are on.
        rate: on each of those, a fraction; a factor where the act multiplies.
    """

    weight: tuple[float, ...]
    named: tuple[int, ...]
    rate: tuple[float, ...]

    @property
    def share(self) -> float:
        """Of the sector's trade, that of the products named."""
        return sum(self.weight[k] for k in self.named)

    @property
    def mean(self) -> float:
        """The average rate on the products named, by trade; all alike where none is traded."""
        if self.share == 0:
            return sum(self.rate) / len(self.rate)
        return sum(self.weight[k] * rate for k, rate in zip(self.named, self.rate, strict=True)) / self.share

    def changed(self, change: Callable[[float], float]) -> ProductRates:
        """The same products at other rates."""
        return dataclasses.replace(self, rate=tuple(change(rate) for rate in self.rate))

    def without(self, positions: Collection[int]) -> ProductRates | None:
        """What is left without some of the products; None where nothing is."""
        kept = [(k, rate) for k, rate in zip(self.named, self.rate, strict=True) if k not in positions]
        if not kept:
            return None
        named, rates = zip(*kept, strict=True)
        return ProductRates(self.weight, named, rates)


def on_every_product(weight: tuple[float, ...], rate: float) -> ProductRates:
    """A rate on the whole of a sector, product by product."""
    return ProductRates(weight, tuple(range(len(weight))), (rate,) * len(weight))
