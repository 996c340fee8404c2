"""Eurostat's FIGARO tables, industry by industry or product by product: the matrix csv and the flat csv."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.data.tables.blocks import ADJUSTMENT, CELL, FINAL, TAXES, VALUE_ADDED, LabelledMatrix, Role, table_of
from tradetalks.data.tables.columns import matrix_of_columns
from tradetalks.data.tables.grid import read_grid
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import TableMove, as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.roles import left_out_of_final_use, roles_of, three_letters
from tradetalks.data.tables.separated import notes_of
from tradetalks.data.tables.source import Member, TableSource, the_table
from tradetalks.data.tables.table import MILLION, InterCountryTable

# Rows of region W2 ("total economy"): taxes less subsidies on products, purchases of residents abroad and of non-residents,
# compensation of employees, other net taxes on production, gross operating surplus.
BELOW = {
    "D21X31": TAXES,
    "OP_RES": ADJUSTMENT,
    "OP_NRES": ADJUSTMENT,
    "D1": VALUE_ADDED,
    "D29X39": VALUE_ADDED,
    "B2A3G": VALUE_ADDED,
}
TOTAL_ECONOMY = "W2"
# Consumption by government, households and institutions; investment; stocks and valuables, in one code or several.
CATEGORIES = ("P3_S13", "P3_S14", "P3_S15", "P51G", "P5M", "P51", "P52", "P53")
# Columns of the flat csv: areas and codes of industries (rowIi, colIi) or of products (rowPi, colPi), and the value.
FLAT = (("refArea",), ("rowIi", "rowPi"), ("counterpartArea",), ("colIi", "colPi"), ("obsValue",))
# Before the code of a product.
PRODUCT = "CPA_"
# Bytes in which the flat csv's header lies.
HEADER = 2000
EXPECTED = "Eurostat's: AT_C10T12 for an industry, AT_P3_S14 for a final use, W2_D21X31, W2_D1, W2_B2A3G"
CITATION = "Eurostat, FIGARO tables (EU inter-country supply, use and input-output tables)"


def read_figaro(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """A FIGARO csv, matrix or flat; countries get three letters, FIGW1 becomes ROW, euros become dollars.

    Args:
        source: the csv, a folder or a zip with one of the year.
        options: year, tolerance and rate.

    Raises:
        AccountsError: labels that are none of the layout's, numbers that are none, columns that do not add up to what rows sell,
            no rate for the year.

    Source:
        Eurostat, FIGARO; output is the total of the row, there is no row of output.
    """
    member = the_table(source, (".csv",), options.year)
    year = options.year or year_in(member.name)
    dollars = options.dollars(member.name, year)
    rows, columns, values, moves = _cells(member)
    matrix = LabelledMatrix(
        member.name,
        rows,
        columns,
        roles_of(member.name, rows, _row_role, "line", EXPECTED),
        roles_of(member.name, columns, _column_role, "column", EXPECTED),
        MILLION * dollars * values,
    )
    names, renames = three_letters(list(dict.fromkeys(role.region for role in matrix.row_roles if role.region)))
    named = LabelledMatrix(
        member.name, rows, columns, _named(matrix.row_roles, names), _named(matrix.column_roles, names), matrix.values
    )
    provenance = {
        "file": member.name,
        "sha256": member.sha256,
        "release": "Eurostat FIGARO",
        "unit": "million EUR",
        "dollars_per_euro": dollars,
        "year": year,
        "citation": CITATION,
        "licence": "reuse authorised with acknowledgement (2011/833/EU)",
    }
    moved = as_moved([*moves, *renames, *left_out_of_final_use(named)])
    table = table_of(named, needs=(VALUE_ADDED, TAXES), provenance=provenance, moved=moved)
    check_identities(table, member.name, options.tolerance)
    return table


def _cells(member: Member) -> tuple[list[str], list[str], np.ndarray, list[TableMove]]:
    """Labels and numbers of the matrix csv or of the flat csv, which has a column of values."""
    if b"obsvalue" in member.data[:HEADER].lower():
        return matrix_of_columns(member, FLAT)
    grid = read_grid(member, header_lines=1, label_columns=1, may_be_empty=_is_empty)
    return list(grid.labels[0]), list(grid.heads[0]), grid.values, notes_of(grid.dialect)


def _is_empty(beside: Sequence[str], above: Sequence[str]) -> bool:
    """Below final uses: there is no value added."""
    row, column = _row_role(beside[0]), _column_role(above[0])
    return row is not None and column is not None and CELL not in (row.kind, column.kind)


def _row_role(label: str) -> Role | None:
    region, found, item = label.partition("_")
    if not found or not region.isalnum():
        return None
    if region == TOTAL_ECONOMY:
        if item in BELOW:
            return Role(BELOW[item])
        return None
    return Role(CELL, region, item.removeprefix(PRODUCT))


def _column_role(label: str) -> Role | None:
    region, found, item = label.partition("_")
    if not found or not region.isalnum():
        return None
    if item in CATEGORIES:
        return Role(FINAL, region, item)
    return Role(CELL, region, item.removeprefix(PRODUCT))


def _named(roles: Sequence[Role], names: dict[str, str]) -> list[Role]:
    return [role._replace(region=names.get(role.region, role.region)) for role in roles]
