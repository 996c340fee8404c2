"""Eora26: the folder or zip of a year, in basic prices, with its rest of the world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.data.tables.blocks import CELL, FINAL, VALUE_ADDED, LabelledMatrix, Role, table_of
from tradetalks.data.tables.grid import read_grid
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved
from tradetalks.data.tables.options import ReadOptions, year_in
from tradetalks.data.tables.separated import dialect_of, first_lines
from tradetalks.data.tables.source import Member, TableSource
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, message, shortened

Array = np.ndarray
# Thousand dollars in a billion.
THOUSAND = 1e-6
# Eora's tables do not balance: gaps are reported as large as they are.
ANY_GAP = 1.0
REST = "ROW"
CITATION = "Lenzen, Moran, Kanemoto & Geschke (2013), Economic Systems Research 25, 20-49 (Eora)"


def read_eora(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """Eora26 of a year. ROW, which has one industry only, TOTAL, stays a region of its own with that industry.

    Args:
        source: a folder or zip with ``..._T.txt``, ``..._FD.txt``, ``..._VA.txt``, ``labels_T.txt`` and ``labels_FD.txt``.
        options: year and tolerance; without one gaps of any size are taken, and reported.

    Raises:
        AccountsError: a file is missing, a table of another shape than its labels, numbers that are none.

    Source:
        Lenzen, Moran, Kanemoto & Geschke (2013). Not to be passed on.
    """
    cells, finals = _labels(source, "labels_T.txt"), _labels(source, "labels_FD.txt")
    use = _numbers(source, "_T.txt", (len(cells), len(cells)))
    final = _numbers(source, "_FD.txt", (len(cells), len(finals)))
    earned = _numbers(source, "_VA.txt", (None, len(cells)))
    rows = [Role(CELL, code, sector) for code, sector in cells]
    columns = [*rows, *[Role(FINAL, code, category) for code, category in finals]]
    below = np.hstack([earned, np.zeros((len(earned), len(finals)))])
    values = THOUSAND * np.vstack([np.hstack([use, final]), below])
    labels = [f"{code}_{sector}" for code, sector in cells]
    matrix = LabelledMatrix(
        str(source.path),
        [*labels, *[f"value added {k + 1}" for k in range(len(earned))]],
        [*labels, *[f"{code}_{category}" for code, category in finals]],
        [*rows, *[Role(VALUE_ADDED)] * len(earned)],
        columns,
        values,
        1,
    )
    name = _need(source, "_T.txt")
    provenance = {
        "file": source.path.name,
        "sha256": source.member(name).sha256,
        "release": "Eora26",
        "unit": "thousand USD",
        "year": options.year or year_in(name) or year_in(source.path.name),
        "citation": CITATION,
        "licence": "registered users; not to be passed on",
    }
    table = table_of(matrix, complete=False, provenance=provenance, moved=as_moved(_rest(rows, use)))
    tolerance = options.tolerance
    if tolerance is None:
        tolerance = ANY_GAP
    check_identities(table, str(source.path), tolerance)
    return table


def _need(source: TableSource, ending: str) -> str:
    """The one file of that ending; files of labels only where the ending says so."""
    found = [
        name
        for name in source.names
        if name.lower().endswith(ending.lower())
        and (ending.startswith("labels") or not name.rpartition("/")[2].startswith("labels"))
    ]
    if len(found) != 1:
        raise AccountsError(
            message(
                f"{len(found)} files end in {ending}",
                where=str(source.path),
                expected="Eora26_2017_bp_T.txt, _FD.txt, _VA.txt, labels_T.txt and labels_FD.txt, of one year",
                got=shortened(", ".join(source.names)) or "nothing",
                do="put the labels (indices.zip) beside the tables of one year",
            )
        )
    return found[0]


def _labels(source: TableSource, ending: str) -> list[tuple[str, str]]:
    """Code of the country and sector or category of every line."""
    member: Member = source.member(_need(source, ending))
    lines = first_lines(member, dialect_of(member), -1)
    found = []
    for number, line in enumerate(lines, 1):
        cells = [cell for cell in line if cell]
        if not cells:
            continue
        if len(cells) < 4:
            raise AccountsError(
                message(
                    "a label is not whole",
                    where=f"{member.name}:{number}",
                    expected="country, code, kind and sector, with tabs between them",
                    got=shortened(repr(line)),
                )
            )
        found.append((cells[1], cells[3]))
    return found


def _numbers(source: TableSource, ending: str, shape: tuple[int | None, int]) -> Array:
    """The numbers of a file without labels, of the shape that the labels say."""
    member = source.member(_need(source, ending))
    values = read_grid(member, header_lines=0, label_columns=0).values
    wrong = [
        f"{got} {side}; expected {want}"
        for side, got, want in zip(("rows", "columns"), values.shape, shape, strict=True)
        if want is not None and got != want
    ]
    if wrong:
        raise AccountsError(
            message(
                "the table does not have the shape of its labels",
                where=member.name,
                got=", ".join(wrong),
                do="get tables and labels of one release; where ROW was cut out, get the table as it was published",
            )
        )
    return values


def _rest(rows: Sequence[Role], use: Array) -> list[TableMove]:
    """What the rest of the world is, and where taxes are."""
    moves = [TableMove("taxes_in_value_added", EVERY, EVERY, 0.0, "no row of taxes less subsidies on products")]
    at = [k for k, role in enumerate(rows) if role.region == REST]
    if at:
        sold = float(THOUSAND * use[at].sum())
        moves.append(TableMove("rest_of_world", REST, rows[at[0]].item, sold, "one industry of its own, all others 0"))
    return moves
