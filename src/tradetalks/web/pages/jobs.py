"""Progress of a run or a study as server-sent events, and its cancellation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from markupsafe import escape

from tradetalks.web.jobs.job import Job
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.jobs.study_pool import StudyPool
from tradetalks.web.room import InRoom, Room

router = APIRouter(prefix="/jobs")
# Links of views: a path of one word and a query.
LINK = re.compile(r"/[a-z]*(\?[!-\[\]-~]*)?")


@router.get("/{key}/events")
async def job_events(key: str, room: InRoom, seen: int = 0) -> Response:
    """What a job says of itself, until it is over: events named ``progress``, ``part`` where there is more to see, and ``over``.

    Args:
        key: of the job.
        room: of the server.
        seen: how many parts the page that asks shows already.
    """
    queue = _queue_of(room, key)
    job = queue.find(key)
    if job is None:
        if await asyncio.to_thread(_is_known, room, key):
            # Of a server before this one: whoever waits for it looks at what became of it.
            return PlainTextResponse(server_event("over", "interrupted"), media_type="text/event-stream")
        return PlainTextResponse("no such run", status_code=404)
    return StreamingResponse(
        _events(queue, job, seen), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.post("/{key}/cancel")
async def job_cancel(key: str, room: InRoom) -> Response:
    """Have a job stop."""
    _queue_of(room, key).cancel(key)
    return Response(status_code=204)


@router.post("/{key}/again")
async def job_again(key: str, room: InRoom, back: Annotated[str, Form()] = "/") -> Response:
    """Begin a job once more that failed or was stopped, then show the view again.

    Args:
        key: of the job.
        back: the link of the view, within this server.
    """
    await _queue_of(room, key).again(key)
    if not LINK.fullmatch(back):
        back = "/"
    return RedirectResponse(back, status_code=303)


def _is_known(room: Room, key: str) -> bool:
    """Whether a run or a study was ever asked for."""
    return room.store.run(key) is not None or room.store.study(key) is not None


def _queue_of(room: Room, key: str) -> RunPool | StudyPool:
    """Where the job of a key is solved: names of studies have a hyphen, keys of runs have none."""
    if "-" in key:
        return room.studies
    return room.jobs


async def _events(queue: RunPool | StudyPool, job: Job, seen: int) -> AsyncIterator[str]:
    """What htmx puts in place: a line of escaped text for every step; and what has it look again."""
    async for _ in job.news():
        said = job.progress
        place = queue.place(job)
        if place:
            said = f"{said}, {place} before it"
        yield server_event("progress", escape(said))
        if job.told > seen and not job.status.is_over:
            seen = job.told
            yield server_event("part", str(seen))
    yield server_event("over", job.status)


def server_event(name: str, data: str) -> str:
    """An event of a stream; ``data`` of several lines stays one event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
