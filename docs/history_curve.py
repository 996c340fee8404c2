"""Other horizon curves than E14's: how each describes trade, and what each makes of the measured cost at the end of 2018."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from docs.history_trade import (
    YEARS,
    base_trade,
    long_run,
    observed,
    scenario,
    tariff_of,
    trade_of_accounts,
    year_in_force,
)

import tradetalks as tt
from tradetalks.data.elasticities import DEFAULT_SET, with_elasticities
from tradetalks.economy.economy import Economy
from tradetalks.economy.horizon import ADJUSTMENT_YEARS, FIRST_RESPONSE, elasticity_ratio, scale_ratio
from tradetalks.scenario.against_trade import misses, share_change, together, trade_under
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.talks.tariff_age import mean_age

# When the cost of the tariffs of 2018 was measured.
MEASURED = datetime.date(2018, 12, 31)
# E14's first, then less at once, then more slowly; (r_0, τ in years).
CURVES = ((FIRST_RESPONSE, ADJUSTMENT_YEARS), (0.15, 4.0), (0.05, 4.0), (0.35, 12.0), (0.15, 12.0))


class Curve(NamedTuple):
    """How a curve does.

    Args:
        first: r_0.
        years: τ.
        flow_ratio: elasticity of flows without duty, 1 + θ, after one year over that after ten.
        errors: log points, of each year and of all.
        slope: of observed on predicted, over all years.
        usa, china: change of real income at the end of 2018, percent.
    """

    first: float
    years: float
    flow_ratio: float
    errors: tuple[float, ...]
    slope: float
    usa: float
    china: float


def at(economy: Economy, age: float, first: float, years: float) -> Economy:
    """The elasticities of an age under another curve."""
    trade = elasticity_ratio(age, first=first, adjustment_years=years)
    scale = scale_ratio(age, adjustment_years=years)
    return economy.replace(theta_j=trade * economy.theta_j, psi_j=scale * economy.psi_j)


@cache
def mean_theta(name: str) -> float:
    """θ of a set, weighted with United States imports from China."""
    weight = base_trade().sel(importer="USA", exporter="CHN")
    economy = long_run(name)
    theta = dict(zip(economy.sectors, economy.theta_j, strict=True))
    return float(np.average([theta[str(sector)] for sector in weight["sector"].values], weights=weight.values))


def flow_ratio(first: float, years: float) -> float:
    """Of a good with the mean elasticity of the default."""
    one, ten = (
        1 + mean_theta(DEFAULT_SET) * elasticity_ratio(h, first=first, adjustment_years=years) for h in (1.0, 10.0)
    )
    return one / ten


def curves() -> Iterator[Curve]:
    """Every curve, with the default elasticities."""
    balanced = tt.calibrate(with_elasticities(scenario().accounts, DEFAULT_SET))
    steps = [(day, policy_in_force(scenario(), day)) for day in change_dates(scenario()) if day <= MEASURED]
    age = mean_age(lambda _: balanced, steps, MEASURED)
    for first, years in CURVES:
        found = []
        for year in YEARS:
            in_force = year_in_force(year)
            economy = at(long_run(DEFAULT_SET), in_force.age, first, years)
            trade = trade_under(economy, tariff_of(in_force, "published")).sel(sector=observed()["sector"].values)
            change = share_change(observed().sel(year=year), base_trade())
            found.append(misses(change, share_change(trade, trade_of_accounts()), base_trade()))
        whole = together(found)
        income = tt.solve(at(balanced, age, first, years), steps[-1][1]).real_income_change
        usa, china = (income.sel(region=region).item() for region in ("USA", "CHN"))
        errors = (*(part.rmse for part in found), whole.rmse)
        yield Curve(first, years, flow_ratio(first, years), errors, whole.slope, usa, china)


def on_the_day_measured(name: str) -> float:
    """Change of the United States' real income at the end of 2018 with the elasticities of a set and E14, percent."""
    balanced = tt.calibrate(with_elasticities(scenario().accounts, name))
    steps = [(day, policy_in_force(scenario(), day)) for day in change_dates(scenario()) if day <= MEASURED]
    age = mean_age(lambda _: balanced, steps, MEASURED)
    there = at(balanced, age, FIRST_RESPONSE, ADJUSTMENT_YEARS)
    return float(tt.solve(there, steps[-1][1]).real_income_change.sel(region="USA").item())
