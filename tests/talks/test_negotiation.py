"""The talks on the economy: payoffs re-solved from scratch, derivatives, frontier, rivalry, clock, odds, enforcement."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import tradetalks as tt
from tests.talks.conftest import flat_talks
from tradetalks.bargaining.solutions import lift_all, nash_bargain
from tradetalks.bargaining.zone import find_zone
from tradetalks.economy.solve import Anderson, solve_instruments
from tradetalks.errors import TalksError
from tradetalks.scenario.negotiate import clock_of, negotiation_of, rollback_without_scale, worth_of_levels
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.bargaining_set import SCHEDULED_STEP
from tradetalks.talks.impasse_clock import run_clock
from tradetalks.talks.issue import Issue
from tradetalks.talks.negotiation import Negotiation


def test_payoffs_are_those_of_the_economy_solved_from_scratch(talks):
    """(T37) at random deals, in the first and the last spell: the same gains from a cold solve at a tighter tolerance, stated
    values added."""
    rng = np.random.default_rng(0)
    for agenda in (talks.agenda.spells[0].agenda, talks.agenda.spells[-1].agenda):
        for x in rng.random((2, len(agenda.issues))):
            solved = solve_instruments(agenda.status_quo.economy, agenda.policy(x), method=Anderson(tolerance=1e-12))
            k = [solved.economy.regions.index(s) for s in agenda.sides]
            everyone = (solved.real_income_change_busd - agenda.status_quo.real_income_change_busd).values
            stated = np.array([-1.0, 2.0])[:: 1 if agenda.sides[0] == "CHN" else -1] * x[-1]
            everyone[k] += stated
            np.testing.assert_allclose(agenda.payoffs(x)[0], everyone[k], atol=1e-5)
            np.testing.assert_allclose(agenda.gains(x), everyone, atol=1e-5)


def test_payoff_derivatives(talks):
    """(T37, T61) The Jacobian of the mean over the calendar, phased-in issues included."""
    x = np.full(len(talks.agenda.issues), 0.4)
    _, jac = talks.agenda.payoffs(x)
    for k in range(len(x)):
        step = 1e-4 * np.eye(len(x))[k]
        slope = (talks.agenda.payoffs(x + step)[0] - talks.agenda.payoffs(x - step)[0]) / 2e-4
        np.testing.assert_allclose(jac[:, k], slope, rtol=1e-4, atol=1e-4)


def test_impasse_is_worth_nothing(talks):
    np.testing.assert_allclose(talks.agenda.payoffs(np.zeros(len(talks.agenda.issues)))[0], 0.0, atol=1e-6)


@pytest.mark.parametrize(
    ("scale", "usa", "chn", "rivalry"), [(True, 0.009, 0.558, 0.016), (False, 0.018, 0.105, 0.173)]
)
def test_full_rollback_and_the_rivalry_that_undoes_it(run, scale, usa, chn, rivalry):
    """With flows of the long run: rivalry near 0.02 and 0.17 keeps the tariffs."""
    negotiation = flat_talks(run, scale=scale)
    economy = negotiation.agenda.status_quo.economy
    income = economy.income_n[[economy.regions.index(s) for s in negotiation.sides]]
    np.testing.assert_allclose(100 * negotiation.bargaining_set.full_rollback / income, [usa, chn], atol=6e-4)
    assert negotiation.bargaining_set.rollback_relative_gains[0] == pytest.approx(rivalry, abs=2e-3)


def test_on_the_calendar_a_rollback_alone_costs_the_united_states(run, talks):
    """Up to the end of its mandate tariffs a year old pay: terms of trade move at once, scale economies come late."""
    flat = negotiation_of(run, scale=False)
    for negotiation in (talks, flat):
        usa, chn = negotiation.bargaining_set.full_rollback
        assert usa < 0.5 < 10 < chn
    # It is what the impasse costs, spell by spell, which needs no deal to be priced.
    without = rollback_without_scale(run.scenario, talks)
    np.testing.assert_allclose(without, flat.bargaining_set.full_rollback, atol=1e-5)


def test_with_every_bilateral_tariff_free_the_zone_closes_only_near_one(run):
    """Two-sided rivalry: each sector's rollback is its own issue, both ways."""
    now = run.equilibria[run.now]
    issues = tuple(
        Issue(f"{by} {sector}", "rollback", by, to, 1.0, (sector,))
        for by, to in (("USA", "CHN"), ("CHN", "USA"))
        for sector in run.economy.goods
    )
    agenda = Agenda(now, ("USA", "CHN"), issues, run.economy.tariff_nij)
    negotiation = Negotiation(agenda, np.array([-4.0, -28.0]), date(2019, 1, 7), date(2019, 3, 2))
    found = negotiation.bargaining_set.relative_gains_frontier((1.0,))
    assert found.k1[0] * found.k2[0] == pytest.approx(1.0, abs=0.02)


