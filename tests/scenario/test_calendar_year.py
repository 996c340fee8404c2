"""A calendar year of a scenario: tariffs averaged over its days, the age they had."""

import datetime
from pathlib import Path

import numpy as np
import pytest

from tradetalks.errors import ScenarioError
from tradetalks.scenario.calendar_year import calendar_year
from tradetalks.scenario.economies import economy_by_age
from tradetalks.scenario.policy_path import change_dates, policy_in_force, tariffs_in_force
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.talks.tariff_age import mean_age

ONE_ACT = """name: july
title: One tariff from the first of July
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, kind: add, rate: 20%, from: 2019-07-01, source: made up}
"""


def parse(text):
    return parse_scenario(text, "july.yaml", Path(), {})


@pytest.fixture(scope="module")
def war():
    return read_scenario("us-china-trade-war")


def test_a_year_before_any_act_is_the_baseline(war):
    found = calendar_year(war, 2017)
    assert found.age == 0
    np.testing.assert_allclose(found.tariff.values, war.accounts["tariff"].values, rtol=1e-15)


def test_half_a_year_of_a_tariff():
    """184 of the 365 days of 2019; over them its age goes from nothing to 184 days, the mean is 92."""
    found = calendar_year(parse(ONE_ACT), 2019)
    rate = found.tariff.sel(importer="HOME", exporter="ABROAD").item()
    assert rate == pytest.approx(0.2 * 184 / 365)
    assert found.age == pytest.approx(92 / 365)
    assert found.tariff.sel(importer="ABROAD", exporter="HOME").item() == 0


def test_an_act_that_ends_counts_its_days_alone():
    text = ONE_ACT.replace("from: 2019-07-01", "from: 2019-07-01, until: 2019-07-31")
    rate = calendar_year(parse(text), 2019).tariff.sel(importer="HOME", exporter="ABROAD").item()
    assert rate == pytest.approx(0.2 * 31 / 365)


def test_a_year_in_which_nothing_changes_has_the_tariffs_of_its_first_day_and_the_age_of_its_middle(war):
    """T39 gives the age on a day; over a year without a change it grows by a year, so that the mean is that of the middle."""
    found = calendar_year(war, 2022)
    np.testing.assert_allclose(found.tariff.values, tariffs_in_force(war, datetime.date(2022, 1, 1)).values, rtol=1e-12)
    steps = [(day, policy_in_force(war, day)) for day in change_dates(war)]
    first = mean_age(economy_by_age(war), steps, datetime.date(2022, 1, 1))
    # The purge of imbalances changes the weights of the clock a little.
    assert found.age == pytest.approx(first + 0.5, abs=0.02)


def test_other_instruments_are_refused():
    text = ONE_ACT.replace("kind: add", "kind: set, instrument: export_tax")
    with pytest.raises(ScenarioError) as error:
        calendar_year(parse(text), 2019)
    assert str(error.value) == "july: a year is averaged over import tariffs\ngot      acts on export_tax"


@pytest.mark.parametrize("year", [0, 2019.5, True, "2019", 9999])
def test_what_is_no_year(year, war):
    with pytest.raises(ScenarioError, match="calendar_year: year is out of range"):
        calendar_year(war, year)
