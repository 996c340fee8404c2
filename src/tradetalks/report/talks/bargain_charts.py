"""Pictures of what could be signed: the bargaining set, gains of three and more, rivalry, late answers to a breach."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.frontier import Frontier
from tradetalks.bargaining.relative_gains import RelativeGainsFrontier
from tradetalks.report.cost.income_path_chart import spread_apart
from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.style import (
    AXIS_LINE,
    COLOURS,
    FAINT,
    FAINT_INK,
    GAIN,
    INK,
    LEGEND_ABOVE,
    LOSS,
    MARKER_INK,
    head,
)
from tradetalks.report.talks.plain_names import SHORT_DEALS, side_names
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.compliance import EVERYTHING, PURCHASES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Deals whose gains differ by less than this share of the frontier's width are one point to the eye.
SAME_POINT = 0.02
# The first deal's colour: the two before it stand for gains and losses.
FIRST_DEAL = 2
# Labels of deals stand right of the picture, so far apart as a share of its height.
LABEL_GAP = 0.07
# Weights of relative gains that the chart of rivalry shows: up to four times one's own gain; its curve begins near zero.
MOST_WEIGHT, FIRST_WEIGHT, CURVE_POINTS = 4, 0.05, 200
# The chart of late answers ends at these years; a label past the share of it stands inside its bar.
MOST_YEARS, LABEL_INSIDE = 5.0, 0.8
# Bars of all sides together, with what lies between them, take this much of the height of their deal's line.
BARS, INK_OF_BARS = 0.8, 0.72
# Longest line of a deal's name beside bars, characters.
DEAL_WIDTH = 18
# Billion dollars a year below which a gain is written as 0.0.
SHOWN = 0.05


def bargaining_chart(run: TalksRun, frontier: Frontier, frame: Frame = WIDE) -> Figure:
    """What both can have at once, the deals, what no deal and the threat would bring."""
    figure = frame.figure(8.6, 5.2)
    head(figure, "Every deal in the shaded area is better for both than no deal")
    axes = figure.subplots()
    u = frontier.u
    axes.fill(np.r_[0, u[:, 0]], np.r_[0, u[:, 1]], color=GAIN, alpha=0.08, lw=0)
    axes.plot(u[:, 0], u[:, 1], color=GAIN, lw=2.4)
    _mark_outcomes(axes, run)
    axes.axhline(0, color=AXIS_LINE, lw=0.8)
    axes.axvline(0, color=AXIS_LINE, lw=0.8)
    first, second = side_names(run)
    axes.set_xlabel(f"{first}, billion dollars a year above no deal")
    axes.set_ylabel(f"{second}, billion dollars a year above no deal")
    axes.margins(0.12)
    _mark_deals(axes, run, frame, width=float(np.ptp(u, 0).max()))
    return figure


def _mark_outcomes(axes: Axes, run: TalksRun) -> None:
    """What happens without a deal, and the rollback of all tariffs alone."""
    rollback, escalation = run.bargain.full_rollback, run.negotiation.threat
    axes.plot(0, 0, "s", color=INK, ms=8)
    axes.annotate("no deal", (0, 0), xytext=(8, 6), textcoords="offset points")
    axes.plot(*escalation, "X", color=LOSS, ms=10)
    place = (escalation[0], escalation[1])
    axes.annotate("threat carried out", place, xytext=(8, -4), textcoords="offset points", color=LOSS)
    axes.plot(*rollback, "D", color=FAINT, ms=7)
    axes.annotate(
        "tariffs back, nothing else",
        (rollback[0], rollback[1]),
        xytext=(8, -6),
        textcoords="offset points",
        va="top",
        color=MARKER_INK,
    )


def _mark_deals(axes: Axes, run: TalksRun, frame: Frame, width: float) -> None:
    """A dot for each deal; deals that coincide share a label, labels stand beside the picture, below it on a narrow page."""
    groups: list[tuple[np.ndarray, list[str]]] = []
    for k, (name, found) in enumerate(run.bargain.deals.items()):
        gains, called = found.deal.u, SHORT_DEALS.get(name, name)
        axes.plot(*gains, "o", color=COLOURS[(k + FIRST_DEAL) % len(COLOURS)], ms=9, zorder=5, label=called)
        near = next((names for at, names in groups if np.abs(gains - at).max() < SAME_POINT * width), None)
        if near is None:
            groups.append((gains, [called]))
        else:
            near.append(called)
    if frame.narrow:
        axes.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.2), frameon=False)
        return
    low, high = axes.get_ylim()
    places = spread_apart([float(at[1]) for at, _ in groups], LABEL_GAP * (high - low))
    for (at, names), place in zip(groups, places, strict=True):
        axes.annotate(
            ", ".join(names),
            (at[0], at[1]),
            xytext=(1.03, place),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.8, "shrinkB": 6},
        )


def rivalry_chart(
    sides: Sequence[str],
    impasse: RelativeGainsFrontier,
    threat: RelativeGainsFrontier,
    rollback: tuple[float, float],
    frame: Frame = WIDE,
) -> Figure:
    """Where the zone closes: everything on the table, the threat as a way out, all tariffs at once, free side payments.

    Args:
        sides: names, in the order of every pair of weights.
        impasse: weights at which the zone closes against the impasse.
        threat: the same where escalating is an option too.
        rollback: weight of each side above which it prefers the tariffs to a rollback of all.
        frame: the page it is for.

    Returns:
        Axes are weights, percent of own income on percent of the other's.
    """
    side, other = sides
    figure = frame.figure(7.2, 4.8)
    head(figure, "How much rivalry leaves no deal that both prefer")
    axes = figure.subplots()
    _draw_zone_limit(axes, impasse)
    axes.plot(threat.k1, threat.k2, "o-", color=COLOURS[3], ms=5, lw=1.8, label="if the threat is an option too")
    if 0 < rollback[0] < MOST_WEIGHT:
        height = min(float(MOST_WEIGHT), rollback[1])
        label = f"all tariffs at once or nothing ({rollback[0]:.3f})"
        axes.plot([rollback[0], rollback[0]], [0, height], color=LOSS, lw=2.2, label=label)
    axes.annotate("a deal exists", (0.12, 0.12), color=GAIN)
    axes.annotate("no deal exists", (2.2, 1.6), color=LOSS)
    axes.set_xlim(-0.05, MOST_WEIGHT)
    axes.set_ylim(0, MOST_WEIGHT)
    axes.set_xlabel(f"how much {side} minds the other's gain\n(percent of own income on percent of the other's)")
    axes.set_ylabel(f"how much {other} minds the other's gain")
    axes.legend(loc="upper right", frameon=False)
    return figure


def _draw_zone_limit(axes: Axes, found: RelativeGainsFrontier) -> None:
    """The curve through the computed points, and what it would be with free side payments."""
    # Between the computed points the product of the two weights is interpolated in log weights.
    k1 = np.geomspace(FIRST_WEIGHT, MOST_WEIGHT, CURVE_POINTS)
    product = np.where(np.isfinite(found.k2), found.k1 * found.k2, 1.0)
    k2 = np.interp(np.log(k1), np.log(found.k1), product) / k1
    axes.plot(k1, k2, color=GAIN, lw=2.2, label="everything on the table")
    axes.plot(found.k1, found.k2, "o", color=GAIN, ms=5)
    axes.fill_between(np.r_[0, k1], 0, np.r_[MOST_WEIGHT, k2], color=GAIN, alpha=0.08)
    axes.plot(k1, 1 / k1, color=FAINT_INK, lw=1.0, ls=":", label="with any side payment (k₁k₂ = 1)")


def enforcement_chart(run: TalksRun, frame: Frame = WIDE) -> Figure:
    """Longest delay of an answer at which each deal is still kept, by side."""
    deals = run.bargain.deals
    figure = frame.figure(8.5, 0.3 * len(run.sides) * len(deals) + 1.9)
    head(figure, "How late an answer to a breach may come before cheating pays")
    axes = figure.subplots()
    for k, found in enumerate(deals.values()):
        for side, place in enumerate(_places(k, len(run.sides))):
            years = float(found.verdict.critical_lag[side])
            height = INK_OF_BARS / len(run.sides)
            bar = axes.barh(place, min(years, MOST_YEARS), height=height, color=COLOURS[side])
            if k == 0:
                bar.set_label(side_names(run)[side])
            _label_years(axes, years, place)
    _mark_lags(axes, run)
    axes.set_yticks(range(len(deals)), [_folded(name) for name in deals])
    axes.set_ylim(-0.6, len(deals) - 0.2)
    axes.set_xlim(0, MOST_YEARS * 1.02)
    axes.legend(ncols=len(run.sides), **LEGEND_ABOVE)
    return figure


def _folded(deal: str) -> str:
    """What a deal is called, in short lines."""
    return "\n".join(textwrap.wrap(SHORT_DEALS.get(deal, deal), DEAL_WIDTH))


def _places(line: int, sides: int) -> list[float]:
    """Heights of the bars of each side on the line of a deal, the first side on top."""
    step = BARS / sides
    return [line + step * ((sides - 1) / 2 - side) for side in range(sides)]


def gains_chart(run: TalksRun, frame: Frame = WIDE) -> Figure:
    """What every deal brings each side, in front of the best that it could have; what happens without a deal."""
    outcomes = {name: found.deal.u for name, found in run.bargain.deals.items()}
    # As the sides see it, as everything here: where they are rivals others' gains count against it.
    priced, rollback = run.negotiation.bargaining_set, run.bargain.full_rollback
    others = {
        "tariffs back, nothing else": rollback - priced.money_weights @ rollback,
        "threat carried out": priced.escalation_as_seen,
    }
    lines = [*reversed(others), *reversed(outcomes)]
    count = len(run.sides)
    figure = frame.figure(8.5, 0.3 * count * len(lines) + 1.9)
    head(figure, "What each deal brings; pale, the best that a side could have")
    axes = figure.subplots()
    for line, name in enumerate(lines):
        gains = (outcomes | others)[name]
        for side, place in enumerate(_places(line, count)):
            height, colour = INK_OF_BARS / count, COLOURS[side]
            if name in outcomes:
                axes.barh(place, run.bargain.zone.ideal[side], height=height, color=colour, alpha=0.15)
            bar = axes.barh(place, gains[side], height=height, color=colour)
            if line == 0:
                bar.set_label(side_names(run)[side])
            _label_gain(axes, float(gains[side]), place)
    axes.axvline(0, color=AXIS_LINE, lw=0.8)
    axes.axhline(len(others) - 0.5, color=FAINT, lw=0.8, ls="--")
    axes.set_yticks(range(len(lines)), [_folded(name) for name in lines])
    axes.set_ylim(-0.6, len(lines) - 0.4)
    axes.margins(x=0.1)
    axes.set_xlabel("billion dollars a year above no deal")
    axes.legend(ncols=count, **LEGEND_ABOVE)
    return figure


def _label_gain(axes: Axes, gain: float, place: float) -> None:
    """The length of a bar beyond its end."""
    offset, align = 4, "left"
    if gain < -SHOWN:
        offset, align = -4, "right"
    axes.annotate(
        format_label(gain, "{:+.1f}"), (gain, place), xytext=(offset, 0), textcoords="offset points", fontsize=8.5, ha=align,
        va="center", color=INK,
    )  # fmt: skip


def _label_years(axes: Axes, years: float, place: float) -> None:
    """The length of a bar beside its end; inside it where there is no room beside it."""
    text = format_label(years, "{:.1f}")
    if years > MOST_YEARS:
        text = f"more than {MOST_YEARS:g}"
    end, offset, align, colour = min(years, MOST_YEARS), 4, "left", INK
    if years > LABEL_INSIDE * MOST_YEARS:
        offset, align, colour = -4, "right", "white"
    axes.annotate(
        text, (end, place), xytext=(offset, 0), textcoords="offset points", fontsize=8.5, ha=align, va="center",
        color=colour,
    )  # fmt: skip


def _mark_lags(axes: Axes, run: TalksRun) -> None:
    """How late answers are assumed to come, by what is withheld: dashed lines, named under the axis."""
    labels = {EVERYTHING: "assumed {:g}", PURCHASES: "for purchases {:g}"}
    deals = run.bargain.deals
    lags = {name: breach.lag for found in deals.values() for name, breach in found.breaches.items()}
    told = [name for name in labels if name in lags]
    for name in told:
        axes.axvline(lags[name], color=INK, lw=1.2, ls="--")
    dashed = ", ".join(labels[name].format(lags[name]) for name in told)
    axes.set_xlabel(f"years from a breach to the answer\n(dashed: {dashed})")
