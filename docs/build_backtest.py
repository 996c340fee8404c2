"""Write docs/record.md and docs/backtest.md: the record of deadlines, forecasts from it, the shipped scenarios' (two minutes).

With ``--check`` nothing is written; the exit status says whether the pages are what the code gives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from docs.pages import wrapped, write_or_check
from scipy import stats

from tradetalks.data.deadlines import CONFIDENCE, KINDS, OUTCOMES, TARIFF_LIKE, load_deadlines, load_open_deadlines
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.scenario.against_record import AgainstRecord, score_scenarios
from tradetalks.talks.record.backtest import WARM_UP, Backtest, run_backtest
from tradetalks.talks.record.features import feature_matrix
from tradetalks.talks.record.scores import Score, mean_and_error
from tradetalks.talks.record.splits import FORECASTERS
from tradetalks.talks.record.trial import Trial

NAMES = {"leave_one_episode_out": "episodes left out", "past_only": "the past only"}
DOCS = Path(__file__).resolve().parent
PAGE, RECORD_PAGE = DOCS / "backtest.md", DOCS / "record.md"

RECORD = """# The record of deadlines

`tradetalks.data.record.load_deadlines()` gives {rows} dated deadlines in trade talks and tariff disputes in
{episodes} episodes, {first} to {last}: who threatened whom with what, when it was announced, the day, and what
happened. Columns, coding rules and sources stand beside the file, in `tradetalks/data/files/deadlines/README.md`;
{pending} deadlines that were pending or whose outcome was not found are kept apart (`load_open_deadlines()`) and
never scored. `docs/build_backtest.py` writes this page.

**Five outcomes, in this order everywhere**, by what was public on the day. `deal`: an accord, the threatened step
dropped. `partial_deal`: dropped or cut for something limited. `extension`: the day moved, with or without a new one.
`escalation`: the step taken in whole or part, up to a week late. `lapse`: the day passed and nothing was done, or a
law ended.

**How sure a row is.** `confidence` is high for {high} rows (day and outcome on a page), medium for {medium} (a day
rounded or implied) and low for {low} (a day or the outcome from memory; `memory` stands among the sources). One
person coded the rows and knew the outcomes: where a deadline begins and ends and what counts as partial are that
person's reading. Announced deadlines only, and disputes that made the news are more likely to be here. Rows of one
episode hang together, so that standard errors count episodes.

## What happened

Percent of the deadlines of each kind, with Wilson intervals of 95 percent, which take rows as independent and are
therefore too narrow.

{by_kind}

Tariff-like: a tariff rise, a new tariff, or the end of a truce; what the deadline game of `docs/talks.md` is about.

## What predicts, and what does not

Associations, not causes; percent with Wilson intervals of 95 percent.

{predicts}

Of the outcomes whose day is known, {last_week:.0%} fell on the last seven days before the deadline or later: silence,
then a spike, as theory has it. That says when, not what.

## What a forecast may know

Kind, who threatens (the United States, its Congress, others), notice in logs of days (a usual one where it is not
known, with a mark), earlier extensions of the same threat in logs, and whether the deadline is of 2018 or later.
**Never used:** `leaders_level`, which was coded with the outcome in view; `trade_covered_bn`, known for a minority
and counted in different ways; anything dated after the announcement. Tests scramble these columns and find the same
forecasts.

## The forecast from the record

```python
from datetime import date

from tradetalks.data.record import load_deadlines
from tradetalks.talks.record import DeadlineFeatures, learn

threat = DeadlineFeatures("tariff_rise", date(2019, 3, 2), "US", announced=date(2018, 12, 1), earlier_extensions=1)
print(learn(load_deadlines(), before=date(2018, 12, 1)).forecast(threat).summary())
```

The rate of its kind, drawn towards that of all rows by a prior worth five rows (T49), averaged with a multinomial
logit whose ridge is chosen on the rows it learns from (T50, T51). With `before` only deadlines strictly earlier than
that day teach. The interval is the 10 to 90 percent range of the odds when every episode is weighed anew by a
standard exponential and every prior is drawn (a Bayesian bootstrap by episode); where each episode is one row, that
of the rate by kind is its Dirichlet posterior. The effective number is that of independent deadlines that would leave
as wide an uncertainty.

## Together with the game

