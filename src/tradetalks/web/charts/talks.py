"""Pictures of talks: odds as three bars, and what both sides can have at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.cost.income_path_chart import spread_apart
from tradetalks.report.format import BUSD_FORMAT, format_day, format_hundredths, format_in_hundred
from tradetalks.report.style import AXIS_LINE, COLOURS, FAINT, GAIN, INK, LOSS, MARKER_INK
from tradetalks.report.talks.charts import TALKS_CAPTIONS
from tradetalks.report.talks.odds_bars import INKS, ROWS, outcome_names
from tradetalks.report.talks.odds_tables import odds_table
from tradetalks.report.talks.plain_names import SHORT_DEALS, for_people, side_names
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import axis_ends, by_colour, data_of, folded, ink_for_words, layered, row_names, spec_of

# Pixels: of a bar's row and of the bar; of the bargaining picture, of a line of a label in it.
ODDS_ROW, ODDS_BAR, SQUARE, LABEL_LINE = 62, 40, 380, 16
# Pixels that a name with its number takes within a bar, and a number alone.
NAME_PIXELS, NUMBER_PIXELS = 92, 18
# Letters on each part of a bar, on light and on dark pages: the page changes all inks but the darkest.
LETTERS = ("#ffffff", "#111111", "#111111", "#111111", INK)
# Letters in a line of a deal's name.
DEAL_LINE = 16
# Deals whose gains differ by less than this share of the frontier's width are one point to the eye.
SAME_POINT = 0.02
# The first deal's colour: the two before it stand for the sides.
FIRST_DEAL = 2
ABOVE = "billion dollars a year above no deal"


def odds_drawing(run: TalksRun) -> Drawing | None:
    """Five outcomes by three sources, stacked to a hundred, with the band of a deal; None where there are no odds.

    Args:
        run: the talks, solved.
    """
    course = run.course
    if course is None:
        return None
    sources = [str(source) for source in course.labels["source"]]
    odds, band = 100 * course.odds.odds, 100 * course.odds.band
    together = sources.index("together")
    share, (low, high) = odds[together, 0] / 100, band[together, 0] / 100
    finding = (
        f"A deal by {format_day(run.deadline)}: {format_in_hundred(share)} in 100 "
        f"({format_in_hundred(low)} to {format_in_hundred(high)})"
    )
    rows, lines = [], []
    for source, words in ROWS.items():
        k = sources.index(source)
        if np.isfinite(odds[k]).all():
            rows += _segments(run, words, odds[k])
            lines.append({"source": words, "low": float(band[k, 0, 0]), "high": float(band[k, 0, 1])})
    told = [alt.Tooltip("outcome:N"), alt.Tooltip("share:Q", title="cases in 100", format=".0f")]
    order = list(dict.fromkeys(row["source"] for row in rows))
    where = alt.Y("source:N", sort=order, axis=row_names())
    base = alt.Chart(data_of(rows)).encode(y=where, tooltip=told)
    bars = base.mark_bar(height=ODDS_BAR).encode(
        x=alt.X("start:Q", title="cases in 100", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)),
        x2="end:Q",
        color=by_colour("colour"),
    )
    # A name stands in its part of the bar where there is room; else its number alone, or nothing.
    names = base.transform_calculate(label=f"datum.share / 100 * width > {NAME_PIXELS} ? datum.label : datum.number")
    names = names.transform_filter(f"datum.share / 100 * width > {NUMBER_PIXELS}").mark_text(
        lineBreak="\n", fontSize=11, baseline="middle"
    )
    names = names.encode(x="middle:Q", text="label:N", color=by_colour("letters"))
    whisker = alt.Chart(data_of(lines)).mark_rule(color=INK, strokeWidth=2).encode(
        y=where, yOffset=alt.value(ODDS_ROW - 8), x="low:Q", x2="high:Q"
    )  # fmt: skip
    spec = spec_of(bars + names + whisker, finding, {"step": ODDS_ROW})
    table = for_people(odds_table(run, course), run)
    caption = f"{TALKS_CAPTIONS['odds_bars']} Parts of a bar, from the left: {', '.join(outcome_names(run))}."
    return Drawing("odds", finding, (ChartPanel(spec),), caption, table)


def _segments(run: TalksRun, source: str, odds: np.ndarray) -> list[dict[str, Any]]:
    """The outcomes of one bar, one after the other."""
    ends, counts = np.append(0.0, np.cumsum(odds)), format_hundredths(odds / 100)
    return [
        {
            "source": source,
            "outcome": name,
            "share": float(odds[k]),
            "start": float(ends[k]),
            "end": float(ends[k + 1]),
            "middle": float(ends[k] + ends[k + 1]) / 2,
            "label": f"{name} {counts[k]}",
            "number": counts[k],
            "colour": INKS[k],
            "letters": LETTERS[k],
        }
        for k, name in enumerate(outcome_names(run))
    ]


def bargaining_drawing(run: TalksRun) -> Drawing | None:
    """What both sides can have at once, the deals, no deal and the threat; None where no deal suits both, or sides are three.

    Args:
        run: the talks, solved.
    """
    frontier = run.bargain.frontier
    if run.bargain.closed or frontier is None:
        return None
    u, (first, second) = frontier.u, side_names(run)
    finding = "Every deal in the shaded area is better for both than no deal"
    outline = [{"x": 0.0, "y": 0.0, "place": 0}]
    outline += [{"x": float(x), "y": float(y), "place": k} for k, (x, y) in enumerate(u, start=1)]
    marks = _outcomes(run)
    deals = _deals(run, float(np.ptp(u, 0).max()))
    everything = [*outline, *marks, *deals]
    across = alt.Scale(domain=axis_ends([point["x"] for point in everything], right=0.1, left=0.1))
    up = alt.Scale(domain=axis_ends([point["y"] for point in everything], right=0.1, left=0.1))
    x = alt.X(
        "x:Q", title=f"{first}, {ABOVE}", scale=across, axis=alt.Axis(tickCount=5, grid=False, labelSeparation=12)
    )
    y = alt.Y("y:Q", title=f"{second}, {ABOVE}", scale=up, axis=alt.Axis(tickCount=5, grid=False))
    zone = (
        alt.Chart(data_of(outline))
        .mark_line(fill=GAIN, fillOpacity=0.1, strokeOpacity=0)
        .encode(x=x, y=y, order="place:Q")
    )
    edge = (
        alt.Chart(data_of(outline[1:])).mark_line(color=GAIN, strokeWidth=2.6).encode(x="x:Q", y="y:Q", order="place:Q")
    )
    spec = spec_of(layered(*_cross(), zone, edge, *_marked(marks), *_named_deals(deals, up.domain)), finding, SQUARE)
    caption = f"{TALKS_CAPTIONS['bargaining']} {first} to the right, {second} upwards."
    return Drawing("bargaining", finding, (ChartPanel(spec),), caption, _gains_table(run, marks, deals))


def _cross() -> list[alt.Chart]:
    """The lines along which one side has what it has without a deal."""
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=AXIS_LINE, strokeWidth=1)
    return [zero.encode(x="zero:Q"), zero.encode(y="zero:Q")]


def _outcomes(run: TalksRun) -> list[dict[str, Any]]:
    """What happens without a deal, and the rollback of all tariffs alone."""
    threat, rollback = run.negotiation.threat, run.bargain.full_rollback
    marks = (
        ("no deal", (0.0, 0.0), "square", INK),
        ("threat carried out", threat, "cross", LOSS),
        ("tariffs back,\nnothing else", rollback, "diamond", MARKER_INK),
    )
    return [
        {
            "label": label,
            "x": float(at[0]),
            "y": float(at[1]),
            "shape": shape,
            "colour": colour,
            "words": ink_for_words(colour),
        }
        for label, at, shape, colour in marks
    ]


def _marked(marks: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """A mark for each of them, with its name."""
    told = [
        alt.Tooltip("label:N", title="outcome"),
        alt.Tooltip("x:Q", format="+.1f"),
        alt.Tooltip("y:Q", format="+.1f"),
    ]
    base = alt.Chart(data_of(marks)).encode(x="x:Q", y="y:Q", color=by_colour("colour"), tooltip=told)
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        shape=alt.Shape("shape:N", scale=None, legend=None)
    )
    return [
        points,
        base.mark_text(align="left", dx=8, dy=10, fontSize=11, lineBreak="\n").encode(
            text="label:N", color=by_colour("words")
        ),
    ]


def _deals(run: TalksRun, width: float) -> list[dict[str, Any]]:
    """A point for each deal; those that coincide share their name."""
    found: list[dict[str, Any]] = []
    for k, (name, solved) in enumerate(run.bargain.deals.items()):
        x, y = (float(value) for value in solved.deal.u)
        called = SHORT_DEALS.get(name, name)
        near = next((at for at in found if max(abs(at["x"] - x), abs(at["y"] - y)) < SAME_POINT * width), None)
        if near is None:
            colour = COLOURS[(k + FIRST_DEAL) % len(COLOURS)]
            found.append({"x": x, "y": y, "deal": called, "colour": colour, "words": ink_for_words(colour)})
        else:
            near["deal"] += f", {called}"
    return found


def _named_deals(deals: Sequence[dict[str, Any]], ends: Any) -> list[alt.Chart]:
    """Dots, and names beside the picture, each in the colour of its dot and as near to its height as there is room."""
    labels = [folded(deal["deal"], DEAL_LINE) for deal in deals]
    lines = max([label.count("\n") + 1 for label in labels], default=1)
    gap = lines * LABEL_LINE / SQUARE * (ends[1] - ends[0])
    places = spread_apart([deal["y"] for deal in deals], gap)
    rows = [deal | {"label": label, "at": place} for deal, label, place in zip(deals, labels, places, strict=True)]
    told = [alt.Tooltip("deal:N"), alt.Tooltip("x:Q", format="+.1f"), alt.Tooltip("y:Q", format="+.1f")]
    base = alt.Chart(data_of(rows))
    dots = base.mark_circle(size=120, opacity=1).encode(x="x:Q", y="y:Q", color=by_colour("colour"), tooltip=told)
    leads = base.mark_rule(color=FAINT, strokeWidth=0.8).encode(x="x:Q", y="y:Q", x2=alt.value("width"), y2="at:Q")
    words = base.mark_text(align="left", dx=5, fontSize=11, lineBreak="\n", baseline="middle", fontWeight="bold")
    return [leads, dots, words.encode(x=alt.value("width"), y="at:Q", text="label:N", color=by_colour("words"))]


def _gains_table(run: TalksRun, marks: Sequence[dict[str, Any]], deals: Sequence[dict[str, Any]]) -> Table:
    """The gains of every mark."""
    first, second = side_names(run)
    rows = [{"what": mark["label"].replace("\n", " "), first: mark["x"], second: mark["y"]} for mark in marks]
    rows += [{"what": deal["deal"], first: deal["x"], second: deal["y"]} for deal in deals]
    return Table(
        "bargaining",
        "The numbers of this chart",
        pd.DataFrame(rows),
        dict.fromkeys((first, second), BUSD_FORMAT),
        ABOVE,
    )
