"""The objectives, instruments and war sections: what they say, what they solve, and every message in full."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run_war import as_asked, ladder_of, war_of
from tradetalks.scenario.sections.instruments import ExportTaxSpec, InstrumentSpec, SubsidySpec
from tradetalks.scenario.sections.moves import LadderStep
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.scenario.war_sides import means_of, plan_of, players_of, wants_of
from tradetalks.war import (
    Coalition,
    ExportTaxes,
    Move,
    PoliticalWeights,
    ProductionSubsidies,
    RealIncome,
    Retaliation,
    Rivalry,
    TariffRevenue,
    Tariffs,
    escalation_path,
    nash,
)

HEAD = """name: small
title: One war
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2020-01-01, source: made up}
"""
LAST = len(HEAD.splitlines())
ONES = """objectives:
  HOME: {real_income: 1, rivalry: {on: ABROAD, weight: 0.2}, tariff_revenue: 0.1}
instruments:
  all: uniform
  HOME: {rates: sector, low: 0.02, high: 5%, sectors: GOOD, on: ABROAD}
war: {start: now}
"""


def read(text: str, head: str = HEAD):
    return parse_scenario(head + text, "f.yaml", Path("."), {})


def told(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return str(caught.value)


def test_what_the_sections_say():
    scenario = read(ONES)
    assert wants_of(scenario, "HOME") == (
        ObjectiveSpec("real_income", 1.0), ObjectiveSpec("rivalry", 0.2, ("ABROAD",)), ObjectiveSpec("tariff_revenue", 0.1),
    )  # fmt: skip
    assert wants_of(scenario, "ABROAD") == (ObjectiveSpec("real_income", 1.0),)
    assert means_of(scenario, "HOME") == InstrumentSpec("sector", 0.02, 0.05, ("GOOD",), ("ABROAD",))
    assert means_of(as_asked(scenario, instruments="mfn"), "HOME") == InstrumentSpec(
        "mfn", 0.02, 0.05, ("GOOD",), ("ABROAD",)
    )
    assert means_of(scenario, "ABROAD") == InstrumentSpec("uniform", 0.0, 10.0)
    assert scenario.war == WarPlan((), "now")
    assert players_of(scenario) == ("HOME", "ABROAD")


def test_every_kind_of_want_reaches_the_game():
    """Objectives of the file and those written in Python give the same payoffs at the same tariffs."""
    scenario = read(
        "objectives:\n  all: {real_income: 1, strategic: {sectors: [GOOD], weight: 0.1}, employment: {sectors: GOOD, "
        "weight: 0.3}}\n  HOME: {real_income: 1, balance: {with: ABROAD, weight: 0.05}}\ninstruments: uniform\n"
    )
    assert [str(w) for w in wants_of(scenario, "ABROAD")] == [
        "1 × own real income", "0.1 × share of world output (GOOD)", "0.3 × employment (GOOD)",
    ]  # fmt: skip
    plain, strange = war_of(read("instruments: uniform\n")), war_of(scenario)
    assert strange.certified and not np.allclose(plain.payoffs, strange.payoffs, atol=1e-4)


def test_the_war_is_the_one_described():
    """The same as calling the war layer by hand, from the tariffs in force."""
    scenario = read(ONES)
    war = war_of(scenario)
    wanted = {"HOME": RealIncome() + 0.2 * Rivalry("ABROAD") + 0.1 * TariffRevenue(), "ABROAD": RealIncome()}
    means = {"HOME": Tariffs(lower=0.02, upper=0.05), "ABROAD": Tariffs("uniform")}
    by_hand = nash(economy_of(scenario), ["HOME", "ABROAD"], objective=wanted, instruments=means)
    assert war.certified
    np.testing.assert_allclose(war.x, by_hand.x, atol=1e-6)
    np.testing.assert_allclose(war.payoffs, by_hand.payoffs, atol=1e-8)
    assert abs(war.status_quo.values).min() > 0.1
    np.testing.assert_allclose(war_of(dataclasses.replace(scenario, dates=())).status_quo, 0, atol=1e-9)


def test_one_player_alone_ignores_the_others_sections():
    """And its tariffs reach everybody: its optimal tariff."""
    war = war_of(as_asked(read("objectives: {ABROAD: {tariff_revenue: 1}}\n"), ["HOME"], "uniform"))
    assert war.players == ("HOME",) and war.certified
    assert war.payoffs.item() > 0 and war.x[0] > 0


def test_unknown_player_in_the_file():
    assert told("objectives:\n  HOM: {real_income: 1}\n") == (
        f"f.yaml:{LAST + 2}:3  unknown player\n   {LAST + 2} |   HOM: {{real_income: 1}}\n"
        "     |   ^^^ got HOM\nexpected one of HOME, ABROAD, all\ndo       did you mean HOME?"
    )


def test_unknown_objective():
    assert told("objectives:\n  HOME: {realincome: 1}\n") == (
        f"f.yaml:{LAST + 2}:10  unknown key in the objective\n   {LAST + 2} |   HOME: {{realincome: 1}}\n"
        "     |          ^^^^^^^^^^ got realincome\n"
        "expected one of real_income, politics, rivalry, strategic, employment, balance, tariff_revenue\n"
        "do       did you mean real_income?"
    )


def test_rivalry_with_nobody():
    assert told("objectives:\n  HOME: {rivalry: {weight: 1}}\n") == (
        f"f.yaml:{LAST + 2}:20  rivalry has no on\n   {LAST + 2} |   HOME: {{rivalry: {{weight: 1}}}}\n"
        "     |                    ^^^^^^ got weight\nexpected a key on"
    )


def test_unknown_sector():
    assert told("objectives:\n  HOME: {strategic: {sectors: [CHIPS], weight: 1}}\n") == (
        f"f.yaml:{LAST + 2}:32  unknown sector\n   {LAST + 2} |   HOME: {{strategic: {{sectors: [CHIPS], weight: 1}}}}\n"
        "     |                                ^^^^^ got CHIPS\nexpected one of GOOD\ndo       choose from GOOD"
    )


def test_all_weights_zero():
    assert told("objectives:\n  HOME: {real_income: 0}\n") == (
        f"f.yaml:{LAST + 2}:9  this player wants nothing\n   {LAST + 2} |   HOME: {{real_income: 0}}\n"
        "     |         ^^^^^^^^^^^^^^^^ got a mapping\nexpected at least one weight other than 0\n"
        "do       write real_income: 1"
    )


def test_unknown_instrument():
    message = (
        "{place}  unknown kind of instrument\n   {line}\n     | {pad}^^^^^ got quota\n"
        "expected one of sector, partner, mfn, uniform\ndo       choose from sector, partner, mfn, uniform"
    )
    assert told("instruments: quota\n") == message.format(
        place=f"f.yaml:{LAST + 1}:14", line=f"{LAST + 1} | instruments: quota", pad=" " * 13
    )
    assert told("instruments: {HOME: quota}\n") == message.format(
        place=f"f.yaml:{LAST + 1}:21", line=f"{LAST + 1} | instruments: {{HOME: quota}}", pad=" " * 20
    )


def test_bounds_that_cross():
    assert told("instruments:\n  HOME: {low: 0.3, high: 0.2}\n") == (
        f"f.yaml:{LAST + 2}:15  the bounds cross\n   {LAST + 2} |   HOME: {{low: 0.3, high: 0.2}}\n"
        "     |               ^^^ got 0.3\nexpected low of at most high; got 0.3 and 0.2"
    )


def test_bounds_in_percent_without_the_sign():
    assert told("instruments:\n  HOME: {high: 25}\n") == (
        f"f.yaml:{LAST + 2}:16  tariff rate looks like a percentage\n   {LAST + 2} |   HOME: {{high: 25}}\n"
        "     |                ^^ got 25\nexpected a fraction between -0.5 and 10 (0.25 means 25 %)\n"
        "do       write 0.25 or `25%`"
    )


def test_a_war_with_one_player_twice():
    assert told("war: {players: [HOME, HOME]}\n") == (
        f"f.yaml:{LAST + 1}:16  HOME plays twice\n   {LAST + 1} | war: {{players: [HOME, HOME]}}\n"
        "     |                ^^^^^^^^^^^^ got a list\nexpected each player once"
    )


def test_unknown_start():
    assert told("war: {start: today}\n") == (
        f"f.yaml:{LAST + 1}:14  unknown start of a war\n   {LAST + 1} | war: {{start: today}}\n"
        "     |              ^^^^^ got today\nexpected one of baseline, now\ndo       choose from baseline, now"
    )


def test_unknown_key_of_the_war():
    assert told("war: {player: [HOME]}\n") == (
        f"f.yaml:{LAST + 1}:7  unknown key in war\n   {LAST + 1} | war: {{player: [HOME]}}\n"
        "     |       ^^^^^^ got player\n"
        "expected one of players, start, coalitions, unions, ladder\ndo       did you mean players?"
    )


def test_nobody_fights():
    with pytest.raises(ScenarioError) as caught:
        war_of(read("dates: [2020-01-01]\n", HEAD[: HEAD.index("players")]))
    assert str(caught.value) == (
        "f.yaml: nobody is named to fight this war\nexpected players among HOME, ABROAD\ngot      none\n"
        "do       write `players: [...]` in the file, or give --players"
    )


def test_a_section_for_somebody_who_does_not_play():
    """Found when the file is read, as everything that a war needs and that can be seen without solving it."""
    text = "objectives: {ABROAD: {real_income: 1}}"
    assert told(f"{text}\nwar: {{players: [HOME]}}\n") == (
        place(1, 14, text, "ABROAD does not play", "ABROAD", 6)
        + "expected players among HOME\ndo       correct the name or add the player"
    )


def test_a_ladder_that_begins_with_an_answer():
    text = "war: {ladder: [{by: HOME, rule: none}]}"
    assert told(f"{text}\n") == (
        place(1, 16, text, "HOME has nothing to react to", "a mapping", 22)
        + "expected an earlier move against HOME\ndo       begin with a move"
    )


ALLIES = """name: three
title: Allies
baseline: world2017
players: [USA, CHN]
war:
"""


@pytest.mark.parametrize(
    ("text", "at", "title", "expected", "do"),
    [
        ("  players: [allies, USA]\n  coalitions: {allies: {members: [USA, EU]}}\n", "[allies, USA]", "USA plays twice",
         "every region in one player; got USA in allies and in USA", "remove it from one of them"),
        ("  unions: {north: {members: [USA, CHN], zero_tariffs: true}}\n", "{north: {members: [USA, CHN], zero_tariffs: true}}",
         "USA cannot fight within the zero-tariff union north", "an opponent outside the union; got CHN",
         "drop the union, set zero_tariffs=False, or name partners outside it with on=[...]"),
        ("  unions: {north: {members: [USA, EU], common_tariff: true}}\n",
         "{north: {members: [USA, EU], common_tariff: true}}", "contradictory unions: north has one external tariff",
         "its members to play as one; got USA as a player of its own",
         "play the coalition north instead, or make it a free-trade area (common_tariff=False)"),
        ("  coalitions: {allies: {members: [USA, EU]}}\n  ladder: [{by: allies, on: EU, rate: 5%}]\n",
         "{by: allies, on: EU, rate: 5%}", "allies moves on itself", "somebody else than EU", "name another target"),
    ],
)  # fmt: skip
def test_players_and_unions_that_contradict_each_other(text, at, title, expected, do):
    """What the war layer would refuse when the war begins is told by `tradetalks check`, at its place."""
    whole = ALLIES + text
    line = next(k for k, code in enumerate(whole.splitlines(), start=1) if at in code)
    code = whole.splitlines()[line - 1]
    got = {"[": "a list", "{": "a mapping"}[at[0]]
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(whole, "f.yaml", Path(), {})
    column = code.index(at)
    assert str(caught.value) == (
        f"f.yaml:{line}:{column + 1}  {title}\n   {line} | {code}\n     | {' ' * column}{'^' * len(at)} got {got}\n"
        f"expected {expected}\ndo       {do}"
    )


def test_unknown_player_of_the_caller():
    with pytest.raises(TradeTalksError) as caught:
        war_of(as_asked(read(""), ["HOME", "MARS"]))
    assert str(caught.value) == "there is no player 'MARS' in this economy\nchoose from HOME, ABROAD"


def test_politics_export_taxes_subsidies_and_caps():
    """What the file says is what the same words in Python give."""
    scenario = read(
        "objectives: {HOME: {politics: {sectors: {GOOD: 1.5}, weight: 2}}}\n"
        "instruments:\n  HOME: {rates: uniform, caps: {GOOD: 3%}, export_taxes: {rates: uniform, high: 20%}, "
        "subsidies: sector}\n  ABROAD: uniform\n"
    )
    assert wants_of(scenario, "HOME") == (ObjectiveSpec("politics", 2.0, (("GOOD", 1.5),)),)
    assert str(wants_of(scenario, "HOME")[0]) == "2 × incomes with political weights (GOOD 1.5)"
    assert means_of(scenario, "HOME") == InstrumentSpec(
        "uniform",
        caps={"GOOD": 0.03},
        export_taxes=ExportTaxSpec("uniform", -0.5, 0.2),
        subsidies=SubsidySpec("sector"),
    )
    war, economy = war_of(scenario), economy_of(scenario)
    means = Tariffs("uniform", upper=0.03) + ExportTaxes("uniform", upper=0.2) + ProductionSubsidies()
    by_hand = nash(
        economy, ["HOME", "ABROAD"], objective={"HOME": 2 * PoliticalWeights({"GOOD": 1.5})},
        instruments={"HOME": means, "ABROAD": "uniform"},
    )  # fmt: skip
    assert war.certified and war.game.labels == by_hand.game.labels
    np.testing.assert_allclose(war.x, by_hand.x, atol=1e-6)


THREE = """name: three
title: Allies
baseline: world2017
model: {scale: false}
players: [USA, CHN]
instruments: uniform
war:
  players: [allies, CHN]
  coalitions: {allies: {members: [USA, EU], common_tariff: true}}
  unions: {north: {members: [USA, ROW], zero_tariffs: true}}
  ladder:
    - {by: allies, on: CHN, rate: 10%, sectors: [ELE]}
    - {by: CHN, rule: target_list, share: 0.5, rate: 25%}
