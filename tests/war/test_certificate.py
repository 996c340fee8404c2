"""The certificate holds at an equilibrium and nowhere else."""

import numpy as np
import pytest

from tests.games.small import Coordination
from tests.war.small import random_world
from tradetalks.games import AnalyticGame, LinearQuadraticGame, Search, certify
from tradetalks.war import nash


@pytest.fixture(scope="module")
def war():
    return nash(random_world(2), ["R0", "R1", "R2"])


def test_it_holds_at_the_equilibrium(war):
    assert war.certified
    for check in war.certificate.checks:
        assert check.deviation_gain < 1e-8
        assert check.residual < 1e-5
        assert check.eigenvalue < 0
        assert check.optima == 1
        assert check.starts == ("here", "zero", "random 1", "basin hopping")


@pytest.mark.parametrize("player", [0, 1, 2])
def test_a_perturbed_equilibrium_is_rejected(war, player):
    x = war.x.copy()
    x[war.game.slices[player]] += 0.05
    certificate, _ = certify(war.game, x, Search())
    assert not certificate.holds
    gains = [c.deviation_gain for c in certificate.checks]
    assert int(np.argmax(gains)) == player
    assert gains[player] > certificate.tolerance
    assert repr(certificate).startswith("Certificate(FAILS: largest deviation gain ")


def test_a_small_perturbation_of_one_control_is_rejected(war):
    """One tariff out of many, five points off."""
    x = war.x.copy()
    x[0] += 0.05
    assert not certify(war.game, x, Search(starts=1))[0].holds


def test_best_reply_to_the_equilibrium_is_the_equilibrium(war):
    _, replies = certify(war.game, war.x, Search())
    for reply, part in zip(replies, war.game.slices, strict=True):
        np.testing.assert_allclose(reply.x_c, war.x[part], atol=1e-5)


def test_several_starts_find_the_same_equilibrium(war):
    again = nash(war.game, starts=4)
    assert again.others == ()
    np.testing.assert_allclose(again.payoffs, war.payoffs, atol=1e-7)


def test_a_closed_form_does_not_claim_percent():
    war = nash(LinearQuadraticGame(1.0, 1.0))
    assert repr(war.certificate) == (
        "Certificate(holds: largest deviation gain 0.0e+00 units of payoff, first-order conditions ask for moves of 0.0e+00)"
    )
    assert war.payoffs.attrs["units"] == war.status_quo.attrs["units"] == "units of payoff"


def test_equilibria_with_equal_payoffs_are_both_kept():
    """(1, 1) and (-1, -1) pay the same, at different policies; at (0, 0) neither gains by moving alone."""
    war = nash(AnalyticGame(Coordination(), -1.5, 1.5), starts=8)
    points = sorted(tuple(np.round(x, 5) + 0.0) for x in [war.x, *(x for x, _, _ in war.others)])
    assert points == [(-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)]
    assert war.summary().count("another certified equilibrium: 1 +0.750, 2 +0.750") == 2
