"""What happens without a deal: the step that is scheduled for the deadline, or the war as it stands."""

import numpy as np
import pytest

from tradetalks.talks.bargaining_set import SCHEDULED_STEP, WAR_AS_IT_STANDS


def test_the_scheduled_step_as_threat_point(long_run):
    """With flows of the long run it costs China seven times what it costs the United States: all solutions move towards the
    United States, equal gains most (31.2 and 7.2 instead of 28.5 and 28.5 before purchases were mended)."""
    step = long_run.threat
    np.testing.assert_allclose(step, [-3.94, -27.92], atol=0.01)
    deals = long_run.bargaining_set.deals_by_threat
    expected = {
        WAR_AS_IT_STANDS: {"Nash": [26.55, 65.31], "Kalai-Smorodinsky": [28.22, 58.61], "equal gains": [33.29, 33.29]},
        SCHEDULED_STEP: {"Nash": [26.55, 65.31], "Kalai-Smorodinsky": [28.84, 55.97], "equal gains": [36.05, 12.07]},
    }
    for threat, solutions in expected.items():
        for name, u in solutions.items():
            np.testing.assert_allclose(deals[threat][name].u, u, atol=0.02)
    equal = deals[SCHEDULED_STEP]["equal gains"].u - step
    assert equal[0] == pytest.approx(equal[1], rel=1e-6)
    assert long_run.deals is deals[SCHEDULED_STEP]


def test_a_deal_beats_the_war_as_it_stands_too(talks):
    """Both threat points leave the same zone; on the calendar the solutions move towards the side that the step costs less."""
    deals = talks.bargaining_set.deals_by_threat
    for threat in deals:
        problem = talks.bargaining_set.problem_under(threat)
        np.testing.assert_allclose(problem.reservation, 0.0, atol=1e-12)
        assert all((deal.u >= -1e-6).all() for deal in deals[threat].values())
    for name in ("Nash", "Kalai-Smorodinsky", "equal gains"):
        scheduled, stands = (deals[threat][name].u for threat in (SCHEDULED_STEP, WAR_AS_IT_STANDS))
        assert scheduled[0] > stands[0] + 0.5 and scheduled[1] < stands[1] - 0.5
