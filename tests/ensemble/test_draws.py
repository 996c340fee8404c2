"""Draws of a study solved: as one runs them alone, refused and failed without stopping others, whatever piece they are in."""

import dataclasses
import functools

import numpy as np
import pytest

import tradetalks as tt
from tests.scenario.test_study_section import scenario
from tradetalks.ensemble import design_of, is_batched, outcome_frame, solve_draws
from tradetalks.ensemble.batched import solve_together
from tradetalks.ensemble.outcomes import cut_text
from tradetalks.errors import ScenarioError
from tradetalks.scenario.reading.study import parse_study
from tradetalks.scenario.results.cost import BRANCH

# Percent: a billionth of real income, ten times what a solve is held to.
SAME = 1e-7
ELASTICITIES = """\
draws: 8
seed: 1
parameters:
  trade elasticity: {factor: {lognormal: {median: 1, p10: 0.7, p90: 1.4}}}
  returns to scale: {factor: {uniform: [0, 1]}}
  horizon: {key: model.horizon_years, uniform: [0.5, 10]}
  tariffs: {act: {by: USA}, factor: {triangular: [0.5, 1, 1.5]}}
"""


@functools.cache
def plan():
    return parse_study(ELASTICITIES, "s.yaml", scenario())


@functools.cache
def design():
    return design_of(scenario(), plan())


@functools.cache
def solved():
    return solve_draws(scenario(), design(), range(8))


def test_the_frame_is_that_of_the_outcomes():
    frame = outcome_frame(scenario(), plan())
    assert frame.sizes["draw"] == 0 and set(frame.data_vars) == set(solved().data_vars)
    for name in frame.variables:
        assert frame[name].dims == solved()[name].dims and frame[name].attrs == solved()[name].attrs, name
        if name != "draw":
            assert all("units" in frame[v].attrs and frame[v].attrs["long_name"] for v in frame.data_vars)
    assert frame["moment"].values[-1] == "2020-02-14" and frame["region"].values[-1] == "USA"
    assert frame["parameter_unit"].values.tolist() == ["factor", "factor", "years", "factor"]


def test_ways_forward_have_their_titles_beside_them():
    beijing = tt.read_scenario("beijing-2019")
    found = outcome_frame(
        beijing, parse_study("parameters:\n  horizon: {key: model.horizon_years, uniform: [1, 9]}", "s.yaml", beijing)
    )
    titles = {m: t for m, t in zip(found["moment"].values, found["moment_title"].values, strict=True) if t}
    assert titles == {f"{BRANCH}{branch.name}": branch.title for branch in beijing.branches} != {}
    assert len(titles) < found.sizes["moment"]


def test_a_draw_is_what_its_scenario_gives_alone():
    """tradetalks run on the scenario of the draw."""
    assert solved()["status"].values.tolist() == [1] * 8
    for k in (0, 5):
        alone = tt.run_scenario(design().variant(k).scenario(scenario()), parts={"cost"}).cost
        for m, moment in enumerate(alone.dates):
            found = alone.equilibria[moment]
            row = solved().isel(draw=k, moment=m)
            np.testing.assert_allclose(row["real_income_change"], found.real_income_change, atol=SAME, rtol=0)
            busd = SAME / 100 * alone.economy.income_n.max()
            np.testing.assert_allclose(row["real_income_change_busd"], found.real_income_change_busd, atol=busd, rtol=0)
            np.testing.assert_allclose(row["tariff_revenue"], found.tariff_revenue, rtol=1e-9)
            np.testing.assert_allclose(row["price_level_change"], found.cost_of_living_change, atol=SAME, rtol=0)


def test_a_draw_that_is_refused_says_why_and_stops_no_other():
    """Each elasticity of a sector may be; their product may not always."""
    text = (
        "draws: 4\nsampling: latin hypercube\nparameters:\n  theta: {key: model.trade_elasticity.ELE, uniform: [1, 2]}\n"
        "  psi: {key: model.scale_elasticity.ELE, uniform: [0.5, 0.8]}\n"
    )
    few = design_of(scenario(), parse_study(text, "s.yaml", scenario()))
    found = solve_draws(scenario(), few, range(4))
    unbounded = few.values["theta"] * few.values["psi"] >= 1
    assert unbounded.any() and not unbounded.all()
    refused = found["status"].values == 2
    assert refused[unbounded].all() and (found["status"].values[~refused] == 1).all()
    for k in np.flatnonzero(refused):
        said = str(found["message"].values[k])
        if unbounded[k]:
            assert said == "elasticities of ELE are out of range"
            assert str(found["code"].values[k]) == "ScenarioError"
        else:
            assert said.startswith(
                "with these scale elasticities world2017 is no stable equilibrium: growth of ELE in "
            )
            assert str(found["code"].values[k]) == "SolveError"
    np.testing.assert_array_equal(np.isnan(found["real_income_change"]).all(["moment", "region"]), refused)


