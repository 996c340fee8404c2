"""Bargains of three and more: closed forms, the table of two inside that of three, and the order of the sides."""

from dataclasses import replace

import numpy as np
import pytest

from tradetalks.bargaining.gaining import seeking_gains
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.relative_gains import critical_common_weight, rivalry_matrix, with_relative_gains
from tradetalks.bargaining.solutions import egalitarian, kalai_smorodinsky, nash_bargain, utilitarian
from tradetalks.bargaining.zone import find_zone
from tradetalks.errors import TalksError

SOLUTIONS = {"nash": nash_bargain, "ks": kalai_smorodinsky, "equal": egalitarian, "sum": utilitarian}
# SLSQP meets its constraints to about this share of the payoffs.
CLOSE = 1e-6


def pie(worth=(1.0, 1.0, 1.0), d=None, **more) -> BargainingProblem:
    """A pie of 1 in transfers alone: instrument i is the share of side i, worth ``worth[i]`` to it, and shares add up to 1."""
    worth = np.asarray(worth, float)
    n = len(worth)

    def left(x):
        return np.array([1 - x.sum()]), -np.ones((1, n))

    d = np.zeros(n) if d is None else d
    return BargainingProblem(lambda x: (worth * x, np.diag(worth)), np.zeros(n), np.ones(n), d, at_least=left, **more)


@pytest.mark.parametrize("n", [3, 4, 5])
def test_a_pie_of_transfers_is_divided_equally(n):
    talks = pie(np.ones(n))
    for name in ("nash", "ks", "equal"):
        np.testing.assert_allclose(SOLUTIONS[name](talks).u, np.full(n, 1 / n), atol=CLOSE)
    zone = find_zone(talks)
    assert zone.max_min_surplus == pytest.approx(1 / n, abs=CLOSE) and zone.surplus == pytest.approx(1, abs=CLOSE)
    np.testing.assert_allclose(zone.ideal, 1, atol=CLOSE)


def test_solutions_of_unequal_sides_in_closed_form():
    """What a share is worth, and what each has without a deal: u_i = w_i x_i over d, Σ x = 1."""
    worth, d = np.array([2.0, 1.0, 4.0]), np.array([0.2, 0.1, 0.4])
    talks, shares = pie(worth, d), d / worth
    rest = 1 - shares.sum()
    # Nash splits what is left over the shares that pay for the impasse equally, in every unit.
    np.testing.assert_allclose(nash_bargain(talks).x, shares + rest / 3, atol=CLOSE)
    # Every side's best gain is w_i times the rest: so does Kalai-Smorodinsky.
    np.testing.assert_allclose(kalai_smorodinsky(talks).x, shares + rest / 3, atol=CLOSE)
    np.testing.assert_allclose(egalitarian(talks).u - d, rest / (1 / worth).sum(), atol=CLOSE)
    np.testing.assert_allclose(
        nash_bargain(talks, weights=(1, 2, 3)).x, shares + rest * np.array([1, 2, 3]) / 6, atol=CLOSE
    )


def three(**more) -> BargainingProblem:
    """Each side grants something to each other side: it costs squares and is worth roots, all different."""
    rng = np.random.default_rng(7)
    gives = [(i, j) for i in range(3) for j in range(3) if i != j]
    worth, cost = rng.uniform(1, 2, len(gives)), rng.uniform(0.2, 0.8, len(gives))

    def payoffs(x):
        u, jac = np.zeros(3), np.zeros((3, len(gives)))
        for k, (by, to) in enumerate(gives):
            u[to] += worth[k] * np.log1p(x[k])
            jac[to, k] += worth[k] / (1 + x[k])
            u[by] -= cost[k] * x[k] ** 2
            jac[by, k] -= 2 * cost[k] * x[k]
        return u, jac

    return BargainingProblem(payoffs, np.zeros(6), np.ones(6), np.zeros(3), **more)


def reordered(problem: BargainingProblem, order) -> BargainingProblem:
    order = list(order)

    def payoffs(x):
        u, jac = problem.payoffs(x)
        return u[order], jac[order]

    return replace(
        problem,
        payoffs=payoffs,
        disagreement_point=problem.disagreement_point[order],
        outside_option=problem.outside_option[order],
        sides=tuple(problem.sides[k] for k in order),
    )


@pytest.mark.parametrize("order", [(1, 2, 0), (2, 1, 0)])
def test_the_order_of_the_sides_orders_the_results(order):
    talks = three(outside_option=np.array([-0.1, -0.2, -0.3]))
    other = reordered(talks, order)
    for solution in SOLUTIONS.values():
        np.testing.assert_allclose(solution(other).u, solution(talks).u[list(order)], atol=1e-5)
    np.testing.assert_allclose(
        find_zone(other, box=False).ideal, find_zone(talks, box=False).ideal[list(order)], atol=1e-5
    )
    k = np.array([[0, 0.1, 0.2], [0.3, 0, 0.1], [0, 0.2, 0]])
    minded = nash_bargain(with_relative_gains(talks, k)).u
    again = nash_bargain(with_relative_gains(other, k[np.ix_(order, order)])).u
    np.testing.assert_allclose(again, minded[list(order)], atol=1e-5)


def two_of(problem: BargainingProblem, d) -> BargainingProblem:
    """The first two sides alone."""

    def payoffs(x):
        u, jac = problem.payoffs(x)
        return u[:2], jac[:2]

    return BargainingProblem(payoffs, problem.lower, problem.upper, d)


