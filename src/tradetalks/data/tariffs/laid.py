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
from tradetalks.data.partners import UNION, members_of_union
from tradetalks.data.tariffs.tidy import ALL_EXPORTERS
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs.places import label_of, meant

Array = np.ndarray
# Kinds that are whole rates, of which the last one holds; all others are added on top, each kind once.
LEVELS = ("mfn", "preference", "applied", "total")
# The whole rate that holds every other kind already: nothing goes on top of it.
TOTAL = "total"
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
        notes: in sentences: countries of the tariffs that the table does not have, and members of one customs union between which
            rows for everybody were not applied.
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
        The :class:`RatesByCell`. Nobody levies anything on itself, and members of the European Union nothing on each other,
        unless a row names both of them.

    Raises:
        TariffError: words that stand for nothing, rates by product, dates without a day, a duty on top of a total.
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
    cells = _Cells((len(regions), len(regions), len(sectors)), _within_union(regions))
    for row, rate in zip(table.itertuples(index=False), table["rate"].to_numpy(float), strict=True):
        importer, exporter = str(row.importer), str(row.exporter)
        at = places.regions(importer), places.regions(exporter), places.sectors(str(row.sector))
        both_named = not {importer, exporter} & {ALL_EXPORTERS, UNION}
        cells.lay(str(row.kind), rate, at, both_named=both_named)
    if places.problems:
        title = "these tariffs do not fit the table"
        raise TariffError(message(title, details=listed(list(places.problems), SHOWN)))
    _refuse_more_than_total(cells.beyond_total(), regions, sectors)
    tariff = sum(cells.by_kind.values(), np.zeros(cells.named.shape))
    return RatesByCell(tariff, cells.named, (*places.notes(), *_notes_on_union(cells, regions)))


def _within_union(regions: Sequence[str]) -> Bool[Array, "n n"]:
    """Pairs of two different members of the European Union: one customs territory."""
    member = np.array([label == UNION or find_country(label) in members_of_union() for label in regions], bool)
    pairs: Bool[Array, "n n"] = member[:, None] & member & ~np.eye(len(regions), dtype=bool)
    return pairs


class _Cells:
    """Rates by kind and cell, as rows are laid one over the other."""

    def __init__(self, shape: tuple[int, int, int], within_union: Bool[Array, "n n"]) -> None:
        self.by_kind: dict[str, Array] = {}
        self.named = np.zeros(shape, bool)
        # Members between which a row for everybody was not applied.
        self.spared = np.zeros(shape[0], bool)
        self._total = np.zeros(shape, bool)
        self._within_union = within_union
        self._abroad = ~np.eye(shape[0], dtype=bool)

    def lay(self, kind: str, rate: float, at: Sequence[list[int]], *, both_named: bool) -> None:
        """One row: its rate on its cells, but not at home, nor within the customs union unless it names both members."""
        cells = np.ix_(*(np.array(positions, dtype=int) for positions in at))
        pairs = cells[0][..., 0], cells[1][..., 0]
        reached = self._abroad[pairs]
        if not both_named:
            within = self._within_union[pairs]
            self.spared[at[0]] |= (within & (rate != 0)).any(axis=1)
            reached = reached & ~within
        reached = reached[..., None]
        level = kind in LEVELS
        key = kind
        if level:
            key = LEVELS[0]
        rates = self.by_kind.setdefault(key, np.zeros(self.named.shape))
        rates[cells] = np.where(reached, rate, rates[cells])
        self.named[cells] |= self._abroad[pairs][..., None]
        if level:
            self._total[cells] = np.where(reached, kind == TOTAL, self._total[cells])

    def beyond_total(self) -> Bool[Array, "n n j"]:
        """Cells with a total and a duty on top of it."""
        found = np.zeros(self.named.shape, bool)
        for kind, rates in self.by_kind.items():
            if kind not in LEVELS:
                found |= self._total & (rates != 0)
        return found


def _refuse_more_than_total(beyond: Bool[Array, "n n j"], regions: Sequence[str], sectors: Sequence[str]) -> None:
    places = [f"{regions[n]} on {regions[i]}, {sectors[j]}" for n, i, j in np.argwhere(beyond).tolist()]
    if places:
        raise TariffError(
            message(
                "these tariffs put duties on top of a total",
                details=listed(places, SHOWN),
                expected="a total, which holds every duty, or a base (mfn, preference, applied) and what comes on top",
                do="leave one of them out, or give the total the kind that it is",
            )
        )


def _notes_on_union(cells: _Cells, regions: Sequence[str]) -> list[str]:
    """Members of the customs union between which rows for everybody were not applied."""
    spared = [regions[k] for k in np.flatnonzero(cells.spared).tolist()]
    if not spared:
        return []
    return [
        f"no tariffs between {_named(spared)}: members of the European Union, a customs union; a row that names both sets one"
    ]


def _named(labels: list[str]) -> str:
    """Labels, the first of them where there are many."""
    text = ", ".join(labels[:NAMED])
    if len(labels) > NAMED:
        text += f" and {len(labels) - NAMED} more"
    return text


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
        return [f"tariffs of and on {_named(list(self._unused))} were not used: no regions of the table"]
