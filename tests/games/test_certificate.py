"""The certificate holds at an equilibrium and nowhere else: games in closed form."""

import numpy as np
import pytest

from tests.games.small import Half, Saddle, Scaled, WeakSaddle
from tradetalks.games import AnalyticGame, LinearQuadraticGame, Search, certify, find_equilibria, local_optima
from tradetalks.games.second_order import lanczos, largest_eigenvalue


def test_closed_form_gain_of_a_deviation():
    """u_i is quadratic: the gain from leaving τ for τ^N is 3/8 (τ − τ^N)²."""
    game = AnalyticGame(LinearQuadraticGame(1.0, 1.0))
    certificate, _ = certify(game, np.array([0.9, 2 / 3]), Search())
    assert certificate.checks[0].deviation_gain == pytest.approx(0.375 * (0.9 - 2 / 3) ** 2, abs=1e-12)
    assert certificate.checks[1].deviation_gain == 0.0
    assert certificate.status == "a player could still gain by deviating"


def test_a_saddle_is_left():
    """At 1 the first-order condition holds and the payoff is lowest."""
    game = AnalyticGame(Saddle(), 0.0, 3.0)
    certificate, _ = certify(game, np.array([1.0, 1.0]), Search(starts=1))
    assert not certificate.holds
    assert certificate.checks[0].deviation_gain == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("factor", [1e-5, 1.0, 1e5])
def test_the_unit_of_payoffs_does_not_decide(factor):
    """Tolerances follow the range of payoffs: the equilibrium holds and its neighbours fail in any unit."""
    found = find_equilibria(AnalyticGame(Scaled(LinearQuadraticGame(1.5, 1.0), factor)))
    np.testing.assert_allclose(found.x, [1.0, 2 / 3], atol=1e-6)
    assert found.certified
    plain = find_equilibria(AnalyticGame(LinearQuadraticGame(1.5, 1.0)))
    assert found.certificate.tolerance == pytest.approx(factor * plain.certificate.tolerance)
    assert not certify(found.game, np.array([1.002, 2 / 3]), Search())[0].holds


def test_a_closed_form_does_not_claim_percent():
    found = find_equilibria(AnalyticGame(LinearQuadraticGame(1.0, 1.0)))
    assert repr(found.certificate) == (
        "Certificate(holds: largest deviation gain 0.0e+00 units of payoff, first-order conditions ask for moves of 0.0e+00)"
    )
    assert found.certificate.status == "holds"


def test_the_certificate_as_a_table():
    table = find_equilibria(AnalyticGame(LinearQuadraticGame(1.0, 1.0))).certificate.to_dataframe()
    assert list(table.player) == ["1", "2"] and table.holds.all()
    assert (table.deviation_gain == 0).all() and (table.eigenvalue < 0).all()


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


def test_a_weak_saddle_is_not_certified():
    game = AnalyticGame(WeakSaddle(), 0.0, 2.0)
    point = game.at(np.ones(200), [0])
    assert largest_eigenvalue(game, point, 0)[0] > 0
    certificate, _ = certify(game, np.ones(200), Search(starts=1))
    assert not certificate.holds
    assert certificate.checks[0].eigenvalue > 0
    best = local_optima(game, game.start, 0, Search()).best
    assert best.payoff == pytest.approx(0.02**2 / 4, rel=1e-3)


def test_a_point_that_is_not_solved_is_not_certified():
    certificate, _ = certify(Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0), np.array([1.5, 2 / 3]), Search())
    assert not certificate.holds and certificate.largest_gain == np.inf


def test_failed_starts_are_not_counted_as_searched():
    game = Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0)
    found = local_optima(game, game.start, 0, Search(starts=6))
    assert found.best.x_c[0] == pytest.approx(2 / 3)
    assert found.failed and not set(found.failed) & set(found.starts)
    assert len(found.failed) + len(found.starts) == 6 + 1
