"""The command line as a user meets it."""

import json
import subprocess
import sys

import pytest
import xarray as xr

from tradetalks.cli.main import build_parser, main
from tradetalks.errors import TradeTalksError

FIRST = """name: small
title: One tariff
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, rate: %s, from: 2020-01-01, source: made up}
"""


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """The user's story: run, change a tariff in a copy, run again."""
    folder = tmp_path_factory.mktemp("story")
    for name, rate in (("one", "10%"), ("two", "0.2")):
        (folder / f"{name}.yaml").write_text(FIRST % rate)
        assert main(["run", str(folder / f"{name}.yaml"), "--out", str(folder / name)]) == 0
    return folder


def test_starting_is_light():
    """Building the command line loads nothing heavy."""
    code = (
        "import sys; from tradetalks.cli.main import build_parser; build_parser(); "
        "print([m for m in ('jax', 'xarray', 'pandas', 'numpy', 'matplotlib', 'rich') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    assert "run beijing-2019" in build_parser().format_help()


def test_run_writes_everything(two_runs, capsys):
    names = {str(p.relative_to(two_runs / "one")) for p in (two_runs / "one").rglob("*") if p.is_file()}
    assert {
        "results.nc",
        "report.html",
        "run.json",
        "scenario.yaml",
        "tables/headline.csv",
        "charts/sectors.svg",
    } <= names
    facts = json.loads((two_runs / "one" / "run.json").read_text())
    assert facts["largest_residual"] <= 1e-10
    assert sorted(facts["files"]) == sorted(names)
    with xr.open_dataset(two_runs / "one" / "results.nc", engine="h5netcdf") as data:
        assert data["real_income_change"].dims == ("date", "region")
        assert data["real_income_change"].attrs["units"] == "percent of baseline"
        assert data["real_income_change_busd"].attrs["units"] == "billion USD a year"
        assert all("units" in value.attrs for value in data.data_vars.values())


def test_page_is_self_contained(two_runs):
    page = (two_runs / "one" / "report.html").read_text()
    assert "<svg" in page and "One tariff" in page
    assert "src=" not in page and "<link" not in page and "<script" not in page and "@import" not in page


def test_compare(two_runs, capsys):
    assert main(["compare", str(two_runs / "one"), str(two_runs / "two")]) == 0
    out = capsys.readouterr().out
    assert "HOME" in out and "2 - 1" in out


def test_cite(two_runs, capsys):
    assert main(["cite", str(two_runs / "one")]) == 0
    assert "@software{tradetalks," in capsys.readouterr().out


def test_list_show_check(two_runs, capsys):
    assert main(["list"]) == 0
    assert "beijing-2019" in capsys.readouterr().out
    assert main(["show", "world2017"]) == 0
    assert "flows.csv" in capsys.readouterr().out
    assert main(["show", "beijing-2019"]) == 0
    assert "rollback" in capsys.readouterr().out
    assert main(["check", str(two_runs / "one.yaml")]) == 0
    assert capsys.readouterr().out == f"{two_runs / 'one.yaml'}: no problems\nOne tariff: 1 acts, 1 dates, 0 branches\n"


def told(capsys, *arguments) -> str:
    assert main(list(arguments)) == 2
    return capsys.readouterr().err


def test_unknown_scenario(capsys):
    assert told(capsys, "run", "bejing-2019") == (
        "there is no shipped scenario 'bejing-2019'\ndid you mean beijing-2019?\ndo       a file of your own ends in .yaml\n"
    )


def test_bad_setting(capsys):
    assert told(capsys, "run", "beijing-2019", "--set", "scale") == (
        "--set scale cannot be read\nexpected KEY=VALUE, as in --set model.scale=false\n"
    )


def test_not_a_run(capsys, tmp_path):
    assert told(capsys, "cite", str(tmp_path)) == (
        f"{tmp_path} is not the folder of a run\nexpected a folder with run.json and results.nc\n"
        "do       `tradetalks run SCENARIO --out DIR` writes one\n"
    )


def test_folders_that_cannot_take_a_run(capsys, tmp_path, two_runs):
    file = tmp_path / "taken"
    file.write_text("mine")
    scenario = str(two_runs / "one.yaml")
    assert told(capsys, "run", scenario, "--out", str(file)) == (
        f"{file} is a file\nexpected a folder to write the run into\ndo       choose another --out\n"
    )
    assert told(capsys, "run", scenario, "--out", str(tmp_path)) == (
        f"{tmp_path} holds files that are not a run\nexpected an empty or new folder, or an earlier run (run.json)\n"
        "do       choose another --out; nothing was changed\n"
    )
    assert told(capsys, "run", scenario, "--out", "/proc/nowhere/run") == (
        "/proc/nowhere/run cannot be written\nNo such file or directory: /proc/nowhere\ndo       choose another --out\n"
    )
    assert file.read_text() == "mine"


def test_an_interrupted_run_leaves_nothing(monkeypatch, capsys, tmp_path, two_runs):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tradetalks.report.write.page", stop)
    assert main(["run", str(two_runs / "one.yaml"), "--out", str(tmp_path / "run")]) == 130
    assert capsys.readouterr().err.endswith("interrupted; no file of this run was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_rerun_keeps_the_earlier_one(monkeypatch, tmp_path, two_runs):
    target = tmp_path / "run"
    assert main(["run", str(two_runs / "one.yaml"), "--out", str(target), "--quiet"]) == 0
    before = (target / "run.json").read_bytes()

    def fail(*_, **__):
        raise TradeTalksError("no")

    monkeypatch.setattr("tradetalks.report.write.page", fail)
    assert main(["run", str(two_runs / "two.yaml"), "--out", str(target)]) == 2
    assert (target / "run.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