`tradetalks.talks.record.pool` averages the record's odds r and the game's g: `w g + (1 - w) r` (T52). The weight w is
flat on [0, 1] before any evidence; past deadlines whose stakes the game had priced, strictly before the day asked
about, give its posterior, whose mean and 10 to 90 percent range are printed. Without such a deadline the weight is
the prior's, and the text says so. The band of the pooled odds holds the uncertainty of both sources and of the
weight.
"""

HEAD = """# Backtest: the record's forecasts at deadlines it has not seen

`tradetalks backtest` asks whether past deadlines say what a deadline ends in; [the record](record.md) says what they
are and how the forecast is made. `docs/build_backtest.py` writes this page.

**{verdict}**

**Two schemes.** Episodes left out: each deadline is forecast from all other episodes, later ones included. The past
only: from deadlines strictly before its day; those with fewer than {warm_up} before them are not scored. Tests turn
round and drop what was left out and find the same forecasts.

**Two questions.** Five outcomes of all deadlines; three (deal with partial deal, extension, escalation) of
tariff-like threats. There the {lapsed} that lapsed are left out of what is learnt and of what is scored; the record's
forecast is that of five outcomes given no lapse.

**The others.** Uniform; the pooled rate, with half a count for each outcome before any row; the rate by kind, drawn
towards it by five rows; always extend, with 90 percent and the rest shared evenly.

## Scores

Lower is better; standard errors, in brackets, count episodes.

{scores}

Against the rate by kind alone the record's forecast is {against_kind} in log score: not told apart from it, and never
worse. The average was chosen for that, after seeing these scores, so that they flatter it a little; its weights are
fixed at one half.

**Which of three outcomes a tariff threat ends in is hardly known in advance.** {uniform}

## Do stated odds come true?

Odds of all five outcomes, episodes left out, by class.

{calibration}

**Do rows from memory matter?** With episodes left out the record's forecast of five outcomes scores {confidence}.

## A record of your own

`tradetalks backtest --record FILE.csv` scores deadlines of your own, in the columns of the shipped file (`id`,
`episode`, `side_a`, `side_b`, `announced`, `deadline`, `kind`, `earlier_extensions` and `outcome` must be there).
Everything is learnt from the shipped record and nothing from your file: first from all {rows} shipped rows, which may
lie after your deadlines; then from shipped rows strictly before each deadline. Rows of episodes that the shipped
record holds are counted and said to be no test. Problems are named by row and column, all at once.

`--json` prints one line instead; numbers are finite, and a standard error that a single episode leaves unknown is
null.

