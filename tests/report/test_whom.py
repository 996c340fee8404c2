"""Who is spoken of, in which order, and that nothing of ours or of our libraries' workings is printed."""

import html
import re
import subprocess
import sys

import pytest

from tests.worlds import random_accounts, write_tables
from tradetalks.report.cost.findings import sector_finding
from tradetalks.report.cost.headline import headline_table
from tradetalks.report.cost.numbers import farthest_policy, jobs_moved
from tradetalks.report.cost.players import others_word, players_sentence, regions_involved, shown_players
from tradetalks.report.cost.tables import sector_tables
from tradetalks.report.cost.words import branch_sentence, cost_bystanders_sentence, cost_now_sentence, cost_sentences
from tradetalks.report.format import counted, format_each
from tradetalks.report.names import country_names
from tradetalks.report.talks.bargain_tables import purchases_record_table
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario

HEAD = "name: two\ntitle: Two who fight\nbaseline: world2017\nmodel: {scale: false}\n"
FIGHT = """acts:
  - {id: a, by: IND, on: BRA, rate: 50%, from: 2026-01-01, source: test}
  - {id: b, by: BRA, on: IND, rate: 50%, from: 2026-01-01, source: test}
"""
BRANCH = """branches:
  off: {title: Both give in, acts: [{id: c, by: IND, kind: remove, of: a, from: 2026-02-01, source: test}]}
"""
# What programs say to programmers.
WORKINGS = re.compile(
    r"\b(nan|NaN|None|True|False|np\.|numpy|dtype|array\(|float64|Traceback|\w*Warning|jax\.|xarray\.|matplotlib)\b"
)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return lambda text: parse_scenario(text, "made up", tmp_path_factory.mktemp("x"), {})


@pytest.fixture(scope="module")
def fight(read):
    return run_scenario(read(HEAD + FIGHT + BRANCH)).cost


def test_those_who_fight_are_spoken_of(fight):
    assert set(shown_players(fight)) == set(regions_involved(fight)) == {"IND", "BRA"}
    assert others_word(fight) == "bystanders"
    names = country_names(fight.scenario.accounts)
    first, second = (names[player] for player in shown_players(fight))
    assert players_sentence(fight) == (
        f"The file names no players: those who act and those who are hit are spoken of, {first} and {second}."
    )
    assert players_sentence(fight) in cost_sentences(fight)
    assert set(headline_table(fight).frame["country"]) == {first, second}
    assert not any(f"{player} (" in cost_bystanders_sentence(fight) for player in ("India", "Brazil"))
    assert fight.summary().splitlines()[2].split()[0] == shown_players(fight)[0]


def test_acts_that_have_ended_are_told_by_their_worst_day(read):
    """Nothing is in force on the last date: no row of zeros, but what it cost while it lasted."""
    ended = FIGHT.replace("from: 2026-01-01", "from: 2026-01-01, until: 2026-06-30")
    said = cost_now_sentence(run_scenario(read(HEAD + ended)).cost)
    lead = "On 1 July 2026 everything is as it was before the first act. With the policies of 1 January 2026, against before"
    assert said.startswith(lead) and "0.000" not in said
    idle = run_scenario(read(HEAD + "dates: [2026-01-01]\n")).cost
    assert cost_now_sentence(idle) == "On 1 January 2026 everything is as it was before the first act."


def test_who_is_hit_is_no_bystander(read):
    run = run_scenario(read(f"{HEAD}players: [USA, CHN]\n{FIGHT}")).cost
    assert shown_players(run) == ("USA", "CHN") and players_sentence(run) == ""
    assert others_word(run) == "others"
    assert cost_bystanders_sentence(run).startswith("Among others ")


def test_where_nobody_acts_the_largest_are_spoken_of(read):
    run = run_scenario(read(HEAD + "dates: [2026-01-01]\n")).cost
    assert players_sentence(run) == (
        "The file names no players and nobody acts: the rest of the world and the United States, the largest economies, are "
        "spoken of."
    )
    assert cost_bystanders_sentence(run) == (
        "The real income of the bystanders hardly changes, where policies are farthest from the baseline (1 Jan 2026)."
    )


def test_more_than_a_table_holds_are_named(read):
    act = "acts:\n  - {id: a, by: USA, on: all, rate: 10%, from: 2026-01-01, source: test}\n"
    run = run_scenario(read(HEAD + act)).cost
    assert len(shown_players(run)) == 4 and shown_players(run)[0] == "USA"
    assert players_sentence(run).startswith(
        "The file names no players: those who act and those who are hit are spoken of, the United States, "
    )
    assert players_sentence(run).endswith("act or are hit too.")


