"""The charts of a run. Each takes a run and returns a matplotlib figure whose title states the finding."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.report.chapter import written
from tradetalks.report.cost.tables import farthest, players, sector_names, trade_change
from tradetalks.report.cost.words import sector_finding, tariff_finding, trade_finding, verdict
from tradetalks.report.style import COLOURS, GAIN, LOSS, head, new_figure
from tradetalks.scenario.run_cost import CostRun, PolicyDate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CAPTIONS = {
    "welfare_path": "Real income of each country under the policies in force on each date, percent of what it was before the "
    "first act (zero). Circles: where each way forward would lead. Bystanders have a scale of their own. Dotted: not solved.",
    "trade_diverted": "Change of each player's goods imports by partner, at exporter prices, where policies are farthest from "
    "the baseline.",
    "sectors": "Change of employment by goods industry, percent. Employment moves between industries; it does not vanish.",
    "tariff_changes": "Percentage points added to each tariff since the baseline, by sector and date. Equal steps, not a time "
    "axis.",
}
SHOWN_LINES, SHOWN_BARS, SHOWN_PAIRS = 8, 12, 6


def charts(run: CostRun) -> dict[str, Figure]:
    """Every chart of a run by file name."""
    return {
        "welfare_path": welfare_path(run),
        "trade_diverted": trade_diverted(run),
        "sectors": sector_winners(run),
        "tariff_changes": tariff_map(run),
    }


def welfare_path(run: CostRun) -> Figure:
    """Real income along the main line and, beside it, where each branch leads: players above, bystanders below."""
    others = sorted(
        (r for r in run.economy.regions if r not in players(run)),
        key=lambda r: -max(abs(e.real_income_change.sel(region=r).item()) for e in run.equilibria.values()),
    )
    groups = [g for g in (list(players(run)), others[:SHOWN_LINES]) if g]
    heights, widths = [3.0, 1.9][: len(groups)], [3.6, 0.4 + 0.75 * len(run.branches)][: 1 + bool(run.branches)]
    figure = new_figure(9.5, sum(heights) + 0.9)
    grid = figure.subplots(
        len(groups), len(widths), sharex="col", sharey="row", squeeze=False, height_ratios=heights, width_ratios=widths
    )
    head(figure, verdict(run))
    for level, (row, names) in enumerate(zip(grid, groups, strict=True)):
        bold, ends = level == 0, []
        for k, region in enumerate(names):
            colour = COLOURS[(k + 2 * level) % len(COLOURS)]
            _path(row[0], run, region, colour, bold)
            ends.append((run.equilibria[run.now].real_income_change.sel(region=region).item(), region, colour))
            if run.branches:
                _ways_forward(row[1], run, region, colour, shift=0.12 * (k - (len(names) - 1) / 2))
        for axes in row:
            axes.axhline(0, color="#444444", lw=0.8)
            axes.grid(axis="y")
        row[0].set_title("players" if bold else "bystanders", fontsize=10, weight="normal", color="#555555", pad=4)
        _name_lines(row[0], ends, heights[level])
        row[0].set_ylabel("real income, percent")
    _date_axis(grid[-1][0], run)
    if run.branches:
        grid[-1][1].set_xticks(range(len(run.branches)), [_folded(m.branch or "") for m in run.branches], fontsize=9)
        grid[-1][1].set_xlim(-0.6, len(run.branches) - 0.4)
        for row in grid:
            row[1].tick_params(left=False)
            row[1].spines["left"].set_visible(False)
        grid[0][1].set_title("ways forward", fontsize=10, weight="normal", color="#555555", pad=4)
    return figure


def _folded(name: str) -> str:
    return "\n".join(textwrap.wrap(name.replace("-", "- "), 10)).replace("- ", "-")


def _span(run: CostRun) -> tuple[Any, list[Any], Any]:
    """Start of the drawing (before anything happens), the dates, its end."""
    days = [np.datetime64(m.date) for m in run.dates]
    first = min([days[0], *(np.datetime64(a.start) for a in run.scenario.acts)])
    pad = np.timedelta64(max(20, int((days[-1] - first).astype(int) * 0.06)), "D")
    return first - pad, days, days[-1] + pad


def _path(axes: Axes, run: CostRun, region: str, colour: str, bold: bool) -> None:
    """Zero until the first act, then a step at every date; dotted where acts came before the first date solved."""
    start, days, end = _span(run)
    values = [run.equilibria[m].real_income_change.sel(region=region).item() for m in run.dates]
    first = min([days[0], *(np.datetime64(a.start) for a in run.scenario.acts)])
    width = 2.4 if bold else 1.5
    if first < days[0]:
        axes.plot([start, first], [0, 0], color=colour, lw=width)
        axes.plot([first, days[0]], [0, values[0]], color=colour, lw=1, ls=":")
        axes.step([*days, end], [*values, values[-1]], where="post", color=colour, lw=width)
    else:
        axes.step([start, *days, end], [0, *values, values[-1]], where="post", color=colour, lw=width)


def _ways_forward(axes: Axes, run: CostRun, region: str, colour: str, shift: float) -> None:
    values = [run.equilibria[m].real_income_change.sel(region=region).item() for m in run.branches]
    axes.plot(
        np.arange(len(values)) + shift, values, "o", mfc="white", mec=colour, mew=1.8, ms=7, zorder=5, clip_on=False
    )


def _name_lines(axes: Axes, ends: Sequence[tuple[float, str, str]], height: float) -> None:
    """Each line's name and last value beside its end, pushed apart where they would touch (``height`` in inches)."""
    low, high = axes.get_ylim()
    gap = 0.17 * (high - low) / (height - 0.3)
    places = spread([value for value, _, _ in ends], gap)
    for (value, region, colour), y in zip(ends, places, strict=True):
        axes.annotate(
            f"{region} {written(f'{value:+.2f}')}".replace("-", "−"),
            (1.0, value),
            xytext=(1.02, y),
            xycoords=axes.get_yaxis_transform(),
            textcoords=axes.get_yaxis_transform(),
            color=colour,
            fontsize=9,
            weight="bold",
            va="center",
            annotation_clip=False,
        )


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Heights near ``values`` and at least ``gap`` apart, in their order (groups that touch share their mean)."""
    order = sorted(range(len(values)), key=lambda k: values[k])
    groups: list[list[int]] = []
    centres: list[float] = []
    for k in order:
        groups.append([k])
        centres.append(values[k])
        while len(groups) > 1 and centres[-1] - centres[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            upper = groups.pop()
            centres.pop()
            groups[-1] += upper
            centres[-1] = float(np.mean([values[i] for i in groups[-1]]))
    out = [0.0] * len(values)
    for group, centre in zip(groups, centres, strict=True):
        for place, k in enumerate(group):
            out[k] = centre + gap * (place - (len(group) - 1) / 2)
    return out


def _date_axis(axes: Axes, run: CostRun) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    start, days, end = _span(run)
    axes.set_xlim(float(date2num(start)), float(date2num(end)))
    if len(days) == 1:
        axes.set_xticks([float(date2num(days[0]))], [str(days[0])])
        return
    locator = AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def trade_diverted(run: CostRun) -> Figure:
    """Change of each player's goods imports by partner."""
    frame = trade_change(run, farthest(run))
    names = players(run)
    bars = min(len(run.economy.regions) - 1, SHOWN_BARS)
    figure = new_figure(9, 0.36 * bars + 1.5)
    head(figure, trade_finding(run))
    for axes, player in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        part = frame[frame.importer == player]
        part = part.loc[part["change bn"].abs().nlargest(SHOWN_BARS).index].sort_values("change bn")
        values = part["change bn"].to_numpy()
        drawn = axes.barh(part.exporter, values, color=_signed(values))
        digits = 0 if np.abs(values).max() >= 10 else 1 if np.abs(values).max() >= 1 else 2
        axes.bar_label(drawn, [_label(v, digits) for v in values], padding=3, fontsize=9)
        _zero_line(axes, values)
        axes.set_title(f"{player} buys from", fontsize=10, weight="normal", pad=6)
        axes.set_xlabel("change, billion dollars a year")
    return figure


