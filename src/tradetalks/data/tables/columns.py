"""Tables with one row a number: which columns hold labels and which the value, and a matrix made of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.data.tables.moved import EVERY, TableMove
from tradetalks.data.tables.separated import Dialect, dialect_of, first_lines, notes_of
from tradetalks.data.tables.source import Member, no_numbers
from tradetalks.errors import AccountsError, listed, message, shortened

Array = np.ndarray
# Lines that a message lists.
SHOWN = 10
# Row 0 stands on the line below the header.
FIRST_LINE = 2


def read_columns(member: Member, wanted: Sequence[Sequence[str]]) -> tuple[pd.DataFrame, list[TableMove]]:
    """The wanted columns of a csv with a header, the last of them numbers, all others labels.

    Args:
        member: the file.
        wanted: for each column the names that it may have.

    Returns:
        Columns named 0, 1, ... in the order wanted; labels as categories.

    Raises:
        AccountsError: a column is missing, a label empty, a value no number.
    """
    dialect = dialect_of(member)
    (head,) = first_lines(member, dialect, 1)
    found = [next((name for name in names if name in head), None) for names in wanted]
    missing = [" or ".join(names) for names, name in zip(wanted, found, strict=True) if name is None]
    if missing:
        raise AccountsError(
            message(
                f"no column {', '.join(missing)}",
                where=f"{member.name}:1",
                expected=", ".join(names[0] for names in wanted),
                got=shortened(", ".join(head)),
                do="name the columns so",
            )
        )
    names = [str(name) for name in found]
    try:
        frame = _cells(member, dialect, names, float)
    except ValueError:
        # Some value is no number: read as text, so that its line can be named.
        frame = _cells(member, dialect, names, str)
    last = len(names) - 1
    if not np.isfinite(pd.to_numeric(frame[last], errors="coerce")).all():
        frame = _cells(member, dialect, names, str)
        frame[last] = column_numbers(member.name, names[last], frame[last], dialect.decimal)
    _refuse_unlabelled(member.name, frame, names)
    return frame, notes_of(dialect)


def _cells(member: Member, dialect: Dialect, names: list[str], kind: type) -> pd.DataFrame:
    """The columns of these names, numbered in their order; labels as categories, values as numbers or as text."""
    types: dict[str, Any] = {**dict.fromkeys(names[:-1], "category"), names[-1]: kind}
    try:
        frame = pd.read_csv(
            io.BytesIO(member.data),
            sep=dialect.separator,
            decimal=dialect.decimal,
            encoding=dialect.encoding,
            dtype=types,
            usecols=names,
            keep_default_na=False,
            index_col=False,
            skipinitialspace=True,
        )
    except pd.errors.ParserError as error:
        raise AccountsError(
            message(
                "no table of separated values", where=member.name, got=shortened(str(error)), do="get the file again"
            )
        ) from None
    return frame[names].set_axis(range(len(names)), axis=1)


def _refuse_unlabelled(name: str, frame: pd.DataFrame, names: list[str]) -> None:
    """Raise for rows without one of their labels."""
    wrong = []
    for k, column in enumerate(names[:-1]):
        without = frame[k].isna() | (frame[k] == "")
        wrong += [f"line {row + FIRST_LINE}: no {column}" for row in np.flatnonzero(without)[:SHOWN].tolist()]
    if wrong:
        raise AccountsError(
            message("rows lack a label", where=name, details=listed(wrong, SHOWN), do="mend the lines named")
        )


def column_numbers(name: str, column: str, cells: pd.Series, decimal: str = ".") -> Array:
    """The cells of a column as numbers.

    Raises:
        AccountsError: cells that are none, by line.
    """
    if decimal == ",":
        cells = cells.str.replace(",", ".", regex=False)
    values = pd.to_numeric(cells, errors="coerce").to_numpy(float)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        wrong = [f"line {k + FIRST_LINE}: {column} is {shortened(str(cells.iloc[k]))!r}" for k in bad.tolist()]
        raise no_numbers(name, wrong)
    return values


def matrix_of_columns(
    member: Member, wanted: Sequence[Sequence[str]]
) -> tuple[list[str], list[str], Array, list[TableMove]]:
    """Labels of rows and columns, ``AREA_CODE`` each, and the matrix of a table with one row a number.

    Args:
        member: the file.
        wanted: names of the columns: selling area, its code, using area, its code, value.

    Returns:
        Rows and columns in the order in which they first come; pairs without a row are 0 and counted in a row of moves.

    Raises:
        AccountsError: as :func:`read_columns`, or a pair that is given twice.
    """
    frame, moves = read_columns(member, wanted)
    at_row, rows = _joined(frame[0], frame[1])
    at_column, columns = _joined(frame[2], frame[3])
    at = at_row * len(columns) + at_column
    count = np.bincount(at, minlength=len(rows) * len(columns))
    if count.max(initial=0) > 1:
        twice = [
            f"line {k + FIRST_LINE}: {rows[at_row[k]]} to {columns[at_column[k]]}"
            for k in np.flatnonzero(pd.Series(at).duplicated())[:SHOWN].tolist()
        ]
        raise AccountsError(
            message("pairs are given twice", where=member.name, details=listed(twice, SHOWN), expected="one row a pair")
        )
    values = np.zeros(len(rows) * len(columns))
    values[at] = frame[4].to_numpy(float)
    absent = int((count == 0).sum())
    if absent:
        moves = [*moves, TableMove("absent_rows", EVERY, EVERY, 0.0, f"{absent} pairs without a row count as 0")]
    return rows, columns, values.reshape(len(rows), len(columns)), moves


def _joined(area: pd.Series, code: pd.Series) -> tuple[Array, list[str]]:
    """Position of every row's label, and the labels, in the order in which they first come."""
    areas, codes = area.cat.categories, code.cat.categories
    pair = area.cat.codes.to_numpy(np.int64) * len(codes) + code.cat.codes.to_numpy(np.int64)
    at, unique = pd.factorize(pair)
    return at, [f"{areas[k // len(codes)]}_{codes[k % len(codes)]}" for k in unique.tolist()]
