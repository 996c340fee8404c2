"""Pictures of the talks: bargaining set, clock, odds, rivalry, enforcement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.frontier import Frontier
from tradetalks.bargaining.relative_gains import RelativeGainsFrontier
from tradetalks.report.style import COLOURS, FAINT, GAIN, LOSS, new_figure
from tradetalks.scenario.talks_run import TalksRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAPTIONS = {
    "bargaining": "Every point is a pair of gains that some deal gives; the impasse is the threat point, escalation the way out.",
    "clock": "Trade responds slowly, so the same tariffs cost more as they age: elasticities grow with the tariffs' mean age.",
    "odds": "Equilibrium odds under the stated assumptions; after the deadline talks go on only if it is put off. The table "
    "below shows what the odds rest on.",
    "rivalry": "A side with weight k signs only what leaves its own gain above k times the other's (percent of income on both).",
    "enforcement": "Cheating is withholding everything one grants, or the purchases alone, whichever comes closer to paying.",
}


def talks_charts(run: TalksRun) -> dict[str, Figure]:
    """The pictures of the chapter by file name."""
    drawn = {"clock": clock_chart(run)}
    frontier, gains = run.bargain.frontier, run.bargain.relative_gains
    if frontier is None or gains.impasse is None or gains.threat is None:
        return drawn
    drawn = {"bargaining": bargaining_chart(run, frontier), **drawn}
    if np.isfinite(run.course.odds["deal"]):
        drawn["odds"] = odds_chart(run)
    drawn["rivalry"] = rivalry_chart(
        run.sides, gains.impasse, gains.threat, float(gains.rollback[0]), float(gains.rollback[1])
    )
    return {**drawn, "enforcement": enforcement_chart(run)}


def bargaining_chart(run: TalksRun, frontier: Frontier) -> Figure:
    """Frontier, zone, threat point, named deals."""
    rollback, escalation = run.bargain.full_rollback, run.negotiation.escalation
    figure = new_figure(7.5, 5.2)
    axes = figure.subplots()
    u = frontier.u
    axes.fill(np.r_[0, u[:, 0]], np.r_[0, u[:, 1]], color=GAIN, alpha=0.08, lw=0)
    axes.plot(u[:, 0], u[:, 1], color=GAIN, lw=2.4, label="frontier")
    axes.plot(0, 0, "s", color="#222222", ms=8)
    axes.annotate("impasse", (0, 0), xytext=(8, 6), textcoords="offset points")
    axes.plot(*escalation, "X", color=LOSS, ms=10)
    axes.annotate("escalation", (escalation[0], escalation[1]), xytext=(8, -4), textcoords="offset points", color=LOSS)
    axes.plot(*rollback, "D", color=FAINT, ms=7)
    axes.annotate(
        "rollback only",
        (rollback[0], rollback[1]),
        xytext=(8, 4),
        textcoords="offset points",
        color="#666666",
    )
    # Deals that coincide share a label; labels stand inside the zone, clear of the frontier.
    groups: list[tuple[np.ndarray, list[str]]] = []
    for k, (name, found) in enumerate(run.bargain.deals.items()):
        deal = found.deal
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
    axes.set_xlabel(f"{run.sides[0]}, billion dollars a year above the impasse")
    axes.set_ylabel(f"{run.sides[1]}, billion dollars a year above the impasse")
    axes.set_title("Inside the shaded zone both gain")
    axes.margins(0.12)
    return figure


def clock_chart(run: TalksRun) -> Figure:
    """Cost of a day, as elasticities grow."""
    from matplotlib.dates import date2num

    c = run.clock
    figure = new_figure(8.5, 3.8)
    axes = figure.subplots()
    days = np.array([np.datetime64(d) for d in c.days])
    ahead = days >= np.datetime64(run.plan.deadline)
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
    for day, label in ((run.plan.opening, "talks open"), (run.plan.deadline, "deadline")):
        axes.axvline(date2num(day), color=FAINT, lw=1, ls="--")
        left = day == run.plan.opening
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


def odds_chart(run: TalksRun) -> Figure:
    """Deal, impasse, extension and escalation by date, stacked: the first clock, then the extension."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    game, opening, deadline = run.course.game, run.opening, run.deadline
    figure = new_figure(8.5, 3.8)
    axes = figure.subplots()
    end = (deadline - opening).days
    last = end + run.assumptions.extension_days
    days = np.arange(0, last + 9)
    dates = np.array([date2num(opening) + int(d) for d in days])
    deal = np.ones(len(days)) if game is None else game.deal_by(days / 365)
    escalated = np.where(days >= end, run.course.odds["escalate"], 0.0)
    if game is not None:
        escalated[days >= last] = game.endings.get("escalate", 0.0)
    extended = np.where(days >= end, 1 - deal - escalated, 0.0)
    open_talks = 1 - deal - escalated - extended
    shades = {"deal": GAIN, "still talking": "#d9d9d9", "extended, still talking": "#b9c7d6", "escalation": LOSS}
    axes.stackplot(
        dates, 100 * deal, 100 * open_talks, 100 * extended, 100 * escalated, colors=list(shades.values()),
        labels=list(shades), step="post", alpha=0.9, lw=0,
    )  # fmt: skip
    axes.axvline(date2num(deadline), color="#222222", lw=1, ls="--")
    axes.annotate(
        f"deadline {deadline.day} {deadline:%b}",
        (date2num(deadline), 97),
        xytext=(5, 0),
        textcoords="offset points",
        va="top",
    )
    axes.annotate(
        "end of the extension",
        (date2num(opening) + last, 97),
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
    low, stated, high = (100 * odds for odds in run.course.range_of("deal"))
    axes.set_title(
        f"Odds of a deal by the deadline: {stated:.0f} percent ({low:.0f} to {high:.0f} as assumptions move)", pad=26
    )
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, frameon=False, handlelength=1.2, borderaxespad=0.2
    )
    return figure


