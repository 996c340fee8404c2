"""Public trackers of United States tariffs: averages by country and date, by day, by chapter; and lists of products."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tradetalks.data.tariffs.cells import TariffCells, cells_of_bytes, days, product_codes, rates, read_cells
from tradetalks.data.tariffs.tidy import finished, reporter
from tradetalks.errors import TariffError, message, shortened
from tradetalks.inputs import checked

SOURCE = "github.com/tradewartracker/trade-war-redux-2025"
# Columns by which each table is recognised.
BY_COUNTRY = ("date", "country_name", "effective tariff")
BY_DAY = ("date", "import_weighted_avg_tariff")
BY_CHAPTER = ("HS2", "CTY_NAME", "2025_tariff_increase", "2024_tariff")
# Names of the column of codes in lists of products.
CODES = ("HTSUS", "hts_code", "hts8", "hts10", "hts_prefix", "product")
# Letters of a header that is looked at.
HEADER = 4_000


@checked(TariffError)
def read_tracker(path: str | Path) -> pd.DataFrame:
    """A table of tradewartracker: ``country-by-time.csv``, ``daily-tariff-latest-data.csv`` or ``data-hs2/hs2-tariff-*.csv``.

    Args:
        path: the file as it is published; which of them is told by its columns.

    Returns:
        The tidy table, importer USA. By country and date: kind ``additional``, from each date to the day before the next. By
        day: kind ``total`` (the base included), exporter ``all``. By chapter: kinds ``additional`` and ``applied`` (2024),
        product the chapter.

    Raises:
        TariffError: another header; every problem by line.

    Source:
        github.com/tradewartracker/trade-war-redux-2025.
    """
    path = Path(path)
    readers: tuple[tuple[tuple[str, ...], Callable[[Path], pd.DataFrame]], ...] = (
        (BY_COUNTRY, _by_country),
        (BY_DAY, _by_day),
        (BY_CHAPTER, _by_chapter),
    )
    header = _header(path)
    for columns, read in readers:
        if all(column in header for column in columns):
            return read(path)
    expected = "; or ".join(", ".join(columns) for columns, _ in readers)
    raise TariffError(
        message(f"{path.name} is no table of the tracker", expected=expected, got=shortened(", ".join(header), 160))
    )


def _header(path: Path) -> list[str]:
    if not path.is_file():
        raise TariffError(message(f"there is no file {path}", expected="a csv file of the tracker"))
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return [name.strip().strip('"') for name in file.readline(HEADER).split(",")]


def _blank(cells: TariffCells) -> pd.DataFrame:
    found = pd.DataFrame(index=cells.table.index)
    found["importer"], found["exporter"], found["product"], found["sector"] = "USA", "all", "", ""
    found["source"] = SOURCE
    return found


def _percent(cells: TariffCells, column: str) -> pd.Series[float]:
    return rates(cells, column, pd.Series("percent", cells.table.index), accept=("small_rates", "negative_rates"))


def _by_country(path: Path) -> pd.DataFrame:
    cells = read_cells(path, BY_COUNTRY)
    found = _blank(cells)
    found["exporter"] = reporter(cells, "country_name")
    found["rate"], found["kind"] = _percent(cells, "effective tariff"), "additional"
    found["from"] = days(cells, "date")
    ordered = found.sort_values(["exporter", "from"])
    found["until"] = ordered.groupby("exporter")["from"].shift(-1) - pd.Timedelta(days=1)
    return finished(cells, found)


def _by_day(path: Path) -> pd.DataFrame:
    cells = read_cells(path, BY_DAY)
    found = _blank(cells)
    found["rate"], found["kind"] = _percent(cells, "import_weighted_avg_tariff"), "total"
    found["from"] = days(cells, "date")
    found["until"] = found["from"]
    return finished(cells, found)


def _by_chapter(path: Path) -> pd.DataFrame:
    cells = read_cells(path, BY_CHAPTER)
    found = _blank(cells)
    found["exporter"] = reporter(cells, "CTY_NAME")
    found["product"] = product_codes(cells, "HS2")
    found["from"], found["until"] = pd.NaT, pd.NaT
    base = found.assign(rate=_percent(cells, "2024_tariff"), kind="applied")
    added = found.assign(rate=_percent(cells, "2025_tariff_increase"), kind="additional")
    return finished(cells, pd.concat([base, added]))


@checked(TariffError)
def read_product_list(path: str | Path, *, restore_zeros: bool = False) -> pd.DataFrame:
    """A list of products as annexes and trackers have them: ``HTSUS``; ``hts_code,digits``; ``hts8,list,ch99_code``; no header.

    Args:
        path: a csv file; codes of 4 to 10 digits, with or without dots.
        restore_zeros: give codes back the leading zero that a spreadsheet took.

    Returns:
        Column ``product`` (digits as text), and the further columns of the file as text; codes given twice are one row where
        the whole rows agree.

    Raises:
        TariffError: no column of codes; codes that are none or lost a leading zero, by line.
    """
    path = Path(path)
    if not path.is_file():
        raise TariffError(message(f"there is no file {path}", expected="a csv file of product codes"))
    data = path.read_bytes()
    first = data.decode("utf-8-sig", errors="replace").partition("\n")[0].strip()
    name = next((column for column in CODES if column in _names(first)), "")
    first_line = 2
    if not name:
        data, name, first_line = _header_of(first, path.name) + data, "product", 1
    cells = cells_of_bytes(data, path.name, (name,), first_line=first_line)
    codes = product_codes(cells, name, restore_zeros=restore_zeros)
    cells.stop_if_wrong()
    rest = cells.table.drop(columns=name)
    return pd.concat([codes.rename("product"), rest], axis=1).drop_duplicates().reset_index(drop=True)


def _names(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.replace(";", ",").replace("\t", ",").split(",")]


def _header_of(first: str, name: str) -> bytes:
    """The header of a list that has none: codes alone, or a number, a code and a description, as lists of Chinese duties are.

    Raises:
        TariffError: neither.
    """
    cells = _names(first)
    digits = [cell.replace(".", "").isdigit() for cell in cells]
    if digits == [True]:
        return b"product\n"
    if len(cells) == 3 and digits[:2] == [True, True]:
        return b"number,product,description\n"
    title = f"{name}:1 has no column of product codes"
    raise TariffError(
        message(title, expected=f"one of {', '.join(CODES)}, or codes without a header", got=shortened(first, 160))
    )
