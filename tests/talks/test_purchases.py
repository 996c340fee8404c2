"""Promises of purchases: what they promise, no trace where nothing is promised, smooth where something is."""

import dataclasses

import numpy as np
import pytest

from tests.talks.small import agenda, status_quo, tariffs_nij
from tradetalks.economy.instruments import purchase_cells
from tradetalks.economy.policy import PurchaseCommitment
from tradetalks.economy.solve import solve_instruments
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.issue import Issue

CUTS = (Issue("cuts of R0", "rollback", "R0", "R1", 1.0), Issue("cuts of R1", "rollback", "R1", "R0", 1.0))
# Both buy from each other, of both sectors: cells of several promises share markets and sellers.
PROMISES = (
    Issue("buying", "purchases", "R1", "R0", 0.2, ("S1",)),
    Issue("buying more", "purchases", "R1", "R0", 0.1, ("S0",)),
    Issue("buying back", "purchases", "R0", "R1", 0.15, ("S0", "S1")),
)
OTHERS = (
    *CUTS,
    Issue("doors", "access", "R1", "R0", 0.05),
    Issue("paying", "payment", "R1", "R0", 0.2),
)


def table(*issues):
    return Agenda(status_quo(), ("R0", "R1"), issues, np.zeros_like(tariffs_nij()))


def random_deals(count):
    return np.random.default_rng(1).random((count, len(OTHERS)))


def test_nothing_promised_leaves_no_trace():
    """Whatever else is signed; also where some promises are kept and others are not on the table."""
    whole, without, one = table(*OTHERS, *PROMISES), table(*OTHERS), table(*OTHERS, PROMISES[1])
    for x in random_deals(5):
        u, slope = whole.payoffs(np.append(x, np.zeros(3)))
        expected, expected_slope = without.payoffs(x)
        np.testing.assert_allclose(u, expected, atol=1e-8)
        np.testing.assert_allclose(slope[:, : len(x)], expected_slope, atol=1e-7)
        some = whole.payoffs(np.append(x, [0.0, 0.7, 0.0]))[0]
        np.testing.assert_allclose(some, one.payoffs(np.append(x, 0.7))[0], atol=1e-8)


@pytest.mark.parametrize("share", [0.0, 1e-6, 0.3, 1.0])
def test_payoffs_move_smoothly_with_the_promise(share):
    """Slopes are those of finite differences, on both sides of nothing too."""
    talks, step = table(*OTHERS, *PROMISES), 5e-4
    for x in random_deals(3):
        deal = np.append(x, np.full(3, share))
        if share == 1.0:
            deal[-3:] -= step
        u, slope = talks.payoffs(deal)
        for k in range(len(deal) - 3, len(deal)):
            move = step * np.eye(len(deal))[k]
            ahead, behind = talks.payoffs(deal + move)[0], talks.payoffs(deal - move)[0]
            np.testing.assert_allclose((ahead - behind) / (2 * step), slope[:, k], rtol=1e-4, atol=1e-6)
            np.testing.assert_allclose((ahead - u) / step, slope[:, k], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("issue", PROMISES)
def test_alone_and_in_full_a_promise_is_what_is_bought_now_and_the_amount(issue):
    """As a commitment to that total, which is another equation of the kernel."""
    talks = table(issue)
    pledge = PurchaseCommitment(issue.by, issue.to, issue.sectors, 1.0)
    cells = purchase_cells(status_quo().economy, [pledge])
    at = (cells["cell_sector"], cells["cell_importer"], cells["cell_exporter"])
    now = status_quo().values.flows_jni[at].sum()
    total = cells | {"quantity_c": np.array([now + issue.amount])}
    committed = solve_instruments(status_quo().economy, dataclasses.replace(status_quo().instruments, **total))
    signed = talks.equilibrium(np.ones(1))
    assert signed.values.flows_jni[at].sum() == pytest.approx(now + issue.amount, rel=1e-7)
    np.testing.assert_allclose(signed.values.flows_jni, committed.values.flows_jni, rtol=1e-6)
    gain = committed.values.real_income_hat_n - status_quo().values.real_income_hat_n
    np.testing.assert_allclose(talks.payoffs(np.ones(1))[0], (gain * status_quo().economy.income_n)[:2], atol=1e-6)
    # Half of it is half of the amount but for what prices do to the rest: within two percent here.
    half = talks.equilibrium(np.full(1, 0.5)).values.flows_jni[at].sum()
    assert half == pytest.approx(now + issue.amount / 2, abs=0.02 * issue.amount)


def test_with_a_cut_of_tariffs_a_promise_comes_on_top():
    """Nobody counts as promised what the cut brings anyway."""
    talks = table(*CUTS, PROMISES[0])
    at = (1, 1, 0)
    plain, both = (talks.equilibrium(np.array([1.0, 1.0, share])).values.flows_jni[at] for share in (0.0, 1.0))
    assert both - plain == pytest.approx(PROMISES[0].amount, rel=0.1)


def test_services_in_january_2019(talks):
    """The opening of services, priced beside promises that are not signed and without them."""
    names = talks.agenda.names
    alone = np.eye(len(names))[names.index("Opening of services")]
    without = talks.agenda.replace(issues=tuple(i for i in talks.agenda.issues if i.kind != "purchases"))
    expected = without.payoffs(np.delete(alone, [names.index("Farm purchases"), names.index("Energy purchases")]))[0]
    np.testing.assert_allclose(talks.agenda.payoffs(alone)[0], expected, atol=1e-6)


def test_an_agenda_without_promises_has_none():
    assert agenda().only("rollback").payoffs(np.zeros(2))[0] == pytest.approx(np.zeros(2), abs=1e-9)
