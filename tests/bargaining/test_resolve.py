"""War of attrition and the last instant (O-10 to O-12)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from tradetalks.bargaining.deadlines.attrition import solve_attrition
from tradetalks.bargaining.deadlines.last_instant import solve_last_instant
from tradetalks.bargaining.deadlines.stakes import from_demands, from_flows, from_stocks
from tradetalks.bargaining.enforcement import enforce
from tradetalks.errors import TalksError

CLOSED = 1e-10


@pytest.mark.parametrize(
    ("demands", "rates", "z", "ends", "atom", "delay", "value", "never"),
    [
        ((0.6, 0.6), (1, 1), (0.1, 0.1), (1.1512925, 1.1512925), (0, 0), 0.2475, (0.4, 0.4), 0.01),
        ((0.6, 0.6), (1, 1), (0.1, 0.05), (1.1512925, 1.4978661), (0, 0.5), 0.12375, (0.5, 0.4), 0.005),
        (
            (0.7, 0.6),
            (0.05, 0.1),
            (0.05, 0.02),
            (29.957323, 58.680345),
            (0, 0.8526387),
            0.8781676,
            (0.6557916, 0.3),
            0.001,
        ),
        ((0.75, 0.75), (0.1, 0.1), (0.01, 0.01), (92.103404, 92.103404), (0, 0), 9.999, (0.25, 0.25), 0.0001),
    ],
)
def test_o10_abreu_gul(demands, rates, z, ends, atom, delay, value, never):
    war = solve_attrition(from_demands(demands, rates), z)
    lam = np.array(rates)[::-1] * (1 - np.array(demands)) / (sum(demands) - 1)
    np.testing.assert_allclose(war.hazard(0.0)[0], lam, atol=CLOSED)
    np.testing.assert_allclose(war.ends, -np.log(z) / lam, rtol=CLOSED)
    np.testing.assert_allclose(war.ends, ends, rtol=1e-7)
    np.testing.assert_allclose(war.atom, atom, atol=5e-8)
    assert war.atom[1] == pytest.approx(1 - z[1] * z[0] ** (-lam[1] / lam[0]), abs=CLOSED)
    assert war.expected_delay == pytest.approx(delay, rel=1e-7)
    np.testing.assert_allclose(war.value, value, atol=5e-8)
    assert war.never == pytest.approx(never, abs=CLOSED) == pytest.approx(war.no_deal_by(war.end)[0], abs=CLOSED)
    assert war.blinks_first.sum() == pytest.approx(1.0, abs=CLOSED)
    np.testing.assert_allclose(war.posterior(war.end)[0], 1.0, atol=1e-9)


def test_o10_who_blinks_first():
    war = solve_attrition(from_demands((0.6, 0.6), 1.0), (0.1, 0.05))
    np.testing.assert_allclose(war.blinks_first, (0.2475, 0.7475, 0.005), atol=CLOSED)
    assert "side 1 blinks first with probability 0.2475, side 2 with 0.7475, neither ever with 0.0050" in war.summary()
    total = war.start_survival.prod()
    lam = war.hazard(0.0)[0].sum()
    assert war.expected_delay == pytest.approx(total * (1 - np.exp(-lam * war.end)) / lam, abs=CLOSED)
    assert war.deal_by(0.3)[0] == pytest.approx(1 - total * np.exp(-lam * 0.3), abs=CLOSED)


def test_o11_complete_information():
    war = solve_attrition(from_stocks(prize=10.0, waiting_cost=1.0), 0.0)
    np.testing.assert_allclose(war.hazard([0.0, 7.0]), 0.1, atol=CLOSED)
    assert war.expected_delay == pytest.approx(5.0, abs=CLOSED)
    np.testing.assert_allclose(war.gain, 0.0, atol=CLOSED)


@pytest.mark.parametrize(
    ("left", "hazard"), [(np.inf, 0.1), (4, 0.5516656), (2, 1.0508332), (1, 2.0504166), (0.25, 8.0501042)]
)
def test_o11_fixed_mandate_end(left, hazard):
    stakes = from_flows(win=0.4, concede=0.3, disagreement_flow=0.1, rates=0.05, mandate_end=left)
    np.testing.assert_allclose(stakes.hazard(0.0), hazard, rtol=1e-7)


def test_o11_waiting_to_any_date_is_worth_conceding_now():
    r, end = 0.05, 1.0
    stakes = from_flows(win=0.4, concede=0.3, disagreement_flow=0.1, rates=r, mandate_end=end)
    war = solve_attrition(stakes, 1e-6)
    b0 = 0.3 * (1 - np.exp(-r * end)) / r
    assert b0 == pytest.approx(0.2926235, abs=5e-8)
    np.testing.assert_allclose(stakes.concede_value, b0, atol=CLOSED)

    def survive(s):
        return float(np.exp(-war.cumulative_hazard(s)[0, 1]))

    def flow(rate, a, b):
        return rate * (np.exp(-r * a) - np.exp(-r * b)) / r

    for stop in (0.1, 0.5, 0.9):
        win = quad(
            lambda s: survive(s) * war.hazard(s)[0, 1] * (flow(0.1, 0, s) + flow(0.4, s, end)), 0, stop, epsabs=1e-9
        )[0]
        wait = win + survive(stop) * (flow(0.1, 0, stop) + flow(0.3, stop, end))
        assert wait == pytest.approx(b0, abs=1e-8)


def test_o11_audience_costs_make_the_other_side_concede_faster():
    stakes = from_stocks(prize=10.0, waiting_cost=1.0, audience=(1.0, 0.0))
    np.testing.assert_allclose(stakes.hazard([0.0, 2.0])[:, 1], (0.2, 2 / 12), atol=CLOSED)
    np.testing.assert_allclose(stakes.hazard([0.0, 2.0])[:, 0], 0.1, atol=CLOSED)
    war = solve_attrition(stakes, 0.05)
    assert war.posterior(war.end)[0] == pytest.approx(1.0, abs=1e-8)
    np.testing.assert_allclose(war.cumulative_hazard(2.0)[0], (0.2, 2 * np.log(12 / 10)), atol=1e-10)


@pytest.mark.parametrize(("r", "delay"), [(0.2, 12.5), (0.1, 25.0), (0.05, 50.0), (0.02, 125.0)])
def test_o11_fearon_trade_off(r, delay):
    war = solve_attrition(from_flows(win=2.0, concede=1.0, disagreement_flow=0.8, rates=r), 0.0)
    assert war.expected_delay == pytest.approx(1.0 / (2 * r * 0.2), rel=CLOSED) == pytest.approx(delay, rel=CLOSED)


@pytest.mark.parametrize(("r", "factor"), [(0.2, 0.90484), (0.1, 0.95123), (0.05, 0.97531), (0.02, 0.99005)])
def test_o11_what_prolongs_talks_keeps_deals(r, factor):
    """The other half of Fearon's trade-off: over an answer half a year late the same patience is e^{-r/2}."""
    for edge, self_enforcing in ((factor - 1e-4, True), (factor + 1e-4, False)):
        # δ* = edge: cheating pays edge, being punished costs 1 - edge of what a side has.
        verdict = enforce(comply=0.0, deviate=edge, punished=-(1 - edge), rates=r, lag=0.5)
        assert verdict.self_enforcing is self_enforcing


