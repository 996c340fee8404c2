"""The views of a run: what they show is the run's, and what there is not is said."""

import dataclasses
import json
import re

import pytest

from tests.web.conftest import plain, shown
from tradetalks.report.answer.cost import cost_line, who_line
from tradetalks.report.answer.war import war_line
from tradetalks.report.war.words import not_certified_sentence, other_equilibria_sentences
from tradetalks.scenario import read_scenario, run_scenario
from tradetalks.web.charts.countries import MEASURES
from tradetalks.web.pages.cost import chosen_policy, cost_shown
from tradetalks.web.pages.war import war_shown
from tradetalks.web.state import PageState

WAR = "us-china-trade-war"


@pytest.fixture(scope="module")
def run():
    return run_scenario(read_scenario(WAR))


def specifications(page):
    """Every chart of a page, as JSON."""
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)]


def test_every_view_of_a_run_waits_first_and_then_shows_it(client, run):
    cost = shown(client, f"/cost?scenario={WAR}")
    text = plain(cost)
    assert cost_line(run.cost).answer in text and who_line(run.cost).answer in text
    assert len(specifications(cost)) >= 6
    war = shown(client, f"/war?scenario={WAR}")
    assert war_line(run.war).answer in plain(war)
    assert len(specifications(war)) == 4


def test_a_chart_has_its_numbers_and_how_they_were_computed_behind_it(client):
    page = shown(client, f"/cost?scenario={WAR}")
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert figures
    for figure in figures:
        assert "Numbers as a table" in figure and "<table>" in figure
        assert "How it was computed" in figure and "Elasticities" in figure


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


def test_a_scenario_without_a_war_offers_to_fight_it(client):
    page = client.get("/war/answer?scenario=usmca-2026")
    page = page.text if "sse-connect" not in page.text else shown(client, "/war/answer?scenario=usmca-2026")
    assert "Nobody has fought this one out yet" in page and 'name="fight" value="true"' in page


def test_a_war_that_is_not_certified_says_so_before_everything_else(client, run):
    war = dataclasses.replace(
        run.war, war=dataclasses.replace(run.war.war, certificate=None, interrupted=True), reactions=None
    )
    values = war_shown(dataclasses.replace(run, war=war))
    assert values["doubt"] == not_certified_sentence(war.war)
    page = rendered(client, "war_answer.html", values)
    assert page.index("Not certified") < page.index("Where does it end")
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
    computed = {"world": "w", "elasticities": "e", "model": "m", "bands": "", "exactness": "1e-12", "command": "c"}
    state = PageState(view="war")
    return bytes(room.show(template, state, asked=asked, computed=computed, kept=[], **values).body).decode()
