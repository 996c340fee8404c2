"""How duties on one good stack, from a table of rules: which kinds give way, which fill up, of which only one applies."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from tradetalks.data.partners import FOLDER, groups_of
from tradetalks.data.tariffs.laws import ALL, Law

BASE = "base"


@dataclasses.dataclass(frozen=True)
class GivesWay:
    """One rule: duties of ``kind`` are not on goods that pay ``yields_to``, where they come from ``on`` (all, or countries)."""

    kind: str
    yields_to: str
    on: tuple[str, ...]
    source: str

    def holds_for(self, partner: str) -> bool:
        """Whether goods of a country are meant."""
        return ALL in self.on or bool(groups_of(partner) & set(self.on))


@cache
def stacking_rules() -> tuple[GivesWay, ...]:
    """The rules of ``files/tariffs/stacking.csv``."""
    table = pd.read_csv(FOLDER / "stacking.csv", dtype=str, keep_default_na=False)
    rows = table.to_dict("records")
    return tuple(GivesWay(row["kind"], row["yields_to"], tuple(row["on"].split()), row["source"]) for row in rows)


@dataclasses.dataclass(frozen=True)
class Stacked:
    """What each law adds on one good.

    Args:
        rates: fractions, by the id of the law; 0 where it adds nothing.
        gave_way: laws that another kind stands in for, by id, and that kind.
    """

    rates: dict[str, float]
    gave_way: dict[str, str]

    @property
    def total(self) -> float:
        """All of them together, a fraction."""
        return sum(self.rates.values())


def stack(laws: Sequence[Law], rates: Mapping[str, float], partner: str) -> Stacked:
    """Duties that reach one good, stacked.

    Of laws of one kind with a rank, the lowest rank applies, and of equal ranks the highest rate. Kinds give way as
    :func:`stacking_rules` says. What is ``inclusive`` fills up: max(rate − base, 0).

    Args:
        laws: in force, that reach the good.
        rates: fractions, by the id of each law.
        partner: where the good comes from.

    Returns:
        What each of them adds.

    Source:
        The rules name theirs; the two trackers of ``files/tariffs/README.md`` stack alike.
    """
    chosen = {law.id for law in _one_of_ranked(laws, rates)}
    present = {law.kind for law in laws if law.id in chosen}
    gave_way = {
        law.id: rule.yields_to
        for law in laws
        for rule in stacking_rules()
        if rule.kind == law.kind and rule.yields_to in present and rule.holds_for(partner)
    }
    base = sum(rates[law.id] for law in laws if law.kind == BASE)
    found: dict[str, float] = {}
    for law in laws:
        if law.id not in chosen or law.id in gave_way:
            found[law.id] = 0.0
        elif law.form == "inclusive":
            found[law.id] = max(rates[law.id] - base, 0.0)
        else:
            found[law.id] = rates[law.id]
    return Stacked(found, gave_way)


def _one_of_ranked(laws: Sequence[Law], rates: Mapping[str, float]) -> list[Law]:
    """All laws without a rank, and of each kind with ranks the one that applies."""
    ranked: dict[str, Law] = {}
    for law in (law for law in laws if law.rank is not None):
        best = ranked.setdefault(law.kind, law)
        if (law.rank, -rates[law.id]) < (best.rank, -rates[best.id]):
            ranked[law.kind] = law
    return [law for law in laws if law.rank is None] + list(ranked.values())
