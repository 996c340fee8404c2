"""Bars to either side of zero with their bands, named at the left, their numbers written beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import altair as alt

from tradetalks.report.band import NumberBand
from tradetalks.report.style import INK
from tradetalks.web.charts.drawing import Spec
from tradetalks.web.charts.ink import (
    axis_ends,
    by_colour,
    data_of,
    folded,
    ink_for_words,
    layered,
    row_names,
    spec_of,
    zero_line,
)

# Pixels of a bar.
BAR = 14
# Letters of a line of a name, and pixels of a row by the lines of its longest name: with fewer, long ones end in dots.
ONE_LINE, ROWS = 22, {1: 26, 2: 34, 3: 46}
# Pixels by which numbers are moved up, by their lines.
LABEL_LINES = {1: 0, 2: 6}
# Room for numbers at the right, as a share of the span of the bars; at least, where several charts share an axis.
LABEL_ROOM = 0.35
# On a telephone the field of the bars has so many pixels, a letter of a number beside them and the gap before it these.
FIELD, LETTER, GAP = 250, 6.2, 8


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bar.

    Args:
        name: beside it.
        band: its length between the ends of its band.
        told: the number written beside it.
        colour: of the bar.
        more: what is said besides when it is pointed at, by what it is called.
    """

    name: str
    band: NumberBand
    told: str
    colour: str
    more: tuple[tuple[str, str], ...] = ()


def bars_spec(bars: Sequence[Bar], finding: str, unit: str, *, domain: Sequence[float] | None = None) -> Spec:
    """Bars from zero with whiskers over their bands, in the order given.

    Args:
        bars: from top to bottom.
        finding: what they show.
        unit: of their lengths, on the axis.
        domain: ends of the axis, where several charts share one; None for one that fits.
    """
    wide = [bar for bar in bars if bar.band.low != bar.band.high]
    ends = [value for bar in bars for value in (bar.band.low, bar.band.middle, bar.band.high)]
    rows = [_row(bar) for bar in bars]
    scale = alt.Scale(domain=list(domain or axis_ends(ends, right=label_room([row["label"] for row in rows]))))
    names = [row["name"] for row in rows]
    titles = list(dict.fromkeys(title for bar in bars for title, _ in bar.more))
    told = [alt.Tooltip("whole:N", title="of"), alt.Tooltip("told:N", title=unit)]
    told += [alt.Tooltip(f"{title}:N") for title in titles]
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("name:N", sort=names, axis=row_names()), color=by_colour("colour"), tooltip=told
    )
    length = alt.X("middle:Q", scale=scale, title=unit, axis=alt.Axis(tickCount=4))
    layers = [zero_line(upright=True), base.mark_bar(height=BAR, opacity=0.8).encode(x=length)]
    if wide:
        layers.append(base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q", color=alt.value(INK)))
    for count, higher in LABEL_LINES.items():
        # Their middle is beside the bar, so that the last ones do not run into the axis.
        words = base.transform_filter(f"datum.lines == {count}").mark_text(
            align="left", baseline="middle", dx=6, dy=-higher, fontSize=11, lineBreak="\n"
        )
        layers.append(words.encode(x="end:Q", text="label:N", color=by_colour("words")))
    lines = [text.count("\n") + 1 for row in rows for text in (row["name"], row["label"])]
    height = ROWS[max(lines, default=1)]
    return spec_of(layered(*layers), finding, {"step": height})


def label_room(labels: Sequence[str], field: float = FIELD) -> float:
    """Room for the longest line of what stands at the right of bars, as a share of their span.

    Args:
        labels: of all bars.
        field: pixels that the bars and their labels have on a telephone.
    """
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    pixels = GAP + LETTER * longest
    return max(LABEL_ROOM, pixels / (field - pixels))


def _row(bar: Bar) -> dict[str, Any]:
    """A bar as the data of a chart have it; a number with its range takes two lines where one is long."""
    label = bar.told
    if len(label) > ONE_LINE // 2:
        label = label.replace(" (", "\n(")
    ends = {"low": bar.band.low, "middle": bar.band.middle, "high": bar.band.high}
    return {
        "name": folded(bar.name, ONE_LINE, max(ROWS)),
        "whole": bar.name,
        "told": bar.told,
        "label": label,
        "lines": label.count("\n") + 1,
        "colour": bar.colour,
        "words": ink_for_words(bar.colour),
        "end": max(bar.band.high, bar.band.middle, 0.0),
        **ends,
        **dict(bar.more),
    }
