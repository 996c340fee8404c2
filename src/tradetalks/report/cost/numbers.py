"""What the words, tables and charts of the chapter have in common, read from the run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.scenario.results.cost import CostRun, PolicyDate


def sector_titles(run: CostRun) -> list[str]:
    """The sectors in words, in their order."""
    return [str(name) for name in run.scenario.accounts["sector_name"].values]


def income_percent(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, percent of the baseline."""
    return float(solved.real_income_change.sel(region=region).item())


def income_busd(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, billion dollars a year."""
    return float(solved.real_income_change_busd.sel(region=region).item())


def scale_ends(run: CostRun) -> list[str]:
    """The scale effects, of low and high, at which the run is solved beside its own."""
    return [name for name in ("low", "high") if name in run.by_scale]


def scale_words(run: CostRun) -> str:
    """What low and high are, for the note below a table; nothing where there are no scale economies."""
    meaning = {"low": "low = without scale economies", "high": "high = with all of the published scale elasticities"}
    ends = scale_ends(run)
    if not ends:
        return ""
    said = "".join(f"; {meaning[name]}" for name in ends)
    return f"{said} (two cases; effects need not rise from one to the other)"


def farthest_policy(run: CostRun) -> PolicyDate:
    """The policy farthest from the baseline, in dollars of taxed trade: where effects are easiest to see."""
    return max(run.equilibria, key=lambda moment: distance_from_baseline(run, moment))


def distance_from_baseline(run: CostRun, moment: PolicyDate) -> float:
    """By how much a policy differs from the baseline, billion dollars of taxes on the trade and sales of before."""
    flows_nij, sales_ij = run.economy.flows_nij, run.economy.sales_ij
    base, solved = run.economy.unchanged, run.equilibria[moment]
    new = solved.instruments
    tariff = np.abs(solved.tariff.values - run.economy.tariff_nij) * flows_nij
    tax = np.abs(np.moveaxis(np.asarray(new.export_tax_jni - base.export_tax_jni), 0, 2)) * flows_nij
    subsidy = np.abs(new.subsidy_ij - base.subsidy_ij) * sales_ij
    return float(tariff.sum() + tax.sum() + subsidy.sum())


def trade_change(run: CostRun, moment: PolicyDate) -> pd.DataFrame:
    """Change of goods trade by pair, billion dollars a year and percent, largest loss first."""
    goods = list(run.economy.goods)
    new = run.equilibria[moment].flows.sel(sector=goods).sum("sector").values
    old = run.economy.flows_nij[:, :, run.economy.goods_index].sum(axis=2)
    regions = run.economy.regions
    apart = [(a, b) for a in range(len(regions)) for b in range(len(regions)) if a != b]
    before = np.array([old[pair] for pair in apart])
    change = np.array([new[pair] for pair in apart]) - before
    frame = pd.DataFrame(
        {
            "exporter": [regions[b] for _, b in apart],
            "importer": [regions[a] for a, _ in apart],
            "before bn": before,
            "change bn": change,
            "change %": 100 * change / np.where(before > 0, before, np.nan),
        }
    )
    return frame.sort_values("change bn", ignore_index=True)


def jobs_moved(run: CostRun, moment: PolicyDate) -> np.ndarray:
    """Employment gained and lost by industry, billion dollars a year of wages as they were before the first act.

    A percentage says little of an industry that hardly exists; wages weigh the jobs that move.

    Returns:
        (region, sector), zero where nothing is produced.
    """
    moved_ij: np.ndarray = run.equilibria[moment].jobs_change.values * run.economy.wage_bill_n[:, None] / 100
    return moved_ij
