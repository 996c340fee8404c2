"""Deals on the calendar (T47) and the clock's integral."""

import dataclasses
import datetime
from itertools import pairwise

import numpy as np
import pytest

from tradetalks.bargaining.discounting import annuity
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.solve import solve_instruments
from tradetalks.scenario.economies import economies_of
from tradetalks.scenario.negotiate import clock_of, deal_path_of
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.talks.deal_path import PRICED_YEARS, PRICES_HOLD_FROM, run_deals
from tradetalks.talks.impasse_clock import mean_age


def test_a_full_rollback_saves_what_the_clock_says_the_impasse_costs(run, talks):
    """Withdrawing every increase of both sides leaves the world of 2017 whatever the elasticities: its worth at a date is the
    cost of the impasse then."""
    both = np.array([float(i.kind == "rollback") for i in talks.agenda.issues])
    steps = [(day, policy_in_force(run.scenario, day)) for day in change_dates(run.scenario)]
    after = economies_of(run.scenario)
    day = talks.deadline + datetime.timedelta(days=365)
    economy = after(mean_age(lambda h: after(round(h, 2)), steps, day))
    war = solve_instruments(economy, instruments_of(economy, steps[-1][1]))
    then = talks.agenda.replace(status_quo=war, target_nij=economy.tariff_nij)
    index = [economy.regions.index(s) for s in talks.sides]
    np.testing.assert_allclose(then.payoffs(both)[0], -war.real_income_change_busd.values[index], atol=1e-6)


def test_present_value_by_hand(run, talks):
    path = deal_path_of(run, talks)
    a = talks.assumptions
    for name, gains in path.gains.items():
        for k in range(2):
            value = 0.0
            for j, start in enumerate(PRICES_HOLD_FROM):
                stop = min(PRICES_HOLD_FROM[j + 1] if j + 1 < len(PRICES_HOLD_FROM) else np.inf, a.mandate_years[k])
                if stop > start:
                    value += gains[j, k] * float(np.exp(-a.rates[k] * start) * annuity(a.rates[k], stop - start))
            assert path.present_value[name][k] == pytest.approx(value, rel=1e-12)
    assert len(path.years) == len(PRICED_YEARS) and path.summary().startswith("signed on 2019-03-02")
    # China gains more the longer the tariffs would have stood.
    assert np.all(np.diff(path.gains["Nash"][:, talks.sides.index("CHN")]) > 0)


def weekly_integral(run, day):
    """Billion dollars from the first act to ``day``: the flow in the middle of every week, or of what a step leaves of it."""
    after = economies_of(run.scenario)
    steps = [(start, policy_in_force(run.scenario, start)) for start in change_dates(run.scenario)]
    edges = sorted({*(start for start, _ in steps if start < day), day})
    total, economies = np.zeros(2), {}

    def at(horizon):
        return economies.setdefault(round(horizon, 2), after(round(horizon, 2), share_preconditioner=True))

    for opens, closes in pairwise(edges):
        parts = max(1, round((closes - opens).days / 7))
        for k in range(parts):
            middle = opens + (closes - opens) * (2 * k + 1) / (2 * parts)
            economy = at(mean_age(at, steps, middle))
            policy = next(p for start, p in reversed(steps) if start <= middle)
            flow = solve_instruments(economy, instruments_of(economy, policy)).real_income_change_busd
            total += flow.sel(region=["USA", "CHN"]).values * (closes - opens).days / parts / 365
    return total


def test_the_clock_integrates_step_by_step(run):
    """A finer clock costs the same: between two steps the flow is nearly straight, at a step it jumps."""
    coarse, fine = clock_of(run), clock_of(run, days=9)
    day = run.scenario.talks.opening
    a, b = (c.so_far[c.days.index(day)] for c in (coarse, fine))
    np.testing.assert_allclose(a, b, rtol=1e-9)
    # Two years in half-yearly or quarterly steps: 29 million dollars apart for the United States, 9 for China.
    np.testing.assert_allclose(coarse.so_far[-1], fine.so_far[-1], atol=0.035)
    assert weekly_integral(run, day) == pytest.approx(a, abs=0.01)
    np.testing.assert_allclose(coarse.per_week * 365 / 7, -coarse.flows, rtol=1e-12)


def test_a_deal_in_stages_is_worth_what_is_in_force(run, talks):
    """Nothing of it after half a year, half after a year and a half, the whole after three: what these deals are worth then."""
    stages = {datetime.date(2019, 9, 15): 0.5, datetime.date(2020, 12, 1): 1.0}
    back = [issue for issue in talks.agenda.issues if issue.kind == "rollback"]
    days = {"steps": [(day, policy_in_force(run.scenario, day)) for day in change_dates(run.scenario)]}
    after = economies_of(run.scenario)
    given = days | {"economy_at": lambda horizon: after(round(horizon, 2)), "signed": talks.deadline}
    given |= {"rates": talks.assumptions.rates, "mandate_years": talks.assumptions.mandate_years}
    whole = talks.agenda.replace(issues=tuple(back))
    staged = talks.agenda.replace(issues=tuple(dataclasses.replace(issue, phase_in=stages) for issue in back))
    found = run_deals(staged, {"all": np.ones(2)}, **given).gains["all"]
    plain = run_deals(whole, {"half": np.full(2, 0.5), "all": np.ones(2)}, **given).gains
    expected = [np.zeros(2), plain["half"][1], *plain["all"][2:]]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert np.abs(plain["all"]).min() > 0.1
