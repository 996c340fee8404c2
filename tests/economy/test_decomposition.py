"""Where real income comes from: parts against independent twins, and signs against the textbook."""

import numpy as np
import pytest

import tradetalks as tt
from tests.economy.test_derivatives import EXACT
from tests.economy.test_properties import economy_of, everything
from tradetalks.data import record
from tradetalks.data.accounts import build_accounts
from tradetalks.economy.passed_on import prices_passed_on

# Percentage points of tariffs small enough that differences are derivatives.
STEP = 1e-4
SCALE = [pytest.param(False, id="constant returns"), pytest.param(True, id="scale economies")]


def two_regions(*, share, psi, theta=4.0):
    """HOME, a ``share`` of the world, and ABROAD: two sectors with inputs, scale economies in A alone, trade balanced."""
    size = np.array([share, 1 - share]) * 1000
    # Each buys a fifth of the world's trade potential from the other: as much as it sells, so trade balances.
    traded = 0.2 * size.min()
    flows = np.zeros((2, 2, 2))
    flows[0, 1] = flows[1, 0] = traded / 2
    flows[0, 0], flows[1, 1] = (size[0] - traded) / 2, (size[1] - traded) / 2
    sales = flows.sum(axis=0)
    use = 0.25 * sales[:, None, :] * np.ones((2, 2, 1))
    return build_accounts(
        regions=["HOME", "ABROAD"],
        sectors=["A", "B"],
        flows_nij=flows,
        tariff_nij=np.zeros_like(flows),
        use_nkj=use,
        final_nj=flows.sum(axis=1) - use.sum(axis=2),
        value_added_nj=sales - use.sum(axis=1),
        theta_j=np.full(2, theta),
        psi_j=np.array([psi, 0.0]),
        accept=("dispersion", "home_shares", "size"),
    )


def parts_of(economy, **shock):
    return tt.decompose(tt.solve(economy, tt.raise_tariffs(economy, **shock)))


@pytest.mark.parametrize("seed", [3, 8])
@pytest.mark.parametrize("scale", SCALE)
def test_parts_add_up_with_every_instrument(seed, scale):
    economy = economy_of(seed, scale=scale, markup=True)
    solved = tt.solve(economy, everything(economy, seed))
    parts = tt.decompose(solved)
    np.testing.assert_allclose(parts.sum("part"), solved.real_income_change, rtol=1e-7, atol=1e-7)


def test_no_scale_no_part():
    economy = economy_of(5)
    parts = tt.decompose(tt.solve(economy, everything(economy, 5)))
    assert np.all(parts.sel(part=["scale at home", "scale abroad"]) == 0)


def test_prices_passed_on_against_a_dense_solve():
    """The chain of inputs summed link by link is the solution of the linear system."""
    solved = tt.solve(economy := economy_of(11, n=3, j=2, scale=True, markup=True), everything(economy, 11))
    n, j = economy.sales_ij.shape
    growth = np.random.default_rng(0).normal(size=(n, j, 2))
    found = prices_passed_on(economy.baseline, solved.values, growth)
    spent = (1 + solved.values.applied_tariff_jni) * solved.values.flows_jni
    share = spent / spent.sum(axis=2, keepdims=True)
    # What input k of region i, bought from m, adds to the price of j: rows (i, j), columns (m, k).
    chain = np.einsum("ikj,kim->ijmk", economy.gamma_ikj / (1 - economy.markup_j), share).reshape(n * j, n * j)
    wanted = np.linalg.solve(np.eye(n * j) - chain, -growth.reshape(n * j, 2)).reshape(n, j, 2)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("scale", SCALE)
def test_terms_of_trade_are_those_of_wages_and_taxes(scale):
    """An independent twin: prices rebuilt from the change of wages and tariffs alone, to first order."""
    economy = economy_of(21, scale=scale)
    n, j = economy.sales_ij.shape
    small = tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=STEP)
    solved = tt.solve(economy, small, method=EXACT)
    dw = np.log(solved.values.wage_hat_n)
    spent = (1 + economy.tariff_nij) * economy.flows_nij
    share = spent / spent.sum(axis=1, keepdims=True)
    dwedge = np.log((1 + solved.tariff.values) / (1 + economy.tariff_nij))
    chain = np.einsum("ikj,imk->ijmk", economy.gamma_ikj, share).reshape(n * j, n * j)
    taxes = np.einsum("ikj,imk,imk->ij", economy.gamma_ikj, share, dwedge)
    costs = economy.beta_ij * dw[:, None] + taxes
    price = np.linalg.solve(np.eye(n * j) - chain, costs.ravel()).reshape(n, j)
    sold = economy.flows_nij.sum(axis=0)
    wanted = (sold * price).sum(axis=1) - np.einsum("nij,ij->n", economy.flows_nij, price)
    found = tt.decompose(solved).sel(part="terms of trade")
    np.testing.assert_allclose(found, 100 * wanted / economy.income_n, rtol=20 * STEP, atol=1e-9)


