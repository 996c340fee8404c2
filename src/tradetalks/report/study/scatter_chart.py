"""The headline against the parameter that explains most of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.ensemble.summary.given_data import parted
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.study.draws_shown import drawn_at, name_axis, some_of
from tradetalks.report.study.names import headline_axis, headline_decimals, headline_unit, number, party_names
from tradetalks.report.style import COLOURS, INK, LOSS, ZERO_LINE, head

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.6, 4.6
# Groups of draws beside each other whose median is drawn: each has enough for its ends.
MOST_GROUPS, FEWEST_IN_GROUP = 20, 20


def scatter_chart(summary: StudySummary, frame: Frame = WIDE) -> Figure | None:
    """Every draw by its first driver and its headline, with the median and the band along it.

    Args:
        summary: of a study.
        frame: for which page.

    Returns:
        None where no driver is known.
    """
    found, headline = summary.headline_drivers, summary.headline
    if headline is None or not len(found):
        return None
    draws = summary.draws
    first = draws.names.index(str(found.index[0]))
    rows = draws.sample & np.isfinite(headline.values)
    at, shown = drawn_at(draws, first), some_of(rows)
    figure = frame.figure(WIDTH, HEIGHT)
    axes = figure.subplots()
    axes.plot(at[shown], headline.values[shown], "o", ms=3, color=COLOURS[0], alpha=0.35, mew=0)
    is_named = draws.names[first] in draws.alternatives
    groups = along(draws.values[rows, first], headline.values[rows], is_named)
    _draw_along(axes, groups, is_named)
    head(figure, scatter_finding(summary, draws.names[first], [group["value"] for group in groups]))
    without = some_of((draws.status > 1) & draws.independent)
    if len(without):
        axes.plot(
            at[without], np.full(len(without), 0.015), "|", ms=9, color=LOSS, transform=axes.get_xaxis_transform()
        )
    if axes.get_ylim()[0] < 0 < axes.get_ylim()[1]:
        axes.axhline(0, color=ZERO_LINE, lw=0.8)
    name_axis(axes, axes.xaxis, draws, first)
    axes.set_ylabel(headline_axis(summary))
    return figure


def along(values: np.ndarray, headline: np.ndarray, named: bool) -> list[dict[str, float]]:
    """The median and the ends of eight in ten draws among those beside each other.

    Args:
        values: (d,) of the parameter; positions of named alternatives.
        headline: (d,) of the same draws.
        named: whether they are alternatives.

    Returns:
        By group, in rising order: where it stands (``at``), ``low``, ``value`` and ``high``, and how many ``draws`` it has.
    """
    if named:
        groups = [np.flatnonzero(np.round(values) == place) for place in np.unique(np.round(values))]
    else:
        parts = parted(values, min(MOST_GROUPS, max(1, len(values) // FEWEST_IN_GROUP)))
        groups = [np.flatnonzero(parts == part) for part in np.unique(parts)]
    found = []
    for group in groups:
        low, middle, high = (float(end) for end in np.quantile(headline[group], [0.1, 0.5, 0.9]))
        place = float(np.median(values[group]))
        found.append({"at": place, "low": low, "value": middle, "high": high, "draws": len(group)})
    return found


def _draw_along(axes: Axes, groups: list[dict[str, float]], named: bool) -> None:
    """Medians and bands: a mark for each alternative, a line along numbers."""
    places, low, middle, high = ([group[name] for group in groups] for name in ("at", "low", "value", "high"))
    if named:
        axes.vlines(places, low, high, color=INK, lw=2)
        axes.plot(places, middle, "o", color=INK, ms=6)
    elif len(groups) > 1:
        axes.fill_between(places, low, high, color=COLOURS[6], alpha=0.22, lw=0)
        axes.plot(places, middle, color=INK, lw=1.6)


def scatter_finding(summary: StudySummary, name: str, middles: list[float]) -> str:
    """What the first driver does to the headline: the medians at both ends of it, those that the sentences tell.

    Args:
        summary: of a study.
        name: of the driver.
        middles: medians of the groups of draws along it, for one that has no ends.
    """
    party = "The headline"
    if summary.headline is not None and summary.headline.party:
        party = party_names(summary)[summary.headline.party]
    ends = next(((s.low.median, s.high.median) for s in summary.swings if s.parameter == name), None)
    if ends is None:
        ends = (middles[0], middles[-1])
    first, last = (number(end, headline_decimals(summary)) for end in ends)
    if name in summary.draws.alternatives:
        return f"{party}: the median is {first} to {last} {headline_unit(summary)}, by {name}"
    return f"{party}: from {first} to {last} {headline_unit(summary)} along {name}, from low to high"
