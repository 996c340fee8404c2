"""Starting the program: what keeps it from serving is said, and the page is named only where it is there."""

import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys

import httpx2
import pytest
from fastapi.testclient import TestClient

from tests.web.serving import PATIENCE
from tradetalks.cli.main import main
from tradetalks.cli.serve_options import OPENING
from tradetalks.errors import TradeTalksError
from tradetalks.web import WebSettings, create_app
from tradetalks.web.listening import listening
from tradetalks.web.log import LOG, end_log, keep_log, logger
from tradetalks.web.serve import page_link
from tradetalks.web.store.repository import Store


def refused(capsys, *words) -> str:
    """What a command says that does not come to serve."""
    assert main(["serve", "--idle", *map(str, words)]) == 2
    said = capsys.readouterr()
    assert said.out == f"{OPENING}\n"
    return said.err


def test_a_port_that_is_in_use_is_said(capsys, tmp_path):
    with listening("127.0.0.1", 0)[0] as other:
        port = other.getsockname()[1]
        assert refused(capsys, "--port", port, "--folder", tmp_path) == (
            f"port {port} of 127.0.0.1 is in use\n"
            "do       another server may run already: use that one, or choose another --port (0 takes any that is free)\n"
        )
    # The folder is free again.
    Store(tmp_path, most_runs=1).close()


def test_a_second_server_of_a_folder_is_said(capsys, tmp_path):
    store = Store(tmp_path, most_runs=1)
    assert f"another server uses {tmp_path}" in refused(capsys, "--folder", tmp_path)
    store.close()


@pytest.mark.parametrize("host", ["nosuch.invalid", "203.0.113.9"])
def test_a_host_that_is_not_here_is_said(capsys, tmp_path, host):
    words = ("--port", 0, "--folder", tmp_path, "--host", host, "--token", "0123456789abcdef")
    assert f"{host} is no address of this machine" in refused(capsys, *words)


def test_a_database_that_is_none_is_said(capsys, tmp_path):
    (tmp_path / "tradetalks.sqlite").write_bytes(b"noise" * 1000)
    said = refused(capsys, "--folder", tmp_path)
    assert f"{tmp_path / 'tradetalks.sqlite'} cannot be used\nfile is not a database\nexpected" in said
    (tmp_path / "file").touch()
    assert "cannot be written" in refused(capsys, "--folder", tmp_path / "file")


def test_a_database_that_has_lost_its_tables_is_said(tmp_path):
    Store(tmp_path, most_runs=1).close()
    with sqlite3.connect(tmp_path / "tradetalks.sqlite") as changed:
        changed.execute("drop table scenarios")
    changed.close()
    with pytest.raises(TradeTalksError, match="it has no table scenarios"):
        Store(tmp_path, most_runs=1)


def test_a_database_that_may_not_be_written_is_said(tmp_path, monkeypatch):
    def refuse(file, *args, **kwargs) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(TradeTalksError, match=r"cannot be used\nPermission denied\nexpected"):
        Store(tmp_path, most_runs=1)


def test_an_application_that_cannot_start_says_why(tmp_path):
    store = Store(tmp_path, most_runs=1)
    app = create_app(WebSettings(folder=tmp_path))
    with pytest.raises(TradeTalksError, match="another server uses"), TestClient(app):
        pass
    assert "another server uses" in str(app.state.failed)
    store.close()


def test_what_it_listens_to_has_one_port():
    sockets = listening("localhost", 0)
    assert len({one.getsockname()[1] for one in sockets}) == 1
    for one in sockets:
        one.close()


@pytest.mark.parametrize(
    ("settings", "link"),
    [
        ({}, "http://127.0.0.1:7/"),
        ({"host": "::1"}, "http://[::1]:7/"),
        (
            {"host": "0.0.0.0", "hosts": ("lab.example",), "token": "0123456789abcdef"},
            "http://lab.example:7/?token=0123456789abcdef",
        ),
    ],
)
def test_the_link_is_one_that_can_be_followed(settings, link):
    assert page_link(WebSettings(folder="/nowhere", **settings), 7) == link


def test_it_says_where_it_is_once_it_answers(tmp_path):
    """At a port that the system chose."""
    command = [sys.executable, "-m", "tradetalks", "serve", "--idle", "--port", "0", "--folder", str(tmp_path / "new")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        # Before anything is loaded, and then once it answers.
        assert process.stdout.readline() == f"{OPENING}\n"
        address = re.search(r"http://127.0.0.1:([1-9]\d*)/", process.stdout.readline()).group()
        with socket.create_connection(("127.0.0.1", int(address.split(":")[-1].strip("/"))), PATIENCE):
            pass
        with httpx2.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
            assert client.get("/api/v1/elasticities").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0 and process.stderr.read() == ""
    # Nobody else of this machine reads what is kept.
    modes = {place.name: place.stat().st_mode & 0o777 for place in (tmp_path / "new").iterdir()}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (modes["tradetalks.sqlite"], modes[LOG]) == (0o600, 0o600)


def test_a_database_that_others_could_read_is_made_private(tmp_path):
    Store(tmp_path, most_runs=1).close()
    tmp_path.chmod(0o755)
    (tmp_path / "tradetalks.sqlite").chmod(0o644)
    Store(tmp_path, most_runs=1).close()
    assert (tmp_path / "tradetalks.sqlite").stat().st_mode & 0o777 == 0o600
    assert tmp_path.stat().st_mode & 0o777 == 0o755, "a folder that was there keeps its rights"


def test_a_defect_is_written_down_where_its_reader_finds_it(tmp_path):
    """With its place, and without what was asked of the call."""
    app = create_app(WebSettings(folder=tmp_path))

    @app.get("/api/v1/broken/{what}")
    def broken(what: str) -> None:
        raise ZeroDivisionError("for a reason")

    log = keep_log(tmp_path)
    try:
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            answer = client.get("/api/v1/broken/thought?secret=thought")
    finally:
        end_log(log)
    assert answer.json()["do"] == "please report it, with the last lines of server.log"
    written = (tmp_path / LOG).read_text(encoding="utf-8")
    assert "GET /api/v1/broken/{what}\n    Traceback" in written and "ZeroDivisionError: for a reason" in written
    assert "thought" not in written


def test_the_log_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("tradetalks.web.log.LARGEST", 1000)
    log = keep_log(tmp_path)
    for _ in range(100):
        log.handle(logging.LogRecord("x", logging.ERROR, "", 0, "x" * 100, None, None))
    end_log(log)
    files = list(tmp_path.glob(f"{LOG}*"))
    assert len(files) == 2 and all(file.stat().st_size <= 1000 for file in files)
    assert all(os.stat(file).st_mode & 0o777 == 0o600 for file in files)


def test_what_is_sent_makes_no_entry_of_the_log(tmp_path):
    """Errors repeat what was sent; only entries begin at the margin, and nothing in them moves a terminal's cursor."""
    log = keep_log(tmp_path)
    try:
        logger.error("cannot read %s", "x\n2026-01-01 00:00:00 ERROR root: forged\x1b[2J\u2028forged too")
    finally:
        end_log(log)
    first, *more = (tmp_path / LOG).read_text(encoding="utf-8").split("\n")
    assert first.endswith("ERROR tradetalks.web: cannot read x")
    assert [line[:10] for line in more] == ["    2026-0", "    forged", ""]
    assert "\x1b" not in "".join(more)
