"""Talks while they go on: the outlook, what each assumption moves, rounds, shocks, carrots and sticks; the clock's horizons."""

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.bargaining.discounting import annuity, year_fraction
from tradetalks.errors import TalksError
from tradetalks.scenario.economies import economies_of
from tradetalks.scenario.negotiate import strategies_of
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.game_odds import Effect, banded
from tradetalks.talks.impasse_clock import run_clock
from tradetalks.talks.shocks import Shock, play_shocks
from tradetalks.talks.strategies import Strategy, compare_strategies

DAY = date(2019, 2, 4)


def told(call):
    with pytest.raises(TalksError) as error:
        call()
    return str(error.value)


def test_rounds_by_backward_induction(talks):
    """(T14) written out: nothing to wait for is worth more than what the deadline leaves, less the wait."""
    a, rounds = talks.assumptions, talks.rounds
    count = len(rounds.signed)
    gap = year_fraction(talks.opening, talks.deadline) / count
    left = np.array(a.mandate_years) - gap * np.arange(count + 1)[:, None]
    scale, discount = annuity(a.rates, left), np.exp(-np.array(a.rates) * gap)
    value = scale[-1] * talks.threat
    for k in range(count - 1, -1, -1):
        wait = discount * value  # the impasse is the status quo: no flow above it
        best = [scale[k][i] * talks.frontier.best(i, wait[1 - i] / scale[k][1 - i]) for i in range(2)]
        value = (np.array(best) + np.maximum(wait, 0)) / 2
        np.testing.assert_allclose(rounds.offers[k].diagonal(), best, rtol=1e-6)
    assert count == 8 and rounds.first_deal == 0 and rounds.signed.all()
    np.testing.assert_allclose(rounds.v[-1], scale[-1] * talks.threat)


def test_a_shock_with_what_is_assumed_already_changes_nothing(talks):
    (turn,) = play_shocks(
        talks.drawn, [Shock("as before", DAY, {"rivalry": talks.assumptions.rivalry}, talks.deadline)]
    )
    assert turn.effect is Effect.UNCLEAR and turn.after == turn.before


def test_shocks_follow_one_another(talks):
    """In the order of their days, whatever their order in the list; each starts where the last one left off."""
    off = date(2019, 5, 10)
    late, early = Shock("a pause", date(2019, 2, 24), deadline=off), Shock("an arrest", DAY, {"rivalry": (0.0, 0.2)})
    first, second = play_shocks(talks.drawn, [late, early])
    assert (first.shock, second.shock) == (early, late)
    assert (first.new_deadline, second.deadline, second.new_deadline) == (talks.deadline, talks.deadline, off)
    arrested = talks.drawn.for_comparisons.on(DAY).with_changes(early.changes)
    assert first.after == banded(arrested.odds.agreement)
    assert second.before == banded(arrested.on(date(2019, 2, 24)).odds.agreement)
    assert first.summary() == (
        f"2019-02-04: an arrest: {first.effect.value} (agreement by 2019-03-02 {first.before.mean:.0%}, by 2019-03-02 "
        f"{first.after.mean:.0%})"
    )
    inside = [late, Shock("after the old deadline", date(2019, 4, 1), {"choice_dispersion": 0.1})]
    assert len(play_shocks(talks.drawn, inside)) == 2


def test_bad_shocks_are_refused(talks):
    names = ", ".join(f.name for f in dataclasses.fields(Assumptions))
    assert told(lambda: Shock("a ship", DAY, {"anger": 1})) == (
        f"the shock 'a ship' changes 'anger', which is not assumed anywhere; choose from {names}."
    )
    assert told(lambda: Shock("a ship", DAY)) == (
        "the shock 'a ship' changes nothing. Give it changes of assumptions or a new deadline."
    )
    ship = Shock("a ship", talks.deadline, {"choice_dispersion": 0.1})
    assert told(lambda: play_shocks(talks.drawn, [ship])) == (
        "the shock 'a ship' of 2019-03-02 falls outside the talks\n"
        f"expected a day from {talks.drawn.opening} to before 2019-03-02\n"
        "do       move the deadline by an earlier shock, or change the day"
    )
    assert told(lambda: Shock("a ship", DAY, {"choice_dispersion": -0.1})) == (
        "the assumption choice_dispersion is -0.1; expected a number above 0 and at most 10 (a share of the prize: 5 % is 0.05)."
    )


@pytest.fixture(scope="module")
def paths(run, talks):
    return compare_strategies(talks, strategies_of(run), talks.deals["Nash"].x)