def test_what_is_no_error_of_ours_is_a_draw_that_failed(monkeypatch):
    def broken(*given):
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("tradetalks.ensemble.draws.solve_one", broken)
    monkeypatch.setattr("tradetalks.ensemble.draws.is_batched", lambda plan: False)
    found = solve_draws(scenario(), design(), range(2, 3))
    assert found["status"].values.tolist() == [3] and found["draw"].values.tolist() == ["d00002"]
    assert str(found["code"].values[0]) == "ZeroDivisionError"
    assert str(found["message"].values[0]) == "ZeroDivisionError: by nothing"


def test_long_messages_are_cut_and_say_so():
    assert cut_text("a" * 200) == "a" * 200
    assert len(cut_text("a" * 201)) == 200 and cut_text("a" * 201).endswith("a…")


def test_positions_that_the_design_does_not_have():
    with pytest.raises(ScenarioError) as error:
        solve_draws(scenario(), design(), range(7, 9))
    assert str(error.value) == "the design has no such draws\nexpected positions from 0 to 7\ngot      7 to 8"
    assert solve_draws(scenario(), design(), range(0)).sizes["draw"] == 0


def test_only_the_cost_is_batched():
    assert is_batched(plan())
    assert not is_batched(parse_study(ELASTICITIES + "parts: [cost, war]\n", "s.yaml", scenario()))


EVERYTHING = """\
draws: 16
seed: 3
parameters:
  trade elasticity: {factor: {loguniform: [0.6, 1.6]}}
  returns to scale: {factor: {uniform: [0, 1.5]}}
  elasticities: {one of: [LL2023_psi_half, CP2015_99]}
  deficits: {key: model.deficits, one of: [zero, fixed, proportional]}
  scale: {key: model.scale, one of: [true, false]}
  horizon: {key: model.horizon_years, discrete: {values: [0, 2, 9]}}
  electronics: {key: model.trade_elasticity.ELE, uniform: [1, 3]}
  machines: {key: model.scale_elasticity.MAC, uniform: [0, 0.1]}
  tariffs of the United States: {act: {by: USA, sectors: [ELE, MAC]}, factor: {uniform: [0, 2]}}
  a truce: {act: usa-2018-09-24, factor: {uniform: [0, 1]}}
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(EVERYTHING, "us-china-trade-war", marks=pytest.mark.slow),
        (
            "draws: 4\nparameters:\n  h: {key: model.horizon_years, uniform: [1, 9]}\n"
            "  t: {act: {by: USA}, factor: {uniform: [0, 1]}}\n",
            "us-china-trade-war",
        ),
        ("draws: 4\nparameters: {h: {key: model.horizon_years, one of: [long_run, 1]}}", "beijing-2019"),
        (
            "draws: 8\nparameters:\n  trade elasticity: {factor: {uniform: [0.8, 1.2]}}\n"
            "  trade estimates: {one of: [uniform4, CP2015_99_simulation]}\n  returns to scale: {factor: {uniform: [0, 2]}}\n"
            "  electronics: {key: model.trade_elasticity.ELE, uniform: [1, 3]}\n",
            "beijing-2019",
        ),
        ("draws: 4\nparameters: {f: {act: {by: USA}, factor: {uniform: [0, 1]}}}", "geneva-2025"),
    ],
)
def test_draws_together_are_draws_alone(text, name, monkeypatch):
    """Whatever is drawn: the same numbers as one by one, to a billionth of real income."""
    base = tt.read_scenario(name)
    base = dataclasses.replace(base, dates=base.dates[-2:])
    drawn = design_of(base, parse_study(text, "s.yaml", base))
    where = range(len(drawn))
    together = solve_draws(base, drawn, where)
    left = solve_together(together.copy(deep=True), base, drawn, np.array(where))
    assert left.mean() < 0.3
    monkeypatch.setattr("tradetalks.ensemble.draws.is_batched", lambda plan: False)
    alone = solve_draws(base, drawn, where)
    np.testing.assert_array_equal(together["status"], alone["status"])
    np.testing.assert_array_equal(together["message"], alone["message"])
    assert (alone["status"] == 1).mean() > 0.7
    for variable in ("real_income_change", "price_level_change"):
        np.testing.assert_allclose(together[variable], alone[variable], atol=SAME, rtol=0)
    np.testing.assert_allclose(together["tariff_revenue"], alone["tariff_revenue"], rtol=1e-8, atol=1e-8)


def test_pieces_are_the_whole():
    """To the last digits of matrix products, in any order."""
    whole = solved()
    for some in (range(3), range(3, 8), range(7, 4, -1)):
        piece = solve_draws(scenario(), design(), some)
        np.testing.assert_allclose(
            piece["real_income_change"], whole["real_income_change"].isel(draw=list(some)), atol=SAME, rtol=0
        )
    again = solve_draws(scenario(), design(), range(8))
    np.testing.assert_array_equal(again["real_income_change"], whole["real_income_change"])
