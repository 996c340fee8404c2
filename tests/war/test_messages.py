"""Bad input: every message of the war layer, in full."""

import numpy as np
import pytest
import xarray as xr

from tests.games.small import Circle, Unsolvable
from tests.war.small import armington
from tradetalks.errors import TradeTalksError
from tradetalks.games import AnalyticGame, LinearQuadraticGame, NoEquilibriumError, Search
from tradetalks.war import (
    BilateralBalance,
    Coalition,
    Custom,
    Employment,
    ExportTaxes,
    ListMove,
    Move,
    PoliticalWeights,
    ProductionSubsidies,
    RealIncome,
    Retaliation,
    Rivalry,
    ScaledList,
    StrategicIndustry,
    Tariffs,
    best_response,
    build_game,
    escalation_path,
    nash,
    reaction_curves,
    uniform_penalty,
)
from tradetalks.war.instruments import Package

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
        "unknown tie of tariff rates\nexpected one of sector, partner, mfn, uniform\ngot      sectors\n"
        "do       choose which rates move together"
    )
    assert message(game, instruments=ProductionSubsidies("mfn")) == (
        "unknown tie of production subsidy rates\nexpected one of sector, uniform\ngot      mfn\n"
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
        "two instruments of R0 set the same rates\nexpected every rate to have one choice variable\n"
        "got      overlapping instruments\ndo       give each instrument its own partners or sectors"
    )


@pytest.mark.parametrize(
    "objective", [StrategicIndustry(["S0", "S7"], price=1.0), Employment(["S0", "S7"]), PoliticalWeights({"S7": 2.0})]
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


def test_no_equilibrium():
    with pytest.raises(NoEquilibriumError) as caught:
        nash(AnalyticGame(Circle(), 0.0, 1.0), starts=1)
    assert str(caught.value) == (
        "no Nash equilibrium was found\n"
        "tried    first-order conditions from the status quo: converged\n"
        "tried    first-order conditions from the best deviations: converged\n"
        "best     payoffs 1 -0.000, 2 +0.000\n"
        "largest deviation gain 1 units of payoff for 2 (at most 7.4e-07 passes)\n"
        "check    2: first-order conditions promise 0 and ask for moves of 0, largest eigenvalue -inf\n"
        "do       try more starts, narrower bounds or fewer instruments; the candidate is in the error's .outcome"
    )
    assert not caught.value.outcome.certified
    assert (
        "NOT CERTIFIED: the best deviation found gains 1.0e+00 units of payoff (2; " in caught.value.outcome.summary()
    )


def test_ladders_that_cannot_be_played():
    assert message(escalation_path, ECONOMY, []) == (
        "a ladder needs steps\nexpected at least one move\ngot      none\ndo       begin with a Move"
    )
    assert message(escalation_path, ECONOMY, [Retaliation("R0")]) == (
        "R0 has nothing to react to\nexpected an earlier move against R0\ngot      none\ndo       begin with a Move"
    )
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", 0.1), Retaliation("R0", "mirror")]) == (
        "unknown reaction rule 'mirror' of R0\n"
        "expected one of none, proportional, tit_for_tat, same_trade_value, target_list, best_response\n"
        "do       choose a rule"
    )
    assert message(escalation_path, ECONOMY, [ListMove("R0", "R7", table(0.1))]) == (
        "there is no region 'R7' in this economy\nchoose from R0, R1, R2"
    )


@pytest.mark.parametrize("rate", [25, 145.0])
def test_a_rate_in_percent(rate):
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", rate)]) == (
        "the tariff increase of R1 on R0 looks like a percentage\n"
        "expected a fraction between -0.5 and 5 (0.25 is 25 percent)\n"
        f"got      {rate:g}\ndo       write {rate / 100:g}"
    )


@pytest.mark.parametrize("rate", [-2.0, np.nan, 1e6])
def test_a_rate_that_cannot_be_played(rate):
    expected = "expected a fraction between -0.5 and 5 (0.25 is 25 percent)"
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", rate)]) == (
        f"the tariff increase of R1 on R0 cannot be played\n{expected}\ngot      {rate:g}\ndo       correct the rate"
    )
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", 0.1), Retaliation("R0", "target_list", rate=rate)]) == (
        f"the tariff increase in R0's reaction cannot be played\n{expected}\ngot      {rate:g}\ndo       correct the rate"
    )


def test_a_share_that_cannot_be_played():
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", 0.1), Retaliation("R0", share=-1.0)]) == (
        "the share of R0's reaction cannot be used\nexpected a number of at least 0 (1 is all of it)\ngot      -1\n"
        "do       correct share"
    )


def test_cuts_below_minus_one():
    assert message(escalation_path, ECONOMY, 3 * [Move("R1", "R0", -0.4)]) == (
        "R1 would pay for all it buys from R0\nexpected tariffs above -1 after the move\ngot      -1.2\n"
        "do       lower tariffs by less"
    )


def test_a_move_on_oneself():
    assert message(escalation_path, ECONOMY, [Move("R1", Coalition("pair", ("R0", "R1")), 0.1)]) == (
        "R1 moves on itself\nexpected a move on somebody else\ngot      R1 on both sides\ndo       name another target"
    )


