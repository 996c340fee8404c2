"""The chapters on the talks: is there a deal, will there be one in time, would it be kept."""

from __future__ import annotations

from functools import partial

import pandas as pd

from tradetalks.report.chapter import Chapter
from tradetalks.report.frame import NARROW
from tradetalks.report.style import drawn
from tradetalks.report.talks.chart_numbers import frontier_numbers, odds_by_day_numbers, rivalry_numbers
from tradetalks.report.talks.charts import TALKS_CAPTIONS, TALKS_DATA, deal_charts, keeping_charts, odds_charts
from tradetalks.report.talks.tables import deal_tables, keeping_tables, odds_tables
from tradetalks.report.talks.words import deal_sentences, keeping_sentences, odds_sentences
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.two_sides import all_of


def talks_chapters(run: TalksRun) -> list[Chapter]:
    """What the talks came to, said, drawn and tabulated.

    Args:
        run: the talks, solved.

    Returns:
        A chapter each on deals, on odds and on keeping; gains in billion dollars a year above no deal, odds as shares.
    """
    return [deal_chapter(run), odds_chapter(run), keeping_chapter(run)]


def deal_chapter(run: TalksRun) -> Chapter:
    """Is there a deal that all prefer: what could be signed, and what it is worth to whom."""
    files = {"frontier": frontier_numbers(run), "rivalry": rivalry_numbers(run)}
    return Chapter(
        name="deal",
        title=f"Is there a deal {all_of(run.sides)} prefer?",
        sentences=deal_sentences(run),
        tables=deal_tables(run),
        charts=drawn(deal_charts, run),
        captions=TALKS_CAPTIONS,
        files=_there(files),
        narrow=drawn(partial(deal_charts, frame=NARROW), run),
        data=TALKS_DATA,
    )


def odds_chapter(run: TalksRun) -> Chapter:
    """Will there be a deal in time: what becomes of the deadline, and what waiting costs."""
    return Chapter(
        name="odds",
        title="Will there be one in time?",
        sentences=odds_sentences(run),
        tables=odds_tables(run),
        charts=drawn(odds_charts, run),
        captions=TALKS_CAPTIONS,
        files=_there({"odds_by_day": odds_by_day_numbers(run)}),
        narrow=drawn(partial(odds_charts, frame=NARROW), run),
        data=TALKS_DATA,
    )


def keeping_chapter(run: TalksRun) -> Chapter:
    """Would it be kept: what breaking it pays, and how soon the answer has to come."""
    return Chapter(
        name="keeping",
        title="Would it be kept?",
        sentences=keeping_sentences(run),
        tables=keeping_tables(run),
        charts=drawn(keeping_charts, run),
        captions=TALKS_CAPTIONS,
        narrow=drawn(partial(keeping_charts, frame=NARROW), run),
        data=TALKS_DATA,
    )


def _there(files: dict[str, pd.DataFrame | None]) -> dict[str, pd.DataFrame]:
    """The files that there is something for."""
    return {name: frame for name, frame in files.items() if frame is not None}
