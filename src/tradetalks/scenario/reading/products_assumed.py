"""What an act on products assumes, and what it makes of the tariffs of their sectors, as a note says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tradetalks.scenario.levels import Level, ProductLevel, Step, course_of_levels, sector_level
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import in_force
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.product_rates import Where


def said_of_products(scenario: Scenario, act: Act) -> str:
    """The share of the trade of their sector that products are taken for, the tariff that they are taken to pay before the act,
    and what the sector pays on its first day.

    Args:
        scenario: of the act.
        act: with products, of the main line or of a branch.
    """
    branch = next((b.name for b in scenario.branches if act in b.acts), None)
    acts = in_force(scenario.acts + scenario.branch(branch), act.start)
    tariff = scenario.accounts["tariff"].transpose("importer", "exporter", "sector")
    index = [{str(v): k for k, v in enumerate(tariff[dim].values)} for dim in tariff.dims]

    def baseline(instrument: str, where: Where) -> float:
        return float(tariff.values[tuple(places[name] for places, name in zip(index, where, strict=True))])

    of_imports = [other for other in acts if other.instrument == "import_tariff"]
    course = [found for found in course_of_levels(of_imports, baseline) if found[0].act.id == act.id]
    course = [found for found in course if found[0].products is not None]
    sentence = f"act {act.id}: {act.assumes}"
    if not course:
        return sentence
    if act.kind == "add":
        base = _spread([baseline(act.instrument, step.where) for step, _, _ in course])
        return f"{sentence}; the points come on top of the tariff there, {base} percent in the baseline"
    before = _spread([_paid_before(step, level) for step, level, _ in course])
    after = _spread([sector_level(level) for _, _, level in course])
    return (
        f"{sentence}; without it they are taken to pay {before} percent: what their sector pays in the baseline, and what other "
        f"acts make of it; with it their sector pays {after} percent"
    )


def _paid_before(step: Step, level: Level) -> float:
    """What the products of a step are taken to pay before it, on average over their trade."""
    if isinstance(level, ProductLevel) and step.products is not None:
        named = step.products
        return dataclasses.replace(named, rate=tuple(float(level.rates[k]) for k in named.named)).mean
    return sector_level(level)


def _spread(levels: Sequence[float]) -> str:
    """Least to most, percent."""
    found = {f"{100 * level:.3g}" for level in levels}
    return " to ".join(sorted({min(found, key=float), max(found, key=float)}, key=float))
