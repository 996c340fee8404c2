"""A bounded pool of runs off the event loop: one job for each question, a queue, progress, cancellation."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.run import PARTS, ScenarioRun, run_scenario
from tradetalks.web.jobs.job import Asked, Job, JobCancelled, JobStatus, TooManyJobs, job_key

# Jobs that are over and still known by their key, so that a page that was left open hears how they ended.
REMEMBERED = 200


class RunPool:
    """Runs that were asked for.

    Args:
        at_once: runs solved at the same time.
        waiting: runs that may wait.
        kept: runs kept in memory.
    """

    def __init__(self, *, at_once: int, waiting: int, kept: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="run")
        self._waiting = waiting + at_once
        self._kept = kept
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._runs: OrderedDict[str, ScenarioRun] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unwanted: set[str] = set()

    async def answer(self, scenario: Scenario, parts: Collection[str] = PARTS) -> Asked:
        """The run of a scenario where it is kept; else the job that makes it, begun where nobody has asked before.

        Args:
            scenario: as :class:`~tradetalks.web.library.Library` reads it.
            parts: of ``cost``, ``war`` and ``talks``.

        Raises:
            TooManyJobs: too many wait already.
        """
        key = job_key(scenario.text, parts)
        job = self._jobs.get(key)
        if key in self._runs and job is not None:
            self._runs.move_to_end(key)
            return Asked(job, self._runs[key])
        if job is not None and not (job.status.is_over and job.status is not JobStatus.FAILED):
            return Asked(job)
        return Asked(self._begin(key, scenario, parts))

    def find(self, key: str) -> Job | None:
        """The job of a key; None where it was never asked for, or is forgotten."""
        return self._jobs.get(key)

    def cancel(self, key: str) -> None:
        """Have a job stop at its next step; nothing where it is over."""
        job = self._jobs.get(key)
        if job is not None and not job.status.is_over:
            self._unwanted.add(key)
            job.tell(progress="stopping")

    def place(self, job: Job) -> int:
        """How many jobs are solved before this one; 0 where it is being solved."""
        before = 0
        for other in self._jobs.values():
            if other is job:
                break
            before += other.status is JobStatus.QUEUED
        return before * (job.status is JobStatus.QUEUED)

    def close(self) -> None:
        """Stop what runs at its next step; begin nothing more."""
        self._unwanted.update(key for key, job in self._jobs.items() if not job.status.is_over)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, key: str, scenario: Scenario, parts: Collection[str]) -> Job:
        if sum(not job.status.is_over for job in self._jobs.values()) >= self._waiting:
            raise TooManyJobs(
                message("too many runs wait already", expected=f"at most {self._waiting}", do="try again in a minute")
            )
        job = Job(key, scenario.text, scenario.path, tuple(parts))
        self._jobs.pop(key, None)
        self._jobs[key] = job
        task = asyncio.get_running_loop().create_task(self._solve(job, scenario))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    async def _solve(self, job: Job, scenario: Scenario) -> None:
        loop = asyncio.get_running_loop()

        def progress(text: str) -> None:
            if job.key in self._unwanted:
                raise JobCancelled
            loop.call_soon_threadsafe(lambda: job.tell(status=JobStatus.RUNNING, progress=text))

        try:
            run = await loop.run_in_executor(self._pool, lambda: run_scenario(scenario, progress, parts=job.parts))
        except JobCancelled:
            job.tell(status=JobStatus.CANCELLED, progress="cancelled")
        except TradeTalksError as error:
            job.tell(status=JobStatus.FAILED, error=str(error))
        except Exception as error:
            job.tell(status=JobStatus.FAILED, error=f"a defect of tradetalks ({type(error).__name__}: {error})")
        else:
            self._keep(job.key, run)
            job.tell(status=JobStatus.DONE, progress="done")
        self._unwanted.discard(job.key)

    def _keep(self, key: str, run: ScenarioRun) -> None:
        self._runs[key] = run
        while len(self._runs) > self._kept:
            self._runs.popitem(last=False)
