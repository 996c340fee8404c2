"""Tariffs on the table: free trade, bindings, and issues that would move the same tariff."""

from datetime import date

import numpy as np
import pytest

import tradetalks as tt
from tests.talks.small import solved_at, status_quo, tariffs_nij
from tradetalks.errors import TalksError
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_amount import amount_in_words

SIDES = ("R0", "R1")


def cut(name, by, to, rate, *sectors, **more):
    return Issue(name, "tariff", by, to, rate, sectors, **more)


def agenda(*issues):
    return Agenda(status_quo(), SIDES, issues, np.zeros_like(tariffs_nij()))


def test_free_trade_between_europe_and_the_united_states_is_the_solved_policy():
    economy = tt.calibrate(tt.load_world("world2017"))
    today = tt.solve(economy, tt.raise_tariffs(economy, by="USA", on="EU", rate=0.1, sectors=["MVH"]))
    sides = ("USA", "EU")
    issues = tuple(cut(f"free trade, {by}", by, to, 0.0) for by, to in (sides, sides[::-1]))
    talks = Agenda(today, sides, issues, economy.tariff_nij)
    free = today.tariff.copy(deep=True)
    for by, to in (sides, sides[::-1]):
        free.loc[by, to, list(economy.goods)] = 0.0
    signed = tt.solve(economy, tt.raise_tariffs(economy, by="USA", on="EU", rate=0.0).replace(tariff=free))
    expected = (signed.real_income_change_busd - today.real_income_change_busd).sel(region=list(sides))
    np.testing.assert_allclose(talks.payoffs(np.ones(2))[0], expected.values, atol=1e-5)
    half = talks.policy(np.array([0.5, 0.5])).tariff_jni
    np.testing.assert_allclose(np.moveaxis(half, 0, 2), (today.tariff + free).values / 2, atol=1e-12)
    assert np.abs(expected.values).min() > 0.1


def test_a_tariff_comes_down_to_the_rate_and_lower_ones_stay():
    rate = float(np.median(tariffs_nij()[0, 1]))
    talks = agenda(cut("to the middle", "R0", "R1", rate))
    expected = tariffs_nij().copy()
    expected[0, 1, :] = np.minimum(expected[0, 1, :], rate)
    np.testing.assert_allclose(np.moveaxis(talks.policy(np.ones(1)).tariff_jni, 0, 2), expected, atol=1e-15)
    gain = (solved_at(expected).values.real_income_hat_n - status_quo().values.real_income_hat_n)[:2]
    np.testing.assert_allclose(talks.payoffs(np.ones(1))[0], gain * status_quo().economy.income_n[:2], atol=1e-6)


def test_a_binding_above_the_tariff_in_force_changes_nothing():
    talks = agenda(cut("binding", "R0", "R1", float(tariffs_nij().max()) + 0.1), cut("free", "R1", "R0", 0.0))
    u, slope = talks.payoffs(np.array([1.0, 0.5]))
    np.testing.assert_allclose(u, talks.payoffs(np.array([0.0, 0.5]))[0], atol=1e-12)
    np.testing.assert_allclose(slope[:, 0], 0, atol=1e-12)


def test_every_exporter_gets_a_most_favoured_nation_cut():
    talks = agenda(cut("for all", "R0", "R1", 0.0, "S0", mfn=True))
    tariff = np.moveaxis(talks.policy(np.ones(1)).tariff_jni, 0, 2)
    expected = tariffs_nij().copy()
    expected[0, :, 0] = 0
    np.testing.assert_allclose(tariff, expected, atol=1e-15)


@pytest.mark.parametrize("first", [Issue("back", "rollback", "R0", "R1", 0.5), cut("back", "R0", "R1", 0.01, "S1")])
def test_two_issues_do_not_move_the_same_tariff(first):
    second = cut("free", "R0", "R1", 0.0)
    with pytest.raises(TalksError) as caught:
        agenda(first, second)
    sector = (first.sectors or ("S0",))[0]
    assert str(caught.value) == (
        f"issue 'free' moves tariffs that 'back' moves too (R0 on R1, {sector}); expected each tariff in one issue: granted "
        "together they would cut it twice. To put this right, give each its own sectors, or keep the one that goes further: a "
        "share x of it goes part of the way."
    )


def test_what_moves_no_tariff_twice_stands_side_by_side():
    halves = [Issue(f"half {k}", "rollback", "R0", "R1", 0.5) for k in range(2)]
    binding = cut("binding", "R0", "R1", float(tariffs_nij().max()) + 0.1)
    whole = agenda(Issue("whole", "rollback", "R0", "R1", 1.0))
    both = agenda(*halves, binding).payoffs(np.array([1.0, 1.0, 1.0]))[0]
    np.testing.assert_allclose(both, whole.payoffs(np.ones(1))[0], atol=1e-9)
    agenda(cut("one", "R0", "R1", 0.0, "S0"), cut("other", "R0", "R1", 0.0, "S1"), cut("theirs", "R1", "R0", 0.0))
    with pytest.raises(TalksError, match="would cut it twice"):
        agenda(*halves, Issue("more", "rollback", "R0", "R1", 0.6))


def test_amounts_are_told_with_their_units():
    assert amount_in_words("access", 0.02) == "2 % off trade costs"
    assert amount_in_words("purchases", 25.0) == "25 bn a year"
    assert amount_in_words("purchases", 20.0, 30.0) == "20 to 30 bn a year"
    assert amount_in_words("tariff", 0.0) == "to 0 %"
    assert amount_in_words("rollback", 1.0) == "100 % of the increase"
    assert amount_in_words("subsidies", 0.005) == "0.5 % of sales"
    assert "free: tariff by R0 for R1, to 0 %" in agenda(cut("free", "R0", "R1", 0.0)).summary()


SIGNED = date(2019, 3, 2)
STAGES = {date(2019, 6, 1): 0.5, date(2020, 1, 1): 1.0}


def test_what_is_in_force_when():
    whole, evenly = cut("a", "R0", "R1", 0.0), cut("b", "R0", "R1", 0.0, phase_in_years=2.0)
    stages = cut("c", "R0", "R1", 0.0, phase_in=STAGES)
    days = (date(2019, 3, 1), SIGNED, date(2019, 5, 31), date(2019, 6, 1), date(2020, 1, 1), date(2030, 1, 1))
    assert [whole.share_in_force(day, SIGNED) for day in days] == [0, 1, 1, 1, 1, 1]
    assert [stages.share_in_force(day, SIGNED) for day in days] == [0, 0, 0, 0.5, 1, 1]
    assert [evenly.share_in_force(day, SIGNED) for day in days] == pytest.approx(
        [0, 0, 90 / 730, 91 / 730, 305 / 730, 1]
    )


@pytest.mark.parametrize(
    ("stages", "more", "message"),
    [
        ({date(2019, 6, 1): 0.5, date(2019, 6, 2): 0.5}, {}, "the stages do not rise; expected more than 0.5, the share of "),
        (dict(reversed(STAGES.items())), {}, "the stages are not in the order of their dates; expected a date after 2020-01-01"),
        ({date(2019, 6, 1): 0.5}, {}, "the last stage is not the whole; expected 1 at the last date"),
        (STAGES, {"phase_in_years": 2.0}, "a grant is phased in one way; expected one of phase_in (dates) and phase_in_years"),
        ({date(2019, 6, 1): 50.0}, {}, "share in force out of range"),
    ],
)  # fmt: skip
def test_stages_that_are_none(stages, more, message):
    with pytest.raises(TalksError) as caught:
        cut("x", "R0", "R1", 0.0, phase_in=stages, **more)
    assert message in str(caught.value)
