"""EXIOBASE 3, industry by industry or product by product: the folder or zip of a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.data.tables.blocks import CELL, FINAL, TAXES, VALUE_ADDED, LabelledMatrix, Role, table_of
from tradetalks.data.tables.grid import Grid, read_grid
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.roles import three_letters
from tradetalks.data.tables.separated import dialect_of, first_lines, notes_of
from tradetalks.data.tables.source import Member, TableSource
from tradetalks.data.tables.table import MILLION, InterCountryTable
from tradetalks.errors import AccountsError, listed, message, shortened

Array = np.ndarray
# How the rows of value added begin, small letters; nine in all: taxes on products, other taxes on production, compensation of
# employees by three skills, and four of operating surplus.
EARNED = ("other net taxes on production", "compensation of employees", "operating surplus")
ON_PRODUCTS = "taxes less subsidies on products purchased"
# Of value added: one of taxes on products, one of taxes on production, three of employees, four of surplus.
ROWS = 9
# Where the rows are: satellite accounts up to version 3.8, factor inputs from 3.9 on.
FACTORS = ("satellite/F.txt", "factor_inputs/F.txt", "factor_input/F.txt")
OF_FINAL_USE = ("satellite/F_Y.txt", "factor_inputs/F_Y.txt", "factor_input/F_Y.txt", "satellite/F_hh.txt")
EXPORTS = "exports"
# Labels that a message lists.
SHOWN = 10
CITATION = "Stadler et al. (2018), Journal of Industrial Ecology 22, 502-515 (EXIOBASE 3)"


def read_exiobase(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """EXIOBASE 3 of a year; countries get three letters, euros become dollars, value added is put together from nine rows.

    Args:
        source: the folder or zip with ``Z.txt`` (or ``A.txt`` and ``x.txt``), ``Y.txt`` and ``satellite/F.txt`` or
            ``factor_inputs/F.txt``.
        options: year, tolerance and rate.

    Raises:
        AccountsError: a file is missing, labels of rows and columns differ, fewer than nine rows of value added, numbers that are
            none, columns that do not add up, no rate for the year.

    Source:
        Stadler et al. (2018). Up to version 3.8.2 CC BY-SA 4.0; later versions may not be passed on.
    """
    year = options.year or year_in(source.path.name)
    dollars = options.dollars(str(source.path), year)
    scale = MILLION * dollars
    use, final = _use(source), _labelled(source, _need(source, "Y.txt"), 2)
    _same(use, final)
    factors = _labelled(source, _need(source, *FACTORS), 1)
    earned = _factor_rows(factors)
    pairs, categories = list(zip(*use.heads[:2], strict=True)), list(zip(*final.heads[:2], strict=True))
    if list(zip(*factors.heads[:2], strict=True)) != pairs:
        raise AccountsError(
            message(
                "columns are not those of the table",
                where=factors.name,
                expected="the columns of Z.txt, in their order",
            )
        )
    names, moves = three_letters(list(dict.fromkeys(region for region, _ in pairs)))
    below = np.zeros((len(earned), len(categories)))
    of_final_use = source.named(*OF_FINAL_USE)
    if of_final_use:
        below = _below_final_use(source, of_final_use, [factors.labels[0][k] for k, _ in earned], final)
    rows = [Role(CELL, names[r], k) for r, k in pairs] + [Role(kind) for _, kind in earned]
    columns = [Role(CELL, names[r], k) for r, k in pairs] + [Role(FINAL, names[r], c) for r, c in categories]
    values = np.vstack(
        [np.hstack([use.values, final.values]), np.hstack([factors.values[[k for k, _ in earned]], below])]
    )
    values *= scale
    beside = [*[f"{r}_{k}" for r, k in pairs], *[factors.labels[0][k] for k, _ in earned]]
    above = [f"{r}_{k}" for r, k in [*pairs, *categories]]
    matrix = LabelledMatrix(use.name, beside, above, rows, columns, values)
    _refuse_exports(matrix)
    provenance = {
        "file": source.path.name,
        "sha256": source.member(use.name).sha256,
        "release": "EXIOBASE 3",
        "unit": "million EUR",
        "dollars_per_euro": dollars,
        "year": year,
        "citation": CITATION,
        "licence": "CC BY-SA 4.0 up to version 3.8.2; from 3.9 not to be passed on",
    }
    moved = as_moved([*notes_of(use.dialect), *moves])
    table = table_of(matrix, needs=(VALUE_ADDED, TAXES), provenance=provenance, moved=moved)
    check_identities(table, str(source.path), options.tolerance)
    return table


def _need(source: TableSource, *names: str) -> str:
    """The name of a file that has to be there."""
    found = source.named(*names)
    if found is None:
        raise AccountsError(
            message(
                f"there is no {names[-1]}",
                where=str(source.path),
                expected="Z.txt (or A.txt and x.txt), Y.txt and satellite/F.txt or factor_inputs/F.txt",
                got=shortened(", ".join(source.names)) or "nothing",
                do="give the whole folder or zip of a year, as it was downloaded",
            )
        )
    return found


def _labelled(source: TableSource, name: str, label_columns: int) -> Grid:
    """A file of tabs: two lines of labels, and a third with names of the index in some versions."""
    member = source.member(name)
    lines = first_lines(member, dialect_of(member), 3)
    return read_grid(member, header_lines=_header_lines(lines), label_columns=label_columns)


def _header_lines(lines: Sequence[Sequence[str]]) -> int:
    """Three where the third line names the index and holds no number."""
    if len(lines) == 3 and not any(cell for cell in lines[2][2:]):
        return 3
    return 2


def _use(source: TableSource) -> Grid:
    """Z, or A times output where there is no Z."""
    found = source.named("Z.txt")
    if found is not None:
        return _square(_labelled(source, found, 2))
    shares = _square(_labelled(source, _need(source, "A.txt"), 2))
    member: Member = source.member(_need(source, "x.txt"))
    output = read_grid(member, header_lines=1, label_columns=2)
    if output.labels != shares.labels:
        raise AccountsError(
            message("rows are not those of A.txt", where=output.name, expected="the same, in their order")
        )
    return Grid(
        shares.name, shares.heads, shares.labels, shares.values * output.values[:, 0], shares.first_line, shares.dialect
    )


def _square(grid: Grid) -> Grid:
    rows, columns = list(zip(*grid.labels, strict=True)), list(zip(*grid.heads[:2], strict=True))
    if rows != columns:
        wrong = [f"row {r}, column {c}" for r, c in zip(rows, columns, strict=False) if r != c]
        if len(rows) != len(columns):
            wrong.append(f"{len(rows)} rows, {len(columns)} columns")
        raise AccountsError(
            message(
                "rows and columns differ",
                where=grid.name,
                details=listed(wrong, SHOWN),
                expected="the same labels in the same order",
                do="get the file again",
            )
        )
    return grid


def _same(use: Grid, final: Grid) -> None:
    if use.labels != final.labels:
        raise AccountsError(
            message(
                "rows are not those of Z.txt", where=final.name, expected="the same regions and sectors in the same order",
                do="get the files of one year and one version",
            )
        )  # fmt: skip


def _factor_rows(factors: Grid) -> list[tuple[int, str]]:
    """Position and kind of the nine rows of value added."""
    found = []
    for k, label in enumerate(factors.labels[0]):
        if label.lower().startswith(ON_PRODUCTS):
            found.append((k, TAXES))
        elif label.lower().startswith(EARNED):
            found.append((k, VALUE_ADDED))
    if len(found) != ROWS:
        raise AccountsError(
            message(
                f"{len(found)} rows of value added",
                where=factors.name,
                details=listed([factors.labels[0][k] for k, _ in found], SHOWN),
                expected=f"{ROWS}: {ON_PRODUCTS}, {', '.join(EARNED)} (three skills, four kinds of surplus)",
                do="take the satellite accounts of the same version",
            )
        )
    return found


def _below_final_use(source: TableSource, name: str, labels: list[str], final: Grid) -> Array:
    """What final uses pay in these rows; 0 for rows that the file lacks."""
    grid = _labelled(source, name, 1)
    if grid.heads[:2] != final.heads[:2]:
        raise AccountsError(
            message("columns are not those of final use", where=name, expected="the columns of Y.txt, in their order")
        )
    below = np.zeros((len(labels), grid.values.shape[1]))
    at = {label: k for k, label in enumerate(grid.labels[0])}
    for row, label in enumerate(labels):
        if label in at:
            below[row] = grid.values[at[label]]
    return below


def _refuse_exports(matrix: LabelledMatrix) -> None:
    """Exports are sales to other regions of the table, so that a column of them has to be empty."""
    columns = [
        k for k, role in enumerate(matrix.column_roles) if role.kind == FINAL and role.item.lower().startswith(EXPORTS)
    ]
    total = float(np.abs(matrix.values[:, columns]).sum())
    if total:
        raise AccountsError(
            message(
                f"{total:.6g} billion dollars of exports stand in final use",
                where=matrix.name,
                expected="0: sales to other regions stand in their columns",
                do="get the file again",
            )
        )
