"""Studies: begun, followed, stopped, gone on with, deleted; and what each in the server's folder says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from tradetalks.errors import message
from tradetalks.report.study.reasons import draw_reasons_table
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.web.api.asked import scenario_sent
from tradetalks.web.api.models import AnswerPart, StudyDetail, StudyEntry, StudyRequest
from tradetalks.web.api.outcomes import content_of
from tradetalks.web.jobs.job import NotDone
from tradetalks.web.jobs.study_pool import StudyJob
from tradetalks.web.library import NothingThere
from tradetalks.web.pages.jobs import server_event
from tradetalks.web.room import InRoom, Room
from tradetalks.web.studies import study_in, study_stores
from tradetalks.web.study_asked import begun_study

router = APIRouter(prefix="/studies", tags=["studies"])

StudyName = Annotated[str, Path(max_length=120)]


@router.post("", status_code=202)
async def begin_study(given: StudyRequest, room: InRoom) -> StudyEntry:
    """Have a scenario drawn many times: the same study as before where it is there, else a new one, or one gone on with."""
    scenario = await scenario_sent(room, given)
    job = await begun_study(room, scenario, given.draws, given.drawn, given.parts, own=given.own)
    return study_entry(room, job)


@router.get("")
async def list_studies(room: InRoom) -> list[str]:
    """The names of the studies that were begun here, or lie in the folder `studies` of the server's own."""
    begun = [job.key for job in await room.studies.all()]
    stores = await asyncio.to_thread(study_stores, room.settings.folder)
    return list(dict.fromkeys([*begun, *stores]))


@router.get("/{name}")
async def read_study(name: StudyName, room: InRoom) -> StudyDetail:
    """How sure the answer is and what it hangs on, as `tradetalks study summarise` says it; of one under way, so far."""
    job = await room.studies.known(name)
    if job is not None and name not in await asyncio.to_thread(study_stores, room.settings.folder):
        raise NotDone(message(f"nothing is drawn of this study yet: it is {job.status}", do="wait for it: its events"))
    return await asyncio.to_thread(_said, room, name)


@router.get("/{name}/status")
async def read_study_status(name: StudyName, room: InRoom) -> StudyEntry:
    """How far a study is that was begun here, or what became of it."""
    return study_entry(room, await _begun(room, name))


@router.get("/{name}/events", response_class=StreamingResponse)
async def follow_study(name: StudyName, room: InRoom) -> Response:
    """The same as server-sent events, one whenever some draws ended; the last one is named `over`."""
    return StreamingResponse(_events(room, await _begun(room, name)), media_type="text/event-stream")


@router.post("/{name}/cancel")
async def cancel_study(name: StudyName, room: InRoom) -> StudyEntry:
    """Stop a study; its draws are kept. Nothing happens to one that is over."""
    job = await _begun(room, name)
    room.studies.cancel(name)
    return study_entry(room, job)


@router.post("/{name}/again", status_code=202)
async def resume_study(name: StudyName, room: InRoom) -> StudyEntry:
    """Go on with a study that was stopped, interrupted or failed; nothing happens to any other."""
    job = await _begun(room, name)
    return study_entry(room, await room.studies.again(name) or job)


@router.delete("/{name}", status_code=204)
async def delete_study(name: StudyName, room: InRoom) -> None:
    """Delete a study that was begun here, with its draws; one that is being drawn has to be stopped first."""
    await _begun(room, name)
    if not await room.studies.delete(name):
        raise NotDone(message("this study is being drawn", do=f"stop it first: POST /api/v1/studies/{name}/cancel"))


def study_entry(room: Room, job: StudyJob) -> StudyEntry:
    """What the API says of a study that was begun here."""
    return StudyEntry(
        name=job.key,
        title=job.title,
        status=job.status,
        progress=job.progress,
        place=room.studies.place(job),
        error=job.error,
    )


async def _begun(room: Room, name: str) -> StudyJob:
    """A study that was begun here.

    Raises:
        NothingThere: none of this name was.
    """
    job = await room.studies.known(name)
    if job is None:
        raise NothingThere(message(f"no study {name} was begun here", do="begin one: POST /api/v1/studies"))
    return job


async def _events(room: Room, job: StudyJob) -> AsyncIterator[str]:
    async for _ in job.news():
        name = "progress"
        if job.status.is_over:
            name = "over"
        yield server_event(name, study_entry(room, job).model_dump_json())


def _said(room: Room, name: str) -> StudyDetail:
    found = study_in(room.settings.folder, name)
    if found is None:
        raise NothingThere(message(f"there is no study {name}", do="GET /api/v1/studies lists them"))
    summary = found.summary
    lines = [
        AnswerPart(topic=x.topic, question=x.question, answer=x.answer, detail=x.detail) for x in study_answers(summary)
    ]
    tables = study_tables(summary)
    if found.reasons:
        tables.append(draw_reasons_table(found.reasons))
    return StudyDetail(
        name=name, title=study_title(summary), lines=lines, tables=[content_of(table) for table in tables]
    )
