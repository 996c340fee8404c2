"""Dollars a household, and what a scenario has cost by calendar year: recomputed by hand, and a closed form."""

import datetime
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.worlds import random_accounts, write_tables
from tradetalks.economy.solve import solve
from tradetalks.scenario.economies import economy_by_age
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.results.by_year import clock_days, year_later
from tradetalks.scenario.run import run_scenario

# The only act of a scenario begins on the first of July 2018 and ends, changes or stays; the last date is in March 2020.
HEAD = "name: y\ntitle: years\nbaseline: world2017\nplayers: [USA, CHN]\n"
ACT = """acts:
  - {id: a, by: USA, on: CHN, kind: add, rate: 25%, from: 2018-07-01, source: made up}
dates: [2018-07-01, 2020-03-01]
"""
FIXED = "model: {horizon_years: 4, scale: false}\n"
BACK = """branches:
  off: {title: It ends, acts: [{id: c, by: USA, kind: remove, of: a, from: 2020-04-01, source: made up}]}
"""


def cost_of(text, folder=Path()):
    return run_scenario(parse_scenario(text, "years.yaml", folder, {}), parts=["cost"]).cost


@pytest.fixture(scope="module")
def fixed():
    return cost_of(HEAD + FIXED + ACT + BACK)


@pytest.fixture(scope="module")
def dated():
    return cost_of(HEAD + "model: {scale: false}\n" + ACT)


def test_days_of_a_clock():
    day = datetime.date
    changes = (day(2018, 7, 1), day(2019, 5, 10), day(2021, 1, 1))
    found = clock_days(changes[0], day(2020, 2, 29), changes)
    ends = [changes[0], day(2019, 1, 1), changes[1], day(2020, 1, 1), day(2020, 2, 29), day(2021, 2, 28)]
    assert set(ends) <= set(found) and found == sorted(set(found))
    assert changes[2] not in found
    assert (found[0], found[-1]) == (ends[0], ends[-1])
    assert max((b - a).days for a, b in itertools.pairwise(found)) <= 92
    assert year_later(day(2019, 3, 1)) == day(2020, 3, 1)
    once = clock_days(changes[0], changes[0], changes)
    assert (once[0], once[-1], len(once)) == (day(2018, 7, 1), day(2019, 7, 1), 5)


def test_at_a_fixed_horizon_every_day_costs_the_same(fixed):
    """Closed form: the flow times the share of the year, counted in days over 365."""
    flow = fixed.equilibria[fixed.now].real_income_change_busd
    shares = np.array([184, 365, 60]) / 365
    found = fixed.by_year
    assert list(found["year"].values) == [2018, 2019, 2020]
    np.testing.assert_allclose(found["share_of_year"], shares)
    np.testing.assert_allclose(found["real_income_change_in_year"], shares[:, None] * flow.values, rtol=1e-7)
    np.testing.assert_allclose(found["real_income_change_to_date"], shares.cumsum()[:, None] * flow.values, rtol=1e-7)
    percent = fixed.equilibria[fixed.now].real_income_change
    np.testing.assert_allclose(found["real_income_change_in_year_percent"][1], percent, rtol=1e-6)
    np.testing.assert_allclose(found["real_income_change_year_ahead"], flow, rtol=1e-7)


def test_by_year_against_a_sum_over_weeks(dated):
    """An independent twin: the age of the only act is the time since, a flow every week, midpoint rule."""
    scenario = dated.scenario
    economy_at, first = economy_by_age(scenario), datetime.date(2018, 7, 1)

    def flow(day):
        age = (day - first).days / 365
        return solve(economy_at(age), policy_in_force(scenario, day)).real_income_change_busd.values

    days = [first + datetime.timedelta(days=7 * k + 3) for k in range(0, 26, 2)]
    wanted = np.mean([flow(day) for day in days], axis=0) * 184 / 365
    found = dated.by_year["real_income_change_in_year"].sel(year=2018).values
    np.testing.assert_allclose(found, wanted, rtol=0.02, atol=1e-3)
    # Without scale economies buyers find others in time, and the country that imposed nothing loses less of it every year.
    by_year = dated.by_year["real_income_change_in_year_percent"].sel(region="CHN")
    assert by_year.sel(year=2018) < by_year.sel(year=2019) < 0


