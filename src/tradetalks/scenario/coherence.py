"""What acts say together: ids, removals, contradictions, and the levels that they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tradetalks.scenario.model import Act, Branch, Date, Scenario
from tradetalks.scenario.policy_path import acts_in_force, change_dates
from tradetalks.scenario.positions import Source, nearest

Key = tuple[str, str, str, str]


def check_acts(acts: Sequence[Act], branches: Sequence[Branch], source: Source) -> None:
    """Unique ids, removals that find their act, no act twice, no two acts that set the same rate from the same day."""
    for own, line in [((), tuple(acts)), *((b.acts, tuple(acts) + b.acts) for b in branches)]:
        _check_ids(line, source)
        _check_removals(own or line, line, source)
        _check_twice(line, source)
        _check_setters(line, source)


def _check_ids(line: Sequence[Act], source: Source) -> None:
    for name in (i for i, count in Counter(a.id for a in line).items() if count > 1):
        _wrong(source, name, "id", f"two acts are called {name}", "an id of its own for each act")


def _check_removals(own: Sequence[Act], line: Sequence[Act], source: Source) -> None:
    """``own`` acts were written together: one of them that undoes another on its first day contradicts it."""
    for act in (a for a in line if a.kind == "remove"):
        target = next((a for a in line if a.id == act.of), None)
        if target is None:
            advice = nearest(str(act.of), [a.id for a in line if a.id != act.id])
            _wrong(source, act.id, "of", f"act {act.id} removes an unknown act", "the id of an act", advice)
        elif not target.in_force(act.start):
            title = f"act {act.id} removes {act.of}, which is not in force on {act.start}"
            _wrong(source, act.id, "of", title, "an act in force")
        elif target.start == act.start and act in own and target in own:
            title = f"act {act.id} removes {act.of} on its own first day"
            _wrong(source, act.id, "of", title, f"a day after {act.start}", "leave both out if it never applied")


def _check_twice(line: Sequence[Act], source: Source) -> None:
    seen: dict = {}
    for act in (a for a in line if a.kind in ("add", "multiply")):
        other = seen.setdefault((act.kind, act.instrument, act.start, frozenset(act.cells)), act)
        if other.id != act.id:
            _wrong(
                source, act.id, "id", f"acts {other.id} and {act.id} say the same", "each act once",
                "keep one of the two, or merge them into one rate",
            )  # fmt: skip


def _check_setters(line: Sequence[Act], source: Source) -> None:
    setters: dict = {}
    for act in (a for a in line if a.kind == "set"):
        for importer, exporter, sector, rate in act.cells:
            key = (act.instrument, importer, exporter, sector, act.start)
            other, value = setters.setdefault(key, (act.id, rate))
            if other != act.id and value != rate:
                where = f"one rate for {importer} on {exporter}, {sector}, from {act.start}"
                _wrong(source, act.id, "id", f"acts {other} and {act.id} contradict each other", where)
                break


def check_levels(scenario: Scenario, source: Source) -> None:
    """Taxes stay above −100 percent and production subsidies below 100 percent of sales on every day of every branch."""
    index = {str(v): k for k, v in enumerate(scenario.accounts["region"].values)}
    goods = {str(v): k for k, v in enumerate(scenario.accounts["sector"].values)}
    tariff = scenario.accounts["tariff"].transpose("importer", "exporter", "sector").values

    def baseline(instrument: str, importer: str, exporter: str, sector: str) -> float:
        return tariff[index[importer], index[exporter], goods[sector]] if instrument == "import_tariff" else 0.0

    told: set[str] = set()
    for name in (None, *(b.name for b in scenario.branches)):
        for day in change_dates(scenario, name):
            level: dict[Key, float] = {}
            for act in acts_in_force(scenario, day, name):
                for importer, exporter, sector, rate in act.cells:
                    key = (act.instrument, importer, exporter, sector)
                    old = level[key] if key in level else baseline(*key)
                    level[key] = {"set": rate, "add": old + rate, "multiply": old * rate}[act.kind]
                    if act.id not in told and _is_impossible(act.instrument, level[key]):
                        told.add(act.id)
                        _wrong_level(act, day, key, level[key], source)


def _is_impossible(instrument: str, level: float) -> bool:
    return level >= 1 if instrument == "production_subsidy" else level <= -1


def _wrong_level(act: Act, day: Date, key: Key, value: float, source: Source) -> None:
    instrument, importer, exporter, sector = key
    subsidy = instrument == "production_subsidy"
    whom = f"{importer}'s {instrument.replace('_', ' ')}" + (f" on {exporter}" if exporter and not subsidy else "")
    _wrong(
        source, act.id, "id", f"with act {act.id} {whom} in {sector} is {value:g} on {day}",
        "a fraction below 1 of sales" if subsidy else "a level above -1, the acts in force taken together",
        "lower one of the acts in force that day",
    )  # fmt: skip


def _wrong(source: Source, act: str, key: str, title: str, expected: str, do: str = "") -> None:
    """Record a problem, once, where ``key`` of ``act`` stands; for an act of another file, where that file is named."""
    if any(p.title == title for p in source.problems):
        return
    source.wrong(source.places.get((key, act), source.beginning()), title, expected, do)
