"""Many who ask at the same time, while something is solved."""

import asyncio
import contextlib
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2
import pytest

from tests.web.serving import served, wait_until

# As many as a seminar has people.
CLIENTS = 50
SCENARIO = "us-china-trade-war"
# What each asks for, again and again: a view, its answer, the answer for programs, a list and a style.
LINKS = (
    f"/?scenario={SCENARIO}",
    f"/cost?scenario={SCENARIO}",
    "/api/v1/runs/{run}/answer",
    "/api/v1/scenarios",
    "/static/look.css",
)


async def crowd(address: str, run: str, seconds: float, links: Sequence[str] = LINKS) -> list[float]:
    """What each request of the crowd took, in seconds; ends after so many seconds."""
    took: list[float] = []
    until = time.monotonic() + seconds

    async def one(client: httpx2.AsyncClient) -> None:
        turn = 0
        while time.monotonic() < until:
            began = time.monotonic()
            answer = await client.get(links[turn % len(links)].format(run=run))
            turn += 1
            took.append(time.monotonic() - began)
            assert answer.status_code == 200, answer.text

    bounds = httpx2.Limits(max_connections=CLIENTS)
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=bounds, trust_env=False) as client:
        await asyncio.gather(*(one(client) for _ in range(CLIENTS)))
    return took


def solved(client: httpx2.Client) -> str:
    """The id of the run that the crowd looks at."""
    run = client.post("/api/v1/runs", json={"scenario": SCENARIO}).json()["id"]
    wait_until(lambda: client.get(f"/api/v1/runs/{run}").json()["status"] == "done", 600)
    return run


def test_fifty_at_once_are_all_answered(client):
    """Within the tests' own server; what is solved meanwhile is not waited for."""
    run = client.post("/api/v1/runs", json={"scenario": SCENARIO}).json()["id"]
    wait_until(lambda: client.get(f"/api/v1/runs/{run}").json()["status"] == "done", 600)
    client.post("/api/v1/runs", json={"scenario": "usmca-2026"})

    async def ask() -> list[int]:
        room = httpx2.ASGITransport(client.app)
        async with httpx2.AsyncClient(transport=room, base_url="http://127.0.0.1:8023", timeout=600) as many:
            links = [LINKS[k % len(LINKS)].format(run=run) for k in range(CLIENTS)]
            return [answer.status_code for answer in await asyncio.gather(*map(many.get, links))]

    # In the loop of the server, whose locks and tasks belong to it.
    assert client.portal.call(ask) == CLIENTS * [200]


@pytest.mark.slow
def test_fifty_clients_for_a_minute(tmp_path, capsys):
    """No error; the median below a second from the cache, and while a run is solved."""
    with served(tmp_path) as (client, _):
        run = solved(client)
        address = str(client.base_url)
        for what in ("cached", "while a run is solved"):
            if what != "cached":
                client.post("/api/v1/runs", json={"scenario": "usmca-2026"})
            took = asyncio.run(crowd(address, run, seconds=60))
            with capsys.disabled():
                print(f"\n{what}: {told(took)}")
            assert statistics.median(took) < 1


@pytest.mark.slow
def test_fifty_clients_for_a_minute_while_a_study_runs(tmp_path, capsys):
    """No error, the median below a second, while another program draws into the folder of the page, and all look at it."""
    with served(tmp_path) as (client, _):
        run, store = solved(client), tmp_path / "studies" / "mine.zarr"
        links = (*LINKS, f"/study?scenario={SCENARIO}&store=mine", "/api/v1/studies")
        with studied(store) as process:
            wait_until(lambda: client.get("/api/v1/studies/mine").status_code == 200, 600)
            took = asyncio.run(crowd(str(client.base_url), run, 60, links))
            assert process.poll() is None, "the study ended before the crowd did"
        with capsys.disabled():
            print(f"\nwhile a study runs: {told(took)}")
        assert statistics.median(took) < 1


@contextlib.contextmanager
def studied(store: Path) -> Iterator[subprocess.Popen]:
    """A study of more draws than a minute has room for, in two processes; stopped in the end."""
    command = ["study", "run", SCENARIO, "--draws", "65536", "--workers", "2", "--out", str(store)]
    process = subprocess.Popen([sys.executable, "-m", "tradetalks", *command], stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def told(took: list[float]) -> str:
    """What requests took, in a line."""
    ordered = sorted(took)
    late = ordered[int(0.95 * len(took))]
    return f"{len(took)} requests, median {statistics.median(took):.3f} s, 95 of 100 below {late:.3f} s"
