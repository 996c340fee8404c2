"""Exact derivatives of every objective and instrument against finite differences, forward against reverse."""

import jax.numpy as jnp
import numpy as np
import pytest

from tests.war.small import random_world
from tradetalks.games.second_order import largest_eigenvalue
from tradetalks.war import (
    BilateralBalance,
    Coalition,
    Custom,
    Employment,
    ExportTaxes,
    PoliticalWeights,
    ProductionSubsidies,
    RealIncome,
    Rivalry,
    StrategicIndustry,
    TariffRevenue,
    Tariffs,
    build_game,
    trade_game,
)

STEP = 1e-5


def world_price(outcomes, n):
    return 100 * (outcomes.wage_hat_n[n] / jnp.mean(outcomes.wage_hat_n) - 1)


OBJECTIVES = {
    "real income": RealIncome(),
    "politics": PoliticalWeights({"S0": 1.5}),
    "rivalry": RealIncome() + 0.5 * Rivalry(["R1", "R2"]),
    "industry": StrategicIndustry("S1", price=0.5),
    "revenue": TariffRevenue(),
    "balance": BilateralBalance("R1"),
    "employment": Employment("S0"),
    "custom": Custom(world_price),
}


@pytest.fixture(scope="module")
def economy():
    return random_world(5, scale=True)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_gradient(economy, name):
    everything = Tariffs() + ExportTaxes() + ProductionSubsidies()
    game = build_game(economy, ["R0"], objective=OBJECTIVES[name], instruments=everything)
    rng = np.random.default_rng(0)
    x = game.start + rng.uniform(0.02, 0.1, len(game.start))
    point = game.at(x, [0])
    for direction in rng.normal(size=(3, len(x))):
        numeric = (game.payoff(x + STEP * direction, 0) - game.payoff(x - STEP * direction, 0)) / (2 * STEP)
        assert point.gradients[0] @ direction == pytest.approx(numeric, rel=1e-5, abs=1e-7)


def test_objectives_are_zero_at_the_baseline(economy):
    for objective in OBJECTIVES.values():
        game = build_game(economy, ["R0"], objective=objective)
        assert game.at(game.start, [0]).payoffs[0] == pytest.approx(0.0, abs=1e-8)


def test_gradient_of_tied_controls_and_coalitions(economy):
    pair = Coalition("pair", ("R0", "R1"), common_tariff=True)
    game = build_game(economy, [pair, "R2"], instruments="uniform")
    x = game.start + 0.1
    point = game.at(x, [0, 1])
    for k, part in enumerate(game.slices):
        move = np.zeros(len(x))
        move[part] = STEP
        numeric = (game.payoff(x + move, k) - game.payoff(x - move, k)) / (2 * STEP)
        assert point.gradients[k][0] == pytest.approx(numeric, rel=1e-5)


def test_hessian_product(economy):
    """Exact product against differences of exact gradients, and symmetric."""
    game = build_game(economy, ["R0"], objective=OBJECTIVES["politics"])
    x = game.start + 0.1
    point = game.at(x, [0])
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, len(x)))
    exact = game.hessian_product(point, 0, a)
    numeric = (game.at(x + STEP * a, [0]).gradients[0] - game.at(x - STEP * a, [0]).gradients[0]) / (2 * STEP)
    np.testing.assert_allclose(exact, numeric, rtol=1e-5, atol=1e-6 * np.abs(exact).max())
    assert b @ exact == pytest.approx(a @ game.hessian_product(point, 0, b), rel=1e-8)


def test_second_order_condition_is_the_scaled_hessians_largest_eigenvalue(economy):
    game = build_game(economy, ["R0"])
    x = np.clip(game.start + 0.2, 0, 10)
    point = game.at(x, [0])
    hessian = np.array([game.hessian_product(point, 0, e) for e in np.eye(len(x))])
    scale = np.sqrt(game.curvature(point, 0).d_c)
    dense = np.linalg.eigvalsh(hessian / scale / scale[:, None])
    assert largest_eigenvalue(game, point, 0)[0] == pytest.approx(dense[-1], abs=1e-5)


def test_gradients_do_not_depend_on_where_the_solve_starts(economy):
    game = build_game(economy, None)
    x = game.start + 0.1
    cold = game.at(x, range(3))
    warm = game.at(x, range(3), game.at(x + 0.3, range(3)))
    for k in range(3):
        np.testing.assert_allclose(cold.gradients[k], warm.gradients[k], atol=1e-8)


def test_chunks_of_players_and_mixed_objectives(economy, monkeypatch):
    """Large worlds take players several at a time, those with like objectives together: the same numbers."""
    goals = {"R0": RealIncome(), "R1": PoliticalWeights({"S0": 2.0}), "R2": RealIncome()}
    one_by_one = build_game(economy, None, objective=goals)
    monkeypatch.setattr(trade_game, "SMALL_WORLD", 0)
    together = build_game(economy, None, objective=goals)
    x = one_by_one.start + 0.05
    a, b = one_by_one.at(x, range(3)), together.at(x, range(3))
    for k in range(3):
        assert a.payoffs[k] == pytest.approx(b.payoffs[k], abs=1e-9)
        np.testing.assert_allclose(a.gradients[k], b.gradients[k], atol=1e-9)


def test_coalitions_of_different_size_in_one_chunk(economy, monkeypatch):
    monkeypatch.setattr(trade_game, "SMALL_WORLD", 0)
    game = build_game(economy, [Coalition("pair", ("R0", "R1")), "R2"])
    x = game.start + 0.05
    point = game.at(x, [0, 1])
    for k, part in enumerate(game.slices):
        direction = np.zeros(len(x))
        direction[part] = np.linspace(0.5, 1.5, part.stop - part.start)
        numeric = (game.payoff(x + STEP * direction, k) - game.payoff(x - STEP * direction, k)) / (2 * STEP)
        assert point.gradients[k] @ direction[part] == pytest.approx(numeric, rel=1e-5)
