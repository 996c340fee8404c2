"""(T48 to T51) The outside view of a deadline: what deadlines like it ended in, learnt from the record.

(T51)  the record's odds = ½ (rate of its kind, T49) + ½ (multinomial logit, T50)

The weights are fixed, not learnt: the rate by kind is steady, the logit knows who threatens, when, and with what notice, and over
150 rows no other weight is told apart from one half.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradetalks.bargaining.once import computed_once
from tradetalks.data.deadlines import KINDS, OUTCOMES
from tradetalks.result import Result
from tradetalks.talks.record.features import COLUMNS, DeadlineFeatures, feature_matrix
from tradetalks.talks.record.frequencies import JEFFREYS, PRIOR_ROWS, pooled_rate, rates_by_kind
from tradetalks.talks.record.multinomial import LogitFit, choose_precision, fit_logit, prior_precision

# Nothing tells beforehand which of the two forecasts better: half each.
LOGIT_SHARE = 0.5
# Draws of the odds: the 10 percent point of 400 has an error of 1.5 points of rank.
DRAWS = 400
# Any number will do; the same one gives the same interval twice.
SEED = 0
# The interval that is printed.
QUANTILES = (0.1, 0.9)


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class RecordForecast(Result):
    """Odds of a deadline from the record.

    Args:
        odds: (outcomes,) in the order of :data:`tradetalks.data.deadlines.OUTCOMES`.
        low, high: (outcomes,) 10 and 90 percent points of the draws.
        draws: (draws, outcomes) odds under the uncertainty of the record, rows summing to 1.
        rows: deadlines that were learnt from.
        of_kind: those of the same kind.
        effective_number: so many independent deadlines with these odds would leave as wide an uncertainty.
    """

    odds: np.ndarray
    low: np.ndarray
    high: np.ndarray
    draws: np.ndarray
    rows: int
    of_kind: int
    effective_number: float

    def summary(self) -> str:
        """A line per outcome, then what it rests on."""
        lines = [
            f"{name:<13} {p:4.0%}  ({low:.0%} to {high:.0%})"
            for name, p, low, high in zip(OUTCOMES, self.odds, self.low, self.high, strict=True)
        ]
        lines.append(
            f"from {self.rows} deadlines, {self.of_kind} of this kind; as sure as {self.effective_number:.0f} independent ones"
        )
        return "\n".join(lines)


class _Weighing(NamedTuple):
    """The record weighed anew: (rows,) weights, the prior of the rate of a kind, and the logit."""

    weights: np.ndarray
    prior: np.ndarray
    logit: LogitFit


@dataclasses.dataclass(frozen=True, eq=False)
class ReferenceClass:
    """What a record teaches; made by :func:`learn`.

    Args:
        x: (rows, features).
        happened, kinds, episodes: (rows,) index of the outcome, of the kind and of the episode.
        pooled: (outcomes,) the rate over all rows, T48.
        by_kind: (kinds, outcomes) the rate of each kind, T49.
        logit: the multinomial logit, T50.
    """

    x: np.ndarray
    happened: np.ndarray
    kinds: np.ndarray
    episodes: np.ndarray
    pooled: np.ndarray
    by_kind: np.ndarray
    logit: LogitFit

    def odds(self, table: pd.DataFrame) -> np.ndarray:
        """(T51) Odds (rows, outcomes) of the deadlines of ``table``, whose outcomes are not looked at."""
        kind_odds = self.by_kind[kind_index(table)]
        return np.asarray(LOGIT_SHARE * self.logit.odds(feature_matrix(table)) + (1 - LOGIT_SHARE) * kind_odds)

    def forecast(self, deadline: DeadlineFeatures, *, draws: int = DRAWS) -> RecordForecast:
        """Odds of one deadline with their interval.

        Args:
            deadline: as it stood when it was announced.
            draws: how often the record is weighed anew.
        """
        table = deadline.as_table()
        odds, drawn = self.odds(table)[0], self._draws(table, draws)
        low, high = np.quantile(drawn, QUANTILES, axis=0)
        of_kind = int((self.kinds == kind_index(table)[0]).sum())
        spread = drawn.var(axis=0).sum()
        # A Dirichlet of n rows has variances p (1 - p) / (n + 1).
        effective = float((odds * (1 - odds)).sum() / spread - 1)
        return RecordForecast(odds, low, high, drawn, len(self.happened), of_kind, effective)

    def _draws(self, table: pd.DataFrame, draws: int) -> np.ndarray:
        """(draws, outcomes) odds with every episode weighed by a standard exponential and every prior drawn.

        Where each episode is one row, those of the rate by kind are draws of its Dirichlet posterior.

        Reference:
            Rubin (1981), "The Bayesian bootstrap", Annals of Statistics 9; Newton & Raftery (1994), JRSS B 56.
        """
        x, kind = feature_matrix(table), kind_index(table)[0]
        weighings = self._weighings
        if draws != DRAWS:
            weighings = self._weigh_anew(draws)
        out = np.empty((draws, len(OUTCOMES)))
        for k, found in enumerate(weighings):
            out[k] = LOGIT_SHARE * found.logit.odds(x)[0] + (1 - LOGIT_SHARE) * self._drawn_rate(kind, found)
        return out

    @computed_once
    def _weighings(self) -> list[_Weighing]:
        """What every deadline is held against: found once, for it hangs on the record alone."""
        return self._weigh_anew(DRAWS)

    def _weigh_anew(self, draws: int) -> list[_Weighing]:
        rng = np.random.default_rng(SEED)
        count = int(self.episodes.max(initial=-1)) + 1
        found = []
        for _ in range(draws):
            weights = rng.exponential(size=count)[self.episodes]
            jeffreys = rng.gamma(JEFFREYS, size=len(OUTCOMES))
            prior = rng.gamma(PRIOR_ROWS * pooled_rate(self.happened, weights, len(OUTCOMES), jeffreys))
            found.append(_Weighing(weights, prior, self._drawn_logit(weights, rng)))
        return found

    def _drawn_rate(self, kind: int, found: _Weighing) -> np.ndarray:
        """(outcomes,) one draw of the rate of a kind."""
        same = self.kinds == kind
        return pooled_rate(self.happened[same], found.weights[same], len(OUTCOMES), found.prior)

    def _drawn_logit(self, weights: np.ndarray, rng: np.random.Generator) -> LogitFit:
        """One draw of the coefficients: rows weighed anew, the prior's mean drawn from the prior."""
        lam = prior_precision(len(COLUMNS), self.logit.precision)[:, None]
        centre = rng.standard_normal(self.logit.coefficients.shape) / np.sqrt(lam)
        return fit_logit(
            self.x, self.happened, len(OUTCOMES), self.logit.precision,
            weights=weights, centre=centre, start=self.logit.coefficients,
        )  # fmt: skip


