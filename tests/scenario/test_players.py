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


def test_a_tariff_on_all_does_not_make_players_of_all():
    """Who acts, and those whose covered trade with it is largest."""
    scenario = read("acts:\n" + act("a", "USA", "all"))
    flows = scenario.accounts["flows"].sel(importer="USA", sector=scenario.accounts["tradable"].values).sum("sector")
    largest = flows.drop_sel(exporter="USA").to_series().sort_values(ascending=False).index[:3]
    assert scenario.players == ("USA", *largest) and scenario.players_inferred
    # A small country that acts comes before large ones that are only hit.
    scenario = read("acts:\n" + act("a", "USA", "all") + act("b", "BRA", "USA"))
    assert scenario.players == ("USA", *largest[:2], "BRA")
    scenario = read("acts:\n  - {id: a, by: all, on: all, rate: 1%, from: 2026-01-01, source: test}\n")
    assert len(scenario.players) == 4
