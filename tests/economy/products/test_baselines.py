"""A baseline by product is an equilibrium, whatever tariffs the flows have; a list of nothing hides nothing."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.economy.products.small import TIGHT, by_sector, random_table, sectors_of
from tradetalks.errors import PolicyError

COLUMNS = ["importer", "exporter", "product", "rate"]
# Rounding of a solve to a relative error of 1e-12, in percent of real income.
ROUNDING = 1e-9


def largest_change(equilibrium):
    return abs(equilibrium.real_income_change).values.max()


def flows_with_tariffs(economy, seed, rates):
    """Random flows whose tariffs are drawn from ``rates``."""
    table = random_table(economy, seed, filled=0.8)
    table["tariff"] = np.random.default_rng(seed).choice(rates, len(table))
    return tt.product_flows(table, sectors=sectors_of(table))


@pytest.mark.parametrize("rates", [[0.0], [0.0, 0.02, 0.05], [0.0, 0.02, 0.2], [0.4]])
@pytest.mark.parametrize("seed", [1, 2])
def test_tariffs_of_the_flows_are_a_baseline(rates, seed):
    """No policy, no change: by sector and by product, whatever the flows' tariffs are beside those of the accounts."""
    economy = by_sector(seed, n=4, j=3)
    products = tt.product_economy(economy, flows_with_tariffs(economy, seed, rates), substitution=1.53)
    assert largest_change(tt.solve(products.by_sector, method=TIGHT)) < ROUNDING
    assert largest_change(tt.solve_products(products, method=TIGHT)) < ROUNDING


def test_a_world_without_tariffs_is_a_baseline():
    """The shipped world with tariffs of 0 in its flows: industries whose inputs had duties in their price keep final use."""
    economy = tt.calibrate(tt.load_world("world2022"))
    rows = [(n, i, s, 1.0, 0.0) for n in economy.regions for i in economy.regions for s in economy.goods if n != i]
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value", "tariff"])
    free = tt.product_economy(economy, tt.product_flows(table, sectors={s: s for s in economy.goods})).by_sector
    assert abs(free.tariff_nij).max() == 0
    assert largest_change(tt.solve(free)) < 1e-6
    # Purchases of every user are revalued alike, so final use and inputs keep their shares of them.
    spent = (1 + economy.tariff_nij) * economy.flows_nij
    final = economy.alpha_nj * economy.income_n[:, None] / spent.sum(axis=1)
    np.testing.assert_allclose(free.alpha_nj * free.income_n[:, None] / free.expenditure_nj, final, atol=1e-9)


def test_revaluation_in_closed_form():
    """One region alone buys an input at 25 percent: without the duty, its maker keeps it as value added."""
    economy = by_sector(3, n=3, j=2)
    products = tt.product_economy(economy, flows_with_tariffs(economy, 3, [0.1]))
    found = products.by_sector
    ratio = found.expenditure_nj / economy.expenditure_nj
    before, after = economy.gamma_ikj * economy.sales_ij[:, None], found.gamma_ikj * found.sales_ij[:, None]
    np.testing.assert_allclose(after, before * ratio[:, :, None], rtol=1e-12)
    np.testing.assert_allclose(found.sales_ij, economy.sales_ij, rtol=1e-12)
    np.testing.assert_allclose(
        found.income_n, (economy.alpha_nj * economy.income_n[:, None] * ratio).sum(axis=1), rtol=1e-12
    )


def test_tariffs_that_leave_no_wages():
    """Inputs worth 6 of sales of 10, four fifths of them from abroad: a duty of 500 percent makes 30 of the 6."""
    economy = tt.economy.economy_from_flows(
        regions=["R0", "R1"],
        sectors=["S0"],
        flows_nij=np.array([[[2.0], [8.0]], [[8.0], [2.0]]]),
        tariff_nij=np.zeros((2, 2, 1)),
        use_ikj=np.full((2, 1, 1), 6.0),
        theta_j=np.array([4.0]),
    )
    rows = [("R0", "R1", "S0-a", 1.0, 5.0), ("R1", "R0", "S0-a", 1.0, 0.0)]
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value", "tariff"])
    with pytest.raises(PolicyError) as error:
        tt.product_economy(economy, tt.product_flows(table, sectors={"S0-a": "S0"}))
    text = str(error.value)
    assert (
        "R0, S0: wages 4 with the tariffs of the accounts, -20 with those of your flows (billion dollars a year)"
        in text
    )
    assert text.startswith("the tariffs of these flows leave no wages in\n")
    assert "with the tariffs of the accounts" in text
    assert "leave the column tariff out: the tariffs of the accounts are then used" in text


