"""Why the end of a war costs another sum than the policies in force in the same report."""

from __future__ import annotations

import numpy as np

from tradetalks.report.cost.numbers import distance_from_baseline, income_busd
from tradetalks.report.cost.words import A_DOLLAR
from tradetalks.report.format import SMALL_BUSD, format_billions, format_day, format_list
from tradetalks.report.names import country_names
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.war import WarRun

# Averages of tariffs that differ by less, in percentage points, are written alike.
A_POINT = 1.0
# Where a war starts, beside what is in force.
STARTS = {
    "baseline": "the war starts from the world before the first act and in it",
    "now": "the war starts from there, but in it",
}


def in_force_sentence(run: WarRun, cost: CostRun) -> str:
    """The costs at the end of the war beside those of the last policy in force, and where the difference comes from.

    Args:
        run: the war.
        cost: the policies of the same scenario, solved with the same model.

    Returns:
        One sentence; empty where nothing is in force, the war has no certified end, or both cost the same.
    """
    if not run.war.certified or not cost.dates or distance_from_baseline(cost, cost.now) < A_DOLLAR:
        return ""
    policy = cost.equilibria[cost.now]
    there = {region: income_busd(policy, region) for region in run.fighters}
    more = {region: income_busd(run.world, region) - there[region] for region in run.fighters}
    better = [region for region in run.fighters if more[region] > SMALL_BUSD]
    worse = [region for region in run.fighters if more[region] < -SMALL_BUSD]
    if not better and not worse:
        return ""
    stands = ", ".join(f"{region} {format_billions(value)}" for region, value in there.items())
    return (
        f"{_compared(better, worse)} on {format_day(cost.now.date)} ({stands} billion dollars a year), because "
        f"{STARTS[run.start]} each side sets only what is best for {_aims(run)}, given what the others set"
        f"{_averages(run, policy.tariff.values)}{_left_out(run, policy.tariff.values)}."
    )


def milder_sentence(run: WarRun) -> str:
    """Who levies less at the end of the war than what it is held against, and why that is no mistake; empty of nobody.

    Args:
        run: the war.
    """
    if run.war.interrupted or not run.war.certified:
        return ""
    names, (label, held) = country_names(run.scenario.accounts), run.imposed
    parts = []
    for k, player in enumerate(run.players):
        if not len(run.cells(k)[0]):
            continue
        end, now = (100 * run.statistics(tariff, k).weighted for tariff in (run.world.tariff.values, held))
        if now - end >= A_POINT:
            parts.append(f"{names.said(player)} ({end:.0f} instead of {now:.0f} percent)")
    if not parts:
        return ""
    said = f"{format_list(parts)} would levy less there than what is {label}"
    return f"{said[:1].upper()}{said[1:]}: a higher average tariff costs whoever levies it more than it brings."


def _compared(better: list[str], worse: list[str]) -> str:
    """Who is better off at the end of the war than now, and who is not."""
    if not worse:
        return f"The end of the war is better for {format_list(better)} than what is in force"
    if not better:
        return f"The end of the war is worse for {format_list(worse)} than what is in force"
    return f"The end of the war is better for {format_list(better)}, and worse for {format_list(worse)}, than what is in force"


def _aims(run: WarRun) -> str:
    plain = all([want.what for want in wants] == ["real_income"] for wants in run.wants.values())
    if plain:
        return "its own real income"
    return "its own aims"


def _averages(run: WarRun, in_force: np.ndarray) -> str:
    """Average tariffs of those who set any, at the end of the war and in force."""
    parts = []
    for k, player in enumerate(run.players):
        if len(run.cells(k)[0]):
            end, now = (run.statistics(tariff, k).weighted for tariff in (run.world.tariff.values, in_force))
            parts.append(f"{player} {100 * end:.1f} percent (in force {100 * now:.1f})")
    if not parts:
        return ""
    return f": tariffs, on average over trade, of {format_list(parts)}"


def _left_out(run: WarRun, in_force: np.ndarray) -> str:
    """Said where tariffs are in force that no player of a war from the baseline sets."""
    apart = np.abs(in_force - run.world.tariff.values) * run.economy.flows_nij
    for k in range(len(run.players)):
        apart[run.cells(k)] = 0.0
    if apart.sum() < A_DOLLAR:
        return ""
    return "; tariffs in force that nobody in the war sets are not in it"
