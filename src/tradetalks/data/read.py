"""A folder of tables as labelled accounts. Every problem of every table is reported at once, with file and line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.accounts import SQUARE_FIRST, build_accounts
from tradetalks.data.plausibility import some
from tradetalks.data.variables import REGIONAL
from tradetalks.errors import AccountsError, listed, message, shortened
from tradetalks.inputs import PATH, argument

Array = np.ndarray

COLUMNS: dict[str, tuple[str, ...]] = {
    "regions.csv": ("region", "name"),
    "sectors.csv": ("sector", "name", "tradable", "trade_elasticity", "scale_elasticity"),
    "flows.csv": ("exporter", "importer", "sector", "value_busd", "tariff"),
    "intermediate_use.csv": ("region", "input", "using_sector", "value_busd"),
    "final_use_and_value_added.csv": ("region", "sector", "final_use_busd", "value_added_busd"),
}
# Columns that a table may have besides: numbers of people, with which nothing is solved.
OPTIONAL_COLUMNS: dict[str, tuple[str, ...]] = {
    "regions.csv": ("population_million", "households_million"),
    "final_use_and_value_added.csv": ("employment_million",),
}
# Columns that hold labels or names; all others hold numbers.
TEXT = {"region", "name", "sector", "exporter", "importer", "input", "using_sector"}
# Columns that say where the numbers of a row belong.
KEYS = {
    "flows.csv": ("importer", "exporter", "sector"),
    "intermediate_use.csv": ("region", "input", "using_sector"),
    "final_use_and_value_added.csv": ("region", "sector"),
}
# Bytes.
MEGABYTE = 1e6
# Bytes of a table: the flows of 200 regions and 100 sectors take 160 MB.
LARGEST_TABLE = 256 * MEGABYTE
# Letters of a line of column names: five names take 60.
LONGEST_HEADER = 10_000
# Letters of a line of a message.
LINE = 120
# Problems that a message lists: a screenful.
SHOWN = 20
# Rows that are named where rows are missing: enough to see what they have in common.
FIRST_MISSING = 3
# Row 0 of a table stands on line 2 of its file, below the header.
FIRST_LINE = 2


def read_accounts(
    folder: str | Path,
    *,
    attrs: Mapping[str, object] | None = None,
    tariff_max: float | None = None,
    accept: Sequence[str] = (),
    repair: Sequence[str] = (),
) -> xr.Dataset:
    """Labelled accounts from the five tables of a folder (the shipped ``world2017`` is an example).

    Args:
        folder: holds ``regions.csv``, ``sectors.csv``, ``flows.csv``, ``intermediate_use.csv`` and
            ``final_use_and_value_added.csv`` with the columns of :data:`COLUMNS`, and those of :data:`OPTIONAL_COLUMNS` where
            people are counted; values in billion dollars a year,
            tariffs as fractions, one row for every combination of labels.
        attrs: facts about the data, as ``title``, ``year`` and ``source``; the name is the folder's.
        tariff_max: the largest tariff, a fraction; None is 5 (500 percent), above which a number is taken for a percentage.
        accept: names of doubts that are right here, see :func:`tradetalks.check_accounts`.
        repair: rules for negative entries and gaps, ``destocking``, ``value_added`` and ``balance``: see
            :func:`tradetalks.mend_accounts`.

    Returns:
        Dataset of :data:`tradetalks.data.variables.VARIABLES`, checked.

    Raises:
        AccountsError: with every problem of every table (missing file or column, text where a number belongs, unknown
            label, row given twice or missing, a file that is too large, of another encoding or separated by semicolons), or
            with every failed identity.

    Warns:
        UnlikelyData: what is possible and more often a slip, see :func:`tradetalks.check_accounts`.

    Source:
        The layout of an inter-country input-output table (OECD), one row a cell.
    """
    folder = Path(argument("read_accounts", "folder", folder, PATH, AccountsError))
    problems: list[str] = []
    tables = {name: _table(folder / name, columns, problems) for name, columns in COLUMNS.items()}
    _stop(folder, problems)
    regions = tables["regions.csv"]["region"].tolist()
    sectors = tables["sectors.csv"]["sector"].tolist()
    problems += _given_twice(tables)
    _stop(folder, problems)
    index = {name: _index(tables[name], name, regions, sectors, problems) for name in KEYS}
    _stop(folder, problems)

    def array(name: str, column: str) -> Array:
        out = np.zeros([len(_labels(key, regions, sectors)) for key in KEYS[name]])
        out[index[name]] = tables[name][column].to_numpy(float)
        return out

    def if_given(name: str, column: str) -> Array | None:
        """The numbers of a column that a table may lack."""
        if column not in tables[name]:
            return None
        if name in KEYS:
            return array(name, column)
        return tables[name][column].to_numpy(float)

    sector_table = tables["sectors.csv"]
    return build_accounts(
        regions=regions,
        sectors=sectors,
        flows_nij=array("flows.csv", "value_busd"),
        tariff_nij=array("flows.csv", "tariff"),
        use_nkj=array("intermediate_use.csv", "value_busd"),
        final_nj=array("final_use_and_value_added.csv", "final_use_busd"),
        value_added_nj=array("final_use_and_value_added.csv", "value_added_busd"),
        theta_j=sector_table["trade_elasticity"].to_numpy(float),
        psi_j=sector_table["scale_elasticity"].to_numpy(float),
        tradable_j=(sector_table["tradable"].to_numpy(float) != 0).tolist(),
        region_names=tables["regions.csv"]["name"].tolist(),
        sector_names=sector_table["name"].tolist(),
        population_n=if_given("regions.csv", "population_million"),
        households_n=if_given("regions.csv", "households_million"),
        employment_nj=if_given("final_use_and_value_added.csv", "employment_million"),
        attrs={"name": folder.name, **(attrs or {})},
        tariff_max=tariff_max,
        accept=accept,
        repair=repair,
    )


def _given_twice(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Labels of regions and sectors that stand in two rows."""
    for name, key in (("regions.csv", "region"), ("sectors.csv", "sector")):
        for row in np.flatnonzero(tables[name].duplicated([key])):
            yield f"{name}:{row + FIRST_LINE}: {key} {shortened(tables[name][key].iloc[row])} was given before"


