"""What a reader keeps: saved with the changes of a link, there on every view, gone when it is deleted."""

from tests.web.conftest import plain, shown
from tradetalks.web import WebSettings, create_app
from tradetalks.web.state import SAVED

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
    assert client.post(f"/saved/{number}/delete", follow_redirects=False).status_code == 303
    assert "More on" not in client.get(f"/data?scenario={WAR}").text
    assert client.post(f"/saved/{number}/delete", follow_redirects=False).status_code == 303


def test_what_cannot_be_read_or_has_no_name_is_not_kept(client):
    before = len(client.app.state.room.store.scenarios())
    assert (
        client.post(f"/saved?scenario={WAR}&rule=XXX~CHN~ELE~add~0.25~2019-12-01", data={"name": "x"}).status_code
        == 422
    )
    assert client.post(f"/saved?scenario={WAR}", data={"name": ""}).status_code == 422
    assert len(client.app.state.room.store.scenarios()) == before


def test_it_is_there_after_a_restart(tmp_path):
    from fastapi.testclient import TestClient

    settings = WebSettings(folder=tmp_path, prepare=False)
    for turn in range(2):
        with TestClient(create_app(settings), base_url="http://127.0.0.1:8023") as client:
            if turn == 0:
                client.post(f"/saved?scenario={WAR}", data={"name": "Kept"}, follow_redirects=False)
            assert "Kept" in client.get(f"/data?scenario={WAR}").text
