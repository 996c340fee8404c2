"""What a report is made of: tables and chapters. A chapter says, draws and tabulates one question."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """A titled table: ``frame`` holds the numbers shown, ``formats`` how each column is written, ``note`` what they mean.

    ``full`` is what the csv file holds instead, one row per observation with units in the names of columns; ``file`` is the
    csv file's name where several tables share it. ``detail`` tables are left to the report and the csv files.
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
            yield [cell(self.formats.get(c, "{}"), row[c]) for c in self.frame.columns]

    @cached_property
    def csv(self) -> pd.DataFrame:
        """What the csv file holds."""
        return self.frame if self.full is None else self.full


def cell(form: str, value: object) -> str:
    """A value as text; a missing number leaves its cell empty."""
    return "" if isinstance(value, float) and np.isnan(value) else written(form.format(value))


def written(number: str) -> str:
    """A rounded zero has no sign of its own."""
    return number[1:] if number[:1] in ("+", "-") and not number.strip("+-0.") else number


@dataclasses.dataclass(frozen=True, eq=False)
class Chapter:
    """``charts`` are matplotlib figures by file name, ``captions`` what each shows; ``files`` are further
    csv files by name."""

    name: str
    title: str
    sentences: list[str]
    tables: list[Table]
    charts: dict[str, Figure]
    captions: dict[str, str]
    files: dict[str, pd.DataFrame] = dataclasses.field(default_factory=dict)
