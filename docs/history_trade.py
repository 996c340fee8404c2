"""Trade of 2018, 2019 and 2022 as each named set of elasticities predicts it, beside what happened: numbers and tables.

`docs/build_history.py` puts them on a page."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from functools import cache

import numpy as np
import xarray as xr

import tradetalks as tt
from tradetalks.data.elasticities import DEFAULT_SET, elasticity_sets, with_elasticities
from tradetalks.data.history import load_observed_trade
from tradetalks.data.record import load_average_tariffs
from tradetalks.economy.calibrate import at_horizon
from tradetalks.economy.economy import Economy
from tradetalks.scenario import read_scenario
from tradetalks.scenario.against_trade import (
    BASE_YEARS,
    COMPARED_YEARS,
    TAXED_FLOWS,
    Misses,
    misses,
    share_change,
    together,
    trade_before,
    trade_under,
)
from tradetalks.scenario.calendar_year import CalendarYear, calendar_year
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import tariffs_in_force

# The scenario whose dated acts are compared with what happened.
SCENARIO = "us-china-trade-war"
YEARS = COMPARED_YEARS
# The day on which every sector stands at its full increase: the shares of the acts are counted from it.
FULL_INCREASE = datetime.date(2019, 9, 1)
# Sectors drawn anew, with replacement: enough for intervals of 90 percent to their last digit.
DRAWS = 2000
NAMES = {"BRA": "Brazil", "CHN": "China", "EU": "European Union", "IND": "India", "JPN": "Japan", "ROW": "all others",
         "USA": "United States"}  # fmt: skip
FLOW_NAMES = {("USA", "CHN"): "United States from China", ("CHN", "USA"): "China from the United States"}


@cache
def scenario() -> Scenario:
    """The shipped acts of 2018 to 2020."""
    return read_scenario(SCENARIO)


def scenario_with(name: str, which: str = SCENARIO) -> Scenario:
    """A shipped scenario with a named set of elasticities."""
    return read_scenario(which, {"model.elasticities": name})


@cache
def observed() -> xr.DataArray:
    """Trade by year in the sectors and regions of the model."""
    return load_observed_trade()


@cache
def base_trade() -> xr.DataArray:
    """Trade before the first act."""
    return observed().sel(year=list(BASE_YEARS)).mean("year")


@cache
def year_in_force(year: int) -> CalendarYear:
    """Average tariffs of a year and their age."""
    return calendar_year(scenario(), year)


def average_rise(tariff: xr.DataArray, flow: tuple[str, str]) -> float:
    """By how much ``tariff`` (importer, exporter, sector) is above that of before on a flow: a fraction, weighted by trade."""
    accounts, (importer, exporter) = scenario().accounts, flow
    rise = (tariff - accounts["tariff"]).sel(importer=importer, exporter=exporter)
    weight = accounts["flows"].sel(importer=importer, exporter=exporter) * accounts["tradable"]
    return float((rise * weight).sum() / weight.sum())


@cache
def published_factors() -> Mapping[tuple[str, str], float]:
    """By what the shipped increases are multiplied to have the published averages, by importer and exporter."""
    table = load_average_tariffs().set_index("date")[["us_on_china", "china_on_us"]] / 100
    rise = table.loc[str(FULL_INCREASE)] - table.iloc[0]
    shipped = tariffs_in_force(scenario(), FULL_INCREASE)
    return {flow: published / average_rise(shipped, flow) for flow, published in zip(TAXED_FLOWS, rise, strict=True)}


def tariff_of(year: CalendarYear, level: str) -> xr.DataArray:
    """Average tariffs of a year: ``shipped`` as the acts have them, ``published`` scaled to the published averages."""
    if level == "shipped":
        return year.tariff
    before = scenario().accounts["tariff"]
    scaled = year.tariff.copy(deep=True)
    for (importer, exporter), factor in published_factors().items():
        there = {"importer": importer, "exporter": exporter}
        scaled.loc[there] = before.loc[there] + factor * (year.tariff - before).loc[there]
    return scaled


@cache
def long_run(name: str) -> Economy:
    """The economy of a named set with imbalances as they are: its trade before the acts is the accounts' own."""
    return tt.calibrate(with_elasticities(scenario().accounts, name), deficits="fixed")


@cache
def at_age(name: str, years: float) -> Economy:
    """The same at an age of the tariffs (E14)."""
    return at_horizon(long_run(name), years, balanced=False)


@cache
def predicted_trade(name: str, year: int, level: str) -> xr.DataArray:
    """Trade of a year under a named set, at the average age of its tariffs."""
    in_force = year_in_force(year)
    trade = trade_under(at_age(name, in_force.age), tariff_of(in_force, level))
    return trade.sel(sector=observed()["sector"].values)


@cache
def trade_of_accounts() -> xr.DataArray:
    """Trade before the acts in the model."""
    return trade_before(long_run(DEFAULT_SET)).sel(sector=observed()["sector"].values)


@cache
def misses_of(name: str, year: int, level: str) -> Misses:
    """How far a named set is off in the cells that tariffs hit, in a year."""
    there = share_change(predicted_trade(name, year, level), trade_of_accounts())
    return misses(share_change(observed().sel(year=year), base_trade()), there, base_trade())


@cache
def misses_together(name: str, level: str) -> Misses:
    """The same over all the years."""
    return together([misses_of(name, year, level) for year in YEARS])


@cache
def misses_elsewhere(name: str) -> Misses:
    """How far a named set is off for the suppliers that were not taxed, over all the years."""
    base = base_trade()
    suppliers = [str(label) for label in base["exporter"].values]
    others = [(n, i) for n, taxed in TAXED_FLOWS for i in suppliers if i not in (n, taxed)]
    found = []
    for year in YEARS:
        there = share_change(predicted_trade(name, year, "published"), trade_of_accounts())
        found.append(misses(share_change(observed().sel(year=year), base), there, base, others))
    return together(found)


@cache
def sector_draws() -> np.ndarray:
    """(draws, sectors) of sectors with replacement; the same for every set, so that sets are compared draw by draw."""
    sectors = observed().sizes["sector"]
    # Any seed; a fixed one makes the page the same every time.
    return np.random.default_rng(2018).integers(0, sectors, (DRAWS, sectors))


@dataclasses.dataclass(frozen=True)
class Ranking:
    """Every set, best first, at one level of tariffs."""

    level: str
    names: tuple[str, ...]
    drawn: np.ndarray

    @property
    def best_share(self) -> np.ndarray:
        """(sets,) in which share of the draws each is best."""
        return np.bincount(self.drawn.argmin(axis=0), minlength=len(self.names)) / self.drawn.shape[1]

    def against_default(self, name: str) -> np.ndarray:
        """5 and 95 percent of its error less that of the default, log points."""
        gap = self.drawn[self.names.index(name)] - self.drawn[self.names.index(DEFAULT_SET)]
        return np.percentile(gap, [5, 95])


@cache
def ranking(level: str) -> Ranking:
    """All sets by their error over all the years."""
    names = sorted(elasticity_sets().index, key=lambda name: misses_together(name, level).rmse)
    drawn = np.array([misses_together(name, level).rmse_of(sector_draws()) for name in names])
    return Ranking(level, tuple(names), drawn)
