"""What must hold of every stopping game: units, continuity, limits, signs; how many equilibria there are."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from tests.bargaining.january import january, side_by_side
from tests.bargaining.stopping_twin import Twin
from tradetalks.bargaining.deadlines import StoppingGame, mixed_concession, solve_stopping_game, unique_from
from tradetalks.bargaining.deadlines.stopping_contest import contest_of
from tradetalks.bargaining.deadlines.stopping_fixed_point import replies, tangent
from tradetalks.bargaining.deadlines.stopping_replies import PlanLines, best_costs, best_reply

PAYOFFS = ("win", "split", "concede", "escalate", "lapse", "cost_scale")
THREATENERS = ("extension_cost", "backing_down_cost", "choice_dispersion")


def changed(game, **changes):
    values = {name: getattr(game, name) for name in StoppingGame.__dataclass_fields__}
    return StoppingGame(**{**values, **changes})


def odds_of(found):
    return np.stack([found.deal, found.extension, found.escalation, found.lapse, found.deal_in_the_end])


def random_games(number, seed, **fixed):
    rng = np.random.default_rng(seed)
    games = []
    for _ in range(number):
        b = rng.uniform(5, 40, 2)
        prize = rng.uniform(5, 40, 2)
        stakes = {
            "win": b + prize,
            "split": b + prize / 2,
            "concede": b,
            "escalate": -rng.uniform(0, 30, 2),
            "mandate_years": rng.uniform(1, 6, 2),
            "committed": rng.uniform(0.02, 0.3, 2),
            "cost_mean": rng.normal(0, 0.4, 2),
            "cost_dispersion": rng.uniform(0.6, 1.5, 2),
        }
        games.append(january(**{**stakes, **fixed}))
    return side_by_side(games)


@pytest.mark.parametrize("side", [0, 1])
def test_odds_do_not_hang_on_a_currency(side):
    game = january(lapse=(-1.0, -2.0), backing_down_cost=0.1)
    factor = np.where(np.arange(2) == side, 1000.0, 1.0)
    dearer = {name: getattr(game, name) * factor for name in PAYOFFS}
    dearer |= {name: getattr(game, name) * factor[game.threatener] for name in THREATENERS}
    before, after = (
        solve_stopping_game(game, tolerance=1e-12),
        solve_stopping_game(changed(game, **dearer), tolerance=1e-12),
    )
    assert np.abs(odds_of(before) - odds_of(after)).max() < 1e-10
    assert np.allclose(after.values, before.values * factor)


def test_odds_do_not_hang_on_who_is_called_side_1():
    game = random_games(20, seed=1)
    flipped = {name: getattr(game, name)[..., ::-1] for name in (*PAYOFFS, "cost_mean", "cost_dispersion", "committed")}
    before, after = solve_stopping_game(game), solve_stopping_game(changed(game, **flipped, threatener=1))
    alone = before.equilibria + after.equilibria == 2
    assert alone.sum() > 15
    assert np.abs(odds_of(before) - odds_of(after))[:, alone].max() < 1e-8
    assert np.allclose(before.plans[alone], after.plans[alone][..., ::-1], atol=1e-8)


def test_draws_are_solved_as_they_are_alone():
    games = random_games(6, seed=2)
    together = solve_stopping_game(games)
    for place, game in enumerate(games.one_by_one()):
        assert abs(solve_stopping_game(game).deal - together.deal[place]) < 1e-9
    fixed = ("dates", "extension_dates", "threatener")
    arrays = {name: getattr(games, name) for name in StoppingGame.__dataclass_fields__ if name not in fixed}
    folded = {name: values.reshape(2, 3, *values.shape[1:]) for name, values in arrays.items()}
    again = solve_stopping_game(changed(games, **folded))
    assert again.deal.shape == (2, 3) and again.deals_by_start.shape == (2, 3, 5) and again.plans.shape == (2, 3, 22, 2)
    assert np.array_equal(again.deal.ravel(), together.deal)


def test_rounds_closer_together_change_nothing_of_note():
    deals = [float(solve_stopping_game(january(cost_dispersion=0.8, round_days=d)).deal) for d in (2, 3, 4.5, 6, 7, 9)]
    assert np.ptp(deals) < 0.005, deals
    at_the_bound = [float(solve_stopping_game(january(round_days=d)).deal) for d in (2, 3, 4.5, 6, 7)]
    assert np.ptp(at_the_bound) < 0.01, at_the_bound


SWEEPS = {
    "both committed": (0.0, 0.4, lambda v: {"committed": v}),
    "the threatener committed": (0.0, 0.4, lambda v: {"committed": (v, 0.1)}),
    "the other committed": (0.0, 0.4, lambda v: {"committed": (0.1, v)}),
    "mandate of the threatener": (0.6, 4.0, lambda v: {"mandate_years": (v, 4.0)}),
    "mandate of the other": (0.6, 8.0, lambda v: {"mandate_years": (1.8, v)}),
    "size of the threat": (0.0, 2.0, lambda v: {"escalate": (-3.94 * v, -27.92 * v)}),
    "mean cost": (-0.5, 1.5, lambda v: {"cost_mean": v}),
    "mean cost of the threatener": (-0.5, 1.5, lambda v: {"cost_mean": (v, 0.0)}),
    "mean cost of the other": (-0.5, 1.5, lambda v: {"cost_mean": (0.0, v)}),
    "dispersion of costs": (0.5, 2.0, lambda v: {"cost_dispersion": v}),
    "cost of extending": (0.0, 0.3, lambda v: {"extension_cost": v}),
    "dispersion of the choice": (0.05, 1.0, lambda v: {"choice_dispersion": v}),
    "cost of backing down": (0.0, 1.0, lambda v: {"backing_down_cost": v, "lapse": (0.0, 0.0)}),
}


@pytest.mark.parametrize("name", SWEEPS)
def test_odds_move_by_less_than_three_points_over_a_fortieth_of_a_range(name):
    low, high, change = SWEEPS[name]
    games = [january(**{"cost_dispersion": 0.8, **change(v)}) for v in np.linspace(low, high, 41)]
    found = solve_stopping_game(side_by_side(games)).raise_if_failed()
    assert (found.equilibria == 1).all()
    assert np.abs(np.diff(odds_of(found), axis=1)).max() < 0.03


def test_several_equilibria_are_found_below_the_bound_and_listed():
    found = solve_stopping_game(january(cost_dispersion=0.25))
    assert found.equilibria == 2
    assert np.allclose(sorted(found.equilibrium_deals()[0]), [0.4745, 0.6613], atol=1e-4)
    assert "several equilibria in 1 of 1 draws" in found.summary()
    above = solve_stopping_game(january())
    assert above.equilibria == 1 and above.starts_solved >= 4
    assert "all starts lead to one equilibrium" in above.summary()


def test_the_bound_of_january_2019():
    """Equilibria multiply at a dispersion of 0.3 and below, as the first trial of this form found."""
    bound = unique_from(january())
    assert np.allclose(bound.dispersion, 0.305, atol=0.01)
    assert (bound.equilibria[bound.multiples * 0.5 > 0.32] == 1).all() and bound.equilibria.max() > 1
    assert (bound.contraction[bound.multiples * 0.5 > 0.32] < 1).all()
    assert "one equilibrium from a dispersion of 0.3" in bound.summary()
    assert bound.to_dataset()["equilibria"].shape == (1, 21)


@pytest.mark.slow
def test_above_the_bound_all_starts_agree():
    games = random_games(12, seed=5)
    bound = unique_from(games).dispersion[:, 0] / games.cost_dispersion[:, 0]
    for multiple in (1.05, 1.3, 2.0):
        scaled = np.where(np.isnan(bound), 4.0, bound)[:, None] * multiple * games.cost_dispersion
        found = solve_stopping_game(games.with_dispersion(scaled))
        assert (found.equilibria[~np.isnan(bound)] == 1).all()


def one_round(**changes):
    return january(**{"extension_days": 0, "round_days": 54, **changes})


def replies_in_one_round(game):
    """`q_i = (1 - z_i) F(x_i(q_j))`: odds of conceding (2,) when a deadline is one round, written out by hand."""
    a, m, b, d = game.win[0], game.split[0], game.concede[0], game.escalate[0]

    def reply(side, q):
        cost = (q * (m - a) + (1 - q) * (b - d))[side] / (game.cost_scale[0] * (1 - q / 2))[side]
        return (1 - game.committed[side]) * expit((cost - game.cost_mean[side]) / game.cost_dispersion[side])

    return reply


def roots_in_one_round(game):
    reply = replies_in_one_round(game)
    gap = lambda q: reply(0, reply(1, q)) - q  # noqa: E731
    # From below 0 to above 1: no root lies on the edge of the grid.
    grid = np.linspace(-0.013, 1.017, 20_003)
    values = np.array([gap(q) for q in grid])
    places = np.flatnonzero(values[:-1] * values[1:] < 0)
    return np.array([brentq(gap, grid[i], grid[i + 1], xtol=1e-15) for i in places])


@pytest.mark.parametrize("dispersion", [0.05, 0.3, 0.5, 2.0])
def test_one_round_solves_its_equation(dispersion):
    game = one_round(cost_dispersion=dispersion)
    roots, found = roots_in_one_round(game), solve_stopping_game(game)
    reply = replies_in_one_round(game)
    deals = [1 - (1 - q) * (1 - reply(1, q)) for q in roots]
    for deal in found.equilibrium_deals()[0]:
        assert np.abs(np.array(deals) - deal).min() < 1e-9
    # Damped replies find every second root, the stable ones.
    assert int(found.equilibria) == (len(roots) + 1) // 2


def test_without_dispersion_one_round_is_the_game_of_chicken():
    """(T26) The middle root of the one-round equation is the mixed equilibrium; the outer ones are each side's favourite."""
    game = one_round(cost_dispersion=0.01, committed=0.1)
    q = roots_in_one_round(game)
    stakes = np.stack([game.win[0], game.split[0], game.concede[0], game.escalate[0]])
    mixed = mixed_concession(stakes, game.committed)
    assert len(q) == 3 and abs(q[1] - mixed[0]) < 0.02
    concedes = (0.9 * solve_stopping_game(game).plans[0]).round(6)
    assert sorted(concedes.tolist()) == [0.0, 0.9]


