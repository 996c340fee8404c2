"""How sure the costs of a run are: its policies in joint draws of elasticities, where nobody wrote a study."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np

from tradetalks.data.elasticities import TRADE_BAND, has_named_sets
from tradetalks.ensemble.band_draws import drawn_costs
from tradetalks.ensemble.design import SCENARIO, design_of
from tradetalks.errors import ScenarioError, SolveError
from tradetalks.inputs import ANYTHING, Kind, checked
from tradetalks.scenario.economies import has_scale_economies, stated_elasticities, whole_scale_elasticities
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.results.cost import JOINT_DRAWS
from tradetalks.scenario.run import HEARS, PARTS, TELLS, Progress, ScenarioRun, SoFar, run_scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import (
    RETURNS_TO_SCALE,
    TRADE_ELASTICITY,
    TRADE_ESTIMATES,
    Parameter,
)
from tradetalks.scenario.sections.study_values import Distribution, LognormalSpec

# A power of two, as Sobol wants; a tenth of the draws on either side of the band are six.
DRAWS = 64
# Any will do; always the same, so that a run made again has the same ranges.
SEED = 0
# A judgement: standard errors of estimated trade elasticities are a tenth to a quarter of them.
SPREAD_OF_ESTIMATES = LognormalSpec(median=1.0, p10=0.8, p90=1.25)
JUDGEMENT = "a judgement of this package: standard errors of published estimates"
RUN = Kind((ScenarioRun,), "a ScenarioRun, from tradetalks.run_scenario")


def joint_plan(scenario: Scenario) -> StudyPlan:
    """What nobody knows of elasticities, drawn together: whose hold, how far they are off, how strong returns to scale are.

    Args:
        scenario: whose elasticities are in the middle.

    Returns:
        A factor on every trade elasticity, with θψ held. Where the file's are a named set, whose trade elasticities they are:
        those of that set and of the lowest and highest published ones, again with θψ held. Where there are scale economies,
        from none to all of the published θψ.
    """
    spread = Distribution(lognormal=SPREAD_OF_ESTIMATES)
    parameters = {TRADE_ELASTICITY: Parameter(factor=spread, source=JUDGEMENT)}
    own = str(scenario.accounts.attrs.get("elasticities", ""))
    overridden = bool(scenario.model.trade_elasticity or scenario.model.scale_elasticity)
    if has_named_sets(scenario.accounts) and own and not overridden:
        sets = tuple(dict.fromkeys((own, *TRADE_BAND)))
        parameters[TRADE_ESTIMATES] = Parameter(
            one_of=sets, source="the studies behind the named sets (documentation: Elasticities)"
        )
    if has_scale_economies(scenario):
        published, stated = whole_scale_elasticities(scenario), stated_elasticities(scenario)[1]
        with_scale = stated > 0
        whole = 1.0
        if with_scale.any():
            whole = float(np.min(published[with_scale] / stated[with_scale]))
        parameters[RETURNS_TO_SCALE] = Parameter(
            factor=Distribution(uniform=(0.0, whole)),
            source="the studies behind the named sets (documentation: Elasticities)",
        )
    return StudyPlan(parameters=parameters, draws=DRAWS, seed=SEED)


@checked(ScenarioError, run=RUN)
def with_band(run: ScenarioRun) -> ScenarioRun:
    """A run with the costs of its policies in every draw of :func:`joint_plan`, whence the bands of its numbers.

    Args:
        run: from :func:`tradetalks.run_scenario`.

    Returns:
        The same run; ``cost.drawn`` has the draws. Where no policy was solved, the run as it is; where the draws cannot be
        solved, the run with a note that says why: what is solved is not lost to its ranges.

    Raises:
        ScenarioError: elasticities that cannot be drawn around.
    """
    if not run.cost.equilibria:
        return run
    plan = joint_plan(run.scenario)
    cost = run.cost
    try:
        drawn = drawn_costs(cost, design_of(run.scenario, plan))
        cost = dataclasses.replace(cost, drawn=drawn)
    except SolveError as error:
        cost = dataclasses.replace(cost, unsolved={**cost.unsolved, JOINT_DRAWS: str(error).splitlines()[0]})
    return dataclasses.replace(run, cost=cost)


@checked(ScenarioError, scenario=SCENARIO, progress=TELLS, parts=ANYTHING, so_far=HEARS)
def run_with_band(
    scenario: Scenario,
    progress: Progress | None = None,
    *,
    parts: Collection[str] = PARTS,
    so_far: SoFar | None = None,
) -> ScenarioRun:
    """Solve a scenario as :func:`tradetalks.run_scenario` does, and then its costs in joint draws of elasticities.

    Args:
        scenario: from :func:`tradetalks.read_scenario`.
        progress: called with a line of text before each step, from several threads.
        parts: those of ``cost``, ``war`` and ``talks`` that are asked for.
        so_far: called with what is solved, as there, before costs are drawn.

    Returns:
        The run with its band: every cost in the answer, the report and the files then has the range in which eight of ten of 64
        draws lie. What was not drawn is not in it.

    Raises:
        TradeTalksError: as :func:`tradetalks.run_scenario`.
    """
    run = run_scenario(scenario, progress, parts=parts, so_far=so_far)
    if progress is not None and run.cost.equilibria:
        progress("joint draws of elasticities")
    return with_band(run)
