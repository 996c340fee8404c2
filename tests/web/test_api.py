"""Every call of the API: what it gives, and what it says of what is not there."""

import dataclasses
import io
import json
import re
import time
import zipfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import httpx2
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tests.web.conftest import PATIENCE
from tests.web.kept_runs import SMALL_TEXT, seed
from tradetalks.ensemble import joint_plan, run_study
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.write import read_run
from tradetalks.scenario import read_scenario
from tradetalks.web import WebSettings, create_app
from tradetalks.web.api.models import EXAMPLE, StudyRequest
from tradetalks.web.api.outcomes import rows_of_frame
from tradetalks.web.pages.api_page import example_of
from tradetalks.web.safety.token import COOKIE
from tradetalks.web.state import PageState

API = "/api/v1"
NOBODY = "0" * 32
# What asks for what takes long: a world that no other test calibrates, a study.
LONG = {"PageState": PageState, "StudyRequest": StudyRequest}


@pytest.fixture(scope="module")
def done(client) -> str:
    """The id of a finished run."""
    return finished(client, {"scenario": "us-china-trade-war"})


@pytest.fixture(scope="module")
def named(client) -> str:
    """The id of a finished run of another scenario, small, whose name needs more than letters of English."""
    text = (
        EXAMPLE.replace("name: my-tariff", "name: 关税-größe")
        .replace("world2022", "world2017")
        .replace("2026-01-01", "2019-09-01")
    )
    return finished(client, {"yaml": f"{text}model: {{scale: false, elasticities: uniform4}}\n", "parts": ["cost"]})


def finished(client, request) -> str:
    """The id of a run once it is solved."""
    begun = client.post(f"{API}/runs", json=request)
    assert begun.status_code in (200, 202), begun.text
    id, until = begun.json()["id"], time.monotonic() + PATIENCE
    while time.monotonic() < until:
        status = client.get(f"{API}/runs/{id}").json()
        if status["status"] not in ("queued", "running"):
            assert status["status"] == "done", status
            return id
        time.sleep(0.1)
    raise AssertionError("never done")


def get(client, link):
    answer = client.get(API + link)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_scenarios_are_saved_read_changed_and_deleted(client):
    saved = client.post(f"{API}/scenarios", json={"name": "mine", "yaml": EXAMPLE})
    assert saved.status_code == 201
    id = saved.json()["id"]
    assert get(client, f"/scenarios/{id}")["yaml"] == EXAMPLE
    assert get(client, "/scenarios")[0] == {key: saved.json()[key] for key in ("id", "title", "saved", "changed")}
    renamed = client.patch(f"{API}/scenarios/{id}", json={"name": "mine, now"})
    assert (renamed.status_code, renamed.json()["title"], renamed.json()["yaml"]) == (200, "mine, now", EXAMPLE)
    assert client.patch(f"{API}/scenarios/saved:999999", json={"name": "x"}).status_code == 404
    changed = client.put(f"{API}/scenarios/{id}", json={"name": "mine, later", "yaml": EXAMPLE})
    assert changed.json()["title"] == "mine, later"
    assert client.delete(f"{API}/scenarios/{id}").status_code == 204
    for answer in (
        client.delete(f"{API}/scenarios/{id}"),
        client.get(f"{API}/scenarios/{id}"),
        client.put(f"{API}/scenarios/{id}", json={"name": "x", "yaml": EXAMPLE}),
        client.get(f"{API}/scenarios/saved:x"),
        client.get(f"{API}/scenarios/nothing"),
    ):
        assert answer.status_code == 404 and answer.json()["do"] + answer.json()["expected"]


def test_shipped_scenarios_are_listed_and_read(client):
    names = {entry["id"] for entry in get(client, "/scenarios") if not entry["saved"]}
    assert "us-china-2025" in names and "nafta-1993" not in names
    assert get(client, "/scenarios/beijing-2019")["yaml"].count("name: beijing-2019") == 1


def test_a_text_is_checked(client):
    good = client.post(f"{API}/check", json={"yaml": EXAMPLE}).json()
    assert (good["readable"], good["acts"], good["dates"]) == (True, 1, ["2026-01-01"])
    bad = client.post(f"{API}/check", json={"yaml": EXAMPLE.replace("CHN", "CHX")}).json()
    assert not bad["readable"] and "scenario.yaml:5" in bad["problem"]
    assert client.post(f"{API}/scenarios", json={"name": "x", "yaml": "x"}).status_code == 422