def test_where_one_side_prefers_breakdown_the_other_concedes():
    game = one_round(cost_dispersion=1e-4, escalate=(20.0, -27.92))
    found = solve_stopping_game(game)
    assert found.equilibria == 1
    assert np.allclose(found.plans[0], [0.0, 1.0], atol=1e-9) and np.isclose(found.deal, 0.9)


def test_limits():
    wide = solve_stopping_game(january(cost_dispersion=1e6))
    assert np.allclose(wide.plans[0], 0.5, atol=1e-3) and np.allclose(wide.plans[-1], 0.5, atol=1e-3)
    for z in (0.9999, 1.0):
        sure = solve_stopping_game(january(committed=z)).raise_if_failed()
        assert sure.deal < 1e-3 and sure.escalation > 0.999
    game = january()
    worthless = changed(game, win=game.concede, split=game.concede, cost_scale=0.0 * game.cost_scale)
    agreed = solve_stopping_game(worthless).raise_if_failed()
    assert np.isclose(agreed.deal_by_round[0].sum(), 1 - 0.1**2)


def test_without_discounting_and_where_all_rounds_are_alike():
    patient = solve_stopping_game(january(rates=0.0)).raise_if_failed()
    assert np.isfinite(odds_of(patient)).all()
    game = january()
    alike = {
        name: np.broadcast_to(getattr(game, name)[:1], getattr(game, name).shape)
        for name in ("win", "split", "concede")
    }
    alike["cost_scale"] = np.broadcast_to(game.cost_scale[:1], game.cost_scale.shape)
    tied = solve_stopping_game(changed(game, **alike))
    assert np.isfinite(odds_of(tied)).all() and np.isclose(odds_of(tied)[:4].sum(), 1.0)


