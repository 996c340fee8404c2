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
from tradetalks.scenario.read import parse_scenario
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.dated_agenda import spell_weights
from tradetalks.talks.issue import Issue
from tradetalks.talks.spells import STARTS, date_agenda
from tradetalks.talks.tariff_age import mean_age


def test_a_full_rollback_saves_what_the_clock_says_the_impasse_costs(run, talks):
    """Withdrawing every increase of both sides leaves the world of 2017 whatever the elasticities: its worth at a date is the
    cost of the impasse then."""
    both = np.array([float(i.kind == "rollback") for i in talks.agenda.issues])
    steps = [(day, policy_in_force(run.scenario, day)) for day in change_dates(run.scenario)]
    after = economies_of(run.scenario)
    day = talks.deadline + datetime.timedelta(days=365)
    economy = after(mean_age(lambda h: after(round(h, 2)), steps, day))
    war = solve_instruments(economy, instruments_of(economy, steps[-1][1]))
    then = talks.agenda.now.replace(status_quo=war, target_nij=economy.tariff_nij)
    index = [economy.regions.index(s) for s in talks.sides]
    np.testing.assert_allclose(then.payoffs(both)[0], -war.real_income_change_busd.values[index], atol=1e-6)


def test_present_value_by_hand(talks):
    """(T2, T47, T61) Spell by spell, from the deadline to the day on which the mandate ends, discounted to the opening."""
    path, a, w = deal_path_of(talks), talks.assumptions, 54 / 365
    # No side looks further than 4 years from the opening: the spell from the fourth year on is not priced.
    np.testing.assert_allclose(path.years, [0.75, 2.75], atol=1 / 365)
    for name, gains in path.gains.items():
        for k in range(2):
            value = whole = 0.0
            for j, (start, end) in enumerate(pairwise(STARTS)):
                stop = min(end, a.mandate_years[k] - w)
                if stop > start:
                    worth = float(np.exp(-a.rates[k] * (w + start)) * annuity(a.rates[k], stop - start))
                    value, whole = value + gains[j, k] * worth, whole + worth
            assert path.present_value[name][k] == pytest.approx(value, rel=1e-12)
            assert talks.agenda.payoffs(talks.deals[name].x)[0][k] == pytest.approx(value / whole, rel=1e-12)
    assert path.summary().startswith("signed on 2019-03-02")
    # China gains more the longer the tariffs would have stood.
    assert np.all(np.diff(path.gains["Nash"][:, talks.sides.index("CHN")]) > 0)


@pytest.mark.parametrize(
    ("rates", "left"), [((0.05, 0.05), (1.65, 3.85)), ((0.0, 0.3), (0.4, 12.0)), ((0.02, 0.0), (100.0, 0.0))]
)
def test_weights_of_spells(rates, left):
    """(T61) Shares of discounted time, by quadrature; a mandate that is over counts the first spell."""
    found = spell_weights(STARTS, rates=rates, years_left=left)
    np.testing.assert_allclose(found.sum(axis=0), 1.0, rtol=1e-12)
    for k in range(2):
        s = (np.arange(200_000) + 0.5) * left[k] / 200_000
        spell = np.searchsorted(STARTS, s, side="right") - 1
        expected = np.bincount(spell, np.exp(-rates[k] * s), len(STARTS))
        np.testing.assert_allclose(found[:, k], expected / expected.sum(), atol=1e-5)


def test_a_flow_that_never_changes_is_its_own_mean(run, talks):
    """At one date, the price of a deal is that of its equilibrium, whatever the mandates."""
    now = run.equilibria[run.now]
    single = Agenda(now, talks.sides, talks.agenda.issues, now.economy.tariff_nij)
    flat = talks.replace(agenda=single, escalation=np.array([-4.0, -28.0]))
    x = np.full(len(single.issues), 0.3)
    for got, expected in zip(flat.agenda.payoffs(x), single.payoffs(x), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)
    np.testing.assert_allclose(flat.threat, [-4.0, -28.0], rtol=1e-12)
    years = annuity(0.05, np.array([1.8, 4.0])) - annuity(0.05, 54 / 365)
    np.testing.assert_allclose(flat.present_value(np.ones(2)), years, rtol=1e-12)


