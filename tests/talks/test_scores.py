"""Scores of probability forecasts (T36), their standard errors, and a simple rule they are held against."""

import math

import numpy as np
import pytest

from tradetalks.errors import TalksError
from tradetalks.talks.record.scores import always, mean_and_error, score

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
    extend = score("always extend", always("extend", 2, CATEGORIES), outcomes, CATEGORIES)
    assert extend.log == pytest.approx(-(np.log(0.9) + np.log(0.05)) / 2)
    np.testing.assert_allclose(extend.brier_each, [0.1**2 + 2 * 0.05**2, 0.9**2 + 0.95**2 + 0.05**2])
    assert extend.brier == pytest.approx(extend.brier_each.mean())
    wrong = score("sure", [[0, 0, 1], [0, 0, 1]], outcomes, CATEGORIES)
    assert wrong.log == pytest.approx(-np.log(1e-6))


def test_scores_as_tables():
    flat = score("flat", np.full((2, 3), 1 / 3), ["extend", "deal"], CATEGORIES)
    data = flat.to_dataset()
    assert data["log"].attrs["units"] == "nats" and data["brier"].sizes == {"event": 2}


def test_errors_count_a_cluster_once():
    """Copies of one event add nothing: the error is that of the clusters."""
    gap = np.array([0.3, -0.1, 0.5])
    alone = mean_and_error(gap, ["a", "b", "c"])
    assert alone == pytest.approx((gap.mean(), gap.std(ddof=1) / np.sqrt(3)))
    assert mean_and_error(np.repeat(gap, 4), np.repeat(["a", "b", "c"], 4)) == pytest.approx(alone)


def test_one_cluster_has_no_error():
    mean, error = mean_and_error(np.array([1.0, 2.0]), ["a", "a"])
    assert mean == 1.5 and math.isnan(error)


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
