"""Solve what the tariffs cost: every date of the main line and the end of every branch, and how much rests on elasticities."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

import xarray as xr

from tradetalks.data.elasticities import SCALE_SHARES, TRADE_BAND, has_named_sets, with_elasticities
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve
from tradetalks.economy.welfare import decompose
from tradetalks.errors import TradeTalksError
from tradetalks.scenario.beside import started
from tradetalks.scenario.economies import (
    clock_economies,
    economies_of,
    has_scale_economies,
    stated_scale_effects,
)
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import change_dates
from tradetalks.scenario.policy_steps import PolicySteps, policy_steps
from tradetalks.scenario.results.cost import STRENGTHS, CostRun, PolicyDate, SolvedPolicies
from tradetalks.scenario.results.described import day_in_words
from tradetalks.talks.impasse_clock import run_clock
from tradetalks.talks.tariff_age import mean_age

Progress = Callable[[str], None]
Solved = dict[PolicyDate, Equilibrium]
# The thread beside the main one.
WITHOUT_SCALE = "without scale economies"
# By assumption about elasticities.
Cases = dict[str, SolvedPolicies]


def policy_dates(scenario: Scenario) -> Iterator[PolicyDate]:
    """Every policy to solve."""
    for day in scenario.dates:
        yield PolicyDate(day)
    for branch in scenario.branches:
        starts = [a.start for a in branch.acts]
        days = change_dates(scenario, branch.name)
        yield PolicyDate(max(starts) if starts else days[-1], branch.name)


def solve_cost(
    scenario: Scenario,
    todo: Sequence[PolicyDate],
    tell: Progress | None = None,
    so_far: Callable[[CostRun], None] | None = None,
) -> CostRun:
    """Solve the policies ``todo`` of a scenario, at its own elasticities and at those beside which they are shown.

    Args:
        scenario: whose baseline, model and acts count.
        todo: from :func:`policy_dates`; none gives the calibrated economy alone.
        tell: called with a line of text before each step.
        so_far: called with what is solved at the scenario's own elasticities, before the others are.

    Raises:
        SolveError: an equilibrium was not found at the scenario's own elasticities; names the date.
    """
    say = tell or (lambda text: None)
    say("calibrating the world before the first act")
    steps = policy_steps(scenario, todo)
    others = bool(todo) and (has_scale_economies(scenario) or has_named_sets(scenario.accounts))
    beside = None
    if others and so_far is None:
        # Another state, and so code of its own to compile: side by side with the model of the file.
        beside = started(_constant_returns, scenario, steps, say, name=WITHOUT_SCALE)
    after = economies_of(scenario)
    economy = after(scenario.model.horizon_years)
    stated = solve_steps(scenario, steps, say, economy, clock_economies(scenario, after))
    if todo and so_far is not None:
        so_far(CostRun(scenario, economy, stated, {}, {}))
    if others and so_far is not None:
        # Whoever hears of parts has the first one soonest where nothing else is compiled meanwhile.
        beside = started(_constant_returns, scenario, steps, say, name=WITHOUT_SCALE)
    sources = None
    if todo:
        # Code of its own to compile once more.
        sources = started(_by_source, stated.equilibria[_last(todo)], name="decomposition")
    scale, unsolved = _by_scale(scenario, stated, steps, say)
    trade: Cases = {}
    if beside is not None:
        low, trade, failed = beside.result()
        scale, unsolved = {**low, **scale}, {**failed, **unsolved}
    if sources is None:
        return CostRun(scenario, economy, stated, scale, trade, unsolved)
    return CostRun(scenario, economy, stated, scale, trade, unsolved, sources.result())


def _last(todo: Sequence[PolicyDate]) -> PolicyDate:
    """The last date of the main line, the last way forward where there is none."""
    return max((moment for moment in todo if moment.branch is None), key=lambda moment: moment.date, default=todo[-1])


def _by_source(solved: Equilibrium) -> xr.DataArray | None:
    """(E13) Where the change of real income comes from; None where the parts do not add up along the straight path."""
    try:
        return decompose(solved)
    except TradeTalksError:
        return None


def solve_steps(
    scenario: Scenario, steps: PolicySteps, say: Progress, economy: Economy, economy_at: Callable[[float], Economy]
) -> SolvedPolicies:
    """Every policy under one assumption about elasticities, and what the sides of talks do to each other alone.

    Args:
        scenario: whose horizon counts.
        steps: its policies.
        say: told of each.
        economy: at the horizon of the run.
        economy_at: years after a change -> the economy (:func:`~tradetalks.scenario.economies.clock_economies`).

    Returns:
        Every policy; outcomes in billion dollars a year and percent of the baseline.

    Raises:
        SolveError: an equilibrium was not found; names the date.
    """
    found = _solved_steps(scenario, steps, say, economy, economy_at)
    if steps.quarrel is None:
        return found
    say("what the sides do to each other alone")
    return dataclasses.replace(found, quarrel=_solved_steps(scenario, steps.quarrel, say, economy, economy_at))


def _solved_steps(
    scenario: Scenario, steps: PolicySteps, say: Progress, economy: Economy, economy_at: Callable[[float], Economy]
) -> SolvedPolicies:
    """Every policy of some steps: of the run's horizon, on its day, and day by day."""
    equilibria = today = _solve_all(scenario, economy, steps, say)
    if scenario.model.horizon_years is None:
        today = _on_the_day(steps, economy_at)
    clock = None
    if steps.days:
        clock = run_clock(economy_at, steps.main_line, steps.days, economy.regions)
    return SolvedPolicies(equilibria, today, clock)


