"""A run that takes its time: how far it has come is said in its place, again and again."""

import re
import threading
import time

import pytest
import uvicorn

from tests.web import solvers
from tests.web.browser.conftest import PAGE_PATIENCE
from tradetalks.web import WebSettings, create_app
from tradetalks.web.jobs.pool import RunPool


@pytest.fixture
def slow(tmp_path):
    """Where a server listens whose runs never end, and say how far they are."""
    app = create_app(WebSettings(folder=tmp_path, port=0, prepare=False))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    pool = RunPool(app.state.room.store, at_once=1, waiting=9, kept=2, solve=solvers.counts)
    object.__setattr__(app.state.room, "jobs", pool)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=30)


def test_how_far_a_run_has_come_is_said_more_than_once(browser, slow):
    page = browser.new_page()
    page.goto(f"{slow}/?scenario=us-china-trade-war")
    status = page.locator(".state.waits p[role='status']")
    for step in ("step [3-9]", "step [1-9][0-9]"):
        status.filter(has_text=re.compile(step)).wait_for(timeout=PAGE_PATIENCE)
        assert page.locator(".state.waits h2").inner_text() == "Being computed"
        assert page.get_by_role("button", name="Stop").is_visible()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped, as you asked").wait_for(timeout=PAGE_PATIENCE)
    page.close()
