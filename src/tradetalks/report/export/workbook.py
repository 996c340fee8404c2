"""All tables of a report in one workbook: contents, then a sheet a table, units below its head. Texts are never formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.report.export.tables import KeptTable, distinct_names
from tradetalks.report.export.units import unit_of_column

CONTENTS = "contents"
# What Excel allows for the name of a sheet: so many characters, and none of these.
LONGEST_SHEET_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
# How numbers are shown, by the end of their column's name; a cell holds every digit.
NUMBER_FORMATS = {"_percent": "0.000", "_busd": "#,##0.000", "_usd": "#,##0", "_points": "0.0"}
# The row below the names of columns.
UNITS_ROW = 2
# Widths of columns in characters: least and most.
NARROWEST, WIDEST = 8, 60


def write_workbook(tables: Sequence[KeptTable], facts: Mapping[str, str], file: Path) -> None:
    """Write ``tables.xlsx``.

    Args:
        tables: in reading order.
        facts: what is said above the contents, as ``scenario``, ``horizon`` and ``version``.
        file: where to.
    """
    from openpyxl import Workbook

    book = Workbook()
    names = distinct_names([table.name for table in tables], FORBIDDEN, LONGEST_SHEET_NAME, taken=(CONTENTS,))
    _write_contents(book.active, tables, names, facts)
    for table, name in zip(tables, names, strict=True):
        sheet = book.create_sheet(name)
        _write_row(sheet, 1, list(table.frame.columns), bold=True)
        _write_row(sheet, UNITS_ROW, [unit_of_column(name, table.frame[name]) for name in table.frame.columns])
        for k, row in enumerate(table.frame.itertuples(index=False, name=None), start=UNITS_ROW + 1):
            _write_row(sheet, k, row)
        _lay_out(sheet, table)
    book.save(file)


def _write_contents(sheet: Any, tables: Sequence[KeptTable], names: Sequence[str], facts: Mapping[str, str]) -> None:
    """What was run, then what each sheet is about."""
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet.title = CONTENTS
    for k, (what, said) in enumerate(facts.items(), start=1):
        _write_row(sheet, k, [what, said])
    top = len(facts) + 2
    _write_row(sheet, top, ["sheet", "chapter", "table", "rows", "what the numbers mean, and their units"], bold=True)
    for k, (table, name) in enumerate(zip(tables, names, strict=True), start=top + 1):
        _write_row(sheet, k, [name, table.chapter, table.title, len(table.frame), table.note])
        sheet.cell(k, 1).hyperlink = Hyperlink(ref=f"A{k}", location=f"'{name}'!A1")
        sheet.cell(k, 5).alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in zip("ABCDE", (22, 28, 40, 8, 100), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = sheet.cell(top + 1, 1)


def _write_row(sheet: Any, k: int, cells: Sequence[object], *, bold: bool = False) -> None:
    """A row of cells: texts as texts whatever they begin with, numbers as numbers, gaps as gaps."""
    from openpyxl.styles import Font

    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(k, column)
        if isinstance(value, str):
            cell.value = value
            # What begins like a formula is a text all the same.
            cell.data_type = "s"
        else:
            cell.value = _value(value)
        if bold:
            cell.font = Font(bold=True)


def _value(value: object) -> object:
    """A value as Excel has it: no infinities, no numbers that are none."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return None
        if math.isinf(number):
            return str(number)
        return number
    return value


def _lay_out(sheet: Any, table: KeptTable) -> None:
    """The head stays in sight; numbers are shown with the digits that matter; columns are as wide as their names."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = sheet.cell(UNITS_ROW + 1, 1)
    # Filters and sorting begin below the units.
    last = sheet.cell(max(sheet.max_row, UNITS_ROW), len(table.frame.columns)).coordinate
    sheet.auto_filter.ref = f"A{UNITS_ROW}:{last}"
    for k, name in enumerate(table.frame.columns, start=1):
        longest = max([len(name), *(len(text) for text in table.frame[name] if isinstance(text, str))])
        sheet.column_dimensions[get_column_letter(k)].width = min(max(longest + 2, NARROWEST), WIDEST)
        form = next((form for end, form in NUMBER_FORMATS.items() if name.endswith(end)), None)
        if form is not None:
            for (cell,) in sheet.iter_rows(min_row=UNITS_ROW + 1, min_col=k, max_col=k):
                cell.number_format = form
