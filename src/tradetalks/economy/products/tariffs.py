"""Tariffs by product: a list of codes and rates laid over the flows of an economy with products."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int

from tradetalks.data.products.codes import CHAPTER, HEADING, SUBHEADING, BadCode, read_code
from tradetalks.data.products.concordance import six_digit_codes
from tradetalks.economy.policy import TARIFF_MAX
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.errors import PolicyError, listed, message, shortened, suggestion
from tradetalks.inputs import checked

Array = np.ndarray
# What a list of rates by product needs.
NEEDED = ("importer", "exporter", "product", "rate")
# Shares with six digits of a few dozen lines may add up to that much above 1.
SHARE_ROUNDING = 1e-4
# Problems that a message lists: a screenful.
SHOWN = 20


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ProductTariffs:
    """New tariffs of every flow of an economy with products.

    Args:
        economy: whose flows.
        tariff_f: (f,) fractions.
        reached: a row for every importer and exporter of the list: codes named, codes and flows met, and the trade of the
            baseline in them (billion dollars a year) beside that of the pair told apart by product; ``by_lines`` is how many
            products are met by lines of more than six digits alone, ``by_lines_value`` their whole trade, of which the list may
            name a part.
        not_traded: codes and labels that no flow of their pair carries, as ``USA CHN 010121``.
    """

    economy: ProductEconomy
    tariff_f: Float[Array, " f"]
    reached: pd.DataFrame
    not_traded: tuple[str, ...] = ()

    def __repr__(self) -> str:
        flows = int(np.sum(self.tariff_f != self.economy.tariff_f))
        return f"ProductTariffs({flows:,} of {len(self.tariff_f):,} flows changed)"

    def averaged(self) -> ProductTariffs:
        """The same list with one change of price a cell: of each importer, exporter and sector, what the list does on average.

            1 + t̃_nip = (1 + t_nip) Σ_q M_niq (1 + t′_niq) / Σ_q M_niq (1 + t_niq)

        The average tariff of a cell over the baseline's trade is then the list's, and what the list leaves alone stays as it was:
        tariffs that differ by product in the baseline differ as much afterwards.
        """
        economy = self.economy
        before_nij, after_nij = economy.average(economy.tariff_f), economy.average(self.tariff_f)
        change_c = np.moveaxis((after_nij - before_nij) / (1 + before_nij), 2, 0).ravel()
        tariff_f = economy.tariff_f + (1 + economy.tariff_f) * change_c[economy.cell_f]
        return dataclasses.replace(self, tariff_f=tariff_f)


@checked(PolicyError)
def raise_product_tariffs(
    economy: ProductEconomy, table: pd.DataFrame, *, tariffs: ProductTariffs | None = None
) -> ProductTariffs:
    """Add rates to the tariffs of products.

    Args:
        economy: from :func:`tradetalks.product_economy`.
        table: columns importer, exporter, product and rate. A product is a label of the economy, a code of the Harmonized System
            of 2 to 10 digits (all products whose labels begin so), or a sector (all of it, what is not told apart included). Of
            several that name a product the longest code counts. ``rate`` is a fraction: 0.1 is ten points more. Flows are of six
            digits: lines of more stand for the whole of their six, at the mean of those named, unless a column ``share`` says
            what fraction of the trade of its six each of them is; the rest of the six then has what shorter codes say, or
            nothing.
        tariffs: what to start from; None is the baseline.

    Returns:
        Tariffs of every flow, with what the list reaches.

    Raises:
        PolicyError: columns missing, unknown regions, products that are none, rates that look like percentages or take a tariff
            to -1, a product given twice, shares that are no fractions or add up to more than 1. Every problem by row.
    """
    missing = [column for column in NEEDED if column not in table]
    if missing:
        got = shortened(", ".join(map(str, table.columns)), 160)
        raise PolicyError(message(f"the list of rates has no column {', '.join(missing)}", got=got))
    codes = _Codes(economy)
    rows = table.reset_index(drop=True).assign(code=[codes.read(word) for word in table["product"]])
    _refuse_rows(economy, rows, codes)
    base_f = economy.tariff_f if tariffs is None else tariffs.tariff_f
    added_f = np.zeros(len(base_f))
    pairs = _Pairs(economy)
    reached, unused = [], []
    for (importer, exporter), part in rows.groupby(["importer", "exporter"], sort=False):
        at = pairs.flows(str(importer), str(exporter))
        listed_rates = codes.rates(part)
        rate_f = listed_rates.rate_p[economy.product_f[at]]
        met = np.isfinite(rate_f)
        added_f[at[met]] = rate_f[met]
        traded = np.zeros(len(economy.products), bool)
        traded[economy.product_f[at]] = True
        idle = [code for code, products in listed_rates.used.items() if not traded[products].any()]
        unused += [f"{importer} {exporter} {code}" for code in idle]
        reached.append((importer, exporter, len(part), len(part) - len(idle), *_met(economy, at, listed_rates)))
    tariff_f = base_f + added_f
    _refuse_low(economy, tariff_f)
    columns = ["importer", "exporter", "named", "traded", "flows", "value", "told_apart", "by_lines", "by_lines_value"]
    return ProductTariffs(economy, tariff_f, pd.DataFrame(reached, columns=columns), tuple(unused))


class _ListedRates(NamedTuple):
    """What a list says of every product, and which products each of its codes stands for.

    Args:
        rate_p: (p,) the rate, on average over the product; nan where the list names none of it.
        share_p: (p,) what fraction of the product's trade is named.
        by_lines_p: (p,) whether only lines of more than six digits name it.
        used: the products of each code.
    """

    rate_p: Float[Array, " p"]
    share_p: Float[Array, " p"]
    by_lines_p: Bool[Array, " p"]
    used: dict[str, list[int]]


def _met(economy: ProductEconomy, at: Int[Array, " k"], rates: _ListedRates) -> tuple[int, float, float, int, float]:
    """Flows that a list meets, their trade named, the trade of the pair told apart, and what is met by lines alone."""
    product_k, value_k = economy.product_f[at], economy.flows_f[at]
    met = np.isfinite(rates.rate_p[product_k])
    told = product_k >= len(economy.sectors)
    lines = rates.by_lines_p[product_k]
    named = value_k * rates.share_p[product_k]
    return (
        int(met.sum()),
        float(named.sum()),
        float(value_k[told].sum()),
        int(lines.sum()),
        float(value_k[lines].sum()),
    )


class _Pairs:
    """The flows of each importer and exporter."""

    def __init__(self, economy: ProductEconomy) -> None:
        n = len(economy.regions)
        pair_f = economy.importer_f.astype(np.int64) * n + economy.exporter_f
        self.regions = economy.regions
        self.order = np.argsort(pair_f, kind="stable")
        self.edges = np.searchsorted(pair_f[self.order], np.arange(n * n + 1))

    def flows(self, importer: str, exporter: str) -> Int[Array, " k"]:
        """Positions of the flows of a pair."""
        pair = self.regions.index(importer) * len(self.regions) + self.regions.index(exporter)
        found: Int[Array, " k"] = self.order[self.edges[pair] : self.edges[pair + 1]]
        return found


class _Codes:
    """What a word in a list of products stands for."""

    def __init__(self, economy: ProductEconomy) -> None:
        self.labels = {label: p for p, label in enumerate(economy.products)}
        self.sectors = {
            label: np.flatnonzero(economy.sector_p == k).tolist() for k, label in enumerate(economy.sectors)
        }
        self.prefixes: dict[str, list[int]] = {}
        for label, p in self.labels.items():
            if label.isdigit():
                for length in (CHAPTER, HEADING, SUBHEADING):
                    self.prefixes.setdefault(label[:length], []).append(p)

    def read(self, word: object) -> str:
        """A label, or the digits of a code; empty for what is neither."""
        label = str(word).strip()
        if label in self.labels:
            return label
        try:
            return read_code(word)
        except BadCode:
            return ""

    def is_known(self, code: str) -> bool:
        """Whether a word stands for products of this economy, or of the Harmonized System, traded or not."""
        if code in self.labels or code[:SUBHEADING] in self.prefixes:
            return True
        return bool(self.prefixes) and bool(six_digit_codes(code))

    def rates(self, part: pd.DataFrame) -> _ListedRates:
        """What the rows of one importer and exporter say of every product."""
        rate_p = np.full(len(self.labels), np.nan)
        used: dict[str, list[int]] = {}
        exact = part["code"].isin(list(self.labels)) | (part["code"].str.len() <= SUBHEADING)
        for code, rate in self._in_order(part[exact]):
            used[code] = self._products(code)
            rate_p[used[code]] = rate
        share_p = np.isfinite(rate_p).astype(float)
        by_lines_p = np.zeros(len(rate_p), bool)
        lines = part[~exact]
        for six, named in lines.groupby(lines["code"].str[:SUBHEADING], sort=False):
            code, products = str(six), self._products(str(six))
            rate, share = _of_lines(named)
            rest = np.nan_to_num(rate_p[products])
            used[code] = products
            by_lines_p[products] = np.isnan(rate_p[products])
            rate_p[products] = share * rate + (1 - share) * rest
            share_p[products] = np.maximum(share_p[products], share)
        return _ListedRates(rate_p, share_p, by_lines_p, used)

    def _products(self, code: str) -> list[int]:
        if code in self.sectors:
            return self.sectors[code]
        if code in self.labels:
            return [self.labels[code]]
        return self.prefixes.get(code, [])

    def _in_order(self, part: pd.DataFrame) -> Iterator[tuple[str, float]]:
        """Sectors, then codes from the shortest to the longest, so that what is more exact comes over the rest."""
        rank = part["code"].str.len().where(~part["code"].isin(list(self.sectors)), 0)
        ordered = part.loc[rank.sort_values(kind="stable").index]
        yield from zip(ordered["code"].astype(str), ordered["rate"].astype(float), strict=True)


def _of_lines(named: pd.DataFrame) -> tuple[float, float]:
    """The mean rate of lines of one six-digit code, and what share of its trade they are."""
    rate = named["rate"].astype(float)
    if "share" not in named:
        return float(rate.mean()), 1.0
    share = named["share"].astype(float)
    return float((share * rate).sum() / share.sum()), min(float(share.sum()), 1.0)


def _refuse_rows(economy: ProductEconomy, rows: pd.DataFrame, codes: _Codes) -> None:
    """Raise every row that cannot be used."""
    problems = []
    rate = pd.to_numeric(rows["rate"], errors="coerce")
    for row in np.flatnonzero(~((rate > -1) & (rate <= TARIFF_MAX))).tolist():
        problems.append(f"row {row}: rate is {rows['rate'].iloc[row]}; expected a fraction (0.25 means 25 points more)")
    for row, code in enumerate(rows["code"]):
        if not codes.is_known(code):
            word = str(rows["product"].iloc[row])
            problems.append(
                f"row {row}: {shortened(word)!r} is no product; expected a label of the economy, a code, or a sector"
            )
    for column in ("importer", "exporter"):
        for label in sorted(set(map(str, rows[column])) - set(economy.regions)):
            problems.append(f"{column} {label!r} is no region of this economy; {suggestion(label, economy.regions)}")
    own = rows["importer"].astype(str) == rows["exporter"].astype(str)
    problems += [f"row {row}: {rows['importer'].iloc[row]} cannot tax itself" for row in np.flatnonzero(own).tolist()]
    problems += _share_problems(rows, codes)
    keys = ["importer", "exporter", "code"]
    problems += [
        f"row {row}: {' '.join(str(rows[key].iloc[row]) for key in keys)} was given before"
        for row in np.flatnonzero(rows.duplicated(keys)).tolist()
    ]
    if problems:
        raise PolicyError(message("rates of products that cannot be used", details=listed(problems, SHOWN)))


def _share_problems(rows: pd.DataFrame, codes: _Codes) -> Iterator[str]:
    """Shares of lines in the trade of their six digits that are no fractions, or more than the whole together."""
    if "share" not in rows:
        return
    line = (rows["code"].str.len() > SUBHEADING) & ~rows["code"].isin(list(codes.labels))
    share = pd.to_numeric(rows["share"], errors="coerce")
    for row in np.flatnonzero(line & ~((share > 0) & (share <= 1))).tolist():
        got = rows["share"].iloc[row]
        yield f"row {row}: share is {got}; expected the fraction of the trade of its six digits (0.25 means a quarter)"
    place = rows["importer"].astype(str) + " " + rows["exporter"].astype(str) + " " + rows["code"].str[:SUBHEADING]
    for name, total in share[line].groupby(place[line]).sum().items():
        if total > 1 + SHARE_ROUNDING:
            yield f"shares of {name} add up to {total:g}; expected at most 1"


def _refuse_low(economy: ProductEconomy, tariff_f: Float[Array, " f"]) -> None:
    """Raise where goods would be given away."""
    low = np.flatnonzero(tariff_f <= -1)
    if not low.size:
        return
    f = int(low[0])
    place = " ".join(
        (
            economy.regions[economy.importer_f[f]],
            economy.regions[economy.exporter_f[f]],
            economy.products[economy.product_f[f]],
        )
    )
    raise PolicyError(
        message(f"the tariff on {place} would fall to {tariff_f[f]:g}", expected="rates that leave tariffs above -1")
    )
