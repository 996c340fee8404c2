"""From labelled rows and columns to a table: which row and column is what, and that none is missing, double or unknown."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray
# Labels that a message lists.
SHOWN = 10
# What a row or column can be, besides a cell (an industry of a region) and a final use of a region.
VALUE_ADDED, TAXES, ADJUSTMENT, OUTPUT, DISCREPANCY, SUBTOTAL = (
    "value added", "taxes less subsidies", "adjustment", "output", "discrepancy", "subtotal"
)  # fmt: skip
CELL, FINAL = "industry", "final use"


class Role(NamedTuple):
    """What a row or a column is: its kind, and for industries and final uses the region and the name there."""

    kind: str
    region: str = ""
    item: str = ""


@dataclasses.dataclass(frozen=True)
class LabelledMatrix:
    """A matrix whose rows and columns are known.

    Args:
        name: of the file.
        rows: labels as in the file.
        columns: labels as in the file.
        row_roles: what each row is.
        column_roles: what each column is.
        values: (rows, columns) in billion dollars a year.
        row_place: for messages, where rows stand: "line 1" is row 0 plus this.
    """

    name: str
    rows: Sequence[str]
    columns: Sequence[str]
    row_roles: Sequence[Role]
    column_roles: Sequence[Role]
    values: Array
    row_place: int = 2

    def row(self, kind: str) -> list[int]:
        """Positions of the rows of a kind."""
        return [k for k, role in enumerate(self.row_roles) if role.kind == kind]

    def column(self, kind: str) -> list[int]:
        """Positions of the columns of a kind."""
        return [k for k, role in enumerate(self.column_roles) if role.kind == kind]


def table_of(
    matrix: LabelledMatrix,
    *,
    needs: Sequence[str] | Mapping[str, str] = (VALUE_ADDED,),
    complete: bool = True,
    provenance: Mapping[str, object],
    moved: pd.DataFrame | None = None,
) -> InterCountryTable:
    """The table of a matrix; rows or columns of the same region and industry are added together.

    Args:
        matrix: with roles in which parts of a region already carry the region's label.
        needs: kinds of rows that must be there, with their labels in the file where a message should name them.
        complete: whether every region must have every industry; otherwise those it lacks are 0.
        provenance: facts about the file.
        moved: what was done so far.

    Raises:
        AccountsError: labels twice, rows without their column or the other way round, a region without one of the industries or
            final uses, or a needed row that is missing.
    """
    _refuse_double(matrix)
    regions, industries, categories = _labels(matrix, needs, complete)
    n, j, c = len(regions), len(industries), len(categories)
    sold, used = matrix.row(CELL), matrix.column(CELL)
    finals = matrix.column(FINAL)
    by_row = _adder([matrix.row_roles[k] for k in sold], regions, industries)
    by_column = _adder([matrix.column_roles[k] for k in used], regions, industries)
    by_final = _adder([matrix.column_roles[k] for k in finals], regions, categories)
    block = matrix.values[_span(sold)]

    def below(kind: str, columns: Sequence[int], adder: sparse.csr_array, items: int) -> Array:
        added: Array = adder @ matrix.values[matrix.row(kind)][:, columns].sum(axis=0)
        return added.reshape(n, items)

    discrepancy: Array = (by_row @ block[:, matrix.column(DISCREPANCY)].sum(axis=1)).reshape(n, j)
    table = InterCountryTable(
        regions=regions,
        industries=industries,
        categories=categories,
        use_iknj=_added(block[:, _span(used)], by_row, by_column).reshape(n, j, n, j),
        final_iknc=_added(block[:, _span(finals)], by_row, by_final).reshape(n, j, n, c),
        value_added_nj=below(VALUE_ADDED, used, by_column, j),
        taxes_nj=below(TAXES, used, by_column, j),
        taxes_nc=below(TAXES, finals, by_final, c),
        adjustments_nj=below(ADJUSTMENT, used, by_column, j),
        discrepancy_ik=discrepancy,
        output_nj=below(OUTPUT, used, by_column, j),
        provenance=provenance,
    )
    if not matrix.row(OUTPUT):
        table = dataclasses.replace(table, output_nj=table.sales_ik + discrepancy)
    if moved is not None:
        table = dataclasses.replace(table, moved=moved)
    return table


def _span(positions: list[int]) -> list[int] | slice:
    """Positions that follow each other as a slice, which copies nothing: the largest tables take gigabytes."""
    if positions and positions == list(range(positions[0], positions[-1] + 1)):
        return slice(positions[0], positions[-1] + 1)
    return positions


def _added(values: Array, by_row: sparse.csr_array, by_column: sparse.csr_array) -> Array:
    """Rows and columns added up; as they are where each stands for itself."""
    if not _is_identity(by_row):
        values = by_row @ values
    if not _is_identity(by_column):
        values = values @ by_column.T
    return values


def _is_identity(adder: sparse.csr_array) -> bool:
    rows, columns = adder.shape
    return bool(rows == columns and np.array_equal(adder.indices, np.arange(columns)))


def _adder(roles: Sequence[Role], regions: Sequence[str], items: Sequence[str]) -> sparse.csr_array:
    """The matrix of ones that adds up what has the same region and item."""
    at_region = {region: k for k, region in enumerate(regions)}
    at_item = {item: k for k, item in enumerate(items)}
    to = [at_region[role.region] * len(items) + at_item[role.item] for role in roles]
    return sparse.csr_array((np.ones(len(to)), (to, np.arange(len(to)))), shape=(len(regions) * len(items), len(to)))


def _refuse_double(matrix: LabelledMatrix) -> None:
    wrong = []
    for kind, labels in (("row", matrix.rows), ("column", matrix.columns)):
        for label, count in Counter(labels).items():
            if count > 1:
                places = [k for k, other in enumerate(labels) if other == label]
                where = ", ".join(str(k + matrix.row_place) for k in places[:SHOWN])
                wrong.append(f"{kind} {label} stands {count} times ({_counted(kind)} {where})")
    if wrong:
        raise AccountsError(
            message(
                "labels stand more than once",
                where=matrix.name,
                details=listed(wrong, SHOWN),
                expected="each label once",
                do="get the file again, or take out what was pasted twice",
            )
        )


def _counted(kind: str) -> str:
    if kind == "row":
        return "lines"
    return "columns"


def _labels(
    matrix: LabelledMatrix, needs: Sequence[str] | Mapping[str, str], complete: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Regions, industries and categories, each in the order in which it first comes, after checking that all combine."""
    rows = {(role.region, role.item) for role in matrix.row_roles if role.kind == CELL}
    columns = {(role.region, role.item) for role in matrix.column_roles if role.kind == CELL}
    finals = {(role.region, role.item) for role in matrix.column_roles if role.kind == FINAL}
    ordered = [role for role in matrix.row_roles if role.kind == CELL]
    regions = tuple(dict.fromkeys(role.region for role in ordered))
    industries = tuple(dict.fromkeys(role.item for role in ordered))
    categories = tuple(dict.fromkeys(role.item for role in matrix.column_roles if role.kind == FINAL))
    wrong = _absent_rows(matrix, needs)
    wrong += [f"row {r}_{k} has no column" for r, k in sorted(rows - columns)]
    wrong += [f"column {r}_{k} has no row" for r, k in sorted(columns - rows)]
    if complete:
        wrong += [f"{r} has no industry {k}" for r in regions for k in industries if (r, k) not in rows | columns]
    wrong += [f"{r} has no column of final use {c}" for r in regions for c in categories if (r, c) not in finals]
    wrong += [f"final use {c} of {r}, which has no industries" for r, c in sorted(finals) if r not in regions]
    if not categories:
        wrong.append("no column of final use")
    if wrong:
        raise AccountsError(
            message(
                f"{len(wrong)} rows or columns are missing",
                where=matrix.name,
                details=listed(wrong, SHOWN),
                expected="every industry of every region as a row and as a column, and every final use of every region",
                do="get the file again; a table that was cut to some countries needs a rest of the world",
            )
        )
    return regions, industries, categories


def _absent_rows(matrix: LabelledMatrix, needs: Sequence[str] | Mapping[str, str]) -> list[str]:
    """A sentence for each kind of row that must be there and is not."""
    absent = [kind for kind in needs if not matrix.row(kind)]
    if isinstance(needs, Mapping):
        return [f"no row of {kind} ({needs[kind]})" for kind in absent]
    return [f"no row of {kind}" for kind in absent]
