"""A table at basic prices as accounts at buyer prices: the bookkeeping that makes every identity exact, and what it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.accounts import build_accounts
from tradetalks.data.mend import check_rules, mend_accounts
from tradetalks.data.tables.goods import goods_of
from tradetalks.data.tables.moved import EVERY, TableMove, as_moved, joined, sentences
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.data.variables import VARIABLES
from tradetalks.errors import AccountsError, message
from tradetalks.inputs import ANYTHING, checked

Array = np.ndarray
# Billion dollars a year: what is smaller is rounding of sums and not worth a row of a report.
WORTH_A_ROW = 1e-9


@checked(AccountsError, rules=ANYTHING, accept=ANYTHING)
def accounts_from_table(
    table: InterCountryTable,
    *,
    theta: float | Mapping[str, float] | Sequence[float],
    psi: float | Mapping[str, float] | Sequence[float] = 0.0,
    tariffs: Float[Array, "N N J"] | xr.DataArray | None = None,
    goods: Sequence[str] | None = None,
    rules: Sequence[str] = ("destocking", "value_added"),
    attrs: Mapping[str, object] | None = None,
    accept: Sequence[str] = (),
    tariff_max: float | None = None,
) -> tuple[xr.Dataset, pd.DataFrame]:
    """LabelledMatrix accounts of a table, and everything that was moved on the way.

    Rules, always applied, in this order; each reports its size and moves nothing where there is nothing to move:

    ``negative_flow``
        What a country buys of a good from another is below 0 where its stocks of it fell by more than it bought. The purchase is
        set to 0 and all other sales of that industry are scaled down by one factor, so that output stays.
    ``discrepancy``
        Output is what users buy. Sales that the source gives to nobody, and what rounding leaves between the published output and
        the sums of rows and columns, become value added.
    ``duties``
        Buyers pay tariffs on top of basic prices, out of the taxes less subsidies on products, of which duties are a part.
    ``taxes``
        The taxes less subsidies that are left are income of the industry that pays them: they become value added.
    ``adjustments``
        Margins of international transport and corrections for residents in the industry's column become value added.
    ``taxes_on_final_use``
        Those that final users pay are left out: final expenditure is at basic prices plus duties.
    ``zero_output``
        Industries that sell nothing stay, with 0 in every table.

    Then ``rules`` of :func:`tradetalks.mend_accounts` for final use and value added below 0.

    Args:
        table: checked or not; identities of the accounts hold by construction.
        theta: trade elasticities, above 0: one number, by industry, or in the order of industries.
        psi: scale elasticities, in the same ways.
        tariffs: (n, n, j) fractions, importer first, bare in the table's order or labelled importer, exporter, sector; None is
            the table's own, or none.
        goods: industries that tariffs reach; None tells them by their codes, see :func:`tradetalks.data.tables.goods.goods_of`.
        rules: for negative entries, in order.
        attrs: facts about the data besides those of the table.
        accept: names of doubts that are right here, see :func:`tradetalks.check_accounts`.
        tariff_max: the largest tariff, a fraction; None is 5 (500 percent).

    Returns:
        Accounts in billion dollars a year whose identities hold to 1e-8, and a table with one row a cell: ``rule``, ``region``,
        ``sector``, ``moved_busd``, ``note``; the reader's rows first.

    Raises:
        AccountsError: labels or elasticities that do not fit, or accounts that cannot be.

    Source:
        Own rules. Basic prices and taxes on products: Eurostat (2008), Manual of Supply, Use and Input-Output Tables, chapter 4.
    """
    check_rules(rules)
    tariff_nij = _tariffs(table, tariffs)
    flows_nij, cut = _without_negative_flows(table)
    buyer_price_nik = (1 + tariff_nij).transpose(1, 2, 0)
    use_nkj = np.einsum("ikn,iknj->nkj", buyer_price_nik, table.use_iknj)
    bought_nk = ((1 + tariff_nij) * flows_nij).sum(axis=1)
    final_nj = bought_nk - use_nkj.sum(axis=2)
    value_added_nj = flows_nij.sum(axis=0) - use_nkj.sum(axis=1)
    drafted = _draft(table, flows_nij, tariff_nij, use_nkj, final_nj, value_added_nj)
    mended, mends = mend_accounts(drafted, rules)
    told = as_moved(())
    if goods is None:
        goods, how = goods_of(table.industries)
        told = as_moved([TableMove("goods", EVERY, EVERY, 0.0, how)])
    moved = joined(table.moved, cut, _bookkeeping(table, use_nkj, flows_nij), mends, told)
    facts = {**_facts(table), **mended.attrs, "moved": sentences(moved), **(attrs or {})}
    accounts = build_accounts(
        regions=table.regions,
        sectors=table.industries,
        flows_nij=flows_nij,
        tariff_nij=tariff_nij,
        use_nkj=mended["intermediate_use"].transpose("region", "input", "using_sector").values,
        final_nj=mended["final_use"].transpose("region", "sector").values,
        value_added_nj=mended["value_added"].transpose("region", "sector").values,
        theta_j=by_industry("theta", theta, table.industries),
        psi_j=by_industry("psi", psi, table.industries),
        tradable_j=tradable(table.industries, goods),
        attrs=facts,
        tariff_max=tariff_max,
        accept=accept,
    )
    return accounts, moved


def by_industry(
    name: str, values: float | Mapping[str, float] | Sequence[float], industries: Sequence[str]
) -> Float[Array, " J"]:
    """(J,) values from one number, a mapping by label, or a sequence in the order of industries.

    Raises:
        AccountsError: industries without a value, or values for industries that are not there.
    """
    if isinstance(values, Mapping):
        missing, unknown = [j for j in industries if j not in values], [j for j in values if j not in industries]
        if missing or unknown:
            wrong = []
            if missing:
                wrong.append(f"  none for {', '.join(missing)}")
            if unknown:
                wrong.append(f"  no industry {', '.join(map(str, unknown))}")
            raise AccountsError(message(f"{name} by industry does not fit the table", details=wrong))
        return np.array([values[j] for j in industries], float)
    given = np.asarray(values, float)
    if given.ndim == 0:
        return np.full(len(industries), float(given))
    if given.shape != (len(industries),):
        raise AccountsError(
            message(f"{name} does not fit the table", expected=f"{len(industries)} numbers", got=f"{given.shape}")
        )
    return given


def _tariffs(table: InterCountryTable, tariffs: Array | xr.DataArray | None) -> Float[Array, "n i j"]:
    """(n, i, j) tariffs in the table's order; labels must be the table's."""
    shape = (len(table.regions), len(table.regions), len(table.industries))
    if tariffs is None:
        own = table.tariff_nij
        if own is None:
            return np.zeros(shape)
        return own
    if isinstance(tariffs, xr.DataArray):
        want = {"importer": table.regions, "exporter": table.regions, "sector": table.industries}
        for dim, labels in want.items():
            got = []
            if dim in tariffs.coords:
                got = [str(x) for x in tariffs[dim].values]
            if sorted(got) != sorted(labels):
                raise AccountsError(
                    message(
                        f"tariffs do not fit the table along {dim}",
                        expected=", ".join(labels),
                        got=", ".join(got) or f"no labels along {dim}",
                    )
                )
        ordered = tariffs.sel({dim: list(labels) for dim, labels in want.items()})
        return np.asarray(ordered.transpose("importer", "exporter", "sector").values, float)
    given = np.asarray(tariffs, float)
    if given.shape != shape:
        raise AccountsError(
            message("tariffs do not fit the table", expected=f"shape {shape}, importer first", got=f"{given.shape}")
        )
    return given


def _without_negative_flows(table: InterCountryTable) -> tuple[Float[Array, "n i j"], pd.DataFrame]:
    """Bilateral purchases with those below 0 set to 0 and the exporter's other sales scaled down by as much."""
    flows_nij = table.flows_nij.copy()
    below = np.minimum(flows_nij, 0)
    if not below.any():
        return flows_nij, as_moved(())
    positive = flows_nij - below
    sold = positive.sum(axis=0)
    kept = np.clip(1 + np.divide(below.sum(axis=0), sold, out=np.zeros_like(sold), where=sold > 0), 0, 1)
    moves = [
        TableMove(
            "negative_flow", table.regions[n], table.industries[j], float(-below[n, i, j]), f"from {table.regions[i]}"
        )
        for n, i, j in np.argwhere(below < 0).tolist()
    ]
    return positive * kept, as_moved(moves)