def test_a_branch_is_told_as_the_tables_have_it(fight):
    said = branch_sentence(fight, fight.branches[0])
    assert said.startswith("Both give in, against before the first act: ")
    player = shown_players(fight)[0]
    first = country_names(fight.scenario.accounts)[player]
    level = headline_table(fight).frame.set_index(["policy", "country"]).loc[("Off", first), "bn/yr"]
    told = float(fight.equilibria[fight.branches[0]].real_income_change_busd.sel(region=player).item())
    assert f"first act: {first} {level} and " in said and level.startswith(f"{told:+.1f} (")
    assert "; of that the step from 1 January 2026, in the long run: " in said


def test_industries_are_ranked_by_jobs(fight):
    """Wages before, times the change of employment; the table shows the percentage too."""
    moment, economy = farthest_policy(fight), fight.economy
    n, j = economy.regions.index("IND"), economy.sectors.index("AGR")
    wages = (economy.beta_ij[n, j] - economy.markup_j[j]) * economy.sales_ij[n, j]
    percent = fight.equilibria[moment].employment_change.sel(region="IND", sector="AGR").item()
    assert jobs_moved(fight, moment)[n, j] == pytest.approx(wages * percent / 100)
    assert jobs_moved(fight, moment).sum(axis=1) == pytest.approx(0, abs=1e-6)
    for table in sector_tables(fight):
        assert table.frame["jobs bn"].is_monotonic_decreasing and "employment %" in table.frame
    assert "billion dollars of wages a year" in sector_finding(fight) and "percent)" in sector_finding(fight)


def test_counts_and_signs():
    assert [counted(1, "act"), counted(2, "act"), counted(0, "branch", "branches")] == ["1 act", "2 acts", "0 branches"]
    assert format_each(["A", "B"], [-0.01, 0.2], "{:+.1f}") == "A 0.0, B +0.2"


def test_the_record_has_figures_and_no_working_notes():
    table = purchases_record_table()
    assert [row[3] for row in table.rows()] == ["59%", "83%", "37%", "52%", "58%"]
    assert table.note.endswith("; not checked at its source: energy")


def shown_by(folder) -> str:
    """What a person reads of a run's page and tables: no charts, no file of the scenario, no code of styles."""
    page = re.sub(r"<(svg|style|pre)\b.*?</\1>", "", (folder / "report.html").read_text(), flags=re.DOTALL)
    tables = [file.read_text() for file in sorted((folder / "tables").iterdir())]
    return html.unescape(re.sub(r"<[^>]+>", " ", page)) + "\n".join(tables)


def check_nothing_of_our_workings(scenario, folder) -> None:
    command = [sys.executable, "-W", "default", "-m", "tradetalks", "run", str(scenario), "--out", str(folder), "--png"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 and (
        ended.stderr == "" or re.match(r"\d+ notes?, on what changes nothing", ended.stderr)
    )
    for text in (ended.stdout, ended.stderr, shown_by(folder)):
        found = [text[max(0, m.start() - 50) : m.end() + 30] for m in WORKINGS.finditer(text)]
        assert [words for words in found if "None of the" not in words] == []


SHIPPED = ["osaka-2019", "phase-one-2020", "geneva-2025", "us-china-trade-war"]


@pytest.mark.parametrize("name", ["beijing-2019", *(pytest.param(name, marks=pytest.mark.slow) for name in SHIPPED)])
def test_shipped_scenarios_print_nothing_of_our_workings(name, tmp_path):
    check_nothing_of_our_workings(name, tmp_path / "run")


NAMES = ["Côte d'Ivoire", "中国", "=R2 [/x]"]
SECTORS = ["Food <processed>", "A" * 90, "$\\frac{$"]
ODD = """name: odd
title: "[provisional] <b>[/nothing]"
baseline: {folder: ./world}
model: {scale: false, deficits: fixed}
acts:
  - {id: a, by: "Côte d'Ivoire", on: ["中国", "=R2 [/x]"], rate: 10%, from: 2026-01-01, source: "@a < b & c", note: "=1+1"}
war: {players: ["Côte d'Ivoire", "=R2 [/x]"]}
instruments: {all: uniform}
"""


def test_odd_names_print_nothing_of_our_workings(tmp_path):
    accounts = random_accounts(1)
    accounts = accounts.assign_coords(
        {
            **{d: NAMES[: accounts.sizes[d]] for d in ("region", "importer", "exporter") if d in accounts.dims},
            **{d: SECTORS[: accounts.sizes[d]] for d in accounts.dims if d not in ("region", "importer", "exporter")},
        }
    )
    write_tables(accounts, tmp_path / "world")
    (tmp_path / "odd.yaml").write_text(ODD)
    check_nothing_of_our_workings(tmp_path / "odd.yaml", tmp_path / "run")
    page = (tmp_path / "run" / "report.html").read_text()
    assert "&lt;b&gt;" in page and "<b>[/nothing]" not in page
    for file in (tmp_path / "run" / "tables").iterdir():
        assert not re.search(r"(^|,)\"?[=@]", file.read_text(), flags=re.MULTILINE), file.name