def _signed(values: np.ndarray) -> list[str]:
    return [LOSS if v < 0 else GAIN for v in values]


def _label(value: float, digits: int) -> str:
    return written(f"{value:+.{digits}f}").replace("-", "−")


def _zero_line(axes: Axes, values: np.ndarray) -> None:
    """Bars from a visible zero, with room for labels on both sides and no axis that repeats them."""
    low, high = min(values.min(initial=0), 0), max(values.max(initial=0), 0)
    room = 0.2 * (high - low) if high > low else 1.0
    axes.set_xlim(low - (room if low < 0 else 0.05 * room), high + (room if high > 0 else 0.05 * room))
    axes.axvline(0, color="#444444", lw=0.8)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)


def sector_winners(run: CostRun) -> Figure:
    """Employment by goods sector in each player, sorted."""
    solved, names = run.equilibria[farthest(run)], players(run)
    titles = dict(zip(run.economy.sectors, sector_names(run), strict=True))
    figure = new_figure(10, 0.25 * len(run.economy.goods) + 1.5)
    head(figure, sector_finding(run))
    for axes, player in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        values = np.nan_to_num(solved.employment_change.sel(region=player, sector=list(run.economy.goods)).values)
        values = np.where(np.abs(values) < 5e-4, 0.0, values)
        order = np.argsort(values)
        axes.barh([titles[run.economy.goods[k]] for k in order], values[order], color=_signed(values[order]))
        _zero_line(axes, values)
        axes.tick_params(labelsize=8.5)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_title(player, fontsize=10, weight="normal", pad=6)
        axes.set_xlabel("employment, percent")
    return figure


