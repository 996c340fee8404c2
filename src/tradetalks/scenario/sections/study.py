"""The ``study`` section: how many draws of what, how they hang together, and which parts of the run are solved for each."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from typing import Annotated, Self

import numpy as np
from jaxtyping import Float
from pydantic import Field, model_validator

from tradetalks.errors import LONGEST_NAME, suggestion
from tradetalks.inputs import KEY, TEXT, Bound, Choice, KeyedTable, Labels, Refusal, Several, raised, record, refuse
from tradetalks.inputs.numbers import as_number
from tradetalks.inputs.reader import JsonSchema, Reader
from tradetalks.scenario.sections.study_parameters import FACTORS, NAMED_SETS, OWN_MEANING, WORLD, Parameter

SOBOL, LATIN, GRID, SALTELLI = "sobol", "latin hypercube", "grid", "saltelli"
SAMPLINGS = (SOBOL, LATIN, GRID, SALTELLI)
STUDY_PARTS = ("cost", "war", "talks")
# Enough for bands to a tenth of their width and for first-order indices to a few hundredths; a power of two, as Sobol wants.
DRAWS = 1024
# A slip beyond: a draw of the cheapest kind takes a tenth of a millisecond.
MOST_DRAWS = 10_000_000
# Smallest eigenvalue of a matrix of correlations: below, rounding decides whether there is a distribution that has them.
LEAST_EIGENVALUE = 1e-9

Correlation = tuple[str, str, float]


class _Correlation(Reader):
    """Two parameters and their rank correlation."""

    def read(self, value: object, labels: Labels | None, field: str) -> Correlation:
        expected = "[NAME, NAME, a number above -1 and below 1]"
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise refuse("this is no correlation", expected)
        rho = as_number(value[2])
        if not isinstance(value[0], str) or not isinstance(value[1], str) or not -1 < rho < 1:
            raise refuse("this is no correlation", expected)
        return str(value[0]), str(value[1]), rho

    def schema(self) -> JsonSchema:
        return {"type": "array", "minItems": 3, "maxItems": 3, "names": "`[NAME, NAME, rank correlation]`"}


_Parameters = Annotated[
    dict[Annotated[str, TEXT], Parameter],
    KeyedTable("names to parameters"),
    Field(
        description="what is drawn, by name; `trade elasticity` and `returns to scale` are factors on θ and θψ of every sector, "
        "`elasticities` one of the named sets, `trade estimates` the same for θ alone, with θψ as in the file, `world` one of "
        "several baselines"
    ),
]


@record("the study", kw_only=True)
class StudyPlan:
    """One scenario run many times.

    Args:
        draws: how many; what a grid has follows from its points.
        seed: of the numbers that draw.
        sampling: sobol (scrambled), latin hypercube, grid, or saltelli (``draws`` points, each with one more for every parameter
            and another, for indices of first order and total).
        parts: of the run: cost, war, talks.
        parameters: what is drawn, by name.
        correlations: (name, name, rank correlation); all others are 0.
    """

    parameters: _Parameters
    draws: Annotated[
        int,
        Bound(low=1, high=MOST_DRAWS, whole=True, title="this is no number of draws"),
        Field(description="how many draws; the next power of two with sobol and saltelli"),
    ] = DRAWS
    seed: Annotated[int, Bound(whole=True, high=2**32 - 1), Field(description="of the numbers that draw")] = 0
    sampling: Annotated[str, Choice(SAMPLINGS, "kind of sampling"), Field(description="how the draws are spread")] = (
        SOBOL
    )
    parts: Annotated[
        tuple[Annotated[str, Choice(STUDY_PARTS, "part of a run")], ...],
        Several("parts", alone=True),
        Field(description="what is solved for each draw"),
    ] = ("cost",)
    correlations: Annotated[
        tuple[Annotated[Correlation, _Correlation()], ...],
        Several("correlations"),
        Field(description="rank correlations of two parameters, by a Gaussian copula; 0 where absent"),
    ] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters, in order."""
        return tuple(self.parameters)

    @property
    def gaussian(self) -> Float[np.ndarray, "k k"]:
        """(k, k) Correlations of the normals whose ranks have those of the plan: 2 sin(πρ/6)."""
        found = np.eye(len(self.parameters))
        for first, second, rho in self.correlations:
            at = self.names.index(first), self.names.index(second)
            found[at] = found[at[::-1]] = 2 * np.sin(np.pi * rho / 6)
        return found

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        found = [*_parameter_faults(self.parameters), *_pair_faults(self)]
        if not found:
            found += _matrix_faults(self)
        if len(set(self.parts)) < max(1, len(self.parts)):
            found.append(Refusal("these are not the parts of a study", "one part or more, each once", place=("parts",)))
        if found:
            raise raised(*found)
        return self


