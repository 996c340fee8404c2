"""A solved scenario in a few lines and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.cost.numbers import income_busd, income_percent
from tradetalks.report.cost.players import shown_players
from tradetalks.report.equilibrium import align
from tradetalks.report.format import format_change
from tradetalks.report.style import new_figure
from tradetalks.scenario.results.cost import CostRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_summary(run: CostRun) -> str:
    """The players' real income on every date and branch, beside what it is without scale economies; plain text."""
    players = shown_players(run)
    header = ["", *(f"{player} {what}" for player in players for what in ("percent", "bn USD/yr", "no scale %"))]
    rows = []
    for moment, solved in run.equilibria.items():
        row = [str(moment)]
        for player in players:
            row.append(format_change(income_percent(solved, player), 3))
            row.append(format_change(income_busd(solved, player), 1))
            row.append(format_change(income_percent(run.without_scale[moment], player), 3))
        rows.append(row)
    scale = "without scale economies"
    if run.economy.has_scale:
        scale = "with scale economies; no scale: without them"
    what = f"change of real income from before the first act, {run.horizon}, {scale}"
    return f"{run.scenario.title}\n{what}\n{align([header, *rows])}"


def plot_run(run: CostRun) -> Figure:
    """The welfare path of the players (a matplotlib figure)."""
    figure = new_figure(8, 4)
    axes = figure.subplots()
    days = np.array([np.datetime64(moment.date) for moment in run.dates])
    for player in shown_players(run):
        path = np.array([income_percent(run.equilibria[moment], player) for moment in run.dates])
        axes.step(days, path, where="post", label=player)
    axes.set_ylabel("real income, percent of baseline")
    axes.legend(frameon=False)
    return figure
