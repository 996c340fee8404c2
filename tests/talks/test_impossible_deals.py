"""Deals under which the economy has no equilibrium: points that no search takes."""

import numpy as np

from tests.talks.small import agenda, status_quo
from tradetalks.talks.pricing import price_deal


def test_a_payment_of_more_than_a_country_earns_is_worth_the_loss_of_everything():
    talks = agenda()
    paying = np.array([0.0, 0.0, 0.0, 1.0, 0.0])
    income = status_quo().economy.income_n[:2]
    u, slopes, _ = price_deal(paying, talks.model, talks._worth)
    assert np.all(np.abs(u) < 0.3 * income) and np.any(np.asarray(slopes) != 0)
    ruin = paying * 2 * income[1] / 0.2
    u, slopes, hats = price_deal(ruin, talks.model, talks._worth)
    np.testing.assert_array_equal(u, -np.asarray(talks._worth.income))
    assert np.all(np.asarray(slopes) == 0) and np.isnan(hats).all()
