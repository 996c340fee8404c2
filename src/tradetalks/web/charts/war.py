"""Where a war ends: what it costs every country, tariffs at its end, best replies, and the ladder of moves."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from tradetalks.report.answer.war import war_horizon
from tradetalks.report.band import NumberBand, band_of
from tradetalks.report.format import counted, format_label, format_list, format_percent
from tradetalks.report.names import CountryNames, country_names, sector_names
from tradetalks.report.spelled import named_table
from tradetalks.report.style import INK
from tradetalks.report.war.tables import escalation_table, war_cost_table, war_sectors_table
from tradetalks.scenario.results.war import WarRun
from tradetalks.web.charts.bars import Bar, bars_spec
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import (
    TWO_LINES,
    axis_ends,
    by_colour,
    colours_of,
    data_of,
    folded,
    ink_for_words,
    row_names,
    spec_of,
    zero_line,
)
from tradetalks.web.charts.reactions import reactions_drawing

PERCENT = "percent of real income"
# Pixels: of a row with dots.
ROW = TWO_LINES
# Letters in a line of the name of a move.
MOVE = 22


def war_drawings(run: WarRun) -> list[Drawing]:
    """Every chart that a war has, in reading order.

    Args:
        run: the war, solved, with or without a certificate.
    """
    found = [war_cost_drawing(run), nash_tariffs_drawing(run), reactions_drawing(run), ladder_drawing(run)]
    return [drawing for drawing in found if drawing is not None]


def war_cost_drawing(run: WarRun) -> Drawing:
    """Real income of every country at the end of the war, with its range over the strengths of economies of scale."""
    names = country_names(run.scenario.accounts)
    worlds = [run.world, *(war.equilibrium for war in run.by_scale.values() if war.equilibrium is not None)]
    bands: dict[str, NumberBand] = {
        region: band_of([float(world.real_income_change.values[n]) for world in worlds])
        for n, region in enumerate(run.economy.regions)
    }
    ordered = sorted(bands, key=lambda region: bands[region].middle)
    colours = colours_of(ordered, run.fighters)
    bars = [Bar(names[code], bands[code], _percent_label(bands[code]), colours[code]) for code in ordered]
    finding = f"{_cost_finding(names, ordered[0], bands[ordered[0]])}{not_certified(run)}"
    spanned = ""
    if len(worlds) > 1:
        spanned = (
            ", thin lines: from no to all of the published economies of scale, as far as the war was fought with them"
        )
    caption = (
        f"Change of real income at the end of the war from before the first act, {PERCENT}, {war_horizon(run)}; bars: the "
        f"elasticities of the file{spanned}. Colour: who fights."
    )
    spec = bars_spec(bars, finding, PERCENT)
    return Drawing("war-cost", finding, (ChartPanel(spec),), caption, named_table(war_cost_table(run), names.labels))


def _percent_label(band: NumberBand) -> str:
    """A number beside a bar, with its range where it has one."""
    middle, low, high = (format_label(value, "{:+.2f}") for value in (band.middle, band.low, band.high))
    if low == high:
        return middle
    return f"{middle} ({low} to {high})"


def _cost_finding(names: CountryNames, worst: str, band: NumberBand) -> str:
    """Who pays most where the war ends; nobody is ranked whose band has either sign."""
    if band.low < 0 < band.high:
        ends = f"{format_label(band.low, '{:+.2f}')} to {format_label(band.high, '{:+.2f}')}"
        return f"Nobody surely pays where the war ends: {names.said(worst)} {ends} percent of real income"
    verb = "gains least"
    if band.middle < 0:
        verb = "pays most"
    size = format_percent(band.middle).replace("-", "−")
    return f"{names.opening(worst)} {verb} where the war ends: {size} of real income"


def nash_tariffs_drawing(run: WarRun) -> Drawing | None:
    """Tariffs by industry before the war and at its end, a panel for each player; None where nobody sets tariffs."""
    setters = [k for k in range(len(run.players)) if len(run.cells(k)[0])]
    if not setters:
        return None
    names, label = country_names(run.scenario.accounts), run.imposed[0]
    colours = colours_of(run.players, run.players)
    finding = _tariffs_finding(run, setters)
    panels = []
    for k in setters:
        player = run.players[k]
        panels.append(ChartPanel(_rates_spec(run, k, colours[player], finding), names[player]))
    caption = (
        f"Tariffs by industry, percent, on the partners that each player's tariffs reach, weighted with imports of the baseline. "
        f"Dots: at the end of the war (Nash); ticks: {label}."
    )
    words = {**sector_names(run.scenario.accounts).labels, **names.labels}
    return Drawing("nash-tariffs", finding, tuple(panels), caption, named_table(war_sectors_table(run), words))


def _tariffs_finding(run: WarRun, setters: list[int]) -> str:
    """Averages over trade at the end of the war, beside those it is held against."""
    names, (label, held) = country_names(run.scenario.accounts), run.imposed
    parts = []
    for k in setters:
        end, other = (100 * run.statistics(tariff, k).weighted for tariff in (run.world.tariff.values, held))
        parts.append(f"{names.said(run.players[k])} {end:.0f} percent ({label}: {other:.0f})")
    said = f"at the end of the war tariffs are, on average over trade: {format_list(parts)}"
    return f"{said[:1].upper()}{said[1:]}{not_certified(run)}"


def not_certified(run: WarRun) -> str:
    """What stands behind a title where nobody has checked that the war ends there.

    Args:
        run: the war.
    """
    if run.war.certified and not run.war.interrupted:
        return ""
    return " (not certified)"


def _rates_spec(run: WarRun, player: int, colour: str, finding: str) -> dict[str, Any]:
    """A dot and a tick for each industry."""
    titles = sector_names(run.scenario.accounts)
    nash, held = (100 * run.by_sector(tariff, player) for tariff in (run.world.tariff.values, run.imposed[1]))
    rows: list[dict[str, Any]] = [
        {"industry": folded(titles[code], MOVE + 6), "nash": float(nash[j]), "held": float(held[j]), "colour": colour}
        for j, code in enumerate(run.economy.sectors)
        if np.isfinite(nash[j])
    ]
    rows.sort(key=lambda row: -row["nash"])
    told = [
        alt.Tooltip("industry:N"),
        alt.Tooltip("nash:Q", title="at the end of the war, percent", format=".1f"),
        alt.Tooltip("held:Q", title=f"{run.imposed[0]}, percent", format=".1f"),
    ]
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("industry:N", sort=[row["industry"] for row in rows], axis=row_names()), tooltip=told
    )
    rule = base.mark_rule(opacity=0.5).encode(
        x=alt.X("held:Q", title="percent", axis=alt.Axis(tickCount=5)), x2="nash:Q", color=by_colour("colour")
    )
    ticks = base.mark_tick(thickness=2.5, color=INK).encode(x="held:Q")
    dots = base.mark_circle(size=90, opacity=1).encode(x="nash:Q", color=by_colour("colour"))
    return spec_of(zero_line(upright=True) + rule + ticks + dots, finding, {"step": ROW})


def ladder_drawing(run: WarRun) -> Drawing | None:
    """What each side has after every move of the file's ladder; None where it has no moves."""
    path = run.steps
    if path is None:
        return None
    names = country_names(run.scenario.accounts)
    rows: list[dict[str, Any]] = []
    colours = colours_of(path.sides, run.players)
    moves = ["start", *(f"{k}. {names.spelled_out(step.text)}" for k, step in enumerate(path.steps, start=1))]
    for side in path.sides:
        values = [path.before[side], *(step.payoffs[side] for step in path.steps)]
        for move, value in zip(moves, values, strict=True):
            rows.append(
                {"who": names[side], "move": folded(move, MOVE), "value": float(value), "colour": colours[side]}
            )
    last = {side: path.steps[-1].payoffs[side] for side in path.sides}
    told = ", ".join(f"{names.said(side)} {format_percent(value)}" for side, value in last.items())
    finding = f"After the {counted(len(path.steps), 'move')} of the ladder: {told} of real income"
    order = list(dict.fromkeys(row["move"] for row in rows))
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("move:N", sort=order, axis=row_names()), color=by_colour("colour"), detail="who:N",
        tooltip=[alt.Tooltip("who:N", title="side"), alt.Tooltip("move:N"), alt.Tooltip("value:Q", title=PERCENT, format="+.3f")],
    )  # fmt: skip
    scale = alt.Scale(domain=axis_ends([row["value"] for row in rows], right=0.12))
    where = alt.X("value:Q", title=PERCENT, scale=scale, axis=alt.Axis(tickCount=5))
    lines = base.mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=60)).encode(x=where, order=alt.Order("at:Q"))
    ends = [row | {"words": ink_for_words(row["colour"])} for row in rows if row["move"] == order[-1]]
    words = alt.Chart(data_of(ends)).mark_text(dy=16, fontWeight="bold", fontSize=11)
    words = words.encode(y=alt.Y("move:N", sort=order), x="value:Q", text="who:N", color=by_colour("words"))
    spec = spec_of(zero_line(upright=True) + lines + words, finding, {"step": 2 * ROW})
    caption = f"What each side has after every move, from top to bottom, {PERCENT}; each move answers the one above it."
    table = named_table(escalation_table(path), names.labels)
    return Drawing("ladder", finding, (ChartPanel(spec),), caption, table)
