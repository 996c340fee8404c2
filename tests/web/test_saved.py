"""What a reader keeps: saved with the changes of a link, there on every view, gone when it is deleted."""

from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import plain, shown
from tradetalks.web import WebSettings, create_app
from tradetalks.web.state import SAVED, read_state

WAR = "us-china-trade-war"
RULE = "rule=USA~CHN~ELE~add~0.25~2019-12-01"


def test_a_changed_scenario_is_saved_found_again_and_deleted(client):
    answer = client.post(
        f"/saved?scenario={WAR}&{RULE}", data={"name": "More on <electronics>"}, follow_redirects=False
    )
    assert answer.status_code == 303
    link = answer.headers["location"]
    assert link.startswith(f"/?scenario={SAVED}")
    number = link.rpartition(":")[2]
    assert "rule-1" in client.get(f"/report/scenario.yaml?scenario={SAVED}{number}").text
    for view in ("/data", "/compare"):
        page = client.get(f"{view}?scenario={WAR}").text
        assert "More on &lt;electronics&gt;" in page and "<electronics>" not in page
    start = shown(client, f"/?scenario={WAR}")
    assert "More on <electronics>" in plain(start)
    renamed = client.post(
        f"/saved/{number}/rename?scenario={WAR}", data={"name": " A <b>sixteenth</b> "}, follow_redirects=False
    )
    assert (renamed.status_code, renamed.headers["location"]) == (303, f"/?scenario={WAR}#saved")
    start = client.get(f"/?scenario={WAR}").text
    assert 'value="A &lt;b&gt;sixteenth&lt;/b&gt;"' in start and "<b>sixteenth" not in start and "More on" not in start
    assert f'action="/saved/{number}/rename?scenario={WAR}"' in start
    assert "title: A <b>sixteenth</b>\n" in client.get(f"/report/scenario.yaml?scenario={SAVED}{number}").text
    client.post(f"/saved?scenario={WAR}", data={"name": "Another"}, follow_redirects=False)
    for name, status, why in (
        ("ANOTHER", 409, "another scenario is called 'ANOTHER'"),
        ("x" * 121, 422, "it has 121 letters"),
        (" ", 422, "nothing of it would be seen"),
        ("a\u202eb", 422, "marks that are not seen"),
    ):
        refused = client.post(f"/saved/{number}/rename", data={"name": name}, follow_redirects=False)
        assert refused.status_code == status and why in plain(refused.text)
    assert client.post("/saved/999999/rename", data={"name": "x"}, follow_redirects=False).status_code == 303
    assert client.post(f"/saved/{number}/delete", follow_redirects=False).status_code == 303
    assert "sixteenth" not in client.get(f"/?scenario={WAR}").text
    assert "More on" not in client.get(f"/data?scenario={WAR}").text
    assert client.post(f"/saved/{number}/delete", follow_redirects=False).status_code == 303


def test_a_scenario_that_was_saved_with_a_rule_takes_another_one(client):
    """Rules are named by what the text does not have."""
    answer = client.post(f"/saved?scenario={WAR}&{RULE}", data={"name": "One"}, follow_redirects=False)
    link = answer.headers["location"].removeprefix("/?")
    text = client.get(f"/report/scenario.yaml?{link}&{RULE.replace('0.25', '0.3')}&{RULE.replace('ELE', 'MAC')}").text
    assert [text.count(f"id: rule-{k}\n") for k in (1, 2, 3)] == [1, 1, 1]
    found = client.get(f"/tariffs/answer?{link}&{RULE.replace('0.25', '0.3')}").text
    assert "cannot be worked out" not in found and '"rates": {"1": 0.3}' in found
    # The same twice is told of the rule and of the one in the file.
    found = client.get(f"/tariffs/answer?{link}&{RULE}").text
    assert "Rule 1: acts rule-1 of the scenario and rule 1 say the same" in found


def test_a_saved_scenario_is_called_as_it_was_saved(client):
    answer = client.post(f"/saved?scenario={WAR}&{RULE}", data={"name": " Ministry  x "}, follow_redirects=False)
    link = answer.headers["location"]
    text = client.get(f"/report/scenario.yaml{link[1:]}").text
    assert "title: Ministry x\n" in text
    page = plain(client.get(link).text)
    assert "Saved on this machine as Ministry x" in page and "Ministry x (open)" in page
    assert "Delete it for good" in page
    # A name is no part of what is solved: the run is that of the link that was saved.
    room = client.app.state.room
    texts = [room.library.state_text(read_state(parse_qsl(query))) for query in (link[2:], f"scenario={WAR}&{RULE}")]
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_pages_and_report_of_a_saved_scenario_have_its_name(client):
    answer = client.post(f"/saved?scenario={WAR}", data={"name": "Kept as it is"}, follow_redirects=False)
    query = answer.headers["location"][2:]
    assert "Kept as it is" in plain(shown(client, f"/?{query}"))
    report = plain(client.get(f"/report/file/report.html?{query}").text)
    assert "Kept as it is" in report
    assert "Kept as it is" not in plain(client.get(f"/report/file/report.html?scenario={WAR}").text)


