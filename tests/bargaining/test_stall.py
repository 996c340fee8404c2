"""Searches that get nowhere end, at their best point."""

import numpy as np
import pytest

from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import egalitarian, kalai_smorodinsky, nash_bargain, utilitarian
from tradetalks.bargaining.stall import PATIENCE, Stalled, Watch


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
