"""A study runs into its store, stops when asked, goes on where it was, and never into the store of another."""

import dataclasses
import json
import os
import re
import shutil
import signal

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.cli.main import main
from tradetalks.ensemble.again import draw_again
from tradetalks.ensemble.outcomes import FAILED, REFUSED, SOLVED, empty_outcomes
from tradetalks.ensemble.run import resume_study, run_study
from tradetalks.ensemble.store import one_writer
from tradetalks.ensemble.study import open_study
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter

DRAWS = 24


@pytest.fixture(scope="module")
def scenario():
    return tt.read_scenario("us-china-trade-war")


def plan(**changes):
    drawn = {"horizon": Parameter(key="model.horizon_years", uniform=(1, 10))}
    return StudyPlan(**{"draws": DRAWS, "seed": 3, "sampling": "latin hypercube", "parameters": drawn} | changes)


def pretended(scenario, design, positions):
    """Outcomes that cost nothing: some solved, some refused, some failed."""
    at = np.array(positions)
    found = empty_outcomes(scenario, design.plan, [design.draw_names[k] for k in positions])
    found["status"].values[:] = np.select([at % 7 == 3, at % 11 == 5], [REFUSED, FAILED], SOLVED)
    found["code"].values[:] = np.select([at % 7 == 3, at % 11 == 5], ["SolveError", "ZeroDivisionError"], "")
    found["message"].values[:] = np.select([at % 7 == 3, at % 11 == 5], ["no equilibrium", "division by zero"], "")
    found["cube"].values[:] = design.cube[at]
    found["parameter_value"].values[:] = design.table[at]
    found["real_income_change"].values[:] = np.where(found["status"] == SOLVED, np.sin(at), np.nan)[:, None, None]
    found["seconds"].values[:] = 0.0
    return found


@pytest.fixture
def pretending(monkeypatch):
    """Studies whose draws cost nothing, in pieces of four."""
    monkeypatch.setattr("tradetalks.ensemble.run.solve_draws", pretended)
    monkeypatch.setattr("tradetalks.ensemble.run.is_batched", lambda plan: False)


@pytest.fixture
def whole(pretending, scenario, tmp_path):
    """A study that is done."""
    return run_study(scenario, plan(), tmp_path / "whole.zarr")


def lines_of(error):
    return str(error.value).splitlines()


def test_a_study_says_how_its_draws_ended(whole, scenario):
    assert whole.counts == {"to do": 0, "solved": 19, "refused": 3, "failed": 2} and whole.done
    assert repr(whole) == "Study(us-china-trade-war: 24 draws, 19 solved, 3 refused, 2 failed)"
    assert whole.damaged == () and not whole.is_written
    assert whole.scenario.name == scenario.name and whole.plan == plan()
    assert whole.design.draw_names[3] == "d00003" == str(whole.dataset["draw"].values[3])
    dataset = whole.to_dataset()
    expected = pretended(scenario, whole.design, range(DRAWS))
    xr.testing.assert_equal(dataset[list(expected.data_vars)], expected)
    # What was drawn first, then what came out: as it is told, and not as the disk lists it.
    assert list(dataset.data_vars) == list(expected.data_vars)
    assert dataset["real_income_change"].attrs["units"] == "percent of baseline"
    assert dataset.attrs["title"] == scenario.title and dataset.attrs["scenario"] == scenario.name
    assert json.loads(dataset.attrs["plan"])["seed"] == 3


@pytest.mark.parametrize("interruptions", [1, 2])
def test_ctrl_c_keeps_what_was_solved_and_says_how_to_go_on(pretending, whole, scenario, tmp_path, interruptions):
    path = tmp_path / "study.zarr"
    said = []

    def tell(line):
        said.append(line)
        if line.startswith("8 of") or (interruptions == 2 and "stopping" in line):
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_study(scenario, plan(), path, progress=tell)
    assert any("stopping after the pieces under way (Ctrl-C again stops at once)" in line for line in said)
    study = open_study(path)
    assert not study.done and study.counts["to do"] <= DRAWS - 8 and not study.is_written
    resumed = resume_study(path).to_dataset()
    xr.testing.assert_equal(resumed, whole.to_dataset())


def test_progress_says_how_far_how_fast_and_how_long(pretending, scenario, tmp_path):
    said = []
    run_study(scenario, plan(), tmp_path / "study.zarr", progress=said.append)
    assert said[0] == "0 of 24 draws" and said[-1] == "24 of 24 draws (3 refused, 2 failed)"
    middle = r"(4|8|12|16|20) of 24 draws( \(.*\))?, [\d,.e+]+ draws a second, ([\d.]+ (s|min|h)|a second) left"
    assert len(said) == 7 and all(re.fullmatch(middle, line) for line in said[1:-1])


