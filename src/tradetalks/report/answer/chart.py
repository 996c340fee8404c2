"""The picture beside the answer: what it costs the players by date, and where each way forward leads, with bands."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.answer.cost import horizon_words, told_policy
from tradetalks.report.band import (
    NO_CHANGE,
    NumberBand,
    format_band,
    gains,
    is_nothing,
    loses,
    said_change,
    signed_apart,
)
from tradetalks.report.cost.income_path_chart import spread_apart
from tradetalks.report.cost.measures import whose_measures, with_measures
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label, policy_words
from tradetalks.report.style import COLOURS, FAINT_INK, WORDS_IN, ZERO_LINE, head
from tradetalks.report.time_axis import day_number, label_days
from tradetalks.scenario.results.cost import CostRun, PolicyDate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Players whose bands are told apart.
MOST_PLAYERS = 4
# Inches: the picture on a wide page, and each panel on a narrow one.
WIDTH, HEIGHT, NARROW_PANEL = 7.4, 5.0, 2.9
# Relative widths of the dates and of each way forward.
DATES_WIDTH, BRANCH_WIDTH, LEAST_BRANCHES_WIDTH = 3.4, 0.85, 1.4
# A band is a pale fill on the dates and a thick line on the ways forward, points wide.
PALE, BAND_WIDTH, DOT = 0.18, 7.0, 6.0
# Bands of several players in one column stand this far apart, in columns.
SHIFT = 0.16
# Longest line of a name under the axis, characters.
NAME_WIDTH = 12
# Empty room on either side of the dates: a share of their span, at least some days.
PAD_SHARE, PAD_DAYS = 0.06, 20
# The height of a name with its numbers, two lines of text, as a share of the axis.
LABEL_SHARE = 0.13
CAPTION = (
    "Change of real income by {what}, billion dollars a year (a loss is below zero), {when}; zero is the time "
    "before the first act. {marks}: the model of the file{bands}."
)


@dataclasses.dataclass(frozen=True)
class Bands:
    """What happens to a player at every date, and under each of the policies that stand beside each other."""

    label: str
    colour: str
    dates: Sequence[NumberBand]
    columns: Sequence[NumberBand]


def answer_chart(run: CostRun, frame: Frame = WIDE) -> Figure:
    """Cost of the policies in force by date, with its band, and of every way forward.

    Args:
        run: with at least one policy; of talks the quarrel that the line beside it is about.
        frame: the page it is for; on a narrow one the ways forward stand below the dates.

    Returns:
        A figure whose title states the finding; billion dollars a year.
    """
    found, columns = _bands(run), columns_of(run)
    shares = [DATES_WIDTH, max(LEAST_BRANCHES_WIDTH, BRANCH_WIDTH * len(columns))]
    parts = [has_path(run), bool(columns)]
    count = sum(parts)
    figure = frame.figure(WIDTH, HEIGHT, narrow_height=NARROW_PANEL * count + 1.0)
    head(figure, answer_finding(run))
    if frame.narrow:
        panels = list(np.atleast_1d(figure.subplots(count, 1)).ravel())
    else:
        widths = [share for share, there in zip(shares, parts, strict=True) if there]
        panels = list(np.atleast_1d(figure.subplots(1, count, sharey=True, width_ratios=widths)).ravel())
    for axes in panels:
        axes.axhline(0, color=ZERO_LINE, lw=0.8)
        axes.grid(axis="y")
    if has_path(run):
        _draw_dates(panels[0], run, found)
    if columns:
        _draw_columns(panels[-1], run, found)
    for axes in panels[:: 1 if frame.narrow else count]:
        axes.set_ylabel("billion dollars a year")
    return figure


def has_path(run: CostRun) -> bool:
    """Whether there are steps by date to draw: not where one day alone is solved, long after the first measure."""
    return bool(run.dates) and not run.is_snapshot


def columns_of(run: CostRun) -> list[PolicyDate]:
    """The policies that stand beside each other: ways forward, and first what is in force where no path leads there."""
    if run.is_snapshot:
        return [run.now, *run.branches]
    return run.branches


def columns_title(run: CostRun) -> str:
    """What these are."""
    if not run.is_snapshot:
        return "ways forward"
    if run.branches:
        return "in force, and ways forward"
    return "in force"


def answer_finding(run: CostRun) -> str:
    """The title: what the told policy costs each player."""
    moment, names = told_policy(run), country_names(run.scenario.accounts)
    bands = {player: busd_band(run, moment, player) for player in shown_players(run)[:MOST_PLAYERS]}
    ordered = sorted(bands, key=lambda player: bands[player].low)
    changes = [said_change(bands[player]) for player in ordered[:2]]
    # The first number has the unit.
    numbered = next((k for k, change in enumerate(changes) if change != NO_CHANGE), None)
    if numbered is not None:
        changes[numbered] += " billion dollars a year"
    parts = [f"{names.said(player)} {change}" for player, change in zip(ordered, changes, strict=False)]
    parts[0] = f"{names.opening(ordered[0])} {changes[0]}"
    return with_measures(run, f"{', '.join(parts)}, {horizon_words(run)} ({policy_label(run, moment)})")


def _bands(run: CostRun) -> list[Bands]:
    """Every player that is shown, each in its colour."""
    names = country_names(run.scenario.accounts)
    return [
        Bands(
            label=for_chart(names[player]),
            colour=COLOURS[k],
            dates=[busd_band(run, moment, player) for moment in run.dates],
            columns=[busd_band(run, moment, player) for moment in columns_of(run)],
        )
        for k, player in enumerate(shown_players(run)[:MOST_PLAYERS])
    ]


def _draw_dates(axes: Axes, run: CostRun, found: Sequence[Bands]) -> None:
    """Steps from zero before the first act to the last date, and every player's name with its last band."""
    days = [day_number(moment.date) for moment in run.dates]
    first = min([days[0], *(day_number(act.start) for act in run.scenario.acts)])
    pad = max(PAD_DAYS, (days[-1] - first) * PAD_SHARE)
    places = np.array([first - pad, *days, days[-1] + pad])
    for player in found:
        low, middle, high = (_steps(player.dates, end) for end in ("low", "middle", "high"))
        axes.fill_between(places, low, high, step="post", color=player.colour, alpha=PALE, lw=0)
        axes.step(places, middle, where="post", color=player.colour, lw=2.2)
    axes.set_xlim(places[0], places[-1])
    if len(days) == 1:
        axes.set_xticks(days, [policy_label(run, run.dates[0])])
    else:
        label_days(axes, fewest=2, most=6)
    axes.set_title("in force", fontsize=10, weight="normal", color=FAINT_INK, pad=4)
    _name_ends(axes, [(player, player.dates[-1]) for player in found])


