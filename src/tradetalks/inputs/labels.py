"""The names that a file may use: those of its baseline's accounts, and those that it makes up itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path

from tradetalks.errors import TariffError, message
from tradetalks.inputs.places import label_of


@dataclasses.dataclass(frozen=True)
class ProductLabels:
    """The sectors that codes of the Harmonized System belong to, and whose trade with the United States says what they weigh.

    Args:
        sectors: sector by six-digit code of HS 2022.
        torn: why a code has no sector, by code: those among which it cannot be placed.
        importer: the region that is the United States; empty where they are part of one, or of none.
        partners: by region, the exporters of the tables of imports of the United States that it is made of.
        stand_in: by region, those of them that stand for it without being it, in words; no entry where they are it.
    """

    sectors: Mapping[str, str]
    torn: Mapping[str, str] = dataclasses.field(default_factory=dict)
    importer: str = ""
    partners: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    stand_in: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _no_region(word: str) -> tuple[str | None, str]:
    return None, ""


def _no_products() -> ProductLabels:
    raise TariffError(message("there are no accounts here in which products could have a place"))


@dataclasses.dataclass(frozen=True)
class Labels:
    """What the values of a file are read with.

    Args:
        regions: of the accounts.
        sectors: of the accounts.
        goods: the sectors that tariffs reach.
        coalitions: groups of regions that the file's ``war`` section makes one player.
        sides: the regions at the file's table; empty where it has no talks, or talks without two different sides.
        tariff_max: the largest tariff, a fraction, that the file's ``limits`` allow; None where it sets none.
        folder: where relative paths start.
        inside: sectors in which a region, made of several countries, has tariffs on its own goods.
        names: what the accounts call their regions and sectors in words, by label; a file may write either.
        find_region: gives the region that a word in any spelling stands for, or None and what to do about it.
        find_products: gives the sectors that product codes belong to, or raises a TariffError that says why there are none.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    goods: tuple[str, ...]
    coalitions: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    tariff_max: float | None = None
    folder: Path = Path()
    inside: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    find_region: Callable[[str], tuple[str | None, str]] = _no_region
    find_products: Callable[[], ProductLabels] = _no_products

    def region(self, word: str) -> str | None:
        """The region that a word stands for, as accounts call it or in any other spelling; None where it stands for none."""
        return label_of(word, self.regions, self.names) or self.find_region(word)[0]

    @property
    def products(self) -> ProductLabels:
        """The sectors that product codes belong to.

        Raises:
            TariffError: the accounts do not say.
        """
        return self.find_products()

    @property
    def players(self) -> tuple[str, ...]:
        """Who may fight: regions and coalitions."""
        return (*self.regions, *self.coalitions)
