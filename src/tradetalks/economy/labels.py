"""The one place where labelled arrays (xarray) become bare ones and back. Labels match exactly or we raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from tradetalks.errors import PolicyError

if TYPE_CHECKING:
    from tradetalks.economy.economy import Economy

TRADE = ("importer", "exporter", "sector")
INDUSTRY = ("region", "sector")
COUNTRY = ("region",)


def coordinates(economy: Economy, dims: tuple[str, ...]) -> dict[str, list[str]]:
    """Labels of every dimension of ``dims`` in the economy's order."""
    return {d: list(economy.sectors if d == "sector" else economy.regions) for d in dims}


def label(economy: Economy, values, dims: tuple[str, ...], *, name: str, units: str, long_name: str) -> xr.DataArray:
    """A copy of a bare array with the economy's labels, a unit and a name: changing it changes nothing else."""
    attrs = {"units": units, "long_name": long_name}
    return xr.DataArray(np.array(values), coordinates(economy, dims), dims, name=name, attrs=attrs)


def unlabel(economy: Economy, values: xr.DataArray, dims: tuple[str, ...], what: str) -> np.ndarray:
    """The bare array behind ``values``; dimensions may come in any order, labels must be the economy's, in its order."""
    if not isinstance(values, xr.DataArray):
        raise PolicyError(
            f"{what} is not a labelled array\nexpected an xarray.DataArray with dimensions {', '.join(dims)}\n"
            f"got      {type(values).__name__}\ndo       start from a copy of the economy's own, e.g. economy.tariff.copy()"
        )
    if set(values.dims) != set(dims):
        raise PolicyError(
            f"{what} has the wrong dimensions\nexpected {', '.join(dims)}\ngot      {', '.join(map(str, values.dims))}"
        )
    for dim, expected in coordinates(economy, dims).items():
        got = list(map(str, values[dim].values.tolist()))
        if got != expected:
            raise PolicyError(_label_message(what, dim, expected, got))
    try:
        bare = values.transpose(*dims).values.astype(float)
    except (TypeError, ValueError):
        raise PolicyError(
            f"{what} holds something other than numbers\nexpected floats\ngot      {values.dtype} values\n"
            "do       convert it first: .astype(float)"
        ) from None
    if not np.all(np.isfinite(bare)):
        where = np.argwhere(~np.isfinite(bare))[0]
        raise PolicyError(
            f"{what} is not a number at {place(economy, dims, where)}\ndo       fill or remove the missing value"
        )
    return bare


def place(economy: Economy, dims: tuple[str, ...], where) -> str:
    """Name a cell: ``importer USA, exporter CHN, sector ELE``."""
    labels = coordinates(economy, dims)
    return ", ".join(f"{d} {labels[d][k]}" for d, k in zip(dims, where, strict=True))


def _label_message(what: str, dim: str, expected: list[str], got: list[str]) -> str:
    missing = [v for v in expected if v not in got]
    unknown = [v for v in got if v not in expected]
    lines = [f"{what} does not carry the economy's labels along {dim}"]
    lines += [f"missing  {', '.join(missing)}"] if missing else []
    lines += [f"unknown  {', '.join(unknown)}"] if unknown else []
    if not missing and not unknown:
        lines += [f"expected {', '.join(expected)}", f"got      {', '.join(got)}"]
    return "\n".join([*lines, f"do       reindex it to the economy's own order: .reindex({dim}=[...])"])
