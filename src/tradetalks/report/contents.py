"""The chapters of a report, in reading order: what it costs, where the war ends, is there a deal, what others found."""

from __future__ import annotations

from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.chapter import cost_chapter
from tradetalks.report.history import history_chapter
from tradetalks.report.talks.chapter import talks_chapter
from tradetalks.report.war.chapter import war_chapter
from tradetalks.scenario.run import ScenarioRun


def chapters(run: ScenarioRun) -> list[Chapter]:
    """A chapter for each part that was solved.

    Args:
        run: solved, or read back.

    Returns:
        Chapters in reading order; none where nothing was solved.
    """
    found = []
    if run.cost.equilibria:
        found.append(cost_chapter(run.cost))
    if run.war is not None:
        found.append(war_chapter(run.war))
    if run.talks is not None:
        found.append(talks_chapter(run.talks))
    history = history_chapter(run.cost)
    if history is not None:
        found.append(history)
    return found
