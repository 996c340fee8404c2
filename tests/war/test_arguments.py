"""Arguments of a war in Python: what would mean something else, or nothing, is refused; what means nothing on purpose is said."""

import numpy as np
import pytest

import tradetalks as tt
from tests.war.small import armington
from tradetalks import war
from tradetalks.errors import TradeTalksError

ECONOMY = armington(np.full((3, 3), 1.0) + 6 * np.eye(3))


def said(call) -> str:
    with pytest.raises(TradeTalksError) as error:
        call()
    return str(error.value)


@pytest.mark.parametrize(
    ("call", "got"),
    [
        (lambda: war.Tariffs(lower="0"), "lower = '0'"),
        (lambda: war.Tariffs(upper=True), "upper = True"),
        (lambda: war.Tariffs(upper="10%"), "upper = '10%'"),
        (lambda: war.Move("R0", "R1", True), "rate = True"),
        (lambda: war.Move("R0", "R1", "10%"), "rate = '10%'"),
        (lambda: war.Move("R0", "R1", 0.1, sectors=[]), "sectors = []"),
        (lambda: war.Retaliation("R0", share=True), "share = True"),
        (lambda: war.Retaliation("R0", share="x"), "share = 'x'"),
        (lambda: war.Coalition("a", ("R0",), zero_tariffs="no"), "zero_tariffs = 'no'"),
        (lambda: war.Coalition("a", {"R0", "R1"}), "members = {"),
        (lambda: war.PoliticalWeights({"S0": "1"}), "weights = {'S0': '1'}"),
        (lambda: war.StrategicIndustry(["S0", "S0"]), "sectors = ['S0', 'S0']"),
        (lambda: war.StrategicIndustry("S0", price="x"), "price = 'x'"),
        (lambda: war.Rivalry("R1", rho="a"), "rho = 'a'"),
        (lambda: war.BilateralBalance(None), "partner = None"),
        (lambda: war.Custom(3), "function = 3"),
        (lambda: "x" * war.RealIncome(), "weight = 'x'"),
        (lambda: war.RealIncome() + "x", "other = 'x'"),
        (lambda: war.Tariffs() + 3, "other = 3"),
        (lambda: war.uniform_penalty(ECONOMY, ["R0"], "3%"), "rate = '3%'"),
        (lambda: war.uniform_penalty(ECONOMY, ["R0"], np.nan), "rate = nan"),
        (lambda: war.uniform_penalty(ECONOMY, ["R0"], -2), "rate = -2"),
        (lambda: war.uniform_penalty(ECONOMY, ["R0"], 30), "rate = 30"),
        (lambda: war.uniform_penalty(ECONOMY, ["R0"], True), "rate = True"),
        (lambda: tt.nash(ECONOMY, starts=True), "starts = True"),
        (lambda: tt.nash(ECONOMY, starts="2"), "starts = '2'"),
        (lambda: tt.nash(ECONOMY, starts=2.5), "starts = 2.5"),
        (lambda: tt.nash(ECONOMY, policy="x"), "policy = 'x'"),
        (lambda: tt.nash(ECONOMY, policy={}), "policy = {}"),
        (lambda: tt.nash(ECONOMY, unions="x"), "unions = 'x'"),
        (lambda: tt.nash(ECONOMY, search="x"), "search = 'x'"),
        (lambda: tt.nash(ECONOMY, progress=3), "progress = 3"),
        (lambda: war.escalation_path(ECONOMY, war.Move("R0", "R1", 0.1)), "actions = Move("),
        (lambda: war.escalation_path(ECONOMY, [war.Move("R0", "R1", 0.1)], policy="x"), "policy = 'x'"),
    ],
)
def test_what_is_no_such_thing_is_shown(call, got):
    text = said(call)
    assert f"\ngot      {got}" in text and "\nexpected " in text


def test_what_a_rule_does_not_look_at_is_refused():
    begin = war.Move("R1", "R0", 0.1)
    for rule in ("tit_for_tat", "proportional", "best_response", "none"):
        assert said(lambda rule=rule: war.escalation_path(ECONOMY, [begin, war.Retaliation("R0", rule, rate=0.3)])) == (
            "the rate of R0's reaction has no effect\nexpected rate beside the rules same_trade_value, target_list\n"
            f"got      rule {rule}\ndo       leave rate out, or choose another rule"
        )
    assert said(lambda: war.escalation_path(ECONOMY, [begin, war.Retaliation("R0", "none", share=0.5)])).startswith(
        "the share of R0's reaction has no effect\n"
    )


def test_a_step_of_nothing_is_taken_and_said():
    zeros = ECONOMY.tariff * 0
    path = war.escalation_path(ECONOMY, [war.Move("R0", "R1", 0.0), war.ListMove("R1", "R0", zeros)])
    assert [step.text for step in path.steps] == ["R0 changes no tariffs on R1", "R1 changes no tariffs on R0"]
    np.testing.assert_allclose(path.payoffs.values, 0.0, atol=1e-8)


def test_names_stand_in_an_order_of_their_own():
    """One label stands for a list of one; what numpy holds is as good as Python's own."""
    assert war.Move("R0", "R1", np.float64(0.1), "S0").sectors == ("S0",)
    assert war.Coalition("a", ["R0", "R1"]).members == ("R0", "R1")
    assert war.Tariffs(on=np.array(["R1"]), upper=np.float32(2)).on == ("R1",)
