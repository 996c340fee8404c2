"""Closed forms: autarky, small tariffs, Lerner symmetry, one-sector hat algebra, no trade response."""

import numpy as np
import pytest
from scipy.optimize import brentq

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data.accounts import build_accounts
from tradetalks.data.worlds import toy_world
from tradetalks.economy.labels import TRADE, label


def close_borders(economy):
    """Prohibitive tariffs everywhere."""
    tariff = economy.tariff
    for region in economy.regions:
        tariff.loc[region, [r for r in economy.regions if r != region]] = 1e6
    return tt.Policy(tariff=tariff)


def test_toy_autarky():
    """ACR (2012): closing trade costs π_nn^(1/θ) − 1."""
    economy = tt.calibrate(toy_world(import_share=0.2, theta=4.0))
    closed = tt.solve(economy, close_borders(economy))
    np.testing.assert_allclose(closed.real_income_change, 100 * (0.8**0.25 - 1), rtol=1e-9)


def test_autarky_gains_with_inputs():
    """ACR with input-output links: log Ŵ_n = Σ_j α_nj Σ_k [(I − Γ_n)⁻¹]_jk log(π_nn,k)/θ_k, free trade at the start."""
    economy = tt.calibrate(random_accounts(1, n=3, j=4, tariffs=False))
    closed = tt.solve(economy, close_borders(economy))
    for n, region in enumerate(economy.regions):
        own = economy.pi_nij[n, n]
        # log price of sector j over the wage: lP = log(π_nn)/θ' ... with lP_j = log π_j/θ_j + Σ_k γ_kj lP_k.
        log_price = np.linalg.solve(np.eye(4) - economy.gamma_ikj[n].T, np.log(own) / economy.theta_j)
        expected = economy.alpha_nj[n] @ log_price
        assert np.log1p(closed.real_income_change.sel(region=region).item() / 100) == pytest.approx(expected, abs=1e-9)


def test_small_tariff_between_symmetric_countries():
    """Two symmetric countries, one sector: terms of trade gain of a small tariff against a by-hand derivative.

    With import share m and elasticity θ, balanced trade moves the relative wage by t(1−m)(1+θ)/(1 + 2θ(1−m)) and, to
    first order, welfare by m times that (revenue pays for the dearer imports).
    """
    share, theta, small = 0.2, 4.0, 1e-5
    economy = tt.calibrate(toy_world(import_share=share, theta=theta))
    raised = tt.solve(economy, tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=small))
    relative_wage = np.log1p(raised.wage_change.values / 100)
    ratio = relative_wage[0] - relative_wage[1]
    expected = (1 - share) * (1 + theta) / (1 + 2 * theta * (1 - share)) * small
    assert ratio == pytest.approx(expected, rel=1e-3)
    assert raised.real_income_change.values[0] / 100 == pytest.approx(share * expected, rel=1e-3)


def test_one_sector_hat_algebra_by_hand():
    """Armington with two unequal countries and a 30 percent tariff: one equation in the relative wage, solved apart."""
    share, theta, t = 0.25, 5.0, 0.3
    economy = tt.calibrate(toy_world(size_ratio=3.0, import_share=share, theta=theta))
    income = np.array([100.0, 300.0])
    imported = np.array([0.25, 25.0 / 300.0])

    def shares(w):
        home = (
            imported[0]
            * ((1 + t) * w[1]) ** -theta
            / ((1 - imported[0]) * w[0] ** -theta + imported[0] * ((1 + t) * w[1]) ** -theta)
        )
        abroad = imported[1] * w[0] ** -theta / ((1 - imported[1]) * w[1] ** -theta + imported[1] * w[0] ** -theta)
        return home, abroad

    def incomes(w):
        home, _ = shares(w)
        earned = income * w
        return np.array([earned[0] / (1 - t / (1 + t) * home), earned[1]])

    def balance(log_ratio):
        w = np.array([np.exp(log_ratio), 1.0])
        w = w * income.sum() / (w @ income)
        home, abroad = shares(w)
        x = incomes(w)
        return home * x[0] / (1 + t) - abroad * x[1]

    log_ratio = brentq(balance, -1, 1, xtol=1e-15)
    w = np.array([np.exp(log_ratio), 1.0])
    w = w * income.sum() / (w @ income)
    price = ((1 - imported[0]) * w[0] ** -theta + imported[0] * ((1 + t) * w[1]) ** -theta) ** (-1 / theta)
    solved = tt.solve(economy, tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=t))
    np.testing.assert_allclose(1 + solved.wage_change.values / 100, w, rtol=1e-9)
    assert 1 + solved.real_income_change.values[0] / 100 == pytest.approx(incomes(w)[0] / price / income[0], rel=1e-9)


