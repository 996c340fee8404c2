"""Talks under a hand: deals, rivalry, threat and deadline moved; the run's own numbers where nothing is."""

import datetime

import numpy as np
import pytest

from tests.scenario.test_quarrel import TWO
from tradetalks.errors import TalksError
from tradetalks.scenario.moved_bargain import closing_rivalry, moved_bargain
from tradetalks.scenario.moved_deadline import clock_on, moved_odds
from tradetalks.scenario.moved_deal import deal_slopes, moved_deal, shares_of_deal
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.results.possible_deals import FAIREST
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.solved_deals import any_deal
from tradetalks.scenario.store import packed, unpacked
from tradetalks.talks import bargaining_set

# Few rounds: odds are then a matter of a second.
TALKS = TWO + "  assumptions: {round_days: 60}\n"
THREE = TWO.replace("sides: [USA, CHN]", "sides: [USA, CHN, EU]")


def talks_of(text, folder, so_far=None):
    return run_scenario(parse_scenario(text, "made up", folder, {}), parts=["cost", "talks"], so_far=so_far).talks


@pytest.fixture(scope="module")
def heard():
    """What the run of these talks told of itself while it was solved."""
    return []


@pytest.fixture(scope="module")
def talks(tmp_path_factory, heard):
    return talks_of(TALKS, tmp_path_factory.mktemp("talks"), heard.append)


def test_a_run_tells_what_is_solved_as_soon_as_it_is(talks, heard):
    first, costs, last = heard
    assert first.talks is costs.talks is None and last.talks is talks
    assert not first.cost.by_trade and costs.cost.by_trade and last.cost is costs.cost
    assert first.cost.equilibria is costs.cost.equilibria


