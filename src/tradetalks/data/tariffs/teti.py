"""The Global Tariff Database of Feodora Teti: bilateral applied tariffs, streamed, for its tables take gigabytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.data.tariffs.cells import HIGHEST_PERCENT, SHOWN
from tradetalks.data.tariffs.tidy import TIDY
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs import checked

KEYS = ("iso1", "iso2", "year", "sector")
# Simple and trade-weighted (w) averages, top-coded at the 95th percentile (95) or not, and their MFN part.
MEASURES = ("tariff", "tariff_w", "tariff95", "tariff95_w", "mfn", "mfn_w", "mfn95", "mfn95_w")
# Rows read at a time: some tens of megabytes.
CHUNK = 500_000
# Years outside are cells of another column.
YEARS = (1900, 2100)
# What stands where there is no rate: nothing, or the marks of R and Stata.
NO_NUMBER = ("", "NA", ".")
SOURCE = "Teti, Global Tariff Database"


@checked(TariffError)
def read_teti(
    path: str | Path,
    *,
    years: Iterable[int],
    measure: str = "tariff95",
    importers: Collection[str] | None = None,
    sectors: Collection[str] | None = None,
    progress: Callable[[int], None] | None = None,
    chunk_rows: int = CHUNK,
) -> pd.DataFrame:
    """Applied tariffs by importer, exporter and sector or product, of some years of the database.

    Args:
        path: ``tariff_isic33_88_21_vbeta1-2024-12.csv`` or another of its csv files, unpacked.
        years: those to keep: the file is read in pieces, and only these rows are held.
        measure: of :data:`MEASURES`; simple averages that are not top-coded have outliers of specific duties (United States
            food 91 percent), so that ``tariff95`` or a weighted one is safer.
        importers: codes of three letters; None keeps all.
        sectors: as the file has them (ISIC revision 3, GTAP, HS); None keeps all. Services have rates without a meaning.
        progress: called with the number of rows read so far.
        chunk_rows: rows read at a time.

    Returns:
        The tidy table: kind ``applied`` (or ``mfn``), rates as fractions, from the first to the last day of the year, sector as
        the file has it; rows without a number are left out and counted in the attribute ``without_rate``.

    Raises:
        TariffError: no such file, another header, numbers that are none or fractions, rows given twice, no row of these years.

    Source:
        Teti (2024), Global Tariff Database; cite it.
    """
    path, wanted = Path(path), {int(year) for year in years}
    if measure not in MEASURES:
        raise TariffError(message(f"read_teti: unknown measure {measure!r}", expected=f"one of {', '.join(MEASURES)}"))
    if not path.is_file():
        raise TariffError(
            message(f"there is no file {path}", expected="a csv file of the database, unpacked from its 7z")
        )
    _check_header(path, measure)
    parts, without, read = [], 0, 0
    for piece in _pieces(path, [*KEYS, measure], chunk_rows):
        # The first row stands on line 2.
        piece.index = pd.RangeIndex(read + 2, read + 2 + len(piece))
        read += len(piece)
        _check_years(path.name, piece)
        kept = _kept(piece, wanted, importers, sectors)
        empty = kept[measure].isin(NO_NUMBER)
        without += int(empty.sum())
        parts.append(_numbers(path.name, kept[~empty], measure))
        if progress is not None:
            progress(read)
    table = pd.concat(parts)
    if table.empty:
        raise TariffError(
            message(f"{path.name} has no rates of {_years(wanted)}", got=f"{read} rows, none of them kept")
        )
    return _tidy(path.name, table, measure, without)


def _check_header(path: Path, measure: str) -> None:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline(10_000).strip()
    names = [name.strip('"') for name in header.split(",")]
    missing = [name for name in (*KEYS, measure) if name not in names]
    if missing:
        title = f"{path.name}:1 has no column {', '.join(missing)}"
        raise TariffError(message(title, expected=f"{', '.join(KEYS)}, {measure}", got=shortened(header, 160)))


def _pieces(path: Path, columns: list[str], rows: int) -> Iterator[pd.DataFrame]:
    """The columns of a file, so many rows at a time, as text.

    Raises:
        TariffError: rows of more cells than the header, or a quotation mark that nothing closes.
    """
    options: dict[str, Any] = {"usecols": columns, "dtype": str, "keep_default_na": False, "encoding_errors": "replace"}
    try:
        with pd.read_csv(path, chunksize=rows, **options) as pieces:
            yield from pieces
    except pd.errors.ParserError as error:
        text = shortened(" ".join(str(error).split()), 160)
        raise TariffError(message(f"{path.name} is no table", got=text, do="get the file again")) from None


def _check_years(name: str, piece: pd.DataFrame) -> None:
    """Every row has a year: one that was cut off, or shifted, is not passed over as one of another year."""
    years = pd.to_numeric(pd.Series(piece["year"].unique()), errors="coerce")
    wrong = set(piece["year"].unique()[~years.between(*YEARS).to_numpy()])
    if wrong:
        rows = piece["year"][piece["year"].isin(wrong)]
        lines = [f"{name}:{line}: year is {shortened(str(cell))!r}; expected a year" for line, cell in rows.items()]
        raise TariffError(message(f"{name} cannot be read", details=listed(lines, SHOWN, indent="")))


def _kept(
    piece: pd.DataFrame, years: Collection[int], importers: Collection[str] | None, sectors: Collection[str] | None
) -> pd.DataFrame:
    kept = piece["year"].isin([str(year) for year in years])
    if importers is not None:
        kept &= piece["iso1"].isin(list(importers))
    if sectors is not None:
        kept &= piece["sector"].isin([str(sector) for sector in sectors])
    return piece[kept]


def _numbers(name: str, kept: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows with their rate as a number, percent.

    Raises:
        TariffError: text in place of a number, or a rate that is none.
    """
    rate = pd.to_numeric(kept[measure], errors="coerce").astype(float)
    bad = rate.isna() | (rate < 0) | (rate > HIGHEST_PERCENT)
    if bad.any():
        lines = [
            f"{name}:{line}: {measure} is {shortened(str(cell))!r}; expected a percentage from 0 to {HIGHEST_PERCENT:g}"
            for line, cell in kept.loc[bad, measure].items()
        ]
        raise TariffError(message(f"{name} cannot be read", details=listed(lines, SHOWN, indent="")))
    return kept.assign(rate=rate)


