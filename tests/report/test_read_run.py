"""A run read back draws the same report, and nothing is solved on the way."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.cli.main import build_parser
from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import load_run

REPORT = Path(tt.__file__).parent / "report"
# What solves: its names may not be imported by the report, nor threads to solve in.
SOLVERS = (
    "tradetalks.economy.solve",
    "tradetalks.economy.batch.solve_many",  # Batch, in the same module, is what it gives: a result to show.
    "tradetalks.economy.calibrate",
    "tradetalks.games.equilibrium",
    "tradetalks.games.local_ascent",
    "tradetalks.games.nash",
    "tradetalks.games.optima",
    "tradetalks.war.solve",
    "tradetalks.war.response",
    "tradetalks.bargaining.program",
    "tradetalks.scenario.run_talks",
    "tradetalks.scenario.negotiate",
    "tradetalks.scenario.solved_deals",
    "concurrent",
    "threading",
)
WITH_WAR = """name: both
title: A war and talks
extends: beijing-2019
war: {players: [USA, CHN]}
instruments: uniform
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run with cost, war and talks on disk."""
    place = tmp_path_factory.mktemp("both")
    talks = (Path(tt.__file__).parent / "scenario" / "files" / "beijing-2019.yaml").read_text()
    (place / "both.yaml").write_text(talks + "war: {players: [USA, CHN]}\ninstruments: uniform\n")
    run = tt.run_with_band(tt.read_scenario(place / "both.yaml"))
    tt.write_report(run, place / "run")
    return place


AGAIN = """
import sys
import scipy.optimize
from tradetalks.economy.kernel import fixed_point

def solves(*args, **kwargs):
    raise RuntimeError("something is solved again")

# Before anything that solves is imported, and so holds these by name.
fixed_point.anderson = scipy.optimize.minimize = scipy.optimize.brentq = solves
import tradetalks as tt
tt.write_report(tt.read_run(sys.argv[1]), sys.argv[2])
"""


def test_the_same_report_without_solving(folder):
    """A new process, in which every solver raises, draws the same report."""
    paths = [str(folder / name) for name in ("run", "again")]
    done = subprocess.run([sys.executable, "-c", AGAIN, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    first, again = folder / "run", folder / "again"
    names = json.loads((first / "run.json").read_text())["files"]
    assert names == json.loads((again / "run.json").read_text())["files"]
    for name in (n for n in names if n.endswith((".svg", ".html", ".yaml"))):
        assert (first / name).read_bytes() == (again / name).read_bytes(), name
    for part in ("cost", "war", "talks"):
        one, two = (xr.open_dataset(f / "results.nc", group=part, engine="h5netcdf") for f in (first, again))
        xr.testing.assert_allclose(one, two, rtol=1e-9)


def test_results_by_group(folder):
    with xr.open_dataset(folder / "run" / "results.nc", group="talks", engine="h5netcdf") as data:
        assert data["odds"].dims == ("source", "outcome") and data["odds"].sum("outcome").values == pytest.approx(1)
        assert list(data["source"].values) == ["record", "game", "together"]
        assert list(data["outcome"].values) == ["deal", "partial_deal", "extension", "escalation", "lapse"]
        assert data["odds_band"].dims == ("source", "outcome", "quantile")
        assert float(data["odds"].min()) >= 0 and float(data["odds"].max()) <= 1
        assert data["deals"].dims == ("deal", "side") and data["frontier"].dims == ("point", "side")
        assert all(v.attrs.get("long_name") and v.attrs.get("units") for v in data.data_vars.values())
    with xr.open_dataset(folder / "run" / "results.nc", group="war", engine="h5netcdf") as data:
        assert data["payoff"].dims == ("player",) and data["rate"].dims == ("instrument",)


PAGE = (Path(__file__).resolve().parents[2] / "docs" / "runs.md").read_text(encoding="utf-8")


def page_section(title: str) -> str:
    """The part of docs/runs.md under a heading."""
    return re.split(r"^#+ ", PAGE.partition(f"{title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows_of(text: str, columns: int) -> list[list[str]]:
    """Rows of the tables with so many columns, heads left out."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [row for row in rows if len(row) == columns]


@pytest.mark.parametrize("part", ["cost", "war", "talks"])
def test_the_page_names_every_variable(folder, part):
    """With its dimensions and its unit; those of branches are twins of those of dates."""
    told = {}
    for name, dims, units, _ in rows_of(page_section(f"### Group `{part}`"), 4):
        told[name.strip("`")] = (tuple(re.findall(r"`(\w+)`", dims)), units)
    if part == "cost":
        dated = {
            name: tuple("branch" if dim == "date" else dim for dim in dims)
            for name, (dims, _) in told.items()
            if "date" in dims
        }
        told |= {f"branch_{name}": (dims, told[name][1]) for name, dims in dated.items()}
    data = tt.read_run(folder / "run").to_datatree()[part].to_dataset()
    assert told == {str(name): (v.dims, v.attrs["units"]) for name, v in data.data_vars.items()}


