"""The odds at the deadline as three bars: past deadlines, the game of this one, and both together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.data.deadlines import OUTCOMES, TARIFF_LIKE
from tradetalks.report.format import format_day, format_hundredths
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.style import COLOURS, INK, head
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.odds import SOURCES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Who says so, below each other, the answer on top.
ROWS = {"together": "both together", "game": "the game of\nthis deadline", "record": "past deadlines\nlike it"}
# A deal in blue, a part of it paler, more time grey, the threat in vermilion, nothing in light grey.
INKS = (COLOURS[0], COLOURS[5], "#9a9a9a", COLOURS[1], "#d9d9d9")
# Segments smaller than this, percent, are named in the table alone.
NAMED = 7.0
# Letters on each segment: white on blue, nearly black on vermilion and on greys.
LETTERS = ("white", INK, INK, "#111111", INK)
HEIGHT, BAR = 3.1, 0.62


def odds_bars_chart(run: TalksRun, course: Course, frame: Frame = WIDE) -> Figure:
    """Five outcomes by three sources, stacked to a hundred, with the band of a deal.

    Args:
        run: the talks.
        course: how they may go.
        frame: the page it is for.

    Returns:
        A figure whose title is the finding; percent.
    """
    odds, band = 100 * course.odds.odds, 100 * course.odds.band
    figure = frame.figure(8.5, HEIGHT)
    share, (low, high) = odds[SOURCES.index("together"), 0], band[SOURCES.index("together"), 0]
    head(figure, f"A deal by {format_day(run.deadline)}: {share:.0f} in 100 ({low:.0f} to {high:.0f})")
    axes = figure.subplots()
    for line, source in enumerate(reversed(ROWS)):
        row = SOURCES.index(source)
        if not np.isfinite(odds[row]).all():
            axes.annotate("no odds", (1, line), va="center")
            continue
        ends = np.append(0.0, np.cumsum(odds[row]))
        counts = format_hundredths(odds[row] / 100)
        for k, name in enumerate(outcome_names(run)):
            axes.barh(line, odds[row, k], left=ends[k], height=BAR, color=INKS[k])
            if odds[row, k] >= NAMED:
                _name(axes, f"{name}\n{counts[k]}", ends[k] + odds[row, k] / 2, line, LETTERS[k])
        axes.plot(band[row, 0], [line, line], color=INK, lw=1.4, marker="|", ms=9)
    axes.set_yticks(range(len(ROWS)), list(reversed(ROWS.values())))
    axes.tick_params(left=False)
    axes.set_xlim(0, 100)
    axes.set_xlabel("cases in 100")
    axes.spines["left"].set_visible(False)
    return figure


def outcome_names(run: TalksRun) -> list[str]:
    """The outcomes in words, in the order of the record."""
    threat = "threat carried out"
    if run.plan.threat.kind in TARIFF_LIKE:
        threat = "tariffs rise"
    words = {"deal": "deal", "partial_deal": "part", "extension": "more time", "escalation": threat, "lapse": "nothing"}
    return [words[name] for name in OUTCOMES]


def _name(axes: Axes, text: str, x: float, y: float, colour: str) -> None:
    """The name of a segment with its share, inside it."""
    axes.annotate(text, (x, y), ha="center", va="center", fontsize=8.5, color=colour)