def test_sides_of_one_name_and_objectives_of_nobody():
    pair = Coalition("R0", ("R0", "R2"))
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", 0.1), Move("R1", pair, 0.1)]) == (
        "two sides are called R0\nexpected every side to have its own name\n"
        f"got      R0 and {pair}\ndo       rename one of them"
    )
    assert message(escalation_path, ECONOMY, [Move("R1", "R0", 0.1)], objective={"R11": RealIncome()}) == (
        "objective given for somebody who does not play\nexpected players among R1, R0\ngot      R11\n"
        "do       correct the name or add the player"
    )
    assert message(escalation_path, ECONOMY, [Move(Coalition("none", ()), "R0", 0.1)]) == (
        "the coalition none has no members\nexpected at least one region\ngot      none\ndo       name its members"
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
    assert message(reaction_curves, three) == (
        'reaction curves need two players\nexpected 2\ngot      3: R0, R1, R2\ndo       plot "gains" or "cost" instead'
    )


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


def test_players_that_are_no_list():
    assert message(nash, ECONOMY, "R0") == (
        "players are a list\nexpected regions or coalitions, such as ['R0', ...]\ngot      the word 'R0'\n"
        "do       put brackets around the names"
    )


def test_two_players_of_one_name():
    assert message(game, (Coalition("a", ("R0",)), Coalition("a", ("R1",)))) == (
        "two players are called a\nexpected every player to have its own name\ngot      R0 and R1\ndo       rename one of them"
    )


def test_a_war_within_a_free_trade_area():
    area = Coalition("area", ("R0", "R1"), zero_tariffs=True)
    assert message(nash, ECONOMY, ["R0", "R1"], unions=[area]) == (
        "R0 cannot fight within the zero-tariff union area\nexpected an opponent outside the union\ngot      R1\n"
        "do       drop the union, set zero_tariffs=False, or name partners outside it with on=[...]"
    )


def test_no_instruments_at_all():
    assert message(game, instruments=[]) == (
        "these are no instruments\nexpected one of sector, partner, mfn, uniform, or objects such as "
        "Tariffs(...) + ExportTaxes(...)\ngot      []\ndo       name what the player sets"
    )
    assert message(game, instruments=Package(())) == (
        "a package of instruments is empty\nexpected at least one instrument\ngot      none\n"
        "do       add instruments: Tariffs(...) + ExportTaxes(...)"
    )


def test_one_word_is_one_name():
    assert game(instruments=Tariffs(sectors="S0", on="R1")).labels == ("tariff of R0 on R1 in S0",)
    goal = 0.1 * StrategicIndustry("S0")
    assert best_response(ECONOMY, "R0", objective=RealIncome() + goal, search=Search(starts=1)).gain > 0


def test_subsidies_of_everything():
    assert message(game, instruments=ProductionSubsidies(upper=2.0)) == (
        "the bounds of the production subsidy of R0 in S0 are impossible\nexpected finite rates below 1\n"
        "got      -0.5 to 2\ndo       give rates as fractions: 0.25 is 25 percent"
    )


def wanted(objective):
    return message(best_response, ECONOMY, "R0", objective=objective)


def test_an_objective_that_is_none():
    assert wanted("real_income") == (
        "this is no objective\nexpected an objective such as RealIncome() + 0.2 * Rivalry('CHN')\ngot      'real_income'\n"
        "do       import objectives from tradetalks.war; a function goes into Custom(function)"
    )


@pytest.mark.parametrize(("rho", "got"), [(0.0, "0"), (np.nan, "nan")])
def test_rivalry_that_wants_nothing(rho, got):
    assert wanted(Rivalry("R1", rho=rho)) == (
        f"the rho of Rivalry cannot be used\nexpected a finite number other than 0\ngot      {got}\n"
        "do       correct it, or leave that part out"
    )


def test_weights_that_are_no_numbers():
    assert wanted(RealIncome() + np.nan * Rivalry("R1")) == (
        "the weight of Rivalry cannot be used\nexpected a finite number\ngot      nan\n"
        "do       correct it, or leave that part out"
    )


@pytest.mark.parametrize("objective", [Rivalry("R0"), BilateralBalance("R0")])
def test_an_objective_against_oneself(objective):
    assert wanted(objective) == (
        f"{type(objective).__name__} is about somebody else than the player\nexpected regions outside R0\ngot      R0\n"
        "do       name another region"
    )


def test_a_strategic_industry_needs_a_price():
    assert (
        wanted(StrategicIndustry("S0"))
        == wanted(RealIncome() + StrategicIndustry(["S0"]))
        == (
            "StrategicIndustry(S0) has no price\nexpected how many percent of real income one point of world output is worth\n"
            "got      none\ndo       write 0.02 * StrategicIndustry(...), or price=0.02"
        )
    )


def vector(outcomes, n):
    return outcomes.real_income_hat_n


def number(outcomes, n):
    return float(outcomes.real_income_hat_n[n])


def test_functions_that_are_no_objectives():
    assert wanted(Custom(vector)) == (
        "the objective vector is not a number\nexpected one number\ngot      an array of shape (3,)\n"
        "do       pick the player's entry (outcomes.real_income_hat_n[n]) or sum"
    )
    assert wanted(Custom(number)) == (
        "the objective number cannot be differentiated\nexpected jax.numpy operations on the outcomes, all the way\n"
        "got      a conversion to a plain number or array (float(), numpy or an if on a value)\n"
        "do       use jax.numpy, and jnp.where instead of if"
    )


def test_searches_that_find_nothing():
    assert message(Search, starts=0) == (
        "a search needs starts of at least 1\nexpected 1 or more\ngot      0\ndo       leave starts out, or raise it"
    )
    assert message(Search, improvement_tolerance=-1.0) == (
        "a search cannot end at improvement_tolerance -1\nexpected a small positive number\ngot      -1\n"
        "do       leave improvement_tolerance out"
    )
    assert message(nash, ECONOMY, ["R0", "R1"], starts=0) == (
        "a Nash equilibrium is looked for from at least one start\nexpected starts of 1 or more\ngot      0\n"
        "do       leave starts out, or raise it"
    )
