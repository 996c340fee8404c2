"""Heat maps of tariffs: what changed between the players, and what one country levies on everybody, before and after."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.cost.findings import tariff_finding
from tradetalks.report.cost.numbers import sector_titles
from tradetalks.report.cost.players import player_pairs
from tradetalks.report.cost.tariff_map import MOVES, SHOWN_PAIRS
from tradetalks.report.format import format_label
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.web.charts.drawing import ChartPanel, Drawing, Spec
from tradetalks.web.charts.ink import (
    HIGHER,
    LINES,
    PALE_GAIN,
    PALE_LOSS,
    PALE_ZERO,
    WHOLE_NAME,
    by_colour,
    data_of,
    folded,
    layered,
    spec_of,
)
from tradetalks.web.charts.tariff_steps import COLOURS as STEP_COLOURS
from tradetalks.web.charts.tariff_steps import ink_on, step_of, steps_told

# Pixels of a row, and letters in a line of an industry's name.
ROW, NAME = 24, 24
# Columns up to which cells have numbers in them: more of them are too narrow on a telephone.
NUMBERED = 8
POINTS, PERCENT = "percentage points", "percent"


def tariff_changes_drawing(run: CostRun) -> Drawing:
    """Percentage points added to tariffs between the players since the baseline, by industry and policy, a panel a direction.

    Args:
        run: every policy, solved.
    """
    line, names = [*run.dates, *run.branches], country_names(run.scenario.accounts)
    pairs = _moving_pairs(run)
    rows = [_change_row(run, by, on, j, moment) for by, on in pairs for j in run.economy.goods_index for moment in line]
    finding = tariff_finding(run)
    largest = max(abs(row["points"]) for row in rows)
    panels = []
    for by, on in pairs:
        part = [row for row in rows if row["by"] == by and row["on"] == on]
        spec = _map_spec(part, "policy", "points", largest, finding, POINTS, numbers=False)
        panels.append(ChartPanel(spec, f"{for_chart(names[by])} on {for_chart(names[on])}"))
    caption = (
        f"{POINTS.capitalize()} added to each tariff since the time before the first act, by industry; from the left date by "
        "date, then the ways forward (equal steps, no time axis). Orange rises, blue falls; colours are linear up to "
        f"{largest:.0f} points."
    )
    shown = pd.DataFrame(rows).drop(columns=["by", "on"]).rename(columns={"points": "points added"})
    note = f"{POINTS} since the time before the first act; goods"
    return Drawing(
        "tariff-changes", finding, tuple(panels), caption,
        Table("tariff_changes", "The numbers of this chart", shown, {"points added": "{:+.1f}"}, note),
    )  # fmt: skip


def tariffs_drawing(run: CostRun, by: str, moment: PolicyDate) -> Drawing:
    """What one country levies on every other one, by industry, before the first act and under a policy.

    Args:
        run: every policy, solved.
        by: the importer's code.
        moment: one of the policies.

    Returns:
        Two panels, percent; every cell's data name ``by``, ``on`` and ``sector`` by their codes.
    """
    names = country_names(run.scenario.accounts)
    rows = _levied(run, by, moment)
    finding = _levied_finding(rows, f"Tariffs of {names.said(by)}", policy_label(run, moment))
    panels = tuple(
        ChartPanel(_map_spec(_stepped(rows, value), "from", value, None, finding, PERCENT, numbers=True), title)
        for value, title in (("before", "before the first act"), ("after", policy_label(run, moment)))
    )
    caption = (
        f"Tariffs that {names.said(by)} levies, percent of the value of goods, by industry and by where they come from; "
        f"{steps_told()}. Rates are averages over the goods of an industry, weighted with "
        "imports; the view Data has the sources of world and acts."
    )
    shown = pd.DataFrame(rows)[["from", "industry", "before", "after"]].rename(
        columns={"before": "before %", "after": "after %"}
    )
    note = f"percent; before = before the first act; after = {policy_label(run, moment)}"
    formats = dict.fromkeys(("before %", "after %"), "{:.1f}")
    return Drawing(
        "tariffs", finding, panels, caption, Table("tariffs", "The numbers of this chart", shown, formats, note)
    )


def _stepped(rows: list[dict[str, Any]], value: str) -> list[dict[str, Any]]:
    """Cells with the colour of their step, and that of the numbers on it."""
    steps = [step_of(row[value]) for row in rows]
    return [row | {"colour": STEP_COLOURS[step], "ink": ink_on(step)} for row, step in zip(rows, steps, strict=True)]


def _levied_finding(rows: list[dict[str, Any]], whose: str, when: str) -> str:
    """The largest change."""
    row = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    if abs(row["after"] - row["before"]) < MOVES:
        return f"{whose} are what they were before the first act ({when})"
    verb = "rise"
    if row["after"] < row["before"]:
        verb = "fall"
    return (
        f"{whose} {verb} most on {row['industry']} from {row['from']}: from {row['before']:.1f} to {row['after']:.1f} percent "
        f"({when})"
    )


def _moving_pairs(run: CostRun) -> list[tuple[str, str]]:
    """Directions between players in which a tariff moves, as many as are shown; the first one where none does."""

    def moves(by: str, on: str) -> bool:
        importer, exporter = run.economy.regions.index(by), run.economy.regions.index(on)
        old = run.economy.tariff_nij[importer, exporter]
        return any(
            float(np.abs(solved.tariff.values[importer, exporter] - old).max()) > MOVES / 100
            for solved in run.equilibria.values()
        )

    pairs = player_pairs(run)
    return [pair for pair in pairs if moves(*pair)][:SHOWN_PAIRS] or pairs[:1]


def _change_row(run: CostRun, by: str, on: str, j: int, moment: PolicyDate) -> dict[str, Any]:
    """A cell of the map of changes."""
    names = country_names(run.scenario.accounts)
    cell = (run.economy.regions.index(by), run.economy.regions.index(on), j)
    points = 100 * float(run.equilibria[moment].tariff.values[cell] - run.economy.tariff_nij[cell])
    return {
        "by": by,
        "on": on,
        "importer": for_chart(names[by]),
        "exporter": for_chart(names[on]),
        "industry": for_chart(sector_titles(run)[j], WHOLE_NAME),
        "policy": policy_label(run, moment),
        "points": points,
    }


def _levied(run: CostRun, by: str, moment: PolicyDate) -> list[dict[str, Any]]:
    """Every cell of one importer."""
    names, titles, n = country_names(run.scenario.accounts), sector_titles(run), run.economy.regions.index(by)
    after = run.equilibria[moment].tariff.values
    return [
        {
            "by": by,
            "on": code,
            "sector": run.economy.sectors[j],
            "from": for_chart(names[code]),
            "industry": for_chart(titles[j], WHOLE_NAME),
            "before": 100 * float(run.economy.tariff_nij[n, i, j]),
            "after": 100 * float(after[n, i, j]),
        }
        for i, code in enumerate(run.economy.regions)
        if code != by
        for j in run.economy.goods_index
    ]


def _map_spec(
    rows: list[dict[str, Any]],
    column: str,
    value: str,
    largest: float | None,
    finding: str,
    unit: str,
    *,
    numbers: bool,
) -> Spec:
    """A heat map: industries below each other, ``column`` beside each other, coloured by ``value`` up to ``largest`` on either
    side of zero; where that is None, as the rows say."""
    rows = [row | {"row": folded(row["industry"], NAME), "told": format_label(row[value], "{:.0f}")} for row in rows]
    across, down = (list(dict.fromkeys(row[name] for row in rows)) for name in (column, "row"))
    scale = alt.Scale(
        domain=[-(largest or 1.0), 0, largest or 1.0], range=[PALE_GAIN, PALE_ZERO, PALE_LOSS], interpolate="rgb"
    )
    # Dates that have no room are left out; countries all stay.
    crowded: dict[str, Any] = {"labelAngle": -50, "labelOverlap": False}
    if not numbers:
        crowded = {"labelAngle": -90, "labelOverlap": "parity"}
    named = alt.Axis(title=None, ticks=False, domain=False, labelFontSize=11, **crowded)
    beside = alt.Axis(
        title=None, ticks=False, domain=False, labelLimit=0, labelOverlap=False, labelFontSize=10, labelExpr=LINES,
        labelOffset=HIGHER,
    )  # fmt: skip
    told = [alt.Tooltip("industry:N"), alt.Tooltip(f"{column}:N"), alt.Tooltip(f"{value}:Q", title=unit, format=".1f")]
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X(f"{column}:N", sort=across, axis=named), y=alt.Y("row:N", sort=down, axis=beside), tooltip=told
    )
    cells = base.mark_rect().encode(color=alt.Color(f"{value}:Q", scale=scale, legend=None))
    words = base.mark_text(fontSize=9).encode(text="told:N")
    if largest is None:
        cells, words = base.mark_rect().encode(color=by_colour("colour")), words.encode(color=by_colour("ink"))
    if not numbers and len(across) > NUMBERED:
        return spec_of(layered(cells), finding, {"step": ROW})
    return spec_of(cells + words, finding, {"step": ROW})
