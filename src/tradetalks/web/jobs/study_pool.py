"""Studies that were begun from the page or the API: drawn one after the other, for so long at a time, and gone on with."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import re
import shutil
from pathlib import Path

from tradetalks.errors import message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.study import study_text
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.web.jobs.drawing import draw_study
from tradetalks.web.jobs.job import Job, JobStatus, TooManyJobs
from tradetalks.web.jobs.queue import JobQueue
from tradetalks.web.jobs.worker import JobCancelled, Solve
from tradetalks.web.log import logger
from tradetalks.web.settings import WebSettings
from tradetalks.web.store.failures import NotStored, reason_of
from tradetalks.web.store.records import StudyRecord
from tradetalks.web.store.repository import Store
from tradetalks.web.studies import STORE_END, STUDIES

# Every draw is solved by all processors of the machine: two studies at a time would end no earlier.
AT_ONCE = 1
# Hexadecimal digits that tell studies of one scenario apart, and letters of its name before them.
DIGITS, LETTERS = 8, 60
SECONDS = 60


@dataclasses.dataclass(eq=False)
class StudyJob(Job):
    """A study that was asked for; ``key`` is its name and that of its store, ``name`` that of the scenario's file.

    Args:
        title: what is drawn of which scenario, in a line.
        plan: what is drawn, JSON with the keys of a file.
    """

    title: str = ""
    plan: str = ""


class StudyPool(JobQueue[StudyJob]):
    """Studies that were asked for.

    Args:
        store: where they are noted.
        settings: the folder of their draws, and what is bounded.
        solve: what draws one, a function of a module.
    """

    ONE, MANY = "study", "studies"

    def __init__(self, store: Store, settings: WebSettings, *, solve: Solve = draw_study) -> None:
        super().__init__(at_once=AT_ONCE, waiting=settings.waiting, solve=solve)
        self._store = store
        self._settings = settings

    async def begin(self, scenario: Scenario, plan: StudyPlan, title: str) -> StudyJob:
        """The job that draws a study: of the same study as before where it is under way or done, else begun or gone on with.

        Args:
            scenario: as :class:`~tradetalks.web.library.Library` reads it.
            plan: that fits it.
            title: what is drawn of which scenario, in a line.

        Raises:
            TooManyJobs: too many wait, or are kept, already.
            NotStored: it cannot be written down.
        """
        text = study_text(plan)
        name = study_name(scenario, text)
        known = await self.known(name)
        if known is not None and (not known.status.is_over or known.status is JobStatus.DONE):
            return known
        if known is None:
            await self._check_count()
        job = StudyJob(name, scenario.text, scenario.path, plan.parts, title=title, plan=text)
        await self._begin(job)
        return job

    async def again(self, key: str) -> StudyJob | None:
        """Go on with a study that failed or was stopped, also before this server was started; any other as it is.

        Raises:
            TooManyJobs: too many wait already.
            NotStored: it cannot be written down.
        """
        known = await self.known(key)
        if known is None or not known.status.is_over or known.status is JobStatus.DONE:
            return known
        job = StudyJob(known.key, known.text, known.name, known.parts, title=known.title, plan=known.plan)
        await self._begin(job)
        return job

    async def known(self, key: str) -> StudyJob | None:
        """What is known of a study; None where it was not begun here."""
        job = self._jobs.get(key)
        if job is not None:
            return job
        record = await asyncio.to_thread(self._store.study, key)
        if record is None:
            return None
        return _job_of_record(record)

    async def all(self) -> list[StudyJob]:
        """Every study that was begun here, the last first."""
        records = await asyncio.to_thread(self._store.studies)
        return [self._jobs.get(record.name) or _job_of_record(record) for record in records]

    async def delete(self, key: str) -> bool:
        """Remove a study that was begun here and its draws; whether there was one that nobody is drawing."""
        job = await self.known(key)
        if job is None or not job.status.is_over:
            return False
        self._jobs.pop(key, None)
        await asyncio.to_thread(self._store.forget_study, key)
        await asyncio.to_thread(shutil.rmtree, self._place(key), ignore_errors=True)
        return True

    async def _check_count(self) -> None:
        most = self._settings.stored_studies
        if len(await asyncio.to_thread(self._store.studies)) >= most:
            raise TooManyJobs(
                message(
                    "too many studies are kept already", expected=f"at most {most}", do="delete one in the view Study"
                )
            )

    def _place(self, key: str) -> Path:
        return self._settings.folder / STUDIES / f"{key}{STORE_END}"

    def _task_of(self, job: StudyJob) -> tuple[object, ...]:
        return job.text, job.name, job.plan, str(self._place(job.key))

    def _write_begun(self, job: StudyJob) -> None:
        self._store.begin_study(job.key, job.title, job.name, job.text, job.plan)

    def _write_status(self, key: str, status: JobStatus, error: str) -> None:
        self._store.mark_study(key, status, error)

    async def _solved(self, job: StudyJob) -> None:
        is_late = False

        def stop() -> None:
            nonlocal is_late
            is_late = True
            self.cancel(job.key)

        clock = asyncio.get_running_loop().call_later(SECONDS * self._settings.study_minutes, stop)
        try:
            await super()._solved(job)
        except JobCancelled:
            if not is_late:
                raise
            minutes = self._settings.study_minutes
            said = f"stopped after {minutes:g} minutes, the longest that a study is drawn here at a time; its draws are kept"
            self._over(job, JobStatus.INTERRUPTED, said)
        finally:
            clock.cancel()

    async def _keep(self, job: StudyJob, data: bytes) -> str:
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writer, self._store.mark_study, job.key, JobStatus.DONE, "")
        except NotStored as error:
            # Its draws are in their store all the same.
            logger.error("that the study %s is done is not kept: %s", job.key, reason_of(error.__cause__ or error))
        return "done"


def study_name(scenario: Scenario, plan: str) -> str:
    """What a study and its store are called: by its scenario, and by what tells it from other studies of that.

    Args:
        scenario: that is drawn.
        plan: JSON with the keys of a file.
    """
    digest = hashlib.sha256(f"{plan}\0{scenario.text}".encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    plain = re.sub("[^a-z0-9]+", "-", scenario.name.lower()).strip("-")[:LETTERS]
    return f"{plain or 'study'}-{digest}"


def _job_of_record(record: StudyRecord) -> StudyJob:
    """What the database says of a study that nobody is drawing."""
    status = JobStatus(record.status)
    if not status.is_over:
        status = JobStatus.INTERRUPTED
    return StudyJob(
        record.name, record.text, record.file, (), status, str(status), record.error,
        title=record.title, plan=record.plan,
    )  # fmt: skip
