"""What a file says in vain, or perhaps does not mean: every note in full, with its place."""

import shutil
from pathlib import Path

import pytest

from tests.scenario.test_messages import HEAD, shown, told
from tests.scenario.test_talks_section import TEXT as TALKS_AT_HOME
from tests.scenario.test_words_of_acts import acts, read
from tradetalks.cli.main import main
from tradetalks.data.paths import FILES
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
        "x.yaml:5:13  objectives count in a war and in talks, and this file has neither\n"
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


IDLE_TALKS = """branches:
  more: {title: t, acts: [{id: b, by: USA, on: CHN, rate: 5%, from: 2026-07-01, source: s}]}
talks:
  sides: [USA, CHN]
  opening: 2026-02-01
  deadline: 2026-06-01
  escalation: more
  issues:
    - {name: Ours, kind: rollback, by: USA, to: CHN, amount: 1, source: s}
  assumptions: {purchase_lag_years: 2, rivalry: 0.1}
  levels:
    - {name: low, share: 0.5}
    - {name: high, share: 0.1, limits: {Ours: 0.5}}
  shocks:
    - {name: again, date: 2026-03-01, changes: {rivalry: 0.1}, source: s}
    - {name: same day, date: 2026-04-01, deadline: 2026-06-01, source: s}
    - {name: news, date: 2026-04-02, changes: {rivalry: 0.2}, source: s}
    - {name: no news, date: 2026-04-03, changes: {rivalry: 0.2}, source: s}
  strategies:
    - {name: none, by: USA, grants: 0}
    - {name: empty, by: CHN, grants: 0.5}
"""


def test_assumptions_events_and_carrots_without_effect():
    new = "do       give new values, or leave it out"
    assert notes(acts(ONE) + IDLE_TALKS) == [
        "x.yaml:15:37  purchase_lag_years changes nothing: no purchases are on the table\n"
        "do       put purchases on it, or leave this out",
        "x.yaml:18:14  the level high may sign what the one below may, and no more\n"
        "do       raise its share or limits, or leave it out",
        f"x.yaml:20:14  the shock again changes nothing: rivalry is what it was\n{new}",
        f"x.yaml:21:14  the shock same day changes nothing: the deadline is what it was\n{new}",
        f"x.yaml:23:14  the shock no news changes nothing: rivalry is what it was\n{new}",
        "x.yaml:25:37  the carrot none grants nothing\ndo       write a share above 0",
        "x.yaml:26:38  the carrot empty grants nothing\ndo       nothing on the table is CHN's to give",
    ]


def test_one_round_and_an_announcement_after_the_opening():
    """Talks of 64 days."""
    text = TALKS_AT_HOME.replace(
        "assumptions: {rates: [0.04, 0.05], ", "assumptions: {round_days: 400, rates: [0.04, 0.05], "
    )
    text = text.replace(", round_days: 10}", "}").replace(
        "  escalation: stick\n", "  escalation: stick\n  threat: {announced: 2019-08-01}\n"
    )
    found = [note.splitlines() for note in map(str, parse_scenario(text, "x.yaml", Path(), {}).notes)]
    assert [line for lines in found for line in lines if "announced" in line or "400" in line] == [
        "x.yaml:13:23  the deadline is announced on 2019-08-01, after the opening, of which the odds are: it was not known then",
        "do       leave announced out, and the record takes it for a deadline of unknown notice; or open the talks later",
        "x.yaml:21:29  rounds are 400 days apart and the talks last 64: there is one round, on the deadline",
    ]


def test_more_rounds_than_the_odds_are_computed_with():
    """Daily rounds in talks of 64 days."""
    text = TALKS_AT_HOME.replace(
        "assumptions: {rates: [0.04, 0.05], ", "assumptions: {round_days: 1, rates: [0.04, 0.05], "
    )
    text = text.replace(", round_days: 10}", "}")
    found = [str(note) for note in parse_scenario(text, "x.yaml", Path(), {}).notes]
    assert [note.splitlines()[0] for note in found if "round" in note] == [
        "x.yaml:20:29  rounds 1 days apart are more than 26: the odds take 26, evenly apart"
    ]


IDLE_WAR = """instruments:
  USA: {sectors: [MVH], high: 50%, caps: {MET: 10%, MVH: 60%}}
  CHN: uniform
war:
  players: [USA, CHN]
  coalitions: {friends: {members: [EU, JPN]}}
  unions: {loose: {members: [BRA, IND]}}
  ladder:
    - {by: USA, on: CHN, rate: 0}
    - {by: CHN, rule: proportional, share: 0}
"""


def test_parts_of_a_war_without_effect():
    assert notes(acts(ONE) + IDLE_WAR) == [
        "x.yaml:7:43  the cap on MET changes nothing: USA sets no tariffs there\n"
        "do       add MET to sectors, or leave the cap out",
        "x.yaml:7:58  the cap on MVH changes nothing: high is 0.5 in any case\ndo       lower the cap, or leave it out",
        "x.yaml:11:16  the coalition friends does not fight\n"
        "do       write players: [friends, ...] in war, or leave it out",
        "x.yaml:12:12  the union loose binds nobody\n"
        "do       write zero_tariffs: true or common_tariff: true, or leave it out",
        "x.yaml:14:32  the move of USA changes nothing\ndo       give a rate, or leave it out",
        "x.yaml:15:44  the reaction of CHN changes nothing\ndo       give a share above 0, or leave it out",
    ]
    text = HEAD + "dates: [2026-01-01]\nwar: {start: now, players: [USA, CHN]}\n"
    assert notes(text) == [
        "x.yaml:5:14  no act is in force: now is the baseline\ndo       leave start out, or add acts",
    ]


