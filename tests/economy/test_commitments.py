"""Purchase commitments: who pays, how much, and where the result says so."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts


@pytest.fixture(scope="module")
def economy():
    return tt.calibrate(random_accounts(2), deficits="fixed")


def test_the_payer_and_the_cost_are_labelled(economy):
    bought = economy.flows_nij[0, 1].sum()
    pledges = (
        tt.PurchaseCommitment("R0", "R1", ("S0", "S1"), 1.5 * bought),
        tt.PurchaseCommitment("R1", "R2", ("S0",), 0.001),
    )
    solved = tt.solve(economy, tt.Policy(commitments=pledges))
    data = solved.to_dataset()
    assert data["commitment_wedge"].attrs["units"] == "1"
    assert data["commitment_cost"].attrs["units"] == data["committed_quantity"].attrs["units"] == "billion USD a year"
    assert data["payer"].values.tolist() == ["R0", "R1"] and data["seller"].values.tolist() == ["R1", "R2"]
    assert data["committed_sectors"].values.tolist() == ["S0, S1", "S0"]
    wedge, cost = data["commitment_wedge"].values, data["commitment_cost"].values
    paid = wedge[0] * ((1 + solved.tariff) * solved.flows).sel(importer="R0", exporter="R1").sum().item()
    assert wedge[0] > 0 and cost[0] == pytest.approx(paid)
    assert wedge[1] == cost[1] == 0
    without = np.sum((solved.tariff * solved.flows).sel(importer="R0").values)
    assert solved.tariff_revenue.sel(region="R0").item() == pytest.approx(without - cost[0])
    lines = solved.summary().splitlines()
    assert f"R0 must buy {1.5 * bought:g} bn USD/yr from R1 (S0, S1):" in lines
    assert (
        f"  its government pays {100 * wedge[0]:.2f} percent of the price, {cost[0]:.2f} bn USD/yr (within tariff revenue)"
        in lines
    )
    assert "R1 buys 0.001 bn USD/yr from R2 (S0) without being made to" in lines


def test_no_commitment_no_variable(economy):
    assert "commitment" not in tt.solve(economy).to_dataset().dims
