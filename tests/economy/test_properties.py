"""Economics as properties on random small economies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data.accounts import build_accounts
from tradetalks.economy.economy import economy_from_flows
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, label
from tradetalks.economy.solve import solve_instruments

seeds = st.integers(0, 2**31)
quick = settings(max_examples=12, deadline=None)


def economy_of(seed, **options):
    return tt.calibrate(random_accounts(seed, **options), deficits="fixed")


def everything(economy, seed):
    """A policy with every instrument switched on."""
    rng = np.random.default_rng(seed + 1)
    n, j = economy.sales_ij.shape
    foreign = (1 - np.eye(n))[:, :, None]

    def lab(values, dims):
        return label(economy, values, dims, name="x", units="1", long_name="random")

    transfer = rng.uniform(-0.3, 0.3, n)
    buyer, seller = economy.regions[0], economy.regions[1]
    bought = economy.flows_nij[0, 1].sum()
    return tt.Policy(
        tariff=lab(rng.uniform(-0.1, 0.4, (n, n, j)) * foreign, TRADE),
        export_tax=lab(rng.uniform(-0.1, 0.1, (n, n, j)) * foreign, TRADE),
        production_subsidy=lab(rng.uniform(-0.05, 0.1, (n, j)), INDUSTRY),
        trade_cost_hat=lab(rng.uniform(0.9, 1.2, (n, n, j)), TRADE),
        technology_hat=lab(rng.uniform(0.8, 1.3, (n, j)), INDUSTRY),
        transfer=lab(transfer - transfer.mean(), COUNTRY),
        commitments=(tt.PurchaseCommitment(buyer, seller, economy.sectors, 1.5 * bought),),
    )


@quick
@given(seeds, st.booleans(), st.booleans())
def test_no_shock_no_change_in_zero_steps(seed, scale, markup):
    economy = economy_of(seed, scale=scale, markup=markup)
    same = tt.solve(economy, tt.Policy(tariff=economy.tariff))
    assert same.evaluations == 1
    assert np.abs(same.real_income_change).max() < 1e-9


@quick
@given(seeds, st.booleans())
def test_walras_and_accounts_with_every_instrument(seed, scale):
    """Walras' residual, income = spending, the commitment met, world deficits at zero."""
    economy = economy_of(seed, scale=scale, markup=True)
    solved = tt.solve(economy, everything(economy, seed))
    values = solved.values
    assert abs(solved.walras) < 1e-10
    spent = values.expenditure_nj.sum(axis=1) - np.einsum("njk,nk->n", economy.gamma_ikj, values.sales_ij)
    np.testing.assert_allclose(spent, values.income_n, rtol=1e-8)
    assert values.deficit_n.sum() == pytest.approx(economy.deficit_n.sum(), abs=1e-8)
    bought = solved.flows.sel(importer="R0", exporter="R1").sum().item()
    assert bought >= solved.instruments.quantity_c[0] * (1 - 1e-7)
    assert bought == pytest.approx(solved.instruments.quantity_c[0], rel=1e-7) or solved.commitment_wedge[0] < 1e-9


@quick
@given(seeds, st.floats(0.01, 100))
def test_units_do_not_matter(seed, unit):
    """Accounts in millions or billions give the same percentages (homogeneity)."""
    one = economy_of(seed, scale=True)
    other = economy_from_flows(
        regions=one.regions, sectors=one.sectors, flows_nij=unit * one.flows_nij, tariff_nij=one.tariff_nij,
        use_ikj=unit * one.gamma_ikj * one.sales_ij[:, None, :], theta_j=one.theta_j, psi_j=one.psi_j,
    )  # fmt: skip
    policy = tt.raise_tariffs(one, by="R0", on="R1", rate=0.2)
    np.testing.assert_allclose(
        tt.solve(other, policy).real_income_change, tt.solve(one, policy).real_income_change, rtol=1e-6, atol=1e-8
    )


@quick
@given(seeds, st.permutations(range(3)))
def test_relabelling_countries_permutes_results(seed, order):
    one = economy_of(seed, scale=True)
    order = list(order)
    pick = np.ix_(order, order)
    other = economy_from_flows(
        regions=[one.regions[k] for k in order], sectors=one.sectors, flows_nij=one.flows_nij[pick],
        tariff_nij=one.tariff_nij[pick], use_ikj=(one.gamma_ikj * one.sales_ij[:, None, :])[order],
        theta_j=one.theta_j, psi_j=one.psi_j,
    )  # fmt: skip
    first = tt.solve(one, tt.raise_tariffs(one, by="R0", on=["R1", "R2"], rate=0.2)).real_income_change
    second = tt.solve(other, tt.raise_tariffs(other, by="R0", on=["R1", "R2"], rate=0.2)).real_income_change
    np.testing.assert_allclose(second.sel(region=list(one.regions)), first, rtol=1e-6, atol=1e-8)


