"""The degree of rivalry from which on nothing can be signed: solved, not read off a curve."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from tradetalks.bargaining.frontier import find_frontier
from tradetalks.bargaining.problem import NO_OUTSIDE_OPTION, BargainingProblem
from tradetalks.bargaining.relative_gains import critical_common_weight, with_relative_gains
from tradetalks.bargaining.zone import find_zone
from tradetalks.scenario.run_talks import _relative_gains
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.bargaining_set import BargainingSet
from tradetalks.talks.dated_agenda import at_one_date
from tradetalks.talks.efficient_deals import efficient_deals


def linear(slopes, outside=NO_OUTSIDE_OPTION):
    """Payoffs that are linear in shares between 0 and 1."""
    slopes = np.asarray(slopes, float)
    m = slopes.shape[1]
    return BargainingProblem(
        lambda x: (slopes @ x, slopes),
        lower=np.zeros(m),
        upper=np.ones(m),
        disagreement_point=np.zeros(2),
        outside_option=outside,
        sides=("a", "b"),
        instruments=tuple(f"x{k}" for k in range(m)),
    )


# A pie of 1 that a side gives to the other: u = (x - y, y), with y at most x where both are to gain.
PIE = [[1.0, -1.0], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("slopes", "outside", "weight"),
    [
        # Gains in one ratio alone.
        ([[1.0], [2.0]], NO_OUTSIDE_OPTION, 0.5),
        # Any division: k_1 k_2 = 1.
        (PIE, NO_OUTSIDE_OPTION, 1.0),
        # Side 2 gains at least k times side 1 and side 1's gain over walking away is at least k times side 2's:
        # y = k (1 - y) and 2 - y = k (3 + y), so that y = 1/3.
        (PIE, np.array([-1.0, -3.0]), 0.5),
        # Nothing suits both.
        ([[1.0], [-1.0]], NO_OUTSIDE_OPTION, 0.0),
    ],
)
def test_closed_forms(slopes, outside, weight):
    assert critical_common_weight(linear(slopes, outside)) == pytest.approx(weight, abs=1e-6)


@pytest.fixture(scope="module")
def january(run):
    """The bargaining set of January 2019 in flows of the long run."""
    plan, now = run.scenario.talks, run.equilibria[run.now]
    agenda = Agenda(now, plan.sides, plan.issues, now.economy.tariff_nij)
    end = next(m for m in run.branches if m.branch == plan.escalation)
    return BargainingSet(at_one_date(agenda), agenda.payoffs_of(run.equilibria[end].instruments))


def test_the_weight_at_which_escalation_beats_every_deal(january):
    """Just below it each side can still gain at once, just above none can; 0.5547 where promises of purchases were floors, and
    0.565 read off a curve through four points."""
    weight = january.common_relative_gains(threat=True)
    assert weight == pytest.approx(0.5951, abs=5e-5)
    percent = 100 / january.agenda.incomes
    problem = january.agenda.problem(outside_option=january.escalation).rescaled(percent, np.zeros(2))
    below, above = (
        find_zone(with_relative_gains(problem, (k, k)), starts=2, box=False).max_min_surplus
        for k in (weight - 1e-4, weight + 1e-4)
    )
    assert below > 1e-5 and above < -1e-5
    (other,) = january.relative_gains_frontier([weight], threat=True).k2
    assert other == pytest.approx(weight, abs=1e-4)


def test_against_the_impasse_gains_can_be_split_evenly(january):
    assert january.common_relative_gains() == pytest.approx(1.0, abs=1e-6)


def test_a_run_holds_both(run, talks):
    found = _relative_gains(run, talks)
    assert found.product == pytest.approx(talks.bargaining_set.common_relative_gains() ** 2, abs=1e-9)
    assert found.common_threat == pytest.approx(talks.bargaining_set.common_relative_gains(threat=True), abs=1e-9)


@pytest.mark.parametrize("rivalry", [(0.0, 0.2), (0.5, 0.0), (1.2, 1.2)])
def test_a_shock_to_a_rivalry_gives_what_a_file_with_that_rivalry_gives(talks, rivalry):
    """The deals that odds are made of hang on no rivalry: the last one closes the zone."""
    filed = talks.replace(assumptions=dataclasses.replace(talks.assumptions, rivalry=rivalry))
    assert filed.closed == (rivalry == (1.2, 1.2))
    shocked = talks.drawn.with_changes({"rivalry": rivalry})
    np.testing.assert_array_equal(filed.drawn.odds.endings, shocked.odds.endings)


def priced(slopes):
    """A bargaining set over an agenda with payoffs that are linear in shares, incomes of 100 and 50."""
    agenda = SimpleNamespace(issues=range(len(slopes[0])), incomes=np.array([100.0, 50.0]))
    problem = linear(slopes, np.zeros(2))
    frontier = find_frontier(problem, points=5, starts=2)
    return SimpleNamespace(agenda=agenda, problem=problem, frontier=frontier, closed=False)


def test_a_rival_gives_up_of_its_best_what_the_other_gains_more_from():
    """Three items that both gain from and one that side 1 grants at a loss: with a weight of side 2 on side 1's gain, percent on
    percent, of 0.25, 0.5, ... (in dollars half of that), the items with ratios of 12 and 6 go one after the other."""
    slopes = [[12.0, 6.0, 3.0, -1.0], [1.0, 1.0, 1.0, 4.0]]
    deals = efficient_deals(priced(slopes))
    gains = deals @ np.array(slopes).T
    # From side 2's point of view: all items, then without the first, without the second, and without the third.
    at = int(np.argmax(gains[:, 1]))
    np.testing.assert_allclose(gains[at], [20, 7], atol=1e-6)
    np.testing.assert_allclose(deals[at - 1], [0, 1, 1, 1], atol=1e-6)
    np.testing.assert_allclose(deals[at - 2], [0, 0, 1, 1], atol=1e-6)
    # Where side 2 minds nothing these do not count; a rival's text is made of them.
    assert (gains[:at, 1] < 7 - 0.5).all()
    seen = gains - np.array([0.0, 0.3]) * gains[:, ::-1]
    assert int(np.argmax(seen[:, 1])) < at
