"""What the averages in merged accounts hide: how rates and elasticities differ within a cell, and what that costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from jaxtyping import Float

from tradetalks.data.label_maps import Merging

Array = np.ndarray
COLUMNS = (
    *("variable", "importer", "exporter", "sector", "merged", "value", "simple_mean", "lowest", "highest"),
    *("standard_deviation", "uniform_equivalent", "share_elsewhere", "weight_busd", "loss_busd"),
)
# How far a rate may be from the mean and count as at the mean: a hundredth of a percentage point, or of an elasticity.
NEAR = 1e-4


def bias_report(
    old: xr.Dataset, new: xr.Dataset, by_region: Merging, by_sector: Merging, traded_j: Float[Array, " j"]
) -> pd.DataFrame:
    """One row for every cell of merged accounts in which rates or elasticities differ.

    With shares w of the trade of a cell (for mark-ups of the sales) and mean t̄ = Σ w·t:

        standard_deviation = √ Σ w·(t − t̄)²
        uniform_equivalent = √ (Σ w·(1+θ)·t² / Σ w·(1+θ))        the one rate with the same deadweight loss, to second order
        loss_busd = ½ Σ M·(1+θ)·(t − t̄)² / (1 + t̄)              the loss that the mean leaves out, to second order

    Where rates differ, the mean has the duties of the table and less than its deadweight loss. Rates that choke off trade have
    little weight in the mean; the simple mean beside it gives them as much as all others. Both formulas take every flow as small
    in its market, with the elasticity 1+θ of its quantity to its duty, and prices abroad as given; they rank cells and do not
    replace a run with the finer table. Where importer and exporter are the same merged region, the row is about the trade of its
    members with each other, without what each buys at home.

    Args:
        old: accounts before, billion dollars a year.
        new: accounts after.
        by_region: what became of regions.
        by_sector: what became of sectors.
        traded_j: (j,) cross-border trade of the old sectors, with which elasticities are weighted; billion dollars a year.

    Returns:
        Columns ``variable`` (``tariff``, ``trade_elasticity``, ``scale_elasticity`` or ``markup``), ``importer``, ``exporter``
        ("" for elasticities), ``sector``, ``merged`` (how many cells became one), ``value`` (in the new accounts),
        ``simple_mean``, ``lowest`` and ``highest`` with trade, ``standard_deviation``, ``uniform_equivalent`` and ``loss_busd``
        (tariffs only), ``share_elsewhere`` (of trade more than 0.01 percentage points from the mean, a fraction) and
        ``weight_busd`` (trade or sales). The largest losses first, then elasticities.

    Source:
        Anderson & Neary (2005) for uniform equivalents; Kee, Nicita & Olarreaga (2009) for their second-order form.
    """
    parts = [_tariffs(old, new, by_region, by_sector)]
    sold_j = old["flows"].sum(("importer", "exporter")).values
    for name, size_j in (("trade_elasticity", traded_j), ("scale_elasticity", traded_j), ("markup", sold_j)):
        if name in old:
            parts.append(_elasticities(old, new, name, size_j, by_sector))
    report = pd.concat([part for part in parts if not part.empty] or [pd.DataFrame(columns=list(COLUMNS))])
    return report[list(COLUMNS)].reset_index(drop=True)


def _tariffs(old: xr.Dataset, new: xr.Dataset, by_region: Merging, by_sector: Merging) -> pd.DataFrame:
    """Rates within every cell of trade."""
    frame = pd.DataFrame(_cells(old, by_region, by_sector))
    # A country levies nothing on itself: of a merged region, only what its members levy on each other is told.
    frame = frame[frame["foreign"]]
    theta = old["trade_elasticity"].values[frame["old_sector"]]
    frame["response"] = frame["trade"] * (1 + theta)
    frame["mean"] = new["tariff"].values[frame["importer"], frame["exporter"], frame["sector"]]
    inside = frame["importer"] == frame["exporter"]
    keys = ["importer", "exporter", "sector"]
    own = frame[inside].groupby(keys)[["trade", "duties"]].transform("sum")
    # The diagonal's rate is over own purchases too; among members, duties over what they buy from each other.
    frame.loc[inside, "mean"] = (own["duties"] / own["trade"].where(own["trade"] > 0)).fillna(0.0)
    frame["apart"] = frame["rate"] - frame["mean"]
    frame["squares"] = frame["trade"] * frame["apart"] ** 2
    frame["losses"] = 0.5 * frame["response"] * frame["apart"] ** 2 / (1 + frame["mean"])
    frame["harm"] = frame["response"] * frame["rate"] ** 2
    frame["elsewhere"] = frame["trade"].where(frame["apart"].abs() > NEAR, 0.0)
    found = _summed(frame, keys)
    found["uniform_equivalent"] = np.sqrt(found["harm"] / found["response"])
    found["loss_busd"] = found["losses"]
    for column, labels in (("importer", by_region), ("exporter", by_region), ("sector", by_sector)):
        found[column] = np.array(labels.labels, dtype=object)[found[column]]
    return found.assign(variable="tariff").sort_values("loss_busd", ascending=False, kind="stable")


def _cells(old: xr.Dataset, by_region: Merging, by_sector: Merging) -> dict[str, Array]:
    """Every cell of trade of the old table with the position of the new one that it is part of."""
    flows, rates = old["flows"].values, old["tariff"].values
    n, _, j = flows.shape
    importer, exporter, sector = (at.ravel() for at in np.indices((n, n, j)))
    region, goods = np.array(by_region.position), np.array(by_sector.position)
    return {
        "importer": region[importer],
        "exporter": region[exporter],
        "sector": goods[sector],
        "old_sector": sector,
        "foreign": importer != exporter,
        "trade": flows.ravel(),
        "rate": rates.ravel(),
        "duties": (rates * flows).ravel(),
    }


def _summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Spread within each cell; cells in which nothing differs are left out."""
    groups = frame.groupby(keys, sort=False)
    # Rates of nothing are hidden by no average.
    traded = frame[frame["trade"] > 0].groupby(keys, sort=False)["rate"]
    found = groups[["trade", "response", "squares", "losses", "harm", "elsewhere"]].sum()
    found["merged"] = groups.size()
    found["simple_mean"] = groups["rate"].mean()
    found["value"] = groups["mean"].first()
    found["lowest"], found["highest"] = traded.min(), traded.max()
    found = found[found["highest"] - found["lowest"] > NEAR].reset_index()
    found["standard_deviation"] = np.sqrt(found["squares"] / found["trade"])
    found["share_elsewhere"] = found["elsewhere"] / found["trade"]
    return found.rename(columns={"trade": "weight_busd"})


def _elasticities(
    old: xr.Dataset, new: xr.Dataset, name: str, size_j: Float[Array, " j"], by_sector: Merging
) -> pd.DataFrame:
    """How numbers of sectors differ within the merged ones."""
    sector = np.array(by_sector.position)
    frame = pd.DataFrame(
        {"sector": sector, "trade": size_j, "rate": old[name].values, "mean": new[name].values[sector]}
    )
    frame["apart"] = frame["rate"] - frame["mean"]
    frame["squares"] = frame["trade"] * frame["apart"] ** 2
    frame["elsewhere"] = frame["trade"].where(frame["apart"].abs() > NEAR, 0.0)
    for column in ("response", "losses", "harm"):
        frame[column] = np.nan
    found = _summed(frame, ["sector"])
    found["sector"] = np.array(by_sector.labels, dtype=object)[found["sector"]]
    return found.assign(variable=name, importer="", exporter="", uniform_equivalent=np.nan, loss_busd=np.nan)