def test_a_run_is_asked_for_once_and_its_answer_is_the_reports(client, done):
    again = client.post(f"{API}/runs", json={"scenario": "us-china-trade-war"})
    assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, done, "done")
    assert done in [run["id"] for run in get(client, "/runs")]
    found = client.app.state.room.jobs._cache.here(done)
    answer = get(client, f"/runs/{done}/answer")
    assert [line["answer"] for line in answer["lines"]] == [line.answer for line in answer_lines(found)]


def test_a_run_is_followed_to_its_end(client, done):
    with client.stream("GET", f"{API}/runs/{done}/events") as stream:
        lines = [line for line in stream.iter_lines() if line]
    assert lines[0] == "event: over" and json.loads(lines[1].removeprefix("data: "))["status"] == "done"


def test_tables_come_as_rows_and_as_csv(client, done):
    tables = get(client, f"/runs/{done}/tables")
    assert {"real_income"} <= {table["name"] for table in tables} and all(table["chapter"] for table in tables)
    content = get(client, f"/runs/{done}/tables/real_income")
    csv = pd.read_csv(io.StringIO(client.get(f"{API}/runs/{done}/tables/real_income.csv").text))
    assert [list(row) for row in content["rows"][:1]] == [list(csv.columns)] and len(csv) == len(content["rows"])
    assert content["units"]["real_income_change_busd"] == "billion US dollars (a year, where it is a flow)"
    assert content["units"]["real_income_change_percent"] == "percent" and "region" not in content["units"]


def test_what_has_no_bound_is_not_what_is_not_known():
    """A kind of fault: an answer that may come however late came as null, as one that nobody knows."""
    frame = pd.DataFrame({"latest_answer_years": [np.inf, -np.inf, np.nan, 1.5]})
    assert [row["latest_answer_years"] for row in rows_of_frame(frame)] == ["inf", "-inf", None, 1.5]


def test_charts_are_svg(client, done):
    name = get(client, f"/runs/{done}/charts")[0]["name"]
    answer = client.get(f"{API}/runs/{done}/charts/{name}.svg")
    assert answer.headers["content-type"] == "image/svg+xml" and "<svg" in answer.text


def test_every_number_comes_in_three_formats(client, done, tmp_path):
    file = tmp_path / "results.nc"
    file.write_bytes(client.get(f"{API}/runs/{done}/results.nc").content)
    with xr.open_dataset(file, group="cost", engine="h5netcdf") as cost:
        wanted = cost["real_income_change"].to_series().dropna()
    rows = client.get(f"{API}/runs/{done}/results.json").json()["cost/real_income_change"]
    assert rows["units"]
    values = [row["value"] for row in rows["rows"] if row["value"] is not None]
    assert values == pytest.approx(list(wanted))
    with zipfile.ZipFile(io.BytesIO(client.get(f"{API}/runs/{done}/results.csv").content)) as archive:
        csv = pd.read_csv(archive.open("cost/real_income_change.csv"))
    assert list(csv["value"].dropna()) == pytest.approx(list(wanted))


def test_the_report_is_given_away_whole(client, done, tmp_path):
    page = client.get(f"{API}/runs/{done}/report.html")
    assert "<html" in page.text and "script-src" not in page.headers["content-security-policy"]
    assert "sandbox" in page.headers["content-security-policy"]
    with zipfile.ZipFile(io.BytesIO(client.get(f"{API}/runs/{done}/report.zip").content)) as archive:
        archive.extractall(tmp_path)
    run = read_run(tmp_path)
    assert run.scenario.text == client.get(f"{API}/runs/{done}/scenario.yaml").text


def test_what_a_run_has_not_is_said(client, done):
    for link in ("tables/nothing", "tables/nothing.csv", "charts/nothing.svg"):
        answer = client.get(f"{API}/runs/{done}/{link}")
        assert answer.status_code == 404 and "this run has no" in answer.json()["title"]
    for link in ("tables/..%2f..%2frun", "charts/%2e%2e%2freport.svg", "results.exe", "tables/../../../x"):
        assert client.get(f"{API}/runs/{done}/{link}").status_code in (404, 422)


