"""What a player of a war sets, as the ``instruments`` section says it: rates that move together, bounds, sectors, caps."""

from __future__ import annotations

import dataclasses

import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.war import instruments as levers

# Stands for every player that the section does not name.
EVERYBODY = "all"


@dataclasses.dataclass(frozen=True)
class More:
    """Export taxes or production subsidies beside a player's tariffs."""

    kind: str
    tie: str
    low: float
    high: float
    sectors: tuple[str, ...] | None = None
    on: tuple[str, ...] | None = None

    def instrument(self) -> levers.Instrument:
        """As the war layer takes it."""
        if self.kind == "subsidies":
            return levers.ProductionSubsidies(tie=self.tie, sectors=self.sectors, lower=self.low, upper=self.high)
        return levers.ExportTaxes(tie=self.tie, on=self.on, sectors=self.sectors, lower=self.low, upper=self.high)


@dataclasses.dataclass(frozen=True)
class Means:
    """The tariffs a player sets: which move together (``tie``), on which sectors (None: all goods), within what bounds,
    on whose goods (None: the other players', or everybody's for ``mfn`` and for a player alone); ``caps`` bind sectors,
    ``more`` are other instruments."""

    tie: str = "sector"
    low: float = 0.0
    high: float = levers.Tariffs.upper
    sectors: tuple[str, ...] | None = None
    on: tuple[str, ...] | None = None
    caps: tuple[tuple[str, float], ...] = ()
    more: tuple[More, ...] = ()

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
        for sector, cap in self.caps:
            caps.loc[{"sector": sector}] = cap
        return caps
