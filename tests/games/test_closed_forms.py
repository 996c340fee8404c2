"""Games in closed form through the public functions: the linear-quadratic game and competing exporters."""

import numpy as np
import pytest

from tradetalks.games import AnalyticGame, CompetingExporters, LinearQuadraticGame
from tradetalks.war import best_response, nash

CASES = [(1.0, 1.0), (1.5, 1.0), (2.0, 1.0)]


@pytest.mark.parametrize("e", CASES)
def test_linear_quadratic_nash(e):
    """τ_i = 2e_i/3, u_i = e_i²/6 − 5e_j²/18; the war costs the world (e_1² + e_2²)/9."""
    war = nash(LinearQuadraticGame(*e))
    e = np.array(e)
    np.testing.assert_allclose(war.x, 2 * e / 3, atol=1e-9)
    np.testing.assert_allclose(war.payoffs, e**2 / 6 - 5 * e[::-1] ** 2 / 18, atol=1e-12)
    assert float(war.payoffs.sum()) == pytest.approx(-(e @ e) / 9, abs=1e-12)
    assert war.certified
    assert all(c.deviation_gain < 1e-12 and c.eigenvalue < 0 for c in war.certificate.checks)


@pytest.mark.parametrize(
    ("e", "tau", "u"),
    [
        ((1.0, 1.0), (0.6666667, 0.6666667), (-0.1111111, -0.1111111)),
        ((1.5, 1.0), (1.0, 0.6666667), (0.0972222, -0.4583333)),
        ((2.0, 1.0), (1.3333333, 0.6666667), (0.3888889, -0.9444444)),
    ],
)
def test_linear_quadratic_table(e, tau, u):
    war = nash(LinearQuadraticGame(*e))
    np.testing.assert_allclose(war.x, tau, atol=5e-8)
    np.testing.assert_allclose(war.payoffs, u, atol=5e-8)


def critical_patience(game: LinearQuadraticGame, player: int) -> float:
    """δ* = gain from cheating on free trade over what cheating and then war lose, from the public functions alone."""
    cheat = best_response(AnalyticGame(game), str(player + 1)).gain
    war = nash(game)
    return cheat / (cheat - float(war.payoffs[player]) + float(war.status_quo[player]))


@pytest.mark.parametrize(
    ("e", "wanted"), [((1.0, 1.0), (0.6, 0.6)), ((1.5, 1.0), (1.35, 0.2666667)), ((2.0, 1.0), (2.4, 0.15))]
)
def test_linear_quadratic_enforcement(e, wanted):
    """Deviation from free trade pays e_i²/6, so δ_i* = (3/5)(e_i/e_j)²."""
    game = LinearQuadraticGame(*e)
    for k in (0, 1):
        assert best_response(AnalyticGame(game), str(k + 1)).gain == pytest.approx(e[k] ** 2 / 6, abs=1e-12)
        assert critical_patience(game, k) == pytest.approx(wanted[k], abs=5e-8)


@pytest.mark.parametrize(("delta", "tariff"), [(0.3, 0.3703704), (0.5, 0.1333333)])
def test_most_cooperative_tariff(delta, tariff):
    """At τ_c the gain from cheating just equals what is lost in the war that follows."""
    game = LinearQuadraticGame(1.0, 1.0)
    cooperation = game.payoffs([tariff, tariff])[0][0]
    cheating = best_response(AnalyticGame(game, [0, tariff], [10, tariff]), "1").payoff
    war = float(nash(game).payoffs[0])
    assert (1 - delta) * cheating + delta * war == pytest.approx(cooperation, abs=1e-7)


def test_who_wins_the_war():
    """The larger country gains from the war if and only if e_1/e_2 > √(5/3)."""
    edge = np.sqrt(5 / 3)
    assert nash(LinearQuadraticGame(edge * 1.001, 1.0)).winners == ("1",)
    assert nash(LinearQuadraticGame(edge * 0.999, 1.0)).winners == ()


@pytest.mark.parametrize("e", [0.5, 1.0, 2.0])
def test_competing_exporters(e):
    """MFN tariff e/4, the same without the MFN rule by symmetry; with a free-trade partner the other pays e/11."""
    np.testing.assert_allclose(nash(CompetingExporters(alpha=2.0, e=e, mfn=True)).x, e / 4, atol=1e-9)
    np.testing.assert_allclose(nash(CompetingExporters(alpha=2.0, e=e)).x, e / 4, atol=1e-9)
    free_trade_area = AnalyticGame(CompetingExporters(alpha=2.0, e=e), upper_bounds=[0, 10, 0, 10, 10, 10])
    np.testing.assert_allclose(best_response(free_trade_area, "1").x, [0, e / 11], atol=1e-9)
    np.testing.assert_allclose(nash(free_trade_area).x, np.array([0, 1, 0, 1, 2.75, 2.75]) * e / 11, atol=1e-9)


def test_nothing_in_closed_form_claims_percent():
    war = nash(LinearQuadraticGame(1.5, 1.0))
    assert war.equilibrium is None and war.payoffs_busd is None and war.tariffs == {"1": None, "2": None}
    assert war.summary().splitlines()[3:] == [
        "Payoffs (units of payoff) and tariffs",
        "  1               +0.097",
        "  2               -0.458",
        "  tariff 1 = 1",
        "  tariff 2 = 0.666667",
        "Better off than before: 1",
    ]
