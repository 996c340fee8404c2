"""What studies say is made once for all who ask, and again when their stores have grown."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tradetalks.web import studies


@pytest.fixture
def store(tmp_path):
    place = tmp_path / "mine.zarr"
    place.mkdir()
    (place / "draws").write_text("1")
    return place


@pytest.fixture
def made(monkeypatch):
    """What was made, one after the other; the making can be held up."""
    found, gate = [], threading.Event()
    gate.set()

    def summarise(place):
        gate.wait(30)
        found.append((place / "draws").read_text())
        return found[-1]

    monkeypatch.setattr(studies, "open_study", lambda place: place)
    monkeypatch.setattr(studies, "summarise_study", summarise)
    monkeypatch.setattr(studies, "draw_reasons", lambda place: [])
    monkeypatch.setattr(studies, "drawn_table", lambda place: None)
    return found, gate


def grown(store, text):
    """The store after another draw."""
    file = store / "draws"
    later = file.stat().st_mtime_ns + 1_000_000_000
    file.write_text(text)
    os.utime(file, ns=(later, later))


def test_many_who_ask_wait_for_one(store, made):
    found, gate = made
    gate.clear()
    asked = studies._Summaries()
    with ThreadPoolExecutor(8) as many:
        waiting = [many.submit(asked.of, store) for _ in range(8)]
        gate.set()
        assert {one.result().summary for one in waiting} == {"1"}
    assert found == ["1"]


def test_a_store_that_has_grown_says_more_after_a_while(store, made, monkeypatch):
    asked = studies._Summaries()
    assert asked.of(store).summary == "1"
    grown(store, "2")
    assert asked.of(store).summary == "1", "it was made just now"
    monkeypatch.setattr(studies, "FRESH", -1.0)
    assert asked.of(store).summary == "2"
    assert asked.of(store).summary == "2" and made[0] == ["1", "2"], "nothing was written since"


def test_the_last_that_was_said_stands_while_more_is_worked_out(store, made, monkeypatch):
    _, gate = made
    monkeypatch.setattr(studies, "FRESH", -1.0)
    asked = studies._Summaries()
    assert asked.of(store).summary == "1"
    grown(store, "2")
    gate.clear()
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(asked.of, store)
        while not asked._making:
            pass
        assert asked.of(store).summary == "1"
        gate.set()
        assert waits.result().summary == "2"


def test_a_store_that_cannot_be_read_is_tried_again(store, made, monkeypatch):
    asked = studies._Summaries()

    def fails(place):
        raise OSError("torn")

    with monkeypatch.context() as broken:
        broken.setattr(studies, "open_study", fails)
        with pytest.raises(OSError, match="torn"):
            asked.of(store)
    assert asked.of(store).summary == "1"
