"""Jobs: one a question, a queue, cancellation, and what is kept of them."""

import asyncio

import pytest

from tests.web import solvers
from tests.web.pools import pool_on
from tradetalks.web.jobs.job import JobStatus, TooManyJobs, job_key
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.store.repository import Store


def pool(folder, solve, **bounds: int):
    bounds = {"at_once": 1, "waiting": 3, "kept": 2, **bounds}
    return pool_on(folder, lambda store: RunPool(store, **bounds, solve=solve))


async def over(job) -> list[str]:
    """What a job says until it is over."""
    return [job.progress async for _ in job.news()]


def test_who_asks_the_same_shares_a_job_and_another_question_is_another_job(tmp_path):
    async def go() -> None:
        async with pool(tmp_path, solvers.waits) as jobs:
            first, same = await asyncio.gather(jobs.answer_text("0.2", "x"), jobs.answer_text("0.2", "x"))
            other = await jobs.answer_text("0.1", "y", ["cost"])
            assert first.job is same.job and first.job is not other.job
            assert (jobs.place(first.job), jobs.place(other.job)) == (0, 1)
            await over(other.job)
            assert first.job.status is other.job.status is JobStatus.DONE

    asyncio.run(go())


def test_steps_are_told_in_order_and_the_end_comes_last(tmp_path):
    async def go() -> None:
        async with pool(tmp_path, solvers.tells) as jobs:
            job = (await jobs.answer_text("a", "x")).job
            said = await over(job)
            steps = [line for line in said if line in ("one", "two", "three")]
            assert steps == sorted(steps, key=["one", "two", "three"].index) and said[-1] == "done"

    asyncio.run(go())


def test_what_waits_and_what_runs_can_be_cancelled_and_begun_again(tmp_path):
    async def go() -> None:
        async with pool(tmp_path, solvers.waits) as jobs:
            runs = (await jobs.answer_text("60", "x")).job
            waits = (await jobs.answer_text("0.01", "x")).job
            jobs.cancel(waits.key)
            await over(waits)
            while runs.progress != "waiting":
                await asyncio.sleep(0.01)
            jobs.cancel(runs.key)
            await over(runs)
            assert runs.status is waits.status is JobStatus.CANCELLED
            assert (await jobs.answer_text("0.01", "x")).job is waits, "nobody said that it shall be computed again"
            again = await jobs.again(waits.key)
            await over(again)
            assert again.status is JobStatus.DONE
            assert await jobs.again("unknown") is None
            jobs.cancel(again.key)
            jobs.cancel("unknown")
            assert again.status is JobStatus.DONE

    asyncio.run(go())


def test_more_than_may_wait_are_refused_and_later_taken(tmp_path):
    async def go() -> None:
        async with pool(tmp_path, solvers.waits, waiting=1) as jobs:
            asked = [(await jobs.answer_text(f"0.{k}1", "x")).job for k in range(2)]
            with pytest.raises(TooManyJobs, match="at most 2"):
                await jobs.answer_text("0.31", "x")
            for job in asked:
                await over(job)
            await asyncio.sleep(0.01)
            await over((await jobs.answer_text("0.31", "x")).job)

    asyncio.run(go())


def test_a_failure_is_told_and_kept_and_the_next_job_is_solved(tmp_path):
    async def go() -> None:
        async with pool(tmp_path, solvers.fails) as jobs:
            for text, said in (("refused", "this cannot be solved"), ("killed", "has ended"), ("x", "a defect")):
                job = (await jobs.answer_text(text, "x")).job
                await over(job)
                assert job.status is JobStatus.FAILED and said in job.error
                assert (await jobs.asked(job.key)).job is job

    asyncio.run(go())


def test_a_server_that_ends_leaves_its_runs_interrupted_until_the_reader_wants_them(tmp_path):
    async def begin() -> None:
        async with pool(tmp_path, solvers.waits) as jobs:
            for text in ("60", "61"):
                await jobs.answer_text(text, "x", ["cost"])
            await asyncio.sleep(0.3)

    async def look() -> None:
        async with pool(tmp_path, solvers.tells) as jobs:
            for text in ("60", "61"):
                assert (await jobs.asked(job_key(text, ["cost"]))).job.status is JobStatus.INTERRUPTED
                job = (await jobs.answer_text(text, "x", ["cost"])).job
                assert job.status is JobStatus.INTERRUPTED
                await over(await jobs.again(job.key))
                assert jobs.find(job.key).status is JobStatus.DONE
            assert await jobs.asked("unknown") is None

    asyncio.run(begin())
    asyncio.run(look())


@pytest.mark.parametrize("changed", [False, True], ids=["the same code", "code that has changed"])
def test_a_run_of_an_earlier_server_is_begun_by_its_key_alone(tmp_path, monkeypatch, changed):
    key = job_key("0.01", ["cost"])

    async def go() -> None:
        async with pool(tmp_path, solvers.waits) as jobs:
            again = await jobs.again(key)
            assert again.text == "0.01" and again.parts == ("cost",)
            assert (again.key == key) is not changed
            await over(again)
            assert again.status is JobStatus.DONE

    store = Store(tmp_path, most_runs=5)
    store.begin_run(key, "x", "0.01", ["cost"])
    store.close()
    if changed:
        monkeypatch.setattr("tradetalks.web.jobs.job.code_digest", lambda: "another checkout")
    asyncio.run(go())


def test_the_key_is_of_text_parts_version_and_code(monkeypatch):
    key = job_key("a", ("cost", "war"))
    assert key == job_key("a", ["war", "cost"]) == job_key("a", ["war", "cost", "war"])
    assert key not in (job_key("b", ("cost", "war")), job_key("a", ("cost",)))
    monkeypatch.setattr("tradetalks.web.jobs.job.code_digest", lambda: "another checkout")
    other = job_key("a", ("cost", "war"))
    monkeypatch.setattr("tradetalks.__version__", "99")
    assert len({key, other, job_key("a", ("cost", "war"))}) == 3
