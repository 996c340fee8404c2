"""From labelled rows and columns to a table: which row and column is what, and that none is missing, double or unknown."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from tradetalks.data.tables.moved import as_moved
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
    needs: Sequence[str] = (VALUE_ADDED,),
    complete: bool = True,
    provenance: Mapping[str, object],
    moved: pd.DataFrame | None = None,
) -> InterCountryTable:
    """The table of a matrix; rows or columns of the same region and industry are added together.

    Args:
        matrix: with roles in which parts of a region already carry the region's label.
        needs: kinds of rows that must be there.
        complete: whether every region must have every industry; otherwise those it lacks are 0.
        provenance: facts about the file.
        moved: what was done so far.

    Raises:
        AccountsError: labels twice, rows without their column or the other way round, a region without one of the industries or
            final uses, or a needed row that is missing.
    """
    _refuse_double(matrix)
    regions, industries, categories = _labels(matrix, needs, complete)
    at_region = {region: k for k, region in enumerate(regions)}
    at_industry = {industry: k for k, industry in enumerate(industries)}
    n, j, c = len(regions), len(industries), len(categories)
    cell_rows, cell_columns = matrix.row(CELL), matrix.column(CELL)

    def cells(roles: Sequence[Role], positions: Sequence[int]) -> sparse.csr_array:
        to = [at_region[roles[k].region] * j + at_industry[roles[k].item] for k in positions]
        return sparse.csr_array((np.ones(len(to)), (to, np.arange(len(to)))), shape=(n * j, len(to)))

    finals = matrix.column(FINAL)
    at_final = {category: k for k, category in enumerate(categories)}
    to_final = [at_region[matrix.column_roles[k].region] * c + at_final[matrix.column_roles[k].item] for k in finals]
    adds_finals = sparse.csr_array(
        (np.ones(len(finals)), (to_final, np.arange(len(finals)))), shape=(n * c, len(finals))
    )
    by_row, by_column = cells(matrix.row_roles, cell_rows), cells(matrix.column_roles, cell_columns)
    block = matrix.values[cell_rows]
    use = by_row @ block[:, cell_columns] @ by_column.T
    final = by_row @ block[:, finals] @ adds_finals.T

    def beside(kind: str) -> Array:
        added: Array = by_row @ block[:, matrix.column(kind)].sum(axis=1)
        return added.reshape(n, j)

    def below(kind: str) -> Array:
        added: Array = by_column @ matrix.values[matrix.row(kind)][:, cell_columns].sum(axis=0)
        return added.reshape(n, j)

    taxes_nc = (adds_finals @ matrix.values[matrix.row(TAXES)][:, finals].sum(axis=0)).reshape(n, c)
    discrepancy = beside(DISCREPANCY)
    output = below(OUTPUT)
    if not matrix.row(OUTPUT):
        output = (use.sum(axis=1) + final.sum(axis=1)).reshape(n, j) + discrepancy
    return InterCountryTable(
        regions=regions,
        industries=industries,
        categories=categories,
        use_iknj=use.reshape(n, j, n, j),
        final_iknc=final.reshape(n, j, n, c),
        value_added_nj=below(VALUE_ADDED),
        taxes_nj=below(TAXES),
        taxes_nc=taxes_nc,
        adjustments_nj=below(ADJUSTMENT),
        discrepancy_ik=discrepancy,
        output_nj=output,
        moved=as_moved(()) if moved is None else moved,
        provenance=provenance,
    )


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
    matrix: LabelledMatrix, needs: Sequence[str], complete: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Regions, industries and categories, each in the order in which it first comes, after checking that all combine."""
    rows = {(role.region, role.item) for role in matrix.row_roles if role.kind == CELL}
    columns = {(role.region, role.item) for role in matrix.column_roles if role.kind == CELL}
    finals = {(role.region, role.item) for role in matrix.column_roles if role.kind == FINAL}
    ordered = [role for role in matrix.row_roles if role.kind == CELL]
    regions = tuple(dict.fromkeys(role.region for role in ordered))
    industries = tuple(dict.fromkeys(role.item for role in ordered))
    categories = tuple(dict.fromkeys(role.item for role in matrix.column_roles if role.kind == FINAL))
    wrong = [f"row {r}_{k} has no column" for r, k in sorted(rows - columns)]
    wrong += [f"column {r}_{k} has no row" for r, k in sorted(columns - rows)]
    if complete:
        wrong += [f"{r} has no industry {k}" for r in regions for k in industries if (r, k) not in rows | columns]
    wrong += [f"{r} has no column of final use {c}" for r in regions for c in categories if (r, c) not in finals]
    wrong += [f"final use {c} of {r}, which has no industries" for r, c in sorted(finals) if r not in regions]
    wrong += [f"no row of {kind}" for kind in needs if not matrix.row(kind)]
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