def _tidy(name: str, table: pd.DataFrame, measure: str, without: int) -> pd.DataFrame:
    twice = table.duplicated(list(KEYS))
    if twice.any():
        lines = [f"{name}:{line}: {' '.join(row)} was given before" for line, row in _rows(table[twice])]
        raise TariffError(message(f"{name} has rows twice", details=listed(lines, SHOWN, indent="")))
    dutiable = table["rate"][table["rate"] > 0]
    if len(dutiable) and float(dutiable.max()) <= 1:
        title = f"{name}: no rate is above 1"
        raise TariffError(
            message(title, expected="percentages, as the database has them", do="these look like fractions")
        )
    found = table.assign(
        importer=table["iso1"],
        exporter=table["iso2"],
        product="",
        rate=table["rate"] / 100,
        kind=_kind(measure),
        source=SOURCE,
    )
    found["from"] = pd.to_datetime(found["year"] + "-01-01")
    found["until"] = found["from"] + pd.offsets.YearEnd()
    tidy = found[list(TIDY)].reset_index(drop=True)
    tidy.attrs |= {"measure": measure, "without_rate": without}
    return tidy


def _rows(table: pd.DataFrame) -> list[tuple[object, tuple[str, ...]]]:
    keys = table[list(KEYS)].itertuples(index=False, name=None)
    return list(zip(table.index, keys, strict=True))


def _kind(measure: str) -> str:
    if measure.startswith("mfn"):
        return "mfn"
    return "applied"


def _years(years: Collection[int]) -> str:
    return ", ".join(str(year) for year in np.sort(list(years)))
