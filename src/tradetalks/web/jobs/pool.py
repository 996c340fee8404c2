"""A bounded pool of runs: one job a question, a queue, progress, cancellation. Solving happens in other processes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor

from tradetalks.errors import TradeTalksError, message
from tradetalks.errors import parts as parts_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.run import PARTS
from tradetalks.web.jobs.cache import RunCache, as_run
from tradetalks.web.jobs.job import Asked, Job, JobStatus, TooManyJobs, job_key
from tradetalks.web.jobs.solving import solve_packed
from tradetalks.web.jobs.worker import JobCancelled, Solve, Worker
from tradetalks.web.log import logger
from tradetalks.web.store.failures import NotStored, reason_of
from tradetalks.web.store.repository import RunRecord, Store
from tradetalks.web.visitor import check_own_doing

# Jobs that are over and still known, so that a page that was left open hears how they ended.
REMEMBERED = 200
# What is said where the server itself fails; its log says more.
DEFECT = message(
    "this is a defect of tradetalks: this run has ended", do="please report it, with the last lines of server.log"
)


class RunPool:
    """Runs that were asked for.

    Args:
        store: where they are kept.
        at_once: runs solved at the same time, each in a process.
        waiting: runs that may wait.
        kept: runs kept in memory.
        solve: what solves one, a function of a module.
    """

    def __init__(self, store: Store, *, at_once: int, waiting: int, kept: int, solve: Solve = solve_packed) -> None:
        self._store = store
        self._cache = RunCache(store, kept)
        self._workers = [Worker(solve) for _ in range(at_once)]
        self._free = list(self._workers)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="run")
        # What becomes of a run is written in the order in which it happens.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._turn = asyncio.Semaphore(at_once)
        self._most = waiting + at_once
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._solving: dict[str, Worker] = {}

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

    def find(self, key: str) -> Job | None:
        """The job of a key; None where it was not asked for since the server started, or is forgotten."""
        return self._jobs.get(key)

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

    def cancel(self, key: str) -> None:
        """Stop a job, at its next step or soon after; nothing where it is over."""
        job, task = self._jobs.get(key), self._tasks.get(key)
        if job is None or task is None or job.status.is_over:
            return
        if job.status is JobStatus.QUEUED:
            self._over(job, JobStatus.CANCELLED)
            task.cancel()
        elif key in self._solving:
            job.tell(progress="stopping")
            self._solving[key].stop()

    def place(self, job: Job) -> int:
        """How many jobs are solved before this one begins; 0 where it has begun."""
        if job.status is not JobStatus.QUEUED:
            return 0
        before = 0
        for other in self._jobs.values():
            if other is job:
                return before
            before += not other.status.is_over
        return before

    async def close(self) -> None:
        """End what is being solved: it is interrupted. Nothing more is begun."""
        for job in self._jobs.values():
            self._over(job, JobStatus.INTERRUPTED)
        tasks = list(self._tasks.values())
        for worker in self._workers:
            worker.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown()

    async def _begin(self, job: Job) -> None:
        """Put a job into the queue once the database knows it, so that who is told of it finds it again after a restart.

        Raises:
            TooManyJobs: too many wait already.
            NotStored: it cannot be written down; nothing is begun.
        """
        if len(self._tasks) >= self._most:
            raise TooManyJobs(
                message("too many runs wait already", expected=f"at most {self._most}", do="try again in a minute")
            )
        self._remember(job)
        written = self._writer.submit(self._store.begin_run, job.key, job.name, job.text, job.parts)
        noted = asyncio.wrap_future(written)
        task = asyncio.create_task(self._follow(job, noted))
        self._tasks[job.key] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.key, None))
        # Who stops waiting for it does not stop it.
        await asyncio.shield(noted)

    def _remember(self, job: Job) -> None:
        self._jobs.pop(job.key, None)
        self._jobs[job.key] = job
        over = [key for key, other in self._jobs.items() if other.status.is_over]
        for key in over[: max(0, len(self._jobs) - REMEMBERED)]:
            del self._jobs[key]

    async def _follow(self, job: Job, noted: asyncio.Future[None]) -> None:
        """A job from the queue to its end."""
        try:
            await asyncio.shield(noted)
        except NotStored as error:
            job.tell(status=JobStatus.FAILED, progress=JobStatus.FAILED, error=str(error))
            # Who asks again, where there is room again, begins it.
            self._jobs.pop(job.key, None)
            return
        try:
            async with self._turn:
                await self._solved(job)
        except (JobCancelled, asyncio.CancelledError):
            self._over(job, JobStatus.CANCELLED)
        except TradeTalksError as error:
            self._over(job, JobStatus.FAILED, str(error))
        except Exception:
            logger.exception("the run %s ended by a defect", job.key)
            self._over(job, JobStatus.FAILED, DEFECT)

    async def _solved(self, job: Job) -> None:
        loop = asyncio.get_running_loop()
        worker = self._free.pop()
        self._solving[job.key] = worker
        job.tell(status=JobStatus.RUNNING, progress="beginning")
        self._note(job.key, JobStatus.RUNNING)

        def progress(line: str) -> None:
            loop.call_soon_threadsafe(lambda: job.tell(progress=line))

        def early(data: bytes) -> None:
            run = as_run(data)
            if run is not None:
                loop.call_soon_threadsafe(job.tell_more, run)

        try:
            task = (job.text, job.name, job.parts)
            data = await loop.run_in_executor(self._threads, worker.solve, *task, progress, early)
        finally:
            del self._solving[job.key]
            self._free.append(worker)
        # What was solved is shown, whether it can be kept or not.
        await self._cache.put(job.key, data)
        done = "done"
        try:
            await loop.run_in_executor(self._writer, self._store.keep_run, job.key, data)
        except NotStored as error:
            logger.error("the run %s is solved and not kept: %s", job.key, reason_of(error.__cause__ or error))
            done = f"done, and forgotten when the server ends: {parts_of(str(error))['title']}"
        job.so_far = None
        job.tell(status=JobStatus.DONE, progress=done)

    def _over(self, job: Job, status: JobStatus, error: str = "") -> None:
        """Say and note that nothing comes of a job; the first to say so is right."""
        if not job.status.is_over:
            self._note(job.key, status, error)
            job.tell(status=status, progress=status, error=error)

    def _note(self, key: str, status: JobStatus, error: str = "") -> None:
        """Have the database know what became of a job, after what it is told already; the log hears where it cannot."""

        def told(written: Future[None]) -> None:
            failure = written.exception()
            if failure is not None:
                logger.error(
                    "that the run %s is %s is not kept: %s", key, status, reason_of(failure.__cause__ or failure)
                )

        self._writer.submit(self._store.mark_run, key, status, error).add_done_callback(told)


def job_of_record(record: RunRecord) -> Job:
    """What the database says of a run that the pool does not know; nobody is solving it, whatever was last written down."""
    status = JobStatus(record.status)
    if not status.is_over:
        status = JobStatus.INTERRUPTED
    return Job(record.key, record.text, record.name, record.parts, status, str(status), record.error)
