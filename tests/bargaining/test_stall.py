"""Searches that get nowhere end, at their best point."""

import numpy as np
import pytest

from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import egalitarian, kalai_smorodinsky, nash_bargain, utilitarian
from tradetalks.bargaining.stall import LONG, PATIENCE, Stalled, Watch
from tradetalks.bargaining.zone import find_zone


def test_many_values_that_are_the_same_end_a_search():
    """At the best of those that are feasible; a value further off begins the count anew."""
    watch = Watch(lambda y: y[0] > 0, 0.1)
    for k in range(3 * PATIENCE):
        watch.see(np.array([1.0]), -float(k))
    for k in range(PATIENCE - 1):
        watch.see(np.array([float(k)]), -999.0 + 0.02 * k)
    with pytest.raises(Stalled) as caught:
        watch.see(np.array([-1.0]), -999.1)
    assert caught.value.best == [1.0]


def test_many_values_without_a_better_feasible_point_end_a_search():
    """However far they are from each other; a search that has found no feasible point yet goes on."""
    watch = Watch(lambda y: y[0] > 0, 1e-9)
    to_and_fro = [(-1.0, -2.0), (1.0, -0.5)]
    for k in range(3 * LONG):
        watch.see(np.array([-1.0]), float(k % 7))
    for k in range(LONG):
        place, value = to_and_fro[k % 2]
        watch.see(np.array([place]), value)
    with pytest.raises(Stalled) as caught:
        for k in range(LONG):
            place, value = to_and_fro[k % 2]
            watch.see(np.array([place]), value)
    assert caught.value.best == [1.0]


def test_a_search_that_finds_better_points_goes_on():
    watch = Watch(lambda y: y[0] > 0, 1e-9)
    for k in range(5 * LONG):
        watch.see(np.array([1.0 - 2.0 * (k % 2)]), -float(k))


@pytest.mark.parametrize("noise", [1e-10, 1e-9])
def test_a_zone_that_is_a_single_point(noise):
    """A grant that costs its side from the first step on: the zone is the impasse. Payoffs are as a solver leaves them, off by
    their last digits: those of the American rollback in eu-us-2025, where a search once asked for 2,500 values."""
    asked = []

    def payoffs(x):
        asked.append(x)
        off = 1e-9 * np.array([4.8, 2.1]) + noise * np.sin(1e10 * x[0] + np.array([1.0, 2.0]))
        u = np.array([-0.24596 * x[0] - 5.2 * x[0] ** 2, 11.884 * x[0] + 3.0 * x[0] ** 2])
        return u + off, np.array([[-0.24596 - 10.4 * x[0]], [11.884 + 6.0 * x[0]]])

    zone = find_zone(BargainingProblem(payoffs, [0.0], [1.0], [0.0, 0.0], exact=1e-9), starts=1, box=False)
    np.testing.assert_allclose([zone.max_min_surplus, *zone.ideal], 0.0, atol=1e-4)
    # Six searches, none of which may go on for ever.
    assert len(asked) < 6 * 2 * LONG


@pytest.mark.parametrize("seed", range(5))
def test_derivatives_that_are_a_little_off(seed):
    """Of two sides with curved payoffs over eight items: the deal is that of exact derivatives, and the search ends."""
    rng = np.random.default_rng(seed)
    slopes, asked = rng.uniform(-1, 2, (2, 8)), []

    def problem(noise):
        def payoffs(x):
            asked.append(noise)
            off = noise * np.sin(1e9 * x + np.arange(8))
            return slopes @ x - 0.3 * (x**2).sum(), slopes - 0.6 * x + off

        return BargainingProblem(payoffs, np.zeros(8), np.ones(8), np.zeros(2), exact=1e-9)

    exact, off = (kalai_smorodinsky(problem(noise), starts=1) for noise in (0.0, 1e-6))
    np.testing.assert_allclose(off.u, exact.u, atol=1e-5)
    assert asked.count(1e-6) < 6 * (PATIENCE + 40)


@pytest.mark.parametrize("concept", [nash_bargain, kalai_smorodinsky, egalitarian, utilitarian])
def test_a_deal_without_its_certificate_is_the_same_deal(concept):
    slopes = np.array([[2.0, -0.5, 1.0], [-0.5, 2.0, 1.0]])
    line = BargainingProblem(
        lambda x: (slopes @ x - 0.3 * x @ x, slopes - 0.6 * x), np.zeros(3), np.ones(3), np.zeros(2)
    )
    with_gap, without = (concept(line, certify=certify) for certify in (True, False))
    np.testing.assert_array_equal(with_gap.x, without.x)
    assert with_gap.frontier_gap < 1e-6 and np.isnan(without.frontier_gap)
