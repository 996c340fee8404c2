"""A backtest as plain facts for a program: what ``tradetalks backtest --json`` prints."""

from __future__ import annotations

import math

from tradetalks.talks.record.backtest import Backtest
from tradetalks.talks.record.splits import FORECASTERS
from tradetalks.talks.record.trial import Trial


def backtest_facts(found: Backtest) -> dict[str, object]:
    """Everything that was found, as plain values: numbers are finite, an error that cannot be known is None.

    Returns:
        ``rows``, ``episodes``, ``first``, ``last`` of the record; ``learnt_from``; ``rows_of_known_episodes``; ``trials``, each
        with ``scheme``, ``about``, ``outcomes``, ``rows``, ``episodes`` and for every forecaster ``log``, ``log_error``,
        ``brier``, ``brier_error``, ``log_less_pooled`` and its error; ``calibration``.
    """
    record = found.record
    return {
        "rows": len(record),
        "episodes": int(record["episode"].nunique()),
        "first": str(record["deadline"].min().date()),
        "last": str(record["deadline"].max().date()),
        "learnt_from": len(found.teachers),
        "own_record": found.own,
        "rows_of_known_episodes": found.known,
        "trials": [_trial_facts(trial) for trial in found.trials],
        "calibration": [
            {str(name): _plain(value) for name, value in row.items()} for row in found.calibration.to_dict("records")
        ],
    }


def _trial_facts(trial: Trial) -> dict[str, object]:
    forecasters = {}
    for key in FORECASTERS:
        (log, log_error), (brier, brier_error), (gap, gap_error) = (
            trial.log(key),
            trial.brier(key),
            trial.less_pooled(key),
        )
        forecasters[key] = {
            "log": _plain(log), "log_error": _plain(log_error), "brier": _plain(brier), "brier_error": _plain(brier_error),
            "log_less_pooled": _plain(gap), "log_less_pooled_error": _plain(gap_error),
        }  # fmt: skip
    return {
        "scheme": trial.scheme,
        "about": trial.about,
        "outcomes": list(trial.outcomes),
        "rows": len(trial.happened),
        "episodes": len(set(trial.episodes)),
        "forecasters": forecasters,
    }


def _plain(value: float) -> float | None:
    """The number, or None where there is none."""
    if math.isfinite(value):
        return float(value)
    return None
