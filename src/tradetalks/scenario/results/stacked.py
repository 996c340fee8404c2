"""Outcomes of several equilibria in one dataset: stacked by date or by name, with units and names in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import INDUSTRY, TRADE

Key = TypeVar("Key")
# What is told of an equilibrium beside the file's own.
HEADLINE = ("real_income_change", "real_income_change_busd")
# What coordinates of the dataset are, in words.
COORDINATES = {
    "date": "day on which these policies are in force",
    "region": "country or region",
    "sector": "sector",
    "importer": "country or region that buys",
    "exporter": "country or region that sells",
    "scale_effects": "share of the published scale elasticities: low none, middle half, high all",
    "elasticity_set": "named set of published trade elasticities",
    "year": "calendar year",
    "quantile": "share of the joint draws below the number",
    "year_or_ahead": "calendar year, then the twelve months after the last date",
    "part": "source of the change",
    "until": "day up to which the year is counted",
    "branch": "way forward from the last date",
    "branch_date": "day on which the last act of the way forward comes into force",
    "branch_title": "what the way forward is",
    "region_name": "name of the country or region",
    "sector_name": "name of the sector",
}


def named_for(data: xr.Dataset, suffix: str, words: str) -> xr.Dataset:
    """The same variables named, in words too, for what they are."""
    data = data.rename({name: f"{name}_{suffix}" for name in data.data_vars})
    for value in data.data_vars.values():
        value.attrs["long_name"] = f"{value.attrs['long_name']}, {words}"
    return data


def _outcomes(solved: Equilibrium, extras: Iterable[str]) -> xr.Dataset:
    """Every outcome, with the ``extras`` among the other instruments (zero where this policy leaves them alone)."""
    data = solved.to_dataset().drop_attrs(deep=False)
    if "export_tax" in extras:
        rate = np.moveaxis(np.asarray(solved.instruments.export_tax_jni), 0, 2)
        attrs = {"units": "1", "long_name": "export tax (negative: subsidy), paid to the exporter's government"}
        data["export_tax"] = (TRADE, rate, attrs)
    if "production_subsidy" in extras:
        attrs = {"units": "1", "long_name": "production subsidy, fraction of sales"}
        data["production_subsidy"] = (INDUSTRY, np.asarray(solved.instruments.subsidy_ij), attrs)
    return data


def _extras(solved: Iterable[Equilibrium]) -> list[str]:
    """The instruments besides tariffs that some policy uses."""
    policies = [e.policy for e in solved if e.policy is not None]
    return [n for n in ("export_tax", "production_subsidy") if any(getattr(p, n) is not None for p in policies)]


def headline_of(solved: Mapping[Key, Equilibrium], moments: Sequence[Key], dim: str, labels: ArrayLike) -> xr.Dataset:
    """:data:`HEADLINE` of some equilibria along ``dim``, without building their other outcomes."""
    along = xr.DataArray(labels, dims=dim, name=dim)
    parts = {name: [getattr(solved[moment], name) for moment in moments] for name in HEADLINE}
    return xr.Dataset({name: xr.concat(values, dim=along, combine_attrs="override") for name, values in parts.items()})


def stacked_outcomes(
    solved: Mapping[Key, Equilibrium], moments: Sequence[Key], dim: str, labels: ArrayLike
) -> xr.Dataset:
    """Every outcome of some equilibria along ``dim``."""
    extras = _extras(solved.values())
    parts = [_outcomes(solved[m], extras) for m in moments]
    units = {name: value.attrs for name, value in parts[0].items()}
    stacked = xr.concat(parts, dim=xr.DataArray(labels, dims=dim, name=dim), join="exact")
    for name, attrs in units.items():
        stacked[name].attrs |= attrs
    return stacked


def ends_of(cases: Sequence[xr.Dataset], words: str) -> xr.Dataset:
    """The least and the greatest of the same variables in several datasets, as ``_lowest`` and ``_highest``."""
    together = xr.concat(cases, dim="case", combine_attrs="override", join="exact")
    lowest, highest = together.min("case", keep_attrs=True), together.max("case", keep_attrs=True)
    return xr.merge([named_for(lowest, "lowest", f"lowest {words}"), named_for(highest, "highest", f"highest {words}")])
