"""What players control: status quo under ties, unions that stay united, lists, partners of MFN rates."""

import numpy as np
import pytest

from tests.war.small import random_world
from tradetalks.war import Coalition, ScaledList, Tariffs, best_response, build_game, nash
from tradetalks.war.instruments import InstrumentError

TIES = ("sector", "partner", "mfn", "uniform")


@pytest.fixture(scope="module")
def economy():
    """Tariffs differ by partner and sector, so that no tie can reproduce them."""
    return random_world(2)


@pytest.mark.parametrize("tie", TIES)
def test_the_status_quo_is_the_policy_in_force_whatever_is_tied(economy, tie):
    war = nash(economy, ["R0", "R1"], instruments=tie, starts=1)
    np.testing.assert_allclose(war.status_quo, 0.0, atol=1e-8)
    found = best_response(economy, "R0", instruments=tie)
    assert found.gain == pytest.approx(found.payoff, abs=1e-8)


def test_a_list_starts_from_the_policy_in_force(economy):
    war = nash(economy, ["R0", "R1"], instruments={"R0": ScaledList(increases(economy), lower=0.5)}, starts=1)
    np.testing.assert_allclose(war.status_quo, 0.0, atol=1e-8)
    assert war.x[0] >= 0.5


def increases(economy, value=0.1, home=0.0):
    table = economy.tariff.copy()
    table[:] = value
    for r in economy.regions:
        table.loc[r, r] = home
    return table


def rates(game, x):
    """Tariffs (importer, exporter, sector) at controls ``x``."""
    return np.moveaxis(np.asarray(game.instruments(x).tariff_jni), 0, 2)


@pytest.mark.parametrize("instrument", [Tariffs(), Tariffs("uniform"), Tariffs("mfn"), "list"])
def test_a_coalition_keeps_the_free_trade_area_of_one_of_its_members(economy, instrument):
    """R0 is in a free-trade area with R2, R1 is not: only R1 may tax R2."""
    instrument = ScaledList(increases(economy)) if instrument == "list" else instrument
    area = Coalition("area", ("R0", "R2"), zero_tariffs=True)
    game = build_game(economy, [Coalition("pair", ("R0", "R1"))], instruments=instrument, unions=[area])
    tariff = rates(game, np.full(len(game.start), 0.7))
    assert np.all(tariff[0, 2] == 0) and np.all(tariff[2, 0] == 0)
    assert np.all(tariff[1, 2] > 0)


def test_a_list_does_not_touch_trade_among_members(economy):
    game = build_game(economy, [Coalition("pair", ("R0", "R1"))], instruments=ScaledList(increases(economy)))
    now, then = rates(game, np.zeros(1)), rates(game, np.ones(1))
    np.testing.assert_allclose(now, economy.tariff_nij)
    np.testing.assert_allclose(then[:2, 2] - now[:2, 2], 0.1)
    assert np.all(then[:2, :2] == now[:2, :2])


def test_one_rate_for_named_partners_alone(economy):
    """MFN rates reach everybody unless partners are named."""
    game = build_game(economy, ["R0"], instruments="mfn", on=["R1"])
    changed = rates(game, np.full(len(game.start), 0.7)) != economy.tariff_nij
    assert changed[0, 1].all() and not changed[0, 2].any()
    assert {"R1", "R2"} == reached(nash(economy, ["R0", "R1"], instruments="mfn", starts=1).game, economy)
    assert {"R1"} == reached(nash(economy, ["R0", "R1"], instruments="mfn", on=["R1", "R0"], starts=1).game, economy)


def reached(game, economy):
    space = game.players[0].space
    return {economy.regions[p] for p in space.partner_l}


def test_one_player_alone_reaches_everybody(economy):
    np.testing.assert_allclose(nash(economy, ["R0"], starts=1).x, best_response(economy, "R0").x, atol=1e-6)


def refused(economy, instrument) -> str:
    with pytest.raises(InstrumentError) as caught:
        build_game(economy, ["R0"], instruments=instrument)
    return str(caught.value)


def test_lists_that_cannot_be_scaled(economy):
    assert refused(economy, ScaledList(increases(economy, home=0.2))) == (
        "the list of tariffs to scale cannot be used for R0\nexpected no increase on domestic sales\n"
        "got      0.2 for R0 on R0 in S0\ndo       correct the list"
    )
    low = float(economy.tariff_nij[0, 1, 0]) - 3
    assert refused(economy, ScaledList(increases(economy, -3.0))) == (
        "the bounds of the share of R0's list are impossible\nexpected finite rates above -1\n"
        f"got      0 to 1, which put the tariff of R0 on R1 in S0 between {low:g} and {low + 3:g}\n"
        "do       give rates as fractions: 0.25 is 25 percent"
    )
    assert refused(economy, ScaledList(increases(economy), upper=np.inf)).startswith(
        "the bounds of the share of R0's list are impossible\nexpected finite rates above -1\ngot      0 to inf, which"
    )


def test_a_list_whose_cells_are_all_in_a_union(economy):
    area = Coalition("area", ("R0", "R1", "R2"), zero_tariffs=True)
    with pytest.raises(InstrumentError) as caught:
        build_game(economy, ["R0"], instruments=ScaledList(increases(economy)), unions=[area])
    assert str(caught.value) == (
        "the list of tariffs to scale is empty for R0\n"
        "expected increases other than 0 with the player as importer, on partners outside its unions\n"
        "got      none\ndo       fill the player's rows of the list"
    )
