"""A small made-up file of BACI, with the trade of accounts in it: to try the reader, to test it, to teach with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.countries import find_country, find_group
from tradetalks.data.products.matching import products_of_accounts
from tradetalks.errors import TariffError, message
from tradetalks.inputs import Bound, argument, checked
from tradetalks.inputs.places import countries

# A country that stands for each region of several countries.
STANDS_FOR = {"EU": "DEU", "SEA": "THA", "ROW": "AUS"}
# CEPII's own numbers, where they are not those of ISO 3166-1.
NUMBERS = {"USA": 842, "FRA": 251, "CHE": 757, "NOR": 579, "IND": 699, "TWN": 490}
ISO_NUMBERS = {
    "AUS": 36, "BRA": 76, "CAN": 124, "CHN": 156, "DEU": 276, "GBR": 826, "JPN": 392, "KOR": 410, "MEX": 484, "THA": 764,
    "VNM": 704,
}  # fmt: skip
VERSION = "V202501"
# How unequal products of a sector are: the standard deviation of logs, about that of trade by product.
SPREAD = 1.5
# Share of products of a sector that a pair of countries trades.
TRADED = 0.7
# Thousands of dollars in a billion.
THOUSANDS = 1e6
A_FEW = Bound(low=1, whole=True, means="products of a sector")
SEED = Bound(whole=True, means="a seed of random numbers")


@checked(TariffError)
def write_small_baci(
    accounts: xr.Dataset, folder: str | Path, *, products: int = 5, seed: int = 0, factor: float = 1.0
) -> Path:
    """Two files as CEPII publishes them, whose flows add up to the trade of ``accounts`` between regions, by made-up products.

    Args:
        accounts: ``world2022``, ``world2017`` or others whose sectors are matched to products.
        folder: where they are written; made if it is not there.
        products: at most so many codes of HS 2022 in each sector.
        seed: of the random numbers; the same seed gives the same files.
        factor: what all values are multiplied by.

    Returns:
        The path to give to :func:`tradetalks.read_baci`; the table of countries stands beside it.

    Raises:
        TariffError: regions that no country stands for, or sectors that are not matched to products.
    """
    argument("write_small_baci", "products", products, A_FEW, TariffError)
    argument("write_small_baci", "seed", seed, SEED, TariffError)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    numbers = _numbers([str(label) for label in accounts["region"].values])
    codes = _codes(accounts, products)
    rows = _rows(accounts, numbers, codes, np.random.default_rng(seed), factor)
    year = int(accounts.attrs.get("year", 2022))
    table = pd.DataFrame(rows, columns=["i", "j", "k", "v"])
    table.insert(0, "t", year)
    table["q"] = "       NA"
    path = folder / f"BACI_HS22_Y{year}_{VERSION}.csv"
    table.to_csv(path, index=False)
    _countries(numbers).to_csv(folder / f"country_codes_{VERSION}.csv", index=False)
    return path


def _numbers(regions: list[str]) -> dict[str, tuple[int, str]]:
    """The number and the code of three letters of the country that stands for each region."""
    found: dict[str, tuple[int, str]] = {}
    for label in regions:
        code = STANDS_FOR.get(label) or find_country(label)
        group = find_group(label)
        if label not in STANDS_FOR and group is not None:
            code = group.members[0]
        number = NUMBERS.get(code or "") or ISO_NUMBERS.get(code or "")
        if code is None or number is None:
            title = f"write_small_baci: no country stands for region {label}"
            raise TariffError(
                message(title, expected=f"regions among {', '.join([*STANDS_FOR, *NUMBERS, *ISO_NUMBERS])}")
            )
        found[label] = (number, code)
    return found


def _codes(accounts: xr.Dataset, products: int) -> dict[str, list[str]]:
    """So many codes of every sector, evenly spaced among all of them."""
    found: dict[str, list[str]] = {}
    for code, sector in sorted(products_of_accounts(accounts).sectors.items()):
        found.setdefault(sector, []).append(code)
    return {sector: all_of_it[:: -(-len(all_of_it) // products)] for sector, all_of_it in found.items()}


def _rows(
    accounts: xr.Dataset,
    numbers: dict[str, tuple[int, str]],
    codes: dict[str, list[str]],
    rng: np.random.Generator,
    factor: float,
) -> list[tuple[int, int, str, float]]:
    """Exporter, importer, product and thousands of dollars of every flow."""
    rows = []
    flows = accounts["flows"]
    for sector, names in codes.items():
        for importer, (buyer, _) in numbers.items():
            for exporter, (seller, _) in numbers.items():
                value = float(flows.sel(importer=importer, exporter=exporter, sector=sector))
                if importer == exporter or value <= 0:
                    continue
                share = rng.lognormal(0.0, SPREAD, len(names)) * (rng.random(len(names)) < TRADED)
                share[rng.integers(len(names))] += 1.0
                thousands = factor * THOUSANDS * value * share / share.sum()
                rows += [(seller, buyer, code, v) for code, v in zip(names, thousands.tolist(), strict=True) if v > 0]
    return rows


def _countries(numbers: dict[str, tuple[int, str]]) -> pd.DataFrame:
    """The table of countries as CEPII writes it."""
    names = countries()
    rows = [(number, names.get(code, code), code[:2], code.replace("TWN", "S19")) for number, code in numbers.values()]
    return pd.DataFrame(rows, columns=["country_code", "country_name", "country_iso2", "country_iso3"])