| key | meaning |
|---|---|
| `rows`, `episodes`, `first`, `last` | of the record that is scored: deadlines, episodes, first and last day |
| `learnt_from`, `own_record` | rows that teach; whether the record is your own |
| `rows_of_known_episodes` | rows of your record whose episode the shipped one holds |
| `trials` | a list; each has the keys down to `forecasters` |
| `scheme` | `leave_one_episode_out`, `past_only`; for a record of your own `all_shipped`, `shipped_before` |
| `about`, `outcomes`, `rows`, `episodes` | the question in words, its outcomes, what is scored |
| `forecasters` | `reported` (the record's forecast), `by_kind`, `pooled`, `always_extend`, `uniform`; their keys follow |
| `log`, `log_error`, `brier`, `brier_error` | mean scores and standard errors by episode |
| `log_less_pooled`, `log_less_pooled_error` | log score less that of the pooled rate, and its standard error |
| `calibration` | a list of classes of stated odds of the five outcomes, with the keys that follow |
| `from`, `to`, `odds`, `stated`, `happened`, `error` | bounds, how many odds, their mean, the share that came true, its error |

A trial that no row of the record belongs to is not listed.

## The shipped scenarios at their own deadlines

`tradetalks backtest --scenarios`: odds of the game at the opening of the talks, as the files state their assumptions
and shocks left out, beside the record's from the deadlines before the opening.

| scenario | deadline | source | deal | partial deal | extension | escalation | lapse | happened |
|---|---|---|---|---|---|---|---|---|
"""

TAIL = """
{scores}

Four forecasts are an illustration, not a test. The files were written with the record in view: the amounts of Phase
One are those that were signed, and the deadline of `osaka-2019` was announced a month after its opening, of
which neither the run nor its row here knows. The game knows neither partial deals nor lapses.
{missed}Odds count as at least one in a million.

## Read this before quoting

The rows were coded by one person who knew the outcomes, and the form of the forecast was chosen on the same rows. A
log score below about 1.05 over three outcomes should be suspected of hindsight. Deadlines are announced threats;
threats never announced are not in the record. Confidence and sources of every row are in the file.
"""


def percent(p: np.ndarray) -> str:
    """Cells of odds."""
    if not np.isfinite(p).all():
        return "not solved | | | |"
    return " | ".join(f"{value:.0%}" for value in p)


def wilson(count: int, of: int) -> str:
    """A share in percent with its Wilson interval of 95 percent."""
    if of == 0:
        return ""
    low, high = stats.binomtest(count, of).proportion_ci(method="wilson")
    return f"{100 * count / of:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def shares(table: pd.DataFrame, outcomes: Sequence[str] = OUTCOMES) -> str:
    """Cells of the shares of outcomes."""
    return " | ".join(wilson(int((table["outcome"] == name).sum()), len(table)) for name in outcomes)


def kinds_table(record: pd.DataFrame) -> str:
    """Outcomes by kind."""
    groups = {"all": record, "tariff-like": record[record["kind"].isin(TARIFF_LIKE)]}
    groups |= {kind.replace("_", " "): record[record["kind"] == kind] for kind in KINDS}
    lines = [
        "| kind | deadlines | deal | partial deal | extension | escalation | lapse |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {name} | {len(table)} | {shares(table)} |" for name, table in groups.items()]
    return "\n".join(lines)


def predictors_table(record: pd.DataFrame) -> str:
    """Three outcomes by what could be known in advance."""
    threats = record[record["kind"].isin(TARIFF_LIKE)]
    days = (threats["deadline"] - threats["announced"]).dt.days
    states = feature_matrix(threats)[:, 4] == 1
    groups = {
        "tariff-like, notice of 30 days or less": threats[days <= 30],
        "tariff-like, longer notice": threats[days > 30],
        "tariff-like, the United States threatens": threats[states],
        "tariff-like, others threaten": threats[~states],
        "tariff-like, before 2018": threats[threats["deadline"] < "2018"],
        "tariff-like, 2018 and later": threats[threats["deadline"] >= "2018"],
        "all kinds, never extended before": record[record["earlier_extensions"] == 0],
        "all kinds, extended once": record[record["earlier_extensions"] == 1],
        "all kinds, extended twice or more": record[record["earlier_extensions"] >= 2],
    }
    lines = ["| deadlines | number | deal | extension | escalation |", "|---|---|---|---|---|"]
    for name, table in groups.items():
        lines.append(f"| {name} | {len(table)} | {shares(table, ('deal', 'extension', 'escalation'))} |")
    return "\n".join(lines)


def record_page() -> str:
    """docs/record.md as text."""
    record = load_deadlines()
    sure = record["confidence"].value_counts()
    known = pd.to_datetime(record["outcome_date"].where(record["outcome_date"].str.len() == len("2019-03-02")))
    before = (record["deadline"] - known).dt.days[known.notna()]
    return wrapped(
        RECORD.format(
            rows=len(record), episodes=record["episode"].nunique(), pending=len(load_open_deadlines()),
            first=record["deadline"].min().date(), last=record["deadline"].max().date(),
            high=sure["high"], medium=sure["medium"], low=sure["low"],
            by_kind=kinds_table(record), predicts=predictors_table(record), last_week=(before <= 7).mean(),
        )
    )  # fmt: skip


def number(value: float, error: float) -> str:
    """A score with its standard error."""
    return f"{value:.3f} ({error:.3f})"


def scores_table(trials: Sequence[Trial]) -> str:
    """Every forecaster in every trial."""
    lines = []
    for trial in trials:
        lines += [
            f"**{trial.about}, {NAMES[trial.scheme]}** ({len(trial.happened)} deadlines, {len(set(trial.episodes))} episodes)\n",
            "| forecaster | log score | Brier score | log score less pooled rate |\n|---|---|---|---|",
        ]
        lines[-1] += "".join(
            f"\n| {name} | {number(*trial.log(key))} | {number(*trial.brier(key))} | {gap(trial, key)} |"
            for key, name in FORECASTERS.items()
        )
        lines[-1] += "\n"
    return "\n".join(lines).rstrip()


def gap(trial: Trial, key: str) -> str:
    """The difference to the pooled rate; none of its own."""
    if key == "pooled":
        return ""
    value, error = trial.less_pooled(key)
    return f"{value:+.3f} ({error:.3f})"


def calibration(found: Backtest) -> str:
    """Stated odds and how often they came true."""
    lines = ["| stated | how many odds | mean | happened | standard error |", "|---|---|---|---|---|"]
    for _, row in found.calibration.iterrows():
        lines.append(
            f"| {row['from']:.0%} to {row['to']:.0%} | {row['odds']:.0f} | {row['stated']:.0%} | {row['happened']:.0%} "
            f"| {row['error']:.0%} |"
        )
    return "\n".join(lines)


def head(found: Backtest) -> str:
    """Everything before the scenarios, from one run of the backtest."""
    record = found.record
    gaps = []
    for trial in found.trials:
        each = trial.scores["reported"].log_each - trial.scores["by_kind"].log_each
        value, error = mean_and_error(each, trial.episodes)
        gaps.append(f"{value:+.3f} ({error:.3f})")
    lapsed = record["kind"].isin(TARIFF_LIKE) & (record["outcome"] == "lapse")
    return HEAD.format(
        verdict=found.verdict(), warm_up=WARM_UP, lapsed=int(lapsed.sum()), scores=scores_table(found.trials),
        uniform=against_uniform(found.trials), confidence=by_confidence(found),
        against_kind=", ".join(gaps[:-1]) + f" and {gaps[-1]}", calibration=calibration(found), rows=len(record),
    )  # fmt: skip


def by_confidence(found: Backtest) -> str:
    """The record's log score by how sure the rows are, beside the pooled rate's."""
    trial, sure = found.trials[0], found.record["confidence"].to_numpy()
    parts = []
    for word in CONFIDENCE:
        here = sure == word
        mine, theirs = (trial.scores[key].log_each[here].mean() for key in ("reported", "pooled"))
        parts.append(f"{mine:.3f} on the {here.sum()} rows of {word} confidence (pooled rate {theirs:.3f})")
    return ", ".join(parts)


def against_uniform(trials: Sequence[Trial]) -> str:
    """How the record's forecast of three outcomes stands against knowing nothing."""
    sentences = []
    for trial in (trial for trial in trials if len(trial.outcomes) == 3):
        mine, theirs = trial.log("reported")[0], trial.log("uniform")[0]
        how = "worse"
        if mine < theirs:
            how = "better"
        value, error = mean_and_error(
            trial.scores["reported"].log_each - trial.scores["uniform"].log_each, trial.episodes
        )
        sentences.append(
            f"{NAMES[trial.scheme]} the record's forecast is {how} than uniform by {abs(value):.3f} ({error:.3f})"
        )
    return f"With {'; from '.join(sentences)}."


def tail(found: AgainstRecord) -> str:
    """The scenarios' table and what it says."""
    rows, missed = [], []
    for scenario, game, record, what in zip(
        found.scenarios, found.odds, found.record_odds, found.happened, strict=True
    ):
        day = scenario.talks_plan.deadline
        rows.append(f"| `{scenario.name}` | {day} | game | {percent(game)} | {what.replace('_', ' ')} |")
        rows.append(f"| | | record | {percent(record)} | |")
        given = game[OUTCOMES.index(what)]
        if given < 0.05:
            odds = f"{given:.1%}"
            if given < 0.001:
                odds = "less than 0.1%"
            alone = -np.log(max(given, 1e-6))
            missed.append(
                f"`{scenario.name}` gave {odds} to {what}, which happened: its log score alone is {alone:.1f}. "
            )
    return "\n".join(rows) + "\n" + TAIL.format(scores=sentence(found.scores), missed="".join(missed))


def sentence(scores: tuple[Score, ...]) -> str:
    """Scores of the scenarios in a line."""
    return "; ".join(f"{s.name}: log score {s.log:.3f}, Brier score {s.brier:.3f}" for s in scores) + "."


def build() -> str:
    """docs/backtest.md as text."""
    record = load_deadlines()
    return wrapped(head(run_backtest(record)) + tail(score_scenarios(record)))


PAGES: dict[Path, Callable[[], str]] = {RECORD_PAGE: record_page, PAGE: build}

if __name__ == "__main__":
    keep_compiled_code()
    sys.exit(write_or_check(PAGES))
