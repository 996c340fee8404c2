"""Runs: asked for, followed, stopped, begun again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from tradetalks.web.api.asked import RunId, asked_of, begun, run_entry
from tradetalks.web.api.models import RunEntry, RunRequest
from tradetalks.web.jobs.job import Job, JobStatus
from tradetalks.web.pages.jobs import server_event
from tradetalks.web.room import InRoom, Room

router = APIRouter(tags=["runs"])


@router.post("/runs", status_code=202)
async def begin_run(given: RunRequest, room: InRoom, response: Response) -> RunEntry:
    """Have a scenario solved: 202 and a run to follow, or 200 where it is done already."""
    asked = await begun(room, given)
    if asked.run is not None:
        response.status_code = 200
    return run_entry(room, asked.job)


@router.get("/runs")
async def list_runs(room: InRoom) -> list[RunEntry]:
    """The last hundred runs that were asked for, also before the server was started."""
    found = []
    for record in await asyncio.to_thread(room.store.runs):
        job = room.jobs.find(record.key)
        entry = RunEntry(
            id=record.key,
            name=record.name,
            parts=list(record.parts),
            status=JobStatus(record.status),
            error=record.error,
        )
        if job is not None:
            entry = run_entry(room, job)
        found.append(entry)
    return found


@router.get("/runs/{id}")
async def read_run_status(id: RunId, room: InRoom) -> RunEntry:
    """How far a run is, or what became of it."""
    return run_entry(room, (await asked_of(room, id)).job)


@router.get("/runs/{id}/events", response_class=StreamingResponse)
async def follow_run(id: RunId, room: InRoom) -> Response:
    """The same as server-sent events, one for every step; the last one is named `over`."""
    asked = await asked_of(room, id)
    return StreamingResponse(_events(room, asked.job), media_type="text/event-stream")


@router.post("/runs/{id}/cancel")
async def cancel_run(id: RunId, room: InRoom) -> RunEntry:
    """Stop a run; nothing happens to one that is over."""
    asked = await asked_of(room, id)
    room.jobs.cancel(id)
    return run_entry(room, asked.job)


@router.post("/runs/{id}/again", status_code=202)
async def repeat_run(id: RunId, room: InRoom) -> RunEntry:
    """Begin a run once more that failed, was stopped or interrupted; nothing happens to any other."""
    asked = await asked_of(room, id)
    return run_entry(room, room.jobs.again(id) or asked.job)


async def _events(room: Room, job: Job) -> AsyncIterator[str]:
    async for _ in job.news():
        name = "progress"
        if job.status.is_over:
            name = "over"
        yield server_event(name, run_entry(room, job).model_dump_json())
