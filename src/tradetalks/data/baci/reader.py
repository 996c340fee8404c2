"""BACI as CEPII publishes it: flows of a year by exporter, importer and product of six digits, thousands of dollars, fob."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Bool, Float, Int

from tradetalks.data.baci.country_table import codes_of_countries
from tradetalks.data.baci.places import left_out, placed_codes, regions_of_countries
from tradetalks.data.products.codes import SUBHEADING
from tradetalks.data.products.flows import ProductFlows
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs import checked

Array = np.ndarray
# Year, exporter, importer, product, value; the file has a quantity q besides.
COLUMNS = ("t", "i", "j", "k", "v")
# Of the numbers of the file, thousands of dollars: billions.
THOUSAND = 1e-6
# How far the trade of a file may be from that of the accounts, as a ratio: a thousand is one of units, not of years or sources.
UNITS = 50.0
# Problems that a message lists, a screenful, and letters of a cell in one.
SHOWN, CELL = 20, 40
# Codes are at most this number.
LARGEST_CODE = 999_999


@checked(TariffError)
def read_baci(
    path: str | Path,
    accounts: xr.Dataset,
    *,
    countries: str | Path | None = None,
    regions: Mapping[str, str] | None = None,
    sectors: Mapping[str, str] | None = None,
) -> ProductFlows:
    """A file of BACI in the regions and sectors of accounts, products told apart by six digits.

    Args:
        path: ``BACI_HS22_Y2022_V202501.csv`` or another of its files, unpacked: columns t, i, j, k, v, q.
        accounts: from :func:`tradetalks.load_world` or of one's own; sectors made of industries of ISIC revision 4.
        countries: ``country_codes_V202501.csv``; None looks for it beside ``path``.
        regions: the region of countries that would be placed elsewhere, by code of three letters.
        sectors: the sector of codes that would be placed elsewhere; with all codes, sectors may be anything.

    Returns:
        Flows in billion dollars a year, which :func:`tradetalks.product_economy` scales to the trade of the accounts;
        ``left_out`` says what has no place (trade inside regions, codes of no industry), ``notes`` what was assumed.

    Raises:
        TariffError: no such file, other columns, cells that are no numbers or below 0, a flow given twice, several years, country
            codes that are not in the table, regions without any trade, values that are not in thousands.

    Source:
        Gaulier & Zignago (2010), BACI: International Trade Database at the Product-Level, CEPII Working Paper 2010-23; Etalab
        licence 2.0.
    """
    path = Path(path)
    rows = _read(path)
    used = sorted(set(rows["i"].unique().tolist()) | set(rows["j"].unique().tolist()))
    codes = codes_of_countries(path, countries, used)
    region_of = regions_of_countries(accounts, set(codes.values()), regions)
    labels = tuple(str(label) for label in accounts["region"].values)
    at = {code: labels.index(region_of[iso]) for code, iso in codes.items()}
    exporter_f, importer_f = (_mapped(rows[column], at) for column in ("i", "j"))
    product_f, numbers = pd.factorize(rows["k"], sort=True)
    products = [f"{int(number):0{SUBHEADING}d}" for number in numbers]
    sector_of, older = placed_codes(accounts, products, sectors)
    placed_p = np.array([sector_of[code] != "" for code in products])
    value_f = rows["v"].to_numpy(float) * THOUSAND
    inside = importer_f == exporter_f
    placed = placed_p[product_f]
    kept = ~inside & placed & (value_f > 0)
    flows = _summed(labels, products, importer_f[kept], exporter_f[kept], product_f[kept], value_f[kept])
    flows = dataclasses.replace(
        flows,
        sectors=tuple(sector_of[code] for code in flows.products),
        left_out=left_out(
            [
                ("trade inside regions", int(inside.sum()), float(value_f[inside].sum())),
                _unplaced(value_f, ~placed & ~inside),
            ]
        ),
        notes=_notes(older, product_f, value_f, products),
    )
    _check_against(path.name, flows, accounts)
    return flows


def _read(path: Path) -> pd.DataFrame:
    """The columns of a file as numbers.

    Raises:
        TariffError: no file, other columns, cells that are none, values below 0, several years, flows of a country with itself
            or given twice.
    """
    if not path.is_file():
        raise TariffError(message(f"there is no file {path}", expected="a csv file of BACI, unpacked from its zip"))
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline(1000).strip()
    names = [name.strip().strip('"') for name in header.split(",")]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        title = f"{path.name}:1 has no column {', '.join(missing)}"
        raise TariffError(message(title, expected=f"{', '.join(COLUMNS)}, q", got=shortened(header, 160)))
    types = dict.fromkeys(COLUMNS[:-1], np.int32) | {"v": np.float64}
    try:
        rows = pd.read_csv(path, usecols=list(COLUMNS), dtype=types, skipinitialspace=True, encoding="utf-8-sig")
    except (ValueError, OverflowError, pd.errors.ParserError):
        raise _unreadable(path) from None
    if rows.empty:
        raise TariffError(message(f"{path.name} has no row below its header", expected="a row a flow"))
    _refuse_rows(path.name, rows)
    return rows


def _unreadable(path: Path) -> TariffError:
    """The error of a file with cells that are no numbers, by line; read again as text, in pieces."""
    problems: list[str] = []
    try:
        pieces = pd.read_csv(
            path,
            usecols=list(COLUMNS),
            dtype=str,
            keep_default_na=False,
            chunksize=1_000_000,
            encoding_errors="replace",
        )
        for piece in pieces:
            for column in COLUMNS:
                number = pd.to_numeric(piece[column].str.strip(), errors="coerce")
                bad = number.isna() | ((column != "v") & (number % 1 != 0)) | (number.abs() > np.iinfo(np.int32).max)
                problems += [
                    f"{path.name}:{row + 2}: {column} is {shortened(str(piece.at[row, column]), CELL)!r}; expected a number"
                    for row in piece.index[bad][:SHOWN].tolist()
                ]
    except pd.errors.ParserError as error:
        problems.append(shortened(" ".join(str(error).split()), 160))
    return TariffError(message(f"{path.name} cannot be read", details=listed(problems, SHOWN, indent="")))


def _refuse_rows(name: str, rows: pd.DataFrame) -> None:
    years = rows["t"].unique()
    if len(years) > 1:
        shown = ", ".join(map(str, sorted(years.tolist())[:SHOWN]))
        raise TariffError(message(f"{name} has several years: {shown}", expected="the file of one year"))
    value_f = rows["v"].to_numpy(float)
    code_f = rows["k"].to_numpy()
    checks = (
        (~(value_f >= 0) | ~np.isfinite(value_f), "v", "thousands of dollars, 0 or more"),
        ((code_f < 1) | (code_f > LARGEST_CODE), "k", "a product code of six digits"),
        ((rows["i"] == rows["j"]).to_numpy(), "j", "another country than the exporter i"),
    )
    problems: list[str] = []
    for bad, column, expected in checks:
        problems += [
            f"{name}:{row + 2}: {column} is {rows[column].iloc[row]}; expected {expected}"
            for row in np.flatnonzero(bad)[:SHOWN].tolist()
        ]
    twice = _twice(rows)
    problems += [
        f"{name}:{row + 2}: exporter {rows['i'].iloc[row]}, importer {rows['j'].iloc[row]}, product "
        f"{rows['k'].iloc[row]:0{SUBHEADING}d} was given before"
        for row in twice[:SHOWN].tolist()
    ]
    if problems:
        raise TariffError(message(f"{name} cannot be used", details=listed(problems, SHOWN, indent="")))


def _twice(rows: pd.DataFrame) -> Int[Array, " k"]:
    """Rows whose exporter, importer and product stood before."""
    # Codes of countries have at most three digits, of products six.
    key = (rows["i"].astype(np.int64) * 1_000_000 + rows["j"]) * 1_000_000 + rows["k"]
    found: Int[Array, " k"] = np.flatnonzero(key.duplicated())
    return found


def _mapped(codes: pd.Series[int], at: Mapping[int, int]) -> Int[Array, " f"]:
    """Positions of regions by codes of countries."""
    table = np.full(max(at) + 1, -1, np.int32)
    table[list(at)] = list(at.values())
    found: Int[Array, " f"] = table[codes.to_numpy()]
    return found


def _summed(
    labels: tuple[str, ...],
    products: list[str],
    importer_f: Int[Array, " f"],
    exporter_f: Int[Array, " f"],
    product_f: Int[Array, " f"],
    value_f: Float[Array, " f"],
) -> ProductFlows:
    """Flows between regions: those of their countries added up; products without any left out."""
    n, p = len(labels), len(products)
    key_f = (importer_f.astype(np.int64) * n + exporter_f) * p + product_f
    order = np.argsort(key_f, kind="stable")
    keys = key_f[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    if not starts.size:
        raise TariffError(message("no trade between regions of these accounts is in the file"))
    sums = np.add.reduceat(value_f[order], starts)
    keys = keys[starts]
    met, at = np.unique(keys % p, return_inverse=True)
    return ProductFlows(
        regions=labels,
        products=tuple(products[k] for k in met),
        sectors=("",) * len(met),
        importer_f=(keys // p // n).astype(np.int32),
        exporter_f=(keys // p % n).astype(np.int32),
        product_f=at.astype(np.int32),
        value_f=sums,
    )


def _unplaced(value_f: Float[Array, " f"], rows: Bool[Array, " f"]) -> tuple[str, int, float]:
    what = "products of no sector: chapters 98 and 99, and codes torn between sectors"
    return what, int(rows.sum()), float(value_f[rows].sum())


def _notes(
    older: list[str], product_f: Int[Array, " f"], value_f: Float[Array, " f"], products: list[str]
) -> tuple[str, ...]:
    """What was assumed of codes of other revisions than HS 2022."""
    if not older:
        return ()
    value_p = np.bincount(product_f, value_f, len(products))
    share = value_p[[products.index(code) for code in older]].sum() / value_p.sum()
    example = ", ".join(older[:3])
    return (
        f"{len(older)} codes ({example}) are none of HS 2022, {100 * share:.1f} percent of the trade: placed in the sector of "
        "most codes of their heading",
    )


def _check_against(name: str, flows: ProductFlows, accounts: xr.Dataset) -> None:
    """Refuse a file of other units than thousands, and regions that it lacks.

    Raises:
        TariffError: the trade of the file is no trade of these accounts.
    """
    n = len(flows.regions)
    traded_n = np.bincount(flows.importer_f, flows.value_f, n) + np.bincount(flows.exporter_f, flows.value_f, n)
    without = [flows.regions[k] for k in np.flatnonzero(traded_n == 0)]
    if without:
        title = f"{name} has no trade of {', '.join(without[:SHOWN])}"
        raise TariffError(
            message(
                title, expected="flows of every region of the accounts", do="say which countries they are: regions=..."
            )
        )
    sectors = [str(label) for label in accounts["sector"].values if str(label) in set(flows.sectors)]
    world_ni = accounts["flows"].transpose("importer", "exporter", "sector").sel(sector=sectors).values.sum(axis=2)
    pairs = np.zeros((n, n), bool)
    pairs[flows.importer_f, flows.exporter_f] = True
    ratio = float(flows.value_f.sum() / world_ni[pairs].sum())
    if 1 / UNITS <= ratio <= UNITS:
        return
    words = "dollars" if ratio > 1 else "millions"
    raise TariffError(
        message(
            f"values in {name} are not in thousands of dollars",
            expected=f"about {world_ni[pairs].sum():,.0f} billion dollars a year, the trade of the accounts",
            got=f"{flows.value_f.sum():,.3g} if they were: {ratio:,.2g} times as much",
            do=f"are they {words}? BACI gives thousands; convert column v",
        )
    )
