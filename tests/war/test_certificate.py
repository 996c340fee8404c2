"""The certificate holds at an equilibrium and nowhere else."""

import numpy as np
import pytest

from tests.war.small import random_world
from tradetalks.war import LinearQuadraticGame, Search, certify, nash
from tradetalks.war.closed_form import AnalyticGame


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
        assert check.starts == ("here", "zero", "random 1", "jumps by sector")


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


def test_closed_form_gain_of_a_deviation():
    """u_i is quadratic: the gain from leaving τ for τ^N is 3/8 (τ − τ^N)²."""
    game = AnalyticGame(LinearQuadraticGame(1.0, 1.0))
    certificate, _ = certify(game, np.array([0.9, 2 / 3]), Search())
    assert certificate.checks[0].deviation_gain == pytest.approx(0.375 * (0.9 - 2 / 3) ** 2, abs=1e-12)
    assert certificate.checks[1].deviation_gain == 0.0


def test_several_starts_find_the_same_equilibrium(war):
    again = nash(war.game, starts=4)
    assert again.others == ()
    np.testing.assert_allclose(again.payoffs, war.payoffs, atol=1e-7)


def test_a_saddle_is_left():
    """Coordination: each wants to be far from 1; the first-order condition holds at 1, where the payoff is lowest."""

    class Saddle:
        size = 2

        def payoffs(self, tau):
            d = np.asarray(tau) - 1.0
            u = d**2 - d**4 / 4
            return (
                u,
                np.diag(2 * d - d**3),
                np.stack([np.diag([2 - 3 * d[0] ** 2, 0]), np.diag([0, 2 - 3 * d[1] ** 2])]),
            )

    game = AnalyticGame(Saddle(), 0.0, 3.0)
    certificate, _ = certify(game, np.array([1.0, 1.0]), Search(starts=1))
    assert not certificate.holds
    assert certificate.checks[0].deviation_gain == pytest.approx(1.0, abs=1e-6)
