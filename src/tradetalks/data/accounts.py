"""Labelled accounts: one xarray dataset with every table of a world, units on every variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.data.checks import check_accounts
from tradetalks.errors import AccountsError

Array = np.ndarray

VARIABLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "flows": (
        ("importer", "exporter", "sector"),
        "billion USD a year",
        "purchases of the importer from the exporter at exporter prices, net of tariffs; own purchases included",
    ),
    "tariff": (("importer", "exporter", "sector"), "1", "ad-valorem import tariff"),
    "intermediate_use": (
        ("region", "input", "using_sector"),
        "billion USD a year",
        "purchases of the input by the using sector, buyer prices",
    ),
    "final_use": (("region", "sector"), "billion USD a year", "final expenditure at buyer prices"),
    "value_added": (("region", "sector"), "billion USD a year", "value added (wages and profits)"),
    "trade_elasticity": (("sector",), "1", "trade elasticity theta"),
    "scale_elasticity": (("sector",), "1", "scale elasticity psi (external economies of scale)"),
    "tradable": (("sector",), "", "whether tariffs reach the sector"),
    "markup": (("sector",), "1", "share of sales kept as profit"),
}


def build_accounts(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    flows_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    use_nkj: Float[Array, "n j j"],
    final_nj: Float[Array, "n j"],
    value_added_nj: Float[Array, "n j"],
    theta_j: Float[Array, " j"],
    psi_j: Float[Array, " j"] | float = 0.0,
    markup_j: Float[Array, " j"] | float = 0.0,
    tradable_j: Sequence[bool] | None = None,
    region_names: Sequence[str] | None = None,
    sector_names: Sequence[str] | None = None,
    attrs: Mapping[str, object] | None = None,
) -> xr.Dataset:
    """Accounts from bare arrays (importer first; billions of dollars a year; rates as fractions), checked.

    Args:
        regions: n labels. sectors: j labels.
        flows_nij: purchases of n from i at exporter prices, own purchases on the diagonal.
        tariff_nij: import tariffs, 0 on the diagonal.
        use_nkj: purchases of input k by sector j at buyer prices.
        final_nj: final expenditure. value_added_nj: value added.
        theta_j: trade elasticities. psi_j: scale elasticities. markup_j: profit shares of sales.
        tradable_j: sectors that tariffs reach (all).

    Raises:
        AccountsError: with every failed identity, its place and size.
    """
    n, j = len(regions), len(sectors)
    values = {
        "flows": flows_nij,
        "tariff": tariff_nij,
        "intermediate_use": use_nkj,
        "final_use": final_nj,
        "value_added": value_added_nj,
        "trade_elasticity": theta_j,
        "scale_elasticity": _each(psi_j, j),
        "tradable": np.ones(j, bool) if tradable_j is None else np.asarray(tradable_j, bool),
        "markup": _each(markup_j, j),
    }
    _check_arrays(values, n, j)
    coords: dict[str, object] = {d: list(regions) for d in ("importer", "exporter", "region")}
    coords |= {d: list(sectors) for d in ("sector", "input", "using_sector")}
    coords["region_name"] = ("region", list(regions if region_names is None else region_names))
    coords["sector_name"] = ("sector", list(sectors if sector_names is None else sector_names))
    data = {
        name: (
            dims,
            np.array(values[name]) if name == "tradable" else np.array(values[name], float),
            {"units": units, "long_name": long_name} if units else {"long_name": long_name},
        )
        for name, (dims, units, long_name) in VARIABLES.items()
    }
    accounts = xr.Dataset(data, coords, {"name": "accounts", **(attrs or {})})
    check_accounts(accounts)
    return accounts


def _each(value, j: int) -> Array:
    """One number for every sector, or the numbers themselves."""
    return np.broadcast_to(value, j) if np.ndim(value) == 0 else np.asarray(value)


def _check_arrays(values: Mapping[str, object], n: int, j: int) -> None:
    """Raise for arrays of another shape than the labels say, or with something other than numbers in them."""
    regional = ("importer", "exporter", "region")
    wrong = []
    for name, (dims, _, _) in VARIABLES.items():
        shape = tuple(n if d in regional else j for d in dims)
        try:
            got = np.asarray(values[name], float).shape
        except (TypeError, ValueError):
            wrong.append(f"{name} holds something other than numbers")
            continue
        if got != shape:
            wrong.append(f"{name} has shape {got}; expected {shape} ({', '.join(dims)})")
    if wrong:
        head = f"accounts of {n} regions and {j} sectors cannot be built"
        raise AccountsError("\n".join([head, *(f"  {line}" for line in wrong), "do       mend the arrays named"]))
