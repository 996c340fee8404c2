"""Sentences generated from the numbers of a run."""

from __future__ import annotations

from tradetalks.report.tables import players, trade_change, worst
from tradetalks.scenario.run import Moment, ScenarioRun

SMALL_PERCENT = 0.005


def percent(value: float) -> str:
    return f"{value:+.2f} percent" if abs(value) >= SMALL_PERCENT else f"{value:+.3f} percent"


def answer(run: ScenarioRun) -> list[str]:
    """The run in a few sentences: cost so far, what each branch would add, who else is hit, what it rests on."""
    return [cost_now(run), *(branch_cost(run, m) for m in run.branches), bystanders(run), diversion(run), rests_on(run)]


def cost_now(run: ScenarioRun) -> str:
    """What the acts in force cost each player."""
    e = run.equilibria[run.now]
    parts = [
        f"{p} {percent(e.real_income_change.sel(region=p).item())} of real income "
        f"({e.real_income_change_busd.sel(region=p).item():+.1f} billion dollars a year)"
        for p in players(run)
    ]
    return f"With the tariffs of {run.now.date:%-d %B %Y}, against before the first act: {'; '.join(parts)}."


def branch_cost(run: ScenarioRun, moment: Moment) -> str:
    """What a branch would add to the last date of the main line."""
    title = next(b.title for b in run.scenario.branches if b.name == moment.branch)
    here, there = run.equilibria[run.now], run.equilibria[moment]
    parts = []
    for p in players(run):
        gain = (there.real_income_change_busd - here.real_income_change_busd).sel(region=p).item()
        parts.append(f"{p} {gain:+.1f}")
    return f"{title}: a further {' and '.join(parts)} billion dollars a year."


def bystanders(run: ScenarioRun) -> str:
    """Who gains and who loses among the others, where tariffs are highest."""
    moment = worst(run)
    change = run.equilibria[moment].real_income_change_busd
    others = [r for r in run.economy.regions if r not in players(run)]
    if not others:
        return ""
    best = max(others, key=lambda r: change.sel(region=r).item())
    last = min(others, key=lambda r: change.sel(region=r).item())
    return (
        f"Among bystanders, where tariffs are highest ({moment}), {best} fares best "
        f"({change.sel(region=best).item():+.1f} billion dollars a year) and {last} worst "
        f"({change.sel(region=last).item():+.1f})."
    )


def diversion(run: ScenarioRun) -> str:
    """The largest fall and the largest rise of trade between two regions."""
    frame = trade_change(run, worst(run))
    low, high = frame.iloc[0], frame.iloc[-1]
    return (
        f"{low.importer} buys {-low['change bn']:.0f} billion dollars a year less from {low.exporter} "
        f"({low['change %']:+.0f} percent); the largest rise is {high.importer} from {high.exporter} "
        f"({high['change bn']:+.0f} billion)."
    )


def rests_on(run: ScenarioRun) -> str:
    """The same headline without scale economies."""
    if not run.economy.has_scale:
        return "Computed without scale economies."
    flat, moment = run.flat[worst(run)], worst(run)
    parts = [
        f"{p} {percent(flat.real_income_change.sel(region=p).item())} instead of "
        f"{percent(run.equilibria[moment].real_income_change.sel(region=p).item())}"
        for p in players(run)
    ]
    return f"The answer rests on scale economies: without them, for {moment}, {'; '.join(parts)}."