def test_deals_lie_on_the_frontier_and_are_individually_rational(talks):
    assert not talks.zone.empty
    for deal in talks.deals.values():
        assert np.all(deal.u >= -1e-6)
        assert deal.frontier_gap < 1e-3
        # The frontier has a kink where an issue reaches its bound: between 21 points its spline is off by up to one percent.
        assert talks.frontier.best(0, deal.u[1]) == pytest.approx(deal.u[0], rel=0.015)


def test_odds_add_up(talks):
    odds = talks.odds
    np.testing.assert_allclose(odds.odds.sum(axis=1), 1.0, atol=1e-9)
    assert (odds.band[..., 0] <= odds.odds + 1e-12).all() and (odds.odds <= odds.band[..., 1] + 1e-12).all()
    assert odds.game.converged.all() and odds.game.quoted
    # Half of the weight each, before any deadline with priced stakes: together lies half way.
    assert not odds.weight.deadlines
    np.testing.assert_allclose(odds.odds[2], odds.odds[:2].mean(axis=0), atol=1e-9)
    assert talks.attrition.blinks_first.sum() == pytest.approx(1.0)


def test_faster_answers_keep_more_deals(talks):
    x = talks.deals["Nash"].x
    quick, slow = (
        talks.replace(assumptions=replace(talks.assumptions, lag_years=lag, purchase_lag_years=lag))
        for lag in (0.25, 5.0)
    )
    assert quick.compliance.enforcement(x).self_enforcing
    assert not slow.compliance.enforcement(x).self_enforcing


def test_slower_answers_leave_fewer_deals(talks):
    """What both can have among kept deals: nearly all while answers are quick, less as they lag; its deal is kept at that lag."""
    assert talks.compliance.self_enforcing_surplus(0.25) == pytest.approx(talks.zone.max_min_surplus, rel=5e-3)
    problem = talks.compliance.self_enforcing_problem(8.0)
    slow = lift_all(problem, problem.reservation, np.ones(2), starts=1)
    assert slow.feasible and 0 < slow.slack[0] < 0.9 * talks.zone.max_min_surplus
    late = talks.replace(assumptions=replace(talks.assumptions, lag_years=8.0))
    assert late.compliance.enforcement(slow.x).slack.min() > -1e-4


@pytest.mark.slow
def test_the_price_of_a_late_answer(talks):
    margins = [talks.compliance.self_enforcing_surplus(lag) for lag in (7.0, 8.0)]
    assert find_zone(
        talks.compliance.self_enforcing_problem(8.0), starts=2, box=False
    ).max_min_surplus == pytest.approx(margins[1], rel=1e-6)
    assert talks.compliance.price_of_delay(7.0, step=1.0) == pytest.approx(margins[0] - margins[1], rel=1e-6)
    assert margins[0] > margins[1]


def test_levels_are_nested(run, talks):
    """Each level's gains are those of its own Nash bargain, found anew within its mandate; more may be signed higher up."""
    plan = run.scenario.talks
    rows = worth_of_levels(talks, plan)
    assert [name for name, _, _ in rows] == ["vice-ministers", "ministers", "leaders"]
    for (_, _, gains), level in zip(rows, plan.levels, strict=True):
        problem = talks.bargaining_set.problem_under(SCHEDULED_STEP)
        mandate = problem.restricted(problem.lower, level.upper(plan.issues))
        deal = nash_bargain(mandate, starts=2).raise_if_failed()
        np.testing.assert_allclose(gains, deal.u, rtol=1e-4, atol=1e-6)
        assert (deal.x <= level.upper(plan.issues) + 1e-9).all()
    products = [(gains - talks.threat).prod() for _, _, gains in rows]
    assert products[0] < products[1] < products[2]


def test_the_longer_it_lasts_the_more_both_lose(run):
    """The clock: China's loss a day grows with the age of the same tariffs, the United States' slower."""
    clock = clock_of(run)
    day = clock.days.index(run.scenario.talks.deadline)
    later = clock.per_day[day:]
    assert np.all(np.diff(later[:, 1]) > 0)
    assert np.all(np.diff(later[:, 0]) > 0)
    assert (later[-1] - later[0])[0] < (later[-1] - later[0])[1]


