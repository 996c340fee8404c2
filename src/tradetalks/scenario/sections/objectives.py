"""What a player of a war maximises, as the ``objectives`` section says it: weighted terms, in percent of own real income."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from tradetalks.war import objectives as goals


@dataclasses.dataclass(frozen=True)
class Want:
    """One thing that a player maximises: what (a key of ``WANTS``), how much it counts, and whom or what it is about."""

    what: str
    weight: float
    names: tuple[Any, ...] = ()

    def objective(self) -> goals.Objective:
        """As the war layer takes it."""
        return self.weight * WANTS[self.what].build(self.names)

    def __str__(self) -> str:
        named = [n if isinstance(n, str) else f"{n[0]} {n[1]:g}" for n in self.names]
        about = f" ({', '.join(named)})" if named else ""
        return f"{self.weight:g} × {WANTS[self.what].words}{about}"


@dataclasses.dataclass(frozen=True)
class _WantKind:
    """How to build an objective, what to call it, and the key that says whom it is about (None: nobody)."""

    build: Callable[[tuple[Any, ...]], goals.Objective]
    words: str
    about: str | None = None


WANTS: dict[str, _WantKind] = {
    "real_income": _WantKind(lambda names: goals.RealIncome(), "own real income"),
    "politics": _WantKind(
        lambda pairs: goals.PoliticalWeights(dict(pairs)), "incomes with political weights", "sectors"
    ),
    "rivalry": _WantKind(goals.Rivalry, "others' gains, counted against it", "on"),
    "strategic": _WantKind(goals.StrategicIndustry, "share of world output", "sectors"),
    "employment": _WantKind(goals.Employment, "employment", "sectors"),
    "balance": _WantKind(lambda names: goals.BilateralBalance(names[0]), "trade balance", "with"),
    "tariff_revenue": _WantKind(lambda names: goals.TariffRevenue(), "tariff revenue"),
}
