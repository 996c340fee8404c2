"""The product tier against the kernel by sector, an independent twin, a case by hand, and adding-up."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.economy.products.small import TIGHT, by_sector, random_rates, random_table, sectors_of, with_products
from tests.economy.products.twin import solve_twin
from tests.worlds import random_accounts
from tradetalks.economy.products.tariffs import ProductTariffs


def new_tariffs(economy, tariff_f):
    return ProductTariffs(economy, np.asarray(tariff_f), pd.DataFrame())


def same(ours, theirs, tolerance=1e-10):
    for name in ("real_income_hat_n", "price_hat_nj", "sales_ij", "wage_hat_n", "tariff_revenue_n"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(theirs, name), rtol=tolerance, atol=tolerance, err_msg=name
        )


def one_product(economy):
    """Every sector its own product, by one row that says no more than the sector does."""
    first, second = economy.regions[:2]
    sector = economy.sectors[0]
    row = pd.DataFrame({"importer": [first], "exporter": [second], "product": [sector], "value": [1.0]})
    return tt.product_flows(row, sectors={sector: sector})


@pytest.mark.parametrize("scale", [False, True])
@pytest.mark.parametrize("world", ["world2017", "world2022"])
def test_one_product_a_sector_is_the_kernel_by_sector(world, scale):
    economy = tt.calibrate(tt.load_world(world), scale=scale)
    products = tt.product_economy(economy, one_product(economy), substitution=1.7)
    policy = tt.raise_tariffs(economy, by="USA", on="CHN", rate=0.25)
    policy = tt.raise_tariffs(economy, by="CHN", on="USA", rate=0.2, policy=policy)
    rates = pd.DataFrame(
        [("USA", "CHN", s, 0.25) for s in economy.goods] + [("CHN", "USA", s, 0.2) for s in economy.goods],
        columns=["importer", "exporter", "product", "rate"],
    )
    found = tt.solve_products(products, tt.raise_product_tariffs(products, rates), method=TIGHT)
    same(found.values, tt.solve(economy, policy, method=TIGHT).values)
    np.testing.assert_allclose(
        found.values.flows_jni, tt.solve(economy, policy, method=TIGHT).values.flows_jni, rtol=1e-9
    )


@pytest.mark.parametrize(
    ("scale", "markup"),
    [
        (False, False),
        (True, True),
        pytest.param(False, True, marks=pytest.mark.slow),
        pytest.param(True, False, marks=pytest.mark.slow),
    ],
)
def test_uniform_rates_are_those_of_the_sector(scale, markup):
    """With σ = 1 + θ the nest has one elasticity: sums over products are the sector's, whatever the products' suppliers."""
    economy = by_sector(1, n=4, j=3, scale=scale, markup=markup)
    products = with_products(economy, 2)
    tariff_f = random_rates(products, 3, by_sector=True)
    labelled = economy.tariff
    labelled.values[:] = products.average(tariff_f)
    found = tt.solve_products(products, new_tariffs(products, tariff_f), method=TIGHT)
    same(found.values, tt.solve(economy, tt.Policy(tariff=labelled), method=TIGHT).values)


@pytest.mark.parametrize("substitution", [0.5, 1.0, 1.53, 9.0])
def test_products_with_the_suppliers_of_their_sector_are_the_sector(substitution):
    """Whatever σ is: where all products of a sector have the same suppliers, uniform rates move all of them alike."""
    economy = by_sector(4, n=3, j=2)
    rows = [
        (n, i, f"{s}-{k}", weight)
        for n in economy.regions
        for i in economy.regions
        for s in economy.sectors
        for k, weight in enumerate((1.0, 3.0))
    ]
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value"])
    flows = tt.product_flows(table, sectors=sectors_of(table))
    products = tt.product_economy(economy, flows, substitution=substitution)
    tariff_f = random_rates(products, 5, by_sector=True)
    labelled = economy.tariff
    labelled.values[:] = products.average(tariff_f)
    found = tt.solve_products(products, new_tariffs(products, tariff_f), method=TIGHT)
    same(found.values, tt.solve(economy, tt.Policy(tariff=labelled), method=TIGHT).values)


@pytest.mark.parametrize("substitution", [0.4, 1.0, 1.53, "as_origins", 12.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_against_the_twin(seed, substitution):
    economy = by_sector(seed, n=3, j=2)
    products = with_products(economy, seed + 10, substitution=substitution, tariffs=True, own=seed == 1)
    tariff_f = random_rates(products, seed + 20)
    found = tt.solve_products(products, new_tariffs(products, tariff_f), method=TIGHT).values
    for name, values in solve_twin(products, tariff_f).items():
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-8, err_msg=name)


def test_two_products_by_hand():
    """Labour alone, two equal countries, half of spending on each of two products of which one is bought at home alone.

    HOME and ABROAD levy the same tariff on the traded product, so that wages stay equal and everything is in closed form.
    """
    theta, sigma, rate = 4.0, 2.0, 0.5
    accounts = tt.data.build_accounts(
        regions=["HOME", "ABROAD"], sectors=["GOOD"], flows_nij=np.array([[[80.0], [20.0]], [[20.0], [80.0]]]),
        tariff_nij=np.zeros((2, 2, 1)), use_nkj=np.zeros((2, 1, 1)), final_nj=np.full((2, 1), 100.0),
        value_added_nj=np.full((2, 1), 100.0), theta_j=[theta], accept=("dispersion", "home_shares", "size"),
    )  # fmt: skip
    economy = tt.calibrate(accounts, deficits="fixed")
    table = pd.DataFrame(
        [("HOME", "HOME", "bread", 50.0), ("HOME", "HOME", "cars", 30.0), ("HOME", "ABROAD", "cars", 20.0),
         ("ABROAD", "ABROAD", "bread", 50.0), ("ABROAD", "ABROAD", "cars", 30.0), ("ABROAD", "HOME", "cars", 20.0)],
        columns=["importer", "exporter", "product", "value"],
    )  # fmt: skip
    flows = tt.product_flows(table, sectors={"bread": "GOOD", "cars": "GOOD"})
    products = tt.product_economy(economy, flows, substitution=sigma)
    list_of_rates = pd.DataFrame(
        [("HOME", "ABROAD", "cars", rate), ("ABROAD", "HOME", "cars", rate)],
        columns=["importer", "exporter", "product", "rate"],
    )
    found = tt.solve_products(products, tt.raise_product_tariffs(products, list_of_rates), method=TIGHT)
    # E19: cars have 0.6 from home and 0.4 from abroad; E20: half bread at 1, half cars.
    cars = (0.6 + 0.4 * (1 + rate) ** -theta) ** (-1 / theta)
    price = (0.5 + 0.5 * cars ** (1 - sigma)) ** (1 / (1 - sigma))
    # E21: the share of spending on cars from abroad at buyer prices; its tariff is revenue.
    abroad = 0.5 * (cars / price) ** (1 - sigma) * 0.4 * ((1 + rate) / cars) ** -theta
    income = 1 / (1 - abroad * rate / (1 + rate))
    np.testing.assert_allclose(found.values.price_hat_nj, price, rtol=1e-11)
    np.testing.assert_allclose(found.values.real_income_hat_n, income / price, rtol=1e-11)
    prices = found.prices("HOME").set_index("product")["price_change"]
    np.testing.assert_allclose(prices[["bread", "cars"]], [0.0, 100 * (cars - 1)], atol=1e-9)
    traded = found.trade("HOME", "ABROAD")
    np.testing.assert_allclose(traded["value"], 100 * income * abroad / (1 + rate), rtol=1e-10)


@pytest.mark.parametrize("substitution", [1.0, 1.53, "as_origins"])
def test_no_change_no_step(substitution):
    products = with_products(by_sector(6, n=4, j=2), 7, substitution=substitution, tariffs=True)
    found = tt.solve_products(products)
    assert found.evaluations == 1
    assert np.abs(found.real_income_change.values).max() < 1e-10
    np.testing.assert_allclose(found.by_product.flows_f, products.flows_f, rtol=1e-10)


def test_markets_and_budgets_add_up():
    """Sales are what is bought, spending what is earned, the world's trade balances: by flows, not by the kernel's own sums."""
    products = with_products(by_sector(8, n=4, j=3, scale=True, markup=True), 9, substitution=1.3, tariffs=True)
    economy = products.by_sector
    tariff_f = random_rates(products, 10)
    found = tt.solve_products(products, new_tariffs(products, tariff_f), method=TIGHT)
    assert abs(found.walras) < 1e-11
    flows_f = np.asarray(found.by_product.flows_f)
    n, j = economy.sales_ij.shape
    sold = np.bincount(products.exporter_f * j + products.sector_f, flows_f, n * j).reshape(n, j)
    np.testing.assert_allclose(sold, found.values.sales_ij, rtol=1e-10)
    spent = np.bincount(products.importer_f, (1 + tariff_f) * flows_f, n)
    inputs = (economy.gamma_ikj * found.values.sales_ij[:, None, :]).sum(axis=(1, 2))
    np.testing.assert_allclose(spent, found.values.income_n + inputs, rtol=1e-9)
    imports = np.bincount(products.importer_f, flows_f, n) - np.bincount(products.exporter_f, flows_f, n)
    np.testing.assert_allclose(imports, found.values.deficit_n, atol=1e-8)
    levied = np.bincount(products.importer_f, tariff_f * flows_f, n)
    np.testing.assert_allclose(levied, found.values.tariff_revenue_n, rtol=1e-9)


def test_values_have_no_unit_and_labels_no_order():
    """All flows twice as large change nothing relative; relabelled products are the same economy."""
    economy = by_sector(11, n=3, j=2)
    table = random_table(economy, 12)
    flows = tt.product_flows(table, sectors=sectors_of(table))
    renamed = table.assign(product=[f"{p.split('-')[0]}-{9 - int(p.split('-')[1])}" for p in table["product"]])
    others = tt.product_flows(
        renamed.assign(value=2 * renamed["value"]).sample(frac=1, random_state=1), sectors=sectors_of(renamed)
    )
    found = []
    for told, number in ((flows, "0"), (others, "9")):
        products = tt.product_economy(economy, told, substitution=1.4)
        label = f"{economy.sectors[0]}-{number}"
        rates = pd.DataFrame({"importer": ["R0"], "exporter": ["R1"], "product": [label], "rate": [0.4]})
        found.append(tt.solve_products(products, tt.raise_product_tariffs(products, rates), method=TIGHT).values)
    same(*found, tolerance=1e-11)


def test_near_cobb_douglas_no_digit_is_lost():
    economy = by_sector(13, n=3, j=2)
    found = []
    for substitution in (1.0, 1 + 1e-12):
        products = with_products(economy, 14, substitution=substitution)
        found.append(
            tt.solve_products(products, new_tariffs(products, random_rates(products, 15)), method=TIGHT).values
        )
    same(*found, tolerance=1e-10)


def test_prohibitive_tariffs_are_solved():
    balanced = tt.calibrate(random_accounts(16, n=3, j=2))
    products = with_products(balanced, 17, substitution=1.53)
    tariff_f = np.where(products.importer_f != products.exporter_f, 50.0, 0.0)
    found = tt.solve_products(products, new_tariffs(products, tariff_f))
    assert found.status.solved
    assert (found.real_income_change.values < 0).all()


def test_instruments_by_sector_stay():
    """Export taxes, subsidies, trade costs, technology and transfers by sector do what they do in the kernel by sector."""
    economy = by_sector(18, n=3, j=2, scale=True)
    products = with_products(economy, 19)
    rng = np.random.default_rng(20)
    off = (1 - np.eye(3))[:, :, None]
    like = economy.tariff
    given = {
        "export_tax": like.copy(data=0.1 * rng.random(like.shape) * off),
        "trade_cost_hat": like.copy(data=1 + 0.1 * rng.random(like.shape) * off),
    }
    instruments = tt.Policy(**given)
    industry = like.isel(importer=0, drop=True).rename(exporter="region")
    instruments = instruments.replace(
        production_subsidy=industry.copy(data=0.1 * rng.random(industry.shape)),
        technology_hat=industry.copy(data=1 + 0.1 * rng.random(industry.shape)),
        transfer=industry.isel(sector=0, drop=True).copy(data=[1.0, -0.5, -0.5]),
    )
    tariff_f = random_rates(products, 21, by_sector=True)
    labelled = economy.tariff
    labelled.values[:] = products.average(tariff_f)
    found = tt.solve_products(products, new_tariffs(products, tariff_f), policy=instruments, method=TIGHT)
    same(found.values, tt.solve(economy, instruments.replace(tariff=labelled), method=TIGHT).values)


def test_given_tariffs_make_the_average_of_the_sector():
    economy = by_sector(22, n=3, j=2)
    products = with_products(economy, 23, tariffs=True)
    assert not np.allclose(products.by_sector.tariff_nij, economy.tariff_nij)
    np.testing.assert_allclose(products.by_sector.tariff_nij, products.average(products.tariff_f))
    np.testing.assert_allclose(products.by_sector.flows_nij, economy.flows_nij)
    spent = np.bincount(products.importer_f, (1 + products.tariff_f) * products.flows_f, 3)
    np.testing.assert_allclose(spent, products.by_sector.expenditure_nj.sum(axis=1))


def test_a_country_that_must_pay_more_than_it_earns_is_named():
    products = with_products(by_sector(24, n=3, j=2), 25)
    region = products.by_sector.tariff.isel(importer=0, sector=0, drop=True).rename(exporter="region")
    huge = tt.Policy(transfer=region.copy(data=[1e5, -1e5, 0.0]))
    with pytest.raises(tt.errors.SolveError, match="R1 would have to pay more than it earns"):
        tt.solve_products(products, policy=huge)


def test_frozen():
    products = with_products(by_sector(26), 27)
    with pytest.raises(dataclasses.FrozenInstanceError):
        products.home = "x"
    with pytest.raises(ValueError, match="read-only"):
        products.flows_f[0] = 1.0
