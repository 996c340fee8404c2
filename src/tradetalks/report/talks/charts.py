"""Pictures of the talks: bargaining set, clock, odds, rivalry, enforcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.style import COLOURS, FAINT, GAIN, LOSS, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tradetalks.report.talks.chapter import TalksChapter

CAPTIONS = {
    "bargaining": "Every point is a pair of gains that some deal gives; the impasse is the threat point, escalation the way out.",
    "clock": "Trade responds slowly, so the same tariffs cost more as they age: elasticities grow with the tariffs' mean age.",
    "odds": "Equilibrium odds under the stated assumptions; after the deadline talks go on only if it is put off. The table "
    "below shows what the odds rest on.",
    "rivalry": "A side with weight k signs only what leaves its own gain above k times the other's (percent of income on both).",
    "enforcement": "Cheating is withholding everything one grants, or the purchases alone, whichever comes closer to paying.",
}


def talks_charts(chapter: TalksChapter) -> dict[str, Figure]:
    """The pictures of the chapter by file name."""
    drawn = {"clock": clock_chart(chapter)}
    if chapter.talks.closed:
        return drawn
    drawn = {"bargaining": bargaining_chart(chapter), **drawn}
    if np.isfinite(chapter.talks.outcome_odds["deal"]):
        drawn["odds"] = odds_chart(chapter)
    return {**drawn, "rivalry": rivalry_chart(chapter), "enforcement": enforcement_chart(chapter)}


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
    axes.plot(*n.bargaining_set.full_rollback, "D", color=FAINT, ms=7)
    axes.annotate(
        "rollback only",
        (n.bargaining_set.full_rollback[0], n.bargaining_set.full_rollback[1]),
        xytext=(8, 4),
        textcoords="offset points",
        color="#666666",
    )
    # Deals that coincide share a label; labels stand inside the zone, clear of the frontier.
    groups: list[tuple[np.ndarray, list[str]]] = []
    for k, (name, deal) in enumerate(n.deals.items()):
        axes.plot(*deal.u, "o", color=COLOURS[(k + 2) % len(COLOURS)], ms=9, zorder=5)
        near = next((names for at, names in groups if np.abs(deal.u - at).max() < 0.02 * np.ptp(u, 0).max()), None)
        if near is None:
            groups.append((deal.u, [name]))
        else:
            near.append(name)
    for at, names in groups:
        axes.annotate(
            ", ".join(names), (at[0], at[1]), xytext=(-10, -4), textcoords="offset points", ha="right", va="top"
        )
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
    ahead = days >= np.datetime64(chapter.plan.deadline)
    for k, side in enumerate(c.sides):
        cost = c.per_day[:, k]
        # Steps up to the deadline; the last step reaches it at its own height, from where the same tariffs age.
        axes.step(days[~ahead], cost[~ahead], where="post", color=COLOURS[k], lw=2.4)
        axes.plot(
            np.append(days[~ahead][-1:], days[ahead]),
            np.append(cost[~ahead][-1:], cost[ahead]),
            color=COLOURS[k],
            lw=2.4,
        )
        axes.annotate(
            f"{side} {cost[-1]:+.0f}", (days[-1], cost[-1]), xytext=(6, 0), textcoords="offset points", color=COLOURS[k],
            weight="bold", va="center",
        )  # fmt: skip
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
    """Deal, impasse, extension and escalation by date, stacked: the first clock, then the extension."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    n = chapter.talks
    figure = new_figure(8.5, 3.8)
    axes = figure.subplots()
    end = (n.deadline - n.opening).days
    last = end + n.assumptions.extension_days
    days = np.arange(0, last + 9)
    dates = np.array([date2num(n.opening) + int(d) for d in days])
    deal = np.ones(len(days)) if n.odds is None else n.odds.deal_by(days / 365)
    escalated = np.where(days >= end, n.outcome_odds["escalate"], 0.0)
    if n.odds is not None:
        escalated[days >= last] = n.odds.endings.get("escalate", 0.0)
    extended = np.where(days >= end, 1 - deal - escalated, 0.0)
    open_talks = 1 - deal - escalated - extended
    shades = {"deal": GAIN, "still talking": "#d9d9d9", "extended, still talking": "#b9c7d6", "escalation": LOSS}
    axes.stackplot(
        dates, 100 * deal, 100 * open_talks, 100 * extended, 100 * escalated, colors=list(shades.values()),
        labels=list(shades), step="post", alpha=0.9, lw=0,
    )  # fmt: skip
    axes.axvline(date2num(n.deadline), color="#222222", lw=1, ls="--")
    axes.annotate(
        f"deadline {n.deadline:%-d %b}", (date2num(n.deadline), 97), xytext=(5, 0), textcoords="offset points", va="top"
    )
    axes.annotate(
        "end of the extension",
        (date2num(n.opening) + last, 97),
        xytext=(-4, 0),
        textcoords="offset points",
        va="top",
        ha="right",
    )
    locator = AutoDateLocator(maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_xlim(dates[0], dates[-1])
    axes.set_ylim(0, 100)
    axes.set_ylabel("percent")
    low, stated, high = (100 * odds for odds in chapter.triple("deal"))
    axes.set_title(
        f"Odds of a deal by the deadline: {stated:.0f} percent ({low:.0f} to {high:.0f} as assumptions move)", pad=26
    )
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, frameon=False, handlelength=1.2, borderaxespad=0.2
    )
    return figure


