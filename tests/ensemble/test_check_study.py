"""What `tradetalks check` says of a study in a scenario's file: every fault at its place, nothing solved."""

import pytest

from tradetalks.cli.main import main

HEAD = "name: s\ntitle: A study\nextends: beijing-2019\nstudy:\n  draws: 8\n"
SETS = "  parameters:\n    x: {key: model.elasticities, one of: [LL2023, LL2024]}\n"


@pytest.fixture
def check(tmp_path, capsys, monkeypatch):
    def told(text):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "s.yaml").write_text(HEAD + text)
        status = main(["check", "s.yaml"])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return told


def test_a_study_that_fits(check):
    status, out, err = check("  parameters:\n    returns to scale: {factor: {uniform: [0, 1]}}\n")
    assert status == 0 and not err and out.startswith("s.yaml: no problems\n")


def test_a_distribution_that_leaves_the_domain_of_this_scenario(check):
    status, _, err = check("  parameters:\n    returns to scale: {factor: {uniform: [0, 4]}}\n")
    assert status == 2
    assert err == (
        "s.yaml:7:5  this distribution leaves its domain: 4 at the quantile 0.999999 (46.7 percent of draws are outside)\n"
        "   7 |     returns to scale: {factor: {uniform: [0, 4]}}\n"
        "     |     ^^^^^^^^^^^^^^^^ got returns to scale\n"
        "expected a number of at least 0 and below 2.13291 in every draw\n"
        "do       cut it off with low and high, or choose other numbers\n"
    )


def test_names_that_the_scenario_does_not_have(check):
    status, _, err = check(
        "  parameters:\n    horizon: {key: model.horizonyears, uniform: [1, 10]}\n"
        "    tariffs: {act: usa-2018-09-25, factor: {uniform: [0, 1]}}\n"
        "    others: {act: {by: JPN}, factor: {uniform: [0, 1]}}\n"
    )
    assert status == 2
    titles = [part.splitlines()[0] for part in err.split("\n\n")]
    assert titles == [
        "s.yaml:7:5  the value 5.5 cannot be taken: unknown key in model",
        "s.yaml:8:5  no act is called usa-2018-09-25",
        "s.yaml:9:5  no act has a rate there",
    ]
    assert "do       did you mean usa-2018-09-24?" in err


def test_an_alternative_that_is_none_hides_nothing_else(check):
    status, _, err = check(f"{SETS}    trade elasticity: {{factor: {{normal: {{mean: 1, sd: 0.5}}}}}}\n")
    assert status == 2
    assert "s.yaml:7:5  the value LL2024 cannot be taken: unknown set of elasticities\n" in err
    assert "s.yaml:8:5  this distribution leaves its domain: -1.377 at the quantile 1e-06" in err
    alone = check(SETS)[2]
    assert alone.count("\ndo ") == 1 and "did you mean LL2023?" in alone


def test_a_part_that_the_scenario_lacks(check):
    text = "  parts: [cost, talks]\n  parameters:\n    returns to scale: {factor: {uniform: [0, 1]}}\n"
    status, _, err = check(text)
    assert status == 2
    assert err.startswith("s.yaml:6:10  the scenario has no talks\n")
    assert err.endswith("expected a section talks\ndo       leave talks out of parts\n")