def test_run_again_goes_on_and_solves_nothing_twice(whole, scenario, monkeypatch):
    def never(*arguments):
        raise AssertionError("solved twice")

    monkeypatch.setattr("tradetalks.ensemble.run.solve_draws", never)
    assert run_study(scenario, plan(), whole.path).done
    assert resume_study(whole.path).done


def test_another_scenario_or_plan_is_refused_before_any_work(whole):
    other = tt.read_scenario("us-china-trade-war", {"model.scale": False})
    with pytest.raises(TradeTalksError) as caught:
        run_study(other, plan(), whole.path)
    assert lines_of(caught) == [
        f"{whole.path} holds another study",
        "scenario: model, settings",
        "expected the same scenario and the same plan",
        "do       choose another --out, or go on with what is there: tradetalks study resume",
    ]
    with pytest.raises(TradeTalksError) as caught:
        run_study(whole.scenario, plan(seed=4, draws=12), whole.path)
    assert lines_of(caught)[:3] == [
        f"{whole.path} holds another study",
        "study: draws 24, here 12",
        "study: seed 3, here 4",
    ]
    assert open_study(whole.path).done


def test_words_about_a_scenario_are_not_another(whole, scenario):
    same = dataclasses.replace(scenario, description="in other words", path="elsewhere.yaml", text="")
    assert run_study(same, plan(), whole.path).done


@pytest.mark.parametrize("go_on", ["run", "resume"])
def test_other_versions_are_refused_before_any_work(whole, scenario, go_on):
    root = json.loads((whole.path / "zarr.json").read_text())
    root["attributes"]["versions"] |= {"numpy": "1.0", "tradetalks": "0.0.1"}
    (whole.path / "zarr.json").write_text(json.dumps(root))
    with pytest.raises(TradeTalksError) as caught:
        if go_on == "run":
            run_study(scenario, plan(), whole.path)
        else:
            resume_study(whole.path)
    assert lines_of(caught) == [
        f"{whole.path} was begun with other versions, and would go on with other numbers",
        f"tradetalks 0.0.1, here {tt.__version__}",
        f"numpy 1.0, here {np.__version__}",
        "expected the versions with which it was begun",
        "do       install them, or run the study again into another --out; any version can read what is there",
    ]
    # Reading needs no version.
    assert open_study(whole.path).done


def test_two_at_once_the_second_is_refused(whole, scenario):
    (whole.path / "status" / "c" / "1").unlink()
    with one_writer(whole.path):
        assert open_study(whole.path).is_written
        with pytest.raises(TradeTalksError, match="another process writes into"):
            run_study(scenario, plan(), whole.path)
    assert resume_study(whole.path).done


def test_what_was_damaged_is_named_and_solved_again(whole):
    expected = whole.to_dataset()
    for name, k in (("real_income_change", "1/0/0"), ("status", "4")):
        file = whole.path / name / "c" / k
        file.write_bytes(file.read_bytes()[:-3])
    damaged = open_study(whole.path)
    assert damaged.damaged == ("d00004 to d00007: real_income_change", "d00016 to d00019: status")
    with pytest.raises(TradeTalksError) as caught:
        damaged.to_dataset()
    assert lines_of(caught) == [
        f"{whole.path} was damaged since it was written",
        "  d00004 to d00007: real_income_change",
        "  d00016 to d00019: status",
        f"do       solve these draws again: tradetalks study resume {whole.path}",
    ]
    said = []
    again = resume_study(whole.path, progress=said.append)
    assert said[0] == "damaged since they were written, and solved again: d00004 to d00007, d00016 to d00019"
    assert said[1] == "16 of 24 draws (2 refused, 2 failed)" or said[1].startswith("16 of 24 draws")
    xr.testing.assert_identical(again.to_dataset(), expected)


def test_a_place_that_cannot_be_written_is_refused_before_any_work(pretending, scenario, monkeypatch, tmp_path):
    def read_only(self, *arguments, **named):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.mkdir", read_only)
    with pytest.raises(TradeTalksError) as caught:
        run_study(scenario, plan(), tmp_path / "there" / "study.zarr")
    assert lines_of(caught) == [
        f"{tmp_path / 'there' / 'study.zarr'} cannot be written",
        "Read-only file system",
        "do       choose another --out",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_may_only_be_read_is_refused_before_any_work(whole, scenario, monkeypatch):
    (whole.path / "status" / "c" / "1").unlink()
    real = os.open

    def denied(path, flags, *arguments, **named):
        if flags & os.O_RDWR:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *arguments, **named)

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(TradeTalksError) as caught:
        run_study(scenario, plan(), whole.path)
    assert lines_of(caught) == [
        f"{whole.path} cannot be written",
        "Permission denied",
        "do       make it writable, or choose another --out",
    ]
    assert open_study(whole.path).counts["to do"] == 4


