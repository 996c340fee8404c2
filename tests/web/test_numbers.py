"""A number is the same wherever it stands: in the views, the report, the answer and the run."""

import re

import pytest

from tests.web.conftest import plain, shown
from tests.web.kept_runs import SMALL_TEXT, WAR
from tradetalks.report.answer.brackets import brackets_note, odds_ranges
from tradetalks.report.answer.odds import record_sentence
from tradetalks.report.cost.ranges import busd_band, household_band, percent_band
from tradetalks.report.names import country_names
from tradetalks.report.talks.odds_tables import odds_table
from tradetalks.scenario.moved_deadline import moved_odds
from tradetalks.web.charts.countries import MEASURES, countries_finding
from tradetalks.web.charts.sectors import sectors_drawing
from tradetalks.web.odds_shown import SOURCES, odds_bars

BANDS = {"dollars": (busd_band, 2), "percent": (percent_band, 2), "household": (household_band, 0)}


def table_of(page, name):
    """The rows behind a chart, as a reader has them."""
    figure = re.search(rf'<figure id="{name}".*?</figure>', page, re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", figure, re.DOTALL)
    return [[plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("measure", BANDS)
def test_the_view_cost_has_the_numbers_of_the_run(client, war_run, measure):
    """Every country's number with both ends of its band, to the last digit that is written; no zero has a sign."""
    run, (band_of_country, places) = war_run.cost, BANDS[measure]
    names = country_names(run.scenario.accounts)
    for moment in (run.dates[0], run.now):
        head, *rows = table_of(shown(client, f"/cost?scenario={WAR}&policy={moment}&measure={measure}"), "countries")
        assert head[2:] == ["low end", "high end"] and len(rows) == len(run.economy.regions)
        found = {row[0]: row[1:] for row in rows}
        for code in run.economy.regions:
            band = band_of_country(run, moment, code)
            for text, value in zip(found[names[code]], (band.middle, band.low, band.high), strict=True):
                assert number(text) == pytest.approx(value, abs=0.5000001 * 10**-places)
                assert number(text) or text[0] not in "+−"


def test_the_first_view_and_talks_say_what_ranges_are_over(client, small_run):
    """As the report and the terminal do: odds, deals and costs have ranges of different kinds."""
    number = client.app.state.room.store.save("ranges", SMALL_TEXT).id
    for view, said in (
        ("", brackets_note(small_run)),
        ("talks", odds_ranges(small_run.talks.course).removeprefix("Odds")),
    ):
        assert said and said in plain(shown(client, f"/{view}?scenario=saved:{number}"))
    assert "Deals:" not in brackets_note(small_run), "no amount on this table has a range"


def test_a_chart_of_goods_industries_does_not_speak_for_all(war_run):
    """A kind of fault: a title named the most jobs lost, while services, which it leaves out, lose more."""
    for moment in war_run.cost.equilibria:
        drawing = sectors_drawing(war_run.cost, moment)
        assert "goods industr" in drawing.finding and "that make goods" in drawing.caption


def test_as_many_lose_whatever_is_counted(war_run):
    counts = {
        re.search(r"\d+ of \d+ lose", countries_finding(war_run.cost, war_run.cost.now, measure))[0]
        for measure in MEASURES.values()
    }
    assert len(counts) == 1


def test_odds_are_the_same_number_in_the_view_the_table_and_the_answer(small_run):
    """A kind of fault: rounded to add up to a hundred in one place, one by one in another."""
    talks = small_run.talks
    bars = {bar.name: [part.count for part in bar.parts] for bar in odds_bars(talks, moved_odds(talks).to_dataset())}
    table = odds_table(talks, talks.course).frame.set_index("source")
    for source, name in SOURCES.items():
        assert [str(cell).partition(" (")[0] for cell in table.loc[source]][: len(bars[name])] == bars[name]
    deal, _, more, carried_out, _ = bars[SOURCES["record"]]
    assert record_sentence(talks.course).endswith(f"deal {deal}, more time {more}, carried out {carried_out} in 100.")
