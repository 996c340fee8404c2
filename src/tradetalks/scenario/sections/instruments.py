"""What a player of a war sets, as the ``instruments`` section says it: rates that move together, bounds, sectors, caps."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

import xarray as xr
from pydantic import Field, model_validator

from tradetalks.economy.economy import Economy
from tradetalks.inputs import (
    GOOD,
    REGION,
    SECTOR,
    Choice,
    KeyedTable,
    OneWord,
    Refusal,
    Several,
    TariffRate,
    raised,
    record,
)
from tradetalks.war import instruments as levers

# Stands for every player that the section does not name.
EVERYBODY = "all"
_RATE = TariffRate(highest=levers.Tariffs.upper)


_Sectors = Annotated[
    Annotated[tuple[Annotated[str, SECTOR], ...], Several("sectors", alone=True)] | None,
    Field(description="where they apply; all goods where absent"),
]
_Goods = Annotated[
    Annotated[tuple[Annotated[str, GOOD], ...], Several("sectors", alone=True)] | None,
    Field(description="where they apply; all goods where absent"),
]
_Regions = Annotated[tuple[Annotated[str, REGION], ...], Several("regions", alone=True)]
_Low = Annotated[float, _RATE, Field(description="lower bound of the rates")]
_High = Annotated[float, _RATE, Field(description="upper bound of the rates")]


def _crossed(low: float, high: float) -> Iterator[Refusal]:
    """What is wrong with bounds, at the lower one."""
    if low > high:
        yield Refusal("the bounds cross", f"low of at most high; got {low:g} and {high:g}", place=("low",), given=low)


@record("export_taxes")
class ExportTaxSpec:
    """Taxes on a player's exports (negative: subsidies) beside its tariffs.

    Args:
        tie: which rates move together: sector, partner, mfn or uniform.
        low: lower bound, fraction of the price.
        high: upper bound, fraction of the price.
        sectors: where; None for all goods.
        on: the buyers; None for everybody.
    """

    kind: ClassVar[str] = "export_taxes"
    tie: Annotated[
        str,
        Choice(levers.TIES, "kind of export taxes"),
        Field(validation_alias="rates", description="which rates move together"),
    ] = levers.ExportTaxes.tie
    low: _Low = levers.ExportTaxes.lower
    high: _High = levers.ExportTaxes.upper
    sectors: _Sectors = None
    on: Annotated[_Regions | None, Field(description="the buyers; everybody where absent")] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for refusal in _crossed(self.low, self.high):
            raise raised(refusal)
        return self

    def instrument(self) -> levers.Instrument:
        """As the war layer takes it."""
        return levers.ExportTaxes(self.tie, self.on, self.sectors, self.low, self.high)


@record("subsidies")
class SubsidySpec:
    """Subsidies to a player's own production beside its tariffs.

    Args:
        tie: which rates move together: sector or uniform.
        low: lower bound, fraction of sales.
        high: upper bound, fraction of sales.
        sectors: where; None for all goods.
    """

    kind: ClassVar[str] = "subsidies"
    on: ClassVar[None] = None
    tie: Annotated[
        str,
        Choice(levers.SUBSIDY_TIES, "kind of subsidies"),
        Field(validation_alias="rates", description="which rates move together"),
    ] = levers.ProductionSubsidies.tie
    low: _Low = levers.ProductionSubsidies.lower
    high: _High = levers.ProductionSubsidies.upper
    sectors: _Sectors = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for refusal in _crossed(self.low, self.high):
            raise raised(refusal)
        return self

    def instrument(self) -> levers.Instrument:
        """As the war layer takes it."""
        return levers.ProductionSubsidies(self.tie, self.sectors, self.low, self.high)


@record("the instrument")
class InstrumentSpec:
    """The tariffs a player sets, and what else.

    Args:
        tie: which tariffs move together: sector (one by partner and sector), partner, mfn or uniform.
        low: lower bound, fraction.
        high: upper bound, fraction.
        sectors: where; None for all goods.
        on: on whose goods; None for the other players', or everybody's for ``mfn`` and for a player alone.
        caps: upper bounds by sector, fractions.
        export_taxes: taxes on exports beside the tariffs.
        subsidies: production subsidies beside the tariffs.
    """

    tie: Annotated[
        str,
        Choice(levers.TIES, "kind of instrument"),
        Field(validation_alias="rates", description="which tariffs move together"),
    ] = "sector"
    low: _Low = levers.Tariffs.lower
    high: _High = levers.Tariffs.upper
    sectors: _Goods = None
    on: Annotated[
        _Regions | None, Field(description="on whose goods; the other players' where absent, with mfn everybody's")
    ] = None
    caps: Annotated[
        dict[Annotated[str, GOOD], Annotated[float, _RATE]],
        KeyedTable("sectors to caps"),
        Field(description="upper bounds by sector"),
    ] = dataclasses.field(default_factory=dict)
    export_taxes: Annotated[
        Annotated[ExportTaxSpec, OneWord("rates", levers.TIES)] | None,
        Field(description="taxes on exports beside the tariffs: a word, or rates, bounds, sectors and buyers"),
    ] = None
    subsidies: Annotated[
        Annotated[SubsidySpec, OneWord("rates", levers.SUBSIDY_TIES)] | None,
        Field(description="production subsidies beside the tariffs: a word, or rates, bounds and sectors"),
    ] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for refusal in _crossed(self.low, self.high):
            raise raised(refusal)
        return self

    @property
    def more(self) -> tuple[ExportTaxSpec | SubsidySpec, ...]:
        """What the player sets beside its tariffs."""
        return tuple(part for part in (self.export_taxes, self.subsidies) if part is not None)

    def instrument(self, economy: Economy) -> levers.Instrument:
        """As the war layer takes it."""
        total: levers.Instrument = levers.Tariffs(
            self.tie, self.on, self.sectors, self.low, self.high, self._bindings(economy)
        )
        for other in self.more:
            total = total + other.instrument()
        return total

    def _bindings(self, economy: Economy) -> xr.DataArray | None:
        if not self.caps:
            return None
        caps = xr.full_like(economy.tariff, self.high)
        for sector, cap in self.caps.items():
            caps.loc[{"sector": sector}] = cap
        return caps
