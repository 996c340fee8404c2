"""A study that is killed, starved of room or taken over by somebody else loses nothing and does nothing twice."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import xarray as xr

import tradetalks
from tests.ensemble.nursery import DRAWS, PIECE, real_plan
from tests.ensemble.standin import Solve, create
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.run import run_study
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.ensemble.study import open_study
from tradetalks.scenario.read import read_scenario

ROOT = Path(__file__).resolve().parents[2]


def solved(path, solve=None, draws=40, piece=4):
    """A store of the stand-in, solved without a pause."""
    if not path.exists():
        create(path, draws, piece)
    store = open_store(path)
    with one_writer(path), team_of(solve or Solve(), None, None) as team:
        assert solve_pieces(store, team, store.to_do(), lambda line: None)
    return store


def files(path):
    """Every file of a store but the one that says when it was made."""
    found = (file for file in path.rglob("*") if file.is_file() and file != path / "zarr.json")
    return {str(file.relative_to(path)): file.read_bytes() for file in found}


def killed(path, kills, kind):
    """Kill a study so often, and let it end: it never loses what was whole."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(tradetalks.__file__).parents[1])])}
    command = [sys.executable, "-m", "tests.ensemble.nursery", str(path), str(kills), "20190107", kind]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    whole = json.loads(done.stdout)
    # It was killed before, while and after there was something to lose.
    assert len(whole) == kills and whole[-1] > 0 and whole == sorted(whole)


def test_killed_twenty_times_it_is_as_if_never(tmp_path):
    path = tmp_path / "study.zarr"
    killed(path, 20, "pretended")
    assert files(path) == files(solved(tmp_path / "once.zarr", draws=DRAWS, piece=PIECE).path)
    begun = Counter(line.split()[0] for line in path.with_suffix(".log").read_text().splitlines())
    pieces = DRAWS // PIECE
    # What is solved twice was under way when it was killed: a piece a thread, and what waits to be written.
    assert len(begun) == pieces
    assert sum(begun.values()) <= pieces + 20 * 2 * (os.cpu_count() or 1)


@pytest.mark.slow
def test_killed_a_hundred_times_real_draws_are_those_of_one_go(tmp_path, monkeypatch):
    path = tmp_path / "study.zarr"
    killed(path, 100, "real")
    monkeypatch.setattr("tradetalks.ensemble.run.is_batched", lambda plan: False)
    monkeypatch.setattr("tradetalks.ensemble.run.piece_size", lambda draws, *, batched: 1)
    once = run_study(read_scenario("beijing-2019"), real_plan(), tmp_path / "once.zarr")
    # How long a draw took is not the same again.
    names = [name for name in once.dataset.data_vars if name != "seconds"]
    xr.testing.assert_equal(open_study(path).to_dataset()[names], once.to_dataset()[names])
