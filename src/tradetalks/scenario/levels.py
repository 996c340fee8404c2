"""Levels of an instrument as acts change them in turn: one for a sector, or one for each of its products where acts name some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.product_rates import ProductRates, Where, on_every_product

Array = NDArray[np.float64]


class Step(NamedTuple):
    """What an act does in one place: to the whole sector at ``rate``, or to ``products`` of it alone."""

    act: Act
    where: Where
    rate: float
    products: ProductRates | None


class ProductLevel(NamedTuple):
    """The level of each product of a sector, fractions, and their weights in its trade."""

    rates: Array
    weight: Array

    @property
    def mean(self) -> float:
        """What the sector pays."""
        return float(self.rates @ self.weight)


# Of a sector: one fraction, or one for each of its products.
Level = float | ProductLevel


@overload
def applied(kind: str, level: float, rate: float) -> float: ...
@overload
def applied(kind: str, level: Array, rate: Array | float) -> Array | float: ...
def applied(kind: str, level: float | Array, rate: float | Array) -> float | Array:
    """The level of an instrument after an act, or each of several levels.

    Args:
        kind: ``set`` replaces the level, ``add`` adds to it, ``multiply`` scales it; with ``floor`` it is the greater of the
            level and the rate, with ``cap`` the lesser.
        level: before, a fraction.
        rate: of the act, a fraction; a factor where it multiplies.
    """
    match kind:
        case "set":
            return rate
        case "add":
            return level + rate
        case "multiply":
            return level * rate
        case "floor":
            return np.maximum(level, rate)
        case "cap":
            return np.minimum(level, rate)
    raise ValueError(f"an act of the kind {kind} has no rate")


def level_after(level: Level, step: Step) -> Level:
    """The level after a step.

    Products on which no act was before pay what their sector pays: of a rate on products the sector gets its share,
    (1 - share) × level + share × new level where all of them paid the same.
    """
    kind, products = step.act.kind, step.products
    if products is None and not isinstance(level, ProductLevel):
        return applied(kind, level, step.rate)
    if not isinstance(level, ProductLevel):
        assert products is not None, "a level of a sector alone is that of its products until an act names some"
        level = ProductLevel(np.full(len(products.weight), level), np.array(products.weight))
    if products is None:
        products = on_every_product(tuple(level.weight), step.rate)
    named, rates = list(products.named), level.rates.copy()
    rates[named] = applied(kind, rates[named], np.array(products.rate))
    return level._replace(rates=rates)


def sector_level(level: Level) -> float:
    """What the sector as a whole pays, a fraction."""
    if isinstance(level, ProductLevel):
        return level.mean
    return level


def steps_in_force(acts: Sequence[Act]) -> Iterator[Step]:
    """What each act applies to, in turn; what another act covers that is in force ``instead_of`` it is left out.

    Args:
        acts: in force, of :func:`tradetalks.scenario.policy_path.acts_in_force`.
    """
    # Few acts stand in for others; all pairs of thousands of acts would be too many to look at.
    standing_in = [act for act in acts if act.instead_of]
    covered = {act.id: _covered(act, standing_in) for act in acts}
    for act in acts:
        elsewhere = covered[act.id]
        for importer, exporter, sector, rate in act.cells:
            where = (importer, exporter, sector)
            products = act.products.get(where)
            if where in elsewhere:
                gone = elsewhere[where]
                if gone is None:
                    continue
                products = (products or on_every_product(gone.weight, rate)).without(set(gone.named))
                if products is None:
                    continue
            yield Step(act, where, rate, products)


def _covered(act: Act, others: Sequence[Act]) -> dict[Where, ProductRates | None]:
    """What other acts cover that stand in for one: by place, None for all of the sector, else some of its products."""
    found: dict[Where, ProductRates | None] = {}
    for other in others:
        if act.id not in other.instead_of or act.instrument != other.instrument:
            continue
        for importer, exporter, sector, _ in other.cells:
            where = (importer, exporter, sector)
            found[where] = _both(found.get(where, _NOTHING), other.products.get(where))
    return found


_NOTHING = ProductRates((), (), ())


def _both(one: ProductRates | None, two: ProductRates | None) -> ProductRates | None:
    """Products that either covers; None where one covers the whole sector. Rates do not count."""
    if one is None or two is None:
        return None
    named = tuple(dict.fromkeys((*one.named, *two.named)))
    return ProductRates(two.weight, named, (0.0,) * len(named))


def course_of_levels(
    acts: Sequence[Act], baseline: Callable[[str, Where], float]
) -> Iterator[tuple[Step, Level, Level]]:
    """Each step of acts in force with the level before and after it.

    Args:
        acts: in force, in the order in which they apply.
        baseline: the level of an instrument in a place before any act, a fraction.
    """
    level: dict[tuple[str, Where], Level] = {}
    for step in steps_in_force(acts):
        place = (step.act.instrument, step.where)
        if place not in level:
            level[place] = baseline(*place)
        before = level[place]
        level[place] = level_after(before, step)
        yield step, before, level[place]
