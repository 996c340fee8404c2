"""Runs: asked for, followed, stopped, begun again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from tradetalks.web.api.asked import RunId, asked_of, begun, run_entry
from tradetalks.web.api.models import RunEntry, RunRequest
from tradetalks.web.jobs.job import Job
from tradetalks.web.jobs.pool import job_of_record
from tradetalks.web.pages.jobs import server_event
from tradetalks.web.room import InRoom, Room

router = APIRouter(tags=["runs"])
# What is said with another status than that of what is begun.
OVER: dict[int | str, dict[str, Any]] = {200: {"model": RunEntry, "description": "nothing was begun: the run is over"}}


@router.post("/runs", status_code=202, responses=OVER)
async def begin_run(given: RunRequest, room: InRoom, response: Response) -> RunEntry:
    """Have a scenario solved: 202 and a run to follow, or 200 where that is over: done already, or failed."""
    return _entry(room, (await begun(room, given)).job, response)


@router.get("/runs")
async def list_runs(room: InRoom) -> list[RunEntry]:
    """The last hundred runs that were asked for, also before the server was started."""
    records = await asyncio.to_thread(room.store.runs)
    return [run_entry(room, room.jobs.find(record.key) or job_of_record(record)) for record in records]


@router.get("/runs/{id}")
async def read_run_status(id: RunId, room: InRoom) -> RunEntry:
    """How far a run is, or what became of it."""
    return run_entry(room, (await asked_of(room, id)).job)


@router.get("/runs/{id}/events", response_class=StreamingResponse)
async def follow_run(id: RunId, room: InRoom) -> Response:
    """The same as server-sent events, one for every step; one named `part` where there is more to read, the last one `over`."""
    asked = await asked_of(room, id)
    return StreamingResponse(
        _events(room, asked.job), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


@router.post("/runs/{id}/cancel")
async def cancel_run(id: RunId, room: InRoom) -> RunEntry:
    """Stop a run; nothing happens to one that is over."""
    asked = await asked_of(room, id)
    room.jobs.cancel(id)
    return run_entry(room, asked.job)


@router.post("/runs/{id}/again", status_code=202, responses=OVER)
async def repeat_run(id: RunId, room: InRoom, response: Response) -> RunEntry:
    """Begin a run once more that failed, was stopped or interrupted: 202, under another id where the code has changed since.

    Nothing happens to any other, and the answer is 200 where it is done.
    """
    asked = await asked_of(room, id)
    return _entry(room, await room.jobs.again(id) or asked.job, response)


def _entry(room: Room, job: Job, response: Response) -> RunEntry:
    """What is said of a job, with the status of an answer that is there where nothing more comes of it."""
    if job.status.is_over:
        response.status_code = 200
    return run_entry(room, job)


async def _events(room: Room, job: Job) -> AsyncIterator[str]:
    told = job.told
    async for _ in job.news():
        name = "progress"
        if job.told > told:
            name, told = "part", job.told
        if job.status.is_over:
            name = "over"
        yield server_event(name, run_entry(room, job).model_dump_json())
