"""What a war would refuse when it begins is refused when its file is read: objectives, instruments and moves, at their place."""

import random
from pathlib import Path

import numpy as np
import pytest

from tests.scenario.test_messages import HEAD as NOBODY
from tests.scenario.test_messages import REGIONS, shown
from tests.scenario.test_war_section import HEAD, LAST, read
from tradetalks.errors import ScenarioError, SolveError, parts
from tradetalks.scenario import run_war
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run_war import ladder_of, war_of
from tradetalks.war import Move, Retaliation, escalation_path
from tradetalks.war.ladder_levels import answer_error
from tradetalks.war.moves import MoveError
from tradetalks.war.players import build_game


def told(text: str) -> list[str]:
    """Title and line of each problem."""
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return [line for line in str(caught.value).splitlines() if line.startswith("f.yaml:")]


def at(line: int, column: int, title: str) -> str:
    return f"f.yaml:{LAST + line}:{column}  {title}"


@pytest.mark.parametrize("war", ["war: {}\n", "", "war: {start: now}\n"])
@pytest.mark.parametrize(
    ("text", "column", "title"),
    [
        ("objectives: {HOME: {real_income: 1, rivalry: {on: HOME, weight: 0.2}}}\n", 46,
         "Rivalry is about somebody else than the player"),
        ("objectives: {all: {real_income: 1, rivalry: {on: HOME, weight: 0.2}}}\n", 45,
         "Rivalry is about somebody else than the player"),
        ("objectives: {HOME: {real_income: 1, balance: {with: HOME, weight: 1}}}\n", 46,
         "BilateralBalance is about somebody else than the player"),
        ("objectives: {HOME: {politics: {sectors: {GOOD: 0}, weight: 1}}}\n", 31, "political weights cannot be used"),
        ("instruments: {HOME: {low: 20%, high: 50%, caps: {GOOD: 10%}}}\n", 21,
         "the bounds of the tariff of HOME on ABROAD in GOOD cross"),
        ("instruments: {HOME: {on: HOME}}\n", 21, "HOME has no tariff to set"),
        ("instruments: {HOME: {export_taxes: {on: HOME}}}\n", 36, "HOME has no export tax to set"),
    ],
)  # fmt: skip
def test_objectives_and_instruments_that_do_not_fit(text, column, title, war):
    text = text.replace("GOOD: 0", ", ".join(f"{sector}: 0" for sector in SECTORS))
    assert told(text + war) == [at(1, column, title)]


SECTORS = tuple(str(s) for s in read("").accounts["sector"].values)


def test_the_message_in_full():
    text = HEAD + "war: {}\ninstruments: {HOME: {on: HOME}}\n"
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "f.yaml", Path(), {})
    goods = ", ".join(s for s, t in zip(SECTORS, read("").accounts["tradable"].values, strict=True) if t)
    assert str(caught.value) == (
        f"f.yaml:{LAST + 2}:21  HOME has no tariff to set\n   {LAST + 2} | instruments: {{HOME: {{on: HOME}}}}\n"
        f"     | {' ' * 20}{'^' * 10} got a mapping\n"
        f"expected at least one partner outside the player and one sector; got partners HOME; sectors {goods}\n"
        "do       name partners with on=[...] and sectors with sectors=[...]"
    )


def test_rivalry_on_oneself_in_talks():
    talks = (
        "branches: {stick: {title: t, acts: [{id: b, by: HOME, on: ABROAD, rate: 5%, from: 2020-06-01, source: s}]}}\n"
        "talks:\n  sides: [HOME, ABROAD]\n  opening: 2020-02-01\n  deadline: 2020-06-01\n  escalation: stick\n"
        "  issues: [{name: Back, kind: rollback, by: HOME, to: ABROAD, amount: 1, source: s}]\n"
    )
    read(talks)
    wants = "objectives: {ABROAD: {real_income: 1, rivalry: {on: ABROAD, weight: 0.2}}}\n"
    assert told(wants + talks) == [at(1, 48, "Rivalry is about somebody else than the player")]


def test_a_war_of_nobody():
    text = NOBODY + "dates: [2020-01-01]\nwar: {}\n"
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "x.yaml", Path(), {})
    advice = "write `players: [...]` in the file, or let somebody act"
    expected = f"players among {REGIONS}"
    assert str(caught.value) == shown(
        text, 5, "{}", "nobody is named to fight this war", expected, advice, got="a mapping"
    )
    # Who asks for the war may name them, and is refused by the war where nobody does.
    asked = parse_scenario(text, "x.yaml", Path(), {}, war_asked=True)
    with pytest.raises(ScenarioError, match="nobody is named to fight this war"):
        war_of(asked)


CUTS = [Move("HOME", "ABROAD", -0.5)] * 3


