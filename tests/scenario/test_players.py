"""Who a file is about where it does not say."""

from pathlib import Path

from tradetalks.scenario.read import parse_scenario

HEAD = "name: x\ntitle: y\nbaseline: world2017\n"


def read(body: str):
    return parse_scenario(HEAD + body, "x.yaml", Path(), {})


def act(id: str, by: str, on: str, **more: str) -> str:
    rest = "".join(f"{key}: {value}, " for key, value in {"rate": "50%", **more}.items())
    return f"  - {{id: {id}, by: {by}, on: {on}, {rest}from: 2026-01-01, source: test}}\n"


def test_those_who_fight_are_the_players():
    scenario = read("acts:\n" + act("a", "IND", "BRA") + act("b", "BRA", "IND"))
    assert scenario.players == ("IND", "BRA") and scenario.players_inferred


def test_those_of_the_branches_too_and_the_most_trade_first():
    branch = "branches:\n  answer:\n    title: t\n    acts:\n    " + act("b", "CHN", "USA")
    scenario = read("acts:\n" + act("a", "IND", "BRA") + branch)
    assert scenario.players == ("CHN", "USA", "IND", "BRA")


def test_a_subsidy_has_one_player():
    text = "acts:\n  - {id: a, by: JPN, instrument: production_subsidy, rate: 5%, from: 2026-01-01, source: test}\n"
    assert read(text).players == ("JPN",)


def test_what_the_file_says_stands():
    scenario = read("players: [EU, JPN]\nacts:\n" + act("a", "IND", "BRA"))
    assert scenario.players == ("EU", "JPN") and not scenario.players_inferred


def test_nobody_acts():
    scenario = read("dates: [2026-01-01]\n")
    assert scenario.players == () and not scenario.players_inferred