objectives:
  allies: {real_income: 1, rivalry: {on: CHN, weight: 0.1}}
"""


@pytest.fixture(scope="module")
def allies():
    return parse_scenario(THREE, "f.yaml", Path("."), {})


def test_coalitions_unions_and_a_ladder_are_read(allies):
    assert plan_of(allies) == WarPlan(
        ("allies", "CHN"),
        "baseline",
        (Coalition("allies", ("USA", "EU"), common_tariff=True),),
        (Coalition("north", ("USA", "ROW"), zero_tariffs=True),),
        (LadderStep("allies", "CHN", 0.1, ("ELE",)), LadderStep("CHN", rate=0.25, rule="target_list", share=0.5)),
    )


def test_a_coalition_fights_as_one(allies):
    war = war_of(allies)
    assert war.certified and war.players == ("allies", "CHN")
    tariff = war.equilibrium.tariff.sel(exporter="CHN", sector="ELE")
    assert float(tariff.sel(importer="USA")) == pytest.approx(float(tariff.sel(importer="EU")))
    assert float(war.equilibrium.tariff.loc["USA", "ROW", "ELE"]) == 0


def test_the_ladder_is_the_one_described(allies):
    pair = Coalition("allies", ("USA", "EU"), common_tariff=True)
    by_hand = escalation_path(
        economy_of(allies), [Move(pair, "CHN", 0.1, ["ELE"]), Retaliation("CHN", "target_list", 0.5, 0.25)],
        objective={"allies": RealIncome() + 0.1 * Rivalry("CHN")},
    )  # fmt: skip
    np.testing.assert_allclose(ladder_of(allies).payoffs, by_hand.payoffs, atol=1e-9)
    assert ladder_of(read("")) is None


def test_a_report_of_coalitions_and_moves(allies, tmp_path):
    from tradetalks.report.war.chapter import war_chapter
    from tradetalks.report.war.tables import war_cost_table
    from tradetalks.report.war.words import war_sentences
    from tradetalks.scenario.run_war import solve_war

    run = solve_war(allies)
    chapter = war_chapter(run)
    assert run.fighters == ["USA", "EU", "CHN"] and "USA" not in run.bystanders
    assert set(war_cost_table(run).frame.country) == set(run.economy.regions)
    assert "war_ladder" in chapter.charts and any(t.name == "war_ladder" for t in chapter.tables)
    assert any(t.startswith("After the 2 moves of this scenario's ladder: allies ") for t in war_sentences(run))


def place(line: int, column: int, text: str, title: str, got: str, width: int) -> str:
    row = LAST + line
    return f"f.yaml:{row}:{column}  {title}\n   {row} | {text}\n     | {' ' * (column - 1)}{'^' * width} got {got}\n"


def test_an_unknown_player_beside_coalitions():
    text = "  players: [allie]"
    assert told(f"war:\n{text}\n  coalitions: {{allies: {{members: [HOME, ABROAD]}}}}\n") == (
        place(2, 13, text, "unknown player", "allie", 5)
        + "expected one of HOME, ABROAD, allies\ndo       did you mean allies?"
    )


def test_a_coalition_of_one():
    text = "war: {coalitions: {allies: {members: [HOME]}}}"
    assert told(f"{text}\n") == (
        place(1, 28, text, "the coalition allies is no group", "a mapping", 17)
        + "expected two regions or more, each once\ndo       correct its members"
    )


def test_a_union_named_like_a_region():
    text = "war: {unions: {HOME: {members: [HOME, ABROAD]}}}"
    assert told(f"{text}\n") == (
        place(1, 16, text, "this name is taken", "HOME", 4)
        + "expected a name that is no region's, and not all\ndo       choose another name"
    )


@pytest.mark.parametrize(
    ("step", "title", "expected"),
    [
        (
            "{by: HOME, on: ABROAD}",
            "neither a move nor a reaction",
            "expected on and rate for a move, or rule for a reaction\n"
            "do       write rule: none, proportional, tit_for_tat ..., or on and rate",
        ),
        (
            "{by: HOME, on: HOME, rate: 0.1}",
            "a move on oneself",
            "expected somebody else in on\ndo       name another target",
        ),
        (
            "{by: HOME, on: ABROAD, rule: none}",
            "a reaction chooses its own target",
            "expected rule, share and rate alone\ndo       leave out on and sectors, or rule",
        ),
    ],
)
def test_steps_that_are_none(step, title, expected):
    text = f"war: {{ladder: [{step}]}}"
    assert told(f"{text}\n") == place(1, 16, text, title, "a mapping", len(step)) + expected


def test_an_unknown_rule():
    text = "war: {ladder: [{by: HOME, rule: tit_for_tit}]}"
    rules = "none, proportional, tit_for_tat, same_trade_value, target_list, best_response"
    assert told(f"{text}\n") == (
        place(1, 33, text, "unknown reaction rule", "tit_for_tit", 11)
        + f"expected one of {rules}\ndo       did you mean tit_for_tat?"
    )


def test_a_move_in_percent_without_the_sign():
    text = "war: {ladder: [{by: HOME, on: ABROAD, rate: 25}]}"
    assert told(f"{text}\n") == (
        place(1, 45, text, "tariff rate looks like a percentage", "25", 2)
        + "expected a fraction between -0.5 and 5 (0.25 means 25 %)\ndo       write 0.25 or `25%`"
    )


def test_bounds_of_subsidies_that_cross():
    text = "instruments: {HOME: {subsidies: {low: 0.3, high: 0.2}}}"
    assert told(f"{text}\n") == (
        place(1, 39, text, "the bounds cross", "0.3", 3) + "expected low of at most high; got 0.3 and 0.2"
    )
