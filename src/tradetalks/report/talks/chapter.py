"""The chapter on the talks: is there a deal, which, when, with what odds, and would it be kept."""

from __future__ import annotations

from tradetalks.report.chapter import Chapter
from tradetalks.report.style import drawn
from tradetalks.report.talks.charts import CAPTIONS, talks_charts
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import sentences
from tradetalks.scenario.talks_run import TalksRun


def talks_chapter(run: TalksRun) -> Chapter:
    """What the talks came to, said, drawn and tabulated."""
    return Chapter("talks", "Is there a deal", sentences(run), talks_tables(run), drawn(talks_charts, run), CAPTIONS)
