"""Chapters of a report: what is said, drawn and tabulated about one question, computed once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.charts import CAPTIONS, charts
from tradetalks.report.cost.tables import tables
from tradetalks.report.cost.words import answer
from tradetalks.report.style import house_style, laid_out
from tradetalks.report.talks.chapter import TalksChapter
from tradetalks.report.talks.charts import CAPTIONS as TALKS_CAPTIONS
from tradetalks.report.talks.charts import talks_charts
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import sentences
from tradetalks.scenario.run import ScenarioRun

if TYPE_CHECKING:
    pass


def chapters(run: ScenarioRun) -> Iterator[Chapter]:
    """The cost of the war, then where it ends and the talks, where the scenario has them.

    The talks are solved while the chapters before them are drawn and written.
    """
    talks = TalksChapter(run) if run.scenario.talks is not None else None
    with ThreadPoolExecutor(2) as beside:
        work = [beside.submit(solve) for solve in ((talks.solve_deals, talks.solve_beliefs) if talks else ())]
        try:
            yield economy_chapter(run)
            if run.scenario.war is not None:
                yield war_chapter(run)
            if talks:
                for piece in work:
                    piece.result()
                yield talks_chapter(talks)
        finally:
            beside.shutdown(cancel_futures=True)


def economy_chapter(run: ScenarioRun) -> Chapter:
    """What the tariffs cost whom."""
    with house_style():
        drawn = laid_out(charts(run))
    return Chapter("economy", "What it costs whom", [s for s in answer(run) if s], tables(run), drawn, CAPTIONS)


def war_chapter(run: ScenarioRun) -> Chapter:
    """Where the war would end if nobody stopped it."""
    from tradetalks.report.war import chapter
    from tradetalks.scenario.run_war import solve_war

    return chapter.war_chapter(solve_war(run.scenario))


def talks_chapter(found: TalksChapter) -> Chapter:
    """Is there a deal, which, when, with what odds, and would it be kept."""
    with house_style():
        drawn = laid_out(talks_charts(found))
    return Chapter("talks", "Is there a deal", sentences(found), talks_tables(found), drawn, TALKS_CAPTIONS)
