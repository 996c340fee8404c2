"""How sure the cost of a scenario is: quantiles over a small joint design of elasticities, where nobody wrote a study."""

from __future__ import annotations

import numpy as np
import xarray as xr

from tradetalks.data.elasticities import TRADE_BAND, has_named_sets
from tradetalks.ensemble.design import SCENARIO, design_of
from tradetalks.ensemble.draws import solve_draws
from tradetalks.ensemble.outcomes import SOLVED
from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import checked
from tradetalks.scenario.economies import has_scale_economies, stated_elasticities, whole_scale_elasticities
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.study import study_text
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import (
    ELASTICITIES,
    RETURNS_TO_SCALE,
    TRADE_ELASTICITY,
    Parameter,
)
from tradetalks.scenario.sections.study_values import Distribution, LognormalSpec

# A power of two, as Sobol wants; a tenth of the draws on either side of the band are six.
DRAWS = 64
SEED = 0
QUANTILES = (0.1, 0.5, 0.9)
# A judgement: standard errors of estimated trade elasticities are a tenth to a quarter of them.
SPREAD_OF_ESTIMATES = LognormalSpec(median=1.0, p10=0.8, p90=1.25)
JUDGEMENT = "a judgement of this package: standard errors of published estimates"
BANDED = ("real_income_change", "real_income_change_busd", "tariff_revenue", "price_level_change")


def joint_plan(scenario: Scenario) -> StudyPlan:
    """The elasticities that nobody knows, drawn together: the named sets, how wrong each may be, how strong returns to scale are.

    Args:
        scenario: whose elasticities are in the middle.

    Returns:
        A factor on every trade elasticity, with θψ held; where the file's are a named set, that set and the lowest and
        highest published ones; where there are scale economies, from none to all of the published returns to scale.
    """
    spread = Distribution(lognormal=SPREAD_OF_ESTIMATES)
    parameters = {TRADE_ELASTICITY: Parameter(factor=spread, source=JUDGEMENT)}
    own = str(scenario.accounts.attrs.get("elasticities", ""))
    overridden = bool(scenario.model.trade_elasticity or scenario.model.scale_elasticity)
    if has_named_sets(scenario.accounts) and own and not overridden:
        sets = tuple(dict.fromkeys((own, *TRADE_BAND)))
        parameters[ELASTICITIES] = Parameter(one_of=sets, source="docs/elasticities.md")
    if has_scale_economies(scenario):
        published, stated = whole_scale_elasticities(scenario), stated_elasticities(scenario)[1]
        with_scale = stated > 0
        whole = 1.0
        if with_scale.any():
            whole = float(np.min(published[with_scale] / stated[with_scale]))
        parameters[RETURNS_TO_SCALE] = Parameter(
            factor=Distribution(uniform=(0.0, whole)),
            source="from none to all of what is published: docs/elasticities.md",
        )
    return StudyPlan(parameters=parameters, draws=DRAWS, seed=SEED)


@checked(ScenarioError, scenario=SCENARIO)
def joint_band(scenario: Scenario) -> xr.Dataset:
    """Quantiles of what the policies of a scenario cost whom, over :func:`joint_plan`.

    Args:
        scenario: its dates, branches and acts are solved.

    Returns:
        By ``quantile`` (0.1, 0.5, 0.9), ``moment`` and ``region``: change of real income (percent, and billion dollars a year),
        tariff revenue and price level. Attributes: ``draws``, ``solved``, ``plan`` as JSON. A quantile of solved draws says how
        far an answer moves with elasticities, and nothing of what was not drawn.

    Raises:
        ScenarioError: nothing to solve, or no draw that was solved.
    """
    design = design_of(scenario, joint_plan(scenario))
    found = solve_draws(scenario, design, range(len(design)))
    solved = found.isel(draw=found["status"].values == SOLVED)
    if solved.sizes["draw"] == 0:
        raise ScenarioError(
            message(
                f"none of {len(design)} draws of elasticities of {scenario.name} has an answer",
                got=str(found["message"].values[0]),
                do="solve the scenario alone: tradetalks run says which equation fails",
            )
        )
    band = solved[list(BANDED)].quantile(list(QUANTILES), dim="draw", keep_attrs=True)
    counts = {"draws": len(design), "solved": solved.sizes["draw"]}
    return band.assign_attrs(**counts, plan=study_text(design.plan))
