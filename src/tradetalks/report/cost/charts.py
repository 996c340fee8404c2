"""The charts of a run. Each takes a run and returns a matplotlib figure whose title states the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.cost.findings import sector_finding, trade_finding
from tradetalks.report.cost.income_path_chart import income_path_chart
from tradetalks.report.cost.numbers import farthest_policy, jobs_moved, sector_titles, trade_change
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.tariff_map import tariff_map
from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.style import FAINT_INK, GAIN, LOSS, ZERO_LINE, head
from tradetalks.scenario.results.cost import CostRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COST_CAPTIONS = {
    "welfare_path": "Real income of each country under the policies in force on each date, percent of what it was before the "
    "first act (zero). Circles: where each way forward would lead. All but the players have a scale of their own. Dotted: not "
    "solved.",
    "trade_diverted": "Change of each player's goods imports by partner, at exporter prices, where policies are farthest from "
    "the baseline.",
    "sectors": "Employment gained and lost by goods industry, billion dollars of wages a year as they were before the first "
    "act; beside the bars the change in percent of the industry. Employment moves between industries; it does not vanish.",
    "tariff_changes": "Percentage points added to each tariff since the baseline, by sector and date. Equal steps, not a time "
    "axis.",
}
# Partners of each player: what is still read at a glance.
SHOWN_BARS = 12
# Jobs that would print as zero, billion dollars of wages a year, are drawn as none.
NO_JOBS = 5e-4
# Room for the label at the end of a bar, as a share of the axis; where no bar ends, a sliver of it.
LABEL_ROOM, SLIVER = 0.2, 0.05
# The same on a telephone, whose letters take more of an axis.
NARROW_LABEL_ROOM = 0.36


def cost_charts(run: CostRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """Every chart of a run by file name, for a page."""
    return {
        "welfare_path": income_path_chart(run, frame),
        "trade_diverted": trade_diverted_chart(run, frame),
        "sectors": sectors_chart(run, frame),
        "tariff_changes": tariff_map(run, frame),
    }


def trade_diverted_chart(run: CostRun, frame: Frame = WIDE) -> Figure:
    """Change of each player's goods imports by partner."""
    table = trade_change(run, farthest_policy(run))
    players, names = shown_players(run), country_names(run.scenario.accounts)
    bars = min(len(run.economy.regions) - 1, SHOWN_BARS)
    figure = frame.figure(9, (0.36 * bars + 1.2) * frame.rows(len(players)) + 0.3)
    head(figure, trade_finding(run))
    for axes, player in zip(frame.panels(figure, len(players)), players, strict=True):
        part = table[table["importer"] == player]
        part = part.loc[part["change bn"].abs().nlargest(SHOWN_BARS).index].sort_values("change bn")
        values = part["change bn"].to_numpy()
        bars_drawn = axes.barh(range(len(part)), values, color=_colours(values))
        axes.set_yticks(range(len(part)), [for_chart(names[code]) for code in part["exporter"]])
        form = f"{{:+.{_digits(float(np.abs(values).max()))}f}}"
        axes.bar_label(bars_drawn, [format_label(value, form) for value in values], padding=3, fontsize=9)
        _zero_line(axes, values, frame)
        axes.set_title(f"{for_chart(names[player])} buys from", fontsize=10, weight="normal", pad=6)
        axes.set_xlabel("change, billion dollars a year")
    return figure


def _digits(largest: float) -> int:
    """Decimals of labels, so that the largest has at least two significant digits."""
    if largest >= 10:
        return 0
    if largest >= 1:
        return 1
    return 2


def _colours(values: np.ndarray) -> list[str]:
    """Gains in one colour, losses in the other."""
    return [str(colour) for colour in np.where(values < 0, LOSS, GAIN)]


def _zero_line(axes: Axes, values: np.ndarray, frame: Frame) -> None:
    """Bars from a visible zero, with room for labels on both sides and no axis that repeats them."""
    share = LABEL_ROOM
    if frame.narrow:
        share = NARROW_LABEL_ROOM
    low, high = min(values.min(initial=0), 0), max(values.max(initial=0), 0)
    room = 1.0
    if high > low:
        room = share * (high - low)
    left = right = SLIVER * room
    if low < 0:
        left = room
    if high > 0:
        right = room
    axes.set_xlim(low - left, high + right)
    axes.axvline(0, color=ZERO_LINE, lw=0.8)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)


def sectors_chart(run: CostRun, frame: Frame = WIDE) -> Figure:
    """Jobs gained and lost by goods industry in each player, weighed by wages, with the percentages beside the bars."""
    moment, players, names = farthest_policy(run), shown_players(run), country_names(run.scenario.accounts)
    goods = run.economy.goods_index
    titles = [for_chart(sector_titles(run)[j]) for j in goods]
    figure = frame.figure(10, (0.25 * len(goods) + 1.2) * frame.rows(len(players)) + 0.3)
    head(figure, sector_finding(run))
    for axes, player in zip(frame.panels(figure, len(players)), players, strict=True):
        row = run.economy.regions.index(player)
        values = jobs_moved(run, moment)[row, goods]
        values = np.where(np.abs(values) < NO_JOBS, 0.0, values)
        percent = np.nan_to_num(run.equilibria[moment].employment_change.values[row, goods])
        order = np.argsort(values, kind="stable")
        drawn = axes.barh(range(len(order)), values[order], color=_colours(values[order]))
        axes.set_yticks(range(len(order)), [titles[k] for k in order])
        labels = [f"{format_label(percent[k], '{:+.1f}')}%" for k in order]
        axes.bar_label(drawn, labels, padding=3, fontsize=7.5, color=FAINT_INK)
        _zero_line(axes, values, frame)
        axes.tick_params(labelsize=8.5)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_title(for_chart(names[player]), fontsize=10, weight="normal", pad=6)
        axes.set_xlabel("billion dollars of wages a year")
    return figure
