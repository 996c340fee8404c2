"""Trade by product as a sparse table: what each region buys of whom, checked once, for economies with products in sectors."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from tradetalks.data.products.concordance import place_product
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs import checked

Array = np.ndarray
# What a table of flows needs; it may have tariff and sector besides.
NEEDED = ("importer", "exporter", "product", "value")
# Problems that a message lists: a screenful.
SHOWN = 20
# 500 percent; a larger rate is almost surely a percentage where a fraction belongs.
HIGHEST_RATE = 5.0


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ProductFlows:
    """Flows f of products between regions, in billion dollars a year at exporter prices; no two of the same three labels.

    Args:
        regions: (n,) labels.
        products: (p,) labels.
        sectors: (p,) the sector of each product.
        importer_f: (f,) positions among regions.
        exporter_f: (f,) positions among regions.
        product_f: (f,) positions among products.
        value_f: (f,) above 0, billion dollars a year.
        tariff_f: (f,) ad-valorem tariffs of the baseline, fractions; None where the table has none.
        left_out: what the source has and this table has not: columns ``what``, ``rows``, ``value`` (billion dollars a year).
        notes: what was assumed.
    """

    regions: tuple[str, ...]
    products: tuple[str, ...]
    sectors: tuple[str, ...]
    importer_f: Int[Array, " f"]
    exporter_f: Int[Array, " f"]
    product_f: Int[Array, " f"]
    value_f: Float[Array, " f"]
    tariff_f: Float[Array, " f"] | None = None
    left_out: pd.DataFrame = dataclasses.field(default_factory=lambda: pd.DataFrame(columns=["what", "rows", "value"]))
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        size = f"{len(self.value_f):,} flows of {len(self.products):,} products between {len(self.regions)} regions"
        return f"ProductFlows({size}, {self.value_f.sum():,.0f} billion dollars a year)"

    def to_dataframe(self) -> pd.DataFrame:
        """A row a flow: importer, exporter, product, sector, value (billion dollars a year) and, where known, tariff."""
        regions, products, sectors = map(np.array, (self.regions, self.products, self.sectors))
        columns = {
            "importer": regions[self.importer_f],
            "exporter": regions[self.exporter_f],
            "product": products[self.product_f],
            "sector": sectors[self.product_f],
            "value": self.value_f,
        }
        if self.tariff_f is not None:
            columns["tariff"] = self.tariff_f
        return pd.DataFrame(columns)


@checked(TariffError)
def product_flows(
    table: pd.DataFrame, *, sectors: Mapping[str, str] | None = None, world: str = "world2022"
) -> ProductFlows:
    """Flows by product from a table of one's own.

    Args:
        table: columns importer, exporter, product and value (billion dollars a year at exporter prices, 0 or more); ``tariff``
            (fractions) where baseline tariffs differ inside sectors. Rows with importer = exporter are own sales by product.
        sectors: the sector of each product; None places codes of the Harmonized System by the tables that ship.
        world: the world whose sectors codes are placed in, where ``sectors`` is None.

    Returns:
        Flows above 0; rows of nothing are dropped.

    Raises:
        TariffError: columns missing; values or tariffs that are no numbers, below 0, or percentages; a flow given twice; a
            product without a sector. Every problem by row.
    """
    missing = [column for column in NEEDED if column not in table]
    if missing:
        title = f"product_flows: the table has no column {', '.join(missing)}"
        raise TariffError(
            message(title, expected=", ".join(NEEDED), got=shortened(", ".join(map(str, table.columns)), 160))
        )
    value_f = pd.to_numeric(table["value"], errors="coerce").to_numpy(float)
    tariff_f = None
    if "tariff" in table:
        tariff_f = pd.to_numeric(table["tariff"], errors="coerce").to_numpy(float)
    _refuse_rows(table, value_f, tariff_f)
    kept = value_f > 0
    rows = table[kept]
    if rows.empty:
        raise TariffError(message("product_flows: no flow is above 0", expected="values in billion dollars a year"))
    importer_f, exporter_f, regions = _positions(rows)
    product_f, products = pd.factorize(rows["product"].astype(str), sort=True)
    labels = tuple(map(str, products))
    if tariff_f is not None:
        tariff_f = tariff_f[kept]
    return ProductFlows(
        regions=regions,
        products=labels,
        sectors=_sectors_of(labels, sectors, world),
        importer_f=importer_f,
        exporter_f=exporter_f,
        product_f=product_f.astype(np.int32),
        value_f=value_f[kept],
        tariff_f=tariff_f,
    )


def _refuse_rows(table: pd.DataFrame, value_f: Float[Array, " f"], tariff_f: Float[Array, " f"] | None) -> None:
    """Raise every row whose numbers or labels cannot be used."""
    problems = [
        f"row {row}: value is {table['value'].iloc[row]}; expected billion dollars a year, 0 or more"
        for row in np.flatnonzero(~((value_f >= 0) & np.isfinite(value_f)))[: SHOWN + 1]
    ]
    if tariff_f is not None:
        good = (tariff_f > -1) & (tariff_f <= HIGHEST_RATE)
        problems += [
            f"row {row}: tariff is {table['tariff'].iloc[row]}; expected a fraction (0.25 means 25 percent)"
            for row in np.flatnonzero(~good)[: SHOWN + 1]
        ]
    keys = ["importer", "exporter", "product"]
    problems += [f"row {row}: a label is missing" for row in np.flatnonzero(table[keys].isna().any(axis=1))]
    problems += [
        f"row {row}: {' '.join(str(table[key].iloc[row]) for key in keys)} was given before"
        for row in np.flatnonzero(table.duplicated(keys))[: SHOWN + 1]
    ]
    if problems:
        raise TariffError(message("flows of products that cannot be used", details=listed(problems, SHOWN)))


def _positions(rows: pd.DataFrame) -> tuple[Int[Array, " f"], Int[Array, " f"], tuple[str, ...]]:
    """Importers and exporters as positions among all regions of the table, in alphabetical order."""
    both = pd.concat([rows["importer"], rows["exporter"]]).astype(str)
    codes, labels = pd.factorize(both, sort=True)
    at = codes.astype(np.int32)
    return at[: len(rows)], at[len(rows) :], tuple(map(str, labels))


def _sectors_of(products: tuple[str, ...], sectors: Mapping[str, str] | None, world: str) -> tuple[str, ...]:
    """The sector of each product, given or by its code.

    Raises:
        TariffError: products without one.
    """
    if sectors is None:
        found = {product: place_product(product, world).sector for product in products}
    else:
        found = {product: str(sectors.get(product, "")) for product in products}
    lost = [product for product in products if not found[product]]
    if lost:
        title = f"{len(lost)} products have no sector: {', '.join(lost[:SHOWN])}"
        raise TariffError(
            message(title, expected="a sector each", do="give sectors={product: sector}, or leave these rows out")
        )
    return tuple(found[product] for product in products)
