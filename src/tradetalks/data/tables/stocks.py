"""Tables without changes of stocks, and years that were not observed: two things to look at before a table is used."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from tradetalks.data.tables.moved import TableMove, as_moved, joined
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError, message

Array = np.ndarray
# What the formats call changes of stocks.
STOCKS = ("INVNT", "INV", "P52", "P5M", "c42", "INVEN", "F5", "Changes in inventories")
# Growth factors of industries that differ by less than this, as a share, are one factor: files hold three or four decimals.
ONE_FACTOR = 1e-3
# Industries that have to grow alike before a region is named: two or three may by chance.
ENOUGH = 5


def without_stocks(table: InterCountryTable) -> InterCountryTable:
    """The table with changes of stocks set to 0, and output computed anew.

        x = (1 − A)⁻¹ f: each industry makes what is needed for the other final uses, with the inputs per output that it had.

    Args:
        table: with a category of :data:`STOCKS`.

    Returns:
        A table whose inputs, taxes, value added and output have changed in proportion, industry by industry; the rule
        ``stocks_removed`` says by how much output did.

    Raises:
        AccountsError: no category of stocks, or none besides.

    Source:
        The quantity model of Leontief; a common way to be rid of negative changes of stocks.
    """
    kept = [k for k, category in enumerate(table.categories) if category not in STOCKS]
    if len(kept) == len(table.categories) or not kept:
        raise AccountsError(
            message(
                "the table has no changes of stocks of its own",
                expected=f"a final use called {', '.join(STOCKS)}",
                got=", ".join(table.categories),
            )
        )
    n, j = len(table.regions), len(table.industries)
    output = table.sales_ik.ravel()
    final = table.final_iknc[..., kept]
    use = table.use_iknj.reshape(n * j, n * j)
    shares = np.divide(use, output, out=np.zeros_like(use), where=output > 0)
    new = np.linalg.solve(np.eye(n * j) - shares, final.sum(axis=(2, 3)).ravel())
    factor = np.divide(new, output, out=np.ones_like(new), where=output > 0).reshape(n, j)
    change = new.reshape(n, j) - table.sales_ik
    moves = [
        TableMove("stocks_removed", table.regions[i], table.industries[k], float(change[i, k]), "change of output")
        for i, k in np.argwhere(change != 0).tolist()
    ]
    return dataclasses.replace(
        table,
        categories=tuple(table.categories[k] for k in kept),
        use_iknj=table.use_iknj * factor,
        final_iknc=final,
        value_added_nj=table.value_added_nj * factor,
        taxes_nj=table.taxes_nj * factor,
        taxes_nc=table.taxes_nc[:, kept],
        adjustments_nj=table.adjustments_nj * factor,
        output_nj=new.reshape(n, j) + table.discrepancy_ik,
        moved=joined(table.moved, as_moved(moves)),
    )


def extrapolated(earlier: InterCountryTable, later: InterCountryTable) -> pd.DataFrame:
    """Regions whose industries all grew by one factor between two years: their later year was not observed but extrapolated.

    Args:
        earlier: a year.
        later: another, with the same regions and industries.

    Returns:
        One row a region: ``region``, ``growth`` (later over earlier output, 1) and ``industries`` (how many produced).

    Raises:
        AccountsError: other regions or industries.
    """
    if (earlier.regions, earlier.industries) != (later.regions, later.industries):
        raise AccountsError(message("the tables have other labels", expected="two years of one edition"))
    rows = []
    for n, region in enumerate(earlier.regions):
        both = (earlier.output_nj[n] > 0) & (later.output_nj[n] > 0)
        growth = later.output_nj[n][both] / earlier.output_nj[n][both]
        if both.sum() >= ENOUGH and np.ptp(growth) < ONE_FACTOR * growth.mean():
            rows.append((region, float(growth.mean()), int(both.sum())))
    return pd.DataFrame(rows, columns=["region", "growth", "industries"])