def learn(table: pd.DataFrame, *, before: date | pd.Timestamp | None = None) -> ReferenceClass:
    """The reference class of a record.

    Args:
        table: a record, see :func:`tradetalks.data.deadlines.read_deadlines`; none of its rows need be left.
        before: only deadlines strictly earlier than this day are learnt from; None takes all.

    Returns:
        What the rows teach; from no row, the priors.
    """
    if before is not None:
        table = table[table["deadline"] < pd.Timestamp(before)]
    happened, kinds = outcome_index(table), kind_index(table)
    x, ones = feature_matrix(table), np.ones(len(table))
    pooled = pooled_rate(happened, ones, len(OUTCOMES))
    prior = np.tile(PRIOR_ROWS * pooled, (len(KINDS), 1))
    by_kind = rates_by_kind(happened, kinds, ones, len(KINDS), prior)
    logit = choose_precision(x, happened, len(OUTCOMES))
    return ReferenceClass(x, happened, kinds, pd.factorize(table["episode"])[0], pooled, by_kind, logit)


def outcome_index(table: pd.DataFrame) -> np.ndarray:
    """(rows,) the place of each outcome in :data:`tradetalks.data.deadlines.OUTCOMES`."""
    return pd.Index(OUTCOMES).get_indexer(pd.Index(table["outcome"]))


def kind_index(table: pd.DataFrame) -> np.ndarray:
    """(rows,) the place of each kind in :data:`tradetalks.data.deadlines.KINDS`."""
    return pd.Index(KINDS).get_indexer(pd.Index(table["kind"]))
