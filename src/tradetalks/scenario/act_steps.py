"""What acts in force do, and where: each act as numbered places and rates, found once however many days it is in force."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.economy.labels import TRADE
from tradetalks.scenario.levels import Array
from tradetalks.scenario.sections.acts import INSTRUMENTS, Act
from tradetalks.scenario.sections.product_rates import Cell, ProductRates, Where, on_every_product

Numbers = NDArray[np.intp]


class LevelGrid:
    """Every place in which an instrument has a level, numbered, and the levels before any act.

    Args:
        accounts: with the tariffs of the baseline; of the other instruments it has none.
    """

    def __init__(self, accounts: xr.Dataset) -> None:
        tariff = accounts["tariff"].transpose(*TRADE)
        self.labels = [[str(label) for label in tariff[dim].values] for dim in TRADE]
        importers, exporters, sectors = map(len, self.labels)
        # A production subsidy has no partner: beside the exporters there is nobody.
        self.labels[1].append("")
        self.shape = (len(INSTRUMENTS), importers, exporters + 1, sectors)
        self._number = [{label: k for k, label in enumerate(labels)} for labels in self.labels]
        levels = np.zeros(self.shape)
        levels[INSTRUMENTS.index("import_tariff"), :, :exporters] = tariff.values
        self.start: Array = levels.ravel()

    def places(self, act: Act) -> Numbers:
        """(cells,) the number of the place of each cell of an act."""
        columns = act.columns
        instrument = INSTRUMENTS.index(act.instrument)
        at = [
            np.array([number[label] for label in labels], dtype=np.intp)[which]
            for number, labels, which in zip(self._number, columns.labels, columns.which, strict=True)
        ]
        found: Numbers = np.ravel_multi_index((np.full(len(act.cells), instrument), *at), self.shape)
        return found

    def where(self, place: int) -> Where:
        """Importer, exporter and sector of a place."""
        _, *at = np.unravel_index(place, self.shape)
        importer, exporter, sector = (labels[int(k)] for labels, k in zip(self.labels, at, strict=True))
        return importer, exporter, sector


@dataclasses.dataclass(frozen=True, eq=False)
class ActStep:
    """What an act does while nothing, or always the same, stands in for it: a rate in each of its places.

    Args:
        act: whose step it is.
        at: (cells,) numbers of its places, each once.
        rate: (cells,) fractions, or factors.
        products: of the places, by their position in ``at``, that are on some products of the sector alone.
    """

    act: Act
    at: Numbers
    rate: Array
    products: Mapping[int, ProductRates]


class ActSteps:
    """The steps of acts on one grid."""

    def __init__(self, grid: LevelGrid) -> None:
        self._grid = grid
        # By the act and those that stand in for it, which are kept with them: an identity is given once.
        self._at: dict[int, tuple[Act, Numbers]] = {}
        self._found: dict[tuple[int, ...], tuple[tuple[Act, ...], tuple[ActStep, ...]]] = {}

    def in_turn(self, acts: Sequence[Act]) -> Iterator[ActStep]:
        """What each act does, in turn; what another act covers that is in force ``instead_of`` it is left out.

        Args:
            acts: in force, of :func:`tradetalks.scenario.policy_path.acts_in_force`.
        """
        standing_in: dict[str, list[Act]] = defaultdict(list)
        for other in acts:
            for name in other.instead_of:
                standing_in[name].append(other)
        for act in acts:
            others: Sequence[Act] = ()
            if standing_in:
                others = [other for other in standing_in.get(act.id, ()) if other.instrument == act.instrument]
            yield from self._of(act, others)

    def _of(self, act: Act, others: Sequence[Act]) -> tuple[ActStep, ...]:
        """The steps of an act while others stand in for it."""
        key = (id(act), *map(id, others))
        if key not in self._found:
            self._found[key] = ((act, *others), self._new(act, others))
        return self._found[key][1]

    def _covers(self, others: Sequence[Act]) -> NDArray[np.bool_]:
        """Which places acts on whole sectors cover."""
        found = np.zeros(len(self._grid.start), dtype=bool)
        for other in others:
            found[self._places(other)] = True
        return found

    def _places(self, act: Act) -> Numbers:
        """The places of an act, found once."""
        if id(act) not in self._at:
            self._at[id(act)] = (act, self._grid.places(act))
        return self._at[id(act)][1]

    def _new(self, act: Act, others: Sequence[Act]) -> tuple[ActStep, ...]:
        at, rate = self._places(act), act.columns.rate
        products: dict[int, ProductRates] = {}
        if act.products:
            own = ((k, act.products.get(cell[:3])) for k, cell in enumerate(act.cells))
            products = {k: rates for k, rates in own if rates is not None}
        if others and not products and not any(other.products for other in others):
            kept = ~self._covers(others)[at]
            at, rate = at[kept], rate[kept]
        elif others:
            left = _left_of(act.cells, products, _covered(others))
            at, rate = at[list(left)], rate[list(left)]
            products = {k: rates for k, rates in enumerate(left.values()) if rates is not None}
        if len(np.unique(at)) == len(at):
            return (ActStep(act, at, rate, products),)
        # What stands twice in an act made in Python applies twice.
        return tuple(
            ActStep(act, at[k : k + 1], rate[k : k + 1], {0: products[k]} if k in products else {})
            for k in range(len(at))
        )


def _left_of(
    cells: Sequence[Cell], products: Mapping[int, ProductRates], gone: Mapping[Where, ProductRates | None]
) -> dict[int, ProductRates | None]:
    """What is left of an act where others stand in for it: positions of its cells, and its products where it is on some."""
    left: dict[int, ProductRates | None] = {}
    for k, (importer, exporter, sector, rate) in enumerate(cells):
        where, own = (importer, exporter, sector), products.get(k)
        if where in gone:
            covered = gone[where]
            if covered is None:
                continue
            own = (own or on_every_product(covered.weight, rate)).without(set(covered.named))
            if own is None:
                continue
        left[k] = own
    return left


_NOTHING = ProductRates((), (), ())


def _covered(others: Sequence[Act]) -> dict[Where, ProductRates | None]:
    """What acts cover: by place, None for all of the sector, else some of its products."""
    found: dict[Where, ProductRates | None] = {}
    for other in others:
        for importer, exporter, sector, _ in other.cells:
            where = (importer, exporter, sector)
            found[where] = _both(found.get(where, _NOTHING), other.products.get(where))
    return found


def _both(one: ProductRates | None, two: ProductRates | None) -> ProductRates | None:
    """Products that either covers; None where one covers the whole sector. Rates do not count."""
    if one is None or two is None:
        return None
    named = tuple(dict.fromkeys((*one.named, *two.named)))
    return ProductRates(two.weight, named, (0.0,) * len(named))
