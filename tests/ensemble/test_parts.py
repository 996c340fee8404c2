"""Wars and talks by draw: what a study keeps of them is what a run of the draw's scenario says."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.ensemble import design_of, outcome_frame, solve_draws
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run_war import war_of
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.sections.study_values import Distribution

WAR = """\
name: small-war
title: A war with one tariff each
baseline: world2017
players: [USA, CHN]
instruments: uniform
war: {players: [USA, CHN]}
acts:
  - {id: a, by: USA, on: CHN, rate: 10%, from: 2019-01-01, source: made up for a test}
"""
THETA = {"trade elasticity": Parameter(factor=Distribution(uniform=(0.8, 1.25)))}


def test_a_war_by_draw_ends_as_the_war_of_its_scenario():
    scenario = parse_scenario(WAR, "small-war", Path(), {"model.scale": False})
    plan = StudyPlan(parameters=THETA, draws=2, parts=("cost", "war"))
    design = design_of(scenario, plan)
    found = solve_draws(scenario, design, range(2))
    assert found["status"].values.tolist() == [1, 1] and (found["certificate"] < 1e-4).all()
    war = war_of(design.variant(1).scenario(scenario))
    row = found.isel(draw=1)
    np.testing.assert_allclose(row["nash_real_income_change"], war.equilibrium.real_income_change, atol=1e-7)
    np.testing.assert_allclose(row["nash_tariff"], [own.weighted for own in war.tariffs.values()], atol=1e-9)
    assert row["player"].values.tolist() == ["USA", "CHN"] and np.isfinite(row["tariff_revenue"]).all()
    # The more elastic trade is, the lower the tariffs where the war ends.
    order = np.argsort(found["parameter_value"].values[:, 0])
    assert (np.diff(found["nash_tariff"].values[order], axis=0) < 0).all()


def test_talks_by_draw_are_the_talks_of_its_scenario():
    scenario = tt.read_scenario("beijing-2019", {"model.scale": False})
    plan = StudyPlan(parameters=THETA, draws=1, parts=("talks",))
    frame = outcome_frame(scenario, plan)
    assert frame["outcome"].size == 5 and frame["side"].values.tolist() == list(scenario.talks.sides)
    design = design_of(scenario, plan)
    row = solve_draws(scenario, design, range(1)).isel(draw=0)
    assert int(row["status"]) == 1, str(row["message"].values)
    talks = tt.run_scenario(design.variant(0).scenario(scenario), parts={"talks"}).talks
    assert row["deal_possible"] == float(not talks.bargain.closed)
    np.testing.assert_allclose(row["nash_gain"], talks.bargain.deals["Nash"].worth, atol=1e-6)
    assert float(row["odds"].sum()) == pytest.approx(1.0)
    np.testing.assert_allclose(row["odds"], talks.course.odds.odds[2])
    assert 0 < float(row["critical_rivalry"]) < 10 and (row["cost_per_day"] > 0).all()


def test_a_war_alone_needs_no_acts():
    scenario = parse_scenario(WAR, "small-war", Path(), {"model.scale": False})
    scenario = dataclasses.replace(scenario, acts=(), dates=())
    frame = outcome_frame(scenario, StudyPlan(parameters=THETA, parts=("war",)))
    assert "moment" not in frame.dims and set(frame["nash_tariff"].dims) == {"draw", "player"}
