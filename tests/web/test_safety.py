"""Who is answered, what is taken, and what every answer carries."""

import html
import textwrap
from itertools import pairwise

import httpx2
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.shipped_files import shipped_tables
from tradetalks.scenario.untrusted import parse_untrusted
from tradetalks.web import WebSettings, create_app, serve_page
from tradetalks.web.safety.hosts import host_name, is_known_host
from tradetalks.web.safety.limits import yaml_watch
from tradetalks.web.safety.origin import is_from_here
from tradetalks.web.safety.token import token_of_query

TOKEN = "a-secret-of-these-tests"
BOUNDS = WebSettings(folder="/nowhere")
# Lists of eight of the list before, six times.
LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(8 * ['*' + before])}]\n" for before, name in pairwise("abcdefg")
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that other machines reach."""
    bounds = WebSettings(
        folder=tmp_path_factory.mktemp("guarded"), host="0.0.0.0", token=TOKEN, hosts=("Lab.Example.",)
    )
    with TestClient(create_app(bounds), base_url="http://192.0.2.7:8023", follow_redirects=False) as found:
        yield found


@pytest.mark.parametrize(
    ("header", "name"),
    [("LocalHost:80", "localhost"), ("[::1]:8023", "::1"), ("127.0.0.1", "127.0.0.1"), ("[::1]x", ""), ("", "")],
)
def test_the_name_of_a_host_header(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("localhost:8023", {True, False}),
        ("127.0.0.1:1", {True, False}),
        ("[::1]:1", {True, False}),
        ("192.0.2.7", {False}),
        ("evil.example", set()),
        ("localhost.evil.example", set()),
        ("", set()),
        ("lab.example", {True, False}),
    ],
)
def test_names_that_others_can_point_here_are_turned_away(header, known, local):
    assert is_known_host(header, local=local, names=("lab.example",)) is (local in known)


@pytest.mark.parametrize(
    ("method", "headers", "taken"),
    [
        ("POST", {"origin": "http://here:1"}, True),
        ("POST", {}, True),
        ("POST", {"origin": "http://evil:1"}, False),
        ("POST", {"origin": "http://here:2"}, False),
        ("POST", {"origin": "null"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, False),
        ("DELETE", {"sec-fetch-site": "same-origin"}, True),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, True),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, False),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, True),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, False),
        ("GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, False),
        ("GET", {"sec-fetch-site": "same-origin"}, True),
        ("POST", {"origin": "ftp://here:1"}, False),
        ("POST", {"origin": "https://here:1"}, True),
    ],
)
def test_other_pages_may_link_here_and_nothing_else(method, headers, taken):
    assert is_from_here(method, {"host": "here:1", **headers}) is taken


def test_requests_of_other_pages_and_names_are_told_why(client):
    refused = client.post("/api/v1/check", json={"yaml": "x"}, headers={"origin": "http://evil.example"})
    assert refused.status_code == 403 and refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "this request comes from another page"
    other = client.get("/", headers={"host": "evil.example"})
    assert other.status_code == 421 and "this server is not known by that name" in other.text


def test_a_page_elsewhere_begins_no_run(client):
    """Its link is followed; the reader says that it shall be worked out, by a link of this server."""
    link = "/?scenario=us-china-trade-war&rule=USA~CHN~ELE~add~0.123~2019-12-01"
    before = len(client.get("/api/v1/runs").json())
    for site in ("cross-site", "same-site"):
        sent = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
        answer = client.get(link, headers=sent)
        assert answer.status_code == 403 and "this has not been worked out yet" in answer.text
        assert f'href="{html.escape(link)}">Work it out</a>' in answer.text
        assert client.get("/data?scenario=us-china-trade-war", headers=sent).status_code == 200
    assert len(client.get("/api/v1/runs").json()) == before


def test_every_answer_says_what_a_browser_may_do(client):
    for link in ("/static/look.css", "/api/v1/scenarios", "/nowhere", "/?date=soon"):
        headers = client.get(link).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy and "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"


def test_without_its_token_a_server_answers_nothing(guarded):
    for link in ("/", "/api/v1/scenarios", "/static/look.css", "/api/v1/openapi.json"):
        assert guarded.get(link).status_code == 401
        assert guarded.get(link, headers={"authorization": "Bearer wrong"}).status_code == 401
        assert guarded.get(f"{link}?token=wrong").status_code == 401
    assert guarded.get("/api/v1/scenarios", headers={"authorization": f"bearer {TOKEN}"}).status_code == 200
    assert guarded.get("/api/v1/scenarios", headers={"authorization": TOKEN}).status_code == 401, "without a scheme"


def test_the_link_with_the_token_is_followed_once_and_remembered(guarded):
    first = guarded.get(f"/data?token={TOKEN}&scenario=us-china-trade-war")
    assert (first.status_code, first.headers["location"]) == (303, "/data?scenario=us-china-trade-war")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie, "a link of another site is followed with it"
    assert guarded.get("/api/v1/scenarios").status_code == 200
    # Neither the address nor a link that is copied keeps it, also where the browser knows it already, nor an old one.
    for token in (TOKEN, "an-older-one"):
        again = guarded.get(f"/data?token={token}")
        assert (again.status_code, again.headers["location"]) == (303, "/data")
    guarded.cookies.clear()


@pytest.mark.parametrize("path", ["///evil.example/x", "/%2f%2fevil.example/x", "/%5cevil.example/x"])
def test_the_link_with_the_token_leads_to_this_server(guarded, path):
    led = guarded.get(httpx2.URL(f"http://192.0.2.7:8023{path}?token={TOKEN}"))
    assert led.status_code == 303 and led.headers["location"] in ("/evil.example/x", "/%5Cevil.example/x")
    guarded.cookies.clear()


def test_what_is_sent_is_not_led_on(guarded):
    answer = guarded.post(f"/api/v1/check?token={TOKEN}", json={"yaml": "x"})
    assert answer.status_code == 401


@pytest.mark.parametrize("host", ["lab.example", "LAB.example:8023", "lab.example."])
def test_a_name_that_the_server_was_told_has_no_case(guarded, host):
    sent = {"host": host, "authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/api/v1/elasticities", headers=sent).status_code == 200


@pytest.mark.parametrize("token", ["s", "15-letters-only", "sixteen letters and spaces"])
def test_a_token_that_can_be_guessed_is_refused(token):
    with pytest.raises(ValidationError, match="16 letters and digits or more"):
        WebSettings(folder="/nowhere", token=token)
    assert WebSettings(folder="/nowhere", token="").token == ""


def test_the_token_is_taken_out_of_the_link():
    assert token_of_query("a=1&token=x&b=%26") == ("x", "a=1&b=%26")
    assert token_of_query("a=1") == ("", "a=1")


def test_other_machines_need_a_token():
    with pytest.raises(TradeTalksError, match="expected a token"):
        serve_page(WebSettings(folder="/nowhere", host="0.0.0.0"))


def test_what_is_too_large_is_not_taken(client):
    most = client.app.state.room.settings.upload_bytes
    for content in (b"x" * (most + 1), iter([b"x" * 1_000_000] * 5)):
        assert client.post("/api/v1/check", content=content).status_code == 413


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1, 2]\nb: " + "[*x, *x]" * 1, ""),
        ("a: &x 1\nb: [" + "*x, " * 60 + "]", "aliases"),
        ("[" * 20 + "]" * 20, "sections in sections"),
        ("a: [" + "1, " * 60_000 + "]", "values"),
        ("# " + "x" * 600_000, "letters"),
        (LAUGHS, "values"),
        ("a: [", ""),
    ],
)
def test_a_text_larger_than_a_scenario_is_told_so(text, said):
    """Aliases count with what they stand for: eight times eight times eight is no way round the bound."""
    try:
        Source(text, "x", yaml_watch(text, BOUNDS))
    except ScenarioError as error:
        told = str(error)
    else:
        told = ""
    assert ("too many" in told) == bool(said)
    assert said in told


def scenario(baseline: str = "world2017", how: str = "rate: 10%") -> str:
    return textwrap.dedent(f"""
        name: x
        title: x
        baseline: {baseline}
        acts:
          - {{id: a, by: USA, on: CHN, {how}, from: 2019-01-01, source: a test}}
    """)


def test_a_scenario_that_is_sent_names_no_file_of_this_machine(tmp_path):
    (tmp_path / "own.csv").write_text("importer,exporter,sector,tariff\nUSA,CHN,ELE,0.1\n")
    assert parse_untrusted(scenario(), "x").name == "x"
    for text in (
        scenario(baseline=f"{{folder: {tmp_path}}}"),
        scenario(baseline="{file: /etc/passwd}"),
        scenario(how=f"tariffs_from: {tmp_path}/own.csv"),
        scenario(how="tariffs_from: ../../data/files/world2017/flows.csv"),
        scenario(how="tariffs_from: /etc/passwd"),
        scenario()
        + "branches: {b: {title: b, acts: [{id: c, by: USA, tariffs_from: /etc/passwd, from: 2019-01-01, source: x}]}}",
    ):
        with pytest.raises(ScenarioError, match="a scenario that is sent"):
            parse_untrusted(text, "x")
    with pytest.raises(ScenarioError, match="unknown scenario to extend"):
        parse_untrusted("name: x\ntitle: x\nextends: ../../../etc/passwd\n", "x")


def test_tables_that_ship_may_be_named():
    assert "tariffs-2025/truce-lapses.csv" in shipped_tables()
    text = scenario(baseline="world2022", how="tariffs_from: tariffs-2025/truce-lapses.csv")
    assert parse_untrusted(text, "x").acts[0].table == "tariffs-2025/truce-lapses.csv"


@given(some.text(max_size=300) | some.sampled_from([scenario(), scenario("{}"), scenario(how="rate: nan")]))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused_in_words(client, text):
    for link, sent in (("check", {"yaml": text or " "}), ("scenarios", {"yaml": text or " ", "name": text[:9] or " "})):
        answer = client.post(f"/api/v1/{link}", json=sent)
        assert answer.status_code in (200, 201, 422), answer.text
        assert "Traceback" not in answer.text and ".py" not in answer.text


@given(some.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_refused_in_words(client, sent):
    for link in ("check", "scenarios", "runs", "quick"):
        answer = client.post(f"/api/v1/{link}", content=sent, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 201, 202, 422, 400), answer.text
        assert "Traceback" not in answer.text


def test_a_name_that_looks_like_markup_is_shown_as_it_is(client):
    # What is saved is called as it was saved; its file may describe it with anything.
    text = scenario().replace("title: x", "title: x\ndescription: '<i>said</i>'")
    saved = client.post("/api/v1/scenarios", json={"name": "<script>alert(1)</script>", "yaml": text}).json()
    for view in ("", "report", "tariffs"):
        page = client.get(f"/{view}?scenario={saved['id']}").text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
        assert "<i>said" not in page


def test_a_defect_is_told_without_where_it_is(tmp_path):
    app = create_app(WebSettings(folder=tmp_path))

    @app.get("/api/v1/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/broken")
    assert (
        answer.status_code == 500 and "secret" not in answer.text and "defect of tradetalks" in answer.json()["title"]
    )
