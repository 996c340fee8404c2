"""A run that was asked for: who it is about, how far it is, what became of it."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import hashlib
from collections.abc import AsyncIterator, Collection

import tradetalks
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.jobs.code import code_digest


class JobStatus(enum.StrEnum):
    """What became of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclasses.dataclass(eq=False)
class Job:
    """A run that was asked for. Only the event loop changes it.

    Args:
        key: what is asked, see :func:`job_key`; the name of the job too.
        text: the scenario.
        name: what messages call it.
        parts: what is solved of it.
        status: what became of it.
        progress: what is being solved now, in words.
        error: why it failed, in words.
        so_far: what of it is solved, while it runs.
        told: how many times there was more of it.
    """

    key: str
    text: str
    name: str
    parts: tuple[str, ...]
    status: JobStatus = JobStatus.QUEUED
    progress: str = "waiting for its turn"
    error: str = ""
    so_far: ScenarioRun | None = None
    told: int = 0
    changed: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    def tell(self, *, status: JobStatus | None = None, progress: str | None = None, error: str = "") -> None:
        """Change what is said of it, and wake whoever listens."""
        if status is not None:
            self.status = status
        if progress is not None:
            self.progress = progress
        if error:
            self.error = error
        self.changed.set()
        self.changed = asyncio.Event()

    def tell_more(self, run: ScenarioRun) -> None:
        """Show what is solved so far, and wake whoever listens."""
        self.so_far, self.told = run, self.told + 1
        self.tell()

    async def news(self) -> AsyncIterator[Job]:
        """The job now, and again whenever something of it changes, until it is over."""
        while True:
            changed = self.changed
            yield self
            if self.status.is_over:
                return
            await changed.wait()


@dataclasses.dataclass(frozen=True)
class Asked:
    """What came of asking for a run: the run where it is there, else None and the job that makes it, or made nothing."""

    job: Job
    run: ScenarioRun | None = None


class TooManyJobs(TradeTalksError):
    """More runs wait than the server lets wait."""


class NotDone(TradeTalksError):
    """A run has no answer, or none yet."""


def job_key(text: str, parts: Collection[str]) -> str:
    """What names a question: the scenario's text, the parts that are asked for and the code that answers."""
    said = "\0".join((tradetalks.__version__, code_digest(), ",".join(sorted(set(parts))), text))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
