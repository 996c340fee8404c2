"""An economy whose sectors hold products: the economy by sector, and a sparse list of who buys which product of whom."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from tradetalks.economy.economy import Economy
from tradetalks.economy.products.equations import ProductShares

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ProductEconomy:
    """A baseline equilibrium with products p in sectors; build it with :func:`tradetalks.product_economy`.

    Flows f stand in the order sector, importer, product, exporter. A product with the label of its sector is the part of the
    sector that is not told apart by product; sectors without products consist of it.

    Args:
        by_sector: the economy by sector that the flows add up to, tariffs averaged over its trade.
        products: (p,) labels.
        sector_p: (p,) position of the sector of each product.
        importer_f: (f,) positions among regions.
        exporter_f: (f,) positions among regions.
        product_f: (f,) positions among products.
        flows_f: (f,) purchases at exporter prices, billion dollars a year.
        tariff_f: (f,) ad-valorem tariffs, fractions.
        substitution_j: (j,) σ, the elasticity of substitution between the products of a sector.
        substitution: where σ comes from, in words.
        home: how own sales are split among products, in words.
        coverage: of :func:`tradetalks.product_economy`: trade by product beside that of the sectors, and what was scaled.

    Source:
        E19 to E23 of ``docs/product_tier.md``.
    """

    by_sector: Economy
    products: tuple[str, ...]
    sector_p: Int[Array, " p"]
    importer_f: Int[Array, " f"]
    exporter_f: Int[Array, " f"]
    product_f: Int[Array, " f"]
    flows_f: Float[Array, " f"]
    tariff_f: Float[Array, " f"]
    substitution_j: Float[Array, " j"]
    substitution: str
    home: str
    coverage: pd.DataFrame

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                frozen = value.view()
                frozen.flags.writeable = False
                object.__setattr__(self, field.name, frozen)

    def __repr__(self) -> str:
        low, high = self.substitution_j.min(), self.substitution_j.max()
        return (
            f"ProductEconomy({self.by_sector.name}: {len(self.flows_f):,} flows of {len(self.products):,} products, "
            f"{len(self.regions)} regions, {len(self.sectors)} sectors; sigma {low:.3g} to {high:.3g})"
        )

    @property
    def regions(self) -> tuple[str, ...]:
        """Labels of regions in order."""
        return self.by_sector.regions

    @property
    def sectors(self) -> tuple[str, ...]:
        """Labels of sectors in order."""
        return self.by_sector.sectors

    @property
    def sector_f(self) -> Int[Array, " f"]:
        """(f,) position of the sector of each flow."""
        found: Int[Array, " f"] = self.sector_p[self.product_f]
        return found

    @cached_property
    def cell_f(self) -> Int[Array, " f"]:
        """(f,) position of the cell (sector, importer, exporter) that each flow belongs to."""
        n = len(self.regions)
        found: Int[Array, " f"] = (self.sector_f.astype(np.int64) * n + self.importer_f) * n + self.exporter_f
        return found

    @property
    def row_starts(self) -> Int[Array, " r"]:
        """(r,) the first flow of each row: of each product that an importer buys."""
        new = np.ones(len(self.product_f), bool)
        new[1:] = (self.product_f[1:] != self.product_f[:-1]) | (self.importer_f[1:] != self.importer_f[:-1])
        starts: Int[Array, " r"] = np.flatnonzero(new)
        return starts

    @cached_property
    def shares(self) -> ProductShares:
        """The economy as the kernel takes it."""
        n = len(self.regions)
        starts = self.row_starts
        spent_f = (1 + self.tariff_f) * self.flows_f
        spent_r = np.add.reduceat(spent_f, starts)
        row_f = np.repeat(np.arange(len(starts), dtype=np.int32), np.diff([*starts, len(spent_f)]))
        sector_r = self.sector_f[starts]
        market_r = sector_r * n + self.importer_f[starts]
        spent_m = np.bincount(market_r, spent_r, n * len(self.sectors))
        theta_j = self.by_sector.theta_j
        return ProductShares(
            pi_f=spent_f / spent_r[row_f],
            tariff_f=self.tariff_f,
            row_f=row_f,
            seller_f=(self.sector_f * n + self.exporter_f).astype(np.int32),
            share_r=spent_r / spent_m[market_r],
            market_r=market_r.astype(np.int32),
            rho_j=(self.substitution_j - 1) / theta_j,
        )

    def average(self, values_f: Float[Array, " f"]) -> Float[Array, "n n j"]:
        """Averages of ``values_f`` over the baseline's flows of each cell, importer first; 0 where there is no trade."""
        n, j = len(self.regions), len(self.sectors)
        total = np.bincount(self.cell_f, self.flows_f, j * n * n)
        weighted = np.bincount(self.cell_f, self.flows_f * values_f, j * n * n)
        mean_jni = (weighted / np.where(total > 0, total, 1.0)).reshape(j, n, n)
        mean_nij: Float[Array, "n n j"] = np.ascontiguousarray(np.moveaxis(mean_jni, 0, 2))
        return mean_nij
