"""A bounded queue of jobs, so many at a time in processes of their own: each is told of, can be stopped, and is noted."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.jobs.job import Job, JobStatus, TooManyJobs
from tradetalks.web.jobs.worker import JobCancelled, Solve, Worker
from tradetalks.web.log import logger
from tradetalks.web.store.failures import NotStored, reason_of

# Jobs that are over and still known, so that a page that was left open hears how they ended.
REMEMBERED = 200
# What is said where the server itself fails; its log says more.
DEFECT = message(
    "this is a defect of tradetalks: what was computed has ended",
    do="please report it, with the last lines of server.log",
)
Kind = TypeVar("Kind", bound=Job)


class JobQueue(Generic[Kind]):
    """Jobs of one kind, one a key. What a job is solved by, and what is kept of it, says the kind.

    Args:
        at_once: jobs solved at the same time, each in a process.
        waiting: jobs that may wait.
        solve: what solves one, a function of a module.
    """

    # What messages call one job, and several.
    ONE, MANY = "job", "jobs"

    def __init__(self, *, at_once: int, waiting: int, solve: Solve) -> None:
        self._workers = [Worker(solve) for _ in range(at_once)]
        self._free = list(self._workers)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=self.ONE)
        # What becomes of a job is written in the order in which it happens.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._turn = asyncio.Semaphore(at_once)
        self._most = waiting + at_once
        self._jobs: OrderedDict[str, Kind] = OrderedDict()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._solving: dict[str, Worker] = {}

    def _task_of(self, job: Kind) -> tuple[object, ...]:
        """What the process is given, before those whom it tells."""
        raise NotImplementedError

    def _write_begun(self, job: Kind) -> None:
        """Write down that a job is asked for; called in the thread that writes.

        Raises:
            NotStored: it cannot be.
        """
        raise NotImplementedError

    def _write_status(self, key: str, status: JobStatus, error: str) -> None:
        """Write down what became of a job; called in the thread that writes.

        Raises:
            NotStored: it cannot be.
        """
        raise NotImplementedError

    def _early(self, job: Kind, data: bytes) -> Callable[[], None] | None:
        """What shows what is solved so far, to be called in the loop of events; asked for in a thread."""
        return None

    async def _keep(self, job: Kind, data: bytes) -> str:
        """Keep what was solved; in words, that it is done."""
        raise NotImplementedError

    def find(self, key: str) -> Kind | None:
        """The job of a key; None where it was not asked for since the server started, or is forgotten."""
        return self._jobs.get(key)

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

    async def _begin(self, job: Kind) -> None:
        """Put a job into the queue once the database knows it, so that who is told of it finds it again after a restart.

        Raises:
            TooManyJobs: too many wait already.
            NotStored: it cannot be written down; nothing is begun.
        """
        if len(self._tasks) >= self._most:
            raise TooManyJobs(
                message(
                    f"too many {self.MANY} wait already", expected=f"at most {self._most}", do="try again in a minute"
                )
            )
        self._remember(job)
        noted = asyncio.wrap_future(self._writer.submit(self._write_begun, job))
        task = asyncio.create_task(self._follow(job, noted))
        self._tasks[job.key] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.key, None))
        # Who stops waiting for it does not stop it.
        await asyncio.shield(noted)

    def _remember(self, job: Kind) -> None:
        self._jobs.pop(job.key, None)
        self._jobs[job.key] = job
        over = [key for key, other in self._jobs.items() if other.status.is_over]
        for key in over[: max(0, len(self._jobs) - REMEMBERED)]:
            del self._jobs[key]

    async def _follow(self, job: Kind, noted: asyncio.Future[None]) -> None:
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
            logger.exception("the %s %s ended by a defect", self.ONE, job.key)
            self._over(job, JobStatus.FAILED, DEFECT)

    async def _solved(self, job: Kind) -> None:
        loop = asyncio.get_running_loop()
        worker = self._free.pop()
        self._solving[job.key] = worker
        job.tell(status=JobStatus.RUNNING, progress="beginning")
        self._note(job.key, JobStatus.RUNNING)

        def progress(line: str) -> None:
            loop.call_soon_threadsafe(lambda: job.tell(progress=line))

        def early(data: bytes) -> None:
            show = self._early(job, data)
            if show is not None:
                loop.call_soon_threadsafe(show)

        try:
            data = await loop.run_in_executor(self._threads, worker.solve, self._task_of(job), progress, early)
        finally:
            del self._solving[job.key]
            self._free.append(worker)
        done = await self._keep(job, data)
        job.so_far = None
        job.tell(status=JobStatus.DONE, progress=done)

    def _over(self, job: Kind, status: JobStatus, error: str = "") -> None:
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
                    "that the %s %s is %s is not kept: %s",
                    self.ONE, key, status, reason_of(failure.__cause__ or failure),
                )  # fmt: skip

        self._writer.submit(self._write_status, key, status, error).add_done_callback(told)
