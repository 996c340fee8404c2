"""How far the headline swings with each parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.swings import Swing, SwingEnd
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import MIDDLE, headline_band, headline_unit, plain_number
from tradetalks.report.style import COLOURS, FAINT_INK, INK, head

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Parameters drawn, the widest swings first: further ones have bars too short to be compared.
SHOWN = 8
# Inches: a parameter, and what stands around all of them.
ROW, AROUND, WIDTH = 0.52, 1.5, 9.0
# Whiskers are two standard errors long on either side: 95 in 100.
ERRORS = 2
# Room on both sides for what a parameter is at its ends, as a share of the picture.
ROOM = 0.16


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
    figure = frame.figure(WIDTH, ROW * len(swings) * (1 + 0.3 * frame.narrow) + AROUND)
    head(figure, tornado_finding(swings[0], headline_unit(summary)))
    axes = figure.subplots()
    band, _ = headline_band(summary)
    axes.axvline(float(band[MIDDLE]), color=INK, lw=1)
    for place, swing in enumerate(reversed(swings)):
        _bar(axes, place, swing)
    axes.set_yticks(range(len(swings)), [for_chart(swing.parameter) for swing in reversed(swings)])
    axes.set_ylim(-0.6, len(swings) - 0.4)
    ends = [edge for swing in swings for end in (swing.low, swing.high) for edge in _edges(end)]
    room = ROOM * (1 + frame.narrow) * (max(ends) - min(ends))
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    axes.set_xlabel(f"median, {headline_unit(summary)}")
    return figure


def _edges(end: SwingEnd) -> tuple[float, float]:
    """Two standard errors on either side of the median."""
    wrong = ERRORS * end.standard_error
    return end.median - wrong, end.median + wrong


def _width(swing: Swing) -> float:
    return abs(swing.high.median - swing.low.median)


def tornado_finding(swing: Swing, unit: str) -> str:
    """Between which medians the first parameter moves the headline: the title of the chart.

    Args:
        swing: the widest.
        unit: of the headline.
    """
    low, high = sorted([swing.low.median, swing.high.median])
    digits = max(0, 1 - int(np.floor(np.log10(max(high - low, 1e-6)))))
    span = f"{low:+.{digits}f} to {high:+.{digits}f}".replace("-", "−")
    return f"The median moves most along {swing.parameter}: {span} {unit}".strip()


def _bar(axes: Axes, place: int, swing: Swing) -> None:
    """From one end to the other, with errors, and what the parameter is there."""
    low, high = swing.low, swing.high
    axes.hlines(place, low.median, high.median, color=COLOURS[0], lw=9, alpha=0.3)
    for end, fill in ((low, "none"), (high, COLOURS[0])):
        axes.hlines(place, *_edges(end), color=INK, lw=1.1)
        axes.plot(end.median, place, "o", ms=7, mfc=fill, mec=COLOURS[0], mew=1.6)
    first, last = sorted([low, high], key=lambda end: end.median)
    edges = min(_edges(low)[0], _edges(high)[0]), max(_edges(low)[1], _edges(high)[1])
    for end, at, side, shift in ((first, edges[0], "right", -1), (last, edges[1], "left", 1)):
        axes.annotate(
            _label(end),
            (at, place),
            (7 * shift, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=8.5,
            color=FAINT_INK,
        )


def _label(end: SwingEnd) -> str:
    """What the parameter is at an end."""
    if end.label:
        return for_chart(end.label, 16)
    return plain_number(end.value)