@quick
@given(seeds)
def test_splitting_a_country_changes_nothing(seed):
    """R2 in two equal halves that trade freely with each other as each did with itself (no scale economies)."""
    one = economy_of(seed)
    source = [0, 1, 2, 2]
    weight = np.array([1.0, 1.0, 0.5, 0.5])
    flows = one.flows_nij[np.ix_(source, source)] * weight[:, None, None] * weight[None, :, None]
    use = (one.gamma_ikj * one.sales_ij[:, None, :])[source] * weight[:, None, None]
    split = economy_from_flows(
        regions=["R0", "R1", "R2", "R3"], sectors=one.sectors, flows_nij=flows,
        tariff_nij=one.tariff_nij[np.ix_(source, source)], use_ikj=use, theta_j=one.theta_j,
    )  # fmt: skip
    whole = tt.solve(one, tt.raise_tariffs(one, by="R0", on=["R1", "R2"], rate=0.3)).real_income_change.values
    halves = tt.solve(
        split, tt.raise_tariffs(split, by="R0", on=["R1", "R2", "R3"], rate=0.3)
    ).real_income_change.values
    np.testing.assert_allclose(halves, whole[source], rtol=1e-6, atol=1e-8)


@quick
@given(seeds)
def test_purchases_decide_the_wedge_not_the_start(seed):
    """The same equilibrium from the baseline and from a random start."""
    economy = economy_of(seed, scale=True)
    solved = tt.solve(economy, everything(economy, seed))
    start = solved.state + np.random.default_rng(seed).normal(0, 0.01, len(solved.state))
    again = solve_instruments(economy, solved.instruments, start=start)
    np.testing.assert_allclose(again.real_income_change, solved.real_income_change, atol=1e-7)


@quick
@given(seeds)
def test_proportional_deficits_add_up(seed):
    economy = tt.calibrate(random_accounts(seed), deficits="proportional")
    same = tt.solve(economy)
    assert same.evaluations == 1
    raised = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.5))
    assert abs(raised.values.deficit_n.sum()) < 1e-8
    imports = raised.flows.sum(("exporter", "sector")).values
    exports = raised.flows.sum(("importer", "sector")).values
    np.testing.assert_allclose(imports - exports, raised.values.deficit_n, atol=1e-7)


def test_zero_flows_autarkic_sectors_and_extreme_rates():
    """A sector that is not traded, an industry that does not exist, prohibitive tariffs and import subsidies of half."""
    base = random_accounts(5, n=3, j=3)
    flows = base["flows"].values.copy()
    foreign = ~np.eye(3, dtype=bool)
    flows[foreign, 1] = 0.0
    flows[:, 0, 2] = 0.0
    use = base["intermediate_use"].values * 0.3
    use[0, :, 2] = 0.0
    tariff = base["tariff"].values
    bought, sales = ((1 + tariff) * flows).sum(axis=1), flows.sum(axis=0)
    accounts = build_accounts(
        regions=["R0", "R1", "R2"], sectors=["S0", "S1", "S2"], flows_nij=flows, tariff_nij=tariff, use_nkj=use,
        final_nj=bought - use.sum(axis=2), value_added_nj=sales - use.sum(axis=1), theta_j=np.array([4.0, 3.0, 6.0]),
        psi_j=np.array([0.2, 0.1, 0.1]),
    )  # fmt: skip
    economy = tt.calibrate(accounts, deficits="fixed")
    for rate in (1e6, -0.5):
        solved = tt.solve(economy, tt.raise_tariffs(economy, by="R1", on="R2", rate=rate, tariff_max=1e6))
        assert solved.residual <= 1e-10
        assert abs(solved.walras) < 1e-10
        assert np.all(np.isfinite(solved.real_income_change))
    assert np.all(solved.flows.sel(sector="S1").values[foreign] == 0)


@pytest.mark.parametrize("product", [0.5, 0.8, 0.95])
def test_near_singular_scale_economies(product):
    economy = economy_of(11, n=3, j=2)
    steep = economy.replace(psi_j=product / economy.theta_j)
    solved = tt.solve(steep, tt.raise_tariffs(steep, by="R0", on=["R1", "R2"], rate=0.1))
    assert solved.residual <= 1e-10
