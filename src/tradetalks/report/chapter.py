"""What a report is made of: tables and chapters. A chapter says, draws and tabulates one question."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.format import counted, format_cell

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# A chapter opens with a table of at most so many rows; the others fold open.
MOST_ROWS = 8


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
        latest: where it is shown in part its last rows are those that matter; so many of them belong together. 0: the first do.
        short: what stands in its place where it has more rows than are shown; its note says what is left out.
    """

    name: str
    title: str
    frame: pd.DataFrame
    formats: dict[str, str]
    note: str = ""
    full: pd.DataFrame | None = None
    file: str = ""
    detail: bool = False
    latest: int = 0
    short: Table | None = None

    def opening(self, most: int = MOST_ROWS) -> Table:
        """The table with the rows that a chapter opens with."""
        if self.short is not None and len(self.frame) > most:
            return dataclasses.replace(self.short, full=self.csv)
        if self.latest:
            whole = most - most % min(self.latest, most)
            return dataclasses.replace(self, frame=self.frame.tail(whole), full=self.csv)
        return dataclasses.replace(self, frame=self.frame.head(most), full=self.csv)

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
    """One question of a report, answered. Its first sentence, chart and table are shown; the others fold open.

    Args:
        name: in code and in names of files.
        title: a heading, the question.
        sentences: the answer in words, most important first.
        tables: in reading order.
        charts: matplotlib figures by file name.
        captions: what each chart shows, by the same names.
        files: further csv files by name.
        narrow: the charts once more for a telephone's page, by the same names; those that are missing are shown as they are.
        data: the csv file that holds the numbers of each chart, by the same names.
        finding: the sentence that it opens with; the first of the sentences where it has none of its own.
    """

    name: str
    title: str
    sentences: list[str]
    tables: list[Table]
    charts: dict[str, Figure]
    captions: dict[str, str]
    files: dict[str, pd.DataFrame] = dataclasses.field(default_factory=dict)
    narrow: dict[str, Figure] = dataclasses.field(default_factory=dict)
    data: dict[str, str] = dataclasses.field(default_factory=dict)
    finding: str = ""

    @property
    def opening(self) -> str:
        """What it opens with."""
        return self.finding or self.sentences[0]

    @property
    def further(self) -> list[str]:
        """The sentences that fold open."""
        if self.finding:
            return self.sentences
        return self.sentences[1:]

    @property
    def more(self) -> str:
        """What folds open: ``6 sentences, 3 pictures, 4 tables``."""
        counts = {"sentence": len(self.further), "picture": len(self.charts) - 1, "table": len(self.tables) - 1}
        return ", ".join(counted(count, what) for what, count in counts.items() if count > 0)
