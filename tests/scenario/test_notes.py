"""What a file says in vain, or perhaps does not mean: every note in full, with its place."""

from pathlib import Path

import pytest

from tests.scenario.test_messages import HEAD, shown, told
from tests.scenario.test_words_of_acts import acts, read
from tradetalks.cli.main import main
from tradetalks.errors import ScenarioError
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.reading.library import needs_own_tables, shipped_scenarios

ONE = "id: a, by: USA, on: CHN, rate: 10%, from: 2026-01-01"
IDLE = "on no day in force is a level other than it would be without: correct the rate, or leave the act out"


def notes(text: str) -> list[str]:
    return [str(note) for note in read(text).notes]


@pytest.mark.parametrize("name", [name for name in shipped_scenarios() if not needs_own_tables(name)])
def test_shipped_scenarios_say_nothing_in_vain(name):
    assert read_scenario(name).notes == ()


@pytest.mark.parametrize(
    "more", ["rate: 0", "kind: multiply, rate: 1", "kind: floor, rate: 0", "kind: cap, rate: 400%", "rate: {MVH: 0%}"]
)
def test_an_act_that_changes_nothing(more):
    text = acts(ONE, f"id: idle, by: USA, on: CHN, from: 2026-02-01, {more}")
    assert notes(text) == [f"x.yaml:6:10  act idle changes nothing\ndo       {IDLE}"]


def test_an_act_that_sets_what_is_set():
    text = acts(
        "id: a, by: USA, on: CHN, kind: set, rate: 10%, from: 2026-01-01",
        "id: idle, by: USA, on: CHN, kind: set, rate: 10%, from: 2026-02-01",
    )
    assert notes(text) == [f"x.yaml:6:10  act idle changes nothing\ndo       {IDLE}"]


def test_an_act_that_no_longer_applies_to_anything():
    text = acts(ONE, "id: b, by: USA, on: CHN, rate: 20%, from: 2026-01-01, instead_of: a")
    assert notes(text) == [f"x.yaml:5:10  act a changes nothing\ndo       {IDLE}"]


def test_a_cut_deeper_than_the_tariff():
    text = acts(
        "id: a, by: USA, on: CHN, sectors: MVH, kind: set, rate: 20%, from: 2025-04-09",
        "id: down, by: USA, on: CHN, sectors: MVH, rate: -115%, from: 2025-05-14",
    )
    assert notes(text) == [
        "x.yaml:6:10  act down makes USA subsidise imports from CHN, on MVH\n"
        "do       the tariff was 20 % and becomes -95 %; to end at zero write `kind: set, rate: 0`"
    ]
    text = acts("id: down, by: USA, on: CHN, kind: add, rate: -50%, from: 2025-05-14")
    (note,) = notes(text)
    assert (
        note.startswith("x.yaml:5:10  act down makes USA subsidise imports from CHN, on ") and " and on 16 more" in note
    )


BRANCH = "branches:\n  calm:\n    title: t\n"


def test_branches_that_end_as_the_main_line_does():
    advice = "add what happens on it, or leave it out"
    assert notes(acts(ONE) + BRANCH) == [
        f"x.yaml:7:3  branch calm has no acts: it is the main line\ndo       {advice}",
    ]
    text = acts(ONE) + BRANCH + (
        "    acts:\n      - {id: b, by: USA, on: CHN, rate: 5%, from: 2026-02-01, until: 2026-03-01, source: s}\n"
    )  # fmt: skip
    assert notes(text) == [f"x.yaml:7:3  branch calm ends as the main line does\ndo       {advice}"]


def test_dates_before_any_act_and_acts_that_no_date_sees():
    text = HEAD + "dates: [2025-12-30, 2025-12-31]\n" + acts(ONE).removeprefix(HEAD)
    assert notes(text) == [
        "x.yaml:4:8  no act is in force on 2025-12-30, 2025-12-31: what is shown there is the baseline\n"
        "do       the first act is of 2026-01-01",
        "x.yaml:6:10  act a is in force on none of dates\n"
        "do       add a day on which it is, or leave dates out: every day of a change is solved then",
    ]


