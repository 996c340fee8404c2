"""The views of a run: what they show is the run's, and what there is not is said."""

import dataclasses
import html
import io
import json
import re
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest

import tradetalks
from tests.report.test_study import drawn, known
from tests.web.conftest import plain, shown
from tradetalks.report.answer.cost import cost_line, told_policy
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.answer.war import war_line
from tradetalks.report.answer.who import who_line
from tradetalks.report.chapter import Table
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.war.words import not_certified_sentence, other_equilibria_sentences
from tradetalks.scenario import read_scenario
from tradetalks.scenario.reading.library import find
from tradetalks.web.charts.compared import differences_table
from tradetalks.web.charts.countries import MEASURES
from tradetalks.web.pages.compare import _cell, compared
from tradetalks.web.pages.cost import chosen_policy, cost_shown
from tradetalks.web.pages.report import FILES, SNIPPET
from tradetalks.web.pages.study import of_draws
from tradetalks.web.pages.war import war_shown
from tradetalks.web.state import PageState

WAR = "us-china-trade-war"


@pytest.fixture(scope="module")
def run(war_run):
    return war_run


def specifications(page):
    """Every chart of a page, as JSON."""
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)]


def test_the_views_of_a_run_show_it(client, run):
    cost = shown(client, f"/cost?scenario={WAR}")
    text = plain(cost)
    told = told_policy(run.cost)
    assert cost_line(run.cost, moment=told).answer in text and who_line(run.cost, told).answer in text
    assert len(specifications(cost)) >= 6
    war = shown(client, f"/war?scenario={WAR}")
    assert war_line(run.war).answer in plain(war)
    assert len(specifications(war)) == 4


@pytest.mark.parametrize("view", ["", "tariffs", "cost", "war", "talks", "study", "data", "report"])
def test_a_view_says_its_scenario_once(client, run, view):
    """In the head of the first view, and where another scenario is chosen in the others."""
    page = shown(client, f"/{view}?scenario={WAR}")
    (head,) = re.findall(r"<h1>(.*?)</h1>", page)
    assert (html.unescape(head) == run.scenario.title) is (view == "")
    body = re.sub(r"<(select|pre).*?</\1>|<title>.*?</title>", "", page, flags=re.DOTALL)
    # Below, what other tests saved may be called like it.
    told = plain(body.partition('<h2 id="saved">')[0]).count(run.scenario.title)
    assert told == (0 if view else 1)


def test_a_chart_has_its_numbers_and_how_they_were_computed_behind_it(client):
    page = shown(client, f"/cost?scenario={WAR}")
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert figures
    for figure in figures:
        assert "Numbers as a table" in figure and "<table>" in figure
        assert "How it was computed" in figure
        # Rates of tariffs are no differences of solved worlds; a band stands only behind what has one.
        is_solved, has_band = 'id="tariffs"' not in figure, "<dt>Bands</dt>" in figure
        assert is_solved == ("Elasticities" in figure) == ("two solved worlds" in figure)
        assert has_band == ('id="sectors"' not in figure and is_solved)


def test_cost_takes_the_policy_the_measure_and_the_importer_that_are_asked_for(client, run):
    branch = str(run.cost.branches[0]) if run.cost.branches else str(run.cost.dates[0])
    page = client.get(f"/cost/answer?scenario={WAR}&policy={branch}&measure=percent&by=CHN").text
    assert re.search(rf'<option value="{branch}" selected>', page)
    assert '<option value="percent" selected>' in page and '<option value="CHN" selected>' in page


def test_what_is_not_there_is_as_if_it_were_not_asked(client):
    page = client.get(f"/cost?scenario={WAR}&policy=nonsense&measure=none&by=XXX")
    assert page.status_code == 200 and '<option value="dollars" selected>' in page.text


def test_the_date_of_the_state_chooses_the_policy_in_force_on_it(run):
    cost = run.cost
    first, last = cost.dates[0], cost.dates[-1]
    assert chosen_policy(cost, PageState(date=first.date)) == first
    assert chosen_policy(cost, PageState(date="2099-01-01")) == last
    assert chosen_policy(cost, PageState(), str(first)) == first


