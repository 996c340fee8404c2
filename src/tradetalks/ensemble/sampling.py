"""Points in the unit cube: scrambled Sobol, Latin hypercube, grids, crossed samples of Saltelli; rank correlations."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.special import ndtr, ndtri

from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.sections.study import GRID, LATIN, SALTELLI, StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter

Array = np.ndarray
# Points of scipy's Sobol sequences are multiples of 2**-30: half of that away from 0 and from 1, none is at an end.
HALF_STEP = 2.0**-31


def count_of(plan: StudyPlan) -> int:
    """How many draws a plan comes to: the next power of two with sobol, more with saltelli, the points of a grid."""
    if plan.sampling == GRID:
        return int(np.prod([float(grid_points(parameter)) for parameter in plan.parameters.values()]))
    if plan.sampling == LATIN:
        return plan.draws
    points = 1 << (plan.draws - 1).bit_length()
    if plan.sampling == SALTELLI:
        return points * (len(plan.parameters) + 2)
    return points


def grid_points(parameter: Parameter) -> int:
    """Values of a parameter in a grid: all alternatives, all values of a discrete distribution, else its points."""
    if parameter.one_of:
        return len(parameter.one_of)
    spread = parameter.distribution
    if spread is not None and spread.discrete is not None:
        return len(spread.discrete.values)
    return parameter.points


def cube_of(plan: StudyPlan) -> Float[Array, "d k"]:
    """(d, k) points between 0 and 1, the same for the same plan and seed.

    Args:
        plan: with as many parameters as columns.

    Returns:
        Shares of the draws below each value. The first points of a longer study are those of a shorter one, except
        with a Latin hypercube, in which every point depends on how many there are.

    Raises:
        ScenarioError: saltelli where SALib is not installed.

    Source:
        Sobol (1967) with the scrambling of Matousek (1998), McKay, Beckman & Conover (1979), Saltelli et al. (2010); Iman &
        Conover (1982) for rank correlations.
    """
    # Loaded where it is needed: it takes half a second, which nobody waits for who draws nothing.
    from scipy.stats import qmc

    k = len(plan.parameters)
    if plan.sampling == GRID:
        return _grid(plan)
    if plan.sampling == SALTELLI:
        cube = _saltelli(plan)
    elif plan.sampling == LATIN:
        cube = qmc.LatinHypercube(k, rng=plan.seed).random(plan.draws)
    else:
        cube = qmc.Sobol(k, rng=plan.seed).random(count_of(plan))
    cube = np.clip(cube + HALF_STEP, HALF_STEP, 1 - HALF_STEP)
    return _correlated(plan, cube)


def _saltelli(plan: StudyPlan) -> Float[Array, "d k"]:
    """A, A with one column of B for every parameter, and B, point by point."""
    try:
        from SALib.sample import sobol
    except ImportError:
        raise ScenarioError(
            message(
                "this sampling needs SALib",
                expected="the extra `study` of tradetalks",
                do="run `pip install 'tradetalks[study]'`, or take `sampling: sobol`",
            )
        ) from None
    k = len(plan.parameters)
    problem = {"num_vars": k, "names": list(plan.names), "bounds": [[0.0, 1.0]] * k}
    points = count_of(plan) // (k + 2)
    found: Array = sobol.sample(problem, points, calc_second_order=False, scramble=True, seed=plan.seed)
    return found


def _grid(plan: StudyPlan) -> Float[Array, "d k"]:
    """The middles of equally likely parts, every combination; the last parameter changes fastest."""
    axes = []
    for parameter in plan.parameters.values():
        weights: tuple[float, ...] = parameter.weights
        spread = parameter.distribution
        if spread is not None and spread.discrete is not None:
            weights = spread.discrete.weights
        count = grid_points(parameter)
        likely = np.ones(count)
        if weights:
            likely = np.asarray(weights, float)
        likely = likely / likely.sum()
        axes.append(np.cumsum(likely) - likely / 2)
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)


def _correlated(plan: StudyPlan, cube: Float[Array, "d k"]) -> Float[Array, "d k"]:
    """The ranks of normals with the correlations of the plan (a Gaussian copula); as they are where there are none."""
    if not plan.correlations:
        return cube
    lower = np.linalg.cholesky(plan.gaussian)
    shares: Array = ndtr(ndtri(cube) @ lower.T)
    return np.asarray(np.clip(shares, HALF_STEP, 1 - HALF_STEP))
