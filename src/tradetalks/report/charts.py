"""The charts of a run. Each takes a run and returns a matplotlib figure whose title states the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.style import COLOURS, FAINT, GAIN, LOSS
from tradetalks.report.tables import players, trade_change, worst
from tradetalks.scenario.run import ScenarioRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAPTIONS = {
    "welfare_path": "Real income of each country under the tariffs in force on each date, percent of what it was before "
    "the first act. Circles: where each way forward would lead.",
    "trade_diverted": "Change of each player's goods imports by partner, at exporter prices, where tariffs are highest.",
    "sectors": "Change of employment by goods industry, percent. Employment moves between industries; it does not vanish.",
    "tariff_changes": "Percentage points added to each tariff since the baseline, by sector and date.",
}


def charts(run: ScenarioRun) -> dict[str, Figure]:
    """Every chart of a run by file name."""
    return {
        "welfare_path": welfare_path(run),
        "trade_diverted": trade_diverted(run),
        "sectors": sector_winners(run),
        "tariff_changes": tariff_map(run),
    }


def new_figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def welfare_path(run: ScenarioRun) -> Figure:
    """Real income of every country along the main line, branches as open circles at the end."""
    figure = new_figure(9, 4.6)
    axes = figure.subplots()
    days = np.array([np.datetime64(m.date) for m in run.dates])
    end = days[-1] + np.timedelta64(max(20, int((days[-1] - days[0]).astype(int) * 0.04)), "D")
    names, ends = players(run), []
    for region in [*(r for r in run.economy.regions if r not in names), *names]:
        path = np.array([run.equilibria[m].real_income_change.sel(region=region).item() for m in run.dates])
        strong = region in names
        colour = COLOURS[names.index(region)] if strong else FAINT
        axes.step(
            [*days, end], [*path, path[-1]], where="post", color=colour, lw=2.4 if strong else 1, zorder=2 + strong
        )
        if strong:
            ends.append((path[-1], region, colour))
            _mark_branches(axes, run, region, colour, end)
    for value, region, colour in ends:
        axes.annotate(
            region, (days[0], 0), xytext=(days[-1], value), color=colour, weight="bold", ha="right", va="bottom"
        )
    axes.axhline(0, color="#444444", lw=0.8)
    axes.grid(axis="y")
    axes.set_ylabel("real income, percent of baseline")
    low = min(ends)[1] if ends else ""
    axes.set_title(
        f"{low} pays most so far (grey: bystanders; circles: ways forward)" if ends else "Real income by country"
    )
    axes.margins(x=0.02)
    return figure


def _mark_branches(axes, run: ScenarioRun, region: str, colour: str, end) -> None:
    span = max(12, int((end - np.datetime64(run.dates[0].date)).astype(int) * 0.035))
    for k, moment in enumerate(run.branches):
        value = run.equilibria[moment].real_income_change.sel(region=region).item()
        day = end + np.timedelta64(span * (k + 1), "D")
        axes.plot(
            [end, day],
            [run.equilibria[run.now].real_income_change.sel(region=region).item(), value],
            color=colour,
            lw=0.9,
            ls=":",
        )
        axes.plot(day, value, "o", mfc="white", mec=colour, mew=1.8, ms=7, zorder=5)
        if region == players(run)[-1]:
            axes.annotate(
                f"{moment.branch}", (day, value), xytext=(7, -3), textcoords="offset points", fontsize=9, va="top"
            )


def trade_diverted(run: ScenarioRun) -> Figure:
    """Change of each player's goods imports by partner."""
    moment = worst(run)
    frame = trade_change(run, moment)
    names = players(run)
    figure = new_figure(9, 3.6)
    for axes, player in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        part = frame[frame.importer == player].sort_values("change bn")
        bars = axes.barh(part.exporter, part["change bn"], color=[LOSS if v < 0 else GAIN for v in part["change bn"]])
        axes.bar_label(bars, [f"{v:+.0f}" for v in part["change bn"]], padding=3, fontsize=9)
        axes.axvline(0, color="#444444", lw=0.8)
        axes.margins(x=0.2)
        axes.tick_params(left=False)
        axes.spines["left"].set_visible(False)
        axes.set_title(f"{player} buys from", fontsize=11)
        axes.set_xlabel("billion dollars a year")
    low = frame.iloc[0]
    figure.suptitle(
        f"{low.importer} buys less from {low.exporter}, more from others ({moment})", x=0.01, ha="left", weight="bold"
    )
    return figure


def sector_winners(run: ScenarioRun) -> Figure:
    """Employment by goods sector in each player, sorted."""
    moment = worst(run)
    solved, names = run.equilibria[moment], players(run)
    titles = dict(zip(run.economy.sectors, run.scenario.accounts["sector_name"].values, strict=True))
    figure = new_figure(10, 0.27 * len(run.economy.goods) + 1.4)
    for axes, player in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        values = solved.employment_change.sel(region=player, sector=list(run.economy.goods)).values
        order = np.argsort(values)
        labels = [str(titles[run.economy.goods[k]]) for k in order]
        axes.barh(labels, values[order], color=[LOSS if values[k] < 0 else GAIN for k in order])
        axes.axvline(0, color="#444444", lw=0.8)
        axes.tick_params(left=False, labelsize=8.5)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        axes.set_title(player, fontsize=11)
        axes.set_xlabel("employment, percent")
    figure.suptitle(f"Which industries grow and which shrink ({moment})", x=0.01, ha="left", weight="bold")
    return figure


def tariff_map(run: ScenarioRun) -> Figure:
    """Heat map: tariff changes by sector and date, a panel for each direction between the players."""
    names = players(run)
    pairs = [(a, b) for a in names for b in names if a != b]
    line = [*run.dates, *run.branches]
    j = run.economy.goods_index
    figure = new_figure(0.55 * len(line) * len(pairs) + 3.4, 0.26 * len(j) + 2.0)
    blocks = []
    for a, b in pairs:
        n, i = run.economy.regions.index(a), run.economy.regions.index(b)
        change = [run.equilibria[m].tariff.values[n, i, j] - run.economy.tariff_nij[n, i, j] for m in line]
        blocks.append(100 * np.array(change).T)
    top = max(float(np.abs(block).max()) for block in blocks) or 1.0
    panels = np.atleast_1d(figure.subplots(1, len(pairs), sharey=True))
    for axes, block, (a, b) in zip(panels, blocks, pairs, strict=True):
        image = axes.imshow(block, aspect="auto", cmap="RdBu_r", vmin=-top, vmax=top)
        axes.set_xticks(
            range(len(line)), [m.branch or f"{m.date:%b %Y}" for m in line], rotation=60, ha="right", fontsize=8
        )
        axes.set_yticks(range(len(j)), list(run.economy.goods), fontsize=8)
        axes.tick_params(length=0)
        axes.set_title(f"{a} on {b}", fontsize=11)
    figure.colorbar(image, ax=list(panels), label="percentage points", shrink=0.8)
    figure.suptitle("Tariff changes since the baseline, by sector", x=0.01, ha="left", weight="bold")
    return figure
