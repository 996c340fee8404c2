"""Fewer regions and sectors: what adds up is added, rates and elasticities are averaged, and what an average hides is told."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.aggregation_bias import bias_report
from tradetalks.data.checks import accepted_in, check_tables, refuse_impossible
from tradetalks.data.elasticities import SET_PARTS, SET_WORLD, set_attributes
from tradetalks.data.label_maps import LabelMap, Merging, read_label_map, unmerged
from tradetalks.data.plausibility import UnlikelyData, some, warn_of_doubts
from tradetalks.data.variables import REGIONAL, VARIABLES
from tradetalks.errors import AccountsError
from tradetalks.inputs import ANYTHING, checked

Array = np.ndarray
# The order of dimensions in which everything is added.
ORDER = ("importer", "exporter", "region", "input", "using_sector", "sector")
# Tables of amounts, which add up.
AMOUNTS = (
    *("flows", "intermediate_use", "final_use", "value_added"),
    *("population", "households", "employment"),
)
# Attributes about the tables that were merged and no longer about these: what a file hashes to, where it lies, what was doubted.
OF_THE_OLD = ("sha256", "folder", "file", "written_by", "unlikely")
# The attribute that says what was merged; JSON, since attributes of netCDF files are texts and numbers.
MERGED = "aggregation"


@checked(AccountsError, accounts=ANYTHING)
def aggregate(
    accounts: xr.Dataset, *, regions: LabelMap | None = None, sectors: LabelMap | None = None
) -> tuple[xr.Dataset, pd.DataFrame]:
    """The same world with fewer (or other) regions and sectors, and what the averages in it hide.

    Flows, use, value added and people are sums, so that every identity holds as before. The tariff of a merged cell is duties
    over imports, Σ t·M / Σ M (the mean of its rates where nothing is traded); trade among the members of a merged region stands
    on the diagonal, with the tariffs that they levy on each other. The trade elasticity of a merged sector is Σ w·θ / Σ w and its
    scale elasticity Σ w·θψ / Σ w·θ, which keeps θψ below 1, with the cross-border trade of the first table as weights w: they are
    kept, so that two steps give what one gives. A mark-up is profits over sales. Tariffs reach a merged sector where they reach
    any part of it.

    Args:
        accounts: labelled accounts, billion dollars a year and fractions.
        regions: new labels to lists of old ones, old labels to new ones, or the path of a YAML file; None leaves regions as they
            are. See :func:`tradetalks.data.label_maps.read_label_map`: countries in any spelling, groups (``EU27``), ``rest``.
        sectors: the same of sectors; one file may hold both.

    Returns:
        New accounts, checked, whose attributes ``aggregation`` (JSON: regions, sectors and weights of the first table) and
        ``aggregated_from`` say what was merged; and a table with one row for every cell in which an average hides something,
        see :func:`tradetalks.data.aggregation_bias.bias_report`.

    Raises:
        AccountsError: a map that does not fit, or accounts that fail their identities.

    Warns:
        UnlikelyData: sectors that tariffs reach merged with sectors that they do not.

    Notes:
        A named set of elasticities (:func:`tradetalks.with_elasticities`) of a shipped world still applies to what was merged
        from it: it is averaged in the same way.

    Source:
        Sums and trade-weighted rates as in the satellite accounts of input-output tables (Miller & Blair 2009, chapter 4.9);
        weights of elasticities as in Imbs & Méjean (2015).
    """
    check_tables(accounts)
    old = accounts.transpose(*ORDER, missing_dims="ignore")
    by_region = _merging(old, "region", regions)
    by_sector = _merging(old, "sector", sectors)
    weights = _trade_weights(old)
    tables = {name: _added(old, name, by_region, by_sector) for name in AMOUNTS if name in old}
    tables["tariff"] = _mean_tariff(old, tables["flows"], by_region, by_sector)
    traded_j = np.array([sum(weights[str(label)].values()) for label in old["sector"].values])
    tables |= _sector_averages(old, traded_j, by_sector)
    found = _dataset(tables, by_region, by_sector)
    found.attrs = _attributes(old, by_region, by_sector, weights)
    refuse_impossible(found)
    _warn(found, old, by_sector)
    return found, bias_report(old, found, by_region, by_sector, traded_j)


def _merging(accounts: xr.Dataset, kind: str, given: LabelMap | None) -> Merging:
    """The map, looked up in the labels of the accounts."""
    labels = [str(label) for label in accounts[kind].values]
    names = labels
    if f"{kind}_name" in accounts.coords:
        names = [str(name) for name in accounts[f"{kind}_name"].values]
    if given is None:
        return unmerged(labels, names)
    return read_label_map(given, kind, labels, names)


def _added(accounts: xr.Dataset, name: str, by_region: Merging, by_sector: Merging) -> Array:
    """The sums of a table over what is merged, along each of its dimensions."""
    table = accounts[name].values.astype(float)
    for axis, dim in enumerate(accounts[name].dims):
        table = add_along(table, axis, by_region if dim in REGIONAL else by_sector)
    return table


def add_along(table: Array, axis: int, merging: Merging) -> Array:
    """Sums of a table along one axis over the labels that become one."""
    first = np.moveaxis(table, axis, 0)
    added = np.zeros((len(merging.labels), *first.shape[1:]))
    np.add.at(added, list(merging.position), first)
    return np.moveaxis(added, 0, axis)


def _mean_tariff(
    accounts: xr.Dataset, flows: Float[Array, "N N J"], by_region: Merging, by_sector: Merging
) -> Float[Array, "N N J"]:
    """Duties over imports; where nothing is traded, the mean of the rates, of a country on itself left out."""
    rates, old_flows = accounts["tariff"].values.astype(float), accounts["flows"].values
    duties, counted = rates * old_flows, _foreign(len(rates), rates.shape[2])
    named, rates_added = counted.astype(float), np.where(counted, rates, 0.0)
    for axis, merging in enumerate((by_region, by_region, by_sector)):
        duties, named, rates_added = (add_along(table, axis, merging) for table in (duties, named, rates_added))
    plain = rates_added / np.maximum(named, 1.0)
    mean: Float[Array, "N N J"] = np.where(flows > 0, duties / np.where(flows > 0, flows, 1.0), plain)
    return mean


def _foreign(n: int, j: int) -> Array:
    """(n, n, j) Whether a cell is trade between two of the regions."""
    return np.broadcast_to(~np.eye(n, dtype=bool)[:, :, None], (n, n, j))


def _trade_weights(accounts: xr.Dataset) -> dict[str, dict[str, float]]:
    """By sector: cross-border trade of the sectors of the first table that it is made of, billion dollars a year."""
    if MERGED in accounts.attrs:
        told = json.loads(str(accounts.attrs[MERGED]))
        if set(told["sectors"]) == {str(label) for label in accounts["sector"].values}:
            trade = told["trade_busd"]
            return {new: {old: trade[old] for old in members} for new, members in told["sectors"].items()}
    flows = accounts["flows"].values
    traded = np.sum(flows, axis=(0, 1)) - np.einsum("nnj->j", flows)
    return {str(label): {str(label): float(w)} for label, w in zip(accounts["sector"].values, traded, strict=True)}


def _sector_averages(accounts: xr.Dataset, traded_j: Float[Array, " j"], by_sector: Merging) -> dict[str, Array]:
    """Elasticities, mark-ups and which sectors tariffs reach."""
    weight_j = average_weights(traded_j, by_sector)
    theta_j = accounts["trade_elasticity"].values.astype(float)
    theta = add_along(weight_j * theta_j, 0, by_sector)
    product = add_along(weight_j * theta_j * accounts["scale_elasticity"].values, 0, by_sector)
    reached = add_along(accounts["tradable"].values.astype(float), 0, by_sector)
    found = {"trade_elasticity": theta, "scale_elasticity": product / theta, "tradable": reached > 0}
    if "markup" in accounts:
        sales_j = average_weights(accounts["flows"].values.sum(axis=(0, 1)), by_sector)
        found["markup"] = add_along(sales_j * accounts["markup"].values, 0, by_sector)
    return found


def average_weights(size_j: Float[Array, " j"], by_sector: Merging) -> Float[Array, " j"]:
    """Weights that add up to 1 within each new sector: by size, equal where all sizes are 0."""
    position = list(by_sector.position)
    total, count = add_along(size_j, 0, by_sector)[position], add_along(np.ones_like(size_j), 0, by_sector)[position]
    weight_j: Float[Array, " j"] = np.where(total > 0, size_j / np.where(total > 0, total, 1.0), 1.0 / count)
    return weight_j


def _dataset(tables: Mapping[str, Array], by_region: Merging, by_sector: Merging) -> xr.Dataset:
    """The tables under their new labels, with units and meaning."""
    data = {}
    for name, (dims, units, long_name) in VARIABLES.items():
        if name in tables:
            about = {"units": units, "long_name": long_name}
            data[name] = (dims, tables[name], {key: text for key, text in about.items() if text})
    coords: dict[str, object] = {}
    for kind, merging, dims in (
        ("region", by_region, REGIONAL),
        ("sector", by_sector, ("sector", "input", "using_sector")),
    ):
        coords |= {dim: list(merging.labels) for dim in dims}
        coords[f"{kind}_name"] = (kind, list(merging.names))
    return xr.Dataset(data, coords)


def _attributes(
    accounts: xr.Dataset, by_region: Merging, by_sector: Merging, weights: Mapping[str, Mapping[str, float]]
) -> dict[str, object]:
    """What stays true of the table, and what was merged, in labels of the first table."""
    attrs = {key: value for key, value in accounts.attrs.items() if key not in OF_THE_OLD}
    told: dict[str, object] = {
        "regions": _composed(accounts, "region", by_region),
        "sectors": _composed(accounts, "sector", by_sector),
        "trade_busd": {old: trade for parts in weights.values() for old, trade in parts.items()},
    }
    attrs[MERGED] = json.dumps(told)
    attrs |= _matched(accounts, by_sector, weights)
    attrs.setdefault("aggregated_from", str(accounts.attrs.get("name", "accounts")))
    attrs.setdefault("aggregated_from_sha256", str(accounts.attrs.get("sha256", "")))
    notes = [*str(attrs.get("aggregation_notes", "")).splitlines(), *by_region.notes, *by_sector.notes]
    attrs["aggregation_notes"] = "\n".join(dict.fromkeys(notes))
    first = str(attrs["aggregated_from"]).removesuffix(", aggregated")
    attrs["name"] = f"{first}, aggregated"
    if "title" in attrs:
        title = str(attrs["title"]).partition(", aggregated to ")[0]
        attrs["title"] = f"{title}, aggregated to {len(by_region.labels)} regions and {len(by_sector.labels)} sectors"
    # Tariffs that the members of a merged region levy on each other are right.
    if len(set(by_region.position)) < len(by_region.position):
        attrs["accepted"] = " ".join(dict.fromkeys([*accepted_in(accounts), "own_tariffs"]))
    return attrs


def _matched(accounts: xr.Dataset, by_sector: Merging, weights: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """With which sectors of a shipped world the merged ones are matched, so that its sets of elasticities still apply."""
    known = set_attributes(accounts)
    if not known:
        return {}
    before = json.loads(known[SET_PARTS])
    labels = [str(label) for label in accounts["sector"].values]
    size_j = average_weights(np.array([sum(weights[label].values()) for label in labels]), by_sector)
    share = dict(zip(labels, size_j.tolist(), strict=True))
    parts: dict[str, dict[str, float]] = {}
    for new, members in by_sector.members(labels).items():
        parts[new] = {}
        for label in members:
            for sector, part in before[label].items():
                parts[new][sector] = parts[new].get(sector, 0.0) + share[label] * part
    return {SET_WORLD: known[SET_WORLD], SET_PARTS: json.dumps(parts)}


def _composed(accounts: xr.Dataset, kind: str, merging: Merging) -> dict[str, list[str]]:
    """The labels of the first table in every new one: of this step, after those of steps before."""
    labels = [str(label) for label in accounts[kind].values]
    before = {label: [label] for label in labels}
    if MERGED in accounts.attrs:
        told = json.loads(str(accounts.attrs[MERGED]))[f"{kind}s"]
        if set(told) == set(labels):
            before = told
    return {
        new: [old for label in members for old in before[label]] for new, members in merging.members(labels).items()
    }


def _warn(found: xr.Dataset, accounts: xr.Dataset, by_sector: Merging) -> None:
    """Say what is unlikely about the result, and which sectors are only in part reached by tariffs."""
    reached = accounts["tradable"].values.astype(float)
    some_j, all_j = (add_along(ones, 0, by_sector) for ones in (reached, np.ones_like(reached)))
    mixed = [label for label, part, whole in zip(by_sector.labels, some_j, all_j, strict=True) if 0 < part < whole]
    if mixed:
        warnings.warn(
            f"{some(mixed)} merges sectors that tariffs reach with sectors that they do not: tariffs now reach all of it",
            UnlikelyData,
            stacklevel=4,
        )
    doubts = warn_of_doubts(found, accepted_in(found), stacklevel=4, told=str(accounts.attrs.get("unlikely", "")))
    if doubts:
        found.attrs["unlikely"] = doubts
