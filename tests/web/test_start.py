"""The first view."""

import re

from tests.web.conftest import plain, shown
from tradetalks.report.answer.lines import answer_lines


def test_it_shows_the_five_lines_of_the_report(client, war_run):
    """A small scenario stands for the question of the day."""
    text = plain(shown(client, "/?scenario=us-china-trade-war"))
    lines = answer_lines(war_run)
    assert len(lines) == 5
    assert all(line.question in text and line.answer in text for line in lines)


def test_it_says_what_is_computed_and_that_it_was_stopped(client):
    link = "/?scenario=usmca-2026&elasticities=uniform5"
    (key,) = set(re.findall(r"/jobs/([0-9a-f]+)/events", client.get(link).text))
    assert client.post(f"/jobs/{key}/cancel").status_code == 204
    with client.stream("GET", f"/jobs/{key}/events") as stream:
        assert [line for line in stream.iter_lines() if line][-2:] == ["event: over", "data: cancelled"]
    stopped = client.get(link).text
    assert "Stopped, as you asked" in stopped and f"/jobs/{key}/again" in stopped
    assert client.get("/jobs/unknown/events").status_code == 404
    # Who still waits for a run of a server that was stopped is told to look again.
    client.app.state.room.store.begin_run("before", "x", "x", ["cost"])
    assert "event: over" in client.get("/jobs/before/events").text