@settings(max_examples=25, deadline=None)
@given(
    win=st.tuples(st.floats(1.1, 3.0), st.floats(1.1, 3.0)),
    disagreement_flow=st.tuples(st.floats(-1.0, 0.9), st.floats(-1.0, 0.9)),
    rates=st.tuples(st.floats(0.01, 0.5), st.floats(0.01, 0.5)),
    z=st.tuples(st.floats(0.001, 0.6), st.floats(0.001, 0.6)),
    end=st.sampled_from([0.25, 1.0, 4.0, np.inf]),
)
def test_attrition_probabilities_add_up_and_one_side_at_most_has_an_atom(win, disagreement_flow, rates, z, end):
    war = solve_attrition(
        from_flows(win=win, concede=1.0, disagreement_flow=disagreement_flow, rates=rates, mandate_end=end), z
    )
    assert war.blinks_first.sum() == pytest.approx(1.0, abs=1e-8)
    assert war.never == pytest.approx(z[0] * z[1], rel=1e-6)
    assert min(war.atom) < 1e-9 and war.end <= end
    assert war.no_deal_by(war.end)[0] == pytest.approx(war.never, rel=1e-6)
    swapped = solve_attrition(
        from_flows(
            win=win[::-1], concede=1.0, disagreement_flow=disagreement_flow[::-1], rates=rates[::-1], mandate_end=end
        ),
        z[::-1],
    )
    np.testing.assert_allclose(swapped.blinks_first[[1, 0, 2]], war.blinks_first, atol=1e-9)


