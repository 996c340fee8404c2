"""Talks in joint draws: the odds' properties over whole ranges, silence, events, carrots, and who is known to be left."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from tradetalks.talks.assumptions import BY_SIDE, SPREADS, Assumptions
from tradetalks.talks.drawn_game import MOST_ROUNDS, clock_from
from tradetalks.talks.drawn_stakes import PricedFlows
from tradetalks.talks.drawn_talks import draw_talks
from tradetalks.talks.game_odds import ENDINGS, Effect, effect_of
from tradetalks.talks.shocks import Shock, play_shocks

OPENING, DEADLINE = date(2019, 1, 7), date(2019, 3, 2)
# Flows of the shape of January 2019: a concave frontier at three sets of elasticities, growing over four spells.
GAIN_1 = np.linspace(0, 31.8, 21)
GAIN_2 = np.interp(GAIN_1, [0, 17.06, 24.0, 28.61, 31.8], [76.6, 68.93, 52.0, 27.83, 0.0])
GROWTH = np.array([0.5, 0.7, 0.85, 1.0])
SETS = np.array([0.55, 0.8, 1.0])
FLOWS = PricedFlows(
    SETS[:, None, None, None] * GROWTH[None, None, :, None] * np.stack([GAIN_1, GAIN_2], axis=-1)[None, :, None],
    SETS[:, None, None] * GROWTH[None, :, None] * np.array([-3.94, -27.92]),
    np.zeros((3, 2)),
    np.array([0.0, 1.15, 2.15, 4.15, np.inf]),
    np.array([19000.0, 12000.0]),
)
# As many draws as keep the tests fast; the first so many of a Sobol sequence cover all assumptions too.
COUNT = 64


def talks(flows=FLOWS, **stated):
    return draw_talks(flows, OPENING, DEADLINE, Assumptions(**stated), count=COUNT)


@pytest.fixture(scope="module")
def stated():
    return talks()


def test_odds_are_odds(stated):
    odds = stated.odds
    assert odds.quoted and odds.known.mean() > 0.95
    assert (odds.endings >= 0).all() and np.abs(odds.endings.sum(axis=1) - 1).max() < 1e-9
    assert odds.mean.sum() == pytest.approx(1.0)
    found = odds.outlook
    assert odds.mean[0] < found["agreement in the end"].mean < 1
    assert 0 < found["days to an agreement"].low < found["days to an agreement"].high < 54 + 90
    by = odds.agreed_by(np.array([0, 54, 400]))
    np.testing.assert_allclose(by[:, 1], odds.endings[odds.known, 0])
    assert not by[:, 0].any()


@pytest.mark.parametrize("day", [date(2019, 1, 10), date(2019, 1, 28), date(2019, 2, 23)])
def test_silence_alone_changes_no_plan(stated, day):
    """Seen from a later day on which nobody has given way the odds are those of the opening given that silence: the same
    equilibrium goes on, with the types left that would have waited."""
    later = stated.on(day)
    both = stated.odds.known & later.odds.known
    by = np.zeros(COUNT)
    by[stated.odds.known] = stated.odds.agreed_by(np.array([(day - OPENING).days]))[:, 0]
    expected = (stated.odds.endings[:, 0] - by) / (1 - by)
    np.testing.assert_allclose(later.odds.endings[both, 0], expected[both], atol=1e-8)
    assert both.mean() > 0.9


def ends(name):
    """The 1 and 99 percent points of the distribution of an assumption around its default."""
    centre = float(np.mean(getattr(Assumptions(), name)))
    return SPREADS[name].around(centre, np.array([0.01, 0.99]))


def stated_as(name, value):
    return {name: (value, value) if name in BY_SIDE else type(getattr(Assumptions(), name))(value)}


def sweep(name, points):
    low, high = ends(name)
    return np.array([talks(**stated_as(name, v)).odds.mean for v in np.linspace(low, high, points)])


# Which way the odds of an agreement go as an assumption rises over its whole range, where theory has a sign: sides that ask for
# more, or find giving way dearer, agree less often. (A side that is likelier never to give way makes the other give way sooner:
# no sign.)
SIGNS = {"demand": -1, "conceding_cost": -1}
# A draw that is left out, because it has several equilibria, moves the mean of the others by so much at most.
LEFT_OUT = 0.5 / COUNT


def check_sweep(name, points, largest_step):
    odds = sweep(name, points)
    assert np.isfinite(odds).all()
    assert np.abs(np.diff(odds, axis=0)).max() < largest_step
    if name in SIGNS:
        assert (SIGNS[name] * np.diff(odds[:, 0]) > -LEFT_OUT).all()


@pytest.mark.parametrize("name", [*SIGNS, "committed", "mandate_years", "rivalry"])
def test_odds_move_smoothly(name):
    """(Fast form of the 41 points below, of some assumptions: on a quarter of the points a step may be four times as long.)"""
    check_sweep(name, 11, 0.12)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SPREADS))
def test_neighbours_on_41_points_differ_by_less_than_three_points(name):
    check_sweep(name, 41, 0.03)


def test_currency_moves_nothing(stated):
    """Each side's own money may be counted in anything, as long as nobody minds the other's gain."""
    pounds = np.array([1000.0, 0.05])
    other = dataclasses.replace(FLOWS, deals=FLOWS.deals * pounds, escalation=FLOWS.escalation * pounds)
    kept = [talks(flows, rivalry=(0.0, 0.0)) for flows in (FLOWS, other)]
    nobody = [t.draws.but(rivalry=np.zeros((COUNT, 2))) for t in kept]
    first, second = (dataclasses.replace(t, draws=d).odds for t, d in zip(kept, nobody, strict=True))
    np.testing.assert_allclose(second.endings, first.endings, atol=1e-8)


def test_daily_rounds_are_taken_together(stated):
    """Of 54 days 26 rounds: as many as are still solved, and odds within a point of those of weekly rounds."""
    daily = talks(round_days=1)
    assert len(clock_from(54, Assumptions(round_days=1)).rounds) == MOST_ROUNDS
    assert daily.odds.quoted and np.abs(daily.odds.mean - stated.odds.mean).max() < 0.01


@pytest.mark.parametrize("days", [3, 5, 14, 27])
def test_length_of_a_round_moves_odds_by_less_than_a_point(stated, days):
    assert np.abs(talks(round_days=days).odds.mean - stated.odds.mean).max() < 0.01


def test_more_draws_or_points_of_the_frontier_move_odds_by_less_than_a_point(stated):
    finer = np.linspace(0, 20, 81)
    deals = np.stack(
        [
            [[np.interp(finer, np.arange(21), FLOWS.deals[s, :, k, i]) for i in range(2)] for k in range(4)]
            for s in range(3)
        ]
    )
    fine = talks(dataclasses.replace(FLOWS, deals=np.moveaxis(deals, 3, 1)))
    np.testing.assert_allclose(fine.odds.mean, stated.odds.mean, atol=0.01)
    few, many = (draw_talks(FLOWS, OPENING, DEADLINE, Assumptions(), count=count).odds.mean for count in (256, 512))
    np.testing.assert_allclose(few, many, atol=0.01)


def test_several_equilibria_are_said_and_nothing_is_quoted():
    odds = talks(conceding_dispersion=(0.2, 0.2)).odds
    assert not odds.quoted and np.isnan(odds.mean).all() and np.isnan(odds.agreement).all()
    assert "several equilibria" in odds.why_not or "not solved" in odds.why_not


def test_no_deal_that_suits_both_leaves_the_threatener_its_choice():
    odds = talks(dataclasses.replace(FLOWS, deals=np.zeros((3, 0, 4, 2)))).odds
    assert odds.closed.all() and odds.quoted
    assert odds.mean[0] < 1e-9 and odds.mean.sum() == pytest.approx(1.0)
    # A committed threatener acts: in one case of ten, and flexible ones sometimes.
    assert odds.mean[ENDINGS.index("escalation")] > 0.1


def test_odds_of_a_deal_vanish_with_the_zone():
    """A deal worth next to nothing beside the threat is signed by hardly anybody: no jump where the last gain goes.

    Each size is 0.56 of the one before.
    """
    sizes = np.append(np.geomspace(1.0, 1e-6, 25), 0.0)
    odds = [talks(dataclasses.replace(FLOWS, deals=size * FLOWS.deals)).odds.mean for size in sizes]
    assert odds[-1][0] < 1e-9 and odds[-2][0] < 1e-3
    assert np.abs(np.diff(odds, axis=0)).max() < 0.12


def test_a_committed_threatener_carries_out_its_threat():
    low, high = (talks(committed=(z, 0.1)).odds.mean[ENDINGS.index("escalation")] for z in (0.02, 0.5))
    assert high > low + 0.2


def test_a_shock_to_what_odds_do_not_hang_on_has_no_effect(stated):
    (effect,) = play_shocks(stated, [Shock("a leak", date(2019, 2, 4), {"lag_years": 2.0})])
    assert effect.effect is Effect.UNCLEAR and effect.after.mean == pytest.approx(effect.before.mean, abs=1e-9)


def test_a_shock_has_an_effect_where_its_sign_holds_in_nearly_all_draws(stated):
    worse, better = play_shocks(
        stated,
        [
            Shock("each asks for more", date(2019, 1, 28), {"demand": (0.99, 0.99)}),
            Shock("and then for less", date(2019, 2, 11), {"demand": (0.7, 0.7)}),
        ],
    )
    assert (worse.effect, better.effect) == (Effect.LOWERS, Effect.RAISES)
    assert worse.after.mean < worse.before.mean and better.after.mean > better.before.mean


# A value of each assumption that is not its default, for a side or both.
OTHER = {
    "rates": (0.1, 0.02),
    "mandate_years": (1.0, 2.5),
    "committed": (0.2, 0.05),
    "demand": (0.8, 0.95),
    "conceding_cost": (1.0, 1.5),
    "conceding_dispersion": (1.0, 0.9),
    "extending_cost": 0.2,
    "backing_down_cost": 0.5,
    "choice_dispersion": 0.5,
    "extension_days": 40,
    "rivalry": (0.5, 0.1),
    "signing_cost": 0.2,
    "round_days": 10,
    "threatener": 1,
}


@pytest.mark.parametrize("name", sorted({*SPREADS, "round_days", "threatener"}))
def test_a_shock_to_a_value_gives_what_a_file_with_that_value_gives(stated, name):
    """On the first day, before anything has been learnt, it is the same game over the same deals."""
    filed, shocked = talks(**{name: OTHER[name]}), stated.with_changes({name: OTHER[name]})
    assert filed.assumptions == shocked.assumptions and filed.flows is shocked.flows
    for one, other in ((filed.draws.values, shocked.draws.values), (vars(filed.clock), vars(shocked.clock))):
        assert one.keys() == other.keys()
        for key, value in one.items():
            np.testing.assert_array_equal(other[key], value)


def test_effects_by_hand():
    before = np.full(100, 0.5)
    assert effect_of(before, before + 0.01) is Effect.RAISES
    assert effect_of(before, before - 0.01) is Effect.LOWERS
    mixed = before + np.where(np.arange(100) < 89, 0.01, -0.01)
    assert effect_of(before, mixed) is Effect.UNCLEAR
    assert effect_of(before, np.full(100, np.nan)) is Effect.UNCLEAR


def test_talks_that_go_on_at_a_cost_to_a_side(stated):
    """The dearer waiting is to a side, the likelier an agreement."""
    for stick in ((0.0, -20.0), (-20.0, 0.0)):
        moved = stated.while_waiting(np.array([stick]))
        assert moved.odds.mean[0] > stated.odds.mean[0]
        assert effect_of(stated.odds.agreement, moved.odds.agreement) is not Effect.LOWERS
