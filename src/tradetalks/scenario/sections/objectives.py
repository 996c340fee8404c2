"""What a player of a war maximises, as the ``objectives`` section says it: weighted terms, in percent of own real income."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from tradetalks.inputs import (
    NUMBER,
    REGION,
    SECTOR,
    Bound,
    Choice,
    KeyedTable,
    Labels,
    Refusal,
    Several,
    raised,
    record,
)
from tradetalks.war import objectives as goals

_Regions = Annotated[tuple[Annotated[str, REGION], ...], Several("regions", alone=True)]
_Sectors = Annotated[tuple[Annotated[str, SECTOR], ...], Several("sectors", alone=True)]
# Wages, profits and revenue of a sector count as often as this says.
_COUNTS = Bound(title="number out of range")
_WEIGHT = "how much it counts"


@dataclasses.dataclass(frozen=True)
class _Kind:
    """How to build an objective, what to call it, and the key that says whom it is about (None: nobody)."""

    build: Callable[[tuple[Any, ...]], goals.Objective]
    words: str
    about: str | None = None


OBJECTIVES: dict[str, _Kind] = {
    "real_income": _Kind(lambda names: goals.RealIncome(), "own real income"),
    "politics": _Kind(lambda pairs: goals.PoliticalWeights(dict(pairs)), "incomes with political weights", "sectors"),
    "rivalry": _Kind(goals.Rivalry, "others' gains, counted against it", "on"),
    "strategic": _Kind(goals.StrategicIndustry, "share of world output", "sectors"),
    "employment": _Kind(goals.Employment, "employment", "sectors"),
    "balance": _Kind(lambda names: goals.BilateralBalance(names[0]), "trade balance", "with"),
    "tariff_revenue": _Kind(lambda names: goals.TariffRevenue(), "tariff revenue"),
}


@record("the objective")
class ObjectiveSpec:
    """One thing that a player maximises.

    Args:
        what: a key of :data:`OBJECTIVES`.
        weight: how much it counts, beside own real income in percent.
        names: whom or what it is about: regions, sectors, or pairs of a sector and a weight; empty where it is about nobody.
    """

    what: Annotated[str, Choice(tuple(OBJECTIVES), "objective")]
    weight: Annotated[float, NUMBER]
    names: Annotated[tuple[Any, ...], Several("names")] = ()

    def objective(self) -> goals.Objective:
        """As the war layer takes it."""
        return self.weight * OBJECTIVES[self.what].build(self.names)

    def __str__(self) -> str:
        named = [_named(name) for name in self.names]
        about = f" ({', '.join(named)})" if named else ""
        return f"{self.weight:g} × {OBJECTIVES[self.what].words}{about}"


def _named(name: Any) -> str:
    """A region or a sector, or a sector with its weight."""
    if isinstance(name, str):
        return name
    return f"{name[0]} {name[1]:g}"


@record("politics")
class _Politics:
    sectors: Annotated[
        dict[Annotated[str, SECTOR], Annotated[float, _COUNTS]],
        KeyedTable("sectors to weights"),
        Field(description="how often a sector's wages, profits and share of revenue count; 1 where absent"),
    ]
    weight: Annotated[float, NUMBER, Field(description=_WEIGHT)]

    @property
    def names(self) -> tuple[Any, ...]:
        return tuple(self.sectors.items())


@record("rivalry")
class _Rivalry:
    on: Annotated[_Regions, Field(description="whose gains count against the player")]
    weight: Annotated[float, NUMBER, Field(description="dollars of own income that a dollar of theirs outweighs")]

    @property
    def names(self) -> tuple[Any, ...]:
        return self.on


@record("strategic")
class _Strategic:
    sectors: Annotated[_Sectors, Field(description="sectors whose share of world output counts")]
    weight: Annotated[float, NUMBER, Field(description="percent of real income that a point of world output is worth")]

    @property
    def names(self) -> tuple[Any, ...]:
        return self.sectors


@record("employment")
class _Employment:
    sectors: Annotated[_Sectors, Field(description="sectors whose employment counts")]
    weight: Annotated[float, NUMBER, Field(description=_WEIGHT)]

    @property
    def names(self) -> tuple[Any, ...]:
        return self.sectors


@record("balance")
class _Balance:
    partner: Annotated[str, REGION, Field(validation_alias="with", description="partner of the trade balance")]
    weight: Annotated[float, NUMBER, Field(description=_WEIGHT)]

    @property
    def names(self) -> tuple[Any, ...]:
        return (self.partner,)


@record("the objective")
class ObjectiveEntry:
    """What a file says of one player: at least one weight other than 0."""

    real_income: Annotated[Annotated[float, NUMBER] | None, Field(description="weight of own real income")] = None
    politics: Annotated[_Politics | None, Field(description="incomes with political weights")] = None
    rivalry: Annotated[_Rivalry | None, Field(description="others' gains, counted against the player")] = None
    strategic: Annotated[_Strategic | None, Field(description="share of world output")] = None
    employment: Annotated[_Employment | None, Field(description="employment of sectors")] = None
    balance: Annotated[_Balance | None, Field(description="bilateral trade balance")] = None
    tariff_revenue: Annotated[Annotated[float, NUMBER] | None, Field(description="weight of tariff revenue")] = None

    def wants(self, labels: Labels) -> tuple[ObjectiveSpec, ...]:
        """What the player maximises.

        Raises:
            ValidationError: every weight is 0.
        """
        parts: Mapping[str, Any] = {what: getattr(self, what) for what in OBJECTIVES}
        found = []
        for what, part in parts.items():
            if isinstance(part, float):
                found.append(ObjectiveSpec(what, part))
            elif part is not None:
                found.append(ObjectiveSpec(what, part.weight, part.names))
        if not any(want.weight for want in found):
            raise raised(
                Refusal("this player wants nothing", "at least one weight other than 0", "write real_income: 1")
            )
        return tuple(found)
