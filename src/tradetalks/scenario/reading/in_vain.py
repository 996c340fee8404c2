"""What a file says in vain, or perhaps does not mean: acts and branches that change nothing, dates that see no act, idle keys."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from tradetalks.economy.policy import Policy
from tradetalks.inputs import KEY, Labels, Place, Refusal
from tradetalks.inputs.rates import HIGHEST_RATE
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import acts_in_force, change_dates, policy_in_force
from tradetalks.scenario.reading.act_effects import SMALLEST_CHANGE
from tradetalks.scenario.reading.acts_in_vain import idle_acts
from tradetalks.scenario.reading.elasticities_in_vain import elasticity_points
from tradetalks.scenario.reading.keys_in_vain import idle_keys
from tradetalks.scenario.reading.names_heard import names_heard
from tradetalks.scenario.reading.tables_taken import tables_taken
from tradetalks.scenario.reading.talks_in_vain import talks_points
from tradetalks.scenario.reading.unlikely_values import unlikely_values
from tradetalks.scenario.reading.war_in_vain import objective_points, war_points
from tradetalks.scenario.sections.file import ScenarioFile

# Names that a line of text can take.
SHOWN = 3


def points(
    scenario: Scenario,
    file: ScenarioFile,
    labels: Labels,
    places: Mapping[str, Place],
    tree: Mapping[str, object],
    model_keys: Collection[str] = (),
    *,
    war_asked: bool = False,
) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
        file: what the file says.
        labels: the names and limits of the file.
        places: where the acts of the file stand, by id.
        tree: the file as it was written.
        model_keys: what the section ``model`` of the file gives.
        war_asked: whether a war is fought even where the file has no section for it.
    """
    if file.baseline is None and not scenario.extends:
        title = f"no baseline is named: {scenario.accounts.attrs['name']}, {scenario.accounts.attrs['title']}, is taken"
        advice = f"write `baseline: {scenario.accounts.attrs['name']}`, or another of `tradetalks list`"
        yield Refusal(title, do=advice)
    yield from names_heard(tree, labels)
    yield from tables_taken(scenario, places, labels.folder)
    yield from unlikely_values(scenario)
    yield from idle_acts(scenario, places, limit=labels.tariff_max or HIGHEST_RATE)
    idle = idle_branches(scenario)
    yield from _branches_in_vain(scenario, idle)
    yield from _dates(scenario, file, places)
    yield from idle_keys(scenario, file, labels, war_asked=war_asked)
    yield from elasticity_points(scenario, model_keys)
    yield from objective_points(scenario)
    if file.war is not None or war_asked:
        yield from war_points(scenario)
    yield from talks_points(scenario, idle)


def _same(one: Policy, other: Policy) -> bool:
    """Whether two policies are the same in every instrument."""
    for name in ("tariff", "export_tax", "production_subsidy"):
        a, b = getattr(one, name), getattr(other, name)
        if a is None and b is None:
            continue
        difference = (0.0 if a is None else a) - (0.0 if b is None else b)
        if float(np.abs(difference).max()) > SMALLEST_CHANGE:
            return False
    return True


def idle_branches(scenario: Scenario) -> tuple[str, ...]:
    """Branches at whose end the policy is that of the main line."""
    found = []
    for branch in scenario.branches:
        days = change_dates(scenario, branch.name)
        if not days or _same(policy_in_force(scenario, days[-1], branch.name), policy_in_force(scenario, days[-1])):
            found.append(branch.name)
    return tuple(found)


def _branches_in_vain(scenario: Scenario, idle: Collection[str]) -> Iterator[Refusal]:
    acts = {branch.name: branch.acts for branch in scenario.branches}
    for name in idle:
        title = f"branch {name} ends as the main line does"
        if not acts[name]:
            title = f"branch {name} has no acts: it is the main line"
        yield Refusal(title, do="add what happens on it, or leave it out", place=("branches", name, KEY))


def _dates(scenario: Scenario, file: ScenarioFile, places: Mapping[str, Place]) -> Iterator[Refusal]:
    """Dates on which nothing is in force yet, and acts that no date sees."""
    if file.dates is None or not scenario.acts:
        return
    first = min(act.start for act in scenario.acts)
    early = [day for day in file.dates if day < first]
    if early:
        title = f"no act is in force on {_listed(early)}: what is shown there is the baseline"
        yield Refusal(title, do=f"the first act is of {first}", place=("dates",))
    seen = {act.id for day in file.dates for act in acts_in_force(scenario, day)}
    for act in scenario.acts:
        if act.id in places and act.id not in seen and act.kind != "remove":
            advice = "add a day on which it is, or leave dates out: every day of a change is solved then"
            yield Refusal(f"act {act.id} is in force on none of dates", do=advice, place=(*places[act.id], "id"))


def _listed(days: list[datetime.date]) -> str:
    more = f" and {len(days) - SHOWN} more days" if len(days) > SHOWN else ""
    return ", ".join(str(day) for day in days[:SHOWN]) + more
