"""Worlds that ship with the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from tradetalks.data.accounts import build_accounts
from tradetalks.data.elasticities import DEFAULT_SET, with_elasticities
from tradetalks.data.paths import FILES
from tradetalks.data.read import COLUMNS, read_accounts
from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import TEXT, Bound, Maybe, argument

# What the shipped tables are, whom to cite for them, and where the numbers of people come from, which is shown wherever they are
# used.
WORLD2017 = {
    "name": "world2017",
    "title": "7 regions and 23 sectors, 2017, balanced",
    "year": 2017,
    "source": (
        "OECD Inter-Country Input-Output tables (trade, input use, value added, 2017); WITS applied tariffs; "
        "aggregated and rebalanced to six significant digits"
    ),
    "citation": (
        "OECD, Inter-Country Input-Output tables; World Bank, World Integrated Trade Solution; Ju, Ma, Wang & Zhu "
        "(2024), Journal of Monetary Economics"
    ),
    "population_source": "World Bank, World Development Indicators, 2017",
    "households_source": "national censuses and surveys, 2017, rounded, from memory and not checked",
}
WORLD2022 = {
    "name": "world2022",
    "title": "15 regions and 28 sectors, 2022, balanced",
    "year": 2022,
    "source": (
        "OECD Inter-Country Input-Output tables (goods flows, output and total services trade of 2022 merged; input use and "
        "value added of 2020 balanced to them); United States tariffs: duties collected in 2024, US Census; other tariffs: "
        "Global Tariff Database, 2021, repaired with WITS"
    ),
    "citation": (
        "OECD, Inter-Country Input-Output tables (CC BY 4.0); Teti, Global Tariff Database; World Bank, World Integrated Trade "
        "Solution; US Census Bureau"
    ),
    "population_source": "World Bank, World Development Indicators, 2022; Taiwan from memory",
    "households_source": "national censuses and surveys, 2022, rounded, from memory and not checked",
}
# Worlds that are folders of tables.
TABLES = {str(world["name"]): world for world in (WORLD2017, WORLD2022)}
# What the parameters of the toy world may be.
ABOVE_0 = Bound(above=True)
PROPER_SHARE = Bound(high=1.0, above=True, below=True, means="a share: 20 % is 0.2")
# Year 0: of no year.
TOY = {
    "name": "toy",
    "title": "two countries, one good, closed form",
    "year": 0,
    "source": "made up, with a closed form",
    "citation": "tradetalks",
}


def available_worlds() -> dict[str, str]:
    """The shipped worlds.

    Returns:
        Title of each world by name; the names are those that :func:`load_world` takes. Sources and units stand in the
        attributes of the accounts (billion dollars a year, fractions).
    """
    return {str(world["name"]): str(world["title"]) for world in (*TABLES.values(), TOY)}


def load_world(name: str = "world2017", *, elasticities: str | None = None) -> xr.Dataset:
    """Balanced, labelled accounts of a shipped world.

    Args:
        name: ``world2017`` (7 regions, 23 sectors, 17 of them goods; the default, on which the record of 2018 to 2020 rests),
            ``world2022`` (15 regions, 28 sectors, 22 of them goods; where a scenario names no baseline it is this one) or ``toy``
            (see :func:`toy_world`).
        elasticities: a named set of :func:`tradetalks.elasticity_sets`; None is ``LL2023_psi_half``, the trade elasticities of
            Lashkaripour & Lugovskyy (2023) with half of their scale elasticities.

    Returns:
        Dataset of :data:`tradetalks.data.variables.VARIABLES`: values in billion dollars a year, tariffs as fractions,
        with source and citation in its attributes, and where its elasticities come from.

    Raises:
        AccountsError: no such world, no such set, or a set for a world that has none.

    Source:
        ``world2017``: OECD, Inter-Country Input-Output tables; World Bank, World Integrated Trade Solution; arranged as in Ju,
        Ma, Wang & Zhu (2024). ``world2022``: OECD, Inter-Country Input-Output tables, in part inferred (``docs/worlds.md``).
    """
    argument("load_world", "name", name, TEXT, AccountsError)
    argument("load_world", "elasticities", elasticities, Maybe(TEXT), AccountsError)
    if name == "toy":
        if elasticities is not None:
            return with_elasticities(toy_world(), elasticities)
        return toy_world()
    if name not in TABLES:
        raise AccountsError(
            message(
                f"there is no shipped world {name!r}",
                details=[suggestion(name, available_worlds())],
                do="for your own tables use tradetalks.read_accounts(folder)",
            )
        )
    folder = FILES / name
    accounts = read_accounts(folder, attrs={**TABLES[name], "sha256": folder_hash(folder, COLUMNS)})
    return with_elasticities(accounts, elasticities or DEFAULT_SET)


def folder_hash(folder: Path, names: Iterable[str]) -> str:
    """SHA-256 over the named files of a folder, in order."""
    digest = hashlib.sha256()
    for file in sorted(names):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()


def toy_world(*, size_ratio: float = 1.0, import_share: float = 0.2, theta: float = 4.0) -> xr.Dataset:
    """Two countries, one good, labour only, balanced free trade (Armington), with a closed form.

    Closing trade changes real income of HOME by π_nn^(1/θ) − 1, with own share π_nn = 1 − ``import_share``; ABROAD imports
    the same value.

    Args:
        size_ratio: income of ABROAD over that of HOME; HOME earns 100 billion dollars a year.
        import_share: share of imports in the expenditure of the smaller country, a fraction.
        theta: trade elasticity.

    Returns:
        Dataset of :data:`tradetalks.data.variables.VARIABLES`, billion dollars a year.

    Source:
        Arkolakis, Costinot & Rodríguez-Clare (2012).
    """
    size_ratio = argument("toy_world", "size_ratio", size_ratio, ABOVE_0, AccountsError)
    import_share = argument("toy_world", "import_share", import_share, PROPER_SHARE, AccountsError)
    theta = argument("toy_world", "theta", theta, ABOVE_0, AccountsError)
    income = np.array([100.0, 100.0 * size_ratio])
    trade = import_share * income.min()
    flows = np.array([[income[0] - trade, trade], [trade, income[1] - trade]])[:, :, None]
    return build_accounts(
        regions=["HOME", "ABROAD"],
        sectors=["GOOD"],
        flows_nij=flows,
        tariff_nij=np.zeros_like(flows),
        use_nkj=np.zeros((2, 1, 1)),
        final_nj=income[:, None],
        value_added_nj=income[:, None],
        theta_j=np.array([theta]),
        attrs=TOY,
        # Whoever names the parameters of a closed form means them.
        accept=("dispersion", "home_shares", "size"),
    )
