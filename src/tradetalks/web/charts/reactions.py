"""Best replies of two players at war, crossing where it ends, and lines along which each is as well off."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.names import country_names, possessive
from tradetalks.report.plain_text import for_chart
from tradetalks.report.style import INK
from tradetalks.report.war.equal_payoffs import PayoffLine, equal_payoff_lines
from tradetalks.report.war.tables import reaction_numbers
from tradetalks.scenario.results.war import WarRun
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import by_colour, colours_of, data_of, ink_for_words, layered, spec_of

# Pixels: height of the field.
HEIGHT = 340
# Points of the grid of equal payoffs: ten pixels apart, which straight lines between them do not show.
GRID = 41
# How pale lines of equal payoff are, and the dashes of those through the end of the war.
FAINT_LINE, DASHES = 0.4, [5, 4]
# Averages over trade, of which the titles of other charts speak, are other numbers.
MEANS = "means are over all rates that a player sets, each counted once, not weighted with trade"
AXIS = alt.Axis(tickCount=5)


def reactions_drawing(run: WarRun) -> Drawing | None:
    """What each of two players does best for every tariff of the other, with lines of equal payoff; None where not found.

    Args:
        run: the war.
    """
    curves = run.reactions
    if curves is None:
        return None
    names = country_names(run.scenario.accounts)
    table, found = reaction_numbers(run.players, curves), equal_payoff_lines(run.war, curves, GRID)
    finding = "The war ends where neither gains by moving: best replies cross"
    if not run.war.certified:
        finding = "What each does best for every tariff of the other; that the war ends at the mark is not certified"
    rows = _replies(run, table)
    x, y = (f"mean tariff of {names.said(player)}, percent" for player in run.players)
    lines = alt.Chart(data_of(rows)).mark_line(strokeWidth=2.6)
    lines = lines.encode(
        x=alt.X("x:Q", title=x, axis=AXIS), y=alt.Y("y:Q", title=y, axis=AXIS),
        order="place:Q", detail="who:N", color=by_colour("colour"),
    )  # fmt: skip
    ends = [_line_end([row for row in rows if row["who"] == names[player]]) for player in run.players]
    words = alt.Chart(data_of(ends)).mark_text(fontWeight="bold", lineBreak="\n", align="right", dx=-6, dy=-22)
    words = words.encode(x="x:Q", y="y:Q", text="label:N", color=by_colour("words"))
    spec = spec_of(layered(*_equal_payoffs(run, found), lines, words, *_nash(curves.unit_p)), finding, HEIGHT)
    return Drawing("reactions", finding, (ChartPanel(spec),), _caption(run), _numbers(run, table))


def _replies(run: WarRun, table: pd.DataFrame) -> list[dict[str, Any]]:
    """The points of both best replies, as the data of a chart."""
    names, colours = country_names(run.scenario.accounts), colours_of(run.players, run.players)
    rows = []
    for k, player in enumerate(run.players):
        part = table[(table["player"] == player) & np.isfinite(table["best_reply_percent"])]
        both = part[["best_reply_percent", "mean_rate_of_the_other_percent"]].to_numpy()
        if k == 1:
            both = both[:, ::-1]
        for place, (x, y) in enumerate(both):
            rows.append({"who": names[player], "x": float(x), "y": float(y), "place": place, "colour": colours[player]})
    return rows


def _line_end(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The last point of a curve, with its name."""
    last = rows[-1]
    return last | {"label": f"{possessive(last['who'])}\nbest reply", "words": ink_for_words(last["colour"])}


def _equal_payoffs(run: WarRun, found: list[PayoffLine]) -> tuple[alt.Chart, alt.Chart]:
    """Thin lines of equal payoff, and dashed ones through the end of the war."""
    colours = colours_of(run.players, run.players)

    def drawn(lines: list[PayoffLine], **look: Any) -> alt.Chart:
        rows = [
            {"x": round(float(x), 2), "y": round(float(y), 2), "place": place, "of": of, "colour": colour}
            for of, line in enumerate(lines)
            for colour in [colours[run.players[line.player]]]
            for place, (x, y) in enumerate(line.tariffs)
        ]
        base = alt.Chart(data_of(rows)).mark_line(**look)
        chart: alt.Chart = base.encode(x="x:Q", y="y:Q", order="place:Q", detail="of:N", color=by_colour("colour"))
        return chart

    thin = drawn([line for line in found if not line.as_at_end], strokeWidth=1, opacity=FAINT_LINE)
    dashed = drawn([line for line in found if line.as_at_end], strokeWidth=1.4, strokeDash=DASHES)
    return thin, dashed


def _nash(rates: np.ndarray) -> tuple[alt.Chart, alt.Chart]:
    """Where the war ends, at these mean tariffs (2,), fractions."""
    x, y = (100 * float(rate) for rate in rates)
    point = alt.Chart(data_of([{"x": x, "y": y, "label": "end of the war (Nash)"}])).encode(x="x:Q", y="y:Q")
    dot = point.mark_circle(size=110, color=INK, opacity=1)
    words = point.mark_text(align="left", dx=9, dy=14).encode(text="label:N")
    return dot, words


def _caption(run: WarRun) -> str:
    names = country_names(run.scenario.accounts)
    first, second = (for_chart(names.said(player)) for player in run.players)
    return (
        f"Each player's tariffs are scaled together. Thick lines: the best reply of {first} and of {second} to every level of "
        "the other's tariffs; they cross where neither wants to move. Thin lines: along each of them the player of its colour is "
        f"as well off; dashed: as well off as at the end of the war. {MEANS[:1].upper()}{MEANS[1:]}."
    )


def _numbers(run: WarRun, table: pd.DataFrame) -> Table:
    """The best replies, player by player."""
    names = country_names(run.scenario.accounts)
    shown = table.assign(player=[names[player] for player in table["player"]])
    shown.columns = pd.Index(["player", "the other's mean tariff %", "best reply %"])
    formats = dict.fromkeys(shown.columns[1:], "{:.2f}")
    return Table("war_reactions", "The numbers of this chart", shown, formats, f"percent; {MEANS}")