def test_derivatives_are_those_of_differences():
    game = random_games(4, seed=9, lapse=(-1.0, -2.0))
    contest = contest_of(game)
    rng = np.random.default_rng(4)
    plans, extends = rng.dirichlet(np.full(22, 0.5), 4).T, rng.uniform(0.2, 0.8, 4)
    exact = tangent(contest, plans, extends, replies(contest, plans, extends))
    h = 1e-6
    for _ in range(5):
        way = rng.normal(size=(23, 4))
        ahead, back = (
            replies(contest, plans + s * h * way[:-1], extends + s * h * way[-1]) for s in (1, -1)
        )  # fmt: skip
        measured = np.vstack([ahead.second.probability - back.second.probability, ahead.extends - back.extends]) / (
            2 * h
        )
        pressed = np.einsum("rmd,md->rd", exact.rows, way)
        moved = np.zeros_like(measured)
        for edge in range(len(exact.edges.below)):
            moved[exact.edges.below[edge], np.arange(4)] += pressed[edge]
            moved[exact.edges.above[edge], np.arange(4)] -= pressed[edge]
        moved[-1] = pressed[-1]
        assert np.allclose(moved, measured, atol=1e-5 * (1 + np.abs(measured).max()))


def test_higher_costs_concede_later_to_the_same_plans():
    """Given the other side's plans a higher mean cost moves every share of types to later plans."""
    contest = contest_of(random_games(30, seed=11))
    rng = np.random.default_rng(5)
    other, extends = rng.dirichlet(np.full(22, 0.5), 30).T, rng.uniform(size=30)
    for side in contest.sides:
        before = best_reply(side, other, extends).probability.cumsum(axis=0)
        after = best_reply(side._replace(mean=side.mean + 0.3), other, extends).probability.cumsum(axis=0)
        assert (after <= before + 1e-12).all() and (after < before - 1e-6).any(axis=0).all()


