"""Bad input: every message of the war layer, in full."""

import numpy as np
import pytest
import xarray as xr

from tests.war.small import armington
from tradetalks.errors import TradeTalksError
from tradetalks.war import (
    AnalyticGame,
    Coalition,
    Employment,
    ExportTaxes,
    LinearQuadraticGame,
    ListMove,
    Move,
    NoEquilibriumError,
    PoliticalWeights,
    ProductionSubsidies,
    Reaction,
    RealIncome,
    Rivalry,
    ScaledList,
    Search,
    StrategicIndustry,
    Tariffs,
    best_response,
    build_game,
    ladder,
    nash,
    reactions,
    uniform_penalty,
)

ECONOMY = armington(np.full((3, 3), 1.0) + 6 * np.eye(3))


def message(call, *args, error=TradeTalksError, **kwargs) -> str:
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def game(players=("R0",), **kwargs):
    return build_game(ECONOMY, list(players), **kwargs)


def table(value, *, own=0.0) -> xr.DataArray:
    values = np.full((3, 3, 1), value)
    values[np.arange(3), np.arange(3)] = own
    coords = {"importer": ECONOMY.regions, "exporter": ECONOMY.regions, "sector": ECONOMY.sectors}
    return xr.DataArray(values, {k: list(v) for k, v in coords.items()}, tuple(coords))


def test_unknown_player():
    assert message(nash, ECONOMY, ["R0", "R9"]) == "there is no player 'R9' in this economy\nchoose from R0, R1, R2"


def test_unknown_player_of_a_closed_form():
    assert message(best_response, LinearQuadraticGame(1, 1), "R0") == (
        "there is no player 'R0' in this game\nchoose from 1, 2"
    )


def test_no_players():
    assert message(game, ()) == (
        "a game needs players\nexpected regions among R0, R1, R2\ngot      none\ndo       name at least one"
    )


def test_a_region_in_two_players():
    assert message(game, ("R0", Coalition("pair", ("R0", "R1")))) == (
        "R0 plays twice\nexpected every region in one player\ngot      R0 in R0 and in pair\n"
        "do       remove it from one of them"
    )


def test_an_empty_coalition():
    assert message(game, (Coalition("nobody", ()),)) == (
        "the coalition nobody has no members\nexpected at least one region\ngot      none\ndo       name its members"
    )


def test_objective_for_somebody_who_does_not_play():
    assert message(game, objective={"R1": RealIncome()}) == (
        "objective given for somebody who does not play\nexpected players among R0\ngot      R1\n"
        "do       correct the name or add the player"
    )


def test_two_customs_unions_with_a_common_member():
    a = Coalition("a", ("R0", "R1"), common_tariff=True)
    b = Coalition("b", ("R1", "R2"), common_tariff=True)
    assert message(game, (a,), unions=[b]) == (
        "contradictory unions: b and a\nexpected every region in one customs union\ngot      R1 in both\n"
        "do       make one of them a free-trade area (common_tariff=False)"
    )


def test_a_member_of_a_customs_union_alone():
    union = Coalition("union", ("R0", "R1"), common_tariff=True)
    assert message(game, ("R0",), unions=[union]) == (
        "contradictory unions: union has one external tariff\nexpected its members to play as one\n"
        "got      R0 as a player of its own\n"
        "do       play the coalition union instead, or make it a free-trade area (common_tariff=False)"
    )


def test_no_instruments():
    assert message(game, on=["R0"]) == (
        "R0 has no tariff to set\nexpected at least one partner outside the player and one sector\n"
        "got      partners R0; sectors S0\ndo       name partners with on=[...] and sectors with sectors=[...]"
    )
    assert message(game, instruments=ExportTaxes(sectors=[])) == (
        "R0 has no export tax to set\nexpected at least one partner outside the player and one sector\n"
        "got      partners R0, R1, R2; sectors none\ndo       name partners with on=[...] and sectors with sectors=[...]"
    )


def test_empty_list():
    assert message(game, instruments=ScaledList(table(0.0))) == (
        "the list of tariffs to scale is empty for R0\nexpected increases other than 0 with the player as importer\n"
        "got      none\ndo       fill the player's rows of the list"
    )


