"""A run that is still solved: what is known of it stands on the page, and more takes its place as it is found."""

import dataclasses

import pytest
from fastapi.testclient import TestClient

from tests.web import solvers
from tests.web.conftest import plain
from tests.web.kept_runs import SMALL_TEXT
from tests.web.serving import wait_until
from tradetalks.report.answer.cost import cost_line, told_policy
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.answer.who import who_line
from tradetalks.web import WebSettings, create_app
from tradetalks.web.jobs.pool import RunPool

LINK = "scenario=us-china-trade-war"


@pytest.fixture
def solving(tmp_path):
    """A server that never comes to the end of a run."""
    app = create_app(WebSettings(folder=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1:8023") as client:
        slow = RunPool(app.state.room.store, at_once=1, waiting=9, kept=2, solve=solvers.is_deaf)
        object.__setattr__(app.state.room, "jobs", slow)
        yield client
        client.portal.call(slow.close)


def begun(client, link):
    """The job that a view waits for, once it runs."""
    assert "Being computed" in client.get(link).text
    (job,) = client.app.state.room.jobs._jobs.values()
    wait_until(lambda: job.progress == "deaf")
    return job


def without_ranges(run, **parts):
    """The first that is told of a run: its costs at its own elasticities."""
    bare = dataclasses.replace(run.cost, scale={}, trade={}, drawn=None)
    return dataclasses.replace(run, **{"cost": bare, "war": None, "talks": None, **parts})


def test_costs_are_shown_first_and_then_the_war(solving, war_run):
    job = begun(solving, f"/?{LINK}")
    first = without_ranges(war_run)
    solving.portal.call(job.tell_more, first)
    start = solving.get(f"/?{LINK}").text
    # Its progress is said in its own place, not in that of the answer.
    assert 'sse-swap="progress" hx-target="this" hx-swap="innerHTML"' in start
    assert "More is being computed" in start and f"/jobs/{job.key}/events?seen=1" in start and "data-chart" in start
    said = plain(start)
    assert cost_line(first.cost).answer in said and who_line(first.cost).answer in said
    assert [line.question in said for line in answer_lines(war_run)] == 5 * [True]
    assert said.count("Being worked out.") == 2
    told = told_policy(first.cost)
    assert cost_line(first.cost, moment=told).answer in plain(solving.get(f"/cost?{LINK}").text)
    assert "More is being computed" not in solving.get(f"/war?{LINK}").text
    solving.portal.call(job.tell_more, without_ranges(war_run, war=war_run.war))
    war = solving.get(f"/war?{LINK}").text
    assert "events?seen=2" in war and plain(war).count(answer_lines(war_run)[2].answer) == 1
    assert "Being worked out." not in solving.get(f"/answer?{LINK}").text


def test_the_page_is_told_that_there_is_more_than_it_shows(solving, war_run):
    job = begun(solving, f"/?{LINK}")
    solving.portal.call(job.tell_more, without_ranges(war_run))
    for seen, events in ((0, ["progress", "part", "progress", "over"]), (1, ["progress", "progress", "over"])):
        with solving.stream("GET", f"/jobs/{job.key}/events?seen={seen}") as stream:
            lines, names = stream.iter_lines(), []
            for line in lines:
                if line.startswith("event: "):
                    names.append(line.removeprefix("event: "))
                if len(names) == len(events) - 2:
                    solving.portal.call(lambda: solving.app.state.room.jobs.cancel(job.key))
        assert names[0] == events[0] and ("part" in names) == ("part" in events) and names[-1] == "over"


def test_talks_are_missing_and_their_questions_stand(solving, small_run):
    number = solving.app.state.room.store.save("small", SMALL_TEXT).id
    job = begun(solving, f"/?scenario=saved:{number}")
    solving.portal.call(job.tell_more, without_ranges(small_run))
    said = plain(solving.get(f"/?scenario=saved:{number}").text)
    assert "Is there a deal both prefer?" in said and said.count("Being worked out.") == 4


def test_programs_read_what_is_found_before_the_end(solving, war_run):
    """Costs are there minutes before the war; the events say when there is more."""
    job = begun(solving, f"/?{LINK}")
    run = f"/api/v1/runs/{job.key}"
    assert solving.get(run).json()["told"] == 0
    nothing = solving.get(f"{run}/so-far")
    assert nothing.status_code == 409 and "this run is running" in nothing.json()["title"]
    first = without_ranges(war_run)
    with solving.stream("GET", f"{run}/events") as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event: ")) == "event: progress"
        solving.portal.call(job.tell_more, first)
        assert next(line for line in lines if line.startswith("event: ")) == "event: part"
        solving.portal.call(lambda: solving.app.state.room.jobs.cancel(job.key))
    found = solving.get(f"{run}/so-far").json()
    assert (solving.get(run).json()["told"], found["complete"], found["war"], found["talks"]) == (
        1,
        False,
        False,
        False,
    )
    assert [line["question"] for line in found["lines"]] == [line.question for line in answer_lines(war_run)]
    assert [bool(line["answer"]) for line in found["lines"]] == [True, True, False, False, True]
    policies, countries = len(first.cost.equilibria), len(first.cost.economy.regions)
    assert len(found["costs"]) == policies * countries
    last = found["costs"][-1]
    solved = list(first.cost.equilibria.values())[-1].real_income_change_busd.sel(region=last["country"])
    assert last["real_income_busd"] == pytest.approx(float(solved))
