"""From tables to accounts: identities by construction, rules with their sizes, merging before or after."""

import dataclasses

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.data.tables import merged, random_table
from tradetalks.errors import AccountsError


def identities(accounts):
    """The largest gap of the two identities, as a share of the largest number."""
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    tariff = accounts["tariff"].transpose("importer", "exporter", "sector").values
    use = accounts["intermediate_use"].transpose("region", "input", "using_sector").values
    sales = flows.sum(axis=0) - use.sum(axis=1) - accounts["value_added"].transpose("region", "sector").values
    bought = (
        ((1 + tariff) * flows).sum(axis=1)
        - use.sum(axis=2)
        - accounts["final_use"].transpose("region", "sector").values
    )
    return max(np.abs(sales).max(), np.abs(bought).max()) / flows.max()


@pytest.mark.parametrize("seed", range(5))
def test_identities_hold_by_construction(seed):
    table = random_table(5, 4, seed)
    tariffs = np.random.default_rng(seed).uniform(0, 0.4, (5, 5, 4)) * (1 - np.eye(5))[:, :, None]
    accounts, _ = tt.accounts_from_table(table, theta=4.0, tariffs=tariffs)
    assert identities(accounts) < 1e-12
    tt.check_accounts(accounts, rtol=1e-8)


def test_duties_come_out_of_taxes_and_no_income_is_lost():
    """Value added grows by taxes less subsidies, without the duties that are then paid as tariffs."""
    table = random_table(3, 2, 0)
    tariffs = 0.1 * (1 - np.eye(3))[:, :, None] * np.ones(2)
    accounts, moved = tt.accounts_from_table(table, theta=4.0, tariffs=tariffs)
    size = moved.groupby("rule")["moved_busd"].sum()
    foreign = table.use_iknj.sum() - sum(table.use_iknj[n, :, n].sum() for n in range(3))
    assert size["duties"] == pytest.approx(0.1 * foreign)
    assert size["duties"] + size["taxes"] == pytest.approx(table.taxes_nj.sum())
    assert accounts["value_added"].sum().item() == pytest.approx(table.value_added_nj.sum() + size["taxes"])
    assert size["taxes_on_final_use"] == pytest.approx(table.taxes_nc.sum())


def test_every_rule_reports_its_size():
    table = random_table(3, 3, 1)
    final, use = table.final_iknc.copy(), table.use_iknj.copy()
    # R1 ran down its stocks of S1 from R2 by 50 more than it bought; R3 makes no S3 and sells none.
    final[1, 0, 0, 4] -= final[1, 0, 0].sum() + use[1, 0, 0].sum() + 50.0
    final[2, 2] = 0
    use[2, 2] = 0
    use[:, :, 2, 2] = 0
    broken = dataclasses.replace(table, final_iknc=final, use_iknj=use)
    accounts, moved = tt.accounts_from_table(broken, theta=4.0, accept=("repair",))
    by_rule = moved.set_index("rule")
    assert by_rule.loc["negative_flow", "moved_busd"] == pytest.approx(50.0)
    assert (by_rule.loc["negative_flow", "region"], by_rule.loc["negative_flow", "note"]) == ("R1", "from R2")
    assert list(by_rule.loc[["zero_output"], "sector"]) == ["S3"]
    assert "discrepancy" in by_rule.index
    # The exporter's output is what it was.
    sold = accounts["flows"].sel(exporter="R2", sector="S1").sum().item()
    assert sold == pytest.approx(broken.sales_ik[1, 0])
    assert "negative_flow: 50 billion dollars" in accounts.attrs["moved"]


def test_merging_before_or_after_gives_the_same_accounts():
    table = random_table(4, 4, 2)
    regions = {"R1": "A", "R2": "A", "R3": "B", "R4": "C"}
    industries = {"S1": "x", "S2": "y", "S3": "x", "S4": "y"}
    before, _ = tt.accounts_from_table(merged(table, regions=regions, industries=industries), theta=4.0)
    after, _ = tt.accounts_from_table(table, theta=4.0)
    flows = after["flows"].transpose("importer", "exporter", "sector").values
    by_hand = np.zeros((3, 3, 2))
    at = [0, 0, 1, 2]
    for n in range(4):
        for i in range(4):
            for j in range(4):
                by_hand[at[n], at[i], j % 2] += flows[n, i, j]
    np.testing.assert_allclose(before["flows"].values, by_hand, rtol=1e-12)
    assert before["value_added"].sum().item() == pytest.approx(after["value_added"].sum().item(), rel=1e-12)


def test_a_mapping_must_be_whole():
    with pytest.raises(AccountsError) as error:
        merged(random_table(2, 1, 0), regions={"R1": "A", "R9": "A"})
    assert str(error.value) == (
        "regions cannot be merged by this mapping\n"
        "  no new label for R2\n"
        "  R9 is not in the table\n"
        "expected a new label for each of the table's 2 regions, and for no other\n"
        "do       map a label to itself where it stays"
    )


def test_elasticities_and_goods_by_label():
    table = random_table(["USA", "ROW"], ["A01", "C10T12", "H49"], 0)
    accounts, _ = tt.accounts_from_table(table, theta={"A01": 3.0, "C10T12": 4.0, "H49": 5.0}, psi=0.1)
    assert accounts["trade_elasticity"].values.tolist() == [3.0, 4.0, 5.0]
    assert accounts["tradable"].values.tolist() == [True, True, False]
    with pytest.raises(
        AccountsError, match="theta by industry does not fit the table\n  none for H49\n  no industry H50"
    ):
        tt.accounts_from_table(table, theta={"A01": 3.0, "C10T12": 4.0, "H50": 5.0})


def test_random_worlds_are_balanced_and_solve():
    world = tt.random_world(4, 3, seed=5)
    assert identities(world) < 1e-12
    assert world.equals(tt.random_world(4, 3, seed=5))
    result = tt.solve(tt.calibrate(world, deficits="fixed"))
    assert np.abs(result.real_income_change).max() < 1e-9
