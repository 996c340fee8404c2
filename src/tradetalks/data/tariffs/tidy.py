"""One table for tariffs from anywhere: who on whom, product or sector, rate, kind, from when to when; and one's own csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from tradetalks.data.countries import country_code, find_country, find_group
from tradetalks.data.partners import MEMBERS, UNION, members_of_union
from tradetalks.data.tariffs.cells import UNITS, TariffCells, days, product_codes, rates, read_cells
from tradetalks.errors import AccountsError, TariffError, message, parts
from tradetalks.inputs import checked

# Every reader gives these columns. Codes are text, rates fractions, days midnight of that day (NaT: open), empty text where one
# does not apply.
TIDY = ("importer", "exporter", "product", "sector", "rate", "kind", "from", "until", "source")
KEY = ["importer", "exporter", "product", "sector", "kind", "from"]
# What a rate may be: duties by law, as the laws of ``files/tariffs`` call them, or sums of several.
KINDS = (
    "mfn", "preference", "applied", "section_301", "section_232", "reciprocal", "emergency", "fentanyl", "section_122",
    "retaliation", "additional", "total",
)  # fmt: skip
# All exporters, as MFN rates are on.
ALL_EXPORTERS = "all"


@checked(TariffError)
def read_tariffs(
    path: str | Path,
    *,
    unit: str | None = None,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    restore_zeros: bool = False,
    accept: Iterable[str] = (),
) -> pd.DataFrame:
    """Tariffs of one's own, a row each rate.

    Args:
        path: a csv file with the columns importer, product (a code of the Harmonized System) or sector, and rate; it may have
            exporter (all where absent), unit, kind, from, until and source. Countries in any spelling; labels of regions stay as
            they are.
        unit: ``percent`` or ``fraction``, where the file has no column unit: nothing is guessed.
        kind: of :data:`KINDS`, where the file has no column kind; ``applied`` where neither says.
        columns: what columns are called here, by their names in the file, as ``{"hs6": "product"}``.
        restore_zeros: give codes back the leading zero that a spreadsheet took.
        accept: ``small_rates``: most percentages are below 1, and right; ``negative_rates``: some are below 0, and right.

    Returns:
        The columns of :data:`TIDY`, in the order of the file.

    Raises:
        TariffError: with every problem, by file and line: columns, numbers, units that are missing or mixed, codes that lost a
            leading zero, unknown kinds, days, rows given twice, the European Union beside its members.
    """
    path = Path(path)
    cells = read_cells(path, ("importer", "rate"), columns)
    table = cells.table
    if "product" not in table and "sector" not in table:
        got = ", ".join(table.columns)
        raise TariffError(
            message(f"{path.name}:1 has no column product and no column sector", expected="one of them", got=got)
        )
    units = _stated(cells, "unit", unit, UNITS, "")
    cells.stop_if_wrong()
    found = pd.DataFrame(index=table.index)
    found["importer"] = _places(table["importer"])
    found["exporter"] = ALL_EXPORTERS
    if "exporter" in table:
        found["exporter"] = _places(table["exporter"])
    found["product"] = ""
    if "product" in table:
        found["product"] = product_codes(cells, "product", restore_zeros=restore_zeros)
    found["sector"] = table.get("sector", "")
    found["rate"] = rates(cells, "rate", units, accept=accept)
    found["kind"] = _stated(cells, "kind", kind, KINDS, "applied")
    for column in ("from", "until"):
        found[column] = days(cells, column) if column in table else pd.NaT
    found["source"] = table.get("source", path.name)
    return finished(cells, found)


def finished(cells: TariffCells, found: pd.DataFrame) -> pd.DataFrame:
    """The tidy table, after the checks that every table passes.

    Raises:
        TariffError: with all problems of ``cells``, rows given twice, ends before beginnings, the Union beside its members.
    """
    _check_twice(cells, found)
    late = found["until"].notna() & found["from"].notna() & (found["until"] < found["from"])
    cells.problems += [(int(line), "until is before from") for line in found.index[late]]
    for column in ("importer", "exporter"):
        _check_union(cells, found, column)
    cells.stop_if_wrong()
    tidy = found[list(TIDY)].reset_index(drop=True)
    for column in ("from", "until"):
        tidy[column] = pd.to_datetime(tidy[column])
    return tidy


def check_together(name: str, table: pd.DataFrame) -> None:
    """What holds between tables that were read apart: no row twice, not the Union beside its members.

    Args:
        name: what they are called together.
        table: all of them, tidy.

    Raises:
        TariffError: it does not.
    """
    cells = TariffCells(name, table, ".")
    for key in dict.fromkeys(_keys(table[table.duplicated(KEY)])):
        cells.problems.append((0, f"{' '.join(str(part) for part in key if part)} is in two files"))
    for column in ("importer", "exporter"):
        _check_union(cells, table, column)
    cells.stop_if_wrong()


@checked(TariffError)
def write_tariffs(table: pd.DataFrame, path: str | Path) -> None:
    """Write a tidy table as csv that :func:`read_tariffs` reads: rates as fractions, days as year-month-day.

    Args:
        table: the columns of :data:`TIDY`; further ones are written too.
        path: the file.
    """
    written = table.assign(unit="fraction")
    for column in ("product", "sector"):
        if (written[column] == "").all():
            written = written.drop(columns=column)
    written.to_csv(path, index=False, date_format="%Y-%m-%d", lineterminator="\n")


def _stated(
    cells: TariffCells, column: str, given: str | None, allowed: tuple[str, ...], default: str
) -> pd.Series[str]:
    """A word of each row: its column's, or what the caller says."""
    if column in cells.table:
        words = cells.table[column].str.lower()
        cells.wrong(~words.isin(allowed), column, f"one of {', '.join(allowed)}")
        return words
    word = given or default
    if word not in allowed:
        expected = f"{column} = {' or '.join(repr(name) for name in allowed[:2])}, or a column {column}"
        title = f"{cells.name}: the {column} of the rates is not said"
        if given:
            title, expected = f"{cells.name}: unknown {column} {given!r}", f"one of {', '.join(allowed)}"
        raise TariffError(message(title, expected=expected, do="say it: nothing is guessed"))
    return pd.Series(word, cells.table.index)


