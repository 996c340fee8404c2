"""Tables of tariffs as text, line by line: any separator, decimal commas, encodings of Excel; problems by file and line."""

from __future__ import annotations

import dataclasses
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.data.products.codes import BadCode, read_code, with_leading_zero
from tradetalks.data.tables.separated import DECIMAL_COMMA, SEPARATORS, Dialect, dialect_of, without_separator_line
from tradetalks.data.tables.source import Member
from tradetalks.errors import AccountsError, TariffError, listed, message, shortened

# Problems that a message lists: a screenful. Letters of a cell in a message.
SHOWN, CELL = 20, 40
# Bytes of a table that is read whole: 1,000 countries and products take less; larger ones are streamed.
LARGEST = 512_000_000
# What stands in the United States' tariff database where a line refers to chapter 99 and has no rate of its own.
REFERENCE_MARK = 9999.999999
# Rates of products go up to some thousands of percent: specific duties, cigarettes. Above, a number is none.
HIGHEST_PERCENT = 5_000.0
# Above, a fraction is more likely a percentage: 500 percent.
HIGHEST_FRACTION = 5.0
# Where more than half of what is not free is below 1 percent, percentages are more likely fractions.
SMALL, SMALL_SHARE = 1.0, 0.5
UNITS = ("percent", "fraction")
# Doubts about rates, by the names that they are accepted by.
RATE_DOUBTS = ("small_rates", "negative_rates")
# What stands in quotes on a line; two quotes within are one.
QUOTED = re.compile(rb'"[^"]*"')


@dataclasses.dataclass
class TariffCells:
    """A table as text, its index the lines of the file, and the problems found in it so far.

    Args:
        name: of the file, for messages.
        table: cells without blanks at either end.
        decimal: the sign in numbers.
        separator: between cells.
        problems: line and what is wrong with it; 0 for what is wrong with all of it.
    """

    name: str
    table: pd.DataFrame
    decimal: str
    separator: str = ","
    problems: list[tuple[int, str]] = dataclasses.field(default_factory=list)

    def wrong(self, rows: NDArray[np.bool_] | pd.Series[bool], column: str, expected: str) -> None:
        """Note every row in which a column is not what was expected."""
        for line in self.table.index[np.asarray(rows)]:
            cell = shortened(str(self.table.at[line, column]), CELL)
            self.problems.append((int(line), f"{column} is {cell!r}; expected {expected}"))

    def stop_if_wrong(self) -> None:
        """Raise all problems at once.

        Raises:
            TariffError: there are some.
        """
        if not self.problems:
            return
        lines = [
            f"{self.name}:{line}: {text}" if line else f"{self.name}: {text}" for line, text in sorted(self.problems)
        ]
        count = f"{len(lines)} problem{'s' * (len(lines) > 1)}"
        title = f"the table of tariffs {self.name} cannot be read: {count}"
        raise TariffError(message(title, details=listed(lines, SHOWN, indent="")))


def read_cells(path: Path, needed: Sequence[str], renamed: Mapping[str, str] | None = None) -> TariffCells:
    """The cells of a table.

    Args:
        path: a csv file; separated by commas, semicolons, tabs or bars; UTF-8 or Windows-1252.
        needed: columns that must be there.
        renamed: what its columns are called here, by their names there.

    Raises:
        TariffError: no such file, no text, columns missing, lines of another length.
    """
    if not path.is_file():
        raise TariffError(message(f"there is no file {path}", expected=f"a csv file with {', '.join(needed)}"))
    if path.stat().st_size > LARGEST:
        size = f"{path.stat().st_size / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}"
        raise TariffError(
            message(f"{path.name} is too large to be read whole", got=size, do="split it by importer or year")
        )
    return cells_of_bytes(path.read_bytes(), path.name, needed, renamed)