def test_tariffs_below_free_are_told_by_their_cause():
    """Three cuts by half of the price: the solver would meet a country that pays more than it earns."""
    ladder = "war:\n  ladder:\n" + "    - {by: HOME, on: ABROAD, rate: -50%}\n" * 3
    found = told("model: {deficits: fixed, scale: false}\n" + ladder)
    steps = [k for k in range(3) if 0.1 - 0.5 * (k + 1) <= -1]
    assert found[-1] == at(6, 7, "HOME would pay for all it buys from ABROAD")
    assert steps == [2] and 1 <= len(found) <= 2
    with pytest.raises(MoveError) as caught:
        escalation_path(economy_of(read("")), CUTS)
    assert parts(str(caught.value))["title"] == "HOME would pay for all it buys from ABROAD"


def test_answers_beyond_every_tariff():
    ladder = "war:\n  ladder:\n    - {by: HOME, on: ABROAD, rate: 500%}\n    - {by: ABROAD, rule: RULE, share: 1000}\n"
    for rule in ("tit_for_tat", "proportional"):
        assert told(ladder.replace("RULE", rule)) == [at(4, 7, "the answer of ABROAD is beyond every tariff")]
    # What hangs on the trade of the day is seen when the ladder is played; what the side chooses itself has its own bounds.
    found = answer_error(Retaliation("ABROAD", "proportional", 1000), np.array([0.0, 6.0]))
    assert str(found) == (
        "the answer of ABROAD is beyond every tariff\nexpected an increase of at most 5 (500 percentage points)\n"
        "got      6\ndo       lower share"
    )
    assert answer_error(Retaliation("ABROAD", "best_response"), np.array([0.0, 6.0])) is None
    assert answer_error(Retaliation("ABROAD", "tit_for_tat"), np.array([np.nan, 5.0])) is None


def _random_war(seed: int) -> str:
    """Sections of a war drawn by seed, sensible and not."""
    draw = random.Random(seed)

    def means() -> str:
        keys = {
            "low": draw.choice(["0", "5%", "-20%", "30%"]),
            "high": draw.choice(["20%", "50%", "200%"]),
            "on": draw.choice(["HOME", "ABROAD", "[HOME, ABROAD]"]),
            "caps": draw.choice(["{GOOD: 10%}", "{GOOD: 40%}"]),
            "export_taxes": draw.choice(["uniform", "{on: HOME}", "{on: ABROAD}", "{low: 10%, high: 20%}"]),
            "subsidies": draw.choice(["uniform", "{high: 60%}"]),
        }
        chosen = draw.sample(sorted(keys), draw.randint(1, 3))
        return "{" + ", ".join(f"{key}: {keys[key]}" for key in chosen) + "}"

    def wants() -> str:
        parts = [
            f"rivalry: {{on: {draw.choice(['HOME', 'ABROAD'])}, weight: {draw.choice(['0.1', '0', '-0.2'])}}}",
            f"balance: {{with: {draw.choice(['HOME', 'ABROAD'])}, weight: 0.5}}",
            f"politics: {{sectors: {{GOOD: {draw.choice(['0', '1.5'])}}}, weight: 1}}",
            "strategic: {sectors: [GOOD], weight: 0.1}",
        ]
        return "{real_income: 1, " + ", ".join(draw.sample(parts, draw.randint(1, 2))) + "}"

    who = [draw.choice(["HOME", "ABROAD", "all"]) for _ in range(2)]
    moves = []
    for _ in range(draw.randint(0, 4)):
        by, on = draw.sample(["HOME", "ABROAD"], 2)
        moves.append(f"{{by: {by}, on: {on}, rate: {draw.choice(['-50%', '-20%', '30%', '500%'])}}}")
        if draw.random() < 0.5:
            rule = draw.choice(["tit_for_tat", "proportional", "target_list"])
            moves.append(f"{{by: {on}, rule: {rule}, share: {draw.choice(['0.5', '2', '100'])}}}")
    return (
        f"objectives: {{{who[0]}: {wants()}}}\ninstruments: {{{who[1]}: {means()}}}\n"
        f"war: {{start: {draw.choice(['baseline', 'now'])}, ladder: [{', '.join(moves)}]}}\n"
    )


def test_what_check_takes_the_war_takes(monkeypatch):
    """Sections drawn by seed are refused when read, or the war that they describe begins."""
    begun = refused = 0

    def begins(economy, players, **given):
        given.pop("progress")
        game = build_game(economy, players, rivals=True, **given)
        return [player.objective.term(economy, player.members) for player in game.players]

    monkeypatch.setattr(run_war, "nash", begins)
    for seed in range(120):
        try:
            scenario = read(_random_war(seed))
        except ScenarioError as error:
            assert str(error).startswith("f.yaml:"), error
            refused += 1
            continue
        war_of(scenario)
        try:
            ladder_of(scenario)
        except (SolveError, MoveError) as error:
            # What hangs on the world after earlier steps: a list of targets, or a world without an equilibrium.
            assert "target_list" in scenario.text or isinstance(error, SolveError), error
        begun += 1
    assert begun > 20 and refused > 20
