"""Write a run into a folder, all of it or nothing, and read it back."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.chapter import Chapter
from tradetalks.report.contents import chapters
from tradetalks.report.describe import Facts, describe_run
from tradetalks.report.folder import MARK, PAGE, RESULTS, SCENARIO, STORE, check_folder, whole_folder
from tradetalks.report.page import as_png, as_svg, render_page
from tradetalks.report.style import house_style
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import load_run, save_run


def write_report(run: ScenarioRun, folder: str | Path, *, png: bool = False) -> tuple[list[str], list[Chapter]]:
    """Write the report of a run: page, charts, tables, ``results.nc``, ``run.json``, and what :func:`read_run` reads.

    Nothing is solved here. Every file is there at the end, or the folder is as it was.

    Args:
        run: from :func:`tradetalks.scenario.run.run_scenario`, or read back.
        folder: new, empty, or that of an earlier run, which is replaced.
        png: write each chart as PNG too, beside the SVG that the page shows.

    Returns:
        The names of the files, in order of use, and the chapters.

    Raises:
        TradeTalksError: the folder cannot be written or holds something else.
    """
    folder = Path(folder)
    check_folder(folder)
    clock = time.perf_counter()
    with whole_folder(folder) as draft, house_style():
        parts = chapters(run)
        pictures = write_chapters(parts, draft, png=png)
        run.to_datatree().to_netcdf(draft / RESULTS, engine="h5netcdf")
        save_run(run, draft / STORE)
        facts = describe_run(run)
        (draft / PAGE).write_text(render_page(run, parts, pictures, facts), encoding="utf-8")
        (draft / SCENARIO).write_text(run.scenario.text, encoding="utf-8")
        facts["seconds"] = {**run.seconds, "write": time.perf_counter() - clock}
        return write_mark(facts, draft), parts


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


def write_chapters(parts: Sequence[Chapter], draft: Path, *, png: bool) -> dict[str, str]:
    """Tables as csv, charts as SVG (and PNG); returns the SVG texts by name."""
    (draft / "tables").mkdir()
    (draft / "charts").mkdir()
    pictures = {}
    for chapter in parts:
        for table in chapter.tables:
            file = draft / "tables" / f"{table.file or table.name}.csv"
            if not file.exists():
                table.csv.to_csv(file, index=False, encoding="utf-8")
        for name, frame in chapter.files.items():
            frame.to_csv(draft / "tables" / f"{name}.csv", index=False, encoding="utf-8")
        for name, figure in chapter.charts.items():
            pictures[name] = as_svg(figure)
            (draft / "charts" / f"{name}.svg").write_text(pictures[name], encoding="utf-8")
            if png:
                (draft / "charts" / f"{name}.png").write_bytes(as_png(figure))
    return pictures


def write_mark(facts: Facts, draft: Path) -> list[str]:
    """``run.json`` with the facts and the names of all files, which are returned."""
    names = [*sorted(p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file()), MARK]
    (draft / MARK).write_text(json.dumps(facts | {"files": names}, indent=2, default=str), encoding="utf-8")
    return names