@pytest.mark.parametrize("noise", [0.0, 1e-10])
@pytest.mark.parametrize("d", [(0.0, 0.0), (-0.4, -0.1)])
def test_a_third_side_that_can_neither_give_nor_gain_changes_nothing(d, noise):
    """The table of two is that of three with a side for which nothing is at stake (but what arithmetic leaves)."""
    whole = three()

    def payoffs(x):
        u, jac = whole.payoffs(x)
        return np.append(u[:2], -noise * x.sum()), np.vstack([jac[:2], -noise * np.ones(6)])

    with_idle = replace(whole, payoffs=payoffs, disagreement_point=np.append(d, 0.0))
    pair, talks = two_of(whole, d), seeking_gains(with_idle, 1e-7)
    assert talks.seeking.tolist() == [True, True, False]
    for name, solution in SOLUTIONS.items():
        found = solution(talks)
        assert found.signed and abs(found.u[2]) < 1e-7, name
        np.testing.assert_allclose(found.u[:2], solution(pair).u, atol=1e-5, err_msg=name)
    one, other = find_zone(pair, box=False), find_zone(talks, box=False)
    assert other.max_min_surplus == pytest.approx(one.max_min_surplus, abs=1e-6)
    assert other.surplus == pytest.approx(one.surplus, abs=1e-5)
    assert "side 3 can gain nothing, and must only not lose" in other.summary()
    if not any(d):
        assert critical_common_weight(talks) == pytest.approx(critical_common_weight(pair), abs=1e-6)


def test_a_third_side_that_would_lose_closes_the_zone():
    """It is no bystander: whoever sits at the table can refuse."""
    whole = three()

    def payoffs(x):
        u, jac = whole.payoffs(x)
        return np.append(u[:2], -0.01 * x.sum()), np.vstack([jac[:2], -0.01 * np.ones(6)])

    talks = seeking_gains(replace(whole, payoffs=payoffs), 1e-7)
    assert find_zone(talks, box=False).max_min_surplus < 1e-6
    assert nash_bargain(talks).u.max() < 1e-4


def test_who_can_gain_is_asked_at_tables_of_three_only():
    pair = two_of(three(), (0.0, 0.0))
    assert seeking_gains(pair, 1e9) is pair
    everybody = three()
    assert seeking_gains(everybody, 1e-7) is everybody
    # Where fewer than two can gain there is no bargain, and none is made up.
    assert seeking_gains(everybody, 1e9) is everybody


@pytest.mark.parametrize("n", [2, 3, 5])
def test_rivalry_over_a_pie_in_closed_form(n):
    """(T35) Side i needs k_i/(1 + k_i) of the pie; what is left is divided equally; equal weights close it at 1/(n - 1)."""
    k = np.linspace(0.05, 0.25, n)
    needs = k / (1 + k)
    assert needs.sum() < 1
    found = nash_bargain(with_relative_gains(pie(np.ones(n)), k))
    np.testing.assert_allclose(found.x, needs + (1 - needs.sum()) / n, atol=1e-5)
    assert critical_common_weight(pie(np.ones(n))) == pytest.approx(1 / (n - 1), abs=CLOSE)
    for factor, closed in ((0.99, False), (1.01, True)):
        zone = find_zone(with_relative_gains(pie(np.ones(n)), factor / (n - 1)), box=False)
        assert (zone.max_min_surplus < 1e-7) is closed


def test_the_common_weight_is_where_the_zone_closes():
    talks = three(outside_option=np.array([-0.1, -0.2, -0.3]))
    weight = critical_common_weight(talks)
    assert 0 < weight < 0.5
    below, above = (find_zone(with_relative_gains(talks, factor * weight), box=False) for factor in (0.98, 1.02))
    assert below.max_min_surplus > 0
    # Beyond it only deals that harm somebody are preferred, which are not counted as agreement.
    assert critical_common_weight(talks, starts=5) == pytest.approx(weight, abs=1e-6)
    assert above.max_min_surplus < below.max_min_surplus


def test_weights_by_pair_are_weights_on_all_where_they_are_equal():
    talks = three()
    alike, by_pair = rivalry_matrix((0.1, 0.2, 0.0), 3), np.array([[0, 0.1, 0.1], [0.2, 0, 0.2], [0, 0, 0]])
    np.testing.assert_array_equal(alike, by_pair)
    x = np.full(6, 0.3)
    np.testing.assert_allclose(
        with_relative_gains(talks, (0.1, 0.2, 0.0)).payoffs(x)[0], with_relative_gains(talks, by_pair).payoffs(x)[0]
    )
    u = talks.payoffs(x)[0]
    np.testing.assert_allclose(with_relative_gains(talks, by_pair).payoffs(x)[0][0], u[0] - 0.1 * (u[1] + u[2]))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (
            (0.1, 0.2),
            "rivalry among 3 sides is one weight, 3 of these, one per side, or 3 by 3, by pair\n"
            "got      (0.1, 0.2)\n"
            "do       give the weight of each side on the others' gains",
        ),
        (
            np.full((3, 3), 0.1),
            "a side cannot be its own rival\n"
            "expected 0 on the diagonal, the weight of a side on its own gain\n"
            "got      [0.1, 0.1, 0.1]",
        ),
        (
            (0.1, -0.2, 0.0),
            "rivalry is the weight on the other's gains and at least 0\n"
            "got      [0.1, -0.2, 0.0]\n"
            "do       altruism is another model",
        ),
    ],
)
def test_weights_that_are_none_are_refused(weights, said):
    with pytest.raises(TalksError) as caught:
        with_relative_gains(three(), weights)
    assert str(caught.value) == said
