"""Where the values of a study's parameters may lie, given what else it draws, and whether they change anything."""

from __future__ import annotations

import numpy as np

from tradetalks.ensemble.distributions import ENDS, quantiles
from tradetalks.ensemble.targets import (
    PSI_KEY,
    SETS_KEY,
    THETA_KEY,
    covers,
    key_of,
)
from tradetalks.inputs import FACTOR, Bound
from tradetalks.scenario.economies import stated_elasticities
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import with_settings
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import HELD, RETURNS_TO_SCALE, TRADE_ELASTICITY, Parameter
from tradetalks.scenario.war_sides import plan_of

Array = np.ndarray
SCALE_KEY, HORIZON_KEY = "model.scale", "model.horizon_years"
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
    sectors = [str(s) for s in scenario.accounts["sector"].values]
    for prefix in (THETA_KEY, PSI_KEY):
        if key.startswith(prefix) and key.removeprefix(prefix) in sectors:
            if prefix == THETA_KEY:
                return ABOVE_ZERO
            j = sectors.index(key.removeprefix(prefix))
            highest = max(float(theta[j]) for theta, _ in _elasticities(scenario, plan))
            return Bound(high=1 / highest, below=True)
    return None


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
    return True


def _moves_rates(scenario: Scenario, plan: StudyPlan, parameter: Parameter) -> bool:
    """Whether the chosen acts have rates to scale, and some part sees them: a war from the baseline does not."""
    choice = parameter.act
    assert choice is not None, "asked of parameters of acts alone"
    if set(plan.parts) == {"war"} and plan_of(scenario).start == "baseline":
        return False
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    cells = [(act.kind, cell) for act in acts for cell in act.cells if covers(choice, act, cell)]
    return any(cell[3] != float(kind == "multiply") for kind, cell in cells)
