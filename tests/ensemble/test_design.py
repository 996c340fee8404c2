"""Designs of studies: distributions against scipy, seeds, names, correlations, what a draw does, what is refused."""

import functools
import pickle

import numpy as np
import pytest
from scipy import stats

import tradetalks as tt
from tests.scenario.test_study_section import TEXT, scenario
from tradetalks.ensemble import design_of
from tradetalks.ensemble.distributions import alternatives_at, quantiles
from tradetalks.ensemble.elasticities_by_draw import elasticities_by_draw
from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.scenario.economies import stated_elasticities
from tradetalks.scenario.reading.study import parse_study
from tradetalks.scenario.sections.study import StudyPlan, with_draws
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.sections.study_values import (
    BetaSpec,
    DiscreteSpec,
    Distribution,
    LognormalSpec,
    NormalSpec,
)

SECTORS = (
    "AGR, MIN, FOD, TEX, WPP, PET, CHM, PHA, RUB, NMM, MET, ELE, EEQ, MAC, MVH, OTR, OMF, UTL, CON, TRD, TRN, BUS, PUB"
)
SHARES = np.array([0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])


def plan_of_text(text: str) -> StudyPlan:
    return parse_study(text, "s.yaml", scenario())


@functools.cache
def design():
    return design_of(scenario(), plan_of_text(TEXT))


@pytest.mark.parametrize(
    ("spread", "twin"),
    [
        (Distribution(uniform=(1, 3)), stats.uniform(1, 2)),
        (Distribution(loguniform=(1, 3)), stats.loguniform(1, 3)),
        (Distribution(normal=NormalSpec(mean=1, sd=2)), stats.norm(1, 2)),
        (Distribution(normal=NormalSpec(mean=1, sd=2, low=0, high=4)), stats.truncnorm(-0.5, 1.5, 1, 2)),
        (Distribution(lognormal=LognormalSpec(median=2, sd=0.3)), stats.lognorm(0.3, scale=2)),
        (Distribution(triangular=(1, 2, 5)), stats.triang(0.25, 1, 4)),
        (Distribution(beta=BetaSpec(a=2, b=3, low=1, high=4)), stats.beta(2, 3, 1, 3)),
    ],
)
def test_distributions_are_those_of_scipy(spread, twin):
    np.testing.assert_allclose(quantiles(spread, SHARES), twin.ppf(SHARES), rtol=1e-10)


def test_quantiles_that_are_given_are_met():
    """Uneven ones too."""
    three = np.array([0.1, 0.5, 0.9])
    lognormal = Distribution(lognormal=LognormalSpec(median=1.0, p10=0.7, p90=1.4))
    np.testing.assert_allclose(quantiles(lognormal, three), [0.7, 1.0, 1.4])
    np.testing.assert_allclose(
        quantiles(Distribution(normal=NormalSpec(p10=0, p50=1, p90=4)), three), [0, 1, 4], atol=1e-12
    )
    even = Distribution(lognormal=LognormalSpec(p10=0.5, p90=2, low=0.4, high=3))
    values = quantiles(even, SHARES)
    assert np.all(np.diff(values) > 0) and values[0] > 0.4 and values[-1] < 3


def test_weights_are_shares_of_the_draws():
    share = (np.arange(100) + 0.5) / 100
    assert np.bincount(alternatives_at((1, 3), 2, share)).tolist() == [25, 75]
    assert np.bincount(alternatives_at((), 4, share)).tolist() == [25, 25, 25, 25]
    values = quantiles(Distribution(discrete=DiscreteSpec(values=(0, 1), weights=(1, 3))), share)
    assert values.mean() == 0.75


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    again = design_of(scenario(), plan_of_text(TEXT))
    assert again.draw_names == design().draw_names and np.array_equal(again.cube, design().cube)
    other = design_of(scenario(), plan_of_text(TEXT.replace("20190107", "1")))
    assert not np.array_equal(other.cube, design().cube)


def test_a_longer_study_begins_with_a_shorter_one():
    plan = plan_of_text(TEXT)
    short, long = (design_of(scenario(), with_draws(plan, n)) for n in (100, 1024))
    assert len(short) == 128 and short.draw_names[-1] == "d00127"
    assert np.array_equal(short.table, long.table[:128])


def test_every_way_of_sampling_fills_the_cube():
    text = TEXT[: TEXT.index("correlations")]
    for sampling, count in (
        ("sobol", 64),
        ("latin hypercube", 50),
        ("saltelli", 64 * 8),
        ("grid", 5 * 5 * 2 * 5 * 5 * 2),
    ):
        plan = plan_of_text(text.replace("sampling: sobol", f"sampling: {sampling}").replace("1024", "50"))
        found = design_of(scenario(), plan)
        assert found.cube.shape == (count, 6) and len(found) == count
        assert found.cube.min() > 0 and found.cube.max() < 1
        # A grid has every alternative as often, whatever its weight.
        np.testing.assert_allclose(np.delete(found.cube, 2, axis=1).mean(axis=0), 0.5, atol=0.03)