@pytest.mark.parametrize("link", ["", "/answer", "/tables", "/events", "/report.html", "/results.nc", "/scenario.yaml"])
def test_what_nobody_asked_for_is_not_there(client, link):
    answer = client.get(f"{API}/runs/{NOBODY}{link}")
    assert answer.status_code == 404 and answer.json()["do"] == "ask for it: POST /api/v1/runs"
    assert client.get(f"{API}/runs/x{link}").status_code == 422


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({}, 422),
        ({"scenario": "us-china-trade-war", "yaml": EXAMPLE}, 422),
        ({"scenario": "nothing"}, 404),
        ({"scenario": "saved:99"}, 404),
        ({"scenario": "us-china-trade-war", "parts": ["peace"]}, 422),
        ({"yaml": "name: x"}, 422),
        ({"state": {"scenario": "us-china-trade-war", "deadline": "2019-01-01"}}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_what_cannot_be_solved_is_refused_in_words(client, request_, status):
    answer = client.post(f"{API}/runs", json=request_)
    assert answer.status_code == status and answer.json()["title"]


def test_a_run_is_stopped_and_begun_again(client):
    begun = client.post(f"{API}/runs", json={"scenario": "usmca-2026"}).json()
    stopped = client.post(f"{API}/runs/{begun['id']}/cancel").json()
    until = time.monotonic() + PATIENCE
    while stopped["status"] in ("queued", "running") and time.monotonic() < until:
        time.sleep(0.05)
        stopped = get(client, f"/runs/{begun['id']}")
    assert stopped["status"] == "cancelled"
    told = client.get(f"{API}/runs/{begun['id']}/answer")
    assert (told.status_code, told.json()["do"]) == (
        409,
        f"have it solved again: POST /api/v1/runs/{begun['id']}/again",
    )
    again = client.post(f"{API}/runs/{begun['id']}/again").json()
    assert again["status"] in ("queued", "running")
    client.post(f"{API}/runs/{begun['id']}/cancel")
    for what in ("cancel", "again"):
        assert client.post(f"{API}/runs/{NOBODY}/{what}").status_code == 404


def test_two_runs_are_compared(client, done, named):
    found = get(client, f"/compare?first={done}&second={named}")
    assert any("elasticities" in line for line in found["differences"]) and found["tables"][0]["rows"]
    assert "/" not in found["tables"][0]["note"].split("\n")[0]


def test_runs_that_share_nothing_are_told_without_the_place_where_they_lie(client, done, tmp_path_factory):
    seed(client.app, SMALL_TEXT, tmp_path_factory)
    other = finished(client, {"yaml": SMALL_TEXT})
    answer = client.get(f"{API}/compare?first={done}&second={other}")
    assert answer.status_code == 422
    assert answer.json()["title"] == "first and second share no date, branch and region, no war and no talks"


def test_worlds_and_elasticities(client):
    worlds = [world["name"] for world in get(client, "/worlds")]
    assert "world2022" in worlds
    world = get(client, "/worlds/world2022")
    assert "source" in world["text"] and {"USA", "CHN"} <= {row["region"] for row in world["tables"][0]["rows"]}
    assert client.get(f"{API}/worlds/nowhere").status_code == 404
    assert {"uniform4", "LL2023"} <= {entry["name"] for entry in get(client, "/elasticities")}


def test_a_policy_is_answered_at_once_as_the_run_answers_it(client, done):
    found = client.post(f"{API}/quick", json={"scenario": "us-china-trade-war"}).json()
    rows = get(client, f"/runs/{done}/results.json".replace("results.json", "tables/real_income"))["rows"]
    cost = client.app.state.room.jobs._cache.here(done).cost
    wanted = cost.equilibria[cost.now].real_income_change_busd
    assert {row["horizon"] for row in found} == {"once trade has adjusted"}
    assert {row["policy"] for row in found} <= {str(policy) for policy in cost.equilibria}
    assert rows and {row["country"]: row["real_income_busd"] for row in found} == pytest.approx(
        {str(code): float(wanted.sel(region=code)) for code in wanted["region"].values}, rel=1e-6, abs=1e-9
    )


def test_studies_of_the_folder_are_told(client):
    folder = client.app.state.room.settings.folder / "studies"
    assert client.get(f"{API}/studies/nothing").status_code == 404
    assert client.get(f"{API}/studies/..%2f..%2fetc").status_code == 404
    scenario = read_scenario("us-china-trade-war")
    run_study(scenario, dataclasses.replace(joint_plan(scenario), draws=8), folder / "mine.zarr")
    assert "mine" in get(client, "/studies")
    told = get(client, "/studies/mine")
    assert told["title"] and told["lines"] and told["tables"][0]["rows"]


def test_every_call_is_described(client):
    described = get(client, "/openapi.json")
    assert described["openapi"].startswith("3.") and len(described["paths"]) >= 20
    for path, methods in described["paths"].items():
        assert path.startswith(API)
        for method, call in methods.items():
            assert call["description"] and call["tags"], (path, method)
            told = {"400", "401", "403", "404", "405", "409", "413", "421", "422", "429", "503", "507"}
            assert told <= call["responses"].keys()


def test_what_begins_a_run_is_described_with_both_its_answers(client):
    paths = get(client, "/openapi.json")["paths"]
    for path in ("/runs", "/runs/{id}/again"):
        told = paths[API + path]["post"]["responses"]
        schemas = [told[code]["content"]["application/json"]["schema"] for code in ("200", "202")]
        assert schemas == 2 * [{"$ref": "#/components/schemas/RunEntry"}]


def test_the_token_is_described(tmp_path):
    """Tools that read the description ask for the token where the server has one, and for nothing else."""
    for token, wanted in (("", [{}]), ("a-secret-of-16-letters", [{"token": []}, {"cookie": []}])):
        described = create_app(WebSettings(folder=tmp_path, token=token)).openapi()
        schemes = described["components"]["securitySchemes"]
        assert schemes["token"]["scheme"] == "bearer" and schemes["cookie"]["name"] == COOKIE
        assert described["security"] == wanted


def test_the_examples_of_what_is_sent_can_be_sent(client, done):
    described = get(client, "/openapi.json")
    sent = []
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            if "requestBody" not in call:
                continue
            name = call["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            example = example_of(described["components"]["schemas"][name])
            if name in LONG:
                LONG[name].model_validate(example)
                continue
            place = path
            if "{number}" in path:
                text = {"name": "to be changed", "yaml": EXAMPLE}
                place = path.replace("{number}", client.post(f"{API}/scenarios", json=text).json()["id"].split(":")[1])
                # Another scenario has the name of the example by now.
                example |= {"name": f"a name of its own, {method}"}
            answer = client.request(method, place, json=example)
            assert answer.status_code < 300, (method, path, answer.text)
            sent.append(name)
    assert set(sent) == {"ScenarioText", "ScenarioName", "ScenarioToSave", "RunRequest"}


def test_a_finished_run_is_its_own_last_part(client, done):
    found = get(client, f"/runs/{done}/so-far")
    assert found["complete"] and found["war"] and not found["talks"]
    whole = get(client, f"/runs/{done}/answer")
    assert (found["title"], found["lines"]) == (whole["title"], whole["lines"])


def test_every_call_is_on_the_page_for_people(client):
    page = client.get("/api").text
    for path, methods in get(client, "/openapi.json")["paths"].items():
        assert all(f"{method.upper()} {path}" in page for method in methods)
    assert "my-tariff" in page, "an example of a scenario"


def test_the_example_of_the_docs_runs(client, done, capsys):
    """As it stands, but that its client leads to the tests' own server."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "page.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(example.splitlines()) <= 10
    library = SimpleNamespace(Client=partial(httpx2.Client, transport=client._transport))
    names: dict[str, object] = {"httpx": library}
    exec(compile(example.replace("import httpx\n", ""), "docs/page.md", "exec"), names)
    assert "What does" in capsys.readouterr().out and "USA" in str(names["rows"])


def test_a_scenario_with_letters_of_any_script_is_given_away(client, named):
    for link in ("scenario.yaml", "report.zip"):
        answer = client.get(f"{API}/runs/{named}/{link}")
        assert answer.status_code == 200 and "UTF-8''%E5" in answer.headers["content-disposition"]