def tariff_map(run: CostRun) -> Figure:
    """Heat map: tariff changes by sector and date, a panel for each direction between the players that moves."""
    line = [*run.dates, *run.branches]
    blocks = _tariff_blocks(run, line)
    low, high = (f(float(b.min() if f is min else b.max()) for b in blocks.values()) for f in (min, max))
    low, high = min(low, 0.0), max(high, 0.0) if max(high, -low) > 0 else 1.0
    across = min(2, len(blocks))
    down = -(-len(blocks) // across)
    rows = len(run.economy.goods_index)
    figure = new_figure(max(6.0, 0.38 * len(line) * across + 4.2), max(3.0, (0.22 * rows + 0.6) * down + 1.2))
    head(figure, tariff_finding(run))
    panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    for axes, (title, block) in zip(panels.flat, blocks.items(), strict=False):
        image = axes.imshow(
            block, aspect="auto", cmap=_part_of_diverging(low, high), vmin=low, vmax=high, interpolation="nearest"
        )
        axes.set_title(title, fontsize=10, weight="normal", pad=6)
        axes.tick_params(length=0)
    for axes in panels.flat[len(blocks) :]:
        axes.set_visible(False)
    panels[0, 0].set_yticks(range(rows), [sector_names(run)[j] for j in run.economy.goods_index], fontsize=8.5)
    for axes in panels[-1]:
        axes.set_xticks(range(len(line)), [_when(m) for m in line], rotation=60, ha="right", fontsize=8)
    figure.colorbar(image, ax=panels, label="percentage points", shrink=0.8, aspect=25)
    return figure


def _when(moment: PolicyDate) -> str:
    return moment.branch or f"{moment.date:%-d %b %Y}"


def _tariff_blocks(run: CostRun, line: Sequence[PolicyDate]) -> dict[str, np.ndarray]:
    """Changes (sector, policy) in percentage points for each pair that moves; the first pair where none does."""
    j, blocks = run.economy.goods_index, {}
    for a in players(run):
        for b in (p for p in players(run) if p != a):
            n, i = run.economy.regions.index(a), run.economy.regions.index(b)
            change = [run.equilibria[m].tariff.values[n, i, j] - run.economy.tariff_nij[n, i, j] for m in line]
            blocks[f"{a} on {b}"] = 100 * np.array(change).T
    moving = {title: block for title, block in blocks.items() if np.abs(block).max() > 1e-9}
    return dict(list((moving or blocks).items())[: SHOWN_PAIRS if moving else 1])


def _part_of_diverging(low: float, high: float):
    """Blue to red with white at zero, cut to what lies between ``low`` and ``high``: equal steps, equal contrast."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    top = max(high, -low)
    return LinearSegmentedColormap.from_list(
        "part", colormaps["RdBu_r"](np.linspace(0.5 + 0.5 * low / top, 0.5 + 0.5 * high / top, 256))
    )
