"""What is written to a store is whole or to do, and what is not a store of ours is refused in words."""

import errno
import json
import os
import shutil
from collections import namedtuple

import numpy as np
import pytest
import xarray as xr

from tests.ensemble.standin import Solve, card, create, frame, plan
from tests.ensemble.test_survival import files, solved
from tradetalks.ensemble.card import other_plan, other_scenario, other_versions, versions_here
from tradetalks.ensemble.layout import check_room, piece_size
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import as_stored, one_writer, open_store
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.reading.study import parse_study

DRAWS, PIECE = 10, 4


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A small store, solved without a pause."""
    return solved(tmp_path_factory.mktemp("once") / "study.zarr", draws=DRAWS, piece=PIECE)


def fails_at(monkeypatch, function, call):
    """Have a function of the system say, at its n-th call, that there is no room; counts the calls."""
    real, counted = getattr(os, function), []

    def failing(*arguments, **named):
        counted.append(arguments)
        if len(counted) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    monkeypatch.setattr(os, function, failing)
    return counted


def test_what_is_written_is_read_by_anybody(once):
    """Through xarray alone, without this package."""
    found = xr.open_zarr(once.path, consolidated=False, chunks=None)
    expected = Solve()(range(DRAWS))
    for name in expected.data_vars:
        np.testing.assert_array_equal(as_stored(found[name].values), expected[name].values, err_msg=name)
        assert found[name].dims == expected[name].dims
        assert found[name].attrs == expected[name].attrs
    assert found["region_name"].values.tolist() == ["United States", "China", "rest of the world"]
    assert "region_name" in found.coords
    assert found["draw"].values[[0, -1]].tolist() == ["d00000", "d00009"]
    assert found.attrs["title"] == "a study of nothing" and found.attrs["seed"] == 7


def test_the_scenario_and_the_plan_lie_in_the_store(once):
    scenario = once.scenario()
    assert other_scenario(scenario, read_scenario("beijing-2019")) == []
    assert parse_study(json.dumps(once.card.plan), "the card", scenario) == plan(DRAWS)


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_disk_that_is_full_at_any_write_loses_nothing(once, monkeypatch, tmp_path, function):
    empty = tmp_path / "empty.zarr"
    create(empty, DRAWS, PIECE)
    with monkeypatch.context() as patched:
        writes = fails_at(patched, function, 0)
        shutil.copytree(empty, tmp_path / "counted.zarr")
        solved(tmp_path / "counted.zarr")
    path = tmp_path / "study.zarr"
    # A piece in every step of it, and the first steps of the second: what follows is the same again.
    for call in range(1, len(writes) // 2 + 2):
        shutil.copytree(empty, path)
        before: dict[str, bytes] = {}
        with monkeypatch.context() as patched:
            fails_at(patched, function, call)
            with pytest.raises(TradeTalksError) as caught:
                solved(path)
        assert str(caught.value) == (
            f"{path} cannot be written\nNo space left on device\n"
            f"do       make room, then go on with `tradetalks study resume {path}`: what was solved is kept"
        )
        store = open_store(path)
        before = files(path)
        done = [k for k in range(3) if k not in store.to_do()]
        solved(path)
        after = files(path)
        assert all(after[name] == before[name] for k in done for name in before if f"/c/{k}" in name)
        assert after == files(once.path)
        shutil.rmtree(path)


@pytest.mark.parametrize("call", [1, 7, 20])
def test_a_store_that_cannot_be_made_leaves_nothing(monkeypatch, tmp_path, call):
    fails_at(monkeypatch, "fsync", call)
    with pytest.raises(OSError, match="No space left"):
        create(tmp_path / "study.zarr")
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_the_second_is_refused(once):
    with one_writer(once.path), pytest.raises(TradeTalksError) as caught, one_writer(once.path):
        pass
    assert str(caught.value) == (
        f"another process writes into {once.path}\nexpected one study at a time in a store\n"
        "do       wait for it (`tradetalks study status` says how far it is), or choose another --out"
    )


def test_a_store_made_meanwhile_is_not_overwritten(once, tmp_path):
    path = tmp_path / "study.zarr"
    shutil.copytree(once.path, path)
    before = files(path)
    with pytest.raises(OSError):
        create(path, DRAWS, PIECE)
    assert files(path) == before and [p.name for p in tmp_path.iterdir()] == ["study.zarr"]


def cut(file):
    file.write_bytes(file.read_bytes()[:-5])


def flipped(file):
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(bytes(data))


def emptied(file):
    file.write_bytes(b"")


def removed(file):
    file.unlink()


@pytest.mark.parametrize("harm", [cut, flipped, emptied, removed])
@pytest.mark.parametrize("name", ["real_income_change", "message", "status"])
def test_what_is_damaged_by_hand_is_named_and_done_again(once, tmp_path, name, harm):
    path = tmp_path / "study.zarr"
    shutil.copytree(once.path, path)
    store = open_store(path)
    harm(store.chunk(name, 1))
    if (name, harm) == ("status", removed):
        # As if it had never been done.
        assert store.damages() == {} and store.to_do() == [1]
    else:
        assert store.damages() == {1: [name]}
    for k in store.damages():
        store.forget(k)
    assert store.to_do() == [1]
    solved(path)
    assert files(path) == files(once.path)


def test_metadata_that_are_gone_are_told(once, tmp_path):
    path = tmp_path / "study.zarr"
    shutil.copytree(once.path, path)
    (path / "status" / "zarr.json").unlink()
    with pytest.raises(TradeTalksError) as caught:
        open_store(path).to_do()
    title, _, do = str(caught.value).splitlines()
    assert title == f"{path} is damaged: its metadata cannot be read"
    assert do == "do       get the folder back from a copy, or run the study again into another"
    (path / "inputs" / "scenario" / "c" / "0").unlink()
    with pytest.raises(TradeTalksError, match="metadata cannot be read"):
        open_store(path).scenario()


def test_what_is_no_store_is_refused(tmp_path):
    expected = "expected a folder that `tradetalks study run` made\ndo       check the path"
    with pytest.raises(TradeTalksError) as caught:
        open_store(tmp_path / "nothing")
    assert str(caught.value) == f"{tmp_path / 'nothing'} is no study\n{expected}"
    (tmp_path / "zarr.json").write_text("{}")
    with pytest.raises(TradeTalksError) as caught:
        open_store(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is no study, or damaged\nzarr.json: 'attributes'\n{expected}, or get the folder back from a copy"
    )


@pytest.mark.parametrize("key", ["format", "piece"])
def test_another_format_and_a_card_that_lacks_something_are_refused(once, tmp_path, key):
    path = tmp_path / "study.zarr"
    shutil.copytree(once.path, path)
    root = json.loads((path / "zarr.json").read_text())
    if key == "format":
        root["attributes"]["format"] = 2
        said = "expected format 1\ngot      format 2\ndo       open it with the version of tradetalks that made it"
        said = f"{path} is a study of another format\n{said}"
    else:
        del root["attributes"][key]
        said = "do       get the folder back from a copy, or run the study again into another"
        said = f"{path} is damaged: its run card lacks something\n'piece'\n{said}"
    (path / "zarr.json").write_text(json.dumps(root))
    with pytest.raises(TradeTalksError) as caught:
        open_store(path)
    assert str(caught.value) == said


def test_a_study_larger_than_the_disk_is_refused(monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(2e6, 1e6, 1e6))
    few = card(draws=1000, piece=64)
    check_room(tmp_path / "s.zarr", frame(), few, 16)
    few = card(draws=10_000, piece=256)
    with pytest.raises(TradeTalksError) as caught:
        check_room(tmp_path / "s.zarr", frame(), few, 40)
    assert str(caught.value) == (
        f"the study does not fit on the disk of {tmp_path / 's.zarr'}\n"
        "expected 6,409 kB free, for 10,000 draws of 473 bytes\ngot      1,000 kB\n"
        "do       make room, choose another --out, or ask for fewer draws"
    )


def test_room_that_is_asked_for_is_room_that_is_taken(once):
    written = {name: len(data) for name, data in files(once.path).items() if name.split("/c/")[0] in frame().data_vars}
    numbers = {name: v for name, v in frame().data_vars.items() if v.dtype.kind != "U"}
    a_draw = sum(v.dtype.itemsize * int(np.prod(v.shape[1:])) for v in numbers.values())
    # Chunks are as long as a piece, the last one too, and end with a checksum of four bytes.
    assert sum(size for name, size in written.items() if name.split("/c/")[0] in numbers) == 12 * a_draw + 3 * 4 * len(
        numbers
    )
    # Text is cut at 200 letters, and takes less.
    assert all(size < 4 * 200 for name, size in written.items() if name.split("/c/")[0] not in numbers)


def test_pieces_depend_on_the_study_alone():
    sizes = [(piece_size(n, batched=True), piece_size(n, batched=False)) for n in (1, 100, 1024, 10_000, 10**6)]
    assert sizes == [(64, 4), (64, 4), (64, 16), (256, 16), (256, 16)]
    assert card(draws=10, piece=4).pieces == [range(4), range(4, 8), range(8, 10)]


def test_a_draw_that_has_not_ended_is_a_defect(once, tmp_path):
    path = tmp_path / "study.zarr"
    create(path, DRAWS, PIECE)
    outcomes = Solve()(range(4))
    outcomes["status"][2] = 0
    with pytest.raises(RuntimeError, match="neither solved, refused nor failed"):
        open_store(path).write(0, outcomes)
    assert open_store(path).to_do() == [0, 1, 2]


def test_what_differs_is_named():
    assert other_versions(versions_here(), versions_here()) == []
    assert other_versions({"numpy": "1.0"}, {"numpy": "2.0", "jax": "3"}) == [
        "numpy 1.0, here 2.0",
        "jax missing, here 3",
    ]
    there = {"draws": 4, "seed": 1, "parameters": {"horizon": [1, 2], "gone": 3}}
    here = {"draws": 8, "seed": 1, "parameters": {"horizon": [1, 3]}}
    assert other_plan(there, here) == [
        "draws 4, here 8",
        "parameters: horizon [1, 2], here [1, 3]",
        "parameters: gone 3, here none",
    ]
    ours, theirs = read_scenario("beijing-2019"), read_scenario("beijing-2019", {"model.scale": False})
    assert set(other_scenario(ours, theirs)) == {"model", "settings"}


def test_an_error_of_the_solver_comes_out_after_what_others_solved(tmp_path):
    """It is none of a draw: the store is sound, and the error names itself."""
    path = tmp_path / "study.zarr"
    create(path, DRAWS, PIECE)

    def breaks(positions):
        if positions.start == 4:
            raise ArithmeticError("of the solver")
        return Solve()(positions)

    store = open_store(path)
    with one_writer(path), team_of(breaks, None, None) as team, pytest.raises(ArithmeticError, match="of the solver"):
        solve_pieces(store, team, store.to_do(), lambda line: None)
    assert 1 in store.to_do() and 0 not in store.to_do()
