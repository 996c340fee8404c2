"""Faults of a study whose draws stand on several worlds: worlds that cannot be taken, and what fits some of them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tradetalks.ensemble.fault import Fault, fault_of
from tradetalks.ensemble.worlds import on_world
from tradetalks.errors import ScenarioError
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.baseline import VALUE
from tradetalks.scenario.sections.study import StudyPlan

# What is said of a parameter that no answer depends on; it is a fault where that is so on every world.
CHANGES_NOTHING = "this changes nothing"
# Problems of a scenario on one world that are told: a table by sector of another world has one for each of its acts.
MOST = 5


def readable_worlds(scenario: Scenario, plan: StudyPlan, name: str) -> tuple[dict[str, Scenario], list[Fault]]:
    """The scenario on every world on which it can stand, and why not on the others.

    Args:
        scenario: whose study it is.
        plan: what is drawn.
        name: of the parameter that takes the worlds.
    """
    found: dict[str, Scenario] = {}
    faults = []
    for word in plan.parameters[name].one_of:
        try:
            found[word] = on_world(scenario, word)
        except ScenarioError as error:
            faults.append(_fault(error, name, word))
    return found, faults


def _fault(error: ScenarioError, name: str, word: str) -> Fault:
    """Why a scenario does not stand on a world: there is no such world, or the file names what it does not have."""
    if str(error).startswith(VALUE):
        return fault_of(error, name, word)
    problems = str(error).split("\n\n")
    told = problems[:MOST]
    if len(problems) > MOST:
        told.append(f"and more problems: `tradetalks check` of a copy with `baseline: {word}` lists them")
    return Fault(
        name,
        f"the scenario cannot be read on {word}",
        "names, tables and profiles that fit every world of the study",
        do=f"leave {word} out, or write acts that fit each: rates on goods, on sectors of the same label, or by product "
        "(a table with a column hs)",
        further=tuple(told),
    )


def told_together(by_world: Mapping[str, Sequence[Fault]]) -> list[Fault]:
    """What is wrong on every world as it is, what is wrong on some with their names before it.

    Args:
        by_world: what was found on each.
    """
    found = []
    for fault in dict.fromkeys(fault for faults in by_world.values() for fault in faults):
        words = [word for word, faults in by_world.items() if fault in faults]
        if len(words) == len(by_world):
            found.append(fault)
        elif fault.title != CHANGES_NOTHING:
            found.append(fault._replace(title=f"in {', '.join(words)}: {fault.title}"))
    return found
