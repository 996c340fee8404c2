"""Acts in vain: those that never change a level, that cover no trade, or that stand in for others which are never there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import acts_in_force, applied, cells_in_force, change_dates
from tradetalks.scenario.sections.acts import Act

# Rates are sums of what files write with a few digits; a smaller change of a level is rounding.
SMALLEST_CHANGE = 1e-12
# Instrument, importer, exporter, sector.
Cell = tuple[str, str, str, str]
# Acts on one cell on one day, in order, with the rate of each.
Steps = list[tuple[Act, float]]


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
            title = f"act {act.id}: {act.assumes}; {_on_top_of(scenario, act)}"
            yield Refusal(title, do="to be exact, write rates by sector", place=place)
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


def _on_top_of(scenario: Scenario, act: Act) -> str:
    """That rates on products add, and to which tariffs of the baseline, least to most."""
    tariff = scenario.accounts["tariff"]
    found = {
        f"{100 * float(tariff.sel(importer=importer, exporter=exporter, sector=sector)):.3g}"
        for importer, exporter, sector, _ in act.cells
    }
    spread = " to ".join(sorted({min(found, key=float), max(found, key=float)}, key=float))
    return f"the points come on top of the tariff there, {spread} percent in the baseline"


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
            for act, (importer, exporter, sector, rate) in cells_in_force(acts):
                steps.setdefault((act.instrument, importer, exporter, sector), []).append((act, rate))
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

    def level(self, cell: Cell) -> float:
        """Of the instrument, a fraction."""
        if cell[0] != "import_tariff":
            return 0.0
        return float(self.tariff[self._at(cell)])

    def trades(self, cell: Cell) -> bool:
        """Whether anything is traded there; a production subsidy has no partner, and covers what is sold anywhere."""
        return not cell[2] or bool(self.flows[self._at(cell)] > 0)

    def _at(self, cell: Cell) -> tuple[int, ...]:
        return tuple(index[name] for index, name in zip(self.index, cell[1:], strict=True))


def _book(found: dict[str, _Effect], cell: Cell, steps: Steps, accounts: _Accounts) -> None:
    """What the acts on one cell do there on one day."""
    trades = accounts.trades(cell)
    levels = [accounts.level(cell)]
    for act, rate in steps:
        levels.append(applied(act.kind, levels[-1], rate))
    for k, (act, _) in enumerate(steps):
        effect, before, after = found[act.id], levels[k], levels[k + 1]
        effect.trades = effect.trades or trades
        if cell[0] != "production_subsidy" and after > effect.highest[0] and after > before:
            effect.highest = (after, cell)
        if not effect.moves and abs(after - before) > SMALLEST_CHANGE:
            # A later act may put the level where it would be in any case.
            effect.moves = abs(_after(steps[k + 1 :], before) - levels[-1]) > SMALLEST_CHANGE
        below = before >= 0 and max(after, levels[-1]) < -SMALLEST_CHANGE
        if cell[0] == "import_tariff" and act.kind == "add" and below:
            effect.subsidised.setdefault(cell[1:], (before, after))


def _after(steps: Sequence[tuple[Act, float]], level: float) -> float:
    """The level after ``steps``."""
    for act, rate in steps:
        level = applied(act.kind, level, rate)
    return level