def rivalry_chart(chapter: TalksChapter) -> Figure:
    """Where the zone closes: everything on the table, the threat as a way out, all tariffs at once, free side payments."""
    side, other = chapter.talks.sides
    figure = new_figure(7.2, 4.8)
    axes = figure.subplots()
    # Between the computed points the product of the two weights is interpolated in log weights.
    found, k1 = chapter.rivalry_frontier, np.geomspace(0.05, 4, 200)
    product = np.where(np.isfinite(found.k2), found.k1 * found.k2, 1.0)
    k2 = np.interp(np.log(k1), np.log(found.k1), product) / k1
    axes.plot(k1, k2, color=GAIN, lw=2.2, label="everything on the table")
    axes.plot(found.k1, found.k2, "o", color=GAIN, ms=5)
    axes.fill_between(np.r_[0, k1], 0, np.r_[4, k2], color=GAIN, alpha=0.08)
    axes.plot(k1, 1 / k1, color="#555555", lw=1.0, ls=":", label="with any side payment (k₁k₂ = 1)")
    threat = chapter.threat_frontier
    axes.plot(threat.k1, threat.k2, "o-", color=COLOURS[3], ms=5, lw=1.8, label="if escalating is an option too")
    k = chapter.talks.bargaining_set.rollback_relative_gains
    if np.isfinite(k[0]) and 0 < k[0] < 4:
        height = min(4.0, k[1]) if np.isfinite(k[1]) else 4.0
        axes.plot([k[0], k[0]], [0, height], color=LOSS, lw=2.2, label=f"all tariffs at once or nothing ({k[0]:.3f})")
    axes.annotate("a deal exists", (0.12, 0.12), color=GAIN)
    axes.annotate("irreconcilable", (2.2, 1.6), color=LOSS)
    axes.set_xlim(-0.05, 4)
    axes.set_ylim(0, 4)
    axes.set_xlabel(f"weight of {side} on {other}'s gain (percent of income on percent of income)")
    axes.set_ylabel(f"weight of {other} on {side}'s gain")
    axes.set_title("Degrees of rivalry at which the zone closes")
    axes.legend(loc="upper right", frameon=False)
    return figure


def enforcement_chart(chapter: TalksChapter) -> Figure:
    """Longest delay of an answer at which each deal is still kept, by side."""
    n = chapter.talks
    figure = new_figure(8.5, 0.6 * len(n.deals) + 1.9)
    axes = figure.subplots()
    top = 5.0
    for k, name in enumerate(n.deals):
        lag = chapter.verdict(name).critical_lag
        for side in range(2):
            at = k + 0.2 - 0.4 * side
            axes.barh(
                at, min(lag[side], top), height=0.36, color=COLOURS[side], label=n.sides[side] if k == 0 else None
            )
            text = f"{lag[side]:.1f}" if lag[side] <= top else f"more than {top:g}"
            inside = lag[side] > 0.8 * top
            axes.annotate(
                text, (min(lag[side], top), at), xytext=(-4 if inside else 4, 0), textcoords="offset points", fontsize=8.5,
                ha="right" if inside else "left", va="center", color="white" if inside else "#222222",
            )  # fmt: skip
    labels = {"everything": "assumed lag", "purchases": "for purchases"}
    for breach in n.compliance.breaches:
        axes.axvline(breach.lag, color="#222222", lw=1.2, ls="--")
        axes.annotate(
            labels[breach.name], (breach.lag, len(n.deals) - 0.42), xytext=(3, 0), textcoords="offset points", fontsize=8.5,
            va="center",
        )  # fmt: skip
    axes.set_yticks(range(len(n.deals)), list(n.deals))
    axes.set_ylim(-0.6, len(n.deals) - 0.2)
    axes.set_xlim(0, top * 1.02)
    axes.set_xlabel("years from a breach to the answer")
    axes.set_title("How late an answer to a breach may come before cheating pays", pad=24)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, handlelength=1.2, borderaxespad=0.2
    )
    return figure
