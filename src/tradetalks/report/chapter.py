"""What a report is made of: tables and chapters. A chapter says, draws and tabulates one question."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.format import format_cell

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """A titled table, as it is shown and as it is kept.

    Args:
        name: of the csv file, unless ``file`` says otherwise.
        title: what the table is about, a heading.
        frame: the numbers shown, units in the names of columns or in the note.
        formats: how each column of numbers is written, as ``{:+.1f}``; a column without a format is text.
        note: what the numbers mean and in which units.
        full: what the csv file holds instead of ``frame``: one row per observation, units in the names of columns.
        file: name of the csv file where several tables share it.
        detail: left to the report and the csv files, not printed on the terminal.
    """

    name: str
    title: str
    frame: pd.DataFrame
    formats: dict[str, str]
    note: str = ""
    full: pd.DataFrame | None = None
    file: str = ""
    detail: bool = False

    def rows(self) -> Iterator[list[str]]:
        """The cells as text."""
        for _, row in self.frame.iterrows():
            yield [format_cell(row[column], self.formats.get(column, "{}")) for column in self.frame.columns]

    @cached_property
    def csv(self) -> pd.DataFrame:
        """What the csv file holds."""
        if self.full is None:
            return self.frame
        return self.full


@dataclasses.dataclass(frozen=True, eq=False)
class Chapter:
    """One question of a report, answered.

    Args:
        name: in code and in names of files.
        title: a heading.
        sentences: the answer in words, most important first.
        tables: in reading order.
        charts: matplotlib figures by file name.
        captions: what each chart shows, by the same names.
        files: further csv files by name.
    """

    name: str
    title: str
    sentences: list[str]
    tables: list[Table]
    charts: dict[str, Figure]
    captions: dict[str, str]
    files: dict[str, pd.DataFrame] = dataclasses.field(default_factory=dict)
