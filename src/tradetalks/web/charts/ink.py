"""How charts of the page look: the report's colours and letters, as settings of Vega-Lite."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from tradetalks.report.plain_text import for_chart
from tradetalks.report.style import COLOURS, FAINT, FAINT_INK, INK, WORDS_IN, ZERO_LINE
from tradetalks.web.charts.drawing import Spec

Row = Mapping[str, Any]
# Fills under dark letters: of a loss, of nothing, of a gain. Dark pages have others (static/look.css).
PALE_LOSS, PALE_ZERO, PALE_GAIN = "#f4a97c", "#f3f1ee", "#86bfe6"
FONT = 'system-ui, "Segoe UI", Helvetica, Arial, sans-serif'
# Pixels: the height of letters.
LETTERS = 12
# Letters in a line of a name beside bars: a third of a telephone's width.
NAME_LINE = 18
# Letters of a name that is folded into lines, or stands in a table or a tooltip: none that ships is longer.
WHOLE_NAME = 80
# How pale a band is, as in the report.
PALE = 0.18
# Pixels of a row that a name of two lines takes, with a gap, and of every further line.
TWO_LINES, LINE_HEIGHT = 32, 14
# Lines of a label, which data hold with line feeds.
LINES = "split(datum.label, '\\n')"
# Names of several lines begin higher, by half a line for each, so that their middle is beside the mark.
HIGHER: dict[str, Any] = {
    "condition": [
        {"test": "length(split(datum.value, '\\n')) > 2", "value": -14},
        {"test": "length(split(datum.value, '\\n')) > 1", "value": -7},
    ],
    "value": 0,
}
SETTINGS: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": FAINT_INK,
        "gridColor": "#e4e4e4",
        "domainColor": FAINT,
        "tickColor": FAINT,
        "labelFontSize": LETTERS,
        "titleFontSize": LETTERS,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelSeparation": 8,
    },
    "text": {"color": INK, "fontSize": LETTERS, "font": FONT},
    "legend": {"labelColor": INK, "titleColor": FAINT_INK, "titleFontWeight": "normal", "labelFontSize": LETTERS},
}


def data_of(rows: Iterable[Row]) -> alt.InlineData:
    """Rows as the data of a chart; numbers are finite or left out."""
    return alt.InlineData(values=[dict(row) for row in rows])


def spec_of(chart: alt.LayerChart | alt.Chart, finding: str, height: float | Mapping[str, Any]) -> Spec:
    """A chart as JSON, as wide as what it stands in.

    Args:
        chart: of marks and scales alone.
        finding: what it shows, which is read aloud.
        height: pixels of the field, or of each of its rows.
    """
    whole = chart.properties(width="container", height=height, description=finding, config=SETTINGS)
    if isinstance(height, Mapping):
        # As high as its rows: there is nothing to fit upwards, and Vega says so at every chart that asks for it.
        whole = whole.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    # What is written here is checked by the tests, against the schema, and not at every request.
    with alt.utils.schemapi.debug_mode(False):
        found: Spec = whole.to_dict(validate=False)
    return found


def layered(*charts: alt.Chart) -> alt.LayerChart:
    """Charts over each other, the first at the bottom."""
    return alt.LayerChart(layer=list(charts))


def folded(name: str, width: int = NAME_LINE, lines: int = 2) -> str:
    """A name in a few short lines, as a label has it; three where rows are as high as that. One that is cut ends with a sign."""
    return "\n".join(textwrap.wrap(for_chart(name, lines * width), width, max_lines=lines, placeholder="…")) or " "


def colours_of(codes: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """The colour of each party: the first blue, the second vermilion, then the others of the report; who is no player is grey.

    Args:
        codes: to be coloured.
        known: the players, in their order.
    """
    own = {code: COLOURS[k % len(COLOURS)] for k, code in enumerate(known)}
    return {code: own.get(code, FAINT) for code in codes}


def ink_for_words(colour: str) -> str:
    """The colour in which words beside a mark are written: the same, dark enough to read."""
    return WORDS_IN.get(colour, FAINT_INK)


def by_colour(field: str) -> alt.Color:
    """Colours that the data name themselves."""
    return alt.Color(f"{field}:N", scale=None, legend=None)


def zero_line(*, upright: bool = False) -> alt.Chart:
    """The line of zero, along the axis of values: upright where values run to the right."""
    base = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=ZERO_LINE, strokeWidth=1)
    along: alt.Chart = base.encode(y=alt.Y("zero:Q"))
    if upright:
        along = base.encode(x=alt.X("zero:Q"))
    return along


def row_height(names: Iterable[str], one_line: int) -> int:
    """Pixels of a row, so that names of two lines and more do not touch those above and below.

    Args:
        names: folded.
        one_line: pixels where all names have one line.
    """
    lines = max((1 + name.count("\n") for name in names), default=1)
    if lines == 1:
        return one_line
    return max(one_line, TWO_LINES + (lines - 2) * LINE_HEIGHT)


def row_names() -> alt.Axis:
    """Names beside rows, in lines where they are long; no marks, no line."""
    return alt.Axis(
        title=None, ticks=False, domain=False, labelPadding=6, labelLimit=0, labelOverlap=False, labelExpr=LINES,
        labelOffset=HIGHER,
    )  # fmt: skip


def axis_ends(values: Iterable[float], *, left: float = 0.05, right: float = 0.05) -> list[float]:
    """The ends of an axis that holds zero and all ``values``, with room at either end as a share of the span."""
    found = [0.0, *values]
    low, high = min(found), max(found)
    span = high - low
    if not span:
        span = 1.0
    return [low - left * span, high + right * span]
