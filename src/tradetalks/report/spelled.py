"""Names in place of codes, in tables and pictures that were made with codes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradetalks.report.chapter import Table
from tradetalks.report.names import CountryNames

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.ticker import Formatter


def named_table(table: Table, words: Mapping[str, str]) -> Table:
    """A table with names in place of codes; its csv file keeps the codes.

    Args:
        table: columns whose heading begins with a code are of that country; cells of text that are a code are one.
        words: names by code.
    """
    columns = {str(column): _named_heading(str(column), words) for column in table.frame.columns}
    frame = table.frame.rename(columns=columns)
    formats = {columns.get(column, column): form for column, form in table.formats.items()}
    for column in frame.columns:
        if column not in formats:
            frame[column] = [words.get(cell, cell) if isinstance(cell, str) else cell for cell in frame[column]]
    return dataclasses.replace(table, frame=frame, formats=formats, full=table.csv)


def _named_heading(column: str, words: Mapping[str, str]) -> str:
    """``USA bn`` as ``United States bn``; a column of nobody's as it is."""
    first, space, rest = column.partition(" ")
    return f"{words.get(first, first)}{space}{rest}"


def spell_out(figure: Figure, names: CountryNames) -> None:
    """Names in place of codes in every text of a picture: titles, axes, legends, notes."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FixedFormatter | FuncFormatter | StrCategoryFormatter):
                axis.set_major_formatter(_spelled_labels(formatter, names))
    for text in figure.findobj(Text):
        text.set_text(names.spelled_out(text.get_text()))


def _spelled_labels(formatter: Formatter, names: CountryNames) -> Formatter:
    """The same labels with names."""
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, place: names.spelled_out(formatter(value, place)))
