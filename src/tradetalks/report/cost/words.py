"""Sentences generated from the numbers of a run; every clause follows the signs of its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.report.chapter import written
from tradetalks.report.cost.tables import farthest, players, trade_change
from tradetalks.scenario.run_cost import CostRun, PolicyDate

SMALL_PERCENT = 0.005
SMALL_BUSD = 0.05


def percent(value: float) -> str:
    return f"{value:+.2f} percent" if abs(value) >= SMALL_PERCENT else f"{written(f'{value:+.3f}')} percent"


def billions(value: float) -> str:
    """``+3.2``, with more digits where one would show a zero."""
    return written(f"{value:+.1f}" if abs(value) >= SMALL_BUSD else f"{value:+.3f}")


def amount(value: float) -> str:
    """The size of a change in billion dollars, unsigned."""
    return f"{abs(value):.0f}" if abs(value) >= 9.5 else f"{abs(value):.1f}" if abs(value) >= 0.05 else "hardly any"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def answer(run: CostRun) -> list[str]:
    """The run in a few sentences: cost so far, what each branch would add, who else is hit, what it rests on."""
    return [cost_now(run), *(branch_cost(run, m) for m in run.branches), bystanders(run), diversion(run), rests_on(run)]


def cost_now(run: CostRun) -> str:
    """What the acts in force cost each player."""
    e = run.equilibria[run.now]
    parts = [
        f"{p} {percent(e.real_income_change.sel(region=p).item())} of real income "
        f"({billions(e.real_income_change_busd.sel(region=p).item())} billion dollars a year)"
        for p in players(run)
    ]
    return f"With the policies of {run.now.date:%-d %B %Y}, against before the first act: {'; '.join(parts)}."


def branch_cost(run: CostRun, moment: PolicyDate) -> str:
    """What a branch would add to the last date of the main line."""
    title = next(b.title for b in run.scenario.branches if b.name == moment.branch)
    here, there = run.equilibria[run.now], run.equilibria[moment]
    change = there.real_income_change_busd - here.real_income_change_busd
    parts = [f"{p} {billions(change.sel(region=p).item())}" for p in players(run)]
    return f"{title}, against {run.now}: {listed(parts)} billion dollars a year."


def bystanders(run: CostRun) -> str:
    """Who gains and who loses among the others, where policy is farthest from the baseline."""
    moment = farthest(run)
    change = run.equilibria[moment].real_income_change_busd
    others = sorted(
        (r for r in run.economy.regions if r not in players(run)), key=lambda r: change.sel(region=r).item()
    )
    if not others:
        return ""
    values = [change.sel(region=r).item() for r in others]
    last, best = f"{others[0]} ({billions(values[0])})", f"{others[-1]} ({billions(values[-1])})"
    if len(others) == 1:
        return f"The only bystander is {best}, billion dollars a year, {where(run)}."
    head = (
        f"All bystanders gain, {best} most and {last} least"
        if values[0] > 0
        else f"All bystanders lose, {last} most and {best} least"
        if values[-1] < 0
        else f"Among bystanders {best} gains most and {last} loses most"
        if values[0] < 0 < values[-1]
        else f"Among bystanders {best} fares best and {last} worst"
    )
    return f"{head}, in billion dollars a year, {where(run)}."


def where(run: CostRun) -> str:
    """Which policy a sentence is about, by what it does to tariffs."""
    moment = farthest(run)
    e = run.equilibria[moment]
    change = e.tariff.values - run.economy.tariff_nij
    policy = e.policy
    alone = policy is None or (policy.export_tax is None and policy.production_subsidy is None)
    what = (
        "tariffs are highest"
        if alone and change.min() >= 0 < change.max()
        else "tariffs are lowest"
        if alone and change.max() <= 0 > change.min()
        else "policies are farthest from the baseline"
    )
    return f"where {what} ({moment})"


def diversion(run: CostRun) -> str:
    """The largest fall and the largest rise of trade between two regions, where there are such."""
    frame = trade_change(run, farthest(run))
    if frame.empty:
        return ""
    low, high = frame.iloc[0], frame.iloc[-1]
    parts = []
    if low["change bn"] < -SMALL_BUSD:
        parts.append(f"the largest fall is {_pair(low)}")
    if high["change bn"] > SMALL_BUSD:
        parts.append(f"the largest rise is {_pair(high)}")
    if not parts:
        return "Trade in goods between regions hardly changes."
    only = "" if len(parts) == 2 else "; no pair trades more" if low["change bn"] < 0 else "; no pair trades less"
    return f"Of goods trade, {listed(parts)}{only if _one_sided(frame) else ''}."


def _one_sided(frame) -> bool:
    return bool((frame["change bn"] <= SMALL_BUSD).all() or (frame["change bn"] >= -SMALL_BUSD).all())


def _pair(row) -> str:
    change = row["change %"]
    share = "" if np.isnan(change) else f", {abs(change):.0f} percent" if abs(change) >= 1 else ", below 1 percent"
    verb = "less" if row["change bn"] < 0 else "more"
    return f"what {row.importer} buys from {row.exporter} ({amount(row['change bn'])} billion dollars a year {verb}{share})"


def rests_on(run: CostRun) -> str:
    """The same headline without scale economies."""
    if not run.economy.has_scale:
        return "Computed without scale economies."
    moment = farthest(run)
    parts = [
        f"{p} {percent(run.without_scale[moment].real_income_change.sel(region=p).item())} instead of "
        f"{percent(run.equilibria[moment].real_income_change.sel(region=p).item())}"
        for p in players(run)
    ]
    return f"The answer rests on scale economies: without them, for {moment}, {'; '.join(parts)}."


def verdict(run: CostRun) -> str:
    """Who loses and who gains most among the players on the last date: the title of the welfare chart."""
    change = run.equilibria[run.now].real_income_change
    moves = sorted((change.sel(region=p).item(), p) for p in players(run))
    (low, loser), (high, winner) = moves[0], moves[-1]
    if max(abs(low), abs(high)) < SMALL_PERCENT:
        return f"No player's real income changes noticeably ({run.now})"
    parts = []
    if low <= -SMALL_PERCENT:
        parts.append(f"{loser} loses {-low:.2f} percent of real income")
    if high >= SMALL_PERCENT:
        parts.append(f"{winner} gains {high:.2f} percent" + ("" if parts else " of real income"))
    elif winner != loser and high > -SMALL_PERCENT:
        parts.append(f"{winner}'s hardly moves")
    elif winner != loser:
        parts.append(f"{winner} {-high:.2f}")
    return f"{', '.join(parts)} ({run.now})"


def trade_finding(run: CostRun) -> str:
    """The largest change of a player's imports and what happens to its other imports: the title of the trade chart."""
    moment = farthest(run)
    frame = trade_change(run, moment)
    frame = frame[frame["importer"].isin(players(run))]
    if frame.empty or frame["change bn"].abs().max() < SMALL_BUSD:
        return f"No player's imports of goods change noticeably ({moment})"
    most = frame.iloc[int(frame["change bn"].abs().to_numpy().argmax())]
    rest = frame.loc[(frame["importer"] == most.importer) & (frame["exporter"] != most.exporter), "change bn"]
    change = most["change bn"]
    text = f"{most.importer} buys {amount(change)} billion dollars a year {_more(change)} from {most.exporter}"
    if len(rest) == 0 or abs(rest.sum()) < SMALL_BUSD:
        return f"{text} ({moment})"
    others = "the others" if len(rest) > 1 else "the other"
    return f"{text}, {amount(rest.sum())} {_more(rest.sum())} from {others} ({moment})"


