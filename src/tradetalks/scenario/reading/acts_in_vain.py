"""Acts in vain: those that never change a level, that cover no trade, or that stand in for others which are never there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.act_effects import ActEffect, LevelCell, effects_of
from tradetalks.scenario.reading.products_assumed import said_of_products
from tradetalks.scenario.sections.acts import Act


def idle_acts(scenario: Scenario, places: Mapping[str, Place], *, limit: float) -> Iterator[Refusal]:
    """What to point out about the acts of the file, at their ids; titles and advice alone count.

    Args:
        scenario: what the file comes to.
        places: where the acts of the file stand, by id.
        limit: a level that no rate alone may have, a fraction; acts together that come to more are told of once.
    """
    effects = effects_of(scenario, limit=limit)
    own = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    answered = {act.answers for act in own}
    piled = max(
        (a for a in own if a.id in places), key=lambda a: effects.get(a.id, ActEffect()).highest[0], default=None
    )
    if piled is not None and effects.get(piled.id, ActEffect()).highest[0] > limit:
        yield _piled(effects[piled.id].highest, limit, (*places[piled.id], "id"))
    for act in (act for act in own if act.id in places and act.kind != "remove"):
        effect = effects.get(act.id, ActEffect())
        place = (*places[act.id], "id")
        if act.assumes:
            yield Refusal(said_of_products(act, effect.first), do="to be exact, write rates by sector", place=place)
        if not effect.moves and act.id not in answered:
            advice = (
                "on no day in force is a level other than it would be without: correct the rate, or leave the act out"
            )
            yield Refusal(f"act {act.id} changes nothing", do=advice, place=place)
        elif not effect.trades:
            advice = "the accounts have no trade there: correct by, on or sectors"
            yield Refusal(f"act {act.id} covers no trade", do=advice, place=place)
        if _is_on_itself(act):
            title = f"act {act.id} is on what {act.by} buys from itself"
            advice = "the accounts do not tell home sales from trade among its countries: the rate is on both"
            yield Refusal(title, do=advice, place=place)
        if effect.subsidised:
            yield _subsidy(act, effect, place)
        for other in (name for name in act.instead_of if name not in effect.beside):
            title = f"act {act.id} stands in for {other}, and the two are never in force together"
            advice = "correct the days of one of them, or leave instead_of out"
            yield Refusal(title, do=advice, place=(*places[act.id], "instead_of"))


def _piled(highest: tuple[float, LevelCell | None], limit: float, place: Place) -> Refusal:
    """A level that no act has by itself."""
    level, cell = highest
    assert cell is not None, "a level above nothing is of some cell"
    instrument, importer, exporter, sector = cell
    title = f"acts together bring {importer}'s {instrument.replace('_', ' ')} on {exporter}, on {sector}, to {100 * level:.4g} %"
    advice = f"no single rate may be above {100 * limit:.4g} %: correct one of them, or say limits.tariff_max"
    return Refusal(title, do=advice, place=place)


def _subsidy(act: Act, effect: ActEffect, place: Place) -> Refusal:
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


def _is_on_itself(act: Act) -> bool:
    """Whether an act is on what a region buys from itself."""
    importers, exporters, _ = act.columns.labels
    if set(importers).isdisjoint(exporters):
        return False
    return any(importer == exporter for importer, exporter, _, _ in act.cells)
