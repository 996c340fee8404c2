"""The first view: the question of the day, answered in five lines."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.lines import answer_lines, answer_title
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState, state_query

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
async def start(room: InRoom, state: State) -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "start.html")


@router.get("/answer", response_class=HTMLResponse)
async def start_answer(room: InRoom, state: State) -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await _shown(room, state, "start_answer.html")


async def _shown(room: Room, state: PageState, template: str) -> HTMLResponse:
    scenario = await room.library.scenario_of(state)
    asked = await room.jobs.answer(scenario)
    if asked.run is None:
        title = scenario.question or scenario.title
        return room.show(template, state, asked=asked, title=title, lines=(), again=f"/answer?{state_query(state)}")
    lines = answer_lines(asked.run)
    return room.show(template, state, asked=asked, title=answer_title(asked.run), lines=lines, again="")