def _steps(bands: Sequence[NumberBand], end: str) -> np.ndarray:
    """Zero before the first date, then each value, the last one to the end of the axis."""
    values = [getattr(band, end) for band in bands]
    return np.array([0.0, *values, values[-1]])


def _name_ends(axes: Axes, ends: Sequence[tuple[Bands, NumberBand]]) -> None:
    """Every player's name above its last numbers, right of the steps, clear of each other."""
    low, high = axes.get_ylim()
    places = spread_apart([band.middle for _, band in ends], LABEL_SHARE * (high - low))
    for (player, band), place in zip(ends, places, strict=True):
        axes.annotate(
            f"{player.label}\n{signed_band(band)}",
            (1.02, place),
            xycoords=axes.get_yaxis_transform(),
            color=WORDS_IN[player.colour],
            weight="bold",
            fontsize=9,
            va="center",
            annotation_clip=False,
        )


def signed_band(band: NumberBand) -> str:
    """A band beside a mark, from low to high: ``−64 to −12``; with the number itself where that lies outside."""
    if is_nothing(band):
        return "0"
    said = _signed_ends(band)
    if band.is_outside and not band.is_wide:
        return said
    if band.is_outside:
        return f"{format_label(band.middle, '{:+.0f}')}, most draws {said}"
    return said


def _signed_ends(band: NumberBand) -> str:
    """The ends of a band with their signs, the lower first; one of them where they are written alike."""
    sizes = format_band(band).removeprefix("about ").split(" to ")
    if loses(band):
        return " to ".join(_minus(part) for part in reversed(sizes))
    if gains(band):
        return " to ".join(f"+{part}" for part in sizes)
    low, high = signed_apart(band.low, band.high)
    return " to ".join(dict.fromkeys((low, high))).replace("-", "−")


def _minus(size: str) -> str:
    """A size as a loss; nothing has no sign."""
    if not float(size):
        return size
    return f"−{size}"


def _draw_columns(axes: Axes, run: CostRun, found: Sequence[Bands]) -> None:
    """A band and a dot for every player under every policy, named under the axis; who is who where no path beside it says so."""
    columns = columns_of(run)
    middle = (len(found) - 1) / 2
    for k, player in enumerate(found):
        at = np.arange(len(columns)) + SHIFT * (k - middle)
        for x, band in zip(at, player.columns, strict=True):
            axes.plot(
                [x, x], [band.low, band.high], color=player.colour, lw=BAND_WIDTH, alpha=2 * PALE, solid_capstyle="butt"
            )
            axes.plot(x, band.middle, "o", color=player.colour, ms=DOT)
    names = ["\n".join(textwrap.wrap(for_chart(policy_label(run, moment)), NAME_WIDTH)) for moment in columns]
    if not has_path(run):
        _name_ends(axes, [(player, player.columns[-1]) for player in found])
    axes.set_xticks(range(len(names)), names, fontsize=8.5)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_title(columns_title(run), fontsize=10, weight="normal", color=FAINT_INK, pad=4)


def answer_caption(run: CostRun, *, named_in_words: bool = False) -> str:
    """What the picture shows, and what each way forward is.

    Args:
        run: with at least one policy.
        named_in_words: whether the picture itself says what each way forward is.
    """
    bands = range_words(run).replace("; in brackets:", "; pale bands:")
    marks = "Line and dots" if has_path(run) else "Dots"
    what = whose_measures(run) or "the measures in force"
    said = CAPTION.format(what=what, when=horizon_words(run), marks=marks, bands=bands)
    ways = [f"{policy_label(run, moment)}: {policy_words(run, moment)}" for moment in run.branches]
    if named_in_words or not ways:
        return said
    return f"{said} {'. '.join(ways)}."
