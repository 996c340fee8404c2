"""Official files: fetched from a server of our own, compared with checksums, and what is said where there is no connection."""

import csv
import hashlib
import io
import threading
import zipfile
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tradetalks.data import downloads
from tradetalks.data.downloads import KnownChecksum, OfficialFile, fetch, official_files, verdict_on
from tradetalks.errors import AccountsError

TABLE = b"V1,USA_A01\nUSA_A01,1.0\n"


def zipped(content=TABLE):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("release/2019_SML.csv", content)
    return held.getvalue()


class Server(BaseHTTPRequestHandler):
    """Answers with the file of that name, or as the name says."""

    def __init__(self, files, *rest):
        self.files = files
        super().__init__(*rest)

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        if name == "gone.zip":
            self.send_error(404)
            return
        content = self.files[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) + 100 * (name == "short.zip")))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing on the terminal."""


@pytest.fixture
def server(monkeypatch):
    """A server on this machine, and official files that lie there."""
    files = {"good.zip": zipped(), "other.zip": zipped(b"other\n"), "short.zip": zipped(), "plain.csv": TABLE}
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, files))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{running.server_port}"

    def entry(name, file, address):
        return OfficialFile(name, "a table", file, address, "https://example.org/page", "made up", "free")

    entries = {name: entry(name, f"{name}.zip", f"{base}/{name}.zip") for name in ("good", "other", "short", "gone")}
    entries["plain"] = entry("plain", "plain.csv", f"{base}/plain.csv")
    entries["page"] = entry("page", "", "")
    # Nobody listens there.
    entries["offline"] = entry("offline", "offline.zip", "http://127.0.0.1:9/offline.zip")
    right = KnownChecksum("2019_SML.csv", "md5", hashlib.md5(TABLE).hexdigest(), "accepted", "made up")
    damaged = hashlib.md5(b"damaged\n").hexdigest()
    wrong = KnownChecksum("data_2020_SML.csv", "md5", damaged, "damaged", "a copy without its decimal points")
    monkeypatch.setattr(downloads, "_addresses", lambda: entries)
    monkeypatch.setattr(downloads, "_checksums", lambda: (right, wrong))
    yield base
    running.shutdown()
    running.server_close()


def refused(name, folder):
    with pytest.raises(AccountsError) as error:
        fetch(name, folder)
    assert [file.name for file in folder.iterdir()] == []
    return str(error.value)


def test_a_file_is_fetched_and_its_checksum_known(server, tmp_path):
    place, said = fetch("good", tmp_path / "new")
    assert place == tmp_path / "new" / "good.zip" and place.read_bytes() == zipped()
    assert said == f"a table; 2019_SML.csv has the known md5 {hashlib.md5(TABLE).hexdigest()}; free"
    again, said = fetch("good", tmp_path / "new")
    assert again == place and said.startswith("it was there already; 2019_SML.csv has the known md5 ")


def test_without_a_known_checksum_its_own_is_told(server, tmp_path):
    _, said = fetch("plain", tmp_path)
    assert said == (f"a table; no checksum is known of it; its own is sha256 {hashlib.sha256(TABLE).hexdigest()}; free")


def test_another_file_under_a_known_name_is_refused(server, tmp_path):
    said = refused("other", tmp_path)
    assert said.startswith("2019_SML.csv is not the file that is known under this name\nexpected md5 ")


def test_what_does_not_come(server, tmp_path):
    by_hand = (
        f"put offline.zip into {tmp_path}, then run `tradetalks data fetch offline --into {tmp_path}` again to check it"
    )
    assert refused("gone", tmp_path).startswith("gone cannot be fetched: the server answered 404")
    assert "cannot be fetched: only" in refused("short", tmp_path) or "IncompleteRead" in refused("short", tmp_path)
    said = refused("offline", tmp_path)
    assert said.startswith("offline cannot be fetched: no connection (")
    assert "address  http://127.0.0.1:9/offline.zip\npage     https://example.org/page" in said
    assert said.endswith(f"do       open it in a browser and {by_hand}")
    said = refused("page", tmp_path)
    assert "no program can fetch it" in said and f"put the file into {tmp_path}" in said
    assert "there is no official file 'goood'\ndo       did you mean good?" in refused("goood", tmp_path)


def test_the_damaged_copy_is_recognised_by_any_name(server, tmp_path):
    for name in ("data_2020_SML.csv", "renamed.csv"):
        (tmp_path / name).write_bytes(b"damaged\n")
        with pytest.raises(AccountsError, match=f"{name} is damaged: a copy without its decimal points"):
            verdict_on(tmp_path / name)


def test_a_damaged_zip(server, tmp_path):
    data = bytearray(zipped())
    at = data.index(TABLE)
    data[at + 3] ^= 0xFF
    (tmp_path / "good.zip").write_bytes(data)
    with pytest.raises(AccountsError, match=r"good.zip is a damaged zip\ngot      Bad CRC-32"):
        fetch("good", tmp_path)


def test_the_addresses_that_ship():
    files = official_files()
    assert files.index.is_unique
    direct = files[files["address"] != ""]
    assert direct["address"].str.startswith("https://").all() and (direct["file"] != "").all()
    assert files["page"].str.startswith("https://").all()
    assert (files["status"] != "").all() and (files["licence"] != "").all()
    assert "icio2025-sml-2016-2022" in files.index
    with (downloads.FOLDER / "checksums.csv").open(encoding="utf-8") as table:
        digests = {row["file"]: row["digest"] for row in csv.DictReader(table)}
    assert digests["2020_SML.csv"] == "d3e0f4979d85d6c0bb7cf4c43e324287"
    assert digests["data_2020_SML.csv"] == "d1b887aaafa54ab3f28fde78fcd21cdf"
