"""What acts say together: ids, removals, contradictions, and the levels that they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import suggestion
from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.act_steps import LevelGrid
from tradetalks.scenario.level_course import LevelCourse, lines_of
from tradetalks.scenario.levels import Array
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.branches import Branch
from tradetalks.scenario.sections.product_rates import Where

# Instrument, importer, exporter, sector.
Cell = tuple[str, str, str, str]
# Where the acts of a file stand, by id; the last of two with the same id, which is one too many.
Places = Mapping[str, Place]


def act_faults(acts: Sequence[Act], branches: Sequence[Branch], places: Places) -> Iterator[Refusal]:
    """Unique ids, removals that find their act, no act twice, no two acts that set the same rate from the same day.

    Args:
        acts: the main line, inherited acts first.
        branches: their acts are added to the main line.
        places: where acts of this file stand, by id; what is wrong with an act of another file stands where that file is named.
    """
    main = tuple(acts)
    told: set[str] = set()
    for own, line in [((), main), *((branch.acts, main + branch.acts) for branch in branches)]:
        for fault in (*_ids(line), *_removals(own or line, line), *_twice(line), *_setters(line), *_instead(line)):
            act, key, refusal = fault
            if refusal.title not in told:
                told.add(refusal.title)
                yield _placed(refusal, act, key, places)


_Fault = tuple[str, str, Refusal]


def _placed(refusal: Refusal, act: str, key: str, places: Places) -> Refusal:
    """The refusal at ``key`` of an act, or where the file names the one that the act is taken from."""
    if act in places:
        return refusal.below(*places[act], key)
    return refusal.below("extends")


def _ids(line: Sequence[Act]) -> Iterator[_Fault]:
    for name in (i for i, count in Counter(a.id for a in line).items() if count > 1):
        yield name, "id", Refusal(f"two acts are called {name}", "an id of its own for each act")


def _removals(own: Sequence[Act], line: Sequence[Act]) -> Iterator[_Fault]:
    """``own`` acts were written together: one of them that undoes another on its first day contradicts it."""
    for act in (a for a in line if a.kind == "remove"):
        target = next((a for a in line if a.id == act.of), None)
        if target is None:
            others = [a.id for a in line if a.id != act.id]
            advice = suggestion(str(act.of), others)
            yield act.id, "of", Refusal(f"act {act.id} removes an unknown act", "the id of an act", advice)
        elif target.kind == "remove":
            title = f"act {act.id} removes {act.of}, which is itself a removal"
            advice = f"give {act.of} an until, or state again what it removed"
            yield act.id, "of", Refusal(title, "the id of an act that sets a rate", advice)
        elif act in own and (before := _removed_already(act, line)):
            title = f"act {act.id} removes {act.of}, which {before} has removed by {act.start}"
            yield act.id, "of", Refusal(title, "an act in force", "leave one of the two out")
        elif not target.in_force(act.start):
            title = f"act {act.id} removes {act.of}, which is not in force on {act.start}"
            yield act.id, "of", Refusal(title, "an act in force")
        elif target.start == act.start and act in own and target in own:
            title = f"act {act.id} removes {act.of} on its own first day"
            yield act.id, "of", Refusal(title, f"a day after {act.start}", "leave both out if it never applied")
        elif act.by != target.by:
            title = f"act {act.id} by {act.by} removes {act.of}, an act by {target.by}"
            yield act.id, "by", Refusal(title, f"by: {target.by}", "who acted takes it back")


def _removed_already(act: Act, line: Sequence[Act]) -> str:
    """The removal that has taken away, by the first day of ``act``, what it removes; empty for none."""
    is_before = True
    for other in line:
        if other is act:
            is_before = False
            continue
        is_earlier = is_before or other.start < act.start
        if other.kind == "remove" and other.of == act.of and is_earlier and other.in_force(act.start):
            return other.id
    return ""


def _twice(line: Sequence[Act]) -> Iterator[_Fault]:
    seen: dict[object, Act] = {}
    for act in (a for a in line if a.kind not in ("set", "remove")):
        key = (
            act.kind,
            act.instrument,
            act.start,
            frozenset(act.cells),
            frozenset(act.products.items()),
            act.instead_of,
        )
        other = seen.setdefault(key, act)
        if other.id != act.id:
            advice = "keep one of the two, or merge them into one rate"
            yield act.id, "id", Refusal(f"acts {other.id} and {act.id} say the same", "each act once", advice)


def _setters(line: Sequence[Act]) -> Iterator[_Fault]:
    setters: dict[object, tuple[str, float]] = {}
    for act in (a for a in line if a.kind == "set"):
        for where, product, rate in _set_rates(act):
            other, value = setters.setdefault((act.instrument, where, product, act.start), (act.id, rate))
            if other != act.id and value != rate:
                importer, exporter, sector = where
                expected = f"one rate for {importer} on {exporter}, {sector}, from {act.start}"
                yield act.id, "id", Refusal(f"acts {other} and {act.id} contradict each other", expected)
                break


def _set_rates(act: Act) -> Iterator[tuple[Where, int | None, float]]:
    """Place, position of a product there (None for the whole sector) and rate."""
    for *place, rate in act.cells:
        importer, exporter, sector = place
        where = (importer, exporter, sector)
        if where not in act.products:
            yield where, None, rate
            continue
        products = act.products[where]
        for position, own in zip(products.named, products.rate, strict=True):
            yield where, position, own


def _instead(line: Sequence[Act]) -> Iterator[_Fault]:
    """Acts that stand in for others: known ones that cover the same goods, and not each other."""
    known = {act.id: act for act in line if act.kind != "remove"}
    for act in line:
        for other in act.instead_of:
            if other not in known:
                advice = suggestion(other, [name for name in known if name != act.id])
                title = f"act {act.id} stands in for an unknown act"
                yield act.id, "instead_of", Refusal(title, "the id of an act that sets a rate", advice)
            elif other == act.id or act.id in known[other].instead_of:
                title = f"acts {act.id} and {other} stand in for each other"
                yield act.id, "instead_of", Refusal(title, "one of the two", "say which of them applies")
            elif not _have_goods_in_common(act, known[other]):
                title = f"acts {act.id} and {other} have no goods in common"
                advice = "leave instead_of out, or correct its ids"
                yield act.id, "instead_of", Refusal(title, "an act on some of the same goods", advice)


def _have_goods_in_common(one: Act, two: Act) -> bool:
    if one.instrument != two.instrument:
        return False
    both = {cell[:3] for cell in one.cells} & {cell[:3] for cell in two.cells}
    return any(
        where not in one.products
        or where not in two.products
        or not set(one.products[where].named).isdisjoint(two.products[where].named)
        for where in both
    )


def level_faults(scenario: Scenario, places: Places) -> Iterator[Refusal]:
    """Taxes stay above −100 percent and production subsidies below 100 percent of sales on every day of every branch."""
    grid = LevelGrid(scenario.accounts)
    told: set[str] = set()
    for line, days in lines_of(scenario):
        course = LevelCourse(grid, line)
        for day in days:
            held = course.go_to(day)
            for change in course.changes[held:]:
                act, lowest = change.step.act, change.lowest
                impossible = _impossible_levels(act.instrument, lowest)
                if act.id not in told and impossible.any():
                    told.add(act.id)
                    first = int(impossible.argmax())
                    cell = (act.instrument, *grid.where(int(change.step.at[first])))
                    yield _placed(_impossible(act, str(day), cell, float(lowest[first])), act.id, "id", places)


def _impossible_levels(instrument: str, levels: Array) -> NDArray[np.bool_]:
    if instrument == "production_subsidy":
        return levels >= 1
    return levels <= -1


def _impossible(act: Act, day: str, cell: Cell, value: float) -> Refusal:
    instrument, importer, exporter, sector = cell
    whom = f"{importer}'s {instrument.replace('_', ' ')}"
    expected = "a level above -1, the acts in force taken together"
    if instrument == "production_subsidy":
        expected = "a fraction below 1 of sales"
    elif exporter:
        whom = f"{whom} on {exporter}"
    title = f"with act {act.id} {whom} in {sector} is {value:g} on {day}"
    return Refusal(title, expected, "lower one of the acts in force that day")
