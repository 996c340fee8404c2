"""The names that a file may use: those of its baseline's accounts, and those that it makes up itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path


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
        products_of: the shipped world in whose sectors product codes have weights; empty for accounts of one's own.
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
    products_of: str = ""

    @property
    def players(self) -> tuple[str, ...]:
        """Who may fight: regions and coalitions."""
        return (*self.regions, *self.coalitions)
