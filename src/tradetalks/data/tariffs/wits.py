"""Bulk tables of WITS (UNCTAD TRAINS): MFN and preferential ad valorem equivalents by product, a file each job."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from tradetalks.data.tariffs.cells import TariffCells, cells_of_bytes, numbers, product_codes, rates
from tradetalks.data.tariffs.tidy import ALL_EXPORTERS, check_together, finished, reporter
from tradetalks.errors import TariffError, message
from tradetalks.inputs import checked

COLUMNS = ("NomenCode", "Reporter_ISO_N", "Year", "ProductCode", "SimpleAverage")
# Editions of the Harmonized System by the code of WITS.
REVISIONS = {"H0": 1992, "H1": 1996, "H2": 2002, "H3": 2007, "H4": 2012, "H5": 2017, "H6": 2022}
# Partner of all: the World.
WORLD = ("0", "000")


@checked(TariffError)
def read_wits(
    path: str | Path,
    *,
    years: Iterable[int] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    restore_zeros: bool = False,
    accept: Iterable[str] = (),
) -> pd.DataFrame:
    """MFN and preferential tariffs of WITS' bulk download.

    Args:
        path: a csv file (``JobID_123.CSV``), a folder of them, or the zip as it comes.
        years: those to keep; None keeps all.
        groups: beneficiaries by the code of a preference group, as WITS' beneficiary table lists them; partners that are
            countries need none.
        restore_zeros: give codes back the leading zero that a spreadsheet took.
        accept: ``small_rates``: most rates are below 1 percent, and right.

    Returns:
        The tidy table: kind ``mfn`` (exporter ``all``) or ``preference``, rates SimpleAverage / 100, from the first to the last
        day of the year. Attributes: ``revisions`` (of the Harmonized System), ``without_rate`` (lines that TRAINS has no ad
        valorem equivalent for: they are not in the table).

    Raises:
        TariffError: every problem by file and line: no such columns, numbers, codes that lost a leading zero, groups without
            beneficiaries, the European Union (918) beside its members, rows given twice.

    Source:
        World Bank, World Integrated Trade Solution; UNCTAD TRAINS. TRAINS fills missing preferences with MFN and skips years
        that were not reported.
    """
    path = Path(path)
    wanted = None if years is None else {int(year) for year in years}
    parts, revisions, without = [], set(), 0
    for name, data in _files(path):
        cells = cells_of_bytes(data, name, COLUMNS)
        found, empty = _tidy(cells, groups or {}, restore_zeros, tuple(accept))
        if wanted is not None:
            found = found[found["from"].dt.year.isin(wanted)]
        parts.append(found)
        revisions |= set(cells.table["NomenCode"])
        without += empty
    table = pd.concat(parts, ignore_index=True)
    # Reporters come in files of their own.
    check_together(path.name, table)
    table.attrs |= {"revisions": tuple(sorted(revisions)), "without_rate": without}
    return table


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every csv file.

    Raises:
        TariffError: there is none.
    """
    found: list[tuple[str, bytes]] = []
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".csv")
        found = [(str(file.relative_to(path)), file.read_bytes()) for file in inside]
    elif path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(".csv"))
            found = [(f"{path.name}/{name}", archive.read(name)) for name in names]
    elif path.is_file():
        found = [(path.name, path.read_bytes())]
    if not found:
        raise TariffError(
            message(f"there is no csv file in {path}", expected="the zip of WITS' bulk download, or its files")
        )
    yield from found


def _tidy(
    cells: TariffCells, groups: Mapping[str, Sequence[str]], restore_zeros: bool, accept: Sequence[str]
) -> tuple[pd.DataFrame, int]:
    """The tidy table of a file, and how many of its lines have no rate."""
    cells.wrong(~cells.table["NomenCode"].isin(REVISIONS), "NomenCode", f"one of {', '.join(REVISIONS)}")
    year = numbers(cells, "Year")
    cells.wrong(~year.between(1980, 2100), "Year", "a year")
    cells.stop_if_wrong()
    empty = cells.table["SimpleAverage"] == ""
    cells.table = cells.table[~empty]
    first_day = year[~empty].astype(int).astype(str) + "-01-01"
    found = pd.DataFrame(index=cells.table.index)
    found["importer"] = reporter(cells, "Reporter_ISO_N")
    found["exporter"], found["kind"] = ALL_EXPORTERS, "mfn"
    found["product"] = product_codes(cells, "ProductCode", restore_zeros=restore_zeros)
    found["sector"] = ""
    found["rate"] = rates(cells, "SimpleAverage", pd.Series("percent", found.index), accept=accept)
    found["from"] = pd.to_datetime(first_day)
    found["until"] = found["from"] + pd.offsets.YearEnd()
    found["source"] = "WITS, UNCTAD TRAINS, " + cells.table["NomenCode"]
    if "Partner" in cells.table:
        found = _with_partners(cells, found, groups)
    return finished(cells, found), int(empty.sum())


def _with_partners(cells: TariffCells, found: pd.DataFrame, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Preferences by beneficiary: a row each country of a group."""
    partner = cells.table["Partner"]
    named = partner.isin(list(groups)) | partner.isin(WORLD)
    single = TariffCells(cells.name, cells.table[~named], cells.decimal)
    countries = reporter(single, "Partner")
    for line, text in single.problems:
        advice = 'preference groups need their beneficiaries: groups={"F01": ["MEX", "CAN"]}'
        cells.problems.append((line, f"{text}; {advice}"))
    found["kind"] = "preference"
    lists = {name: list(members) for name, members in groups.items()} | {name: [ALL_EXPORTERS] for name in WORLD}
    found["exporter"] = [lists.get(name, countries.get(line, "")) for line, name in partner.items()]
    return found.explode("exporter")
