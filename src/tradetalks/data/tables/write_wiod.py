"""A table in the layouts of the World Input-Output Database."""

from __future__ import annotations

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
    none, adjust = np.zeros(len(regions) * len(table.categories)), table.adjustments_nj.ravel()
    below = {
        "r60": np.concatenate([table.inputs_nj.ravel(), table.final_iknc.sum(axis=(0, 1)).ravel()]),
        "r61": np.concatenate([table.taxes_nj.ravel(), table.taxes_nc.ravel()]),
        "r62": np.concatenate([0 * adjust, none]),
        "r63": np.concatenate([0 * adjust, none]),
        "r64": np.concatenate([table.value_added_nj.ravel(), none]),
        "r65": np.concatenate([adjust, none]),
        "r69": np.concatenate([table.output_nj.ravel(), none]),
    }
    columns = [(k, k, r, f"c{n + 1}") for r in regions for n, k in enumerate(table.industries)]
    rows = [*columns, *[(row, row, "TOT", row) for row in below]]
    columns += [(f"F{n}", f"F{n}", r, f"c{n}") for r in regions for n in FINALS_2013]
    values = MILLIONS * np.vstack([_block(table), *below.values()])
    values = np.hstack([values, values.sum(axis=1, keepdims=True)])
    columns.append(("TOT", "TOT", "TOT", "c60"))
    # Titles stand in the first column: two lines of their own, two beside the first lines of labels.
    titles = [
        f"Made-up input-output table, {YEAR_2013}",
        "made up",
        "(industry-by-industry)",
        "(millions of US$)",
        None,
        None,
    ]
    blank = [None] * len(columns)
    lines = [blank, blank, *zip(*columns, strict=True)]
    head = [[title, None, None, None, *line] for title, line in zip(titles, lines, strict=True)]
    body = [[*label, *line] for label, line in zip(rows, values.tolist(), strict=True)]
    path = folder / "wiot09_row_sep12.xlsx"
    pd.DataFrame([*head, *body]).to_excel(path, header=False, index=False)
    return path


def _block(table: InterCountryTable) -> Array:
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    return np.hstack([table.use_iknj.reshape(n * j, n * j), table.final_iknc.reshape(n * j, n * c)])