def _places(names: pd.Series[str]) -> pd.Series[str]:
    """Codes of countries in any spelling; the European Union as EU; what is no country stays as it is."""
    known = {name: _place(name) for name in names.unique()}
    return names.map(known)


def _place(name: str) -> str:
    group = find_group(name)
    if group is not None and group.label == MEMBERS:
        return UNION
    return find_country(name) or name


def reporter(cells: TariffCells, column: str) -> pd.Series[str]:
    """A column of countries as official tables number them; what is no country is a problem."""
    known: dict[str, str] = {}
    for name in cells.table[column].unique():
        if _place(name) == UNION:
            known[name] = UNION
            continue
        try:
            known[name] = country_code(name)
        except AccountsError as error:
            rows = cells.table[column] == name
            cells.wrong(rows, column, f"a country; {parts(str(error))['do'] or 'give its code'}")
    return cells.table[column].map(known)


def _check_twice(cells: TariffCells, found: pd.DataFrame) -> None:
    """Rows that say who, what, of which kind and since when as an earlier one does."""
    twice = found.duplicated(KEY)
    first = {key: line for line, key in zip(found.index[::-1], _keys(found.iloc[::-1]), strict=True)}
    for line, key in zip(found.index[twice], _keys(found[twice]), strict=True):
        words = " ".join(str(part) for part in key[:4] if part)
        cells.problems.append((int(line), f"{words} was given before, on line {first[key]}"))


def _keys(found: pd.DataFrame) -> list[tuple[object, ...]]:
    keys = found[KEY].astype({"from": str})
    return list(keys.itertuples(index=False, name=None))


def _check_union(cells: TariffCells, found: pd.DataFrame, column: str) -> None:
    """The European Union and one of its members in one column, on the same product, kind and day: one of them is too much."""
    rest = [name for name in KEY if name != column]
    union = found[found[column] == UNION]
    members = found[found[column].isin(members_of_union())]
    if union.empty or members.empty:
        return
    both = members.merge(union[rest], on=rest)
    if not both.empty:
        names = ", ".join(sorted(both[column].unique())[:3])
        text = f"{column} EU (918) stands beside its members {names}"
        cells.problems.append((0, f"{text}: they have one customs tariff; keep the Union or its 27 members"))