def test_correlations_are_those_of_ranks():
    rho = stats.spearmanr(design().values["trade elasticity"], design().values["returns to scale"]).statistic
    assert rho == pytest.approx(-0.3, abs=0.02)
    assert abs(stats.spearmanr(design().values["horizon"], design().values["tariffs"]).statistic) < 0.02


def test_draws_have_names_and_travel():
    found = pickle.loads(pickle.dumps(design()))
    variant = found.variant(found.position("d00017"))
    assert variant.name == "d00017" and variant == pickle.loads(pickle.dumps(variant))
    assert set(variant.values) == set(found.names) and isinstance(variant.values["elasticities"], str)
    with pytest.raises(ScenarioError) as error:
        design().position("d17")
    assert str(error.value) == (
        "no draw is called 'd17'\nexpected a name from d00000 to d01023\n"
        "do       write d and the number of the draw, counted from 0"
    )
    assert repr(design()).startswith("Design(1024 draws of trade elasticity, returns to scale, ")


def test_a_draw_changes_what_it_drives_and_nothing_else():
    base = scenario()
    for k in range(4):
        variant = design().variant(k)
        found = variant.scenario(base)
        f, g = variant.values["trade elasticity"], variant.values["returns to scale"]
        set_theta, set_psi = stated_elasticities(
            tt.read_scenario("us-china-trade-war", {"model.elasticities": variant.values["elasticities"]})
        )
        theta, psi = stated_elasticities(found)
        np.testing.assert_allclose(theta, f * set_theta)
        np.testing.assert_allclose(theta * psi, g * set_theta * set_psi)
        assert found.model.horizon_years == variant.values["horizon"]
        for act, old in zip(found.acts, base.acts, strict=True):
            factor = variant.values["tariffs"] if act.by == "USA" else 1.0
            if act.id == "usa-2018-02-07":
                factor *= variant.values["one act"]
            rates, before = ([cell[3] for cell in one.cells] for one in (act, old))
            np.testing.assert_allclose(rates, factor * np.array(before))
        assert found.settings["draw"] == variant.name and float(found.settings["horizon"]) == variant.values["horizon"]


def test_returns_to_scale_stay_where_trade_elasticities_move():
    """A new user drew θ alone, and every draw was refused: θψ had left (0, 1)."""
    base = scenario()
    theta, psi = stated_elasticities(base)
    alone = "parameters: {trade elasticity: {factor: {loguniform: [0.2, 5]}HOLD}}\ndraws: 8\n"
    for variant in map(design_of(base, plan_of_text(alone.replace("HOLD", ""))).variant, range(8)):
        theta_new, psi_new = stated_elasticities(variant.scenario(base))
        np.testing.assert_allclose(theta_new * psi_new, theta * psi)
        assert not np.allclose(theta_new, theta)
    with pytest.raises(ScenarioError, match="this distribution leaves its domain"):
        design_of(base, plan_of_text(alone.replace("HOLD", ", holding: scale elasticity")))
    sector = "parameters: {x: {key: model.trade_elasticity.ELE, uniform: [2, 9]}}\ndraws: 2\n"
    drawn = design_of(base, plan_of_text(sector)).variant(0)
    theta_new, psi_new = stated_elasticities(drawn.scenario(base))
    np.testing.assert_allclose(theta_new * psi_new, theta * psi)
    assert np.sum(theta_new != theta) == 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            "x: {key: model.horizon_years, normal: {mean: 2, sd: 2}}",
            "study: x  this distribution leaves its domain\nexpected a number of at least 0 (years) in every draw\n"
            "got      -7.507 at the quantile 1e-06 (15.9 percent of draws are outside)\n"
            "do       cut it off with low and high, or choose other numbers",
        ),
        (
            "returns to scale: {factor: {lognormal: {median: 1, sd: 0.5}}}",
            "study: returns to scale  this distribution leaves its domain\n"
            "expected a number of at least 0 and below 2.13291 in every draw\n"
            "got      10.77 at the quantile 0.999999 (6.5 percent of draws are outside)\n"
            "do       cut it off with low and high, or choose other numbers",
        ),
        (
            "trade elasticity: {factor: {normal: {mean: 1, sd: 0.01, low: 2, high: 3}}}",
            "study: trade elasticity  nearly nothing of this distribution lies between low and high\n"
            "expected ends between which one in 1,000,000 of its draws lies at least\n"
            "do       move low and high, or choose another distribution",
        ),
        (
            "x: {key: model.horizon, uniform: [1, 2]}",
            "study: x  the value 1.5 cannot be taken: unknown key in model\n"
            "expected one of elasticities, scale, deficits, horizon_years, trade_elasticity, scale_elasticity\n"
            "do       did you mean horizon_years?",
        ),
        (
            "x: {key: model.deficits, one of: [fixed, balance]}",
            "study: x  the value balance cannot be taken: unknown deficit rule\nexpected one of zero, fixed, proportional\n"
            "do       choose from zero, fixed, proportional",
        ),
        (
            "x: {act: usa-2018-02-08, factor: {uniform: [0, 1]}}",
            "study: x  no act is called usa-2018-02-08\nexpected an act of the scenario\ndo       did you mean usa-2018-02-07?",
        ),
        (
            "x: {act: {by: JPN}, factor: {uniform: [0, 1]}}",
            "study: x  no act has a rate there\nexpected an act by JPN\ndo       look at who acts on whom, and where",
        ),
        (
            "x: {key: model.horizon_years, uniform: [1, 2]}, y: {key: model.horizon_years, uniform: [1, 3]}",
            "study: y  this drives the same as x\nexpected each target once\ndo       keep one of the two",
        ),
        (
            "x: {key: model.trade_elasticity.CHM, uniform: [2, 3]}, y: {key: model.trade_elasticity.Chemicals, uniform: [2, 3]}",
            "study: y  this drives the same as x\nexpected each target once\ndo       keep one of the two",
        ),
        (
            "x: {act: {by: CHN}, factor: {uniform: [0, 1]}}, y: {act: {by: CHN, on: USA}, factor: {uniform: [0, 1]}}",
            "study: y  this drives the same as x\nexpected each target once\ndo       keep one of the two",
        ),
        (
            "x: {key: model.trade_elasticity.CHX, uniform: [2, 6]}",
            f"study: x  the value 4 cannot be taken: unknown sector\nexpected one of {SECTORS}\ndo       did you mean CHM?",
        ),
        (
            "x: {key: model.trade_elasticity.CHM, one of: [high, 0, 400%]}",
            "study: x  the value high cannot be taken: a number expected\nexpected a number\n\n"
            "study: x  the value 0 cannot be taken: number out of range\nexpected a number above 0\n\n"
            "study: x  the value 400% cannot be taken: this number is no share\n"
            "expected a number above 0, without a percent sign",
        ),
        (
            "elasticities: {one of: [BLP2023_long, uniform4]}, returns to scale: {factor: {uniform: [0, 1]}}",
            "study: returns to scale  this changes nothing\ndo       leave it out, or look at what it drives",
        ),
    ],
)
def test_plans_that_do_not_fit(parameters, message):
    with pytest.raises(ScenarioError) as error:
        design_of(scenario(), plan_of_text(f"parameters: {{{parameters}}}\n"))
    assert str(error.value) == message


