"""One look for every chart: colours that the colour-blind tell apart, units on axes, findings as titles."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Run = TypeVar("Run")
# Okabe & Ito (2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#8C6D31")
GAIN, LOSS, INK, FAINT = "#0072B2", "#D55E00", "#222222", "#9a9a9a"

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


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib settings for the charts drawn inside."""
    import matplotlib

    with matplotlib.rc_context(SETTINGS):
        yield


def new_figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def head(figure: Figure, text: str) -> None:
    """The finding, above everything, in as many lines as it needs."""
    width = int(figure.get_figwidth() * 9.2)
    figure.suptitle(textwrap.fill(text, width), x=0.01, ha="left", weight="bold", fontsize=11.5)


def settle(figure: Figure) -> None:
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
            settle(figure)
    return figures
