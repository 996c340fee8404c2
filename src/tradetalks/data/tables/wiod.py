"""The World Input-Output Database: release 2013 (workbooks), release 2016 (Stata, csv as exported from R, workbooks)."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tradetalks.data.tables.blocks import (
    ADJUSTMENT,
    CELL,
    FINAL,
    OUTPUT,
    SUBTOTAL,
    TAXES,
    VALUE_ADDED,
    LabelledMatrix,
    Role,
    table_of,
)
from tradetalks.data.tables.grid import read_grid
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved
from tradetalks.data.tables.numbered_sheet import NUMBER, matrix_of_sheet
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.roles import left_out_of_final_use, roles_of
from tradetalks.data.tables.separated import dialect_of, first_lines, notes_of
from tradetalks.data.tables.source import Member, TableSource, the_table
from tradetalks.data.tables.table import MILLION, InterCountryTable
from tradetalks.data.tables.workbook import numbers_of
from tradetalks.errors import AccountsError, message, shortened

# Rows of the whole table in release 2016, by code.
BELOW = {
    "II_fob": SUBTOTAL, "TXSP": TAXES, "EXP_adj": ADJUSTMENT, "PURR": ADJUSTMENT, "PURNR": ADJUSTMENT, "VA": VALUE_ADDED,
    "IntTTM": ADJUSTMENT, "GO": OUTPUT,
}  # fmt: skip
# Numbers of final uses: households, institutions, government, investment, stocks (five of 37 to 42 in 2013).
FINALS_2013 = {f"c{k}": f"c{k}" for k in range(37, 43)}
FINALS_2016 = {"c57": "CONS_h", "c58": "CONS_np", "c59": "CONS_g", "c60": "GFCF", "c61": "INVEN"}
# What the releases call countries otherwise than now.
RENAMED = {"ROM": "ROU", "RoW": "ROW"}
# Columns of release 2016 beside the numbers, and "AUS1" or "vAUS1" for column 1 of Australia.
LABELS = ("IndustryCode", "IndustryDescription", "Country", "RNr", "Year")
COLUMN = re.compile(r"v?([A-Z]{3})(\d{1,2})")
EXPECTED = "WIOD's: a country of three letters with c1, c2, ...; rows of taxes, value added and output of TOT"
CITATION = "Timmer, Dietzenbacher, Los, Stehrer & de Vries (2015), Review of International Economics 23, 575-605 (WIOD)"
# What can be opened only with other programs, and how.
UNREADABLE = {
    ".rdata": 'open it in R and write.csv(wiot, "WIOT2014.csv", row.names=FALSE), or take the Stata file',
    ".xlsb": "open it and save it as xlsx, or take the Stata file",
}


def read_wiod(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """A table of either release; ROM becomes ROU and RoW becomes ROW.

    Args:
        source: ``wiot09_row_sep12.xlsx``, ``WIOT2014_October16_ROW.dta``, a csv of the same columns, or a folder or zip with one.
        options: year and tolerance.

    Raises:
        AccountsError: a file that only other programs open (RData, xlsb), labels that are none of the layout's, numbers that are
            none, rows or columns that do not add up.

    Source:
        Timmer et al. (2015); exports are fob, international transport margins are a row.
    """
    for ending, way in UNREADABLE.items():
        if any(name.lower().endswith(ending) for name in source.names) and len(source.names) == 1:
            raise AccountsError(message(f"files ending in {ending} are not read", where=source.names[0], do=way))
    member = the_table(source, (".xlsx", ".dta", ".csv"), options.year)
    year = options.year or year_in(member.name) or _two_digits(member.name)
    moves: list[TableMove] = []
    if member.name.lower().endswith(".xlsx"):
        matrix = matrix_of_sheet(member, options.year, _finals, MILLION)
    else:
        matrix, moves = _of_columns(member, options.year)
    present = sorted({role.region for role in matrix.row_roles} & set(RENAMED))
    moves = [*moves, *[TableMove("renamed", RENAMED[old], EVERY, 0.0, f"{old} in the file") for old in present]]
    release, licence = "2013", "free with citation"
    if any(role.item in FINALS_2016.values() for role in matrix.column_roles):
        release, licence = "2016", "CC BY 4.0"
    provenance = {
        "file": member.name,
        "sha256": member.sha256,
        "release": f"WIOD {release}",
        "unit": "million USD",
        "year": year,
        "citation": CITATION,
        "licence": licence,
    }
    named = LabelledMatrix(
        matrix.name, matrix.rows, matrix.columns, _named(matrix.row_roles), _named(matrix.column_roles), matrix.values
    )
    moved = as_moved([*moves, *left_out_of_final_use(named)])
    table = table_of(named, needs=(VALUE_ADDED, TAXES, OUTPUT), provenance=provenance, moved=moved)
    check_identities(table, member.name, options.tolerance)
    return table


def _finals(numbers: set[str]) -> dict[str, str]:
    """Final uses by number: those of release 2016, whose industries end with 56, or of 2013, whose end with 35."""
    if set(FINALS_2016) <= numbers:
        return FINALS_2016
    return FINALS_2013


def _named(roles: Sequence[Role]) -> list[Role]:
    return [role._replace(region=RENAMED.get(role.region, role.region)) for role in roles]


def _two_digits(name: str) -> int:
    """The year in a name like ``wiot09_row_sep12.xlsx``; 0 without any."""
    found = re.search(r"wiot(\d\d)", name.lower())
    if not found:
        return 0
    century = 1900
    if int(found[1]) < 50:
        century = 2000
    return century + int(found[1])


def _role(code: str, country: str, number: str, finals: dict[str, str]) -> Role | None:
    """What a row or column is, by its code, its country and its number."""
    if number in finals and country != "TOT":
        return Role(FINAL, country, finals[number])
    kind = BELOW.get(code)
    if kind:
        return Role(kind)
    if country == "TOT" or code == "TOT":
        return Role(SUBTOTAL)
    if NUMBER.fullmatch(number) and country and code:
        return Role(CELL, country, code)
    return None


def _of_columns(member: Member, year: int | None) -> tuple[LabelledMatrix, list[TableMove]]:
    """The columns of release 2016: five of labels, then AUS1 to ROW61 and TOT."""
    labels, columns, values, moves = _frame(member)
    years = labels["Year"].unique()
    if len(years) > 1:
        keep = (labels["Year"] == str(year)).to_numpy()
        if not keep.any():
            raise AccountsError(
                message(f"{len(years)} years in one file", where=member.name, got=", ".join(years), do="give year=2014")
            )
        labels, values = labels[keep], values[keep]
    industry = dict(zip(labels["RNr"], labels["IndustryCode"], strict=True))

    def column_role(label: str) -> Role | None:
        found = COLUMN.fullmatch(label)
        if label == "TOT":
            return Role(SUBTOTAL)
        if not found:
            return None
        return _role(industry.get(found[2], ""), found[1], f"c{found[2]}", FINALS_2016)

    def row_role(label: str) -> Role | None:
        code, country = label.split("|")
        if country == "TOT" and code not in BELOW:
            return None
        return _role(code, country, "c1", {})

    rows = [f"{code}|{country}" for code, country in zip(labels["IndustryCode"], labels["Country"], strict=True)]
    matrix = LabelledMatrix(
        member.name,
        rows,
        columns,
        roles_of(member.name, rows, row_role, "line", EXPECTED),
        roles_of(member.name, columns, column_role, "column", EXPECTED, len(LABELS) + 1),
        MILLION * values,
    )
    return matrix, moves


def _frame(member: Member) -> tuple[pd.DataFrame, list[str], np.ndarray, list[TableMove]]:
    """Labels as text, names of the other columns, and their numbers."""
    if member.name.lower().endswith(".dta"):
        try:
            frame = pd.read_stata(io.BytesIO(member.data))
        except (ValueError, KeyError, IndexError, OverflowError, OSError, struct.error) as error:
            raise AccountsError(
                message("no file of Stata", where=member.name, got=shortened(str(error)), do="get the file again")
            ) from None
        _refuse_missing(member.name, list(frame.columns))
        columns = [str(name) for name in frame.columns if name not in LABELS]
        labels = frame[list(LABELS)].map(_plain)
        return labels, columns, numbers_of(member.name, frame[columns], 0, 0), []
    (head,) = first_lines(member, dialect_of(member), 1)
    _refuse_missing(member.name, head)
    if head[: len(LABELS)] != list(LABELS):
        raise AccountsError(
            message(
                "columns stand in another order",
                where=f"{member.name}:1",
                expected=", ".join(LABELS),
                got=", ".join(head[:5]),
            )
        )
    grid = read_grid(member, header_lines=1, label_columns=len(LABELS), may_be_empty=_is_empty)
    labels = pd.DataFrame(dict(zip(LABELS, grid.labels, strict=True)))
    return labels, list(grid.heads[0]), grid.values, notes_of(grid.dialect)


def _is_empty(beside: Sequence[str], above: Sequence[str]) -> bool:
    """Below final uses and totals: there is no value added and no output."""
    column = COLUMN.fullmatch(above[0])
    return beside[2] == "TOT" and (above[0] == "TOT" or (column is not None and f"c{column[2]}" in FINALS_2016))


def _refuse_missing(name: str, columns: list[str]) -> None:
    missing = [column for column in LABELS if column not in columns]
    if missing:
        raise AccountsError(
            message(
                f"no column {', '.join(missing)}",
                where=name,
                expected=", ".join((*LABELS, "AUS1", "...", "TOT")),
                got=shortened(", ".join(columns)),
                do="take the file of release 2016 as it was published",
            )
        )


def _plain(cell: object) -> str:
    """A label as text: a number without its decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
