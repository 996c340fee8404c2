"""The economies that a scenario's baseline and model options describe."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from tradetalks.economy.calibrate import at_horizon, calibrate
from tradetalks.economy.economy import Economy
from tradetalks.scenario.model import Scenario


def economy_of(scenario: Scenario, *, scale: bool | None = None) -> Economy:
    """The calibrated economy of a scenario's baseline and model options (``scale`` overrides the file's)."""
    return economies_of(scenario, scale=scale)(scenario.model.horizon_years)


def has_scale_economies(scenario: Scenario) -> bool:
    """Whether the file's model has them switched on, and some sector has a scale elasticity above 0."""
    psi = scenario.accounts["scale_elasticity"]
    overridden = scenario.model.scale_elasticity
    found = [overridden.get(str(sector), float(psi.sel(sector=sector))) for sector in psi["sector"].values]
    return scenario.model.scale and max(found) > 0


def economies_of(scenario: Scenario, *, scale: bool | None = None, scale_share: float = 1.0) -> Callable[..., Economy]:
    """As :func:`economy_of`, for any number of years after a change (None: the long run).

    Args:
        scenario: its baseline and its model options.
        scale: overrides the file's.
        scale_share: what scale elasticities are multiplied by.
    """
    accounts, model = scenario.accounts.copy(deep=True), scenario.model
    with_scale = model.scale if scale is None else scale
    for name, changes in (("trade_elasticity", model.trade_elasticity), ("scale_elasticity", model.scale_elasticity)):
        for sector, value in changes.items():
            accounts[name].loc[{"sector": sector}] = value
    accounts["scale_elasticity"] = scale_share * accounts["scale_elasticity"]
    if not with_scale:
        # What nobody uses is nobody's business: θψ may be what it likes.
        accounts["scale_elasticity"] = 0 * accounts["scale_elasticity"]
    # The world before the first act, the same for every horizon.
    before = calibrate(accounts, deficits=model.deficits, scale=with_scale)
    return partial(at_horizon, before, balanced=False)


def economy_by_age(
    scenario: Scenario, *, scale: bool | None = None, scale_share: float = 1.0
) -> Callable[[float], Economy]:
    """Years after a change -> the economy with its elasticities (E14); where the file fixes a horizon, the same on every date."""
    after, fixed = economies_of(scenario, scale=scale, scale_share=scale_share), scenario.model.horizon_years
    if fixed is not None:
        return lru_cache(lambda age: after(fixed))
    return after


def clock_economies(scenario: Scenario) -> Callable[[float], Economy]:
    """The same for the many days of a clock, which share an approximate inverse and what was calibrated for nearly that age."""
    after, fixed = economies_of(scenario), scenario.model.horizon_years
    if fixed is not None:
        return lru_cache(lambda age: after(fixed))
    return lru_cache(lambda age: after(round(age, 2), share_preconditioner=True))