def cells_of_bytes(
    data: bytes, name: str, needed: Sequence[str], renamed: Mapping[str, str] | None = None, *, first_line: int = 2
) -> TariffCells:
    """As :func:`read_cells`, of what a file holds; ``first_line`` is that of its first row, below the header."""
    below = without_separator_line(data)
    if below != data:
        data, first_line = below, first_line + 1
    try:
        dialect = dialect_of(Member(name, data))
    except AccountsError as error:
        raise TariffError(str(error)) from None
    _stop_at_long_lines(name, data, dialect, first_line)
    try:
        with warnings.catch_warnings():
            # Rows of more cells than the header: pandas would drop them.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.BytesIO(data),
                sep=dialect.separator,
                dtype=str,
                encoding=dialect.encoding,
                keep_default_na=False,
                skip_blank_lines=False,
                index_col=False,
            )
    except (ValueError, pd.errors.ParserError, pd.errors.ParserWarning) as error:
        text = shortened(" ".join(str(error).split()), 4 * CELL)
        raise TariffError(
            message(f"{name} is no table", got=text, expected="lines of as many cells as the first")
        ) from None
    table.columns = [str(column).strip() for column in table.columns]
    table = table.rename(columns=dict(renamed or {}))
    missing = [column for column in needed if column not in table]
    if missing:
        got = shortened(", ".join(map(str, table.columns)), 4 * CELL)
        title = f"{name}:{first_line - 1} has no column {', '.join(missing)}"
        advice = 'columns={"their name": "name here"} renames them'
        raise TariffError(message(title, expected=", ".join(needed), got=got, do=advice))
    table.index = pd.RangeIndex(first_line, len(table) + first_line)
    cells = TariffCells(name, table, _decimal(table, dialect), dialect.separator)
    blank = (table == "").all(axis=1)
    cells.problems += [
        (line, f"fewer cells than the {len(table.columns)} of the first line")
        for line in _cut_lines(data, dialect.separator.encode(), len(table.columns), first_line)
    ]
    cells.stop_if_wrong()
    cells.table = table[~blank].apply(lambda column: column.str.strip())
    if cells.table.empty:
        raise TariffError(message(f"{name} has no row below its header", expected="a row each rate"))
    return cells


def _decimal(table: pd.DataFrame, dialect: Dialect) -> str:
    """The sign in the numbers of the whole table, of which the dialect knows the first lines."""
    if dialect.separator == "," or dialect.decimal == ",":
        return dialect.decimal
    for column in table:
        numbers = table[column].str.strip().str.removesuffix("%").str.rstrip()
        if numbers.str.fullmatch(DECIMAL_COMMA).any():
            return ","
    return dialect.decimal


def _stop_at_long_lines(name: str, data: bytes, dialect: Dialect, first_line: int) -> None:
    """Refuse lines with more cells than the header: most likely commas stand in their numbers too.

    Raises:
        TariffError: names every such line.
    """
    separator = dialect.separator.encode()
    lines = io.BytesIO(data)
    width = _count(next(lines, b""), separator)
    if any(line.count(b'"') % 2 for line in io.BytesIO(data)):
        # A cell that goes on below: left to pandas.
        return
    long = [
        f"{name}:{number}: {_count(line, separator)} cells, the first line has {width}"
        for number, line in enumerate(lines, first_line)
        if _count(line, separator) > width
    ]
    if not long:
        return
    advice = "put what holds the separator in quotes, or take it away at the end of lines"
    if dialect.separator == ",":
        advice = "where commas stand in numbers too, separate cells by semicolons, or write 25.5 for 25,5"
    title = f"the table {name} has lines of more cells than the first"
    expected = f"cells separated by {SEPARATORS[dialect.separator]}, as many on each line"
    raise TariffError(message(title, expected=expected, do=advice, details=listed(long, SHOWN, indent="")))


def _count(line: bytes, separator: bytes) -> int:
    """Cells of a line; what stands in quotes is one."""
    if b'"' in line:
        line = QUOTED.sub(b"", line)
    return line.count(separator) + 1


def _cut_lines(data: bytes, separator: bytes, width: int, first_line: int) -> Iterator[int]:
    """Lines with fewer cells than the header, which pandas would fill up; a line with quotes is left to pandas."""
    # The header is line 1, or was put before line 1.
    for number, line in enumerate(io.BytesIO(data), first_line - 1):
        if line.strip() and b'"' not in line and line.count(separator) + 1 < width:
            yield number


