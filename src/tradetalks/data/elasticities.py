"""Elasticities by name: published sets for the shipped worlds, each with its source, and what they must satisfy together."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from tradetalks.data.paths import FILES
from tradetalks.errors import AccountsError, message, suggestion

# Folder of the named sets.
FOLDER = FILES / "elasticities"
# Estimates of scale economies run from none (most models of trade policy) to those of Lashkaripour & Lugovskyy (2023), with
# which a country's loss from a trade war is five times as large. The middle is the default, the ends are shown beside it.
DEFAULT_SET = "LL2023_psi_half"
# Published trade elasticities from the lowest to the highest that are used for whole economies, all without scale economies.
TRADE_BAND = ("BLP2023_long", "uniform4", "CP2015_99_simulation")
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
        accounts: of a shipped world.
        name: of :func:`elasticity_sets`.

    Returns:
        New accounts; attributes ``elasticities`` (the name), ``elasticities_source``, ``elasticities_status`` and
        ``scale_share`` (of the published scale elasticities, 1) say where the numbers come from.

    Raises:
        AccountsError: no such set, none of it for this world, or accounts of one's own, whose sectors no set is matched to.
    """
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
    world = str(accounts.attrs["name"])
    table = elasticities_of_world(world)
    rows = table[table["set"] == name].set_index("sector")
    if rows.empty:
        raise AccountsError(
            message(
                f"{world} has no rows of the set of elasticities {name!r}",
                expected=f"one of {', '.join(dict.fromkeys(table['set']))}",
            )
        )
    rows = rows.loc[list(accounts["sector"].values)]
    found = accounts.copy()
    for variable in ("trade_elasticity", "scale_elasticity"):
        found[variable] = accounts[variable].copy(data=rows[variable].to_numpy(float))
    facts = sets.loc[name].to_dict()
    return found.assign_attrs(
        elasticities=name,
        elasticities_source=f"{facts['source']}, {facts['place']} ({facts['status']})",
        elasticities_status=str(facts["status"]),
        scale_share=float(str(facts["scale_share"])),
    )


def has_named_sets(accounts: xr.Dataset) -> bool:
    """Whether the sectors of these accounts are those of a shipped world with named sets."""
    # A shipped world says what its files hash to; what is read from a folder or a file of one's own says which.
    shipped = "sha256" in accounts.attrs and not {"folder", "file"} & set(accounts.attrs)
    return shipped and accounts.attrs.get("name") in _worlds()


def published_scale(accounts: xr.Dataset) -> NDArray[np.float64]:
    """(j,) The scale elasticities of which those of the accounts are a share: twice theirs where a set carries half of them.

    Accounts of one's own, those changed since, and sets that carry all of them, are their own; none stay none.
    """
    psi = np.asarray(accounts["scale_elasticity"].values, float)
    share = float(accounts.attrs.get("scale_share", 1.0)) or 1.0
    if share == 1 or not has_named_sets(accounts):
        return psi
    table = elasticities_of_world(str(accounts.attrs["name"]))
    named = table.loc[table["set"] == accounts.attrs["elasticities"], "scale_elasticity"].to_numpy(float)
    if not np.array_equal(psi, named):
        # Somebody has put in elasticities of their own.
        return psi
    return psi / share


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
def _worlds() -> tuple[str, ...]:
    """The shipped worlds whose sectors the sets are matched to."""
    return tuple(sorted(file.stem for file in FOLDER.glob("world*.csv")))
