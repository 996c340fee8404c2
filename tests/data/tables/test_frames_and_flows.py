"""Tables in memory, and trade without input use."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tests.data.tables.test_round_trip import same
from tradetalks.data.tables import random_table, table_from_frames, table_from_pymrio
from tradetalks.errors import AccountsError


def frames(table):
    """A table as the frames in which pymrio keeps it, in million dollars."""
    n, j = len(table.regions), len(table.industries)
    cells = pd.MultiIndex.from_product([table.regions, table.industries], names=["region", "sector"])
    finals = pd.MultiIndex.from_product([table.regions, table.categories], names=["region", "category"])
    use = pd.DataFrame(1e3 * table.use_iknj.reshape(n * j, n * j), cells, cells)
    final = pd.DataFrame(1e3 * table.final_iknc.reshape(n * j, -1), cells, finals)
    factors = pd.DataFrame(1e3 * np.array([table.taxes_nj.ravel(), table.value_added_nj.ravel()]), ["TLS", "VA"], cells)
    return use, final, factors


def test_frames():
    table = random_table(3, 4, 0)
    use, final, factors = frames(table)
    read = table_from_frames(use, final, factors.loc["VA"], taxes=factors.loc[["TLS"]], unit=1e-3)
    same(read, table, ("use_iknj", "final_iknc", "value_added_nj", "taxes_nj", "output_nj"))


def test_a_system_of_pymrio():
    """Whatever has Z, Y and extensions with rows F is taken as one."""
    table = random_table(3, 2, 1)
    use, final, factors = frames(table)
    system = SimpleNamespace(
        Z=use, Y=final, factor_inputs=SimpleNamespace(F=factors), meta=SimpleNamespace(name="made up")
    )
    for value_added in ("factor_inputs", ["VA"]):
        read = table_from_pymrio(system, value_added=value_added, taxes=["TLS"], unit=1e-3)
        same(read, table, ("use_iknj", "final_iknc", "value_added_nj", "taxes_nj", "output_nj"))
    with pytest.raises(AccountsError, match="no extension 'satellite'\nexpected one of factor_inputs"):
        table_from_pymrio(system, value_added="satellite", unit=1e-3)
    system.Z = None
    with pytest.raises(AccountsError, match=r"the system has no Z\ndo       call its calc_all\(\) first"):
        table_from_pymrio(system, value_added="factor_inputs", unit=1e-3)


def test_frames_are_not_reordered():
    use, final, factors = frames(random_table(2, 2, 0))
    with pytest.raises(AccountsError, match="labels of rows of final are not those of the table's rows"):
        table_from_frames(use, final.iloc[::-1], factors.loc["VA"], unit=1e-3)
    use.iloc[0, 1] = np.nan
    with pytest.raises(AccountsError, match="1 cells of use hold no number"):
        table_from_frames(use, final, factors.loc["VA"], unit=1e-3)


def flows_of(world):
    frame = world["flows"].to_dataframe(name="value_busd").reset_index()
    return frame.merge(world["tariff"].to_dataframe(name="tariff").reset_index())


@pytest.mark.parametrize("kind", ["frame", "csv", "european", "xlsx"])
def test_flows_alone(kind, tmp_path):
    world = tt.random_world(3, 2, seed=0)
    frame = flows_of(world)
    given = frame
    if kind == "csv":
        given = tmp_path / "flows.csv"
        frame.to_csv(given, index=False)
    if kind == "european":
        given = tmp_path / "flows.csv"
        frame.to_csv(given, index=False, sep=";", decimal=",")
    if kind == "xlsx":
        given = tmp_path / "flows.xlsx"
        frame.to_excel(given, index=False)
    accounts = tt.accounts_from_flows(given, theta=4.0, tariff="tariff")
    np.testing.assert_allclose(accounts["flows"].values, world["flows"].values, rtol=1e-12)
    np.testing.assert_allclose(accounts["value_added"].sum().item(), world["flows"].sum().item())
    assert not accounts["intermediate_use"].any() and accounts.attrs["input_use"] == "none: trade data alone"


def test_flows_with_the_inputs_of_another_world():
    world = tt.random_world(3, 2, seed=0)
    accounts = tt.accounts_from_flows(flows_of(world), theta=4.0, tariff="tariff", inputs_of=world)
    for name in ("intermediate_use", "final_use", "value_added"):
        np.testing.assert_allclose(
            accounts[name].values, world[name].transpose(*accounts[name].dims).values, rtol=1e-9, err_msg=name
        )
    other = tt.random_world(["USA", "CHN", "ROW"], 2, seed=3)
    with pytest.raises(AccountsError, match="no region R1 for R1, R2 for R2, R3 for R3"):
        tt.accounts_from_flows(flows_of(world), theta=4.0, tariff="tariff", inputs_of=other)
    like = {"R1": "USA", "R2": "CHN", "R3": "ROW"}
    borrowed = tt.accounts_from_flows(
        flows_of(world),
        theta=4.0,
        tariff="tariff",
        inputs_of=other,
        like=like,
        repair=("destocking",),
        accept=("repair",),
    )
    assert borrowed.attrs["input_use"] == "random_world"


def test_flows_must_be_whole():
    frame = flows_of(tt.random_world(2, 2, seed=0))
    with pytest.raises(AccountsError, match="7 of 8 combinations of importer, exporter, sector"):
        tt.accounts_from_flows(frame.iloc[1:], theta=4.0)
    with pytest.raises(AccountsError, match="row 10: R1 R1 S1 was given before"):
        tt.accounts_from_flows(pd.concat([frame, frame.iloc[:1]]), theta=4.0)
    with pytest.raises(AccountsError, match="no column value_busd"):
        tt.accounts_from_flows(frame.drop(columns="value_busd"), theta=4.0)
    with pytest.raises(AccountsError, match="line 2: value_busd is 'x'"):
        tt.accounts_from_flows(frame.astype(object).replace({"value_busd": {frame["value_busd"][0]: "x"}}), theta=4.0)
