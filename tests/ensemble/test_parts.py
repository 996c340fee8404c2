"""Wars and talks by draw: what a study keeps of them is what a run of the draw's scenario says."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.ensemble import design_of, outcome_frame, solve_draws
from tradetalks.ensemble.draws import solve_alone
from tradetalks.errors import ScenarioError
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.reading.study import parse_study
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
    assert (found["certified"] == 1).all()
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
    deal, zone = talks.bargain.deals["Nash"], talks.bargain.zone
    assert (
        float(row["zone_surplus"]) == pytest.approx(zone.max_min_surplus, abs=1e-6) and float(row["zone_surplus"]) > 0
    )
    np.testing.assert_allclose(row["nash_rollback"], deal.rollback, atol=1e-6)
    np.testing.assert_allclose(row["longest_lag"], np.minimum(deal.verdict.critical_lag, 100), atol=1e-6)
    assert 0 < float(row["critical_rivalry"]) < 10 and (row["cost_per_day"] > 0).all()


def test_a_war_alone_needs_no_acts():
    scenario = parse_scenario(WAR, "small-war", Path(), {"model.scale": False})
    scenario = dataclasses.replace(scenario, acts=(), dates=())
    frame = outcome_frame(scenario, StudyPlan(parameters=THETA, parts=("war",)))
    assert "moment" not in frame.dims and set(frame["nash_tariff"].dims) == {"draw", "player"}


TALKS = """\
draws: 2
seed: 5
parts: [talks]
parameters:
  patience of China: {key: talks.assumptions.rates.CHN, uniform: [2%, 20%]}
  mandates: {key: talks.assumptions.mandate_years, uniform: [1, 4]}
  relative gains: {key: talks.assumptions.rivalry.USA, uniform: [0, 0.1]}
  commitment: {key: talks.assumptions.committed, uniform: [0.05, 0.3]}
  aims of China: {key: objectives.CHN, one of: ["{real_income: 1}", "{real_income: 1, tariff_revenue: 0.2}"]}
"""


def test_what_talks_assume_is_drawn_by_name():
    """Each draw is the scenario that a person could write: one side's number, or all sides', the others' as they were."""
    scenario = tt.read_scenario("beijing-2019", {"model.scale": False})
    plan = parse_study(TALKS, "s.yaml", scenario)
    design = design_of(scenario, plan)
    first = design.variant(1)
    drawn = first.scenario(scenario)
    before, after = scenario.talks.assumptions, drawn.talks.assumptions
    assert after.rates == (before.rates[0], first.values["patience of China"])
    assert after.mandate_years == (first.values["mandates"],) * 2
    assert after.rivalry == (first.values["relative gains"], before.rivalry[1])
    assert after.committed == (first.values["commitment"],) * 2 and after.demand == before.demand
    assert [want.what for want in drawn.objectives["CHN"]] in (["real_income"], ["real_income", "tariff_revenue"])
    assert drawn.settings["patience of China"] == repr(first.values["patience of China"])
    units = dict(zip(plan.names, outcome_frame(scenario, plan)["parameter_unit"].values, strict=True))
    assert units["mandates"] == "years" and units["aims of China"] == ""


@pytest.mark.slow
def test_what_talks_assume_is_solved_among_others_as_alone():
    """To a billionth."""
    scenario = tt.read_scenario("beijing-2019", {"model.scale": False})
    design = design_of(scenario, parse_study(TALKS, "s.yaml", scenario))
    together, alone = solve_draws(scenario, design, range(2)).isel(draw=[1]), solve_alone(scenario, design, 1)
    assert int(together["status"][0]) == 1, str(together["message"].values)
    for name in ("odds", "nash_gain", "zone_surplus", "critical_rivalry", "longest_lag", "deal_kept"):
        np.testing.assert_allclose(together[name], alone[name], atol=1e-9, err_msg=name)


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        (
            "{key: talks.assumptions.rate, uniform: [0, 1]}",
            "the value 0.5 cannot be taken: no assumption of talks is called rate",
        ),
        (
            "{key: talks.assumptions.rates.IND, uniform: [0, 1]}",
            "the value 0.5 cannot be taken: IND is not at the table",
        ),
        (
            "{key: talks.assumptions.signing_cost.USA, uniform: [0, 1]}",
            "the value 0.5 cannot be taken: signing_cost is one number for all sides",
        ),
        (
            "{key: talks.assumptions.committed, uniform: [0, 2]}",
            "this distribution leaves its domain",
        ),
        ("{key: talks.assumptions.mandate_years, uniform: [0.1, 2]}", "this distribution leaves its domain"),
        ("{key: objectives.USA, one of: [peace, war]}", "the value peace cannot be taken: this is no mapping"),
        ("{key: objectives.IND, one of: ['{real_income: 1}', '{real_income: 2}']}", "this changes nothing"),
        (
            "{key: objectives.XYZ, one of: ['{real_income: 1}', '{real_income: 2}']}",
            "the value {real_income: 1} cannot be taken: nobody is called XYZ",
        ),
    ],
)
def test_assumptions_that_do_not_fit_are_refused_before_any_work(parameter, said):
    scenario = tt.read_scenario("beijing-2019", {"model.scale": False})
    plan = parse_study(f"parts: [talks]\nparameters:\n  x: {parameter}\n", "s.yaml", scenario)
    with pytest.raises(ScenarioError) as error:
        design_of(scenario, plan)
    assert str(error.value).startswith(f"study: x  {said}\n"), str(error.value)


def test_assumptions_need_talks_and_the_part_of_them():
    scenario = tt.read_scenario("beijing-2019", {"model.scale": False})
    text = "parameters:\n  x: {key: talks.assumptions.rates, uniform: [0, 1]}\n"
    with pytest.raises(ScenarioError) as error:
        design_of(scenario, parse_study(text, "s.yaml", scenario))
    assert str(error.value) == "study: x  this changes nothing\ndo       leave it out, or look at what it drives"
    war = tt.read_scenario("us-china-trade-war")
    with pytest.raises(ScenarioError) as error:
        design_of(war, parse_study(text, "s.yaml", war))
    assert str(error.value) == (
        "study: x  the value 0.5 cannot be taken: the scenario has no talks\nexpected a section talks\n"
        "do       leave out what talks assume"
    )
    both = f"parts: [talks]\n{text}  y: {{key: talks.assumptions.rates.USA, uniform: [0, 1]}}\n"
    with pytest.raises(ScenarioError) as error:
        design_of(scenario, parse_study(both, "s.yaml", scenario))
    assert str(error.value).startswith("study: y  this drives the same as x\n")
