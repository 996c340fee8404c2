"""Rates of products as rates of sectors: the average over trade, how much of it the products cover, and what an average hides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.data.products.codes import CHAPTER, HEADING, SUBHEADING, BadCode, read_code
from tradetalks.data.products.concordance import UNCOVERED, six_digit_codes
from tradetalks.data.products.weights import product_weights
from tradetalks.errors import TariffError, listed, message
from tradetalks.inputs import checked

Array = NDArray[np.float64]

# What a table of rates by product needs.
NEEDED = ("importer", "exporter", "product", "rate")
COLUMNS = (
    "importer", "exporter", "sector", "rate", "covered", "in_part", "uniform_equivalent", "bias", "products",
)  # fmt: skip
OLDER = ("refuse", "heading")
# Problems that a message lists: a screenful.
SHOWN = 20


@checked(TariffError)
def tariffs_by_sector(products: pd.DataFrame, *, world: str = "world2022", older: str = "refuse") -> pd.DataFrame:
    r"""Rates by product, averaged over the trade of each sector.

    Weights w of the six-digit codes in what the importer buys from the exporter in a sector sum to 1; rates τ are 0 where the
    list names none. The rate of the sector is τ̄ = Σ w τ: as a uniform rate it leaves imports where the list does, to first
    order and where all demands are equally elastic. What the dispersion of rates costs is left out of it: the uniform rate with
    the same loss of welfare is (Σ w τ²)^½ = (τ̄² + Var τ)^½, and the bias is by how much it is above τ̄.

    Args:
        products: columns importer, exporter, product (a code as text, 2 to 10 digits) and rate (a fraction). Where several codes
            name a product, the longest counts; of tariff lines below six digits the mean of those named stands for the code.
        world: ``world2022`` or ``world2017``; importers and exporters are its regions.
        older: what to do about six-digit codes that HS 2022 does not have: ``refuse``, or ``heading``: they stand for the codes
            of their heading that the list does not name.

    Returns:
        A row per importer, exporter and sector that the list reaches: ``rate``, ``covered`` (share of the sector's trade that the
        list names), ``in_part`` (share named by tariff lines below six digits alone, of which there may be more),
        ``uniform_equivalent`` and ``bias`` (fractions), ``products`` (six-digit codes). Attributes: ``weights`` (what they are,
        by importer and exporter), ``uncovered`` (codes of chapters 98 and 99), ``older`` (codes placed by heading).

    Raises:
        TariffError: a column is missing, codes or rates that are none, a code twice, codes HS 2022 does not have.

    Source:
        Anderson & Neary (2003), International Economic Review 44(2): uniform rates with the same imports; Kee, Nicita &
        Olarreaga (2009), Economic Journal 119: the uniform rate with the same welfare, and its mean and variance.
    """
    _check_columns(products, older)
    table = products.assign(code=_codes(products["product"]))
    _check_rows(table)
    uncovered = table["code"].str[:CHAPTER].isin(UNCOVERED)
    rows: list[tuple[object, ...]] = []
    weights: dict[tuple[str, str], str] = {}
    placed_by_heading: set[str] = set()
    for (importer, exporter), part in table[~uncovered].groupby(["importer", "exporter"], sort=False):
        basis = product_weights(str(importer), str(exporter), world)
        weights[str(importer), str(exporter)] = str(basis.attrs["weights"])
        rates, in_part, old = _rates_of_codes(part, basis.index, older)
        placed_by_heading |= old
        rows += [(importer, exporter, *row) for row in _sectors(basis, rates, in_part)]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found.attrs |= {
        "weights": weights,
        "uncovered": tuple(table.loc[uncovered, "code"]),
        "older": tuple(sorted(placed_by_heading)),
    }
    return found


def covered_share(codes: Sequence[str], importer: str, exporter: str, world: str) -> tuple[dict[str, float], str]:
    """The share of each sector's trade that product codes cover, and what the weights are.

    Args:
        codes: digits, 2 to 10.
        importer: a region of the world.
        exporter: a region of the world.
        world: whose sectors.

    Returns:
        Share by sector that is reached, a fraction; and a sentence on the weights.

    Raises:
        TariffError: codes that HS 2022 does not have, or of chapters without an industry.
    """
    rows = {"importer": importer, "exporter": exporter, "product": list(codes), "rate": 1.0}
    found = tariffs_by_sector(pd.DataFrame(rows), world=world)
    if found.attrs["uncovered"]:
        title = f"{', '.join(found.attrs['uncovered'])} belongs to no sector"
        raise TariffError(message(title, expected="products of chapters 01 to 97"))
    shares = dict(zip(found["sector"], found["covered"].astype(float), strict=True))
    return shares, found.attrs["weights"][importer, exporter]


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


def _rates_of_codes(part: pd.DataFrame, index: pd.Index[str], older: str) -> tuple[Array, Array, set[str]]:
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
        advice = "translate it by the United Nations' correlation tables, or write the heading (four digits)"
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
    return np.asarray(rate, np.float64), np.asarray(in_part, np.float64), set(unknown)


def _of_length(part: pd.DataFrame, length: int) -> Iterator[tuple[str, float]]:
    rows = part[part["code"].str.len() == length]
    for code, rate in zip(rows["code"], rows["rate"], strict=True):
        yield str(code), float(rate)


def _sectors(basis: pd.DataFrame, rates: Array, in_part: Array) -> Iterator[tuple[object, ...]]:
    """Sector, rate, covered, in part, uniform equivalent, bias, number of codes: of every sector that the list reaches."""
    for sector, rows in basis.groupby("sector", sort=False).indices.items():
        named = np.isfinite(rates[rows])
        if not named.any():
            continue
        weight = basis["weight"].to_numpy(np.float64)[rows]
        if weight.sum() == 0:
            # No trade: every code counts alike.
            weight = np.ones(len(rows))
        weight = weight / weight.sum()
        tau = np.where(named, rates[rows], 0.0)
        mean = float(weight @ tau)
        uniform = float(np.sqrt(weight @ tau**2))
        covered, part = float(weight @ named), float(weight @ (named * in_part[rows]))
        yield sector, mean, covered, part, uniform, uniform - abs(mean), int(named.sum())
