"""The first view: the question of the day, answered in five lines and one picture, then what else can be asked."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.brackets import brackets_note
from tradetalks.report.answer.lines import answer_lines, answer_so_far
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.cost_by_date import cost_by_date_drawing
from tradetalks.web.charts.war import war_cost_drawing
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.room import InRoom, State

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
async def start(room: InRoom, state: State) -> HTMLResponse:
    """The whole page."""
    return await show_run(room, state, "start.html", first_screen, enough=has_costs)


@router.get("/answer", response_class=HTMLResponse)
async def start_answer(room: InRoom, state: State) -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await show_run(room, state, "start_answer.html", first_screen, enough=has_costs)


def has_costs(run: ScenarioRun) -> bool:
    """Whether there is a policy whose costs are solved: the first thing that can be shown.

    Args:
        run: as far as it is solved.
    """
    return bool(run.cost.equilibria)


def first_screen(run: ScenarioRun) -> Shown:
    """The lines, what their ranges are over, and the picture beside them; of a war alone that of its costs.

    Args:
        run: solved, or as far as it is.
    """
    if run.cost.equilibria:
        costs = cost_by_date_drawing(run.cost.quarrel or run.cost)
        return {"lines": answer_so_far(run), "drawing": costs, "of": "income", "ranges": brackets_note(run), "run": run}
    drawing = None
    if run.war is not None:
        drawing = war_cost_drawing(run.war)
    return {"lines": answer_lines(run), "drawing": drawing, "of": "war", "ranges": brackets_note(run), "run": run}
