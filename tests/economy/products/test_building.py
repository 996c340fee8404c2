"""How trade by sector is split among products, lists laid over flows, and what aggregation hides."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.economy.products.small import TIGHT, by_sector, random_table, sectors_of, with_products
from tradetalks.errors import PolicyError, TariffError

COLUMNS = ["importer", "exporter", "product", "rate"]


def test_flows_add_up_to_the_sectors():
    economy = by_sector(1, n=4, j=3)
    for home in ("imports", "exports"):
        products = with_products(economy, 2, filled=0.4, home=home)
        cells = np.bincount(products.cell_f, products.flows_f, economy.flows_nij.size)
        np.testing.assert_allclose(
            cells.reshape(3, 4, 4), np.moveaxis(economy.flows_nij, 2, 0), rtol=1e-12, err_msg=home
        )
        assert (np.diff(products.sector_f) >= 0).all()


def test_imports_give_every_product_the_home_share_of_its_sector():
    economy = by_sector(3, n=3, j=2)
    products = with_products(economy, 4, home="imports")
    own = products.importer_f == products.exporter_f
    bought = np.zeros((3, len(products.products), 2))
    np.add.at(bought, (products.importer_f, products.product_f, own.astype(int)), products.flows_f)
    total = bought.sum(axis=2)
    share = bought[..., 1][total > 0] / total[total > 0]
    expected = np.einsum("nnj->nj", economy.flows_nij) / economy.flows_nij.sum(axis=1)
    np.testing.assert_allclose(share, expected[:, products.sector_p][total > 0], rtol=1e-12)


def test_exports_have_countries_make_what_they_sell():
    economy = by_sector(3, n=3, j=2)
    products = with_products(economy, 4, home="exports")
    own = products.importer_f == products.exporter_f
    made, sold = np.zeros((2, 3, len(products.products)))
    np.add.at(made, (products.importer_f[own], products.product_f[own]), products.flows_f[own])
    np.add.at(sold, (products.exporter_f[~own], products.product_f[~own]), products.flows_f[~own])
    for j in range(2):
        inside = products.sector_p == j
        np.testing.assert_allclose(made[:, inside] / made[:, inside].sum(axis=1, keepdims=True),
                                   sold[:, inside] / sold[:, inside].sum(axis=1, keepdims=True), rtol=1e-12)  # fmt: skip


def test_which_home_share_is_meant():
    """R0 sells none of what it buys of R1: by exports it makes none and pays the duty whole; by imports its home share helps."""
    economy = by_sector(3, n=2, j=1)
    rows = [("R0", "R1", "S0-a", 1.0), ("R1", "R0", "S0-b", 1.0)]
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value"])
    flows = tt.product_flows(table, sectors=sectors_of(table))
    duty = pd.DataFrame([("R0", "R1", "S0-a", 0.25 * (1 + economy.tariff_nij[0, 1, 0]))], columns=COLUMNS)
    dearer = {}
    for home in ("imports", "exports"):
        products = tt.product_economy(economy, flows, home=home)
        found = tt.solve_products(products, tt.raise_product_tariffs(products, duty), method=TIGHT)
        # R1's product costs all buyers alike, before duties.
        at = (products.importer_f[products.row_starts] == 0) & (products.product_f[products.row_starts] == 1)
        price = np.asarray(found.by_product.price_hat_r)[at].item()
        cost = np.exp(found.values.log_factory_price_ij[1, 0])
        dearer[home] = price / cost
    np.testing.assert_allclose(dearer["exports"], 1.25, rtol=1e-9)
    assert dearer["imports"] < 1.2


def test_own_sales_that_are_given_are_taken():
    economy = by_sector(5, n=2, j=1)
    table = pd.DataFrame(
        [("R0", "R0", "S0-a", 3.0), ("R0", "R0", "S0-b", 1.0), ("R0", "R1", "S0-a", 1.0), ("R1", "R0", "S0-b", 2.0)],
        columns=["importer", "exporter", "product", "value"],
    )
    products = tt.product_economy(economy, tt.product_flows(table, sectors=sectors_of(table)))
    mine = (products.importer_f == 0) & (products.exporter_f == 0)
    np.testing.assert_allclose(products.flows_f[mine], economy.flows_nij[0, 0, 0] * np.array([0.75, 0.25]))


def test_what_is_not_told_apart_is_one_product_of_its_sector():
    economy = by_sector(6, n=3, j=2)
    table = pd.DataFrame({"importer": ["R0"], "exporter": ["R1"], "product": ["S0-a"], "value": [7.0]})
    products = tt.product_economy(economy, tt.product_flows(table, sectors={"S0-a": "S0"}))
    assert products.products == ("S0", "S1", "S0-a")
    told = products.product_f == 2
    # What R0 imports of R1, and as much of its own sales as of its imports.
    assert told.sum() == 2
    (row,) = products.coverage.to_dict("records")
    assert (row["importer"], row["sector"], row["flows"]) == ("R0", "S0", 1)
    np.testing.assert_allclose(row["told_apart"], economy.flows_nij[0, 1, 0])
    np.testing.assert_allclose(row["factor"], economy.flows_nij[0, 1, 0] / 7.0)
    np.testing.assert_allclose(row["by_sector"], economy.flows_nij[0, 1:, 0].sum())


def hs_economy():
    """Two sectors with codes of the Harmonized System in them."""
    economy = by_sector(7, n=3, j=2)
    codes = {"010121": "S0", "010129": "S0", "010221": "S0", "851712": "S1", "851713": "S1"}
    rows = [
        (n, i, code, 1.0 + k)
        for n in economy.regions
        for i in economy.regions
        for k, code in enumerate(codes)
        if n != i
    ]
    table = pd.DataFrame(rows, columns=["importer", "exporter", "product", "value"])
    return tt.product_economy(economy, tt.product_flows(table, sectors=codes))


def rates_of(products, rows):
    table = pd.DataFrame(rows, columns=COLUMNS)
    found = tt.raise_product_tariffs(products, table)
    mine = (products.importer_f == 0) & (products.exporter_f == 1)
    added = found.tariff_f[mine] - products.tariff_f[mine]
    labels = np.array(products.products)[products.product_f[mine]]
    assert not np.any((found.tariff_f != products.tariff_f) & ~mine)
    return dict(zip(labels, np.round(added, 12), strict=True)), found


def test_the_longest_code_counts():
    added, found = rates_of(
        hs_economy(),
        [("R0", "R1", "0101", 0.2), ("R0", "R1", "01", 0.1), ("R0", "R1", "010129", 0.3), ("R0", "R1", "8517120050", 0.4),
         ("R0", "R1", "8517120080", 0.2), ("R0", "R1", "S1", 0.05), ("R0", "R1", "8703", 0.5)],
    )  # fmt: skip
    assert added == {"010121": 0.2, "010129": 0.3, "010221": 0.1, "851712": 0.3, "851713": 0.05}
    assert found.not_traded == ("R0 R1 8703",)
    (row,) = found.reached.to_dict("records")
    assert (row["named"], row["flows"]) == (7, 5)
    np.testing.assert_allclose(row["value"], row["told_apart"])


def test_lines_stand_for_their_six_digits_and_that_is_counted():
    """One line of eight digits: all of its six pays, and the list says of how much trade that is assumed."""
    added, found = rates_of(hs_economy(), [("R0", "R1", "85171200", 0.25), ("R0", "R1", "0101", 0.1)])
    assert added == {"010121": 0.1, "010129": 0.1, "010221": 0.0, "851712": 0.25, "851713": 0.0}
    products = hs_economy()
    value = value_of(products, "851712")
    (row,) = found.reached.to_dict("records")
    assert row["by_lines"] == 1
    np.testing.assert_allclose(row["by_lines_value"], value)
    np.testing.assert_allclose(row["value"], value + value_of(products, "010121") + value_of(products, "010129"))


def value_of(products, label):
    """What R0 buys of a product from R1, billion dollars a year."""
    mine = (products.importer_f == 0) & (products.exporter_f == 1)
    return products.flows_f[mine & (products.product_f == products.products.index(label))].sum()


def test_shares_of_lines_in_their_six_digits():
    """A quarter of the trade at 40 points and a half at 10, the rest at nothing, or at what its heading says."""
    columns = [*COLUMNS, "share"]
    lines = [("R0", "R1", "85171210", 0.4, 0.25), ("R0", "R1", "85171220", 0.1, 0.5)]
    products = hs_economy()
    mine = (products.importer_f == 0) & (products.exporter_f == 1)
    at = mine & (products.product_f == products.products.index("851712"))
    alone = tt.raise_product_tariffs(products, pd.DataFrame(lines, columns=columns))
    np.testing.assert_allclose((alone.tariff_f - products.tariff_f)[at], 0.25 * 0.4 + 0.5 * 0.1)
    (row,) = alone.reached.to_dict("records")
    np.testing.assert_allclose(
        [row["value"], row["by_lines_value"]], value_of(products, "851712") * np.array([0.75, 1.0])
    )
    heading = [*lines, ("R0", "R1", "8517", 0.2, None)]
    both = tt.raise_product_tariffs(products, pd.DataFrame(heading, columns=columns))
    np.testing.assert_allclose((both.tariff_f - products.tariff_f)[at], 0.25 * 0.4 + 0.5 * 0.1 + 0.25 * 0.2)
    (row,) = both.reached.to_dict("records")
    assert row["by_lines"] == 0
    np.testing.assert_allclose(row["value"], value_of(products, "851712") + value_of(products, "851713"))


def test_shares_that_are_none():
    rows = [("R0", "R1", "85171210", 0.4, 25.0), ("R0", "R1", "85171310", 0.4, 0.7), ("R0", "R1", "85171320", 0.4, 0.6)]
    with pytest.raises(PolicyError) as error:
        tt.raise_product_tariffs(hs_economy(), pd.DataFrame(rows, columns=[*COLUMNS, "share"]))
    text = str(error.value)
    assert "row 0: share is 25.0; expected the fraction of the trade of its six digits (0.25 means a quarter)" in text
    assert "shares of R0 R1 851713 add up to 1.3; expected at most 1" in text


def test_lists_lie_on_each_other():
    products = hs_economy()
    first = tt.raise_product_tariffs(products, pd.DataFrame([("R0", "R1", "0101", 0.2)], columns=COLUMNS))
    second = tt.raise_product_tariffs(
        products, pd.DataFrame([("R0", "R1", "010121", 0.1)], columns=COLUMNS), tariffs=first
    )
    assert round(float((second.tariff_f - products.tariff_f).max()), 12) == 0.3


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (("R0", "R1", "0101", 25.0), "row 0: rate is 25.0; expected a fraction (0.25 means 25 points more)"),
        (("R0", "R1", "0101", "x"), "row 0: rate is x; expected a fraction"),
        (
            ("R0", "R1", "horses", 0.1),
            "row 0: 'horses' is no product; expected a label of the economy, a code, or a sector",
        ),
        (("R0", "R1", "7777", 0.1), "row 0: '7777' is no product"),
        (("R0", "R9", "0101", 0.1), "exporter 'R9' is no region of this economy; "),
        (("R0", "R0", "0101", 0.1), "row 0: R0 cannot tax itself"),
    ],
)
def test_rows_that_cannot_be_used(row, text):
    with pytest.raises(PolicyError) as error:
        tt.raise_product_tariffs(hs_economy(), pd.DataFrame([row], columns=COLUMNS))
    assert str(error.value).startswith("rates of products that cannot be used\n")
    assert text in str(error.value)


def test_a_product_given_twice_and_a_tariff_below_nothing():
    products = hs_economy()
    twice = pd.DataFrame([("R0", "R1", "0101", 0.1), ("R0", "R1", "01.01", 0.1)], columns=COLUMNS)
    with pytest.raises(PolicyError, match="row 1: R0 R1 0101 was given before"):
        tt.raise_product_tariffs(products, twice)
    low = pd.DataFrame([("R0", "R1", "0101", -0.99)], columns=COLUMNS)
    first = tt.raise_product_tariffs(products, low)
    with pytest.raises(PolicyError, match="the tariff on R0 R1 010121 would fall to -1"):
        tt.raise_product_tariffs(products, low, tariffs=first)
    with pytest.raises(PolicyError, match="the list of rates has no column rate"):
        tt.raise_product_tariffs(products, low.drop(columns="rate"))


def test_what_aggregation_hides_is_a_sum():
    products = with_products(by_sector(8, n=3, j=2), 9, substitution=1.53, filled=1.0)
    rates = pd.DataFrame([("R0", "R1", "S0-0", 0.4), ("R0", "R2", "S1-1", 0.3)], columns=COLUMNS)
    gap = tt.compare_aggregation(products, tt.raise_product_tariffs(products, rates), method=TIGHT)
    table = gap.table()
    np.testing.assert_allclose(
        table["by_product"], table["by_sector"] + table["hidden_by_rates"] + table["hidden_by_suppliers"], atol=1e-12
    )
    assert abs(table["hidden_by_rates"]).max() > 1e-4
    assert abs(table["hidden_by_suppliers"]).max() > 1e-6
    assert {"tariff_revenue_by_product", "real_income_change_busd_by_sector"} <= set(gap.to_dataset())
    assert "percent of real income" in repr(gap)


def test_with_one_elasticity_only_rates_hide():
    products = with_products(by_sector(8, n=3, j=2), 9, filled=1.0)
    rates = pd.DataFrame([("R0", "R1", "S0-0", 0.4)], columns=COLUMNS)
    table = tt.compare_aggregation(products, tt.raise_product_tariffs(products, rates), method=TIGHT).table()
    assert abs(table["hidden_by_suppliers"]).max() < 1e-9 < abs(table["hidden_by_rates"]).max()


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("value", -1.0, "row 0: value is -1.0; expected billion dollars a year, 0 or more"),
        ("value", "x", "row 0: value is x; expected billion dollars"),
        ("tariff", 25.0, "row 0: tariff is 25.0; expected a fraction (0.25 means 25 percent)"),
        ("importer", None, "row 0: a label is missing"),
        ("product", "S0-1", "row 1: R0 R1 S0-1 was given before"),
    ],
)
def test_flows_that_cannot_be_used(column, value, text):
    table = pd.DataFrame(
        {
            "importer": ["R0", "R0"],
            "exporter": ["R1", "R1"],
            "product": ["S0-0", "S0-1"],
            "value": [1.0, 2.0],
            "tariff": 0.1,
        }
    ).astype(object)
    table.loc[0, column] = value
    with pytest.raises(TariffError) as error:
        tt.product_flows(table, sectors={"S0-0": "S0", "S0-1": "S0"})
    assert str(error.value).startswith("flows of products that cannot be used\n")
    assert text in str(error.value)


def test_flows_without_columns_values_or_sectors():
    table = pd.DataFrame({"importer": ["R0"], "exporter": ["R1"], "product": ["a"], "value": [0.0]})
    with pytest.raises(TariffError, match="the table has no column exporter, product"):
        tt.product_flows(table[["importer", "value"]])
    with pytest.raises(TariffError, match="no flow is above 0"):
        tt.product_flows(table, sectors={"a": "S0"})
    with pytest.raises(TariffError, match="1 products have no sector: a"):
        tt.product_flows(table.assign(value=1.0), sectors={"b": "S0"})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"home": "both"}, "way to split own sales"),
        ({"substitution": "FGKK"}, "there is no elasticity between products called 'FGKK'"),
        ({"substitution": -1.0}, "substitution"),
        ({"substitution": {"S9": 1.0}}, "substitution names 'S9', no sector of this economy"),
    ],
)
def test_settings_that_are_none(options, text):
    economy = by_sector(10, n=3, j=2)
    table = random_table(economy, 11)
    flows = tt.product_flows(table, sectors=sectors_of(table))
    with pytest.raises(PolicyError, match=text):
        tt.product_economy(economy, flows, **options)


def test_labels_of_another_economy():
    economy = by_sector(10, n=3, j=2)
    table = pd.DataFrame({"importer": ["R7"], "exporter": ["R1"], "product": ["a"], "value": [1.0]})
    with pytest.raises(PolicyError, match="flows by product have region R7, which this economy has not"):
        tt.product_economy(economy, tt.product_flows(table, sectors={"a": "S0"}))
    here = table.assign(importer="R0")
    with pytest.raises(PolicyError, match="flows by product have sector S7"):
        tt.product_economy(economy, tt.product_flows(here, sectors={"a": "S7"}))
    with pytest.raises(PolicyError, match="product 'S1' has the label of a sector that it does not belong to"):
        tt.product_economy(economy, tt.product_flows(here.assign(product="S1"), sectors={"S1": "S0"}))


def test_policies_that_are_not_by_product():
    products = hs_economy()
    with pytest.raises(PolicyError, match="policy has tariffs by sector"):
        tt.solve_products(products, policy=tt.raise_tariffs(products.by_sector, by="R0", on="R1", rate=0.1))
    promise = tt.Policy(commitments=(tt.PurchaseCommitment("R0", "R1", ("S0",), 1.0),))
    with pytest.raises(PolicyError, match="purchase commitments are not solved for by product"):
        tt.solve_products(products, policy=promise)
    others = hs_economy()
    foreign = tt.raise_product_tariffs(others, pd.DataFrame([("R0", "R1", "01", 0.1)], columns=COLUMNS))
    with pytest.raises(PolicyError, match="the tariffs are of another economy"):
        tt.solve_products(products, foreign)
    found = tt.solve_products(
        products, tt.raise_product_tariffs(products, pd.DataFrame([("R0", "R1", "01", 0.1)], columns=COLUMNS))
    )
    with pytest.raises(PolicyError, match="there is no product 'x'"):
        found.trade(product="x")


def test_shown_in_short():
    products = hs_economy()
    assert repr(products).startswith("ProductEconomy(accounts: ")
    assert products.home == "own sales in the shares of imports"
    assert "Fajgelbaum" in with_products(by_sector(12), 13, substitution="FGKK2020").substitution
    given = with_products(by_sector(12), 13, substitution={"S0": 1.2})
    assert given.substitution == "given for S0; elsewhere as between origins"
    assert given.substitution_j[0] == 1.2 and given.substitution_j[1] == 1 + given.by_sector.theta_j[1]


def test_results_say_what_they_are():
    products = hs_economy()
    tariffs = tt.raise_product_tariffs(products, pd.DataFrame([("R0", "R1", "0101", 0.3)], columns=COLUMNS))
    gap = tt.compare_aggregation(products, tariffs)
    text = gap.by_product.summary()
    assert "5 products, 100 percent of trade told apart by them" in text
    assert text.count("\n") == 8 and max(map(len, text.splitlines())) < 90
    lines = gap.summary().splitlines()
    assert lines[0] == "change of real income, percent of the baseline: one list of tariffs counted three ways"
    assert len(lines) == 8
    assert lines[-1] == "own sales in the shares of imports: other suppliers hang on that, in size and sign"
    dataset = gap.by_product.to_dataset()
    assert dataset["tariff"].attrs["long_name"] == "ad-valorem import tariff, average over the baseline's trade"
    assert set(dataset) == set(gap.by_sector.to_dataset())
    assert gap.by_product.plot() is not None
