"""The multi-sector Krugman model of Costinot & Rodríguez-Clare (2014), solved by itself in plain numpy.

Labour only, free entry: the varieties of an industry move one for one with its employment, so industries of the two countries
compete for entry. The kernel comes to it as ψ_j → 1/θ_j from below.
"""

import numpy as np
import pytest
from scipy.optimize import root

import tradetalks as tt
from tradetalks.data.accounts import build_accounts

THETA = np.array([3.0, 5.0])
# Purchases of two countries (importer, exporter, sector); trade is balanced between the countries, not within sectors.
FLOWS = np.array([[[40.0, 55.0], [12.0, 8.0]], [[9.0, 11.0], [70.0, 90.0]]])
TARIFF = np.array([[[0.0, 0.0], [0.1, 0.02]], [[0.05, 0.0], [0.0, 0.0]]])


def krugman() -> np.ndarray:
    """Ŵ_n of the tariffs from free trade: three unknowns, the relative wage and one employment share in each country."""
    sales = FLOWS.sum(axis=0)
    labour = sales.sum(axis=1)
    spent = FLOWS.sum(axis=1)
    alpha = spent / spent.sum(axis=1)[:, None]
    share = FLOWS / spent[:, None, :]

    def equilibrium(z):
        wage = np.array([np.exp(z[0]), 1.0])
        wage = wage * labour.sum() / (wage @ labour)
        employed = sales[:, 0] * np.exp(z[1:])
        employed = np.stack([employed, labour - employed], axis=1)
        varieties = employed / sales
        pull = np.zeros((2, 2, 2))
        for n in range(2):
            for i in range(2):
                for s in range(2):
                    price = wage[i] * (1 + TARIFF[n, i, s])
                    pull[n, i, s] = share[n, i, s] * varieties[i, s] * price ** -THETA[s]
        total = pull.sum(axis=1)
        new = pull / total[:, None, :]
        # Income is wages and tariff revenue; revenue is proportional to income at given shares.
        taxed = np.array([(alpha[n] * (new[n] * TARIFF[n] / (1 + TARIFF[n])).sum(axis=0)).sum() for n in range(2)])
        income = wage * labour / (1 - taxed)
        sold = np.einsum("nis,n,ns->is", new / (1 + TARIFF), income, alpha)
        cost = wage[:, None] * employed
        return sold / cost - 1, income, np.prod(total ** (-alpha / THETA), axis=1)

    found = root(lambda z: equilibrium(z)[0].ravel()[:3], np.zeros(3), tol=1e-14)
    gap, income, price = equilibrium(found.x)
    assert np.abs(gap).max() < 1e-10
    return income / labour / price


def kernel(product: float) -> np.ndarray:
    accounts = build_accounts(
        regions=["A", "B"], sectors=["X", "Y"], flows_nij=FLOWS, tariff_nij=np.zeros_like(FLOWS),
        use_nkj=np.zeros((2, 2, 2)), final_nj=FLOWS.sum(axis=1), value_added_nj=FLOWS.sum(axis=0),
        theta_j=THETA, psi_j=product / THETA,
    )  # fmt: skip
    economy = tt.calibrate(accounts, deficits="fixed")
    tariff = economy.tariff
    tariff[:] = TARIFF
    return tt.solve(economy, tt.Policy(tariff=tariff)).values.real_income_hat_n


def test_two_sectors_come_to_the_limit():
    """The distance shrinks with 1 − θψ, and the straight line through two points lands on the limit."""
    limit = krugman()
    far, near = (kernel(product) for product in (0.99, 0.995))
    assert np.abs(near - limit).max() == pytest.approx(np.abs(far - limit).max() / 2, rel=0.1)
    np.testing.assert_allclose(2 * near - far, limit, atol=0.03 * np.abs(far - limit).max())
    assert np.abs(limit - kernel(0.0)).max() > 5e-4, "scale must matter here"
