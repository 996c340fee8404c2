"""One look for every chart: colours that the colour-blind tell apart, units on axes, findings as titles."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from tradetalks.report.plain_text import CHART_NAME, for_chart
from tradetalks.report.quiet import say_nothing_of_layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.ticker import Formatter

Run = TypeVar("Run")
# Okabe & Ito (2008): told apart by the colour-blind; a grey and a brown for the seventh and the eighth line.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#8C6D31")
# The same darker, for words: small letters need a contrast of 4.5 to white paper, which a line or a dot does not.
WORDS_IN = dict(
    zip(
        COLOURS,
        ("#0072B2", "#B84E00", "#00795A", "#A3507F", "#8A5F00", "#2B77A8", "#666666", "#7A5C22"),
        strict=True,
    )
)
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
# A longer word of a title is a name that is cut, as beside the bars.
LONGEST_WORD = 34

# Settings of matplotlib; sizes in points.
SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    # Titles of panels stand right above them: no picture has labels there, and looking for some measures every label once more.
    "axes.titley": 1.0,
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
    # Names of users are no formulas.
    "text.parse_math": False,
}
# Fonts with letters that matplotlib's own lacks, on the systems that have them.
OTHER_SCRIPTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Arial Unicode MS",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
)
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
    """Matplotlib settings for the charts drawn inside: the look of the report's own, in fonts that are there.

    What matplotlib says of letters that no font has, or of labels that leave little room, is for programmers, and stays unsaid.

    Yields:
        Nothing; what was set before comes back at the end.

    Reference:
        Okabe & Ito (2008) for the colours.
    """
    import matplotlib

    with warnings.catch_warnings(), matplotlib.rc_context(SETTINGS | {"font.sans-serif": _fonts()}):
        say_nothing_of_layout()
        yield


@cache
def _fonts() -> list[str]:
    """Matplotlib's own font, then those of other scripts that this machine has."""
    from matplotlib.font_manager import fontManager

    found = set(fontManager.get_font_names())
    return ["DejaVu Sans", *(name for name in OTHER_SCRIPTS if name in found)]


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, inches wide and high, that a notebook shows; matplotlib is loaded on first use."""
    from tradetalks.report.shown_figure import ShownFigure

    return ShownFigure(figsize=(width, height), layout="constrained")


def head(figure: Figure, text: str) -> None:
    """The finding, above everything, in as many lines as it needs."""
    width = int(figure.get_figwidth() * TITLE_PER_INCH)
    figure.suptitle(textwrap.fill(_short_words(text), width), x=0.01, ha="left", weight="bold", fontsize=TITLE_SIZE)


def _short_words(text: str) -> str:
    """The same lines, with words that can only be names cut."""
    lines = (line.split(" ") for line in text.split("\n"))
    return "\n".join(" ".join(_short_word(word) for word in line) for line in lines)


def _short_word(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return for_chart(word)


def fit_names(figure: Figure) -> None:
    """Cut names beside axes, in legends and in titles to what leaves room for the picture; long titles go on in further lines."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FixedFormatter | FuncFormatter | StrCategoryFormatter):
                axis.set_major_formatter(_cut_labels(formatter))
    for text in figure.findobj(Text):
        text.set_text(_short_words(text.get_text()))
    titles = [text for axes in figure.axes for text in _long_titles(axes, figure.get_figwidth())]
    engine = figure.get_layout_engine()
    if titles and engine is not None:
        # What room they have is known once all else has found its place.
        engine.execute(figure)
        for axes in figure.axes:
            width = figure.get_figwidth() * axes.get_position().width
            for text in _long_titles(axes, width):
                text.set_text(textwrap.fill(text.get_text(), max(CHART_NAME, int(width * TITLE_PER_INCH))))


def _long_titles(axes: Axes, width: float) -> list[Text]:
    """Titles of a panel that may not fit into half of ``width`` inches: beside the panel stand names and numbers."""
    from matplotlib.text import Text

    titles = {axes.get_title(where) for where in ("left", "center", "right")}
    found = [text for text in axes.get_children() if isinstance(text, Text) and text.get_text() in titles]
    return [text for text in found if len(text.get_text()) > max(CHART_NAME, width * TITLE_PER_INCH / 2)]


def _cut_labels(formatter: Formatter) -> Formatter:
    """The same labels, each line of them cut."""
    from matplotlib.ticker import FuncFormatter

    def label(value: float, place: int | None) -> str:
        return "\n".join(for_chart(line) for line in formatter(value, place).split("\n"))

    return FuncFormatter(label)


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
            fit_names(figure)
            settle_layout(figure)
    return figures
