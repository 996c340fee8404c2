"""The certificate holds at an equilibrium and nowhere else."""

import numpy as np
import pytest

from tests.war.small import random_world
from tradetalks.games import AnalyticGame, LinearQuadraticGame, NoEquilibriumError, Search, certify
from tradetalks.games.second_order import lanczos, largest_eigenvalue
from tradetalks.war import best_response, nash


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


class Scaled:
    """A game whose payoffs are measured in another unit."""

    def __init__(self, game, factor):
        self.game, self.factor = game, factor

    def payoffs(self, tau):
        return tuple(self.factor * np.asarray(v) for v in self.game.payoffs(tau))


@pytest.mark.parametrize("factor", [1e-5, 1.0, 1e5])
def test_the_unit_of_payoffs_does_not_decide(factor):
    """Tolerances follow the range of payoffs: the equilibrium holds and its neighbours fail in any unit."""
    war = nash(Scaled(LinearQuadraticGame(1.5, 1.0), factor))
    np.testing.assert_allclose(war.x, [1.0, 2 / 3], atol=1e-6)
    assert war.certified
    assert war.certificate.tolerance == pytest.approx(
        factor * nash(LinearQuadraticGame(1.5, 1.0)).certificate.tolerance
    )
    assert not certify(war.game, np.array([1.002, 2 / 3]), Search())[0].holds


def test_a_closed_form_does_not_claim_percent():
    war = nash(LinearQuadraticGame(1.0, 1.0))
    assert repr(war.certificate) == (
        "Certificate(holds: largest deviation gain 0.0e+00 units of payoff, first-order conditions ask for moves of 0.0e+00)"
    )
    assert war.payoffs.attrs["units"] == war.status_quo.attrs["units"] == "units of payoff"


class Coordination:
    """Each player gains from being where the other is, at -1 as well as at 1: u_i = t_i t_j s - t_i^4/4, tilted by s."""

    size = 2

    def payoffs(self, tau):
        t, s = np.asarray(tau, float)
        u = np.array([t * s - t**4 / 4, t * s - s**4 / 4])
        jac = np.array([[s - t**3, t], [s, t - s**3]])
        hess = np.array([[[-3 * t**2, 1], [1, 0]], [[0, 1], [1, -3 * s**2]]])
        return u, jac, hess


def test_equilibria_with_equal_payoffs_are_both_kept():
    """(1, 1) and (-1, -1) pay the same, at different policies; at (0, 0) neither gains by moving alone."""
    war = nash(AnalyticGame(Coordination(), -1.5, 1.5), starts=8)
    points = sorted(tuple(np.round(x, 5) + 0.0) for x in [war.x, *(x for x, _, _ in war.others)])
    assert points == [(-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)]
    assert war.summary().count("another certified equilibrium: 1 +0.750, 2 +0.750") == 2


@pytest.mark.parametrize("top", [0.3, 0.03, 0.003])
@pytest.mark.parametrize("seed", range(3))
def test_a_weak_rising_direction_among_two_hundred_is_seen(top, seed):
    rng = np.random.default_rng(seed)
    vectors, _ = np.linalg.qr(rng.normal(size=(200, 200)))
    values = -rng.uniform(0.0, 1.0, 200)
    values[0] = top
    matrix = vectors * values @ vectors.T
    found, direction = lanczos(lambda v: matrix @ v, 200, seed)
    assert found == pytest.approx(top, abs=2e-3) and found > 0
    assert abs(direction @ vectors[:, 0]) > 0.9


class WeakSaddle:
    """Two hundred controls of one player, one of which rises weakly away from 1, where all first derivatives vanish."""

    size = 200
    owner = (0,) * 200
    curve = np.r_[0.02, -np.linspace(0.1, 1.0, 199)]

    def payoffs(self, tau):
        d = np.asarray(tau, float) - 1.0
        fourth = np.r_[1.0, np.zeros(199)]
        return (
            np.array([np.sum(self.curve * d**2 / 2 - fourth * d**4 / 4)]),
            (self.curve * d - fourth * d**3)[None],
            np.diag(self.curve - 3 * fourth * d**2)[None],
        )


def test_a_weak_saddle_is_not_certified():
    game = AnalyticGame(WeakSaddle(), 0.0, 2.0)
    point = game.at(np.ones(200), [0])
    assert largest_eigenvalue(game, point, 0)[0] > 0
    certificate, _ = certify(game, np.ones(200), Search(starts=1))
    assert not certificate.holds
    assert certificate.checks[0].eigenvalue > 0
    assert best_response(game, "1").payoff == pytest.approx(0.02**2 / 4, rel=1e-3)


class Half(AnalyticGame):
    """Nothing is solved where the first control is above 0.7."""

    def at(self, x, players, near=None):
        point = super().at(x, players, near)
        return point if x[0] <= 0.7 else point._replace(solved=False, gradients={})


def test_failed_starts_are_not_counted_as_searched():
    found = best_response(Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0), "1", search=Search(starts=6))
    assert found.x[0] == pytest.approx(2 / 3)
    assert found.failed and not set(found.failed) & set(found.starts)
    assert len(found.failed) + len(found.starts) == 6 + 1
    assert f"failed   no equilibrium of the economy from start: {found.failed[0]}" in found.summary()


def test_a_point_that_is_not_solved_is_not_certified():
    certificate, _ = certify(Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0), np.array([1.5, 2 / 3]), Search())
    assert not certificate.holds and certificate.largest_gain == np.inf


def test_no_equilibrium_says_which_check_fails():
    """A bound at the rim of the solvable region: first-order conditions hold nowhere inside."""
    with pytest.raises(NoEquilibriumError) as caught:
        nash(Half(LinearQuadraticGame(3.0, 1.0), 0.0, 3.0), starts=1)
    assert "check    1: first-order conditions promise" in str(caught.value)
