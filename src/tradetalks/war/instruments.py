"""What a player controls, and within what bounds. :mod:`tradetalks.war.controls` turns it into arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import xarray as xr

from tradetalks.errors import TradeTalksError

TIES = ("sector", "partner", "mfn", "uniform")
KINDS = ("tariff", "export_tax", "subsidy")
KIND_WORDS = {"tariff": "tariff", "export_tax": "export tax", "subsidy": "production subsidy"}


class InstrumentError(TradeTalksError):
    """Instruments that do not fit the economy, the player or each other."""


@dataclasses.dataclass(frozen=True, eq=False)
class Instrument:
    """Base of all instruments; ``a + b`` gives a player both."""

    def __add__(self, other: Instrument) -> Package:
        return Package(parts_of(self) + parts_of(other))


@dataclasses.dataclass(frozen=True, eq=False)
class Package(Instrument):
    """Several instruments at once."""

    parts: tuple[Instrument, ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Tariffs(Instrument):
    """Import tariffs, fractions (0.25 is 25 percent).

    Args:
        tie: ``sector`` one rate per partner and sector; ``partner`` one per partner; ``mfn`` one per sector, the same
            for all partners; ``uniform`` a single rate.
        on: partners; None leaves the choice to the game (``mfn``: everybody).
        sectors: None is all goods.
        lower, upper: bounds on the rate.
        caps: bindings (importer, exporter, sector): the rate stays below the cap of every cell it covers.
    """

    tie: str = "sector"
    on: Sequence[str] | None = None
    sectors: Sequence[str] | None = None
    lower: float = 0.0
    upper: float = 10.0
    caps: xr.DataArray | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class ExportTaxes(Instrument):
    """Taxes on own exports (negative: subsidies), fractions; ``on`` are the buyers. Ties as for tariffs."""

    tie: str = "sector"
    on: Sequence[str] | None = None
    sectors: Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 10.0


@dataclasses.dataclass(frozen=True, eq=False)
class ProductionSubsidies(Instrument):
    """Subsidies to own production, fractions of sales; ``tie`` is ``sector`` or ``uniform``."""

    tie: str = "sector"
    sectors: Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 0.5


@dataclasses.dataclass(frozen=True, eq=False)
class ScaledList(Instrument):
    """One number that scales a given list of tariff increases (importer, exporter, sector): 0 none of it, 1 all."""

    increases: xr.DataArray
    lower: float = 0.0
    upper: float = 1.0


def as_instrument(instruments: str | Instrument) -> Instrument:
    """``"sector"``, ``"partner"``, ``"mfn"`` and ``"uniform"`` are tariffs with that tie."""
    return Tariffs(tie=instruments) if isinstance(instruments, str) else instruments


def parts_of(instrument: Instrument) -> tuple[Instrument, ...]:
    return instrument.parts if isinstance(instrument, Package) else (instrument,)
