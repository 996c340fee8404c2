"""What acts do, cell by cell and day by day, everything worked out anew: what the quick way must come to exactly."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

INSTRUMENTS = ("import_tariff", "export_tax", "production_subsidy")
SMALLEST = 1e-12


def after(level, act, rate, products):
    """The level of a cell after an act: a number, or a pair (rates by product, weights)."""
    if products is None and not isinstance(level, tuple):
        return one(act.kind, level, rate)
    if not isinstance(level, tuple):
        level = ([level] * len(products.weight), np.array(products.weight))
    rates, weight = list(level[0]), level[1]
    named = range(len(rates)) if products is None else products.named
    own = [rate] * len(rates) if products is None else products.rate
    for k, rate_of_product in zip(named, own, strict=True):
        rates[k] = one(act.kind, rates[k], rate_of_product)
    return (rates, weight)


def one(kind: str, level: float, rate: float) -> float:
    kinds = {
        "set": lambda: rate,
        "add": lambda: level + rate,
        "multiply": lambda: level * rate,
        "floor": lambda: max(level, rate),
        "cap": lambda: min(level, rate),
    }
    return kinds[kind]()


def paid(level) -> float:
    return float(np.array(level[0]) @ level[1]) if isinstance(level, tuple) else level


def in_force(acts, day):
    gone = {act.of for act in acts if act.kind == "remove" and act.start <= day and (act.until or day) >= day}
    there = [a for a in acts if a.kind != "remove" and a.id not in gone and a.start <= day and (a.until or day) >= day]
    return sorted(there, key=lambda act: act.start)


def days_of(acts):
    return sorted({a.start for a in acts} | {a.until + timedelta(1) for a in acts if a.until is not None})


def steps(acts) -> Iterator[tuple]:
    """Act, place, rate and products in turn, without what others in force stand in for."""
    for act in acts:
        others = [other for other in acts if act.id in other.instead_of and other.instrument == act.instrument]
        for *place, rate in act.cells:
            where = tuple(place)
            products = act.products.get(where)
            covers = [other for other in others if any(cell[:3] == where for cell in other.cells)]
            if any(where not in other.products for other in covers):
                continue
            gone = {k for other in covers for k in other.products[where].named}
            if gone:
                weight = covers[0].products[where].weight
                named = range(len(weight)) if products is None else products.named
                rates = [rate] * len(weight) if products is None else products.rate
                left = [(k, r) for k, r in zip(named, rates, strict=True) if k not in gone]
                if not left:
                    continue
                products = type(covers[0].products[where])(weight, *map(tuple, zip(*left, strict=True)))
            yield act, where, rate, products


def course(scenario, acts):
    """Each step with the level before and after it, and the levels at the end."""
    names = [str(v) for v in scenario.accounts["region"].values], [str(v) for v in scenario.accounts["sector"].values]
    tariff = scenario.accounts["tariff"].transpose("importer", "exporter", "sector").values
    levels: dict = {}
    found = []
    for act, where, rate, products in steps(acts):
        key = (act.instrument, *where)
        if key not in levels:
            levels[key] = 0.0
            if act.instrument == "import_tariff":
                at = (names[0].index(where[0]), names[0].index(where[1]), names[1].index(where[2]))
                levels[key] = float(tariff[at])
        before = levels[key]
        levels[key] = after(before, act, rate, products)
        found.append((act, where, rate, products, before, levels[key]))
    return found, levels


def lines(scenario):
    yield scenario.acts
    for branch in scenario.branches:
        yield scenario.acts + branch.acts


def impossible(scenario) -> list[tuple]:
    """By act, the first day, place and level that cannot be."""
    told: dict = {}
    for acts in lines(scenario):
        for day in days_of(acts):
            for act, where, _, _, _, level in course(scenario, in_force(acts, day))[0]:
                lowest = min(level[0]) if isinstance(level, tuple) else level
                is_wrong = lowest >= 1 if act.instrument == "production_subsidy" else lowest <= -1
                if is_wrong:
                    told.setdefault(act.id, (act.id, str(day), (act.instrument, *where), lowest))
    return list(told.values())


def effects(scenario) -> dict[str, dict]:
    """By act what :class:`tradetalks.scenario.reading.act_effects.ActEffect` says."""
    flows = scenario.accounts["flows"].transpose("importer", "exporter", "sector")
    found: dict[str, dict] = {}
    for acts in lines(scenario):
        for day in days_of(acts):
            there = in_force(acts, day)
            for act in there:
                new = {"moves": False, "trades": False, "subsidised": {}, "beside": set(), "highest": (0.0, None)}
                effect = found.setdefault(act.id, new)
                effect["beside"] |= {other.id for other in there} & set(act.instead_of)
            cells: dict = {}
            for step in course(scenario, there)[0]:
                cells.setdefault((step[0].instrument, *step[1]), []).append(step)
            for cell, own in cells.items():
                _book(found, cell, own, flows)
    return found


def _book(found, cell, own, flows) -> None:
    last = paid(own[-1][5])
    for k, (act, _, _, _, level_before, level_after) in enumerate(own):
        effect, before, level = found[act.id], paid(level_before), paid(level_after)
        importer, exporter, sector = cell[1:]
        effect["trades"] |= not exporter or bool(flows.sel(importer=importer, exporter=exporter, sector=sector) > 0)
        if cell[0] != "production_subsidy" and level > effect["highest"][0] and level > before:
            effect["highest"] = (level, cell)
        other = level_before
        for later in own[k + 1 :]:
            other = after(other, later[0], later[2], later[3])
        effect["moves"] |= abs(level - before) > SMALLEST and abs(paid(other) - last) > SMALLEST
        below = before >= 0 and max(level, last) < -SMALLEST
        if cell[0] == "import_tariff" and act.kind == "add" and below:
            effect["subsidised"].setdefault(cell[1:], (before, level))
