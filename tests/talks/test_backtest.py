"""The backtest: coding rules, no look-ahead, scores by hand, the command."""

import numpy as np
import pytest

from tradetalks.cli.main import main
from tradetalks.data.record import load_deadlines
from tradetalks.talks.backtest import OUTCOMES, code_date, code_outcome, coded, forecasts, odds_grid, run_backtest
from tradetalks.talks.errors import TalksError


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
        "the outcome 'nothing' cannot be coded; expected one of escalate, deal, extend or truce in it."
    )
    with pytest.raises(TalksError) as error:
        code_date("soon")
    assert str(error.value) == "the deadline 'soon' cannot be read; expected a day such as 2 Mar 19."


def test_the_record_is_coded_in_order():
    table = coded(load_deadlines())
    assert table["date"].is_monotonic_increasing
    assert table["happened"].value_counts().to_dict() == {"extend": 10, "escalate": 6, "deal": 4}


def test_no_look_ahead():
    happened = coded(load_deadlines())["happened"].tolist()
    other = [*happened[:8], *["deal"] * (len(happened) - 8)]
    np.testing.assert_array_equal(forecasts(happened)[:9], forecasts(other)[:9])
    assert not np.allclose(forecasts(happened)[12], forecasts(other)[12])


def test_odds_are_odds():
    grid, weight = odds_grid()
    np.testing.assert_allclose(grid.sum(axis=1), 1.0, atol=1e-6)
    assert grid.min() >= -1e-9 and weight.sum() == pytest.approx(1.0)


def test_base_rate_by_hand():
    """One prior count for each outcome, then what happened before."""
    found = run_backtest(load_deadlines())
    happened = coded(load_deadlines())["happened"].tolist()
    counts, logs = dict.fromkeys(OUTCOMES, 1), []
    for outcome in happened:
        logs.append(-np.log(counts[outcome] / sum(counts.values())))
        counts[outcome] += 1
    assert found.scores[1].log == pytest.approx(np.mean(logs[3:]))


def test_command(capsys):
    assert main(["backtest"]) == 0
    out = capsys.readouterr().out
    assert "the base rate: log score" in out and "By log score over 17 deadlines the model is" in out
