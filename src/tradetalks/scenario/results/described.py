"""Numbers of a result with what they are: dimensions, unit and words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

# Of when the gains of a deal are: each number of talks says so, in the same words.
TO_MANDATES = "on average from the signing to the end of each mandate"


def day_in_words(day: datetime.date) -> str:
    """``7 January 2019``, on every system: the day without a leading zero is no format of Windows."""
    return f"{day.day} {day:%B %Y}"


def described(dims: Sequence[str], values: ArrayLike, units: str, long_name: str) -> xr.Variable:
    """A variable of ``results.nc``.

    Args:
        dims: names of its axes.
        values: as many axes.
        units: as ``billion USD a year``; ``1`` for shares and probabilities.
        long_name: what it is, in words.
    """
    return xr.Variable(dims, np.asarray(values), {"units": units, "long_name": long_name})
