"""A solved scenario in a few lines and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.equilibrium import align
from tradetalks.scenario.run_cost import CostRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_summary(run: CostRun) -> str:
    """The players' real income on every date and branch, beside what it is without scale economies; plain text."""
    players = run.scenario.players or run.economy.regions[:2]
    header = ["", *(f"{p} {what}" for p in players for what in ("percent", "bn USD/yr", "no scale %"))]
    rows = []
    for moment, solved in run.equilibria.items():
        row = [str(moment)]
        for p in players:
            row.append(_signed(solved.real_income_change.sel(region=p).item(), 3))
            row.append(_signed(solved.real_income_change_busd.sel(region=p).item(), 1))
            row.append(_signed(run.without_scale[moment].real_income_change.sel(region=p).item(), 3))
        rows.append(row)
    scale = "with scale economies; no scale: without them" if run.economy.has_scale else "without scale economies"
    return f"{run.scenario.title}\nchange of real income from before the first act, {scale}\n{align([header, *rows])}"


def plot_run(run: CostRun) -> Figure:
    """The welfare path of the players (a matplotlib figure)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    for player in run.scenario.players or run.economy.regions:
        path = [run.equilibria[m].real_income_change.sel(region=player).item() for m in run.dates]
        axes.step(np.array([np.datetime64(m.date) for m in run.dates]), np.array(path), where="post", label=player)
    axes.set_ylabel("real income, percent of baseline")
    axes.legend(frameon=False)
    return figure


def _signed(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:+.{digits}f}"
