"""For which page a picture is drawn: a wide one, or a telephone's, where panels stand below each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.report.style import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches: on a telephone's 360 pixels the letters of such a picture are as large as those around it.
NARROW_WIDTH = 4.3


@dataclasses.dataclass(frozen=True)
class Frame:
    """A page for pictures.

    Args:
        narrow: whether it is a telephone's.
    """

    narrow: bool = False

    def figure(self, width: float, height: float, *, narrow_height: float | None = None) -> Figure:
        """An empty figure, inches; a narrow page has one width of its own, and takes ``narrow_height`` where it is given."""
        if not self.narrow:
            return new_figure(width, height)
        if narrow_height is not None:
            height = narrow_height
        return new_figure(min(width, NARROW_WIDTH), height)

    def panels(self, figure: Figure, count: int) -> Sequence[Axes]:
        """Panels beside each other, on a narrow page below each other."""
        shape = (1, count)
        if self.narrow:
            shape = (count, 1)
        return list(np.atleast_1d(figure.subplots(*shape)).ravel())

    def rows(self, count: int) -> int:
        """How many rows ``count`` panels make."""
        if self.narrow:
            return count
        return 1


WIDE, NARROW = Frame(), Frame(narrow=True)
