"""The headline by date, with bands."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from tradetalks.ensemble.summary.headline import BRANCH
from tradetalks.ensemble.summary.summarise import StudySummary
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.names import (
    HIGH,
    HIGHEST,
    LOW,
    LOWEST,
    MIDDLE,
    decimals_of,
    headline_unit,
    moment_words,
    number,
    party_names,
)
from tradetalks.report.style import COLOURS, INK, MARKER_INK, ZERO_LINE, head
from tradetalks.report.time_axis import day_number, label_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 9.6, 4.4
# Between the last date and the ways forward, and between these, as shares of the time shown.
GAP, STEP = 0.09, 0.12
# Days that a picture of a single day is wide.
ONE_DAY = 30
# Dates along a wide picture, and along a narrow one: with fewer than five, two years have no round dates.
MOST_DAYS = (6, 5)
# Letters of a way forward beside its dot, and room for them above the highest, as a share of the picture.
LONGEST_BRANCH, ROOM_ABOVE = 22, 0.22


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
    figure = frame.figure(WIDTH, HEIGHT)
    head(figure, _finding(summary, bands))
    axes = figure.subplots()
    days = [k for k, moment in enumerate(moments) if not moment.startswith(BRANCH)]
    places = [day_number(datetime.date.fromisoformat(moments[k])) for k in days]
    values = bands.values
    if places:
        _fan(axes, places, values[days])
        label_days(axes, fewest=2, most=MOST_DAYS[frame.narrow])
    ways = {moment.removeprefix(BRANCH): values[k] for k, moment in enumerate(moments) if k not in days}
    _branches(axes, places, ways)
    axes.axhline(0, color=ZERO_LINE, lw=0.8)
    axes.set_ylabel(headline_unit(summary))
    return figure


def _finding(summary: StudySummary, bands: xr.DataArray) -> str:
    """Where the band ends on the date of the headline."""
    headline = summary.headline
    if headline is None:
        return ""
    band = bands.sel(moment=headline.moment).values
    decimals = decimals_of(float(band[LOW]), float(band[HIGH]))
    low, high = (number(float(band[k]), decimals) for k in (LOW, HIGH))
    name = party_names(summary)[headline.party]
    return f"{name}: {low} to {high} {headline_unit(summary)} in 8 of 10 draws, {moment_words(headline.moment)}"


def _fan(axes: Axes, days: list[float], values: np.ndarray) -> None:
    """Bands and the median; a policy holds until the next date."""
    last = days[-1] + max(ONE_DAY, GAP / 2 * (days[-1] - days[0]))
    until, held = [*days, last], np.vstack([values, values[-1]])
    axes.fill_between(until, held[:, LOWEST], held[:, HIGHEST], step="post", color=COLOURS[0], alpha=0.14, lw=0)
    axes.fill_between(until, held[:, LOW], held[:, HIGH], step="post", color=COLOURS[0], alpha=0.26, lw=0)
    axes.step(until, held[:, MIDDLE], where="post", color=COLOURS[0], lw=1.8)


def _branches(axes: Axes, days: list[float], branches: dict[str, np.ndarray]) -> None:
    """To the right of the dates a dot for the median of each way forward, with its bands."""
    start, end = 0.0, 0.0
    if days:
        start, end = days[0], days[-1]
    span = max(end - start, 2.0 * ONE_DAY)
    for k, (name, band) in enumerate(branches.items()):
        place = end + span * (GAP + STEP * (k + 0.5))
        axes.vlines(place, band[LOWEST], band[HIGHEST], color=MARKER_INK, lw=1.2)
        axes.vlines(place, band[LOW], band[HIGH], color=MARKER_INK, lw=4, alpha=0.6)
        axes.plot(place, band[MIDDLE], "o", color=INK, ms=5)
        at, shift = (place, band[HIGHEST]), (-3, 5)
        label = for_chart(name, LONGEST_BRANCH)
        axes.annotate(label, at, shift, textcoords="offset points", rotation=40, fontsize=8.5, va="bottom")
    axes.margins(y=ROOM_ABOVE)
