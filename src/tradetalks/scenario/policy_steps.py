"""The policies of a scenario in the order in which they come into force: found once, solved under every assumption."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache

from tradetalks.economy.policy import Policy
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.results.by_year import clock_days
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.talks.tariff_age import PolicyStep


@dataclasses.dataclass(frozen=True, eq=False)
class PolicySteps:
    """What is solved of a scenario.

    Args:
        policies: by policy date, the policy in force then.
        steps: by policy date, every policy up to then from the day on which it came into force.
        main_line: the same of the main line, up to its last date.
        days: on which its clock is read; empty where no act is in force by the last date.
    """

    policies: Mapping[PolicyDate, Policy]
    steps: Mapping[PolicyDate, Sequence[PolicyStep]]
    main_line: Sequence[PolicyStep]
    days: Sequence[Date]


def policy_steps(scenario: Scenario, todo: Sequence[PolicyDate]) -> PolicySteps:
    """The steps that lead to each policy date, and those of the main line.

    Args:
        scenario: whose acts count.
        todo: policy dates to solve.
    """

    @cache
    def policy_on(day: Date, branch: str | None) -> Policy:
        return policy_in_force(scenario, day, branch)

    def until(day: Date, branch: str | None) -> list[PolicyStep]:
        return [(change, policy_on(change, branch)) for change in change_dates(scenario, branch) if change <= day]

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
    )
