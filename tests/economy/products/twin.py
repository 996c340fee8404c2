"""An independent, slow solver of E2 and E6 to E10 with E19 to E22: loops over flows, wages found by scipy; imports no kernel."""

import numpy as np
from scipy.optimize import root

# How far from clearing the labour markets may stay, relative: thousands of times rounding, a thousandth of what is compared.
CLEARED = 1e-11


def solve_twin(economy, tariff_f):
    """Real income, price indices and sales under ``tariff_f``; deficits constant, no scale economies, no profits."""
    by_sector = economy.by_sector
    n_regions, n_sectors = by_sector.sales_ij.shape
    flows = list(
        zip(economy.importer_f, economy.exporter_f, economy.product_f, economy.flows_f, economy.tariff_f, strict=True)
    )
    spent = {}
    for n, _, p, value, rate in flows:
        spent[n, p] = spent.get((n, p), 0.0) + (1 + rate) * value
    sector = {p: int(economy.sector_p[p]) for p in range(len(economy.products))}
    theta, sigma = by_sector.theta_j, economy.substitution_j

    def costs(wages, prices):
        return np.array(
            [
                [
                    wages[i] ** by_sector.beta_ij[i, j]
                    * np.prod([prices[i, k] ** by_sector.gamma_ikj[i, k, j] for k in range(n_sectors)])
                    for j in range(n_sectors)
                ]
                for i in range(n_regions)
            ]
        )

    def product_prices(cost):
        total = dict.fromkeys(spent, 0.0)
        for (n, i, p, value, rate), new in zip(flows, tariff_f, strict=True):
            j = sector[p]
            total[n, p] += (1 + rate) * value / spent[n, p] * ((1 + new) / (1 + rate) * cost[i, j]) ** -theta[j]
        return {key: value ** (-1 / theta[sector[key[1]]]) for key, value in total.items()}

    def sector_prices(price):
        found = np.ones((n_regions, n_sectors))
        for n in range(n_regions):
            for j in range(n_sectors):
                rows = [(spent[key], price[key]) for key in spent if key[0] == n and sector[key[1]] == j]
                share = np.array([row[0] for row in rows]) / sum(row[0] for row in rows)
                hats = np.array([row[1] for row in rows])
                if sigma[j] == 1:
                    found[n, j] = np.prod(hats**share)
                else:
                    found[n, j] = (share @ hats ** (1 - sigma[j])) ** (1 / (1 - sigma[j]))
        return found

    def settle(wages):
        prices = np.ones((n_regions, n_sectors))
        for _ in range(400):
            cost = costs(wages, prices)
            price = product_prices(cost)
            prices, old = sector_prices(price), prices
            if np.abs(prices - old).max() < 1e-14:
                break
        total_nj = {}
        for (n, p), value in spent.items():
            total_nj[n, sector[p]] = total_nj.get((n, sector[p]), 0.0) + value
        # Of a dollar that n spends on sector j: what exporter i gets of it, and what is levied.
        paid = np.zeros((n_regions, n_regions, n_sectors))
        levied = np.zeros((n_regions, n_sectors))
        for (n, i, p, value, rate), new in zip(flows, tariff_f, strict=True):
            j = sector[p]
            product = spent[n, p] / total_nj[n, j] * (price[n, p] / prices[n, j]) ** (1 - sigma[j])
            hat = ((1 + new) / (1 + rate) * cost[i, j] / price[n, p]) ** -theta[j]
            share = product * (1 + rate) * value / spent[n, p] * hat
            paid[n, i, j] += share / (1 + new)
            levied[n, j] += share * new / (1 + new)
        spending = by_sector.expenditure_nj.copy()
        for _ in range(4000):
            sales = np.einsum("nij,nj->ij", paid, spending)
            income = wages * by_sector.wage_bill_n + (levied * spending).sum(axis=1) + by_sector.deficit_n
            new = by_sector.alpha_nj * income[:, None] + np.einsum("nkj,nj->nk", by_sector.gamma_ikj, sales)
            gap = np.abs(new / spending - 1).max()
            spending = new
            if gap < 1e-15:
                break
        return prices, sales, income

    def excess(log_relative):
        relative = np.exp(np.append(log_relative, 0.0))
        wages = relative * by_sector.wage_bill_n.sum() / (relative @ by_sector.wage_bill_n)
        _, sales, _ = settle(wages)
        earned = (by_sector.beta_ij * sales).sum(axis=1)
        return (earned / (wages * by_sector.wage_bill_n) - 1)[:-1], wages

    # Steps end in the rounding of `settle`, where scipy says that it makes no progress: what is left of the excess decides.
    solution = root(lambda z: excess(z)[0], np.zeros(n_regions - 1), options={"xtol": 1e-13}).x
    left, wages = excess(solution)
    assert np.abs(left).max() < CLEARED, left
    prices, sales, income = settle(wages)
    real = income / by_sector.income_n / np.prod(prices**by_sector.alpha_nj, axis=1)
    return {"real_income_hat_n": real, "price_hat_nj": prices, "sales_ij": sales, "wage_hat_n": wages}
