"""The view Cost: what a policy costs every country, household and industry, and by date."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.cost import cost_line, told_policy
from tradetalks.report.answer.who import who_line
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.tables import cost_tables
from tradetalks.report.cost.words import cost_sentences
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_words
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.cost_by_date import cost_by_date_drawing
from tradetalks.web.charts.countries import MEASURES, countries_drawing, measures_of
from tradetalks.web.charts.sectors import sectors_drawing
from tradetalks.web.charts.tariff_maps import tariff_changes_drawing, tariffs_drawing
from tradetalks.web.charts.tile_map import tile_map_drawing
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.pages.history import is_step
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState

router = APIRouter(prefix="/cost")

# What the view asks beside the state: a policy by its date or the name of its way forward, a measure, an importer.
# Letters of the longest label that a world may give a country.
MOST_LETTERS = 255
Policy = Annotated[str, Query(max_length=80)]
Measure = Annotated[str, Query(max_length=20)]
Importer = Annotated[str, Query(max_length=MOST_LETTERS)]


@router.get("", response_class=HTMLResponse)
async def cost(
    room: InRoom, state: State, policy: Policy = "", measure: Measure = "", by: Importer = ""
) -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "cost.html", {"policy": policy, "measure": measure, "by": by})


@router.get("/answer", response_class=HTMLResponse)
async def cost_answer_part(
    request: Request, room: InRoom, state: State, policy: Policy = "", measure: Measure = "", by: Importer = ""
) -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    asks = {"policy": policy, "measure": measure, "by": by}
    return await _shown(room, state, "cost_answer.html", asks, step=is_step(request, asks))


@router.get("/all", response_class=HTMLResponse)
async def cost_all(room: InRoom, state: State) -> HTMLResponse:
    """Everything that the report says and tabulates of costs, for htmx to put in place where it is opened."""
    return await show_run(room, state, "cost_all.html", all_of_cost)


async def _shown(
    room: Room, state: PageState, template: str, asks: dict[str, str], *, step: bool = False
) -> HTMLResponse:
    def build(run: ScenarioRun) -> Shown:
        return cost_shown(run, state, **asks)

    asked = {name: value for name, value in asks.items() if value}
    return await show_run(
        room, state, template, build, asks=asked, enough=lambda run: bool(run.cost.equilibria), step=step
    )


def cost_shown(run: ScenarioRun, state: PageState, *, policy: str = "", measure: str = "", by: str = "") -> Shown:
    """What the view shows of a run.

    Args:
        run: solved.
        state: of the view.
        policy: a date or the name of a way forward; that of the state, or of the headline, where there is none of that name.
        measure: name of a measure; dollars where there is none of that name.
        by: code of the importer of the heat map; the first player where there is none.
    """
    costs = run.cost
    if not costs.equilibria:
        return {"costs": None}
    moment = chosen_policy(costs, state, policy)
    known = measures_of(costs)
    told = MEASURES.get(measure)
    if told is None or told not in known:
        told = known[0]
    names = country_names(run.scenario.accounts)
    if by not in costs.economy.regions:
        by = shown_players(costs)[0]
    return {
        "costs": costs,
        "lines": [cost_line(costs, moment=moment), who_line(costs, moment)],
        "moment": str(moment),
        "policies": {str(found): policy_words(costs, found) for found in costs.equilibria},
        "measure": told,
        "measures": known,
        "by": by,
        "importers": {code: names[code] for code in costs.economy.regions},
        "drawings": {
            "countries": countries_drawing(costs, moment, told),
            "map": tile_map_drawing(costs, moment, MEASURES["percent"]),
            "sectors": sectors_drawing(costs, moment),
            "dates": cost_by_date_drawing(costs),
            "tariffs": tariffs_drawing(costs, by, moment),
        },
    }


def all_of_cost(run: ScenarioRun) -> Shown:
    """What folds open below the view: every change of a tariff, the chapter of the report in words, and its tables.

    Args:
        run: solved.
    """
    if not run.cost.equilibria:
        return {"costs": None}
    found = {"sentences": cost_sentences(run.cost), "tables": cost_tables(run.cost)}
    return {"costs": run.cost, "changes": tariff_changes_drawing(run.cost), **found}


def chosen_policy(run: CostRun, state: PageState, name: str = "") -> PolicyDate:
    """The policy that is asked for: by name, by the date of the state, or that of the headline.

    Args:
        run: its policies.
        state: whose date counts where there is no policy of that name.
        name: a date or the name of a way forward.
    """
    by_name = {str(moment): moment for moment in run.equilibria}
    if name in by_name:
        return by_name[name]
    if state.date is not None:
        before = [moment for moment in run.dates if moment.date <= state.date]
        if before:
            return before[-1]
    return told_policy(run)
