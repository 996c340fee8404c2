"""``tradetalks study summarise``: from a store to the answer, and to a folder."""

import numpy as np
import pytest

import tradetalks as tt
from tests.ensemble import standin
from tradetalks.cli.main import main
from tradetalks.ensemble.layout import create_store
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.read import read_scenario

DRAWS = 96


def with_values(found):
    """The stand-in's draws with values of their parameters."""
    return found.assign(parameter_value=(("draw", "parameter"), 1 + 8 * found["cube"].values))


class Solve(standin.Solve):
    def __call__(self, positions):
        return with_values(super().__call__(positions))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A store of draws that cost nothing, two pieces of which are to do."""
    path = tmp_path_factory.mktemp("study") / "study.zarr"
    names = [f"d{k:05}" for k in range(DRAWS)]
    create_store(path, standin.card(DRAWS, 16), with_values(standin.frame()), read_scenario("beijing-2019"), names)
    store = open_store(path)
    with one_writer(path), team_of(Solve(), None, None) as team:
        solve_pieces(store, team, store.to_do()[:-2], lambda line: None)
    return path


def test_the_first_line_is_the_answer_and_a_table_follows(path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["study", "summarise", str(path), "--of", "CHN"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("China ") and "8 in 10 draws between" in said.split("\n\n")[0].replace("\n", " ")
    assert "64 of 96 draws are run; `tradetalks study resume` runs the others." in " ".join(said.split())


def test_the_report_is_written_beside_what_is_printed(path, tmp_path, capsys):
    assert main(["study", "summarise", str(path), "--out", str(tmp_path / "out")]) == 0
    assert f"open {tmp_path / 'out' / 'report.html'}" in capsys.readouterr().out
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "horizon" in page and "model.horizon_years" in page


def test_what_is_not_there_is_refused(path, tmp_path, capsys):
    assert main(["study", "summarise", str(path), "--at", "2019-09-02"]) == 2
    assert "the policies of 2019-09-01 hold: write 2019-09-01" in capsys.readouterr().err
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    assert main(["study", "summarise", str(path), "--out", str(tmp_path)]) == 2
    assert "holds files that are not a run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--of", "Chian", "--report", "sure"],
            "the study has no region 'Chian'\nexpected the code or the name of a region\n",
        ),
        (
            ["--at", "2019-08-31", "--report", "sure"],
            "do       on that day the policies of 2019-06-01 hold: write 2019-06-01\n",
        ),
        (["--report", "."], "holds files that are not a run"),
        (["--of", "CHN"], "--of, --at and --png say what a summary speaks of, and none is asked for\n"),
    ],
)
def test_a_summary_that_could_not_be_made_is_refused_before_anything_is_solved(
    options, told, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    assert main(["study", "run", "us-china-trade-war", "--draws", "64", "--out", "x.zarr", *options]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "x.zarr").exists()


def test_a_number_of_draws_that_would_change_nothing_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text("sampling: grid\nparameters: {returns to scale: {factor: {uniform: [0, 1]}}}\n")
    assert main(["study", "run", "us-china-trade-war", "--study", "s.yaml", "--draws", "64"]) == 2
    assert capsys.readouterr().err == (
        "--draws changes nothing of a grid\nexpected as many draws as it has combinations\n"
        "do       change `points` of its parameters, or take another sampling\n"
    )


def test_in_python_a_store_is_opened_and_summed_up(path):
    study = tt.open_study(path)
    summary = tt.summarise_study(study, of="USA")
    draws = study.dataset["real_income_change"].sel(moment="2019-09-01", region="USA").values
    assert summary.bands["real_income_change"].sel(moment="2019-09-01", region="USA", quantile=0.5) == pytest.approx(
        np.nanmedian(draws)
    )
    assert summary.counts["solved"] == study.counts["solved"] and summary.unfinished == study.counts["to do"] == 32
    assert summary.card["draws"] == DRAWS
    with pytest.raises(TradeTalksError, match=r"a Study, from tradetalks\.open_study"):
        tt.summarise_study(path)


def test_a_study_that_nobody_wrote_answers_in_one_command(tmp_path, capsys, monkeypatch):
    """What every run draws for its ranges, summed up in the end, with a page and its pictures."""
    monkeypatch.chdir(tmp_path)
    command = ["study", "run", "beijing-2019", "--draws", "64", "--out", "x.zarr", "--of", "CHN", "--report", "sure"]
    assert main(command) == 0
    shown = capsys.readouterr()
    assert " ".join(shown.err.split()).startswith(
        "no study is written: drawn are trade elasticity, trade estimates, returns to scale, as for every run"
    )
    assert shown.out.startswith("x.zarr: 64 of 64 draws of beijing-2019 (64 solved)\n")
    assert "China −0." in shown.out and "of the variance hangs on" in " ".join(shown.out.split())
    assert (tmp_path / "sure" / "report.html").is_file() and (
        tmp_path / "sure" / "charts" / "study_answer.svg"
    ).is_file()
