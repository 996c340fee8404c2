"""The command line as a user meets it."""

import errno
import json
import shutil
import signal
import subprocess
import sys
import time

import pytest
import xarray as xr

import tradetalks.economy.runtime  # noqa: F401
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


@pytest.mark.parametrize("words", [["run", "x"], ["war", "x"], ["draw", "x"], ["backtest"]])
def test_what_solves_keeps_its_compiled_code(words, monkeypatch):
    """Before the command's own module is even loaded."""
    asked = []
    monkeypatch.setattr("tradetalks.economy.runtime.keep_compiled_code", lambda: asked.append("kept"))
    monkeypatch.setattr("tradetalks.cli.main.import_module", _only_runtime(asked))
    main(words)
    assert asked == ["kept", "command"]


def _only_runtime(asked):
    """``import_module`` that stops where the command's module would be loaded."""

    def load(name):
        if name == "tradetalks.economy.runtime":
            return sys.modules[name]
        asked.append("command")
        raise TradeTalksError("far enough")

    return load


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
    with xr.open_dataset(two_runs / "one" / "results.nc", group="cost", engine="h5netcdf") as data:
        assert data["real_income_change"].dims == ("date", "region")
        assert data["real_income_change"].attrs["units"] == "percent of baseline"
        assert data["real_income_change_busd"].attrs["units"] == "billion USD a year"
        assert all("units" in value.attrs for value in data.data_vars.values())


def test_what_may_not_be_meant_is_said_by_check_run_war_and_page(tmp_path, capsys):
    """An act that changes nothing: nobody who only runs the file may miss it."""
    file = tmp_path / "vain.yaml"
    file.write_text(
        FIRST % "10%" + "  - {id: vain, by: HOME, on: ABROAD, rate: 0%, from: 2021-01-01, source: made up}\n"
    )
    for words in (["check", str(file)], ["run", str(file), "--out", str(tmp_path / "run")], ["war", str(file)]):
        assert main(words) == 0
        said = capsys.readouterr()
        assert "1 note, on what changes nothing or may not be meant:" in " ".join((said.out + said.err).split()), words
    assert "To be noted first" in (tmp_path / "run" / "report.html").read_text()


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
    shown = capsys.readouterr().out
    assert "rollback" in shown
    assert "model: with scale economies, in the long run, trade deficits zero\n" in shown
    assert main(["check", str(two_runs / "one.yaml")]) == 0
    assert capsys.readouterr().out == f"{two_runs / 'one.yaml'}: no problems\nOne tariff: 1 act, 1 date, 0 branches\n"


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
    (tmp_path / "run.json").write_text('{"files": ["taken", "run.json"]}')
    assert told(capsys, "run", scenario, "--out", str(tmp_path)) == (
        f"{tmp_path} holds files that are not a run\nexpected an empty or new folder, or an earlier run (run.json)\n"
        "got      a run.json that tradetalks did not write\ndo       choose another --out; nothing was changed\n"
    )
    assert told(capsys, "run", scenario, "--out", str(tmp_path / ("x" * 300))) == (
        f"{tmp_path / ('x' * 300)} cannot be written\nFile name too long: {tmp_path}\ndo       choose another --out\n"
    )
    assert told(capsys, "run", scenario, "--out", "/proc/nowhere/run") == (
        "/proc/nowhere/run cannot be written\nNo such file or directory: /proc/nowhere\ndo       choose another --out\n"
    )
    assert file.read_text() == "mine"


