"""The record's forecast (T48 to T51): independent twins, nothing learnt from what is left out, intervals."""

import dataclasses
import datetime

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from scipy.special import logsumexp

from tradetalks.data.deadlines import KINDS, OUTCOMES
from tradetalks.data.record import load_deadlines
from tradetalks.errors import TalksError
from tradetalks.talks.record.features import COLUMNS, DeadlineFeatures, feature_matrix
from tradetalks.talks.record.frequencies import pooled_rate
from tradetalks.talks.record.multinomial import PRECISIONS, choose_precision, fit_logit
from tradetalks.talks.record.reference_class import learn, outcome_index
from tradetalks.talks.record.splits import (
    earlier_only,
    forecasts_of_five,
    forecasts_of_three,
    leave_episodes_out,
    tariff_threats,
    three_outcomes,
)

MARCH_2019 = DeadlineFeatures("tariff_rise", datetime.date(2019, 3, 2), "US", datetime.date(2018, 12, 1), 1)


@pytest.fixture(scope="module")
def record():
    return load_deadlines()


@pytest.fixture(scope="module")
def learnt(record):
    return learn(record)


def rates(outcomes: pd.Series) -> pd.Series:
    """Another way to the pooled rate: value_counts and a half each."""
    counts = outcomes.value_counts().reindex(list(OUTCOMES), fill_value=0) + 0.5
    return counts / counts.sum()


def test_rates_against_pandas(record, learnt):
    np.testing.assert_allclose(learnt.pooled, rates(record["outcome"]))
    table = pd.crosstab(record["kind"], record["outcome"]).reindex(
        index=list(KINDS), columns=list(OUTCOMES), fill_value=0
    )
    by_kind = table.add(5 * rates(record["outcome"]), axis="columns")
    np.testing.assert_allclose(learnt.by_kind, by_kind.div(by_kind.sum(axis="columns"), axis="index"))


def penalised(record, precision):
    """The loss of T50, written row by row for scipy."""
    x, happened = feature_matrix(record), outcome_index(record)

    def loss(flat):
        b = flat.reshape(1 + x.shape[1], len(OUTCOMES))
        scores = b[0] + x @ b[1:]
        fit = logsumexp(scores, axis=1) - scores[np.arange(len(x)), happened]
        return fit.sum() + 0.5 * 0.1 * (b[0] ** 2).sum() + 0.5 * precision * (b[1:] ** 2).sum()

    return loss, (1 + x.shape[1]) * len(OUTCOMES)


def test_logit_against_scipy(record):
    loss, size = penalised(record, 4.0)
    twin = optimize.minimize(
        loss, np.zeros(size), method="L-BFGS-B", options={"maxiter": 5000, "maxfun": 10**6, "ftol": 1e-14}
    )
    found = fit_logit(feature_matrix(record), outcome_index(record), len(OUTCOMES), 4.0)
    assert loss(found.coefficients.ravel()) <= twin.fun + 1e-9
    np.testing.assert_allclose(found.coefficients.ravel(), twin.x, atol=2e-3)


def test_evidence_is_that_of_quadrature():
    """Two outcomes, one feature that is always 0: the marginal likelihood of the two intercepts by brute force."""
    happened = np.array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    found = fit_logit(np.zeros((10, 1)), happened, 2, 1.0)
    a = np.linspace(-20, 20, 801)
    one, two = np.meshgrid(a, a)
    log = stats.norm.logpdf(one, scale=np.sqrt(10)) + stats.norm.logpdf(two, scale=np.sqrt(10))
    log = log + 7 * one + 3 * two - 10 * np.logaddexp(one, two)
    exact = logsumexp(log) + 2 * np.log(a[1] - a[0])
    # Laplace's approximation leaves out the skewness of ten rows.
    assert found.evidence == pytest.approx(exact, abs=0.1)


def test_precision_is_the_most_likely_of_those_tried(record):
    x, happened = feature_matrix(record), outcome_index(record)
    each = [fit_logit(x, happened, len(OUTCOMES), lam).evidence for lam in PRECISIONS]
    assert choose_precision(x, happened, len(OUTCOMES)).precision == PRECISIONS[int(np.argmax(each))]


def test_the_forecast_is_the_average_of_rate_and_logit(record, learnt):
    odds = learnt.odds(record)
    kind = [KINDS.index(name) for name in record["kind"]]
    np.testing.assert_allclose(odds, 0.5 * learnt.by_kind[kind] + 0.5 * learnt.logit.odds(feature_matrix(record)))
    np.testing.assert_allclose(odds.sum(axis=1), 1)
    assert odds.min() > 0


