"""What a player sets, and within what bounds. :mod:`tradetalks.war.strategy_builder` turns it into arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import xarray as xr

from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import Maybe, Names, checked

# Which rates move together (see Tariffs), and for subsidies, which have no partner.
TIES = ("sector", "partner", "mfn", "uniform")
SUBSIDY_TIES = ("sector", "uniform")
KINDS = ("tariff", "export_tax", "subsidy")
KIND_WORDS = {"tariff": "tariff", "export_tax": "export tax", "subsidy": "production subsidy"}


class InstrumentError(TradeTalksError):
    """Instruments that do not fit the economy, the player or each other."""


# Names that an instrument may leave out; whether there are such, and any at all, is told where it meets an economy.
PARTNERS, SECTORS = Maybe(Names("partners", least=0)), Maybe(Names("sectors", least=0))


@dataclasses.dataclass(frozen=True, eq=False)
class Instrument:
    """Base of all instruments; ``a + b`` gives a player both."""

    @checked(InstrumentError)
    def __add__(self, other: Instrument) -> Package:
        return Package(parts_of(self) + parts_of(other))


@checked(InstrumentError)
@dataclasses.dataclass(frozen=True, eq=False)
class Package(Instrument):
    """Several instruments at once."""

    parts: tuple[Instrument, ...]


@checked(InstrumentError, on=PARTNERS, sectors=SECTORS)
@dataclasses.dataclass(frozen=True, eq=False)
class Tariffs(Instrument):
    """Import tariffs, fractions (0.25 is 25 percent); W9.

    Args:
        tie: ``sector`` one rate per partner and sector; ``partner`` one per partner; ``mfn`` one per sector, the same
            for all partners; ``uniform`` a single rate.
        on: partners; None leaves the choice to the game (in a war with ``mfn``: everybody).
        sectors: None is all goods.
        lower: bound on the rate, a fraction.
        upper: bound on the rate, a fraction; 10 (1000 percent) is beyond every tariff that trade survives.
        caps: bindings (importer, exporter, sector), fractions: the rate stays below the cap of every cell it covers.
    """

    tie: str = "sector"
    on: str | Sequence[str] | None = None
    sectors: str | Sequence[str] | None = None
    lower: float = 0.0
    upper: float = 10.0
    caps: xr.DataArray | None = None


@checked(InstrumentError, on=PARTNERS, sectors=SECTORS)
@dataclasses.dataclass(frozen=True, eq=False)
class ExportTaxes(Instrument):
    """Taxes on own exports, fractions of the factory price (negative: subsidies); W9.

    Args:
        tie: as for :class:`Tariffs`.
        on: the buyers; None leaves the choice to the game.
        sectors: None is all goods.
        lower: bound on the rate, a fraction; -0.5 gives half of the price away.
        upper: bound on the rate, a fraction.
    """

    tie: str = "sector"
    on: str | Sequence[str] | None = None
    sectors: str | Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 10.0


@checked(InstrumentError, sectors=SECTORS)
@dataclasses.dataclass(frozen=True, eq=False)
class ProductionSubsidies(Instrument):
    """Subsidies to own production, fractions of sales; W9.

    Args:
        tie: ``sector`` one rate per sector, ``uniform`` a single rate.
        sectors: None is all goods.
        lower: bound on the rate, a fraction; below 0 it is a tax.
        upper: bound on the rate, a fraction below 1.
    """

    tie: str = "sector"
    sectors: str | Sequence[str] | None = None
    lower: float = -0.5
    upper: float = 0.5


@checked(InstrumentError)
@dataclasses.dataclass(frozen=True, eq=False)
class ScaledList(Instrument):
    """One choice variable that scales a given list of tariff increases (W9).

    Args:
        increases: (importer, exporter, sector), fractions added to the tariff in force.
        lower: least share of the list, 0 is none of it.
        upper: largest share of the list, 1 is all of it.
    """

    increases: xr.DataArray
    lower: float = 0.0
    upper: float = 1.0


def as_instrument(instruments: str | Instrument | None) -> Instrument:
    """``"sector"``, ``"partner"``, ``"mfn"`` and ``"uniform"`` are tariffs with that tie; tariffs where nothing is said.

    Raises:
        InstrumentError: anything else than a word or an instrument.
    """
    if instruments is None:
        return Tariffs()
    if isinstance(instruments, str):
        return Tariffs(tie=instruments)
    if not isinstance(instruments, Instrument):
        raise InstrumentError(
            message(
                "these are no instruments",
                expected=f"one of {', '.join(TIES)}, or objects such as Tariffs(...) + ExportTaxes(...)",
                got=repr(instruments),
                do="name what the player sets",
            )
        )
    return instruments


def parts_of(instrument: Instrument) -> tuple[Instrument, ...]:
    """The single instruments of a package.

    Raises:
        InstrumentError: a package of nothing.
    """
    if not isinstance(instrument, Package):
        return (instrument,)
    if not instrument.parts:
        raise InstrumentError(
            message(
                "a package of instruments is empty",
                expected="at least one instrument",
                got="none",
                do="add instruments: Tariffs(...) + ExportTaxes(...)",
            )
        )
    return tuple(instrument.parts)


def names_of(names: str | Sequence[str]) -> list[str]:
    """One name or several, as a list."""
    return [names] if isinstance(names, str) else list(names)
