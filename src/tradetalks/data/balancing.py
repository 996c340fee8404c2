"""Accounts whose identities hold: use and value added are moved, as little as can be, to what trade says was sold and bought."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.biproportional import balance_table
from tradetalks.data.checks import check_tables
from tradetalks.errors import AccountsError, message

Array = np.ndarray
# The axes in which tables are walked through.
ORDER = ("importer", "exporter", "region", "input", "using_sector", "sector")
# How far sums may be from their targets, over the target: a ten-thousandth of what identities are checked to. Industries whose
# entries are rounding (a hundred dollars) are not met to more.
TOLERANCE = 1e-8
# Industries that sell less than this share of their country's largest are left as they are: their entries are rounding, often of
# an industry that sells to itself alone, and to balance them would leave it nothing else.
ROUNDING = 1e-6
# The tables that are moved.
MOVED = ("intermediate_use", "final_use", "value_added")


def balance(accounts: xr.Dataset) -> tuple[xr.Dataset, pd.DataFrame]:
    """Accounts whose identities hold to 1e-8, and what was moved for it.

    Flows and tariffs stay, as the better measured part. For every region the table of input use, with final use as a further
    column and value added as a further row, is brought to the sums that they imply: purchases at buyer prices for every product,
    sales for every industry. Final use and value added have no multiplier of their own and follow the others; zeros and signs
    stay, and so do industries that sell less than a millionth of what their country's largest does. Moved is as little as can
    be, in the sense of :func:`tradetalks.data.biproportional.balance_table` (GRAS).

    Args:
        accounts: labelled accounts, billion dollars a year; identities may fail by any amount.

    Returns:
        A copy with the attributes ``balanced`` (a sentence) and ``balanced_busd``, and a table with one row for every region and
        table: ``region``, ``table``, ``before_busd`` and ``after_busd`` (totals), ``moved_busd`` (Σ |change| over cells),
        ``share`` (of the total before, a fraction), ``largest_busd`` and ``largest_at`` (the cell that changed most).

    Raises:
        AccountsError: an industry that sells and uses nothing, a product that is bought and used by nobody, by name.

    Source:
        Stone & Brown (1962); Junius & Oosterhaven (2003); Lenzen, Wood & Gallego (2007).
    """
    check_tables(accounts)
    old = accounts.transpose(*ORDER, missing_dims="ignore")
    new = old.copy(deep=True)
    sold_nj = old["flows"].sum("importer").values
    bought_nj = ((1 + old["tariff"]) * old["flows"]).sum("exporter").values
    for n, region in enumerate(old["region"].values):
        _balance_region(new, n, str(region), bought_j=bought_nj[n], sold_j=sold_nj[n])
    report = pd.DataFrame(list(_changes(old, new)))
    moved, total = float(report["moved_busd"].sum()), float(old["value_added"].sum())
    sentence = f"{moved:.4g} billion dollars a year moved to balance, {100 * moved / total:.2g} percent of world income"
    return new.assign_attrs(balanced=sentence, balanced_busd=moved), report


def _balance_region(
    accounts: xr.Dataset, n: int, region: str, *, bought_j: Float[Array, " j"], sold_j: Float[Array, " j"]
) -> None:
    """Balance the tables of one region in place."""
    use_kj, final_k, value_added_j = (accounts[name].values[n] for name in MOVED)
    costs_j = np.where((sold_j > 0) & (sold_j < ROUNDING * sold_j.max(initial=0.0)), np.nan, sold_j)
    whole = np.block([[use_kj, final_k[:, None]], [value_added_j[None, :], np.zeros((1, 1))]])
    sectors = [str(sector) for sector in accounts["sector"].values]
    try:
        found = balance_table(
            whole,
            rows=np.append(bought_j, np.nan),
            columns=np.append(costs_j, np.nan),
            row_labels=[*(f"use of {sector}" for sector in sectors), "value added"],
            column_labels=[*(f"costs of {sector}" for sector in sectors), "final use"],
            rtol=TOLERANCE,
        ).table
    except AccountsError as error:
        raise AccountsError(message(f"{region}: {error}")) from None
    use_kj[:], final_k[:], value_added_j[:] = found[:-1, :-1], found[:-1, -1], found[-1, :-1]


def _changes(old: xr.Dataset, new: xr.Dataset) -> Iterator[dict[str, object]]:
    """One row for every region and table."""
    for n, region in enumerate(old["region"].values):
        for name in MOVED:
            before, after = old[name].values[n], new[name].values[n]
            change = np.abs(after - before)
            at = np.unravel_index(int(change.argmax()), change.shape)
            dims = old[name].dims[1:]
            place = ", ".join(str(old[dim].values[k]) for dim, k in zip(dims, at, strict=True))
            size = float(np.abs(before).sum())
            yield {
                "region": str(region),
                "table": name,
                "before_busd": float(before.sum()),
                "after_busd": float(after.sum()),
                "moved_busd": float(change.sum()),
                "share": float(change.sum()) / (size or 1.0),
                "largest_busd": float((after - before)[at]),
                "largest_at": place,
            }
