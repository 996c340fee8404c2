"""Tariffs by product: a list of codes and rates laid over the flows of an economy with products."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

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
# Problems that a message lists: a screenful.
SHOWN = 20


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ProductTariffs:
    """New tariffs of every flow of an economy with products.

    Args:
        economy: whose flows.
        tariff_f: (f,) fractions.
        reached: a row for every importer and exporter of the list: codes named, codes and flows met, and the trade of the
            baseline in them (billion dollars a year) beside that of the pair told apart by product.
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
        """The same list with one rate a sector: each importer's, exporter's and sector's average over the baseline's trade."""
        mean_c = np.moveaxis(self.economy.average(self.tariff_f), 2, 0).ravel()
        return dataclasses.replace(self, tariff_f=mean_c[self.economy.cell_f])


@checked(PolicyError)
def raise_product_tariffs(
    economy: ProductEconomy, table: pd.DataFrame, *, tariffs: ProductTariffs | None = None
) -> ProductTariffs:
    """Add rates to the tariffs of products.

    Args:
        economy: from :func:`tradetalks.product_economy`.
        table: columns importer, exporter, product and rate. A product is a label of the economy, a code of the Harmonized System
            of 2 to 10 digits (all products whose labels begin so; of lines below six digits the mean of those named stands for
            the six), or a sector (all of it, what is not told apart included). Of several that name a product the longest code
            counts. ``rate`` is a fraction: 0.1 is ten points more.
        tariffs: what to start from; None is the baseline.

    Returns:
        Tariffs of every flow, with what the list reaches.

    Raises:
        PolicyError: columns missing, unknown regions, products that are none, rates that look like percentages or take a tariff
            to -1, a product given twice. Every problem by row.
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
        rate_p, used = codes.rates(part)
        rate_f = rate_p[economy.product_f[at]]
        met = np.isfinite(rate_f)
        added_f[at[met]] = rate_f[met]
        traded = np.zeros(len(rate_p), bool)
        traded[economy.product_f[at]] = True
        idle = [code for code, products in used.items() if not traded[products].any()]
        unused += [f"{importer} {exporter} {code}" for code in idle]
        reached.append((importer, exporter, len(part), len(part) - len(idle), *_met(economy, at, met)))
    tariff_f = base_f + added_f
    _refuse_low(economy, tariff_f)
    columns = ["importer", "exporter", "named", "traded", "flows", "value", "told_apart"]
    return ProductTariffs(economy, tariff_f, pd.DataFrame(reached, columns=columns), tuple(unused))


def _met(economy: ProductEconomy, at: Int[Array, " k"], met: Bool[Array, " k"]) -> tuple[int, float, float]:
    """Flows that a list meets, their trade, and the trade of the pair that is told apart by product."""
    told = economy.product_f[at] >= len(economy.sectors)
    return int(met.sum()), float(economy.flows_f[at[met]].sum()), float(economy.flows_f[at[told]].sum())


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

    def rates(self, part: pd.DataFrame) -> tuple[Float[Array, " p"], dict[str, list[int]]]:
        """The rate of every product, nan where the list names none, and the products of each code."""
        rate_p = np.full(len(self.labels), np.nan)
        used: dict[str, list[int]] = {}
        for code, rate in self._in_order(part):
            used[code] = self._products(code)
            rate_p[used[code]] = rate
        return rate_p, used

    def _products(self, code: str) -> list[int]:
        if code in self.sectors:
            return self.sectors[code]
        if code in self.labels:
            return [self.labels[code]]
        return self.prefixes.get(code, [])

    def _in_order(self, part: pd.DataFrame) -> Iterator[tuple[str, float]]:
        """Sectors, then codes from the shortest to the longest, so that what is more exact comes over the rest."""
        exact = part["code"].isin(list(self.labels)) | (part["code"].str.len() <= SUBHEADING)
        rank = part["code"].str.len().where(~part["code"].isin(list(self.sectors)), 0)
        short = part[exact].loc[rank[exact].sort_values(kind="stable").index]
        yield from zip(short["code"].astype(str), short["rate"].astype(float), strict=True)
        lines = part[~exact]
        for code, values in lines["rate"].astype(float).groupby(lines["code"].str[:SUBHEADING], sort=False):
            yield str(code), float(values.mean())


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
    keys = ["importer", "exporter", "code"]
    problems += [
        f"row {row}: {' '.join(str(rows[key].iloc[row]) for key in keys)} was given before"
        for row in np.flatnonzero(rows.duplicated(keys)).tolist()
    ]
    if problems:
        raise PolicyError(message("rates of products that cannot be used", details=listed(problems, SHOWN)))


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
