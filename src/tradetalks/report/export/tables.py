"""The tables of a report as they are kept: every observation, numbers as numbers, days as days, noise as zero."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from tradetalks.errors import printable
from tradetalks.report.chapter import Chapter, Table

# Numbers nearer to zero than this are what solvers leave open, in every unit of the tables: incomes are solved to a billionth,
# which is ten thousand dollars of a large country's, and odds to a hundred-thousandth.
NOISE = 1e-6
# The end of a format, as ``{:.0e}``, that shows what solvers leave open: such columns are kept as they are.
EXACT = "e}"
# What is said of a file that no table of the report shows as it is.
EVERYTHING = "every observation, units in the names of columns"


@dataclasses.dataclass(frozen=True, eq=False)
class KeptTable:
    """A table as files hold it.

    Args:
        name: of its file, without an ending.
        title: what it is about.
        note: what its numbers mean, in which units, of which horizon.
        chapter: title of the chapter that it belongs to.
        frame: one row per observation, units in the names of columns.
    """

    name: str
    title: str
    note: str
    chapter: str
    frame: pd.DataFrame


def kept_tables(parts: Sequence[Chapter]) -> list[KeptTable]:
    """Every table of some chapters once, in reading order; those that share a file are one."""
    found: dict[str, KeptTable] = {}
    for table in _in_reading_order(parts):
        found.setdefault(table.name, table)
    return list(found.values())


def _in_reading_order(parts: Sequence[Chapter]) -> Iterator[KeptTable]:
    for chapter in parts:
        for table in chapter.tables:
            frame = cleaned(table.csv, exact=_exact(table))
            if table.file:
                # A file that several tables share is about more than any of them.
                yield KeptTable(table.file, _title(table.file), EVERYTHING, chapter.title, frame)
            else:
                yield KeptTable(table.name, table.title, table.note, chapter.title, frame)
        for name, frame in chapter.files.items():
            yield KeptTable(name, _title(name), EVERYTHING, chapter.title, cleaned(frame))


def _title(name: str) -> str:
    """The name of a file as a heading."""
    return name.replace("_", " ").capitalize()


def _exact(table: Table) -> list[str]:
    """The columns that show what solvers leave open."""
    return [name for name, form in table.formats.items() if form.endswith(EXACT)]


def cleaned(frame: pd.DataFrame, *, exact: Collection[str] = ()) -> pd.DataFrame:
    """The table with noise as zero, days as dates and texts that can be printed.

    Args:
        frame: the table.
        exact: columns that hold what solvers leave open, as it is.

    Returns:
        Columns of numbers, of truths, of dates (None where there is no day) and of texts.
    """
    columns = {str(name): _column(frame[name], str(name) in exact) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index)


def _column(values: pd.Series, exact: bool) -> pd.Series:
    """One column, by its kind."""
    if pd.api.types.is_bool_dtype(values):
        return values
    if pd.api.types.is_numeric_dtype(values):
        if exact or not pd.api.types.is_float_dtype(values):
            return values
        return values.mask(values.abs() < NOISE, 0.0)
    if pd.api.types.is_datetime64_any_dtype(values):
        days: list[object] = [None if pd.isna(day) else day.date() for day in values]
        return pd.Series(days, index=values.index, dtype=object)
    return _texts_or_days(values)


def _texts_or_days(values: pd.Series) -> pd.Series:
    """A column of other things: numbers if there is nothing else in it but gaps, days likewise, else texts."""
    there = [value for value in values if not _is_gap(value)]
    if there and all(isinstance(value, datetime.date) for value in there):
        days: list[object] = [None if _is_gap(value) else value for value in values]
        return pd.Series(days, index=values.index, dtype=object)
    if there and all(isinstance(value, int | float | np.number) for value in there):
        return pd.to_numeric(values, errors="coerce")
    texts: list[object] = ["" if _is_gap(value) else printable(str(value)) for value in values]
    return pd.Series(texts, index=values.index, dtype=object)


def _is_gap(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or value == "" or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT


def distinct_names(
    names: Sequence[str], forbidden: re.Pattern[str], longest: int, *, taken: Collection[str] = ()
) -> list[str]:
    """Names that a program or a disk takes, no two alike but for capitals.

    Args:
        names: as they are.
        forbidden: what becomes an underscore.
        longest: so many characters stay.
        taken: names that are given already.
    """
    found: list[str] = []
    seen = {name.lower() for name in taken}
    for name in names:
        plain = forbidden.sub("_", name)[:longest] or "table"
        unique, number = plain, 2
        while unique.lower() in seen:
            tail = f"_{number}"
            unique, number = plain[: longest - len(tail)] + tail, number + 1
        seen.add(unique.lower())
        found.append(unique)
    return found
