"""A table in the layouts of Eora26 and of EXIOBASE 3, folders of text files with tabs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tradetalks.data.tables.options import DOLLARS_PER_EURO
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.data.tables.write_figaro import TWO_LETTERS

Array = np.ndarray
# Thousands and millions of dollars in a billion, and the year of made-up files.
THOUSANDS = 1e6
MILLIONS = 1e3
YEAR = 2017
# Rows of value added of both, with the shares that made-up files give them.
EORA_ROWS = 6
EXIOBASE_ROWS = {
    "Other net taxes on production": 0.0625,
    "Compensation of employees; wages, salaries, & employers' social contributions: Low-skilled": 0.125,
    "Compensation of employees; wages, salaries, & employers' social contributions: Medium-skilled": 0.25,
    "Compensation of employees; wages, salaries, & employers' social contributions: High-skilled": 0.125,
    "Operating surplus: Consumption of fixed capital": 0.1875,
    "Operating surplus: Rents on land": 0.0625,
    "Operating surplus: Royalties on resources": 0.0625,
    "Operating surplus: Remaining net operating surplus": 0.125,
}
TAXES = "Taxes less subsidies on products purchased: Total"


def write_eora(table: InterCountryTable, folder: Path) -> Path:
    """Eora26, with taxes inside value added as its tables in basic prices have no row of their own.

    Args:
        table: billion dollars a year.
        folder: where it is written.

    Returns:
        The folder.
    """
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    # A region of one industry, as Eora's rest of the world, has rows and columns for that industry only.
    there = np.flatnonzero(table.output_nj.ravel() > 0)
    earned = (table.value_added_nj + table.taxes_nj).ravel()[there]
    parts = {
        "T": table.use_iknj.reshape(n * j, n * j)[np.ix_(there, there)],
        "FD": table.final_iknc.reshape(n * j, n * c)[there],
        "VA": np.tile(earned / EORA_ROWS, (EORA_ROWS, 1)),
    }
    for name, values in parts.items():
        lines = ["\t".join(map(repr, line)) + "\t" for line in (THOUSANDS * values).tolist()]
        _write(folder / f"Eora26_{YEAR}_bp_{name}.txt", lines)
    cells = [(r, k) for r in table.regions for k in table.industries]
    _write(folder / "labels_T.txt", [f"{r}\t{r}\tIndustries\t{k}\t" for r, k in (cells[at] for at in there)])
    _write(
        folder / "labels_FD.txt", [f"{r}\t{r}\tFinal demand\t{k}\t" for r in table.regions for k in table.categories]
    )
    return folder


def with_one_industry(table: InterCountryTable, region: str) -> InterCountryTable:
    """The table with a further industry TOTAL, which is all that ``region`` has, as Eora's rest of the world."""
    n, j = len(table.regions), len(table.industries)
    old = np.arange(n * j).reshape(n, j)
    to = np.arange(n)[:, None] * (j + 1) + np.arange(j)
    to[table.regions.index(region)] = table.regions.index(region) * (j + 1) + j
    adds = np.zeros((n * (j + 1), n * j))
    adds[to.ravel(), old.ravel()] = 1.0

    def cells(values: Array) -> Array:
        added: Array = adds @ values.ravel()
        return added.reshape(n, j + 1)

    final = adds @ table.final_iknc.reshape(n * j, -1)
    return dataclasses.replace(
        table,
        industries=(*table.industries, "TOTAL"),
        use_iknj=(adds @ table.use_iknj.reshape(n * j, n * j) @ adds.T).reshape(n, j + 1, n, j + 1),
        final_iknc=final.reshape(n, j + 1, n, -1),
        value_added_nj=cells(table.value_added_nj),
        taxes_nj=cells(table.taxes_nj),
        adjustments_nj=cells(table.adjustments_nj),
        discrepancy_ik=cells(table.discrepancy_ik),
        output_nj=cells(table.output_nj),
    )


def write_exiobase(table: InterCountryTable, folder: Path, *, index_names: bool = True) -> Path:
    """EXIOBASE 3, as a folder.

    Args:
        table: billion dollars a year.
        folder: where it is written, in a folder of the year.
        index_names: a third line of the header that names the index, as in some versions.

    Returns:
        The folder.
    """
    folder = folder / f"IOT_{YEAR}_ixi"
    (folder / "satellite").mkdir(parents=True, exist_ok=True)
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    areas = [TWO_LETTERS.get(region, region) for region in table.regions]
    cells = [(r, k) for r in areas for k in table.industries]
    finals = [(r, k) for r in areas for k in table.categories]
    scale = MILLIONS / DOLLARS_PER_EURO[YEAR]
    beside = [f"{r}\t{k}" for r, k in cells]
    _grid(folder / "Z.txt", cells, beside, scale * table.use_iknj.reshape(n * j, n * j), index_names)
    _grid(folder / "Y.txt", finals, beside, scale * table.final_iknc.reshape(n * j, n * c), index_names)
    earned = scale * np.outer(list(EXIOBASE_ROWS.values()), table.value_added_nj.ravel())
    factors = np.vstack([scale * table.taxes_nj.ravel(), earned, np.ones(n * j)])
    names = [TAXES, *EXIOBASE_ROWS, "Employment: Low-skilled male"]
    _grid(folder / "satellite" / "F.txt", cells, names, factors, index_names)
    of_final = np.zeros((len(names), n * c))
    of_final[0] = scale * table.taxes_nc.ravel()
    _grid(folder / "satellite" / "F_Y.txt", finals, names, of_final, index_names)
    return folder


def _grid(
    path: Path, columns: Sequence[tuple[str, str]], beside: Sequence[str], values: Array, index_names: bool
) -> None:
    """Two lines of labels, perhaps a line of names, and a line for every row."""
    labels = beside[0].count("\t") + 1
    lines = [
        "\t".join([*["region", "sector"][at : at + 1], *[""] * (labels - 1), *line])
        for at, line in enumerate(zip(*columns, strict=True))
    ]
    if index_names:
        lines.append("\t".join([*["region", "sector"][:labels], *[""] * len(columns)]))
    lines += ["\t".join([label, *map(repr, row)]) for label, row in zip(beside, values.tolist(), strict=True)]
    _write(path, lines)


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
