"""Published long-run losses beside ours: a point for each source, a line and its band for what stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tradetalks.report.format import format_label
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.style import GAIN, INK, ZERO_LINE, head
from tradetalks.scenario.published import Beside
from tradetalks.scenario.results.cost import CostRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HISTORY_CAPTIONS = {
    "published_losses": "Change of real income once trade has adjusted, percent. Dark points: what each source found. Blue: what "
    "this run has, the pale line over the published elasticities at which it is solved.",
}
# Room at either end of the axis, as a share of what is shown.
ROOM = 0.08
# Inches that a source of two lines needs, and what stands above and below the rows.
ROW, AROUND = 0.42, 1.1


def history_charts(
    run: CostRun, losses: Mapping[str, Sequence[Beside]], title: str, frame: Frame = WIDE
) -> dict[str, Figure]:
    """The chart by file name.

    Args:
        run: whose names of countries count.
        losses: by country, the published long-run losses that have ours beside them.
        title: what it shows, a sentence.
        frame: of which page.
    """
    names = country_names(run.scenario.accounts)
    # One row more for our own.
    rows = max(len(found) for found in losses.values()) + 1
    figure = frame.figure(9, (ROW * rows + AROUND) * frame.rows(len(losses)) + 0.3)
    head(figure, title)
    for axes, (country, found) in zip(frame.panels(figure, len(losses)), losses.items(), strict=True):
        _draw(axes, found)
        axes.set_title(for_chart(names[country]), fontsize=10, weight="normal", pad=6)
        axes.set_xlabel("real income, percent")
    return {"published_losses": figure}


def _draw(axes: Axes, found: Sequence[Beside]) -> None:
    """One country: sources below each other, the smallest loss on top, and our own at the bottom."""
    rows = sorted(found, key=lambda row: row.estimate.value)
    here = rows[0]
    values = [here.ours, *(row.estimate.value for row in rows)]
    ends = [*here.by_case.values(), here.ours]
    axes.plot([min(ends), max(ends)], [0, 0], color=GAIN, alpha=0.3, lw=7, solid_capstyle="butt")
    axes.plot(values[0], 0, "o", color=GAIN, ms=7)
    axes.plot(values[1:], range(1, len(values)), "o", color=INK, ms=6)
    # The number stands with the name, where nothing can cover it.
    sources = ["here", *(for_chart(row.estimate.short) for row in rows)]
    labels = [f"{name}\n{format_label(value, '{:+.2f}')}" for name, value in zip(sources, values, strict=True)]
    axes.set_yticks(range(len(values)), labels, fontsize=9)
    low, high = min(*values, *ends, 0.0), max(*values, *ends, 0.0)
    room = ROOM * (high - low)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(-0.6, len(values) - 0.4)
    axes.axvline(0, color=ZERO_LINE, lw=0.8)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
