"""Keys in vain beside what the rest of a file says: limits, cuts, options of the model, sections of a war that is not fought."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from tradetalks.data.checks import LARGEST_TARIFF
from tradetalks.inputs import KEY, Labels, Refusal
from tradetalks.inputs.rates import LARGEST_BARE_RATE
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.file import ScenarioFile
from tradetalks.scenario.sections.instruments import EVERYBODY


def idle_keys(scenario: Scenario, file: ScenarioFile, labels: Labels, *, war_asked: bool) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
        file: what the file says.
        labels: the names and limits of the file.
        war_asked: whether a war is fought even where the file has no section for it.
    """
    yield from _limits(scenario, labels)
    yield from _beside_others(scenario, file)
    if file.war is None and not war_asked:
        yield from _of_no_war(file)


def _limits(scenario: Scenario, labels: Labels) -> Iterator[Refusal]:
    """A limit that no rate needs: a smaller one guards against slips, and says something."""
    if labels.tariff_max is None or labels.tariff_max <= LARGEST_BARE_RATE:
        return
    acts = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    highest = max((abs(cell[3]) for act in acts if act.kind != "multiply" for cell in act.cells), default=0.0)
    if highest <= LARGEST_BARE_RATE and float(scenario.accounts["tariff"].max()) <= LARGEST_TARIFF:
        advice = "no rate of the file is above 100 percent: leave the limit out"
        yield Refusal("this limit changes nothing", do=advice, place=("limits", "tariff_max"))


def _beside_others(scenario: Scenario, file: ScenarioFile) -> Iterator[Refusal]:
    """Keys without effect beside what the rest of the file says."""
    if file.cut is not None and file.extends is not None and not _taken_over(scenario, file.cut):
        yield Refusal(f"no act is taken over: all begin after {file.cut}", do="choose a later cut", place=("cut",))


def _of_no_war(file: ScenarioFile) -> Iterator[Refusal]:
    """Keys of a war that is not fought. Objectives count in talks too, for the sides."""
    advice = "add `war: {}` for `tradetalks run` to fight it; `tradetalks war` does in any case"
    if file.instruments:
        yield Refusal(
            "instruments count in a war alone, and this file has no section war", do=advice, place=("instruments",)
        )
    if file.objectives and file.talks is None:
        title = "objectives count in a war and in talks, and this file has neither"
        yield Refusal(title, do=advice, place=("objectives",))
    elif file.objectives and file.talks is not None:
        for name in file.objectives:
            if name not in (*file.talks.sides, EVERYBODY):
                title = (
                    f"{name} is not at the table: its objective counts in a war alone, and this file has no section war"
                )
                yield Refusal(title, do=advice, place=("objectives", name, KEY))


def _taken_over(scenario: Scenario, cut: datetime.date) -> bool:
    """Whether an act begins by the day of the cut: the file's own begin later, as a rule, and then nothing is lost."""
    return any(act.start <= cut for act in scenario.acts)
