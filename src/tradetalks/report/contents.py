"""The chapters of a report, in the order of the questions: cost, war, deal, odds, keeping, what it rests on, history."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.chapter import cost_chapter
from tradetalks.report.history import history_chapter
from tradetalks.report.rests import rests_chapter
from tradetalks.report.talks.chapter import talks_chapters
from tradetalks.report.war.chapter import war_chapter
from tradetalks.scenario.run import ScenarioRun


def chapters(run: ScenarioRun) -> list[Chapter]:
    """A chapter for each part that was solved.

    Args:
        run: solved, or read back.

    Returns:
        Chapters in reading order; none where nothing was solved.
    """
    answers = {line.topic: line.answer for line in answer_lines(run)}
    return [dataclasses.replace(part, finding=answers.get(part.name, "")) for part in _chapters(run)]


def _chapters(run: ScenarioRun) -> Iterator[Chapter]:
    if run.cost.equilibria:
        yield cost_chapter(run.cost)
    if run.war is not None:
        yield war_chapter(run.war, run.cost)
    if run.talks is not None:
        yield from talks_chapters(run.talks)
    rests = rests_chapter(run.cost, run.talks)
    if rests is not None:
        yield rests
    history = history_chapter(run.cost)
    if history is not None:
        yield history