def test_unknown_tie():
    assert message(game, instruments="sectors") == (
        "unknown tie of tariff controls\nexpected one of sector, partner, mfn, uniform\ngot      sectors\n"
        "do       choose which rates move together"
    )
    assert message(game, instruments=ProductionSubsidies("mfn")) == (
        "unknown tie of production subsidy controls\nexpected one of sector, uniform\ngot      mfn\n"
        "do       choose which rates move together"
    )


def test_bounds_that_cross():
    assert message(game, instruments=Tariffs(lower=0.5, upper=0.1)) == (
        "the bounds of the tariff of R0 on R1 in S0 cross\nexpected lower bound ≤ upper bound\ngot      0.5 > 0.1\n"
        "do       correct lower, upper or the cap"
    )
    assert message(game, instruments=Tariffs(lower=0.2, caps=table(0.1))) == (
        "the bounds of the tariff of R0 on R1 in S0 cross\nexpected lower bound ≤ upper bound\ngot      0.2 > 0.1\n"
        "do       correct lower, upper or the cap"
    )


def test_impossible_bounds():
    assert message(game, instruments=Tariffs(lower=-1.0)) == (
        "the bounds of the tariff of R0 on R1 in S0 are impossible\nexpected finite rates above -1\n"
        "got      -1 to 10\ndo       give rates as fractions: 0.25 is 25 percent"
    )


def test_overlapping_instruments():
    assert message(game, instruments=Tariffs() + Tariffs("uniform")) == (
        "two instruments of R0 set the same rates\nexpected every rate to have one control\n"
        "got      overlapping instruments\ndo       give each instrument its own partners or sectors"
    )


@pytest.mark.parametrize(
    "objective", [StrategicIndustry(["S0", "S7"]), Employment(["S0", "S7"]), PoliticalWeights({"S7": 2.0})]
)
def test_objective_with_unknown_sectors(objective):
    assert message(best_response, ECONOMY, "R0", objective=objective) == (
        "an objective names unknown sectors\nexpected sectors among S0\ngot      S7\n"
        "do       correct the names in the objective"
    )


def test_weights_all_zero():
    zero = 0.0 * (RealIncome() + Rivalry("R1"))
    assert message(best_response, ECONOMY, "R0", objective=zero) == (
        "every weight of the objective is 0\nexpected at least one weight other than 0\ngot      2 weights, all 0\n"
        "do       give a positive weight to what the player wants"
    )
    assert message(best_response, ECONOMY, "R0", objective=PoliticalWeights({"S0": 0.0})) == (
        "political weights cannot be used\nexpected weights of at least 0, not all 0\n"
        "got      weights between 0 and 0 for R0\ndo       1 for every sector is no politics"
    )


class Circle:
    """One player wants to be where the other is, the other to be elsewhere: nobody ever rests."""

    size = 2

    def payoffs(self, tau):
        t, s = np.asarray(tau, float)
        gap = t - s
        jac = np.array([[-2 * gap, 2 * gap], [2 * gap, -2 * gap]])
        curve = np.array([[-2.0, 2.0], [2.0, -2.0]])
        return np.array([-(gap**2), gap**2]), jac, np.stack([curve, -curve])


def test_no_equilibrium():
    with pytest.raises(NoEquilibriumError) as caught:
        nash(AnalyticGame(Circle(), 0.0, 1.0), starts=1)
    lines = str(caught.value).splitlines()
    assert lines[0] == "no Nash equilibrium was found"
    assert lines[1] == "tried    first-order conditions from the status quo: converged"
    assert lines[-3:] == [
        f"best     payoffs 1 {caught.value.outcome.payoffs.values[0]:+.3f}, 2 {caught.value.outcome.payoffs.values[1]:+.3f}",
        f"largest deviation gain {caught.value.outcome.certificate.largest_gain:.2g} units of payoff for 2",
        "do       try more starts, narrower bounds or fewer instruments; the candidate is in the error's .outcome",
    ]
    assert not caught.value.outcome.certified
    assert "NOT CERTIFIED" in caught.value.outcome.summary()