def conceding(game):
    found = solve_stopping_game(game)
    return (1 - game.committed) * found.plans[:, 0], found


def test_signs_where_theory_gives_them_in_one_round():
    """Who finds conceding dearer, is more often committed or fears the threat less concedes less, and the other side more."""
    game = random_games(40, seed=12, extension_days=0, round_days=54)
    before, found = conceding(game)
    committed = game.committed.copy()
    committed[:, 0] += 0.1
    fears = game.escalate.copy()
    fears[:, :, 0] += 3.0
    dearer = game.cost_mean + np.array([0.3, 0.0])
    for change in ({"cost_mean": dearer}, {"committed": committed}, {"escalate": fears}):
        after, again = conceding(changed(game, **change))
        alone = (found.equilibria == 1) & (again.equilibria == 1)
        assert alone.sum() > 30
        assert (after[alone, 0] < before[alone, 0]).all() and (after[alone, 1] > before[alone, 1]).all()


def test_like_sides_sign_less_the_dearer_conceding_and_the_likelier_commitment():
    alike = {
        "win": 30.0,
        "split": 20.0,
        "concede": 10.0,
        "mandate_years": 3.0,
        "extension_days": 0,
        "cost_dispersion": 0.8,
    }
    deals = {
        "cost_mean": [0.0, 0.25, 0.5, 1.0],
        "committed": [0.0, 0.05, 0.1, 0.3],
        "escalate": [-20.0, -10.0, -5.0, 0.0],
    }
    for name, values in deals.items():
        game = side_by_side([january(**{**alike, "escalate": -10.0, "round_days": 54, name: v}) for v in values])
        assert (np.diff(solve_stopping_game(game).deal) < 0).all(), name


def test_a_deal_in_the_end_is_less_likely_the_dearer_conceding_is():
    games = side_by_side([january(cost_dispersion=0.8, cost_mean=m) for m in np.linspace(0, 1.5, 7)])
    found = solve_stopping_game(games)
    assert (np.diff(found.deal_in_the_end) < 0).all() and (np.diff(found.deal) < 0).all()


def test_commitment_is_learnt_from_silence():
    found = solve_stopping_game(january())
    mu = found.commitment
    assert np.allclose(mu[0], 0.1) and (np.diff(mu[:8], axis=0) >= -1e-15).all()
    # In the extension the threatener is known to be flexible, the other side is not.
    assert (mu[8:, 0] == 0).all() and (np.diff(mu[8:, 1]) >= -1e-15).all() and mu[-1, 1] > mu[7, 1]


def test_what_a_result_shows():
    found = solve_stopping_game(random_games(3, seed=3))
    data = found.to_dataset()
    assert data["deal"].shape == (3,) and data["concession"].shape == (3, 21, 3) and data["value"].attrs["units"]
    assert "means over 3 draws" in found.summary()
    stuck = solve_stopping_game(january(), tolerance=0.0)
    assert "no equilibrium of the deadline game was found in 1 of 1 draws" in str(stuck.failure())
    assert "NOT SOLVED in 1 of 1 draws" in stuck.summary()


def test_the_twin_agrees_on_random_games():
    for game in random_games(5, seed=21, lapse=(-2.0, -1.0)).one_by_one():
        found = solve_stopping_game(game)
        twin, chances = Twin(game), [float(found.extends), float(found.escalates), float(found.lets_lapse)]
        plans = [found.plans[:, 0], found.plans[:, 1]]
        for side in (0, 1):
            assert np.abs(twin.reply(side, plans[1 - side], chances) - plans[side]).max() < 1e-8
        assert np.allclose(twin.odds(plans, chances), odds_of(found), atol=1e-12)


def test_plans_that_are_nearly_parallel_cross_at_infinity():
    """A plan that is better by one and hardly steeper is best at every cost: no overflow, as where they are parallel."""
    one = np.ones((2, 1))
    hardly_steeper = PlanLines(np.array([[1.0], [0.0]]), np.array([[1e-310], [0.0]]), one, *np.zeros((3, 1)))
    parallel = hardly_steeper._replace(slope=np.zeros((2, 1)))
    for lines in (hardly_steeper, parallel):
        lower, upper = best_costs(lines, rounds=2)
        assert upper[0, 0] == np.inf and lower[0, 0] == -np.inf and not lower[1, 0] < upper[1, 0]
