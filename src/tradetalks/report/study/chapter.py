"""The chapters on a study: how sure, what it hangs on, where it comes out otherwise or not at all."""

from __future__ import annotations

from functools import partial

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.chapter import Chapter
from tradetalks.report.frame import NARROW
from tradetalks.report.study.charts import STUDY_CAPTIONS, study_charts
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers
from tradetalks.report.style import drawn

# Which questions, pictures and tables stand in which chapter; a chapter without anything to say is left out.
PARTS = {
    "sure": ("How sure is it?", ("sure", "convergence", "unfinished"), ("study_fan",), ("bands", "convergence")),
    "drivers": (
        "What does it hang on?",
        ("drivers",),
        ("study_tornado", "study_scatter"),
        ("drivers", "first_drivers"),
    ),
    "outcomes": (
        "How does it come out, and where is there no answer?",
        ("outcomes", "corners"),
        ("study_regimes",),
        ("shares", "corners"),
    ),
}
# The csv file that holds the numbers of each chart.
DATA = {"study_fan": "bands", "study_tornado": "drivers", "study_scatter": "draws", "study_regimes": "draws"}


def study_chapters(summary: StudySummary) -> list[Chapter]:
    """What a study says, drawn and tabulated.

    Args:
        summary: of a study.

    Returns:
        The chapters that have something to say.
    """
    lines = {line.topic: line for line in study_answers(summary)}
    tables = {table.name: table for table in study_tables(summary)}
    wide, narrow = drawn(study_charts, summary), drawn(partial(study_charts, frame=NARROW), summary)
    found = []
    for name, (title, topics, charts, named) in PARTS.items():
        told = [lines[topic] for topic in topics if topic in lines]
        shown = [chart for chart in charts if chart in wide]
        kept = [tables[table] for table in named if table in tables]
        if told or kept:
            found.append(
                Chapter(
                    name=f"study_{name}",
                    title=title,
                    sentences=_sentences(told) or [f"{kept[0].title}."],
                    tables=kept,
                    charts={chart: wide[chart] for chart in shown},
                    narrow={chart: narrow[chart] for chart in shown},
                    captions=STUDY_CAPTIONS,
                    data=DATA,
                )
            )
    return found


def _sentences(lines: list[AnswerLine]) -> list[str]:
    """Every answer, then every detail."""
    return [line.answer for line in lines] + [line.detail for line in lines if line.detail]
