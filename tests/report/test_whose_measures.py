"""Numbers of what the sides levy on each other alone, and of all new measures of all countries: each says which it is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenario.test_quarrel import TWO
from tests.web.test_charts import rows_of
from tradetalks.report.answer.chart import answer_caption, answer_chart, answer_finding, columns_of, has_path
from tradetalks.report.answer.cost import cost_line
from tradetalks.report.answer.rules import rules_line
from tradetalks.report.answer.war import war_line
from tradetalks.report.answer.who import who_line
from tradetalks.report.cost.measures import whose_measures, with_measures
from tradetalks.report.cost.numbers import income_busd
from tradetalks.report.war.in_force import milder_sentence
from tradetalks.report.war.words import checked_plainly
from tradetalks.scenario.quick_cost import quick_cost, ready_economies
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.web.charts.cost_by_date import cost_by_date_drawing

MILD = (
    "name: two\ntitle: Two who fight\nbaseline: world2017\nmodel: {scale: false}\ndates: [2026-01-01]\nacts:\n"
    "  - {id: a, by: IND, on: BRA, rate: 400%, from: 2026-01-01, source: test}\n"
    "war: {players: [IND, BRA]}\ninstruments: {all: uniform}\n"
)
RULE = "acts:\n  - {id: mine, by: USA, on: EU, rate: 25%, from: 2026-01-01, source: test}\n"
ALONE = "what the United States and China levy on each other alone"
ALL = "all new measures of all countries"


@pytest.fixture(scope="module")
def both():
    """Two who quarrel, and one of them with a tariff on a third country too."""
    texts = (TWO, TWO.replace("acts:\n", RULE, 1))
    scenarios = [parse_scenario(text, "made up", Path("."), {}) for text in texts]
    ready = ready_economies(scenarios[0])
    return [quick_cost(scenario, ready, list(policy_dates(scenario))) for scenario in scenarios]


def test_every_title_names_its_measure_where_there_are_two(both):
    plain, third = both
    assert plain.quarrel is None and whose_measures(plain) == ""
    assert whose_measures(third) == ALL and whose_measures(third.quarrel) == ALONE
    assert with_measures(third, "The EU pays") == "All new measures of all countries: the EU pays"
    for run, words in ((third, ALL), (third.quarrel, ALONE)):
        assert answer_finding(run).lower().startswith(f"{words.lower()}: ") and words in answer_caption(run)
    assert cost_line(plain).question == "What does it cost?"
    assert cost_line(third).question == "What do all new measures of all countries cost?"
    assert who_line(third).answer.startswith("All new measures of all countries: ")
    quarrel = cost_line(third, third.branches[0])
    assert quarrel.question == "What does the quarrel cost?" and quarrel.answer.endswith(f"Counted is {ALONE}.")


def test_one_day_alone_is_no_path_from_zero(both):
    """The quarrel is solved for the last date alone: a line at zero until then would deny what the first months cost."""
    plain, third = both
    quarrel = third.quarrel
    assert has_path(plain) and has_path(third) and not plain.is_snapshot
    assert quarrel.is_snapshot and columns_of(quarrel) == [quarrel.now, *quarrel.branches]
    assert " Dots: the model" in answer_caption(quarrel) and "Line and dots: the model" in answer_caption(third)
    figure = answer_chart(quarrel)
    (axes,) = figure.axes
    assert axes.get_title() == "in force, and ways forward"
    assert axes.get_xticklabels()[0].get_text() == "1 Apr 2026"
    assert [axes.get_title() for axes in answer_chart(third).axes] == ["in force", "ways forward"]
    (panel,) = cost_by_date_drawing(quarrel).panels
    rows = [row for row in rows_of(panel.spec) if "way" in row]
    assert {" ".join(row["way"]) if isinstance(row["way"], list) else " ".join(row["way"].split()) for row in rows} == {
        "In force on 1 April 2026",
        "Twice as much",
    }
    assert rows[0]["told"].startswith("United States\n")


def test_a_chosen_policy_is_named_in_every_line(both):
    """The pictures below change with it: an undated number above them would be that of another day."""
    first, last = both[0].dates[0], both[0].dates[-1]
    for moment, words in (
        (first, "with what is in force on 1 January 2026"),
        (last, "with what is in force on 1 April 2026"),
        (both[0].branches[0], "on the way forward “Twice as much”"),
    ):
        for line in (cost_line(both[0], moment=moment), who_line(both[0], moment)):
            assert words in line.answer, line
    assert cost_line(both[0], moment=first).answer != cost_line(both[0], moment=last).answer


def test_a_rule_on_a_third_country_is_counted_in_the_first_line(both):
    before, run = both
    line = rules_line(run, before, run.now, ["USA", "EU"])
    cost = {
        code: income_busd(before.equilibria[run.now], code) - income_busd(run.equilibria[run.now], code)
        for code in ("USA", "EU")
    }
    assert line.question == "What do your rules cost?"
    assert line.answer.startswith(
        f"They cost the European Union {cost['EU']:.0f} and the United States {cost['USA']:.0f} billion dollars"
    )
    assert "Without ranges" in line.detail
    same = rules_line(before, before, run.now, ["USA", "EU"])
    assert same.answer.startswith("Hardly anything, once trade has adjusted, with what is in force on 1 April 2026")


def test_a_war_that_is_milder_than_today_says_why():
    """Tariffs that cost their own country are not best for it: less is levied at the end than is in force."""
    war = run_scenario(parse_scenario(MILD, "made up", Path("."), {}), parts={"war"}).war
    said = milder_sentence(war)
    assert re.match(
        r"India \(\d+ instead of \d+ percent\) would levy less there than what is in force on 1 January 2026: ", said
    )
    assert said in war_line(war).detail
    assert "search" in checked_plainly(war.war) and "not a proof" in checked_plainly(war.war)
    assert not checked_plainly(replace(war.war, certificate=None))
