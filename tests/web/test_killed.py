"""The program itself: served, killed without warning, started again; nothing that was saved is lost."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.web.serving import served, wait_until
from tradetalks.web.api.models import EXAMPLE


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
