"""The front door: a path in, a table out, whatever format it is in."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from tradetalks.data.plausibility import UnlikelyData, check_accepted
from tradetalks.data.tables.adb import read_adb
from tradetalks.data.tables.eora import read_eora
from tradetalks.data.tables.exiobase import read_exiobase
from tradetalks.data.tables.figaro import read_figaro
from tradetalks.data.tables.gtap import read_gtap
from tradetalks.data.tables.icio import read_icio
from tradetalks.data.tables.options import ReadOptions
from tradetalks.data.tables.size import doubt_about_size
from tradetalks.data.tables.source import TableSource, open_source, tell_nobody
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.data.tables.wiod import read_wiod
from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import checked

READERS: dict[str, Callable[[TableSource, ReadOptions], InterCountryTable]] = {
    "icio": read_icio,
    "figaro": read_figaro,
    "wiod": read_wiod,
    "adb": read_adb,
    "exiobase": read_exiobase,
    "eora": read_eora,
    "gtap": read_gtap,
}

# Formats in euros.
IN_EUROS = ("figaro", "exiobase")
# How the files of a format are called.
SIGNS: dict[str, Callable[[str], bool]] = {
    "figaro": lambda name: name.endswith(".csv") and ("eu-ic-io" in name or "figaro" in name),
    "wiod": lambda name: "wiot" in name,
    "adb": lambda name: "adb" in name and "mrio" in name and name.endswith(".xlsx"),
    "eora": lambda name: "eora26" in name and name.endswith("_t.txt"),
    "exiobase": lambda name: name.endswith(("satellite/f.txt", "factor_inputs/f.txt", "factor_input/f.txt")),
    "gtap": lambda name: name.endswith(".har"),
    "icio": lambda name: name.endswith(".csv") and ("icio" in name or "sml" in name),
}
# What stands at the beginning of a csv, small letters.
FIRST_WORDS = {
    "rowlabels": "figaro",
    "obsvalue": "figaro",
    "v1,": "icio",
    "v1;": "icio",
    "_hfce": "icio",
    "_c01t05agr": "icio",
    "_01t0": "icio",
    "_a01": "icio",
}


@checked(AccountsError)
def read_table(
    path: str | Path,
    format: str | None = None,
    *,
    year: int | None = None,
    tolerance: float | None = None,
    rate: float | None = None,
    accept: Sequence[str] = (),
    tell: Callable[[float], None] = tell_nobody,
) -> InterCountryTable:
    """An official input-output table of many countries, checked, in billion dollars a year.

    Args:
        path: the file, folder or zip.
        format: ``icio`` (OECD), ``figaro`` (Eurostat), ``wiod``, ``adb``, ``exiobase``, ``eora`` or ``gtap``; None looks at
            names and first lines.
        year: where a folder or zip holds several, or the file does not say.
        tolerance: how far rows and columns may miss the published output, a share of it, columns twice as far;
            None is one percent.
        rate: US dollars for a euro, for tables in euros; None is the average of the year.
        accept: names of doubts that are right here: ``size``.
        tell: called with the share of the numbers that have been read, from 0 to 1, where the file is a text.

    Returns:
        The table with what was merged, renamed or left out (``moved``) and where it is from (``provenance``, in which
        ``unlikely`` is the sentence of a doubt).

    Raises:
        AccountsError: no such file, an unknown format, or whatever is wrong with the file, with file, line or cell, what was
            expected and what to do.

    Warns:
        UnlikelyData: the world of the table earns what no world does, more often a slip of units (doubt ``size``).
    """
    accepted = check_accepted(accept)
    source = dataclasses.replace(open_source(path), tell=tell)
    if format is None:
        format = detected(source)
    if format not in READERS:
        raise AccountsError(
            message(
                f"there is no format {format!r}",
                details=[suggestion(format, READERS)],
                expected=f"one of {', '.join(READERS)}",
            )
        )
    if rate is not None and format not in IN_EUROS:
        raise AccountsError(
            message(
                f"{format} is in dollars", expected=f"a rate only with {' or '.join(IN_EUROS)}", got=f"rate = {rate}"
            )
        )
    table = READERS[format](source, ReadOptions(year, tolerance, rate))
    doubt = doubt_about_size(table, source.path)
    if doubt is None:
        return table
    if doubt.name not in accepted:
        # Two frames up is the check of the arguments, three whoever calls.
        warnings.warn(f'{doubt.sentence} (accept=("{doubt.name}",) takes it as it is)', UnlikelyData, stacklevel=3)
    return dataclasses.replace(table, provenance={**table.provenance, "unlikely": doubt.sentence})


def detected(source: TableSource) -> str:
    """The format of a source, by the names of its files and their first lines.

    Raises:
        AccountsError: it is none of the formats.
    """
    names = [name.lower() for name in source.names]
    for format, looks in SIGNS.items():
        if any(looks(name) for name in names):
            return format
    csv = [name for name in source.names if name.lower().endswith(".csv")]
    if csv:
        start = source.member(csv[0]).data[:2000].decode("utf-8", errors="replace").lower()
        for word, format in FIRST_WORDS.items():
            if word in start:
                return format
    raise AccountsError(
        message(
            "the format of this file is not known",
            where=str(source.path),
            expected=f"a file of {', '.join(READERS)}",
            got=", ".join(source.names[:3]),
            do='name the format: read_table(path, format="icio")',
        )
    )
