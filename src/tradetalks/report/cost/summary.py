"""A solved scenario in a few lines and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.cost.numbers import income_percent, range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band, told_change
from tradetalks.report.equilibrium import align
from tradetalks.report.format import format_change
from tradetalks.report.style import new_figure
from tradetalks.scenario.results.cost import CostRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_summary(run: CostRun) -> str:
    """The players' real income on every date and branch, with its range; plain text."""
    players = shown_players(run)
    columns = ("percent", "bn USD/yr")
    header = ["", *(f"{player} {what}" for player in players for what in columns)]
    rows = []
    for moment, solved in run.equilibria.items():
        row = [str(moment)]
        for player in players:
            row.append(format_change(income_percent(solved, player), 3))
            row.append(told_change(busd_band(run, moment, player)))
        rows.append(row)
    what = f"change of real income from before the first act, {run.horizon}{range_words(run)}"
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
