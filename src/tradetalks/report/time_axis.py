"""Dates along an axis. Matplotlib's module of dates carries no types: all of its use is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CalendarDay = date | np.datetime64


def day_number(day: CalendarDay) -> float:
    """Where a day stands on an axis of dates."""
    from matplotlib.dates import date2num

    number: Callable[[CalendarDay], float] = date2num
    return float(number(day))


def label_days(axes: Axes, *, fewest: int, most: int) -> None:
    """Between ``fewest`` and ``most`` round dates along the horizontal axis, written as briefly as they can be."""
    import matplotlib.dates

    dates: Any = matplotlib.dates
    locator = dates.AutoDateLocator(minticks=fewest, maxticks=most)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
