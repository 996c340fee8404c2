"""The stopping game at a deadline: against a slow twin, its own simulation, closed forms, and what theory says of signs."""

import numpy as np
import pytest
from scipy.stats import logistic

from tests.bargaining.january import january
from tests.bargaining.stopping_plays import play
from tests.bargaining.stopping_twin import Twin, damped
from tradetalks.bargaining.deadlines import StoppingGame, solve_stopping_game
from tradetalks.errors import TalksError

VARIANTS = {
    "as stated": {},
    "the other side threatens": {"threatener": 1},
    "a threat may be dropped": {"lapse": (-1.0, -2.0), "backing_down_cost": 0.1},
    "no extension": {"extension_days": 0, "lapse": (-1.0, -2.0)},
    "one round": {"extension_days": 0, "round_days": 54},
    "one round, one round of extension": {"round_days": 90},
    "uneven types": {"committed": (0.3, 0.02), "cost_mean": (0.4, -0.2), "cost_dispersion": (0.4, 1.2)},
    "worse than conceding": {"concede": (-10.0, -40.0)},
    "no prize for side 1": {"win": (17.06, 68.93), "split": (17.06, 48.38), "threatener": 1},
    "less than no prize": {"win": (10.0, 68.93), "split": (12.0, 48.38), "threatener": 1},
    "almost surely committed": {"committed": (0.9999, 0.9999)},
    "a mandate that ends before the extension does": {"mandate_years": (0.25, 4.0)},
}


def chances_of(found):
    return [float(found.extends), float(found.escalates), float(found.lets_lapse)]


def plans_of(found):
    return [found.plans[:, 0], found.plans[:, 1]]


@pytest.mark.parametrize("name", VARIANTS)
def test_an_equilibrium_is_one_for_the_slow_twin(name):
    game = january(**VARIANTS[name])
    found = solve_stopping_game(game).raise_if_failed()
    twin, plans, chances = Twin(game), plans_of(found), chances_of(found)
    for side in (0, 1):
        reply = twin.reply(side, plans[1 - side], chances)
        assert np.abs(reply - plans[side]).max() < 1e-8, (reply, plans[side])
    t = game.threatener
    if twin.E and plans[t][twin.R :].sum() > 1e-6:
        assert np.allclose(twin.choice(twin.worth(plans[1 - t], chances)), chances, atol=1e-8)
    odds = [found.deal, found.extension, found.escalation, found.lapse, found.deal_in_the_end]
    assert np.allclose(twin.odds(plans, chances), odds, atol=1e-12)
    assert np.isclose(sum(odds[:4]), 1.0, atol=1e-12)
    assert all(np.isfinite(getattr(found, part)).all() for part in ("values", "commitment", "deal_by_round", "plans"))
    total = found.deal_in_the_end + found.escalation_in_the_end + found.lapse_in_the_end
    assert np.isclose(total, 1.0, atol=1e-12) and np.isclose(found.deal_by_round.sum(), found.deal_in_the_end)


def test_values_are_those_of_the_twin():
    game = january()
    found = solve_stopping_game(game)
    twin, plans, chances = Twin(game), plans_of(found), chances_of(found)
    rng = np.random.default_rng(0)
    for side in (0, 1):
        b, s = twin.lines(side, plans[1 - side], chances)
        costs = logistic.ppf(np.linspace(0, 1, 200_001)[1:-1], game.cost_mean[side], game.cost_dispersion[side])
        costs = rng.permutation(costs)[:100_000]
        values = (b + s * costs[:, None]).max(axis=1)
        assert abs(values.mean() - found.values[side]) < 5 * values.std() / np.sqrt(len(values))


@pytest.mark.slow
def test_the_first_trial_of_this_form_is_reproduced():
    """Its odds (0.735, 0.206, 0.059, 0.886) pooled the threatener's types; told apart, a deal is a tenth less likely."""
    twin = Twin(january(), pooled=True)
    plans, chances = damped(twin, within=1e-4)
    first_trial = twin.odds(plans, chances)[[0, 1, 2, 4]]
    assert np.allclose(first_trial, [0.735, 0.206, 0.059, 0.886], atol=3e-3)
    found = solve_stopping_game(january())
    here = [found.deal, found.extension, found.escalation, found.deal_in_the_end]
    assert np.allclose(here, [0.6328, 0.2880, 0.0792, 0.8998], atol=1e-4)


@pytest.mark.parametrize("name", ["as stated", "the other side threatens", "a threat may be dropped", "uneven types"])
def test_fifty_thousand_plays_give_the_odds(name):
    compare_with_plays(january(**VARIANTS[name]), 50_000)


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_a_million_plays_give_the_odds(name):
    compare_with_plays(january(**VARIANTS[name]), 1_000_000)


def compare_with_plays(game, number):
    found = solve_stopping_game(game)
    counted = play(game, plans_of(found), chances_of(found), number, seed=3)
    odds = {
        name: float(getattr(found, name)) for name in ("deal", "extension", "escalation", "lapse", "deal_in_the_end")
    }
    for name, p in odds.items():
        noise = np.sqrt(p * (1 - p) / number) + 1 / number
        assert abs(counted[name] - p) < 4.5 * noise, (name, counted[name], p)
    by_round = found.deal_by_round.sum(axis=-1)
    noise = np.sqrt(by_round * (1 - by_round) / number) + 1 / number
    assert (np.abs(counted["by_round"] - by_round) < 4.5 * noise).all()


def test_bad_games_are_refused_by_name():
    good = january()
    values = {name: getattr(good, name) for name in StoppingGame.__dataclass_fields__}
    for name, value, words in (
        ("dates", [0.2, 0.1], "increasing dates"),
        ("win", good.win[:-1], "win does not fit"),
        ("concede", good.concede * np.nan, "concede does not fit"),
        ("committed", [0.1, 1.1], "must be a probability"),
        ("cost_dispersion", [0.0, 1.0], "cost_dispersion is out of its range"),
        ("choice_dispersion", 0.0, "choice_dispersion is out of its range"),
        ("cost_scale", -good.cost_scale, "cost_scale is out of its range"),
        ("threatener", 2, "one of two sides"),
        ("cost_mean", np.zeros((3, 2)), "different numbers of draws"),
    ):
        changed = {**values, name: value}
        if name == "cost_mean":
            changed["committed"] = np.full((2, 2), 0.1)
        with pytest.raises(TalksError, match=words):
            StoppingGame(**changed)
    with pytest.raises(TalksError, match="days"):
        january(days=0)
