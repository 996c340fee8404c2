"""The backtest: coding rules, no look-ahead, scores by hand, the shipped scenarios, the command."""

import dataclasses
import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tradetalks.cli.main import main
from tradetalks.data.record import load_deadlines
from tradetalks.errors import TalksError
from tradetalks.scenario import against_record
from tradetalks.scenario.against_record import SHIPPED, outcome_of, score_scenarios
from tradetalks.scenario.read import read_scenario
from tradetalks.talks.record.backtest import (
    BURN_IN,
    OUTCOMES,
    code_date,
    code_outcome,
    coded,
    forecasts,
    mean_and_error,
    odds_grid,
    run_backtest,
    seen,
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("truce/extend 1 Dec 18", "extend"),
        ("truce 30 Oct", "extend"),
        ("escalate (4A), part moved to 15 Dec on 13 Aug", "escalate"),
        ("deal in principle 11 Oct", "deal"),
        ("extend (1 yr) 30 Oct/4 Nov", "extend"),
    ],
)
def test_coding(text, outcome):
    assert code_outcome(text) == outcome


def test_what_cannot_be_coded():
    with pytest.raises(TalksError) as error:
        code_outcome("nothing")
    assert str(error.value) == (
        "the outcome 'nothing' cannot be coded\nexpected one of escalate, deal, extend or truce in it"
    )
    with pytest.raises(TalksError) as error:
        code_date("soon")
    assert str(error.value) == "the deadline 'soon' cannot be read\nexpected a day such as 2 Mar 19"


def test_the_record_is_coded_in_order():
    table = coded(load_deadlines())
    assert table["date"].is_monotonic_increasing
    assert table["happened"].value_counts().to_dict() == {"extend": 10, "escalate": 6, "deal": 4}


def by_threat(found) -> pd.DataFrame:
    """Odds and base rate of every scored deadline, by its number in the record."""
    table = pd.DataFrame(found.odds, columns=OUTCOMES, index=found.events["number"])
    return table.assign(**{s.name: s.log_each for s in found.scores}).sort_index()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_deadlines_of_one_date_changes_nothing(seed):
    """Five deadlines fall on 1 August 2025; none of them may learn from another."""
    record = load_deadlines()
    shuffled = record.sample(frac=1, random_state=seed)
    assert coded(shuffled)["number"].tolist() != coded(record)["number"].tolist()
    pd.testing.assert_frame_equal(by_threat(run_backtest(shuffled)), by_threat(run_backtest(record)), rtol=1e-12)


def test_deadlines_of_one_date_get_the_same_odds():
    found = run_backtest(load_deadlines())
    same = found.odds[(found.events["date"] == code_date("1 Aug 25")).to_numpy()]
    assert len(same) == 5
    np.testing.assert_array_equal(same, np.tile(same[0], (5, 1)))


@pytest.mark.parametrize("last", ["15 Oct 19", "4 Mar 25", "9 Jul 25", "1 Aug 25"])
def test_later_deadlines_change_no_earlier_forecast(last):
    """Neither dropping what came later nor turning it round, on the same date included."""
    record = load_deadlines()
    dates = record["deadline"].map(code_date)
    day = code_date(last)
    whole = by_threat(run_backtest(record))
    upto = by_threat(run_backtest(record[dates <= day]))
    pd.testing.assert_frame_equal(upto, whole.loc[upto.index], rtol=1e-12)
    turned = by_threat(run_backtest(record.assign(outcome=record["outcome"].where(dates < day, "deal"))))
    before = record["number"][dates <= day]
    odds = [number for number in whole.index if number in set(before)]
    pd.testing.assert_frame_equal(turned.loc[odds, list(OUTCOMES)], whole.loc[odds, list(OUTCOMES)], rtol=1e-12)


def test_seen_counts_strictly_earlier_dates():
    days = [code_date(d) for d in ("1 Jan 19", "2 Mar 19", "2 Mar 19", "3 Mar 19")]
    assert seen(days).tolist() == [0, 1, 1, 3]


def test_forecasts_by_hand():
    """Before anything the flat mean of the grid; after one extension, weights in proportion to its odds."""
    grid, _ = odds_grid()
    found = forecasts(["extend"])
    np.testing.assert_allclose(found[0], grid.mean(axis=0))
    np.testing.assert_allclose(found[1], grid[:, 1] @ grid / grid[:, 1].sum())


def test_held_out_years_learn_only_from_before():
    """One set of odds for all of 2025: that after the seven deadlines of 2019."""
    found = run_backtest(load_deadlines())
    table = coded(load_deadlines())
    p = forecasts(table["happened"].tolist())[7]
    expected = [-np.log(p[OUTCOMES.index(what)]) for what in table["happened"][7:]]
    np.testing.assert_allclose(found.held_out[0].log_each, expected)


def test_a_record_too_short_to_score():
    with pytest.raises(TalksError) as error:
        run_backtest(load_deadlines()[:3])
    assert str(error.value) == (
        "nothing to score: no deadline has 3 before its date\n"
        "got      a record of 3\n"
        "do       give more deadlines or a smaller burn_in"
    )


