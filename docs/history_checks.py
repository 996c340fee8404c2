"""The same comparison made in other ways: whether another set would come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from docs.history_trade import YEARS, base_trade, observed, predicted_trade, trade_of_accounts

from tradetalks.data.elasticities import DEFAULT_SET, elasticity_sets
from tradetalks.scenario.against_trade import TAXED_FLOWS, Misses, misses, share_change, together

# Sectors in which something else than tariffs is known to have moved a supplier: cars built in China for others, a type of
# aircraft that was grounded, farm goods, oil and gas bought by order.
ODD = ("MVH", "OTR", "AGR", "MIN", "PET")
Change = Callable[[xr.DataArray, xr.DataArray], xr.DataArray]


class Check(NamedTuple):
    """One way of comparing; errors in log points, over all the years.

    Args:
        what: how.
        names: sets, best first.
        best, default, no_change: errors of the best set, the default and a prediction of no change.
    """

    what: str
    names: tuple[str, ...]
    best: float
    default: float
    no_change: float


def share_of_sales(trade: xr.DataArray, base: xr.DataArray) -> xr.DataArray:
    """Change of an importer's share in what the exporter sells abroad, 100 times the log change: supply drops out, not demand."""
    before, after = base / base.sum("importer"), trade / trade.sum("importer")
    return 100 * np.log(after / before)


def checks() -> Iterator[Check]:
    """Every other way."""
    base = base_trade()
    yield compared("as above", base)
    yield compared("base 2017 alone", observed().sel(year=2017))
    yield compared("without cars, aircraft, farm goods, mining and oil", base, without=ODD)
    yield compared("every cell the same weight", base, weighted=False)
    yield compared("shares in the exporter's sales abroad", base, change=share_of_sales)
    yield compared("United States imports alone", base, flows=TAXED_FLOWS[:1])
    yield compared("China's imports alone", base, flows=TAXED_FLOWS[1:])


def compared(
    what: str,
    base: xr.DataArray,
    *,
    without: Sequence[str] = (),
    weighted: bool = True,
    change: Change = share_change,
    flows: Sequence[tuple[str, str]] = TAXED_FLOWS,
) -> Check:
    """All sets in one way."""
    kept = [k for k, sector in enumerate(base["sector"].values) if sector not in without]
    found = {}
    for name in elasticity_sets().index:
        parts = []
        for year in YEARS:
            there = change(predicted_trade(name, year, "published"), trade_of_accounts())
            part = misses(change(observed().sel(year=year), base), there, base, flows)
            weight = part.weight[:, kept]
            if not weighted:
                weight = np.ones_like(weight)
            parts.append(Misses(part.observed[:, kept], part.predicted[:, kept], weight))
        found[name] = together(parts)
    names = sorted(found, key=lambda name: found[name].rmse)
    default = found[DEFAULT_SET]
    return Check(what, tuple(names), found[names[0]].rmse, default.rmse, default.rmse_of_no_change)
