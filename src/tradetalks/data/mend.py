"""Negative entries and gaps of real tables: documented rules that move as little as they can, and say what moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.balancing import MOVED, balance
from tradetalks.data.checks import check_tables
from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import ANYTHING, Names, argument, checked

Array = np.ndarray
# Rule, region, sector and billion dollars a year of every cell that was mended.
Moved = list[tuple[str, str, str, float]]
# The axes in which the rules walk through tables.
ORDER = ("importer", "exporter", "region", "input", "using_sector", "sector")


@checked(AccountsError, accounts=ANYTHING, rules=ANYTHING)
def mend_accounts(accounts: xr.Dataset, rules: Sequence[str]) -> tuple[xr.Dataset, pd.DataFrame]:
    """Accounts without the negative entries and gaps that ``rules`` are for, and what was moved.

    ``destocking``
        Final use below 0 means that a good was used beyond what was bought: it came from stocks. Its purchases by industries are
        scaled down, all by the same factor, until they are what was bought; final use is then 0, and what industries save is
        value added of theirs.

    ``value_added``
        Value added below 0 means that an industry paid for inputs more than it sold. Its inputs are scaled down, all by the same
        factor, until they are what it sold; value added is then 0, and what it no longer buys is final use.

    Both move what is negative and nothing else: flows, tariffs and every other cell stay, and sales equal costs and purchases
    equal use as before.

    ``balance``
        Sales that differ from costs, or purchases from use: use and value added are moved to what flows and tariffs imply, as
        little as can be (:func:`tradetalks.balance`).

    Args:
        accounts: labelled accounts, billion dollars a year; identities may be checked afterwards with
            :func:`tradetalks.check_accounts`.
        rules: names, in the order in which they are applied.

    Returns:
        A copy with the attributes ``repaired`` (a sentence a rule) and ``repaired_busd`` (billion dollars a year), and a table
        with one row a cell: rule, region, sector, ``moved_busd``.

    Raises:
        AccountsError: an unknown rule, or tables that are missing or hold no numbers.

    Source:
        Own rules, but for ``balance``; changes in inventories are part of final demand in the tables of OECD and Eurostat (2008,
        chapter 9).
    """
    names = check_rules(rules)
    check_tables(accounts)
    mended = accounts.transpose(*ORDER).copy(deep=True)
    rows: Moved = []
    for name in names:
        rows += RULES[name](mended)
    report = pd.DataFrame(rows, columns=["rule", "region", "sector", "moved_busd"])
    sentences = [_sentence(name, report[report["rule"] == name]) for name in names]
    attrs = {"repaired": "\n".join(sentences), "repaired_busd": float(report["moved_busd"].sum())}
    return mended.assign_attrs(attrs), report


def check_rules(rules: Sequence[str]) -> tuple[str, ...]:
    """``rules`` where they are names of rules, one alone as a sequence of one.

    Raises:
        AccountsError: an unknown name.
    """
    names: tuple[str, ...] = argument("accounts", "repair", rules, Names("rules", least=0), AccountsError)
    for name in names:
        if name not in RULES:
            raise AccountsError(
                message(
                    f"there is no rule of repair {name!r}",
                    details=[suggestion(str(name), RULES)],
                    expected=f"names among {', '.join(RULES)}",
                )
            )
    return names


def _sentence(name: str, moved: pd.DataFrame) -> str:
    if moved.empty:
        return f"{name}: nothing to mend"
    worst = moved.iloc[int(moved["moved_busd"].to_numpy().argmax())]
    return (
        f"{name}: {moved['moved_busd'].sum():.4g} billion dollars a year moved in {len(moved)} cells, the most "
        f"({worst['moved_busd']:.4g}) in {worst['region']}, {worst['sector']}"
    )


def _destocking(accounts: xr.Dataset) -> Moved:
    """Purchases of an input by industries, scaled down to what is bought of it."""
    final_nj, value_added_nj, use_nkj = (
        accounts[name].values for name in ("final_use", "value_added", "intermediate_use")
    )
    rows = []
    for n, k in np.argwhere(final_nj < 0).tolist():
        saved_j = _saved(use_nkj[n, k], -final_nj[n, k])
        use_nkj[n, k] -= saved_j
        value_added_nj[n] += saved_j
        final_nj[n, k] += saved_j.sum()
        rows.append(("destocking", *_place(accounts, n, k), float(saved_j.sum())))
    return rows


def _value_added(accounts: xr.Dataset) -> Moved:
    """Inputs of an industry, scaled down to what it sells."""
    final_nj, value_added_nj, use_nkj = (
        accounts[name].values for name in ("final_use", "value_added", "intermediate_use")
    )
    rows = []
    for n, j in np.argwhere(value_added_nj < 0).tolist():
        saved_k = _saved(use_nkj[n, :, j], -value_added_nj[n, j])
        use_nkj[n, :, j] -= saved_k
        final_nj[n] += saved_k
        value_added_nj[n, j] += saved_k.sum()
        rows.append(("value_added", *_place(accounts, n, j), float(saved_k.sum())))
    return rows


def _balance(accounts: xr.Dataset) -> Moved:
    """Use and value added, brought to what flows imply; one row for every product and industry of a region."""
    balanced, _ = balance(accounts)
    changes = {name: np.abs(balanced[name].values - accounts[name].values) for name in MOVED}
    moved_nj = changes["intermediate_use"].sum(axis=2) + changes["final_use"] + changes["value_added"]
    for name in MOVED:
        accounts[name].values[:] = balanced[name].values
    return [("balance", *_place(accounts, n, k), float(moved_nj[n, k])) for n, k in np.argwhere(moved_nj > 0).tolist()]


def _saved(use_k: Float[Array, " k"], short: float) -> Float[Array, " k"]:
    """What is taken from each purchase so that ``short`` is found, in proportion; no more than there is."""
    total = use_k.sum()
    if total <= 0:
        return np.zeros_like(use_k)
    saved_k: Float[Array, " k"] = use_k * min(1.0, short / total)
    return saved_k


def _place(accounts: xr.Dataset, n: int, k: int) -> tuple[str, str]:
    return str(accounts["region"].values[n]), str(accounts["sector"].values[k])


RULES: dict[str, Callable[[xr.Dataset], Moved]] = {
    "destocking": _destocking,
    "value_added": _value_added,
    "balance": _balance,
}
