"""The backtest: scores by hand, both schemes, a record of one's own, the command, the shipped scenarios, the page."""

import dataclasses
import importlib.util
import json
import math
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tradetalks.cli.main import main
from tradetalks.data.deadlines import FOLDER, OUTCOMES, load_priced_odds
from tradetalks.data.record import load_deadlines
from tradetalks.errors import TalksError
from tradetalks.scenario import against_record
from tradetalks.scenario.against_record import SHIPPED, row_of, score_scenarios
from tradetalks.scenario.read import read_scenario
from tradetalks.talks.odds import outside_view
from tradetalks.talks.record.backtest import WARM_UP, run_backtest
from tradetalks.talks.record.facts import backtest_facts
from tradetalks.talks.record.pool import learn_weight, priced_deadlines
from tradetalks.talks.record.reference_class import learn
from tradetalks.talks.record.splits import FORECASTERS, THREE
from tradetalks.talks.record.trial import CLASSES, calibration_table

# A terminal of the usual size.
COLUMNS, LINES = 80, 36
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def record():
    return load_deadlines()


@pytest.fixture(scope="module")
def found(record):
    return run_backtest(record)


@pytest.fixture
def own(tmp_path, record):
    """Forty deadlines as a user's file, renamed so that no episode is one of the shipped."""
    table = record[record["deadline"] >= "2024"].head(40)
    table = table.assign(id="mine_" + table["id"], episode="mine_" + table["episode"])
    path = tmp_path / "mine.csv"
    table.to_csv(path, index=False)
    return path


def by_scheme(found):
    return {(trial.scheme, len(trial.outcomes)): trial for trial in found.trials}


def test_what_is_scored(found):
    trials = by_scheme(found)
    assert [(key, len(t.happened)) for key, t in trials.items()] == [
        (("leave_one_episode_out", 5), 150),
        (("leave_one_episode_out", 3), 98),
        (("past_only", 5), 130),
        (("past_only", 3), 78),
    ]
    for trial in found.trials:
        assert list(trial.scores) == list(FORECASTERS)
        np.testing.assert_allclose(trial.odds.sum(axis=1), 1)
        assert trial.odds.shape == (len(trial.happened), len(trial.outcomes))


def test_the_reference_numbers(found):
    """Computed independently before this code: pooled and by kind; what the record's forecast has to reach."""
    trials = by_scheme(found)
    expected = {
        ("leave_one_episode_out", 5): (1.453, 1.306),
        ("past_only", 5): (1.510, 1.424),
        ("leave_one_episode_out", 3): (1.105, 1.076),
    }
    for key, (pooled, by_kind) in expected.items():
        assert trials[key].log("pooled")[0] == pytest.approx(pooled, abs=5e-4)
        assert trials[key].log("by_kind")[0] == pytest.approx(by_kind, abs=5e-4)
    assert trials["leave_one_episode_out", 5].less_pooled("reported")[0] <= -0.10
    assert all(trial.less_pooled("reported")[0] <= 0 for trial in found.trials)


def test_simple_rules_by_hand(found):
    trial = by_scheme(found)["leave_one_episode_out", 5]
    assert trial.log("uniform") == pytest.approx((math.log(5), 0), abs=1e-12)
    share = trial.happened.count("extension") / len(trial.happened)
    assert trial.log("always_extend")[0] == pytest.approx(-share * math.log(0.9) - (1 - share) * math.log(0.025))


def test_errors_are_those_of_episodes(found):
    trial = by_scheme(found)["leave_one_episode_out", 5]
    gap = trial.scores["reported"].log_each - trial.scores["pooled"].log_each
    sums = pd.Series(gap - gap.mean()).groupby(list(trial.episodes)).sum()
    count = len(sums)
    assert count == 78
    error = math.sqrt(count / (count - 1) * (sums**2).sum()) / len(gap)
    assert trial.less_pooled("reported") == pytest.approx((gap.mean(), error))