def rivalry_chart(
    sides: Sequence[str],
    found: RelativeGainsFrontier,
    threat: RelativeGainsFrontier,
    rollback: float,
    rollback_other: float,
) -> Figure:
    """Where the zone closes: everything on the table, the threat as a way out, all tariffs at once, free side payments.

    ``rollback`` is the weight of the first side above which it prefers the tariffs to a rollback of all, and
    ``rollback_other`` that of the second.
    """
    side, other = sides
    figure = new_figure(7.2, 4.8)
    axes = figure.subplots()
    # Between the computed points the product of the two weights is interpolated in log weights.
    k1 = np.geomspace(0.05, 4, 200)
    product = np.where(np.isfinite(found.k2), found.k1 * found.k2, 1.0)
    k2 = np.interp(np.log(k1), np.log(found.k1), product) / k1
    axes.plot(k1, k2, color=GAIN, lw=2.2, label="everything on the table")
    axes.plot(found.k1, found.k2, "o", color=GAIN, ms=5)
    axes.fill_between(np.r_[0, k1], 0, np.r_[4, k2], color=GAIN, alpha=0.08)
    axes.plot(k1, 1 / k1, color="#555555", lw=1.0, ls=":", label="with any side payment (k₁k₂ = 1)")
    axes.plot(threat.k1, threat.k2, "o-", color=COLOURS[3], ms=5, lw=1.8, label="if escalating is an option too")
    if 0 < rollback < 4:
        height = min(4.0, rollback_other)
        label = f"all tariffs at once or nothing ({rollback:.3f})"
        axes.plot([rollback, rollback], [0, height], color=LOSS, lw=2.2, label=label)
    axes.annotate("a deal exists", (0.12, 0.12), color=GAIN)
    axes.annotate("irreconcilable", (2.2, 1.6), color=LOSS)
    axes.set_xlim(-0.05, 4)
    axes.set_ylim(0, 4)
    axes.set_xlabel(f"weight of {side} on {other}'s gain (percent of income on percent of income)")
    axes.set_ylabel(f"weight of {other} on {side}'s gain")
    axes.set_title("Degrees of rivalry at which the zone closes")
    axes.legend(loc="upper right", frameon=False)
    return figure


def enforcement_chart(run: TalksRun) -> Figure:
    """Longest delay of an answer at which each deal is still kept, by side."""
    deals, sides = run.bargain.deals, run.sides
    figure = new_figure(8.5, 0.6 * len(deals) + 1.9)
    axes = figure.subplots()
    top = 5.0
    for k, found in enumerate(deals.values()):
        lag = found.verdict.critical_lag
        for side in range(2):
            at = k + 0.2 - 0.4 * side
            axes.barh(at, min(lag[side], top), height=0.36, color=COLOURS[side], label=sides[side] if k == 0 else None)
            text = f"{lag[side]:.1f}" if lag[side] <= top else f"more than {top:g}"
            inside = lag[side] > 0.8 * top
            axes.annotate(
                text, (min(lag[side], top), at), xytext=(-4 if inside else 4, 0), textcoords="offset points", fontsize=8.5,
                ha="right" if inside else "left", va="center", color="white" if inside else "#222222",
            )  # fmt: skip
    labels = {"everything": "assumed lag", "purchases": "for purchases"}
    lags = {name: breach.lag for found in deals.values() for name, breach in found.breaches.items()}
    for name, years in lags.items():
        axes.axvline(years, color="#222222", lw=1.2, ls="--")
        axes.annotate(
            labels[name], (years, len(deals) - 0.42), xytext=(3, 0), textcoords="offset points", fontsize=8.5,
            va="center",
        )  # fmt: skip
    axes.set_yticks(range(len(deals)), list(deals))
    axes.set_ylim(-0.6, len(deals) - 0.2)
    axes.set_xlim(0, top * 1.02)
    axes.set_xlabel("years from a breach to the answer")
    axes.set_title("How late an answer to a breach may come before cheating pays", pad=24)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, handlelength=1.2, borderaxespad=0.2
    )
    return figure
