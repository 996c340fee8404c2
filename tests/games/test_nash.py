"""The search for equilibria of games in closed form: several equilibria, none, and points without payoffs on the way."""

import numpy as np
import pytest

from tests.games.small import Circle, Coordination, Half, Unsolvable
from tradetalks.games import (
    AnalyticGame,
    EquilibriumStatus,
    LinearQuadraticGame,
    NoEquilibriumError,
    Search,
    SearchError,
    find_equilibria,
)
from tradetalks.games.candidates import rounds, simultaneous


def test_equilibria_with_equal_payoffs_are_both_kept():
    """(1, 1) and (-1, -1) pay the same, at different policies; at (0, 0) neither gains by moving alone."""
    found = find_equilibria(AnalyticGame(Coordination(), -1.5, 1.5), starts=8)
    points = sorted(tuple(np.round(x, 5) + 0.0) for x in [found.x, *(other.x for other in found.others)])
    assert points == [(-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)]
    assert sum(other.payoffs[0] == pytest.approx(0.75) for other in found.others) == 2


def test_an_equilibrium_in_words():
    found = find_equilibria(AnalyticGame(LinearQuadraticGame(1.5, 1.0)))
    assert found.status is EquilibriumStatus.SOLVED and found.raise_if_failed() is found
    assert repr(found) == "GameOutcome(1 +0.097, 2 -0.458; certified)"
    assert found.summary().splitlines() == [
        "Game of 1, 2: certified: no deviation that was found gains",
        "  1               +0.097 units of payoff",
        "  2               -0.458 units of payoff",
        "  tariff 1 = 1",
        "  tariff 2 = 0.666667",
    ]


def test_nothing_is_raised_before_the_outermost_call():
    """A game without equilibrium and one without payoffs end with a status; asked to, they raise."""
    circle = find_equilibria(AnalyticGame(Circle(), 0.0, 1.0), starts=1)
    assert circle.status is EquilibriumStatus.NOT_CERTIFIED and circle.certificate is not None
    nowhere = find_equilibria(Unsolvable(LinearQuadraticGame(1.0, 1.0)), starts=1)
    assert nowhere.status is EquilibriumStatus.NO_PAYOFFS and nowhere.certificate is None
    with pytest.raises(NoEquilibriumError) as caught:
        circle.raise_if_failed()
    assert caught.value.outcome is circle
    with pytest.raises(NoEquilibriumError) as caught:
        nowhere.raise_if_failed()
    assert caught.value.outcome is None


def test_no_equilibrium_says_which_check_fails():
    """A bound at the rim of the solvable region: first-order conditions hold nowhere inside."""
    found = find_equilibria(Half(LinearQuadraticGame(3.0, 1.0), 0.0, 3.0), starts=1)
    assert "check    1: first-order conditions promise" in str(found.failure())


@pytest.mark.parametrize("method", [simultaneous, rounds])
def test_a_trial_without_payoffs_is_not_taken(method):
    """The best reply of player 1 lies where the game has no payoffs: the search goes on from points that have them."""
    game = Half(LinearQuadraticGame(3.0, 1.0), 0.0, 3.0)
    seen = []
    end = method(game, np.array([0.1, 0.1]), Search(), seen.append)
    assert end.point.solved and all(candidate.point.solved for candidate in seen)
    assert not end.converged and end.predicted_improvement > 0


def test_starts_of_nothing():
    with pytest.raises(SearchError, match="expected starts of 1 or more"):
        find_equilibria(AnalyticGame(LinearQuadraticGame(1.0, 1.0)), starts=0)
