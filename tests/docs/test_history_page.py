"""What the page on history measures with: closed forms of its fits, and tariffs at the published averages."""

import datetime
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from docs.history_checks import compared, share_of_sales
from docs.history_elasticity import fitted, price_rise, relative_change, shown_by_set
from docs.history_trade import (
    average_rise,
    base_trade,
    misses_together,
    observed,
    published_factors,
    scenario,
    tariff_of,
    year_in_force,
)

from tradetalks.data.elasticities import DEFAULT_SET
from tradetalks.data.record import load_average_tariffs
from tradetalks.economy.horizon import elasticity_ratio
from tradetalks.scenario.against_trade import TAXED_FLOWS
from tradetalks.scenario.calendar_year import CalendarYear
from tradetalks.scenario.policy_path import tariffs_in_force


def test_an_elasticity_is_found_where_every_sector_has_it():
    price, weight = np.linspace(0.05, 0.25, 17), np.linspace(1, 9, 17)
    found = fitted(-2.5 * price, price, weight)
    assert (found.value, found.low, found.high) == pytest.approx((2.5, 2.5, 2.5))


def test_relative_imports_leave_out_what_all_suppliers_share():
    base = base_trade()
    assert relative_change(3 * base, base, TAXED_FLOWS[0]) == pytest.approx(0)
    # One supplier doubled alone.
    more = base.copy(deep=True)
    more.loc[{"importer": "USA", "exporter": "CHN"}] *= 2
    assert relative_change(more, base, TAXED_FLOWS[0]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("day", [datetime.date(2018, 9, 24), datetime.date(2019, 9, 1), datetime.date(2020, 2, 14)])
def test_scaled_acts_have_the_published_averages(day):
    year = CalendarYear(2019, tariffs_in_force(scenario(), day), 0.0)
    table = load_average_tariffs().set_index("date")
    for flow, column in zip(TAXED_FLOWS, ("us_on_china", "china_on_us"), strict=True):
        recorded = (table.loc[str(day), column] - table[column].iloc[0]) / 100
        assert average_rise(tariff_of(year, "published"), flow) == pytest.approx(recorded, abs=1e-6)
        assert average_rise(tariff_of(year, "shipped"), flow) == pytest.approx(
            recorded / published_factors()[flow], abs=1e-6
        )


def test_a_uniform_set_shows_its_own_elasticity():
    """With θ of 4 in every good, ε is 1 + θ(h) but for wages: a few percent less."""
    year = year_in_force(2022)
    found = shown_by_set("uniform4", 2022, TAXED_FLOWS[0], "published")
    assert found == pytest.approx(1 + 4 * elasticity_ratio(year.age), rel=0.06)
    assert (price_rise(2022, "published", TAXED_FLOWS[0]) > 0).all()


def test_comparing_as_above_is_the_table_above():
    found = compared("as above", base_trade())
    assert found.default == pytest.approx(misses_together(DEFAULT_SET, "published").rmse)
    assert found.best == pytest.approx(misses_together(found.names[0], "published").rmse)


def test_shares_of_sales_leave_out_supply():
    base = observed().sel(year=2017)
    supply = base.sum("importer") * 0 + 1.7
    change = share_of_sales(base * supply, base).values
    np.testing.assert_allclose(change[np.isfinite(change)], 0, atol=1e-9)
