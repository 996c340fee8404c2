"""Odds hang neither on the currency of a side's payoffs nor on how many rounds are held."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tradetalks.bargaining.deadlines.belief_grid import BeliefGame, solve_belief_game
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.deadline_game import dispersion_of_rounds, odds_by_deadline, play_deadline
from tradetalks.talks.outlook import outlook_of


def game(scale=(1.0, 1.0), rounds=6):
    gaps = np.full(rounds, 0.25 / rounds)
    unit = np.array(scale)
    stakes = {"win": [10, 9], "split": [8, 7], "concede": [6, 5], "breakdown": [3, 2]}
    values = {name: np.array(v) * unit for name, v in stakes.items()}
    return BeliefGame(
        gaps=gaps, **values, disagreement_flow=np.array([0.2, 0.1]) * unit, rates=np.array([0.05, 0.08]),
        dispersion=dispersion_of_rounds(0.03 * (values["win"] - values["concede"]), gaps),
    )  # fmt: skip


@pytest.mark.parametrize("scale", [(1.0, 20.0), (1e-3, 1.0)])
def test_currency(scale):
    one, other = (solve_belief_game(game(s), 0.08, grid=21).raise_if_failed() for s in ((1.0, 1.0), scale))
    np.testing.assert_allclose(other.q, one.q, atol=1e-6)
    np.testing.assert_allclose(other.value, one.value * np.array(scale), rtol=1e-6)


def test_number_of_rounds(talks):
    odds = [
        talks.replace(assumptions=replace(talks.assumptions, round_days=days)).outcome_odds["deal"]
        for days in (3, 7, 14, 27)
    ]
    assert np.ptp(odds) < 0.1


@pytest.mark.parametrize(
    ("selection", "odds"), [("logit", 0.634), ("mixed", 0.677), ("favour_1", 0.387), ("favour_2", 0.677)]
)
def test_mandates_end_on_dates(selection, odds):
    """An independent computation on the flows of the long run of January 2019: 0.364 where mandates slid with every wait."""
    stakes = {"win": [28.6136, 68.9316], "split": [22.8382, 48.3815], "concede": [17.0629, 27.8313]}
    flows = {name: np.array(flow) for name, flow in (stakes | {"escalate": [-3.9435, -27.9224]}).items()}
    played = play_deadline(flows, np.zeros(2), 54, Assumptions(selection=selection))
    assert odds_by_deadline(played)["deal"] == pytest.approx(odds, abs=1e-3)


def test_noise_of_rounds():
    noise = dispersion_of_rounds(np.array([2.0, 4.0]), np.array([0.1, 0.3, 0.1]))
    np.testing.assert_allclose(noise, [[0.4, 0.8], [1.2, 2.4], [2.0, 4.0]])


def test_odds_that_were_not_solved_are_not_given(talks):
    first, *rest = talks.odds.phases
    missed = replace(first, path=replace(first.path, residual=10 * first.path.tolerance))
    hard = replace(talks.odds, phases=(missed, *rest))
    assert talks.odds.converged and not hard.converged
    assert all(np.isnan(v) for v in odds_by_deadline(hard).values())
    unsolved = SimpleNamespace(
        sides=talks.sides, odds=hard, outcome_odds=odds_by_deadline(hard), attrition=talks.attrition
    )
    assert "deal in the end" not in outlook_of(unsolved) and "years of waiting" in outlook_of(unsolved)
