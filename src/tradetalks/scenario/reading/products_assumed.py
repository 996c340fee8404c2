"""What an act on products assumes, and what it makes of the tariffs of their sectors, as a note says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tradetalks.scenario.changed_levels import Change
from tradetalks.scenario.levels import Array, ProductLevel
from tradetalks.scenario.sections.acts import Act


def said_of_products(act: Act, first: Sequence[tuple[Change, Array]]) -> str:
    """The share of the trade of their sector that products are taken for, the tariff that they are taken to pay before the act,
    and what the sector pays on its first day.

    Args:
        act: with products, of the main line or of a branch.
        first: its changes on its first day, each with the levels there before any act; none where it is not in force then.
    """
    sentence = f"act {act.id}: {act.assumes}"
    places = [(change, baseline, k) for change, baseline in first for k in sorted(change.step.products)]
    if not places:
        return sentence
    if act.kind == "add":
        base = _spread([float(baseline[k]) for _, baseline, k in places])
        return f"{sentence}; the points come on top of the tariff there, {base} percent in the baseline"
    before = _spread([_paid_before(change, k) for change, _, k in places])
    after = _spread([float(change.after[k]) for change, _, k in places])
    return (
        f"{sentence}; without it they are taken to pay {before} percent: what their sector pays in the baseline, and what other "
        f"acts make of it; with it their sector pays {after} percent"
    )


def _paid_before(change: Change, k: int) -> float:
    """What the products of a step are taken to pay before it in a place, on average over their trade."""
    level, named = change.of_products[k][0], change.step.products[k]
    if isinstance(level, ProductLevel):
        return dataclasses.replace(named, rate=tuple(float(level.rates[at]) for at in named.named)).mean
    return level


def _spread(levels: Sequence[float]) -> str:
    """Least to most, percent."""
    found = {f"{100 * level:.3g}" for level in levels}
    return " to ".join(sorted({min(found, key=float), max(found, key=float)}, key=float))
