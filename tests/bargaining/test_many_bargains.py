"""Nash-in-Nash (O-7), competing exporters (O-8), linkage (O-9)."""

import numpy as np
import pytest

from tests.bargaining.games import linear, parabola
from tradetalks.bargaining.linkage import link_issues, package_of
from tradetalks.bargaining.nash_in_nash import Bilateral, pairs_of_countries, solve_nash_in_nash
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import nash_bargain, utilitarian
from tradetalks.errors import TalksError
from tradetalks.games import CompetingExporters, CournotSuppliers


def input_prices(game, power=0.5):
    pairs = [Bilateral(f"firm {i + 1}", (i,), lambda w, i=i: game.gains(i, w), power) for i in range(2)]
    return solve_nash_in_nash(pairs, lower=[0.0, 0.0], upper=[0.5, 0.5])


@pytest.mark.parametrize(("power", "price"), [(0.25, 0.0666667), (0.5, 0.1428571), (0.75, 0.2307692)])
def test_o7_separate_suppliers(power, price):
    result = input_prices(CournotSuppliers(), power).raise_if_failed()
    np.testing.assert_allclose(result.x, power / (power + 2 * (2 - power)), atol=1e-6)
    assert result.x[0] == pytest.approx(price, abs=1e-6)


def test_o7_common_supplier():
    result = input_prices(CournotSuppliers(common=True)).raise_if_failed()
    np.testing.assert_allclose(result.x, 0.25, atol=1e-6)
    assert "settled after" in result.summary()


@pytest.mark.parametrize("common", [False, True])
def test_o7_gains_have_exact_derivatives(common):
    game, w = CournotSuppliers(common), np.array([0.13, 0.22])
    for i in range(2):
        gain, jac = game.gains(i, w)
        for k in range(2):
            step = 1e-6 * np.eye(2)[k]
            slope = (game.gains(i, w + step)[0] - game.gains(i, w - step)[0]) / 2e-6
            np.testing.assert_allclose(slope, jac[:, k], atol=1e-9)
        assert gain.shape == (2,)


def test_o7_separable_pairs_are_separate_nash_bargains():
    first, second = parabola(), linear(d=(0.0, 0.0))

    def payoffs(x):
        (u, du), (v, dv) = first.payoffs(x[:2]), second.payoffs(x[2:])
        jac = np.zeros((3, 4))
        jac[0, :2], jac[1, :2], jac[1, 2:], jac[2, 2:] = du[0], du[1], dv[0], dv[1]
        return np.array([u[0], u[1] + v[0], v[1]]), jac

    without = np.array([0.0, 0.0, 0.0, 0.0])
    pairs = pairs_of_countries(payoffs, [(0, 1), (1, 2)], [(0, 1), (2, 3)], without)
    result = solve_nash_in_nash(pairs, lower=np.zeros(4), upper=np.ones(4)).raise_if_failed()
    np.testing.assert_allclose(result.x[:2], nash_bargain(first).x, atol=1e-6)
    np.testing.assert_allclose(result.x[2:], nash_bargain(second).x, atol=1e-6)


def best_tariff(game, upper):
    problem = BargainingProblem(lambda t: game.payoffs(t)[:2], np.zeros(game.size), upper, [-1e3] * 3)
    return utilitarian(problem, weights=(1.0, 0.0, 0.0)).x


def test_o8_most_favoured_nation_and_tariff_complementarity():
    mfn = CompetingExporters(e=0.8, mfn=True)
    assert best_tariff(mfn, np.array([0.5, 0, 0]))[0] == pytest.approx(0.8 / 4, abs=1e-6)
    apart = CompetingExporters(e=0.8)
    np.testing.assert_allclose(best_tariff(apart, np.array([0.5, 0.5, 0, 0, 0, 0]))[:2], 0.8 / 4, atol=1e-6)
    assert best_tariff(apart, np.array([0.0, 0.5, 0, 0, 0, 0]))[1] == pytest.approx(0.8 / 11, abs=1e-6)