def test_the_shown_numbers_are_those_of_the_run(run):
    found = cost_shown(run, PageState(), measure="percent")
    assert found["measure"] is MEASURES["percent"]
    assert set(found["importers"]) == set(run.cost.economy.regions)


def test_a_scenario_without_a_war_offers_to_fight_it(client, run):
    page = rendered(client, "war_answer.html", war_shown(dataclasses.replace(run, war=None)))
    assert "Nobody has fought this one out yet" in page and 'name="fight" value="true"' in page


def test_a_war_that_is_not_certified_says_so_before_everything_else(client, run):
    war = dataclasses.replace(
        run.war, war=dataclasses.replace(run.war.war, certificate=None, interrupted=True), reactions=None
    )
    values = war_shown(dataclasses.replace(run, war=war))
    assert values["doubt"] == not_certified_sentence(war.war)
    page = rendered(client, "war_answer.html", values)
    assert page.index("Not certified") < page.index('class="said"')
    assert "There is no certificate" in page


def test_several_ends_of_a_war_are_all_told(client, run):
    war = dataclasses.replace(run.war, war=dataclasses.replace(run.war.war, others=(run.war.war.point,)))
    told = other_equilibria_sentences(war.war)
    assert len(told) == 1
    page = rendered(client, "war_answer.html", war_shown(dataclasses.replace(run, war=war)))
    assert "It can end in several ways" in page


def rendered(client, template, values):
    """A template of the page with a run that is there."""
    room = client.app.state.room
    asked = type("Found", (), {"run": object(), "job": None})
    computed = dict.fromkeys(("world", "elasticities", "households", "model", "bands", "exactness", "command"), "x")
    state = PageState(view="war")
    values = {"computed": computed, "kept": [], "early": False, **values}
    return bytes(room.show(template, state, asked=asked, **values).body).decode()


def test_compared_scenarios_stand_side_by_side_with_their_differences(client, run):
    """The same war without its last date stands for another scenario."""
    earlier = dict(list(run.cost.equilibria.items())[:-1])
    other = dataclasses.replace(run.cost.stated, equilibria=earlier)
    part = dataclasses.replace(
        run, war=None, cost=dataclasses.replace(run.cost, stated=other, scale={}, trade={}, drawn=None)
    )
    titles = ["all of it", "a part"]
    page = rendered(client, "compare_answer.html", compared([run, part], titles))
    text = plain(page)
    assert "How far each is from the first" in text and "Their answers, side by side" in text
    assert cost_line(run.cost).answer in text and cost_line(part.cost).answer in text
    assert "not asked in this scenario" in text
    assert len(specifications(page)) == 2 and page.count("<dt>World</dt>") == 2
    table = differences_table([run.cost, part.cost], titles).frame.set_index("country")
    gap = busd_band(part.cost, part.cost.now, "CHN").middle - busd_band(run.cost, run.cost.now, "CHN").middle
    assert table.loc["China", "a part, less the first"] == pytest.approx(gap)


def test_no_year_is_taken_from_another_and_each_answer_has_its_own_question(run, small_run):
    """A horizon stands in the title of each panel; a deadline and its sides in each cell."""
    model = dataclasses.replace(run.scenario.model, horizon_years=1.0)
    soon = dataclasses.replace(run.cost, scenario=dataclasses.replace(run.scenario, model=model))
    found = compared([run, dataclasses.replace(run, cost=soon)], ["later", "soon"])
    assert found["drawing"].finding.endswith("not to be subtracted")
    later, year = (panel.title for panel in found["drawing"].panels)
    assert later.endswith(", once trade has adjusted") and year.endswith(", 1 year after a change")
    assert found["numbers"].frame["soon, less the first"].isna().all() and "another horizon" in found["numbers"].note
    twice = compared([run, run], ["war", "war"])
    assert twice["titles"] == ["war (1)", "war (2)"] and len(twice["numbers"].frame.columns) == 3
    asked = dict(compared([run, small_run], ["war", "talks"])["questions"])
    assert [cell[0] for cell in asked["What does it cost?"]] == ["What does it cost?", "What does the quarrel cost?"]
    deadline = "Will there be a deal by 1 January 2027?"
    assert _cell(small_run, answer_lines(small_run)[0])[0] == f"{deadline} (the United States and China)"


