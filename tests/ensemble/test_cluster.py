"""Other processes solve the same pieces: one that dies is replaced, one of other versions refused, one that is not there told."""

import os
import pickle
import re
import socket

import pytest
from dask import config
from distributed import Client, LocalCluster

from tests.ensemble.standin import Solve, create
from tests.ensemble.test_survival import files, solved
from tradetalks.ensemble.card import versions_here
from tradetalks.ensemble.cluster import _solver_of, check_workers, solve_on_worker
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.errors import TradeTalksError
from tradetalks.numerics.processors import processors

DRAWS, PIECE = 40, 4
# What Dask leaves behind when its processes end is not ours: sockets that the collector closes.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The study in threads of this process."""
    return solved(tmp_path_factory.mktemp("once") / "study.zarr", draws=DRAWS, piece=PIECE)


def solved_by(path, solve, **team):
    create(path, DRAWS, PIECE)
    store = open_store(path)
    with one_writer(path), team_of(solve, team.get("workers"), team.get("scheduler")) as found:
        assert solve_pieces(store, found, store.to_do(), lambda line: None)
    return store


def test_a_worker_that_dies_has_its_pieces_solved_by_another(once, tmp_path):
    kill, log = tmp_path / "kill", tmp_path / "log"
    kill.touch()
    before = dict(os.environ)
    store = solved_by(tmp_path / "study.zarr", Solve(log=log, kill=kill), workers=2)
    # Dask tells its processes by our own environment that they have one processor each.
    assert dict(os.environ) == before
    assert not kill.exists()
    assert files(store.path) == files(once.path)
    begun = [line.split() for line in log.read_text().splitlines()]
    # The piece during which it died, and perhaps others that it had.
    assert len({start for start, _ in begun}) == DRAWS // PIECE < len(begun)
    # Its successor may come too late to get one.
    assert len({process for _, process in begun}) >= 2


def what_a_worker_is(positions):
    return processors(), os.environ.get("MALLOC_TRIM_THRESHOLD_"), config.get("distributed.worker.profile.enabled")


def test_a_worker_of_this_machine_takes_one_processor_and_does_not_watch_itself():
    before = config.get("distributed.worker.profile.enabled")
    with team_of(what_a_worker_is, 1, None) as team:
        assert team.places == 1
        team.hand_out(0, range(1))
        came = []
        while not came:
            came = team.take(0.1)
    assert came == [(0, (1, os.environ.get("MALLOC_TRIM_THRESHOLD_"), False))]
    # What the process had set of Dask is as it was.
    assert config.get("distributed.worker.profile.enabled") == before


def test_a_scheduler_by_its_address(once, tmp_path):
    """Threads of a cluster that somebody else started."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as cluster:
        store = solved_by(tmp_path / "study.zarr", Solve(), scheduler=cluster.scheduler_address)
        # It is left as it was found.
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            assert len(client.nthreads()) == 2
    assert files(store.path) == files(once.path)


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr("tradetalks.ensemble.cluster.ANSWERS_WITHIN", 0.5)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(TradeTalksError) as caught, team_of(Solve(), None, address):
            pass
    title, reason, expected, do = str(caught.value).splitlines()
    assert title == f"no Dask scheduler answers at {address}"
    assert re.search("imed out|refused", reason)
    assert expected == "expected the address that `dask scheduler` prints, as tcp://10.0.0.1:8786"
    assert do == "do       check the address and that the scheduler runs, or leave --scheduler out"


@pytest.mark.parametrize("address", ["nonsense", "tcp://no.such.host.invalid:8786", "foo://1.2.3.4:5"])
def test_an_address_that_is_none_is_told(monkeypatch, address):
    monkeypatch.setattr("tradetalks.ensemble.cluster.ANSWERS_WITHIN", 0.5)
    with pytest.raises(TradeTalksError) as caught, team_of(Solve(), None, address):
        pass
    assert str(caught.value).startswith(f"no Dask scheduler answers at {address}\n")


def test_a_scheduler_without_workers_is_told(monkeypatch):
    monkeypatch.setattr("tradetalks.ensemble.cluster.WORKERS_WITHIN", 0.3)
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0", protocol="tcp") as cluster:
        address = cluster.scheduler_address
        with pytest.raises(TradeTalksError) as caught, team_of(Solve(), None, address):
            pass
    assert str(caught.value) == (
        f"the Dask scheduler at {address} has no workers\nexpected one at least within 0.3 seconds\n"
        f"do       start some: dask worker {address}"
    )


def test_a_scheduler_that_goes_is_told_and_what_was_solved_is_kept(once, tmp_path):
    path = tmp_path / "study.zarr"
    create(path, DRAWS, PIECE)
    store = open_store(path)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as cluster:

        def say(line):
            if line.startswith("8 of"):
                cluster.close()

        with (
            one_writer(path),
            pytest.raises(TradeTalksError) as caught,
            team_of(Solve(seconds=0.1), None, cluster.scheduler_address) as team,
        ):
            solve_pieces(store, team, store.to_do(), say)
    assert str(caught.value) == (
        "the Dask scheduler has gone\n"
        "do       start it again, and go on with `tradetalks study resume`: what was solved is kept"
    )
    assert len(store.to_do()) <= 8
    solved(path)
    assert files(path) == files(once.path)


def test_workers_of_other_versions_are_refused_by_name():
    same = {"packages": versions_here() | {"python": "3.11.7.final.0"}}
    same["packages"]["python"] = versions_here()["python"] + ".7.final.0"
    other = {"packages": same["packages"] | {"numpy": "1.0", "tradetalks": None}}
    check_workers({"tcp://a": same})
    ours = versions_here()
    with pytest.raises(TradeTalksError) as caught:
        check_workers({"tcp://a": same, "tcp://b": other})
    assert str(caught.value) == (
        "workers of other versions would give other numbers\n"
        f"  tcp://b: tradetalks missing, here {ours['tradetalks']}, numpy 1.0, here {ours['numpy']}\n"
        "expected the same versions as in this process\n"
        "do       install them where the workers run, or leave these workers out"
    )
    with pytest.raises(TradeTalksError, match="a worker that came later: numpy"):
        solve_on_worker(pickle.dumps(Solve()), range(4), ours | {"numpy": "1.0"})


def test_a_worker_prepares_once_for_all_its_pieces():
    """What arrives again, because Dask had dropped it, is the solver that was there."""
    first, again = pickle.dumps(Solve(seconds=0.25)), pickle.dumps(Solve(seconds=0.25))
    assert first is not again and _solver_of(first) is _solver_of(again)
    assert _solver_of(pickle.dumps(Solve())) is not _solver_of(first)
