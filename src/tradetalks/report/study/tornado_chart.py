"""How far the headline swings with each parameter."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.swings import Swing, SwingEnd
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import (
    ERRORS,
    MIDDLE,
    alternative_words,
    headline_axis,
    headline_band,
    headline_decimals,
    headline_unit,
    number,
    plain_number,
)
from tradetalks.report.style import COLOURS, FAINT_INK, INK, head

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

# Parameters drawn, the widest swings first: further ones have bars too short to be compared.
SHOWN = 8
# Inches: a parameter, and what stands around all of them.
ROW, AROUND, WIDTH = 0.52, 1.5, 9.0
# Inches: on a narrow page the name of a parameter stands above its bar, so that what it is at its ends has room beside it.
NAME_ROW = 0.28
# Letters in a line of the name of an alternative, of which a row has room for two.
END_LINE = 20
# Of the picture, what bars and their labels leave free; and what bars have at least, however long their labels are.
FREE, LEAST_BARS = 0.03, 0.25
# After so many the axis has its width: each leaves at most three quarters of what was missing.
WIDENINGS = 30


def tornado_chart(summary: StudySummary, frame: Frame = WIDE) -> Figure | None:
    """The median of the headline at both ends of each parameter, that with the widest swing on top.

    Args:
        summary: of a study.
        frame: for which page.

    Returns:
        None where the headline does not move, or the draws are too few.
    """
    swings = sorted(summary.swings, key=_width, reverse=True)[:SHOWN]
    if not swings or not len(summary.headline_drivers):
        return None
    figure = frame.figure(WIDTH, (ROW + NAME_ROW * frame.narrow) * len(swings) + AROUND)
    head(figure, tornado_finding(summary, swings[0]))
    axes = figure.subplots()
    band, _ = headline_band(summary)
    axes.axvline(float(band[MIDDLE]), color=INK, lw=1)
    labels = [_bar(axes, place, swing, summary) for place, swing in enumerate(reversed(swings))]
    _name_bars(axes, [for_chart(swing.parameter) for swing in reversed(swings)], frame)
    axes.set_ylim(-0.6, len(swings) - 0.4)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    axes.set_xlabel(f"median, {headline_axis(summary)}")
    _make_room(figure, axes, labels)
    return figure


def _name_bars(axes: Axes, names: list[str], frame: Frame) -> None:
    """The name of each parameter beside its bar, on a narrow page above it."""
    if not frame.narrow:
        axes.set_yticks(range(len(names)), names)
        return
    axes.set_yticks([])
    for place, name in enumerate(names):
        axes.text(0.0, place + 0.3, name, transform=axes.get_yaxis_transform(), va="bottom", fontsize=9.5)


def _make_room(figure: Figure, axes: Axes, labels: list[tuple[Annotation, Annotation]]) -> None:
    """Set the axis so that what stands at the ends of every bar stays inside."""
    figure.draw_without_rendering()
    whole = axes.get_window_extent().width
    left, right = (
        [(float(pair[side].xy[0]), pair[side].get_window_extent().width / whole + FREE) for pair in labels]
        for side in (0, 1)
    )
    low, high = min(edge for edge, _ in left), max(edge for edge, _ in right)
    widest = (high - low) / LEAST_BARS
    # A wider axis makes labels wider, in its units, so that they need more room.
    for _ in range(WIDENINGS):
        span = min(high - low, widest)
        low = min(edge - share * span for edge, share in left)
        high = max(edge + share * span for edge, share in right)
    axes.set_xlim(low, high)


def _edges(end: SwingEnd) -> tuple[float, float]:
    """Two standard errors on either side of the median."""
    wrong = ERRORS * end.standard_error
    return end.median - wrong, end.median + wrong


def _width(swing: Swing) -> float:
    return abs(swing.high.median - swing.low.median)


def tornado_finding(summary: StudySummary, swing: Swing) -> str:
    """Between which medians the first parameter moves the headline: the title of the chart.

    Args:
        summary: of a study.
        swing: the widest.
    """
    ends = sorted([swing.low.median, swing.high.median])
    low, high = (number(end, headline_decimals(summary)) for end in ends)
    return f"The median moves most along {swing.parameter}: {low} to {high} {headline_unit(summary)}".strip()


def _bar(axes: Axes, place: int, swing: Swing, summary: StudySummary) -> tuple[Annotation, Annotation]:
    """From one end to the other, with errors; what the parameter is there, on the left and on the right."""
    low, high = swing.low, swing.high
    axes.hlines(place, low.median, high.median, color=COLOURS[0], lw=9, alpha=0.3)
    for end, fill in ((low, "none"), (high, COLOURS[0])):
        axes.hlines(place, *_edges(end), color=INK, lw=1.1)
        axes.plot(end.median, place, "o", ms=7, mfc=fill, mec=COLOURS[0], mew=1.6)
    first, last = sorted([low, high], key=lambda end: end.median)
    edges = min(_edges(low)[0], _edges(high)[0]), max(_edges(low)[1], _edges(high)[1])
    style: Any = {"textcoords": "offset points", "va": "center", "fontsize": 8.5, "color": FAINT_INK}
    # They have room in the picture, and make none around it.
    style["in_layout"] = False
    return (
        axes.annotate(_label(summary, swing, first), (edges[0], place), (-7, 0), ha="right", **style),
        axes.annotate(_label(summary, swing, last), (edges[1], place), (7, 0), ha="left", **style),
    )


def _label(summary: StudySummary, swing: Swing, end: SwingEnd) -> str:
    """What the parameter is at an end."""
    if end.label:
        return textwrap.fill(for_chart(alternative_words(summary.draws, swing.parameter, end.label)), END_LINE)
    return plain_number(end.value)