def test_what_no_file_holds_is_kept_beside_the_saved_one(client):
    beside = "date=2019-06-01&threat=1,-2&issue=Farm%20goods~0.5"
    answer = client.post(f"/saved?scenario={WAR}&{beside}", data={"name": "Beside"}, follow_redirects=False)
    link = answer.headers["location"]
    assert link.endswith(f"&{beside}")
    number = link.partition("saved:")[2].partition("&")[0]
    assert client.get(f"/choose?scenario=saved:{number}", follow_redirects=False).headers["location"] == link
    text = client.get(f"/report/scenario.yaml?scenario=saved:{number}").text
    assert "threat=1" not in text
    # Saved once more without it, it is gone.
    again = client.post(f"/saved?scenario=saved:{number}", data={"name": "Bare"}, follow_redirects=False)
    assert "threat" not in again.headers["location"]


def test_what_cannot_be_read_or_has_no_name_is_not_kept(client):
    before = len(client.app.state.room.store.scenarios())
    assert (
        client.post(f"/saved?scenario={WAR}&rule=XXX~CHN~ELE~add~0.25~2019-12-01", data={"name": "x"}).status_code
        == 422
    )
    for name in ("", "  ", "a\0b"):
        assert client.post(f"/saved?scenario={WAR}", data={"name": name}).status_code == 422
    assert len(client.app.state.room.store.scenarios()) == before


def test_it_is_there_after_a_restart(tmp_path):
    from fastapi.testclient import TestClient

    settings = WebSettings(folder=tmp_path, prepare=False)
    for turn in range(2):
        with TestClient(create_app(settings), base_url="http://127.0.0.1:8023") as client:
            if turn == 0:
                client.post(f"/saved?scenario={WAR}", data={"name": "Kept"}, follow_redirects=False)
            assert "Kept" in client.get(f"/data?scenario={WAR}").text


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "nothing of it would be seen"),
        (" \t\u2003", "nothing of it would be seen"),
        ("\u200d\u0301", "nothing of it would be seen"),
        ("x" * 121, "it has 121 letters"),
        ("a\x07b", "control characters"),
        ("safe\u202egnp.exe", "marks that are not seen"),
        ("\ufeffa", "marks that are not seen"),
    ],
)
def test_what_is_no_name_is_refused_in_words(client, name, why):
    before = client.get("/api/v1/scenarios").json()
    page = client.post(f"/saved?scenario={WAR}", data={"name": name}, follow_redirects=False)
    assert page.status_code == 422
    assert why in plain(page.text)
    # In the title of the window and in the head of the page, and no more.
    assert plain(page.text).count("this is no name for a scenario") == 2
    text = client.get(f"/api/v1/scenarios/{WAR}").json()["yaml"]
    answer = client.post("/api/v1/scenarios", json={"name": name, "yaml": text})
    assert answer.status_code == 422
    assert client.get("/api/v1/scenarios").json() == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("<b>a & b</b>\r\nSet-Cookie: x", "<b>a & b</b> Set-Cookie: x"),
        ("نمی\u200cدانم 👩\u200d🌾", "نمی\u200cدانم 👩\u200d🌾"),
        ("e\u0301tude", "étude"),
        ("=1+2", "=1+2"),
    ],
)
def test_odd_names_are_shown_and_given_away_as_they_are(client, name, kept):
    link = client.post(f"/saved?scenario={WAR}", data={"name": name}, follow_redirects=False).headers["location"]
    number = link.rpartition(":")[2]
    assert client.get(f"/api/v1/scenarios/saved:{number}").json()["title"] == kept
    page = client.get(link).text
    assert kept in plain(page) and "<b>a" not in page
    text = client.get(f"/report/scenario.yaml{link[1:]}")
    assert text.status_code == 200 and "\n" not in text.headers["content-disposition"]
    assert client.post(f"/saved/{number}/delete", follow_redirects=False).status_code == 303


def test_no_more_is_saved_than_the_server_keeps(tmp_path):
    with TestClient(
        create_app(WebSettings(folder=tmp_path, saved_scenarios=1)), base_url="http://127.0.0.1:8023"
    ) as one:
        assert one.post(f"/saved?scenario={WAR}", data={"name": "a"}, follow_redirects=False).status_code == 303
        refused = one.post(f"/saved?scenario={WAR}", data={"name": "b"}, follow_redirects=False)
        assert refused.status_code == 507
        assert "no more scenarios can be saved here" in plain(refused.text) and "delete some" in plain(refused.text)
        assert [entry["title"] for entry in one.get("/api/v1/scenarios").json() if entry["saved"]] == ["a"]


def test_a_scenario_without_acts_says_where_to_set_the_first(client):
    text = "name: none\ntitle: Not yet\nbaseline: world2017\n"
    made = client.post("/api/v1/scenarios", json={"name": "none", "yaml": text})
    page = plain(shown(client, f"/?scenario={made.json()['id']}"))
    assert "This scenario changes nothing yet" in page and "Compute it again" not in page
