"""Whether a table that was read adds up as it should, and what it is where it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.data.tables.blocks import CELL, DISCREPANCY, FINAL, SUBTOTAL, LabelledMatrix
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, listed, message
from tradetalks.inputs import Bound, argument

Array = np.ndarray
# Share of output by which a row may miss it: published tables are rounded to 3 or 4 decimals of a million, and miss it by 1e-5.
TOLERANCE = 0.01
# How much further a column may be off: its taxes are a residual, up to 1.1 percent of output in the OECD's table of 2020.
COLUMNS = 2.0
TOLERANCE_GIVEN = Bound(high=1.0, means="a share of output: 0.01 is one percent")
# Share of the largest output below which a gap is rounding: hundreds of cells of half a thousandth of a million, over a trillion.
NEGLIGIBLE = 1e-7
# Gaps that a message lists.
SHOWN = 10
# Share of the cells above 0 that are whole numbers where decimal points were lost; a thousandth are in a file of 3 decimals.
WHOLE_CELLS = 0.5
# Cells that are looked at.
SAMPLE = 200_000
# md5 of a copy of the OECD's table of 2020 that circulates with its decimal points lost.
CORRUPTED = {
    "d1b887aaafa54ab3f28fde78fcd21cdf": "data_2020_SML.csv with lost decimal points, as circulates on the internet"
}


def check_identities(table: InterCountryTable, name: str, tolerance: float | None, whole_share: float = 0.0) -> None:
    """Raise where rows or columns miss the published output by more than ``tolerance`` of it.

    Args:
        table: as read.
        name: of the file.
        tolerance: a share of output; None is one percent.
        whole_share: share of the cells above 0 that the file writes as whole numbers, see :func:`whole_cells`.

    Raises:
        AccountsError: the largest gaps with their places, and what may have happened to the file; negative output.
    """
    gaps = table.gaps()
    floor = NEGLIGIBLE * float(np.abs(table.output_nj).max(initial=0))
    wrong = [
        f"{gaps['region'][k]}_{gaps['industry'][k]}: output {gaps['output'][k]:.6g} billion dollars, below 0"
        for k in np.flatnonzero(gaps["output"] < -floor)
    ]
    sides = (("row_gap", "uses less output", 1.0), ("column_gap", "costs less output", COLUMNS))
    for side, words, slack in sides:
        share, size = gaps[f"{side}_share"].to_numpy(), gaps[side].to_numpy()
        bad = np.flatnonzero((np.abs(share) > slack * _tolerance(tolerance)) & (np.abs(size) > floor))
        for k in bad[np.argsort(-np.abs(size[bad]))]:
            wrong.append(
                f"{gaps['region'][k]}_{gaps['industry'][k]}: {words} {size[k]:+.6g}, "
                f"{100 * share[k]:+.3g} percent of output {gaps['output'][k]:.6g} billion dollars"
            )
    if wrong:
        raise _do_not_add_up(name, wrong, tolerance, whole_share)


def _tolerance(given: float | None) -> float:
    if given is None:
        return TOLERANCE
    return float(argument("read_table", "tolerance", given, TOLERANCE_GIVEN, AccountsError))


def _do_not_add_up(name: str, wrong: Sequence[str], tolerance: float | None, whole_share: float) -> AccountsError:
    do = "get the file again; tolerance=... takes larger gaps, which are then reported as moved"
    if whole_share > WHOLE_CELLS:
        do = (
            f"get the file again: {100 * whole_share:.0f} percent of its numbers are whole, as where a program has dropped "
            "decimal points (the OECD writes three or four decimals)"
        )
    return AccountsError(
        message(
            f"{len(wrong)} rows or columns do not add up to the table's output",
            where=name,
            details=listed(wrong, SHOWN),
            expected=f"gaps of at most {100 * _tolerance(tolerance):g} percent of output in rows, twice that in columns",
            do=do,
        )
    )


def check_totals(matrix: LabelledMatrix, tolerance: float | None, whole_share: float = 0.0) -> None:
    """Raise where a row's uses miss the column of totals that the file has, by more than ``tolerance`` of it.

    Raises:
        AccountsError: the largest gaps with their lines; files without such a column pass.
    """
    totals = matrix.column(SUBTOTAL)
    if not totals:
        return
    used = [*matrix.column(CELL), *matrix.column(FINAL), *matrix.column(DISCREPANCY)]
    rows = matrix.row(CELL)
    total, found = matrix.values[rows][:, totals[0]], matrix.values[rows][:, used].sum(axis=1)
    size = np.maximum(np.abs(total), np.abs(found))
    gap = found - total
    bad = np.flatnonzero(np.abs(gap) > _tolerance(tolerance) * size + NEGLIGIBLE * size.max(initial=0))
    wrong = [
        f"line {rows[k] + matrix.row_place}: {matrix.rows[rows[k]]}: uses {found[k]:.6g}, {matrix.columns[totals[0]]} "
        f"{total[k]:.6g} billion dollars"
        for k in bad[np.argsort(-np.abs(gap[bad]))]
    ]
    if wrong:
        raise _do_not_add_up(matrix.name, wrong, tolerance, whole_share)


def whole_cells(values: Array) -> float:
    """Share of the cells above 0 that hold whole numbers, in the file's unit; 0 without any."""
    sample = values.ravel()
    sample = sample[:: max(1, len(sample) // SAMPLE)]
    sample = sample[sample > 0]
    if not len(sample):
        return 0.0
    return float(np.mean(sample == np.round(sample)))


def refuse_corrupted(name: str, md5: str) -> None:
    """Raise for a file that is known to be broken."""
    if md5 in CORRUPTED:
        raise AccountsError(
            message(
                "this is a corrupted copy of the table",
                where=name,
                got=CORRUPTED[md5],
                expected="the OECD's file (md5 d3e0f4979d85d6c0bb7cf4c43e324287 for 2020_SML.csv)",
                do="get it from http://oe.cd/icio",
            )
        )