def test_paths_to_the_same_deal_by_hand(run, talks, paths):
    """(T44) Waiting is worth the deal's annuity from the deadline to the mandate's end; carrots and sticks add the wait's."""
    agenda, a = talks.agenda, talks.assumptions
    regions = agenda.status_quo.economy.regions
    deal = agenda.gains(talks.deals["Nash"].x)
    # Everybody discounts at 5 percent; the United States look 1.8 years ahead, all others as far as China, 4 years.
    assert a.rates == (0.05, 0.05) and a.mandate_years == (1.8, 4.0)
    end = np.where(np.array(regions) == "USA", 1.8, 4.0)
    wait = 54 / 365
    before = (1 - np.exp(-0.05 * wait)) / 0.05
    after = (np.exp(-0.05 * wait) - np.exp(-0.05 * end)) / 0.05
    assert paths[0].strategy.name == "wait" and len(paths) == 4
    np.testing.assert_allclose(paths[0].waiting, 0, atol=1e-6)
    assert paths[0].agreement.mean == pytest.approx(talks.odds.game.mean[0], abs=0.02)
    for path in paths:
        np.testing.assert_allclose(path.value, before * path.waiting + after * deal, atol=1e-6)
        assert ((path.draws >= 0) & (path.draws <= 1)).all()
    us_carrot, us_stick, chinese_carrot = paths[1:]
    # What is in force while the talks last is priced at the elasticities of those weeks.
    half = [0.5 * (issue.by == "USA") for issue in agenda.issues]
    np.testing.assert_allclose(us_carrot.waiting, agenda.now.gains(np.array(half)), atol=1e-9)
    assert agenda.now.status_quo.economy.horizon_years == pytest.approx(0.4856, abs=1e-3)
    end = next(m for m in run.branches if m.branch == "no-deal")
    stick = tt.solve(agenda.now.status_quo.economy, run.equilibria[end].policy).real_income_change_busd
    np.testing.assert_allclose(us_stick.waiting, stick - agenda.now.status_quo.real_income_change_busd, atol=1e-5)
    usa, chn = regions.index("USA"), regions.index("CHN")
    assert us_carrot.waiting[chn] > 0 and us_stick.waiting[chn] < 0 and chinese_carrot.waiting[usa] > 0


def test_bad_strategies_are_refused(talks):
    x = talks.deals["Nash"].x
    assert told(lambda: compare_strategies(talks, [Strategy("a gift", "EU", 0.5)], x)) == (
        "the strategy 'a gift' is EU's\nexpected a side at the table, USA or CHN"
    )
    assert told(lambda: Strategy("a gift", "USA", 1.5)) == (
        "the share that 'a gift' grants must be a probability\nexpected a number in [0, 1]\ngot      1.5\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument"
    )


@pytest.mark.parametrize("years", [0, 1, 4, 10])
def test_the_clock_under_the_tariffs_of_september_2019(run, years):
    """The clock's horizon is the age of one step, and its flow what an economy calibrated at that horizon loses."""
    september = run.equilibria[next(m for m in run.branches if m.branch == "september-2019")]
    start = date(2019, 9, 1)
    sides = ["USA", "CHN"]
    clock = run_clock(
        economies_of(run.scenario), [(start, september.policy)], [start + timedelta(days=365 * years)], sides
    )
    assert clock.horizon[0] == pytest.approx(years, abs=1e-12)
    economy = tt.calibrate(run.scenario.accounts, horizon_years=years)
    change = tt.solve(economy, tt.Policy(tariff=september.policy.tariff)).real_income_change
    np.testing.assert_allclose(clock.percent[0], change.sel(region=sides), atol=1e-6)


@pytest.mark.parametrize(("at_once", "chn"), [(True, -0.2576), (False, -0.1176)])
def test_scale_economies_come_with_the_years(run, at_once, chn):
    """China's loss of January 2019, 0.4 years after its tariffs: half of it came from scale economies that acted on the day."""
    after = economies_of(run.scenario)

    def economy_at(years):
        economy = after(years)
        if at_once:
            return economy.replace(psi_j=run.economy.psi_j)
        return economy

    steps = [(day, policy_in_force(run.scenario, day)) for day in change_dates(run.scenario)]
    clock = run_clock(economy_at, steps, [date(2019, 1, 7)], ("CHN",))
    assert clock.percent[0, 0] == pytest.approx(chn, abs=1e-4)
