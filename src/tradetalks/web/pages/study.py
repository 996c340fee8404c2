"""The view Study: how far the answer moves with what nobody knows: named elasticities, joint draws, a study in a store."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.answer.lines import answer_lines, asked_costs
from tradetalks.report.policies import policy_words
from tradetalks.report.rests import drawn_tables
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.countries import MEASURES, countries_drawing
from tradetalks.web.charts.rests import rests_drawing
from tradetalks.web.charts.study import study_drawings
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.pages.cost import chosen_policy
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState
from tradetalks.web.studies import study_in, study_stores

router = APIRouter(prefix="/study")

# What the view asks beside the state: a store by its name, and the policy that joint draws are shown of.
StoreName = Annotated[str, Query(max_length=120)]
Policy = Annotated[str, Query(max_length=80)]


@router.get("", response_class=HTMLResponse)
async def study(room: InRoom, state: State, store: StoreName = "", policy: Policy = "") -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "study.html", store, policy)


@router.get("/answer", response_class=HTMLResponse)
async def study_answer_part(room: InRoom, state: State, store: StoreName = "", policy: Policy = "") -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await _shown(room, state, "study_answer.html", store, policy)


async def _shown(room: Room, state: PageState, template: str, store: str, policy: str) -> HTMLResponse:
    asks = {name: value for name, value in (("store", store), ("policy", policy)) if value}

    folder = room.settings.folder
    stores = await asyncio.to_thread(lambda: tuple(study_stores(folder)))
    summary = await asyncio.to_thread(study_in, folder, store)

    def build(run: ScenarioRun) -> Shown:
        listed = {"stores": stores, "store": store}
        return {**of_run(run), **of_draws(run, state, policy), **listed, **_of_study(summary)}

    # Stores come and grow.
    return await show_run(room, state, template, build, asks=asks, beside=(stores, summary))


def of_run(run: ScenarioRun) -> dict[str, Any]:
    """What the answer rests on by what is solved anyway: the line that says so, and one assumption at a time.

    Args:
        run: solved.
    """
    drawing = None
    if run.cost.equilibria:
        drawing = rests_drawing(asked_costs(run))
    return {"line": answer_lines(run)[-1], "rests": drawing}


def of_draws(run: ScenarioRun, state: PageState, policy: str) -> dict[str, Any]:
    """Joint draws of elasticities: the picture and what was drawn, or in ``undrawn`` why there are none.

    Args:
        run: solved.
        state: of the view.
        policy: a date or the name of a way forward.
    """
    # The line above is about the same measures.
    cost = asked_costs(run)
    if cost.band is None:
        return {"drawn": None, "undrawn": _undrawn(run)}
    moment = chosen_policy(cost, state, policy)
    return {
        "drawn": countries_drawing(cost, moment, MEASURES["dollars"]),
        "undrawn": "",
        "moment": str(moment),
        "policies": {str(found): policy_words(cost, found) for found in cost.equilibria},
        "drawn_tables": drawn_tables(cost),
    }


def _undrawn(run: ScenarioRun) -> str:
    """Why a run has no band of joint draws."""
    if not run.cost.equilibria:
        return "There is no policy to price here: draws of its war are a study of one's own, below."
    if run.cost.drawn is None:
        return "Nothing was drawn for this run: ranges are those of named elasticities."
    said = run.cost.drawn.design.without_answer
    return f"{said[:1].upper()}{said[1:]}."


def _of_study(summary: StudySummary | None) -> dict[str, Any]:
    """What a study of the folder says, where one is asked for and there."""
    if summary is None:
        return {"summary": None}
    return {
        "summary": summary,
        "said": study_title(summary),
        "answers": study_answers(summary),
        "drawings": study_drawings(summary),
        "tables": study_tables(summary),
    }
