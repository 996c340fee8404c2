"""The chapter on the talks: is there a deal, which, when, with what odds, and would it be kept."""

from __future__ import annotations

from tradetalks.report.chapter import Chapter
from tradetalks.report.style import drawn
from tradetalks.report.talks.charts import TALKS_CAPTIONS, talks_charts
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import talks_sentences
from tradetalks.scenario.results.talks import TalksRun


def talks_chapter(run: TalksRun) -> Chapter:
    """What the talks came to, said, drawn and tabulated.

    Args:
        run: the talks, solved.

    Returns:
        The chapter; gains in billion dollars a year above the impasse, odds as shares.
    """
    return Chapter(
        name="talks",
        title="Is there a deal",
        sentences=talks_sentences(run),
        tables=talks_tables(run),
        charts=drawn(talks_charts, run),
        captions=TALKS_CAPTIONS,
    )