@pytest.mark.parametrize("mfn", [False, True])
def test_o8_payoffs_have_exact_derivatives_and_free_trade_is_efficient(mfn):
    game = CompetingExporters(mfn=mfn)
    x = np.linspace(0.05, 0.2, game.size)
    u, jac, hess = game.payoffs(x)
    for k in range(game.size):
        step = 1e-5 * np.eye(game.size)[k]
        np.testing.assert_allclose((game.payoffs(x + step)[0] - game.payoffs(x - step)[0]) / 2e-5, jac[:, k], atol=1e-9)
        np.testing.assert_allclose((game.payoffs(x + step)[1] - jac) / 1e-5, hess[:, :, k], atol=1e-9)
    assert game.payoffs(np.zeros(game.size))[0].sum() > u.sum()
    np.testing.assert_allclose(game.payoffs(np.zeros(game.size))[1].sum(0), 0.0, atol=1e-12)
    assert len(game.owner) == game.size


def issue(slope_1, slope_2):
    """One instrument in [0, 1]: u = (slope_1 x, slope_2 (1-x))."""
    return BargainingProblem(
        lambda x: (np.array([slope_1 * x[0], slope_2 * (1 - x[0])]), np.array([[slope_1], [-slope_2]])),
        [0.0],
        [1.0],
        (0.0, 0.0),
    )


def test_o9_negotiation_linkage():
    linkage = link_issues([issue(2.0, 1.0), issue(1.0, 2.0)])
    np.testing.assert_allclose(sum(deal.u for deal in linkage.separate), (1.5, 1.5), atol=1e-6)
    np.testing.assert_allclose(linkage.package.u, (2.0, 2.0), atol=1e-6)
    np.testing.assert_allclose(linkage.value, (0.5, 0.5), atol=1e-6)
    assert linkage.summary().startswith("linking 2 issues is worth +1")


def test_bad_packages_and_unsettled_bargains_are_reported():
    with pytest.raises(TalksError) as error:
        package_of([issue(1, 1), BargainingProblem(issue(1, 1).payoffs, [0.0], [1.0], (0, 0), sides=("USA", "CHN"))])
    assert str(error.value) == (
        "issue 2 is between USA, CHN, issue 1 between side 1, side 2\n"
        "do       link issues of the same sides, in the same order"
    )
    tied = BargainingProblem(issue(1, 1).payoffs, [0.0], [1.0], (0, 0), equal=lambda x: (x, np.eye(1)))
    with pytest.raises(TalksError) as error:
        package_of([tied])
    assert str(error.value) == (
        "issue 1 has constraints of its own, which a package does not carry over\n"
        "do       write the package as one BargainingProblem with the joint constraints"
    )
    with pytest.raises(TalksError) as error:
        Bilateral("firm 1", (0,), issue(1, 1).payoffs, 1.2)
    assert str(error.value) == (
        "the bargaining power in firm 1 must be a probability\n"
        "expected a number in [0, 1]\n"
        "got      1.2\n"
        "do       write 5 % as 0.05; for a weight that is not a probability use another argument"
    )
    game = CournotSuppliers(common=True)
    pairs = [Bilateral(f"firm {i + 1}", (i,), lambda w, i=i: game.gains(i, w)) for i in range(2)]
    short = solve_nash_in_nash(pairs, lower=[0, 0], upper=[0.5, 0.5], sweeps=1, start=[0.2, 0.2])
    assert not short.converged and "NOT settled" in short.summary()
    with pytest.raises(TalksError) as error:
        short.raise_if_failed()
    assert str(error.value) == (
        "Nash-in-Nash bargains did not settle in 1 sweeps\n"
        f"got      the last one still moved an instrument by {short.residual:.2g} of its range\n"
        "do       lower the damping, start elsewhere or allow more sweeps"
    )
