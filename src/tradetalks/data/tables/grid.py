"""A rectangle of numbers with labels above and beside it, from a text; whatever is no number is named by line and column."""

from __future__ import annotations

import csv
import dataclasses
import io
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from tradetalks.data.tables.separated import SEPARATORS, Dialect, dialect_of, first_lines
from tradetalks.data.tables.source import Member, no_numbers
from tradetalks.errors import AccountsError, listed, message, shortened

Array = np.ndarray
# Whether a layout leaves a cell empty, by the labels beside and above it.
MayBeEmpty = Callable[[Sequence[str], Sequence[str]], bool]
# Lines of which a message says how many cells they have.
LINES_SHOWN = 5
# Stands for the number of cells of a line that is none of a csv.
NOT_CELLS = -1


@dataclasses.dataclass(frozen=True)
class Grid:
    """Numbers with their labels.

    Args:
        name: of the file, for messages.
        heads: a line of labels above the numbers for each line of the header, one label a column.
        labels: a column of labels beside the numbers for each such column, one label a row.
        values: (rows, columns) numbers, all finite.
        first_line: of the file where the numbers begin.
        dialect: how the file is written.
    """

    name: str
    heads: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    values: Array
    first_line: int
    dialect: Dialect

    def at_row(self, row: int) -> str:
        """The place of a row, as ``file:line``."""
        return f"{self.name}:{self.first_line + row}"


def read_grid(
    member: Member, *, header_lines: int, label_columns: int, may_be_empty: MayBeEmpty = lambda beside, above: False
) -> Grid:
    """The numbers and labels of a text of separated values.

    Args:
        member: the file.
        header_lines: lines of labels above the numbers.
        label_columns: columns of labels beside them.
        may_be_empty: whether the layout leaves a cell empty, by the labels beside and above it; such a cell is 0.

    Returns:
        Every cell a finite number. A last column that is empty from top to bottom is no column.

    Raises:
        AccountsError: lines of different length, empty cells, text in place of numbers; each with line and column.
    """
    dialect = dialect_of(member)
    head = first_lines(member, dialect, header_lines + 1)
    if len(head) <= header_lines:
        raise AccountsError(
            message(
                "the file ends with its header", where=member.name, expected=f"numbers from line {header_lines + 1} on"
            )
        )
    width = len(head[0])
    _check_widths(member, dialect, header_lines, width)
    types: defaultdict[int, type] = defaultdict(lambda: float)
    types.update(dict.fromkeys(range(label_columns), str))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                member.opened(),
                header=None,
                names=range(width),
                skiprows=header_lines,
                index_col=False,
                dtype=types,
                sep=dialect.separator,
                decimal=dialect.decimal,
                encoding=dialect.encoding,
                na_values=[""],
                keep_default_na=False,
                skip_blank_lines=True,
            )
    except (ValueError, pd.errors.ParserError, pd.errors.ParserWarning):
        raise _bad_cells(member, dialect, header_lines, label_columns, may_be_empty) from None
    values = frame.iloc[:, label_columns:].to_numpy(float)
    labels = tuple(tuple(frame[k].fillna("").str.strip()) for k in range(label_columns))
    del frame
    # A line of labels that ends early has no label for the last columns, which whoever needs one will miss.
    heads = [[*line, *[""] * width][label_columns:width] for line in head[:header_lines]]
    if width > label_columns and np.isnan(values[:, -1]).all() and not any(line[-1:] != [""] for line in heads):
        values, heads = values[:, :-1], [line[:-1] for line in heads]
    empty = np.argwhere(~np.isfinite(values))
    if len(empty):
        above, beside = list(zip(*heads, strict=True)), list(zip(*labels, strict=True))
        if not all(above and beside and may_be_empty(beside[row], above[column]) for row, column in empty.tolist()):
            raise _bad_cells(member, dialect, header_lines, label_columns, may_be_empty)
        values[tuple(empty.T)] = 0.0
    return Grid(member.name, tuple(map(tuple, heads)), labels, values, header_lines + 1, dialect)


def _check_widths(member: Member, dialect: Dialect, header_lines: int, width: int) -> None:
    """Raise where lines have another number of cells than the first line."""
    wrong = []
    count = 0
    for line, cells in _widths(member, dialect):
        # Empty lines are none; a line of the header that names the index may be shorter than the others.
        if line > 1 and (not cells or line <= header_lines):
            continue
        if cells != width:
            wrong.append(f"line {line} has {max(cells, 0)} cells")
            count += 1
    if not wrong:
        return
    do = "get the file again: it was cut off, or columns were shifted"
    if dialect.separator == "," and count > LINES_SHOWN:
        do += "; where numbers have decimal commas, save it with semicolons between cells"
    raise AccountsError(
        message(
            "lines are of different length",
            where=member.name,
            details=listed(wrong, LINES_SHOWN),
            expected=f"{width} cells between {SEPARATORS[dialect.separator]}, as line 1 has",
            do=do,
        )
    )


def _widths(member: Member, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Number of cells by line; 0 for an empty line."""
    sign = dialect.separator.encode()
    for number, line in enumerate(io.BytesIO(member.data), 1):
        if b'"' in line:
            text = line.decode(dialect.encoding, errors="replace")
            try:
                yield number, len(next(csv.reader([text], delimiter=dialect.separator), []))
            except csv.Error:
                yield number, NOT_CELLS
        elif line.strip(b"\r\n") == b"":
            yield number, 0
        else:
            yield number, line.count(sign) + 1


def _bad_cells(
    member: Member, dialect: Dialect, header_lines: int, label_columns: int, may_be_empty: MayBeEmpty
) -> AccountsError:
    """Every cell that is no number, by line and column, after the fast reader has met one."""
    stream = io.TextIOWrapper(io.BytesIO(member.data), encoding=dialect.encoding, newline="", errors="replace")
    rows = csv.reader(stream, delimiter=dialect.separator)
    names = [next(rows) for _ in range(header_lines)]
    wrong = []
    for line, row in enumerate(_readable(rows), header_lines + 1):
        for column, cell in enumerate(row[label_columns:], label_columns):
            if _is_number(cell, dialect.decimal):
                continue
            beside, above = row[:label_columns], [name[column].strip() for name in names if column < len(name)]
            shown = repr(shortened(cell))
            if not cell.strip():
                if beside and above and may_be_empty(beside, above):
                    continue
                shown = "nothing"
            wrong.append(f"line {line}, column {column + 1} ({' '.join(beside)}, {' '.join(above[:1])}): {shown}")
    return no_numbers(member.name, wrong)


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows up to the first that is none of a csv."""
    try:
        yield from rows
    except csv.Error:
        return


def _is_number(cell: str, decimal: str) -> bool:
    try:
        return bool(np.isfinite(float(cell.replace(decimal, ".") if decimal == "," else cell)))
    except ValueError:
        return False
