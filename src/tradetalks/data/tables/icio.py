"""The OECD's Inter-Country Input-Output tables: editions 2016, 2018, 2021, 2023 and 2025, small and extended, as csv."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence

import numpy as np

from tradetalks.data.tables.blocks import (
    CELL,
    DISCREPANCY,
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
from tradetalks.data.tables.identities import check_identities, check_totals, refuse_corrupted, whole_cells
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.roles import roles_of
from tradetalks.data.tables.separated import notes_of
from tradetalks.data.tables.source import TableSource, the_table
from tradetalks.data.tables.table import MILLION, InterCountryTable
from tradetalks.errors import AccountsError, listed, message

# Rows after the block, by label, in all editions.
BELOW = {
    "TLS": TAXES,
    "TAXSUB": TAXES,
    "VA": VALUE_ADDED,
    "VALU": VALUE_ADDED,
    "VA+TAXSUB": VALUE_ADDED,
    "OUT": OUTPUT,
    "OUTPUT": OUTPUT,
}
# Rows that an edition has, with their labels in it; that of 2016 has taxes and value added in one.
WITH_TLS = {VALUE_ADDED: "VA", TAXES: "TLS", OUTPUT: "OUT"}
WITH_TAXSUB = {VALUE_ADDED: "VALU", TAXES: "TAXSUB", OUTPUT: "OUTPUT"}
NEEDS = {
    "2016": {VALUE_ADDED: "VA+TAXSUB", OUTPUT: "OUT"},
    "2018": WITH_TAXSUB,
    "2021": WITH_TAXSUB,
    "2023": WITH_TLS,
    "2025": WITH_TLS,
}
# Columns after the final uses.
BESIDE = {"OUT": SUBTOTAL, "TOTAL": SUBTOTAL, "DISC": DISCREPANCY}
# Final uses of all editions: HFCE ... DPABR since 2021; NPS, INV, DIRP in 2016, HC and CONS_ABR before; P33 is direct purchases
# of 2018, FD all final uses in one.
CATEGORIES = (
    "HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "P33", "HC", "NPS", "INV", "CONS_ABR", "DIRP", "NONRES", "FD"
)  # fmt: skip
REGION = re.compile(r"[A-Z]{2}[A-Z0-9]")
# Countries that extended editions split: CN1 and CN2 are China without and with export processing, MX1 and MX2 Mexico.
PART = re.compile(r"(CN|MX)(\d)")
WHOLE = {"CN": "CHN", "MX": "MEX"}
CITATION = "OECD, Inter-Country Input-Output Tables, http://oe.cd/icio"
# Labels that a message lists.
SHOWN = 10
EXPECTED = "the OECD's: USA_C10T12 for an industry, USA_HFCE for a final use, and TLS, VA, OUT"


def read_icio(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """A csv of the OECD's tables in any edition; parts of China and Mexico become CHN and MEX on both sides.

    Args:
        source: the csv, a folder or a zip with one of the year.
        options: year and tolerance.

    Raises:
        AccountsError: labels that are none of the layout's, a missing part, numbers that are none, rows or columns that do not
            add up.

    Source:
        OECD, Inter-Country Input-Output Tables, ReadMe of each edition.
    """
    member = the_table(source, (".csv",), options.year)
    refuse_corrupted(member.name, hashlib.md5(member.data, usedforsecurity=False).hexdigest())
    grid = read_grid(member, header_lines=1, label_columns=1, may_be_empty=_is_empty)
    rows, columns = grid.labels[0], grid.heads[0]
    row_roles = roles_of(grid.name, rows, _row_role, "line", EXPECTED)
    column_roles = roles_of(grid.name, columns, _column_role, "column", EXPECTED)
    whole = whole_cells(grid.values)
    matrix = LabelledMatrix(grid.name, rows, columns, row_roles, column_roles, MILLION * grid.values)
    release = edition(rows)
    as_whole = dataclasses.replace(matrix, row_roles=_as_whole(row_roles), column_roles=_as_whole(column_roles))
    provenance = {
        "file": member.name,
        "sha256": member.sha256,
        "release": f"OECD ICIO, {release} layout",
        "unit": "million USD",
        "year": options.year or year_in(member.name),
        "citation": CITATION,
        "licence": "CC BY 4.0",
    }
    # What is cut off is said to be missing before any country is said to be in parts.
    table = table_of(as_whole, needs=NEEDS[release], provenance=provenance)
    moves = _parts(matrix)
    if release == "2016":
        moves.append(TableMove("taxes_in_value_added", EVERY, EVERY, 0.0, "this edition has one row for both"))
    table = dataclasses.replace(table, moved=as_moved([*moves, *notes_of(grid.dialect)]))
    check_totals(matrix, options.tolerance, whole)
    check_identities(table, grid.name, options.tolerance, whole)
    return table


def edition(rows: Sequence[str]) -> str:
    """Which edition's layout the row labels are of."""
    codes = {label[4:] for label in rows if _cell(label)}
    if "VA+TAXSUB" in rows:
        return "2016"
    if "VALU" in rows:
        if codes & {"01T02", "D01T02", "A01_02"}:
            return "2021"
        return "2018"
    if "A01" in codes:
        return "2025"
    return "2023"


