"""How sure an answer is: how its number is spread, by date, what it hangs on, and bands by country of a joint draw."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.swings import Swing, SwingEnd
from tradetalks.report.chapter import Table
from tradetalks.report.study.fan_chart import fan_finding
from tradetalks.report.study.names import (
    HIGH,
    HIGHEST,
    LOW,
    LOWEST,
    MIDDLE,
    alternative_words,
    decimals_of,
    headline_axis,
    headline_band,
    headline_unit,
    headline_values,
    moment_words,
    number,
    plain_number,
)
from tradetalks.report.study.tables import drivers_of_headline
from tradetalks.report.study.tornado_chart import SHOWN, tornado_finding
from tradetalks.report.study.words import study_title
from tradetalks.report.style import COLOURS, INK
from tradetalks.scenario.results.cost import BRANCH
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import axis_ends, data_of, folded, row_height, row_names, spec_of, zero_line
from tradetalks.web.charts.study_draws import convergence_drawing, scatter_drawing

# Bars of the histogram: the square root of the draws within these.
LEAST_BARS, MOST_BARS = 8, 40
# Pixels: of fields, of a parameter's row, of a date's.
HEIGHT, ROW, DATE_ROW = 260, 34, 26
# Room above the highest bar for the median, as its multiple.
ABOVE = 1.15
# Lines of the name of a way forward.
WAY_LINES = 6
# Letters in a line of a parameter's name.
PARAMETER = 20
# On a telephone the field of the tornado has so many pixels, a letter beside a bar and the gap before it these.
FIELD, LETTER, GAP = 185, 6.2, 12
# Letters in a line of what stands beside a bar, and its lines: those of the longest names of sets. Of the field, a label has this
# at most, so that a bar is left between two; and pixels of a line, and between rows.
LABEL, LABEL_LINES, LABEL_SHARE = 12, 3, 0.42
LINE_HEIGHT, BETWEEN = 13, 4
# Room for labels makes the axis longer, and a longer axis their room wider: settled after so many steps.
STEPS_OF_ROOM = 20
# What stands below the charts: the marks are others than those of the report's.
TORNADO = (
    "The median where a parameter lies in its lowest fifth (ring) and its highest fifth (dot) of the draws, all others as they "
    "come; of named alternatives, the two that are farthest apart. Beside each mark: the parameter there. Upright line: the "
    "median of all draws."
)
FAN = "Dot: the median; thick line: eight of ten draws; thin line: nine of ten, under the policy of each date and way forward."


def study_drawings(summary: StudySummary) -> list[Drawing]:
    """Every chart that a study has numbers for: how its headline is spread, what it hangs on, its path, and fewer draws.

    Args:
        summary: of a study.
    """
    found = [spread_drawing(summary), tornado_drawing(summary), scatter_drawing(summary)]
    found += [fan_drawing(summary), convergence_drawing(summary)]
    return [drawing for drawing in found if drawing is not None]


def spread_drawing(summary: StudySummary) -> Drawing | None:
    """How often the headline comes out where, with its median and eight of ten draws; None where nothing is spread."""
    values = headline_values(summary)
    if len(values) < 2 or np.ptp(values) == 0:
        return None
    band, _ = headline_band(summary)
    low, middle, high = (float(band[k]) for k in (LOW, MIDDLE, HIGH))
    bars = int(min(MOST_BARS, max(LEAST_BARS, np.sqrt(len(values)))))
    counts, edges = np.histogram(values, bars)
    rows = [
        {
            "from": float(edges[k]),
            "to": float(edges[k + 1]),
            "draws": int(count),
            "none": 0,
            "inside": bool(edges[k] >= low and edges[k + 1] <= high),
        }
        for k, count in enumerate(counts)
    ]
    unit, decimals, top = headline_unit(summary), decimals_of(low, high), ABOVE * float(counts.max())
    told = [alt.Tooltip("from:Q", format=".3g"), alt.Tooltip("to:Q", format=".3g"), alt.Tooltip("draws:Q")]
    histogram = alt.Chart(data_of(rows)).mark_rect(color=COLOURS[0], opacity=0.75)
    histogram = histogram.encode(
        x=alt.X(
            "from:Q", title=headline_axis(summary), scale=alt.Scale(zero=False, nice=False),
            axis=alt.Axis(tickCount=6, grid=False),
        ),
        x2="to:Q", y=alt.Y("draws:Q", title="draws", scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickCount=4)), y2="none:Q",
        tooltip=told,
    )  # fmt: skip
    ends = alt.Chart(data_of([{"low": low, "high": high}])).mark_rect(color=COLOURS[0], opacity=0.12)
    ends = ends.encode(x="low:Q", x2="high:Q")
    line = alt.Chart(data_of([{"at": middle, "label": f"median {number(middle, decimals)}"}]))
    marks = line.mark_rule(color=INK, strokeWidth=1.6).encode(x="at:Q")
    words = line.mark_text(align="left", dx=5, baseline="top").encode(x="at:Q", y=alt.value(2), text="label:N")
    finding = study_title(summary)
    spec = spec_of(ends + histogram + marks + words, finding, HEIGHT)
    table = pd.DataFrame([{"from": row["from"], "to": row["to"], "draws": row["draws"]} for row in rows])
    numbers = Table(
        "spread", "The numbers of this chart", table, {"from": "{:.4g}", "to": "{:.4g}", "draws": "{:,.0f}"}, unit
    )
    caption = f"How often the number comes out where, {unit}; shaded: eight of ten draws; line: median of {len(values):,} draws."
    return Drawing("spread", finding, (ChartPanel(spec),), caption, numbers)


def tornado_drawing(summary: StudySummary) -> Drawing | None:
    """The median of the headline at both ends of each parameter, the widest swing on top; None where it does not move."""
    swings = sorted(summary.swings, key=_width, reverse=True)[:SHOWN]
    if not swings or not len(summary.headline_drivers):
        return None
    band, _ = headline_band(summary)
    rows = [_swing_row(summary, swing) for swing in swings]
    domain = _domain(rows)
    titles = {"whole": "parameter", "low_told": "low end", "high_told": "high end"}
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("parameter:N", sort=[row["parameter"] for row in rows], axis=row_names()),
        tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()],
    )
    where = alt.X(
        "left:Q",
        title=f"median, {headline_axis(summary)}",
        scale=alt.Scale(domain=domain, zero=False),
        axis=alt.Axis(tickCount=5),
    )
    bars = base.mark_bar(height=12, color=COLOURS[0], opacity=0.35).encode(x=where, x2="right:Q")
    low = base.mark_point(color=COLOURS[0], size=70, opacity=1, strokeWidth=2).encode(x="low:Q")
    high = base.mark_point(color=COLOURS[0], size=70, opacity=1, filled=True).encode(x="high:Q")
    left = _beside(base, "left", align="right", dx=-9)
    right = _beside(base, "right", align="left", dx=9)
    middle = alt.Chart(data_of([{"at": float(band[MIDDLE])}])).mark_rule(color=INK).encode(x="at:Q")
    finding = tornado_finding(summary, swings[0])
    spec = spec_of(middle + bars + low + high + left + right, finding, {"step": _row(rows)})
    return Drawing("tornado", finding, (ChartPanel(spec),), TORNADO, drivers_of_headline(summary))


def _beside(base: alt.Chart, end: str, **place: Any) -> alt.Chart:
    """What a parameter is at an end of its bar, in lines about the middle of the row."""
    higher = alt.ExprRef(f"{-LINE_HEIGHT / 2} * (length(split(datum.{end}_label, '\\n')) - 1)")
    words = base.mark_text(fontSize=11, lineBreak="\n", lineHeight=LINE_HEIGHT, dy=higher, **place)
    found: alt.Chart = words.encode(x=f"{end}:Q", text=f"{end}_label:N")
    return found


def _domain(rows: list[dict[str, Any]]) -> list[float]:
    """Ends of the axis between which every bar has room for what is written at either end, on a telephone too."""
    low, high = (pick(row[end] for row in rows) for pick, end in ((min, "left"), (max, "right")))
    for _ in range(STEPS_OF_ROOM):
        pixel = ((high - low) or 1.0) / FIELD
        low, high = (
            min(row["left"] - _room(row["left_label"]) * pixel for row in rows),
            max(row["right"] + _room(row["right_label"]) * pixel for row in rows),
        )
    return [low, high]


def _room(label: str) -> float:
    """Pixels that a label takes, where there is so much room."""
    return min(GAP + LETTER * max(map(len, label.split("\n"))), LABEL_SHARE * FIELD)


def _row(rows: list[dict[str, Any]]) -> int:
    """Pixels of a row that has room for the lines of the labels."""
    lines: int = max(row[end].count("\n") + 1 for row in rows for end in ("left_label", "right_label"))
    return max(ROW, lines * LINE_HEIGHT + BETWEEN)


def _width(swing: Swing) -> float:
    return abs(swing.high.median - swing.low.median)


def _swing_row(summary: StudySummary, swing: Swing) -> dict[str, Any]:
    """A parameter as the data of the chart have it."""
    first, last = sorted([swing.low, swing.high], key=lambda end: end.median)
    place = partial(_place, summary, swing)
    return {
        "parameter": folded(swing.parameter, PARAMETER),
        "whole": swing.parameter,
        "low": swing.low.median,
        "high": swing.high.median,
        "left": first.median,
        "right": last.median,
        "left_label": folded(place(first), LABEL, LABEL_LINES),
        "right_label": folded(place(last), LABEL, LABEL_LINES),
        "low_told": f"{swing.low.median:+.3g} at {place(swing.low)}",
        "high_told": f"{swing.high.median:+.3g} at {place(swing.high)}",
    }


def _place(summary: StudySummary, swing: Swing, end: SwingEnd) -> str:
    """What a parameter is at an end."""
    return alternative_words(summary.draws, swing.parameter, end.label) or plain_number(end.value)


def fan_drawing(summary: StudySummary) -> Drawing | None:
    """Median, eight of ten and nine of ten draws under the policy of every date and on every way forward; None of one alone."""
    headline = summary.headline
    if headline is None or not headline.moment:
        return None
    labels = {dim: label for dim, label in headline.outcome.labels.items() if dim != "moment"}
    bands = summary.bands[headline.outcome.variable].sel(labels).transpose("moment", "quantile")
    rows = list(_fan_rows(summary, bands))
    if len(rows) < 2:
        return None
    finding, unit = fan_finding(summary, bands), headline_unit(summary)
    domain = axis_ends([row[end] for row in rows for end in ("lowest", "highest")], right=0.02)
    panels = []
    days, ways = ([row for row in rows if row["way"] is is_way] for is_way in (False, True))
    for part, title in ((days, "in force"), (ways, "ways forward")):
        if part:
            panels.append(ChartPanel(_rows_spec(part, finding, unit, headline_axis(summary), domain), title))
    told = {"lowest": "5% below", "low": "10% below", "middle": "median", "high": "10% above", "highest": "5% above"}
    frame = pd.DataFrame(rows).drop(columns=["way", "name"]).rename(columns=told)
    table = Table("fan", "The numbers of this chart", frame, dict.fromkeys(told.values(), "{:+.3f}"), unit)
    return Drawing("fan", finding, tuple(panels), FAN, table)


def _fan_rows(summary: StudySummary, bands: xr.DataArray) -> Iterator[dict[str, Any]]:
    """A row for each date and way forward."""
    for moment, values in zip(bands["moment"].values, bands.values, strict=True):
        name = str(moment)
        words = moment_words(summary, name, short=True)
        ends = dict(zip(("lowest", "low", "middle", "high", "highest"), (float(values[k]) for k in ENDS), strict=True))
        yield {"policy": words, "name": folded(words, lines=WAY_LINES), "way": name.startswith(BRANCH), **ends}


# Positions of the ends of the bands among the quantiles.
ENDS = (LOWEST, LOW, MIDDLE, HIGH, HIGHEST)


def _rows_spec(rows: list[dict[str, Any]], finding: str, unit: str, axis: str, domain: list[float]) -> dict[str, Any]:
    """A line for each policy: nine of ten draws thin, eight of ten thick, the median as a dot."""
    ends = {"middle": "median", "low": "10% below", "high": "10% above"}
    told = [alt.Tooltip(f"{end}:Q", title=f"{words}, {unit}", format="+.3g") for end, words in ends.items()]
    told.insert(0, alt.Tooltip("policy:N"))
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], axis=row_names()), tooltip=told
    )
    where = alt.X("lowest:Q", title=axis, scale=alt.Scale(domain=domain), axis=alt.Axis(tickCount=5))
    thin = base.mark_rule(color=COLOURS[0], strokeWidth=1.4).encode(x=where, x2="highest:Q")
    thick = base.mark_bar(color=COLOURS[0], opacity=0.4, height=10).encode(x="low:Q", x2="high:Q")
    dots = base.mark_circle(color=INK, size=50, opacity=1).encode(x="middle:Q")
    return spec_of(
        zero_line(upright=True) + thin + thick + dots,
        finding,
        {"step": row_height([row["name"] for row in rows], DATE_ROW)},
    )
