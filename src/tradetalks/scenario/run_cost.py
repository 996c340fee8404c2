"""Solve what the tariffs cost: every date of the main line and the end of every branch, and how much rests on elasticities."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from tradetalks.data.elasticities import SCALE_SHARES, TRADE_BAND, has_named_sets, with_elasticities
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.beside import started
from tradetalks.scenario.economies import (
    clock_economies,
    economy_of,
    has_scale_economies,
    stated_scale_effects,
)
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.results.by_year import clock_days
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.talks.impasse_clock import ImpasseClock, run_clock
from tradetalks.talks.tariff_age import mean_age

Progress = Callable[[str], None]
Solved = dict[PolicyDate, Equilibrium]


def policy_dates(scenario: Scenario) -> Iterator[PolicyDate]:
    """Every policy to solve."""
    for day in scenario.dates:
        yield PolicyDate(day)
    for branch in scenario.branches:
        starts = [a.start for a in branch.acts]
        days = change_dates(scenario, branch.name)
        yield PolicyDate(max(starts) if starts else days[-1], branch.name)


def solve_cost(scenario: Scenario, todo: Sequence[PolicyDate], tell: Progress | None = None) -> CostRun:
    """Solve the policies ``todo`` of a scenario, at its own elasticities and at those beside which they are shown.

    Args:
        scenario: whose baseline, model and acts count.
        todo: from :func:`policy_dates`; none gives the calibrated economy alone.
        tell: called with a line of text before each step.

    Raises:
        SolveError: an equilibrium was not found at the scenario's own elasticities; names the date.
    """
    say = tell or (lambda text: None)
    say("calibrating")
    beside = None
    if todo and (has_scale_economies(scenario) or has_named_sets(scenario.accounts)):
        # Another state, and so code of its own to compile: side by side with the model of the file.
        beside = started(_constant_returns, scenario, todo, say, name="without scale economies")
    economy = economy_of(scenario)
    solved = _solve_all(economy, scenario, todo, say)
    levels, unsolved = _by_scale(scenario, solved, todo, say)
    trade: dict[str, Equilibrium] = {}
    if beside is not None:
        low, trade = beside.result()
        if has_scale_economies(scenario):
            levels = {"low": low, **levels}
    economy_at = clock_economies(scenario)
    clock = year_clock(scenario, [moment.date for moment in solved if moment.branch is None], economy_at)
    today = _on_the_day(scenario, solved, economy_at)
    return CostRun(scenario, economy, solved, levels, trade, today, clock, unsolved)


def _constant_returns(
    scenario: Scenario, todo: Sequence[PolicyDate], say: Progress
) -> tuple[Solved, dict[str, Equilibrium]]:
    """What is solved without scale economies: every policy, and the last one at other published trade elasticities."""
    low = _solve_all(economy_of(scenario, scale_share=0.0), scenario, todo, say)
    return low, _by_trade(scenario, todo, say)


def _by_scale(
    scenario: Scenario, solved: Solved, todo: Sequence[PolicyDate], say: Progress
) -> tuple[dict[str, Solved], dict[str, str]]:
    """Every policy with middle and with high scale effects, and why one of them could not be solved.

    The strongest may have no equilibrium near today's, where the file's own have one: the answer then stands without that end.
    """
    levels: dict[str, Solved] = {}
    unsolved: dict[str, str] = {}
    if not has_scale_economies(scenario) or not todo:
        return levels, unsolved
    stated = stated_scale_effects(scenario)
    for name in ("middle", "high"):
        if name == stated:
            levels[name] = solved
            continue
        say(f"{name} scale effects")
        try:
            economy = economy_of(scenario, scale_share=SCALE_SHARES[name])
            levels[name] = _solve_all(economy, scenario, todo, say)
        except TradeTalksError as error:
            unsolved[name] = str(error).splitlines()[0]
    return levels, unsolved


def _by_trade(scenario: Scenario, todo: Sequence[PolicyDate], say: Progress) -> dict[str, Equilibrium]:
    """The last policy of the main line at the lowest, a usual and the highest published trade elasticities."""
    if not has_named_sets(scenario.accounts):
        return {}
    last = [moment for moment in todo if moment.branch is None][-1:]
    found: dict[str, Equilibrium] = {}
    for name in TRADE_BAND:
        at = dataclasses.replace(scenario, accounts=with_elasticities(scenario.accounts, name))
        solved = _solve_all(economy_of(at, scale_share=0.0), at, last, say)
        if solved:
            found[name] = solved[last[0]]
    return found


def year_clock(
    scenario: Scenario, dates: Sequence[Date], economy_at: Callable[[float], Economy]
) -> ImpasseClock | None:
    """(T39) What every region has lost since the first act, up to the last of ``dates`` and a year beyond.

    Args:
        scenario: whose main line counts.
        dates: of its main line; none gives no clock.
        economy_at: years after a change -> the economy with its elasticities.

    Returns:
        Readings on the days of :func:`tradetalks.scenario.results.by_year.clock_days`; None where no act is in force by then.
    """
    changes = change_dates(scenario)
    if not dates or not changes or max(dates) < changes[0]:
        return None
    last = max(dates)
    steps = [(day, policy_in_force(scenario, day)) for day in changes if day <= last]
    days = clock_days(changes[0], last, changes)
    return run_clock(economy_at, steps, days, economy_at(0.0).regions)


def _on_the_day(scenario: Scenario, solved: Solved, economy_at: Callable[[float], Economy]) -> Solved:
    """(T39) The policies ``solved`` once more, at the elasticities of the age that their tariffs have on their day."""
    if scenario.model.horizon_years is not None:
        return solved
    found = {}
    for moment in solved:
        days = [day for day in change_dates(scenario, moment.branch) if day <= moment.date]
        steps = [(day, policy_in_force(scenario, day, moment.branch)) for day in days]
        economy = economy_at(mean_age(economy_at, steps, moment.date))
        found[moment] = solve(economy, policy_in_force(scenario, moment.date, moment.branch))
    return found


def _solve_all(economy: Economy, scenario: Scenario, todo: Sequence[PolicyDate], say: Progress) -> Solved:
    """The equilibrium of an economy under every policy."""
    found = {}
    for k, date in enumerate(todo):
        say(f"solving {date} ({k + 1} of {len(todo)})")
        found[date] = solve(economy, policy_in_force(scenario, date.date, date.branch))
    return found
