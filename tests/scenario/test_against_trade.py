"""Predicted beside observed changes of trade: shares, misses, and the year as a whole against its days."""

import dataclasses
import itertools

import numpy as np
import pytest
import xarray as xr

from tradetalks.data.history import load_observed_trade
from tradetalks.scenario.against_trade import (
    BASE_YEARS,
    TAXED_FLOWS,
    Misses,
    misses,
    share_change,
    together,
    total_share_change,
    trade_before,
    trade_under,
)
from tradetalks.scenario.calendar_year import calendar_year
from tradetalks.scenario.economies import economy_by_age
from tradetalks.scenario.policy_path import change_dates, tariffs_in_force
from tradetalks.scenario.read import read_scenario


@pytest.fixture(scope="module")
def war():
    found = read_scenario("us-china-trade-war")
    return dataclasses.replace(found, model=dataclasses.replace(found.model, deficits="fixed"))


@pytest.fixture(scope="module")
def economy_at(war):
    return economy_by_age(war)


def trade_like(values):
    regions, sectors = ["USA", "CHN", "EU"], ["A", "B"]
    return xr.DataArray(
        values,
        {"importer": regions, "exporter": regions, "sector": sectors},
        ("importer", "exporter", "sector"),
    )


@pytest.fixture
def two_years():
    random = np.random.default_rng(0)
    own = np.eye(3, dtype=bool)[:, :, None]
    before, after = (np.where(own, np.nan, random.uniform(1, 9, (3, 3, 2))) for _ in range(2))
    return trade_like(before), trade_like(after)


def test_a_change_of_demand_drops_out(two_years):
    before, after = two_years
    demand = xr.DataArray([[2.0, 0.5], [3.0, 1.5], [0.1, 7.0]], {"importer": before["importer"], "sector": before["sector"]},
                          ("importer", "sector"))  # fmt: skip
    xr.testing.assert_allclose(share_change(after * demand, before), share_change(after, before))


def test_a_share_by_hand(two_years):
    before, after = two_years
    found = share_change(after, before).sel(importer="USA", exporter="CHN", sector="A").item()
    new, old = (
        table.sel(importer="USA", exporter="CHN", sector="A") / table.sel(importer="USA", sector="A").sum()
        for table in (after, before)
    )
    assert found == pytest.approx(100 * np.log(float(new / old)))
    assert np.isnan(share_change(after, before).sel(importer="USA", exporter="USA")).all()


def test_all_sectors_together_are_one_sector(two_years):
    before, after = (table.isel(sector=[0]) for table in two_years)
    xr.testing.assert_allclose(total_share_change(after, before), share_change(after, before).isel(sector=0, drop=True))


def test_misses_of_a_prediction_that_is_twice_too_large():
    observed = np.array([[-10.0, -20.0], [-5.0, -30.0]])
    found = Misses(observed, 2 * observed, np.ones((2, 2)))
    assert found.slope == pytest.approx(0.5)
    assert found.correlation == pytest.approx(1.0)
    assert found.rmse == pytest.approx(found.rmse_of_no_change) == pytest.approx(np.sqrt((observed**2).mean()))


def test_misses_are_weighted():
    found = Misses(np.array([[0.0, 0.0]]), np.array([[3.0, 5.0]]), np.array([[1.0, 3.0]]))
    assert found.rmse == pytest.approx(np.sqrt((9 + 3 * 25) / 4))


def test_drawing_every_sector_once_is_the_sample_and_years_add_up():
    random = np.random.default_rng(1)
    years = [Misses(*random.uniform(1, 2, (3, 2, 17))) for _ in range(3)]
    whole = together(years)
    assert whole.rmse_of(np.arange(17)[None])[0] == pytest.approx(whole.rmse)
    weights = [year.weight.sum() for year in years]
    assert whole.rmse**2 == pytest.approx(np.average([year.rmse**2 for year in years], weights=weights))
    # One sector drawn seventeen times is that sector alone.
    alone = whole.rmse_of(np.full((1, 17), 4))[0]
    one = Misses(whole.observed[:, 4:5], whole.predicted[:, 4:5], whole.weight[:, 4:5])
    assert alone == pytest.approx(one.rmse)


def test_tariffs_of_before_change_nothing(war, economy_at):
    economy = economy_at(1.0)
    same = trade_under(economy, war.accounts["tariff"])
    change = share_change(same, trade_before(economy)).values
    # Nan on the diagonal.
    np.testing.assert_allclose(change[np.isfinite(change)], 0, atol=1e-6)


def test_the_average_year_is_close_to_its_days(war, economy_at):
    """2019 stretch by stretch, each at its own tariffs, against their average: flows differ by less than one percent."""
    year = calendar_year(war, 2019)
    economy = economy_at(year.age)
    once = trade_under(economy, year.tariff)
    first, after = np.datetime64("2019-01-01"), np.datetime64("2020-01-01")
    inside = [np.datetime64(day) for day in change_dates(war) if first < np.datetime64(day) < after]
    edges = [first, *inside, after]
    total = 0 * once
    for start, end in itertools.pairwise(edges):
        part = trade_under(economy, tariffs_in_force(war, start.astype(object)))
        total = total + part * ((end - start) / (after - first))
    for importer, exporter in TAXED_FLOWS:
        there = {"importer": importer, "exporter": exporter}
        assert float(total.sel(there).sum() / once.sel(there).sum()) == pytest.approx(1, abs=0.01)


def test_the_cells_that_are_compared(war, economy_at):
    observed = load_observed_trade()
    base = observed.sel(year=list(BASE_YEARS)).mean("year")
    year = calendar_year(war, 2019)
    economy = economy_at(year.age)
    predicted = share_change(trade_under(economy, year.tariff), trade_before(economy))
    found = misses(share_change(observed.sel(year=2019), base), predicted.sel(sector=base["sector"].values), base)
    assert found.observed.shape == found.predicted.shape == found.weight.shape == (2, 17)
    assert np.isfinite(found.observed).all() and np.isfinite(found.predicted).all()
    # Both sides taxed each other in every sector, and every taxed share is predicted to fall.
    assert (found.predicted < 0).all()
    assert found.weight[0].sum() == pytest.approx(float(base.sel(importer="USA", exporter="CHN").sum()))
