"""Accounts of one's own under a scenario: limits, doubts, tariffs inside a region, elasticities that nobody uses."""

from pathlib import Path

import numpy as np
import pytest

from tests.scenario.test_messages import shown, told
from tests.worlds import random_accounts, write_tables
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.run import run_scenario

HEAD = "name: x\ntitle: y\nbaseline: {folder: world%s}\n"


def own(tmp_path, accounts, body: str, more: str = ""):
    write_tables(accounts, tmp_path / "world")
    return parse_scenario(HEAD % more + body, "x.yaml", tmp_path, {})


def test_specific_duties_of_778_percent(validation):
    scenario = read_scenario(validation / "cases" / "12-tariff-above-500" / "s.yaml")
    assert float(scenario.accounts["tariff"].max()) == pytest.approx(7.78)
    run = run_scenario(scenario)
    (solved,) = run.cost.equilibria.values()
    assert float(solved.real_income_change.sel(region="JPN")) == pytest.approx(4.629, abs=5e-4)


@pytest.mark.parametrize("name", ["s", "s2"])
def test_without_scale_economies_check_and_run_agree(validation, name):
    scenario = read_scenario(validation / "cases" / "22-scale-off-still-refused" / f"{name}.yaml")
    assert scenario.notes == ()
    assert not economy_of(scenario).has_scale
    assert run_scenario(scenario).residual < 1e-8


def inside():
    """A world whose R0 is made of countries with tariffs among them, in S0."""
    accounts = random_accounts(3)
    accounts["tariff"].loc[{"importer": "R0", "exporter": "R0", "sector": "S0"}] = 0.05
    bought = ((1 + accounts["tariff"]) * accounts["flows"]).sum("exporter").rename(importer="region")
    accounts["final_use"] = bought - accounts["intermediate_use"].sum("using_sector").rename(input="sector")
    return accounts


ACT = "acts:\n  - {id: free, by: R0, on: R0, %skind: set, rate: 0, from: 2026-01-01, source: s}\n"


def test_a_tariff_inside_a_region(tmp_path):
    scenario = own(tmp_path, inside(), ACT % "", ", accept: own_tariffs")
    assert scenario.acts[0].cells == (("R0", "R0", "S0", 0.0),)
    assert [str(note) for note in scenario.notes] == [
        "x.yaml:5:10  act free is on what R0 buys from itself\n"
        "do       the accounts do not tell home sales from trade among its countries: the rate is on both"
    ]
    tariff = policy_in_force(scenario, scenario.dates[0]).tariff
    assert np.all(np.diagonal(tariff.values, axis1=0, axis2=1) == 0)
    (solved,) = run_scenario(scenario).cost.equilibria.values()
    assert float(solved.real_income_change.sel(region="R0")) != 0


def test_no_tariff_inside_where_the_accounts_have_none(tmp_path):
    write_tables(inside(), tmp_path / "world")
    text = HEAD % "" + ACT % "sectors: S1, "
    assert told(text, tmp_path) == shown(
        text, 5, "R0", "this act reaches nobody", "another region than R0", "by sets, on is hit"
    )


def test_doubts_are_notes_and_are_accepted_by_name(tmp_path):
    scenario = own(tmp_path, inside(), "dates: [2026-01-01]\n")
    (note,) = scenario.notes
    assert note.where == "x.yaml:3:11"
    assert note.do == "write `accept: [own_tariffs]` beside folder to take it as it is"
    text = HEAD % ", accept: own_tariff" + "dates: [2026-01-01]\n"
    names = "size, dispersion, tariffs, own_tariffs, home_shares, repair"
    assert told(text, tmp_path) == shown(
        text, 3, "own_tariff", "unknown doubt", f"one of {names}", "did you mean own_tariffs?"
    )


def test_a_file_that_names_no_baseline_runs_on_the_latest_world():
    text = "name: x\ntitle: y\nacts:\n  - {id: a, by: USA, on: VNM, rate: 10%, from: 2026-01-01, source: s}\n"
    scenario = parse_scenario(text, "x.yaml", Path(), {})
    assert scenario.accounts.attrs["name"] == "world2022"
    assert [str(note) for note in scenario.notes] == [
        "x.yaml:1:1  no baseline is named: world2022, 15 regions and 28 sectors, 2022, balanced, is taken\n"
        "do       write `baseline: world2022`, or another of `tradetalks list`"
    ]
    named = text.replace("acts", "baseline: world2022\nacts")
    assert parse_scenario(named, "x.yaml", Path(), {}).notes == ()


def test_what_only_the_first_world_has():
    head = "name: x\ntitle: y\nbaseline: world2022\n"
    text = head + (
        "acts:\n  - {id: a, by: USA, on: CHN, profile: tariff_increase_2018_2019, from: 2026-01-01, source: s}\n"
    )
    assert told(text) == shown(
        text,
        5,
        "tariff_increase_2018_2019",
        "the profile is by sector of world2017; this baseline has no WPP, MET",
        "baseline: world2017",
        "write rates by sector, or tariffs_from",
    )
    text = head + "model: {elasticities: LL2023_mining_as_minerals}\ndates: [2026-01-01]\n"
    title = "world2022 has no rows of the set of elasticities 'LL2023_mining_as_minerals'"
    assert f"x.yaml:4:23  {title}\n" in told(text)
