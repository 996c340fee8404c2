"""Which industries gain and lose jobs in each player's country."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tradetalks.report.answer.cost import horizon_words
from tradetalks.report.band import band_of, format_size
from tradetalks.report.chapter import Table
from tradetalks.report.cost.findings import sector_finding
from tradetalks.report.cost.numbers import farthest_policy, jobs_moved, sector_titles
from tradetalks.report.cost.players import shown_players
from tradetalks.report.format import format_label
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label
from tradetalks.report.style import GAIN, LOSS
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.web.charts.bars import Bar, bars_spec
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import WHOLE_NAME

# Industries at either end: what is read at a glance.
EITHER_END = 6
UNIT = "billion dollars of wages a year"
# Jobs that would print as zero are drawn as none.
NO_JOBS = 5e-4


def sectors_drawing(run: CostRun, moment: PolicyDate) -> Drawing:
    """Jobs gained and lost by industry under a policy, a panel for each player.

    Args:
        run: every policy, solved.
        moment: one of them.

    Returns:
        Billion dollars of wages a year as they were before the first act; percent of the industry beside the bars.
    """
    names, rows = country_names(run.scenario.accounts), _numbers(run, moment)
    finding = _finding(run, moment, rows)
    panels = []
    for player in shown_players(run):
        part = sorted((row for row in rows if row["code"] == player), key=lambda row: -row["jobs"])
        if len(part) > 2 * EITHER_END:
            part = part[:EITHER_END] + part[-EITHER_END:]
        part = [row for row in part if abs(row["jobs"]) >= NO_JOBS]
        panels.append(ChartPanel(bars_spec(_bars(part), finding, UNIT), names[player]))
    under = f"{policy_label(run, moment)}, {horizon_words(run)}"
    caption = (
        f"Jobs gained and lost by industries that make goods, {UNIT} as they were before the first act, {under}; in percent of "
        f"the industry beside the bars. The {EITHER_END} industries at either end; jobs move between industries, services "
        "among them, they do not vanish."
    )
    note = f"{UNIT}, and percent of the industry's jobs; industries that make goods; {under}"
    shown = pd.DataFrame(rows).drop(columns="code").rename(columns={"jobs": "wages bn", "percent": "%"})
    formats = {"wages bn": "{:+.3f}", "%": "{:+.2f}"}
    return Drawing(
        "sectors", finding, tuple(panels), caption, Table("sectors", "The numbers of this chart", shown, formats, note)
    )


def _bars(part: list[dict[str, Any]]) -> list[Bar]:
    """A bar for each industry."""
    found = []
    for row in part:
        colour = LOSS
        if row["jobs"] > 0:
            colour = GAIN
        told = f"{format_label(row['percent'], '{:+.1f}')}%"
        found.append(
            Bar(
                row["industry"],
                band_of([row["jobs"]]),
                told,
                colour,
                (("wages, bn", format_label(row["jobs"], "{:+.2f}")),),
            )
        )
    return found


def _numbers(run: CostRun, moment: PolicyDate) -> list[dict[str, Any]]:
    """Every goods industry of every player."""
    names, titles = country_names(run.scenario.accounts), sector_titles(run)
    moved, percent = jobs_moved(run, moment), run.equilibria[moment].employment_change.values
    rows = []
    for player in shown_players(run):
        n = run.economy.regions.index(player)
        for j in run.economy.goods_index:
            rows.append(
                {
                    "code": player,
                    "country": for_chart(names[player]),
                    "industry": for_chart(titles[j], WHOLE_NAME),
                    "jobs": float(moved[n, j]),
                    "percent": float(np.nan_to_num(percent[n, j])),
                }
            )
    return rows


def _finding(run: CostRun, moment: PolicyDate, rows: list[dict[str, Any]]) -> str:
    """The report's own where it is about the same policy; otherwise where most jobs are lost."""
    if moment == farthest_policy(run):
        return sector_finding(run)
    worst = min(rows, key=lambda row: float(row["jobs"]))
    if worst["jobs"] > -NO_JOBS:
        return f"No goods industry of a player loses jobs noticeably ({policy_label(run, moment)})"
    size = f"about {format_size(worst['jobs'])} {UNIT}, {horizon_words(run)}"
    where = country_names(run.scenario.accounts).said(worst["code"])
    return f"Of goods industries, {worst['industry']} in {where} loses most jobs, {size} ({policy_label(run, moment)})"
