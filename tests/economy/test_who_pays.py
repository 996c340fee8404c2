"""Cost of living, revenue and jobs, each recomputed by hand from flows, prices and wages."""

import numpy as np
import pytest

import tradetalks as tt
from tests.economy.test_properties import economy_of, everything


@pytest.fixture(scope="module", params=[False, True], ids=["wages alone", "with profits"])
def solved(request):
    economy = economy_of(21, scale=True, markup=request.param)
    return tt.solve(economy, everything(economy, 21))


def test_cost_of_living_is_the_price_of_the_basket_in_wages(solved):
    economy, values = solved.economy, solved.values
    final = economy.baseline.alpha_nj
    basket = np.prod(values.price_hat_nj**final, axis=1)
    np.testing.assert_allclose(solved.cost_of_living_change, 100 * (basket / values.wage_hat_n - 1), rtol=1e-10)
    # It is what a wage buys less: one over the real wage.
    bought = 1 + solved.real_wage_change.values / 100
    np.testing.assert_allclose(1 + solved.cost_of_living_change.values / 100, 1 / bought, rtol=1e-12)


def test_cost_of_living_does_not_depend_on_the_unit_of_prices():
    """A region alone in the world with its wage: the numéraire is the world's wage, the outcome is not."""
    economy = economy_of(4)
    higher = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.5))
    assert higher.cost_of_living_change.sel(region="R0") > 0
    # Its wage rises against the world's, so that its prices in world wages rise by more than at its own unchanged wage.
    assert higher.wage_change.sel(region="R0") > 0
    assert higher.consumer_price_change.sel(region="R0") > higher.cost_of_living_change.sel(region="R0")


def test_revenue_by_hand(solved):
    economy, values = solved.economy, solved.values
    before = np.einsum("nij,nij->n", economy.tariff_nij, economy.flows_nij)
    np.testing.assert_allclose(solved.tariff_revenue_before, before, rtol=1e-12)
    # What buyers pay on top of the price at the border; the wedge of a commitment is in the applied tariff.
    after = np.einsum("jni,jni->n", values.applied_tariff_jni, values.flows_jni)
    np.testing.assert_allclose(solved.tariff_revenue, after, rtol=1e-9)
    np.testing.assert_allclose(solved.tariff_revenue_change, after / values.price_index_hat_n - before, rtol=1e-8)


def test_what_households_lose_before_revenue(solved):
    """What is earned without tariffs, export taxes and subsidies, at the prices of before; the parts add up to real income."""
    economy, values = solved.economy, solved.values
    assert abs(values.export_tax_revenue_n).max() > 1e-3 and abs(values.subsidy_cost_n).max() > 1e-3
    earned = (values.wage_hat_n * economy.wage_bill_n) + (economy.markup_j * values.sales_ij).sum(axis=1)
    given = values.deficit_n + solved.instruments.transfer_n
    before = economy.wage_bill_n + (economy.markup_j * economy.sales_ij).sum(axis=1) + economy.unchanged.deficit_n
    lost = (earned + given) / values.price_index_hat_n - before
    np.testing.assert_allclose(solved.real_income_change_before_revenue, lost, rtol=1e-7, atol=1e-9)
    together = solved.real_income_change_before_revenue + solved.revenue_change
    np.testing.assert_allclose(together, solved.real_income_change_busd, rtol=1e-12)


def test_tariffs_alone_are_all_of_the_revenue():
    economy = economy_of(4)
    higher = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.5))
    np.testing.assert_allclose(higher.revenue_change, higher.tariff_revenue_change, rtol=1e-12)


def test_revenue_of_a_baseline_with_taxes_and_subsidies_counts_from_there(solved):
    """A baseline that has them already: nothing changes, and no revenue does."""
    rebased = tt.rebase(solved)
    again = tt.solve(rebased, tt.Policy())
    np.testing.assert_allclose(again.revenue_change, 0, atol=1e-6)


def test_jobs_by_hand(solved):
    economy, values = solved.economy, solved.values
    wages = (economy.beta_ij - economy.markup_j) * economy.sales_ij
    labour = (economy.beta_ij - economy.markup_j) * values.sales_ij / values.wage_hat_n[:, None]
    wanted = 100 * (labour - wages) / wages.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(solved.jobs_change, wanted, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(solved.jobs_change.sum("sector"), 0, atol=1e-7)