GOODS = "sectors among AGR, MIN, FOD, TEX, WPP, PET, CHM, PHA, RUB, NMM, MET, ELE, EEQ, MAC, MVH, OTR, OMF"


@pytest.mark.parametrize(
    "more",
    [
        "instruments: {USA: {sectors: [MVH, BUS]}}\nwar: {players: [USA, CHN]}\n",
        "instruments: {USA: {caps: {BUS: 10%}}}\nwar: {players: [USA, CHN]}\n",
        "war: {players: [USA, CHN], ladder: [{by: USA, on: CHN, rate: 10%, sectors: BUS}]}\n",
    ],
)
def test_sectors_that_no_tariff_reaches(more):
    text = acts(ONE) + more
    line = 6 + next(k for k, row in enumerate(more.splitlines()) if "BUS" in row)
    assert told(text) == shown(text, line, "BUS", "tariffs do not reach BUS", GOODS)


def test_a_rollback_on_services():
    text = acts(ONE) + IDLE_TALKS.replace("to: CHN, amount", "to: CHN, sectors: [MVH, BUS], amount")
    advice = "leave sectors out for all goods; barriers to trade in services are of the kind access"
    assert told(text) == shown(text, 14, "[MVH, BUS]", "tariffs do not reach BUS", GOODS, advice, got="a list")
    # Access to services is what can be granted there.
    read(text.replace("rollback", "access").replace("amount: 1,", "amount: 0.1,"))


def test_sectors_of_an_act_that_its_table_does_not_have(tmp_path):
    (tmp_path / "t.csv").write_text(
        "importer,exporter,sector,tariff\nUSA,CHN,MET,25%\nUSA,CHN,CHM,0\n", encoding="utf-8"
    )
    text = acts("id: a, by: USA, on: CHN, sectors: [MET, CHM, MVH, ELE], tariffs_from: t.csv, from: 2026-01-01")
    with pytest.raises(ScenarioError) as error:
        read(text, tmp_path)
    advice = "leave sectors out to take whatever the table has"
    title, expected = "t.csv says nothing on MVH, ELE", "sectors of which it has rows: CHM, MET"
    assert str(error.value) == shown(text, 5, "[MET, CHM, MVH, ELE]", title, expected, advice, got="a list")
    for sectors in ("goods", "[MET, CHM]"):
        read(text.replace("[MET, CHM, MVH, ELE]", sectors), tmp_path)


def test_a_removal_of_an_act_that_there_is_not():
    text = acts(ONE, "id: b, by: USA, kind: remove, of: aa, from: 2026-02-01")
    assert told(text) == shown(text, 6, "aa", "act b removes an unknown act", "the id of an act", "did you mean a?")
    text = acts("id: b, by: USA, kind: remove, of: xyz, from: 2026-02-01")
    assert told(text) == shown(text, 5, "xyz", "act b removes an unknown act", "the id of an act")


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


def test_a_set_without_scale_elasticities_says_so():
    """Issue 9: a key that changes nothing is pointed out; a set that leaves something out too."""
    advice = "do       write `scale: false`, or choose a set with scale elasticities (`tt.elasticity_sets()`)"
    named = acts(ONE).replace("acts:", "model: {elasticities: uniform4}\nacts:", 1)
    (note,) = notes(named)
    assert note.split("  ", 1)[1] == (
        "uniform4 has no scale elasticities: economies of scale are left out, and ranges hold trade elasticities alone\n"
        + advice
    )
    asked = named.replace("uniform4}", "uniform4, scale: true}")
    (note,) = notes(asked)
    assert note.split("  ", 1)[1] == "scale: true changes nothing: no scale elasticity is above 0\n" + advice
    assert notes(named.replace("uniform4}", "uniform4, scale: false}")) == []
    assert notes(named.replace("uniform4}", "uniform4, scale_elasticity: {MAC: 0.05}}")) == []
    assert notes(named.replace("uniform4", "LL2023")) == []


def test_a_copy_of_shipped_tables_says_of_what_its_scale_elasticities_are_half(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(FILES / "world2017", folder)
    (folder / "sectors.csv").write_text((folder / "sectors.csv").read_text())
    text = acts(ONE).replace("baseline: world2017", f"baseline: {{folder: '{folder}'}}")
    assert "folder:" in text
    found = [str(note) for note in parse_scenario(text, "x.yaml", tmp_path, {}).notes]
    assert [note.split("  ", 1)[1] for note in found if "LL2023" in note] == [
        "the scale elasticities of these tables are those of LL2023_psi_half, half of what is published; here they count as all "
        "of it, and ranges end at them\ndo       name the shipped world as the baseline for ranges up to what is published"
    ]
    assert not any("LL2023" in note for note in notes(acts(ONE)))
