"""The band of a scenario over a joint design of elasticities that nobody had to write."""

import dataclasses
import json

import numpy as np
import pytest

from tests.scenario.test_study_section import scenario
from tests.worlds import random_accounts
from tradetalks.ensemble.band import joint_band, joint_plan
from tradetalks.errors import ScenarioError
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.sections.model import ModelOptions


def test_what_is_drawn_follows_from_what_the_file_has():
    plan = joint_plan(scenario())
    assert plan.names == ("trade elasticity", "elasticities", "returns to scale")
    assert plan.parameters["elasticities"].one_of[1:] == ("BLP2023_long", "uniform4", "CP2015_99_simulation")
    # The file has half of the published returns to scale.
    assert plan.parameters["returns to scale"].factor.uniform == pytest.approx((0.0, 2.0))
    flat = read_scenario("us-china-trade-war", {"model.scale": False, "model.trade_elasticity.ELE": 3})
    assert joint_plan(flat).names == ("trade elasticity",)
    own = dataclasses.replace(
        scenario(), accounts=random_accounts(1, scale=True), model=ModelOptions(), acts=(), dates=()
    )
    assert joint_plan(own).parameters["returns to scale"].factor.uniform == (0.0, 1.0)


def test_a_band_holds_the_answer_and_is_the_same_again():
    base = read_scenario("us-china-trade-war", {"model.scale": False})
    base = dataclasses.replace(base, dates=base.dates[-2:-1])
    band = joint_band(base)
    assert band.attrs["draws"] == 64 and band.attrs["solved"] == 64
    assert set(json.loads(band.attrs["plan"])["parameters"]) == {"trade elasticity", "elasticities"}
    for name in ("real_income_change", "real_income_change_busd", "price_level_change"):
        assert (np.diff(band[name], axis=0) >= 0).all() and band[name].attrs["units"]
    china = band["real_income_change"].sel(region="CHN").isel(moment=0)
    assert -1.5 < float(china[0]) < float(china[1]) < float(china[2]) < 0
    again = joint_band(base)
    np.testing.assert_array_equal(again["real_income_change"], band["real_income_change"])


def test_nothing_to_solve():
    nothing = dataclasses.replace(scenario(), acts=(), dates=(), branches=())
    with pytest.raises(ScenarioError) as error:
        joint_band(nothing)
    assert str(error.value) == "study  the scenario has nothing to solve\nexpected at least one act, date or branch"
