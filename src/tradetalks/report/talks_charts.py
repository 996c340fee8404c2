"""Pictures of the talks: bargaining set, clock, odds, rivalry, enforcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.charts import new_figure
from tradetalks.report.style import COLOURS, FAINT, GAIN, LOSS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tradetalks.report.talks_chapter import TalksChapter

CAPTIONS = {
    "bargaining": "Every point is a pair of gains that some deal gives; the impasse is the threat point, escalation the way out.",
    "clock": "Trade responds slowly, so the same tariffs cost more as they age: elasticities grow with the tariffs' mean age.",
    "odds": "Equilibrium odds under the stated assumptions; the table below shows what they rest on.",
    "rivalry": "A side with weight k signs only what leaves its own gain above k times the other's (percent of income on both).",
    "enforcement": "Cheating is withholding everything one grants; the answer is the return to the impasse.",
}


def talks_charts(chapter: TalksChapter) -> dict[str, Figure]:
    """The pictures of the chapter by file name."""
    drawn = {"clock": clock_chart(chapter), "odds": odds_chart(chapter), "rivalry": rivalry_chart(chapter)}
    if not chapter.talks.zone.empty:
        drawn = {"bargaining": bargaining_chart(chapter), **drawn, "enforcement": enforcement_chart(chapter)}
    return drawn


def bargaining_chart(chapter: TalksChapter) -> Figure:
    """Frontier, zone, threat point, named deals."""
    n = chapter.talks
    figure = new_figure(7.5, 5.2)
    axes = figure.subplots()
    u = n.frontier.u
    axes.fill(np.r_[0, u[:, 0]], np.r_[0, u[:, 1]], color=GAIN, alpha=0.08, lw=0)
    axes.plot(u[:, 0], u[:, 1], color=GAIN, lw=2.4, label="frontier")
    axes.plot(0, 0, "s", color="#222222", ms=8)
    axes.annotate("impasse", (0, 0), xytext=(8, 6), textcoords="offset points")
    axes.plot(*n.escalation, "X", color=LOSS, ms=10)
    axes.annotate(
        "escalation", (n.escalation[0], n.escalation[1]), xytext=(8, -4), textcoords="offset points", color=LOSS
    )
    axes.plot(*n.full_rollback, "D", color=FAINT, ms=7)
    axes.annotate(
        "rollback only",
        (n.full_rollback[0], n.full_rollback[1]),
        xytext=(8, 4),
        textcoords="offset points",
        color="#666666",
    )
    seen: list[np.ndarray] = []
    for k, (name, deal) in enumerate(n.deals.items()):
        axes.plot(*deal.u, "o", color=COLOURS[(k + 2) % len(COLOURS)], ms=9, zorder=5)
        near = sum(np.abs(deal.u - other).max() < 3 for other in seen)
        axes.annotate(name, (deal.u[0], deal.u[1]), xytext=(10, 4 - 14 * near), textcoords="offset points")
        seen.append(deal.u)
    axes.axhline(0, color="#bbbbbb", lw=0.8)
    axes.axvline(0, color="#bbbbbb", lw=0.8)
    axes.set_xlabel(f"{n.sides[0]}, billion dollars a year above the impasse")
    axes.set_ylabel(f"{n.sides[1]}, billion dollars a year above the impasse")
    axes.set_title("Inside the shaded zone both gain")
    axes.margins(0.12)
    return figure


def clock_chart(chapter: TalksChapter) -> Figure:
    """Cost of a day, as elasticities grow."""
    from matplotlib.dates import date2num

    c = chapter.clock
    figure = new_figure(8.5, 3.8)
    axes = figure.subplots()
    days = np.array([np.datetime64(d) for d in c.days])
    for k, side in enumerate(c.sides):
        before = days <= np.datetime64(chapter.plan.deadline)
        axes.step(days[before], c.per_day[before, k], where="post", color=COLOURS[k], lw=2.4)
        axes.plot(
            days[~before | (days == days[before][-1])],
            c.per_day[~before | (days == days[before][-1]), k],
            color=COLOURS[k],
            lw=2.4,
        )
        axes.annotate(
            side,
            (days[-1], c.per_day[-1, k]),
            xytext=(6, 0),
            textcoords="offset points",
            color=COLOURS[k],
            weight="bold",
            va="center",
        )
    for day, label in ((chapter.plan.opening, "talks open"), (chapter.plan.deadline, "deadline")):
        axes.axvline(date2num(day), color=FAINT, lw=1, ls="--")
        left = day == chapter.plan.opening
        axes.annotate(
            label,
            (date2num(day), axes.get_ylim()[1]),
            xytext=(-4 if left else 4, -4),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top",
            fontsize=9,
        )
    axes.axhline(0, color="#444444", lw=0.8)
    axes.set_ylabel("million dollars lost a day")
    axes.set_title("What a day of impasse costs, if nothing else happens")
    return figure


def odds_chart(chapter: TalksChapter) -> Figure:
    """Probability of a deal by date, on the first clock and the extension."""
    n = chapter.talks
    figure = new_figure(8.5, 3.6)
    axes = figure.subplots()
    end = (n.deadline - n.opening).days
    last = end + n.assumptions.extension_days
    days = np.arange(0, last + 1)
    deal = np.ones(len(days)) if n.odds is None else n.odds.deal_by(days / 365)
    axes.step(days, 100 * deal, where="post", color=GAIN, lw=2.4)
    axes.axvline(end, color=LOSS, lw=1, ls="--")
    axes.annotate(f"deadline {n.deadline:%-d %b %Y}", (end, 4), xytext=(5, 0), textcoords="offset points", color=LOSS)
    axes.set_ylim(0, 102)
    axes.set_xlabel(f"days from {n.opening:%-d %B %Y}; beyond the deadline only if it is extended")
    axes.set_ylabel("percent")
    axes.set_title("Odds of a deal by date")
    axes.grid(axis="y")
    return figure


def rivalry_chart(chapter: TalksChapter) -> Figure:
    """Where the zone closes: everything on the table against tariffs alone."""
    found = chapter.rivalry_frontier
    figure = new_figure(6.8, 4.4)
    axes = figure.subplots()
    # Between the computed points the product of the two weights is interpolated in logs.
    k1 = np.geomspace(0.05, 4, 200)
    k2 = np.exp(np.interp(np.log(k1), np.log(found.k1), np.log(found.k1 * found.k2))) / k1
    axes.plot(found.k1, found.k2, "o", color=GAIN, ms=6)
    axes.plot(k1, k2, color=GAIN, lw=2.0)
    axes.fill_between(np.r_[0, k1], 0, np.r_[4, k2], color=GAIN, alpha=0.08)
    axes.annotate("a deal exists", (0.4, 0.4), color=GAIN)
    axes.annotate("irreconcilable", (1.7, 2.2), color=LOSS)
    k = chapter.talks.rollback_rivalry[0]
    axes.axvline(k, color=LOSS, lw=1.4, ls="--")
    axes.annotate(
        f"tariffs alone: closed to the right of {k:.3f}",
        (k, 3.5),
        xytext=(6, 0),
        textcoords="offset points",
        color=LOSS,
        fontsize=9,
    )
    axes.set_xlim(0, 4)
    axes.set_ylim(0, 4)
    axes.set_xlabel(f"weight of {chapter.talks.sides[0]} on the other's gain")
    axes.set_ylabel(f"weight of {chapter.talks.sides[1]}")
    axes.set_title("Degrees of rivalry at which the zone closes")
    return figure


def enforcement_chart(chapter: TalksChapter) -> Figure:
    """Longest delay of an answer at which each deal is still kept, by side."""
    n = chapter.talks
    figure = new_figure(8.5, 0.55 * len(n.deals) + 1.6)
    axes = figure.subplots()
    top = 5.0
    for k, (name, deal) in enumerate(n.deals.items()):
        lag = np.minimum(n.keeping.enforcement(deal.x).critical_lag, top)
        for side in range(2):
            axes.barh(
                k + 0.2 - 0.4 * side,
                lag[side],
                height=0.36,
                color=COLOURS[side],
                label=n.sides[side] if k == 0 else None,
            )
        axes.annotate(name, (0, k), xytext=(-6, 0), textcoords="offset points", ha="right", va="center")
    axes.axvline(n.assumptions.lag_years, color="#222222", lw=1.2, ls="--")
    axes.annotate(
        "assumed",
        (n.assumptions.lag_years, len(n.deals) - 0.4),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=9,
    )
    axes.set_yticks([])
    axes.set_xlim(0, top * 1.02)
    axes.set_xlabel(f"years ({top:g} stands for more)")
    axes.set_title("How late an answer to a breach may come before cheating pays")
    axes.legend(loc="lower left", bbox_to_anchor=(0.82, 1.0), ncols=2)
    return figure