def test_nothing_to_draw_and_nobody_to_solve_are_told(scenario, tmp_path):
    path = tmp_path / "study.zarr"
    with pytest.raises(TradeTalksError) as caught:
        run_study(scenario, None, path)
    assert str(caught.value) == (
        "scenario us-china-trade-war has no study\nexpected a section study, or a plan of its own\n"
        "do       add the section, or name a file with --study"
    )
    with pytest.raises(TradeTalksError) as caught:
        run_study(scenario, plan(), path, workers=0)
    assert str(caught.value) == (
        "0 workers solve nothing\nexpected a whole number from 1 on\n"
        "do       leave workers out to solve in this process"
    )
    with pytest.raises(TradeTalksError) as caught:
        run_study(scenario, plan(), path, workers=2, scheduler="tcp://1.2.3.4:5")
    assert str(caught.value) == (
        "workers of this machine and of a scheduler are asked for\nexpected one of the two\n"
        "do       leave workers out: a scheduler has workers of its own"
    )
    assert not path.exists()


def test_a_scheduler_that_is_not_there_leaves_no_store(scenario, monkeypatch, tmp_path):
    monkeypatch.setattr("tradetalks.ensemble.cluster.ANSWERS_WITHIN", 0.3)
    with pytest.raises(TradeTalksError, match="no Dask scheduler answers at tcp"):
        run_study(scenario, plan(), tmp_path / "study.zarr", scheduler="tcp://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []


def test_real_draws_stopped_and_resumed_are_those_of_one_go(scenario, tmp_path):
    """Not pretended: three draws alone, in the store, and after damage; bit by bit but for the time that they took."""
    small = plan(draws=3)
    once = run_study(scenario, small, tmp_path / "once.zarr")
    assert once.counts["solved"] == 3
    shutil.copytree(once.path, tmp_path / "twice.zarr")
    (tmp_path / "twice.zarr" / "tariff_revenue" / "c" / "0" / "0" / "0").unlink()
    twice = resume_study(tmp_path / "twice.zarr")
    names = [name for name in once.dataset.data_vars if name != "seconds"]
    xr.testing.assert_identical(once.to_dataset()[names], twice.to_dataset()[names].assign_attrs(once.dataset.attrs))
    alone = draw_again(once, "d00002")
    assert alone.variant == once.design.variant(2)
    # The equations are solved to 1e-10, together or alone.
    assert alone.difference < 1e-8
    with pytest.raises(TradeTalksError, match="no draw is called 'd00003'"):
        draw_again(once, "d00003")


def test_commands(pretending, scenario, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.yaml").write_text(
        "draws: 8\nseed: 3\nsampling: latin hypercube\n"
        "parameters:\n  horizon: {key: model.horizon_years, uniform: [1, 10]}\n"
    )
    command = ["study", "run", "us-china-trade-war", "--study", "study.yaml", "--draws", "24"]
    assert main(command) == 0
    path = "runs/us-china-trade-war.zarr"
    standing = (
        f"{path}: 24 of 24 draws of us-china-trade-war (19 solved, 3 refused, 2 failed)\n"
        "  3 refused, the first d00003: no equilibrium (SolveError)\n"
        "  2 failed, the first d00005: division by zero (ZeroDivisionError)\n"
        f"summed up by: tradetalks study summarise {path}\n"
    )
    assert capsys.readouterr().out == standing
    assert main(["study", "status", path]) == 0
    assert capsys.readouterr().out == standing
    (tmp_path / path / "status" / "c" / "2").unlink()
    assert main(["study", "status", path]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{path}: 20 of 24 draws of us-china-trade-war (4 to do, 16 solved,")
    assert said[-1] == f"go on with: tradetalks study resume {path}"
    assert main(["study", "resume", path]) == 0
    assert capsys.readouterr().out == standing
    (tmp_path / path / "cube" / "c" / "0" / "0").write_bytes(b"x")
    assert main(["study", "status", path]) == 2
    assert f"{path} was damaged since it was written\n  d00000 to d00003: cube" in capsys.readouterr().err


def test_an_interrupted_command_says_how_to_go_on(pretending, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def interrupted(*arguments, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr("tradetalks.cli.study.resume_study", interrupted)
    assert main(["study", "resume", "x.zarr"]) == 130
    assert capsys.readouterr().err.endswith(
        "interrupted; what was solved is kept\ndo       go on with: tradetalks study resume x.zarr\n"
    )


def test_a_package_that_is_missing_is_told(monkeypatch, capsys):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name="zarr")

    monkeypatch.setattr("tradetalks.cli.main.import_module", missing)
    assert main(["study", "status", "x.zarr"]) == 2
    assert (
        capsys.readouterr().err
        == 'studies need zarr, which is not installed\ndo       pip install "tradetalks[study]"\n'
    )
