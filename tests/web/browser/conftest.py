"""One server and one browser for all tests of this folder; skipped with a reason where there is no browser."""

import dataclasses
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from tests.web.kept_runs import WAR_TEXT, seed
from tradetalks.web import WebSettings, create_app

# The system's own browser: what is downloaded by playwright itself is not asked for.
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
# Seconds that a run may take on a machine that compiles everything anew; milliseconds that a page may take.
PATIENCE, PAGE_PATIENCE = 600, 60_000
WIDTHS = (390, 1440)
# A width and its inks. All four are looked at in the slow target, two that differ in both in every run.
LOOKS = [
    pytest.param(390, "light"),
    pytest.param(1440, "dark"),
    pytest.param(390, "dark", marks=pytest.mark.slow),
    pytest.param(1440, "light", marks=pytest.mark.slow),
]
# What vega says of every chart whose height is that of its rows.
HARMLESS = "fit-y"
DRAWN = "() => [...document.querySelectorAll('[data-chart]')].every(place => place.dataset.drawn === 'yes')"


@dataclasses.dataclass
class Looked:
    """A page in the browser, and what it has done that it must not.

    Args:
        page: of playwright.
        faults: errors of its console, and requests to other hosts.
    """

    page: object
    faults: list[str]


# While playwright is open, a loop of events runs in its thread. It ends with this folder: other tests have loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if not CHROMIUM.is_file():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield found
        found.close()


@pytest.fixture(scope="package")
def address(browser, tmp_path_factory) -> Iterator[str]:
    """Where the server of the tests listens; its one run is solved."""
    settings = WebSettings(folder=tmp_path_factory.mktemp("page"), port=0, prepare=False)
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    home = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    seed(app, WAR_TEXT, tmp_path_factory)
    yield home
    server.should_exit = True
    thread.join(timeout=30)


@pytest.fixture
def look(browser, address) -> Iterator[object]:
    """Opens a view at a width in light or dark and waits for its pictures."""
    contexts = []

    def open_view(link: str, width: int = 1440, scheme: str = "light") -> Looked:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        page, faults = context.new_page(), []

        def of_console(message: object) -> None:
            if message.type in ("error", "warning") and HARMLESS not in message.text:
                faults.append(f"{message.type}: {message.text}")

        def of_request(request: object) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                faults.append(f"asks another host: {request.url}")

        page.on("console", of_console)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", of_request)
        page.goto(f"{address}{link}", timeout=PAGE_PATIENCE)
        page.wait_for_function(DRAWN, timeout=PAGE_PATIENCE)
        return Looked(page, faults)

    yield open_view
    for context in contexts:
        context.close()


def violations(page: object) -> list[str]:
    """What axe-core calls a serious or critical violation on a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
