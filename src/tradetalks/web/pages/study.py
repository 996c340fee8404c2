"""The view Study: how far the answer moves with what nobody knows: named elasticities, joint draws, a study of one's own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import StringConstraints

from tradetalks.report.answer.lines import answer_lines, asked_costs
from tradetalks.report.policies import policy_words
from tradetalks.report.rests import drawn_tables
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.countries import MEASURES, countries_drawing
from tradetalks.web.charts.rests import rests_drawing
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.pages.cost import chosen_policy
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState, read_state, state_query
from tradetalks.web.study_asked import begun_study
from tradetalks.web.study_shown import own_study

router = APIRouter(prefix="/study")

# What the view asks beside the state: a study by its name, and the policy that joint draws are shown of.
StoreName = Annotated[str, Query(max_length=120)]
Policy = Annotated[str, Query(max_length=80)]
# What a form chooses: names of what is drawn, and parts of a run.
Names = Annotated[list[Annotated[str, StringConstraints(max_length=120)]], Form(default_factory=list, max_length=40)]
# Where the part of the view is that is about one's own study.
OWN = "own"


@router.get("", response_class=HTMLResponse)
async def study(room: InRoom, state: State, store: StoreName = "", policy: Policy = "") -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "study.html", store, policy)


@router.get("/answer", response_class=HTMLResponse)
async def study_answer_part(room: InRoom, state: State, store: StoreName = "", policy: Policy = "") -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await _shown(room, state, "study_answer.html", store, policy)


@router.get("/own", response_class=HTMLResponse)
async def study_own_part(room: InRoom, state: State, store: StoreName = "") -> HTMLResponse:
    """What of it is about one's own study, for htmx to put in place."""
    return room.show("study_own.html", state, **await own_study(room, state, store))


@router.post("/begin")
async def study_begin(
    request: Request,
    room: InRoom,
    draws: Annotated[int, Form()],
    drawn: Names,
    parts: Names,
    plan: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Begin a study of the scenario of a link, or find it, and lead to where it is shown."""
    state = read_state(request.query_params.multi_items(), "study")
    job = await begun_study(room, await room.library.scenario_of(state), draws, drawn, parts, own=plan == OWN)
    return RedirectResponse(_link(state, job.key), status_code=303)


@router.post("/delete")
async def study_delete(request: Request, room: InRoom, store: Annotated[str, Form(max_length=120)]) -> Response:
    """Delete a study that was begun here; nothing happens where there is none, or it is being drawn."""
    state = read_state(request.query_params.multi_items(), "study")
    await room.studies.delete(store)
    return RedirectResponse(_link(state, ""), status_code=303)


def _link(state: PageState, store: str) -> str:
    """The link of the view at a study."""
    query = state_query(state)
    if store:
        query = f"{query}&store={store}".removeprefix("&")
    return f"/study?{query}#{OWN}"


async def _shown(room: Room, state: PageState, template: str, store: str, policy: str) -> HTMLResponse:
    asks = {name: value for name, value in (("store", store), ("policy", policy)) if value}
    own: dict[str, Any] = {}
    if template == "study.html":
        own = await own_study(room, state, store)

    def build(run: ScenarioRun) -> Shown:
        return {**of_run(run), **of_draws(run, state, policy), **own}

    # Studies come and grow.
    return await show_run(room, state, template, build, asks=asks, beside=(own.get("standing"),), always=own)


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