@pytest.mark.parametrize(
    ("stakes", "q", "no_deal", "value"),
    [((3, 2, 1, 0), 0.5, 0.25, 1.5), ((1, 0.5, 0, -1), 2 / 3, 1 / 9, 1 / 3), ((10, 8, 6, 3), 0.6, 0.16, 7.2)],
)
def test_o12_deadline_game(stakes, q, no_deal, value):
    a, m, b, d = stakes
    game = solve_last_instant(win=a, split=m, concede=b, breakdown=d, selection="mixed")
    np.testing.assert_allclose(game.chosen.q, q, atol=CLOSED)
    assert game.chosen.no_deal == pytest.approx(no_deal, abs=CLOSED)
    np.testing.assert_allclose(game.chosen.value, value, atol=CLOSED)
    for equilibrium in game.all:
        assert equilibrium.regret.max() < CLOSED
    assert game.spread == pytest.approx((0.0, no_deal), abs=CLOSED)
    np.testing.assert_allclose(game.all[1].value, (a, b), atol=CLOSED)  # favour_1
    np.testing.assert_allclose(game.all[2].value, (b, a), atol=CLOSED)


def test_o12_silence():
    game = solve_last_instant(
        win=10, split=8, concede=6, breakdown=3, selection="mixed", rates=0.05, disagreement_value=0.2 / 0.05
    )
    np.testing.assert_allclose(game.silence, 9.40007, atol=5e-6)
    assert "silence for 9.4 and 9.4 yr" in game.summary()


def test_o12_who_is_hurt_more_concedes_less_in_the_mixed_equilibrium():
    mixed = solve_last_instant(win=10, split=8, concede=6, breakdown=(4, 2), commitment_probability=0.05).chosen
    np.testing.assert_allclose(mixed.q, (2 / 3, 1 / 2), atol=CLOSED)
    assert mixed.no_deal == pytest.approx(1 / 6, abs=CLOSED)


def refused(message, function, *args, **kwargs):
    with pytest.raises(TalksError) as error:
        function(*args, **kwargs)
    assert str(error.value) == message


def test_bad_stakes_are_refused():
    refused(
        "side 2: the stakes are in another order\n"
        "expected win > split > concede > breakdown\n"
        "got      10, 8, 6, 7\n"
        "do       if breakdown beats conceding this side never concedes: raise its commitment "
        "probability to 1; if conceding beats winning the two texts are swapped",
        solve_last_instant,
        win=10,
        split=8,
        concede=6,
        breakdown=(3, 7),
    )
    refused(
        "side 1: the flows are in another order\n"
        "expected win > concede > impasse\n"
        "got      1, 2, 0\n"
        "do       leave the war of attrition out: a side that prefers the impasse to the other's text "
        "never concedes, and there is no deal on that text",
        from_flows,
        win=1,
        concede=2,
        disagreement_flow=0,
        rates=0.1,
    )
    refused(
        "the probability of being committed must be a probability\n"
        "expected a number in [0, 1]\n"
        "got      1.2 at position 1\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument",
        solve_attrition,
        from_stocks(prize=1, waiting_cost=1),
        (0.1, 1.2),
    )
    refused(
        "the prize must be positive for both sides\n"
        "got      [0.0, 0.0]\n"
        "do       give positive numbers: without them nobody waits",
        from_stocks,
        prize=0,
        waiting_cost=1,
    )
    refused(
        "demands must lie in (0, 1) and add up to more than 1\n"
        "got      [0.5, 0.4]\n"
        "do       raise them: compatible demands are a deal",
        from_demands,
        (0.5, 0.4),
        0.1,
    )
    refused(
        "a mandate must end after the talks open\n"
        "got      -1 years\n"
        "do       give years from the opening, inf for none",
        from_flows,
        win=3,
        concede=2,
        disagreement_flow=0,
        rates=0.1,
        mandate_end=-1,
    )
    refused(
        "a flow for ever has no value at a discount rate of 0 per year\ndo       give a positive rate or a mandate end",
        from_flows,
        win=3,
        concede=2,
        disagreement_flow=0,
        rates=0,
    )
    refused(
        "a discount rate cannot be negative\ngot      -0.1 per year\ndo       use 0 for none",
        from_stocks,
        prize=1,
        waiting_cost=1,
        rates=-0.1,
    )
    endless = solve_attrition(from_stocks(prize=10, waiting_cost=0.1, rates=1.0, audience=1.0), 1e-4)
    assert not endless.status.solved and np.isnan(endless.blinks_first).all()
    assert endless.summary() == endless.status.value
    refused(
        "no last date of concession: the hazards die out before either side's doubts are exhausted\n"
        "do       give a mandate end or lower the audience costs, which outgrow the cost of waiting",
        endless.raise_if_failed,
    )


def test_an_unknown_selection_is_refused():
    refused(
        "unknown selection\nexpected one of mixed, favour_1, favour_2\ngot      'best'\ndo       take the default, mixed",
        solve_last_instant,
        win=10,
        split=8,
        concede=6,
        breakdown=3,
        selection="best",
    )