def _cell(label: str) -> bool:
    """Whether a row label is an industry of a region, as ``USA_C10T12``."""
    return label[3:4] == "_" and bool(REGION.fullmatch(label[:3])) and label[4:] not in BELOW


def _row_role(label: str) -> Role | None:
    if _cell(label):
        return Role(CELL, label[:3], label[4:])
    # Editions 2018 and 2021 have a row of taxes for each country that levies them.
    kind = BELOW.get(label) or BELOW.get(label[4:])
    if kind is None:
        return None
    return Role(kind)


def _is_empty(beside: Sequence[str], above: Sequence[str]) -> bool:
    """Below final uses and totals the edition of 2016 leaves its rows of value added and output empty."""
    row, column = _row_role(beside[0]), _column_role(above[0])
    return row is not None and column is not None and CELL not in (row.kind, column.kind)


def _column_role(label: str) -> Role | None:
    if label in BESIDE:
        return Role(BESIDE[label])
    # The edition of 2016 writes the category first: NPS_AUS, which is no industry of a region called NPS.
    category, _, region = label.rpartition("_")
    if category in CATEGORIES and REGION.fullmatch(region):
        return Role(FINAL, region, category)
    region, item = label[:3], label[4:]
    if label[3:4] == "_" and REGION.fullmatch(region):
        if item in CATEGORIES:
            return Role(FINAL, region, item)
        return Role(CELL, region, item)
    return None


def _as_whole(roles: Sequence[Role]) -> list[Role]:
    """The roles with the parts of China and Mexico named as the country."""
    found = []
    for role in roles:
        part = PART.fullmatch(role.region)
        if part:
            role = role._replace(region=WHOLE[part[1]])
        found.append(role)
    return found


def _parts(matrix: LabelledMatrix) -> list[TableMove]:
    """One row for each split country, after checking that all its parts are there and that the country itself is empty.

    Raises:
        AccountsError: a part without the others, on one side only, or numbers in the country's own rows or columns of industries,
            beside those of its parts.
    """
    moves, wrong = [], []
    sales = matrix.values[:, matrix.column(CELL)].sum(axis=1)
    for stem, country in WHOLE.items():
        on_rows, on_columns = (
            {
                role.region
                for role in roles
                if role.kind == CELL and role.region.startswith(stem) and PART.fullmatch(role.region)
            }
            for roles in (matrix.row_roles, matrix.column_roles)
        )
        if not on_rows and not on_columns:
            continue
        parts = sorted(on_rows | on_columns)
        if parts != [f"{stem}{k}" for k in range(1, len(parts) + 1)] or len(parts) < 2:
            wrong.append(f"{', '.join(parts)} without the other parts of {country}")
        if on_rows != on_columns:
            wrong.append(
                f"parts of {country} on rows: {', '.join(sorted(on_rows))}; on columns: {', '.join(sorted(on_columns))}"
            )
        wrong += _beside_parts(matrix, country)
        rows = [k for k, role in enumerate(matrix.row_roles) if role.kind == CELL and role.region in parts]
        moves.append(
            TableMove("split_country", country, EVERY, float(sales[rows].sum()), f"{' + '.join(parts)}, inputs sold")
        )
    if wrong:
        raise AccountsError(
            message(
                "a split country is not whole",
                where=matrix.name,
                details=listed(wrong, SHOWN),
                expected="CN1 and CN2 in place of CHN, MX1 and MX2 in place of MEX, as rows and as columns",
                do="get the file again, or take the small edition (2022_SML.csv), which does not split them",
            )
        )
    return moves


def _beside_parts(matrix: LabelledMatrix, country: str) -> list[str]:
    """What stands in the rows and columns of industries of a country that is split: all should be 0."""
    sold = [k for k, role in enumerate(matrix.row_roles) if role.kind == CELL and role.region == country]
    used = [k for k, role in enumerate(matrix.column_roles) if role.kind == CELL and role.region == country]
    # A column of totals counts what is sold once more.
    users = [k for k, role in enumerate(matrix.column_roles) if role.kind != SUBTOTAL]
    payments = [k for k, role in enumerate(matrix.row_roles) if role.kind != OUTPUT]
    found = []
    for verb, values in (
        ("sells", matrix.values[np.ix_(sold, users)]),
        ("pays", matrix.values[np.ix_(payments, used)]),
    ):
        if values.any():
            found.append(
                f"{country} {verb} {np.abs(values).sum():.6g} billion dollars in {np.count_nonzero(values)} of its own cells, "
                "beside its parts; expected 0"
            )
    return found
