"""Whether an answer solves the model: every equation in levels, from the numbers that a user is given.

It shares no code with the kernel and solves nothing. Prices, wages, sales and spending are taken from an answer, each equation
is evaluated once, and the largest relative error is returned with the equation's name. The twin (:mod:`tests.oracles.twin`)
finds equilibria by itself and takes seconds; this takes a millisecond, so that thousands of economies can be held against it.
"""

from __future__ import annotations

import numpy as np

from tests.oracles.twin import Shock, World

# A wedge this small is 0: a solve leaves its log within 1e-10 of it.
SLACK = 1e-8
# Of the world's largest: with scale economies near their bound an industry can shrink below what doubles resolve.
NOTHING = 1e-100


def error_of(
    world: World, shock: Shock, deficits: str, *, wage, price, sales, spending, income, flows, real_income, wedge
) -> tuple[float, str]:
    """The largest relative error of an answer, and what fails; (inf, ...) where a number is not above 0.

    Args:
        world: accounts (flows, tariffs, use) and elasticities.
        shock: the new policy; commitments are (importer, [(exporter, sector), ...], quantity).
        deficits: ``fixed`` or ``proportional``; with balanced accounts both are ``zero``.
        wage: (n,) new over old.
        price: (n, j) new over old.
        sales: (n, j) receipts of producers.
        spending: (n, j) at buyer prices.
        income: (n,) of countries.
        flows: (importer, exporter, sector) at exporter prices.
        real_income: (n,) new over old.
        wedge: (c,) the share of the price that the payer of a commitment bears.
    """
    M, t, e, s = world.M, world.t, world.e, world.s
    old_sales = (M / (1 + e)).sum(axis=0) / (1 - s)
    old_spending = ((1 + t) * M).sum(axis=1)
    safe_sales = np.where(old_sales > 0, old_sales, 1.0)
    gamma = world.U / safe_sales[:, None, :]
    beta = 1 - gamma.sum(axis=1)
    final = np.maximum(old_spending - world.U.sum(axis=2), 0)
    old_income = final.sum(axis=1)
    wages = ((beta - world.mu) * old_sales).sum(axis=1)
    old_deficit = M.sum(axis=(1, 2)) - M.sum(axis=(0, 2))
    for name, values, there in (
        ("wage", wage, wages), ("price", price, old_spending), ("spending", spending, old_spending),
        ("income", income, old_income), ("real income", real_income, old_income),
    ):  # fmt: skip
        if not np.all(np.where(there > 0, values, 1.0) > 0):
            return np.inf, f"{name} not above 0"
    paid = shock.t.copy()
    for c, (importer, cells, _) in enumerate(shock.commitments):
        for i, k in cells:
            paid[importer, i, k] = (1 + paid[importer, i, k]) * (1 - wedge[c]) - 1
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_size = np.where(old_sales > 0, np.log(sales / safe_sales / wage[:, None]), 0.0)
        log_cost = ((beta - world.mu) * np.log(wage)[:, None] + np.einsum("ikj,ik->ij", gamma, np.log(price))) / (
            1 - world.mu
        )
        log_kappa = (
            np.log(shock.d)
            + np.log((1 + paid) / (1 + t))
            + np.log((1 + shock.e) / (1 + e))
            + np.log((1 - shock.s) / (1 - s))
        )
        old_share = (1 + t) * M / np.where(old_spending > 0, old_spending, 1.0)[:, None, :]
        log_pull = (
            np.log(old_share)
            + np.log(shock.T)
            + world.theta * world.psi * log_size
            - world.theta * (log_kappa + log_cost)
        )
    top = log_pull.max(axis=1)
    top = np.where(np.isfinite(top), top, 0.0)
    pull = np.exp(log_pull - top[:, None, :])
    total = pull.sum(axis=1)
    share = pull / np.where(total > 0, total, 1.0)[:, None, :]
    new_price = np.where(total > 0, np.exp(-(np.log(np.where(total > 0, total, 1.0)) + top) / world.theta), 1.0)
    new_flows = share * spending[:, None, :] / (1 + paid)
    factory = new_flows / (1 + shock.e)
    new_sales = factory.sum(axis=0) / (1 - shock.s)
    tariff_revenue = (paid * new_flows).sum(axis=(1, 2))
    export_revenue = (new_flows - factory).sum(axis=(0, 2))
    cost_of_subsidies = (shock.s * new_sales).sum(axis=1)
    profit = (world.mu * new_sales).sum(axis=1)
    earned = wages * wage + profit + tariff_revenue + export_revenue - cost_of_subsidies + shock.G
    deficit = old_deficit
    if deficits == "proportional":
        share_n = old_deficit / old_income
        deficit = (share_n - (share_n * income).sum() / income.sum()) * income
    new_income = earned + deficit
    new_spending = final / old_income[:, None] * income[:, None] + np.einsum("nkj,nj->nk", gamma, new_sales)
    labour = ((beta - world.mu) * new_sales).sum(axis=1)
    new_real = income / old_income / np.exp((final / old_income[:, None] * np.log(price)).sum(axis=1))
    errors = {
        "prices": _worst(new_price, price, old_spending),
        "sales": _worst(new_sales, sales, old_sales),
        "spending": _worst(new_spending, spending, old_spending),
        "wages": _worst(labour, wages * wage, wages),
        "flows": _worst(new_flows, flows, M, scale=spending[:, None, :]),
        # Where a country pays away nearly all it earns, income is a small difference of large numbers.
        "income": float(np.max(np.abs(new_income - income) / np.maximum(np.abs(earned), income))),
        "real income": _worst(new_real, real_income, old_income),
        "world wages": abs((wages * wage).sum() / wages.sum() - 1),
    }
    for c, (importer, cells, quantity) in enumerate(shock.commitments):
        bought = sum(flows[importer, i, k] for i, k in cells)
        gap = quantity / bought - 1
        if wedge[c] < 0:
            return np.inf, f"wedge of commitment {c} below 0"
        errors[f"commitment {c}"] = abs(gap) if wedge[c] > SLACK else max(gap, 0.0)
    worst = max(errors, key=lambda name: np.nan_to_num(errors[name], nan=np.inf))
    return float(np.nan_to_num(errors[worst], nan=np.inf)), worst


def _worst(new, given, there, scale=None) -> float:
    """The largest error over what was there in the baseline, relative to what is given or to ``scale``."""
    size = np.maximum(np.abs(given), NOTHING * np.max(np.abs(given))) if scale is None else scale
    gap = np.abs(new - given) / np.where(size > 0, size, 1e-300)
    return float(np.max(np.where(there > 0, gap, 0.0), initial=0.0))