# The values that were computed for the record before this code was written.
def test_reference_scores(record):
    def log(p, happened, names):
        return -np.mean(np.log(p[np.arange(len(p)), [names.index(name) for name in happened]]))

    out, past = leave_episodes_out(record), earlier_only(record, record)
    five = forecasts_of_five(out)
    assert log(five["pooled"], record["outcome"], OUTCOMES) == pytest.approx(1.453, abs=5e-4)
    assert log(five["by_kind"], record["outcome"], OUTCOMES) == pytest.approx(1.306, abs=5e-4)
    assert log(five["reported"], record["outcome"], OUTCOMES) <= 1.453 - 0.10
    late = past.allowed.sum(axis=1) >= 20
    five_past = forecasts_of_five(past)
    assert log(five_past["pooled"][late], record["outcome"][late], OUTCOMES) == pytest.approx(1.510, abs=5e-4)
    assert log(five_past["by_kind"][late], record["outcome"][late], OUTCOMES) == pytest.approx(1.424, abs=5e-4)
    marked = tariff_threats(record)
    three = forecasts_of_three(out.only(marked, marked), {name: p[marked] for name, p in five.items()})
    happened = record["outcome"][marked].replace("partial_deal", "deal")
    names = ("deal", "extension", "escalation")
    assert log(three["pooled"], happened, names) == pytest.approx(1.105, abs=5e-4)
    assert log(three["by_kind"], happened, names) == pytest.approx(1.076, abs=5e-4)
    assert log(three["reported"], happened, names) <= log(three["pooled"], happened, names)


@pytest.mark.parametrize("name", ["china_list3_20190302", "steel232_eu_20180601", "geneva_truce_20251110"])
def test_an_episode_left_out_teaches_nothing(record, name):
    """Whatever happened in the episode, and however often, its own forecasts are the same."""
    row = int(np.flatnonzero(record["id"] == name)[0])
    episode = record["episode"] == record["episode"].iloc[row]
    turned = record.assign(outcome=record["outcome"].where(~episode, "lapse"))
    before, after = (forecasts_of_five(leave_episodes_out(table)) for table in (record, turned))
    for key in ("reported", "by_kind", "pooled"):
        np.testing.assert_array_equal(before[key][episode], after[key][episode])
        assert np.abs(before[key][~episode] - after[key][~episode]).max() > 1e-4


@pytest.mark.parametrize("day", ["1999-03-03", "2018-06-01", "2019-03-02", "2025-08-01"])
def test_what_came_later_changes_no_forecast(record, day):
    """Outcomes of the day itself and after turned round, then those rows dropped: every forecast up to the day stays."""
    upto = (record["deadline"] <= day).to_numpy()
    turned = record.assign(outcome=record["outcome"].where(record["deadline"] < day, "escalation"))
    base = forecasts_of_five(earlier_only(record, record))
    other = forecasts_of_five(earlier_only(turned, turned))
    fewer = record[upto]
    short = forecasts_of_five(earlier_only(fewer, fewer))
    for key in ("reported", "by_kind", "pooled"):
        np.testing.assert_array_equal(base[key][upto], other[key][upto])
        np.testing.assert_allclose(base[key][upto], short[key], rtol=1e-9)


def test_learning_before_a_day_is_learning_from_the_rows_before_it(record):
    day = datetime.date(2019, 3, 2)
    some = learn(record[record["deadline"] < pd.Timestamp(day)]).forecast(MARCH_2019, draws=20)
    assert some.rows == (record["deadline"] < "2019-03-02").sum()
    turned = record.assign(outcome=record["outcome"].where(record["deadline"] < pd.Timestamp(day), "lapse"))
    for table in (record, turned):
        found = learn(table, before=day).forecast(MARCH_2019, draws=20)
        np.testing.assert_array_equal(found.odds, some.odds)
        np.testing.assert_array_equal(found.draws, some.draws)


@pytest.mark.parametrize("column", ["leaders_level", "trade_covered_bn", "outcome_date", "outcome", "note", "side_b"])
def test_what_a_forecast_may_not_look_at(record, learnt, column):
    """The odds of a deadline are the same whatever stands in columns that know the outcome or are of many kinds."""
    scrambled = record.assign(**{column: record[column].iloc[::-1].to_numpy()})
    np.testing.assert_array_equal(learnt.odds(scrambled), learnt.odds(record))
    if column != "outcome":
        np.testing.assert_array_equal(learn(scrambled).odds(record), learnt.odds(record))


def test_features_by_hand():
    row = dict(zip(COLUMNS, feature_matrix(MARCH_2019.as_table())[0], strict=True))
    assert row["earlier_extensions"] == pytest.approx(np.log(2))
    assert row["notice"] == pytest.approx(np.log(92 / 61))
    assert (row["notice_unknown"], row["since_2018"], row["united_states"], row["congress"]) == (0, 1, 1, 0)
    assert [name for name in KINDS if row[f"kind_{name}"]] == ["tariff_rise"]


