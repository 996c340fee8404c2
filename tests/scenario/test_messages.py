"""Scenario files that cannot be read: every message in full, with its place."""

from pathlib import Path

import pytest

from tradetalks.errors import ScenarioError
from tradetalks.scenario.read import parse_scenario, read_scenario

HEAD = "name: x\ntitle: y\nbaseline: world2017\n"
ONE = "exactly one of rate, profile, tariffs_from; got"
REGIONS = "BRA, CHN, EU, IND, JPN, ROW, USA"


def told(text: str, folder: Path = Path(), **overrides) -> str:
    with pytest.raises(ScenarioError) as error:
        parse_scenario(text, "x.yaml", folder, overrides)
    return str(error.value)


def act(body: str) -> str:
    return f"{HEAD}acts:\n  - {{id: a, by: USA, on: CHN, from: 2019-01-01, source: s, {body}}}\n"


def test_empty_file():
    assert told("") == (
        "x.yaml:1:1  the file is empty\n   1 | \n     | ^ nothing\nexpected keys such as name, baseline, acts\n"
        "do       copy a shipped scenario and change it"
    )


def test_not_yaml():
    assert told("name: a: b\n") == (
        "x.yaml:1:8  this is not YAML\n   1 | name: a: b\n     |        ^ mapping values are not allowed here\n"
        "expected a mapping of keys to values\ndo       mind indentation, colons and quotes"
    )


def test_not_a_mapping():
    assert told("- 1\n").startswith("x.yaml:1:1  a scenario is a mapping\n   1 | - 1\n     | ^^^ got a list")


def test_missing_and_unknown_keys():
    assert told("name: x\nbaseline: world2017\nplayrs: [USA]\n") == (
        "x.yaml:1:1  the scenario has no title\n   1 | name: x\n     | ^^^^ got name\nexpected a key title\n\n"
        "x.yaml:3:1  unknown key in the scenario\n   3 | playrs: [USA]\n     | ^^^^^^ got playrs\n"
        "expected one of name, title, description, extends, cut, baseline, model, players, dates, acts, branches, "
        "objectives, instruments, war, talks\ndo       did you mean players?"
    )


def test_duplicate_key():
    assert told(HEAD + "name: z\n") == (
        "x.yaml:4:1  this key is given twice\n   4 | name: z\n     | ^^^^ got name\nexpected each key once\n"
        "do       keep one of the two"
    )


def test_unknown_baseline():
    assert told("name: x\ntitle: y\nbaseline: world2018\n") == (
        "x.yaml:3:11  unknown baseline\n   3 | baseline: world2018\n     |           ^^^^^^^^^ got world2018\n"
        "expected one of world2017, toy, or {folder: PATH}\ndo       did you mean world2017?"
    )


def test_baseline_missing_and_unknown_parent():
    assert told("name: x\ntitle: y\n").startswith("x.yaml:1:1  the scenario has no baseline\n")
    assert "did you mean us-china-trade-war?" in told("name: x\ntitle: y\nextends: us-china-tradewar\n")


def test_folder_that_is_not_there(tmp_path):
    text = told("name: x\ntitle: y\nbaseline: {folder: nowhere}\n", tmp_path)
    assert text.startswith(
        "x.yaml:3:11  the baseline's accounts cannot be used\n   3 | baseline: {folder: nowhere}\n"
        "     |           ^^^^^^^^^^^^^^^^^ got a mapping\nexpected a folder of tables as in `tradetalks show world2017`\n"
        f"do       accounts folder {tmp_path / 'nowhere'} cannot be read: 5 problems\n"
    )


def test_percentage():
    assert told(act("rate: 145")) == (
        "x.yaml:5:66  tariff rate looks like a percentage\n"
        "   5 |   - {id: a, by: USA, on: CHN, from: 2019-01-01, source: s, rate: 145}\n"
        f"     | {' ' * 65}^^^ got 145\n"
        "expected a fraction between -0.5 and 5 (1.45 means 145 %)\ndo       write 1.45 or `145%`"
    )


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        ("rate: 0.1, sectors: [cars]", "unknown sector", None),
        ("rate: ten", "a fraction expected", "a fraction such as 0.25, or 25%"),
        ("rate: -0.9", "tariff rate out of range", "a fraction between -0.5 and 5"),
        ("rate: 0.1, until: 2018-01-01", "the act ends before it begins", "a date of 2019-01-01 or later"),
        ("rate: 0.1, until: soon", "this is not a date", "year-month-day, as in 2019-01-07"),
        ("rate: 0.1, kind: raise", "unknown kind of act", "one of add, set, multiply, remove"),
        ("kind: add", "one rate is needed", f"{ONE} none"),
        ("rate: 0.1, profile: tariff_increase_2018_2019", "one rate is needed", f"{ONE} rate, profile"),
        ("kind: remove", "nothing to remove", "a key of: the id of an earlier act"),
        ("kind: remove, of: b", "act a removes an unknown act", "the id of an act"),
        ("tariffs_from: no.csv", "this table cannot be read", "a csv file with columns importer, exporter, sector, tariff"),
    ],
)  # fmt: skip
def test_acts(body, title, expected):
    lines = told(act(body)).splitlines()
    assert lines[0].startswith("x.yaml:5:") and lines[0].endswith(title)
    if expected:
        assert f"expected {expected}" in lines


