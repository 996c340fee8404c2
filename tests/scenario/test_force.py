"""What is in force on a day."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.data import record
from tradetalks.scenario.policy_path import acts_in_force, change_dates, policy_in_force, tariffs_in_force
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.reading.library import shipped_scenarios

HEAD = "name: x\ntitle: y\nbaseline: toy\nacts:\n"


def toy(*acts: str):
    return parse_scenario(HEAD + "".join(f"  - {{{a}, source: s}}\n" for a in acts), "x.yaml", Path(), {})


def rate(scenario, day) -> float:
    return tariffs_in_force(scenario, day).sel(importer="HOME", exporter="ABROAD", sector="GOOD").item()


def test_kinds_apply_by_date():
    scenario = toy(
        "id: c, by: HOME, on: ABROAD, kind: multiply, rate: 2, from: 2020-03-01",
        "id: a, by: HOME, on: ABROAD, kind: set, rate: 25%, from: 2020-01-01",
        "id: b, by: HOME, on: ABROAD, rate: 0.05, from: 2020-02-01, until: 2020-04-30",
        "id: d, by: HOME, kind: remove, of: a, from: 2020-06-01",
    )
    days = {"2019-12-31": 0.0, "2020-01-01": 0.25, "2020-02-01": 0.30, "2020-03-01": 0.60, "2020-04-30": 0.60}
    days |= {"2020-05-01": 0.50, "2020-06-01": 0.0}
    for day, expected in days.items():
        assert rate(scenario, date.fromisoformat(day)) == pytest.approx(expected), day
    assert change_dates(scenario) == tuple(map(date.fromisoformat, (
        "2020-01-01", "2020-02-01", "2020-03-01", "2020-05-01", "2020-06-01"
    )))  # fmt: skip
    assert [a.id for a in acts_in_force(scenario, date(2020, 3, 1))] == ["a", "b", "c"]


def test_an_act_until_the_last_day_there_is_stays():
    scenario = toy("id: a, by: HOME, on: ABROAD, rate: 5%, from: 2020-01-01, until: 9999-12-31")
    assert change_dates(scenario) == (date(2020, 1, 1),)
    assert rate(scenario, date(2500, 1, 1)) == pytest.approx(0.05)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)))
def test_order_in_the_file_does_not_matter(order):
    acts = [f"id: a{k}, by: HOME, on: ABROAD, kind: {kind}, rate: 0.3, from: 2020-0{k + 1}-01"
            for k, kind in enumerate(("set", "add", "multiply", "add"))]  # fmt: skip
    expected = rate(toy(*acts), date(2021, 1, 1))
    assert rate(toy(*(acts[k] for k in order)), date(2021, 1, 1)) == pytest.approx(expected)


def test_other_instruments_reach_the_policy():
    scenario = toy(
        "id: a, by: HOME, on: ABROAD, instrument: export_tax, rate: 0.1, from: 2020-01-01",
        "id: b, by: HOME, instrument: production_subsidy, rate: 0.05, from: 2020-01-01",
    )
    policy = policy_in_force(scenario, date(2020, 1, 1))
    assert policy.export_tax.sel(importer="ABROAD", exporter="HOME").item() == 0.1
    assert policy.production_subsidy.sel(region="HOME").item() == 0.05
    assert policy_in_force(scenario, date(2019, 1, 1)).export_tax is None


def running_share(scenario, day, by, on, branch=None) -> float:
    increase = record.load_tariff_increase()
    sectors = list(increase.sector.values)
    added = tariffs_in_force(scenario, day, branch) - scenario.accounts["tariff"]
    shares = added.sel(importer=by, exporter=on, sector=sectors).values / increase.loc[by, on].values
    assert np.ptp(shares) < 1e-9
    return float(shares[0])


def test_the_war_follows_the_published_averages():
    scenario = read_scenario("us-china-trade-war")
    averages = record.load_average_tariffs().set_index("date").loc[:"2020-02-14"]
    for by, on, column in (("USA", "CHN", "us_on_china"), ("CHN", "USA", "china_on_us")):
        series = averages[column]
        expected = (series - series.iloc[0]) / (series.loc["2019-09-01"] - series.iloc[0])
        for day, share in expected.items():
            assert running_share(scenario, day.date(), by, on) == pytest.approx(share, abs=1e-6), (by, day)
    assert running_share(scenario, date(2019, 5, 10), "USA", "CHN") == pytest.approx(0.804457, abs=1e-6)


def test_beijing_branches():
    scenario, war = read_scenario("beijing-2019"), read_scenario("us-china-trade-war")
    day = date(2019, 3, 2)
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        assert running_share(scenario, day, by, on, "september-2019") == pytest.approx(1.0, abs=1e-8)
        assert running_share(scenario, day, by, on, "rollback") == pytest.approx(0.0, abs=1e-8)
        assert running_share(scenario, day, by, on, "no-deal") == pytest.approx(
            running_share(war, date(2019, 6, 1), by, on), abs=1e-8
        )


def test_shipped_scenarios_read():
    for name in shipped_scenarios():
        if name != "nafta-1993":
            assert read_scenario(name).name == name
