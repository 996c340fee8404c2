"""The one place where labelled arrays (xarray) become bare ones and back. Labels match exactly or we raise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from tradetalks.errors import PolicyError, labelled, message

Array = np.ndarray

TRADE = ("importer", "exporter", "sector")
INDUSTRY = ("region", "sector")
COUNTRY = ("region",)
# Units of outcomes, and what makes percent of a share.
BUSD = "billion USD a year"
PERCENT_OF_BASELINE = "percent of baseline"
PERCENT = 100


@runtime_checkable
class Labelled(Protocol):
    """What has labels: an economy, or anything with the same regions and sectors."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Labels of importers, exporters and regions, in order."""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Labels of sectors, in order."""


def coordinates(economy: Labelled, dims: tuple[str, ...]) -> dict[str, list[str]]:
    """Labels of every dimension of ``dims`` in the economy's order."""
    labels = {dim: list(economy.regions) for dim in dims}
    if "sector" in labels:
        labels["sector"] = list(economy.sectors)
    return labels


def label(
    economy: Labelled, values: ArrayLike, dims: tuple[str, ...], *, name: str, units: str, long_name: str
) -> xr.DataArray:
    """A copy of a bare array with the economy's labels, a unit and a name: changing it changes nothing else.

    Args:
        economy: whose labels.
        values: one axis for each of ``dims``, in ``units``.
        dims: :data:`TRADE`, :data:`INDUSTRY` or :data:`COUNTRY`.
        name: of the array.
        units: as text, for example "billion USD a year"; "1" for fractions.
        long_name: what it says.
    """
    attrs = {"units": units, "long_name": long_name}
    return xr.DataArray(np.array(values), coordinates(economy, dims), dims, name=name, attrs=attrs)


def unlabel(economy: Labelled, values: xr.DataArray, dims: tuple[str, ...], what: str) -> Array:
    """The bare array behind ``values``; dimensions may come in any order, labels must be the economy's, in its order.

    Args:
        economy: whose labels.
        values: labelled numbers.
        dims: the dimensions expected, in the order of the axes returned.
        what: name of the array in messages.

    Raises:
        PolicyError: other dimensions or labels, or something other than finite numbers.
    """
    if not isinstance(values, xr.DataArray):
        raise PolicyError(
            message(
                f"{what} is not a labelled array",
                expected=f"an xarray.DataArray with dimensions {', '.join(dims)}",
                got=type(values).__name__,
                do="start from a copy of the economy's own, e.g. economy.tariff.copy()",
            )
        )
    if set(values.dims) != set(dims):
        raise PolicyError(
            message(f"{what} has the wrong dimensions", expected=", ".join(dims), got=", ".join(map(str, values.dims)))
        )
    for dim, expected in coordinates(economy, dims).items():
        got = list(map(str, values[dim].values.tolist()))
        if got != expected:
            raise PolicyError(_label_message(what, dim, expected, got))
    if values.dtype.kind not in "iuf":
        raise PolicyError(
            message(
                f"{what} holds something other than numbers",
                expected="floats",
                got=f"{values.dtype} values",
                do="convert it first: .astype(float)",
            )
        )
    bare: Array = values.transpose(*dims).values.astype(float)
    if not np.all(np.isfinite(bare)):
        where = np.argwhere(~np.isfinite(bare))[0]
        raise PolicyError(
            message(f"{what} is not a number at {place(economy, dims, where)}", do="fill or remove the missing value")
        )
    return bare


def place(economy: Labelled, dims: tuple[str, ...], where: Sequence[int] | Array) -> str:
    """Name a cell: ``importer USA, exporter CHN, sector ELE``."""
    labels = coordinates(economy, dims)
    return ", ".join(f"{dim} {labels[dim][k]}" for dim, k in zip(dims, where, strict=True))


def _label_message(what: str, dim: str, expected: list[str], got: list[str]) -> str:
    """Labels that are missing or unknown; where all are there, the two orders."""
    title = f"{what} does not carry the economy's labels along {dim}"
    do = f"reindex it to the economy's own order: .reindex({dim}=[...])"
    missing = [name for name in expected if name not in got]
    unknown = [name for name in got if name not in expected]
    if not missing and not unknown:
        return message(title, expected=", ".join(expected), got=", ".join(got), do=do)
    differences = [("missing", missing), ("unknown", unknown)]
    return message(title, details=[labelled(word, ", ".join(names)) for word, names in differences if names], do=do)
