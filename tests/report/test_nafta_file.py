"""The shipped example of a user's own arrays, run on the arrays of Caliendo & Parro (2015) as it asks for them."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.worlds import nafta, write_tables
from tradetalks.data.accounts import build_accounts
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.shipped_files import FILES


@pytest.fixture(scope="module")
def run(validation, tmp_path_factory):
    """nafta-1993.yaml beside the five tables and the table of tariffs."""
    folder = tmp_path_factory.mktemp("nafta")
    economy, arrays = nafta(validation)
    # One input of the replication files is bought in a negative amount (Canada, 13 million dollars): accounts have none.
    use = np.maximum(economy.gamma_ikj, 0.0) * economy.sales_ij[:, None, :]
    bought = ((1 + economy.tariff_nij) * economy.flows_nij).sum(axis=1)
    accounts = build_accounts(
        regions=economy.regions,
        sectors=economy.sectors,
        flows_nij=economy.flows_nij,
        tariff_nij=economy.tariff_nij,
        use_nkj=use,
        # What rounding leaves below zero where nothing is bought for final use.
        final_nj=np.maximum(bought - use.sum(axis=2), 0.0),
        value_added_nj=economy.sales_ij - use.sum(axis=1),
        theta_j=economy.theta_j,
    )
    write_tables(accounts, folder / "nafta-1993")
    n, j = len(economy.regions), len(economy.sectors)
    cells = pd.MultiIndex.from_product([economy.regions, economy.regions, economy.sectors])
    table = cells.to_frame(index=False, name=["importer", "exporter", "sector"])
    table["tariff"] = arrays["tau_nij_cfl"].ravel()
    table = table[(table["importer"] != table["exporter"]).to_numpy()]
    assert len(table) == n * (n - 1) * j
    table.to_csv(folder / "nafta_cuts.csv", index=False)
    shutil.copy(FILES / "nafta-1993.yaml", folder)
    return run_scenario(read_scenario(folder / "nafta-1993.yaml")).cost


def test_table_2_through_the_file(run, validation):
    """Twelve printed numbers, to the printed digit."""
    expected = json.loads((validation / "caliendo_parro_2015" / "expected.json").read_text())["table_2"]
    solved = run.equilibria[run.now]
    ours = tt.first_order_welfare(solved)
    for region, row in expected.items():
        got = {
            "welfare": ours["welfare_first_order"],
            "terms_of_trade": ours["terms_of_trade_first_order"],
            "volume_of_trade": ours["volume_of_trade_first_order"],
            "real_wage": solved.real_wage_change,
        }
        for name, published in row.items():
            assert got[name].sel(region=region).item() == pytest.approx(published, abs=0.0051), (region, name)


def test_the_shipped_file_says_that_it_needs_arrays(capsys):
    from tradetalks.cli.main import main

    assert main(["run", "nafta-1993"]) == 2
    said = capsys.readouterr().err
    assert "this scenario runs on arrays of your own, which do not ship with it" in said
    assert "beside a copy of this file" in said
    assert "`tradetalks copy nafta-1993 nafta-1993.yaml` beside your arrays, then run it there" in said
