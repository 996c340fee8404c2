"""The axioms that each cooperative solution is known by, on random bargaining problems."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bargaining.games import tariff_talks
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import (
    egalitarian,
    ideal_points,
    kalai_smorodinsky,
    lift_all,
    nash_bargain,
    utilitarian,
)

few = settings(max_examples=12, deadline=None)


def ellipse(a, b, power, d=(0.0, 0.0), upper=(1.0, 1.0), **more):
    """(u1/a)^p + (u2/b)^p <= 1, by u1 = a x, u2 = b y (1 - x^p)^{1/p}; p >= 1, smooth inside."""

    def payoffs(x):
        inner = max(1.0 - x[0] ** power, 1e-12)
        height = inner ** (1 / power)
        slope = -(inner ** (1 / power - 1)) * x[0] ** (power - 1)
        return np.array([a * x[0], b * x[1] * height]), np.array([[a, 0.0], [b * x[1] * slope, b * height]])

    return BargainingProblem(payoffs, [0.0, 0.0], upper, d, **more)


shapes = st.tuples(st.floats(0.5, 4.0), st.floats(0.5, 4.0), st.floats(1.2, 3.0))
concepts = st.sampled_from([nash_bargain, kalai_smorodinsky, egalitarian, utilitarian])


@few
@given(shape=shapes, share=st.tuples(st.floats(0.0, 0.4), st.floats(0.0, 0.4)), concept=concepts)
def test_pareto_and_individual_rationality(shape, share, concept):
    a, b, p = shape
    problem = ellipse(a, b, p, d=(share[0] * a, share[1] * b))
    deal = concept(problem).raise_if_failed()
    assert (deal.gains >= -1e-7).all()
    better = lift_all(problem, deal.u, (a, b), starts=3)
    assert better.slack[0] < 1e-5


@few
@given(
    a=st.floats(0.5, 4.0),
    p=st.floats(1.2, 3.0),
    concept=st.sampled_from([nash_bargain, kalai_smorodinsky, egalitarian]),
)
def test_symmetry(a, p, concept):
    deal = concept(ellipse(a, a, p))
    np.testing.assert_allclose(deal.u[0], deal.u[1], rtol=1e-5)


@few
@given(
    slope=st.tuples(st.floats(0.1, 50.0), st.floats(0.1, 50.0)),
    intercept=st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    concept=st.sampled_from([nash_bargain, kalai_smorodinsky]),
)
def test_scale_invariance_of_nash_and_kalai_smorodinsky(slope, intercept, concept):
    problem = tariff_talks()
    deal, scaled = concept(problem), concept(problem.rescaled(np.array(slope), np.array(intercept)))
    np.testing.assert_allclose(scaled.x, deal.x, atol=5e-6)


def test_egalitarian_and_utilitarian_depend_on_units():
    problem = tariff_talks()
    other = problem.rescaled(np.array([3.0, 1.0]), np.zeros(2))
    for concept in (egalitarian, utilitarian):
        assert abs(concept(problem).x - concept(other).x).max() > 0.01


@few
@given(shape=shapes, cut=st.floats(0.02, 0.2))
def test_nash_does_not_depend_on_irrelevant_alternatives(shape, cut):
    problem = ellipse(*shape)
    deal = nash_bargain(problem)
    fewer = replace(problem, upper=np.array([deal.x[0] + cut * (1 - deal.x[0]), 1.0]))
    np.testing.assert_allclose(nash_bargain(fewer).u, deal.u, atol=1e-5)


@few
@given(shape=shapes, more=st.floats(1.05, 2.0))
def test_kalai_smorodinsky_is_monotone(shape, more):
    """A larger set in which side 1's best is unchanged never hurts side 2."""
    a, b, p = shape
    small, large = ellipse(a, b, p), ellipse(a, b * more, p)
    np.testing.assert_allclose(ideal_points(small)[0], ideal_points(large)[0], rtol=1e-6)
    assert kalai_smorodinsky(large).u[1] >= kalai_smorodinsky(small).u[1] - 1e-6


@few
@given(shape=shapes, alpha=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)))
def test_more_power_never_hurts_under_nash(shape, alpha):
    low, high = sorted(alpha)
    problem = ellipse(*shape)
    assert (
        nash_bargain(problem, weights=(high, 1 - high)).u[0]
        >= nash_bargain(problem, weights=(low, 1 - low)).u[0] - 1e-6
    )