def test_compatible_texts_need_no_waiting(talks):
    easy = talks.replace(assumptions=replace(talks.assumptions, demand=(0.4, 0.4)))
    assert easy.compatible
    assert easy.odds.game.compatible.mean() > 0.9 and easy.odds.game.mean[0] > 0.9
    # The record knows of deadlines that passed for less.
    assert easy.odds.odds[2, :2].sum() < 0.9
    assert "both public texts fit into one deal: there is nothing to wait for" in easy.summary()


def test_why_nobody_waits(talks):
    """Where no deal suits both, no two texts fit into one, and where waiting is free nobody gives way: the summary says which."""
    payment = tuple(i for i in talks.agenda.issues if i.kind == "purchases")[:1]
    closed = talks.replace(agenda=talks.agenda.replace(issues=(replace(payment[0], kind="payment", delivered=None),)))
    assert closed.closed and not closed.compatible and closed.settled and closed.attrition is None
    assert "fit into one deal" not in closed.summary()
    assert "no deal suits both: there is nothing to wait for" in closed.summary()
    free = talks.replace(disagreement_flow=talks.stakes["concede"] + 1.0)
    assert free.attrition is None and not free.settled
    assert "waiting costs a side nothing: without a deadline it would never give way" in free.summary()


def test_an_empty_zone_is_an_answer(talks):
    """Only what the United States would give, which costs it something: it says by how much, and only what can be done."""
    agenda = talks.agenda.replace(
        issues=tuple(i for i in talks.agenda.issues if i.by == "USA" and i.kind == "rollback")
    )
    problem = agenda.problem(outside_option=np.array([1.0, -28.0]))
    zone = find_zone(problem, starts=1, box=False)
    assert zone.empty
    best = max(agenda.payoffs(np.array([x]))[0][0] for x in np.linspace(0, 1, 41))
    assert zone.max_min_surplus == pytest.approx(best - 1.0, abs=1e-3) and zone.max_min_surplus < 0
    together = max(agenda.payoffs(np.array([x]))[0].sum() for x in np.linspace(0, 1, 41)) - 1.0
    assert zone.summary() == (
        f"there is no zone of agreement: at the best compromise every side still lacks up to {-zone.max_min_surplus:.6g}\n"
        f"  side payments would open it: together the sides could gain {zone.potential:.6g}\n"
        f"  a reservation of USA lower by about {-zone.max_min_surplus:.6g} would open it (to first order)"
    )
    assert zone.potential == pytest.approx(together, abs=0.05)


def test_bounds_are_advised_only_as_far_as_they_can_move(talks):
    """A tenth of each rollback may be signed and little more is needed; no share can be more than the whole."""
    agenda = talks.agenda.only("rollback")
    free = find_zone(agenda.problem(), starts=1, box=False)
    assert not free.empty and "nan" not in free.summary() and len(free.summary().splitlines()) == 3
    for lack, opens in ((0.01, True), (1000.0, False)):
        tenth = find_zone(agenda.problem(upper=np.full(2, 0.1)), starts=1, box=False)
        floor = np.array([-100.0, tenth.ideal[1] + lack])
        closed = find_zone(agenda.problem(outside_option=floor, upper=np.full(2, 0.1)), starts=1, box=False)
        advice = [line for line in closed.summary().splitlines() if "bound" in line]
        assert closed.empty and bool(advice) == opens
        if opens:
            k = int(np.argmax(closed.bound_prices))
            need = -closed.max_min_surplus / closed.bound_prices[k]
            assert need <= 0.9
            assert (
                f"  {agenda.names[k]}: an upper bound higher by about {need:.6g} would open it (to first order)"
                in advice
            )
            wider = np.full(2, 0.1)
            wider[k] += 1.1 * need
            assert not find_zone(agenda.problem(outside_option=floor, upper=wider), starts=1, box=False).empty


def test_bad_talks(talks):
    agenda = talks.agenda
    with pytest.raises(TalksError) as error:
        Negotiation(agenda, np.zeros(2), date(2019, 3, 2), date(2019, 1, 7))
    assert str(error.value) == (
        "the deadline 2019-01-07 does not come after the opening 2019-03-02\ndo       give a later deadline"
    )
    with pytest.raises(TalksError) as error:
        run_clock(lambda h: None, [(date(2018, 7, 6), tt.Policy())], [date(2018, 1, 1)], ("USA", "CHN"))
    assert str(error.value) == "the clock starts on 2018-07-06, with the first act\ngot      the day 2018-01-01"
