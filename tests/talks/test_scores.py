"""Scores of probability forecasts (T36) and the simple rules they are held against."""

import numpy as np
import pytest

from tradetalks.errors import TalksError
from tradetalks.talks.record.scores import always, base_rate, score

CATEGORIES = ("deal", "extend", "escalate")


def refused(message, function, *args, **kwargs):
    with pytest.raises(TalksError) as error:
        function(*args, **kwargs)
    assert str(error.value) == message


def test_scores():
    outcomes = ["extend", "deal"]
    exact = score("seer", [[0, 1, 0], [1, 0, 0]], outcomes, CATEGORIES)
    assert exact.log == 0 and exact.brier == 0
    flat = score("flat", np.full((2, 3), 1 / 3), outcomes, CATEGORIES)
    assert flat.log == pytest.approx(np.log(3)) and flat.brier == pytest.approx(2 / 3)
    np.testing.assert_allclose(base_rate(outcomes, CATEGORIES), [[1 / 3] * 3, [0.25, 0.5, 0.25]])
    extend = score("always extend", always("extend", 2, CATEGORIES), outcomes, CATEGORIES)
    assert extend.log == pytest.approx(-(np.log(0.9) + np.log(0.05)) / 2)
    wrong = score("sure", [[0, 0, 1], [0, 0, 1]], outcomes, CATEGORIES)
    assert wrong.log == pytest.approx(-np.log(1e-6))


def test_bad_scores_and_ranges_are_refused():
    refused(
        "sure: the forecasts do not fit what happened\n"
        "expected 1 forecasts over 3 categories, each summing to 1\n"
        "got      shape (1, 3) with sums from 0.9 to 0.9",
        score,
        "sure",
        [[0.3, 0.3, 0.3]],
        ["deal"],
        CATEGORIES,
    )
    refused(
        "sure: outcome 'lapse' is not a category\nexpected deal, extend, escalate",
        score,
        "sure",
        [[1, 0, 0]],
        ["lapse"],
        CATEGORIES,
    )
    refused("'lapse' is not a category\nexpected deal, extend, escalate", always, "lapse", 2, CATEGORIES)
