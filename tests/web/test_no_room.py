"""A disk that is full: told in words, nothing half begun, an answer that was solved is shown all the same."""

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from tests.web import solvers
from tests.web.test_pool import over, pool
from tradetalks.web import WebSettings, create_app
from tradetalks.web.api.models import EXAMPLE
from tradetalks.web.jobs.job import JobStatus
from tradetalks.web.store.failures import NoRoom
from tradetalks.web.store.repository import Store

TOLD = "there is no room left on the disk of this server"
ADVICE = "make room there and try again; what was saved before is as it was"


@contextlib.contextmanager
def full(store: Store) -> Iterator[None]:
    """SQLite may add no page to the file, which it says as it says that the disk is full."""

    def bound(connection, record) -> None:
        # It is never less than what the file has.
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(store._engine, "connect", bound)
    store._engine.dispose()
    try:
        yield
    finally:
        event.remove(store._engine, "connect", bound)
        store._engine.dispose()


# More than is free within the pages that the file has.
LARGE = "# " + "x" * 100_000 + "\n"


def test_what_cannot_be_saved_is_told_with_what_to_do(tmp_path):
    store = Store(tmp_path, most_runs=2)
    with full(store), pytest.raises(NoRoom) as caught:
        store.save("mine", LARGE)
    assert str(caught.value) == f"{TOLD}\ndo       {ADVICE}"
    assert store.save("mine", LARGE).id == 1
    store.close()


def test_programs_hear_507_and_nothing_is_begun_until_there_is_room(tmp_path):
    with TestClient(create_app(WebSettings(folder=tmp_path)), base_url="http://127.0.0.1") as client:
        room = client.app.state.room
        with full(room.store):
            for link, sent in (
                ("scenarios", {"name": "x", "yaml": LARGE + EXAMPLE}),
                ("runs", {"yaml": LARGE + EXAMPLE}),
            ):
                answer = client.post(f"/api/v1/{link}", json=sent)
                assert (answer.status_code, answer.json()["title"], answer.json()["do"]) == (507, TOLD, ADVICE)
            assert client.get("/api/v1/runs").json() == [] and not room.jobs._jobs
        begun = client.post("/api/v1/runs", json={"yaml": LARGE + EXAMPLE})
        assert (begun.status_code, begun.json()["status"]) == (202, "queued")
        client.post(f"/api/v1/runs/{begun.json()['id']}/cancel")


def test_a_run_that_is_solved_and_cannot_be_kept_is_shown_from_memory(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("tradetalks.web.jobs.cache.as_run", lambda data: data)

    async def go() -> None:
        async with pool(tmp_path, solvers.large) as jobs:
            job = (await jobs.answer_text("x", "x")).job
            with full(jobs._store):
                await over(job)
            assert (job.status, job.progress) == (JobStatus.DONE, f"done, and forgotten when the server ends: {TOLD}")
            assert len((await jobs.asked(job.key)).run) == len((await jobs.answer_text("x", "x")).run) == 1_000_000

    with caplog.at_level("ERROR"):
        asyncio.run(go())
    assert "is solved and not kept" in caplog.text and "INSERT" not in caplog.text
