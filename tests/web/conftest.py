"""A server of the page within the tests: its runs are kept as long as the tests last."""

import html
import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tradetalks.web import WebSettings, create_app

# Seconds that a run of these tests may take on a machine that compiles everything anew.
PATIENCE = 600


@pytest.fixture(scope="session")
def client(tmp_path_factory) -> Iterator[TestClient]:
    settings = WebSettings(folder=tmp_path_factory.mktemp("page"))
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8023") as found:
        yield found


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
