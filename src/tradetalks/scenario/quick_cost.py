"""What a policy costs, at once: one date, one set of elasticities, in economies that are calibrated once.

A run solves every date and branch under every assumption about elasticities. Somebody who moves a tariff wants one of these
numbers now: calibrating the economies takes a second, a policy in them some milliseconds. The numbers are those of the run, by
the same calls.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from tradetalks.economy.economy import Economy
from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import Kind, checked
from tradetalks.scenario.economies import clock_economies, economies_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_steps import policy_steps
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.run_cost import policy_dates, solve_steps

A_SCENARIO = Kind(
    (Scenario,), "a Scenario, from tradetalks.read_scenario", 'read it first: tradetalks.read_scenario("beijing-2019")'
)


@dataclasses.dataclass(frozen=True, eq=False)
class ReadyEconomies:
    """The economies of a scenario's baseline and model, for all scenarios that differ from it in their acts alone.

    Args:
        scenario: whose baseline and model they are.
        economy: at the horizon of its runs.
        economy_at: years after a change -> the economy with the elasticities of that age (E14).
    """

    scenario: Scenario
    economy: Economy
    economy_at: Callable[[float], Economy]

    def fits(self, scenario: Scenario) -> bool:
        """Whether a scenario has the same baseline and model."""
        own = self.scenario
        return scenario.model == own.model and (
            scenario.accounts is own.accounts or scenario.accounts.identical(own.accounts)
        )


@checked(ScenarioError, scenario=A_SCENARIO)
def ready_economies(scenario: Scenario) -> ReadyEconomies:
    """Calibrate the economies in which the policies of a scenario are solved.

    Args:
        scenario: its baseline and model count, its acts do not.

    Returns:
        The economies, for :func:`quick_cost`.

    Raises:
        SolveError: with these scale elasticities the baseline is no stable equilibrium.
    """
    after = economies_of(scenario)
    return ReadyEconomies(scenario, after(scenario.model.horizon_years), clock_economies(scenario, after))


@checked(ScenarioError, scenario=A_SCENARIO)
def quick_cost(scenario: Scenario, economies: ReadyEconomies, policies: Sequence[PolicyDate] | None = None) -> CostRun:
    """What some policies of a scenario cost, with the model of the file alone.

    Args:
        scenario: the acts that count; one that differs from that of ``economies`` in acts, branches or talks.
        economies: from :func:`ready_economies`.
        policies: policy dates; those that the answer tells of (:func:`told_policies`) where absent.

    Returns:
        As :func:`~tradetalks.scenario.run_cost.solve_cost` gives it for these policies, but without other elasticities, without
        the clock of costs by year and without the sources of the change: changes of real income and revenue in billion dollars a
        year, and percent of the baseline.

    Raises:
        ScenarioError: economies of another baseline or model.
        SolveError: an equilibrium was not found.
    """
    if not economies.fits(scenario):
        raise ScenarioError(
            message(
                f"these economies are not those of {scenario.name}",
                expected="the same baseline and model",
                got=f"those of {economies.scenario.name}",
                do="economies = ready_economies(scenario)",
            )
        )
    todo = list(policies or told_policies(scenario))
    steps = dataclasses.replace(policy_steps(scenario, todo), days=[])
    stated = solve_steps(scenario, steps, lambda text: None, economies.economy, economies.economy_at)
    return CostRun(scenario, economies.economy, stated, {}, {})


def told_policies(scenario: Scenario) -> list[PolicyDate]:
    """The policies that the answer to what it costs tells of: that of the last date, and what comes without a deal, or the
    branch that the question is about.

    Raises:
        ScenarioError: no act, date or branch.
    """
    every = list(policy_dates(scenario))
    if not every:
        raise ScenarioError(
            message(
                f"scenario {scenario.name} has nothing to solve",
                expected="at least one act, date or branch",
                do="add acts, or `dates: [2020-01-01]` for the baseline alone",
            )
        )
    main_line = [policy for policy in every if policy.branch is None]
    branches = [policy for policy in every if policy.branch is not None]
    wanted = scenario.about
    if scenario.talks is not None:
        wanted = scenario.talks.escalation
    elif not wanted and len(branches) == 1:
        wanted = str(branches[0].branch)
    if not main_line:
        return branches
    return [main_line[-1], *(policy for policy in branches if policy.branch == wanted)]
