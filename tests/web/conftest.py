"""A server of the page within the tests, and runs that all of them share: both as long as the tests last."""

import html
import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.kept_runs import SMALL_TEXT, WAR_TEXT, kept_run, seed
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import unpacked
from tradetalks.web import WebSettings, create_app

# Seconds that a run of these tests may take on a machine that compiles everything anew.
PATIENCE = 600


@pytest.fixture(scope="session")
def client(tmp_path_factory) -> Iterator[TestClient]:
    settings = WebSettings(folder=tmp_path_factory.mktemp("page"))
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8023") as found:
        seed(found.app, WAR_TEXT, tmp_path_factory)
        yield found


@pytest.fixture(scope="session")
def war_run(tmp_path_factory) -> ScenarioRun:
    """The quickest scenario that ships, with costs, their band and a war."""
    return unpacked(kept_run(WAR_TEXT, tmp_path_factory))


@pytest.fixture(scope="session")
def small_run(tmp_path_factory) -> ScenarioRun:
    """A small scenario with talks."""
    return unpacked(kept_run(SMALL_TEXT, tmp_path_factory))


def shown(client: TestClient, link: str) -> str:
    """A view once its run is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        answer = client.get(link)
        assert answer.status_code == 200, answer.text
        if "sse-connect" not in answer.text:
            return answer.text
        time.sleep(0.2)
    raise AssertionError(f"{link} has no answer")


def plain(page: str) -> str:
    """The words of a page as a reader has them: without tags, and without the meanings that words open on hover."""
    without = re.sub(r'<span class="meaning".*?</span>', "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", without)).split())
