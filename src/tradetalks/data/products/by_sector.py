"""Rates of products as rates of sectors: the average over trade, how much of it the products cover, and what an average hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tradetalks.data.countries import find_country
from tradetalks.data.products.codes import CHAPTER, HEADING, SUBHEADING, BadCode, read_code
from tradetalks.data.products.concordance import UNCOVERED, six_digit_codes, six_digit_industries
from tradetalks.data.products.matching import products_of_accounts, products_of_world
from tradetalks.data.products.weights import product_weights
from tradetalks.data.region_names import RegionNames
from tradetalks.data.worlds import available_worlds, load_world
from tradetalks.errors import TariffError, listed, message
from tradetalks.inputs import ProductLabels, checked

Array = NDArray[np.float64]

# What a table of rates by product needs.
NEEDED = ("importer", "exporter", "product", "rate")
COLUMNS = (
    "importer", "exporter", "sector", "rate", "covered", "in_part", "uniform_equivalent", "bias", "products",
)  # fmt: skip
OLDER = ("refuse", "heading")
# Problems that a message lists: a screenful.
SHOWN = 20
# Products that a title lists.
FEW = 3


@checked(TariffError)
def tariffs_by_sector(
    products: pd.DataFrame, *, world: str | xr.Dataset = "world2022", older: str = "refuse"
) -> pd.DataFrame:
    r"""Rates by product, averaged over the trade of each sector.

    Weights w of the six-digit codes in what the importer buys from the exporter in a sector sum to 1; rates τ are 0 where the
    list names none. The rate of the sector is τ̄ = Σ w τ: as a uniform rate it leaves imports where the list does, to first
    order and where all demands are equally elastic. What the dispersion of rates costs is left out of it: the uniform rate with
    the same loss of welfare is (Σ w τ²)^½ = (τ̄² + Var τ)^½, and the bias is by how much it is above τ̄.

    Args:
        products: columns importer, exporter, product (a code as text, 2 to 10 digits) and rate (a fraction). Where several codes
            name a product, the longest counts; of tariff lines below six digits the mean of those named stands for the code.
        world: ``world2022``, ``world2017``, or accounts of one's own whose sectors are industries of ISIC revision 4 or were
            merged from such; importers and exporters are its regions, or countries in any spelling, those that are a part of a
            region with its trade.
        older: what to do about six-digit codes that HS 2022 does not have: ``refuse``, or ``heading``: they stand for the codes
            of their heading that the list does not name.

    Returns:
        A row per importer, exporter and sector that the list reaches: ``rate``, ``covered`` (share of the sector's trade that the
        list names), ``in_part`` (share named by tariff lines below six digits alone, of which there may be more),
        ``uniform_equivalent`` and ``bias`` (fractions), ``products`` (six-digit codes). Attributes: ``weights`` (what they are,
        by importer and exporter), ``uncovered`` (codes of chapters 98 and 99), ``older`` (codes placed by heading).

    Raises:
        TariffError: a column is missing, codes or rates that are none, a code twice, codes HS 2022 does not have, accounts that
            do not say where products belong, or codes that belong to several of their sectors.

    Source:
        Anderson & Neary (2003), International Economic Review 44(2): uniform rates with the same imports; Kee, Nicita &
        Olarreaga (2009), Economic Journal 119: the uniform rate with the same welfare, and its mean and variance.
    """
    _check_columns(products, older)
    accounts = load_world(world) if isinstance(world, str) and world in available_worlds() else world
    regions = _regions_of(products, accounts) if isinstance(accounts, xr.Dataset) else {}
    found = spread_over_codes(products, _products_of(world), older, regions)
    rows = [_summary(part) for part in found.lists]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table.attrs |= {"weights": found.weights, "uncovered": found.uncovered, "older": found.older}
    return table


def _regions_of(rates: pd.DataFrame, accounts: xr.Dataset) -> dict[str, str]:
    """The regions that the names of a table stand for; a country that is a part of one has its trade.

    Raises:
        TariffError: names that are no country, or a country of none of the regions.
    """
    labels = {str(label) for label in accounts["region"].values}
    names = RegionNames(accounts)
    found: dict[str, str] = {}
    for name in dict.fromkeys([*map(str, rates["importer"]), *map(str, rates["exporter"])]):
        if name in labels:
            continue
        region, advice = names.find(name)
        region = region or names.holder(name)
        if region is None:
            title = f"{name!r} is no importer or exporter of this world"
            raise TariffError(message(title, expected=f"a country, or one of {', '.join(sorted(labels))}", do=advice))
        found[name] = region
    return found


def _products_of(world: str | xr.Dataset) -> ProductLabels:
    if isinstance(world, str):
        return products_of_world(world)
    return products_of_accounts(world)


class SectorList(NamedTuple):
    """Rates on products of one sector in what an importer buys from an exporter.

    ``weight``: of every six-digit code of the sector in that trade, fractions that add up to 1; ``rate``: of each, nan where the
    list does not name it; ``in_part``: 1 where it names tariff lines below six digits alone.
    """

    importer: str
    exporter: str
    sector: str
    weight: Array
    rate: Array
    in_part: Array


class SpreadRates(NamedTuple):
    """Rates by product over the six-digit codes of each sector.

    ``lists``: of every pair and sector that is reached; ``weights``: what they are, by pair; ``uncovered``: codes of chapters
    without an industry; ``older``: codes that stand for their heading.
    """

    lists: list[SectorList]
    weights: dict[tuple[str, str], str]
    uncovered: tuple[str, ...]
    older: tuple[str, ...]


def spread_over_codes(
    rates: pd.DataFrame, products: ProductLabels, older: str = "refuse", regions: Mapping[str, str] | None = None
) -> SpreadRates:
    """Rates by product laid over the six-digit codes of the sectors that they reach.

    Args:
        rates: as :func:`tariffs_by_sector` takes them.
        products: the sectors that codes belong to.
        older: as there.
        regions: of the world, by the names that stand for them in the table; None where the names are those of regions.

    Raises:
        TariffError: as there.
    """
    regions = regions or {}
    table = rates.assign(code=_codes(rates["product"]))
    _check_rows(table)
    uncovered = table["code"].str[:CHAPTER].isin(UNCOVERED)
    _refuse_torn(table.loc[~uncovered, "code"], products)
    lists: list[SectorList] = []
    weights: dict[tuple[str, str], str] = {}
    placed_by_heading: set[str] = set()
    for pair, part in table[~uncovered].groupby(["importer", "exporter"], sort=False):
        importer, exporter = map(str, pair)
        seller = regions.get(exporter, exporter)
        basis = product_weights(regions.get(importer, importer), seller, products)
        weights[importer, exporter] = str(basis.attrs["weights"])
        if seller != exporter and find_country(exporter) != find_country(seller):
            weights[importer, exporter] += f"; what is bought from {seller} stands for {exporter}"
        rate, in_part, old = _rates_of_codes(part, six_digit_industries().index, older)
        placed_by_heading |= old
        lists += _by_sector(importer, exporter, basis.assign(rate=rate, in_part=in_part))
    return SpreadRates(lists, weights, tuple(table.loc[uncovered, "code"]), tuple(sorted(placed_by_heading)))


def sector_weights(importer: str, exporter: str, sector: str, products: ProductLabels) -> Array:
    """The weights of the six-digit codes of a sector in what an importer buys from an exporter, fractions that add up to 1."""
    basis = product_weights(importer, exporter, products)
    return _shares(basis.loc[basis["sector"] == sector, "weight"])


def _by_sector(importer: str, exporter: str, basis: pd.DataFrame) -> Iterator[SectorList]:
    for sector, rows in basis.groupby("sector", sort=False):
        rate = rows["rate"].to_numpy(np.float64)
        if np.isfinite(rate).any():
            in_part = rows["in_part"].to_numpy(np.float64)
            yield SectorList(importer, exporter, str(sector), _shares(rows["weight"]), rate, in_part)


def _shares(weight: pd.Series[float]) -> Array:
    """Weights that add up to 1; where nothing is traded every code counts alike."""
    traded = weight.to_numpy(np.float64)
    if traded.sum() == 0:
        traded = np.ones(len(traded))
    return np.asarray(traded / traded.sum(), np.float64)


def _refuse_torn(codes: pd.Series[str], products: ProductLabels) -> None:
    """Raise for codes that belong to several sectors, or to none of those that there are."""
    torn = {six: code for code in codes for six in six_digit_codes(code) if six in products.torn}
    if not torn:
        return
    why = {code: f"{code} may be in {products.torn[six]}" for six, code in torn.items()}
    told = "; ".join(listed(list(why.values()), FEW, indent=""))
    title = f"products without a sector of their own in these accounts: {told}"
    advice = "give rates by sector, or merge these sectors"
    raise TariffError(message(title, expected="products of one sector each", do=advice))


def _check_columns(products: pd.DataFrame, older: str) -> None:
    missing = [column for column in NEEDED if column not in products]
    if missing:
        got = ", ".join(map(str, products.columns))
        raise TariffError(message(f"the table of rates has no column {', '.join(missing)}", got=got))
    if older not in OLDER:
        raise TariffError(message("tariffs_by_sector: unknown way with older codes", expected=" or ".join(OLDER)))


def _codes(given: pd.Series[str]) -> list[str]:
    """The digits of every code.

    Raises:
        TariffError: with every code that is none.
    """
    found, problems = [], []
    for row, word in enumerate(given):
        try:
            found.append(read_code(word))
        except BadCode as bad:
            problems.append(f"row {row}: {bad.words}")
    if problems:
        raise TariffError(message("product codes that cannot be read", details=listed(problems, SHOWN)))
    return found


def _check_rows(table: pd.DataFrame) -> None:
    rate = pd.to_numeric(table["rate"], errors="coerce")
    problems = [
        f"row {row}: rate is {table['rate'].iloc[row]!r}; expected a fraction above -1"
        for row in np.flatnonzero(~(rate > -1) | ~np.isfinite(rate))
    ]
    keys = ["importer", "exporter", "code"]
    problems += [
        f"row {row}: {' '.join(str(table[key].iloc[row]) for key in keys)} was given before"
        for row in np.flatnonzero(table.duplicated(keys))
    ]
    if problems:
        raise TariffError(message("rates of products that cannot be used", details=listed(problems, SHOWN)))


def _rates_of_codes(
    part: pd.DataFrame, index: pd.Index[str], older: str
) -> tuple[pd.Series[float], pd.Series[float], set[str]]:
    """The rate of every six-digit code (nan where the list names none), whether only in part, and codes placed by heading.

    Raises:
        TariffError: codes that HS 2022 does not have, unless they stand for their heading.
    """
    rate = pd.Series(np.nan, index)
    in_part = pd.Series(0.0, index)
    unknown = sorted({code for code in part["code"] if not six_digit_codes(code)})
    # A heading that HS 2022 does not have cannot be placed by itself.
    lost = [code for code in unknown if older == "refuse" or not six_digit_codes(code[:HEADING])]
    if lost:
        title = f"HS 2022 has no product code {', '.join(lost[:SHOWN])}"
        advice = (
            "translate it from its revision with tradetalks.data.translate_products, or write the heading (four digits)"
        )
        if older == "refuse":
            advice = f'{advice}; older="heading" lets it stand for what the list does not name of its heading'
        raise TariffError(message(title, expected="codes of HS 2022", do=advice))
    # Shorter codes first, so that longer ones, which are more exact, come over them.
    for length in (CHAPTER, HEADING, SUBHEADING):
        for code, value in _of_length(part, length):
            if code not in unknown:
                rate[list(six_digit_codes(code))] = value
    lines = part[(part["code"].str.len() > SUBHEADING) & ~part["code"].isin(unknown)]
    for code, values in lines["rate"].groupby(lines["code"].str[:SUBHEADING]):
        in_part[code] = 1.0
        rate[code] = float(values.mean())
    heirs = part[part["code"].isin(unknown)]
    for heading, values in heirs["rate"].groupby(heirs["code"].str[:HEADING]):
        inside = [code for code in six_digit_codes(str(heading)) if np.isnan(rate[code])]
        rate[inside] = float(values.mean())
        in_part[inside] = 1.0
    return rate, in_part, set(unknown)


def _of_length(part: pd.DataFrame, length: int) -> Iterator[tuple[str, float]]:
    rows = part[part["code"].str.len() == length]
    for code, rate in zip(rows["code"], rows["rate"], strict=True):
        yield str(code), float(rate)


def _summary(part: SectorList) -> tuple[object, ...]:
    """Importer, exporter, sector, rate, covered, in part, uniform equivalent, bias, number of codes."""
    weight, named = part.weight, np.isfinite(part.rate)
    tau = np.where(named, part.rate, 0.0)
    mean = float(weight @ tau)
    uniform = float(np.sqrt(weight @ tau**2))
    covered, in_part = float(weight @ named), float(weight @ (named * part.in_part))
    return *part[:3], mean, covered, in_part, uniform, uniform - abs(mean), int(named.sum())
