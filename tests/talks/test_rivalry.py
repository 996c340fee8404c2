"""The degree of rivalry from which on nothing can be signed: solved, not read off a curve."""

import numpy as np
import pytest

from tradetalks.bargaining.problem import NO_OUTSIDE_OPTION, BargainingProblem
from tradetalks.bargaining.relative_gains import critical_common_weight, with_relative_gains
from tradetalks.bargaining.zone import find_zone
from tradetalks.scenario.run_talks import _relative_gains
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.bargaining_set import BargainingSet


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
    return BargainingSet(agenda, agenda.payoffs_of(run.equilibria[end].instruments))


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
