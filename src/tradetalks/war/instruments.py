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
        on: partners; None leaves the choice to the game (in a war with ``mfn``: everybody).
        sectors: None is all goods.
        lower, upper: bounds on the rate.
        caps: bindings (importer, exporter, sector): the rate stays below the cap of every cell it covers.
    """

    tie: str = "sector"
    on: str | Sequence[str] | None = None
    sectors: str | Sequence[str] | None = None
    lower: float = 0.0
    upper: float = 10.0
    caps: xr.DataArray | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class ExportTaxes(Instrument):
    """Taxes on own exports (negative: subsidies), fractions; ``on`` are the buyers. Ties as for tariffs."""

    tie: str = "sector"
    on: str | Sequence[str] | None = None
    sectors: str | Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 10.0


@dataclasses.dataclass(frozen=True, eq=False)
class ProductionSubsidies(Instrument):
    """Subsidies to own production, fractions of sales; ``tie`` is ``sector`` or ``uniform``."""

    tie: str = "sector"
    sectors: str | Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 0.5


@dataclasses.dataclass(frozen=True, eq=False)
class ScaledList(Instrument):
    """One number that scales a given list of tariff increases (importer, exporter, sector): 0 none of it, 1 all."""

    increases: xr.DataArray
    lower: float = 0.0
    upper: float = 1.0


def as_instrument(instruments: str | Instrument) -> Instrument:
    """``"sector"``, ``"partner"``, ``"mfn"`` and ``"uniform"`` are tariffs with that tie.

    Raises:
        InstrumentError: anything else than a word or an instrument.
    """
    if isinstance(instruments, str):
        return Tariffs(tie=instruments)
    if not isinstance(instruments, Instrument):
        raise InstrumentError(
            f"these are no instruments\nexpected one of {', '.join(TIES)}, or objects such as Tariffs(...) + ExportTaxes(...)\n"
            f"got      {instruments!r}\ndo       name what the player controls"
        )
    return instruments


def parts_of(instrument: Instrument) -> tuple[Instrument, ...]:
    """The single instruments of a package.

    Raises:
        InstrumentError: a package of nothing.
    """
    parts = tuple(instrument.parts) if isinstance(instrument, Package) else (instrument,)
    if not parts:
        raise InstrumentError(
            "a package of instruments is empty\nexpected at least one instrument\ngot      none\n"
            "do       add instruments: Tariffs(...) + ExportTaxes(...)"
        )
    return parts


def names_of(names: str | Sequence[str]) -> list[str]:
    """One name or several, as a list."""
    return [names] if isinstance(names, str) else list(names)
