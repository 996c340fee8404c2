"""A world in one file: nothing is lost on the way, and what is no world is named for what it is."""

import contextlib
import json
import os
import random
import warnings

import h5py
import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tests.scenario.test_messages import told
from tests.worlds import random_accounts
from tradetalks.errors import AccountsError
from tradetalks.report.describe import describe_scenario
from tradetalks.scenario.read import parse_scenario

HEAD = "name: x\ntitle: y\nbaseline: {file: world.nc}\nacts:\n"
ACT = "  - {id: a, by: R0, on: R1, rate: 10%, from: 2026-01-01, source: made up}\n"


@pytest.fixture
def accounts():
    return random_accounts(3, scale=True, markup=True).assign_attrs(name="mine", title="A world", year=2022)


@pytest.fixture
def file(tmp_path, accounts):
    return tt.save_world(accounts, tmp_path / "world.nc")


def refused(path) -> str:
    with pytest.raises(AccountsError) as error:
        tt.read_world(path)
    first, expected, got = str(error.value).split("\n")
    assert first == f"{path} cannot be read as a world"
    assert expected == "expected a netCDF file that tradetalks.save_world or `tradetalks data build` wrote"
    return got.removeprefix("got").strip()


@pytest.mark.parametrize("name", ["world2017", "toy"])
def test_shipped_worlds_come_back_as_they_were(tmp_path, name):
    world = tt.load_world(name)
    again = tt.read_world(tt.save_world(world, tmp_path / "w.nc"))
    xr.testing.assert_identical(world.drop_attrs(), again.drop_attrs())
    kept = set(world.attrs) - {"sha256"}
    assert {key: again.attrs[key] for key in kept} == {key: world.attrs[key] for key in kept}
    if name == "world2017":
        assert json.loads(again.attrs["sources"]) == [
            {"what": "accounts", "name": "world2017", "sha256": world.attrs["sha256"]}
        ]


def test_the_same_accounts_give_the_same_bytes(tmp_path, accounts):
    files = [tt.save_world(accounts, tmp_path / name) for name in ("a.nc", "b.nc")]
    files.append(tt.save_world(tt.read_world(files[0]), tmp_path / "c.nc"))
    assert len({file.read_bytes() for file in files}) == 1
    assert len({tt.read_world(file).attrs["sha256"] for file in files}) == 1
    assert sorted(os.listdir(tmp_path)) == ["a.nc", "b.nc", "c.nc"]


def test_sources_and_what_was_merged_stay(tmp_path, accounts):
    merged, _ = tt.aggregate(accounts, regions={"X": ["R0", "R1"]})
    source = {"what": "table", "name": "2022_SML.csv", "sha256": "0" * 64}
    again = tt.read_world(tt.save_world(merged, tmp_path / "w.nc", sources=[source]))
    assert json.loads(again.attrs["sources"]) == [source]
    assert again.attrs["aggregation"] == merged.attrs["aggregation"]
    assert again.attrs["accepted"] == "own_tariffs"
    assert again.attrs["written_by"] == f"tradetalks {tt.__version__}"


def test_doubts_are_said_again_unless_accepted(tmp_path, accounts):
    accounts["trade_elasticity"][:] = 0.5
    file = tt.save_world(accounts, tmp_path / "w.nc")
    with pytest.warns(tt.UnlikelyData, match="is this the dispersion"):
        tt.read_world(file)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = tt.save_world(tt.read_world(file, accept=("dispersion",)), tmp_path / "v.nc")
        tt.read_world(kept)