def numbers(cells: TariffCells, column: str, *, may_be_empty: bool = False) -> pd.Series[float]:
    """A column as numbers; what is none is a problem. An empty cell is nan where it may be empty."""
    text = cells.table[column].str.removesuffix("%").str.strip()
    if cells.decimal == ",":
        text = text.str.replace(",", ".", regex=False)
    found = pd.to_numeric(text, errors="coerce").astype(float)
    bad = found.isna() | ~np.isfinite(found.fillna(0.0))
    if may_be_empty:
        bad &= cells.table[column] != ""
    expected = "a number"
    if cells.separator == "," and cells.table.loc[bad, column].str.contains(",").any():
        expected = (
            "a number with a decimal point (where cells are separated by commas, decimal commas cannot be told apart)"
        )
    cells.wrong(bad, column, expected)
    return found


def rates(cells: TariffCells, column: str, unit: pd.Series[str], *, accept: Iterable[str] = ()) -> pd.Series[float]:
    """A column of rates as fractions; every mixture of percentages and fractions that can be seen is a problem.

    Args:
        cells: the table.
        column: of rates.
        unit: ``percent`` or ``fraction``, a row each.
        accept: ``small_rates``: most rates are below 1 percent, and right; ``negative_rates``: some are below 0, and right.
    """
    found = numbers(cells, column)
    signed = cells.table[column].str.endswith("%")
    if signed.any() and not signed.all():
        cells.wrong(~signed, column, "a percent sign, as on other lines: percentages and fractions are mixed")
    percent = (unit == "percent") | signed
    mark = np.isclose(found, REFERENCE_MARK)
    cells.wrong(mark, column, "a rate: this mark stands for a reference to chapter 99, which has the rate")
    beyond = ~mark & np.where(percent, found > HIGHEST_PERCENT, found > HIGHEST_FRACTION)
    highest = f"a fraction up to {HIGHEST_FRACTION:g}, or unit: percent (are percentages mixed with fractions?)"
    cells.wrong(beyond & ~percent, column, highest)
    cells.wrong(beyond & percent, column, f"a percentage up to {HIGHEST_PERCENT:g}")
    cells.wrong(found <= np.where(percent, -100.0, -1.0), column, "a rate above -100 percent")
    if "negative_rates" not in accept:
        expected = "a rate of 0 or more: below 0 it pays for imports; if that is meant, accept negative_rates by name"
        cells.wrong((found < 0) & (found > np.where(percent, -100.0, -1.0)), column, expected)
    dutiable = percent & ~signed & (found > 0)
    small = dutiable & (found < SMALL)
    if "small_rates" not in accept and small.sum() > SMALL_SHARE * dutiable.sum():
        text = f"{small.sum()} of {dutiable.sum()} rates that are not free are below 1 percent: are they fractions?"
        cells.problems.append((0, f'{text} give unit="fraction", or accept small_rates by name'))
    return found.where(~percent, found / 100)


def product_codes(cells: TariffCells, column: str, *, restore_zeros: bool = False) -> pd.Series[str]:
    """A column of product codes as digits; a lost leading zero is a problem, unless it is to be restored."""
    known: dict[str, str] = {}
    bad: dict[str, str] = {}
    for word in cells.table[column].unique():
        meant = word
        if restore_zeros:
            meant = with_leading_zero(word)
        try:
            known[word] = read_code(meant)
        except BadCode as wrong:
            bad[word] = wrong.words
    for line, word in cells.table[column][cells.table[column].isin(bad)].items():
        text = bad[word]
        if "lost its leading zero" in text:
            text += "; or restore_zeros=True for the whole file"
        cells.problems.append((int(str(line)), f"{column}: {text}"))
    return cells.table[column].map(known)


def days(cells: TariffCells, column: str) -> pd.Series[pd.Timestamp]:
    """A column of days (year-month-day) or years; an empty cell is no day."""
    text = cells.table[column].str.replace(r"^(\d{4})$", r"\1-01-01", regex=True)
    found = pd.to_datetime(text.where(text != ""), format="%Y-%m-%d", errors="coerce")
    cells.wrong(found.isna() & (text != ""), column, "a day as 2025-11-14, or nothing")
    return found
