"""The economies that a scenario's baseline and model options describe."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.data.elasticities import SCALE_SHARES, published_scale
from tradetalks.economy.calibrate import at_horizon, calibrate, purge_deficits
from tradetalks.economy.economy import Economy
from tradetalks.economy.stability import refuse_unstable
from tradetalks.scenario.model import Scenario


def economy_of(scenario: Scenario, *, scale_share: float | None = None) -> Economy:
    """The calibrated economy of a scenario's baseline and model options; ``scale_share`` as in :func:`economies_of`."""
    return economies_of(scenario, scale_share=scale_share)(scenario.model.horizon_years)


def has_scale_economies(scenario: Scenario) -> bool:
    """Whether the file's model has them switched on, and some sector has a scale elasticity above 0."""
    return scenario.model.scale and bool(whole_scale_elasticities(scenario).max() > 0)


def stated_scale_effects(scenario: Scenario) -> str | None:
    """Which of low, middle and high (:data:`SCALE_SHARES`) the scenario's own scale elasticities are; None where neither."""
    stated, published = _scale_elasticities(scenario, None), whole_scale_elasticities(scenario)
    for name, share in SCALE_SHARES.items():
        if np.array_equal(stated, share * published):
            return name
    return None


def economies_of(scenario: Scenario, *, scale_share: float | None = None) -> Callable[..., Economy]:
    """As :func:`economy_of`, for any number of years after a change (None: the long run).

    Args:
        scenario: its baseline and its model options.
        scale_share: of the published scale elasticities (those of the file, by sector, are taken as published); 0 is an economy
            without scale economies, None the file's own.

    Raises:
        SolveError: with these scale elasticities the baseline is no stable equilibrium.
    """
    accounts, model = accounts_with_model(scenario), scenario.model
    accounts["scale_elasticity"] = accounts["scale_elasticity"].copy(data=_scale_elasticities(scenario, scale_share))
    purged = model.deficits == "zero"
    kept = model.deficits
    if purged:
        kept = "fixed"
    # The world before the first act, the same for every horizon.
    before = calibrate(accounts, deficits=kept, scale=model.scale and scale_share != 0)
    # Before its trade is balanced too: from a world that does not hold, the balanced one is not reached or means nothing.
    refuse_unstable(before)
    if purged:
        before = purge_deficits(before)
        refuse_unstable(before)
    return partial(at_horizon, before, balanced=False)


def accounts_with_model(scenario: Scenario) -> xr.Dataset:
    """The accounts with the trade elasticities that the model gives by sector."""
    accounts = scenario.accounts.copy(deep=True)
    for sector, value in scenario.model.trade_elasticity.items():
        accounts["trade_elasticity"].loc[{"sector": sector}] = value
    return accounts


def stated_elasticities(scenario: Scenario) -> tuple[Float[np.ndarray, " j"], Float[np.ndarray, " j"]]:
    """θ (j,) and ψ (j,) of the long run as the file has them, ψ 0 where scale economies are switched off."""
    theta: np.ndarray = accounts_with_model(scenario)["trade_elasticity"].values
    return theta, _scale_elasticities(scenario, None)


def _scale_elasticities(scenario: Scenario, scale_share: float | None) -> Float[np.ndarray, " j"]:
    """(j,) Those of the file, or a share of the published ones."""
    if not scenario.model.scale:
        # What nobody uses is nobody's business: θψ may be what it likes.
        return np.zeros(scenario.accounts.sizes["sector"])
    if scale_share is not None:
        return scale_share * whole_scale_elasticities(scenario)
    return _with_overrides(scenario, scenario.accounts["scale_elasticity"].values)


def whole_scale_elasticities(scenario: Scenario) -> Float[np.ndarray, " j"]:
    """(j,) The whole of what the baseline's elasticities are a share of; what the file gives by sector is the whole."""
    return _with_overrides(scenario, published_scale(scenario.accounts))


def _with_overrides(scenario: Scenario, psi_j: Float[np.ndarray, " j"]) -> Float[np.ndarray, " j"]:
    """(j,) Scale elasticities with those that the file gives by sector."""
    given = scenario.model.scale_elasticity
    sectors = scenario.accounts["sector"].values
    return np.array([given.get(str(name), psi) for name, psi in zip(sectors, psi_j, strict=True)], dtype=float)


def economy_by_age(scenario: Scenario, *, scale_share: float | None = None) -> Callable[[float], Economy]:
    """Years after a change -> the economy with its elasticities (E14); where the file fixes a horizon, the same on every date."""
    after, fixed = economies_of(scenario, scale_share=scale_share), scenario.model.horizon_years
    if fixed is not None:
        return lru_cache(lambda age: after(fixed))
    return after


def clock_economies(scenario: Scenario, after: Callable[..., Economy]) -> Callable[[float], Economy]:
    """The same for the many days of a clock, which share an approximate inverse and what was calibrated for nearly that age.

    Args:
        scenario: whose horizon counts.
        after: its economies, from :func:`economies_of`.
    """
    fixed = scenario.model.horizon_years
    if fixed is not None:
        return lru_cache(lambda age: after(fixed))
    return lru_cache(lambda age: after(round(age, 2), share_preconditioner=True))
