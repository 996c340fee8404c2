"""Frontier, zone and cooperative solutions against closed forms (O-1, O-2, O-6)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.bargaining.games import linear, parabola, quarter_circle, tariff_talks
from tradetalks.bargaining.frontier import find_frontier
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import (
    egalitarian,
    equal_proportional_gains,
    ideal_points,
    kalai_smorodinsky,
    nash_bargain,
    utilitarian,
)
from tradetalks.bargaining.zone import find_zone
from tradetalks.errors import TalksError
from tradetalks.games import LinearQuadraticGame

NLP = 1e-6


@pytest.mark.parametrize(
    ("concept", "u"),
    [
        (nash_bargain, (3.8333333, 3.7)),
        (lambda p: nash_bargain(p, weights=(0.7, 0.3)), (4.9666667, 3.02)),
        (kalai_smorodinsky, (3.8333333, 3.7)),
        (egalitarian, (3.125, 4.125)),
        (utilitarian, (6.6666667, 2.0)),
        (lambda p: equal_proportional_gains(p, (1, 2)), (2.3076923, 4.6153846)),
    ],
)
def test_o1_linear_frontier(concept, u):
    deal = concept(linear()).raise_if_failed()
    np.testing.assert_allclose(deal.u, u, atol=NLP)
    assert deal.frontier_gap < NLP and deal.spread < NLP


def test_o1_ideal_point_and_frontier_line():
    np.testing.assert_allclose(ideal_points(linear()), (20 / 3, 5.4), atol=NLP)
    frontier = find_frontier(linear(), points=11)
    np.testing.assert_allclose(frontier.u[:, 0] / 10 + frontier.u[:, 1] / 6, 1.0, atol=1e-9)
    assert frontier.certified and frontier.concave
    assert frontier.best(0, 3.7) == pytest.approx(3.8333333, abs=NLP)
    assert frontier.length == pytest.approx(np.hypot(20 / 3 - 1, 5.4 - 2), abs=NLP)
    assert frontier.area == pytest.approx(0.5 * (20 / 3 - 1) * (5.4 - 2), abs=NLP)


def test_o2_curved_frontiers():
    for concept in (nash_bargain, kalai_smorodinsky, egalitarian):
        np.testing.assert_allclose(concept(quarter_circle()).u, np.sqrt([0.5, 0.5]), atol=NLP)
    for alpha in (0.3, 0.7):
        weights = (alpha, 1 - alpha)
        assert nash_bargain(quarter_circle(), weights=weights).u[0] == pytest.approx(np.sqrt(alpha), abs=NLP)
        assert nash_bargain(parabola(), weights=weights).u[0] == pytest.approx(np.sqrt(alpha / (2 - alpha)), abs=NLP)
    np.testing.assert_allclose(nash_bargain(parabola()).u, (1 / np.sqrt(3), 2 / 3), atol=NLP)
    golden = (np.sqrt(5) - 1) / 2
    for concept in (kalai_smorodinsky, egalitarian):
        np.testing.assert_allclose(concept(parabola()).u, (golden, golden), atol=NLP)
    np.testing.assert_allclose(utilitarian(parabola()).u, (0.5, 0.75), atol=NLP)


def test_o6_linear_quadratic_game_primitives():
    for e, welfare in {
        (1.0, 1.0): (-1 / 9, -1 / 9),
        (1.5, 1.0): (0.0972222, -0.4583333),
        (2.0, 1.0): (0.3888889, -0.9444444),
    }.items():
        game, nash_tariffs = LinearQuadraticGame(*e), 2 * np.array(e) / 3
        u, jac, hess = game.payoffs(nash_tariffs)
        np.testing.assert_allclose(np.diag(jac), 0.0, atol=1e-15)
        np.testing.assert_allclose(u, welfare, atol=5e-8)
        assert u.sum() == pytest.approx(-(e[0] ** 2 + e[1] ** 2) / 9, abs=1e-12)
        step = 1e-5 * np.eye(2)
        np.testing.assert_allclose((game.payoffs(nash_tariffs + step[0])[1] - jac) / 1e-5, hess[:, :, 0], atol=1e-9)
        np.testing.assert_allclose((game.payoffs(nash_tariffs + step[1])[0] - u) / 1e-5, jac[:, 1], atol=1e-5)
    winner = np.sqrt(5 / 3)
    for e1, sign in ((winner - 1e-6, -1), (winner + 1e-6, 1)):
        assert np.sign(LinearQuadraticGame(e1, 1.0).payoffs(np.array([2 * e1 / 3, 2 / 3]))[0][0]) == sign


@pytest.mark.parametrize(
    ("concept", "tau", "u"),
    [
        (nash_bargain, 0.3820449, (0.2317993, -0.2682889)),
        (lambda p: nash_bargain(p, weights=(1 / 0.05, 1 / 0.10)), 0.4667471, (0.2683655, -0.3228287)),
        (lambda p: nash_bargain(p, weights=(0.4, 0.6)), 0.3333333, (0.2083333, -0.2361111)),
        (kalai_smorodinsky, None, (0.2289621, -0.2642973)),
        (egalitarian, 0.4328126, (0.2543619, -0.3011936)),
        (lambda p: nash_bargain(p, side_payments=True), 0.0, (0.2777778, -0.2777778)),
    ],
)
def test_o6_tariff_talks(concept, tau, u):
    deal = concept(tariff_talks()).raise_if_failed()
    np.testing.assert_allclose(deal.u, u, atol=NLP)
    assert deal.x[1] == pytest.approx(0.0, abs=NLP)
    if tau is not None:
        assert deal.x[0] == pytest.approx(tau, abs=1e-6)


def test_o6_frontier_closed_form():
    frontier = find_frontier(tariff_talks(), points=81)
    for theta in (0.55, 0.6, 0.65):
        tau = 2 * 1.5 * (2 * theta - 1) / (4 * theta - 1)
        u = LinearQuadraticGame(1.5, 1.0).payoffs(np.array([tau, 0.0]))[0]
        assert frontier.best(0, u[1]) == pytest.approx(u[0], abs=NLP)
        assert frontier.best(1, u[0]) == pytest.approx(u[1], abs=NLP)
    np.testing.assert_allclose(frontier.ends, [(0.3391016, -0.4583333), (0.0972222, -0.1020759)], atol=NLP)


def test_o6_reciprocal_cut_is_the_nash_bargain_with_power_four_tenths():
    u = LinearQuadraticGame(1.5, 1.0).payoffs(np.array([1 / 3, 0.0]))[0]
    np.testing.assert_allclose(u - tariff_talks().disagreement_point, (1 / 9, 2 / 9), atol=1e-12)
    cut = BargainingProblem(
        lambda t: LinearQuadraticGame(1.5, 1.0).payoffs(t)[:2],
        [0, 0],
        [1, 2 / 3],
        tariff_talks().disagreement_point,
        equal=lambda t: (np.array([(1 - t[0]) - (2 / 3 - t[1])]), np.array([[-1.0, 1.0]])),
    )
    np.testing.assert_allclose(utilitarian(cut).x, (1 / 3, 0.0), atol=1e-6)


def test_zone_of_the_tariff_talks():
    zone = find_zone(tariff_talks())
    assert not zone.empty and zone.max_min_surplus == pytest.approx(0.1571397, abs=NLP)
    np.testing.assert_allclose(zone.ideal, (0.3391016, -0.1020759), atol=NLP)
    assert zone.surplus == pytest.approx(0.3562570, abs=NLP)
    np.testing.assert_allclose(zone.box[1], (0, 2 / 3), atol=NLP)
    assert "every side can gain 0.15714" in zone.summary()


def test_zone_is_found_in_very_unlike_currencies():
    zone = find_zone(tariff_talks().rescaled(np.array([1e4, 1e-4]), np.array([5e3, -2.0])), box=False)
    assert zone.max_min_surplus == pytest.approx(1e-4 * 0.3562570, rel=1e-4) and np.isnan(zone.box).all()


def test_many_instruments_solved_to_first_order_conditions():
    """Twenty instruments, concave payoffs: every concept is stationary, efficient and the same from every start."""
    rng, m = np.random.default_rng(0), 20
    roots, slope = rng.normal(size=(2, m, m)), rng.normal(size=(2, m))
    curve = [-(q @ q.T) / m - 0.2 * np.eye(m) for q in roots]

    def payoffs(x):
        u = np.array([slope[i] @ x + 0.5 * x @ curve[i] @ x for i in range(2)])
        return u, np.array([slope[i] + curve[i] @ x for i in range(2)])

    problem = BargainingProblem(payoffs, -2 * np.ones(m), 2 * np.ones(m), (0.0, 0.0))
    for concept in (nash_bargain, kalai_smorodinsky, egalitarian, utilitarian):
        deal = concept(problem).raise_if_failed()
        assert deal.stationarity < 1e-5 and deal.frontier_gap < 1e-6 and deal.spread < 1e-6
    deal = nash_bargain(problem)  # the weights that make the Nash bargain utilitarian are 1/gain
    np.testing.assert_allclose(utilitarian(problem, weights=1 / deal.gains).x, deal.x, atol=1e-5)


def test_empty_zone_says_what_would_open_it():
    problem = tariff_talks()
    closed = replace(problem, outside_option=problem.disagreement_point + 0.2)
    zone = find_zone(closed)
    assert zone.empty and np.isnan(zone.surplus) and np.isnan(zone.box).all()
    for side in range(2):  # the quoted slopes are derivatives of the margin
        step = 1e-5 * np.eye(2)[side]
        moved = find_zone(replace(closed, outside_option=closed.outside_option - step))
        assert (moved.max_min_surplus - zone.max_min_surplus) / 1e-5 == pytest.approx(zone.side_weights[side], abs=1e-4)
    lower = find_zone(replace(closed, lower=closed.lower - np.array([0, 1e-5])))
    assert (lower.max_min_surplus - zone.max_min_surplus) / 1e-5 == pytest.approx(-zone.bound_prices[1], abs=1e-4)
    text = zone.summary()
    assert "there is no zone of agreement" in text and "tariff 2: a lower bound lower by about" in text
    richer = replace(problem, outside_option=problem.disagreement_point + np.array([0.2, 0.1]))
    assert find_zone(richer).empty and "side payments would open it" in find_zone(richer).summary()
    with pytest.raises(TalksError) as error:
        nash_bargain(closed).raise_if_failed()
    assert str(error.value) == (
        "Nash: no deal in the box gives every side its reservation\n"
        "do       ask find_zone(problem) how much is missing and which bound, side payment or threat "
        "would open it"
    )
    with pytest.raises(TalksError) as error:
        find_frontier(replace(problem, outside_option=(0.3, -0.2))).raise_if_failed()
    assert str(error.value) == (
        "there is no frontier: no deal gives both sides their reservation (0.3, -0.2)\n"
        "do       ask find_zone(problem) how much is missing and what would open it"
    )


def test_non_concave_part_of_a_frontier_is_kept():
    def payoffs(x):  # u1^½ + u2^½ <= 1, convex towards the origin
        return np.array([x[0] ** 2, (1 - x[0]) ** 2]), np.array([[2 * x[0]], [-2 * (1 - x[0])]])

    frontier = find_frontier(BargainingProblem(payoffs, [0.0], [1.0], (0.0, 0.0)), points=21)
    np.testing.assert_allclose(np.sqrt(frontier.u).sum(1), 1.0, atol=NLP)
    assert not frontier.concave and "with non-concave parts" in frontier.summary()


def test_outside_option_is_a_constraint_not_a_threat():
    problem = tariff_talks()
    free = nash_bargain(problem)
    idle = nash_bargain(replace(problem, outside_option=free.u - 0.01))
    np.testing.assert_allclose(idle.u, free.u, atol=NLP)
    binding = nash_bargain(replace(problem, outside_option=np.array([free.u[0] + 0.05, -1.0])))
    assert binding.u[0] == pytest.approx(free.u[0] + 0.05, abs=NLP)
    paid = nash_bargain(replace(problem, outside_option=np.array([0.5, -2.0])), side_payments=True)
    np.testing.assert_allclose(paid.u, (0.5, -0.5), atol=NLP)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"lower": [1.0, 0.0], "upper": [0.5, 1.0]},
            "instrument x1 has crossing bounds\ngot      lower 1 > upper 0.5\ndo       swap them, or widen the mandate",
        ),
        (
            {"lower": [0.0, 0.0], "upper": [1.0, np.inf]},
            "instrument x2 needs finite bounds\n"
            "got      [0, inf]\n"
            "do       bound it by what could ever be signed: the starting points are drawn from the box",
        ),
        (
            {"lower": [0.0], "upper": [1.0, 1.0]},
            "bounds and instruments must have one entry each\n"
            "got      1 lower, 2 upper, 1 names\n"
            "do       give arrays of the same length",
        ),
        (
            {"lower": [0.0], "upper": [1.0], "outside_option": [0.0]},
            "disagreement point, outside option and sides must have one entry each\n"
            "got      2, 1, 2\n"
            "do       give one value per side",
        ),
    ],
)
def test_bad_problems_are_refused(arguments, message):
    with pytest.raises(TalksError, match="^" + re.escape(message) + "$"):
        BargainingProblem(payoffs=lambda x: (x, np.eye(2)), disagreement_point=[0.0, 0.0], **arguments)


def test_bad_weights_and_references_are_refused():
    with pytest.raises(TalksError) as error:
        nash_bargain(linear(), weights=(1.0, 0.0))
    assert str(error.value) == (
        "bargaining weights must be 2 positive numbers, one per side\n"
        "got      [1.0, 0.0]\n"
        "do       a side without power has a small weight, not zero"
    )
    with pytest.raises(TalksError) as error:
        equal_proportional_gains(linear(), (1.0, -2.0))
    assert str(error.value) == (
        "equal proportional gains need 2 positive reference payoffs\n"
        "got      [1.0, -2.0]\n"
        "do       use levels of welfare, not changes"
    )
    point = BargainingProblem(lambda x: (np.array([1.0, 1.0]), np.zeros((2, 1))), [0.0], [1.0], (0.0, 0.0))
    with pytest.raises(TalksError) as error:
        find_frontier(point, points=5).best(0, 1.0)
    assert str(error.value) == (
        "the frontier has 1 distinct efficient point(s): there is nothing to trade off\n"
        "do       sign that point, or widen the mandate"
    )


def test_summaries_read():
    assert "impasse" in tariff_talks().summary() and "tariff 1: from 0" in tariff_talks().summary()
    assert "side payment" in nash_bargain(tariff_talks(), side_payments=True).summary()


def test_a_deal_shows_itself_in_a_line_whatever_its_length():
    """Forty instruments wrap in a summary; the line that stands for a deal names the solution and the gains."""
    many = BargainingProblem(
        lambda x: (np.array([x.sum(), (1 - x).sum()]), np.array([np.ones(40), -np.ones(40)])),
        np.zeros(40), np.ones(40), np.zeros(2), sides=("A", "B"),
    )  # fmt: skip
    assert repr(egalitarian(many)) == "<Deal by equal gains: gains A +20, B +20>"
    assert repr(utilitarian(many)).startswith("<Deal by largest sum: gains A +")
