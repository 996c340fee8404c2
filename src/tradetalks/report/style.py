"""One look for every chart: colours that the colour-blind tell apart, units on axes, findings as titles."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Run = TypeVar("Run")
# Okabe & Ito (2008): told apart by the colour-blind; a grey and a brown for the seventh and the eighth line.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#8C6D31")
GAIN, LOSS = "#0072B2", "#D55E00"
# Text; frames and helping lines; text that stands back; names of marks in grey; the line of zero; axes through zero.
INK, FAINT, FAINT_INK, MARKER_INK, ZERO_LINE, AXIS_LINE = (
    "#222222",
    "#9a9a9a",
    "#555555",
    "#666666",
    "#444444",
    "#bbbbbb",
)
# Characters of a bold title of this size on an inch.
TITLE_SIZE, TITLE_PER_INCH = 11.5, 9.2

# Settings of matplotlib; sizes in points.
SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "axes.prop_cycle": f"cycler('color', {list(COLOURS)})",
    "svg.hashsalt": "tradetalks",
    # Text stays text: it can be read aloud and searched, and is half the work to write.
    "svg.fonttype": "none",
    "savefig.dpi": 130,
}
# A legend in one line between the picture and its title.
LEGEND_ABOVE: Any = {
    "loc": "lower left",
    "bbox_to_anchor": (0.0, 1.0),
    "frameon": False,
    "handlelength": 1.2,
    "borderaxespad": 0.2,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib settings for the charts drawn inside: the look of the report's own.

    Yields:
        Nothing; what was set before comes back at the end.

    Reference:
        Okabe & Ito (2008) for the colours.
    """
    import matplotlib

    with matplotlib.rc_context(SETTINGS):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, inches wide and high, that a notebook shows; matplotlib is loaded on first use."""
    from tradetalks.report.shown_figure import ShownFigure

    return ShownFigure(figsize=(width, height), layout="constrained")


def head(figure: Figure, text: str) -> None:
    """The finding, above everything, in as many lines as it needs."""
    width = int(figure.get_figwidth() * TITLE_PER_INCH)
    figure.suptitle(textwrap.fill(text, width), x=0.01, ha="left", weight="bold", fontsize=TITLE_SIZE)


def settle_layout(figure: Figure) -> None:
    """Find room for every label, once: the layout engine would do it again at each saving."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")


def drawn(charts: Callable[[Run], dict[str, Figure]], run: Run) -> dict[str, Figure]:
    """The charts of a run in house style, with their layout settled."""
    with house_style():
        figures = charts(run)
        for figure in figures.values():
            settle_layout(figure)
    return figures
