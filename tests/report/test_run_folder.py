"""What a run's folder says about itself: enough to run it again, to cite it and to compare it."""

import hashlib
import json
import shutil

import pytest

from tests.worlds import random_accounts, write_tables
from tradetalks.data.paths import FILES
from tradetalks.report.cite import citations
from tradetalks.report.comparison import compare, differences
from tradetalks.report.describe import describe_scenario
from tradetalks.report.write import write_report
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario

OWN = """name: own
title: Arrays of one's own
baseline: {folder: ./arrays}
players: [R0, R1]
acts:
  - {id: a, by: all, kind: set, tariffs_from: cuts.csv, from: 2020-01-01, source: main}
branches:
  more: {title: One more, acts: [{id: b, by: R0, on: R1, rate: 10%, from: 2020-02-01, source: branch}]}
"""
RECORD = """name: record
title: The first wave
baseline: world2017
players: [USA, CHN]
acts:
  - {id: a, by: USA, on: CHN, profile: tariff_increase_2018_2019, share: 0.2, from: 2018-07-06, source: list 1}
"""


def written(folder, text, settings=None):
    (folder / "file.yaml").write_text(text)
    run = run_scenario(read_scenario(folder / "file.yaml", settings))
    write_report(run, folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    write_tables(random_accounts(1), folder / "arrays")
    (folder / "cuts.csv").write_text("importer,exporter,sector,tariff\nR0,R1,S0,0.0\nR1,R0,S1,0.3\n")
    return written(folder, OWN, {"model.deficits": "fixed"})


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return written(tmp_path_factory.mktemp("record"), RECORD)


def keys(said):
    """The BibTeX keys that a run should cite."""
    return [entry.split("{")[1].split(",")[0] for entry in citations(said)]


def facts(folder):
    return json.loads((folder / "run.json").read_text())


def test_a_run_of_own_arrays_says_what_it_read_and_how_to_run_it_again(own):
    said = facts(own)
    assert said["settings"] == {"model.deficits": "fixed"}
    assert said["again"] == {
        "command": "tradetalks run scenario.yaml --set model.deficits=fixed",
        "beside_scenario_yaml": ["./arrays", "cuts.csv"],
    }
    assert [(r["what"], r["name"]) for r in said["read"]] == [
        ("accounts", "./arrays"),
        ("table of tariffs", "cuts.csv"),
    ]
    assert said["read"][1]["sha256"] == hashlib.sha256((own.parent / "cuts.csv").read_bytes()).hexdigest()
    assert said["sources"] == ["branch", "main"]
    assert said["baseline"]["title"] == "accounts of the user's own, folder ./arrays"
    page = (own / "report.html").read_text()
    assert "(own)" not in page and "the user&#39;s own tables." in page and "model.deficits=fixed" in page


def test_it_runs_again_from_what_it_says(own, tmp_path):
    shutil.copy(own / "scenario.yaml", tmp_path)
    shutil.copytree(own.parent / "arrays", tmp_path / "arrays")
    shutil.copy(own.parent / "cuts.csv", tmp_path)
    write_report(run_scenario(read_scenario(tmp_path / "scenario.yaml", facts(own)["settings"])), tmp_path / "again")
    assert list(differences(own, tmp_path / "again")) == ["same scenario, settings, model and data"]
    (table,) = compare(own, tmp_path / "again")
    assert table.frame.empty and table.title == "What it costs: 0 of 6 rows changed"


def test_shipped_data_are_hashed_and_cited(record):
    said = facts(record)
    elasticities = next(r for r in said["read"] if r["what"] == "elasticities")
    assert elasticities["name"] == said["model"]["elasticities"] == "LL2023_psi_half"
    profile = next(r for r in said["read"] if r["what"] == "profile of tariff changes")
    file = FILES / "world2017" / f"{profile['name']}.csv"
    assert profile["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert keys(said) == [
        *("tradetalks", "CaliendoParro2015", "CostinotRodriguezClare2014", "LashkaripourLugovskyy2023"),
        *("JuMaWangZhu2024", "OECDICIO", "WITS", "BownTariffs"),
    ]


def test_own_arrays_cite_no_data_of_others(own):
    assert keys(facts(own)) == ["tradetalks", "CaliendoParro2015"]


def test_an_elasticity_given_by_hand_counts_as_scale_economies(tmp_path):
    (tmp_path / "toy.yaml").write_text(
        "name: t\ntitle: T\nbaseline: toy\nmodel: {scale_elasticity: {GOOD: 0.1}}\n"
        "acts: [{id: a, by: HOME, on: ABROAD, rate: 10%, from: 2020-01-01, source: s}]\n# profile: a word in a comment\n"
    )
    said = describe_scenario(read_scenario(tmp_path / "toy.yaml"))
    assert said["uses"] == ["scale economies"]
    assert keys(said) == ["tradetalks", "ArkolakisCostinotRodriguezClare2012", "CostinotRodriguezClare2014"]


def test_compare_says_in_what_runs_differ(record, tmp_path):
    other = written(tmp_path, RECORD.replace("share: 0.2", "share: 0.4"), {"model.scale": "false"})
    table = compare(record, other)[0]
    lines = table.note.splitlines()
    assert lines[1:4] == [
        "settings model.scale: not given | false",
        "model scale: True | False",
        "scenario file:",
    ]
    assert lines[4].startswith("  - - {id: a") and lines[5].startswith("  + - {id: a") and "share: 0.4" in lines[5]
    change = table.frame.set_index("country").loc["USA"]
    assert change["tariff pp"] > 0.5 and change["revenue bn"] > 1 and change["prices %"] != 0
