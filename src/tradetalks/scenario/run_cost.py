"""Solve what the tariffs cost: every date of the main line and the end of every branch, with and without scale economies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.results.cost import CostRun, PolicyDate

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
    economy = economy_of(scenario)
    flat_economy = economy_of(scenario, scale=False) if economy.has_scale else economy
    solved: dict[PolicyDate, Equilibrium] = {}
    without_scale: dict[PolicyDate, Equilibrium] = {}
    for k, date in enumerate(todo):
        say(f"solving {date} ({k + 1} of {len(todo)})")
        policy = policy_in_force(scenario, date.date, date.branch)
        solved[date] = solve(economy, policy)
        without_scale[date] = solve(flat_economy, policy) if economy.has_scale else solved[date]
    return CostRun(scenario, economy, solved, without_scale)
