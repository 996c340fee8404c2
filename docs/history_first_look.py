"""From the first look to history, step by step: why United States imports from China fell less than the model said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr
from docs.history_elasticity import customs_share
from docs.history_trade import (
    FULL_INCREASE,
    at_age,
    average_rise,
    base_trade,
    long_run,
    observed,
    predicted_trade,
    ranking,
    scenario,
    tariff_of,
    trade_of_accounts,
    year_in_force,
)

from tradetalks.data.elasticities import DEFAULT_SET
from tradetalks.data.history import load_trade_statistics
from tradetalks.economy.economy import Economy
from tradetalks.scenario.against_trade import total_share_change, trade_under
from tradetalks.scenario.policy_path import tariffs_in_force

FLOW = {"importer": "USA", "exporter": "CHN"}
YEAR = 2019


class Step(NamedTuple):
    """A change to how the number is made, and the number: percent change of United States imports of goods from China."""

    what: str
    percent: float


def level_change(economy: Economy, tariff: xr.DataArray) -> float:
    """All goods, percent."""
    new = trade_under(economy, tariff).sel(FLOW).sum()
    old = trade_under(economy, scenario().accounts["tariff"]).sel(FLOW).sum()
    return float(100 * (new / old - 1))


def share_change_of(trade: xr.DataArray, base: xr.DataArray) -> float:
    """Of all goods imports of the United States, percent."""
    change = total_share_change(trade, base).sel(FLOW).item()
    return float(100 * np.expm1(change / 100))


def steps() -> Iterator[Step]:
    """From the long run under the tariffs of September 2019 to a year of history."""
    full, year = tariffs_in_force(scenario(), FULL_INCREASE), year_in_force(YEAR)
    best = ranking("published").names[0]
    yield Step("`LL2023`, tariffs of 1 September 2019 for good, long run", level_change(long_run("LL2023"), full))
    yield Step("without scale economies (`LL2023_psi_zero`)", level_change(long_run("LL2023_psi_zero"), full))
    yield Step(f"`{DEFAULT_SET}`, long run", level_change(long_run(DEFAULT_SET), full))
    yield Step("one year after (E14)", level_change(at_age(DEFAULT_SET, 1.0), full))
    yield Step(
        f"average tariffs of 2019 ({100 * average_rise(year.tariff, ('USA', 'CHN')):.1f} points instead of "
        f"{100 * average_rise(full, ('USA', 'CHN')):.1f})",
        level_change(at_age(DEFAULT_SET, 1.0), year.tariff),
    )
    yield Step(
        f"at the age that they had in 2019 on average, {year.age:.1f} years",
        level_change(at_age(DEFAULT_SET, year.age), year.tariff),
    )
    published = tariff_of(year, "published")
    yield Step(
        f"scaled to the published averages ({100 * average_rise(published, ('USA', 'CHN')):.1f} points)",
        level_change(at_age(DEFAULT_SET, year.age), published),
    )
    yield Step(
        "as a share of all goods imports of the United States",
        share_change_of(predicted_trade(DEFAULT_SET, YEAR, "published"), trade_of_accounts()),
    )
    yield Step(
        f"with the elasticities that describe history best (`{best}`)",
        share_change_of(predicted_trade(best, YEAR, "published"), trade_of_accounts()),
    )


def seen() -> Iterator[Step]:
    """What happened to the same share and to the imports themselves."""
    yield Step("share, balanced tables of the OECD", share_change_of(observed().sel(year=YEAR), base_trade()))
    yield Step("share, United States customs, from 2017", 100 * (customs_share(YEAR) / customs_share(2017) - 1))
    imports = load_trade_statistics().set_index(["measure", "period"])["value"]["us_goods_imports_from_china"]
    yield Step("imports, United States customs, from 2017", float(100 * (imports[str(YEAR)] / imports["2017"] - 1)))