def test_the_first_deadlines_only_teach(record, found):
    """At least twenty before the day: the first that is scored is that of 1993, with twenty-one."""
    first = by_scheme(found)["past_only", 5]
    late = [(record["deadline"] < day).sum() >= WARM_UP for day in record["deadline"]]
    assert first.episodes == tuple(record["episode"][late])
    wide = by_scheme(run_backtest(record, warm_up=0))
    assert len(wide["past_only", 5].happened) == 150 and len(wide["past_only", 3].happened) == 98


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(record, found, seed):
    """Many deadlines share a day; none of them may learn from another, in whatever order they stand."""
    shuffled = run_backtest(record.sample(frac=1, random_state=seed))
    for key, trial in by_scheme(found).items():
        other = by_scheme(shuffled)[key]
        assert other.log("reported") == pytest.approx(trial.log("reported"), abs=1e-7)
        assert other.brier("by_kind") == pytest.approx(trial.brier("by_kind"), abs=1e-7)


def test_calibration_by_hand(found):
    trial = by_scheme(found)["leave_one_episode_out", 5]
    table = calibration_table(trial)
    assert table["odds"].sum() == 150 * 5
    pairs = [
        (p, OUTCOMES[k] == what)
        for row, what in zip(trial.odds, trial.happened, strict=True)
        for k, p in enumerate(row)
    ]
    for _, row in table.iterrows():
        here = [(p, hit) for p, hit in pairs if row["from"] <= p < row["to"]]
        assert len(here) == row["odds"]
        assert row["stated"] == pytest.approx(np.mean([p for p, _ in here]))
        assert row["happened"] == pytest.approx(np.mean([hit for _, hit in here]))
    # Classes with many odds came true about as often as was said.
    many = table[table["odds"] >= 50]
    assert ((many["stated"] - many["happened"]).abs() < 3 * many["error"]).all()
    assert CLASSES[0] == 0 and CLASSES[-1] == 1


def test_a_screen_with_the_answer_first(found):
    text = found.summary()
    lines = text.splitlines()
    assert max(map(len, lines)) <= COLUMNS and len(lines) <= LINES
    assert lines[0].startswith("Over 150 deadlines the record's forecast is better than the pooled rate")
    assert "the record         1.298" in text and "pooled rate        1.453" in text


def test_a_record_that_cannot_be_scored(record):
    with pytest.raises(TalksError) as error:
        run_backtest(record.head(0))
    assert str(error.value) == "nothing to score\nexpected a record with a row per deadline\ngot      no row"
    with pytest.raises(TalksError) as error:
        run_backtest(record[record["episode"] == "gsp"])
    assert str(error.value) == "nothing to learn from\nexpected two episodes or more\ngot      a record of one"


def test_a_record_of_ones_own_teaches_nothing(record):
    """Outcomes of the own record change its scores, never the odds; each row alone gets the odds it gets among others."""
    own = record[record["deadline"] >= "2025"]
    own = own.assign(episode="mine_" + own["episode"])
    shipped = record[record["deadline"] < "2025"]
    base = by_scheme(run_backtest(own, shipped))
    turned = by_scheme(run_backtest(own.assign(outcome="deal"), shipped))
    np.testing.assert_array_equal(base["all_shipped", 5].odds, learn(shipped).odds(own))
    np.testing.assert_array_equal(turned["all_shipped", 5].odds, base["all_shipped", 5].odds)
    one = by_scheme(run_backtest(own.head(1), shipped))
    np.testing.assert_array_equal(one["all_shipped", 5].odds, base["all_shipped", 5].odds[:1])


def test_only_shipped_rows_before_the_day(record):
    """The second figure: what happened on the day or later in the shipped record does not count."""
    own = record[record["id"] == "china_list3_20190302"].assign(episode="mine")
    late = record.assign(outcome=record["outcome"].where(record["deadline"] < "2019-03-02", "lapse"))
    first, second = (by_scheme(run_backtest(own, teachers)) for teachers in (record, late))
    np.testing.assert_array_equal(first["shipped_before", 5].odds, second["shipped_before", 5].odds)
    assert np.abs(first["all_shipped", 5].odds - second["all_shipped", 5].odds).max() > 0.05


