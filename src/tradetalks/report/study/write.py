"""Write what a study says into a folder: page, tables, charts and labelled numbers, all of it or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tradetalks import __version__
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.chapter import MOST_ROWS, Chapter
from tradetalks.report.cite import citations
from tradetalks.report.describe import Facts
from tradetalks.report.draft import told_as_place, whole_folder
from tradetalks.report.export.tables import cleaned, kept_tables
from tradetalks.report.folder import PAGE, check_folder
from tradetalks.report.frame import NARROW
from tradetalks.report.page import link_to_numbers, render
from tradetalks.report.picture import Picture
from tradetalks.report.study.chapter import study_chapters
from tradetalks.report.study.charts import STUDY_ANSWER, STUDY_CAPTIONS, answer_charts
from tradetalks.report.study.draws_table import draw_observations
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.report.style import drawn, house_style
from tradetalks.report.write import PAGE_DIGITS, csv_text, write_chapters, write_chart, write_csv, write_mark

# The labelled numbers of a summary.
NUMBERS = "summary.nc"


def write_study(summary: StudySummary, folder: str | Path, *, png: bool = False) -> list[str]:
    """Write the report of a study: ``report.html``, tables as csv, charts as SVG, ``summary.nc``, ``run.json``.

    Every file is there at the end, or the folder is as it was.

    Args:
        summary: of a study.
        folder: new, empty, or that of an earlier report, whose files are replaced; what else lies in it is left alone.
        png: write each chart as PNG too.

    Returns:
        The names of the files.

    Raises:
        TradeTalksError: the folder cannot be written, holds something else, or is being written by another run.
    """
    folder = Path(folder)
    check_folder(folder)
    with whole_folder(folder) as draft, house_style(), told_as_place(folder):
        parts, facts = study_chapters(summary), _facts(summary)
        pictures = write_chapters(parts, draft, png=png) | _answer_picture(summary, draft, png=png)
        observations = cleaned(draw_observations(summary))
        write_csv(observations, draft / "tables" / "draws.csv")
        summary.to_dataset().to_netcdf(draft / NUMBERS, engine="h5netcdf")
        (draft / PAGE).write_text(_page(summary, parts, pictures, facts, csv_text(observations)), encoding="utf-8")
        return write_mark(facts, draft)


def _answer_picture(summary: StudySummary, draft: Path, *, png: bool) -> dict[str, Picture]:
    """The picture of the first screen; none where there is no spread."""
    wide = drawn(answer_charts, summary)
    narrow = drawn(partial(answer_charts, frame=NARROW), summary)
    found = {}
    for name, figure in wide.items():
        picture = write_chart(name, figure, narrow[name], draft, png=png)
        found[name] = dataclasses.replace(picture, caption=STUDY_CAPTIONS[name])
    return found


def _page(
    summary: StudySummary, parts: list[Chapter], pictures: dict[str, Picture], facts: Facts, observations: str
) -> str:
    """The report as one HTML text."""
    tables = {table.name: csv_text(table.frame, PAGE_DIGITS) for table in kept_tables(parts)} | {"draws": observations}
    return render(
        "study/page.html.j2",
        pictures,
        summary=summary,
        title=study_title(summary),
        lines=study_answers(summary),
        answer=STUDY_ANSWER,
        chapters=parts,
        card=summary.card,
        parameters=_parameters(summary),
        numbers={name: link_to_numbers(name, content.encode()) for name, content in tables.items()},
        most_rows=MOST_ROWS,
        citations="\n\n".join(citations(facts)),
    )


def _parameters(summary: StudySummary) -> dict[str, str]:
    """What each parameter was drawn from, as the plan of the study says it."""
    plan: Mapping[str, Any] = summary.card.get("plan") or {}
    return {str(name): _said(value) for name, value in (plan.get("parameters") or {}).items()}


def _said(value: object) -> str:
    """A part of a plan in words: what is empty is left out."""
    if isinstance(value, Mapping):
        told = [f"{key}: {_said(part)}" for key, part in value.items() if part not in (None, "", (), [], {})]
        return ", ".join(told)
    if isinstance(value, list | tuple):
        return ", ".join(_said(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _facts(summary: StudySummary) -> Facts:
    """What ``run.json`` says of a study."""
    method = "study from a sample"
    if summary.draws.is_laid_out:
        method = "study from blocks"
    card = dict(summary.card)
    return {
        "study": card | {"title": summary.title, "sampling": summary.sampling, "counts": summary.counts},
        "answer": study_title(summary),
        "versions": {"tradetalks": __version__, **card.get("versions", {})},
        "baseline": {"name": card.get("scenario") or summary.title or "study"},
        "uses": [method],
    }
