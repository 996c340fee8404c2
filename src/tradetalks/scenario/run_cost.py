"""Solve what the tariffs cost: every date of the main line and the end of every branch, with and without scale economies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve
from tradetalks.scenario.beside import started
from tradetalks.scenario.economies import clock_economies, economy_of, has_scale_economies
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.results.by_year import clock_days
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.talks.impasse_clock import ImpasseClock, mean_age, run_clock

Progress = Callable[[str], None]


def policy_dates(scenario: Scenario) -> Iterator[PolicyDate]:
    """Every policy to solve."""
    for day in scenario.dates:
        yield PolicyDate(day)
    for branch in scenario.branches:
        starts = [a.start for a in branch.acts]
        days = change_dates(scenario, branch.name)
        yield PolicyDate(max(starts) if starts else days[-1], branch.name)


def solve_cost(scenario: Scenario, todo: Sequence[PolicyDate], tell: Progress | None = None) -> CostRun:
    """Solve the policies ``todo`` of a scenario, with and without scale economies.

    Args:
        scenario: whose baseline, model and acts count.
        todo: from :func:`policy_dates`; none gives the calibrated economy alone.
        tell: called with a line of text before each step.

    Raises:
        SolveError: an equilibrium was not found; names the date.
    """
    say = tell or (lambda text: None)
    say("calibrating")
    beside = None
    if has_scale_economies(scenario):
        # Another state, and so code of its own to compile: side by side with the model of the file.
        beside = started(_solve_all, scenario, todo, False, say, name="without scale economies")
    economy, solved = _solve_all(scenario, todo, scenario.model.scale, say)
    without_scale = solved
    if beside is not None:
        _, without_scale = beside.result()
    economy_at = clock_economies(scenario)
    clock = year_clock(scenario, [moment.date for moment in solved if moment.branch is None], economy_at)
    return CostRun(scenario, economy, solved, without_scale, _on_the_day(scenario, solved, economy_at), clock)


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


def _on_the_day(
    scenario: Scenario, solved: dict[PolicyDate, Equilibrium], economy_at: Callable[[float], Economy]
) -> dict[PolicyDate, Equilibrium]:
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


def _solve_all(
    scenario: Scenario, todo: Sequence[PolicyDate], scale: bool, say: Progress
) -> tuple[Economy, dict[PolicyDate, Equilibrium]]:
    """The calibrated economy with or without scale economies, and its equilibrium under every policy."""
    economy = economy_of(scenario, scale=scale)
    found = {}
    for k, date in enumerate(todo):
        say(f"solving {date} ({k + 1} of {len(todo)})")
        found[date] = solve(economy, policy_in_force(scenario, date.date, date.branch))
    return economy, found
