"""Elasticities by name: published sets for the shipped worlds, each with its source, and what they must satisfy together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from tradetalks.data.checks import check_tables
from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import TEXT, argument

# Folder of the named sets.
FOLDER = FILES / "elasticities"
# Estimates of scale economies run from none (most models of trade policy) to those of Lashkaripour & Lugovskyy (2023), with
# which a country's loss from a trade war is five times as large. The middle is the default, the ends are shown beside it.
DEFAULT_SET = "LL2023_psi_half"
# Published trade elasticities from the lowest to the highest that are used for whole economies, all without scale economies.
TRADE_BAND = ("BLP2023_long", "uniform4", "CP2015_99_simulation")
# Attributes of accounts that are no shipped world and whose sectors are known by those of one: which world, and the weights of
# its sectors in each of theirs (JSON; fractions that add up to 1).
SET_WORLD, SET_PARTS = "elasticity_world", "elasticity_parts"
# How far averages of the same numbers differ by the order of their sums.
ROUNDING = 1e-12
# What the scale effects low, middle and high are, as shares of the published scale elasticities.
SCALE_SHARES = {"low": 0.0, "middle": 0.5, "high": 1.0}


def elasticity_sets() -> pd.DataFrame:
    """The named sets of elasticities: what they are, where they come from and how sure their numbers are.

    Returns:
        One row a set, indexed by its name: ``title``, ``source``, ``place`` (table of the source), ``doi``, ``status``
        (verified: read in the source; secondary: read in a transcription; memory: not read, check before use; constructed from
        others), ``scale_share`` (of the published scale elasticities that the set carries, 1) and ``note``.

    Source:
        ``data/files/elasticities/README.md`` says how sectors were matched.
    """
    return _table("sets").set_index("set")


def elasticities_of_world(world: str = "world2017") -> pd.DataFrame:
    """Every named set, sector by sector, for a shipped world.

    Args:
        world: name of a shipped world that has sectors of published estimates.

    Returns:
        Columns ``set``, ``sector``, ``trade_elasticity`` θ (of duty-inclusive expenditure shares, 1), ``scale_elasticity`` ψ
        (1), ``status`` and ``rule`` (which sectors of the source it is taken from).

    Raises:
        AccountsError: no sets for such a world.
    """
    if world not in _worlds():
        raise AccountsError(
            message(
                f"there are no named elasticities for {world!r}",
                expected=f"one of {', '.join(_worlds())}",
                do="give trade_elasticity and scale_elasticity by sector",
            )
        )
    return _table(world).copy()


def with_elasticities(accounts: xr.Dataset, name: str) -> xr.Dataset:
    """The same accounts with the trade and scale elasticities of a named set.

    Args:
        accounts: of a shipped world, merged from one, or made of an official table whose industries are matched to one.
        name: of :func:`elasticity_sets`.

    Returns:
        New accounts; attributes ``elasticities`` (the name), ``elasticities_source``, ``elasticities_status`` and
        ``scale_share`` (of the published scale elasticities, 1) say where the numbers come from.

    Raises:
        AccountsError: no such set, none of it for this world, or accounts of one's own, whose sectors no set is matched to.
    """
    check_tables(accounts)
    argument("with_elasticities", "name", name, TEXT, AccountsError)
    sets = elasticity_sets()
    if name not in sets.index:
        raise AccountsError(
            message(
                f"there is no set of elasticities {name!r}",
                details=[suggestion(str(name), sets.index)],
                expected="a name of tradetalks.elasticity_sets()",
                do="give elasticities of your own by sector instead",
            )
        )
    if not has_named_sets(accounts):
        raise AccountsError(
            message(
                f"the set of elasticities {name!r} does not fit these accounts",
                expected=f"a shipped world: {', '.join(_worlds())}",
                got=str(accounts.attrs.get("name", "accounts of your own")),
                do="write the elasticities into sectors.csv, or give them by sector",
            )
        )
    world, _ = _parts(accounts)
    table = _table(world)
    if not (table["set"] == name).any():
        raise AccountsError(
            message(
                f"{world} has no rows of the set of elasticities {name!r}",
                expected=f"one of {', '.join(dict.fromkeys(table['set']))}",
            )
        )
    found = accounts.copy()
    for variable, values in _of_set(accounts, name).items():
        found[variable] = accounts[variable].copy(data=values)
    facts = sets.loc[name].to_dict()
    return found.assign_attrs(
        elasticities=name,
        elasticities_source=f"{facts['source']}, {facts['place']} ({facts['status']})",
        elasticities_status=str(facts["status"]),
        scale_share=float(str(facts["scale_share"])),
    )


def has_named_sets(accounts: xr.Dataset) -> bool:
    """Whether the sectors of these accounts are those of a shipped world with named sets."""
    if SET_PARTS in accounts.attrs:
        return True
    # A shipped world says what its files hash to; what is read from a folder or a file of one's own says which.
    shipped = "sha256" in accounts.attrs and not {"folder", "file"} & set(accounts.attrs)
    return shipped and accounts.attrs.get("name") in _worlds()


def set_attributes(accounts: xr.Dataset) -> dict[str, str]:
    """The attributes that tell with which sectors of which shipped world these are matched; none where nothing is known."""
    if not has_named_sets(accounts):
        return {}
    world, parts = _parts(accounts)
    return {SET_WORLD: world, SET_PARTS: json.dumps(parts)}


def average_elasticities(
    parts: Mapping[str, Mapping[str, float]], theta: Mapping[str, float], psi: Mapping[str, float]
) -> dict[str, NDArray[np.float64]]:
    """θ = Σ p·θ and ψ = Σ p·θψ / Σ p·θ, which keeps θψ below 1.

    Args:
        parts: by new sector, the weights of old ones; fractions that add up to 1.
        theta: trade elasticity of every old sector, 1.
        psi: scale elasticity of every old sector, 1.

    Returns:
        (j,) ``trade_elasticity`` and ``scale_elasticity`` of the new sectors.
    """
    trade, scale = [], []
    for weights in parts.values():
        if len(weights) == 1:
            # As published, without the rounding of a product divided again.
            (only,) = weights
            trade.append(theta[only])
            scale.append(psi[only])
            continue
        mean = sum(p * theta[old] for old, p in weights.items())
        trade.append(mean)
        scale.append(sum(p * theta[old] * psi[old] for old, p in weights.items()) / mean)
    return {"trade_elasticity": np.array(trade, float), "scale_elasticity": np.array(scale, float)}


def _parts(accounts: xr.Dataset) -> tuple[str, dict[str, dict[str, float]]]:
    """The world of the sets, and the weights of its sectors in those of the accounts."""
    if SET_PARTS in accounts.attrs:
        return str(accounts.attrs[SET_WORLD]), json.loads(str(accounts.attrs[SET_PARTS]))
    return str(accounts.attrs["name"]), {str(label): {str(label): 1.0} for label in accounts["sector"].values}


def _of_set(accounts: xr.Dataset, name: str) -> dict[str, NDArray[np.float64]]:
    """The elasticities of a set for the sectors of the accounts, in order."""
    world, parts = _parts(accounts)
    theta, psi = _by_sector(world, name)
    in_order = {str(label): parts[str(label)] for label in accounts["sector"].values}
    return average_elasticities(in_order, theta, psi)


@cache
def _by_sector(world: str, name: str) -> tuple[dict[str, float], dict[str, float]]:
    """θ and ψ of a set by sector of the world, looked up once: a band asks for each set some ten times."""
    table = _table(world)
    rows = table[table["set"] == name]
    theta, psi = (
        dict(zip(rows["sector"].astype(str), rows[variable].astype(float), strict=True))
        for variable in ("trade_elasticity", "scale_elasticity")
    )
    return theta, psi


def published_scale(accounts: xr.Dataset) -> NDArray[np.float64]:
    """(j,) The scale elasticities of which those of the accounts are a share: twice theirs where a set carries half of them.

    Accounts of one's own, those changed since, and sets that carry all of them, are their own; none stay none.
    """
    psi = np.asarray(accounts["scale_elasticity"].values, float)
    share = float(accounts.attrs.get("scale_share", 1.0)) or 1.0
    if share == 1 or not has_named_sets(accounts):
        return psi
    named = _of_set(accounts, str(accounts.attrs["elasticities"]))["scale_elasticity"]
    if not np.allclose(psi, named, rtol=ROUNDING, atol=0):
        # Somebody has put in elasticities of their own.
        return psi
    return psi / share


def copied_share(accounts: xr.Dataset) -> tuple[str, float] | None:
    """The set of which the scale elasticities of tables of one's own are a copy, where it carries a part of what is published.

    Args:
        accounts: of tables of one's own; their sectors may be some of a shipped world's.

    Returns:
        The name of the set and its share; None where they are no such copy, or it is known of what they are a share.
    """
    if has_named_sets(accounts):
        return None
    psi = dict(
        zip(accounts["sector"].values.astype(str), accounts["scale_elasticity"].values.astype(float), strict=True)
    )
    sets = elasticity_sets()
    parts = sets[(sets["scale_share"] > 0) & (sets["scale_share"] < 1)]
    for world in _worlds():
        table = elasticities_of_world(world)
        for name, share in parts["scale_share"].items():
            of_set = table[table["set"] == name].set_index("sector")["scale_elasticity"].astype(float)
            if set(psi) <= set(of_set.index) and any(psi.values()):
                named = of_set[list(psi)].to_numpy()
                if np.allclose(list(psi.values()), named, rtol=ROUNDING, atol=0):
                    return str(name), float(share)
    return None


def scale_is_bounded(theta: ArrayLike, psi: ArrayLike) -> NDArray[np.bool_]:
    """θψ < 1: whether economies of scale are weak enough for an industry to have one size.

    By E3 and E4 an industry that grows by 1 percent gets cheaper by ψ percent and its sales rise by θψ percent. At θψ = 1
    any size supports itself; above, the industry ends in one country or vanishes.

    Args:
        theta: trade elasticities, 1; a number or one a sector.
        psi: scale elasticities, 1; a number or one a sector.

    Returns:
        One truth a sector, False where a number is missing.

    Source:
        E3 and E4 of ``docs/model.md``; θψ → 1 from below is the multi-sector Krugman model of Costinot &
        Rodríguez-Clare (2014).
    """
    product = np.multiply(theta, psi, dtype=float)
    return np.asarray(product < 1)


@cache
def _table(name: str) -> pd.DataFrame:
    """A table of the folder, read once: a run asks for it some twenty times."""
    return pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False)


@cache
@cache
def _worlds() -> tuple[str, ...]:
    """The shipped worlds whose sectors the sets are matched to."""
    return tuple(sorted(file.stem for file in FOLDER.glob("world*.csv")))
