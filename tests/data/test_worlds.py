"""Shipped worlds and records."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data import record
from tradetalks.data.worlds import available_worlds
from tradetalks.errors import AccountsError


def test_world2017():
    world = tt.load_world("world2017")
    assert dict(world.sizes) == {
        "importer": 7,
        "exporter": 7,
        "sector": 23,
        "region": 7,
        "input": 23,
        "using_sector": 23,
    }
    assert int(world["tradable"].sum()) == 17
    assert world["flows"].attrs["units"] == "billion USD a year"
    assert len(world.attrs["sha256"]) == 64 and world.attrs["source"] and world.attrs["citation"]
    deficit = (
        world["flows"].sum(("exporter", "sector")).values - world["flows"].sum(("importer", "sector")).values
    ).round()
    assert dict(zip(world["region"].values, deficit, strict=True))["USA"] == 605
    assert (world["trade_elasticity"] * world["scale_elasticity"]).max() < 1


@pytest.mark.parametrize("name", ["world2017", "world2022"])
def test_identities_hold_to_six_digits(name):
    tt.check_accounts(tt.load_world(name), rtol=2e-5)


def test_world2022():
    world = tt.load_world("world2022")
    assert (world.sizes["region"], world.sizes["sector"], int(world["tradable"].sum())) == (15, 28, 22)
    assert len(world.attrs["sha256"]) == 64 and "CC BY 4.0" in world.attrs["citation"]
    # Billion dollars: the deficit in the national accounts' goods and services of 2022 is 951.
    deficit = world["flows"].sum(("exporter", "sector")).values - world["flows"].sum(("importer", "sector")).values
    assert dict(zip(world["region"].values, deficit.round(), strict=True))["USA"] == pytest.approx(962, abs=10)
    # Published GDP at market prices (World Bank, 2022) above value added by taxes on products, less in America than in Europe.
    value_added = world["value_added"].sum("sector")
    for region, gdp in (("USA", 25740), ("CHN", 18240), ("EU", 16750), ("MEX", 1463), ("VNM", 410)):
        assert float(value_added.sel(region=region)) == pytest.approx(gdp, rel=0.11)


def test_the_united_states_tariffs_of_world2022_are_those_that_were_collected():
    """The base of the dated rates: duties over customs value in 2024; section 301 and 232 of 2018 to 2024 are inside.

    Census: China 10.7 percent with the weights of 2024; those of the world's flows of 2022 give 12.0.
    """
    world = tt.load_world("world2022")
    flows, tariff = world["flows"].sel(importer="USA"), world["tariff"].sel(importer="USA")
    average = ((flows * tariff).sum("sector") / flows.where(world["tradable"]).sum("sector")).to_series()
    assert average["CHN"] == pytest.approx(0.107, abs=0.015)
    assert average[["CAN", "MEX"]].max() < 0.004 and average["EU"] == pytest.approx(0.0123, abs=0.003)


def test_toy_and_unknown_world():
    assert set(available_worlds()) == {"world2017", "world2022", "toy"}
    assert tt.load_world("toy").sizes["sector"] == 1
    with pytest.raises(AccountsError) as error:
        tt.load_world("world2018")
    assert str(error.value) == (
        "there is no shipped world 'world2018'\ndid you mean world2017?\n"
        "do       for your own tables use tradetalks.read_accounts(folder)"
    )


def test_record():
    tariffs = record.load_average_tariffs()
    assert tariffs["date"].iloc[0] == pd.Timestamp("2018-01-01")
    assert tariffs.set_index("date").loc["2019-09-01", "us_on_china"] == 21.04
    assert len(record.load_events()) > 30
    assert set(record.load_issues_2019()["asked_by"]) == {"USA", "CHN"}
    assert record.load_phase_one_purchases()["commitment_total_busd"].iloc[-1] == 200.0
    increase = record.load_tariff_increase()
    assert increase.loc["USA", "CHN", "ELE"].item() == 0.232386
    assert increase.loc["CHN", "USA", "AGR"].item() == 0.116681
    assert np.all(increase.loc["USA", "USA"] == 0)
