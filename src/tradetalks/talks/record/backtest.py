"""(T36) Do deadlines like it say what a deadline ends in? The record's forecast against simple rules, out of sample.

Two schemes: whole episodes left out, and strictly earlier deadlines only. A record of one's own is forecast from the shipped one.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tradetalks.data.deadlines import OUTCOMES
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.talks.record.scores import score
from tradetalks.talks.record.screen import backtest_screen
from tradetalks.talks.record.splits import (
    FORECASTERS,
    THREE,
    Split,
    earlier_only,
    forecasts_of_five,
    forecasts_of_three,
    happened_of_five,
    happened_of_three,
    leave_episodes_out,
    tariff_threats,
    whole,
)
from tradetalks.talks.record.trial import Trial, calibration_table

# Deadlines that only teach where the past alone may: from fewer than twenty a rate of five outcomes says little.
WARM_UP = 20
FIVE_OF_ALL, THREE_OF_TARIFFS = "five outcomes", "three, tariff-like"


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Backtest(Result):
    """What :func:`run_backtest` found.

    Args:
        record: the rows that are scored.
        teachers: those that are learnt from, the same but for a record of one's own.
        own: whether the record is one's own.
        known: rows of one's own record whose episode the teachers hold: no test of anything.
        trials: each scheme over five outcomes of all rows, and over three of tariff-like threats; without rows left out.
        calibration: a row per class of stated odds over the five outcomes of the first trial: ``from``, ``to``, ``odds`` (how
            many), ``stated`` (their mean), ``happened`` (share), ``error`` (its standard error by episode).
    """

    record: pd.DataFrame
    teachers: pd.DataFrame
    own: bool
    known: int
    trials: tuple[Trial, ...]
    calibration: pd.DataFrame

    def verdict(self) -> str:
        """Whether the record's forecast beats the pooled rate by two standard errors, in one sentence."""
        trial = self.trials[0]
        gap, error = trial.less_pooled("reported")
        how = "worse than"
        if gap < 0:
            how = "better than"
        # Two standard errors, about 95 percent; of one episode no error is known.
        if abs(gap) < 2 * error:
            how = "not told apart from"
        seen = ""
        if self.known:
            seen = f" No test of {_counted(self.known)} of these: what is learnt from holds their episodes."
        sure = ""
        if math.isfinite(error):
            sure = f", standard error {error:.3f}"
        return (
            f"Over {_counted(len(trial.happened))} the record's forecast is {how} the pooled rate: "
            f"log score {trial.log('reported')[0]:.3f} against {trial.log('pooled')[0]:.3f} ({gap:+.3f}{sure}).{seen}"
        )

    def summary(self) -> str:
        """The verdict, scores by scheme, calibration: one screen."""
        return backtest_screen(self.verdict(), self._about(), self.trials, self.calibration)

    def _about(self) -> str:
        """What was scored and what it was learnt from."""
        first, last = self.record["deadline"].min().date(), self.record["deadline"].max().date()
        text = (
            f"{_counted(len(self.record))}, {first} to {last}, episodes: {self.record['episode'].nunique()}. "
            "Lower is better; standard errors by episode."
        )
        if self.own:
            text += (
                f" Learnt from the {len(self.teachers)} shipped deadlines: all of them, or only those before each day."
            )
        return text


def _counted(number: int) -> str:
    """``1 deadline``, ``2 deadlines``."""
    if number == 1:
        return "1 deadline"
    return f"{number} deadlines"


def run_backtest(record: pd.DataFrame, teachers: pd.DataFrame | None = None, *, warm_up: int = WARM_UP) -> Backtest:
    """(T36) Score the record's forecast and simple rules.

    Args:
        record: deadlines to forecast, see :func:`tradetalks.data.deadlines.read_deadlines`.
        teachers: the record that everything is learnt from; None is ``record`` itself, each deadline's own episode, or
            everything from its day on, left out.
        warm_up: where only the past may teach, deadlines with fewer than so many rows before them are not scored.

    Returns:
        Uniform, pooled rate, rate by kind, always-extend (90 percent) and the record's forecast (T51), log and Brier, with
        standard errors by episode, under both schemes.

    Raises:
        TalksError: a record without rows, or of a single episode and no other to learn from.
    """
    if len(record) == 0:
        raise TalksError(message("nothing to score", expected="a record with a row per deadline", got="no row"))
    if teachers is not None:
        known = int(record["episode"].isin(set(teachers["episode"])).sum())
        trials = [
            *_trials("all_shipped", whole(record, teachers), 0),
            *_trials("shipped_before", earlier_only(record, teachers), warm_up),
        ]
        return Backtest(record, teachers, True, known, tuple(trials), calibration_table(trials[0]))
    if record["episode"].nunique() == 1:
        raise TalksError(message("nothing to learn from", expected="two episodes or more", got="a record of one"))
    trials = [
        *_trials("leave_one_episode_out", leave_episodes_out(record), 0),
        *_trials("past_only", earlier_only(record, record), warm_up),
    ]
    return Backtest(record, record, False, 0, tuple(trials), calibration_table(trials[0]))


def _trials(scheme: str, split: Split, enough: int) -> list[Trial]:
    """Five outcomes of all rows and three of tariff-like threats, where each has rows with ``enough`` to learn from."""
    five = forecasts_of_five(split)
    everything = np.ones(len(split.teachers), bool)
    shown = split.allowed.sum(axis=1) >= enough
    trials = []
    if shown.any():
        part = split.only(shown, everything)
        odds = {key: p[shown] for key, p in five.items()}
        trials.append(_trial(scheme, FIVE_OF_ALL, OUTCOMES, part.taught, odds, happened_of_five(part.taught)))
    marked, teaching = tariff_threats(split.taught), tariff_threats(split.teachers)
    threats = marked & (split.allowed[:, teaching].sum(axis=1) >= enough)
    if threats.any():
        part = split.only(threats, teaching)
        odds = forecasts_of_three(part, {key: p[threats] for key, p in five.items()})
        trials.append(_trial(scheme, THREE_OF_TARIFFS, THREE, part.taught, odds, happened_of_three(part.taught)))
    return trials


def _trial(
    scheme: str,
    about: str,
    outcomes: tuple[str, ...],
    table: pd.DataFrame,
    odds: Mapping[str, np.ndarray],
    happened: Sequence[str],
) -> Trial:
    scores = {key: score(name, odds[key], happened, outcomes) for key, name in FORECASTERS.items()}
    return Trial(scheme, about, outcomes, tuple(table["episode"]), odds["reported"], tuple(happened), scores)
