"""Acts in vain: those that never change a level, that cover no trade, or that stand in for others which are never there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.levels import Level, Step, course_of_levels, level_after, sector_level
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import acts_in_force, change_dates
from tradetalks.scenario.reading.products_assumed import said_of_products
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.product_rates import Where

# Rates are sums of what files write with a few digits; a smaller change of a level is rounding.
SMALLEST_CHANGE = 1e-12
# Instrument, importer, exporter, sector.
Cell = tuple[str, str, str, str]
# What acts do in one cell on one day, in order, with the level before and after each.
Steps = list[tuple[Step, Level, Level]]


@dataclasses.dataclass
class _Effect:
    """What an act does on any day: whether a level would be other without it, whether it covers trade, which imports it comes to
    subsidise, which of the acts it stands in for are in force beside it, and the highest level that it is part of."""

    moves: bool = False
    trades: bool = False
    subsidised: dict[tuple[str, str, str], tuple[float, float]] = dataclasses.field(default_factory=dict)
    beside: set[str] = dataclasses.field(default_factory=set)
    highest: tuple[float, Cell | None] = (0.0, None)


def idle_acts(scenario: Scenario, places: Mapping[str, Place], *, limit: float) -> Iterator[Refusal]:
    """What to point out about the acts of the file, at their ids; titles and advice alone count.

    Args:
        scenario: what the file comes to.
        places: where the acts of the file stand, by id.
        limit: a level that no rate alone may have, a fraction; acts together that come to more are told of once.
    """
    effects = _effects(scenario)
    own = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    answered = {act.answers for act in own}
    piled = max((a for a in own if a.id in places), key=lambda a: effects.get(a.id, _Effect()).highest[0], default=None)
    if piled is not None and effects.get(piled.id, _Effect()).highest[0] > limit:
        yield _piled(effects[piled.id].highest, limit, (*places[piled.id], "id"))
    for act in (act for act in own if act.id in places and act.kind != "remove"):
        effect = effects.get(act.id, _Effect())
        place = (*places[act.id], "id")
        if act.assumes:
            yield Refusal(said_of_products(scenario, act), do="to be exact, write rates by sector", place=place)
        if not effect.moves and act.id not in answered:
            advice = (
                "on no day in force is a level other than it would be without: correct the rate, or leave the act out"
            )
            yield Refusal(f"act {act.id} changes nothing", do=advice, place=place)
        elif not effect.trades:
            advice = "the accounts have no trade there: correct by, on or sectors"
            yield Refusal(f"act {act.id} covers no trade", do=advice, place=place)
        if any(importer == exporter for importer, exporter, _, _ in act.cells):
            title = f"act {act.id} is on what {act.by} buys from itself"
            advice = "the accounts do not tell home sales from trade among its countries: the rate is on both"
            yield Refusal(title, do=advice, place=place)
        if effect.subsidised:
            yield _subsidy(act, effect, place)
        for other in (name for name in act.instead_of if name not in effect.beside):
            title = f"act {act.id} stands in for {other}, and the two are never in force together"
            advice = "correct the days of one of them, or leave instead_of out"
            yield Refusal(title, do=advice, place=(*places[act.id], "instead_of"))


def _piled(highest: tuple[float, Cell | None], limit: float, place: Place) -> Refusal:
    """A level that no act has by itself."""
    level, cell = highest
    assert cell is not None, "a level above nothing is of some cell"
    instrument, importer, exporter, sector = cell
    title = f"acts together bring {importer}'s {instrument.replace('_', ' ')} on {exporter}, on {sector}, to {100 * level:.4g} %"
    advice = f"no single rate may be above {100 * limit:.4g} %: correct one of them, or say limits.tariff_max"
    return Refusal(title, do=advice, place=place)


def _subsidy(act: Act, effect: _Effect, place: Place) -> Refusal:
    """A cut deeper than the tariff."""
    lowest = min(effect.subsidised, key=lambda cell: effect.subsidised[cell][1])
    before, after = effect.subsidised[lowest]
    importer, exporter, sector = lowest
    more = ""
    if len(effect.subsidised) > 1:
        more = f" and on {len(effect.subsidised) - 1} more"
    title = f"act {act.id} makes {importer} subsidise imports from {exporter}, on {sector}{more}"
    change = f"the tariff was {100 * before:.4g} % and becomes {100 * after:.4g} %"
    advice = f"{change}; to end at zero write `kind: set, rate: 0`"
    return Refusal(title, do=advice, place=place)


def _effects(scenario: Scenario) -> dict[str, _Effect]:
    """What each act does, by id, over all days of the main line and the branches."""
    found: dict[str, _Effect] = {}
    accounts = _Accounts(scenario)
    for branch in (None, *(b.name for b in scenario.branches)):
        for day in change_dates(scenario, branch):
            acts = acts_in_force(scenario, day, branch)
            ids = {act.id for act in acts}
            for act in acts:
                found.setdefault(act.id, _Effect()).beside |= ids & set(act.instead_of)
            steps: dict[Cell, Steps] = {}
            for step, before, after in course_of_levels(acts, accounts.level):
                steps.setdefault((step.act.instrument, *step.where), []).append((step, before, after))
            for cell, of_cell in steps.items():
                _book(found, cell, of_cell, accounts)
    return found


class _Accounts:
    """Levels and trade before the first act."""

    def __init__(self, scenario: Scenario) -> None:
        dims = ("importer", "exporter", "sector")
        self.index = [{str(v): k for k, v in enumerate(scenario.accounts[dim].values)} for dim in dims]
        self.tariff, self.flows = (
            np.asarray(scenario.accounts[name].transpose(*dims).values) for name in ("tariff", "flows")
        )

    def level(self, instrument: str, where: Where) -> float:
        """Of the instrument, a fraction."""
        if instrument != "import_tariff":
            return 0.0
        return float(self.tariff[self._at(where)])

    def trades(self, cell: Cell) -> bool:
        """Whether anything is traded there; a production subsidy has no partner, and covers what is sold anywhere."""
        return not cell[2] or bool(self.flows[self._at(cell[1:])] > 0)

    def _at(self, where: Where) -> tuple[int, ...]:
        return tuple(index[name] for index, name in zip(self.index, where, strict=True))


def _book(found: dict[str, _Effect], cell: Cell, steps: Steps, accounts: _Accounts) -> None:
    """What the acts on one cell do there on one day."""
    trades = accounts.trades(cell)
    last = sector_level(steps[-1][2])
    for k, (step, level_before, level_after_it) in enumerate(steps):
        effect, before, after = found[step.act.id], sector_level(level_before), sector_level(level_after_it)
        effect.trades = effect.trades or trades
        if cell[0] != "production_subsidy" and after > effect.highest[0] and after > before:
            effect.highest = (after, cell)
        if not effect.moves and abs(after - before) > SMALLEST_CHANGE:
            # A later act may put the level where it would be in any case.
            effect.moves = abs(_without(steps[k + 1 :], level_before) - last) > SMALLEST_CHANGE
        below = before >= 0 and max(after, last) < -SMALLEST_CHANGE
        if cell[0] == "import_tariff" and step.act.kind == "add" and below:
            effect.subsidised.setdefault(cell[1:], (before, after))


def _without(steps: Sequence[tuple[Step, Level, Level]], level: Level) -> float:
    """What the sector pays after ``steps`` from another level."""
    for step, _, _ in steps:
        level = level_after(level, step)
    return sector_level(level)
