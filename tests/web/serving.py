"""`tradetalks serve` as a process of its own, for tests of the program itself."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2

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
    command = [sys.executable, "-m", "tradetalks", "serve", "--idle", "--folder", str(folder), "--port", str(port)]
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


def wait_until(happened, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.1)