def _more(value: float) -> str:
    return "more" if value > 0 else "less"


def sector_finding(run: CostRun) -> str:
    """The industry that grows and the one that shrinks most among the players: the title of the sector chart."""
    moment, goods = farthest(run), list(run.economy.goods)
    names = dict(zip(run.economy.sectors, (str(v) for v in run.scenario.accounts["sector_name"].values), strict=True))
    change = run.equilibria[moment].employment_change.sel(region=list(players(run)), sector=goods).to_series().dropna()
    if change.empty or change.abs().max() < SMALL_PERCENT:
        return f"No goods industry of a player changes its employment noticeably ({moment})"
    parts = []
    (up, grows), (down, shrinks) = (change.max(), change.argmax()), (change.min(), change.argmin())
    places = list(change.index.to_flat_index())
    if up >= SMALL_PERCENT:
        region, sector = places[grows]
        parts.append(f"{names[sector]} grows most in {region} ({up:+.1f} percent)")
    if down <= -SMALL_PERCENT:
        region, sector = places[shrinks]
        parts.append(f"{names[sector]} shrinks most in {region} ({down:+.1f} percent)")
    return f"{', '.join(parts)}, {moment}"


def tariff_finding(run: CostRun) -> str:
    """The largest change of a tariff between the players: the title of the heat map."""
    found = None
    names = [str(v) for v in run.scenario.accounts["sector_name"].values]
    for moment, e in run.equilibria.items():
        change = 100 * (e.tariff.values - run.economy.tariff_nij)
        for a in players(run):
            for b in (p for p in players(run) if p != a):
                n, i = run.economy.regions.index(a), run.economy.regions.index(b)
                j = int(np.abs(change[n, i]).argmax())
                if found is None or abs(change[n, i, j]) > abs(found[0]) + 1e-9:
                    alone = (np.abs(change[n, i] - change[n, i, j]) < 0.05).sum() == 1
                    found = (change[n, i, j], a, b, f"{names[j]}, {moment}" if alone else str(moment))
    if found is None or abs(found[0]) < SMALL_BUSD:
        return "No tariff between the players changes"
    value, a, b, when = found
    verb = "rise" if value > 0 else "fall"
    return f"Tariffs of {a} on {b} {verb} by up to {abs(value):.1f} percentage points ({when})"