def test_the_page_names_every_key_and_file(folder):
    facts = json.loads((folder / "run" / "run.json").read_text(encoding="utf-8"))
    assert {row[0].strip("`") for row in rows_of(page_section("## run.json"), 2)} == set(facts)
    kinds = [re.findall(r"`([^`]+)`", row[0])[0] for row in rows_of(PAGE.partition("## results.nc")[0], 2)]
    for name in facts["files"]:
        assert any(Path(name).match(kind) for kind in kinds), name


def test_the_examples_of_the_page_run(folder, tmp_path, monkeypatch, capsys):
    (tmp_path / "runs").mkdir()
    shutil.copytree(folder / "run", tmp_path / "runs" / "beijing-2019")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "runs.md", "exec"), names)
    for opened in ("talks", "everything"):
        names[opened].close()
    assert "escalation" in capsys.readouterr().out and (tmp_path / "elsewhere" / "charts" / "odds.png").is_file()
    for line in re.findall(r"^tradetalks .*$", PAGE, re.MULTILINE):
        build_parser().parse_args(line.split()[1:])


def test_the_run_says_on_what_it_rests(folder):
    facts = json.loads((folder / "run" / "run.json").read_text())
    assert facts["assumptions"]["mandate_years"] == [1.8, 4.0]
    assert facts["talks"]["residuals"]["deadline_game"] < 1e-5 and facts["war"]["certified"]
    assert set(facts["seconds"]) == {"cost", "war", "talks", "write"}
    assert {"deal Nash", "deadline game", "war", "linkage"} <= set(facts["uses"])


def test_the_run_is_frozen_and_shows_itself(folder):
    run = tt.read_run(folder / "run")
    assert isinstance(run, ScenarioRun) and len(repr(run)) < 400
    with pytest.raises(AttributeError):
        run.talks = None
    assert run.summary().startswith("Beijing") and "In short: a deal suits both" in run.summary()
    assert run._repr_html_().startswith("<pre>")
    np.testing.assert_allclose(run.war.world.tariff.sel(importer="USA", exporter="CHN").values[0], run.war.war.x[0])


def test_the_report_solves_nothing():
    for file in REPORT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names += [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                assert not name or not name.startswith(SOLVERS), f"{file.name} imports {name}"


@pytest.mark.parametrize("parts", ["war", ("costs",), ()])
def test_parts_that_there_are_not(parts):
    with pytest.raises(ScenarioError) as caught:
        tt.run_scenario(tt.read_scenario("beijing-2019"), parts=parts)
    assert str(caught.value) == (
        f"these are not the parts of a run\nexpected some of cost, war, talks, in a set or a list\ngot      {parts!r}\n"
        "do       write parts={'cost'}, or leave parts out for all that the file has"
    )


def test_a_war_alone_shows_the_war(tmp_path):
    (tmp_path / "toy.yaml").write_text(
        "name: t\ntitle: T\nbaseline: toy\nplayers: [HOME, ABROAD]\ninstruments: uniform\n"
    )
    run = tt.run_scenario(tt.read_scenario(tmp_path / "toy.yaml"), parts={"war"})
    assert run.summary().startswith("War of") or "HOME" in run.summary().splitlines()[0]
    assert run.plot().axes[0].patches
    assert not run.cost.equilibria and len(run.to_dataframe()) == 2


def test_what_a_notebook_shows_fits_on_a_line(folder):
    talks = tt.read_run(folder / "run").talks
    for shown in (talks, talks.bargain, talks.course, *talks.bargain.deals.values()):
        assert len(repr(shown)) < 160 and "\n" not in repr(shown)


def test_no_run_to_read(tmp_path):
    with pytest.raises(TradeTalksError) as caught:
        tt.read_run(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not the folder of a run\nexpected a folder with run.json and run.npz\n"
        "do       `tradetalks run SCENARIO --out DIR` writes one"
    )


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_a_damaged_run(tmp_path, content):
    (tmp_path / "run.npz").write_bytes(content)
    with pytest.raises(ScenarioError, match="cannot be read as a run"):
        tt.read_run(tmp_path)


@pytest.mark.parametrize(
    "kind", ["os:system", "builtins:eval", "tradetalks.scenario.store:save_run", "tradetalks.result:Result"]
)
def test_only_our_own_data_are_made_again(tmp_path, kind):
    tree = {"version": "0", "run": {"id": 0, "object": kind, "fields": {}}}
    np.savez(tmp_path / "run.npz", tree=np.array(json.dumps(tree)))
    with pytest.raises(ScenarioError, match="was written by another version"):
        load_run(tmp_path / "run.npz")
