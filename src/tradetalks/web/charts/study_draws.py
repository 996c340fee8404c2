"""The draws of a study one by one: the headline along its first driver; and the headline from fewer draws."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.report.chapter import Table
from tradetalks.report.plain_text import for_chart
from tradetalks.report.study.charts import STUDY_CAPTIONS
from tradetalks.report.study.draws_shown import drawn_at, some_of
from tradetalks.report.study.names import (
    HIGH,
    LOW,
    MIDDLE,
    alternative_words,
    decimals_of,
    headline_axis,
    headline_unit,
)
from tradetalks.report.study.scatter_chart import along, scatter_finding
from tradetalks.report.study.tables import convergence_table
from tradetalks.report.study.words import more_draws_lines
from tradetalks.report.style import COLOURS, INK, LOSS
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import axis_ends, data_of, folded, layered, spec_of, zero_line

# Pixels of the field.
HEIGHT = 260
# Letters in a line of an alternative's name at the axis.
AXIS_NAME = 16
# Where the marks of draws without an answer stand, pixels above the lower edge.
EDGE = 8


def scatter_drawing(summary: StudySummary) -> Drawing | None:
    """Every draw by its first driver and its headline; None where no driver is known.

    Args:
        summary: of a study.
    """
    found, headline = summary.headline_drivers, summary.headline
    if headline is None or not len(found):
        return None
    draws, unit = summary.draws, headline_unit(summary)
    first = draws.names.index(str(found.index[0]))
    name = draws.names[first]
    rows = draws.sample & np.isfinite(headline.values)
    at = drawn_at(draws, first)
    dots = [{"at": float(at[k]), "value": float(headline.values[k]), "draw": draws.labels[k]} for k in some_of(rows)]
    without = [{"at": float(at[k]), "draw": draws.labels[k]} for k in some_of((draws.status > 1) & draws.independent)]
    named = name in draws.alternatives
    bands = along(draws.values[rows, first], headline.values[rows], named)
    x = alt.X(
        "at:Q", title=_axis_title(summary, name), scale=alt.Scale(zero=False, nice=False), axis=_axis(summary, name)
    )
    y = alt.Y(
        "value:Q",
        title=headline_axis(summary),
        scale=alt.Scale(domain=axis_ends([dot["value"] for dot in dots])),
        axis=alt.Axis(tickCount=5),
    )
    told = [alt.Tooltip("draw:N"), alt.Tooltip("at:Q", title=for_chart(name), format=".3g")]
    points = alt.Chart(data_of(dots)).mark_circle(color=COLOURS[0], opacity=0.35, size=18)
    layers = [zero_line(), points.encode(x=x, y=y, tooltip=[*told, alt.Tooltip("value:Q", title=unit, format=".3g")])]
    middle = alt.Chart(data_of(bands))
    if named:
        layers.append(middle.mark_rule(color=INK, strokeWidth=2).encode(x="at:Q", y="low:Q", y2="high:Q"))
        layers.append(middle.mark_circle(color=INK, size=60, opacity=1).encode(x="at:Q", y="value:Q"))
    elif len(bands) > 1:
        layers.insert(1, middle.mark_area(color=COLOURS[0], opacity=0.15).encode(x="at:Q", y="low:Q", y2="high:Q"))
        layers.append(middle.mark_line(color=INK, strokeWidth=1.6).encode(x="at:Q", y="value:Q"))
    if without:
        marks = alt.Chart(data_of(without)).mark_tick(color=LOSS, orient="vertical", size=2 * EDGE, thickness=1.4)
        layers.append(marks.encode(x="at:Q", y=alt.value(HEIGHT - EDGE), tooltip=told))
    finding = scatter_finding(summary, name, [band["value"] for band in bands])
    ends = [float(end) for band in bands for end in (band["low"], band["high"])]
    form = f"{{:+.{decimals_of(min(ends), max(ends))}f}}"
    table = pd.DataFrame(bands).rename(
        columns={"at": for_chart(name), "low": "10% below", "value": "median", "high": "10% above"}
    )
    if named:
        table[for_chart(name)] = [
            alternative_words(draws, name, draws.alternatives[name][round(band["at"])]) for band in bands
        ]
    formats = dict.fromkeys(("10% below", "median", "10% above"), form) | {"draws": "{:,.0f}"}
    if not named:
        formats[for_chart(name)] = "{:.3g}"
    note = f"{unit}, in groups of draws beside each other along {name}"
    numbers = Table("scatter", "The numbers of this chart", table, formats, note)
    return Drawing(
        "scatter",
        finding,
        (ChartPanel(spec_of(layered(*layers), finding, HEIGHT)),),
        STUDY_CAPTIONS["study_scatter"],
        numbers,
    )


def _axis_title(summary: StudySummary, name: str) -> str:
    """What is drawn along the axis, with its unit."""
    unit = summary.draws.units.get(name, "")
    if unit in ("", "1"):
        return for_chart(name)
    return f"{for_chart(name)}, {unit}"


def _axis(summary: StudySummary, name: str) -> alt.Axis:
    """Numbers at an axis, or the names of alternatives."""
    labels = summary.draws.alternatives.get(name)
    if labels is None:
        return alt.Axis(tickCount=5, grid=False)
    # Names are texts of an expression, whatever they hold.
    called = (alternative_words(summary.draws, name, label) for label in labels)
    names = json.dumps([folded(words, AXIS_NAME).split("\n") for words in called])
    return alt.Axis(values=list(range(len(labels))), labelExpr=f"{names}[datum.value]", grid=False, labelAngle=-20)


def convergence_drawing(summary: StudySummary) -> Drawing | None:
    """The median and eight of ten draws from fewer draws, to all; None where there are too few.

    Args:
        summary: of a study.
    """
    found, lines = summary.convergence, more_draws_lines(summary)
    if not lines:
        return None
    unit = headline_unit(summary)
    rows: list[dict[str, Any]] = [
        {
            "draws": f"{int(count):,}",
            "low": float(values[LOW]),
            "middle": float(values[MIDDLE]),
            "high": float(values[HIGH]),
        }
        for count, values in zip(found["draws_used"].values, found["headline"].values, strict=True)
    ]
    order = [row["draws"] for row in rows]
    told = [alt.Tooltip("draws:N")]
    ends = {"low": "10% below", "middle": "median", "high": "10% above"}
    told += [alt.Tooltip(f"{end}:Q", title=f"{words}, {unit}", format=".3g") for end, words in ends.items()]
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X("draws:N", sort=order, title="draws, doubled at each step", axis=alt.Axis(labelAngle=0)), tooltip=told
    )
    domain = axis_ends([value for row in rows for value in (row["low"], row["high"])])
    where = alt.Y("low:Q", title=headline_axis(summary), scale=alt.Scale(domain=domain), axis=alt.Axis(tickCount=5))
    bars = base.mark_bar(color=COLOURS[0], opacity=0.35, size=14).encode(y=where, y2="high:Q")
    dots = base.mark_circle(color=INK, size=50, opacity=1).encode(y="middle:Q")
    finding = f"{lines[0].question} {lines[0].answer}"
    caption = (
        f"Median (dot) and eight of ten draws (bar), {unit}, from the first draws alone: where the last steps look alike, more "
        "draws would hardly change it."
    )
    return Drawing(
        "convergence",
        finding,
        (ChartPanel(spec_of(layered(zero_line(), bars, dots), finding, HEIGHT)),),
        caption,
        convergence_table(summary),
    )
