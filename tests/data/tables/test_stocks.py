"""Changes of stocks taken out, and years that were extrapolated."""

import dataclasses

import numpy as np
import pytest

from tradetalks.data.tables import extrapolated, random_table, without_stocks
from tradetalks.errors import AccountsError


def test_one_country_and_one_industry_by_hand():
    """Output 100 = 40 used by itself + 50 + 10 put on stock; without the 10 it is 50 / (1 − 0.4) = 83 1/3."""
    table = random_table(1, 1, 0, final_uses={"HFCE": 0.8, "INVNT": 0.2})
    one = dataclasses.replace(
        table,
        use_iknj=np.full((1, 1, 1, 1), 40.0),
        final_iknc=np.array([50.0, 10.0]).reshape(1, 1, 1, 2),
        taxes_nj=np.full((1, 1), 5.0),
        value_added_nj=np.full((1, 1), 55.0),
        output_nj=np.full((1, 1), 100.0),
    )
    found = without_stocks(one)
    assert found.output_nj.item() == pytest.approx(250 / 3)
    assert found.use_iknj.item() == pytest.approx(0.4 * 250 / 3)
    assert found.value_added_nj.item() == pytest.approx(0.55 * 250 / 3)
    assert found.moved[["rule", "moved_busd"]].values.tolist() == [["stocks_removed", pytest.approx(-50 / 3)]]


@pytest.mark.parametrize("seed", range(3))
def test_identities_hold_without_stocks(seed):
    table = without_stocks(random_table(4, 3, seed))
    assert "INVNT" not in table.categories
    assert table.gaps()[["row_gap_share", "column_gap_share"]].abs().to_numpy().max() < 1e-12


def test_a_table_without_stocks_is_told():
    with pytest.raises(AccountsError, match="the table has no changes of stocks of its own"):
        without_stocks(random_table(2, 2, 0, final_uses={"HFCE": 1.0}, stocks=""))


def test_growth_by_one_factor_is_found():
    table = random_table(["USA", "CHN", "ROW"], 6, 0)
    growth = np.random.default_rng(0).uniform(0.9, 1.2, (3, 6))
    growth[1] = 1.214
    later = dataclasses.replace(table, output_nj=table.output_nj * growth)
    assert extrapolated(table, later).values.tolist() == [["CHN", pytest.approx(1.214), 6]]
