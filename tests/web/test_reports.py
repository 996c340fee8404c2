"""Reports on the disk: what a server removes is its own, what it needs is written again."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from tradetalks.web import WebSettings, create_app, reports
from tradetalks.web.app import REPORTS
from tradetalks.web.reports import MADE_HERE, Reports, WrittenReport

KEY = "0123456789abcdef" * 2


def test_what_its_reader_keeps_in_the_folder_is_left(tmp_path):
    """Runs of the command line stand in `reports`; and a folder of our name that no server made is somebody's too."""
    kept = [tmp_path / "reports" / "mine" / "run.json", tmp_path / REPORTS / KEY / "run.json"]
    for file in kept:
        file.parent.mkdir(parents=True)
        file.write_text("precious")
    for _ in range(2):
        with TestClient(create_app(WebSettings(folder=tmp_path)), base_url="http://127.0.0.1"):
            assert [file.read_text() for file in kept] == ["precious", "precious"]


def test_reports_of_an_earlier_server_are_removed_and_nothing_beside_them(tmp_path):
    home = tmp_path / REPORTS
    for name in (KEY, f".tradetalks-{KEY}", "notes"):
        (home / name).mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (home / KEY[::-1]).symlink_to(tmp_path / "elsewhere")
    (home / MADE_HERE).touch()
    Reports(home)
    assert {place.name for place in home.iterdir()} == {"notes", KEY[::-1], MADE_HERE}
    assert (tmp_path / "elsewhere").is_dir()


@pytest.fixture
def written(monkeypatch):
    """Folders that were written, each with one file."""
    found = []

    def write(run, place) -> WrittenReport:
        reports._make_home(place.parent)
        place.mkdir(exist_ok=True)
        (place / "run.json").write_text("{}")
        found.append(place)
        return WrittenReport(place, ("run.json",), {}, {})

    monkeypatch.setattr(reports, "_written", write)
    return found


def test_a_report_that_was_removed_under_the_server_is_written_again(tmp_path, written):
    async def go() -> None:
        kept = Reports(tmp_path / REPORTS)
        for _ in range(2):
            assert await kept.file(KEY, None, "run.json") == b"{}"
        assert len(written) == 1
        (written[0] / "run.json").unlink()
        assert await kept.file(KEY, None, "run.json") == b"{}"
        assert len(written) == 2

    asyncio.run(go())


def test_nobody_else_of_the_machine_reads_reports(tmp_path, written):
    asyncio.run(Reports(tmp_path / "new" / REPORTS).of(KEY, None))
    assert (tmp_path / "new" / REPORTS).stat().st_mode & 0o777 == 0o700
