"""A sheet of a workbook: labels above and beside a block of numbers, wherever the block begins."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import numpy as np
import pandas as pd

from tradetalks.data.tables.source import Member, no_numbers
from tradetalks.errors import AccountsError, message, shortened

Array = np.ndarray
# Of the alphabet, in which columns of a workbook are counted.
LETTERS = 26
# What openpyxl, and the readers of zip and XML below it, raise for a workbook that is broken.
BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, EOFError, SyntaxError, RuntimeError, OSError, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip


def read_sheet(member: Member, year: int | None = None) -> pd.DataFrame:
    """The cells of the first sheet, or of the one that is named by the year.

    Raises:
        AccountsError: no workbook, or the package that reads workbooks is missing.
    """
    try:
        with pd.ExcelFile(io.BytesIO(member.data), engine="openpyxl") as book:
            named = [sheet for sheet in book.sheet_names if year is not None and str(sheet) == str(year)]
            cells = pd.read_excel(book, sheet_name=(named or book.sheet_names)[0], header=None, dtype=object)
    except ImportError:
        raise AccountsError(
            message(
                "workbooks are read by openpyxl, which is not installed",
                where=member.name,
                do='pip install "tradetalks[tables]", or save the sheet as csv',
            )
        ) from None
    except BROKEN as error:
        raise AccountsError(
            message("the workbook cannot be opened", where=member.name, got=shortened(str(error)), do="get it again")
        ) from None
    filled: Array = cells.notna().to_numpy()
    rows, columns = filled.nonzero()
    return cells.iloc[: int(rows.max(initial=-1)) + 1].iloc[:, : int(columns.max(initial=-1)) + 1]


def code_positions(cells: pd.DataFrame, pattern: re.Pattern[str]) -> tuple[int, int]:
    """The first row and the first column in which most labels of the pattern stand: where codes of columns and of rows are.

    Returns:
        The row of the sheet that holds the columns' codes, and the column that holds the rows'.
    """
    found = cells.map(lambda cell: bool(pattern.fullmatch(str(cell).strip()))).to_numpy()
    return int(found.sum(axis=1).argmax()), int(found.sum(axis=0).argmax())


def numbers_of(name: str, cells: pd.DataFrame, top: int, left: int, may_be_empty: Array | None = None) -> Array:
    """The block of cells below ``top`` and right of ``left`` as numbers.

    Raises:
        AccountsError: cells that hold none, by their name in the sheet (as E7).
    """
    block = cells.iloc[top:, left:]
    values: Array = block.apply(pd.to_numeric, errors="coerce").to_numpy(float, copy=True)
    if may_be_empty is not None:
        values[may_be_empty & block.isna().to_numpy()] = 0.0
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        raise no_numbers(
            name, [f"{cell_name(top + r, left + c)}: {shortened(repr(block.iat[r, c]))}" for r, c in bad.tolist()]
        )
    return values


def cell_name(row: int, column: int) -> str:
    """A cell as a workbook calls it: row 6, column 4 is E7."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
