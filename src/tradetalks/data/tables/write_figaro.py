"""A table as a csv in the layouts of Eurostat's FIGARO."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tradetalks.data.tables.codes import THREE_LETTERS
from tradetalks.data.tables.options import DOLLARS_PER_EURO
from tradetalks.data.tables.table import InterCountryTable

Array = np.ndarray
# Million dollars in a billion, and the year of made-up files.
MILLIONS = 1e3
YEAR = 2022
# Two letters by three, as Eurostat writes them: EL, UK and FIGW1 come last in the list and so replace GR, GB.
TWO_LETTERS = {three: two for two, three in THREE_LETTERS.items()}
# Shares of value added in wages, taxes on production and operating surplus.
EARNED = {"D1": 0.5, "D29X39": 0.0625, "B2A3G": 0.4375}


def write_figaro(table: InterCountryTable, folder: Path, *, flat: bool = False) -> Path:
    """The matrix csv, or the flat csv with one row a number.

    Args:
        table: billion dollars a year; final uses as Eurostat calls them.
        folder: where it is written.
        flat: the flat csv.

    Returns:
        The file.
    """
    areas = [TWO_LETTERS.get(region, region) for region in table.regions]
    n, j, c = len(areas), len(table.industries), len(table.categories)
    cells = [(area, industry) for area in areas for industry in table.industries]
    columns = [*cells, *[(area, category) for area in areas for category in table.categories]]
    block = np.hstack([table.use_iknj.reshape(n * j, n * j), table.final_iknc.reshape(n * j, n * c)])
    below = {"D21X31": np.concatenate([table.taxes_nj.ravel(), table.taxes_nc.ravel()])}
    for row in ("OP_RES", "OP_NRES"):
        below[row] = np.zeros(n * (j + c))
    for row, share in EARNED.items():
        below[row] = np.concatenate([share * table.value_added_nj.ravel(), np.zeros(n * c)])
    rows = [*cells, *[("W2", row) for row in below]]
    values = MILLIONS / DOLLARS_PER_EURO[YEAR] * np.vstack([block, *below.values()])
    if flat:
        return _flat(folder, rows, columns, values)
    path = folder / f"matrix_eu-ic-io_ind-by-ind_26ed_{YEAR}.csv"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(["rowLabels", *map("_".join, columns)]) + "\n")
        for label, line in zip(rows, values.tolist(), strict=True):
            file.write(",".join(["_".join(label), *map(repr, line)]) + "\n")
    return path


def _flat(folder: Path, rows: list[tuple[str, str]], columns: list[tuple[str, str]], values: Array) -> Path:
    path = folder / f"flatfile_eu-ic-io_ind-by-ind_24ed_{YEAR}.csv"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n")
        for (area, row), line in zip(rows, values.tolist(), strict=True):
            for (partner, column), value in zip(columns, line, strict=True):
                file.write(f"{area}_{row},{partner}_{column},{area},{row},{partner},{column},{value!r}\n")
    return path
