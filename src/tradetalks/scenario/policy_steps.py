"""The policies of a scenario in the order in which they come into force: found once, solved under every assumption."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from tradetalks.economy.policy import Policy
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.quarrel import is_the_same, measures_of_sides
from tradetalks.scenario.results.by_year import clock_days
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.talks.tariff_age import PolicyStep

# The policy in force on a day of the main line, or of a branch.
PolicyOn = Callable[[Date, str | None], Policy]


@dataclasses.dataclass(frozen=True, eq=False)
class PolicySteps:
    """What is solved of a scenario.

    Args:
        policies: by policy date, the policy in force then.
        steps: by policy date, every policy up to then from the day on which it came into force.
        main_line: the same of the main line, up to its last date.
        days: on which its clock is read; empty where no act is in force by the last date.
        quarrel: the steps of what the sides of the talks levy on each other alone, of the last date and of what comes without a
            deal; None without talks, and where nobody else acts or is hit.
    """

    policies: Mapping[PolicyDate, Policy]
    steps: Mapping[PolicyDate, Sequence[PolicyStep]]
    main_line: Sequence[PolicyStep]
    days: Sequence[Date]
    quarrel: PolicySteps | None = None


def policy_steps(scenario: Scenario, todo: Sequence[PolicyDate]) -> PolicySteps:
    """The steps that lead to each policy date, and those of the main line.

    Args:
        scenario: whose acts count.
        todo: policy dates to solve.
    """

    @cache
    def policy_on(day: Date, branch: str | None) -> Policy:
        return policy_in_force(scenario, day, branch)

    until = partial(_until, scenario, policy_on)
    dates = [moment.date for moment in todo if moment.branch is None]
    main_line: list[PolicyStep] = []
    if dates:
        main_line = until(max(dates), None)
    days: list[Date] = []
    if main_line:
        days = clock_days(main_line[0][0], max(dates), change_dates(scenario))
    return PolicySteps(
        policies={moment: policy_on(moment.date, moment.branch) for moment in todo},
        steps={moment: until(moment.date, moment.branch) for moment in todo},
        main_line=main_line,
        days=days,
        quarrel=_quarrel_steps(scenario, todo, policy_on),
    )


def _until(scenario: Scenario, policy_on: PolicyOn, day: Date, branch: str | None) -> list[PolicyStep]:
    """Every policy up to a day, from the day on which it came into force."""
    # Until its first act a branch is the main line, whose policies are found once.
    begins = min((act.start for act in scenario.branch(branch)), default=day)
    steps: list[PolicyStep] = []
    for change in change_dates(scenario, branch):
        if change > day:
            break
        line = branch
        if change < begins:
            line = None
        steps.append((change, policy_on(change, line)))
    return steps


def _quarrel_steps(scenario: Scenario, todo: Sequence[PolicyDate], policy_on: PolicyOn) -> PolicySteps | None:
    """The steps of the sides' measures on each other; None where these are all there is, or the file has no talks."""
    if scenario.talks is None:
        return None
    shown = [moment for moment in todo if moment.branch == scenario.talks.escalation]
    main_line = [moment for moment in todo if moment.branch is None]
    if main_line:
        shown.insert(0, max(main_line, key=lambda moment: moment.date))

    @cache
    def between(day: Date, branch: str | None) -> Policy:
        return measures_of_sides(scenario, policy_on(day, branch))

    policies = {moment: between(moment.date, moment.branch) for moment in shown}
    steps = {moment: _until(scenario, between, moment.date, moment.branch) for moment in shown}
    whole = {moment: _until(scenario, policy_on, moment.date, moment.branch) for moment in shown}
    alike = [
        is_the_same(part, every)
        for moment in shown
        for (_, part), (_, every) in zip(steps[moment], whole[moment], strict=True)
    ]
    if all(alike):
        return None
    return PolicySteps(policies=policies, steps=steps, main_line=[], days=[])