def test_interrupted_search_returns_the_best_so_far():
    seen = []

    def stop(text):
        seen.append(text)
        if len(seen) == 3:
            raise KeyboardInterrupt

    war = nash(ECONOMY, ["R0", "R1"], progress=stop)
    assert war.interrupted and not war.certified and war.certificate is None
    assert seen[0].startswith("first-order conditions, step 0: gain still expected ")
    assert "NOT CERTIFIED: the search was interrupted; this is the best point so far" in war.summary()
    assert repr(war).endswith("NOT CERTIFIED)")


def test_interrupted_best_response(monkeypatch):
    from tradetalks.war import optima

    climbs = []
    original = optima.polished

    def once(*args, **kwargs):
        if climbs:
            raise KeyboardInterrupt
        climbs.append(1)
        return original(*args, **kwargs)

    monkeypatch.setattr(optima, "polished", once)
    found = best_response(ECONOMY, "R0", search=Search(starts=3))
    assert found.interrupted and not found.certified
    assert found.gain > 0
    assert "NOT CERTIFIED: interrupted" in found.summary()


def test_ladders_that_cannot_be_played():
    assert message(ladder, ECONOMY, []) == (
        "a ladder needs steps\nexpected at least one move\ngot      none\ndo       begin with a Move"
    )
    assert message(ladder, ECONOMY, [Reaction("R0")]) == (
        "R0 has nothing to react to\nexpected an earlier move against R0\ngot      none\ndo       begin with a Move"
    )
    assert message(ladder, ECONOMY, [Move("R1", "R0", 0.1), Reaction("R0", "mirror")]) == (
        "unknown reaction rule 'mirror' of R0\n"
        "expected one of none, proportional, tit_for_tat, same_trade_value, target_list, best_response\n"
        "do       choose a rule"
    )
    assert message(ladder, ECONOMY, [ListMove("R0", "R7", table(0.1))]) == (
        "there is no region 'R7' in this economy\nchoose from R0, R1, R2"
    )


def test_club_of_everybody():
    assert message(uniform_penalty, ECONOMY, ["R0", "R1", "R2"], 0.1) == (
        "a club needs members and outsiders\nexpected some of R0, R1, R2\ngot      R0, R1, R2\n"
        "do       leave somebody out, or name a member"
    )


def test_pictures_that_do_not_exist():
    war = nash(LinearQuadraticGame(1.5, 1.0))
    assert message(war.plot, "map") == (
        "unknown picture 'map' of a war\nexpected one of reactions, gains, tariffs, cost"
    )
    assert message(war.plot, "cost") == (
        'a game in closed form has no picture "cost"\nexpected an economy\ngot      a closed form\n'
        'do       plot "gains" or "reactions"'
    )
    three = nash(ECONOMY, None, instruments="uniform")
    assert message(reactions, three) == (
        'reaction curves need two players\nexpected 2\ngot      3: R0, R1, R2\ndo       plot "gains" or "cost" instead'
    )


class Unsolvable(AnalyticGame):
    """A game whose economy never finds an equilibrium."""

    def at(self, x, players, near=None):
        return super().at(x, players, near)._replace(solved=False)


def test_no_best_response():
    assert message(best_response, Unsolvable(LinearQuadraticGame(1.0, 1.0)), "1") == (
        "no best response of 1 was found\ntried    starts here, zero, random 1\n"
        "got      no equilibrium of the economy at any of them\n"
        "do       narrow the bounds of the instruments, or start from a policy the economy can take"
    )


def test_no_equilibrium_of_the_economy():
    assert message(nash, Unsolvable(LinearQuadraticGame(1.0, 1.0)), starts=1, error=NoEquilibriumError) == (
        "no Nash equilibrium was found\n"
        "tried    first-order conditions from the status quo: did not converge\n"
        "tried    best-response rounds from there: did not converge\n"
        "best     payoffs none\nlargest deviation gain unknown: no point was solved\n"
        "do       try more starts, narrower bounds or fewer instruments"
    )
