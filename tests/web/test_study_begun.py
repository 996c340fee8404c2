"""A study that is begun from the page or the API: its plan, its bounds, and that nothing of it is lost."""

import asyncio
import dataclasses
import re
import shutil
import time

import pytest
from fastapi.testclient import TestClient

from tests.web import solvers
from tests.web.conftest import plain
from tests.web.kept_runs import SMALL_TEXT, WAR, WAR_TEXT
from tests.web.pools import pool_on
from tradetalks.ensemble.design import design_of
from tradetalks.errors import ScenarioError
from tradetalks.report.study.reasons import DrawReason, kinds_of_reasons
from tradetalks.scenario.reading.study import study_text
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web import WebSettings, create_app
from tradetalks.web.jobs.drawing import draw_study
from tradetalks.web.jobs.job import JobStatus, TooManyJobs
from tradetalks.web.jobs.study_pool import StudyPool
from tradetalks.web.state import read_state
from tradetalks.web.study_plans import bounded_plan, drawables, plan_of_choices

# The quickest to draw: two countries, one tariff.
TOY = """\
name: toy-tariff
title: A toy tariff
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: first, by: HOME, on: ABROAD, rate: 10%, from: 2020-01-01, source: a test}
"""


@pytest.fixture(scope="module")
def toy():
    return parse_untrusted(TOY, "toy.yaml")


@pytest.fixture(scope="module")
def war():
    return parse_untrusted(WAR_TEXT, "war.yaml")


@pytest.fixture(scope="module")
def toy_plan(toy):
    return plan_of_choices(toy, drawables(toy), draws=64, drawn=["trade elasticity", "tariffs of HOME"], parts=[])


def test_what_can_be_drawn_is_what_the_scenario_has(toy, war):
    assert [one.name for one in drawables(toy)] == ["trade elasticity", "tariffs of HOME", "years since"]
    names = [one.name for one in drawables(war)]
    assert names == [
        "trade elasticity", "trade estimates", "returns to scale", "tariffs of the United States", "tariffs of China",
        "years since",
    ]  # fmt: skip
    assert [one.name for one in drawables(war) if one.first] == names[:3]
    apart = SMALL_TEXT.replace("round_days: 60", "round_days: 60, rates: [0.05, 0.04]")
    talks = drawables(parse_untrusted(apart, "small.yaml"))
    assert [one.name for one in talks if one.part == "talks"] == ["patience", "relative gains", "commitment"]
    # What the file has of each: the number around which is drawn.
    stated = {one.name: one.stated for one in (*drawables(war), *talks)}
    assert stated["returns to scale"] == "1, which is half of the published economies of scale"
    assert stated["trade estimates"] == "Lashkaripour & Lugovskyy (2023) (LL2023_psi_half)"
    assert (stated["trade elasticity"], stated["years since"], stated["tariffs of China"]) == ("1", "the long run", "1")
    assert stated["patience"] == "United States 0.05, China 0.04" and stated["relative gains"] == "0"


def test_a_range_of_rates_of_a_rule_of_ones_own_is_drawn(client):
    state = read_state([("scenario", WAR), ("rule", "USA~CHN~ELE~add~0.25~2019-12-01~answered")], "study")
    scenario = client.app.state.room.library.read_changed(state)
    names = [one.name for one in drawables(scenario)]
    assert {one.name: one.stated for one in drawables(scenario)}["rate of rule-1"] == "1, which is 25 percent"
    assert "rate of rule-1" in names and not any("answer" in name for name in names)
    plan = plan_of_choices(scenario, drawables(scenario), draws=16, drawn=["rate of rule-1"], parts=[])
    found = design_of(scenario, plan).variant(0).scenario(scenario).acts
    drawn_rate = design_of(scenario, plan).values["rate of rule-1"][0]
    rates = {act.id: act.cells[0][3] for act in found if act.id.startswith("rule-1")}
    assert rates["rule-1"] == pytest.approx(0.25 * drawn_rate) and 0.5 <= drawn_rate <= 1.5


def test_accounts_of_another_year_are_drawn_where_the_scenario_fits_them(toy):
    own = "name: own\ntitle: own\nbaseline: world2022\nplayers: [USA, CHN]\nacts:\n"
    own += "  - {id: first, by: USA, on: CHN, rate: 10%, from: 2020-01-01, source: a test}\n"
    scenario = parse_untrusted(own, "own.yaml")
    found = {one.name: one for one in drawables(scenario)}
    assert "world2017 (7 regions" in found["world"].spread and "each as likely" in found["world"].spread
    plan = plan_of_choices(scenario, list(found.values()), draws=16, drawn=["world"], parts=[])
    assert set(design_of(scenario, plan).values["world"]) == {0, 1}
    merged = parse_untrusted(own.replace("world2022", "{world: world2022, regions: {SEAS: [VNM, SEA]}}"), "own.yaml")
    assert "world" not in [one.name for one in (*drawables(merged), *drawables(toy))]


