"""A tidy table of tariffs, laid over the cells of an input-output table: who levies how much on whom, in which industry."""

from __future__ import annotations

import dataclasses
import datetime
import fnmatch
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float

from tradetalks.data.countries import find_country
from tradetalks.data.tariffs.partners import UNION, members_of_union
from tradetalks.data.tariffs.tidy import ALL_EXPORTERS
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs.places import label_of, meant

Array = np.ndarray
# Kinds that are whole rates, of which the last one holds; all others are added on top, each kind once.
LEVELS = ("mfn", "preference", "applied", "total")
# The words for every sector, and for every sector that tariffs reach.
ALL, GOODS = "all", "goods"
# Characters of patterns, as in file names.
WILD = "*?["
# Problems that a message lists, and labels that a remark names: a screenful, a line.
SHOWN, NAMED = 20, 12


@dataclasses.dataclass(frozen=True)
class RatesByCell:
    """Rates for every cell of a table, and what of the tariffs was not used.

    Args:
        tariff_nij: (n, n, j) fractions, importer first; 0 on a country's purchases from itself, and where nothing is said.
        named_nij: (n, n, j) which cells the tariffs name.
        notes: countries of the tariffs that the table does not have, in sentences.
    """

    tariff_nij: Float[Array, "n n j"]
    named_nij: Bool[Array, "n n j"]
    notes: tuple[str, ...]


def lay_tariffs(
    tariffs: pd.DataFrame,
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    goods: Sequence[str],
    date: str | datetime.date | None = None,
) -> RatesByCell:
    """Rates by cell: of whole rates (mfn, preference, applied, total) the last row holds, all other kinds are added on top.

    Args:
        tariffs: as :func:`tradetalks.data.tariffs.tidy.read_tariffs` gives them, by sector; a sector is a label, a pattern
            (``C1*``), ``goods`` or ``all``, an importer too may be ``all``. A row holds for every cell that it names, whatever
            earlier ones said of it: the general comes first.
        regions: labels of the table.
        sectors: labels of the table.
        goods: those of them that ``goods`` stands for.
        date: the day, where rows say from when to when they hold.

    Returns:
        The :class:`RatesByCell`. Nobody levies anything on itself.

    Raises:
        TariffError: words that stand for nothing, rates by product, dates without a day.
    """
    table = _in_force(tariffs, date)
    if (table["product"] != "").any():
        raise TariffError(
            message(
                "these tariffs are by product",
                expected="a row each sector",
                do="tradetalks.tariffs_by_sector makes rates of sectors of them",
            )
        )
    places = _Places(regions, sectors, goods)
    shape = (len(regions), len(regions), len(sectors))
    by_kind: dict[str, Array] = {}
    named = np.zeros(shape, bool)
    for row in table.itertuples(index=False):
        at = places.regions(str(row.importer)), places.regions(str(row.exporter)), places.sectors(str(row.sector))
        cells = np.ix_(*(np.array(positions, dtype=int) for positions in at))
        kind = LEVELS[0] if row.kind in LEVELS else str(row.kind)
        by_kind.setdefault(kind, np.zeros(shape))[cells] = row.rate
        named[cells] = True
    if places.problems:
        title = "these tariffs do not fit the table"
        raise TariffError(message(title, details=listed(list(places.problems), SHOWN)))
    abroad = ~np.eye(len(regions), dtype=bool)[:, :, None]
    tariff = sum(by_kind.values(), np.zeros(shape)) * abroad
    return RatesByCell(tariff, named & abroad, tuple(places.notes()))


def _in_force(tariffs: pd.DataFrame, date: str | datetime.date | None) -> pd.DataFrame:
    """The rows of a day; all of them where none says from when to when it holds."""
    dated = tariffs["from"].notna() | tariffs["until"].notna()
    if not dated.any():
        return tariffs
    if date is None:
        raise TariffError(message("these tariffs say from when to when they hold", expected="a date", do="give date"))
    try:
        day = pd.Timestamp(str(date))
    except ValueError:
        raise TariffError(message(f"{shortened(str(date))!r} is no day", expected="as 2025-11-14")) from None
    begun = tariffs["from"].isna() | (tariffs["from"] <= day)
    open_still = tariffs["until"].isna() | (tariffs["until"] >= day)
    return tariffs[begun & open_still]


class _Places:
    """What the words of the tariffs stand for in the table; each word is looked up once."""

    def __init__(self, regions: Sequence[str], sectors: Sequence[str], goods: Sequence[str]) -> None:
        self.problems: dict[str, None] = {}
        self._unused: dict[str, None] = {}
        self._regions, self._sectors, self._goods = list(regions), list(sectors), list(goods)
        self._by_code = {find_country(label) or label: k for k, label in enumerate(regions)}
        self._known: dict[tuple[str, str], list[int]] = {}

    def regions(self, word: str) -> list[int]:
        """Positions of the regions that a word stands for; none for a country that the table does not have."""
        return self._once("region", word, self._find_regions)

    def sectors(self, word: str) -> list[int]:
        """Positions of the sectors that a word stands for."""
        return self._once("sector", word, self._find_sectors)

    def _once(self, kind: str, word: str, look: Callable[[str], list[int]]) -> list[int]:
        if (kind, word) not in self._known:
            self._known[kind, word] = look(word)
        return self._known[kind, word]

    def _find_regions(self, word: str) -> list[int]:
        if word == ALL_EXPORTERS:
            return list(range(len(self._regions)))
        label = label_of(word, self._regions, {})
        if label is not None:
            return [self._regions.index(label)]
        if word == UNION:
            return [self._by_code[member] for member in members_of_union() if member in self._by_code]
        code = find_country(word)
        if code is None:
            advice = meant(word, self._regions, {}, places=True)
            self.problems[f"{shortened(word)!r} is no region of the table; {advice}"] = None
            return []
        if code not in self._by_code:
            self._unused[code] = None
            return []
        return [self._by_code[code]]

    def _find_sectors(self, word: str) -> list[int]:
        found = [word]
        if word == ALL:
            found = self._sectors
        elif word == GOODS:
            found = self._goods
        elif any(letter in word for letter in WILD):
            found = fnmatch.filter(self._sectors, word)
        at = [self._sectors.index(label) for label in found if label in self._sectors]
        if not at:
            advice = meant(word, self._sectors, {}, places=False)
            self.problems[f"{shortened(word)!r} is no sector of the table; {advice}"] = None
        return at

    def notes(self) -> list[str]:
        """Which countries of the tariffs are no regions of the table."""
        if not self._unused:
            return []
        named = ", ".join(list(self._unused)[:NAMED])
        more = len(self._unused) - NAMED
        if more > 0:
            named += f" and {more} more"
        return [f"tariffs of and on {named} were not used: no regions of the table"]
