"""Enforcement, negotiating chapters and relative gains (O-6, O-9, O-13)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bargaining.games import linear, parabola, tariff_talks
from tradetalks.bargaining.enforcement import (
    critical_discount,
    critical_discount_for_spell,
    delivered_amount,
    delivery_capacity,
    enforce,
    implementation_rate,
    partial_reversion,
    pooled_discount,
    self_enforcing_set,
)
from tradetalks.bargaining.frontier import find_frontier
from tradetalks.bargaining.negotiating_chapters import close_negotiating_chapters
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.relative_gains import (
    critical_relative_gains,
    shares_under_relative_gains,
    with_relative_gains,
)
from tradetalks.bargaining.solutions import kalai_smorodinsky, nash_bargain, utilitarian
from tradetalks.bargaining.zone import find_zone
from tradetalks.errors import TalksError
from tradetalks.games import LinearQuadraticGame

CLOSED = 1e-10


def refused(message, function, *args, **kwargs):
    with pytest.raises(TalksError) as error:
        function(*args, **kwargs)
    assert str(error.value) == message


def tariff_flows(e, tau):
    """(comply, deviate, punished) of a tariff agreement tau: best deviation against it, reversion to Nash."""
    game, e = LinearQuadraticGame(*e), np.asarray(e)
    best = 2 * e / 3
    deviate = [game.payoffs(np.array([best[0], tau[1]]))[0][0], game.payoffs(np.array([tau[0], best[1]]))[0][1]]
    return game.payoffs(np.asarray(tau, float))[0], np.array(deviate), game.payoffs(best)[0]


@pytest.mark.parametrize(("e", "delta"), [((1, 1), (0.6, 0.6)), ((1.5, 1), (1.35, 0.2666667)), ((2, 1), (2.4, 0.15))])
def test_o6_critical_discount_for_free_trade(e, delta):
    got = critical_discount(*tariff_flows(e, (0.0, 0.0)))
    ratio = np.array([e[0] / e[1], e[1] / e[0]])
    np.testing.assert_allclose(got, 0.6 * ratio**2, atol=CLOSED)
    np.testing.assert_allclose(got, delta, atol=5e-8)


@pytest.mark.parametrize(("delta", "tau"), [(0.3, 0.3703704), (0.5, 0.1333333), (0.7, 0.0)])
def test_o6_most_cooperative_tariff(delta, tau):
    """The total gain over symmetric self-enforcing tariffs is highest at τ^N (3-5δ)/(3-δ)."""
    game = LinearQuadraticGame(1.0, 1.0)
    problem = tariff_talks(1.0, 1.0)

    def deviate(t):
        own = np.array([1 / 6 - t[1] / 2 + t[1] ** 2 / 8, 1 / 6 - t[0] / 2 + t[0] ** 2 / 8])
        return own, np.array([[0, -0.5 + t[1] / 4], [-0.5 + t[0] / 4, 0]])

    def punished(t):
        return game.payoffs(np.array([2 / 3, 2 / 3]))[0], np.zeros((2, 2))

    kept = self_enforcing_set(problem, deviate=deviate, punished=punished, rates=-np.log(delta), lag=1.0)
    assert 2 / 3 * max(3 - 5 * delta, 0) / (3 - delta) == pytest.approx(tau, abs=5e-8)
    np.testing.assert_allclose(kalai_smorodinsky(kept).x, tau, atol=1e-6)
    if tau > 0:
        verdict = enforce(
            **dict(zip(("comply", "deviate", "punished"), tariff_flows((1, 1), (tau, tau)), strict=True)),
            rates=-np.log(delta),
            lag=1.0,
        )
        np.testing.assert_allclose(verdict.critical_discount, delta, atol=1e-6)


def test_o9_prisoners_dilemma():
    flows = {"comply": 3.0, "deviate": 5.0, "punished": 1.0}
    assert critical_discount(**flows)[0] == pytest.approx(0.5, abs=CLOSED)
    assert np.isnan(critical_discount_for_spell(**flows, periods=1)[0])
    for periods, delta in {2: 0.6180340, 3: 0.5436890, 5: 0.5086604, 10: 0.5002455}.items():
        assert critical_discount_for_spell(**flows, periods=periods)[0] == pytest.approx(delta, abs=5e-8)
    assert critical_discount_for_spell(**flows, periods=200)[0] == pytest.approx(0.5, abs=CLOSED)


@pytest.mark.parametrize(("p", "delta"), [(1, 0.6), (0.75, 2 / 3), (0.5, 0.75), (0.25, 0.8571429)])
def test_o9_detection_probability(p, delta):
    got = critical_discount(*tariff_flows((1, 1), (0, 0)), detection=p)
    np.testing.assert_allclose(got, delta, atol=5e-8)


def test_o9_lag_and_rate():
    flows = dict(zip(("comply", "deviate", "punished"), tariff_flows((1, 1), (0, 0)), strict=True))
    quarter = enforce(**flows, rates=0.05, lag=0.25)
    np.testing.assert_allclose(quarter.critical_lag, 10.216512, atol=5e-7)
    np.testing.assert_allclose(quarter.critical_rate, 2.0433025, atol=5e-8)
    np.testing.assert_allclose(enforce(**flows, rates=0.05, lag=1.0).critical_rate, 0.5108256, atol=5e-8)
    assert quarter.self_enforcing and "the deal is self-enforcing" in quarter.summary()
    big = dict(zip(("comply", "deviate", "punished"), tariff_flows((1.5, 1), (0, 0)), strict=True))
    verdict = enforce(**big, rates=0.05, lag=0.25)
    assert not verdict.self_enforcing and verdict.binding_side == 0
    assert verdict.critical_lag[0] == 0 and "side 1 would not keep the deal" in verdict.summary()


def test_o9_enforcement_linkage():
    comply, deviate, punished = [[0.0], [0.0]], [[1.0], [3.0]], [[-4.0], [-2.0]]
    np.testing.assert_allclose(critical_discount([0, 0], [1, 3], [-4, -2]), (0.2, 0.6), atol=CLOSED)
    np.testing.assert_allclose(pooled_discount(comply, deviate, punished), 0.4, atol=CLOSED)


def test_o9_implementation_rate():
    np.testing.assert_allclose(implementation_rate([502.4, 250.0], 288.8), (288.8 / 502.4, 1.0), atol=CLOSED)
    assert implementation_rate(502.4, 288.8) == pytest.approx(0.5748408, abs=5e-8)
    np.testing.assert_allclose(delivered_amount([502.4, 250.0], 288.8), (288.8, 250.0))
    assert delivery_capacity(hazard=0.02, loss=50.0, cost=0.01) == pytest.approx(100.0)


def test_proportional_retaliation_punishes_less_than_war():
    comply, deviate, war = tariff_flows((1, 1), (0, 0))
    full = critical_discount(comply, deviate, partial_reversion(comply, war, 1.0))
    half = critical_discount(comply, deviate, partial_reversion(comply, war, 0.5))
    np.testing.assert_allclose(full, 0.6, atol=CLOSED)
    assert (half > full).all()


@settings(max_examples=50, deadline=None)
@given(
    gain=st.floats(0.0, 5.0),
    loss=st.floats(-1.0, 5.0),
    r=st.floats(0.01, 2.0),
    lag=st.floats(0.05, 2.0),
    patience=st.floats(0.1, 1.0),
)
def test_more_patience_never_shrinks_the_kept_set(gain, loss, r, lag, patience):
    def kept(rate):
        return enforce(comply=0.0, deviate=gain, punished=-loss, rates=rate, lag=lag).self_enforcing

    assert kept(r * patience) or not kept(r)


def kept_tariffs(delta):
    """The large-small tariff talks restricted to tariffs that both would keep."""

    def deviate(t):
        e = np.array([1.5, 1.0])
        value = e**2 / 6 - e[::-1] * t[::-1] / 2 + t[::-1] ** 2 / 8
        return value, np.array([[0, -0.5 + t[1] / 4], [-0.75 + t[0] / 4, 0]])

    def punished(t):
        return tariff_talks().disagreement_point, np.zeros((2, 2))

    return self_enforcing_set(tariff_talks(), deviate=deviate, punished=punished, rates=-np.log(delta), lag=1.0)


def test_patience_widens_the_enforceable_zone_of_the_tariff_talks():
    values = [utilitarian(kept_tariffs(delta)).gains.sum() for delta in (0.2, 0.4, 0.6, 0.9)]
    assert (np.diff(values) > 0).all() and values[-1] <= find_zone(tariff_talks()).surplus + 1e-9


def test_enforcement_constrained_frontier_lies_inside():
    free, kept = find_frontier(tariff_talks()), find_frontier(kept_tariffs(0.6), points=15)
    assert kept.certified
    assert all(free.best(0, u2) >= u1 - 1e-8 for u1, u2 in kept.u)
    assert kept.ends[0, 0] < free.ends[0, 0] - 0.01


def test_o13_chapters():
    text = close_negotiating_chapters(np.full(7, 0.3), 15)
    np.testing.assert_allclose(text.all_closed[[2, 5, 9, 14]], (0.0528394, 0.4163798, 0.8182567, 0.9672367), atol=5e-8)
    np.testing.assert_allclose(text.all_closed, (1 - 0.7 ** np.arange(1, 16)) ** 7, atol=CLOSED)
    reopened = close_negotiating_chapters(np.full(7, 0.3), 200, reopening=0.1)
    assert reopened.all_closed[-1] == pytest.approx((0.3 / 0.4) ** 7, abs=CLOSED)
    assert reopened.expected_open[-1] == pytest.approx(7 * 0.25, abs=CLOSED)
    assert "after round 3: all closed with probability 0.0528" in text.summary()


def test_o13_relative_gains():
    half = shares_under_relative_gains((0.5, 0.5))
    assert (half.least, half.greatest) == pytest.approx((1 / 3, 2 / 3), abs=CLOSED)
    assert half.nash == pytest.approx(0.5, abs=CLOSED)
    assert shares_under_relative_gains((0.5, 0.0)).nash == pytest.approx(2 / 3, abs=CLOSED)
    assert not shares_under_relative_gains((0.5, 2.0)).empty and shares_under_relative_gains((0.51, 2.0)).empty
    assert "no division" in shares_under_relative_gains((2, 2)).summary() and "0.3333" in half.summary()


@settings(max_examples=10, deadline=None)
@given(k=st.tuples(st.floats(0.0, 0.95), st.floats(0.0, 0.95)))
def test_o13_relative_gains_by_bargaining_over_a_pie(k):
    pie = linear(1.0, 1.0, d=(0.0, 0.0))
    deal = nash_bargain(with_relative_gains(pie, k))
    assert deal.x[0] == pytest.approx(shares_under_relative_gains(k).nash, abs=1e-6)
    assert deal.x[1] == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("problem", [parabola, tariff_talks])
def test_critical_rivalry_is_k1_times_k2_equal_to_one_where_any_division_is_feasible(problem):
    curve = critical_relative_gains(problem(), [0.25, 0.5, 1.0, 2.0])
    np.testing.assert_allclose(curve.k1 * curve.k2, 1.0, atol=1e-5)
    assert "k1 = 0.250: k2 = 4.0000" in curve.summary()


def test_critical_rivalry_of_a_lopsided_deal():
    """One deal on offer, gains (2, 1): side 1 bears k1 <= 2, side 2 k2 <= 1/2, independently."""
    one = BargainingProblem(lambda x: (x[0] * np.array([2.0, 1.0]), np.array([[2.0], [1.0]])), [0.0], [1.0], (0, 0))
    curve = critical_relative_gains(one, [0.0, 1.0, 1.9, 2.1])
    np.testing.assert_allclose(curve.k2, (0.5, 0.5, 0.5, 0.0), atol=1e-5)


def test_bad_enforcement_and_readiness_are_refused():
    refused(
        "side 1: the best deviation cannot be worse than compliance\n"
        "expected at least 2\n"
        "got      1\n"
        "do       give a best response: compliance is always available",
        critical_discount,
        2.0,
        1.0,
        0.0,
    )
    refused(
        "discount rates and the response lag must be positive\n"
        "got      rates [0.05] per yr and a lag of 0 yr\n"
        "do       take the lags of Phase One: 0.25 yr for rules, 1 yr for purchases",
        enforce,
        comply=1,
        deviate=2,
        punished=0,
        rates=0.05,
        lag=0.0,
    )
    refused(
        "a commitment must be positive and its capacity at least 0\n"
        "got      0 and 10\n"
        "do       use bn $ per year for both",
        implementation_rate,
        0.0,
        10.0,
    )
    refused(
        "the probability of detection must be a probability\n"
        "expected a number in [0, 1]\n"
        "got      50\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument",
        critical_discount,
        1.0,
        2.0,
        0.0,
        detection=50,
    )
    refused(
        "chapters are closed in rounds\ngot      0 rounds\ndo       give at least 1", close_negotiating_chapters, 0.3, 0
    )
    refused(
        "rivalry is the weight on the other's gains and at least 0\n"
        "got      [-0.5, 0.0]\n"
        "do       altruism is another model",
        shares_under_relative_gains,
        (-0.5, 0.0),
    )
    refused(
        "rivalry needs every side's outside option or none: a side judges walking away by what the others get\n"
        "do       give all payoffs of the trade war",
        with_relative_gains,
        linear(outside_option=(0.0, -np.inf)),
        0.1,
    )


def test_a_curve_of_weights_is_for_two_sides():
    three = BargainingProblem(lambda x: (np.zeros(3), np.zeros((3, 1))), [0.0], [1.0], np.zeros(3))
    message = (
        "a curve of two weights is that of two sides\ngot      3\ndo       for more sides ask critical_common_weight"
    )
    refused(message, critical_relative_gains, three, [0.1])


def test_rivalry_moves_the_outside_option_too():
    game = with_relative_gains(linear(d=(0.0, 0.0), outside_option=(1.0, 2.0)), (0.5, 0.25))
    np.testing.assert_allclose(game.outside_option, (0.0, 1.75), atol=1e-12)