def test_parts_that_are_needed_are_solved_and_what_cannot_be_drawn_is_told(toy):
    small = parse_untrusted(SMALL_TEXT, "small.yaml")
    plan = plan_of_choices(small, drawables(small), draws=16, drawn=["patience"], parts=[])
    assert plan.parts == ("cost", "talks") or plan.parts == ("talks",)
    with pytest.raises(ScenarioError) as caught:
        plan_of_choices(toy, drawables(toy), draws=16, drawn=["tarifs of HOME"], parts=[])
    assert str(caught.value) == (
        "tarifs of HOME cannot be drawn of this scenario\n"
        "expected some of trade elasticity, tariffs of HOME, years since\n"
        "do       did you mean tariffs of HOME?"
    )
    with pytest.raises(ScenarioError, match=r"^this scenario has no war to solve\nexpected some of cost$"):
        plan_of_choices(toy, drawables(toy), draws=16, drawn=[], parts=["war"])


def test_a_study_is_bounded_in_size(toy_plan):
    with pytest.raises(ScenarioError) as caught:
        bounded_plan(dataclasses.replace(toy_plan, draws=5000), 4096)
    assert str(caught.value) == (
        "5,000 draws are more than this server begins\n"
        "expected at most 4,096 where each solves costs\n"
        "do       choose fewer, or take `tradetalks study run` on a machine of your own"
    )
    with pytest.raises(ScenarioError, match="at most 256 where each solves costs and talks"):
        bounded_plan(dataclasses.replace(toy_plan, draws=512, parts=("cost", "talks")), 4096)


def pool(folder, **settings):
    bounds = WebSettings(folder=folder, **settings)
    return pool_on(folder, lambda store: StudyPool(store, bounds, solve=solvers.draws))


async def over(job) -> list[str]:
    return [job.progress async for _ in job.news()]


def drawn(folder) -> int:
    return len(list((folder / "studies").glob("*.zarr/*")))


async def until(happened) -> None:
    limit = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < limit
        await asyncio.sleep(0.01)


def test_a_study_is_stopped_gone_on_with_and_interrupted_and_no_draw_is_lost(toy, toy_plan, tmp_path):
    async def stopped() -> str:
        async with pool(tmp_path) as studies:
            job = await studies.begin(toy, toy_plan, "mine")
            assert await studies.begin(toy, toy_plan, "mine") is job, "the same question is the same study"
            await until(lambda: drawn(tmp_path) > 2)
            studies.cancel(job.key)
            await over(job)
            assert job.status is JobStatus.CANCELLED
            kept = drawn(tmp_path)
            again = await studies.again(job.key)
            await until(lambda: drawn(tmp_path) > kept)
            return again.key

    async def gone_on(key: str) -> None:
        async with pool(tmp_path) as studies:
            job = await studies.known(key)
            assert (job.status, job.title, job.plan) == (JobStatus.INTERRUPTED, "mine", study_text(toy_plan))
            again = await studies.begin(toy, toy_plan, "mine")
            said = await over(again)
            assert again.status is JobStatus.DONE and said[-2] == "20 of 20 draws" and "1 of 20 draws" not in said
            assert (await studies.again(key)) is again, "nothing is drawn twice"
            assert await studies.delete(key) and await studies.known(key) is None and drawn(tmp_path) == 0

    asyncio.run(gone_on(asyncio.run(stopped())))


def test_a_study_that_takes_too_long_is_stopped_in_words_and_more_than_are_kept_are_refused(toy, toy_plan, tmp_path):
    async def go() -> None:
        async with pool(tmp_path, study_minutes=0.5 / 60, stored_studies=1) as studies:
            job = await studies.begin(toy, toy_plan, "mine")
            await until(lambda: job.status is JobStatus.RUNNING)
            with pytest.raises(TooManyJobs, match="at most 1"):
                await studies.begin(toy, dataclasses.replace(toy_plan, draws=128), "another")
            await over(job)
            assert job.status is JobStatus.INTERRUPTED
            assert job.error.startswith("stopped after 0.00833333 minutes, the longest that a study is drawn here")
            assert not await studies.again("unknown-0")

    asyncio.run(go())


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    """A server of its own, whose studies are drawn by a stand-in."""
    folder = tmp_path_factory.mktemp("studies")
    with TestClient(create_app(WebSettings(folder=folder)), base_url="http://127.0.0.1:8023") as client:
        room = client.app.state.room
        stand_in = StudyPool(room.store, room.settings, solve=solvers.draws)
        client.app.state.room = dataclasses.replace(room, studies=stand_in)
        yield client
        client.portal.call(stand_in.close)


@pytest.fixture(scope="module")
def real_store(toy, toy_plan, tmp_path_factory):
    """Real draws, into a store, with what was said meanwhile."""
    place, said = tmp_path_factory.mktemp("real") / "real.zarr", []
    draw_study(TOY, "toy.yaml", study_text(toy_plan), str(place), said.append, lambda data: None)
    return place, said


