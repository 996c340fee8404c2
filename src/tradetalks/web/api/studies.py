"""Studies in the server's folder: which there are, and what each says."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from tradetalks.errors import message
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.web.api.models import AnswerPart, StudyDetail
from tradetalks.web.api.outcomes import content_of
from tradetalks.web.library import NothingThere
from tradetalks.web.room import InRoom, Room
from tradetalks.web.studies import study_in, study_stores

router = APIRouter(prefix="/studies", tags=["studies"])


@router.get("")
async def list_studies(room: InRoom) -> list[str]:
    """The names of the studies that lie in the folder `studies` of the server's own; `tradetalks study run` makes them."""
    return await asyncio.to_thread(lambda: list(study_stores(room.settings.folder)))


@router.get("/{name}")
async def read_study(name: Annotated[str, Path(max_length=120)], room: InRoom) -> StudyDetail:
    """How sure the answer is and what it hangs on, as `tradetalks study summarise` says it."""
    return await asyncio.to_thread(_said, room, name)


def _said(room: Room, name: str) -> StudyDetail:
    summary = study_in(room.settings.folder, name)
    if summary is None:
        raise NothingThere(message(f"there is no study {name}", do="GET /api/v1/studies lists them"))
    lines = [
        AnswerPart(topic=x.topic, question=x.question, answer=x.answer, detail=x.detail) for x in study_answers(summary)
    ]
    return StudyDetail(
        name=name,
        title=study_title(summary),
        lines=lines,
        tables=[content_of(table) for table in study_tables(summary)],
    )
