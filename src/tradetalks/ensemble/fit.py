"""Whether a plan fits its scenario: what it drives exists, changes something, and stays where it may be; all faults at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from tradetalks.ensemble.distributions import ENDS, quantiles, share_kept
from tradetalks.ensemble.domains import domain_of, moves_anything
from tradetalks.ensemble.fault import Fault, fault_of
from tradetalks.ensemble.targets import covers, elasticity_of, key_of, with_value, world_name
from tradetalks.ensemble.world_faults import CHANGES_NOTHING, readable_worlds, told_together
from tradetalks.errors import ScenarioError, TradeTalksError, suggestion
from tradetalks.inputs import Bound
from tradetalks.scenario.model import Act, Scenario
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.reading.section_keys import is_section_key
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.scenario.sections.product_rates import Cell
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import BASELINE, ActChoice, Parameter
from tradetalks.scenario.sections.study_values import Distribution
from tradetalks.scenario.war_sides import plan_of

# Of a distribution that low and high cut off, the least share that is left: the tail of a normal is then still told apart.
LEAST_KEPT = 1e-6
# Shares at which a distribution is held against its domain, ends included: to a thousandth of the draws.
SHARES = np.unique([*ENDS, *np.linspace(0.001, 0.999, 999)])


def refuse_unfit(scenario: Scenario, plan: StudyPlan) -> None:
    """Raise where the plan does not fit the scenario.

    Args:
        scenario: whose study it is.
        plan: checked by itself already.

    Raises:
        ScenarioError: every fault.
    """
    found = _faults(scenario, plan)
    if found:
        raise ScenarioError("\n\n".join(fault.told() for fault in found))


def refuse_unfit_file(scenario: Scenario) -> None:
    """Raise where the section ``study`` of a scenario's file does not fit the scenario; nothing where it has none.

    Args:
        scenario: as read from its file.

    Raises:
        ScenarioError: every fault, at its place in the file.
    """
    if scenario.study is None:
        return
    found = _faults(scenario, scenario.study)
    source = Source(scenario.text, scenario.path)
    source.refused(fault.in_file(source) for fault in found)
    if found:
        further = [told for fault in found for told in fault.further]
        raise ScenarioError("\n\n".join([str(source.error()), *further]))


def _faults(scenario: Scenario, plan: StudyPlan) -> list[Fault]:
    """Everything that does not fit, on one world or on all that the study draws."""
    name = world_name(plan.parameters)
    if not name:
        return _faults_on(scenario, plan)
    worlds, found = readable_worlds(scenario, plan, name)
    return [*found, *told_together({word: _faults_on(world, plan) for word, world in worlds.items()})]


def _faults_on(scenario: Scenario, plan: StudyPlan) -> list[Fault]:
    """Everything that does not fit on the world of the scenario, in the order of the plan."""
    found = [*_part_faults(scenario, plan), *_same_target(scenario, plan.parameters)]
    refused = {name: list(_alternative_faults(scenario, name, p)) for name, p in plan.parameters.items()}
    # Where numbers may lie hangs on the alternatives beside them: on those alone that can be taken.
    left = {name: p for name, p in plan.parameters.items() if not refused[name]}
    sound = plan
    if left:
        sound = dataclasses.replace(plan, parameters=left, correlations=())
    for name, parameter in plan.parameters.items():
        found += refused[name] or _faults_of(scenario, sound, name, parameter)
    return found


def _alternative_faults(scenario: Scenario, name: str, parameter: Parameter) -> Iterator[Fault]:
    """Alternatives that cannot be taken, one by one."""
    if key_of(name, parameter) == BASELINE:
        # The scenario stands on one of them.
        return
    for word in parameter.one_of:
        yield from _refused(scenario, name, parameter, word)


def _part_faults(scenario: Scenario, plan: StudyPlan) -> Iterator[Fault]:
    if "talks" in plan.parts and scenario.talks is None:
        yield Fault("", "the scenario has no talks", "a section talks", do="leave talks out of parts")
    if "war" in plan.parts and not plan_of(scenario).players and not scenario.players:
        yield Fault("", "nobody fights", "players of the scenario", do="leave war out of parts")
    if "cost" in plan.parts and not list(policy_dates(scenario)):
        yield Fault("", "the scenario has nothing to solve", "at least one act, date or branch")


def _same_target(scenario: Scenario, parameters: Mapping[str, Parameter]) -> Iterator[Fault]:
    """Parameters that drive what another one drives."""
    seen: dict[str, object] = {}
    for name, parameter in parameters.items():
        key = key_of(name, parameter)
        # A sector may be called by its label or by its name.
        target = elasticity_of(scenario, key) or key or parameter.act or name
        same = [other for other, driven in seen.items() if _is_same(scenario, target, driven)]
        if same:
            yield Fault(name, f"this drives the same as {same[0]}", "each target once", do="keep one of the two")
        seen[name] = target


def _is_same(scenario: Scenario, target: object, other: object) -> bool:
    """Whether two parameters drive the same. Factors on some acts and on one of them multiply there, as said in the docs."""
    if isinstance(target, ActChoice) and isinstance(other, ActChoice):
        cells = _cells(scenario)
        both = [covers(target, act, cell) and covers(other, act, cell) for act, cell in cells]
        either = [covers(target, act, cell) or covers(other, act, cell) for act, cell in cells]
        return any(both) and both == either
    # A key of all sides drives that of one side too.
    return target == other or _is_inside(target, other) or _is_inside(other, target)


def _cells(scenario: Scenario) -> list[tuple[Act, Cell]]:
    """Every rate of every act, on the main line and on branches."""
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    return [(act, cell) for act in acts for cell in act.cells]


def _is_inside(part: object, whole: object) -> bool:
    """Whether one key is a part of another."""
    return isinstance(part, str) and isinstance(whole, str) and part.startswith(f"{whole}.")


def _faults_of(scenario: Scenario, plan: StudyPlan, name: str, parameter: Parameter) -> list[Fault]:
    """The first kind of fault that a parameter has: what comes after would only follow from it."""
    found = list(_target_faults(scenario, name, parameter))
    if not found:
        found = list(_value_faults(scenario, plan, name, parameter))
    if not found and not moves_anything(scenario, plan, name, parameter):
        found.append(Fault(name, CHANGES_NOTHING, do="leave it out, or look at what it drives"))
    return found


def _target_faults(scenario: Scenario, name: str, parameter: Parameter) -> Iterator[Fault]:
    """Acts, regions and sectors that there are not."""
    choice = parameter.act
    if choice is None:
        return
    unknown = list(_unknown_labels(scenario, name, choice))
    if unknown:
        yield from unknown
        return
    names = [act.id for act in (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))]
    if choice.id is not None and choice.id not in names:
        yield Fault(name, f"no act is called {choice.id}", "an act of the scenario", do=suggestion(choice.id, names))
    elif not any(covers(choice, act, cell) for act, cell in _cells(scenario)):
        yield Fault(name, "no act has a rate there", _wanted(choice), do="look at who acts on whom, and where")


def _unknown_labels(scenario: Scenario, name: str, choice: ActChoice) -> Iterator[Fault]:
    """Regions and sectors that the accounts do not have: those of a plan made in Python, or for another world."""
    for kind, words in (("region", (*choice.by, *choice.on)), ("sector", choice.sectors)):
        known = [str(label) for label in scenario.accounts[kind].values]
        for word in words:
            if word not in known:
                yield Fault(
                    name, f"there is no {kind} {word}", f"one of {', '.join(known)}", do=suggestion(word, known)
                )


def _wanted(choice: ActChoice) -> str:
    words = [f"{word} {', '.join(names)}" for word in ("by", "on", "sectors") if (names := getattr(choice, word))]
    return f"an act {'; '.join(words)}" if words else "an act with a rate of its own"


def _value_faults(scenario: Scenario, plan: StudyPlan, name: str, parameter: Parameter) -> Iterator[Fault]:
    """Numbers outside of their domain."""
    spread = parameter.distribution
    if spread is None:
        return
    if share_kept(spread) < LEAST_KEPT:
        yield Fault(
            name,
            "nearly nothing of this distribution lies between low and high",
            f"ends between which one in {1 / LEAST_KEPT:,.0f} of its draws lies at least",
            do="move low and high, or choose another distribution",
        )
        return
    domain = domain_of(scenario, plan, name, parameter)
    if domain is None:
        # Not a key of numbers, or no key: a value in the middle says which.
        middle = float(quantiles(spread, np.array([0.5]))[0])
        yield from _refused(scenario, name, parameter, middle)
        return
    outside = _outside(spread, domain)
    if outside is not None:
        yield _leaving(name, domain, outside)
    elif is_section_key(key_of(name, parameter)):
        # The name of the assumption has a domain; whether its side is at the table says a value.
        yield from _refused(scenario, name, parameter, float(quantiles(spread, np.array([0.5]))[0]))


class _Outside(NamedTuple):
    """A quantile that leaves a domain, and the share of the draws that do."""

    share: float
    value: float
    part: float


def _outside(spread: Distribution, domain: Bound) -> _Outside | None:
    """The quantile furthest outside; None where every draw stays inside."""
    values = quantiles(spread, SHARES)
    out = np.array([not domain.holds(float(value)) for value in values])
    if not out.any():
        return None
    k = int(np.flatnonzero(out)[0])
    if k > 0:
        k = len(SHARES) - 1
    return _Outside(float(SHARES[k]), float(values[k]), float(out.mean()))


def _leaving(name: str, domain: Bound, outside: _Outside) -> Fault:
    """What is told of a distribution that leaves its domain."""
    return Fault(
        name,
        "this distribution leaves its domain",
        f"{domain.words} in every draw",
        f"{outside.value:.4g} at the quantile {outside.share:g} ({100 * outside.part:.1f} percent of draws are outside)",
        "cut it off with low and high, or choose other numbers",
    )


def _refused(scenario: Scenario, name: str, parameter: Parameter, value: float | str) -> Iterator[Fault]:
    """What reading the value as a setting says of it."""
    try:
        with_value(scenario, name, parameter, value)
    except TradeTalksError as error:
        yield fault_of(error, name, value)
