"""The pool of game and record (T52): closed forms, limits, no look-ahead, bands."""

import dataclasses
import datetime

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tradetalks.data.deadlines import OUTCOMES
from tradetalks.data.record import load_deadlines
from tradetalks.errors import TalksError
from tradetalks.talks.record.pool import (
    PricedDeadline,
    learn_weight,
    pool_odds,
    pooled_forecast,
    priced_deadlines,
)
from tradetalks.talks.record.reference_class import learn

SURE = np.array([1.0, 0, 0, 0, 0])
ELSEWHERE = np.array([0, 0, 1.0, 0, 0])


def priced(game=SURE, record=ELSEWHERE, happened="deal", year=2000):
    return PricedDeadline(f"d{year}", datetime.date(year, 1, 1), np.asarray(game), np.asarray(record), happened)


def many(number, **options):
    return [priced(year=2000 + k, **options) for k in range(number)]


def test_without_a_priced_deadline_the_weight_is_the_prior_and_says_so():
    found = learn_weight([])
    assert found.mean == pytest.approx(0.5)
    assert (found.low, found.high) == pytest.approx((0.1, 0.9))
    assert found.summary() == (
        "weight of the game 50% (10% to 90%): no earlier deadline had its stakes priced, so that this is the prior"
    )


@pytest.mark.parametrize(("right", "wrong"), [(1, 0), (3, 1), (0, 5), (8, 8)])
def test_sure_sources_are_conjugate(right, wrong):
    """Each names one outcome: after a hits of the game and b of the record, w is Beta(1 + a, 1 + b)."""
    past = many(right) + many(wrong, happened="extension")
    found = learn_weight(past)
    beta = stats.beta(1 + right, 1 + wrong)
    assert found.mean == pytest.approx(beta.mean(), abs=1e-4)
    assert (found.low, found.high) == pytest.approx((beta.ppf(0.1), beta.ppf(0.9)), abs=2e-3)


def test_another_prior_is_that_prior():
    found = learn_weight(many(2), prior=(2.0, 5.0))
    assert found.mean == pytest.approx(stats.beta(4, 5).mean(), abs=1e-4)
    with pytest.raises(TalksError, match="the prior of the weight"):
        learn_weight([], prior=(0.0, 1.0))


@pytest.mark.parametrize("number", [1, 5, 50])
def test_a_game_that_is_always_right_gains_weight_and_one_that_is_wrong_loses_it(number):
    up, down = learn_weight(many(number)), learn_weight(many(number, happened="extension"))
    assert up.mean > learn_weight(many(number - 1)).mean
    assert up.mean + down.mean == pytest.approx(1.0)
    assert 0 <= down.low < down.mean < down.high <= 1


def test_sources_that_agree_teach_nothing():
    flat = np.full(5, 0.2)
    assert learn_weight(many(9, game=flat, record=flat)).mean == pytest.approx(0.5)


def test_both_wrong_teaches_nothing():
    assert learn_weight(many(3, happened="lapse")).mean == pytest.approx(0.5)


def test_only_strictly_earlier_deadlines_teach():
    day = datetime.date(2003, 1, 1)
    found = learn_weight(many(6), before=day)
    assert found.deadlines == ("d2000", "d2001", "d2002")
    turned = many(3) + [dataclasses.replace(d, happened="extension") for d in many(6)[3:]]
    np.testing.assert_array_equal(learn_weight(turned, before=day).posterior, found.posterior)


def test_order_does_not_matter():
    past = many(2) + many(3, happened="extension")
    np.testing.assert_allclose(learn_weight(past).posterior, learn_weight(past[::-1]).posterior)


def test_pool_is_the_mean_of_its_sources():
    game, record = np.array([0.6, 0, 0.3, 0.1, 0]), np.array([0.2, 0.1, 0.4, 0.2, 0.1])
    np.testing.assert_allclose(pool_odds(game, record, 0.0), record)
    np.testing.assert_allclose(pool_odds(game, record, 1.0), game)
    np.testing.assert_allclose(pool_odds(game, record, 0.25), 0.25 * game + 0.75 * record)


def test_the_band_holds_the_uncertainty_of_both_sources_and_of_the_weight():
    rng = np.random.default_rng(2)
    game, record = np.array([0.6, 0, 0.3, 0.1, 0]), np.array([0.2, 0.1, 0.4, 0.2, 0.1])
    game_draws, record_draws = rng.dirichlet(30 * game + 0.1, 256), rng.dirichlet(60 * record, 400)
    weight = learn_weight(many(2, game=game, record=record))
    found = pooled_forecast(game, record, weight, game_draws=game_draws, record_draws=record_draws)
    assert found.odds.sum() == pytest.approx(1) and found.draws.shape == (400, 5)
    np.testing.assert_allclose(found.draws.sum(axis=1), 1)
    assert (found.low >= 0).all() and (found.high <= 1).all() and (found.low < found.high).all()
    # Independent: a hundred thousand draws of the three.
    w = rng.choice(weight.grid, p=weight.posterior, size=100_000)[:, None]
    twin = w * game_draws[rng.integers(256, size=100_000)] + (1 - w) * record_draws[rng.integers(400, size=100_000)]
    np.testing.assert_allclose([found.low, found.high], np.quantile(twin, [0.1, 0.9], axis=0), atol=0.03)
    assert "weight of the game" in found.summary().splitlines()[-1]


def test_what_are_no_odds_is_refused():
    with pytest.raises(TalksError, match="the game's odds of d2000 are no odds"):
        priced(game=[0.5, 0, 0, 0, 0])
    with pytest.raises(TalksError, match="the record's odds of d2000 must be a probability"):
        priced(record=[np.nan] * 5)
    with pytest.raises(TalksError, match="'war' is no outcome"):
        priced(happened="war")
    with pytest.raises(TalksError, match="the game's odds are no odds"):
        pooled_forecast(SURE, SURE, learn_weight([]), game_draws=np.ones((3, 5)), record_draws=SURE[None])


def test_priced_rows_are_joined_with_the_record_of_their_own_past():
    record = load_deadlines()
    rows = pd.DataFrame(
        [
            ["late", "geneva_truce_20250812", 0.5, 0, 0.4, 0.1, 0],
            ["early", "china_list3_20190302", 0.6, 0, 0.3, 0.1, 0],
        ],
        columns=["scenario", "id", *OUTCOMES],
    )
    found = priced_deadlines(rows, record)
    assert [d.name for d in found] == ["china_list3_20190302", "geneva_truce_20250812"]
    row = record[record["id"] == "china_list3_20190302"]
    past = learn(record[record["deadline"] < "2018-12-01"])
    np.testing.assert_allclose(found[0].record, past.odds(row)[0])
    np.testing.assert_allclose(found[0].game, [0.6, 0, 0.3, 0.1, 0])
    assert found[0].happened == "extension" and found[0].deadline == datetime.date(2019, 3, 2)
    # Odds of the record at a past deadline hang on nothing that came after its announcement.
    turned = record.assign(outcome=record["outcome"].where(record["deadline"] < "2018-12-01", "lapse"))
    np.testing.assert_array_equal(priced_deadlines(rows.iloc[1:], turned)[0].record, found[0].record)
    with pytest.raises(TalksError, match="priced odds of 'nobody'"):
        priced_deadlines(rows.assign(id="nobody"), record)
