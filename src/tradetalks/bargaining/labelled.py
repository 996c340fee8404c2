"""Numbers of a result with their labels and units: the one way in which bargaining makes datasets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from numpy.typing import ArrayLike

if TYPE_CHECKING:
    import xarray as xr

PAYOFF_UNIT = "unit of the payoffs"


class LabelledArray(NamedTuple):
    """An array on named dimensions.

    Args:
        dims: names of the dimensions.
        values: the numbers.
        units: their unit, ``1`` for shares and probabilities.
        long_name: what they are, in words.
    """

    dims: tuple[str, ...]
    values: ArrayLike
    units: str
    long_name: str


def labelled_dataset(coords: Mapping[str, ArrayLike], variables: Mapping[str, LabelledArray]) -> xr.Dataset:
    """The ``variables`` on ``coords``, with unit and long name of each as attributes."""
    import xarray as xr

    return xr.Dataset(
        {name: (v.dims, v.values, {"units": v.units, "long_name": v.long_name}) for name, v in variables.items()},
        coords={name: list(values) for name, values in coords.items()},  # type: ignore[arg-type]  # ArrayLike is iterable here
    )
