"""The elasticity that history shows, by year and flow, beside that of a named set at the age of the tariffs."""

from __future__ import annotations

import dataclasses

import numpy as np
import xarray as xr
from docs.history_trade import (
    base_trade,
    observed,
    predicted_trade,
    scenario,
    sector_draws,
    tariff_of,
    trade_of_accounts,
    year_in_force,
)

from tradetalks.data.history import load_trade_statistics


@dataclasses.dataclass(frozen=True)
class Elasticity:
    """Of imports from the taxed supplier relative to imports from all others, to one plus the tariff.

    Args:
        value: positive: one percent on the duty-inclusive price lowers the ratio, net of duty, by so many percent.
        low, high: 5 and 95 percent over sectors drawn anew.
    """

    value: float
    low: float
    high: float


def relative_change(trade: xr.DataArray, base: xr.DataArray, flow: tuple[str, str]) -> np.ndarray:
    """(sectors,) log change of imports from one supplier over those from all others."""
    importer, exporter = flow
    ratio = []
    for table in (trade, base):
        bought = table.sel(importer=importer)
        from_one = bought.sel(exporter=exporter)
        ratio.append(from_one / (bought.sum("exporter") - from_one))
    return np.log(ratio[0] / ratio[1]).values


def price_rise(year: int, level: str, flow: tuple[str, str]) -> np.ndarray:
    """(sectors,) log change of one plus the tariff, averaged over the year."""
    importer, exporter = flow
    there = {"importer": importer, "exporter": exporter, "sector": observed()["sector"].values}
    rise = np.log((1 + tariff_of(year_in_force(year), level)) / (1 + scenario().accounts["tariff"]))
    return rise.sel(there).values


def fitted(change: np.ndarray, price: np.ndarray, weight: np.ndarray) -> Elasticity:
    """Least squares through the origin, weighted by base trade; sectors are drawn anew."""
    both, square = -weight * change * price, weight * price**2
    drawn = both[sector_draws()].sum(axis=1) / square[sector_draws()].sum(axis=1)
    low, high = np.percentile(drawn, [5, 95])
    return Elasticity(float(both.sum() / square.sum()), float(low), float(high))


def shown_by_history(year: int, flow: tuple[str, str], level: str) -> Elasticity:
    """What the statistics of a year say."""
    weight = base_trade().sel(importer=flow[0], exporter=flow[1]).values
    return fitted(relative_change(observed().sel(year=year), base_trade(), flow), price_rise(year, level, flow), weight)


def shown_by_set(name: str, year: int, flow: tuple[str, str], level: str) -> float:
    """What a named set predicts, measured in the same way."""
    weight = base_trade().sel(importer=flow[0], exporter=flow[1]).values
    change = relative_change(predicted_trade(name, year, level), trade_of_accounts(), flow)
    return fitted(change, price_rise(year, level, flow), weight).value


def customs_share(year: int) -> float:
    """China's share of all goods imports in the United States' customs statistics, a fraction."""
    table = load_trade_statistics().set_index(["measure", "period"])["value"]
    return float(table["us_goods_imports_from_china", str(year)] / table["us_goods_imports", str(year)])


def shown_by_customs(year: int, level: str) -> float:
    """The same from the totals of the United States' customs, against 2017."""
    new, old = (share / (1 - share) for share in (customs_share(year), customs_share(2017)))
    flow = ("USA", "CHN")
    weight = base_trade().sel(importer=flow[0], exporter=flow[1]).values
    return float(-np.log(new / old) / np.average(price_rise(year, level, flow), weights=weight))
