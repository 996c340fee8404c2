"""The section study of a scenario, and a study in a file of its own: what is read, and every message in full."""

import functools
from pathlib import Path

import pytest

import tradetalks as tt
from tests.scenario.test_messages import HEAD, told
from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.reading.study import parse_study, read_study, study_text
from tradetalks.scenario.sections.study import StudyPlan, with_draws
from tradetalks.scenario.sections.study_parameters import ActChoice, Parameter
from tradetalks.scenario.sections.study_values import (
    BetaSpec,
    DiscreteSpec,
    Distribution,
    LognormalSpec,
    NormalSpec,
)
from tradetalks.scenario.store import packed, unpacked

TEXT = """\
draws: 1024
seed: 20190107
sampling: sobol
parts: [cost]
parameters:
  trade elasticity: {factor: {lognormal: {median: 1.0, p10: 0.7, p90: 1.4}}, source: made up for a test}
  returns to scale: {factor: {uniform: [0, 100%]}}
  elasticities: {one of: [LL2023, LL2023_psi_half], weights: [2, 1]}
  horizon: {key: model.horizon_years, uniform: [0.5, 10]}
  tariffs: {act: {by: United States, on: [CHN]}, factor: {triangular: [0.5, 1, 1.5]}}
  one act: {act: usa-2018-02-07, factor: {discrete: {values: [0, 1]}}}
correlations:
  - [trade elasticity, returns to scale, -0.3]
"""
UNIFORM = Distribution(uniform=(0.0, 1.0))


@functools.cache
def scenario():
    return tt.read_scenario("us-china-trade-war")


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        parse_study(text, "s.yaml", scenario())
    return str(error.value)


def drawn(parameter: str) -> str:
    return refused(f"parameters:\n  x: {{{parameter}}}\n")


def test_a_file_reads_as_the_same_plan_made_in_python(tmp_path):
    plan = StudyPlan(
        draws=1024,
        seed=20190107,
        parameters={
            "trade elasticity": Parameter(
                factor=Distribution(lognormal=LognormalSpec(median=1.0, p10=0.7, p90=1.4)), source="made up for a test"
            ),
            "returns to scale": Parameter(factor=UNIFORM),
            "elasticities": Parameter(one_of=("LL2023", "LL2023_psi_half"), weights=(2, 1)),
            "horizon": Parameter(key="model.horizon_years", uniform=(0.5, 10)),
            "tariffs": Parameter(
                act=ActChoice(by=("USA",), on=("CHN",)), factor=Distribution(triangular=(0.5, 1.0, 1.5))
            ),
            "one act": Parameter(
                act=ActChoice(id="usa-2018-02-07"), factor=Distribution(discrete=DiscreteSpec(values=(0, 1)))
            ),
        },
        correlations=(("trade elasticity", "returns to scale", -0.3),),
    )
    file = tmp_path / "s.yaml"
    file.write_text("study:\n" + "".join(f"  {line}\n" for line in TEXT.splitlines()))
    assert read_study(file, scenario()) == parse_study(TEXT, "s.yaml", scenario()) == plan
    assert parse_study(study_text(plan), "json", scenario()) == plan
    section = parse_scenario(
        HEAD + "acts: []\nstudy: {parameters: {x: {key: model.scale, one of: [yes, no]}}}\n", "x", tmp_path, {}
    )
    assert section.study == StudyPlan(parameters={"x": Parameter(key="model.scale", one_of=("yes", "no"))})
    assert with_draws(plan, 64).draws == 64 and with_draws(plan, 1024) == plan


def test_zero_draws():
    assert refused(TEXT.replace("draws: 1024", "draws: 0")) == (
        "s.yaml:1:8  this is no number of draws\n   1 | draws: 0\n     |        ^ got 0\n"
        "expected a whole number of at least 1 and at most 1e+07"
    )


