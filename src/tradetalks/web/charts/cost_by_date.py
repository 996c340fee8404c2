"""The first picture: what the policies in force cost each player by date, and where each way forward leads."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from tradetalks.report.answer.chart import (
    MOST_PLAYERS,
    answer_caption,
    answer_finding,
    columns_of,
    columns_title,
    has_path,
    signed_band,
)
from tradetalks.report.answer.cost import horizon_words
from tradetalks.report.chapter import Table
from tradetalks.report.cost.income_path_chart import PAD_DAYS, PAD_SHARE, spread_apart
from tradetalks.report.cost.measures import with_measures
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.format import BUSD_FORMAT
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_words
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.web.charts.band_columns import HIGH_END, LOW_END, band_note
from tradetalks.web.charts.bars import label_room
from tradetalks.web.charts.drawing import ChartPanel, Drawing, Spec
from tradetalks.web.charts.ink import (
    LINE_HEIGHT,
    PALE,
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

# Pixels: the field of dates, and the two lines of a name with its numbers beside it.
DATES_HEIGHT, LABEL_HEIGHT = 300, 34
# Pixels of a bar of a way forward, and of each player's line on it.
BAND_WIDTH, PLAYER_ROW = 9, 30
# Letters in a line of the name of a way forward, and lines of it.
WAY_LINE, WAY_LINES = 20, 6
# Days below which marks along the axis are closer to each other than a month.
SHORT = 200
# Pixels that ways forward and their numbers have on a telephone, beside their names.
WAYS_FIELD = 222
UNIT = "billion dollars a year"


def cost_by_date_drawing(run: CostRun) -> Drawing:
    """What the policies in force cost each player by date, with bands, and where each way forward leads.

    Args:
        run: with at least one policy.

    Returns:
        Billion dollars of real income a year; a loss is below zero.
    """
    finding = answer_finding(run)
    panels = []
    if has_path(run):
        panels.append(ChartPanel(_dates_spec(run, finding), "in force", share=3.0))
    if columns_of(run):
        panels.append(ChartPanel(_columns_spec(run, finding), columns_title(run), share=2.0))
    return Drawing("cost-by-date", finding, tuple(panels), answer_caption(run, named_in_words=True), _table(run))


def _table(run: CostRun) -> Table:
    """The numbers of both panels."""
    rows = [
        {
            "policy": row["policy"],
            "country": row["who"],
            "billion $ a year": row["middle"],
            LOW_END: row["low"],
            HIGH_END: row["high"],
        }
        for moment in run.equilibria
        for row in (_band_row(run, moment, player) for player in _players(run))
    ]
    formats = dict.fromkeys(("billion $ a year", LOW_END, HIGH_END), BUSD_FORMAT)
    note = with_measures(
        run, f"change of real income from before the first act, {UNIT}, {horizon_words(run)}{band_note(run)}"
    )
    return Table("cost_by_date", "The numbers of this chart", pd.DataFrame(rows), formats, note)


def _players(run: CostRun) -> tuple[str, ...]:
    return shown_players(run)[:MOST_PLAYERS]


def _band_row(run: CostRun, moment: PolicyDate, player: str) -> dict[str, Any]:
    """A player's band under a policy, as the data of a chart have it."""
    band = busd_band(run, moment, player)
    colour = colours_of([player], _players(run))[player]
    return {
        "who": for_chart(country_names(run.scenario.accounts)[player]),
        "low": band.low,
        "middle": band.middle,
        "high": band.high,
        "told": signed_band(band),
        "policy": _capital(policy_words(run, moment)),
        "colour": colour,
        "words": ink_for_words(colour),
    }


def _tooltip(*first: alt.Tooltip) -> list[alt.Tooltip]:
    """What is said of a mark when it is pointed at."""
    numbers = {"middle": "this file's elasticities", "low": LOW_END, "high": HIGH_END}
    ends = [alt.Tooltip(f"{field}:Q", title=f"{words}, {UNIT}", format="+.1f") for field, words in numbers.items()]
    return [alt.Tooltip("who:N", title="country"), *first, *ends]


def _dates_spec(run: CostRun, finding: str) -> Spec:
    """Steps with bands from zero before the first act to a little after the last date, names at their ends."""
    rows = [row for player in _players(run) for row in _steps(run, player)]
    domain = axis_ends([row[end] for row in rows for end in ("low", "high")])
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X(
            "day:T", axis=alt.Axis(title=None, grid=False, tickCount=5, format=_day_format(rows), labelOverlap=True)
        ),
        color=by_colour("colour"),
    )
    scale = alt.Scale(domain=domain, nice=True)
    low = alt.Y("low:Q", scale=scale, title=UNIT, axis=alt.Axis(tickCount=6, format="d"))
    bands = base.mark_area(interpolate="step-after", opacity=PALE).encode(y=low, y2="high:Q", detail="who:N")
    line = base.mark_line(interpolate="step-after", strokeWidth=2.4).encode(y=alt.Y("middle:Q"), detail="who:N")
    dots = base.transform_filter("datum.dot").mark_circle(size=44, opacity=1)
    dots = dots.encode(y=alt.Y("middle:Q"), tooltip=_tooltip(alt.Tooltip("policy:N", title="in force")))
    return spec_of(zero_line() + bands + line + dots + _end_names(run, domain), finding, DATES_HEIGHT)