def test_compare_asks_for_a_second_scenario(client):
    assert "Choose a second scenario" in client.get(f"/compare?scenario={WAR}").text


def test_compare_says_that_a_scenario_chosen_twice_stands_once(client):
    page = client.get(f"/compare?scenario={WAR}&with={WAR}").text
    assert "chosen twice" in page and "Choose a second scenario" in page
    assert "chosen twice" not in client.get(f"/compare?scenario={WAR}").text


def test_data_says_what_the_world_holds_and_who_says_so(client):
    text = plain(client.get(f"/data?scenario={WAR}").text)
    scenario = read_scenario(WAR)
    assert "7 regions, 23 sectors" in text
    assert all(act.source in text for act in scenario.acts)
    # In words, as everywhere else: days of acts, heads of tables.
    assert "6 Jul 2018" in text and not re.search(r"\b20\d\d-\d\d-\d\d\b", text.partition("Fewer, larger")[0])
    assert re.search(r"Sectors sector\s*name\s*trade elasticity\s*scale elasticity", text)


def test_joint_draws_are_shown_with_what_was_drawn(client, run):
    page = shown(client, f"/study?scenario={WAR}")
    rows = [row for spec in specifications(page) for rows in spec["datasets"].values() for row in rows]
    drawn_bars = [row for row in rows if row.get("whole") == "China" and row["low"] != row["high"]]
    band = busd_band(run.cost, run.cost.now, "CHN")
    assert [(row["low"], row["high"]) for row in drawn_bars] == [pytest.approx((band.low, band.high))]
    assert "What was drawn behind the ranges of costs" in page


def test_why_nothing_was_drawn_is_said(run):
    bare = dataclasses.replace(run, cost=dataclasses.replace(run.cost, drawn=None))
    assert of_draws(bare, PageState(), "")["undrawn"].startswith("Nothing was drawn")
    design = run.cost.drawn.design
    refused = dict.fromkeys(map(str, range(design.draws)), "no equilibrium")
    poor = dataclasses.replace(run.cost.drawn, design=dataclasses.replace(design, refused=refused))
    poor_run = dataclasses.replace(run, cost=dataclasses.replace(run.cost, drawn=poor))
    assert "64 of 64 joint draws" in of_draws(poor_run, PageState(), "")["undrawn"]


def test_draws_without_an_answer_are_told_beside_the_number(run):
    design = dataclasses.replace(run.cost.drawn.design, refused={"d00003": "no stable equilibrium"})
    for cut, said in (("", "ranges are of the others."), ("Beyond.", "may go further that way.")):
        drawn = dataclasses.replace(run.cost.drawn, design=dataclasses.replace(design, cut=cut))
        line = cost_line(dataclasses.replace(run.cost, drawn=drawn))
        assert "1 of 64 draws of elasticities have no equilibrium" in line.answer and said in line.answer
    few = dataclasses.replace(design, refused=dict.fromkeys(map(str, range(40)), "none"))
    poor = dataclasses.replace(run.cost, drawn=dataclasses.replace(run.cost.drawn, design=few))
    assert "40 of 64 draws of elasticities have no equilibrium: too many for a range" in cost_line(poor).answer
    assert "no equilibrium" not in cost_line(run.cost).answer


def test_studies_of_the_folder_are_listed_by_name_and_paths_lead_nowhere(client, monkeypatch):
    home = client.app.state.room.settings.folder / "studies"
    (home / "shown.zarr").mkdir(parents=True)
    of_a_study = SimpleNamespace(scenario=SimpleNamespace(branches=()))
    monkeypatch.setattr("tradetalks.web.studies.open_study", lambda place: of_a_study)
    monkeypatch.setattr("tradetalks.web.studies.summarise_study", lambda place: known.summarised(drawn()))
    monkeypatch.setattr("tradetalks.web.studies.draw_reasons", lambda place: [])
    nothing = Table("drawn", "What was drawn", pd.DataFrame({"name": ["x"]}), {}, "")
    monkeypatch.setattr("tradetalks.web.studies.drawn_table", lambda study: nothing)
    text = client.get(f"/study?scenario={WAR}&store=shown").text
    assert '<option value="shown" selected>' in text and "98 percent of the variance" in text
    for name in ("../shown", "/etc", "shown.zarr", "..%2F..%2Fetc"):
        assert "98 percent of the variance" not in client.get(f"/study?scenario={WAR}&store={name}").text


