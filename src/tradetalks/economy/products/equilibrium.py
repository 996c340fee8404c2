"""A solved equilibrium by product: the labelled outcomes of any equilibrium, and prices and trade by product."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.failure import place_of_largest
from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.labelled_outcomes import LabelledOutcomes
from tradetalks.economy.labels import BUSD, PERCENT_OF_BASELINE
from tradetalks.economy.policy import known
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.economy.products.fixed_point import ProductOutcomes, product_gap, product_outcomes


@dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ProductEquilibrium(LabelledOutcomes):
    """What follows from tariffs by product; outcomes by country and sector are those of an :class:`tradetalks.Equilibrium`.

    Args:
        products: the baseline; ``economy`` is the same by sector.
        tariff_f: (f,) tariffs in the order of the flows of ``products``, fractions; ``instruments`` has their averages over the
            baseline's trade.

    Source:
        E1 to E12, E15 to E17 and E19 to E23; Caliendo & Parro (2015).
    """

    products: ProductEconomy
    tariff_f: Float[np.ndarray, " f"]

    def _worst(self) -> str:
        economy = self.economy
        gap = product_gap(
            self.state, economy.baseline, self.products.shares, economy.unchanged, self.instruments, self.tariff_f
        )
        return place_of_largest(economy, np.asarray(gap))

    @cached_property
    def by_product(self) -> ProductOutcomes:
        """Outcomes as bare arrays, by sector and by flow and row, computed on first use."""
        economy = self.economy
        found: ProductOutcomes = product_outcomes(
            self.state, economy.baseline, self.products.shares, economy.unchanged, self.instruments, self.tariff_f
        )
        return found

    @cached_property
    def values(self) -> Outcomes:
        """Every outcome by country and sector as bare arrays (numpy)."""
        return Outcomes(*(np.asarray(part) for part in self.by_product.by_sector))

    @cached_property
    def tariff(self) -> xr.DataArray:
        """Averages of t′ over the baseline's trade of each importer, exporter and sector, fractions."""
        return self._trade(
            self.instruments.tariff_jni, "tariff", "1", "ad-valorem import tariff, average over the baseline's trade"
        )

    def trade(
        self, importer: str | None = None, exporter: str | None = None, product: str | None = None
    ) -> pd.DataFrame:
        """Trade by product before and after.

        Args:
            importer: label; None is all.
            exporter: label; None is all.
            product: label; None is all.

        Returns:
            A row a flow: importer, exporter, product, sector, ``tariff_before`` and ``tariff`` (fractions), ``value_before`` and
            ``value`` (billion dollars a year at exporter prices).

        Raises:
            PolicyError: an unknown label.
        """
        economy = self.products
        chosen = np.ones(len(economy.flows_f), bool)
        for label, labels, at_f, kind in (
            (importer, economy.regions, economy.importer_f, "region"),
            (exporter, economy.regions, economy.exporter_f, "region"),
            (product, economy.products, economy.product_f, "product"),
        ):
            if label is not None:
                chosen &= at_f == known(label, labels, kind)
        rows = np.flatnonzero(chosen)
        regions, products, sectors = map(np.array, (economy.regions, economy.products, economy.sectors))
        table = pd.DataFrame(
            {
                "importer": regions[economy.importer_f[rows]],
                "exporter": regions[economy.exporter_f[rows]],
                "product": products[economy.product_f[rows]],
                "sector": sectors[economy.sector_p[economy.product_f[rows]]],
                "tariff_before": economy.tariff_f[rows],
                "tariff": self.tariff_f[rows],
                "value_before": economy.flows_f[rows],
                "value": np.asarray(self.by_product.flows_f)[rows],
            }
        )
        table.attrs["units"] = {"tariff_before": "1", "tariff": "1", "value_before": BUSD, "value": BUSD}
        return table

    def prices(self, importer: str) -> pd.DataFrame:
        """What an importer pays more for each product, all exporters and its own together (E19).

        Args:
            importer: label.

        Returns:
            A row a product that it buys: product, sector, ``spending_before`` (billion dollars a year) and ``price_change``
            (percent, in units of the numéraire).

        Raises:
            PolicyError: an unknown label.
        """
        economy = self.products
        starts = economy.row_starts
        mine = economy.importer_f[starts] == known(importer, economy.regions, "region")
        product_r = economy.product_f[starts][mine]
        spent_r = np.add.reduceat((1 + economy.tariff_f) * economy.flows_f, starts)[mine]
        products, sectors = map(np.array, (economy.products, economy.sectors))
        table = pd.DataFrame(
            {
                "product": products[product_r],
                "sector": sectors[economy.sector_p[product_r]],
                "spending_before": spent_r,
                "price_change": 100 * (np.asarray(self.by_product.price_hat_r)[mine] - 1),
            }
        )
        table.attrs["units"] = {"spending_before": BUSD, "price_change": PERCENT_OF_BASELINE}
        return table
