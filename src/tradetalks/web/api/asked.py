"""What several calls of the API share: who is asked for, and the run of an id."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.run import PARTS, ScenarioRun
from tradetalks.web.api.models import RunEntry, RunRequest, StudyRequest
from tradetalks.web.beside_file import BESIDE
from tradetalks.web.jobs.job import Asked, Job, JobStatus, NotDone
from tradetalks.web.library import NothingThere
from tradetalks.web.room import InRoom, Room
from tradetalks.web.safety.limits import yaml_watch
from tradetalks.web.state import PageState

RunId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="of a run", examples=["0" * 32])]


async def asked_of(room: Room, key: RunId) -> Asked:
    """What is known of a run.

    Raises:
        NothingThere: nobody asked for it.
    """
    found = await room.jobs.asked(key)
    if found is None:
        raise NothingThere(message("there is no run of this id", got=key, do="ask for it: POST /api/v1/runs"))
    return found


async def finished_run(room: InRoom, id: RunId) -> ScenarioRun:
    """The run of an id, once it is solved.

    Raises:
        NothingThere: nobody asked for it.
        NotDone: it is not solved, or no longer kept.
    """
    found = await asked_of(room, id)
    if found.run is None:
        raise NotDone(told_not_done(found.job))
    return found.run


def told_not_done(job: Job) -> str:
    """What is said of a run that has no answer, or none yet."""
    if not job.status.is_over:
        return message(f"this run is {job.status}", do=f"wait for it: GET /api/v1/runs/{job.key}, or its events")
    begin = f"have it solved again: POST /api/v1/runs/{job.key}/again"
    if job.status is JobStatus.DONE:
        return message("this run was solved and is not kept any more", do=begin)
    return message(f"this run is {job.status}", details=job.error.splitlines(), do=begin)


FinishedRun = Annotated[ScenarioRun, Depends(finished_run)]


async def begun(room: Room, request: RunRequest) -> Asked:
    """Have a run solved, or find it.

    Raises:
        TradeTalksError: nothing or too much is named, or it cannot be read.
    """
    scenario = await scenario_sent(room, request)
    asked = await room.jobs.answer(scenario, request.parts or PARTS)
    if asked.job.status in (JobStatus.INTERRUPTED, JobStatus.CANCELLED):
        # A view waits for its reader to say so; who sends this has said it.
        return Asked(await room.jobs.again(asked.job.key) or asked.job)
    return asked


async def scenario_sent(room: Room, request: RunRequest | StudyRequest) -> Scenario:
    """The scenario that a request names or holds.

    Raises:
        TradeTalksError: nothing or too much is named, or it cannot be read.
    """
    given = [value for value in (request.scenario, request.yaml, request.state) if value is not None]
    if len(given) != 1:
        raise TradeTalksError(
            message(
                "it is not clear what to solve",
                expected="one of scenario, yaml and state",
                got=f"{len(given)} of them",
                do='as in {"scenario": "us-china-trade-war"}',
            )
        )
    return await room.sent.run(_scenario, room, request)


def _scenario(room: Room, request: RunRequest | StudyRequest) -> Scenario:
    library = room.library
    if request.yaml is not None:
        return library.read(request.yaml, watch=yaml_watch(request.yaml, room.settings))
    if request.state is not None:
        refuse_beside(request.state)
        return library.read_changed(request.state)
    name = request.scenario or ""
    return library.read(library.text(name), f"{name}.yaml")


def refuse_beside(state: PageState) -> None:
    """Refuse a state of which no run takes a part, before the answer is that of another question.

    Raises:
        TradeTalksError: names the parts.
    """
    given = [name for name in BESIDE if getattr(state, name)]
    if given:
        raise TradeTalksError(
            message(
                f"a run does not take {' and '.join(given)} of a state",
                expected="scenario, elasticities, rules, rivalry, deadline",
                do="leave them out: they change what the views Tariffs and Talks show",
            )
        )


def run_entry(room: Room, job: Job) -> RunEntry:
    """What the API says of a job."""
    return RunEntry(
        id=job.key,
        name=job.name,
        parts=list(job.parts),
        status=job.status,
        progress=job.progress,
        told=job.told,
        place=room.jobs.place(job),
        error=job.error,
    )