def test_rows_without_enough_before_them_or_without_threats_are_left_out(record):
    early = record.head(3).assign(episode="mine", kind="other")
    assert list(by_scheme(run_backtest(early, record))) == [("all_shipped", 5)]


def test_facts_are_finite_or_none(record, found):
    facts = json.loads(json.dumps(backtest_facts(found), allow_nan=False))
    assert (facts["rows"], facts["episodes"], facts["own_record"]) == (150, 78, False)
    assert facts["trials"][1]["outcomes"] == list(THREE)
    alone = backtest_facts(run_backtest(record.head(1).assign(episode="mine"), record))
    numbers = alone["trials"][0]["forecasters"]["reported"]
    assert numbers["log_error"] is None and math.isfinite(numbers["log"])
    json.dumps(alone, allow_nan=False)


def test_command(capsys):
    assert main(["backtest"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Over 150 deadlines the record's forecast is better than the pooled rate")


def test_command_json(capsys):
    assert main(["backtest", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and out.endswith("\n")
    facts = json.loads(out)
    five = facts["trials"][0]
    assert (five["scheme"], five["rows"], five["episodes"]) == ("leave_one_episode_out", 150, 78)
    assert five["forecasters"]["pooled"]["log"] == pytest.approx(1.453, abs=5e-4)
    page = (Path(__file__).resolve().parents[2] / "docs" / "backtest.md").read_text()
    named = {*facts, *five, *five["forecasters"], *five["forecasters"]["pooled"], *facts["calibration"][0]}
    assert {key for key in named if f"`{key}`" not in page} == set()


def test_command_for_a_record_of_ones_own(capsys, own):
    assert main(["backtest", "--record", str(own), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    facts = json.loads(out)
    assert (facts["own_record"], facts["learnt_from"], facts["rows_of_known_episodes"]) == (True, 150, 0)
    assert {trial["scheme"] for trial in facts["trials"]} == {"all_shipped", "shipped_before"}
    assert main(["backtest", "--record", str(own)]) == 0
    text = capsys.readouterr().out
    assert "Learnt from the 150 shipped deadlines: all of them" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= COLUMNS


def test_command_says_where_it_has_seen_what_it_scores(capsys):
    assert main(["backtest", "--record", str(FOLDER / "trade_deadlines.csv")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "No test of 150 deadlines of these: what is learnt from holds their episodes." in said


def test_command_for_bad_records(capsys, tmp_path, own):
    bad = tmp_path / "bad.csv"
    bad.write_text(own.read_text().replace("extension,2024", "extnsion,2024", 1))
    for words in (["--json"], []):
        assert main(["backtest", "--record", str(bad), *words]) == 2
        said = capsys.readouterr()
        assert said.out == "" and "outcome is 'extnsion'; did you mean extension?" in said.err
    assert main(["backtest", "--record", str(tmp_path / "none.csv")]) == 2
    assert "none.csv: no such file" in capsys.readouterr().err
    assert main(["backtest", "--scenarios", "--json"]) == 2
    assert "--scenarios stands alone" in capsys.readouterr().err


def test_every_shipped_deadline_is_on_record(record):
    rows = [row_of(read_scenario(name), record) for name in SHIPPED]
    assert [row["outcome"].iloc[0] for row in rows] == ["extension", "escalation", "deal", "extension"]


def test_a_deadline_that_is_not_on_record(record):
    scenario = read_scenario("beijing-2019")
    plan = dataclasses.replace(scenario.talks, deadline=pd.Timestamp("2019-03-03").date())
    scenario = dataclasses.replace(scenario, talks=plan)
    with pytest.raises(TalksError) as error:
        row_of(scenario, record[record["id"].isin(["china_list3_20190101", "china_list3_20190302"])])
    assert str(error.value) == (
        "beijing-2019: the record has no deadline on 2019-03-03\ngot      2019-01-01, 2019-03-02"
    )


def odds_with(scenario, game):
    """What a run of the scenario says of its deadline, with odds of the game put in."""
    plan = scenario.talks
    forecast, _ = outside_view(plan.threat.as_of(plan.deadline, "USA"), plan.opening)
    return SimpleNamespace(odds=np.array([forecast.odds, game, forecast.odds]))


def test_the_record_is_asked_as_a_run_asks_it(monkeypatch, record):
    """The tariffs of September 2019 were announced after the talks had opened: neither a run nor the backtest knows of that."""
    monkeypatch.setattr(against_record, "odds_at_opening", lambda scenario: odds_with(scenario, [1, 0, 0, 0, 0]))
    found = score_scenarios(record, ("osaka-2019",))
    scenario = read_scenario("osaka-2019")
    row = row_of(scenario, record)
    past = learn(record, before=scenario.talks.opening)
    assert pd.Timestamp(scenario.talks.opening) < row["announced"].iloc[0]
    np.testing.assert_allclose(found.record_odds[0], past.odds(row.assign(announced=pd.NaT))[0])
    assert np.abs(found.record_odds[0] - past.odds(row)[0]).max() > 0.001


def test_scenarios_are_scored_at_what_they_say(monkeypatch, record):
    """A scenario that was not solved is shown and left out of the scores."""
    said = {"beijing-2019": [0.5, 0, 0.4, 0.1, 0], "osaka-2019": [np.nan] * 5, "geneva-2025": [0.2, 0, 0.7, 0.1, 0]}
    monkeypatch.setattr(against_record, "odds_at_opening", lambda scenario: odds_with(scenario, said[scenario.name]))
    found = score_scenarios(record, tuple(said))
    scores = {s.name: s for s in found.scores}
    assert scores["the game"].log == pytest.approx(-np.mean(np.log([0.4, 0.7])))
    # The record's odds are those of the deadlines before the opening of the talks.
    scenario = read_scenario("geneva-2025")
    past = learn(record[record["deadline"] < pd.Timestamp(scenario.talks.opening)])
    np.testing.assert_allclose(found.record_odds[2], past.odds(row_of(scenario, record))[0])
    assert scores["the record"].log == pytest.approx(-np.mean(np.log(found.record_odds[[0, 2], 2])))
    lines = found.summary().splitlines()
    assert "osaka-2019       2019-09-01  game   not solved" in lines
    assert max(map(len, lines)) <= COLUMNS


def test_command_for_the_shipped_scenarios(capsys, monkeypatch):
    monkeypatch.setattr(against_record, "odds_at_opening", lambda scenario: odds_with(scenario, [0.3, 0, 0.5, 0.2, 0]))
    assert main(["backtest", "--scenarios"]) == 0
    out = capsys.readouterr().out
    assert "phase-one-2020   2019-12-15  game     30%       0%     50%       20%     0%\n" in out


def test_the_page_has_what_the_code_gives(found):
    """Text, scores and tables, as committed; the scenarios' table is written by the same script."""
    docs = Path(__file__).resolve().parents[2] / "docs"
    spec = importlib.util.spec_from_file_location("build_backtest", docs / "build_backtest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (docs / "backtest.md").read_text()
    assert written.startswith(module.wrapped(module.head(found)).rstrip())
    assert all(f"| `{name}` |" in written for name in SHIPPED)


@pytest.mark.slow
def test_the_priced_odds_are_what_the_scenarios_give():
    """The game's odds of the shipped scenarios, solved again, are those that teach its weight."""
    spec = importlib.util.spec_from_file_location("build_priced_odds", DOCS / "build_priced_odds.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(["--check"]) == 0


def test_the_weight_of_the_game_is_learnt_from_earlier_deadlines_alone():
    record = load_deadlines()
    priced = priced_deadlines(load_priced_odds(), record)
    assert [p.name for p in priced] == [
        "china_list3_20190302", "china_list4_20190901", "china_list4_20191215", "geneva_truce_20250812",
    ]  # fmt: skip
    assert learn_weight(priced, before=date(2019, 1, 7)).deadlines == ()
    assert len(learn_weight(priced, before=date(2025, 5, 14)).deadlines) == 3
    late = learn_weight(priced)
    assert 0.02 < late.low < late.mean < late.high < 0.98
