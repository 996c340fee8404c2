"""The level of an instrument as acts change it: one for a sector, or one for each of its products where acts name some."""

from __future__ import annotations

from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from tradetalks.scenario.sections.product_rates import ProductRates, on_every_product

Array = NDArray[np.float64]


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


def product_level_after(level: Level, kind: str, rate: float, products: ProductRates | None) -> ProductLevel:
    """The levels of the products of a sector after an act in a place where this act, or another before it, names some.

    Products on which no act was before pay what their sector pays: of a rate on products the sector gets its share,
    (1 - share) × level + share × new level where all of them paid the same.

    Args:
        level: before.
        kind, rate: of the act, as :func:`applied` takes them.
        products: that the act names; None where it is on the whole sector.
    """
    if not isinstance(level, ProductLevel):
        assert products is not None, "a level of a sector alone is that of its products until an act names some"
        level = ProductLevel(np.full(len(products.weight), level), np.array(products.weight))
    if products is None:
        products = on_every_product(tuple(level.weight), rate)
    named, rates = list(products.named), level.rates.copy()
    rates[named] = applied(kind, rates[named], np.array(products.rate))
    return level._replace(rates=rates)
