"""The headline by date, with bands."""

from __future__ import annotations

import datetime
import textwrap
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import (
    HIGH,
    HIGHEST,
    LOW,
    LOWEST,
    MIDDLE,
    headline_axis,
    headline_decimals,
    headline_unit,
    moment_words,
    number,
    party_names,
)
from tradetalks.report.style import COLOURS, INK, MARKER_INK, ZERO_LINE, head
from tradetalks.report.time_axis import day_number, label_days
from tradetalks.scenario.results.cost import BRANCH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 9.6, 4.4
# Days for which the last date is drawn at least, and what it has of the time before.
ONE_DAY, LAST = 30, 0.05
# The time has as much room as so many ways forward.
TIME_WIDTH = 6
# Dates along a wide picture, and along a narrow one: with fewer than five, two years have no round dates.
MOST_DAYS = (6, 5)
# Letters of the title of a way forward, and of a line of it.
LONGEST_WAY, WAY_LINE = 60, 20


def fan_chart(summary: StudySummary, frame: Frame = WIDE) -> Figure | None:
    """Median, eight of ten and nine of ten draws on every date and at the end of every branch.

    Args:
        summary: of a study.
        frame: for which page.

    Returns:
        None where the headline has one moment or none.
    """
    headline = summary.headline
    if headline is None or not headline.moment:
        return None
    labels = {dim: label for dim, label in headline.outcome.labels.items() if dim != "moment"}
    bands = summary.bands[headline.outcome.variable].sel(labels).transpose("moment", "quantile")
    moments = [str(moment) for moment in bands["moment"].values]
    if len(moments) < 2:
        return None
    values = bands.values
    days = [k for k, moment in enumerate(moments) if not moment.startswith(BRANCH)]
    ways = {moment_words(summary, moments[k], short=True): values[k] for k in range(len(moments)) if k not in days}
    places = [day_number(datetime.date.fromisoformat(moments[k])) for k in days]
    figure = frame.figure(WIDTH, HEIGHT)
    head(figure, fan_finding(summary, bands))
    left, right = _panels(figure, bool(days), len(ways))
    if left is not None:
        _fan(left, places, values[days])
        label_days(left, fewest=2, most=MOST_DAYS[frame.narrow])
    if right is not None:
        _ways_forward(right, ways)
    first = figure.axes[0]
    first.set_ylabel(headline_axis(summary))
    for axes in figure.axes:
        axes.axhline(0, color=ZERO_LINE, lw=0.8)
    return figure


def _panels(figure: Figure, dated: bool, ways: int) -> tuple[Axes | None, Axes | None]:
    """A panel for the dates and beside it one for the ways forward, of one scale; None for what there is not."""
    if dated and ways:
        ratios = [TIME_WIDTH, min(ways, TIME_WIDTH)]
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=ratios)
        right.tick_params(left=False)
        right.spines["left"].set_visible(False)
        return left, right
    if dated:
        return figure.subplots(), None
    return None, figure.subplots()


def fan_finding(summary: StudySummary, bands: xr.DataArray) -> str:
    """Where the band ends on the date of the headline: the title of the chart.

    Args:
        summary: of a study.
        bands: (moment, quantile) of its headline.
    """
    headline = summary.headline
    if headline is None:
        return ""
    band = bands.sel(moment=headline.moment).values
    decimals = headline_decimals(summary)
    low, high = (number(float(band[k]), decimals) for k in (LOW, HIGH))
    name = party_names(summary)[headline.party]
    return (
        f"{name}: {low} to {high} {headline_unit(summary)} in 8 of 10 draws, {moment_words(summary, headline.moment)}"
    )


def _fan(axes: Axes, days: list[float], values: np.ndarray) -> None:
    """Bands and the median; a policy holds until the next date."""
    last = days[-1] + max(ONE_DAY, LAST * (days[-1] - days[0]))
    until, held = [*days, last], np.vstack([values, values[-1]])
    axes.fill_between(until, held[:, LOWEST], held[:, HIGHEST], step="post", color=COLOURS[0], alpha=0.14, lw=0)
    axes.fill_between(until, held[:, LOW], held[:, HIGH], step="post", color=COLOURS[0], alpha=0.26, lw=0)
    axes.step(until, held[:, MIDDLE], where="post", color=COLOURS[0], lw=1.8)


def _ways_forward(axes: Axes, ways: dict[str, np.ndarray]) -> None:
    """A dot for the median of each way forward, with its bands."""
    for place, band in enumerate(ways.values()):
        axes.vlines(place, band[LOWEST], band[HIGHEST], color=MARKER_INK, lw=1.2)
        axes.vlines(place, band[LOW], band[HIGH], color=MARKER_INK, lw=4, alpha=0.6)
        axes.plot(place, band[MIDDLE], "o", color=INK, ms=5)
    names = [textwrap.fill(for_chart(name, LONGEST_WAY), WAY_LINE) for name in ways]
    axes.set_xticks(range(len(ways)), names, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_xlim(-0.7, len(ways) - 0.3)
    # With one way the panel is narrower than its title, which then has room on the left.
    axes.set_title("ways forward", loc="right", fontsize=10, weight="normal", pad=6)
