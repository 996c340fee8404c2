"""The record of the trade war and the talks, 2018 to 2026: tariffs, events, demands, purchases; and deadlines since 1985.

Dates and rates are facts; the tariff series is Chad P. Bown's (Peterson Institute for International Economics).
Text is kept as published, also where a cell holds two dates or a range. Deadlines are read in :mod:`tradetalks.data.deadlines`,
what happened to trade and what others found in :mod:`tradetalks.data.history`.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import xarray as xr

from tradetalks.data.deadlines import load_deadlines as load_deadlines
from tradetalks.data.deadlines import load_open_deadlines as load_open_deadlines
from tradetalks.data.deadlines import read_deadlines as read_deadlines
from tradetalks.data.history import load_concordance as load_concordance
from tradetalks.data.history import load_goods_trade as load_goods_trade
from tradetalks.data.history import load_observed_trade as load_observed_trade
from tradetalks.data.history import load_published_estimates as load_published_estimates
from tradetalks.data.history import load_trade_statistics as load_trade_statistics
from tradetalks.data.paths import FILES

# Folder of the record's tables.
FOLDER = FILES / "us_china"


def _read(name: str, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    return _table(name, dates).copy()


@cache
def _table(name: str, dates: tuple[str, ...]) -> pd.DataFrame:
    """A table, read once: a report holds every policy of a run against the averages."""
    return pd.read_csv(FOLDER / name, parse_dates=list(dates))


def load_average_tariffs() -> pd.DataFrame:
    """Trade-weighted average tariffs of the two countries on each other (percent), share of trade covered (percent)."""
    return _read("average_tariffs.csv", ("date",))


def load_events() -> pd.DataFrame:
    """Dated events with rates, coverage and a source link; ``date`` is text because some rows span several days."""
    return _read("events.csv")


def load_issues_2019() -> pd.DataFrame:
    """What each side asked for in 2018-2019, the instrument that prices it, sectors and publicly discussed ranges."""
    return _read("issues_2019.csv")


def load_phase_one_purchases() -> pd.DataFrame:
    """Phase One commitments by category (billion dollars above 2017) and the share delivered."""
    return _read("phase_one_purchases.csv")


def load_tariff_increase() -> xr.DataArray:
    """Tariff increases from before the trade war to September 2019 (importer, exporter, sector), fractions."""
    table = pd.read_csv(FILES / "world2017" / "tariff_increase_2018_2019.csv", index_col="sector")
    increase = xr.DataArray(
        0.0,
        {"importer": ["USA", "CHN"], "exporter": ["CHN", "USA"], "sector": list(table.index)},
        ("importer", "exporter", "sector"),
        name="tariff_increase",
        attrs={"units": "1", "long_name": "tariff increase from before the trade war to September 2019"},
    )
    increase.loc["USA", "CHN"] = table["usa_on_chn"].to_numpy()
    increase.loc["CHN", "USA"] = table["chn_on_usa"].to_numpy()
    return increase
