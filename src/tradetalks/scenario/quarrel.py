"""The quarrel: what the sides of the talks levy on each other, without what they and others levy on anybody else."""

from __future__ import annotations

import functools
import operator

import numpy as np
import xarray as xr

from tradetalks.economy.labels import TRADE
from tradetalks.economy.policy import Policy
from tradetalks.scenario.model import Scenario


def measures_of_sides(scenario: Scenario, policy: Policy) -> Policy:
    """The part of a policy that is the sides' quarrel: their tariffs and export taxes on each other, and their own subsidies.

    Args:
        scenario: whose talks say who the sides are; its baseline holds for everything else.
        policy: of one of its dates, every instrument.

    Returns:
        A policy under which everybody else meets, and levies, what the baseline has.
    """
    return _mixed(scenario, policy, of_sides=True)


def measures_of_others(scenario: Scenario, policy: Policy) -> Policy:
    """The rest of a policy: what stands where the sides have withdrawn all that they levy on each other.

    Args:
        scenario: as in :func:`measures_of_sides`.
        policy: of one of its dates, every instrument.
    """
    return _mixed(scenario, policy, of_sides=False)


def _mixed(scenario: Scenario, policy: Policy, *, of_sides: bool) -> Policy:
    """A policy where a measure is, or is not, one of the sides on each other, and the baseline elsewhere."""
    sides = scenario.talks_plan.sides

    def kept(levels: xr.DataArray | None, baseline: xr.DataArray | float) -> xr.DataArray | None:
        if levels is None:
            return None
        where = [levels[name].isin(sides) for name in ("importer", "exporter", "region") if name in levels.dims]
        quarrel = functools.reduce(operator.and_, where)
        return levels.where(quarrel == of_sides, baseline)

    return Policy(
        tariff=kept(policy.tariff, scenario.accounts["tariff"].transpose(*TRADE)),
        export_tax=kept(policy.export_tax, 0.0),
        production_subsidy=kept(policy.production_subsidy, 0.0),
    )


def is_the_same(one: Policy, other: Policy) -> bool:
    """Whether two policies of one scenario have the same levels of every instrument."""
    return all(
        _alike(mine, theirs)
        for mine, theirs in (
            (one.tariff, other.tariff),
            (one.export_tax, other.export_tax),
            (one.production_subsidy, other.production_subsidy),
        )
    )


def _alike(one: xr.DataArray | None, other: xr.DataArray | None) -> bool:
    """Whether two sets of levels are the same."""
    if one is None or other is None:
        return one is other
    return bool(np.array_equal(one.values, other.values))