def _bookkeeping(table: InterCountryTable, use_nkj: Array, flows_nij: Array) -> pd.DataFrame:
    """Rows of the rules that are sums: what each put where, by region and industry."""
    duties_nj = use_nkj.sum(axis=1) - table.inputs_nj
    cost = table.inputs_nj + table.taxes_nj + table.adjustments_nj + table.value_added_nj
    sold = flows_nij.sum(axis=0)
    by_rule = {
        "discrepancy": (sold - cost, "sales to users less published costs"),
        "duties": (duties_nj, "tariffs on inputs, paid out of taxes less subsidies"),
        "taxes": (table.taxes_nj - duties_nj, "taxes less subsidies on inputs, without duties"),
        "adjustments": (table.adjustments_nj, "margins and corrections"),
    }
    moves = [
        TableMove(rule, table.regions[n], table.industries[j], float(values[n, j]), note)
        for rule, (values, note) in by_rule.items()
        for n, j in np.argwhere(np.abs(values) > WORTH_A_ROW).tolist()
    ]
    moves += [
        TableMove("taxes_on_final_use", region, EVERY, float(total), "left out")
        for region, total in zip(table.regions, table.taxes_nc.sum(axis=1), strict=True)
        if abs(total) > WORTH_A_ROW
    ]
    moves += [
        TableMove("zero_output", table.regions[n], table.industries[j], 0.0, "sells nothing")
        for n, j in np.argwhere(sold == 0).tolist()
    ]
    return as_moved(moves)


def _draft(table: InterCountryTable, *tables: Array) -> xr.Dataset:
    """The tables as a dataset that rules of repair take; elasticities come later."""
    names = ("flows", "tariff", "intermediate_use", "final_use", "value_added")
    ones = np.ones(len(table.industries))
    data = dict(zip(names, tables, strict=True))
    data |= {"trade_elasticity": ones, "scale_elasticity": 0 * ones, "tradable": ones > 0}
    regional = {dim: list(table.regions) for dim in ("importer", "exporter", "region")}
    sectoral = {dim: list(table.industries) for dim in ("sector", "input", "using_sector")}
    return xr.Dataset({name: (VARIABLES[name].dims, values) for name, values in data.items()}, {**regional, **sectoral})


def tradable(industries: Sequence[str], goods: Sequence[str]) -> list[bool]:
    """Which industries are among ``goods``.

    Raises:
        AccountsError: goods that are no industries.
    """
    unknown = [j for j in goods if j not in industries]
    if unknown:
        raise AccountsError(message("goods that the table does not have", got=", ".join(map(str, unknown))))
    return [j in goods for j in industries]


def _facts(table: InterCountryTable) -> dict[str, object]:
    """Where the table is from, as attributes that a file can hold."""
    facts = {key: value for key, value in table.provenance.items() if isinstance(value, str | int | float)}
    return {"name": str(facts.get("release", "table")), "source": str(facts.get("citation", "")), **facts}
