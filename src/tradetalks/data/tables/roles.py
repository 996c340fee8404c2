"""What every row or column of a labelled file is, and what is said where a label is none of the format's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tradetalks.data.tables.blocks import ADJUSTMENT, FINAL, LabelledMatrix, Role
from tradetalks.data.tables.codes import THREE_LETTERS
from tradetalks.data.tables.moved import EVERY, TableMove
from tradetalks.errors import AccountsError, listed, message, shortened

# Labels that a message lists.
SHOWN = 10
# Line and column of a file on which its first label stands.
FIRST = 2


def roles_of(
    name: str,
    labels: Sequence[str],
    role_of: Callable[[str], Role | None],
    side: str,
    expected: str,
    first: int = FIRST,
) -> list[Role]:
    """What every row or column is.

    Args:
        name: of the file.
        labels: of its lines or columns.
        role_of: the role of a label, None for one that is not the format's.
        side: "line" or "column".
        expected: what labels look like, in words.
        first: line or column of the first label.

    Raises:
        AccountsError: labels that are none of the format's, with their places.
    """
    roles = [role_of(label) for label in labels]
    unknown = [
        f"{side} {k + first}: {shortened(label)!r}"
        for k, (label, role) in enumerate(zip(labels, roles, strict=True))
        if role is None
    ]
    if unknown:
        raise AccountsError(
            message(
                f"{len(unknown)} labels are none of this format's",
                where=name,
                details=listed(unknown, SHOWN),
                expected=expected,
                do='get the file again; where it is in another layout name its format: read_table(path, format="figaro")',
            )
        )
    return [role for role in roles if role is not None]


def three_letters(regions: Sequence[str]) -> tuple[dict[str, str], list[TableMove]]:
    """Three letters for codes of two, and one row for each; codes that are not known stay."""
    names = {region: THREE_LETTERS.get(region, region) for region in regions}
    moves = [TableMove("renamed", new, EVERY, 0.0, f"{old} in the file") for old, new in names.items() if old != new]
    return names, moves


def left_out_of_final_use(matrix: LabelledMatrix) -> list[TableMove]:
    """One row a region for adjustments below its final uses, which no table of accounts has a place for."""
    rows = matrix.row(ADJUSTMENT)
    totals: dict[str, float] = {}
    for k in matrix.column(FINAL):
        region = matrix.column_roles[k].region
        totals[region] = totals.get(region, 0.0) + float(matrix.values[rows, k].sum())
    return [
        TableMove("adjustments_on_final_use", region, EVERY, total, "left out")
        for region, total in totals.items()
        if total
    ]