def _constant_returns(scenario: Scenario, steps: PolicySteps, say: Progress) -> tuple[Cases, Cases, dict[str, str]]:
    """What is solved without scale economies: at the file's trade elasticities, at other published ones, and what failed."""
    low: Cases = {}
    failed: dict[str, str] = {}
    if has_scale_economies(scenario):
        low, failed = _solved_cases({"low": scenario}, steps, say, 0.0)
    trade: Cases = {}
    if has_named_sets(scenario.accounts):
        others = {
            name: dataclasses.replace(scenario, accounts=with_elasticities(scenario.accounts, name))
            for name in TRADE_BAND
        }
        trade, more = _solved_cases(others, steps, say, 0.0)
        failed |= more
    return low, trade, failed


def _solved_cases(
    scenarios: Mapping[str, Scenario], steps: PolicySteps, say: Progress, scale_share: float
) -> tuple[Cases, dict[str, str]]:
    """Every policy in the worlds of some scenarios, and why one of them could not be solved.

    The strongest scale effects may have no equilibrium near today's, where the file's own have one: the answer then stands
    without that end.
    """
    found: Cases = {}
    failed: dict[str, str] = {}
    for name, scenario in scenarios.items():
        say(f"with {STRENGTHS.get(name, f'the trade elasticities {name}')}")
        try:
            after = economies_of(scenario, scale_share=scale_share)
            economy = after(scenario.model.horizon_years)
            found[name] = solve_steps(scenario, steps, say, economy, clock_economies(scenario, after))
        except TradeTalksError as error:
            failed[name] = str(error).splitlines()[0]
    return found, failed


def _by_scale(
    scenario: Scenario, stated: SolvedPolicies, steps: PolicySteps, say: Progress
) -> tuple[Cases, dict[str, str]]:
    """Every policy with middle and with high scale effects; the file's own as they are."""
    cases: Cases = {}
    failed: dict[str, str] = {}
    if not has_scale_economies(scenario) or not steps.policies:
        return cases, failed
    own = stated_scale_effects(scenario)
    for name in ("middle", "high"):
        if name == own:
            cases[name] = stated
            continue
        found, more = _solved_cases({name: scenario}, steps, say, SCALE_SHARES[name])
        cases, failed = cases | found, failed | more
    return cases, failed


def _policy_words(scenario: Scenario, moment: PolicyDate) -> str:
    """``the tariffs of 14 February 2020``, or the title of a way forward."""
    if moment.branch is None:
        return f"the tariffs of {day_in_words(moment.date)}"
    titles = {branch.name: branch.title for branch in scenario.branches}
    return f"the way forward “{titles[moment.branch]}”"


def _on_the_day(steps: PolicySteps, economy_at: Callable[[float], Economy]) -> Solved:
    """(T39) Every policy at the elasticities of the age that its tariffs have on their day."""
    found = {}
    for moment, policy in steps.policies.items():
        economy = economy_at(mean_age(economy_at, steps.steps[moment], moment.date))
        found[moment] = solve(economy, policy)
    return found


def _solve_all(scenario: Scenario, economy: Economy, steps: PolicySteps, say: Progress) -> Solved:
    """The equilibrium of an economy under every policy."""
    found = {}
    for k, (moment, policy) in enumerate(steps.policies.items()):
        say(f"solving {_policy_words(scenario, moment)} ({k + 1} of {len(steps.policies)})")
        found[moment] = solve(economy, policy)
    return found