@pytest.mark.parametrize("substitution", ["as_origins", "FGKK2020", "cobb_douglas", 9.0])
@pytest.mark.parametrize("home", ["imports", "exports"])
def test_a_list_of_nothing_hides_nothing(substitution, home):
    """Tariffs that differ by product in the baseline are not the list's doing."""
    economy = by_sector(5, n=4, j=3)
    flows = flows_with_tariffs(economy, 5, [0.0, 0.02, 0.2])
    products = tt.product_economy(economy, flows, substitution=substitution, home=home)
    nothing = pd.DataFrame([("R0", "R1", "S0-0", 0.0), ("R1", "R0", "S1-1", 1e-12)], columns=COLUMNS)
    table = tt.compare_aggregation(products, tt.raise_product_tariffs(products, nothing), method=TIGHT).table()
    assert abs(table).values.max() < ROUNDING


def test_averages_have_the_level_of_the_list_and_leave_the_rest_alone():
    economy = by_sector(6, n=3, j=2)
    products = tt.product_economy(economy, flows_with_tariffs(economy, 6, [0.0, 0.02, 0.2]))
    tariffs = tt.raise_product_tariffs(products, pd.DataFrame([("R0", "R1", "S0-0", 0.4)], columns=COLUMNS))
    averaged = tariffs.averaged()
    np.testing.assert_allclose(products.average(averaged.tariff_f), products.average(tariffs.tariff_f), rtol=1e-12)
    cell = (products.importer_f == 0) & (products.exporter_f == 1) & (products.sector_f == 0)
    np.testing.assert_array_equal(averaged.tariff_f[~cell], products.tariff_f[~cell])
    change = (1 + averaged.tariff_f[cell]) / (1 + products.tariff_f[cell])
    np.testing.assert_allclose(change, change[0], rtol=1e-12)
    assert change[0] > 1


@pytest.mark.parametrize("seed", [7, 8])
def test_with_one_elasticity_suppliers_hide_nothing_under_any_baseline(seed):
    """σ = 1 + θ: one change of price a cell moves products as their sector, so a sum over products is the sector's."""
    economy = by_sector(seed, n=4, j=2)
    products = tt.product_economy(economy, flows_with_tariffs(economy, seed, [0.0, 0.05, 0.3]))
    rates = pd.DataFrame([("R0", "R1", "S0-0", 0.4), ("R2", "R0", "S1", 0.3)], columns=COLUMNS)
    table = tt.compare_aggregation(products, tt.raise_product_tariffs(products, rates), method=TIGHT).table()
    assert abs(table["hidden_by_suppliers"]).max() < 1e-9 < abs(table["hidden_by_rates"]).max()


def test_one_change_of_price_hides_nothing_in_rates():
    """A list that raises every price of a cell alike is its own average, whatever the baseline's tariffs and σ are."""
    economy = by_sector(9, n=3, j=2)
    products = tt.product_economy(economy, flows_with_tariffs(economy, 9, [0.0, 0.1, 0.3]), substitution=1.53)
    here = (products.importer_f == 0) & (products.exporter_f == 1)
    labels = np.array(products.products)[products.product_f]
    rows = [("R0", "R1", labels[f], 0.2 * (1 + products.tariff_f[f])) for f in np.flatnonzero(here)]
    tariffs = tt.raise_product_tariffs(products, pd.DataFrame(rows, columns=COLUMNS))
    table = tt.compare_aggregation(products, tariffs, method=TIGHT).table()
    assert abs(table["hidden_by_rates"]).max() < 1e-9
    assert abs(table["by_product"]).max() > 1e-3


def test_suppliers_hang_on_how_own_sales_are_split(tmp_path):
    """The figures of ``docs/product_tier.md``: what other suppliers do changes its sign for the United States with ``home``."""
    accounts = tt.load_world("world2022")
    flows = tt.read_baci(tt.write_small_baci(accounts, tmp_path, products=40), accounts)
    economy = tt.calibrate(accounts)
    rates = pd.DataFrame(
        {"importer": "USA", "exporter": "CHN", "product": ["8471", "85", "9403", "6402"], "rate": 0.25}
    )
    expected = {
        "imports": {"hidden_by_rates": (-0.0050, 0.0076), "hidden_by_suppliers": (0.0008, 0.0036)},
        "exports": {"hidden_by_rates": (-0.0048, 0.0071), "hidden_by_suppliers": (-0.0007, 0.0081)},
    }
    for home, columns in expected.items():
        products = tt.product_economy(economy, flows, substitution="FGKK2020", home=home)
        table = tt.compare_aggregation(products, tt.raise_product_tariffs(products, rates)).table()
        for column, values in columns.items():
            np.testing.assert_allclose(
                table.loc[["USA", "CHN"], column], values, atol=0.6e-4, err_msg=f"{home} {column}"
            )