def test_lerner_symmetry():
    """A uniform import tariff equals a uniform export tax of the same rate in every real outcome."""
    economy = tt.calibrate(random_accounts(7, n=3, j=3, tariffs=False))
    others = ["R1", "R2"]
    tariff = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=others, rate=0.2))
    tax = label(economy, np.zeros((3, 3, 3)), TRADE, name="export_tax", units="1", long_name="export tax")
    tax.loc[others, "R0"] = 0.2
    exported = tt.solve(economy, tt.Policy(export_tax=tax))
    np.testing.assert_allclose(exported.real_income_change, tariff.real_income_change, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(
        exported.values.sales_ij / exported.values.wage_hat_n[:, None],
        tariff.values.sales_ij / tariff.values.wage_hat_n[:, None],
        rtol=1e-8,
    )


def test_tariff_when_trade_barely_responds():
    """θ → 0 (Cobb-Douglas between origins): expenditure shares do not move, so a tariff cannot change who sells what."""
    accounts = toy_world(import_share=0.2)
    accounts["trade_elasticity"][:] = 1e-6
    economy = tt.calibrate(accounts)
    raised = tt.solve(economy, tt.raise_tariffs(economy, by="HOME", on="ABROAD", rate=0.5))
    spent = (1 + raised.tariff) * raised.flows
    share = spent.sel(importer="HOME", exporter="ABROAD").sum() / spent.sel(importer="HOME").sum()
    assert share.item() == pytest.approx(0.2, abs=1e-6)


def test_krugman_limit():
    """One sector, ψ = 1/θ in the limit (Costinot & Rodríguez-Clare 2014): the size of the only sector cannot change,
    so scale economies change nothing; with two sectors they do."""
    flat = tt.calibrate(toy_world(size_ratio=2.0))
    steep = flat.replace(psi_j=0.95 / flat.theta_j)
    policy = tt.raise_tariffs(flat, by="HOME", on="ABROAD", rate=0.25)
    np.testing.assert_allclose(
        tt.solve(steep, policy).real_income_change, tt.solve(flat, policy).real_income_change, rtol=1e-7, atol=1e-9
    )


def test_profits_without_entry_match_labour_only_twin():
    """Constant markups in every sector (Ossa 2014 with one σ) act as a tax returned to all: real outcomes are those of μ = 0."""
    rng = np.random.default_rng(3)
    n, j = 3, 2
    flows = rng.uniform(0.5, 1, (n, n, j)) + 5 * np.eye(n)[:, :, None]
    flows = (flows + flows.transpose(1, 0, 2)) / 2
    common = {
        "regions": list("ABC"), "sectors": ["X", "Y"], "flows_nij": flows, "tariff_nij": np.zeros_like(flows),
        "use_nkj": np.zeros((n, j, j)), "final_nj": flows.sum(axis=1), "value_added_nj": flows.sum(axis=0),
        "theta_j": np.array([3.0, 5.0]),
    }  # fmt: skip
    plain, marked = (tt.calibrate(build_accounts(**common, markup_j=mu)) for mu in (0.0, 0.25))
    policy = tt.raise_tariffs(plain, by="A", on=["B", "C"], rate=0.2)
    np.testing.assert_allclose(
        tt.solve(marked, policy).real_income_change, tt.solve(plain, policy).real_income_change, rtol=1e-8, atol=1e-10
    )