def test_correlated_names_that_do_not_exist():
    assert refused(TEXT.replace("[trade elasticity, ret", "[trade elasticty, ret")) == (
        "s.yaml:13:5  no parameter is called trade elasticty\n   13 |   - [trade elasticty, returns to scale, -0.3]\n"
        "      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ got a list\n"
        "expected one of trade elasticity, returns to scale, elasticities, horizon, tariffs, one act\n"
        "do       did you mean trade elasticity?"
    )


def test_correlations_that_no_distribution_has():
    more = "  - [trade elasticity, horizon, 0.9]\n  - [returns to scale, horizon, 0.9]\n"
    assert refused(TEXT.replace("-0.3", "-0.9") + more) == (
        "s.yaml:13:3  no parameters have these correlations together\n"
        "   13 |   - [trade elasticity, returns to scale, -0.9]\n"
        "      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ got a list\n"
        "expected a positive definite matrix; the smallest eigenvalue is -0.816\ndo       bring the correlations nearer to 0"
    )


@pytest.mark.parametrize(
    ("pair", "title"),
    [
        ("[horizon, horizon, 0.5]", "horizon with itself"),
        ("[returns to scale, trade elasticity, 0.5]", "returns to scale and trade elasticity are correlated twice"),
        ("[elasticities, horizon, 0.5]", "elasticities has no order"),
        ("[horizon, one act, 1]", "this is no correlation"),
    ],
)
def test_pairs_that_are_none(pair, title):
    assert refused(f"{TEXT}  - {pair}\n").startswith(f"s.yaml:14:5  {title}\n")


@pytest.mark.parametrize("sampling", ["saltelli", "grid"])
def test_every_combination_takes_independent_parameters(sampling):
    assert refused(TEXT.replace("sampling: sobol", f"sampling: {sampling}")) == (
        f"s.yaml:13:3  {sampling} takes independent parameters\n   13 |   - [trade elasticity, returns to scale, -0.3]\n"
        "      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ got a list\nexpected no correlations\n"
        "do       leave correlations out, or take sobol"
    )


def test_a_parameter_named_twice():
    assert refused("parameters:\n  a: {key: model.scale, one of: [yes, no]}\n  a: {uniform: [0, 1]}\n") == (
        "s.yaml:3:3  this key is given twice\n   3 |   a: {uniform: [0, 1]}\n     |   ^ got a\nexpected each key once\n"
        "do       keep one of the two"
    )


def test_distributions_that_are_none():
    assert drawn("key: model.horizon_years, uniform: [2, 1]") == (
        "s.yaml:2:44  these numbers are no uniform\n   2 |   x: {key: model.horizon_years, uniform: [2, 1]}\n"
        "     |                                            ^^^^^^ got a list\nexpected [low, high], from least to most"
    ).replace(":44", ":42").replace("  ^^^^^^", "^^^^^^")
    for body, title in (
        ("uniform: [1]", "2 numbers expected"),
        ("loguniform: [0, 1]", "these numbers are no loguniform"),
        ("triangular: [0, 2, 1]", "these numbers are no triangular"),
        ("normal: {mean: 1}", "a normal needs two numbers"),
        ("normal: {mean: 1, sd: 1, p10: 0}", "a normal needs two numbers"),
        ("normal: {mean: 1, sd: 1, low: 2, high: 1}", "the ends leave nothing"),
        ("normal: {p10: 1, p50: 3, p90: 2}", "quantiles out of order"),
        ("lognormal: {median: 1}", "a lognormal needs two numbers"),
        ("lognormal: {median: 1, p10: 2, p90: 3}", "quantiles out of order"),
        ("beta: {a: 0, b: 1}", "a is out of range"),
        ("beta: {a: 1, b: 1, low: 1, high: 1}", "the ends leave nothing"),
        ("discrete: {values: [1]}", "these values are no choice"),
        ("discrete: {values: [1, 2], weights: [1]}", "1 weights for 2 values"),
        ("one of: [a]", "these alternatives are no choice"),
        ("one of: [a, b], weights: [1, 2, 3]", "3 weights for 2 values"),
        ("uniform: [0, 1], weights: [1, 2]", "weights of nothing"),
        ("uniform: [0, 1], triangular: [0, 1, 2]", "2 ways to draw it"),
        ("source: nobody", "nothing says how it is drawn"),
        ("factor: {uniform: [0, 1]}", "a key takes values"),
        ("factor: {uniform: [0, 1], beta: {a: 1, b: 1}}", "2 distributions given"),
    ):
        assert f"  {title}\n" in drawn(f"key: model.horizon_years, {body}"), body


