"""Rates of answers: those of the act that is answered, changed, and turned round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tradetalks.inputs import Labels
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.product_rates import Cell, ProductRates, Where
from tradetalks.scenario.sections.products import mirrored_rates

# A level that differs by less is the same: rates are sums of numbers of a few digits.
SMALLEST_CHANGE = 1e-12


def rates_of_act(act: Act) -> dict[Where, float | ProductRates]:
    """The rate of an act in each of its places, or its rates on products there."""
    return {cell[:3]: act.products.get(cell[:3], cell[3]) for cell in act.cells}


def changed_rate(rate: float | ProductRates, change: Callable[[float], float]) -> float | ProductRates:
    """A rate, or rates on products, after a change."""
    if isinstance(rate, ProductRates):
        return rate.changed(change)
    return change(rate)


def is_change(rate: float | ProductRates) -> bool:
    """Whether anything is other than it was."""
    if isinstance(rate, ProductRates):
        return any(abs(points) > SMALLEST_CHANGE for points in rate.rate)
    return abs(rate) > SMALLEST_CHANGE


def turned_round(
    rates: Mapping[Where, float | ProductRates], labels: Labels
) -> tuple[tuple[Cell, ...], dict[Where, ProductRates]]:
    """The same rates the other way: cells of who was hit on who hit, and those that are on products."""
    cells: list[Cell] = []
    products: dict[Where, ProductRates] = {}
    for where, rate in rates.items():
        importer, exporter, sector = where
        back = (exporter, importer, sector)
        if isinstance(rate, ProductRates):
            products[back] = mirrored_rates(rate, where, labels.products)
            rate = products[back].mean
        cells.append((*back, rate))
    return tuple(cells), products


def said_of_answer(cells: Sequence[Cell], products: Mapping[Where, ProductRates]) -> str:
    """What an answer on products assumes; empty where it is on sectors."""
    shares = [
        f"{100 * products[cell[:3]].share:.3g} percent of the trade of {cell[2]}"
        for cell in cells
        if cell[:3] in products
    ]
    if not shares:
        return ""
    return f"the same products are taken for {', '.join(dict.fromkeys(shares))}"
