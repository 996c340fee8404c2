"""A figure that a notebook shows by itself."""

from __future__ import annotations

import io

from matplotlib.figure import Figure


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