def _parameter_faults(parameters: Mapping[str, Parameter]) -> Iterator[Refusal]:
    """Names and what they drive that do not go together."""
    if not parameters:
        yield Refusal("nothing is drawn", "at least one parameter", place=("parameters",))
    for name, parameter in parameters.items():
        place = ("parameters", name)
        if name in FACTORS and (parameter.factor is None or parameter.act is not None):
            yield Refusal(f"{name} is drawn as a factor", "a key factor alone", place=place)
        elif name in NAMED_SETS and not parameter.one_of and parameter.key is None:
            yield Refusal(f"{name} are named sets", "a key `one of` with their names", place=place)
        elif name == WORLD and not parameter.one_of and parameter.key is None:
            yield Refusal("a world is one of some", "a key `one of` with values of the key baseline", place=place)
        elif name not in OWN_MEANING and parameter.key is None and parameter.act is None:
            expected = f"a key `key` or act; or a parameter called {', '.join(OWN_MEANING)}"
            near = difflib.get_close_matches(name[:LONGEST_NAME], OWN_MEANING, n=1)
            advice = f"did you mean {near[0]}?" if near else ""
            yield Refusal(f"{name} drives nothing", expected, advice, place=(*place, KEY), given=name)


def _pair_faults(plan: StudyPlan) -> Iterator[Refusal]:
    """Correlations of what is not there, has no order, or is correlated already."""
    seen: set[frozenset[str]] = set()
    for k, (first, second, _) in enumerate(plan.correlations):
        place = ("correlations", k)
        for name in dict.fromkeys((first, second)):
            if name not in plan.parameters:
                expected = f"one of {', '.join(plan.parameters)}"
                yield Refusal(f"no parameter is called {name}", expected, suggestion(name, plan.parameters), place)
            elif plan.parameters[name].one_of:
                yield Refusal(f"{name} has no order", "correlations of numbers", "leave it out here", place)
        pair = frozenset((first, second))
        if len(pair) == 1:
            yield Refusal(f"{first} with itself", "two parameters", "leave it out", place)
        elif pair in seen:
            yield Refusal(f"{first} and {second} are correlated twice", "each pair once", "keep one of the two", place)
        seen.add(pair)
    # Crossed samples and grids hold every combination: parameters are independent there, whatever is asked.
    if plan.correlations and plan.sampling in (SALTELLI, GRID):
        advice = "leave correlations out, or take sobol"
        yield Refusal(f"{plan.sampling} takes independent parameters", "no correlations", advice, ("correlations",))


def _matrix_faults(plan: StudyPlan) -> Iterator[Refusal]:
    """Correlations that no distribution has together."""
    least = float(np.linalg.eigvalsh(plan.gaussian)[0])
    if least < LEAST_EIGENVALUE:
        yield Refusal(
            "no parameters have these correlations together",
            f"a positive definite matrix; the smallest eigenvalue is {least:.3g}",
            "bring the correlations nearer to 0",
            ("correlations",),
        )


def with_draws(plan: StudyPlan, draws: int) -> StudyPlan:
    """The same plan with another number of draws."""
    return dataclasses.replace(plan, draws=draws)
