"""The one picture that answers: how the headline is spread, and what its spread hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import (
    ERRORS,
    HIGH,
    LOW,
    MIDDLE,
    headline_axis,
    headline_band,
    headline_decimals,
    number,
)
from tradetalks.report.study.words import study_title
from tradetalks.report.style import COLOURS, FAINT_INK, INK, ZERO_LINE, head

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Bars of the histogram: the square root of the draws within these.
LEAST_BARS, MOST_BARS = 8, 40
# Parameters that are drawn; the others stand in the table.
SHOWN_DRIVERS = 8
# Inches: the picture stands beside the answer, or below it on a telephone; both panels below each other.
WIDTH, HEIGHT, NARROW_HEIGHT = 6.6, 5.8, 6.2
# A pale fill, a light blue of the same hue.
PALE = "#b9c7d6"
# Where the median is written, above the highest bar, and the room that its letters take, as shares of that bar.
ABOVE, LETTERS = 1.1, 0.14
# Room at the right of the longest bar for its label, as a share of it.
LABEL_ROOM = 0.3


def answer_figure(summary: StudySummary, frame: Frame = WIDE) -> Figure | None:
    """How the headline is spread, beside what explains its variance; None where there is no spread.

    Args:
        summary: of a study.
        frame: for which page.
    """
    if summary.headline is None:
        return None
    values = summary.headline.values[summary.draws.sample]
    values = values[np.isfinite(values)]
    if np.ptp(values) == 0:
        return None
    found = summary.headline_drivers
    figure = frame.figure(WIDTH, HEIGHT, narrow_height=NARROW_HEIGHT)
    head(figure, study_title(summary))
    if len(found):
        above, below = figure.subplots(2, 1)
        _histogram(summary, values, above)
        _shares(found.head(SHOWN_DRIVERS), below)
    else:
        _histogram(summary, values, figure.subplots())
    return figure


def _histogram(summary: StudySummary, values: np.ndarray, axes: Axes) -> None:
    """How often the headline comes out where, with median and band."""
    band, _ = headline_band(summary)
    low, middle, high = (float(band[k]) for k in (LOW, MIDDLE, HIGH))
    bars = int(min(MOST_BARS, max(LEAST_BARS, np.sqrt(len(values)))))
    counts, _, _ = axes.hist(values, bars, color=COLOURS[0], alpha=0.75)
    top = float(np.max(counts))
    axes.axvspan(low, high, color=PALE, alpha=0.45, lw=0, zorder=0)
    axes.vlines(middle, 0, top * ABOVE, color=INK, lw=1.4)
    if values.min() < 0 < values.max():
        axes.axvline(0, color=ZERO_LINE, lw=0.8)
    decimals = headline_decimals(summary)
    for place, side, height in ((low, "right", 1.02), (high, "left", 1.02), (middle, "center", ABOVE)):
        axes.text(place, top * height, number(place, decimals), ha=side, va="bottom", fontsize=9)
    axes.set_ylim(0, top * (ABOVE + LETTERS))
    axes.set_title("How often it comes out where", fontsize=10, weight="normal", pad=6)
    axes.set_xlabel(headline_axis(summary))
    axes.set_ylabel("draws")


def _shares(found: pd.DataFrame, axes: Axes) -> None:
    """How much each parameter explains, with two standard errors."""
    shares = 100 * found["first_order"].clip(lower=0, upper=1).to_numpy()
    errors = 100 * ERRORS * found["first_order_standard_error"].to_numpy()
    totals = 100 * found["total"].to_numpy()
    places = np.arange(len(found))[::-1]
    axes.barh(places, shares, color=COLOURS[0], alpha=0.75, height=0.62)
    axes.hlines(places, np.maximum(shares - errors, 0), np.minimum(shares + errors, 100), color=INK, lw=1.2)
    if np.isfinite(totals).any():
        axes.plot(totals, places, "o", ms=7, mfc="none", mec=COLOURS[1], mew=1.6)
    ends = np.fmax(np.minimum(shares + errors, 100), np.nan_to_num(totals))
    for place, end, share in zip(places, ends, shares, strict=True):
        axes.annotate(
            f"{share:.0f}%", (end, place), (5, 0), textcoords="offset points", va="center", fontsize=9, color=FAINT_INK
        )
    axes.set_xlim(0, max(float(ends.max()) * (1 + LABEL_ROOM), 1.0))
    # Room for a label beyond the whole is no place for a number.
    axes.set_xticks([place for place in axes.get_xticks() if place <= min(100, axes.get_xlim()[1])])
    axes.set_yticks(places, [for_chart(str(name)) for name in found.index])
    axes.tick_params(left=False)
    axes.set_title("What its variance hangs on", fontsize=10, weight="normal", pad=6)
    axes.set_xlabel("percent of the variance")
