"""What the words, tables and charts of the chapter have in common, read from the run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.format import format_list
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.results.drawn_costs import INSIDE


def sector_titles(run: CostRun) -> list[str]:
    """The sectors in words, in their order."""
    return [str(name) for name in run.scenario.accounts["sector_name"].values]


def income_percent(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, percent of the baseline."""
    return float(solved.real_income_change.values[solved.economy.regions.index(region)])


def income_busd(solved: Equilibrium, region: str) -> float:
    """Change of a region's real income, billion dollars a year."""
    return float(solved.real_income_change_busd.values[solved.economy.regions.index(region)])


def range_words(run: CostRun) -> str:
    """What ranges span, for the note below a table; nothing where there is one assumption alone."""
    if run.band is not None:
        return f"; in brackets: {INSIDE} of {run.band.design.solved} joint draws of elasticities lie inside"
    spanned = []
    if run.scale:
        spanned.append(_scale_spanned(run))
    if run.trade:
        spanned.append("other published trade elasticities (these without economies of scale)")
    if not spanned:
        return ""
    return f"; in brackets: lowest to highest over {format_list(spanned)}"


def _scale_spanned(run: CostRun) -> str:
    """From which to which strength of economies of scale."""
    if "high" in run.scale:
        return "no to all of the published economies of scale"
    return "no economies of scale to those of the file"


def farthest_policy(run: CostRun) -> PolicyDate:
    """The policy farthest from the baseline, in dollars of taxed trade: where effects are easiest to see."""
    return max(run.equilibria, key=lambda moment: distance_from_baseline(run, moment))


def asked_about(run: CostRun) -> PolicyDate | None:
    """The way forward that the question is about: the one that the file names, or the only one there is."""
    about = run.scenario.about
    if not about and len(run.branches) == 1:
        return run.branches[0]
    return next((moment for moment in run.branches if moment.branch == about), None)


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
    return jobs_in(run, run.equilibria[moment])


def jobs_in(run: CostRun, solved: Equilibrium) -> np.ndarray:
    """The same of one of the run's equilibria, at the wages of the model of the file."""
    moved_ij: np.ndarray = solved.jobs_change.values * run.economy.wage_bill_n[:, None] / 100
    return moved_ij
