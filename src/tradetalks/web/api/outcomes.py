"""What a run found: the answer, tables, charts, every number, and the whole report."""

from __future__ import annotations

import io
import json
import math
import zipfile
from typing import Annotated, Any, Literal

import pandas as pd
import xarray as xr
from fastapi import APIRouter, Path, Response

from tradetalks.errors import message
from tradetalks.report.answer.lines import answer_lines, answer_title
from tradetalks.report.chapter import Table
from tradetalks.report.export.tables import KeptTable
from tradetalks.report.export.units import unit_of_column
from tradetalks.report.folder import PAGE, RESULTS
from tradetalks.report.write import csv_text
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.api.asked import FinishedRun, RunId
from tradetalks.web.api.models import AnswerPart, ChartEntry, RunAnswer, TableContent, TableEntry
from tradetalks.web.attached import attached
from tradetalks.web.library import NothingThere
from tradetalks.web.room import InRoom, Room
from tradetalks.web.safety.policy import REPORT_POLICY

router = APIRouter(prefix="/runs/{id}", tags=["outcomes"])
Called = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9_-]+$", examples=["real_income"])]
NETCDF, SVG, ZIP = "application/x-netcdf", "image/svg+xml", "application/zip"


@router.get("/answer")
async def read_answer(id: RunId, run: FinishedRun, room: InRoom) -> RunAnswer:
    """The answer in five lines, with bands and horizons."""
    lines = await room.rendered.get((id, "answer"), lambda: answer_lines(run))
    entries = [AnswerPart(topic=x.topic, question=x.question, answer=x.answer, detail=x.detail) for x in lines]
    return RunAnswer(title=answer_title(run), lines=entries)


@router.get("/tables")
async def list_tables(id: RunId, run: FinishedRun, room: InRoom) -> list[TableEntry]:
    """The tables of the run, in the order of its chapters."""
    return [_entry_of(table) for table in (await room.reports.of(id, run)).tables.values()]


@router.get("/tables/{name}.csv", response_class=Response)
async def read_csv(id: RunId, name: Called, run: FinishedRun, room: InRoom) -> Response:
    """A table as its csv file."""
    table = await _table(id, name, run, room)
    return _file(csv_text(table.frame, None).encode(), "text/csv; charset=utf-8", f"{name}.csv")


@router.get("/tables/{name}")
async def read_table(id: RunId, name: Called, run: FinishedRun, room: InRoom) -> TableContent:
    """A table with its rows and the units of its columns; those that no name tells stand in the note."""
    table = await _table(id, name, run, room)
    return TableContent(**_entry_of(table).model_dump(), units=_units(table.frame), rows=rows_of_frame(table.frame))


@router.get("/charts")
async def list_charts(id: RunId, run: FinishedRun, room: InRoom) -> list[ChartEntry]:
    """The charts of the run's report."""
    charts = (await room.reports.of(id, run)).charts
    return [ChartEntry(name=name, caption=caption) for name, caption in charts.items()]


@router.get("/charts/{name}.svg", response_class=Response)
async def read_chart(id: RunId, name: Called, run: FinishedRun, room: InRoom) -> Response:
    """A chart as SVG."""
    content = await room.reports.file(id, run, f"charts/{name}.svg")
    if content is None:
        raise _nothing("chart", name, "charts")
    return _file(content, SVG, f"{name}.svg")


@router.get("/results.{kind}", response_class=Response)
async def read_results(kind: Literal["json", "csv", "nc"], id: RunId, run: FinishedRun, room: InRoom) -> Response:
    """Every number by label: netCDF, JSON, or one csv file for each variable in a zip."""
    if kind == "nc":
        content = await room.reports.file(id, run, RESULTS)
        return _file(content or b"", NETCDF, "results.nc")
    if kind == "json":
        return _file(await room.sent.run(_as_json, run), "application/json", "results.json")
    return _file(await room.sent.run(_as_csv, run), ZIP, "results-csv.zip")


@router.get("/report.{kind}", response_class=Response)
async def read_report(kind: Literal["html", "zip"], id: RunId, run: FinishedRun, room: InRoom) -> Response:
    """The report: its page, which opens offline, or its whole folder."""
    if kind == "zip":
        return _file(await room.reports.zipped(id, run), ZIP, f"{run.scenario.name}.zip")
    content = await room.reports.file(id, run, PAGE)
    answer = _file(content or b"", "text/html; charset=utf-8", f"{run.scenario.name}.html")
    answer.headers["content-security-policy"] = REPORT_POLICY
    return answer


@router.get("/scenario.yaml", response_class=Response)
async def read_scenario_text(run: FinishedRun) -> Response:
    """The scenario as it was run, for `tradetalks run`."""
    return _file(run.scenario.text.encode(), "application/yaml; charset=utf-8", f"{run.scenario.name}.yaml")


def rows_of_frame(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON takes them: days as text, what is not known as null, what has no bound as ``inf``."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]


def content_of(table: Table, note: str | None = None) -> TableContent:
    """A table of a report, with its rows as its csv file has them; another note in its place where one is given."""
    said = table.note
    if note is not None:
        said = note
    return TableContent(
        name=table.name,
        chapter="",
        title=table.title,
        note=said,
        units=_units(table.csv),
        rows=rows_of_frame(table.csv),
    )


def _units(frame: pd.DataFrame) -> dict[str, str]:
    """The unit of every column whose name tells it, as a workbook has it."""
    found = {str(name): unit_of_column(str(name), frame[name]) for name in frame.columns}
    return {name: unit for name, unit in found.items() if unit}


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isinf(value):
        # JSON has no number without bound; an answer that may come however late is none that is not known.
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


async def _table(id: str, name: str, run: ScenarioRun, room: Room) -> KeptTable:
    found = (await room.reports.of(id, run)).tables.get(name)
    if found is None:
        raise _nothing("table", name, "tables")
    return found


def _entry_of(table: KeptTable) -> TableEntry:
    return TableEntry(name=table.name, chapter=table.chapter, title=table.title, note=table.note)


def _nothing(what: str, name: str, of: str) -> NothingThere:
    return NothingThere(message(f"this run has no {what} {name}", do=f"GET /api/v1/runs/ID/{of} lists them"))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers=attached(name))


def _variables(run: ScenarioRun) -> dict[str, xr.DataArray]:
    """Every variable of the run by its group and name."""
    groups = run.to_datatree().children.items()
    return {f"{group}/{name}": array for group, part in groups for name, array in part.to_dataset().items()}


def _as_json(run: ScenarioRun) -> bytes:
    rows = {
        name: {"units": array.attrs.get("units", ""), "rows": rows_of_frame(_frame(array))}
        for name, array in _variables(run).items()
    }
    return json.dumps(rows, allow_nan=False).encode()


def _as_csv(run: ScenarioRun) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in _variables(run).items():
            archive.writestr(f"{name}.csv", csv_text(_frame(array), None))
    return out.getvalue()


def _frame(array: xr.DataArray) -> pd.DataFrame:
    """A variable as a table: a column for every dimension's labels, and the values."""
    if not array.dims:
        return pd.DataFrame({"value": [array.values.item()]})
    plain = array.reset_coords(drop=True).rename("value")
    return plain.to_dataframe().reset_index()