def test_the_page_begins_a_study_follows_it_and_shows_what_it_says(own_server, real_store):
    client, query = own_server, f"scenario={WAR}"
    page = plain(client.get(f"/study/own?{query}").text)
    assert "returns to scale: how strong economies of scale are from none to all that is published" in page
    assert "the file: 1, which is half of the published economies of scale" in page
    assert "Begin a study" in page and "how much of China's tariffs is collected" in page
    sent = {"draws": "64", "drawn": ["trade elasticity", "tariffs of China"]}
    found = client.post(f"/study/begin?{query}", data=sent, follow_redirects=False)
    assert found.status_code == 303
    name = re.search(r"store=([a-z0-9-]+)#own$", found.headers["Location"]).group(1)
    link = f"/study/own?{query}&store={name}"
    page = client.get(link).text
    assert f"/jobs/{name}/events" in page and "64 draws of trade elasticity and tariffs of China" in page
    assert client.post(f"/study/delete?{query}", data={"store": name}).status_code == 200
    assert client.app.state.room.studies.find(name) is not None, "what is being drawn is not deleted"
    client.post(f"/jobs/{name}/cancel")
    lines = list(client.get(f"/jobs/{name}/events").iter_lines())
    assert lines[-3:-1] == ["event: over", "data: cancelled"]
    page = client.get(link).text
    assert "Stopped, as you asked" in page and f'action="/jobs/{name}/again"' in page
    found = client.post(
        f"/jobs/{name}/again", data={"back": f"/study?{query}&store={name}#own"}, follow_redirects=False
    )
    assert found.headers["Location"] == f"/study?{query}&store={name}#own"
    assert "event: over\ndata: done" in client.get(f"/jobs/{name}/events").text
    place = client.app.state.room.settings.folder / "studies" / f"{name}.zarr"
    shutil.rmtree(place)
    shutil.copytree(real_store[0], place)
    page = client.get(link).text
    text = plain(page)
    assert "What was drawn" in text and "the answer at the file's own numbers is that of a run" in text
    assert "No draw: all 64 were solved." in text and "Would more draws change it?" in text
    for drawing in ("spread", "tornado", "scatter", "convergence"):
        assert f'<figure id="{drawing}">' in page
    another = "This study is of another scenario"
    assert another not in text
    assert another in plain(client.get(f"/study/own?scenario=beijing-2019&store={name}").text)
    assert another in plain(client.get(f"{link}&elasticities=BLP2023_long").text)
    client.post(f"/study/delete?{query}", data={"store": name})
    assert not place.exists() and name not in client.get("/api/v1/studies").json()


def test_a_study_says_how_far_it_is_and_ends_with_every_draw(real_store):
    _, said = real_store
    assert said[0] == "reading the scenario" and said[1] == "0 of 64 draws" and said[-1].startswith("64 of 64 draws")


def test_reasons_that_differ_in_numbers_alone_are_one_kind():
    reasons = [DrawReason("refused", f"no stable equilibrium: growth {k}", "X", 2, f"d{3 - k}") for k in range(3)]
    reasons.append(DrawReason("refused", "no stable equilibrium (stalled: 3)", "X", 1, "d8"))
    reasons.append(DrawReason("failed", "", "ValueError", 8, "d9"))
    kinds = kinds_of_reasons(reasons)
    told = [(kind.draws, kind.text, kind.first) for kind in kinds]
    assert told == [(8, "ValueError", "d9"), (7, "no stable equilibrium", "d1")]


def test_a_plan_that_cannot_be_is_told_in_words(own_server):
    found = own_server.post(f"/study/begin?scenario={WAR}", data={"draws": "64", "drawn": "the moon"})
    assert found.status_code == 422 and "the moon cannot be drawn of this scenario" in plain(found.text)
    found = own_server.post(f"/study/begin?scenario={WAR}", data={"draws": "64", "plan": "own"})
    assert found.status_code == 422 and "this scenario has no study of its own" in plain(found.text)


def test_programs_begin_follow_stop_and_delete_studies(own_server):
    api = "/api/v1/studies"
    begun = own_server.post(api, json={"scenario": WAR, "draws": 16, "drawn": ["returns to scale"]})
    assert begun.status_code == 202
    name = begun.json()["name"]
    assert own_server.get(f"{api}/{name}/status").json()["status"] in ("queued", "running")
    assert own_server.delete(f"{api}/{name}").status_code == 409
    assert own_server.post(f"{api}/{name}/cancel").status_code == 200
    events = own_server.get(f"{api}/{name}/events").text
    assert "event: over" in events and '"status":"cancelled"' in events
    assert own_server.post(f"{api}/{name}/again").status_code == 202
    assert '"status":"done"' in own_server.get(f"{api}/{name}/events").text
    assert name in own_server.get(api).json()
    assert own_server.delete(f"{api}/{name}").status_code == 204
    assert own_server.get(f"{api}/{name}/status").status_code == 404
    assert own_server.post(api, json={"scenario": WAR, "draws": 5000}).status_code == 422
    assert own_server.post(api, json={"draws": 5}).status_code == 422
