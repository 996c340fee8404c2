"""Runs that were asked for: one job a question; what is solved is kept, in memory and in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from tradetalks.errors import parts as parts_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.run import PARTS
from tradetalks.web.jobs.cache import RunCache, as_run
from tradetalks.web.jobs.job import Asked, Job, JobStatus, job_key
from tradetalks.web.jobs.queue import JobQueue
from tradetalks.web.jobs.solving import solve_packed
from tradetalks.web.jobs.worker import Solve
from tradetalks.web.log import logger
from tradetalks.web.store.failures import NotStored, reason_of
from tradetalks.web.store.records import RunRecord
from tradetalks.web.store.repository import Store
from tradetalks.web.visitor import check_own_doing


class RunPool(JobQueue[Job]):
    """Runs that were asked for.

    Args:
        store: where they are kept.
        at_once: runs solved at the same time, each in a process.
        waiting: runs that may wait.
        kept: runs kept in memory.
        solve: what solves one, a function of a module.
    """

    ONE, MANY = "run", "runs"

    def __init__(self, store: Store, *, at_once: int, waiting: int, kept: int, solve: Solve = solve_packed) -> None:
        super().__init__(at_once=at_once, waiting=waiting, solve=solve)
        self._store = store
        self._cache = RunCache(store, kept)

    async def answer(self, scenario: Scenario, parts: Collection[str] = PARTS) -> Asked:
        """The run of a scenario where it is kept; else the job that makes it, begun where nobody has asked before.

        Args:
            scenario: as :class:`~tradetalks.web.library.Library` reads it.
            parts: of ``cost``, ``war`` and ``talks``.

        Raises:
            TooManyJobs: too many wait already.
            SentHere: it is not there, and a page of another site asks for it.
        """
        return await self.answer_text(scenario.text, scenario.path, parts)

    async def answer_text(self, text: str, name: str, parts: Collection[str] = PARTS) -> Asked:
        """The same for the text of a scenario that was checked, without reading it again."""
        job = Job(job_key(text, parts), text, name, tuple(part for part in PARTS if part in parts))
        known = self._jobs.get(job.key)
        if known is not None and known.status is not JobStatus.DONE:
            return Asked(known)
        run = await self._cache.get(job.key)
        if run is not None:
            job.status = JobStatus.DONE
            return Asked(known or job, run)
        record = await asyncio.to_thread(self._store.run, job.key)
        # Somebody else may have asked while the database was read.
        known = self._jobs.get(job.key)
        if known is not None and known.status is not JobStatus.DONE:
            return Asked(known)
        if record is not None and job_of_record(record).status is JobStatus.INTERRUPTED:
            job.tell(status=JobStatus.INTERRUPTED, progress="interrupted")
            self._remember(job)
            return Asked(job)
        check_own_doing()
        await self._begin(job)
        return Asked(job)

    async def again(self, key: str) -> Job | None:
        """Begin a job once more that failed or was stopped, also before this server was started; any other as it is.

        Returns:
            The job, under a key of its own where other code was asked before; None where nothing is known of it.

        Raises:
            TooManyJobs: too many wait already.
            NotStored: it cannot be written down.
        """
        asked = await self.asked(key)
        if asked is None:
            return None
        job = self._jobs.get(key, asked.job)
        if not job.status.is_over or asked.run is not None:
            return job
        anew = Job(job_key(job.text, job.parts), job.text, job.name, job.parts)
        known = self._jobs.get(anew.key)
        if known is not None and not known.status.is_over:
            return known
        await self._begin(anew)
        return anew

    async def asked(self, key: str) -> Asked | None:
        """What came of a key, as long as anything is known of it."""
        job = self._jobs.get(key)
        if job is not None and job.status is not JobStatus.DONE:
            return Asked(job)
        record = await asyncio.to_thread(self._store.run, key)
        if record is None:
            return None
        run = await self._cache.get(key)
        return Asked(job or job_of_record(record), run)

    def _task_of(self, job: Job) -> tuple[object, ...]:
        return job.text, job.name, job.parts

    def _write_begun(self, job: Job) -> None:
        self._store.begin_run(job.key, job.name, job.text, job.parts)

    def _write_status(self, key: str, status: JobStatus, error: str) -> None:
        self._store.mark_run(key, status, error)

    def _early(self, job: Job, data: bytes) -> Callable[[], None] | None:
        run = as_run(data)
        if run is None:
            return None
        return lambda: job.tell_more(run)

    async def _keep(self, job: Job, data: bytes) -> str:
        # What was solved is shown, whether it can be kept or not.
        await self._cache.put(job.key, data)
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._store.keep_run, job.key, data)
        except NotStored as error:
            logger.error("the run %s is solved and not kept: %s", job.key, reason_of(error.__cause__ or error))
            return f"done, and forgotten when the server ends: {parts_of(str(error))['title']}"
        return "done"


def job_of_record(record: RunRecord) -> Job:
    """What the database says of a run that the pool does not know; nobody is solving it, whatever was last written down."""
    status = JobStatus(record.status)
    if not status.is_over:
        status = JobStatus.INTERRUPTED
    return Job(record.key, record.text, record.name, record.parts, status, str(status), record.error)
