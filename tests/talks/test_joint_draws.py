"""Joint draws of the assumptions: their distributions, that they move with what is stated, and what follows them."""

import dataclasses

import numpy as np
import pytest

from tradetalks.talks.assumptions import BOUNDS, BY_SIDE, SPREADS, Assumptions
from tradetalks.talks.drivers import drivers_of
from tradetalks.talks.joint_draws import DRAWS, VARIANT, as_stated, joint_draws, uncertain_names
from tradetalks.talks.spread import Spread


def test_distributions_around_what_is_stated():
    draws = joint_draws(Assumptions(), variants=3)
    assert len(draws) == DRAWS
    np.testing.assert_allclose(np.median(draws["rates"], axis=0), 0.05, rtol=0.02)
    np.testing.assert_allclose(np.median(draws["committed"], axis=0), 0.1, rtol=0.02)
    # On the log scale a normal of standard deviation 0.4 has its tenth percentile 1.2816 of it below.
    np.testing.assert_allclose(np.quantile(draws["rates"], 0.1, axis=0), 0.05 * np.exp(-1.2816 * 0.4), rtol=0.02)
    assert abs(np.bincount(draws.variant) - DRAWS / 3).max() < 2


def test_every_draw_may_be_stated():
    for stated in (Assumptions(), Assumptions(committed=(0.0, 0.9), rivalry=(0.5, 0.0), extending_cost=0.0)):
        draws = joint_draws(stated)
        for name in SPREADS:
            low, high = draws[name].min(), draws[name].max()
            bound = BOUNDS[name]
            assert low >= bound.low and np.isfinite(high), name
            if bound.high <= 1.0:
                assert high <= bound.high, name


def test_names_of_sides():
    names = uncertain_names()
    assert names[0] == VARIANT and len(set(names)) == len(names)
    assert {f"{name} {k}" for name in BY_SIDE if name in SPREADS for k in (1, 2)} <= set(names)
    assert "extending_cost" in names and "round_days" not in names


def test_draws_move_smoothly_with_what_is_stated_and_nothing_else_moves():
    one = joint_draws(Assumptions())
    other = joint_draws(dataclasses.replace(Assumptions(), demand=(0.9001, 0.9)))
    assert 0 < np.abs(other["demand"][:, 0] - one["demand"][:, 0]).max() < 3e-4
    np.testing.assert_array_equal(other["demand"][:, 1], one["demand"][:, 1])
    for name in set(SPREADS) - {"demand"}:
        np.testing.assert_array_equal(other[name], one[name])


def test_as_stated_is_one_draw_of_what_is_stated():
    draws = as_stated(Assumptions(rates=(0.03, 0.07)))
    assert len(draws) == 1 and draws["rates"].tolist() == [[0.03, 0.07]] and draws["extending_cost"].shape == (1,)


@pytest.mark.parametrize("scale", ["logit", "log", "plain"])
def test_no_spread_is_the_stated_value(scale):
    np.testing.assert_allclose(Spread(scale, 0.0, "judgement").around(0.3, np.array([0.01, 0.5, 0.99])), 0.3)


def test_nothing_stays_nothing_on_a_log_scale_and_the_least_is_the_least():
    assert Spread("log", 1.0, "judgement").around(0.0, np.array([0.9])) == 0.0
    assert Spread("plain", 1.0, "judgement", low=0.0).around(0.1, np.array([0.01])) == 0.0


def test_drivers_find_what_moves_the_odds():
    draws = joint_draws(Assumptions())
    odds = 0.3 + 0.4 * draws.quantiles["demand 2"] - 0.1 * draws.quantiles["rates 1"]
    first, second, *rest = drivers_of(odds, draws.quantiles)
    assert (first.name, second.name) == ("demand 2", "rates 1")
    assert first.correlation > 0.9 and second.correlation < -0.15 and not any(driver.noticeable for driver in rest)
    assert first.high - first.low == pytest.approx(0.4 * 2 / 3, abs=0.02)


def test_drivers_leave_out_what_was_not_solved_and_find_nothing_in_nothing():
    draws = joint_draws(Assumptions())
    odds = np.where(draws.quantiles["rates 1"] > 0.5, np.nan, draws.quantiles["demand 1"])
    assert drivers_of(odds, draws.quantiles)[0].name == "demand 1"
    assert all(driver.correlation == 0 for driver in drivers_of(np.full(len(draws), 0.4), draws.quantiles))
    assert drivers_of(np.full(len(draws), np.nan), draws.quantiles) == ()
