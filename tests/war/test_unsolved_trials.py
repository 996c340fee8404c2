"""An economy that finds no equilibrium at a trial: a point that is not taken, wherever it comes up."""

import numpy as np
import pytest

from tests.games.small import Half, Unsolvable
from tests.worlds import random_accounts
from tradetalks.economy.calibrate import calibrate
from tradetalks.games import LinearQuadraticGame, Search
from tradetalks.war import best_response, nash, reaction_curves
from tradetalks.war.response import ResponseStatus, respond


@pytest.mark.parametrize(("seed", "scale"), [(0, False), (3, True)])
def test_wars_with_fixed_deficits(seed, scale):
    """A country that must import a fixed surplus of others cannot be cut off: some trials have no equilibrium."""
    economy = calibrate(random_accounts(seed, scale=scale), deficits="fixed")
    war = nash(economy)
    assert war.certified and np.isfinite(war.payoffs).all()
    assert any("did not converge" in line for line in war.tried)


def test_reaction_curves_have_gaps_where_nothing_is_solved():
    """Player 1's Nash tariff is 2/3, and above 0.7 there are no payoffs."""
    war = nash(Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0))
    curves = reaction_curves(war)
    solved = curves.scale_g * war.x[0] <= 0.7
    assert np.isfinite(curves.payoff_pgg[:, solved]).all() and np.isnan(curves.payoff_pgg[:, ~solved]).all()
    assert np.isnan(curves.best_pg[0]).all() and np.isfinite(curves.best_pg[1, solved]).all()
    assert float(curves.to_dataset().payoff.sel(player="1", first_scale=1, second_scale=1)) == pytest.approx(
        float(war.payoffs[0])
    )


def test_nothing_is_raised_before_the_outermost_call():
    game = Unsolvable(LinearQuadraticGame(1.0, 1.0))
    found = respond(game, 0, Search())
    assert found.status is ResponseStatus.NO_PAYOFFS and np.isnan(found.gain) and np.isnan(found.payoff)
    assert found.summary().splitlines()[1] == "NOT CERTIFIED: unsolved: the economy has no equilibrium at any start"
    assert repr(found) == "BestResponse(1: +nan, 1 instruments)"


def test_failed_starts_are_said():
    found = best_response(Half(LinearQuadraticGame(1.0, 1.0), 0.0, 3.0), "1", search=Search(starts=6))
    assert f"failed   no equilibrium of the economy from start: {found.failed[0]}" in found.summary()
