"""The view Compare: two to four scenarios on the same axes, their answers side by side, and what sets them apart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.answer.lines import answer_lines, asked_costs
from tradetalks.report.format import format_list
from tradetalks.report.names import country_names
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.compared import comparison_drawing, differences_table, told_apart
from tradetalks.web.computed import how_computed
from tradetalks.web.jobs.job import Asked
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState, state_query

router = APIRouter(prefix="/compare")

# Questions as they stand before answers that were asked differently, and those that are about the sides of talks.
ASKED_OF_ALL = {"odds": "Will there be a deal by the deadline?", "cost": "What does it cost?"}
TALKS = ("odds", "deal", "keeping")
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
        "twice": len(others) < len(state.others),
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


def _cell(run: ScenarioRun, line: AnswerLine | None) -> tuple[str, str]:
    """A line's question as its scenario asks it, with the sides where it is about talks, and the answer; empty of no line."""
    if line is None:
        return "", ""
    asked, plan = line.question, run.scenario.talks
    if line.topic in TALKS and plan is not None:
        names = country_names(run.scenario.accounts)
        asked = f"{asked} ({format_list([names.said(side) for side in plan.sides])})"
    return asked, line.answer


def compared(runs: Sequence[ScenarioRun], titles: Sequence[str]) -> dict[str, Any]:
    """What the view shows of some runs.

    Args:
        runs: the first is that of the state.
        titles: of their scenarios.

    Returns:
        ``titles`` (a number behind one that is there twice), ``computed`` (how, of each), ``drawing`` and ``numbers`` (None where
        a run has no policy), ``questions``: every question with what each run was asked of its own (a
        deadline, whose talks; empty where all were asked the same) and its answer, empty where it does not have it.
    """
    titles = told_apart(titles)
    lines = [{line.topic: line for line in answer_lines(run)} for run in runs]
    questions = []
    for topic in dict.fromkeys(topic for found in lines for topic in found):
        cells = [_cell(run, found.get(topic)) for run, found in zip(runs, lines, strict=True)]
        question = next(found[topic].question for found in lines if topic in found)
        if len({asked for asked, said in cells if said}) == 1:
            cells = [("", said) for _, said in cells]
        else:
            question = ASKED_OF_ALL.get(topic, question)
        questions.append((question, cells))
    drawing = numbers = None
    if all(run.cost.equilibria for run in runs):
        costs = [asked_costs(run) for run in runs]
        drawing, numbers = comparison_drawing(costs, titles), differences_table(costs, titles)
    return {
        "titles": titles,
        "drawing": drawing,
        "numbers": numbers,
        "questions": questions,
        "computed": [how_computed(run) for run in runs],
    }
