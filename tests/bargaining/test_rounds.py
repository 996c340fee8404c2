"""Rounds to a deadline against Rubinstein, Stahl and the impasse-flow closed forms (O-3 to O-6, O-13)."""

import numpy as np
import pytest

from tests.bargaining.games import tariff_talks
from tradetalks.bargaining.frontier import LinearFrontier, find_frontier
from tradetalks.bargaining.offers.optimism import solve_optimistic_talks
from tradetalks.bargaining.offers.rounds import (
    Mandate,
    Round,
    alternating_offers,
    alternating_rounds,
    nested_mandates,
    power_from_patience,
    round_of,
    rubinstein,
    solve_rounds,
)
from tradetalks.bargaining.offers.stochastic_surplus import solve_stochastic_surplus
from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.errors import TalksError

PIE = LinearFrontier(1.0, (0.0, 0.0))


def pie_rounds(count, delta, first=0):
    return [Round(PIE, float(k % 2 == first), 0.0, delta) for k in range(count)]


@pytest.mark.parametrize(
    ("delta", "share", "rest"),
    [((0.9, 0.8), 0.7142857, 0.2857143), ((0.95, 0.95), 0.5128205, 0.4871795), ((0.99, 0.98), 0.6711409, 0.3288591)],
)
def test_o3_rubinstein(delta, share, rest):
    np.testing.assert_allclose(rubinstein(delta), (share, rest), atol=5e-8)
    assert rest == pytest.approx(delta[1] * (1 - delta[0]) / (1 - delta[0] * delta[1]), abs=5e-8)
    assert solve_rounds(pie_rounds(3001, delta), (0, 0)).v[0, 0] == pytest.approx(rubinstein(delta)[0], abs=1e-10)
    rates = -np.log(delta)
    offers = alternating_offers(PIE, rates=rates, gap=1.0, flow=(0, 0), span=(0, 1))
    np.testing.assert_allclose(offers[0], rubinstein(delta), atol=1e-10)


@pytest.mark.parametrize(
    ("gap", "share"), [(1, 0.6831876), (1 / 4, 0.6708245), (1 / 52, 0.6669871), (1 / 365, 0.6667123)]
)
def test_o3_continuous_time(gap, share):
    assert rubinstein(np.exp(-np.array([0.05, 0.10]) * gap))[0] == pytest.approx(share, abs=5e-8)
    assert power_from_patience((0.05, 0.10))[0] == pytest.approx(2 / 3, abs=1e-12)


@pytest.mark.parametrize(("cost", "shares"), [((0.05, 0.10), (1.0, 0.0)), ((0.10, 0.05), (0.05, 0.95))])
def test_o3_fixed_costs(cost, shares):
    rounds = [Round(PIE, float(k % 2 == 0), -np.array(cost), 1.0) for k in range(2001)]
    np.testing.assert_allclose(solve_rounds(rounds, (0, 0)).v[0], shares, atol=1e-10)


def test_o4_stahl_finite_horizon():
    for count, share in {1: 1, 2: 0.10, 3: 0.91, 4: 0.181, 10: 0.342800821}.items():
        got = solve_rounds(pie_rounds(count, 0.9), (0, 0)).v[0, 0]
        assert got == pytest.approx((1 - (-0.9) ** count) / 1.9, abs=1e-10) == pytest.approx(share, abs=5e-10)
    for count, share in {1: 1, 2: 0.2, 3: 0.92, 4: 0.344, 5: 0.8624, 6: 0.44768}.items():
        assert solve_rounds(pie_rounds(count, (0.9, 0.8)), (0, 0)).v[0, 0] == pytest.approx(share, abs=1e-10)
    assert solve_rounds(pie_rounds(50, (0.9, 0.8)), (0, 0)).v[0, 0] == pytest.approx(0.714092, abs=5e-7)


@pytest.mark.parametrize("count", [1, 2, 17])
def test_o4_random_proposer(count):
    rounds = [Round(LinearFrontier(10.0), 0.3, 0.0, 1.0)] * count
    np.testing.assert_allclose(solve_rounds(rounds, (1.0, 2.0)).v[0], (1 + 0.3 * 7, 2 + 0.7 * 7), atol=1e-12)