@pytest.mark.parametrize("seed", [2, 14])
def test_scale_is_what_consumers_gain_at_given_wages(seed):
    """Without taxes all of the scale effects reach a region through what it consumes: −Σ α_nj dlog P_nj at given wages."""
    economy = economy_of(seed, scale=True, tariffs=False)
    solved = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on="R1", rate=STEP), method=EXACT)
    dlog_L = np.log(solved.values.sales_ij / economy.sales_ij / solved.values.wage_hat_n[:, None])
    price = prices_passed_on(economy.baseline, solved.values, (economy.psi_j * dlog_L)[:, :, None])[:, :, 0]
    share = economy.flows_nij / economy.flows_nij.sum(axis=1, keepdims=True)
    alpha = economy.baseline.alpha_nj
    wanted = -np.einsum("nj,nij,ij->n", alpha, share, price)
    parts = tt.decompose(solved)
    found = parts.sel(part=["scale at home", "scale abroad"]).sum("part")
    np.testing.assert_allclose(found, 100 * wanted, rtol=1e-2, atol=1e-9)


@pytest.mark.parametrize("psi", [0.0, 0.2])
@pytest.mark.parametrize("rate", [0.05, pytest.param(0.3, marks=pytest.mark.slow)])
def test_a_small_region_hit_by_a_tariff_loses_terms_of_trade(psi, rate):
    """And what its industries lose of their scale it loses too; it cannot change what others' industries cost."""
    economy = tt.calibrate(two_regions(share=0.01, psi=psi))
    parts = parts_of(economy, by="ABROAD", on="HOME", rate=rate, sectors=["A"]).sel(region="HOME")
    assert parts.sel(part="terms of trade") < 0
    assert parts.sel(part="scale at home") < 0 or psi == 0
    assert abs(parts.sel(part="scale abroad")) < 0.05 * abs(parts.sel(part="terms of trade"))


@pytest.mark.parametrize("psi", [0.0, 0.2])
@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_a_large_region_that_raises_its_tariff_gains_terms_of_trade(psi, rate):
    economy = tt.calibrate(two_regions(share=0.5, psi=psi))
    parts = parts_of(economy, by="HOME", on="ABROAD", rate=rate)
    assert parts.sel(region="HOME", part="terms of trade") > 0
    assert parts.sel(region="ABROAD", part="terms of trade") < 0


@pytest.mark.parametrize("psi", [0.0, 0.2])
def test_better_technology_abroad_is_cheaper_imports_and_dearer_labour_there(psi):
    """What industries abroad save comes under technology; that their wages rise against one's own, under terms of trade."""
    economy = tt.calibrate(two_regions(share=0.01, psi=psi))
    hat = tt.solve(economy, tt.Policy()).sales * 0 + 1.0
    hat.loc["ABROAD"] = 1.2
    parts = tt.decompose(tt.solve(economy, tt.Policy(technology_hat=hat))).sel(region="HOME")
    assert parts.sel(part="technology") > 0
    assert parts.sel(part="terms of trade") < 0
    assert parts.sum("part") > 0


@pytest.fixture(scope="module", params=["LL2023_psi_zero", "LL2023_psi_half", "LL2023", "LL2023_mining_as_minerals"])
def september_2019(request):
    """The shipped world under the tariffs of September 2019, at named elasticities, with and without scale effects."""
    accounts = tt.load_world("world2017", elasticities=request.param)
    economy = tt.calibrate(accounts)
    increase = record.load_tariff_increase()
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
    return tt.solve(economy, tt.Policy(tariff=tariff))


def test_china_does_not_gain_terms_of_trade_from_being_hit(september_2019):
    """Whatever the scale economies, the region hit harder loses terms of trade and the other gains."""
    parts = tt.decompose(september_2019)
    assert parts.sel(part="terms of trade", region="CHN") < -0.05
    assert parts.sel(part="terms of trade", region="USA") > 0
    np.testing.assert_allclose(parts.sum("part"), september_2019.real_income_change, atol=1e-6)
    if september_2019.economy.has_scale:
        assert parts.sel(part="scale at home", region="CHN") < 0