@pytest.mark.parametrize(
    ("threatener", "states", "congress"),
    [
        ("US", 1, 0),
        ("United States", 1, 0),
        ("US, Mexico and Canada", 1, 0),
        ("EU and US", 1, 0),
        ("US Congress", 0, 1),
        ("EU", 0, 0),
        ("Australia", 0, 0),
    ],
)
def test_who_threatens(threatener, states, congress):
    found = feature_matrix(dataclasses.replace(MARCH_2019, threatener=threatener).as_table())[0]
    assert tuple(found[4:6]) == (states, congress)


def test_unknown_notice_is_a_usual_one_with_a_mark():
    found = feature_matrix(dataclasses.replace(MARCH_2019, announced=None).as_table())[0]
    assert tuple(found[1:3]) == (0, 1)


def test_impossible_deadlines_are_refused():
    for change, said in (
        ({"kind": "tarif_rise"}, "'tarif_rise' is no kind of deadline\ndid you mean tariff_rise?"),
        (
            {"announced": datetime.date(2020, 1, 1)},
            "a deadline before its announcement\ngot      announced 2020-01-01, due 2019-03-02",
        ),
        ({"earlier_extensions": -1}, "earlier extensions below 0\nexpected a count\ngot      -1"),
    ):
        with pytest.raises(TalksError) as error:
            dataclasses.replace(MARCH_2019, **change)
        assert str(error.value) == said


def test_an_interval_lies_around_its_odds(record, learnt):
    for _, row in record.iloc[::25].iterrows():
        announced = None if pd.isna(row["announced"]) else row["announced"].date()
        deadline = DeadlineFeatures(
            row["kind"], row["deadline"].date(), row["side_a"], announced, row["earlier_extensions"]
        )
        found = learnt.forecast(deadline, draws=200)
        np.testing.assert_allclose(found.odds, learnt.odds(record[record["id"] == row["id"]])[0])
        assert (found.low >= 0).all() and (found.high <= 1).all()
        assert (found.low <= found.odds).all() and (found.odds <= found.high).all()
        np.testing.assert_allclose(found.draws.sum(axis=1), 1)
        assert found.rows == 150 and found.of_kind == (record["kind"] == row["kind"]).sum()
        assert 5 < found.effective_number < 150


def test_draws_of_a_rate_are_those_of_its_dirichlet_posterior(record):
    """Each row an episode of its own, one kind: quantiles of Dirichlet(counts + half), whose marginals are Beta."""
    table = record.head(40).assign(episode=[f"e{k}" for k in range(40)], kind="other")
    learnt = learn(table)
    counts = table["outcome"].value_counts().reindex(list(OUTCOMES), fill_value=0).to_numpy() + 0.5
    rng = np.random.default_rng(1)
    drawn = [
        pooled_rate(learnt.happened, rng.exponential(size=40), len(OUTCOMES), rng.gamma(0.5, size=len(OUTCOMES)))
        for _ in range(20_000)
    ]
    for k in range(len(OUTCOMES)):
        beta = stats.beta(counts[k], counts.sum() - counts[k])
        np.testing.assert_allclose(
            np.quantile([p[k] for p in drawn], [0.1, 0.5, 0.9]), beta.ppf([0.1, 0.5, 0.9]), atol=0.006
        )


def test_more_episodes_make_surer(record):
    """The record four times over, as episodes of their own: about a half of the width."""
    copies = pd.concat([record.assign(episode=record["episode"] + str(k)) for k in range(4)], ignore_index=True)
    once, often = (learn(table).forecast(MARCH_2019) for table in (record, copies))
    ratio = (often.high - often.low).sum() / (once.high - once.low).sum()
    assert 0.4 < ratio < 0.75
    # As copies within the same episodes they add nothing but the weight of the prior.
    same = learn(pd.concat([record] * 4, ignore_index=True)).forecast(MARCH_2019)
    assert (same.high - same.low).sum() > 1.4 * (often.high - often.low).sum()


def test_from_nothing_everything_is_as_likely(record):
    found = learn(record, before=datetime.date(1980, 1, 1)).forecast(MARCH_2019)
    np.testing.assert_allclose(found.odds, 0.2)
    assert found.rows == 0 and found.high.min() > 0.35


def test_words(learnt):
    assert learnt.forecast(MARCH_2019).summary().splitlines()[-1].startswith("from 150 deadlines, 46 of this kind")


def test_three_of_five():
    np.testing.assert_allclose(three_outcomes(np.array([[0.2, 0.1, 0.3, 0.15, 0.25]])), [[0.4, 0.4, 0.2]])


def test_every_deadline_is_held_against_the_same_weighings_of_the_record():
    """Learnt anew or not, another deadline first or not: the draws are the same, and fewer are the first of them."""
    table = load_deadlines()
    one, two = (DeadlineFeatures("tariff_rise", datetime.date(2019, 3, day), "USA") for day in (2, 20))
    known = learn(table)
    known.forecast(one)
    np.testing.assert_array_equal(known.forecast(two).draws, learn(table).forecast(two).draws)
    np.testing.assert_array_equal(known.forecast(two, draws=5).draws, known.forecast(two).draws[:5])