def _day_format(rows: Sequence[Mapping[str, Any]]) -> str:
    """How days along the axis are written: by month, or by day where several marks are within one month."""
    days = [datetime.datetime.fromisoformat(row["day"]) for row in rows]
    if max(days) - min(days) < datetime.timedelta(SHORT):
        return "%-d %b %Y"
    return "%b %Y"


def _steps(run: CostRun, player: str) -> Iterator[dict[str, Any]]:
    """Nothing before the first act, then every date, the last one until a little later."""
    days = [moment.date for moment in run.dates]
    first = min([days[0], *(act.start for act in run.scenario.acts)])
    pad = datetime.timedelta(max(PAD_DAYS, round((days[-1] - first).days * PAD_SHARE)))
    before = _band_row(run, run.dates[0], player)
    yield before | dict.fromkeys(("low", "middle", "high"), 0.0) | {"day": _at(first - pad), "dot": False}
    for moment in run.dates:
        yield _band_row(run, moment, player) | {"day": _at(moment.date), "dot": True}
    yield _band_row(run, run.now, player) | {"day": _at(days[-1] + pad), "dot": False}


def _at(day: datetime.date) -> str:
    """A day as browsers read it where they are: without an hour it would be one of Greenwich."""
    return f"{day}T00:00:00"


def _end_names(run: CostRun, domain: Sequence[float]) -> alt.Chart:
    """Every player's name above its last numbers, right of the steps, clear of each other."""
    rows = [_band_row(run, run.now, player) for player in _players(run)]
    gap = LABEL_HEIGHT / DATES_HEIGHT * (domain[1] - domain[0])
    places = spread_apart([row["middle"] for row in rows], gap)
    named = [row | {"place": at, "label": f"{row['who']}\n{row['told']}"} for row, at in zip(rows, places, strict=True)]
    words = alt.Chart(data_of(named)).mark_text(
        align="left", dx=6, baseline="middle", lineBreak="\n", fontWeight="bold"
    )
    placed: alt.Chart = words.encode(x=alt.value("width"), y=alt.Y("place:Q"), text="label:N", color=by_colour("words"))
    return placed


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _column_name(run: CostRun, moment: PolicyDate) -> str:
    """A policy in the words of its row."""
    if moment.branch is None:
        return f"In force on {policy_words(run, moment)}"
    return _capital(policy_words(run, moment))


def _columns_spec(run: CostRun, finding: str) -> Spec:
    """A row for each policy, and in it a band and a dot for each player."""
    players = _players(run)
    rows = [
        _band_row(run, moment, player) | {"way": folded(_column_name(run, moment), WAY_LINE, WAY_LINES), "order": k}
        for moment in columns_of(run)
        for k, player in enumerate(players)
    ]
    rows = [row | {"end": max(row["high"], 0.0)} for row in rows]
    if not has_path(run):
        # No line beside it says whose colour is whose.
        rows = [row | {"told": f"{row['who']}\n{row['told']}"} for row in rows]
    room = label_room([row["told"] for row in rows], WAYS_FIELD)
    scale = alt.Scale(domain=axis_ends([row[end] for row in rows for end in ("low", "high")], right=room))
    ways = list(dict.fromkeys(row["way"] for row in rows))
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("way:N", sort=ways, axis=row_names()), yOffset=alt.YOffset("order:O", scale=alt.Scale(paddingOuter=0.3)),
        color=by_colour("colour"),
    )  # fmt: skip
    low = alt.X("low:Q", scale=scale, title=UNIT, axis=alt.Axis(tickCount=4, format="d"))
    bands = base.mark_bar(height=BAND_WIDTH, opacity=2 * PALE).encode(x=low, x2="high:Q")
    dots = base.mark_circle(size=60, opacity=1).encode(
        x="middle:Q", tooltip=_tooltip(alt.Tooltip("policy:N", title="way"))
    )
    words = base.mark_text(align="left", baseline="middle", dx=6, fontSize=11, lineBreak="\n").encode(
        x="end:Q", text="told:N", color=by_colour("words")
    )
    lines = max(1 + way.count("\n") for way in ways)
    height = {"step": max(PLAYER_ROW, LINE_HEIGHT * lines / len(players)), "for": "offset"}
    return spec_of(zero_line(upright=True) + bands + dots + words, finding, height)
