"""A table in the layouts of the World Input-Output Database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tradetalks.data.tables.table import InterCountryTable

Array = np.ndarray
# Million dollars in a billion, and the years of made-up files.
MILLIONS = 1e3
YEAR_2013, YEAR_2016 = 2009, 2014
# Columns and numbers of final use, in the order of the table's categories.
FINALS_2013 = (37, 38, 39, 41, 42)
FINALS_2016 = (57, 58, 59, 60, 61)
# Rows of the whole table in workbooks: number and name.
BELOW = {
    "r60": "Total intermediate consumption",
    "r99": "taxes less subsidies on products",
    "r61": "Cif/ fob adjustments on exports",
    "r62": "Direct purchases abroad by residents",
    "r63": "Purchases on the domestic territory by non-residents",
    "r64": "Value added at basic prices",
    "r65": "International Transport Margins",
    "r69": "Output at basic prices",
}


def write_wiod_2016(table: InterCountryTable, folder: Path, *, stata: bool = False) -> Path:
    """Release 2016 as csv from R, or as a file of Stata.

    Args:
        table: billion dollars a year, five final uses.
        folder: where it is written.
        stata: a .dta in place of a csv.

    Returns:
        The file.
    """
    none, adjust = np.zeros(len(table.regions) * len(table.categories)), table.adjustments_nj.ravel()
    below = {
        "II_fob": np.concatenate([table.inputs_nj.ravel(), table.final_iknc.sum(axis=(0, 1)).ravel()]),
        "TXSP": np.concatenate([table.taxes_nj.ravel(), table.taxes_nc.ravel()]),
        "EXP_adj": np.concatenate([0 * adjust, none]),
        "PURR": np.concatenate([0 * adjust, none]),
        "PURNR": np.concatenate([0 * adjust, none]),
        "VA": np.concatenate([table.value_added_nj.ravel(), none]),
        "IntTTM": np.concatenate([adjust, none]),
        "GO": np.concatenate([table.output_nj.ravel(), none]),
    }
    labels = [(k, k, r, n + 1, YEAR_2016) for r in table.regions for n, k in enumerate(table.industries)]
    labels += [(row, row, "TOT", 65 + n, YEAR_2016) for n, row in enumerate(below)]
    columns = [f"{r}{n + 1}" for r in table.regions for n in range(len(table.industries))]
    columns += [f"{r}{n}" for r in table.regions for n in FINALS_2016]
    values = MILLIONS * np.vstack([_block(table), *below.values()])
    frame = pd.DataFrame(labels, columns=["IndustryCode", "IndustryDescription", "Country", "RNr", "Year"])
    if stata:
        columns = [f"v{column}" for column in columns]
    numbers = pd.DataFrame(values, columns=columns).assign(TOT=values.sum(axis=1))
    path = folder / f"WIOT{YEAR_2016}_October16_ROW.{'dta' if stata else 'csv'}"
    whole = pd.concat([frame, numbers], axis=1)
    if stata:
        whole.to_stata(path, write_index=False)
    else:
        whole.to_csv(path, index=False)
    return path


def write_wiod_2013(table: InterCountryTable, folder: Path) -> Path:
    """Release 2013 as a workbook.

    Args:
        table: billion dollars a year, five final uses.
        folder: where it is written.

    Returns:
        The file.
    """
    early = {"ROU": "ROM", "ROW": "RoW"}
    regions = [early.get(region, region) for region in table.regions]
    codes = [(k, k) for k in table.industries]
    finals = [(f"F{n}", f"F{n}", f"c{n}") for n in FINALS_2013]
    # Titles stand in the first column: two lines of their own, two beside the first lines of labels.
    titles = [f"Input-output table, {YEAR_2013}", "made up", "(industry-by-industry)", "(millions of US$)", None, None]
    rows = _sheet(table, regions, codes, finals, titles, lines_above=2)
    path = folder / "wiot09_row_sep12.xlsx"
    pd.DataFrame(rows).to_excel(path, header=False, index=False)
    return path


def write_adb(table: InterCountryTable, folder: Path) -> Path:
    """A workbook of the Asian Development Bank: industries have no codes, nothing stands below final uses.

    Args:
        table: billion dollars a year, five final uses, at most 35 industries.
        folder: where it is written.

    Returns:
        The file.
    """
    codes = [(None, f"Industry {n + 1}") for n in range(len(table.industries))]
    finals = [(None, f"Final use {n}", f"F{n}") for n in range(1, 6)]
    titles = ["Multiregional Input-Output Table 2022", "made up", "In millions of US$", None, None, None, None]
    rows = _sheet(table, list(table.regions), codes, finals, titles, lines_above=3)
    cells = len(table.regions) * len(table.industries)
    for row in rows[-len(BELOW) :]:
        row[4 + cells :] = [value or None for value in row[4 + cells :]]
    path = folder / "ADB-MRIO-2022-August 2025.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame(rows).to_excel(book, sheet_name="ADB MRIO 2022", header=False, index=False)
    return path


def _sheet(
    table: InterCountryTable,
    regions: list[str],
    codes: Sequence[tuple[str | None, str]],
    finals: Sequence[tuple[str | None, str, str]],
    titles: list[str | None],
    lines_above: int,
) -> list[list[object]]:
    """The rows of a sheet: titles and labels, the block, and the rows of the whole table."""
    none, adjust = np.zeros(len(regions) * len(table.categories)), table.adjustments_nj.ravel()
    below = [
        np.concatenate([table.inputs_nj.ravel(), table.final_iknc.sum(axis=(0, 1)).ravel()]),
        np.concatenate([table.taxes_nj.ravel(), table.taxes_nc.ravel()]),
        *[np.concatenate([0 * adjust, none])] * 3,
        np.concatenate([table.value_added_nj.ravel(), none]),
        np.concatenate([adjust, none]),
        np.concatenate([table.output_nj.ravel(), none]),
    ]
    cells = [(code, name, region, f"c{n + 1}") for region in regions for n, (code, name) in enumerate(codes)]
    columns = [*cells, *[(code, name, region, number) for region in regions for code, name, number in finals]]
    columns.append((None, "TOTAL", "TOT", ""))
    beside = [*cells, *[(None, name, "TOT", number) for number, name in BELOW.items()]]
    values = MILLIONS * np.vstack([_block(table), *below])
    values = np.hstack([values, values.sum(axis=1, keepdims=True)])
    lines = [*[[None] * len(columns)] * lines_above, *zip(*columns, strict=True)]
    head = [[title, None, None, None, *line] for title, line in zip(titles, lines, strict=True)]
    return [*head, *[[*label, *line] for label, line in zip(beside, values.tolist(), strict=True)]]


def _block(table: InterCountryTable) -> Array:
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    return np.hstack([table.use_iknj.reshape(n * j, n * j), table.final_iknc.reshape(n * j, n * c)])
