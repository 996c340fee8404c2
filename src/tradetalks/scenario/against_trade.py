"""What a scenario says of trade in a calendar year, beside what happened: changes of import shares, and how far off they are.

    predicted, observed   100 ln( s_nij / s⁰_nij ),   s_nij = M_nij / Σ_{k≠n} M_nkj

A sector's demand, its world price and the importer's growth move the imports from every supplier alike and drop out of a share;
what moves one supplier alone, other than the tariffs, does not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import PERCENT, TRADE, label
from tradetalks.economy.policy import Policy
from tradetalks.economy.solve import solve

# The two flows that both sides' tariffs of 2018 and 2019 fell on, the importer first.
TAXED_FLOWS = (("USA", "CHN"), ("CHN", "USA"))
# Shares of one year are noisy in narrow sectors: the base is the mean of the last two years before the first act.
BASE_YEARS = (2016, 2017)
# Years compared with those tariffs; left out are 2020 and 2021, in which a pandemic moved what was bought from whom.
COMPARED_YEARS = (2018, 2019, 2022)


def foreign_trade_of(flows: xr.DataArray, sectors: Sequence[str]) -> xr.DataArray:
    """Trade between different regions in ``sectors``: nan on the diagonal.

    Args:
        flows: (importer, exporter, sector) billion dollars a year.
        sectors: labels.
    """
    return flows.where(flows["importer"] != flows["exporter"]).sel(sector=list(sectors))


def share_change(trade: xr.DataArray, base: xr.DataArray) -> xr.DataArray:
    """Change of each exporter's share in an importer's foreign purchases of a sector, 100 times the log change.

    Args:
        trade: (..., importer, exporter, sector) billion dollars a year, nan where not observed.
        base: the same before.
    """
    before = base / base.sum("exporter")
    after = trade / trade.sum("exporter")
    hat = after / before
    return hat.copy(data=PERCENT * np.log(hat.values))


def total_share_change(trade: xr.DataArray, base: xr.DataArray) -> xr.DataArray:
    """As :func:`share_change`, of all the sectors together."""
    return share_change(trade.sum("sector", min_count=1), base.sum("sector", min_count=1))


def trade_under(economy: Economy, tariff: xr.DataArray) -> xr.DataArray:
    """Trade between different regions in the goods of an economy under ``tariff`` (importer, exporter, sector), fractions."""
    solved = solve(economy, Policy(tariff=tariff.transpose(*TRADE)))
    return foreign_trade_of(solved.flows, economy.goods)


def trade_before(economy: Economy) -> xr.DataArray:
    """Trade between different regions in the goods of an economy before any act."""
    flows = label(economy, economy.flows_nij, TRADE, name="flows", units="billion USD a year", long_name="trade")
    return foreign_trade_of(flows, economy.goods)


@dataclasses.dataclass(frozen=True, eq=False)
class Misses:
    """Changes of import shares in the cells that tariffs hit, predicted beside observed.

    Args:
        observed: (flows, sectors) 100 times the log change.
        predicted: the same.
        weight: (flows, sectors) trade of the base years, billion dollars a year.
    """

    observed: np.ndarray
    predicted: np.ndarray
    weight: np.ndarray

    @property
    def rmse(self) -> float:
        """Root of the mean squared error, weighted by base trade, log points."""
        return _root_mean(self.observed - self.predicted, self.weight)

    @property
    def rmse_of_no_change(self) -> float:
        """What a prediction of no change at all would miss by."""
        return _root_mean(self.observed, self.weight)

    @property
    def correlation(self) -> float:
        """Of observed and predicted changes over the cells, weighted by base trade."""
        x, y = (part - np.average(part, weights=self.weight) for part in (self.predicted, self.observed))
        spread = np.average(x**2, weights=self.weight) * np.average(y**2, weights=self.weight)
        return float(np.average(x * y, weights=self.weight) / np.sqrt(spread))

    @property
    def slope(self) -> float:
        """Of observed on predicted changes, weighted, through the origin: 1 where the size is right on average, below 1 where
        too much is predicted."""
        both = np.average(self.predicted * self.observed, weights=self.weight)
        return float(both / np.average(self.predicted**2, weights=self.weight))

    def rmse_of(self, draws: np.ndarray) -> np.ndarray:
        """(draws,) :attr:`rmse` over ``draws`` (draws, sectors) of sectors with replacement, each with both its flows."""
        squared = (self.weight * (self.observed - self.predicted) ** 2).sum(axis=0)
        weight = self.weight.sum(axis=0)
        drawn: np.ndarray = np.sqrt(squared[draws].sum(axis=1) / weight[draws].sum(axis=1))
        return drawn


def misses(
    observed: xr.DataArray,
    predicted: xr.DataArray,
    base: xr.DataArray,
    flows: Sequence[tuple[str, str]] = TAXED_FLOWS,
) -> Misses:
    """The cells of ``flows`` (importer, exporter) side by side.

    Args:
        observed: (importer, exporter, sector) from :func:`share_change`.
        predicted: the same, in the same sectors.
        base: trade that weighs the cells.
        flows: pairs of importer and exporter.
    """
    parts = (observed, predicted, base)
    cells = [np.array([part.sel(importer=n, exporter=i).values for n, i in flows]) for part in parts]
    return Misses(*cells)


def together(years: Sequence[Misses]) -> Misses:
    """Several years as one: their cells side by side, sector by sector."""
    return Misses(
        np.concatenate([year.observed for year in years]),
        np.concatenate([year.predicted for year in years]),
        np.concatenate([year.weight for year in years]),
    )


def _root_mean(error: np.ndarray, weight: np.ndarray) -> float:
    return float(np.sqrt(np.average(error**2, weights=weight)))