def test_limits_that_no_rate_needs():
    text = HEAD + "limits: {tariff_max: 10}\n" + acts(ONE).removeprefix(HEAD)
    assert notes(text) == [
        "x.yaml:4:22  this limit changes nothing\n"
        "do       no rate of the file is above 100 percent: leave the limit out"
    ]
    assert notes(text.replace("10%", "2.5")) == []


def test_keys_of_the_model_and_of_a_war_that_is_not_fought():
    text = HEAD + "model: {scale: false, scale_elasticity: {MVH: 0.1}}\nobjectives: {USA: {real_income: 1}}\n"
    assert notes(text + acts(ONE).removeprefix(HEAD)) == [
        "x.yaml:4:41  scale_elasticity changes nothing without scale economies\n"
        "do       leave it out, or set scale: true",
        "x.yaml:5:13  objectives count in a war alone, and this file has no section war\n"
        "do       add `war: {}` for `tradetalks run` to fight it; `tradetalks war` does in any case",
    ]


def test_cuts():
    text = HEAD + "cut: 2019-01-01\n" + acts(ONE).removeprefix(HEAD)
    assert told(text) == shown(
        text,
        4,
        "2019-01-01",
        "there is nothing to cut",
        "a key extends beside cut",
        "write `extends: NAME`, or leave cut out",
    )
    text = "name: x\ntitle: y\nextends: us-china-trade-war\ncut: 2017-01-01\n" + acts(ONE).removeprefix(HEAD)
    assert notes(text) == [
        "x.yaml:4:6  no act is taken over: all begin after 2017-01-01\ndo       choose a later cut",
    ]


TALKS = """branches:
  calm: {title: t, acts: []}
talks:
  sides: [USA, CHN]
  opening: 2026-02-01
  deadline: 2026-06-01
  escalation: calm
  issues:
    - {name: Cars, kind: rollback, by: CHN, to: USA, amount: 1, source: s}
    - {name: Ours, kind: rollback, by: USA, to: CHN, amount: 1, source: s}
  assumptions: {snap_back_years: 2}
  strategies:
    - {name: stick, by: USA, branch: calm}
"""


def test_talks_over_nothing():
    assert notes(acts(ONE) + TALKS) == [
        "x.yaml:7:3  branch calm has no acts: it is the main line\ndo       add what happens on it, or leave it out",
        "x.yaml:12:15  the threat of these talks changes nothing: branch calm is the main line\n"
        "do       name a branch with acts in escalation, or add acts to it",
        "x.yaml:14:14  CHN has raised nothing on USA that Cars could take back\n"
        "do       on 2026-01-01 its tariffs there are the baseline's or lower; correct by, to or sectors",
        "x.yaml:16:34  snap_back_years changes nothing unless the punishment is snap-back\n"
        "do       write punishment: snap-back, or leave it out",
        "x.yaml:18:38  the stick stick changes nothing: branch calm is the main line\ndo       name a branch with acts",
    ]


def test_check_shows_notes(tmp_path, capsys):
    file = tmp_path / "mine.yaml"
    file.write_text(acts(ONE, "id: idle, by: USA, on: CHN, from: 2026-02-01, rate: 0"), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    out = capsys.readouterr().out
    assert "1 note, on what changes nothing or may not be meant:" in out and "act idle changes nothing" in out


def test_without_scale_economies_their_elasticities_are_nobodys_business():
    text = HEAD + "model: {scale: false, trade_elasticity: {PET: 51.08}}\n" + acts(ONE).removeprefix(HEAD)
    economy = economy_of(read(text))
    assert float(economy.theta_j[economy.sectors.index("PET")]) == 51.08 and not economy.has_scale
    with pytest.raises(ScenarioError, match="theta\\*psi below 1"):
        parse_scenario(text.replace("scale: false", "scale: true"), "x.yaml", Path(), {})
