"""What breaking a deal pays, what the answer takes, and which deals are left (T30, T32, T46)."""

from dataclasses import replace

import numpy as np
import pytest

from tradetalks.bargaining.enforcement import enforce
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.compliance import Compliance, closest


def compliance_under(talks, **changes) -> Compliance:
    return talks.replace(assumptions=replace(talks.assumptions, **changes)).compliance


@pytest.fixture(scope="module")
def deal(talks):
    return talks.deals["Nash"].x


def without(talks, x, side, kind=None):
    """The deal less what ``side`` grants (of one kind)."""
    return np.array(
        [0.0 if i.by == side and kind in (None, i.kind) else v for i, v in zip(talks.agenda.issues, x, strict=True)]
    )


def test_temptation_is_what_withholding_everything_pays(talks, deal):
    comply = talks.agenda.payoffs(deal)[0]
    alone = [talks.agenda.payoffs(without(talks, deal, side))[0][k] for k, side in enumerate(talks.sides)]
    np.testing.assert_allclose(talks.compliance.temptation(deal), np.maximum(alone - comply, 0.0), atol=1e-9)


def test_proportional_punishment_takes_back_what_the_breach_took(talks, deal):
    """(T46) by hand, from payoffs of the deal and of the broken deals."""
    comply = talks.agenda.payoffs(deal)[0]
    for breach, kind in zip(talks.compliance.breaches, (None, "purchases"), strict=True):
        for k, side in enumerate(talks.sides):
            broken = talks.agenda.payoffs(without(talks, deal, side, kind))[0]
            expected = max(0.0, broken[k] - max(0.0, comply[1 - k] - broken[1 - k]))
            assert talks.compliance.punished(breach)(deal)[0][k] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("punishment", ["proportional", "impasse", "escalation"])
def test_derivatives_of_breach_and_punishment(talks, deal, punishment):
    k = compliance_under(talks, punishment=punishment)
    x = 0.2 + 0.6 * deal
    for breach in k.breaches:
        for f in (k.deviate(breach), k.punished(breach)):
            _, jac = f(x)
            for m in range(0, len(x), 3):
                step = 1e-4 * np.eye(len(x))[m]
                np.testing.assert_allclose(jac[:, m], (f(x + step)[0] - f(x - step)[0]) / 2e-4, rtol=1e-3, atol=1e-3)


def test_harder_punishments_keep_more(talks, deal):
    """Escalation hurts more than the impasse, the impasse at least as much as proportional retaliation, a spell less."""
    slack = {
        p: compliance_under(talks, punishment=p).enforcement(deal).slack.min()
        for p in ("proportional", "impasse", "escalation")
    }
    assert slack["proportional"] <= slack["impasse"] + 1e-9
    assert slack["impasse"] <= slack["escalation"] + 1e-9
    short, long = (
        compliance_under(talks, punishment="snap-back", snap_back_years=y).by_breach(deal)["everything"].slack
        for y in (0.5, 40.0)
    )
    assert (short <= long + 1e-9).all()
    forever = compliance_under(talks, punishment="impasse").by_breach(deal)["everything"].slack
    np.testing.assert_allclose(long, forever, atol=1e-3)


def test_purchases_are_found_out_later(talks, deal):
    verdicts = talks.compliance.by_breach(deal)
    assert verdicts["everything"].lag == talks.assumptions.lag_years
    assert verdicts["purchases"].lag == talks.assumptions.purchase_lag_years
    assert talks.compliance.enforcement(deal) is not None
    no_purchases = replace(talks, agenda=talks.agenda.only("rollback", "payment"))
    assert [b.name for b in no_purchases.compliance.breaches] == ["everything"]


def test_a_breach_that_tempts_nobody_is_not_the_closest_to_paying():
    """Needed 0.2 and 0.1 after a quarter; after a year nothing is gained (rounding apart), though less patience is left then."""
    flows = {"comply": [4.0, 4.0], "punished": [0.0, 0.0], "rates": 0.5}
    everything = enforce(deviate=[5.0, 4.0 + 4 / 9], lag=0.25, **flows)
    purchases = enforce(deviate=[4.0, 4.0 + 1e-9], lag=1.0, **flows)
    assert purchases.slack.min() < everything.slack.min() and not purchases.tempted.any()
    found = closest({"everything": everything, "purchases": purchases})
    assert found.lag == 0.25 and found.binding_side == 0
    np.testing.assert_allclose(found.critical_lag, np.log([5.0, 10.0]) / 0.5, rtol=1e-12)
    assert np.isposinf(closest({"purchases": purchases}).critical_lag).all()
    # A breach that needs 0.3 after a year tempts side 2 as well: its latest answer is that of this breach.
    tempting = enforce(deviate=[4.0, 4.0 + 12 / 7], lag=1.0, **flows)
    both = closest({"everything": everything, "purchases": tempting})
    assert both.lag == 1.0
    np.testing.assert_allclose(both.critical_lag, -np.log([0.2, 0.3]) / 0.5, rtol=1e-12)


def test_verdict_is_t30_of_the_three_flows(talks, deal):
    k, a = compliance_under(talks, punishment="impasse"), talks.assumptions
    comply = talks.agenda.payoffs(deal)[0]
    by_hand = enforce(
        comply=comply, deviate=comply + k.temptation(deal), punished=np.zeros(2), rates=a.breach_rates, lag=a.lag_years
    )
    np.testing.assert_allclose(k.by_breach(deal)["everything"].slack, by_hand.slack, atol=1e-12)


def test_defaults():
    assert Assumptions().punishment == "proportional"
