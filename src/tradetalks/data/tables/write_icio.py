"""A table as a csv in a layout of the OECD."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from tradetalks.data.tables.table import InterCountryTable

Array = np.ndarray
# Million dollars in a billion.
MILLIONS = 1e3
# The year that made-up files carry in their names.
YEAR = 2022
# Shares of a country's rows and columns that its first part gets in extended files.
FIRST_PART = {"CHN": 0.75, "MEX": 0.625}
PARTS = {"CHN": ("CN1", "CN2"), "MEX": ("MX1", "MX2")}
# Final uses of the edition of 2016 by name of the later ones.
EARLY = {"HFCE": "HFCE", "NPISH": "NPS", "GGFC": "GGFC", "GFCF": "GFCF", "INVNT": "INV", "DPABR": "DIRP"}
NAMES = {
    "2016": "ICIO2016_{year}.csv",
    "2018": "ICIO2018_{year}.CSV",
    "2021": "ICIO2021_{year}.csv",
    "2023": "{year}_SML.csv",
    "2025": "{year}_SML.csv",
}
# Labels of the rows of taxes, value added and output, and of the last column.
ROWS = {
    "2016": ("", "VA+TAXSUB", "OUT", ""),
    "2018": ("TAXSUB", "VALU", "OUTPUT", "TOTAL"),
    "2021": ("TAXSUB", "VALU", "OUTPUT", "TOTAL"),
    "2023": ("TLS", "VA", "OUT", "OUT"),
    "2025": ("TLS", "VA", "OUT", "OUT"),
}


def write_icio(
    table: InterCountryTable, folder: Path, *, release: str, extended: bool = False, decimals: int | None = None
) -> Path:
    """The csv of an edition.

    Args:
        table: billion dollars a year.
        folder: where it is written.
        release: 2016, 2018, 2021, 2023 or 2025.
        extended: China and Mexico as two parts each.
        decimals: of a million that are written; None writes numbers in full.

    Returns:
        The file.
    """
    name = NAMES[release].format(year=YEAR)
    if extended:
        name = name.replace("_SML", "")
    total = ROWS[release][-1]
    labels, split = _cells(table, extended)
    finals = [_final(release, r, c) for r in table.regions for c in table.categories]
    n, j, c = len(table.regions), len(table.industries), len(table.categories)
    block = split @ table.use_iknj.reshape(n * j, n * j) @ split.T
    final = split @ table.final_iknc.reshape(n * j, n * c)
    sold = split @ (table.sales_ik + table.discrepancy_ik).ravel()
    head, columns = ["V1", *labels, *finals], [block, final]
    if release == "2016":
        # That edition writes final uses country by country within a category, and has a column of discrepancies.
        order = np.arange(n * c).reshape(n, c).T.ravel()
        head = ["", *labels, *[finals[k] for k in order], "DISC"]
        columns = [block, final[:, order], (split @ table.discrepancy_ik.ravel())[:, None]]
    else:
        head, columns = [*head, total], [*columns, sold[:, None]]
    rows = list(zip(labels, np.hstack(columns), strict=True))
    rows += _below(table, split, release)
    written = _number(decimals)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(_quoted(head, release)) + "\n")
        for label, values in rows:
            (first,) = _quoted([label], release)
            file.write(first + "," + ",".join(map(written, (MILLIONS * values).tolist())) + "\n")
    return path


def _cells(table: InterCountryTable, extended: bool) -> tuple[list[str], Array]:
    """Labels of rows, and the matrix that splits industries of a country into parts: the country's own row stays, empty."""
    n, j = len(table.regions), len(table.industries)
    labels = [f"{r}_{k}" for r in table.regions for k in table.industries]
    split = np.eye(n * j)
    if not extended:
        return labels, split
    for country, (first, second) in PARTS.items():
        if country not in table.regions:
            continue
        at = table.regions.index(country) * j
        own = split[at : at + j].copy()
        split[at : at + j] = 0
        split = np.vstack([split, FIRST_PART[country] * own, (1 - FIRST_PART[country]) * own])
        labels += [f"{part}_{k}" for part in (first, second) for k in table.industries]
    return labels, split


def _final(release: str, region: str, category: str) -> str:
    if release == "2016":
        return f"{EARLY[category]}_{region}"
    return f"{region}_{category}"


def _below(table: InterCountryTable, split: Array, release: str) -> list[tuple[str, Float[Array, " columns"]]]:
    """The rows after the block: taxes, value added, output; 0 below final uses but for taxes, and the total at the end."""
    taxes, value_added, output, _ = ROWS[release]
    none = np.zeros(len(table.regions) * len(table.categories))

    def row(values_nj: Array, final_nc: Array) -> Array:
        cells, finals = split @ values_nj.ravel(), final_nc.ravel()
        return np.concatenate([cells, finals, [cells.sum() + finals.sum()]])

    if release == "2016":
        # Nothing stands below final uses: nan is written as an empty cell.
        empty = np.full(len(none) + 1, np.nan)
        earned, cost = table.value_added_nj + table.taxes_nj, table.output_nj
        return [
            (value_added, np.concatenate([split @ earned.ravel(), empty])),
            (output, np.concatenate([split @ cost.ravel(), empty])),
        ]
    earned, cost = row(table.value_added_nj, none), row(table.output_nj, none)
    if release in ("2018", "2021"):
        # One row for each country that levies taxes, here on what is used in it.
        rows = []
        for at, region in enumerate(table.regions):
            here = np.arange(len(table.regions)) == at
            rows.append((f"{region}_{taxes}", row(table.taxes_nj * here[:, None], table.taxes_nc * here[:, None])))
        return [*rows, (value_added, earned), (output, cost)]
    return [(taxes, row(table.taxes_nj, table.taxes_nc)), (value_added, earned), (output, cost)]


def _quoted(head: Sequence[str], release: str) -> Iterable[str]:
    if release == "2016":
        return [f'"{label}"' for label in head]
    return head


def _number(decimals: int | None) -> Callable[[float], str]:
    """How a number is written: in full, or rounded to so many decimals without zeros at its end; nothing for nan."""

    def written(value: float) -> str:
        if math.isnan(value):
            return ""
        if decimals is None:
            return repr(value)
        return f"{value:.{decimals}f}".rstrip("0").rstrip(".")

    return written
