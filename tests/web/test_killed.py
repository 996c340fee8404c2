"""The program itself: served, killed without warning, started again; nothing that was saved is lost."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tradetalks.web.api.models import EXAMPLE

# Seconds that a server may take to start on a busy machine.
PATIENCE = 120


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def served(folder: Path, end: int = signal.SIGINT) -> Iterator[tuple[httpx2.Client, subprocess.Popen]]:
    """`tradetalks serve`, and who asks it; ended as told."""
    port = free_port()
    command = [sys.executable, "-m", "tradetalks", "serve", "--folder", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as client:
            wait_until(lambda: answers(client, process))
            yield client, process
    finally:
        process.send_signal(end)
        out, err = process.communicate(timeout=PATIENCE)
        assert f"127.0.0.1:{port}" in out
        assert "Traceback" not in err


def answers(client: httpx2.Client, process: subprocess.Popen) -> bool:
    assert process.poll() is None, process.stderr.read()
    try:
        return client.get("/api/v1/worlds").status_code == 200
    except httpx2.TransportError:
        return False


def wait_until(happened) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.1)


def children(process: subprocess.Popen) -> list[int]:
    """Processes that this one started."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not listed.exists():
        pytest.skip("this system does not list the processes of a process")
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(pid) for file in threads for pid in file.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_server_that_is_killed_loses_nothing_and_says_what_was_interrupted(tmp_path):
    with served(tmp_path, signal.SIGKILL) as (client, process):
        saved = client.post("/api/v1/scenarios", json={"name": "mine", "yaml": EXAMPLE}).json()
        run = client.post("/api/v1/runs", json={"scenario": "usmca-2026"}).json()
        runs = client.get("/api/v1/runs").json()
        assert run["id"] in [entry["id"] for entry in runs] and {r["status"] for r in runs} <= {"queued", "running"}
        wait_until(lambda: children(process))
        solving = children(process)
    wait_until(lambda: not any(map(is_alive, solving)))
    with served(tmp_path) as (client, process):
        assert client.get(f"/api/v1/scenarios/{saved['id']}").json()["yaml"] == EXAMPLE
        assert client.get(f"/api/v1/runs/{run['id']}").json()["status"] == "interrupted"
        page = client.get("/?scenario=usmca-2026").text
        assert "The server was stopped while this was computed" in page and "Compute it again" in page
        again = client.post(f"/jobs/{run['id']}/again", data={"back": "/?scenario=usmca-2026"})
        assert (again.status_code, again.headers["location"]) == (303, "/?scenario=usmca-2026")
        assert client.post(f"/jobs/{run['id']}/again", data={"back": "//evil"}).headers["location"] == "/"
    assert process.returncode == 0