def test_what_is_no_world(tmp_path, file):
    data = file.read_bytes()
    other = tmp_path / "other.nc"
    for content, said in (
        (b"", "an empty file"),
        (b"region,name\n", "no netCDF file"),
        (b"CDF\x01", "netCDF 3, an earlier format"),
    ):
        other.write_bytes(content)
        assert refused(other) == said
    assert refused(tmp_path) == "not a regular file"
    assert refused(tmp_path / "nowhere.nc") == "no such file"
    os.mkfifo(tmp_path / "pipe.nc")
    assert refused(tmp_path / "pipe.nc") == "not a regular file"
    xr.Dataset({"a": 1.0, "b": 2.0}).to_netcdf(other, engine="h5netcdf")
    assert refused(other) == "another netCDF file, with a, b"
    for end in (100, len(data) // 2, len(data) - 1):
        other.write_bytes(data[:end])
        assert refused(other).startswith("cut off or damaged (")


def test_files_that_only_pretend(file):
    with h5py.File(file, "a") as stored:
        stored.attrs["layout"] = 7
    assert refused(file) == "layout [7], of another version of tradetalks"
    with h5py.File(file, "a") as stored:
        stored.attrs["layout"] = 1
        # A claim of a trillion zeros takes no room in the file.
        stored.create_dataset("zeros", shape=(10**6, 10**6), dtype="f8", chunks=(1000, 1000))
    assert refused(file).endswith(" numbers, more than 40,000,000")
    with h5py.File(file, "a") as stored:
        del stored["zeros"], stored["final_use"]
    assert refused(file) == "no table final_use"
    with h5py.File(file, "a") as stored:
        stored.create_group("final_use")
    assert refused(file).startswith("groups where tables belong")


def test_a_file_too_large(tmp_path, file, monkeypatch):
    monkeypatch.setattr("tradetalks.data.world_file.LARGEST_FILE", 1000)
    assert refused(file) == "0 MB, more than 0"


def test_damaged_bytes_end_read_or_refused(file):
    rng = random.Random(1)
    data = file.read_bytes()
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(rng.choice((1, 3, 30))):
            damaged[rng.randrange(len(data))] = rng.randrange(256)
        file.write_bytes(damaged)
        with contextlib.suppress(AccountsError):
            tt.read_world(file)


def test_identities_are_checked_when_it_is_read(file):
    with h5py.File(file, "a") as stored:
        stored["flows"][0, 1, 0] += 1.0
    with pytest.raises(AccountsError, match="sales differ from value added plus inputs"):
        tt.read_world(file)


def test_only_worlds_are_replaced(tmp_path, accounts):
    other = tmp_path / "thesis.nc"
    xr.Dataset({"a": 1.0}).to_netcdf(other, engine="h5netcdf")
    before = other.read_bytes()
    for place in (other, tmp_path):
        with pytest.raises(AccountsError, match="is not a world of tradetalks and is left alone"):
            tt.save_world(accounts, place)
    assert other.read_bytes() == before
    with pytest.raises(AccountsError, match="there is no folder"):
        tt.save_world(accounts, tmp_path / "nowhere" / "w.nc")
    mine = tt.save_world(accounts, tmp_path / "w.nc")
    tt.save_world(random_accounts(4), mine)
    assert tt.read_world(mine)["flows"].values[0, 0, 0] == random_accounts(4)["flows"].values[0, 0, 0]


def test_accounts_that_fail_are_not_written(tmp_path, accounts):
    accounts["flows"][0, 0, 0] += 1.0
    with pytest.raises(AccountsError, match="sales differ"):
        tt.save_world(accounts, tmp_path / "w.nc")
    assert os.listdir(tmp_path) == []


def test_a_scenario_names_a_world(tmp_path, file, accounts):
    scenario = parse_scenario(HEAD + ACT, "x.yaml", tmp_path, {})
    np.testing.assert_array_equal(scenario.accounts["flows"], accounts["flows"])
    facts = describe_scenario(scenario)
    sha = tt.read_world(file).attrs["sha256"]
    assert facts["baseline"]["file"] == "world.nc" and facts["baseline"]["sha256"] == sha
    assert {"what": "accounts", "name": "world.nc", "sha256": sha} in facts["read"]
    assert facts["again"]["beside_scenario_yaml"] == ["world.nc"]


def test_doubts_of_a_file_are_notes(tmp_path, accounts):
    accounts["trade_elasticity"][:] = 0.5
    tt.save_world(accounts, tmp_path / "world.nc")
    scenario = parse_scenario(HEAD + ACT, "x.yaml", tmp_path, {})
    assert scenario.notes[0].do == "write `accept: [dispersion]` beside file to take it as it is"
    accepting = HEAD.replace("world.nc", "world.nc, accept: [dispersion]")
    assert parse_scenario(accepting + ACT, "x.yaml", tmp_path, {}).notes == ()


def test_a_scenario_on_a_file_that_is_none(tmp_path):
    text = told("name: x\ntitle: y\nbaseline: {file: nowhere.nc}\n", tmp_path)
    assert text == (
        "x.yaml:3:11  the baseline's accounts cannot be used\n   3 | baseline: {file: nowhere.nc}\n"
        "     |           ^^^^^^^^^^^^^^^^^^ got a mapping\n"
        "expected a world that `tradetalks data build` or `tradetalks.save_world` wrote\n"
        f"do       {tmp_path / 'nowhere.nc'} cannot be read as a world\n"
        "expected a netCDF file that tradetalks.save_world or `tradetalks data build` wrote\ngot      no such file"
    )


@pytest.mark.parametrize("places", ["{}", "{folder: a, file: b}", "{accept: [size]}"])
def test_a_baseline_has_one_place(places):
    text = told(f"name: x\ntitle: y\nbaseline: {places}\n")
    assert "the baseline needs one place" in text
    assert "a key folder with the path of a folder, file with that of a world, or world with a shipped one" in text
