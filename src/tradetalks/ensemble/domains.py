"""Where the values of a study's parameters may lie, given what else it draws, and whether they change anything."""

from __future__ import annotations

import dataclasses

import numpy as np

from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.ensemble.distributions import ENDS, quantiles
from tradetalks.ensemble.targets import (
    PSI_KEY,
    SETS_KEY,
    THETA_KEY,
    covers,
    elasticity_of,
    key_of,
)
from tradetalks.inputs import FACTOR, Bound
from tradetalks.scenario.economies import stated_elasticities
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import with_settings
from tradetalks.scenario.reading.section_keys import OBJECTIVES, assumption_of, is_section_key
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import HELD, RETURNS_TO_SCALE, TRADE_ELASTICITY, Parameter
from tradetalks.scenario.war_sides import plan_of, players_of
from tradetalks.talks.assumptions import BOUNDS

Array = np.ndarray
SCALE_KEY, HORIZON_KEY = "model.scale", "model.horizon_years"
# The assumption whose bound hangs on the dates of the talks.
MANDATES = "mandate_years"
ABOVE_ZERO = Bound(above=True)


def domain_of(scenario: Scenario, plan: StudyPlan, name: str, parameter: Parameter) -> Bound | None:
    """Where a number may lie; None where what the parameter drives takes no numbers.

    Args:
        scenario: whose study it is.
        plan: what else is drawn.
        name, parameter: which number.
    """
    if name == TRADE_ELASTICITY and parameter.key is None:
        if parameter.holding == HELD[0]:
            return ABOVE_ZERO
        return Bound(above=True, high=_room(scenario, plan), below=True)
    if name == RETURNS_TO_SCALE and parameter.key is None:
        return Bound(high=_room(scenario, plan) / _most_trade(plan), below=True)
    if parameter.act is not None:
        return Bound(high=FACTOR.high)
    return _domain_of_key(scenario, plan, key_of(name, parameter))


def _domain_of_key(scenario: Scenario, plan: StudyPlan, key: str) -> Bound | None:
    if key == HORIZON_KEY:
        return Bound(means="years")
    if is_section_key(key):
        return _domain_of_assumption(scenario, assumption_of(key)[0])
    target = elasticity_of(scenario, key)
    if target is not None:
        prefix, j = target
        if prefix == THETA_KEY:
            return ABOVE_ZERO
        highest = max(float(theta[j]) for theta, _ in _elasticities(scenario, plan))
        return Bound(high=1 / highest, below=True)
    return None


def _domain_of_assumption(scenario: Scenario, name: str) -> Bound | None:
    """Where what talks assume may lie; nobody's mandate ends before the deadline."""
    bound = BOUNDS.get(name)
    if bound is None or scenario.talks is None:
        return None
    if name == MANDATES:
        days = (scenario.talks.deadline - scenario.talks.opening).days
        return dataclasses.replace(bound, low=days / DAYS_PER_YEAR, above=False)
    return bound


def _elasticities(scenario: Scenario, plan: StudyPlan) -> list[tuple[Array, Array]]:
    """θ and ψ (j,) under every named set and with and without scale economies, as far as the study draws these."""
    cases: list[dict[str, str]] = [{}]
    for name, parameter in plan.parameters.items():
        key = key_of(name, parameter)
        if key in (SETS_KEY, SCALE_KEY):
            cases = [{**case, key: word} for case in cases for word in parameter.one_of]
    return [stated_elasticities(with_settings(scenario, case)) for case in cases]


def _room(scenario: Scenario, plan: StudyPlan) -> float:
    """1 over the largest product θψ: the factor at which the strongest returns to scale would have no bound."""
    largest = max(float(np.max(theta * psi)) for theta, psi in _elasticities(scenario, plan))
    if largest == 0:
        return np.inf
    return 1 / largest


def _most_trade(plan: StudyPlan) -> float:
    """The largest factor on θψ that comes with trade elasticities: 1 where their product is held."""
    parameter = plan.parameters.get(TRADE_ELASTICITY)
    if parameter is None or parameter.distribution is None or parameter.holding == HELD[0]:
        return 1.0
    return max(1.0, float(quantiles(parameter.distribution, np.array([ENDS[1]]))[0]))


def moves_anything(scenario: Scenario, plan: StudyPlan, name: str, parameter: Parameter) -> bool:
    """Whether a parameter can change any answer of the parts that are solved."""
    key = key_of(name, parameter)
    is_scale = (name == RETURNS_TO_SCALE and not key) or key == SCALE_KEY or key.startswith(PSI_KEY)
    if is_scale:
        cases = _elasticities(scenario, plan)
        return any(bool(np.any(psi > 0)) for _, psi in cases) or (key.startswith(PSI_KEY) and scenario.model.scale)
    if parameter.act is not None:
        return _moves_rates(scenario, plan, parameter)
    if is_section_key(key):
        return _moves_sides(scenario, plan, key)
    return True


def _moves_sides(scenario: Scenario, plan: StudyPlan, key: str) -> bool:
    """Whether some part that is solved sees an assumption of the talks, or what a player wants."""
    if assumption_of(key)[0]:
        return "talks" in plan.parts
    player, involved = key.removeprefix(OBJECTIVES), set[str]()
    if "war" in plan.parts:
        involved |= set(players_of(scenario))
    if "talks" in plan.parts and scenario.talks is not None:
        involved |= set(scenario.talks.sides)
    return player in involved or (player == EVERYBODY and not involved <= set(scenario.objectives))


def _moves_rates(scenario: Scenario, plan: StudyPlan, parameter: Parameter) -> bool:
    """Whether the chosen acts have rates to scale, and some part sees them: a war from the baseline does not."""
    choice = parameter.act
    assert choice is not None, "asked of parameters of acts alone"
    if set(plan.parts) == {"war"} and plan_of(scenario).start == "baseline":
        return False
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    cells = [(act.kind, cell) for act in acts for cell in act.cells if covers(choice, act, cell)]
    return any(cell[3] != float(kind == "multiply") for kind, cell in cells)
