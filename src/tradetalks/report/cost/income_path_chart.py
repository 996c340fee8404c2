"""The chart of real income along the scenario's dates, and where each way forward leads."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.cost.findings import income_finding
from tradetalks.report.cost.numbers import income_percent
from tradetalks.report.cost.players import others, others_word, shown_players
from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label
from tradetalks.report.style import COLOURS, FAINT_INK, WORDS_IN, ZERO_LINE, head
from tradetalks.report.time_axis import day_number, label_days
from tradetalks.scenario.results.cost import CostRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Lines of bystanders that can be told apart by colour.
SHOWN_LINES = 8
# Inches: the players' panel, the bystanders' below it, room for the title; the width of the whole.
PLAYERS_HEIGHT, BYSTANDERS_HEIGHT, TITLE_HEIGHT, CHART_WIDTH = 3.0, 1.9, 0.9, 9.5
# Relative widths of the dates, of the margin beside them and of each way forward.
DATES_WIDTH, MARGIN_WIDTH, BRANCH_WIDTH = 3.6, 0.4, 0.75
# Circles of several countries in one column stand this far apart, in columns.
SHIFT = 0.12
# Empty room on either side of the dates: a share of their span, at least some days.
PAD_SHARE, PAD_DAYS = 0.06, 20
# Names beside the ends of lines: height of a line of text, and of what a panel needs for itself, inches.
LINE_HEIGHT, PANEL_FRAME = 0.17, 0.3
# Days named along the axis, on a wide and on a narrow page.
MOST_DAYS = (8, 5)
# Longest line of a name under the axis, characters.
NAME_WIDTH = 10


@dataclasses.dataclass(frozen=True)
class Panel:
    """A row of the chart: whom it shows, how it is headed, its height in inches, and how thick its lines are."""

    title: str
    regions: Sequence[str]
    height: float
    line_width: float
    first_colour: int

    def colour(self, k: int) -> str:
        """Of the ``k``-th region; bystanders begin further on in the list, so that neighbours differ."""
        return COLOURS[(k + self.first_colour) % len(COLOURS)]


def income_path_chart(run: CostRun, frame: Frame = WIDE) -> Figure:
    """Real income along the main line and, beside it, where each branch leads: players above, bystanders below."""
    panels = _panels(run)
    heights = [panel.height for panel in panels]
    widths = [DATES_WIDTH]
    if run.branches:
        widths.append(MARGIN_WIDTH + BRANCH_WIDTH * len(run.branches))
    if frame.narrow:
        # Each panel's ways forward stand below its dates.
        tall = [height for height in heights for _ in widths]
        figure = frame.figure(CHART_WIDTH, sum(tall) + TITLE_HEIGHT)
        grid = figure.subplots(len(tall), 1, height_ratios=tall, squeeze=False).reshape(len(panels), len(widths))
    else:
        figure = frame.figure(CHART_WIDTH, sum(heights) + TITLE_HEIGHT)
        grid = figure.subplots(
            len(panels),
            len(widths),
            sharex="col",
            sharey="row",
            squeeze=False,
            height_ratios=heights,
            width_ratios=widths,
        )
    head(figure, income_finding(run))
    for row, panel in zip(grid, panels, strict=True):
        _draw_panel(list(row), run, panel)
    for axes in grid[:, 0]:
        _date_axis(axes, run, frame)
    if run.branches:
        _branch_axes(list(grid[:, 1]), run)
    return figure


def _panels(run: CostRun) -> list[Panel]:
    """Players first; then those bystanders that anything happens to, most affected first."""

    def largest_change(region: str) -> float:
        return max(abs(income_percent(solved, region)) for solved in run.equilibria.values())

    players = shown_players(run)
    rest = sorted(others(run), key=largest_change, reverse=True)[:SHOWN_LINES]
    panels = [
        Panel("players", players, PLAYERS_HEIGHT, line_width=2.4, first_colour=0),
        Panel(others_word(run), rest, BYSTANDERS_HEIGHT, line_width=1.5, first_colour=2),
    ]
    return [panel for panel in panels if panel.regions]


def _draw_panel(row: Sequence[Axes], run: CostRun, panel: Panel) -> None:
    ends, names = [], country_names(run.scenario.accounts)
    middle = (len(panel.regions) - 1) / 2
    for k, region in enumerate(panel.regions):
        _draw_path(row[0], run, region, panel.colour(k), panel.line_width)
        ends.append((income_percent(run.equilibria[run.now], region), names[region], panel.colour(k)))
        if run.branches:
            _draw_ways_forward(row[1], run, region, panel.colour(k), shift=SHIFT * (k - middle))
    for axes in row:
        axes.axhline(0, color=ZERO_LINE, lw=0.8)
        axes.grid(axis="y")
    row[0].set_title(panel.title, fontsize=10, weight="normal", color=FAINT_INK, pad=4)
    _name_lines(row[0], ends, panel.height)
    row[0].set_ylabel("real income, percent")


def _branch_axes(column: Sequence[Axes], run: CostRun) -> None:
    """The ways forward, named under the panels."""
    names = [_folded(policy_label(run, moment)) for moment in run.branches]
    for axes in column:
        axes.set_xticks(range(len(names)), names, fontsize=8.5)
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.tick_params(left=False)
        axes.spines["left"].set_visible(False)
    column[0].set_title("ways forward", fontsize=10, weight="normal", color=FAINT_INK, pad=4)


def _folded(name: str) -> str:
    """A name in short lines."""
    return "\n".join(textwrap.wrap(for_chart(name), NAME_WIDTH))


@dataclasses.dataclass(frozen=True)
class Span:
    """What the axis of dates covers: its ends, the first act, and the dates solved."""

    start: np.datetime64
    first_act: np.datetime64
    days: Sequence[np.datetime64]
    end: np.datetime64


def _span(run: CostRun) -> Span:
    """From a little before anything happens to a little after the last date."""
    days = [np.datetime64(moment.date) for moment in run.dates]
    first_act = min([days[0], *(np.datetime64(act.start) for act in run.scenario.acts)])
    length = int((days[-1] - first_act).astype(int))
    pad = np.timedelta64(max(PAD_DAYS, int(length * PAD_SHARE)), "D")
    return Span(first_act - pad, first_act, days, days[-1] + pad)


def _draw_path(axes: Axes, run: CostRun, region: str, colour: str, width: float) -> None:
    """Zero until the first act, then a step at every date; dotted where acts came before the first date solved."""
    span = _span(run)
    values = [income_percent(run.equilibria[moment], region) for moment in run.dates]
    if span.first_act < span.days[0]:
        axes.plot([span.start, span.first_act], [0, 0], color=colour, lw=width)
        axes.plot([span.first_act, span.days[0]], [0, values[0]], color=colour, lw=1, ls=":")
        axes.step([*span.days, span.end], [*values, values[-1]], where="post", color=colour, lw=width)
    else:
        steps = [0, *values, values[-1]]
        axes.step([span.start, *span.days, span.end], steps, where="post", color=colour, lw=width)


def _draw_ways_forward(axes: Axes, run: CostRun, region: str, colour: str, shift: float) -> None:
    values = [income_percent(run.equilibria[moment], region) for moment in run.branches]
    places = np.arange(len(values)) + shift
    axes.plot(places, values, "o", mfc="white", mec=colour, mew=1.8, ms=7, zorder=5, clip_on=False)


def _name_lines(axes: Axes, ends: Sequence[tuple[float, str, str]], height: float) -> None:
    """Each line's name and last value beside its end, pushed apart where they would touch (``height`` in inches)."""
    low, high = axes.get_ylim()
    gap = LINE_HEIGHT * (high - low) / (height - PANEL_FRAME)
    places = spread_apart([value for value, _, _ in ends], gap)
    for (value, region, colour), place in zip(ends, places, strict=True):
        axes.annotate(
            f"{for_chart(region)} {format_label(value, '{:+.2f}')}",
            (1.0, value),
            xytext=(1.02, place),
            xycoords=axes.get_yaxis_transform(),
            textcoords=axes.get_yaxis_transform(),
            color=WORDS_IN[colour],
            fontsize=9,
            weight="bold",
            va="center",
            annotation_clip=False,
        )


def spread_apart(values: Sequence[float], gap: float) -> list[float]:
    """Heights near ``values`` and at least ``gap`` apart, in their order (groups that touch share their mean)."""
    groups: list[list[int]] = []
    centres: list[float] = []
    for k in sorted(range(len(values)), key=lambda k: values[k]):
        groups.append([k])
        centres.append(values[k])
        while len(groups) > 1 and centres[-1] - centres[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            upper = groups.pop()
            centres.pop()
            groups[-1] += upper
            centres[-1] = float(np.mean([values[i] for i in groups[-1]]))
    places = [0.0] * len(values)
    for group, centre in zip(groups, centres, strict=True):
        for position, k in enumerate(group):
            places[k] = centre + gap * (position - (len(group) - 1) / 2)
    return places


def _date_axis(axes: Axes, run: CostRun, frame: Frame) -> None:
    span = _span(run)
    axes.set_xlim(day_number(span.start), day_number(span.end))
    if len(span.days) == 1:
        axes.set_xticks([day_number(span.days[0])], [policy_label(run, run.dates[0])])
    else:
        label_days(axes, fewest=2, most=MOST_DAYS[frame.narrow])