def test_an_interrupted_run_leaves_nothing(monkeypatch, capsys, tmp_path, two_runs):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tradetalks.report.write.render_page", stop)
    assert main(["run", str(two_runs / "one.yaml"), "--out", str(tmp_path / "run")]) == 130
    assert capsys.readouterr().err.endswith("interrupted; no file of this run was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_rerun_keeps_the_earlier_one(monkeypatch, tmp_path, two_runs):
    target = tmp_path / "run"
    assert main(["run", str(two_runs / "one.yaml"), "--out", str(target), "--quiet"]) == 0
    before = (target / "run.json").read_bytes()

    def fail(*_, **__):
        raise TradeTalksError("no")

    monkeypatch.setattr("tradetalks.report.write.render_page", fail)
    assert main(["run", str(two_runs / "two.yaml"), "--out", str(target)]) == 2
    assert (target / "run.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


STUCK = """
import gc, sys, time
import tradetalks.report.write as write
from tradetalks.cli.main import main

def render_page(*_, **__):
    print("writing", flush=True)
    {wait}

write.render_page = render_page
sys.exit(main(["run", sys.argv[1], "--out", sys.argv[2], "--quiet"]))
"""
SLEEP = "time.sleep(60)"
# The signal strikes inside a garbage collector's callback, where Python ignores exceptions.
IN_A_CALLBACK = """
    seen = []
    gc.callbacks.append(lambda phase, info: None if seen else (seen.append(1), time.sleep(1)))
    gc.collect(0)
    time.sleep(60)
"""


def stopped(number, scenario, out, wait=SLEEP):
    """A run that is sent signal ``number`` while its files are being written: exit status and what it said."""
    code = STUCK.replace("{wait}", wait.strip())
    command = [sys.executable, "-c", code, str(scenario), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "writing\n"
        time.sleep(0.2)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    return process.returncode, said.splitlines()[-1]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_leave_nothing(two_runs, tmp_path, number, status):
    said = "interrupted; no file of this run was written"
    assert stopped(number, two_runs / "one.yaml", tmp_path / "run") == (status, said)
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_inside_a_callback_is_not_lost(two_runs, tmp_path):
    said = "interrupted; no file of this run was written"
    assert stopped(signal.SIGINT, two_runs / "one.yaml", tmp_path / "run", IN_A_CALLBACK) == (130, said)
    assert list(tmp_path.iterdir()) == []


def killed(scenario, out):
    """A run that is killed while its files are being written."""
    code = STUCK.replace("{wait}", SLEEP)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(scenario), str(out)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"writing\n"
        process.kill()


def test_what_a_killed_run_left_is_swept(two_runs, tmp_path):
    scenario, out = two_runs / "one.yaml", tmp_path / "run"
    killed(scenario, out)
    assert [p.name for p in tmp_path.iterdir()] != []
    assert main(["run", str(scenario), "--out", str(out), "--quiet"]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    killed(scenario, out)
    assert main(["draw", str(out)]) == 0
    assert [p.name for p in out.iterdir() if p.name.startswith(".")] == []


def test_a_second_run_into_the_same_folder_is_refused(capsys, two_runs, tmp_path):
    scenario, out = two_runs / "one.yaml", tmp_path / "run"
    code = STUCK.replace("{wait}", SLEEP)
    command = [sys.executable, "-c", code, str(scenario), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None and process.stdout.readline() == b"writing\n"
        assert told(capsys, "run", str(scenario), "--out", str(out)) == (
            f"another run is being written into {out}\nexpected one run at a time in a folder\n"
            "do       wait for it, or choose another --out\n"
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == 130
    assert list(tmp_path.iterdir()) == []


def test_files_of_others_stay_and_are_named(capsys, two_runs, tmp_path):
    scenario, out = two_runs / "one.yaml", tmp_path / "run"
    assert main(["run", str(scenario), "--out", str(out), "--quiet", "--png"]) == 0
    (out / "notes.txt").write_text("mine")
    (out / "charts" / "mine.svg").write_text("mine")
    capsys.readouterr()
    assert main(["run", str(scenario), "--out", str(out), "--quiet"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "2 files of others there, left alone: charts/mine.svg, notes.txt"
    assert (out / "notes.txt").read_text() == (out / "charts" / "mine.svg").read_text() == "mine"
    assert list(out.glob("charts/*.png")) == []


@pytest.mark.parametrize(
    "after", [1.0, 4.0, *(pytest.param(s, marks=pytest.mark.slow) for s in (0.3, 2.0, 3.0, 6.0, 9.0))]
)
def test_ctrl_c_is_answered_at_once(tmp_path, after):
    command = [sys.executable, "-m", "tradetalks", "run", "beijing-2019", "--out", str(tmp_path / "run"), "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(after)
        began = time.perf_counter()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        took = time.perf_counter() - began
    if after == 0.3 and process.returncode == -signal.SIGINT:
        return  # Python itself was still starting.
    assert (process.returncode, said.splitlines()[-1:]) == (130, ["interrupted; no file of this run was written"])
    assert took < 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_as_one(monkeypatch, capsys, two_runs, tmp_path):
    scenario, out = two_runs / "one.yaml", tmp_path / "run"
    assert main(["run", str(scenario), "--out", str(out), "--quiet"]) == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tradetalks.report.write.save_run", full)
    assert told(capsys, "run", str(scenario), "--out", str(out), "--quiet").splitlines()[-3:] == [
        f"{out} cannot be written",
        "No space left on device",
        "do       make room, or choose another --out; an earlier run there is as it was",
    ]
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    monkeypatch.setattr("tradetalks.scenario.read.read_scenario", full)
    assert told(capsys, "check", "x.yaml") == "the system refuses to read or write\nNo space left on device\n"


def test_a_defect_is_one_line(monkeypatch, capsys):
    def break_down(*_):
        raise KeyError("no such\nthing")

    monkeypatch.setattr("tradetalks.scenario.read.read_scenario", break_down)
    assert main(["check", "x.yaml"]) == 1
    assert capsys.readouterr().err == (
        "this is a defect of tradetalks (KeyError: 'no such\\nthing'); TRADETALKS_DEBUG=1 shows where: please report it\n"
    )
    monkeypatch.setenv("TRADETALKS_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["check", "x.yaml"])


def test_interrupted_while_starting(monkeypatch, capsys):
    def stop(name):
        raise KeyboardInterrupt

    monkeypatch.setattr("tradetalks.cli.main.import_module", stop)
    assert main(["list"]) == 130
    assert capsys.readouterr().err == "interrupted; no file of this run was written\n"


def test_interrupted_while_an_extension_module_is_loaded(monkeypatch, capsys):
    """Python turns what strikes there into an error of the import."""

    def strike(name):
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise ImportError("Encountered an error while initializing the extension.")

    monkeypatch.setattr("tradetalks.cli.main.import_module", strike)
    assert main(["list"]) == 130
    assert capsys.readouterr().err == "interrupted; no file of this run was written\n"


def test_closed_output():
    program = "import sys; sys.stdout = None; from tradetalks.cli.main import main; sys.exit(main(['list']))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("mark", ["", "[]", "{}", '{"versions": 1}', b"\xff\xfe"])
def test_marks_that_are_not_those_of_a_run(capsys, tmp_path, two_runs, mark):
    (tmp_path / "run.json").write_bytes(mark if isinstance(mark, bytes) else mark.encode())
    said = (
        f"{tmp_path} is not the folder of a run\nexpected a folder with run.json and results.nc\n"
        "do       `tradetalks run SCENARIO --out DIR` writes one\n"
    )
    assert told(capsys, "cite", str(tmp_path)) == said
    assert told(capsys, "compare", str(two_runs / "one"), str(tmp_path)) == said


def test_runs_without_the_table_to_compare(capsys, tmp_path, two_runs):
    shutil.copy(two_runs / "one" / "run.json", tmp_path)
    table = tmp_path / "tables" / "countries.csv"
    columns = "date, branch, region, real_income_change_percent, real_income_change_busd"
    said = f"{table} cannot be compared\nexpected a table with columns {columns}\ngot      %s\ndo       run the scenario again\n"
    assert told(capsys, "compare", str(two_runs / "one"), str(tmp_path)) == said % "none"
    table.parent.mkdir()
    table.write_text("date,branch,region\n")
    assert told(capsys, "compare", str(two_runs / "one"), str(tmp_path)) == (
        said % "no real_income_change_percent, real_income_change_busd"
    )


def test_a_scenario_with_nothing_to_solve(capsys, tmp_path):
    file = tmp_path / "empty.yaml"
    file.write_text("name: empty\ntitle: Nothing\nbaseline: toy\n")
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == (
        f"{file}: no problems\nNothing: 0 acts, 0 dates, 0 branches\n"
        "nothing for `tradetalks run` to solve: add acts, dates or branches\n"
    )
    assert told(capsys, "run", str(file), "--out", str(tmp_path / "run")).lstrip("\n") == (
        "scenario empty has nothing to solve\nexpected at least one act, date or branch\n"
        "do       add acts, or `dates: [2020-01-01]` for the baseline alone\n"
    )
    file.write_text("name: empty\ntitle: Nothing\nbaseline: toy\ndates: [2020-01-01]\n")
    assert main(["run", str(file), "--out", str(tmp_path / "run"), "--quiet"]) == 0


def test_copy(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["copy", "beijing-2019"]) == 0
    assert capsys.readouterr().out == (
        "my-beijing-2019.yaml written; change it, then\n  tradetalks check my-beijing-2019.yaml\n"
        "  tradetalks run my-beijing-2019.yaml\n"
    )
    assert main(["check", "my-beijing-2019.yaml"]) == 0
    capsys.readouterr()
    assert told(capsys, "copy", "beijing-2019") == (
        "my-beijing-2019.yaml is there already\ndo       name another file, or move this one away\n"
    )
    assert told(capsys, "copy", "beijing-2019", "mine") == (
        "mine is not the name of a scenario file\nexpected a name ending in .yaml\n"
    )
    assert told(capsys, "copy", "beijing-2019", "nowhere/mine.yaml") == (
        "nowhere/mine.yaml cannot be written\nNo such file or directory\ndo       name another file\n"
    )
    assert main(["copy", "my-beijing-2019.yaml", "a b.yaml"]) == 0
    assert "name: a-b\n" in (tmp_path / "a b.yaml").read_text()
