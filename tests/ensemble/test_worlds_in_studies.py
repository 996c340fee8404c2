"""Studies whose draws stand on several worlds: as two studies of one world each, from the store alone, and refused in words."""

import dataclasses
import json
import shutil

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.cli.main import main
from tradetalks.ensemble import design_of, outcome_frame, solve_draws
from tradetalks.ensemble.again import draw_again
from tradetalks.ensemble.run import resume_study, run_study
from tradetalks.ensemble.store import StudyStore
from tradetalks.ensemble.study import open_study
from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.report.study.words import study_answers, summary_text
from tradetalks.scenario.reading.study import parse_study, read_study
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.untrusted import parse_untrusted

# Percent: a billionth of real income, ten times what a solve is held to.
SAME = 1e-7
FILE = """\
name: quarrel
title: A quarrel
baseline: {{folder: {world}}}
players: [R0, R1]
acts:
  - {{id: first, by: R0, on: R1, rate: 20%, from: 2020-01-01, source: made up}}
  - {{id: second, by: R1, on: R0, sectors: S1, rate: 10%, from: 2020-02-01, source: made up}}
branches:
  further: {{title: Further, acts: [{{id: third, by: R0, on: all, rate: 30%, from: 2020-03-01, source: made up}}]}}
"""
DRAWN = """\
  trade elasticity: {factor: {uniform: [0.8, 1.2]}, points: 3}
  tariffs: {act: {by: R0}, factor: {uniform: [0.5, 1.5]}, points: 2}
"""
BOTH = "sampling: grid\nparameters:\n  world: {one of: [{folder: small}, {folder: large}]}\n" + DRAWN
ALONE = "sampling: grid\nparameters:\n" + DRAWN
WORLDS = ("small", "large")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The same quarrel on three regions and two sectors, and on four and three of which the first have the same labels."""
    found = tmp_path_factory.mktemp("worlds")
    for name, regions, sectors in (("small", 3, 2), ("large", 4, 3)):
        write_tables(random_accounts(7, n=regions, j=sectors), found / name)
        (found / f"{name}.yaml").write_text(FILE.format(world=name))
    return found


@pytest.fixture(scope="module")
def scenario(folder):
    return tt.read_scenario(folder / "small.yaml")


@pytest.fixture(scope="module")
def plan(scenario):
    return parse_study(BOTH, "s.yaml", scenario)


@pytest.fixture(scope="module")
def solved(scenario, plan):
    return solve_draws(scenario, design_of(scenario, plan), range(12))


def test_a_world_is_written_as_a_file_writes_it(scenario, plan):
    assert plan.parameters["world"].one_of == ("{folder: small}", "{folder: large}")
    text = BOTH.replace("{folder: small}", "'{folder: small}'")
    assert parse_study(text, "s.yaml", scenario) == plan
    made = Parameter(one_of=({"folder": "small"}, {"folder": "large"}))
    assert made == plan.parameters["world"]
    assert Parameter(one_of=("world2017", {"file": "a: b.nc"})).one_of[1] == '{file: "a: b.nc"}'
    called = parse_study(BOTH.replace("  world: {", "  accounts: {key: baseline, "), "s.yaml", scenario)
    np.testing.assert_array_equal(design_of(scenario, called).table, design_of(scenario, plan).table)


def test_what_one_world_has_is_missing_in_the_other_and_said_so(scenario, plan, solved):
    frame = outcome_frame(scenario, plan)
    assert frame["region"].values.tolist() == ["R0", "R1", "R2", "R3"]
    told = json.loads(frame.attrs["worlds"])
    assert told == {"parameter": "world", "lacks": {"region": {"R3": ["{folder: small}"]}}, "differs": {}}
    small = solved["parameter_value"].sel(parameter="world").values == 0
    assert small.sum() == 6 and (solved["status"] == 1).all()
    for name in ("real_income_change", "real_income_change_busd", "tariff_revenue", "price_level_change"):
        there = np.isfinite(solved[name].transpose("draw", "moment", "region").values)
        assert there[:, :, :3].all() and there[~small].all() and not there[small, :, 3].any(), name


def test_it_is_two_studies_of_one_world_each_draw_by_draw(folder, solved):
    for k, world in enumerate(WORLDS):
        own = tt.read_scenario(folder / f"{world}.yaml")
        alone = solve_draws(own, design_of(own, parse_study(ALONE, "s.yaml", own)), range(6))
        part = solved.isel(draw=solved["parameter_value"].sel(parameter="world").values == k)
        np.testing.assert_array_equal(
            part["parameter_value"].sel(parameter=["trade elasticity", "tariffs"]), alone["parameter_value"]
        )
        for name in ("real_income_change", "price_level_change"):
            found = part[name].sel(moment=alone["moment"], region=alone["region"])
            np.testing.assert_allclose(found, alone[name], atol=SAME, rtol=0, err_msg=name)
        np.testing.assert_allclose(
            part["tariff_revenue"].sel(region=alone["region"]), alone["tariff_revenue"], rtol=1e-9, atol=1e-9
        )


def test_a_draw_is_the_scenario_on_its_world_as_one_writes_it(folder, scenario, plan, solved):
    design = design_of(scenario, plan)
    k = int(np.flatnonzero(solved["parameter_value"].sel(parameter="world").values)[2])
    drawn = design.variant(k).scenario(scenario)
    assert drawn.settings["world"] == "{folder: large}" and drawn.settings["draw"] == f"d{k:05d}"
    # The act on everybody is on the fourth region and the third sector too.
    assert {cell[1:3] for cell in drawn.branches[0].acts[0].cells} == {
        (region, sector) for region in ("R1", "R2", "R3") for sector in ("S0", "S1", "S2")
    }


def test_a_store_goes_on_and_re_runs_a_draw_without_the_files(folder, tmp_path, monkeypatch, solved):
    monkeypatch.setattr("tradetalks.ensemble.run.piece_size", lambda draws, batched: 6)
    for name in WORLDS:
        shutil.copytree(folder / name, tmp_path / name)
    shutil.copy(folder / "small.yaml", tmp_path)
    scenario = tt.read_scenario(tmp_path / "small.yaml")
    plan = parse_study(BOTH, "s.yaml", scenario)
    store = tmp_path / "s.zarr"
    whole = run_study(scenario, plan, store).to_dataset()
    np.testing.assert_allclose(whole["real_income_change"], solved["real_income_change"], atol=SAME, rtol=0)
    # As if it had been killed in the second piece, and the files were gone.
    study = open_study(store)
    StudyStore(study.path, study.card).forget(1)
    for name in WORLDS:
        shutil.rmtree(tmp_path / name)
    assert open_study(store).counts["to do"] == 6
    again = resume_study(store)
    names = [name for name in whole.data_vars if name != "seconds"]
    xr.testing.assert_equal(again.to_dataset()[names], whole[names])
    found = draw_again(again, "d00011")
    assert found.variant.values["world"] == "{folder: large}" and found.difference < 1e-8
    # Another world under the same name is another study.
    write_tables(random_accounts(8, n=3, j=2), tmp_path / "small")
    write_tables(random_accounts(7, n=4, j=3), tmp_path / "large")
    with pytest.raises(TradeTalksError) as error:
        run_study(tt.read_scenario(tmp_path / "small.yaml"), plan, store)
    assert "scenario: accounts, worlds" in str(error.value)


@pytest.fixture(scope="module")
def study(scenario, tmp_path_factory):
    drawn = BOTH.replace("sampling: grid\n", "draws: 32\n").replace(", points: 3", "").replace(", points: 2", "")
    store = tmp_path_factory.mktemp("study") / "s.zarr"
    return run_study(scenario, parse_study(drawn, "s.yaml", scenario), store)


def test_a_summary_says_what_hangs_on_the_world(study):
    summary = tt.summarise_study(study, of="R0")
    assert "world" in summary.headline_drivers.index
    swing = next(swing for swing in summary.swings if swing.parameter == "world")
    assert {swing.low.label, swing.high.label} == {"{folder: small}", "{folder: large}"}
    assert "the median is" in summary_text(summary) and "{folder: small}" in summary_text(summary)
    assert json.loads(summary.to_dataset().attrs["worlds"])["lacks"] == {"region": {"R3": ["{folder: small}"]}}
    bands = summary.bands["real_income_change"].sel(moment="2020-02-01", quantile=0.5)
    assert np.isfinite(bands).all()


def test_a_country_of_one_world_has_the_draws_of_that_world(study):
    of_large = tt.summarise_study(study, of="R3")
    lines = {line.topic: line for line in study_answers(of_large)}
    assert "R3 is not in {folder: small}: these are the 16 draws of the others." in lines["sure"].detail
    least, greatest = of_large.median_range
    assert least == greatest
    assert "world" not in of_large.headline_drivers.index


def test_worlds_beside_a_study_that_lies_elsewhere(folder, scenario, tmp_path):
    (tmp_path / "s.yaml").write_text(BOTH.replace("{folder: large}", "'{folder: large, accept: [size]}', toy"))
    words = read_study(tmp_path / "s.yaml", scenario).parameters["world"].one_of
    assert words == (f"{{folder: {tmp_path}/small}}", f"{{folder: {tmp_path}/large, accept: [size]}}", "toy")
    (folder / "s.yaml").write_text(BOTH)
    assert read_study(folder / "s.yaml", scenario).parameters["world"].one_of[0] == "{folder: small}"


@pytest.fixture
def check(folder, capsys, monkeypatch):
    """What `tradetalks check` says of the quarrel with a study in its file."""

    def told(text, study):
        monkeypatch.chdir(folder)
        (folder / "s.yaml").write_text(f"{text}study:\n  draws: 8\n  parameters:\n{study}")
        return main(["check", "s.yaml"]), capsys.readouterr().err

    return told


SMALL = FILE.format(world="small")
TAKES = "    world: {one of: [{folder: small}, {folder: large}]}\n"


def test_a_study_on_two_worlds_that_fits(check):
    assert check(SMALL, TAKES) == (0, "")


def test_worlds_that_there_are_not(check):
    status, said = check(
        SMALL, "    world: {one of: [{folder: small}, world2018, {file: no.nc}, {folder: a, size: 3}]}\n"
    )
    assert status == 2
    line = "   13 |     world: {one of: [{folder: small}, world2018, {file: no.nc}, {folder: a, size: 3}]}\n"
    head = f"{line}      |     ^^^^^ got world\n"
    assert said == (
        "s.yaml:13:5  the value world2018 cannot be taken: unknown baseline\n"
        f"{head}expected one of world2017, world2022, toy, {{folder: PATH}}, {{file: PATH}} or {{world: NAME, regions: ...}}\n"
        "do       did you mean world2017?\n\n"
        "s.yaml:13:5  the value {file: no.nc} cannot be taken: the baseline's accounts cannot be used\n"
        f"{head}expected a world that `tradetalks data build` or `tradetalks.save_world` wrote\n\n"
        "s.yaml:13:5  the value {folder: a, size: 3} cannot be taken: unknown key in baseline\n"
        f"{head}expected one of world, regions, sectors, folder, file, accept, repair\n"
        "do       choose from world, regions, sectors, folder, file, accept, repair\n\n"
        "no.nc cannot be read as a world\nexpected a netCDF file that tradetalks.save_world or `tradetalks data build` wrote\n"
        "got      no such file\n"
    )


def test_what_a_world_of_the_study_does_not_have(check):
    text = SMALL.replace("folder: small", "folder: large").replace("sectors: S1", "sectors: [S1, S2]")
    text = text.replace("players: [R0, R1]", "players: [R0, R3]")
    status, said = check(text, f"{TAKES}    fourth: {{act: {{by: R0, on: R3}}, factor: {{uniform: [0, 1]}}}}\n")
    assert status == 2
    assert said == (
        "s.yaml:13:5  the scenario cannot be read on {folder: small}\n"
        "   13 |     world: {one of: [{folder: small}, {folder: large}]}\n"
        "      |     ^^^^^ got world\n"
        "expected names, tables and profiles that fit every world of the study\n"
        "do       leave {folder: small} out, or write acts that fit each: rates on goods, on sectors of the same label, or by "
        "product (a table with a column hs)\n\n"
        "s.yaml:4:15  in {folder: small}: unknown region\n"
        "   4 | players: [R0, R3]\n"
        "     |               ^^ got R3\n"
        "expected one of R0, R1, R2\n"
        "do       choose from R0, R1, R2\n\n"
        "s.yaml:7:48  in {folder: small}: unknown sector\n"
        "   7 |   - {id: second, by: R1, on: R0, sectors: [S1, S2], rate: 10%, from: 2020-02-01, source: made up}\n"
        "     |                                                ^^ got S2\n"
        "expected one of S0, S1\n"
        "do       choose from S0, S1\n\n"
        "s.yaml:14:32  in {folder: small}: unknown region\n"
        "   14 |     fourth: {act: {by: R0, on: R3}, factor: {uniform: [0, 1]}}\n"
        "      |                                ^^ got R3\n"
        "expected one of R0, R1, R2\n"
        "do       choose from R0, R1, R2\n"
    )


def test_what_fits_one_world_alone(folder, scenario, plan):
    """Keys and names of the plan are looked at on every world; what changes nothing on one may change something on another."""
    large = tt.read_scenario(folder / "large.yaml")
    worlds = {"world": plan.parameters["world"]}
    drawn = {
        "third": Parameter(key="model.trade_elasticity.S2", uniform=(2, 3)),
        "strong": Parameter(key="model.scale_elasticity.S0", uniform=(0, 0.05)),
        "on the fourth": Parameter(act={"on": ("R3", "R1")}, factor={"uniform": (0, 1)}),
        "again": Parameter(key="baseline", one_of=("toy", "world2017")),
    }
    with pytest.raises(ScenarioError) as error:
        design_of(large, StudyPlan(parameters=worlds | drawn))
    titles = [block.splitlines()[0] for block in str(error.value).split("\n\n")]
    assert titles == [
        "study: again  this drives the same as world",
        "study: third  in {folder: small}: the value 2.5 cannot be taken: unknown sector",
        "study: on the fourth  in {folder: small}: there is no region R3",
    ]


def test_a_world_has_no_distribution(scenario):
    with pytest.raises(ScenarioError) as error:
        parse_study("parameters:\n  world: {uniform: [2017, 2022]}\n", "s.yaml", scenario)
    assert str(error.value) == (
        "s.yaml:2:10  a world is one of some\n"
        "   2 |   world: {uniform: [2017, 2022]}\n"
        "     |          ^^^^^^^^^^^^^^^^^^^^^^^ got a mapping\n"
        "expected a key `one of` with values of the key baseline"
    )


def test_a_scenario_that_was_changed_after_it_was_read(scenario, plan):
    """Its file is read again for every world, and would not have the change."""
    changed = dataclasses.replace(scenario, acts=scenario.acts[:1])
    with pytest.raises(ScenarioError) as error:
        design_of(changed, StudyPlan(parameters={"world": plan.parameters["world"]}))
    assert str(error.value).split("\n\n") == [
        f"study: world  the value {{folder: {world}}} cannot be taken: this scenario was changed after it was read\n"
        "expected what its file says: it is read again for every world\n"
        "do       write the change into the file, or run a study of each world"
        for world in WORLDS
    ]
    settled = tt.read_scenario(scenario.path, {"model.scale": False})
    assert not design_of(settled, plan).variant(11).scenario(settled).model.scale


def test_a_scenario_that_is_sent_draws_shipped_worlds():
    text = (
        "name: s\ntitle: Sent\nbaseline: world2017\nplayers: [USA, CHN]\n"
        "acts: [{id: a, by: USA, on: CHN, rate: 10%, from: 2018-07-06, source: made up}]\n"
        "study:\n  parameters:\n    world: {one of: [world2017, WORLD]}\n"
    )
    assert parse_untrusted(text.replace("WORLD", "world2022"), "s.yaml").study is not None
    for world in ("{file: /x}", "'{file: /x}'", "[a]", "{world: world2022, folder: /x}"):
        with pytest.raises(ScenarioError) as error:
            parse_untrusted(text.replace("WORLD", world), "s.yaml")
        assert "a scenario that is sent runs on shipped worlds" in str(error.value)


def test_named_elasticities_and_worlds_together(tmp_path):
    """Sets of the same names are matched to the sectors of each; regions of the same label may be other countries."""
    text = (
        "name: s\ntitle: Both\nbaseline: world2022\nplayers: [USA, CHN]\n"
        "acts: [{id: a, by: USA, on: CHN, rate: 10%, from: 2018-07-06, source: made up}]\n"
        "study:\n  sampling: grid\n  parameters:\n    world: {one of: [world2017, world2022]}\n"
        "    elasticities: {one of: [LL2023_psi_half, CP2015_99]}\n"
    )
    (tmp_path / "s.yaml").write_text(text)
    scenario = tt.read_scenario(tmp_path / "s.yaml")
    design = design_of(scenario, scenario.study)
    for k, (world, sectors) in enumerate((("world2017", 23), ("world2017", 23), ("world2022", 28), ("world2022", 28))):
        drawn = design.variant(k).scenario(scenario)
        assert drawn.accounts.attrs["name"] == world and drawn.accounts.sizes["sector"] == sectors
        own = tt.load_world(world, elasticities=("LL2023_psi_half", "CP2015_99")[k % 2])
        np.testing.assert_array_equal(drawn.accounts["trade_elasticity"], own["trade_elasticity"])
    told = json.loads(outcome_frame(scenario, scenario.study).attrs["worlds"])
    assert set(told["lacks"]["region"]) == {"CAN", "MEX", "GBR", "CHE", "TWN", "KOR", "VNM", "SEA"}
    assert told["differs"] == {
        "EU": "European Union (28) in world2017, European Union (27) in world2022",
        "ROW": "other countries in each world",
    }


def test_a_world_merged_is_one_of_the_worlds():
    text = (
        "name: s\ntitle: Merged\nbaseline: world2022\nplayers: [USA, CHN]\n"
        "acts: [{id: a, by: USA, on: CHN, rate: 10%, from: 2018-07-06, source: made up}]\n"
        "study:\n  parameters:\n    world: {one of: [world2022, {world: world2022, regions: {EUR: [EU, GBR, CHE]}}]}\n"
    )
    scenario = parse_untrusted(text, "s.yaml")
    told = json.loads(outcome_frame(scenario, scenario.study).attrs["worlds"])
    merged = "{world: world2022, regions: {EUR: [EU, GBR, CHE]}}"
    assert told["lacks"]["region"] == {"EU": [merged], "GBR": [merged], "CHE": [merged], "EUR": ["world2022"]}
    # The rest of the world is the same in both.
    assert told["differs"] == {}
