"""The view Report: what can be taken away, and how the same numbers are had again without the page."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.attached import attached
from tradetalks.web.beside_file import told_beside
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.reports import WrittenReport
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState, state_link
from tradetalks.web.taken_away import file_of, taken_away
from tradetalks.web.titled import report_key, titled

router = APIRouter(prefix="/report")

# What each file is, in words, and as what it is sent.
FILES = {
    "report.html": ("The report", "One page to read offline, to print or to send; opens in any browser.", "text/html"),
    "tables.xlsx": (
        "Tables for a spreadsheet",
        "One workbook, a sheet a table, with units and notes.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "tables.zip": (
        "Tables as csv",
        "Every observation, one file a table, units in the names of columns.",
        "application/zip",
    ),
    "charts.zip": ("Charts as svg", "Every picture of the report, to scale to any size.", "application/zip"),
    "everything.zip": (
        "The whole folder",
        "Report, tables, charts, labelled arrays (results.nc) and the run itself, to read back without solving.",
        "application/zip",
    ),
}
# What makes the same run without the page; a test runs it.
SNIPPET = """\
import tradetalks as tt
from tradetalks.report import answer_lines

scenario = tt.read_scenario("scenario.yaml")  # the file of this view, beside this script
run = tt.run_with_band(scenario)
for line in answer_lines(run):
    print(line.question, line.answer)
for policy, world in run.cost.equilibria.items():  # all measures of all countries, billion dollars a year
    print(policy, world.real_income_change_busd.to_series())
run.to_datatree().to_netcdf("results.nc")
tt.write_report(run, "report")
"""


@router.get("", response_class=HTMLResponse)
async def report(room: InRoom, state: State) -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "report.html")


@router.get("/answer", response_class=HTMLResponse)
async def report_answer(room: InRoom, state: State) -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await _shown(room, state, "report_answer.html")


async def _shown(room: InRoom, state: State, template: str) -> HTMLResponse:
    text = await asyncio.to_thread(room.library.file_text, state)

    def build(run: ScenarioRun) -> Shown:
        return {"text": text, "snippet": SNIPPET, "beside_file": told_beside(state)}

    return await show_run(room, state, template, build)


@router.get("/files", response_class=HTMLResponse)
async def report_files(room: InRoom, state: State) -> Response:
    """Write the report where it is not written yet, and list its files, for htmx to put in place."""
    asked = await room.ask(state)
    if asked.run is None:
        return await _shown(room, state, "report_answer.html")
    written = await _written(room, state, asked.job.key, asked.run)
    sizes = await asyncio.to_thread(taken_away, written)
    listed = [(name, *FILES[name][:2], _size(sizes[name])) for name in FILES if name in sizes]
    return room.show("report_files.html", state, listed=listed, missing="tables.xlsx" not in sizes)


async def _written(room: Room, state: PageState, key: str, run: ScenarioRun) -> WrittenReport:
    """The report of a run, under the title that the scenario of the state has."""
    title = (await room.library.scenario_of(state)).title
    return await room.reports.of(report_key(key, run, title), titled(run, title))


@router.get("/scenario.yaml")
async def report_scenario(room: InRoom, state: State) -> Response:
    """The scenario with the changes of the state, as a file."""
    text = await asyncio.to_thread(room.library.file_text, state)
    return Response(text, media_type="application/yaml", headers=attached("scenario.yaml"))


@router.get("/file/{name}")
async def report_file(name: str, room: InRoom, state: State) -> Response:
    """A file of the report; the view itself where its run is not there yet."""
    asked = await room.ask(state)
    if asked.run is None:
        return RedirectResponse(state_link(state, "report"), status_code=303)
    written = await _written(room, state, asked.job.key, asked.run)
    found = await asyncio.to_thread(file_of, written, name)
    if found is None:
        return RedirectResponse(state_link(state, "report"), status_code=303)
    return Response(found, media_type=FILES[name][2], headers=attached(f"{asked.run.scenario.name}-{name}"))


def _size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"
