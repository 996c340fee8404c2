"""Optimal tariffs against theory: closed forms, limits, symmetry, and that an optimum beats its neighbours."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.war.small import armington, random_world
from tradetalks.games import Search
from tradetalks.war import Coalition, Tariffs, best_response, build_game, nash
from tradetalks.war.response import respond

TWO = [[10.0, 2.0], [2.0, 6.0]]


def own_share(equilibrium, country: int) -> float:
    """The country's share of its own spending that stays at home, tariffs included."""
    spent = (1 + equilibrium.tariff.values[country, :, 0]) * equilibrium.flows.values[country, :, 0]
    return spent[country] / spent.sum()


def closed_form(theta: float, foreign_share: float, foreign_tariff: float) -> float:
    """t = 1/(elasticity of the foreign offer) = (1 + t_F λ_FF) / (θ λ_FF (1 + t_F)); with t_F = 0, 1/(θ λ_FF) (Gros 1987).

    Foreign imports M at border prices satisfy M = s/(1+t_F) (wL + t_F M) with the import share s of spending, and
    d ln s = −θ λ_FF d ln p, so d ln M/d ln(1/p) = θ λ_FF (1 + t_F)/(1 + t_F λ_FF): by trade balance it is also the
    elasticity of what foreigners sell with respect to what they get for it.
    """
    return (1 + foreign_tariff * foreign_share) / (theta * foreign_share * (1 + foreign_tariff))


@pytest.mark.parametrize("theta", [2.0, 4.0, 8.0])
@pytest.mark.parametrize("foreign_tariff", [0.0, 0.3])
@pytest.mark.parametrize("markup", [0.0, 0.2])
def test_one_sector_optimal_tariff(theta, foreign_tariff, markup):
    tariff = np.zeros((2, 2, 1))
    tariff[1, 0, 0] = foreign_tariff
    economy = armington(TWO, theta=theta, tariff=tariff, markup=markup)
    found = best_response(economy, "R0", search=Search(improvement_tolerance=1e-12, residual_tolerance=1e-9))
    share = own_share(found.equilibrium, 1)
    assert found.x[0] == pytest.approx(closed_form(theta, share, foreign_tariff), rel=1e-6)


def test_one_sector_nash_satisfies_both_formulas():
    war = nash(armington(TWO), ["R0", "R1"], search=Search(improvement_tolerance=1e-12, residual_tolerance=1e-9))
    for k, other in ((0, 1), (1, 0)):
        share = own_share(war.equilibrium, other)
        assert war.x[k] == pytest.approx(closed_form(4.0, share, war.x[other]), rel=1e-6)


def test_symmetric_countries_set_the_same_tariffs_and_both_lose():
    war = nash(armington([[8.0, 3.0], [3.0, 8.0]]), ["R0", "R1"])
    np.testing.assert_allclose(war.x, war.x[0], atol=1e-8)
    assert float(war.payoffs[0]) == pytest.approx(float(war.payoffs[1]), abs=1e-9)
    assert war.winners == ()


def test_small_country_keeps_only_the_power_over_its_own_exports():
    """λ_FF → 1: t → 1/θ; as export supply becomes infinitely elastic (θ → ∞) the optimal tariff vanishes."""
    rates = [best_response(armington([[0.6, 0.4], [0.4, 1e4]], theta=theta), "R0").x[0] for theta in (5, 50, 500)]
    np.testing.assert_allclose(rates, [1 / 5, 1 / 50, 1 / 500], rtol=1e-3)


def test_a_large_country_can_win():
    """Kennan & Riezman (1988): with very unequal sizes the larger one is better off in the war than in free trade."""
    war = nash(armington([[95.0, 5.0], [5.0, 1.0]], theta=3.0), ["R0", "R1"])
    assert war.certified
    assert war.winners == ("R0",)


def test_free_trade_area_members_tax_outsiders_less():
    """Tariff complementarity: dropping the tariff on one partner lowers the best tariff on the other."""
    economy = armington(np.full((3, 3), 1.0) + 6 * np.eye(3), goods=2)
    before = best_response(economy, "R0", instruments="partner")
    area = Coalition("area", ("R0", "R1"), zero_tariffs=True)
    after = best_response(economy, "R0", instruments="partner", unions=[area])
    assert set(after.choices) == {"tariff of R0 on R2"}
    assert after.x[0] < before.choices["tariff of R0 on R2"]


def test_customs_union_acts_as_one():
    economy = armington(np.full((3, 3), 1.0) + 6 * np.eye(3), goods=2)
    union = Coalition("union", ("R0", "R1"), zero_tariffs=True, common_tariff=True)
    war = nash(economy, [union, "R2"])
    assert war.players == ("union", "R2")
    rate = war.equilibrium.tariff.values[:, :, 0]
    assert rate[0, 1] == rate[1, 0] == 0
    assert rate[0, 2] == rate[1, 2] > rate[2, 0]


def test_order_of_players_does_not_matter():
    economy = random_world(3)
    one, other = nash(economy, ["R0", "R1", "R2"]), nash(economy, ["R2", "R0", "R1"])
    for name in one.players:
        assert float(one.payoffs.sel(player=name)) == pytest.approx(float(other.payoffs.sel(player=name)), abs=1e-7)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 1000))
def test_an_optimal_tariff_beats_its_neighbours(seed):
    game = build_game(random_world(seed, scale=bool(seed % 2)), ["R0"])
    found = respond(game, 0, Search(starts=2))
    rng = np.random.default_rng(seed)
    for _ in range(5):
        other = np.clip(found.x + rng.normal(0, 0.02, len(found.x)), game.lower, game.upper)
        assert game.payoff(other, 0) <= found.payoff + 1e-7


def test_ties_are_the_general_problem_under_constraints():
    """More instruments never hurt: sector ≥ partner ≥ uniform, sector ≥ mfn ≥ uniform."""
    economy = random_world(1)
    gain = {
        tie: best_response(economy, "R0", instruments=tie).payoff for tie in ("sector", "partner", "mfn", "uniform")
    }
    assert gain["sector"] >= gain["partner"] >= gain["uniform"] > 0
    assert gain["sector"] >= gain["mfn"] >= gain["uniform"]


def test_caps_bind_and_are_reported():
    economy = random_world(1)
    free = best_response(economy, "R0", instruments="uniform").x[0]
    bound = best_response(economy, "R0", instruments=Tariffs("uniform", upper=free / 2))
    assert bound.x[0] == pytest.approx(free / 2)
    assert bound.at_bounds == (f"tariff of R0 at its upper bound {free / 2:g}",)
    assert f"bound    tariff of R0 at its upper bound {free / 2:g}" in bound.summary()


def test_wto_bindings_cap_cells_one_by_one():
    economy = random_world(1)
    caps = economy.tariff.copy() + 0.01
    found = best_response(economy, "R0", instruments=Tariffs(caps=caps))
    start = dataclasses.replace(economy.unchanged).tariff_jni[:, 0, 1:].T.ravel()
    assert np.all(found.x <= start + 0.01 + 1e-12)
