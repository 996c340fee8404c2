"""Which kind of outcome lies in which part of what was drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.ensemble.summary.headline import MOST_LIKELY
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.format import counted, format_hundredths, format_list
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.study.draws_shown import drawn_at, name_axis, some_of
from tradetalks.report.study.names import plain_ending
from tradetalks.report.style import COLOURS, LEGEND_ABOVE, head

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.6, 5.2
MARKS = ("o", "X", "s", "^", "D")
# Outcomes by which draws are of one kind or another.
DECISIVE = ("odds", "deal_possible", "deal_kept")
# Kinds that are told apart by colour and mark; the rarest beyond are drawn alike.
SHOWN_KINDS = len(MARKS)
# Letters that a wide picture holds in a row of the legend, and what a mark and the gap beside it take of them.
LEGEND_ROW, AROUND_LABEL = 84, 6


def regime_chart(summary: StudySummary, frame: Frame = WIDE) -> Figure | None:
    """Every draw in the plane of two parameters, by the kind of its outcome.

    Args:
        summary: of a study.
        frame: for which page.

    Returns:
        None where all draws are of one kind, or fewer than two parameters vary.
    """
    plane = _plane(summary)
    counts = {k: int(np.sum(summary.regime == k)) for k in range(len(summary.regimes))}
    kinds = sorted((k for k, count in counts.items() if count), key=lambda k: -counts[k])
    if plane is None or len(kinds) < 2:
        return None
    draws = summary.draws
    figure = frame.figure(WIDTH, HEIGHT)
    head(figure, regime_finding(summary, kinds))
    axes = figure.subplots()
    across, up = (drawn_at(draws, parameter) for parameter in plane)
    shown = some_of(summary.regime >= 0)
    for number, kind in enumerate(kinds):
        part = shown[summary.regime[shown] == kind]
        style = min(number, SHOWN_KINDS - 1)
        label = f"{_short(summary.regimes[kind])} ({counted(counts[kind], 'draw')})"
        axes.plot(
            across[part],
            up[part],
            MARKS[style],
            ms=4 + (number > 0),
            color=COLOURS[style],
            alpha=0.6,
            mew=0,
            label=label,
        )
    name_axis(axes, axes.xaxis, draws, plane[0])
    name_axis(axes, axes.yaxis, draws, plane[1])
    axes.legend(**LEGEND_ABOVE, ncols=_columns(axes, frame))
    return figure


def regime_finding(summary: StudySummary, kinds: list[int]) -> str:
    """How many of 100 draws are of each kind: the title of the chart.

    Args:
        summary: of a study.
        kinds: positions of the kinds that there are, the most frequent first.
    """
    counts = np.array([np.sum(summary.regime == kind) for kind in kinds])
    shares = zip(kinds, format_hundredths(counts / counts.sum()), strict=True)
    told = [f"{_short(summary.regimes[kind])} {share}" for kind, share in shares]
    opening = "Of 100 draws"
    if all(summary.regimes[kind].startswith(MOST_LIKELY) for kind in kinds):
        opening = "How talks most likely end, of 100 draws"
    return f"{opening}: {format_list(told)}"


def _short(kind: str) -> str:
    """A kind without what the title says of all."""
    return plain_ending(kind).removeprefix(MOST_LIKELY)


def _columns(axes: Axes, frame: Frame) -> int:
    """How many names of kinds stand beside each other above the picture."""
    _, labels = axes.get_legend_handles_labels()
    if frame.narrow:
        return 1
    return max(1, min(len(labels), LEGEND_ROW // (max(map(len, labels)) + AROUND_LABEL)))


def _plane(summary: StudySummary) -> tuple[int, int] | None:
    """The two parameters along which draws are shown.

    Where what differs is whether there is an answer, those of the corner come first; where it is the outcome of the talks, those
    that explain most of it; then those that explain most of the headline; then whatever varies.
    """
    names = summary.draws.names
    wanted: list[str] = []
    if "solved" in summary.regimes:
        found = [part for corner in summary.corners for part in (corner, corner.within) if part is not None]
        wanted += [corner.parameter for corner in found if corner.parameter]
    else:
        wanted += _drivers_of_kinds(summary)
    wanted += [str(name) for name in summary.headline_drivers.index]
    run = summary.draws.values[summary.draws.status > 0]
    wanted += [name for k, name in enumerate(names) if len(run) and np.ptp(run[:, k]) > 0]
    chosen = list(dict.fromkeys(wanted))[:2]
    if len(chosen) < 2:
        return None
    return names.index(chosen[0]), names.index(chosen[1])


def _drivers_of_kinds(summary: StudySummary) -> list[str]:
    """The parameters that explain most of the odds, or of whether there is a deal that would be kept."""
    for quantity in summary.drivers["quantity"].values:
        found = summary.drivers.sel(quantity=quantity)
        ranks = found["rank"].to_series().dropna()
        if str(found["variable"].values) in DECISIVE and len(ranks):
            return [str(name) for name in ranks.sort_values(kind="stable").index]
    return []
