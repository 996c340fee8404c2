"""A figure that a notebook shows by itself."""

from __future__ import annotations

import io
import warnings

from matplotlib import rc_context
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text

from tradetalks.report.quiet import say_nothing_of_layout


class ShownFigure(Figure):
    """A matplotlib figure that is seen when it is the last value of a cell.

    Notebooks know how to show figures only once pyplot draws for them, and pyplot shows a figure at the end of the cell whether
    it is the last value or not. A figure made without pyplot that brings its own picture is shown once, where it stands.
    """

    def _repr_png_(self) -> bytes:
        """The picture, which notebooks ask for."""
        picture = io.BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()

    def draw(self, renderer: RendererBase) -> None:
        """Draw it; what looks like a formula in the name of a region or a sector is a name."""
        with warnings.catch_warnings(), rc_context({"text.parse_math": False}):
            say_nothing_of_layout()
            for text in self.findobj(Text):
                text.set_parse_math(False)
            super().draw(renderer)
