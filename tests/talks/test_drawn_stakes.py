"""What is at stake in a draw: texts along a frontier, priced by spell up to each mandate's end."""

import dataclasses

import numpy as np
import pytest
from scipy.integrate import quad

from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.drawn_stakes import PricedFlows, stakes_of, texts_of_draws
from tradetalks.talks.joint_draws import as_stated, joint_draws

# A linear frontier u_1/10 + u_2/6 = 1 in one spell, and one whose deals double after two years.
POINTS = np.linspace(0, 1, 21)
LINE = np.stack([10 * POINTS, 6 * (1 - POINTS)], axis=-1)
FLOWS = PricedFlows(
    np.stack([LINE, 2 * LINE], axis=1)[None],
    np.array([[[-1.0, -3.0], [-2.0, -6.0]]]),
    np.zeros((1, 2)),
    np.array([0.0, 2.0, np.inf]),
    np.array([100.0, 50.0]),
)
STATED = Assumptions(rates=(0.05, 0.1), mandate_years=(1.5, 4.0), demand=(0.9, 0.8))
DATES, ENDS = np.array([[0.1, 0.2, 0.4]]), np.array([[0.2, 0.4]])


def path(flow, after):
    """A flow that doubles after two years."""
    return lambda s: np.exp(-after * s) * (flow if s < 2 else 2 * flow)


def test_present_values_by_quadrature():
    found = stakes_of(FLOWS, as_stated(STATED), DATES, ENDS)
    # On a line every deal is a mixture of the best ones: the text of side 1 leaves side 2 a tenth of its best.
    own, other = (0.9 * 10, 0.8 * 6), (0.2 * 10, 0.1 * 6)
    for k, (rate, end) in enumerate(zip(STATED.rates, STATED.mandate_years, strict=True)):
        for r, day in enumerate(DATES[0]):
            for name, flow in (("win", own[k]), ("concede", other[k]), ("split", (own[k] + other[k]) / 2)):
                value = quad(path(flow, rate), day, end, points=[2.0] if end > 2 else None)[0]
                assert getattr(found, name)[0, r, k] == pytest.approx(value, rel=1e-8), (name, r, k)
        for e, day in enumerate(ENDS[0]):
            value = quad(path((-1.0, -3.0)[k], rate), day, end, points=[2.0] if end > 2 else None)[0]
            assert found.escalate[0, e, k] == pytest.approx(value, rel=1e-8)
    assert not found.lapse.any() and not found.closed[0] and not found.compatible[0]
    np.testing.assert_allclose(found.prize, found.win - found.concede)


def test_what_waiting_brings_counts_until_the_signing_and_for_ever_without_one():
    flows = FLOWS.while_waiting(np.array([[0.5, -0.25]]))
    still, moved = (stakes_of(f, as_stated(STATED), DATES, ENDS) for f in (FLOWS, flows))
    received = quad(lambda s: 0.5 * np.exp(-0.05 * s), 0, 0.4)[0]
    assert (moved.win - still.win)[0, 2, 0] == pytest.approx(received)
    assert (moved.lapse)[0, 1, 1] == pytest.approx(quad(lambda s: -0.25 * np.exp(-0.1 * s), 0, 4)[0])
    np.testing.assert_allclose(moved.prize, still.prize)


def test_seen_from_a_later_day_the_same_flows_accrue_on_the_same_dates():
    passed = 0.3
    early = stakes_of(FLOWS, as_stated(STATED), np.array([[0.5]]), np.array([[0.5, 0.6]]))
    left = as_stated(dataclasses.replace(STATED, mandate_years=(1.5 - passed, 4.0 - passed)))
    late = stakes_of(FLOWS.from_day(passed), left, np.array([[0.2]]), np.array([[0.2, 0.3]]))
    np.testing.assert_allclose(late.win * np.exp(-np.array(STATED.rates) * passed), early.win, rtol=1e-12)


def test_texts_that_one_deal_meets():
    found = stakes_of(FLOWS, as_stated(dataclasses.replace(STATED, demand=(0.45, 0.45))), DATES, ENDS)
    assert found.compatible[0] and not found.closed[0] and not found.prize.any()


def test_no_deal_suits_both_where_rivalry_is_strong_or_there_is_no_frontier():
    # In percent of income on percent of income the zone closes at a product of one.
    no_threat = dataclasses.replace(FLOWS, escalation=np.zeros((1, 2, 2)))
    for weights, closed in (((0.9, 0.9), False), ((1.2, 1.2), True)):
        stated = as_stated(dataclasses.replace(STATED, rivalry=weights, mandate_years=(2.0, 2.0)))
        found = stakes_of(no_threat, stated, DATES, ENDS)
        assert found.closed[0] == closed and (found.worth_signing[0] == 0) == closed
    # A threat that a rival likes better than any deal closes it earlier.
    stated = as_stated(dataclasses.replace(STATED, rivalry=(1.1, 0.0), mandate_years=(2.0, 2.0)))
    harsh = dataclasses.replace(FLOWS, escalation=np.full((1, 2, 2), [-1.0, -20.0]))
    assert not stakes_of(no_threat, stated, DATES, ENDS).closed[0] and stakes_of(harsh, stated, DATES, ENDS).closed[0]
    nothing = dataclasses.replace(FLOWS, deals=np.zeros((1, 0, 2, 2)))
    assert stakes_of(nothing, as_stated(STATED), DATES, ENDS).closed.all()


def test_stakes_move_smoothly_with_every_assumption():
    base = stakes_of(FLOWS, joint_draws(STATED), np.tile(DATES, (256, 1)), np.tile(ENDS, (256, 1)))
    for change in (
        {"demand": (0.9001, 0.8)},
        {"rivalry": (1e-4, 0.0)},
        {"rates": (0.05001, 0.1)},
        {"mandate_years": (1.5001, 4.0)},
    ):
        draws = joint_draws(dataclasses.replace(STATED, **change))
        moved = stakes_of(FLOWS, draws, np.tile(DATES, (256, 1)), np.tile(ENDS, (256, 1)))
        for name in ("win", "concede", "prize", "escalate"):
            assert np.abs(getattr(moved, name) - getattr(base, name)).max() < 0.02, (change, name)


def test_rounding_along_the_frontier_does_not_turn_it_round():
    worth = LINE[None, :, None, :] + 1e-12 * np.random.default_rng(0).standard_normal((1, 21, 1, 2))
    found = texts_of_draws(worth, np.ones((1, 2, 1)), np.array([[0.9, 0.8]]), np.zeros((1, 2)), np.full(1, 0.05))
    np.testing.assert_allclose(found.flows[0, :, 0], [[9.0, 0.6], [2.0, 4.8]], atol=1e-9)
