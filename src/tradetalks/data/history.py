"""What happened to trade, and what others found: goods flows of 2016 to 2022, statistics, published estimates of trade wars.

Every number carries a status: verified (read in the source or the authors' own file), secondary (read in someone else's
transcription), derived (an own product of such numbers) or memory (not read: check before use).
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from tradetalks.data.paths import FILES

# Folders of the tables, each with a README that says where they are from.
OBSERVED = FILES / "observed"
PUBLISHED = FILES / "published"
# What stands for how well a number is known, best first.
STATUSES = ("verified", "secondary", "derived", "memory")
# Dimensions of goods trade, the importer first as everywhere.
TRADE_BY_YEAR = ("year", "importer", "exporter", "sector")


def load_goods_trade() -> xr.DataArray:
    """Goods trade of the United States and China with each other and with 13 partners, 2016 to 2022.

    Returns:
        (year, importer, exporter, sector), billion dollars a year at exporter prices in 22 goods sectors of the OECD's tables;
        nan where neither the importer nor the exporter is one of the two, and on the diagonal.

    Source:
        OECD, Inter-Country Input-Output tables, aggregated to 15 regions.
    """
    table = pd.read_csv(OBSERVED / "goods_trade_2016_2022.csv", keep_default_na=False)
    long = table.melt(list(TRADE_BY_YEAR[1:]), var_name="year", value_name="value")
    long["year"] = long["year"].astype(int)
    trade = long.set_index(list(TRADE_BY_YEAR))["value"].to_xarray().astype(float)
    labels = load_concordance()
    order = {
        "importer": list(labels.index[labels["dimension"] == "region"]),
        "exporter": list(labels.index[labels["dimension"] == "region"]),
        "sector": list(labels.index[labels["dimension"] == "sector"]),
    }
    return _named(trade.reindex(order))


def load_observed_trade() -> xr.DataArray:
    """The same in the 7 regions and 17 goods sectors of ``world2017``: sums by the concordance, trade inside a region left out.

    Returns:
        (year, importer, exporter, sector), billion dollars a year; nan where neither partner is the United States or China, and
        on the diagonal.
    """
    trade = load_goods_trade()
    groups = load_concordance()["world2017"]
    for dim in TRADE_BY_YEAR[1:]:
        labels = xr.DataArray([groups[str(label)] for label in trade[dim].values], dims=dim, name=dim)
        # A sum of nothing but missing flows is missing.
        trade = trade.groupby(labels).sum(min_count=1)
    apart = trade["importer"] != trade["exporter"]
    sectors = list(dict.fromkeys(groups[load_concordance()["dimension"] == "sector"]))
    return _named(trade.where(apart).sel(sector=sectors))


def _named(trade: xr.DataArray) -> xr.DataArray:
    attrs = {"units": "billion USD a year", "long_name": "goods trade at exporter prices"}
    return trade.transpose(*TRADE_BY_YEAR).rename("goods_trade").assign_attrs(attrs)


def load_concordance() -> pd.DataFrame:
    """Labels of the goods trade (the index) with their names and the region or sector of ``world2017`` each belongs to."""
    return pd.read_csv(OBSERVED / "concordance.csv", index_col="label", keep_default_na=False)


def load_trade_statistics() -> pd.DataFrame:
    """Totals from statistical offices and central banks, a row each, with source, where it was read and its status."""
    return pd.read_csv(OBSERVED / "statistics.csv", dtype={"period": str}, keep_default_na=False).astype(
        {"value": float}
    )


def load_published_estimates() -> pd.DataFrame:
    """What papers and institutes found trade wars to cost, a row each (``files/published/README.md`` names the columns).

    Returns:
        ``from`` and ``to`` are days: on any day between them the tariffs that a row is about were those in force.
    """
    return pd.read_csv(
        PUBLISHED / "estimates.csv", parse_dates=["from", "to"], keep_default_na=False, na_values={"value": [""]}
    )
