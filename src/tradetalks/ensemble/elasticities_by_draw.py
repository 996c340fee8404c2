"""Elasticities of every draw of a study: the same as in the scenarios of the draws, as arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.economy.drawn_worlds import DrawnElasticities
from tradetalks.economy.horizon import elasticity_ratio, scale_ratio
from tradetalks.ensemble.design import Design
from tradetalks.ensemble.domains import HORIZON_KEY
from tradetalks.ensemble.targets import (
    PSI_KEY,
    THETA_KEY,
    at_estimates,
    elasticity_of,
    estimated_by,
    factors_of,
    is_estimates,
    key_of,
    moved,
)
from tradetalks.scenario.economies import stated_elasticities
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.study_parameters import (
    RETURNS_TO_SCALE,
    TRADE_ELASTICITY,
    TRADE_ESTIMATES,
    Parameter,
)

Array = np.ndarray


def elasticities_by_draw(scenario: Scenario, design: Design, numbers: Mapping[str, Parameter]) -> DrawnElasticities:
    """Elasticities of every draw, as :func:`~tradetalks.ensemble.targets.changed_scenario` makes them.

    Args:
        scenario: with the alternatives of the draws laid over it.
        design: of the study.
        numbers: by name, the parameters that are numbers, and whose trade elasticities are taken.
    """
    theta, psi = stated_elasticities(scenario)
    count = len(design)
    theta_dj, psi_dj = np.tile(theta, (count, 1)), np.tile(psi, (count, 1))
    drives = {key_of(name, p): name for name, p in numbers.items() if key_of(name, p)}
    driven = [(*target, name) for key, name in drives.items() if (target := elasticity_of(scenario, key)) is not None]
    single = [j for prefix, j, _ in driven if prefix == THETA_KEY]
    for prefix, j, name in driven:
        if prefix == THETA_KEY:
            theta_dj[:, j] = design.values[name]
            if numbers[name].holding == RETURNS_TO_SCALE:
                psi_dj[:, j] = theta[j] * psi[j] / theta_dj[:, j]
    for prefix, j, name in driven:
        if prefix == PSI_KEY and scenario.model.scale:
            psi_dj[:, j] = design.values[name]
    if TRADE_ESTIMATES in numbers and is_estimates(TRADE_ESTIMATES, numbers[TRADE_ESTIMATES]):
        estimated = _estimates(scenario, design, numbers[TRADE_ESTIMATES])
        # What is drawn of a single sector is laid over every set.
        estimated[:, single] = theta_dj[:, single]
        theta_dj, psi_dj = at_estimates(theta_dj, psi_dj, estimated)
    factors = factors_of(numbers, {})
    trade, returns = (_column(design, numbers, name) for name in (TRADE_ELASTICITY, RETURNS_TO_SCALE))
    theta_dj, psi_dj = moved(theta_dj, psi_dj, trade, returns, factors.holds_product)
    years = np.full(count, np.nan)
    if scenario.model.horizon_years is not None:
        years = np.full(count, scenario.model.horizon_years)
    if HORIZON_KEY in drives:
        years = np.asarray(design.values[drives[HORIZON_KEY]], float)
    return DrawnElasticities(theta_dj, psi_dj, *_ratios(years))


def _estimates(scenario: Scenario, design: Design, parameter: Parameter) -> Float[Array, "d j"]:
    """θ of the set that each draw takes."""
    by_word = np.stack([estimated_by(scenario, word) for word in parameter.one_of])
    chosen: Float[Array, "d j"] = by_word[np.asarray(design.values[TRADE_ESTIMATES], int)]
    return chosen


def _column(design: Design, numbers: Mapping[str, Parameter], name: str) -> Float[Array, "d 1"]:
    """The factor of that name by draw; 1 where it is not drawn."""
    if name not in numbers:
        return np.ones((len(design), 1))
    return np.asarray(design.values[name], float)[:, None]


def _ratios(years: Float[Array, " d"]) -> tuple[Float[Array, " d"], Float[Array, " d"]]:
    """(E14) Shares of the long-run elasticities at each horizon; nan is the long run."""
    trade = [1.0 if np.isnan(h) else elasticity_ratio(float(h)) for h in years]
    scale = [1.0 if np.isnan(h) else scale_ratio(float(h)) for h in years]
    return np.array(trade), np.array(scale)
