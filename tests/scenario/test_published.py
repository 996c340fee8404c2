"""Published estimates beside a run: matched by who taxes whom, by day and by size; the numbers are the run's own."""

import math
from pathlib import Path

import pandas as pd
import pytest

from tradetalks.scenario.published import average_rise, published_beside, published_estimates, recorded_rise
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.run import run_scenario

SMALL = """name: small
title: Another shock on the same day
baseline: world2017
players: [USA, CHN]
acts:
  - {id: a, by: USA, on: CHN, kind: add, rate: RATE, from: DAY, source: made up}
  - {id: b, by: CHN, on: USA, kind: add, rate: RATE, from: DAY, source: made up}
"""


def costs(text):
    return run_scenario(parse_scenario(text, "small.yaml", Path(), {}), parts={"cost"}).cost


@pytest.fixture(scope="module")
def war():
    return run_scenario(read_scenario("us-china-trade-war"), parts={"cost"}).cost


@pytest.fixture(scope="module")
def beside(war):
    return published_beside(war)


def one(beside, paper, unit, country, measure=""):
    (found,) = [
        b
        for b in beside
        if b.estimate.paper.startswith(paper)
        and (b.estimate.unit, b.estimate.country) == (unit, country)
        and measure in b.estimate.measure
    ]
    return found


def test_the_whole_war_has_every_estimate_of_2018_to_2020(beside):
    before_2025 = [estimate for estimate in published_estimates() if estimate.start.year < 2025]
    assert [b.estimate for b in beside] == before_2025


def test_each_on_the_last_day_with_its_tariffs(beside):
    days = {b.estimate.start.isoformat()[:10]: str(b.moment) for b in beside}
    assert days == {
        "2018-09-24": "2019-01-01",
        "2019-06-01": "2019-06-01",
        "2019-09-01": "2019-09-01",
        "2020-02-14": "2020-02-14",
    }


def test_ours_is_the_runs_own_number(war, beside):
    measured = one(beside, "Amiti, Redding & Weinstein, JEP", "bn USD a month", "USA", "deadweight")
    on_the_day = war.on_the_day[measured.moment].real_income_change_busd.sel(region="USA").item()
    assert measured.ours == pytest.approx(on_the_day / 12)
    welfare = one(beside, "Zhou", "% of GDP", "CHN")
    assert welfare.ours == war.equilibria[welfare.moment].real_income_change.sel(region="CHN").item()
    assert math.isnan(one(beside, "Amiti, Gomez", "%", "USA").ours)


def test_at_every_assumption_about_elasticities(war, beside):
    """The file's own first; on the day where theirs is a first year."""
    welfare = one(beside, "Zhou", "% of GDP", "CHN")
    assert welfare.by_case == {
        name: case.equilibria[welfare.moment].real_income_change.sel(region="CHN").item()
        for name, case in war.cases.items()
    }
    assert welfare.by_case["high"] < welfare.ours < welfare.by_case["low"] and welfare.by_case["stated"] == welfare.ours
    measured = one(beside, "Amiti, Redding & Weinstein, JEP", "bn USD a month", "USA", "deadweight")
    today = war.scale["high"].on_the_day[measured.moment].real_income_change_busd.sel(region="USA").item()
    assert measured.by_case["high"] == pytest.approx(today / 12)
    assert one(beside, "Amiti, Gomez", "%", "USA").by_case == {}


def test_trade_of_the_two(war, beside):
    """China's exports to the United States, goods, long run: read from the table of trade that the report shows."""
    exports = one(beside, "Li, Balistreri", "%", "CHN", "exports")
    solved = war.equilibria[exports.moment]
    goods = list(war.economy.goods)
    new = solved.flows.sel(importer="USA", exporter="CHN", sector=goods).sum().item()
    n, i = (war.economy.regions.index(region) for region in ("USA", "CHN"))
    old = war.economy.flows_nij[n, i, war.economy.goods_index].sum()
    assert exports.ours == pytest.approx(100 * (new / old - 1))


def test_duty_paid_is_negative_and_a_rise_of_revenue(war, beside):
    paid = one(beside, "Amiti, Redding & Weinstein, JEP", "bn USD a month", "USA", "tariff payments")
    before = float((war.economy.tariff_nij * war.economy.flows_nij)[war.economy.regions.index("USA")].sum())
    revenue = war.on_the_day[paid.moment].tariff_revenue.sel(region="USA").item()
    assert paid.ours == pytest.approx(-(revenue - before) / 12) and paid.ours < 0


def test_the_record_and_the_acts_rise_together(war):
    """The shipped acts follow the published averages in proportion; the weights of world2017 make them a third higher.

    In May 2019 they do not: the record has that step on 1 June, with China's answer."""
    for moment in war.dates:
        day = pd.Timestamp(moment.date)
        recorded = recorded_rise(day, ("USA", "CHN"))
        if day == pd.Timestamp(2019, 5, 10):
            continue
        assert average_rise(war.equilibria[moment], ("USA", "CHN")) / recorded == pytest.approx(1.326, abs=0.001)


@pytest.mark.parametrize(
    ("rate", "day", "matches"),
    [
        ("9%", "2019-01-07", True),
        ("2%", "2019-01-07", False),
        ("60%", "2019-01-07", False),
        ("9%", "2018-09-01", False),
        ("9%", "2016-01-01", False),
    ],
)
def test_another_shock_or_another_day_has_nothing_beside_it(rate, day, matches):
    found = published_beside(costs(SMALL.replace("RATE", rate).replace("DAY", day)))
    assert bool(found) == matches


def test_one_side_alone_is_another_shock():
    text = SMALL.replace("RATE", "9%").replace("DAY", "2019-01-07")
    alone = "\n".join(line for line in text.splitlines() if "id: b" not in line)
    assert published_beside(costs(alone)) == ()