def test_what_drives_nothing():
    assert drawn("uniform: [0, 1]") == (
        "s.yaml:2:3  x drives nothing\n   2 |   x: {uniform: [0, 1]}\n     |   ^ got x\n"
        "expected a key `key` or act; or a parameter called trade elasticity, returns to scale, elasticities, "
        "trade estimates, world"
    )
    typed = refused("parameters: {trade elasticty: {factor: {uniform: [0.8, 1.2]}}}\n")
    assert "trade elasticty drives nothing\n" in typed and typed.rstrip().endswith(
        "do       did you mean trade elasticity?"
    )
    assert "this chooses no acts" in drawn("act: {}, factor: {uniform: [0, 1]}")
    assert "acts are multiplied" in drawn("act: a, uniform: [0, 1]")
    assert "trade elasticity is drawn as a factor" in refused("parameters: {trade elasticity: {uniform: [1, 2]}}\n")
    assert "elasticities are named sets" in refused("parameters: {elasticities: {uniform: [1, 2]}}\n")
    assert "nothing is drawn" in refused("parameters: {}\n")
    assert "these are not the parts of a study" in refused(TEXT.replace("[cost]", "[cost, cost]"))


def test_a_study_inside_a_scenario_is_told_at_its_place():
    text = f"{HEAD}acts: []\nstudy: {{draws: many, parameters: {{x: {{key: model.scale, one of: [yes, no]}}}}}}\n"
    assert told(text) == (
        "x.yaml:5:16  a number expected\n   5 | study: {draws: many, parameters: {x: {key: model.scale, one of: [yes, no]}}}\n"
        "     |                ^^^^ got many\nexpected a number"
    )


def test_python_is_refused_by_name():
    for call in (
        lambda: StudyPlan(parameters={"x": Parameter(key="model.scale", one_of=(1, object()))}),
        lambda: Parameter(factor=UNIFORM, colour=1),
        lambda: BetaSpec(a=1, b=-1),
        lambda: NormalSpec(mean=1, sd=0),
        lambda: read_study("nowhere.yaml", scenario()),
        lambda: read_study(1, scenario()),
    ):
        with pytest.raises(TradeTalksError):
            call()


def test_a_scenario_with_its_study_comes_back_from_a_store():
    """A study goes on, and a draw runs again, from what is packed: every record is made again with all its fields."""
    parameters = "".join(
        f"    {name}: {{key: model.horizon_years, {shape}}}\n"
        for name, shape in {
            "a": "uniform: [1, 2]",
            "b": "loguniform: [1, 2]",
            "c": "normal: {mean: 5, sd: 1, low: 1}",
            "d": "lognormal: {p10: 1, p90: 3}",
            "e": "triangular: [1, 2, 3]",
            "f": "beta: {a: 2, b: 3, low: 1, high: 4}",
            "g": "discrete: {values: [1, 2], weights: [1, 3]}",
            "h": "one of: [1, 2]",
        }.items()
    )
    text = f"name: s\ntitle: A study\nextends: beijing-2019\nstudy:\n  parameters:\n{parameters}"
    read = parse_scenario(f"{text}    i: {{act: {{by: USA}}, factor: {{uniform: [0, 1]}}}}\n", "s.yaml", Path(), {})
    assert unpacked(packed(read)).study == read.study
