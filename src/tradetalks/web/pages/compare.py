"""The view Compare: two to four scenarios on the same axes, their answers side by side, and what sets them apart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.lines import answer_lines
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.compared import comparison_drawing, differences_table
from tradetalks.web.computed import how_computed
from tradetalks.web.jobs.job import Asked
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState, state_query

router = APIRouter(prefix="/compare")

# Scenarios beside the first.
MOST_OTHERS = 3


@router.get("", response_class=HTMLResponse)
async def compare_view(room: InRoom, state: State) -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "compare.html")


@router.get("/answer", response_class=HTMLResponse)
async def compare_answer(room: InRoom, state: State) -> HTMLResponse:
    """What of it depends on the runs, for htmx to put in place."""
    return await _shown(room, state, "compare_answer.html")


async def _shown(room: Room, state: PageState, template: str) -> HTMLResponse:
    others = [name for name in dict.fromkeys(state.others) if name != state.scenario]
    states = [state, *(PageState(scenario=name) for name in others)]
    scenarios = [await room.library.scenario_of(one) for one in states]
    # All are begun at once; the first that is not there is waited for.
    asked = [await room.jobs.answer(scenario) for scenario in scenarios]
    query = state_query(state)
    values: dict[str, Any] = {
        "title": "How do scenarios differ?",
        "scenario": scenarios[0],
        "scenarios": known_scenarios(room),
        "others": others,
        "most_others": MOST_OTHERS,
        "kept": [pair for pair in parse_qsl(query) if pair[0] != "with"],
        "asked": next((one for one in asked if one.run is None), asked[0]),
        "again": f"/compare/answer?{query}",
        "titles": [scenario.title for scenario in scenarios],
    }
    runs = _there(asked)
    if len(runs) == len(asked):
        values |= await asyncio.to_thread(compared, runs, [scenario.title for scenario in scenarios])
    return room.show(template, state, **values)


def _there(asked: Sequence[Asked]) -> list[ScenarioRun]:
    return [one.run for one in asked if one.run is not None]


def compared(runs: Sequence[ScenarioRun], titles: Sequence[str]) -> dict[str, Any]:
    """What the view shows of some runs.

    Args:
        runs: the first is that of the state.
        titles: of their scenarios.

    Returns:
        ``drawing`` (None where a run has no policy), ``questions``: every question with the answer of each run, empty where it
        does not have it.
    """
    lines = [{line.question: line.answer for line in answer_lines(run)} for run in runs]
    topics: dict[str, list[str]] = {}
    for run in runs:
        for line in answer_lines(run):
            topics.setdefault(line.topic, []).append(line.question)
    questions = []
    for asked in topics.values():
        answers = [next((found[question] for question in asked if question in found), "") for found in lines]
        questions.append((asked[0], answers))
    drawing = numbers = None
    if all(run.cost.equilibria for run in runs):
        costs = [run.cost for run in runs]
        drawing, numbers = comparison_drawing(costs, titles), differences_table(costs, titles)
    return {"drawing": drawing, "numbers": numbers, "questions": questions, "computed": how_computed(runs[0])}
