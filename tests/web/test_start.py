"""The first view."""

from tests.web.conftest import plain, shown
from tradetalks.ensemble import run_with_band
from tradetalks.report.answer.lines import answer_lines
from tradetalks.scenario import read_scenario


def test_it_shows_what_is_computed_and_then_the_five_lines(client):
    """A small scenario stands for the question of the day: the lines are those of the report."""
    first = client.get("/?scenario=us-china-trade-war")
    assert first.status_code == 200
    text = plain(shown(client, "/?scenario=us-china-trade-war"))
    lines = answer_lines(run_with_band(read_scenario("us-china-trade-war")))
    assert len(lines) == 5
    assert all(line.question in text and line.answer in text for line in lines)