def _labels(key: str, regions: Sequence[str], sectors: Sequence[str]) -> Sequence[str]:
    """The labels that a column of keys may hold."""
    if key in REGIONAL:
        return regions
    return sectors


def _stop(folder: Path, problems: list[str]) -> None:
    if problems:
        title = f"accounts folder {folder} cannot be read: {len(problems)} problems"
        raise AccountsError(message(title, details=listed(problems, SHOWN, indent="")))


def table_text(path: Path, columns: Sequence[str]) -> str:
    """The text of a table, where it is one that can be read within reason.

    Raises:
        BadTable: no regular file, too large, of another encoding, or not separated by commas.
    """
    if not path.exists():
        raise BadTable(f"no such file; expected columns {', '.join(columns)}")
    if not path.is_file():
        raise BadTable("not a regular file")
    if path.stat().st_size > LARGEST_TABLE:
        raise BadTable(f"{path.stat().st_size / MEGABYTE:.0f} MB, more than {LARGEST_TABLE / MEGABYTE:.0f}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(f"not encoded in UTF-8 (byte {error.start}); save it as UTF-8") from None
    if "\0" in text:
        raise BadTable("holds zero bytes; not a text")
    header, _, _ = text.partition("\n")
    if len(header) > LONGEST_HEADER:
        raise BadTable(f"the first line has {len(header)} letters; expected columns {', '.join(columns)}")
    if ";" in header and "," not in header:
        raise BadTable("separated by semicolons; write commas, and points in numbers")
    return text


class BadTable(ValueError):
    """Why a file is no table."""


def cells_of(text: str) -> pd.DataFrame:
    """The cells of a table of comma-separated values, as text.

    Args:
        text: of the whole file, the names of the columns on its first line.

    Raises:
        BadTable: nothing in it, or rows of more cells than the first; says on which line.
    """
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError:
        raise BadTable("empty; expected a table of comma-separated values") from None
    except pd.errors.ParserError as error:
        found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if found is None:
            raise BadTable("not a table of comma-separated values") from None
        expected, line, seen = found.groups()
        raise BadTable(f"line {line} has {seen} cells, those above it {expected}") from None


def _table(path: Path, columns: Sequence[str], problems: list[str]) -> pd.DataFrame:
    try:
        table = cells_of(table_text(path, columns))
    except BadTable as bad:
        problems.append(f"{path.name}: {bad}")
        return pd.DataFrame(columns=list(columns))
    missing = [c for c in columns if c not in table]
    if missing:
        problems.append(
            f"{path.name}:1: no column {', '.join(missing)}; got {shortened(', '.join(table.columns), LINE)}"
        )
        return table
    also = [c for c in OPTIONAL_COLUMNS.get(path.name, ()) if c in table]
    for column in (c for c in (*columns, *also) if c not in TEXT):
        numbers = pd.to_numeric(table[column], errors="coerce")
        for row in np.flatnonzero(numbers.isna()):
            problems.append(
                f"{path.name}:{row + FIRST_LINE}: {column} is {shortened(table[column].iloc[row])!r}; expected a number"
            )
        if column == "tradable":
            for row in np.flatnonzero(numbers.notna() & ~numbers.isin([0, 1])):
                problems.append(
                    f"{path.name}:{row + FIRST_LINE}: tradable is {table[column].iloc[row]!r}; expected 0 or 1"
                )
        table[column] = numbers
    return table


def _index(
    table: pd.DataFrame, name: str, regions: Sequence[str], sectors: Sequence[str], problems: list[str]
) -> tuple[Array, ...]:
    """Positions of every row, after checking that each combination of labels comes exactly once."""
    keys = KEYS[name]
    codes = []
    for key in keys:
        home = "regions.csv" if key in REGIONAL else "sectors.csv"
        code = pd.Index(_labels(key, regions, sectors)).get_indexer(pd.Index(table[key]))
        unknown = table[key][code < 0]
        for label in dict.fromkeys(unknown):
            rows = np.flatnonzero(unknown == label)
            first = int(unknown.index[rows[0]]) + FIRST_LINE
            problems.append(f"{name}:{first}: {key} {shortened(label)!r} is not in {home}{_more_rows(len(rows))}")
        codes.append(code)
    problems += _not_square(table, name, sectors)
    for row in np.flatnonzero(table.duplicated(list(keys))):
        labels = " ".join(table[key].iloc[row] for key in keys)
        problems.append(f"{name}:{row + FIRST_LINE}: {labels} was given before")
    problems += _missing_rows(name, [_labels(key, regions, sectors) for key in keys], codes)
    return tuple(codes)


def _more_rows(count: int) -> str:
    """How many rows a problem has, where it is more than the one that is named."""
    if count == 1:
        return ""
    return f" ({count} rows)"


def _not_square(table: pd.DataFrame, name: str, sectors: Sequence[str]) -> list[str]:
    """What to do about a table of input use with other products than industries."""
    if name != "intermediate_use.csv":
        return []
    products, industries = set(table["input"]), set(table["using_sector"])
    if products == industries or industries - set(sectors):
        return []
    return [f"{name}: {len(products)} products and {len(industries)} industries; {SQUARE_FIRST}"]


def _missing_rows(name: str, labels: Sequence[Sequence[str]], codes: Sequence[Array]) -> list[str]:
    """Combinations of labels without a row: the first of them; and by name the own purchases, which are never 0."""
    shape = [len(found) for found in labels]
    if any(np.any(code < 0) for code in codes):
        # A row with a label that is not known stands for one that is missing, and is told by itself.
        return []
    there = np.zeros(shape, bool)
    there[tuple(codes)] = True
    problems = []
    if name == "flows.csv":
        own = np.einsum("nnj->nj", there)
        without = [region for region, bought in zip(labels[0], own, strict=True) if not bought.any()]
        if without:
            problems.append(
                f"{name}: the own purchases (importer = exporter) of {some(without)} are missing: write what is sold less what "
                "is exported; they are never 0"
            )
            rows = [k for k, region in enumerate(labels[0]) if region in without]
            there[rows, rows] = True
    missing = np.argwhere(~there)
    if len(missing):
        first = [" ".join(found[k] for found, k in zip(labels, at, strict=True)) for at in missing[:FIRST_MISSING]]
        more = f" and {len(missing) - len(first)} more" if len(missing) > len(first) else ""
        problems.append(
            f"{name}: {int(there.sum())} of {there.size} combinations of {', '.join(KEYS[name])}; without "
            f"{', '.join(first)}{more}; write 0 where nothing flows"
        )
    return problems