@pytest.mark.parametrize(
    ("gap", "first"), [(1.0, (60.991255, 39.008745)), (0.1, (60.099916, 39.900084)), (0.01, (60.010000, 39.990000))]
)
def test_o5_impasse_flows(gap, first):
    rates, flow = (0.05, 0.10), (1.0, 2.0)
    offers = alternating_offers(LinearFrontier(100.0), rates=rates, gap=gap, flow=flow, span=(20.0, 80.0))
    np.testing.assert_allclose(offers[0], first, atol=5e-7)
    rounds = alternating_rounds(LinearFrontier(100.0), 1201, rates=rates, gap=1.0, flow=flow, last=0)
    if gap == 1.0:
        np.testing.assert_allclose(solve_rounds(rounds, (20.0, 20.0)).v[0], offers[0], atol=1e-9)


def test_o5_limit_is_the_split_of_the_surplus_over_the_impasse():
    offers = alternating_offers(LinearFrontier(100.0), rates=(0.05, 0.10), gap=1e-6, flow=(1.0, 2.0), span=(20.0, 80.0))
    np.testing.assert_allclose(offers, [(60, 40), (60, 40)], atol=1e-5)


@pytest.fixture(scope="module")
def tariff_frontier():
    return find_frontier(tariff_talks(), points=201, whole=True)


class PerYear:
    """Present values of deals whose payoffs are flows for ever: U_i = u_i / r_i."""

    def __init__(self, frontier, rates):
        self.frontier, self.rates = frontier, rates

    def best(self, side, other):
        return self.frontier.best(side, other * self.rates[1 - side]) / self.rates[side]


@pytest.mark.parametrize(("gap", "u1"), [(1.0, 0.2725863), (0.25, 0.2694317), (1 / 52, 0.2684478)])
def test_o6_alternating_offers(tariff_frontier, gap, u1):
    rates, threat = np.array([0.05, 0.10]), tariff_talks().disagreement_point
    scaled = PerYear(tariff_frontier, rates)
    offers = alternating_offers(scaled, rates=rates, gap=gap, flow=threat, span=(threat[0] / 0.05, 0.339 / 0.05))
    assert offers[0, 0] * 0.05 == pytest.approx(u1, abs=1e-6)


def test_o6_frequent_offers_give_the_bargain_with_power_two_thirds(tariff_frontier):
    """Δ → 0: the asymmetric Nash deal with α_1 = r_2/(r_1 + r_2) = 2/3, whose payoff the design prints."""
    rates, threat = np.array([0.05, 0.10]), tariff_talks().disagreement_point
    scaled = PerYear(tariff_frontier, rates)
    offers = alternating_offers(scaled, rates=rates, gap=1e-4, flow=threat, span=(threat[0] / 0.05, 0.339 / 0.05))
    np.testing.assert_allclose(offers[0] * rates, (0.2683655, -0.3228287), atol=3e-6)
    np.testing.assert_allclose(
        nash_bargain(tariff_talks(), weights=(2 / 3, 1 / 3)).u, (0.2683655, -0.3228287), atol=1e-6
    )


def test_o6_thirteen_weekly_rounds(tariff_frontier):
    rates, threat = np.array([0.05, 0.10]), tariff_talks().disagreement_point
    breakdown = (threat - np.array([0.05, 0.15])) / rates
    game = PerYear(tariff_frontier, rates)
    for last, u in ((0, (0.3728437, -0.5863666)), (1, (0.0520249, -0.0533193))):
        rounds = alternating_rounds(game, 13, rates=rates, gap=1 / 52, flow=threat, last=last)
        np.testing.assert_allclose(solve_rounds(rounds, breakdown).v[0] * rates, u, atol=1e-6)
    result = solve_rounds([round_of(game, rates=rates, gap=1 / 52, flow=threat)] * 13, breakdown)
    np.testing.assert_allclose(result.v[12] * rates, (0.2109231, -0.3281883), atol=1e-6)
    np.testing.assert_allclose(result.v[0] * rates, (0.2425362, -0.2836768), atol=1e-6)
    assert result.first_deal == 0 and "deal at round 1" in result.summary()