def test_a_sector_is_called_by_its_name_too():
    """As where a setting is written; its name was a defect, "'Chemicals' is not in list"."""
    texts = (
        f"parameters: {{x: {{key: model.trade_elasticity.{word}, uniform: [2, 6]}}, "
        f"y: {{key: model.trade_elasticity.ELE, one of: [3, 4]}}}}\ndraws: 4\n"
        for word in ("CHM", "chemicals")
    )
    label, name = (design_of(scenario(), plan_of_text(text)) for text in texts)
    for found in (label, name):
        for k in range(4):
            theta, psi = stated_elasticities(found.variant(k).scenario(scenario()))
            np.testing.assert_array_equal((theta, psi), stated_elasticities(label.variant(k).scenario(scenario())))
        drawn = elasticities_by_draw(scenario(), found, {"x": found.plan.parameters["x"]})
        np.testing.assert_array_equal(drawn.theta_dj[:, list(SECTORS.split(", ")).index("CHM")], found.values["x"])
    with pytest.raises(ScenarioError, match="leaves its domain"):
        design_of(
            scenario(), plan_of_text("parameters: {x: {key: model.trade_elasticity.Chemicals, uniform: [-1, 6]}}\n")
        )
    with pytest.raises(TradeTalksError, match="this key is empty"):
        Parameter(key="", uniform=(1, 2))


def test_factors_on_some_acts_and_on_one_of_them_multiply():
    parameters = (
        "{x: {act: {by: USA}, factor: {discrete: {values: [2, 2.5]}}}, "
        "y: {act: {by: USA, sectors: [ELE]}, factor: {discrete: {values: [3, 4]}}}}"
    )
    one = design_of(scenario(), plan_of_text(f"parameters: {parameters}\ndraws: 1\n")).variant(0)
    for act, old in zip(one.scenario(scenario()).acts, scenario().acts, strict=True):
        for cell, before in zip(act.cells, old.cells, strict=True):
            factor = 1.0
            if act.by == "USA":
                factor = one.values["x"]
            if act.by == "USA" and cell[2] == "ELE":
                factor *= one.values["y"]
            assert cell[3] == pytest.approx(factor * before[3])


def test_parts_that_the_scenario_does_not_have():
    plan = StudyPlan(parameters={"x": Parameter(key="model.horizon_years", uniform=(1, 2))}, parts=("talks",))
    with pytest.raises(ScenarioError) as error:
        design_of(scenario(), plan)
    assert str(error.value) == (
        "study  the scenario has no talks\nexpected a section talks\ndo       leave talks out of parts"
    )


def test_design_takes_scenarios_and_plans():
    for given in ((None, plan_of_text(TEXT)), (scenario(), None), ("us-china-trade-war", "x")):
        with pytest.raises(ScenarioError, match="of another kind"):
            design_of(*given)