def test_the_year_ahead_against_a_sum_over_fortnights(dated):
    """Nobody's flow changes sign: half a percent at most, as docs/model.md says."""
    economy_at, first, last = economy_by_age(dated.scenario), datetime.date(2018, 7, 1), dated.now.date
    policy = policy_in_force(dated.scenario, last)
    ages = [((last - first).days + 14.6 * (k + 0.5)) / 365 for k in range(25)]
    flows = [solve(economy_at(age), policy).real_income_change_busd.sel(region=["USA", "CHN"]).values for age in ages]
    found = dated.by_year["real_income_change_year_ahead"].sel(region=["USA", "CHN"])
    np.testing.assert_allclose(found, np.mean(flows, axis=0), rtol=0.005)


def test_dollars_a_household_by_hand(fixed):
    """(Ŵ − 1) I from raw flows and prices, over the households of the shipped table."""
    solved = fixed.equilibria[fixed.now]
    economy, values = fixed.economy, solved.values
    income = ((1 + economy.tariff_nij) * economy.flows_nij).sum(axis=(1, 2)) - np.einsum(
        "nkj,nj->n", economy.gamma_ikj, economy.sales_ij
    )
    lost = values.income_n / values.price_index_hat_n - income
    usa = economy.regions.index("USA")
    per_household, per_person = fixed.per_household(solved), fixed.per_person(solved)
    assert per_household.sel(region="USA") == pytest.approx(1000 * lost[usa] / 126.2, rel=1e-6)
    assert per_person.sel(region="USA") == pytest.approx(1000 * lost[usa] / 326.609, rel=1e-6)
    assert per_household.units == "USD a year" and "memory" in per_household.source
    data = fixed.to_dataset()
    np.testing.assert_allclose(data["real_income_change_per_household"].sel(date="2020-03-01"), per_household)
    assert abs(data["branch_real_income_change_per_person"].sel(branch="off")).max() < 1e-3


def test_accounts_that_count_nobody_leave_it_out(tmp_path):
    write_tables(random_accounts(3), tmp_path / "mine")
    text = HEAD.replace("world2017", "{folder: mine}").replace("[USA, CHN]", "[R0, R1]")
    run = cost_of(text + FIXED + ACT.replace("USA", "R0").replace("CHN", "R1"), tmp_path)
    solved = run.equilibria[run.now]
    assert run.per_household(solved) is None and run.per_person(solved) is None and run.jobs_of_people(solved) is None
    assert not [name for name in run.to_dataset() if "per_" in name or "people" in name]


def test_people_who_change_their_sector(tmp_path):
    """Where the accounts count jobs: those of a sector times its change of employment."""
    jobs = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    write_tables(random_accounts(3), tmp_path / "mine")
    file = tmp_path / "mine" / "final_use_and_value_added.csv"
    pd.read_csv(file).assign(employment_million=jobs.ravel()).to_csv(file, index=False)
    text = HEAD.replace("world2017", "{folder: mine}").replace("[USA, CHN]", "[R0, R1]")
    run = cost_of(text + FIXED + ACT.replace("USA", "R0").replace("CHN", "R1"), tmp_path)
    solved = run.equilibria[run.now]
    wanted = 1000 * jobs * solved.employment_change.values / 100
    np.testing.assert_allclose(run.jobs_of_people(solved), wanted, rtol=1e-12)
    assert run.to_dataset()["jobs_change_people"].units == "thousand jobs"


def test_nothing_in_force_by_the_last_date():
    run = cost_of(HEAD + FIXED + "dates: [2018-01-01]\n")
    assert run.clock is None and run.by_year is None
    assert "year" not in run.to_dataset().dims