def test_o13_optimism():
    for delta, when in ((0.7142, 0), (0.7143, 1)):
        talks = solve_optimistic_talks((1.0, 1.0), [(0.5, 0.5), (0.7, 0.7)], discount=delta)
        assert talks.first_deal == when
    at_edge = solve_optimistic_talks((1.0, 1.0), [(0.5, 0.5), (0.7, 0.7)], discount=1 / 1.4)
    assert at_edge.surplus[0] == pytest.approx(0.0, abs=1e-12) and "sign at date" in at_edge.summary()


def test_o13_stochastic_pie():
    growing = [[1.0, 1.0], [1.5, 1.5]]
    for delta, now in ((0.6666, True), (0.6667, False)):
        pie = solve_stochastic_surplus(growing, np.full((2, 2), 0.5), discount=delta)
        assert pie.signed[0].all() == now
    risky = solve_stochastic_surplus([[1.0, 1.0], [0.5, 3.0]], [[0.5, 0.5], [0.9, 0.1]], discount=0.9)
    np.testing.assert_allclose(risky.worth[0], (0.9 * (0.25 + 1.5), 1.0), atol=1e-12)
    np.testing.assert_allclose(risky.signed_by, [(0, 1), (1, 1)], atol=1e-12)
    assert "signed in 1 of 2 states" in risky.summary()


def test_outside_option_caps_the_proposer_and_can_end_the_talks():
    inside = solve_rounds(pie_rounds(401, 0.9), (0, 0))
    idle = solve_rounds(pie_rounds(401, 0.9), (0, 0), outside_option=(0.0, 0.4))
    np.testing.assert_allclose(idle.v[0], inside.v[0], atol=1e-12)
    binding = solve_rounds(pie_rounds(401, 0.9), (0, 0), outside_option=(0.0, 0.6))
    np.testing.assert_allclose(binding.offers[0, 0], (0.4, 0.6), atol=1e-12)
    walked = solve_rounds(pie_rounds(3, 0.9), (0, 0), outside_option=(0.6, 0.6))
    assert walked.walked.all() and walked.first_deal is None and "walks away" in walked.summary()


def test_a_lower_level_only_signs_within_its_mandate():
    small, large = LinearFrontier(1.0), LinearFrontier(2.0)
    rounds = [Round(small, 0.5, 0.0, 1.0, "vice-ministers"), Round(large, 0.5, 0.0, 1.0, "leaders")]
    result = solve_rounds(rounds, (0.1, 0.1))
    assert result.first_deal == 1 and not result.signed[0]
    np.testing.assert_allclose(result.v[0], (1.0, 1.0), atol=1e-12)


def test_ministers_open_what_vice_ministers_cannot():
    """A mandate that stops at half the cuts has a frontier inside the leaders'; only the last round reaches the leaders'."""
    problem, rates = tariff_talks(), np.array([0.05, 0.10])
    vice = Mandate("vice-ministers", np.array([0.5, 1 / 3]), np.array([1.0, 2 / 3]))
    leaders = Mandate("leaders", np.array([0.0, 0.0]), np.array([1.0, 2 / 3]))
    games = [
        PerYear(find_frontier(problem.restricted(m.lower, m.upper)), rates) for m in nested_mandates([vice, leaders])
    ]
    assert games[0].best(0, -0.3 / 0.1) < games[1].best(0, -0.3 / 0.1)
    flow = problem.disagreement_point
    rounds = [
        round_of(game, rates=rates, gap=1 / 12, flow=flow, level=level)
        for game, level in zip(games, ("vice-ministers", "leaders"), strict=True)
    ]
    result = solve_rounds(rounds, flow / rates)
    assert result.first_deal == 1
    # Waiting a month costs what the month's flow falls short of the interest on the deal.
    month = (result.v[1] * rates - flow) * (1 - np.exp(-rates / 12)) / rates
    np.testing.assert_allclose(result.cost_of_a_round[0], -month, atol=1e-9)


