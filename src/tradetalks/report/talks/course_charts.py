"""Pictures of how the talks may go: what a day of impasse costs, and the odds by date."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.plain_text import for_chart
from tradetalks.report.style import COLOURS, FAINT, GAIN, INK, LEGEND_ABOVE, LOSS, WORDS_IN, ZERO_LINE, head
from tradetalks.report.talks.plain_names import side_names
from tradetalks.report.time_axis import day_number, label_days
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.game_odds import ENDINGS, banded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the areas of the chart of odds stand for, from below, and their colours: talks that go on are grey.
AREAS = {"deal": GAIN, "still talking": "#d9d9d9", "extended, still talking": "#b9c7d6", "escalation or lapse": LOSS}
# Days named along the axis, on a wide and on a narrow page.
MOST_DAYS = (7, 4)
# Names beside each other above the picture.
LEGEND_COLUMNS = (4, 2)
# Days shown after the end of an extension, so that its end is seen.
DAYS_AFTER = 8
# Labels of lines hang just below the top, in percent.
LABEL_HEIGHT = 97


def clock_chart(run: TalksRun, frame: Frame = WIDE) -> Figure:
    """Cost of a day, as elasticities grow."""
    clock = run.clock
    figure = frame.figure(8.5, 3.8)
    head(figure, "What a day without a deal costs, if nothing else happens")
    axes = figure.subplots()
    days = np.array([np.datetime64(day) for day in clock.days])
    ahead = days >= np.datetime64(run.plan.deadline)
    for k, side in enumerate(side_names(run)):
        cost = clock.per_day[:, k]
        # Steps up to the deadline; the last step reaches it at its own height, from where the same tariffs age.
        axes.step(days[~ahead], cost[~ahead], where="post", color=COLOURS[k], lw=2.4)
        later = np.append(days[~ahead][-1:], days[ahead])
        axes.plot(later, np.append(cost[~ahead][-1:], cost[ahead]), color=COLOURS[k], lw=2.4)
        axes.annotate(
            f"{for_chart(side)} {format_label(float(cost[-1]), '{:+.0f}')}",
            (days[-1], cost[-1]), xytext=(6, 0), textcoords="offset points", color=WORDS_IN[COLOURS[k]], weight="bold",
            va="center",
        )  # fmt: skip
    _mark_day(axes, day_number(run.plan.opening), "talks open", offset=-4, align="right")
    _mark_day(axes, day_number(run.plan.deadline), "deadline", offset=4, align="left")
    axes.axhline(0, color=ZERO_LINE, lw=0.8)
    label_days(axes, fewest=2, most=MOST_DAYS[frame.narrow])
    axes.set_ylabel("million dollars lost a day")
    return figure


def _mark_day(axes: Axes, day: float, label: str, offset: float, align: str) -> None:
    """A day, dashed, with its name beside it at the top."""
    axes.axvline(day, color=FAINT, lw=1, ls="--")
    top = axes.get_ylim()[1]
    axes.annotate(label, (day, top), xytext=(offset, -4), textcoords="offset points", ha=align, va="top", fontsize=9)


@dataclasses.dataclass(frozen=True)
class OddsByDay:
    """Probabilities (d,) in [0, 1] of having a deal, of talking on before and after the deadline, and of it being over."""

    deal: np.ndarray
    talking: np.ndarray
    extended: np.ndarray
    over: np.ndarray


def odds_by_day(run: TalksRun, course: Course, days: np.ndarray) -> OddsByDay:
    """How the game's talks stand so many ``days`` (d,) after the opening, mean over draws; the four add up to one."""
    game = course.odds.game
    deadline = (run.deadline - run.opening).days
    after_deadline = days >= deadline
    deal = game.agreed_by(days).mean(axis=0)
    stopped = game.mean[ENDINGS.index("escalation")] + game.mean[ENDINGS.index("lapse")]
    over = np.where(after_deadline, stopped, 0.0)
    # What is not signed when an extension ends is over too.
    over = np.where(days >= deadline + run.assumptions.extension_days, 1 - deal, over)
    extended = np.where(after_deadline, 1 - deal - over, 0.0)
    return OddsByDay(deal, 1 - deal - over - extended, extended, over)


def odds_chart(run: TalksRun, course: Course, frame: Frame = WIDE) -> Figure:
    """Deal, no deal yet, extension and escalation by date, stacked: the first clock, then the extension."""
    deadline = run.deadline
    last = (deadline - run.opening).days + run.assumptions.extension_days
    days = np.arange(0, last + DAYS_AFTER + 1)
    odds, found = odds_by_day(run, course, days), banded(course.odds.game.agreement)
    opening = day_number(run.opening)
    dates = np.array([opening + int(day) for day in days])
    figure = frame.figure(8.5, 3.8)
    head(
        figure,
        f"The game alone: an agreement by the deadline {100 * found.mean:.0f} percent "
        f"({100 * found.low:.0f} to {100 * found.high:.0f})",
    )
    axes = figure.subplots()
    axes.stackplot(
        dates, 100 * odds.deal, 100 * odds.talking, 100 * odds.extended, 100 * odds.over,
        colors=list(AREAS.values()), labels=list(AREAS), step="post", alpha=0.9, lw=0,
    )  # fmt: skip
    axes.axvline(day_number(deadline), color=INK, lw=1, ls="--")
    label, place = f"deadline {deadline.day} {deadline:%b}", (day_number(deadline), LABEL_HEIGHT)
    axes.annotate(label, place, xytext=(5, 0), textcoords="offset points", va="top")
    label, place = "end of the extension", (opening + last, LABEL_HEIGHT)
    axes.annotate(label, place, xytext=(-4, 0), textcoords="offset points", va="top", ha="right")
    label_days(axes, fewest=2, most=MOST_DAYS[frame.narrow])
    axes.set_xlim(dates[0], dates[-1])
    axes.set_ylim(0, 100)
    axes.set_ylabel("percent")
    axes.legend(ncols=LEGEND_COLUMNS[frame.narrow], **LEGEND_ABOVE)
    return figure
