"""The rates of the United States of 2025 and 2026 on the world of 15 regions: solved at every date, numbers with reasons."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data.paths import FILES

ADDITIONS = pd.read_csv(FILES / "tariffs" / "additions_by_sector.csv.gz").query("importer == 'USA'")
DATES = sorted(set(ADDITIONS["date"]))


def added(economy, date):
    """The baseline's tariffs with what all laws added on a date."""
    tariff = economy.tariff.copy()
    rows = ADDITIONS[ADDITIONS["date"] == date].groupby(["exporter", "sector"])["rate"].sum()
    for (exporter, sector), rate in rows.items():
        tariff.loc[{"importer": "USA", "exporter": exporter, "sector": sector}] += rate
    return tariff


@pytest.mark.parametrize("name", ["LL2023_psi_half", "LL2023_psi_zero", "CP2015_99_simulation", "BLP2023_long"])
def test_every_date_is_solved(name):
    """Announced rates included, from the baseline at once, in steps that a person can count."""
    economy = tt.calibrate(tt.load_world("world2022", elasticities=name))
    assert len(DATES) == 18
    for date in DATES:
        solved = tt.solve(economy, tt.Policy(tariff=added(economy, date)))
        assert solved.evaluations <= 20, date
        assert solved.residual <= 1e-10 and abs(solved.walras) <= 1e-8, date


def test_november_2025_without_scale_economies():
    """Who gains nothing and who loses most: shares of exports to the United States, times what is new.

    Real income, percent. World prices move by too little to make good what buyers pay: the United States lose a little; Mexico
    and Viet Nam sell most of their exports there. With half of the scale elasticities industries move to the United States.
    """
    low, middle = (
        tt.calibrate(tt.load_world("world2022", elasticities=name)) for name in ("LL2023_psi_zero", "LL2023_psi_half")
    )
    found = tt.solve(low, tt.Policy(tariff=added(low, "2025-11-14")))
    change = found.real_income_change.to_series()
    expected = {"USA": -0.08, "CHN": -0.10, "MEX": -0.32, "CAN": -0.16, "VNM": -0.57}
    np.testing.assert_allclose([change[k] for k in expected], list(expected.values()), atol=0.015)
    assert change.idxmin() == "VNM"
    usa = {"region": "USA"}
    assert float(found.consumer_price_change.sel(usa)) == pytest.approx(1.8, abs=0.1)
    assert float(found.tariff_revenue_change.sel(usa)) == pytest.approx(150, abs=5)
    with_scale = tt.solve(middle, tt.Policy(tariff=added(middle, "2025-11-14"))).real_income_change.to_series()
    assert (
        with_scale["USA"] > change["USA"] and (with_scale[["CHN", "MEX", "VNM"]] < change[["CHN", "MEX", "VNM"]]).all()
    )


def test_the_inverse_of_the_world_with_its_imbalances_serves_the_balanced_one():
    """An inverse is as much work as many solves; blocks per country are approximate as they are."""
    shared = tt.calibrate(tt.load_world("world2022"))
    own = shared.replace()
    assert shared.shared_preconditioner is not None and own.shared_preconditioner is None
    policy = tt.raise_tariffs(shared, by="USA", on="CHN", rate=0.25)
    with_shared, with_own = tt.solve(shared, policy), tt.solve(own, policy)
    np.testing.assert_allclose(with_shared.real_income_change, with_own.real_income_change, atol=1e-7)
    assert abs(with_shared.evaluations - with_own.evaluations) <= 2