def test_deals_by_spell(talks):
    """A list of deals, by spell and side: what the mean is made of; spells that count for nobody on demand."""
    rng = np.random.default_rng(1)
    deals = rng.random((3, len(talks.agenda.issues)))
    flows = talks.agenda.flows(deals)
    assert flows.shape == (3, 2, 2)
    for deal, y in zip(deals, flows, strict=True):
        np.testing.assert_allclose(talks.agenda.mean(np.vstack([y, np.zeros(2)])), talks.agenda.payoffs(deal)[0])
    assert talks.agenda.flows(deals[:1], spells=3).shape == (1, 3, 2)


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


def test_a_deal_in_stages_is_worth_what_is_in_force(talks):
    """Half of it after nine months, the whole after almost three years: what these deals are worth then."""
    stages = {datetime.date(2019, 9, 15): 0.5, datetime.date(2020, 12, 1): 1.0}
    back = [issue for issue in talks.agenda.issues if issue.kind == "rollback"]
    whole = talks.agenda.replace(issues=tuple(back))
    staged = talks.agenda.replace(issues=tuple(dataclasses.replace(issue, phase_in=stages) for issue in back))
    found = staged.flows(np.ones(2))[0]
    half, plain = whole.flows(np.array([[0.5, 0.5], [1.0, 1.0]]))
    np.testing.assert_allclose(found, [half[0], plain[1]], atol=1e-6)
    assert np.abs(plain[1:]).min() > 0.1


def test_what_is_scheduled_comes_into_force_without_a_deal(run, talks):
    """A step of the main line half a year after the signing: a spell begins on its day, over the tariffs that it brings."""
    plain = [(day, policy_in_force(run.scenario, day)) for day in change_dates(run.scenario)]
    step = (datetime.date(2019, 9, 1), policy_in_force(run.scenario, datetime.date(2019, 9, 1), "no-deal"))
    after = economies_of(run.scenario)

    def over(status_quo):
        return Agenda(status_quo, talks.sides, talks.agenda.issues, status_quo.economy.tariff_nij)

    given = {"economy_at": after, "opening": talks.opening, "signed": talks.deadline}
    dated = date_agenda(over, steps=[*plain, step], **given)
    np.testing.assert_allclose(dated.starts, [0.0, 183 / 365, 1.5, 4.0])
    tariffs = [spell.agenda.status_quo.tariff.sel(importer="USA", exporter="CHN").mean() for spell in dated.spells]
    assert tariffs[0] == pytest.approx(float(talks.agenda.status_quo.tariff.sel(importer="USA", exporter="CHN").mean()))
    assert (np.diff(tariffs[1:]) == 0).all() and tariffs[1] > tariffs[0] + 0.05


FREE_TRADE = """name: free-trade
title: A free-trade agreement out of the blue
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: spike, by: HOME, on: ABROAD, kind: add, rate: 20%, from: 2020-01-01, until: 2020-12-31, source: made up}
"""


@pytest.mark.parametrize("from_day", [datetime.date(2019, 1, 1), datetime.date(2024, 1, 1)])
def test_where_no_tariff_stands_a_deal_is_as_old_as_its_signing(from_day):
    """Never raised, or raised and taken back: what is signed is all that changes, and trade responds to it ever more."""
    scenario = parse_scenario(FREE_TRADE, "free.yaml", None, {})
    signed = from_day + datetime.timedelta(days=100)
    dates = [day for day in change_dates(scenario) if day < from_day]
    steps = [(day, policy_in_force(scenario, day)) for day in [*dates, from_day]]
    buying = Issue("buying", "purchases", "HOME", "ABROAD", 0.2)

    def over(status_quo):
        return Agenda(status_quo, ("HOME", "ABROAD"), (buying,), status_quo.economy.tariff_nij)

    dated = date_agenda(over, economy_at=economies_of(scenario), steps=steps, opening=from_day, signed=signed)
    assert dated.now.status_quo.economy.horizon_years == 0
    ages = [spell.agenda.status_quo.economy.horizon_years for spell in dated.spells]
    np.testing.assert_allclose(ages, dated.priced, atol=1 / 365)
