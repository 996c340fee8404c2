"""What the words, tables and charts of the chapter have in common, read from the run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.scenario.results.cost import CostRun, PolicyDate


def shown_players(run: CostRun) -> tuple[str, ...]:
    """The scenario's players; the two largest economies where nobody acts."""
    if run.scenario.players:
        return run.scenario.players
    largest = np.argsort(-run.economy.income_n)[:2]
    return tuple(run.economy.regions[n] for n in largest)


def player_pairs(run: CostRun) -> list[tuple[str, str]]:
    """Every player with every other one, in order."""
    names = shown_players(run)
    return [(a, b) for a in names for b in names if a != b]


def sector_titles(run: CostRun) -> list[str]:
    """The sectors in words, in their order."""
    return [str(name) for name in run.scenario.accounts["sector_name"].values]


def income_percent(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, percent of the baseline."""
    return float(solved.real_income_change.sel(region=region).item())


def income_busd(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, billion dollars a year."""
    return float(solved.real_income_change_busd.sel(region=region).item())


def farthest_policy(run: CostRun) -> PolicyDate:
    """The policy farthest from the baseline, in dollars of taxed trade: where effects are easiest to see."""
    flows_nij, sales_ij = run.economy.flows_nij, run.economy.sales_ij
    base = run.economy.unchanged

    def distance(moment: PolicyDate) -> float:
        solved = run.equilibria[moment]
        new = solved.instruments
        tariff = np.abs(solved.tariff.values - run.economy.tariff_nij) * flows_nij
        tax = np.abs(np.moveaxis(np.asarray(new.export_tax_jni - base.export_tax_jni), 0, 2)) * flows_nij
        subsidy = np.abs(new.subsidy_ij - base.subsidy_ij) * sales_ij
        return float(tariff.sum() + tax.sum() + subsidy.sum())

    return max(run.equilibria, key=distance)


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