def test_a_deal_that_was_found_is_worth_what_the_run_says(talks):
    for name, solved in talks.bargain.deals.items():
        x = shares_of_deal(talks, {}, begin=name)
        assert moved_deal(talks, x) in talks.bargain.deals.values()
        again = any_deal(talks.negotiation, x)
        for field in ("worth", "slopes", "low", "high", "third_countries", "rollback", "years", "present_value"):
            np.testing.assert_allclose(getattr(again, field), getattr(solved, field), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(again.deal.u, solved.deal.u, rtol=1e-9, atol=1e-9)
        assert again.deal.signed
        assert again.verdict.self_enforcing == solved.verdict.self_enforcing
        np.testing.assert_allclose(again.verdict.critical_lag, solved.verdict.critical_lag)


def test_shares_move_from_a_deal_or_from_none(talks):
    nash = talks.bargain.deals["Nash"].deal.x
    moved = shares_of_deal(talks, {"Answer withdrawn": 0.25}, begin="Nash")
    assert moved.tolist() == [nash[0], 0.25]
    assert shares_of_deal(talks, {"Answer withdrawn": 0.25}).tolist() == [0, 0.25]
    assert shares_of_deal(talks, {}, begin="no such deal").tolist() == [0, 0]
    with pytest.raises(TalksError, match="'Answer' is not on the table"):
        shares_of_deal(talks, {"Answer": 1.0})
    with pytest.raises(TalksError, match="asks for too much or too little of the issue 'Tariffs withdrawn'"):
        moved_deal(talks, np.array([1.5, 0.0]))


def test_a_deal_that_one_side_would_not_sign_says_so(talks):
    alone = moved_deal(talks, np.array([1.0, 0.0]))
    assert alone.worth[0] < 0 < alone.worth[1] and not alone.deal.signed


def test_slopes_of_a_deal_are_those_of_finite_differences(talks):
    for here in (deal_slopes(talks, np.array([0.5, 0.4])), deal_slopes(talks, talks.bargain.deals["Nash"].deal.x)):
        for k in range(2):
            # A deal may leave its box by a thousandth.
            step = np.eye(2)[k] * 9e-4
            ahead, behind = (deal_slopes(talks, here.x + sign * step).worth for sign in (1, -1))
            np.testing.assert_allclose(here.slopes[:, k], (ahead - behind) / 1.8e-3, rtol=1e-4, atol=1e-4)


def test_where_nothing_is_moved_the_bargain_is_the_runs(talks):
    for same in (moved_bargain(talks), moved_bargain(talks, rivalry=[0, 0], threat=talks.negotiation.threat)):
        assert same.surplus == talks.bargain.zone.max_min_surplus and not same.closed
        for name, solved in talks.bargain.deals.items():
            np.testing.assert_array_equal(same.deals[name].u, solved.deal.u)
            np.testing.assert_allclose(same.worth[name], solved.worth, rtol=1e-12)


@pytest.mark.parametrize("rivalry", [[0.3, 0.2], [0.05, 0.6], [1.5, 1.5]])
def test_a_search_from_deals_that_were_found_ends_where_one_from_afar_does(talks, rivalry):
    own = talks.negotiation.bargaining_set
    weights = np.array([[0.0, rivalry[0]], [rivalry[1], 0.0]])
    afar = bargaining_set.BargainingSet(own.agenda, own.escalation, weights)
    found = moved_bargain(talks, rivalry=rivalry)
    assert found.closed == afar.closed
    assert found.surplus == pytest.approx(afar.zone.max_min_surplus, rel=1e-6, abs=1e-8)
    deals = {}
    if not afar.closed:
        deals = bargaining_set.bargained_deals(afar.problem_under("scheduled step"), 3, certify=False)
    assert set(found.deals) == set(deals)
    for name, deal in deals.items():
        np.testing.assert_allclose(found.deals[name].u, deal.u, rtol=1e-4, atol=1e-4)


def test_expected_deals_are_near_those_that_are_solved(talks):
    rivalry, threat = np.array([0.3, 0.2]), talks.negotiation.threat
    picks, exact = talks.bargain.possible.picks(rivalry, threat), moved_bargain(talks, rivalry=rivalry)
    assert set(picks) == {FAIREST, *exact.deals}

    def away(x, deal):
        seen = talks.bargain.possible.as_seen(talks.negotiation.priced.payoffs(x)[0], rivalry)
        return np.abs(seen - deal.u).max()

    for name, deal in exact.deals.items():
        assert away(picks[name], deal) < 0.5 * away(np.full(2, 0.5), deal)
    assert set(talks.bargain.possible.picks(np.array([1.5, 1.5]), threat)) == {FAIREST}


@pytest.mark.slow
def test_a_moved_bargain_is_that_of_a_scenario_which_says_so(talks, tmp_path):
    stated = TWO + "  assumptions: {round_days: 60, rivalry: [0.3, 0.2]}\n"
    there, here = talks_of(stated, tmp_path), moved_bargain(talks, rivalry=[0.3, 0.2])
    assert here.closed == there.bargain.closed
    assert here.surplus == pytest.approx(there.bargain.zone.max_min_surplus, rel=1e-6, abs=1e-9)
    assert set(here.deals) == set(there.bargain.deals)
    for name, solved in there.bargain.deals.items():
        np.testing.assert_allclose(here.deals[name].u, solved.deal.u, rtol=1e-3, atol=1e-4)


def test_possible_deals_are_the_frontier_of_the_run(talks):
    found = talks.bargain.possible
    frontier = talks.bargain.frontier
    assert len(found.worth) >= len(frontier.u)
    for point in frontier.u:
        assert np.abs(found.worth - point).max(axis=1).min() < 1e-4
    assert found.worth.shape == (len(found.shares), 2)


@pytest.mark.parametrize("rivalry", [[0.0, 0.0], [0.3, 0.2], [0.6, 0.6]])
def test_the_zone_along_possible_deals_is_near_that_which_is_solved(talks, rivalry):
    near, exact = talks.bargain.possible.zone(rivalry), moved_bargain(talks, rivalry=rivalry)
    assert near.closed == exact.closed
    if not exact.closed:
        # Between two deals the frontier bulges out beyond the straight line.
        step = talks.bargain.possible.as_seen(talks.negotiation.threat, rivalry)
        near_product, product = (np.prod(u - step) for u in (near.nash, exact.deals["Nash"].u))
        assert 0.9 * product < near_product < 1.001 * product


def test_rivalry_closes_the_zone_where_it_is_said_to(talks):
    found = talks.bargain.possible
    for first in (0.5, 1.0):
        limit = closing_rivalry(talks, first)
        assert not moved_bargain(talks, rivalry=[first, 0.95 * limit], threat=[0.0, 0.0]).closed
        assert moved_bargain(talks, rivalry=[first, 1.05 * limit], threat=[0.0, 0.0]).closed
        assert found.zone([first, 1.1 * limit]).closed
    with pytest.raises(TalksError, match="rivalry is the weight on the other's gains and at least 0"):
        closing_rivalry(talks, -1.0)


def test_a_better_outcome_without_a_deal_gives_a_side_more(talks):
    threat = talks.negotiation.threat
    stronger = moved_bargain(talks, threat=threat + np.array([1.0, 0.0]))
    assert stronger.worth["Nash"][0] > moved_bargain(talks).worth["Nash"][0]
    near = talks.bargain.possible.zone(threat=stronger.threat)
    assert np.abs(near.nash - stronger.deals["Nash"].u).max() < 0.05 * np.abs(near.nash).max()
    everything = moved_bargain(talks, threat=[1e3, 1e3])
    assert everything.closed and not everything.deals and everything.surplus < 0


@pytest.mark.slow
def test_the_possible_deals_of_three_are_no_line(tmp_path):
    three = talks_of(THREE, tmp_path)
    assert three.bargain.possible is None
    with pytest.raises(TalksError, match="odds are computed for two sides"):
        closing_rivalry(three, 0.1)
    moved = moved_bargain(three, rivalry=[0.1, 0.1, 0.1])
    assert moved.rivalry.shape == (3, 3)
    x = shares_of_deal(three, {"Tariffs withdrawn": 0.5})
    assert moved_deal(three, x).worth.shape == (3,)


# The deadline.


def test_where_nothing_is_moved_the_odds_are_the_runs(talks):
    assert moved_odds(talks) is talks.course.odds
    assert moved_odds(talks, deadline=talks.deadline, rivalry=talks.assumptions.rivalry) is talks.course.odds


def test_odds_of_another_deadline_are_those_of_the_same_deals_played_to_that_day(talks):
    later = talks.deadline + datetime.timedelta(days=90)
    found = moved_odds(talks, deadline=later)
    assert found.deadline.deadline == later
    np.testing.assert_allclose(np.nansum(found.odds, axis=1), 1.0)
    drawn = talks.negotiation.drawn.with_changes({}, later)
    np.testing.assert_array_equal(found.game.mean, drawn.odds.mean)


def test_fierce_rivals_sign_nothing(talks):
    found = moved_odds(talks, rivalry=[3.0, 3.0])
    assert found.game.mean[0] < 1e-6 < talks.course.odds.game.mean[0]


def test_a_deadline_before_the_opening_is_refused(talks):
    with pytest.raises(TalksError, match="does not come after the opening 2026-06-01"):
        moved_odds(talks, deadline=datetime.date(2026, 6, 1))


def test_the_clock_reads_what_the_run_priced_and_straight_lines_between(talks):
    clock = talks.clock
    for k, day in enumerate(clock.days):
        reading = clock_on(talks, day)
        np.testing.assert_allclose(reading.per_day, clock.per_day[k])
        np.testing.assert_allclose(reading.so_far, -clock.so_far[k])
    one, two = clock.days[-2:]
    middle = one + (two - one) / 2
    low, high = sorted([-clock.so_far[-2, 1], -clock.so_far[-1, 1]])
    assert low < clock_on(talks, middle).so_far[1] < high
    with pytest.raises(TalksError, match="the clock of these talks does not reach 2001-01-01"):
        clock_on(talks, datetime.date(2001, 1, 1))


def test_a_run_that_was_read_back_is_moved_without_searching_anew(talks, monkeypatch, tmp_path):
    scenario = parse_scenario(TALKS, "made up", tmp_path, {})
    back = unpacked(packed(run_scenario(scenario, parts=["cost", "talks"]))).talks

    def never(*given, **named):
        raise AssertionError("what the run has found is searched for again")

    for name in ("find_zone", "find_frontier", "bargained_deals"):
        monkeypatch.setattr(bargaining_set, name, never)
    later = talks.deadline + datetime.timedelta(days=90)
    assert moved_bargain(back).surplus == talks.bargain.zone.max_min_surplus
    np.testing.assert_array_equal(moved_odds(back).odds, talks.course.odds.odds)
    np.testing.assert_allclose(moved_odds(back, deadline=later).odds, moved_odds(talks, deadline=later).odds)
    x = shares_of_deal(back, {"Answer withdrawn": 0.5}, begin="Nash")
    np.testing.assert_allclose(moved_deal(back, x).worth, moved_deal(talks, x).worth, rtol=1e-9, atol=1e-9)