def test_files_of_the_report_are_those_of_the_report(client, run):
    shown(client, f"/report?scenario={WAR}")
    listed = client.get(f"/report/files?scenario={WAR}").text
    for name in FILES:
        assert f"/report/file/{name}" in listed
    page = client.get(f"/report/file/report.html?scenario={WAR}")
    assert page.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{WAR}-report.html"
    assert cost_line(run.cost).answer in plain(page.text)
    bundle = zipfile.ZipFile(io.BytesIO(client.get(f"/report/file/tables.zip?scenario={WAR}").content))
    assert "tables/countries.csv" in bundle.namelist()
    assert client.get(f"/report/file/passwd?scenario={WAR}", follow_redirects=False).status_code == 303


def test_the_scenario_is_given_away_with_its_changes(client):
    rule = "rule=USA~CHN~ELE~add~0.25~2019-12-01"
    text = client.get(f"/report/scenario.yaml?scenario={WAR}&{rule}").text
    assert "rule-1" in text and "ELE" in text


@pytest.mark.parametrize("solved", ["here", pytest.param("anew", marks=pytest.mark.slow)])
def test_the_lines_of_python_give_the_numbers_of_the_page(client, run, solved, tmp_path, monkeypatch, capsys):
    if solved == "here":
        # What the page's runs are solved by, of the same scenario.
        monkeypatch.setattr(tradetalks, "run_with_band", lambda scenario: {run.scenario.text: run}[scenario.text])
    (tmp_path / "scenario.yaml").write_text(find(WAR).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(SNIPPET.strip().splitlines()) <= 11
    exec(compile(SNIPPET, "snippet", "exec"), {})
    out = capsys.readouterr().out
    assert all(f"{line.question} {line.answer}" in out for line in answer_lines(run))
    assert (tmp_path / "report" / "report.html").is_file() and (tmp_path / "results.nc").is_file()
    shown(client, f"/report?scenario={WAR}")
    bundle = zipfile.ZipFile(io.BytesIO(client.get(f"/report/file/tables.zip?scenario={WAR}").content))
    names = [name for name in bundle.namelist() if name.endswith(".csv")]
    assert "tables/drawn.csv" in names
    for name in names:
        page, script = pd.read_csv(bundle.open(name)), pd.read_csv(tmp_path / "report" / name)
        pd.testing.assert_frame_equal(page, script, rtol=1e-6, atol=1e-9, obj=name)


def test_what_no_file_holds_is_named_where_the_file_is_given_away(client, run):
    text = plain(client.get(f"/report?scenario={WAR}&date=2019-06-01&issue=Farm goods~1&threat=1,2").text)
    assert "with every change of this link" not in text
    assert "the day that is shown, what comes without a deal, as you moved it, your deal" in text
    assert "Changed beside the scenario" in text and "are of the view Talks alone" in text
    text = plain(client.get(f"/report?scenario={WAR}").text)
    assert "with every change of this link" in text and "Not in the file" not in text


def test_a_fragment_tells_the_browser_the_link_of_its_page(client):
    found = client.get(f"/cost/answer?scenario={WAR}&measure=percent")
    assert found.headers["HX-Push-Url"] == f"/cost?scenario={WAR}&measure=percent"
    # What takes the place of the waiting is no step.
    shown = {"HX-Current-URL": f"http://testserver/cost?measure=percent&scenario={WAR}"}
    found = client.get(f"/cost/answer?scenario={WAR}&measure=percent", headers=shown)
    assert found.headers["HX-Replace-Url"] == f"/cost?scenario={WAR}&measure=percent"