def test_frontier_gives_the_deal_behind_a_payoff(tariff_frontier):
    u = tariff_frontier.u[77]
    np.testing.assert_allclose(tariff_talks().payoffs(tariff_frontier.deal(u[1]))[0], u, atol=1e-9)


@pytest.mark.parametrize("patience", [0.2, 1.0, 5.0])
def test_frequent_offers_tend_to_asymmetric_nash(patience):
    problem, rates = tariff_talks(), np.array([0.05, 0.05 * patience])
    game = PerYear(find_frontier(problem, points=201), rates)
    threat = problem.disagreement_point
    errors = []
    for gap in (0.2, 0.02):
        span = (threat[0] / rates[0], 0.339 / rates[0])
        offer = alternating_offers(game, rates=rates, gap=gap, flow=threat, span=span)[0]
        limit = nash_bargain(problem, weights=power_from_patience(rates)).u
        errors.append(np.abs(offer * rates - limit).max())
    assert errors[1] < 0.15 * errors[0]  # the distance is proportional to the gap


def test_mandates_must_be_nested():
    vice = Mandate("vice-ministers", np.array([0.1, 0.1]), np.array([0.2, 0.6]))
    ministers = Mandate("ministers", np.array([0.0, 0.1]), np.array([0.3, 0.5]))
    assert nested_mandates([ministers]) == (ministers,)
    with pytest.raises(TalksError) as error:
        nested_mandates([vice, ministers])
    assert str(error.value) == (
        "mandates must be nested: vice-ministers may sign instrument 2 beyond ministers\n"
        "expected bounds within [0.1, 0.5]\n"
        "got      [0.1, 0.6]\n"
        "do       widen ministers, narrow vice-ministers, or list the levels from lowest to highest"
    )


def test_bad_rounds_are_refused():
    with pytest.raises(TalksError) as error:
        Round(PIE, 1.5, 0.0, 0.9)
    assert str(error.value) == (
        "the probability that side 1 proposes must be a probability\n"
        "expected a number in [0, 1]\n"
        "got      1.5\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument"
    )
    with pytest.raises(TalksError) as error:
        Round(PIE, 0.5, 0.0, (0.9, -0.1))
    assert str(error.value) == (
        "a discount factor must be a probability\n"
        "expected a number in [0, 1]\n"
        "got      -0.1 at position 1\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument"
    )
    with pytest.raises(TalksError) as error:
        solve_rounds([Round(PIE, 0.5, 0.0, 0.9)], (0.0, np.inf))
    assert str(error.value) == (
        "the terminal value must be two finite numbers, one per side\n"
        "got      (0.0, inf)\n"
        "do       give (side 1, side 2)"
    )
    with pytest.raises(TalksError) as error:
        alternating_offers(PIE, rates=0.1, gap=1.0, flow=0.0, span=(0.9, 1.0))
    assert str(error.value) == (
        "no stationary offer of side 1 between 0.9 and 1\n"
        "got      an excess of -0.0679797 and -0.0861067 at the ends\n"
        "do       give side 1's impasse value and its best payoff on the frontier"
    )
    with pytest.raises(TalksError) as error:
        rubinstein((1.0, 1.0))
    assert str(error.value) == (
        "two sides that never tire divide a pie in any way\n"
        "got      discount factors 1 and 1\n"
        "do       lower one of them"
    )
    with pytest.raises(TalksError) as error:
        solve_stochastic_surplus([[1.0, 2.0]], [[0.5, 0.4], [0.5, 0.5]], discount=0.9)
    assert str(error.value) == (
        "a transition between 2 states is a square matrix whose rows sum to 1\n"
        "got      shape (2, 2) with row sums [0.9, 1.0]\n"
        "do       give today's states in rows, tomorrow's in columns"
    )