def test_unknown_region_has_a_caret():
    assert told(act("rate: 0.1").replace("CHN", "CNH")) == (
        "x.yaml:5:26  unknown region\n"
        "   5 |   - {id: a, by: USA, on: CNH, from: 2019-01-01, source: s, rate: 0.1}\n"
        f"     | {' ' * 25}^^^ got CNH\nexpected one of {REGIONS}\ndo       did you mean CHN?"
    )


def test_profile_of_an_impossible_pair():
    text = told(act("profile: tariff_increase_2018_2019").replace("on: CHN", "on: EU"))
    assert "the profile has no such pair" in text and "expected USA on CHN, or CHN on USA" in text


def test_contradicting_acts_and_repeated_ids():
    one = "{id: %s, by: USA, on: CHN, kind: set, rate: %s, from: 2019-01-01, source: s}"
    text = f"{HEAD}acts:\n  - {one % ('first', 0.1)}\n  - {one % ('second', 0.2)}\n"
    assert "acts first and second contradict each other" in told(text)
    same = f"{HEAD}acts:\n  - {one % ('same', 0.1)}\n  - {one % ('same', 0.1)}\n"
    assert "two acts are called same" in told(same)


def test_a_removal_out_of_time():
    text = (
        f"{HEAD}acts:\n  - {{id: early, by: USA, on: CHN, rate: 0.1, from: 2019-01-01, until: 2019-02-01, source: s}}\n"
        "  - {id: late, by: USA, kind: remove, of: early, from: 2019-03-01, source: s}\n"
    )
    assert "act late removes early, which is not in force on 2019-03-01" in told(text)


def test_model_options():
    assert told(HEAD + "model: {scale: maybe}\n") == (
        "x.yaml:4:16  true or false expected\n   4 | model: {scale: maybe}\n"
        f"     | {' ' * 15}^^^^^ got maybe\nexpected true or false"
    )
    assert told(HEAD + "model: {trade_elasticity: {ELE: 9}}\n").splitlines()[-1] == (
        "expected theta above 0, psi of at least 0, theta*psi below 1; got 9, 0.55, 4.95"
    )


def test_several_problems_in_order():
    text = HEAD + "players: [USA, CNH]\nmodel: {scale: maybe}\ndates: [soon]\n"
    places = [line.split("  ")[0] for line in told(text).splitlines() if line.startswith("x.yaml:")]
    assert places == ["x.yaml:4:16", "x.yaml:5:16", "x.yaml:6:9"]


def test_settings():
    with pytest.raises(ScenarioError) as error:
        read_scenario("beijing-2019", {"modl.scale": "true"})
    assert str(error.value) == (
        "--set:1:1  unknown setting\n   1 | modl.scale: true\n     | ^^^^^^^^^^ got modl.scale\n"
        "expected one of model.scale, model.deficits, model.horizon_years, model.trade_elasticity.SECTOR, "
        "model.scale_elasticity.SECTOR\ndo       did you mean model.scale?"
    )


TALKS = """branches:
  b: {title: t, acts: []}
talks:
  sides: [USA, CHN]
  opening: 2019-01-07
  deadline: %s
  escalation: %s
  issues:
    - {name: i, kind: payment, by: %s, to: USA, amount: 1, source: s}
  levels:
    - {name: low, share: %s}
    - {name: high, share: 0.5}
  assumptions: {committed: %s}
"""


@pytest.mark.parametrize(
    ("values", "title", "expected"),
    [
        (("2019-01-01", "b", "CHN", 0.1, 0.1), "the deadline comes before the talks", "a date after 2019-01-07"),
        (("2019-03-02", "c", "CHN", 0.1, 0.1), "unknown branch", "one of b"),
        (
            ("2019-03-02", "b", "EU", 0.1, 0.1),
            "nobody at this table can grant this",
            "by and to: USA and CHN, one each",
        ),
        (
            ("2019-03-02", "b", "CHN", 0.9, 0.1),
            "mandates are not nested",
            "at least 0.9, what the level below may sign",
        ),
        (("2019-03-02", "b", "CHN", 0.1, 1.5), "this is not a probability", "a number between 0 and 1"),
    ],
)
def test_talks(values, title, expected):
    lines = told(HEAD + TALKS % values).splitlines()
    assert any(line.endswith(f"  {title}") for line in lines)
    assert f"expected {expected}" in lines
