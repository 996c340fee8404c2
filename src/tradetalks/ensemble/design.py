"""The draws of a study: which values every parameter has in each, by name, the same whenever it is asked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.ensemble.distributions import alternatives_at, quantiles
from tradetalks.ensemble.fit import refuse_unfit
from tradetalks.ensemble.sampling import count_of, cube_of
from tradetalks.ensemble.targets import Value, changed_scenario
from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import Kind, checked
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter

Array = np.ndarray
# Digits of the name of a draw, at least: names of most studies then sort as they are drawn.
DIGITS = 5
SCENARIO = Kind((Scenario,), "a Scenario, from tradetalks.read_scenario")
PLAN = Kind((StudyPlan,), "a StudyPlan, or the `study` of a Scenario")


@dataclasses.dataclass(frozen=True)
class Variant:
    """One draw of a study: its name, and the value of every parameter (a number, or the text of an alternative)."""

    name: str
    values: Mapping[str, Value]
    parameters: Mapping[str, Parameter] = dataclasses.field(repr=False)

    def scenario(self, base: Scenario) -> Scenario:
        """The scenario that a person could run alone.

        Args:
            base: whose study this is.

        Returns:
            ``base`` with the elasticities, options, acts and assumptions of the draw.

        Raises:
            ScenarioError: values that cannot be taken together.
        """
        return changed_scenario(base, self.parameters, self.values, self.name)


@dataclasses.dataclass(frozen=True, eq=False)
class Design:
    """Every draw of a study; make it with :func:`design_of`.

    Args:
        plan: what is drawn, and how.
        names: (k,) of the parameters.
        cube: (d, k) shares of the draws below each value, between 0 and 1.
        values: by parameter, (d,) numbers, or positions among its alternatives.
        draw_names: (d,) ``d00000`` and so on.
    """

    plan: StudyPlan
    names: tuple[str, ...]
    cube: Float[Array, "d k"]
    values: Mapping[str, Array]
    draw_names: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Design({len(self)} draws of {', '.join(self.names)}; {self.plan.sampling}, seed {self.plan.seed})"

    def __len__(self) -> int:
        return len(self.draw_names)

    @property
    def alternatives(self) -> dict[str, tuple[str, ...]]:
        """The texts of the alternatives, of the parameters that have them."""
        return {name: p.one_of for name, p in self.plan.parameters.items() if p.one_of}

    @property
    def table(self) -> Float[Array, "d k"]:
        """(d, k) :attr:`values`, a column a parameter."""
        return np.stack([np.asarray(self.values[name], float) for name in self.names], axis=1)

    def variant(self, k: int) -> Variant:
        """The draw at position ``k``."""
        values: dict[str, Value] = {}
        for name in self.names:
            if name in self.alternatives:
                values[name] = self.alternatives[name][int(self.values[name][k])]
            else:
                values[name] = float(self.values[name][k])
        return Variant(self.draw_names[k], values, self.plan.parameters)

    def position(self, name: str) -> int:
        """Where the draw of a name stands.

        Raises:
            ScenarioError: no draw is called so.
        """
        if re.fullmatch(r"d\d+", name) and int(name[1:]) < len(self) and self.draw_names[int(name[1:])] == name:
            return int(name[1:])
        raise ScenarioError(
            message(
                f"no draw is called {name!r}",
                expected=f"a name from {self.draw_names[0]} to {self.draw_names[-1]}",
                do="write d and the number of the draw, counted from 0",
            )
        )


@checked(ScenarioError, scenario=SCENARIO, plan=PLAN)
def design_of(scenario: Scenario, plan: StudyPlan) -> Design:
    """The draws of a plan: deterministic, so that a study stopped and resumed, or one draw alone, is the same.

    Args:
        scenario: whose study it is.
        plan: of its section ``study``, of a file of its own, or made in Python.

    Returns:
        The design; the first draws of a longer Sobol study are those of a shorter one.

    Raises:
        ScenarioError: it does not fit the scenario: distributions that leave their domain, keys and acts that are not there,
            parameters that drive the same or change nothing; all of them at once.
    """
    refuse_unfit(scenario, plan)
    cube = cube_of(plan)
    values = {}
    for k, (name, parameter) in enumerate(plan.parameters.items()):
        values[name] = _values(parameter, cube[:, k])
    digits = max(DIGITS, len(str(len(cube) - 1)))
    names = tuple(f"d{k:0{digits}d}" for k in range(count_of(plan)))
    return Design(plan, plan.names, cube, values, names)


def _values(parameter: Parameter, share: Float[Array, " d"]) -> Array:
    """(d,) Numbers, or positions among alternatives."""
    if parameter.one_of:
        return alternatives_at(parameter.weights, len(parameter.one_of), share)
    spread = parameter.distribution
    assert spread is not None, "a parameter has a distribution or alternatives"
    return quantiles(spread, share)
