"""Write a run into a folder, all of it or nothing, and read it back."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import PATH, Kind, Names, checked
from tradetalks.report.answer.chart import answer_caption, answer_chart
from tradetalks.report.answer.lines import asked_costs
from tradetalks.report.chapter import Chapter
from tradetalks.report.contents import chapters
from tradetalks.report.cost.chapter import QUARREL
from tradetalks.report.describe import Facts, describe_run
from tradetalks.report.draft import told_as_place, whole_folder
from tradetalks.report.export.formats import check_formats
from tradetalks.report.export.tables import kept_tables
from tradetalks.report.export.write import write_exports
from tradetalks.report.folder import MARK, PAGE, RESULTS, SCENARIO, STORE, check_folder
from tradetalks.report.frame import NARROW, WIDE, Frame
from tradetalks.report.page import as_png, as_svg, render_page
from tradetalks.report.picture import Picture, finding_of
from tradetalks.report.plain_text import for_csv
from tradetalks.report.style import drawn, house_style
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import load_run, save_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Digits of the numbers that stand in the page: what a solve is sure of, and the same whether a run was just solved or read back.
PAGE_DIGITS = "%.8g"
# The name of the picture of the first screen.
ANSWER = "answer"


RUN = Kind(
    (ScenarioRun,),
    "a ScenarioRun, from tradetalks.run_scenario",
    "solve the scenario first: run_scenario(read_scenario(name))",
)


@checked(TradeTalksError, run=RUN, folder=PATH, export=Names("formats", least=0, distinct=False))
def write_report(
    run: ScenarioRun, folder: str | Path, *, png: bool = False, export: Sequence[str] = ()
) -> tuple[list[str], list[Chapter]]:
    """Write the report of a run: page, charts, tables, ``results.nc``, ``run.json``, and what :func:`read_run` reads.

    Nothing is solved here. Every file is there at the end, or the folder is as it was.

    Args:
        run: from :func:`tradetalks.scenario.run.run_scenario`, or read back.
        folder: new, empty, or that of an earlier run, whose files are replaced; what else lies in it is left alone.
        png: write each chart as PNG too, beside the SVG that the page shows.
        export: formats in which to write all tables besides csv, of ``xlsx`` (one workbook), ``parquet`` and ``latex``.

    Returns:
        The names of the files, in order of use, and the chapters.

    Raises:
        TradeTalksError: the folder cannot be written, holds something else, another run is being written into it, an unknown
            format, or one that needs a package that is not installed.
    """
    folder = Path(folder)
    check_folder(folder)
    check_formats(export)
    with whole_folder(folder) as draft:
        return write_files(run, draft, folder, png=png, export=export)


def write_files(
    run: ScenarioRun, draft: Path, folder: Path, *, png: bool = False, export: Sequence[str] = ()
) -> tuple[list[str], list[Chapter]]:
    """Write the files of :func:`write_report` into an empty folder.

    Args:
        run: what was solved.
        draft: where to write.
        folder: where they will be, named where they cannot be written.
        png: each chart as PNG too.
        export: all tables in these formats too.

    Returns:
        The names of the files, in order of use, and the chapters.

    Raises:
        TradeTalksError: no room, or no permission to write.
    """
    clock = time.perf_counter()
    with house_style():
        parts = chapters(run)
        results = bytes(run.to_datatree().to_netcdf(None, engine="h5netcdf"))
        with told_as_place(folder):
            pictures = write_chapters(parts, draft, png=png) | write_answer_chart(run, draft, png=png)
            write_exports(run, parts, draft, export)
            (draft / RESULTS).write_bytes(results)
            save_run(run, draft / STORE)
            facts = describe_run(run)
            (draft / PAGE).write_text(render_page(run, parts, pictures, facts, _small_tables(parts)), encoding="utf-8")
            (draft / SCENARIO).write_text(run.scenario.text, encoding="utf-8")
            facts["seconds"] = {**run.seconds, "write": time.perf_counter() - clock}
            return write_mark(facts, draft), parts


@checked(TradeTalksError, folder=PATH)
def read_run(folder: str | Path) -> ScenarioRun:
    """The run that a folder holds, as it was solved: ``write_report(read_run(folder), elsewhere)`` draws the same report.

    Args:
        folder: what ``tradetalks run`` or :func:`write_report` wrote.

    Returns:
        The run, with every number that was solved; nothing is solved again.

    Raises:
        TradeTalksError: the folder holds no run, or one of a version of tradetalks that no longer fits.
    """
    folder = Path(folder)
    if not (folder / STORE).is_file():
        raise TradeTalksError(
            message(
                f"{folder} is not the folder of a run",
                expected=f"a folder with {MARK} and {STORE}",
                do="`tradetalks run SCENARIO --out DIR` writes one",
            )
        )
    return load_run(folder / STORE)


def write_chapters(parts: Sequence[Chapter], draft: Path, *, png: bool) -> dict[str, Picture]:
    """Tables as csv, charts as SVG (and PNG); returns the pictures of the page by name."""
    (draft / "tables").mkdir()
    (draft / "charts").mkdir()
    pictures = {}
    for table in kept_tables(parts):
        write_csv(table.frame, draft / "tables" / f"{table.name}.csv")
    for chapter in parts:
        for name, figure in chapter.charts.items():
            caption, data = chapter.captions.get(name, ""), chapter.data.get(name, "")
            pictures[name] = write_chart(name, figure, chapter.narrow.get(name), draft, png=png)
            pictures[name] = dataclasses.replace(pictures[name], caption=caption, data=data)
    return pictures


def _small_tables(parts: Sequence[Chapter]) -> dict[str, bytes]:
    """The tables as the page holds them, by name."""
    return {table.name: csv_text(table.frame, PAGE_DIGITS).encode() for table in kept_tables(parts)}


def write_chart(name: str, figure: Figure, narrow: Figure | None, draft: Path, *, png: bool) -> Picture:
    """A chart as SVG (and PNG); returns it as a picture, without caption."""
    wide, small = as_svg(figure), ""
    (draft / "charts" / f"{name}.svg").write_text(wide, encoding="utf-8")
    if png:
        (draft / "charts" / f"{name}.png").write_bytes(as_png(figure))
    if narrow is not None:
        small = as_svg(narrow)
    return Picture(name, wide, small, finding_of(figure))


def write_answer_chart(run: ScenarioRun, draft: Path, *, png: bool) -> dict[str, Picture]:
    """The picture beside the answer; none where nothing but a war was solved."""
    if not run.cost.equilibria:
        return {}
    told, data = asked_costs(run), "real_income"
    if told.between:
        data = QUARREL
    wide, narrow = (drawn(partial(_answer_charts, frame=frame), told)[ANSWER] for frame in (WIDE, NARROW))
    picture = write_chart(ANSWER, wide, narrow, draft, png=png)
    return {ANSWER: dataclasses.replace(picture, caption=answer_caption(told), data=data)}


def _answer_charts(run: CostRun, frame: Frame) -> dict[str, Figure]:
    return {ANSWER: answer_chart(run, frame)}


def write_csv(frame: pd.DataFrame, file: Path) -> None:
    """A table for spreadsheets and programs, with every digit.

    Args:
        frame: the table, as :func:`tradetalks.report.export.tables.cleaned` gives it.
        file: where to write it.
    """
    file.write_text(csv_text(frame), encoding="utf-8", newline="")


def csv_text(frame: pd.DataFrame, digits: str | None = None) -> str:
    """A table as csv: texts are no formulas there, numbers are numbers.

    Args:
        frame: the table, as :func:`tradetalks.report.export.tables.cleaned` gives it.
        digits: how numbers are written, as ``%.8g``; None writes every digit.
    """
    safe = frame.copy(deep=False)
    for column in frame.columns:
        if pd.api.types.is_bool_dtype(frame[column]):
            # As spreadsheets and programs of every language read them.
            safe[column] = frame[column].map({True: "true", False: "false"})
        elif not pd.api.types.is_numeric_dtype(frame[column]):
            safe[column] = pd.Series([for_csv(cell) for cell in frame[column]], index=frame.index, dtype=object)
    safe.columns = pd.Index([for_csv(column) for column in frame.columns])
    return safe.to_csv(index=False, float_format=digits, lineterminator="\n")


def write_mark(facts: Facts, draft: Path) -> list[str]:
    """``run.json`` with the facts and the names of all files, which are returned."""
    names = [*sorted(p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file()), MARK]
    (draft / MARK).write_text(json.dumps(facts | {"files": names}, indent=2, default=str), encoding="utf-8")
    return names