def test_errors_count_a_date_once():
    """Copies of one event add nothing: the error is that of the dates."""
    days = [code_date(d) for d in ("1 Jan 19", "2 Mar 19", "3 Mar 19")]
    gap = np.array([0.3, -0.1, 0.5])
    alone = mean_and_error(gap, days)
    assert alone[1] == pytest.approx(gap.std(ddof=1) / np.sqrt(3))
    assert mean_and_error(np.repeat(gap, 4), np.repeat(days, 4)) == pytest.approx(alone)


def test_odds_are_odds():
    grid, weight = odds_grid()
    np.testing.assert_allclose(grid.sum(axis=1), 1.0, atol=1e-6)
    assert grid.min() >= -1e-9 and weight.sum() == pytest.approx(1.0)


def test_base_rate_by_hand():
    """One prior count for each outcome, then what happened on earlier dates."""
    found = run_backtest(load_deadlines())
    table = coded(load_deadlines())
    logs = []
    for day, what in zip(table["date"], table["happened"], strict=True):
        past = table["happened"][table["date"] < day].tolist()
        if len(past) >= BURN_IN:
            logs.append(-np.log((past.count(what) + 1) / (len(past) + 3)))
    assert found.scores[1].log == pytest.approx(np.mean(logs))


def test_every_shipped_deadline_is_on_record():
    found = [outcome_of(read_scenario(name), load_deadlines()) for name in SHIPPED]
    assert found == ["extend", "escalate", "deal", "extend"]


def test_a_deadline_that_is_not_on_record():
    scenario = read_scenario("beijing-2019")
    plan = dataclasses.replace(scenario.talks, deadline=code_date("3 Mar 19"))
    scenario = dataclasses.replace(scenario, talks=plan)
    with pytest.raises(TalksError) as error:
        outcome_of(scenario, load_deadlines()[:2])
    assert str(error.value) == "beijing-2019: the record has no deadline on 2019-03-03; it has 2019-01-01, 2019-03-02."


def test_scenarios_are_scored_at_what_they_say(monkeypatch):
    """A scenario that was not solved is shown and left out of the scores."""
    said = {"beijing-2019": [0.5, 0.4, 0.1], "osaka-2019": [np.nan] * 3, "geneva-2025": [0.2, 0.7, 0.1]}
    monkeypatch.setattr(against_record, "_odds", lambda scenario: [said[scenario.name]] * 2)
    found = score_scenarios(load_deadlines(), tuple(said))
    assert found.scores[0].log == pytest.approx(-np.mean(np.log([0.4, 0.7])))
    # Before 7 January 2019 one extension; before 14 May 2025 ten deadlines, of which four extensions.
    assert found.scores[2].log == pytest.approx(-np.mean(np.log([2 / 4, 5 / 13])))
    assert "osaka-2019       2019-09-01          not solved         escalate" in found.summary()


def test_odds_over_the_ranges(monkeypatch):
    """The mean of the odds as stated and at every end that was solved."""
    ends = [
        {"deal": 0.1, "extension": 0.8, "escalation": 0.1},
        dict.fromkeys(("deal", "extension", "escalation"), np.nan),
    ]
    talks = SimpleNamespace(outcome_odds={"deal": 0.5, "extend": 0.4, "escalate": 0.1})
    monkeypatch.setattr(against_record, "sensitivity_of", lambda talks: [SimpleNamespace(outlooks=ends)])
    monkeypatch.setattr(against_record, "run_scenario", lambda scenario, parts: SimpleNamespace(cost=None))
    monkeypatch.setattr(against_record, "negotiation_of", lambda run: talks)
    np.testing.assert_allclose(against_record._odds(None), [[0.5, 0.4, 0.1], [0.3, 0.6, 0.1]])


def test_command(capsys):
    assert main(["backtest"]) == 0
    out = capsys.readouterr().out
    assert "the base rate: log score" in out and "By log score over 17 deadlines the model is" in out


def test_command_for_the_shipped_scenarios(capsys, monkeypatch):
    monkeypatch.setattr(against_record, "_odds", lambda scenario: [[0.3, 0.5, 0.2], [0.4, 0.4, 0.2]])
    assert main(["backtest", "--scenarios"]) == 0
    out = capsys.readouterr().out
    assert (
        "phase-one-2020   2019-12-15     30%     50%       20%   deal                  40%     40%       20%\n" in out
    )


def test_the_page_has_what_the_code_gives():
    """Text, scores and every forecast, as committed; the scenarios' table is written by the same script."""
    docs = Path(__file__).resolve().parents[2] / "docs"
    spec = importlib.util.spec_from_file_location("build_backtest", docs / "build_backtest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (docs / "backtest.md").read_text()
    assert written.startswith(module.wrapped(module.head(run_backtest(load_deadlines()))).rstrip())
    assert all(f"| `{name}` |" in written for name in SHIPPED)
