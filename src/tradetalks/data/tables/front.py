"""The front door: a path in, a table out, whatever format it is in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tradetalks.data.tables.icio import read_icio
from tradetalks.data.tables.source import open_source
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, message, suggestion

READERS: dict[str, Callable[..., InterCountryTable]] = {"icio": read_icio}


def read_table(
    path: str | Path, format: str | None = None, *, year: int | None = None, tolerance: float | None = None
) -> InterCountryTable:
    """An official input-output table of many countries, checked, in billion dollars a year.

    Args:
        path: the file, folder or zip.
        format: ``icio`` (OECD); None looks at names and first lines.
        year: where a folder or zip holds several, or the file does not say.
        tolerance: how far rows and columns may miss the published output, a share of it; None is one percent.

    Returns:
        The table with what was merged, renamed or left out (``moved``) and where it is from (``provenance``).

    Raises:
        AccountsError: no such file, an unknown format, or whatever is wrong with the file, with file, line or cell, what was
            expected and what to do.
    """
    source = open_source(path)
    if format is None:
        format = "icio"
    if format not in READERS:
        raise AccountsError(
            message(
                f"there is no format {format!r}",
                details=[suggestion(format, READERS)],
                expected=f"one of {', '.join(READERS)}",
            )
        )
    return READERS[format](source, year=year, tolerance=tolerance)
