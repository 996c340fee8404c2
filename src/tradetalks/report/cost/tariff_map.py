"""The heat map of tariff changes between the players, by sector and date."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.cost.findings import tariff_finding
from tradetalks.report.cost.numbers import sector_titles
from tradetalks.report.cost.players import player_pairs
from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.names import country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_label
from tradetalks.report.style import head
from tradetalks.scenario.results.cost import CostRun, PolicyDate

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

# Directions shown where players are many: what fits on a page.
SHOWN_PAIRS = 6
# Panels beside each other.
ACROSS = 2
# A change of a tariff below this, in percentage points, is a rounding error.
MOVES = 1e-9
# Inches: of a date, of the sectors' names and the scale beside them, of a sector, of a panel's title, of the figure's title;
# the least width and height.
DATE_WIDTH, NAMES_WIDTH, SECTOR_HEIGHT, PANEL_TITLE, HEAD_HEIGHT = 0.38, 4.2, 0.22, 0.6, 1.2
LEAST_WIDTH, LEAST_HEIGHT = 6.0, 3.0
# On a telephone names of sectors stand in lines of so many letters, and rows are as high as two of them, inches.
NAME_LETTERS, NARROW_SECTOR_HEIGHT = 18, 0.31
# Steps of a scale of colours: those of a byte, as in matplotlib's own.
COLOUR_STEPS = 256


def tariff_map(run: CostRun, frame: Frame = WIDE) -> Figure:
    """Heat map: tariff changes by sector and date, a panel for each direction between the players that moves."""
    line = [*run.dates, *run.branches]
    blocks = _moving_blocks(run, line)
    across = min(ACROSS, len(blocks))
    if frame.narrow:
        across = 1
    # Rows of panels, the last perhaps not full.
    down = -(-len(blocks) // across)
    rows = len(run.economy.goods_index)
    width = max(LEAST_WIDTH, DATE_WIDTH * len(line) * across + NAMES_WIDTH)
    titles, row_height = [for_chart(sector_titles(run)[j]) for j in run.economy.goods_index], SECTOR_HEIGHT
    if frame.narrow:
        titles, row_height = ["\n".join(textwrap.wrap(title, NAME_LETTERS)) for title in titles], NARROW_SECTOR_HEIGHT
    height = max(LEAST_HEIGHT, (row_height * rows + PANEL_TITLE) * down + HEAD_HEIGHT)
    figure = frame.figure(width, height)
    head(figure, tariff_finding(run))
    panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    low, high = _limits(list(blocks.values()))
    colours = _part_of_diverging(low, high)
    for axes, (title, block) in zip(panels.flat, blocks.items(), strict=False):
        image = axes.imshow(block, aspect="auto", cmap=colours, vmin=low, vmax=high, interpolation="nearest")
        axes.set_title(title, fontsize=10, weight="normal", pad=6)
        axes.tick_params(length=0)
    for axes in panels.flat[len(blocks) :]:
        axes.set_visible(False)
    for axes in panels[:, 0]:
        axes.set_yticks(range(rows), titles, fontsize=8.5)
    for axes in panels[-1]:
        axes.set_xticks(
            range(len(line)),
            [for_chart(policy_label(run, moment)) for moment in line],
            rotation=60,
            ha="right",
            fontsize=8,
        )
    place = "right"
    if frame.narrow:
        place = "bottom"
    figure.colorbar(image, ax=panels, label="percentage points", shrink=0.8, aspect=25, location=place)
    return figure


def _moving_blocks(run: CostRun, line: Sequence[PolicyDate]) -> dict[str, np.ndarray]:
    """Changes (sector, policy) in percentage points for each pair that moves; the first pair where none does."""
    j, blocks, names = run.economy.goods_index, {}, country_names(run.scenario.accounts)
    for by, on in player_pairs(run):
        cells = (run.economy.regions.index(by), run.economy.regions.index(on), j)
        changes = [run.equilibria[moment].tariff.values[cells] - run.economy.tariff_nij[cells] for moment in line]
        blocks[f"{for_chart(names[by])} on {for_chart(names[on])}"] = 100 * np.array(changes).T
    moving = [(title, block) for title, block in blocks.items() if np.abs(block).max() > MOVES]
    if moving:
        return dict(moving[:SHOWN_PAIRS])
    return dict(list(blocks.items())[:1])


def _limits(blocks: Sequence[np.ndarray]) -> tuple[float, float]:
    """Ends of the scale of colours: the least and the greatest change, with zero between them."""
    low = min(0.0, *(float(block.min()) for block in blocks))
    high = max(0.0, *(float(block.max()) for block in blocks))
    if low == high:
        # Nothing moves: any scale will do.
        high = 1.0
    return low, high


def _part_of_diverging(low: float, high: float) -> Colormap:
    """Blue to red with white at zero, cut to what lies between ``low`` and ``high``: equal steps, equal contrast."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    top = max(high, -low)
    # White is in the middle of the whole scale, at one half.
    part = np.linspace(0.5 + 0.5 * low / top, 0.5 + 0.5 * high / top, COLOUR_STEPS)
    return LinearSegmentedColormap.from_list("part", colormaps["RdBu_r"](part))
